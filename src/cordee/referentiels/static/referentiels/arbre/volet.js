/* The panel on the right: the open mesure, kept in the address. On a narrow screen the page of the mesure is opened instead. */

const htmx = window.htmx;

export function brancherVolet(arbre) {
  const atelier = document.getElementById("atelier");
  const volet = document.getElementById("volet");
  const contenu = document.getElementById("panneau");
  const page = volet.querySelector('[data-volet="page"]');
  let ouverte = null;
  let surCommentaire = false;

  const large = () => getComputedStyle(atelier).getPropertyValue("--volet").trim() === "1";
  const modele = arbre.table.dataset.panneau;
  const adresse = (ligne) => `${modele.replace("CODE", encodeURIComponent(ligne.mesure.code))}?noeud=${encodeURIComponent(ligne.code)}`;
  const lien = (ligne) => ligne.nom.getAttribute("href");

  function noterAdresse() {
    history.replaceState(history.state, "", `${location.pathname}${location.search}${ouverte ? `#${ouverte.code}` : ""}`);
  }

  function marquer(ligne) {
    ouverte?.el.removeAttribute("aria-current");
    ouverte = ligne;
    ligne?.el.setAttribute("aria-current", "true");
  }

  function charger() {
    htmx.ajax("GET", adresse(ouverte), { target: "#panneau", swap: "innerHTML" });
  }

  /* A link of the panel may have shown another node: the tree follows. */
  function suivre() {
    const ligne = arbre.parCode.get(contenu.querySelector("[data-noeud]")?.dataset.noeud);
    if (!ligne || ligne === ouverte) return;
    arbre.montrer(ligne);
    arbre.poser(ligne);
    marquer(ligne);
    page.href = lien(ligne);
    noterAdresse();
    ligne.el.scrollIntoView({ block: "nearest" });
  }

  function ecrireCommentaire() {
    const editeur = contenu.querySelector("details.m-editeur");
    if (editeur) editeur.open = true;
    (editeur?.querySelector('textarea[name="texte"]') ?? contenu).focus();
  }

  function ouvrir(ligne, { commentaire = false } = {}) {
    if (!large()) { window.location.href = lien(ligne); return; }
    marquer(ligne);
    surCommentaire = commentaire;
    page.href = lien(ligne);
    volet.hidden = false;
    atelier.classList.add("avec-volet");
    noterAdresse();
    ligne.el.scrollIntoView({ block: "nearest" });
    charger();
  }

  function fermer() {
    const ligne = ouverte;
    marquer(null);
    volet.hidden = true;
    atelier.classList.remove("avec-volet");
    contenu.replaceChildren();
    noterAdresse();
    if (ligne) arbre.aller(ligne);
  }

  /* Next or previous mesure among those shown. */
  function avancer(pas) {
    const mesures = arbre.lignes.filter((ligne) => ligne.niveau === "mesure" && (!arbre.filtre || ligne.vue));
    const ici = mesures.indexOf(ouverte?.mesure);
    const suivante = mesures[ici + pas];
    if (!suivante) return;
    arbre.montrer(suivante);
    arbre.poser(suivante);
    ouvrir(suivante);
  }

  const verbes = { fermer, precedente: () => avancer(-1), suivante: () => avancer(1) };
  volet.addEventListener("click", (evenement) => {
    const verbe = evenement.target.closest("[data-volet]")?.dataset.volet;
    verbes[verbe]?.();
  });
  arbre.table.addEventListener("click", (evenement) => {
    if (evenement.defaultPrevented || evenement.button !== 0 || evenement.metaKey || evenement.ctrlKey) return;
    const ligne = arbre.ligneDe(evenement.target);
    if (!ligne || evenement.target.closest(".st")) return;
    if (evenement.shiftKey && ligne.porteStatut) { evenement.preventDefault(); choisirJusqua(ligne); return; }
    if (evenement.target.closest(".bascule") || !ligne.mesure) {
      if (evenement.target.closest("a")) return;
      arbre.basculer(ligne);
      arbre.aller(ligne);
      return;
    }
    if (!large() && !evenement.target.closest("a.nom")) return;
    if (!large()) return; // the link does it
    evenement.preventDefault();
    arbre.oublierChoix();
    arbre.aller(ligne);
    ouvrir(ligne);
  });

  function choisirJusqua(ligne) {
    const rangs = [arbre.lignes.indexOf(arbre.courante), arbre.lignes.indexOf(ligne)].sort((a, b) => a - b);
    for (const autre of arbre.lignes.slice(rangs[0], rangs[1] + 1)) if (autre.affichee) arbre.choisir(autre);
    arbre.aller(ligne);
    getSelection()?.removeAllRanges();
  }

  /* A comment written in the panel shows on its row. */
  function noterCommentaires() {
    for (const bloc of contenu.querySelectorAll(".m-commentaire[data-code]")) {
      arbre.parCode.get(bloc.dataset.code)?.el.toggleAttribute("data-k", bloc.querySelector(".com") !== null);
    }
  }

  document.addEventListener("htmx:afterSettle", noterCommentaires);
  document.addEventListener("htmx:afterSwap", (evenement) => {
    if (evenement.detail.target !== contenu) return;
    volet.scrollTop = 0;
    suivre();
    if (surCommentaire) ecrireCommentaire();
    surCommentaire = false;
  });
  /* A statut written in the panel changes rows of the tree: those of its mesure, and the head. */
  document.body.addEventListener("scores-changes", (evenement) => {
    const { codes = [], source } = evenement.detail;
    if (source !== "panneau") return;
    const mesures = new Set(codes.map((code) => arbre.parCode.get(code)?.mesure?.code).filter(Boolean));
    if (!mesures.size) return;
    const parametres = new URLSearchParams([...mesures].map((code) => ["mesures", code]));
    htmx.ajax("GET", `${location.pathname}?${parametres}`, { source: arbre.table, target: "#reponse-statut", swap: "none" });
  });

  return {
    ouvrir,
    fermer,
    get ouvert() { return !volet.hidden; },
    contient: (element) => volet.contains(element),
    /* Address shared with a row: show it, open its mesure. */
    ouvrirDepuisAdresse() {
      const ligne = arbre.parCode.get(decodeURIComponent(location.hash.slice(1)));
      if (!ligne) return;
      arbre.montrer(ligne);
      arbre.aller(ligne);
      ligne.el.scrollIntoView({ block: "center" });
      if (ligne.mesure && large()) ouvrir(ligne);
    },
  };
}
