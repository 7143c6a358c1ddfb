/* Tables of a démarche: several cells pasted from a spreadsheet, arrows and Enter between cells. */
import { annoncer } from "../cordee/js/cordee.js";

const grille = document.getElementById("grille");

function lignes() {
  return [...grille.querySelectorAll("tbody tr")].map((tr) => [...tr.querySelectorAll("input.saisie")]).filter((cases) => cases.length);
}

function situer(champ) {
  const toutes = lignes();
  const ligne = toutes.findIndex((cases) => cases.includes(champ));
  return { toutes, ligne, colonne: ligne < 0 ? -1 : toutes[ligne].indexOf(champ) };
}

grille?.addEventListener("paste", (evenement) => {
  const champ = evenement.target.closest("input.saisie");
  const texte = evenement.clipboardData?.getData("text") ?? "";
  if (!champ || !/[\t\n]/.test(texte.trim())) return;
  evenement.preventDefault();
  const { toutes, ligne, colonne } = situer(champ);
  let remplies = 0;
  let perdues = 0;
  texte.replace(/\r?\n$/, "").split(/\r?\n/).forEach((rangee, i) => {
    rangee.split("\t").forEach((valeur, j) => {
      const cible = toutes[ligne + i]?.[colonne + j];
      if (cible) { cible.value = valeur.trim(); remplies += 1; } else if (valeur.trim()) perdues += 1;
    });
  });
  annoncer(`${remplies} cases remplies${perdues ? `, ${perdues} hors du tableau` : ""}. Enregistrez pour les garder.`);
});

grille?.addEventListener("keydown", (evenement) => {
  const champ = evenement.target.closest("input.saisie");
  const pas = { ArrowDown: 1, ArrowUp: -1, Enter: 1 }[evenement.key];
  if (!champ || pas === undefined || evenement.ctrlKey || evenement.metaKey) return;
  const { toutes, ligne, colonne } = situer(champ);
  const cible = toutes[ligne + pas]?.[colonne];
  if (!cible) return;
  evenement.preventDefault();
  cible.focus();
  cible.select();
});
