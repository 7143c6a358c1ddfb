/* The tree of a référentiel: rows, filters, keys, statuts, panel. The page reads well without any of this. */

import { Arbre } from "./arbre/lignes.js";
import { brancherFiltres } from "./arbre/filtres.js";
import { brancherClavier } from "./arbre/clavier.js";
import { brancherStatuts } from "./arbre/statuts.js";
import { brancherVolet } from "./arbre/volet.js";
import { brancherAffichage } from "./arbre/affichage.js";

const table = document.getElementById("arbre");
if (table) {
  const arbre = new Arbre(table);
  const filtres = brancherFiltres(arbre);
  const volet = brancherVolet(arbre);
  const statuts = brancherStatuts(arbre, filtres);
  brancherAffichage(arbre);
  brancherClavier(arbre, { volet, statuts });
  volet.ouvrirDepuisAdresse();
}
