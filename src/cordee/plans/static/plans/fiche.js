/* The page of a fiche: editing in place by click and keyboard, saving when one leaves a text, focus after each write.
   Everything works without it, by plain forms; everything is listened to from the document, whatever htmx brings in. */
import { annoncer } from "../cordee/js/cordee.js";
import "./fiche/grille.js";
import "./fiche/mentions.js";

const MEMOIRE_TOUCHES = "cordee-touches";
const page = document.querySelector("[data-fiche]");
const premier = (racine) => racine?.querySelector("[data-f-premier], textarea:not([hidden]), input:not([type=hidden]), select");

/* -- opening an editor by a click on the text itself ---------------------------------------------------------------- */
document.addEventListener("click", (evenement) => {
  const lue = evenement.target.closest(".f-lue.enligne");
  if (!lue || evenement.target.closest("a, button") || String(window.getSelection()).length) return;
  const crayon = lue.querySelector("[data-f-crayon]");
  crayon?.focus({ preventScroll: true });
  crayon?.click();
});

/* -- an editor: Escape leaves, Ctrl+Enter saves, a text is saved when one leaves it ---------------------------------- */
document.addEventListener("keydown", (evenement) => {
  const formulaire = evenement.target.closest?.(".f-editeur, .f-form");
  if (!formulaire) return;
  if (evenement.key === "Escape") {
    const volet = formulaire.closest("details.f-ajout[open]");
    const fermer = formulaire.querySelector("[data-f-fermer]");
    if (fermer) { evenement.preventDefault(); fermer.click(); }
    else if (volet) { volet.open = false; volet.querySelector("summary").focus(); }
  } else if (evenement.key === "Enter" && (evenement.ctrlKey || evenement.metaKey)) {
    evenement.preventDefault();
    formulaire.requestSubmit();
  }
});
document.addEventListener("focusout", (evenement) => {
  const champ = evenement.target.closest?.("[data-f-auto]");
  const formulaire = champ?.form;
  if (!formulaire || formulaire.hasAttribute("data-f-envoye") || !document.hasFocus() || formulaire.contains(evenement.relatedTarget)) return;
  if (champ.value !== champ.defaultValue && champ.value.trim() !== champ.defaultValue.trim()) formulaire.requestSubmit();
});
/* What was typed and not saved is not lost by a wrong click on a link of the page. */
window.addEventListener("beforeunload", (evenement) => {
  const encours = [...document.querySelectorAll(".f-editeur textarea[data-f-auto]")].some((t) => t.value !== t.defaultValue);
  if (encours) evenement.preventDefault();
});
document.addEventListener("toggle", (evenement) => {
  const volet = evenement.target;
  if (volet.matches?.("details.f-ajout[open]") && volet.contains(document.activeElement)) premier(volet.querySelector("form"))?.focus();
}, true);

/* -- focus after a write: on what replaced what had it ---------------------------------------------------------------- */
const retours = new Map();
document.addEventListener("htmx:beforeRequest", (evenement) => {
  const actif = evenement.detail.elt?.closest?.("[data-champ], .f-bloc, .porte") ?? null;
  const bouton = document.activeElement;
  const zone = evenement.detail.target?.id;
  if (!zone) return;
  evenement.detail.elt?.closest?.(".f-editeur")?.setAttribute("data-f-envoye", "");
  retours.set(zone, {
    cle: bouton?.dataset?.case ? `[data-case="${bouton.dataset.case}"]` : null,
    sous: bouton?.closest?.(".sousaction")?.id,
    sens: bouton?.matches?.("[data-f-monter]") ? "[data-f-monter]" : bouton?.matches?.("[data-f-descendre]") ? "[data-f-descendre]" : null,
    nom: bouton?.name && bouton.matches("select") ? `select[name="${bouton.name}"]` : null,
    dedans: Boolean(actif?.contains(bouton)),
    nouvelle: Boolean(bouton?.closest?.(".f-nouvelle")),
    mot: bouton?.closest?.(".f-com")?.querySelector("textarea").id,
  });
});
/* A request that failed leaves the editor as it is: it can be sent again. */
for (const echec of ["htmx:sendError", "htmx:responseError"]) {
  document.addEventListener(echec, (evenement) => evenement.detail.elt?.closest?.(".f-editeur")?.removeAttribute("data-f-envoye"));
}
document.addEventListener("htmx:afterSettle", (evenement) => {
  const id = [evenement.detail.elt?.id, evenement.detail.target?.id].find((cle) => retours.has(cle));
  const memoire = retours.get(id);
  retours.delete(id);
  const zone = id && document.getElementById(id);
  if (!zone || !memoire.dedans) return;
  if (zone.matches("[data-conflit]")) { zone.querySelector(".f-conflit-titre").focus(); return; }
  const faux = zone.querySelector("[aria-invalid=true]");
  const editeur = zone.querySelector(".f-editeur");
  const deplacee = memoire.sens && document.getElementById(memoire.sous);
  const suite = faux
    || (editeur && premier(editeur))
    || (memoire.cle && zone.querySelector(memoire.cle))
    || (deplacee && (deplacee.querySelector(memoire.sens) || deplacee.querySelector("[data-f-monter], [data-f-descendre]")))
    || (memoire.nom && zone.querySelector(memoire.nom))
    || (memoire.nouvelle && zone.querySelector(".f-nouvelle:last-of-type input[name=titre]"))
    || (zone.querySelector(".etat.ko") && premier(zone.querySelector("details[open] form, .f-form")))
    || (memoire.mot && mot(memoire.mot))
    || zone.querySelector("[data-f-retour]")
    || ouverte(zone)
    || zone.querySelector("[data-f-crayon], summary, button, a[href]");
  suite?.focus({ preventScroll: Boolean(memoire.mot) && !faux });
  if (suite?.matches?.("textarea[data-f-auto]")) suite.setSelectionRange(suite.value.length, suite.value.length);
});
/* Where a comment was sent from: its text again, or what opens it; what became of it is below, and in sight. */
function mot(id) {
  const texte = document.getElementById(id);
  const pli = texte?.closest("details:not([open])");
  texte?.closest(".f-bloc").querySelector(".etat")?.scrollIntoView({ block: "nearest" });
  return pli ? pli.querySelector("summary") : texte;
}
/* A row that has just been opened to be changed. */
function ouverte(zone) {
  const fermer = zone.querySelector(".f-form [data-f-fermer]");
  return fermer ? premier(fermer.closest("form")) : null;
}

/* -- keys: e changes, j and k go from block to block ----------------------------------------------------------------- */
function touchesActives() {
  try { return localStorage.getItem(MEMOIRE_TOUCHES) !== "non"; } catch { return true; }
}
const blocs = () => [...document.querySelectorAll(".f-corps .bloc, .f-corps .sousaction, .f-corps .f-note")].filter((b) => b.offsetParent);
function aller(pas) {
  const tous = blocs();
  const ici = tous.findIndex((b) => b.contains(document.activeElement));
  const suivant = tous[Math.min(Math.max(ici + pas, 0), tous.length - 1)];
  const cible = suivant?.querySelector("[data-f-crayon], a[href], button, select, summary");
  (cible ?? suivant)?.focus({ preventScroll: true });
  suivant?.scrollIntoView({ block: "center" });
}
document.addEventListener("keydown", (evenement) => {
  if (!page || evenement.ctrlKey || evenement.metaKey || evenement.altKey || evenement.defaultPrevented || !touchesActives()) return;
  if (evenement.target.closest?.("input, textarea, select, [contenteditable]")) return;
  if (evenement.key === "j") aller(1);
  else if (evenement.key === "k") aller(-1);
  else if (evenement.key === "e") {
    const crayon = document.activeElement?.closest?.(".bloc, .sousaction, .f-champ")?.querySelector("[data-f-crayon]")
      ?? document.querySelector(".f-corps [data-f-crayon]");
    const modifier = document.querySelector("[data-f-modifier]");
    if (crayon) { evenement.preventDefault(); crayon.focus(); crayon.click(); }
    else if (modifier) { evenement.preventDefault(); modifier.click(); }
  }
});

/* -- follow-up, paper -------------------------------------------------------------------------------------------------- */
document.addEventListener("click", (evenement) => {
  if (evenement.target.closest("[data-f-suivi]")) {
    evenement.preventDefault();
    const texte = document.querySelector("#ecrire-suivi textarea");
    texte?.scrollIntoView({ block: "center" });
    texte?.focus({ preventScroll: true });
    annoncer("Écrire un suivi");
  }
});
window.addEventListener("beforeprint", () => document.querySelectorAll("details.f-plus:not([open]), details.f-graphe:not([open])").forEach((d) => { d.open = true; d.dataset.pourPapier = ""; }));
window.addEventListener("afterprint", () => document.querySelectorAll("details[data-pour-papier]").forEach((d) => { d.open = false; delete d.dataset.pourPapier; }));
