/* The page of a mesure and the panel of the tree: statuts saved as they are chosen, split that adds up, comments that are not lost.
   Works on whatever htmx brings in: everything is listened to from the document. */

import { annoncer } from "../cordee/js/cordee.js";

const htmx = window.htmx;
const PARTS = ["fait", "programme", "pas_fait"];
const DETAIL = "detaille";
const ATTENTE_CLAVIER = 700; // arrows go through the statuts: wait for the one that stays
const MEMOIRE_TOUCHES = "cordee-touches";

/* -- statuts ------------------------------------------------------------------------------------------------------ */
let parClavier = false;
const attentes = new WeakMap();
document.addEventListener("keydown", () => { parClavier = true; }, true);
document.addEventListener("pointerdown", () => { parClavier = false; }, true);

function enregistrer(formulaire, attente = 0) {
  window.clearTimeout(attentes.get(formulaire));
  attentes.set(formulaire, window.setTimeout(() => { if (formulaire.isConnected) htmx.trigger(formulaire, "enregistrer"); }, attente));
}

document.addEventListener("change", (evenement) => {
  const choix = evenement.target.closest('.m-choisir input[name="statut"]');
  if (!choix) return;
  window.clearTimeout(attentes.get(choix.form));
  if (choix.value === DETAIL) {
    totaliser(choix.form);
    if (!parClavier) choix.form.elements.fait.focus();
    return;
  }
  enregistrer(choix.form, parClavier ? ATTENTE_CLAVIER : 0);
});
/* The last choice is not lost when one leaves the row before the wait is over. */
document.addEventListener("focusout", (evenement) => {
  const formulaire = evenement.target.closest?.(".m-choisir");
  if (formulaire && attentes.has(formulaire) && !formulaire.contains(evenement.relatedTarget)) {
    const choisi = formulaire.querySelector('input[name="statut"]:checked');
    if (choisi && !choisi.defaultChecked && choisi.value !== DETAIL) enregistrer(formulaire);
  }
});

/* -- split: live total ---------------------------------------------------------------------------------------------- */
const lire = (champ) => Number.parseFloat(champ.value.replace(",", ".").replace("%", "").trim() || "0");
const ecrire = (nombre) => nombre.toLocaleString("fr-FR", { maximumFractionDigits: 2 });

function totaliser(formulaire) {
  const champs = PARTS.map((nom) => formulaire.elements[nom]);
  const sortie = formulaire.querySelector(".m-total");
  const valeurs = champs.map(lire);
  if (champs.every((champ) => !champ.value.trim())) { sortie.textContent = ""; sortie.classList.remove("faux"); return; }
  const total = valeurs.reduce((somme, valeur) => somme + valeur, 0);
  const ecart = 100 - total;
  const juste = Math.abs(ecart) <= 0.05;
  sortie.classList.toggle("faux", !juste);
  if (Number.isNaN(total)) sortie.textContent = "Écrivez des nombres";
  else if (juste) sortie.textContent = "Total : 100 %";
  else sortie.textContent = `Total : ${ecrire(total)} %, ${ecart > 0 ? `il manque ${ecrire(ecart)}` : `${ecrire(-ecart)} de trop`}`;
}
document.addEventListener("input", (evenement) => {
  const formulaire = evenement.target.closest(".m-detail")?.closest("form");
  if (formulaire) totaliser(formulaire);
});
/* Leaving the second part fills the third with what is left, when it is empty. */
document.addEventListener("change", (evenement) => {
  const detail = evenement.target.closest(".m-detail");
  if (!detail) return;
  const champs = PARTS.map((nom) => detail.closest("form").elements[nom]);
  const vides = champs.filter((champ) => !champ.value.trim());
  if (vides.length !== 1 || vides[0] === evenement.target) return;
  const reste = 100 - champs.filter((champ) => champ !== vides[0]).reduce((somme, champ) => somme + lire(champ), 0);
  if (reste >= 0) vides[0].value = String(Math.round(reste * 100) / 100).replace(".", ",");
  totaliser(detail.closest("form"));
});

/* -- keys 1 to 6 in a row --------------------------------------------------------------------------------------------- */
function touchesActives() {
  try { return localStorage.getItem(MEMOIRE_TOUCHES) !== "non"; } catch { return true; }
}
document.addEventListener("keydown", (evenement) => {
  const { target, key } = evenement;
  if (evenement.ctrlKey || evenement.metaKey || evenement.altKey || evenement.defaultPrevented) return;
  const editeur = target.closest(".m-editeur");
  if (editeur && key === "Escape") { fermer(editeur); return; }
  if (target.closest("textarea, select, input:not([type=radio])") || !/^[1-6]$/.test(key) || !touchesActives()) return;
  const formulaire = target.closest(".m-noeud, .m-tache, .m-panneau")?.querySelector(".m-choisir");
  const choix = formulaire?.querySelectorAll('input[name="statut"]')[Number(key) - 1];
  if (!choix) return;
  evenement.preventDefault();
  choix.focus();
  if (!choix.checked) { choix.checked = true; choix.dispatchEvent(new Event("change", { bubbles: true })); }
});

/* -- comments ------------------------------------------------------------------------------------------------------- */
const zoneTexte = (editeur) => editeur.querySelector('textarea[name="texte"]');
const cleBrouillon = (texte) => `cordee-brouillon ${texte.form.getAttribute("action")}`;
const modifie = (texte) => texte.value !== texte.defaultValue;

function garder(texte) {
  try {
    if (modifie(texte)) sessionStorage.setItem(cleBrouillon(texte), JSON.stringify([texte.form.elements.version_lue.value, texte.value]));
    else sessionStorage.removeItem(cleBrouillon(texte));
  } catch { /* private mode: the text stays in the page */ }
}
function oublier(adresse) {
  try { sessionStorage.removeItem(`cordee-brouillon ${adresse}`); } catch { /* nothing was kept */ }
}
function fermer(editeur) {
  const texte = zoneTexte(editeur);
  if (modifie(texte)) { annoncer("Texte gardé : rouvrez le commentaire pour le retrouver."); }
  editeur.open = false;
  editeur.querySelector("summary").focus();
}
/* What was typed and never saved comes back, wherever the editor is shown again, with the text it started from: if a colleague
   wrote meanwhile, saving shows both. */
function retrouver(racine) {
  for (const texte of racine.querySelectorAll('.m-editeur textarea[name="texte"]')) {
    if (texte.closest("[data-conflit]")) continue;
    let brouillon = null;
    try { brouillon = JSON.parse(sessionStorage.getItem(cleBrouillon(texte))); } catch { /* none */ }
    if (!brouillon || brouillon[1] === texte.defaultValue) continue;
    [texte.form.elements.version_lue.value, texte.value] = brouillon;
    texte.closest("details").open = true;
  }
}
document.addEventListener("input", (evenement) => {
  const texte = evenement.target.closest('.m-editeur textarea[name="texte"]');
  if (texte) garder(texte);
});
document.addEventListener("toggle", (evenement) => {
  if (evenement.target.matches?.(".m-editeur[open]") && document.activeElement === evenement.target.querySelector("summary")) zoneTexte(evenement.target).focus();
}, true);
document.addEventListener("click", (evenement) => {
  const bouton = evenement.target.closest("[data-m-fermer]");
  if (bouton) {
    const texte = zoneTexte(bouton.closest(".m-editeur"));
    texte.value = texte.defaultValue;
    garder(texte);
    fermer(bouton.closest(".m-editeur"));
  }
  const laisse = evenement.target.closest("[data-m-oublier]");
  if (laisse) oublier(laisse.getAttribute("href"));
});
document.addEventListener("keydown", (evenement) => {
  if (evenement.key === "Enter" && (evenement.ctrlKey || evenement.metaKey) && evenement.target.matches('.m-editeur textarea[name="texte"]')) {
    evenement.preventDefault();
    evenement.target.form.requestSubmit();
  }
});
document.addEventListener("htmx:afterRequest", (evenement) => {
  const { elt, successful, xhr } = evenement.detail;
  if (successful && xhr.status === 200 && elt.matches?.("[data-code] form, .m-editeur form")) oublier(elt.getAttribute("action"));
});

/* -- after htmx ----------------------------------------------------------------------------------------------------- */
document.addEventListener("htmx:afterSwap", (evenement) => {
  const { target, xhr } = evenement.detail;
  const commentaire = xhr?.responseURL?.includes("/commentaire/");
  if (commentaire) {
    const code = decodeURIComponent(new URL(xhr.responseURL).pathname.split("/").at(-3));
    const bloc = document.getElementById(`m-commentaire-${code}`);
    const suite = bloc?.matches("[data-conflit]") ? bloc.querySelector(".m-conflit-titre") : bloc?.querySelector('[aria-invalid="true"], summary');
    suite?.focus();
  }
  retrouver(target?.isConnected ? target : document);
});

/* A statut written elsewhere in the page (the tree): the panel takes the new figures, without touching what is being typed. */
document.body.addEventListener("scores-changes", (evenement) => {
  const panneau = document.querySelector(".m-panneau");
  if (!panneau || evenement.detail.source || !evenement.detail.mesures?.includes(panneau.dataset.mesure)) return;
  htmx.ajax("GET", panneau.dataset.chiffres, { target: panneau, swap: "none" });
});

/* Printing shows every tâche. */
window.addEventListener("beforeprint", () => document.querySelectorAll("details.m-taches:not([open])").forEach((volet) => { volet.open = true; volet.dataset.pourPapier = ""; }));
window.addEventListener("afterprint", () => document.querySelectorAll("details[data-pour-papier]").forEach((volet) => { volet.open = false; delete volet.dataset.pourPapier; }));

retrouver(document);
