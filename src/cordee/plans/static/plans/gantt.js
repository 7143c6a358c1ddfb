/* Gantt: bars move with the mouse or with the keys, the server says what follows. The list, the table and the
   « Reprogrammer » pages do the same without any of this. */
import { annoncer, avertir } from "../cordee/js/cordee.js";
import { Barre } from "./gantt/barre.js";
import { ecrire, lire } from "./gantt/dates.js";

const SEUIL = 4; /* px under which a press is a click */
let enCours = null; /* the bar that the keys are moving */

const section = () => document.getElementById("vue-gantt");
const cadre = () => section()?.querySelector(".gantt-cadre");

function echelle() {
  const { debut, fin } = section().dataset;
  const [premier, dernier] = [lire(debut), lire(fin)];
  return {
    jours: dernier - premier,
    x: (jour) => Math.min(Math.max((100 * (jour - premier)) / (dernier - premier), 0), 100),
  };
}

/* -- server ------------------------------------------------------------------------------------------------------- */
async function enregistrer(barre) {
  const donnees = new FormData(section().querySelector("[data-gantt-formulaire]"));
  donnees.set("debut", ecrire(barre.dates.debut));
  donnees.set("fin", ecrire(barre.dates.fin));
  donnees.set("version", barre.lien.dataset.version);
  donnees.set("suite", window.location.pathname + window.location.search);
  barre.lien.classList.add("attente");
  await envoyer(barre.lien.dataset.adresse, donnees, barre);
}

async function envoyer(adresse, donnees, barre) {
  let reponse;
  try {
    reponse = await fetch(adresse, { method: "POST", body: donnees, headers: { "HX-Request": "true" } });
  } catch {
    barre?.revenir();
    avertir("Le serveur ne répond pas. Vérifiez votre connexion, puis recommencez : rien n’a été enregistré.");
    return;
  }
  const texte = await reponse.text();
  if (reponse.status === 200) await montrerFait(texte);
  else if (reponse.status === 202) demander(texte, barre);
  else {
    barre?.revenir();
    const lisible = [403, 409, 422].includes(reponse.status) && texte.length < 900 && !texte.includes("<");
    avertir(lisible ? texte.trim() : "L’enregistrement a échoué ; rien n’a été changé. Rechargez la page et recommencez.");
    if (reponse.status === 409) await rafraichir(window.location.href);
  }
}

/* Written: the drawing again, then the sentence with its « Annuler ». */
async function montrerFait(texte) {
  await rafraichir(window.location.href);
  const zone = document.getElementById("gantt-suite");
  zone.innerHTML = texte;
  annoncer(zone.querySelector("[data-dit]")?.textContent.trim() ?? "");
  window.clearTimeout(montrerFait.attente);
  montrerFait.attente = window.setTimeout(() => { if (!zone.contains(document.activeElement)) zone.replaceChildren(); }, 12000);
}

/* Other fiches should move too: asked before anything is written. */
function demander(texte, barre) {
  const zone = document.getElementById("gantt-suite");
  zone.innerHTML = texte;
  const dialogue = zone.querySelector("dialog");
  dialogue.addEventListener("submit", (evenement) => {
    evenement.preventDefault();
    const donnees = new FormData(evenement.target, evenement.submitter);
    dialogue.close("fait");
    envoyer(evenement.target.action, donnees, barre);
  });
  dialogue.addEventListener("click", (evenement) => {
    if (evenement.target.closest("[data-gantt-fermer]")) { evenement.preventDefault(); dialogue.close(); }
  });
  dialogue.addEventListener("close", () => {
    if (dialogue.returnValue === "fait") return;
    barre?.revenir();
    zone.replaceChildren();
    barre?.lien.focus();
    annoncer("Rien n’a été changé.");
  });
  dialogue.showModal();
}

/* The same tab, asked again: the scroll and the focus stay. An answer that a later request has overtaken is dropped. */
let demandes = 0;
async function rafraichir(adresse) {
  demandes += 1;
  const mienne = demandes;
  const defile = cadre();
  const liens = () => [...section().querySelectorAll(".gantt-outils [data-gantt-lien]")];
  const actif = document.activeElement;
  const place = { gauche: defile.scrollLeft, haut: defile.scrollTop, barre: actif?.dataset?.barre, pli: actif?.dataset?.ganttPli, outil: liens().indexOf(actif) };
  const reponse = await fetch(adresse, { headers: { "HX-Request": "true", "HX-Target": "liste" } });
  if (!reponse.ok) { window.location.assign(adresse); return; }
  const lu = new DOMParser().parseFromString(await reponse.text(), "text/html").getElementById("vue-gantt");
  if (mienne !== demandes) return;
  if (!lu) { window.location.assign(adresse); return; }
  enCours = null;
  section().replaceWith(lu);
  preparer(false);
  cadre().scrollTo(place.gauche, place.haut);
  const suivant = place.barre ? `[data-barre="${place.barre}"]` : place.pli ? `[data-gantt-pli="${place.pli}"]` : null;
  if (suivant) section().querySelector(suivant)?.focus();
  else if (place.outil >= 0) liens()[place.outil]?.focus();
}

/* -- keys --------------------------------------------------------------------------------------------------------- */
const barres = () => [...section().querySelectorAll("[data-barre]")];

function choisir(lien) {
  barres().forEach((autre) => { autre.tabIndex = autre === lien ? 0 : -1; });
}

function barreDe(lien) {
  if (enCours?.lien !== lien) enCours = new Barre(lien, echelle());
  return enCours;
}

function bougerAuClavier(lien, quoi, sens) {
  const barre = barreDe(lien);
  if (!barre.libre) { annoncer("Vous ne pouvez pas changer les dates de cette fiche."); return; }
  if (!barre.deplacer(quoi, sens, "mois")) { annoncer("L’échéance ne peut pas passer avant le début."); return; }
  annoncer(`${barre.titre}, ${barre.periode}. Entrée pour enregistrer, Échap pour revenir.`);
}

document.addEventListener("keydown", (evenement) => {
  const lien = evenement.target.closest?.("[data-barre]");
  if (!lien || evenement.altKey || evenement.ctrlKey || evenement.metaKey) return;
  const sens = { ArrowLeft: -1, ArrowRight: 1 }[evenement.key];
  const pas = { ArrowUp: -1, ArrowDown: 1 }[evenement.key];
  if (sens) bougerAuClavier(lien, evenement.shiftKey ? "fin" : "tout", sens);
  else if (pas) barres()[barres().indexOf(lien) + pas]?.focus();
  else if (evenement.key === "Home") barres()[0].focus();
  else if (evenement.key === "End") barres().at(-1).focus();
  else if (evenement.key === "Escape" && enCours?.changee) { enCours.revenir(); annoncer(`${enCours.titre} : les dates n’ont pas changé.`); }
  else if (evenement.key === "Enter" && enCours?.lien === lien && enCours.changee) enregistrer(enCours);
  else return;
  evenement.preventDefault();
});
document.addEventListener("focusin", (evenement) => {
  const lien = evenement.target.closest?.("[data-barre]");
  if (lien) choisir(lien);
});
/* Leaving a bar that the keys moved saves it, as leaving a field does. */
document.addEventListener("focusout", (evenement) => {
  const lien = evenement.target.closest?.("[data-barre]");
  if (lien && lien === enCours?.lien && enCours.changee && !lien.classList.contains("attente") && document.hasFocus()) {
    const barre = enCours;
    enCours = null;
    enregistrer(barre);
  }
});

/* -- mouse -------------------------------------------------------------------------------------------------------- */
let glisse = null;

document.addEventListener("pointerdown", (evenement) => {
  const lien = evenement.target.closest?.("[data-barre]");
  if (!lien || evenement.button !== 0 || evenement.pointerType === "touch" || !("adresse" in lien.dataset)) return;
  enCours?.revenir();
  enCours = null;
  const frise = lien.closest("[data-gantt-frise]");
  const quoi = evenement.target.closest("[data-bord]")?.dataset.bord ?? "tout";
  const barre = new Barre(lien, echelle());
  glisse = { barre, quoi, depart: evenement.clientX, bouge: false, parJour: frise.getBoundingClientRect().width / barre.echelle.jours };
});
document.addEventListener("pointermove", (evenement) => {
  if (!glisse) return;
  const ecart = evenement.clientX - glisse.depart;
  if (!glisse.bouge && Math.abs(ecart) < SEUIL) return;
  glisse.bouge = true;
  document.body.classList.add("gantt-glisse");
  const jours = ecart / glisse.parJour;
  const fin = section().dataset.zoom === "mois";
  glisse.barre.deplacer(glisse.quoi, Math.round(fin ? jours : jours / 30.4375), fin ? "jours" : "mois", glisse.barre.avant);
});
document.addEventListener("pointerup", () => {
  if (!glisse) return;
  const { barre, bouge } = glisse;
  glisse = null;
  document.body.classList.remove("gantt-glisse");
  if (!bouge) return;
  barre.lien.addEventListener("click", (evenement) => evenement.preventDefault(), { once: true });
  window.setTimeout(() => barre.lien.isConnected && barre.changee && enregistrer(barre), 0);
  if (!barre.changee) barre.revenir();
});
document.addEventListener("pointercancel", () => { glisse?.barre.revenir(); glisse = null; });
document.addEventListener("dragstart", (evenement) => { if (evenement.target.closest?.("[data-barre]")) evenement.preventDefault(); });

/* -- links that redraw, and undo ---------------------------------------------------------------------------------- */
document.addEventListener("click", (evenement) => {
  const lien = evenement.target.closest?.("#vue-gantt [data-gantt-lien]");
  if (lien && !evenement.ctrlKey && !evenement.metaKey && !evenement.shiftKey) {
    evenement.preventDefault();
    window.history.pushState({ gantt: true }, "", lien.href);
    rafraichir(lien.href).then(() => {
      const dit = lien.classList.contains("gantt-bascule") && section()?.querySelector("[data-gantt-dit]");
      if (dit) annoncer(dit.firstChild.textContent.trim());
    });
  }
  if (evenement.target.closest?.("[data-gantt-aujourdhui]")) montrerAujourdhui("smooth");
});
window.addEventListener("popstate", () => { if (section()) window.location.reload(); });
document.addEventListener("submit", (evenement) => {
  const formulaire = evenement.target.closest("[data-gantt-annuler]");
  if (!formulaire) return;
  evenement.preventDefault();
  envoyer(formulaire.action, new FormData(formulaire));
});

function montrerAujourdhui(comment = "instant") {
  const frise = section().querySelector("[data-gantt-frise]");
  const noms = section().querySelector(".gantt-noms").offsetWidth;
  const x = (frise.getBoundingClientRect().width * parseFloat(section().dataset.aujourdhui)) / 100;
  const calme = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  cadre().scrollTo({ left: Math.max(0, x - (cadre().clientWidth - noms) * 0.6), behavior: calme ? "instant" : comment });
}

function preparer(arrivee = true) {
  if (!section()) return;
  const premiere = barres()[0];
  if (premiere) premiere.tabIndex = 0;
  if (arrivee) montrerAujourdhui();
}
preparer();
document.addEventListener("htmx:afterSettle", () => { if (section() && !barres().some((b) => b.tabIndex === 0)) preparer(); });
