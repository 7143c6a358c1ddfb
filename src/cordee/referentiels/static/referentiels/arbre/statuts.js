/* Giving statuts: sent at once and one after the other, shown before the answer, taken back if it is refused. */

import { avertir } from "../../cordee/js/cordee.js";
import { creerMenu } from "./menu.js";

const htmx = window.htmx;
const DONNEES = ["data-g", "data-s", "data-d", "data-r"];
const SURBRILLANCE = 1600;

export function brancherStatuts(arbre, filtres) {
  const { table } = arbre;
  const reponse = document.getElementById("reponse-statut");
  const { statut: adresse, annuler: adresseAnnuler } = table.dataset;
  const modifiable = Boolean(adresse);
  const refus = document.getElementById("refus-statuts")?.textContent.trim() ?? "";
  const provisoires = new Map(); // code -> statut shown before the write

  function poster(lignes, statut, autres = {}) {
    for (const ligne of lignes) montrerProvisoire(ligne, statut);
    const values = { code: lignes.map((ligne) => ligne.code), statut, ...autres };
    htmx.ajax("POST", adresse, { source: table, target: "#reponse-statut", swap: "innerHTML", values });
  }

  function montrerProvisoire(ligne, statut) {
    const lien = ligne.el.querySelector(".st");
    const choix = document.getElementById(`choix-${statut}`);
    if (!lien || !choix) return;
    if (!provisoires.has(ligne.code)) provisoires.set(ligne.code, lien.innerHTML);
    lien.replaceChildren(choix.querySelector("svg").cloneNode(true), choix.querySelector("svg").nextSibling.textContent.trim());
    ligne.el.setAttribute("aria-busy", "true");
  }

  function retirerProvisoire(code) {
    const ligne = arbre.parCode.get(code);
    const lien = ligne?.el.querySelector(".st");
    if (provisoires.has(code) && lien) lien.innerHTML = provisoires.get(code);
    provisoires.delete(code);
    ligne?.el.removeAttribute("aria-busy");
  }

  /* Why a row takes no statut, or nothing. */
  function empechement(ligne) {
    if (!modifiable) return refus;
    if (!ligne.porteStatut) return `${ligne.numero} ne porte pas de statut : dépliez-la et choisissez une sous-mesure ou une tâche.`;
    if (ligne.statut === "desactivee") return `${ligne.numero} est désactivée par vos réponses de personnalisation : changez la réponse pour la renseigner.`;
    return "";
  }

  function cibles(ligne) { return arbre.choisies.has(ligne) ? [...arbre.choisies] : [ligne]; }

  function donner(ligne, statut, autres = {}) {
    const raison = empechement(ligne);
    if (raison) { avertir(raison); return; }
    poster(cibles(ligne), statut, autres);
    arbre.oublierChoix();
  }

  const menu = modifiable ? creerMenu(arbre, {
    donner,
    donnerAuxTaches(ligne, statut) {
      poster([], statut, { code: [ligne.code], portee: "a_renseigner" });
    },
  }) : null;

  function ouvrirMenu(ligne, options = {}) {
    const raison = empechement(ligne);
    if (raison) { avertir(raison); return; }
    menu.ouvrir(ligne, cibles(ligne), options);
  }

  function annuler() { htmx.ajax("POST", adresseAnnuler, { source: table, target: "#reponse-statut", swap: "innerHTML" }); }

  /* A changed row keeps its place, its folding and its focus: only its cells and what the filters read are taken over. */
  function reprendre(ligne, neuve) {
    const { el } = ligne;
    provisoires.delete(ligne.code);
    el.removeAttribute("aria-busy");
    for (const nom of DONNEES) {
      const valeur = neuve.getAttribute(nom);
      if (valeur === null) el.removeAttribute(nom); else el.setAttribute(nom, valeur);
    }
    el.classList.toggle("hors", neuve.classList.contains("hors"));
    const avaitFocus = el !== document.activeElement && el.contains(document.activeElement);
    for (const rang of [1, 2, 3, 4]) el.cells[rang].replaceChildren(...neuve.cells[rang].childNodes);
    const lien = el.querySelector("a.st");
    if (lien) { lien.tabIndex = -1; lien.setAttribute("role", "button"); }
    if (avaitFocus) el.focus({ preventScroll: true });
    el.classList.add("change");
    setTimeout(() => el.classList.remove("change"), SURBRILLANCE);
  }

  document.body.addEventListener("htmx:oobBeforeSwap", (evenement) => {
    const ligne = arbre.parCode.get(evenement.detail.target.id);
    const neuve = evenement.detail.fragment.querySelector?.("tr");
    if (!ligne || !neuve) return;
    evenement.detail.shouldSwap = false;
    reprendre(ligne, neuve);
  });
  document.body.addEventListener("htmx:afterRequest", (evenement) => {
    const { requestConfig } = evenement.detail;
    if (requestConfig.path !== adresse) return;
    for (const code of requestConfig.formData.getAll("code")) retirerProvisoire(code);
    filtres.recompter();
  });
  document.body.addEventListener("htmx:afterSwap", (evenement) => {
    if (evenement.detail.target === reponse && document.activeElement === document.body) arbre.aller(arbre.courante);
  });
  reponse.addEventListener("click", (evenement) => {
    if (!evenement.target.closest("[data-fermer-bulle]")) return;
    reponse.replaceChildren();
    arbre.aller(arbre.courante);
  });
  table.addEventListener("click", (evenement) => {
    const lien = evenement.target.closest("a.st");
    if (!lien || evenement.metaKey || evenement.ctrlKey) return;
    evenement.preventDefault();
    const ligne = arbre.ligneDe(lien);
    arbre.poser(ligne);
    ouvrirMenu(ligne);
  });
  return { modifiable, donner, annuler, ouvrirMenu };
}
