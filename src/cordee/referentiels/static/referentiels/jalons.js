/* Jalons: the curve as an image. Comparison: sous-mesures fold and unfold in place. Without JavaScript, the table twin of the
   curve and a reload of the page do the same. */
import { annoncer } from "../cordee/js/cordee.js";

/* -- folding ------------------------------------------------------------------------------------------------------- */
const pliage = document.querySelector("[data-pliage]");

function basculer(bouton, ouverte) {
  bouton.setAttribute("aria-expanded", String(ouverte));
  pliage.querySelectorAll(`tr[data-mesure="${CSS.escape(bouton.value)}"]`).forEach((ligne) => { ligne.hidden = !ouverte; });
}

pliage?.addEventListener("click", (evenement) => {
  const bouton = evenement.target.closest("[data-deplie]");
  if (bouton) {
    evenement.preventDefault();
    basculer(bouton, bouton.getAttribute("aria-expanded") !== "true");
    return;
  }
  const tout = evenement.target.closest("[data-tout]");
  if (!tout) return;
  evenement.preventDefault();
  const ouvertes = tout.getAttribute("aria-pressed") !== "true";
  tout.setAttribute("aria-pressed", String(ouvertes));
  pliage.querySelectorAll("[data-deplie]").forEach((autre) => basculer(autre, ouvertes));
  annoncer(ouvertes ? "Toutes les sous-mesures sont montrées." : "Les sous-mesures sont repliées.");
});

/* -- images of a chart --------------------------------------------------------------------------------------------- */
const TRAITS = [
  "fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin", "opacity", "paint-order", "text-anchor",
  "font-family", "font-size", "font-weight",
];
const ESPACE = "http://www.w3.org/2000/svg";
const MARGE = 32;

/* A copy that stands alone: colours and fonts written on each element, on the paper of the page. */
function detacher(svg) {
  const { width, height } = svg.getBoundingClientRect();
  const copie = svg.cloneNode(true);
  const originaux = svg.querySelectorAll("*");
  copie.querySelectorAll("*").forEach((element, rang) => {
    const style = getComputedStyle(originaux[rang]);
    TRAITS.forEach((trait) => element.setAttribute(trait, style.getPropertyValue(trait)));
    element.removeAttribute("class");
  });
  const cadre = document.createElementNS(ESPACE, "svg");
  const [l, h] = [Math.round(width) + 2 * MARGE, Math.round(height) + 2 * MARGE];
  Object.entries({ xmlns: ESPACE, width: l, height: h }).forEach(([nom, valeur]) => cadre.setAttribute(nom, valeur));
  const fond = document.createElementNS(ESPACE, "rect");
  Object.entries({ width: l, height: h, fill: getComputedStyle(document.body).backgroundColor }).forEach(([nom, valeur]) => fond.setAttribute(nom, valeur));
  Object.entries({ x: MARGE, y: MARGE, width: Math.round(width), height: Math.round(height), overflow: "visible" }).forEach(([nom, valeur]) => copie.setAttribute(nom, valeur));
  cadre.append(fond, copie);
  return { texte: new XMLSerializer().serializeToString(cadre), l, h };
}

function enregistrer(adresse, nom) {
  const lien = Object.assign(document.createElement("a"), { href: adresse, download: nom });
  lien.click();
}

function enPng({ texte, l, h }, nom) {
  const image = new Image();
  image.addEventListener("load", () => {
    const toile = Object.assign(document.createElement("canvas"), { width: 2 * l, height: 2 * h });
    toile.getContext("2d").drawImage(image, 0, 0, 2 * l, 2 * h);
    enregistrer(toile.toDataURL("image/png"), nom);
  });
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(texte)}`;
}

document.querySelectorAll("[data-image]").forEach((bouton) => {
  bouton.hidden = false;
  bouton.addEventListener("click", () => {
    const svg = bouton.closest("figure").querySelector("svg.g");
    const nom = `${bouton.closest("figure").dataset.nom}.${bouton.dataset.image}`;
    const image = detacher(svg);
    if (bouton.dataset.image === "png") enPng(image, nom);
    else enregistrer(`data:image/svg+xml;charset=utf-8,${encodeURIComponent(image.texte)}`, nom);
  });
});
