/* Rows as a tree: what is folded, what is shown, which row has the focus. The state is here, the page is its reflection. */

const NIVEAUX = { ax: "axe", sx: "sous_axe", me: "mesure", sm: "sous_mesure", ta: "tache" };

class Ligne {
  constructor(el, parent) {
    this.el = el;
    this.code = el.id;
    this.niveau = NIVEAUX[el.classList[0]];
    this.parent = parent;
    this.enfants = [];
    this.ouverte = false;        // unfolded, outside of filters
    this.ouverteFiltree = false; // unfolded, in the present result
    this.passe = true;           // passes the filters
    this.vue = true;             // passes them, or has a descendant that does
    this.suite = false;          // has a child that is `vue`
    this.affichee = !el.classList.contains("f");
    parent?.enfants.push(this);
  }

  get porteStatut() { return this.niveau === "sous_mesure" || this.niveau === "tache"; }

  get statut() { return this.el.dataset.s ?? ""; }

  get numero() { return this.el.querySelector(".id").textContent; }

  get nom() { return this.el.querySelector(".nom"); }

  /* The mesure that contains the row, itself included; null above the mesures. */
  get mesure() {
    let ligne = this;
    while (ligne && ligne.niveau !== "mesure") ligne = ligne.parent;
    return ligne;
  }

  /* The row, or the nearest row above it, that carries a value: what tâches inherit. */
  herite(lire) {
    for (let ligne = this; ligne; ligne = ligne.parent) {
      const valeur = lire(ligne.el.dataset);
      if (valeur !== undefined) return valeur;
    }
    return undefined;
  }
}

export class Arbre {
  constructor(table) {
    this.table = table;
    this.referentiel = table.dataset.referentiel;
    this.lignes = [];
    this.parCode = new Map();
    this.filtre = false;
    this.choisies = new Set();
    const pile = [];
    for (const el of table.tBodies[0].rows) {
      const niveau = Number(el.getAttribute("aria-level"));
      pile.length = niveau - 1;
      const ligne = new Ligne(el, pile[niveau - 2] ?? null);
      pile.push(ligne);
      this.lignes.push(ligne);
      this.parCode.set(ligne.code, ligne);
      for (const lien of el.querySelectorAll("a")) lien.tabIndex = -1;
      el.querySelector("a.st")?.setAttribute("role", "button");
    }
    for (const ligne of this.lignes) ligne.ouverte = ligne.enfants.length > 0 && ligne.niveau !== "mesure" && !ligne.porteStatut;
    this.courante = this.lignes[0] ?? null;
    if (this.courante) this.courante.el.tabIndex = 0;
    table.addEventListener("focusin", (evenement) => {
      const ligne = this.ligneDe(evenement.target);
      if (ligne) this.poser(ligne);
    });
    this.reflechir();
  }

  ligneDe(element) { return this.parCode.get(element.closest("tr[id]")?.id) ?? null; }

  estOuverte(ligne) { return this.filtre ? ligne.ouverteFiltree : ligne.ouverte; }

  /* In a filtered tree a row opens on its children that pass; when none does, on all of them: a result shows what it contains. */
  #montree(ligne) {
    const { parent } = ligne;
    if (parent && !(parent.affichee && this.estOuverte(parent))) return false;
    return !this.filtre || ligne.vue || (parent !== null && !parent.suite);
  }

  /* Writes the state on the page, where it changed. */
  reflechir() {
    for (const ligne of this.lignes) {
      const { el } = ligne;
      ligne.affichee = this.#montree(ligne);
      if (el.classList.contains("x")) el.classList.remove("x");
      if (el.classList.contains("f") === ligne.affichee) el.classList.toggle("f", !ligne.affichee);
      if (ligne.enfants.length) {
        const ouverte = String(this.estOuverte(ligne));
        if (el.getAttribute("aria-expanded") !== ouverte) el.setAttribute("aria-expanded", ouverte);
      }
    }
    if (this.courante && !this.courante.affichee) this.poser(this.#visibleAuDessus(this.courante));
  }

  /* Rows that pass, from the filters; `null` when nothing is filtered. */
  filtrer(passe) {
    this.filtre = passe !== null;
    for (const ligne of this.lignes) { ligne.passe = passe === null || passe(ligne); ligne.vue = ligne.passe; ligne.suite = false; }
    for (let rang = this.lignes.length - 1; rang >= 0; rang -= 1) {
      const ligne = this.lignes[rang];
      if (ligne.vue && ligne.parent) { ligne.parent.vue = true; ligne.parent.suite = true; }
    }
    for (const ligne of this.lignes) ligne.ouverteFiltree = ligne.suite;
    if (!this.filtre && this.courante) this.#ouvrirAuDessus(this.courante);
    this.reflechir();
    return this.compter();
  }

  compter() { return this.lignes.reduce((nombre, ligne) => nombre + (ligne.passe ? 1 : 0), 0); }

  basculer(ligne, ouverte = !this.estOuverte(ligne)) {
    if (!ligne.enfants.length) return;
    if (this.filtre) ligne.ouverteFiltree = ouverte; else ligne.ouverte = ouverte;
    this.reflechir();
  }

  deplierFreres(ligne) {
    for (const soeur of ligne.parent?.enfants ?? this.lignes.filter((l) => !l.parent)) {
      if (this.filtre) soeur.ouverteFiltree = soeur.enfants.length > 0; else soeur.ouverte = soeur.enfants.length > 0;
    }
    this.reflechir();
  }

  /* Everything open, or nothing below the mesures. */
  plier(tout) {
    for (const ligne of this.lignes) {
      const ouverte = ligne.enfants.length > 0 && (!tout || (ligne.niveau !== "mesure" && !ligne.porteStatut));
      if (this.filtre) ligne.ouverteFiltree = ouverte && (!tout || ligne.suite); else ligne.ouverte = ouverte;
    }
    this.reflechir();
  }

  #ouvrirAuDessus(ligne) {
    for (let haut = ligne.parent; haut; haut = haut.parent) { haut.ouverte = true; haut.ouverteFiltree = true; }
  }

  /* Makes a row visible whatever is folded; false when the filters hide it. */
  montrer(ligne) {
    this.#ouvrirAuDessus(ligne);
    this.reflechir();
    return ligne.affichee;
  }

  #visibleAuDessus(ligne) {
    let haut = ligne;
    while (haut && !haut.affichee) haut = haut.parent;
    return haut ?? this.lignes.find((l) => l.affichee) ?? null;
  }

  /* Roving tabindex: exactly one row is in the order of the page. */
  poser(ligne) {
    if (!ligne || ligne === this.courante) return;
    if (this.courante) this.courante.el.tabIndex = -1;
    this.courante = ligne;
    ligne.el.tabIndex = 0;
  }

  aller(ligne) {
    if (!ligne) return;
    this.poser(ligne);
    ligne.el.focus({ preventScroll: true });
    ligne.el.scrollIntoView({ block: "nearest" });
  }

  voisine(ligne, pas) {
    for (let rang = this.lignes.indexOf(ligne) + pas; rang >= 0 && rang < this.lignes.length; rang += pas) {
      if (this.lignes[rang].affichee) return this.lignes[rang];
    }
    return null;
  }

  bout(dernier) {
    const visibles = this.lignes.filter((ligne) => ligne.affichee);
    return (dernier ? visibles.at(-1) : visibles[0]) ?? null;
  }

  /* Several rows chosen at once, for one statut. */
  choisir(ligne, oui = true) {
    if (!ligne.porteStatut || !ligne.el.querySelector(".st")) return;
    if (oui) this.choisies.add(ligne); else this.choisies.delete(ligne);
    if (oui) ligne.el.setAttribute("aria-selected", "true"); else ligne.el.removeAttribute("aria-selected");
  }

  oublierChoix() { for (const ligne of [...this.choisies]) this.choisir(ligne, false); }
}
