/* Keys of the tree. Letters and digits can be switched off on this machine (WCAG 2.1.4). */

const STATUTS = { 1: "fait", 2: "programme", 3: "pas_fait", 4: "non_renseigne", 5: "non_concerne" };
const MEMOIRE = "cordee-touches";

const enSaisie = (element) => element.closest("input, textarea, select, [contenteditable], dialog, [popover]") !== null;

function brancherActivation() {
  const coche = document.getElementById("touches-actives");
  try { coche.checked = localStorage.getItem(MEMOIRE) !== "non"; } catch { /* private mode: on for this page */ }
  coche.addEventListener("change", () => {
    try { localStorage.setItem(MEMOIRE, coche.checked ? "oui" : "non"); } catch { /* lasts the page */ }
  });
  return coche;
}

export function brancherClavier(arbre, { volet, statuts }) {
  const dialogue = document.getElementById("touches");
  const champ = document.getElementById("filtre-q");
  const actives = brancherActivation();
  document.addEventListener("click", (evenement) => { if (evenement.target.closest("[data-touches]")) dialogue.showModal(); });

  const gauche = (ligne) => {
    if (arbre.estOuverte(ligne) && ligne.enfants.length) arbre.basculer(ligne, false);
    else arbre.aller(ligne.parent);
  };
  const droite = (ligne) => {
    if (!ligne.enfants.length) return;
    if (arbre.estOuverte(ligne)) arbre.aller(arbre.voisine(ligne, 1)); else arbre.basculer(ligne, true);
  };
  const etendre = (ligne, pas) => {
    const suivante = arbre.voisine(ligne, pas);
    if (!suivante) return;
    if (arbre.choisies.has(suivante)) arbre.choisir(ligne, false);
    else { arbre.choisir(ligne); arbre.choisir(suivante); }
    arbre.aller(suivante);
  };
  const ouvrir = (ligne) => { if (ligne.mesure) volet.ouvrir(ligne); else arbre.basculer(ligne); };
  const echapper = () => {
    if (arbre.choisies.size) arbre.oublierChoix();
    else if (volet.ouvert) volet.fermer();
  };

  /* Keys that move: only while the focus is in the tree. */
  const DEPLACEMENTS = {
    ArrowDown: (ligne) => arbre.aller(arbre.voisine(ligne, 1)),
    ArrowUp: (ligne) => arbre.aller(arbre.voisine(ligne, -1)),
    ArrowRight: droite,
    ArrowLeft: gauche,
    Home: () => arbre.aller(arbre.bout(false)),
    End: () => arbre.aller(arbre.bout(true)),
    Enter: ouvrir,
    " ": (ligne) => statuts.ouvrirMenu(ligne),
    Escape: echapper,
  };
  /* Letters: anywhere on the page, when nothing is being typed. */
  const LETTRES = {
    j: (ligne) => arbre.aller(arbre.table.contains(document.activeElement) ? arbre.voisine(ligne, 1) : ligne),
    k: (ligne) => arbre.aller(arbre.table.contains(document.activeElement) ? arbre.voisine(ligne, -1) : ligne),
    e: (ligne) => { if (ligne.mesure) volet.ouvrir(ligne, { commentaire: true }); },
    "*": (ligne) => arbre.deplierFreres(ligne),
    "/": () => { champ.focus(); champ.select(); },
    "?": () => dialogue.showModal(),
    6: (ligne) => statuts.ouvrirMenu(ligne, { detail: true }),
  };

  document.addEventListener("keydown", (evenement) => {
    const { key, target } = evenement;
    const dansArbre = arbre.table.contains(target);
    if ((evenement.ctrlKey || evenement.metaKey) && !evenement.altKey && !evenement.shiftKey && key.toLowerCase() === "z") {
      if (dansArbre && statuts.modifiable) { evenement.preventDefault(); statuts.annuler(); }
      return;
    }
    if (evenement.ctrlKey || evenement.metaKey || evenement.altKey || evenement.defaultPrevented || enSaisie(target)) return;
    const ligne = arbre.courante;
    if (!ligne) return;
    if (key === "Escape" && volet.contient(target)) { evenement.preventDefault(); volet.fermer(); return; }
    if (dansArbre && evenement.shiftKey && (key === "ArrowDown" || key === "ArrowUp")) {
      evenement.preventDefault();
      etendre(ligne, key === "ArrowDown" ? 1 : -1);
      return;
    }
    if (dansArbre && DEPLACEMENTS[key]) {
      evenement.preventDefault();
      if (key.startsWith("Arrow") || key === "Home" || key === "End") arbre.oublierChoix();
      DEPLACEMENTS[key](ligne);
      return;
    }
    if (!actives.checked) return;
    if (STATUTS[key] && (dansArbre || target === document.body)) {
      evenement.preventDefault();
      statuts.donner(ligne, STATUTS[key]);
      return;
    }
    if (LETTRES[key] && (dansArbre || target === document.body || key === "/" || key === "?")) {
      evenement.preventDefault();
      LETTRES[key](ligne);
    }
  });
}
