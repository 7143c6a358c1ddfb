/* Gantt: bars move with the mouse, the finger or the keys, the server says what follows. The list, the table and the
   « Reprogrammer » pages do the same without any of this. */
import { annoncer, avertir } from "../cordee/js/cordee.js";
import { Barre } from "./gantt/barre.js";
import { ecrire, lire } from "./gantt/dates.js";
import { Defilement } from "./gantt/defilement.js";

const SEUIL = 4; /* px under which a press is a click */
let enCours = null; /* the bar that the keys are moving */
let derniere = null; /* the fiche whose dates were written last: « Annuler » gives it the focus back */

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
  derniere = barre.lien.dataset.barre;
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
let montree = window.location.search;
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

/* -- mouse, pen and finger ---------------------------------------------------------------------------------------- */
/* A finger scrolls; kept still for a moment on a bar, it takes it. */
const APPUI = 350; /* ms */
const TREMBLE = 10; /* px that a still finger may move */
const BOUT = 24; /* px of the ends that a finger takes, on a bar that is long enough */
let glisse = null;
let appui = null;

function lacherAppui() {
  window.clearTimeout(appui?.minuterie);
  appui = null;
}
function prendre(lien, quoi, depart, doigt) {
  enCours?.revenir();
  enCours = null;
  const frise = lien.closest("[data-gantt-frise]");
  const barre = new Barre(lien, echelle());
  const defilement = new Defilement(cadre(), section().querySelector(".gantt-noms"), dessinerGlisse);
  glisse = { barre, quoi, depart, x: depart, doigt, defilement, bouge: false, parJour: frise.getBoundingClientRect().width / barre.echelle.jours };
}
/* Where the bar is now: the way of the pointer, and that of the box under it. */
function dessinerGlisse() {
  const jours = (glisse.x - glisse.depart + glisse.defilement.parcouru) / glisse.parJour;
  const fin = section().dataset.zoom === "mois";
  glisse.barre.deplacer(glisse.quoi, Math.round(fin ? jours : jours / 30.4375), fin ? "jours" : "mois", glisse.barre.avant);
}
function boutSousLeDoigt(lien, x) {
  const prise = lien.querySelector(".g-prise").getBoundingClientRect();
  if (lien.dataset.forme === "jalon" || prise.width < 3 * BOUT) return "tout";
  if (x - prise.left < BOUT) return "debut";
  return prise.right - x < BOUT && lien.dataset.forme !== "ouverte" ? "fin" : "tout";
}
function appuyer(lien, evenement) {
  const { clientX: x, clientY: y } = evenement;
  const minuterie = window.setTimeout(() => {
    appui = null;
    prendre(lien, boutSousLeDoigt(lien, x), x, true);
    lien.classList.add("prise");
    navigator.vibrate?.(15);
  }, APPUI);
  appui = { x, y, minuterie };
}
/* The click that follows a gesture does not open the fiche; a gesture that none follows does not spoil the next one. */
function avalerClic(lien) {
  const avaler = (evenement) => evenement.preventDefault();
  lien.addEventListener("click", avaler, { once: true });
  window.setTimeout(() => lien.removeEventListener("click", avaler), 400);
}
function abandonner() {
  lacherAppui();
  if (!glisse) return;
  glisse.defilement.arreter();
  glisse.barre.revenir();
  glisse.barre.lien.classList.remove("prise");
  document.body.classList.remove("gantt-glisse");
  glisse = null;
}

document.addEventListener("pointerdown", (evenement) => {
  if (!evenement.isPrimary) { abandonner(); return; }
  const lien = evenement.target.closest?.("[data-barre]");
  if (!lien || evenement.button !== 0 || !("adresse" in lien.dataset)) return;
  if (evenement.pointerType === "touch") appuyer(lien, evenement);
  else prendre(lien, evenement.target.closest("[data-bord]")?.dataset.bord ?? "tout", evenement.clientX, false);
});
document.addEventListener("touchmove", (evenement) => { if (glisse?.doigt && evenement.cancelable) evenement.preventDefault(); }, { passive: false });
document.addEventListener("contextmenu", (evenement) => { if (glisse?.doigt || appui) evenement.preventDefault(); });
document.addEventListener("pointermove", (evenement) => {
  if (appui && Math.hypot(evenement.clientX - appui.x, evenement.clientY - appui.y) > TREMBLE) lacherAppui();
  if (!glisse) return;
  const ecart = evenement.clientX - glisse.depart;
  if (!glisse.bouge && Math.abs(ecart) < SEUIL) return;
  glisse.bouge = true;
  glisse.x = evenement.clientX;
  document.body.classList.add("gantt-glisse");
  dessinerGlisse();
  glisse.defilement.suivre(glisse.x);
});
document.addEventListener("pointerup", () => {
  lacherAppui();
  if (!glisse) return;
  const { barre, bouge, doigt, defilement } = glisse;
  defilement.arreter();
  glisse = null;
  document.body.classList.remove("gantt-glisse");
  barre.lien.classList.remove("prise");
  if (bouge || doigt) avalerClic(barre.lien);
  if (!bouge) return;
  window.setTimeout(() => barre.lien.isConnected && barre.changee && enregistrer(barre), 0);
  if (!barre.changee) barre.revenir();
});
document.addEventListener("pointercancel", abandonner);
document.addEventListener("dragstart", (evenement) => { if (evenement.target.closest?.("[data-barre]")) evenement.preventDefault(); });

/* -- links that redraw, and undo ---------------------------------------------------------------------------------- */
document.addEventListener("click", (evenement) => {
  const lien = evenement.target.closest?.("#vue-gantt [data-gantt-lien]");
  if (lien && !evenement.ctrlKey && !evenement.metaKey && !evenement.shiftKey) {
    evenement.preventDefault();
    window.history.pushState({ gantt: true }, "", lien.href);
    montree = window.location.search;
    rafraichir(lien.href).then(() => {
      const dit = lien.classList.contains("gantt-bascule") && section()?.querySelector("[data-gantt-dit]");
      if (dit) annoncer(dit.firstChild.textContent.trim());
    });
  }
  if (evenement.target.closest?.("[data-gantt-aujourdhui]")) montrerAujourdhui("smooth");
});
/* Back and forward show another list; a link inside the page (« Aller à la liste ») does not. */
window.addEventListener("popstate", () => { if (section() && window.location.search !== montree) window.location.reload(); });
document.addEventListener("submit", (evenement) => {
  const formulaire = evenement.target.closest("[data-gantt-annuler]");
  if (!formulaire) return;
  evenement.preventDefault();
  const bougee = derniere;
  envoyer(formulaire.action, new FormData(formulaire)).then(() => {
    if (document.activeElement === document.body) section().querySelector(`[data-barre="${bougee}"]`)?.focus();
  });
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
