/* One bar: its dates, how it is drawn while it moves, how far it may go. */
import { ajouterMois, direPeriode, lire } from "./dates.js";

const SVG = "http://www.w3.org/2000/svg";

export class Barre {
  constructor(lien, echelle) {
    this.lien = lien;
    this.echelle = echelle;
    this.forme = lien.dataset.forme;
    this.avant = { debut: lire(lien.dataset.debut), fin: lire(lien.dataset.fin) };
    this.dates = { ...this.avant };
  }

  get libre() { return "adresse" in this.lien.dataset; }
  get titre() { return this.lien.dataset.titre; }
  get changee() { return this.dates.debut !== this.avant.debut || this.dates.fin !== this.avant.fin; }
  get periode() { return direPeriode(this.dates); }

  /* Moves the whole bar, or one end, from the dates `depuis`, by months or by days. */
  deplacer(quoi, nombre, unite, depuis = this.dates) {
    const bouger = (jour) => (jour === null ? null : unite === "mois" ? ajouterMois(jour, nombre) : jour + nombre);
    let { debut, fin } = depuis;
    if (quoi !== "fin") debut = bouger(debut);
    if (quoi !== "debut" && this.forme !== "ouverte") fin = bouger(fin);
    if (debut !== null && fin !== null && fin < debut) return false;
    this.dates = { debut, fin };
    this.dessiner();
    return true;
  }

  revenir() {
    this.dates = { ...this.avant };
    this.lien.classList.remove("bouge", "attente");
    this.lien.querySelectorAll("[data-x]").forEach((e) => {
      e.setAttribute("x", e.dataset.x);
      if (e.dataset.l) e.setAttribute("width", e.dataset.l);
      delete e.dataset.x;
      delete e.dataset.l;
    });
    this.bulle?.remove();
    this.bulle = null;
  }

  dessiner() {
    this.lien.classList.toggle("bouge", this.changee);
    const { debut, fin } = this.dates;
    const x = this.echelle.x(debut ?? fin);
    const bout = fin === null ? 100 : this.echelle.x(debut === null ? fin : fin + 1);
    const fond = this.lien.querySelector(".g-fond");
    const fait = this.lien.querySelector(".g-fait-b");
    if (fond) {
      const part = fait ? parseFloat(fait.dataset.l ?? fait.getAttribute("width")) / parseFloat(fond.dataset.l ?? fond.getAttribute("width")) : 0;
      this.placer(fond, x, bout - x);
      this.placer(this.lien.querySelector(".g-prise"), x, bout - x);
      if (fait) this.placer(fait, x, (bout - x) * part);
    }
    this.lien.querySelectorAll("[data-bord]").forEach((bord) => this.placer(bord, bord.dataset.bord === "debut" ? x : bout));
    const jalon = this.lien.querySelector(".g-jalon");
    if (jalon) this.placer(jalon, x);
    this.dire(x);
  }

  placer(element, x, largeur) {
    element.dataset.x ??= element.getAttribute("x");
    element.setAttribute("x", `${x}%`);
    if (largeur === undefined) return;
    element.dataset.l ??= element.getAttribute("width");
    element.setAttribute("width", `${Math.max(largeur, 0.2)}%`);
  }

  /* New dates, written above the bar. */
  dire(x) {
    if (!this.bulle) {
      this.bulle = document.createElementNS(SVG, "text");
      this.bulle.classList.add("g-bulle");
      this.bulle.setAttribute("aria-hidden", "true");
      const repere = this.lien.querySelector(".g-fond") ?? this.lien.querySelector(".g-jalon");
      this.bulle.setAttribute("y", String(parseFloat(repere.getAttribute("y")) - 3));
      this.lien.append(this.bulle);
    }
    const aDroite = x > 75;
    this.bulle.setAttribute("x", `${aDroite ? 100 : x}%`);
    this.bulle.setAttribute("dx", aDroite ? "-6" : "0");
    this.bulle.setAttribute("text-anchor", aDroite ? "end" : "start");
    this.bulle.textContent = this.periode;
  }
}
