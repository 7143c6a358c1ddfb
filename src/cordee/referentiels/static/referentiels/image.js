/* Saves a chart as an image. The buttons exist only with JavaScript: the table beside the chart says the same. */
import { annoncer, avertir } from "../cordee/js/cordee.js";

const PROPRIETES = [
  "fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin",
  "opacity", "paint-order", "font-family", "font-size", "font-weight", "text-anchor", "display",
];
const ECHELLE = 2;

/* The drawing alone, with the styles of the page written in, on the paper of the page. */
function detacher(svg) {
  const { width, height } = svg.getBoundingClientRect();
  const copie = svg.cloneNode(true);
  const originaux = svg.querySelectorAll("*");
  copie.querySelectorAll("*").forEach((element, rang) => {
    const style = getComputedStyle(originaux[rang]);
    PROPRIETES.forEach((nom) => element.setAttribute(nom, style.getPropertyValue(nom)));
    element.removeAttribute("class");
  });
  copie.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copie.setAttribute("width", width);
  copie.setAttribute("height", height);
  const fond = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  fond.setAttribute("width", "100%");
  fond.setAttribute("height", "100%");
  fond.setAttribute("fill", getComputedStyle(document.body).backgroundColor);
  copie.prepend(fond);
  return { texte: new XMLSerializer().serializeToString(copie), width, height };
}

function enregistrer(adresse, nom) {
  const lien = document.createElement("a");
  lien.href = adresse;
  lien.download = nom;
  lien.click();
  annoncer(`Image ${nom} enregistrée`);
}

function adresseSvg(texte) {
  return `data:image/svg+xml;charset=utf-8,${encodeURIComponent(texte)}`;
}

function enregistrerPng(dessin, nom) {
  const image = new Image();
  image.addEventListener("load", () => {
    const toile = document.createElement("canvas");
    toile.width = dessin.width * ECHELLE;
    toile.height = dessin.height * ECHELLE;
    toile.getContext("2d").drawImage(image, 0, 0, toile.width, toile.height);
    enregistrer(toile.toDataURL("image/png"), `${nom}.png`);
  });
  image.addEventListener("error", () => avertir("L’image n’a pas pu être dessinée. Prenez le format SVG."));
  image.src = adresseSvg(dessin.texte);
}

document.querySelectorAll("figure[data-image]").forEach((figure) => {
  const outils = document.createElement("p");
  outils.className = "outils";
  ["PNG", "SVG"].forEach((format) => {
    const bouton = document.createElement("button");
    bouton.type = "button";
    bouton.className = "btn nu petit";
    bouton.textContent = `Image ${format}`;
    bouton.addEventListener("click", () => {
      const dessin = detacher(figure.querySelector("svg"));
      if (format === "PNG") enregistrerPng(dessin, figure.dataset.image);
      else enregistrer(adresseSvg(dessin.texte), `${figure.dataset.image}.svg`);
    });
    outils.append(bouton);
  });
  figure.append(outils);
});
