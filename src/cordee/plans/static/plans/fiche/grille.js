/* The budget grid as a spreadsheet: Enter and arrows go from cell to cell, a block copied from a spreadsheet is pasted
   from the cell where one is (years are added when it is taller), totals follow. Without it, the grid is a plain form. */
import { annoncer } from "../../cordee/js/cordee.js";

const ESPACES = /[\s€]/g;
const cellules = (rangee) => [...rangee.querySelectorAll("[data-cellule]")];
const rangees = (table) => [...table.querySelectorAll("tbody tr")];
const place = (cellule) => {
  const rangee = cellule.closest("tr");
  return { table: cellule.closest("table"), rangee, ligne: rangees(cellule.closest("table")).indexOf(rangee), colonne: cellules(rangee).indexOf(cellule) };
};

/* -- keys ----------------------------------------------------------------------------------------------------------- */
function aller(cellule, lignes, colonnes) {
  const { table, ligne, colonne } = place(cellule);
  const cible = cellules(rangees(table)[ligne + lignes] ?? document.createElement("tr"))[colonne + colonnes];
  if (!cible) return false;
  cible.focus();
  cible.select();
  return true;
}
document.addEventListener("keydown", (evenement) => {
  const cellule = evenement.target.closest?.("[data-cellule]");
  if (!cellule || evenement.ctrlKey || evenement.metaKey || evenement.altKey) return;
  const debut = cellule.selectionStart === 0, fin = cellule.selectionEnd === cellule.value.length;
  const pas = {
    Enter: [evenement.shiftKey ? -1 : 1, 0], ArrowDown: [1, 0], ArrowUp: [-1, 0],
    ArrowLeft: debut ? [0, -1] : null, ArrowRight: fin ? [0, 1] : null,
  }[evenement.key];
  if (!pas || (evenement.shiftKey && evenement.key !== "Enter")) return;
  const alle = aller(cellule, ...pas);
  if (alle || evenement.key === "Enter") evenement.preventDefault();
});

/* -- pasting a block ------------------------------------------------------------------------------------------------ */
function ajouterAnnee(table) {
  const modele = table.parentElement.querySelector("[data-rangee]");
  const annees = rangees(table).map((r) => Number(r.querySelector("input[type=hidden]").value)).filter(Boolean);
  if (!annees.length) return null;
  const annee = String(Math.max(...annees) + 1);
  const copie = document.importNode(modele.content, true).firstElementChild;
  copie.innerHTML = copie.innerHTML.replaceAll("ANNEE", annee);
  table.tBodies[0].append(copie);
  return copie;
}
document.addEventListener("paste", (evenement) => {
  const cellule = evenement.target.closest?.("[data-cellule]");
  const texte = evenement.clipboardData?.getData("text/plain") ?? "";
  if (!cellule || !/[\t\n]/.test(texte.replace(/[\r\n]+$/, ""))) return;
  evenement.preventDefault();
  const bloc = texte.replace(/[\r\n]+$/, "").split(/\r?\n/).map((ligne) => ligne.split("\t"));
  const { table, ligne, colonne } = place(cellule);
  let dehors = 0;
  bloc.forEach((valeurs, i) => {
    const rangee = rangees(table)[ligne + i] ?? ajouterAnnee(table);
    valeurs.forEach((valeur, j) => {
      const cible = rangee && cellules(rangee)[colonne + j];
      if (cible) cible.value = valeur.trim();
      else if (valeur.trim()) dehors += 1;
    });
  });
  totaliser(table);
  annoncer(dehors ? `Bloc collé ; ${dehors} valeurs en dehors de la grille ne sont pas collées.` : "Bloc collé.");
});

/* -- totals --------------------------------------------------------------------------------------------------------- */
function lire(texte) {
  if (!texte.replace(ESPACES, "")) return null;
  const bouts = texte.split(/\s+à\s+|–|(?<=\d)\s*-\s*(?=\d)/).map((bout) => Number(bout.replace(ESPACES, "").replace(/^de/, "").replace(",", ".")));
  return bouts.length > 2 || bouts.some(Number.isNaN) ? null : [bouts[0], bouts[bouts.length - 1]];
}
const dire = (nombre) => nombre.toLocaleString("fr-FR", { maximumFractionDigits: 2 });
function totaliser(table) {
  [...table.querySelectorAll("[data-total]")].forEach((total, colonne) => {
    const lues = rangees(table).map((rangee) => lire(cellules(rangee)[colonne].value)).filter(Boolean);
    const [bas, haut] = lues.reduce(([b, h], [x, y]) => [b + x, h + y], [0, 0]);
    total.textContent = !lues.length ? "—" : bas === haut ? dire(bas) : `${dire(bas)} à ${dire(haut)}`;
  });
}
document.addEventListener("input", (evenement) => {
  if (evenement.target.matches?.("[data-cellule]")) totaliser(evenement.target.closest("table"));
});
/* What was typed and not saved is not lost by a wrong click on a link of the page. */
window.addEventListener("beforeunload", (evenement) => {
  if ([...document.querySelectorAll("[data-grille] [data-cellule]")].some((c) => c.value !== c.defaultValue)) evenement.preventDefault();
});
