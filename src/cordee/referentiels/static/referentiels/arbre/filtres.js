/* Filters: at once, combined, kept in the address. The same rules as views/lignes.py. */

const CHAMPS = ["q", "axe", "statut", "phase", "gain", "commentaire"];
const COCHES = ["essentielles", "a_renseigner"];
const NUMERO = /^(?:(cae|eci|te)[ _.]*)?(\d[0-9a-z]*(?:\.[0-9a-z]+)*)\.?$/;
const NOMBRE = new Intl.NumberFormat("fr-FR");

/* Search key, as outils.texte.normaliser makes it. */
export function normaliser(texte) {
  return texte.replace(/œ/g, "oe").replace(/Œ/g, "oe").replace(/æ/g, "ae").normalize("NFKD")
    .replace(/\p{M}/gu, "").toLowerCase().replace(/[^a-z0-9.]+/g, " ").trim();
}

function lire(formulaire) {
  const champs = formulaire.elements;
  const filtre = {};
  for (const nom of CHAMPS) filtre[nom] = champs[nom].value.trim();
  for (const nom of COCHES) filtre[nom] = champs[nom].checked;
  return filtre;
}

const actif = (filtre) => Object.values(filtre).some(Boolean);

function composer(filtre, referentiel) {
  const trouve = NUMERO.exec(filtre.q.toLowerCase());
  const numero = trouve && (!trouve[1] || trouve[1] === referentiel) ? trouve[2] : "";
  const mots = numero ? [] : normaliser(filtre.q).split(" ").filter(Boolean);
  const gain = filtre.gain ? Number(filtre.gain) : null;
  return (ligne) => {
    const { dataset } = ligne.el;
    if (numero || filtre.axe) {
      ligne.no ??= ligne.numero;
      if (numero && ligne.no !== numero && !ligne.no.startsWith(`${numero}.`)) return false;
      if (filtre.axe && ligne.no !== filtre.axe && !ligne.no.startsWith(`${filtre.axe}.`)) return false;
    }
    if (filtre.statut && ligne.statut !== filtre.statut) return false;
    if (gain !== null && Number(dataset.g) < gain) return false;
    if (filtre.a_renseigner && dataset.r === undefined) return false;
    if (filtre.commentaire === "avec" && dataset.k === undefined) return false;
    if (filtre.commentaire === "sans" && (dataset.k !== undefined || !ligne.mesure)) return false;
    if (filtre.phase && ligne.herite((d) => d.p) !== filtre.phase) return false;
    if (filtre.essentielles && ligne.herite((d) => d.e) === undefined) return false;
    if (mots.length) {
      ligne.cle ??= ` ${normaliser(ligne.nom.firstChild.textContent)}`;
      return mots.every((mot) => ligne.cle.includes(` ${mot}`));
    }
    return true;
  };
}

/* Marks the words found, without touching the rows (CSS Custom Highlight API, where it exists). */
function surligner(arbre, recherche) {
  if (!window.Highlight || !CSS.highlights) return;
  CSS.highlights.delete("recherche");
  const mots = NUMERO.test(recherche.toLowerCase()) ? [] : normaliser(recherche).split(" ").filter(Boolean);
  if (!mots.length) return;
  const plages = [];
  for (const ligne of arbre.lignes) {
    if (!ligne.passe) continue;
    const texte = ligne.nom.firstChild;
    for (const { 0: ecrit, index } of texte.textContent.matchAll(/[\p{L}\p{N}.]+/gu)) {
      const trouve = mots.find((mot) => normaliser(ecrit).startsWith(mot));
      if (!trouve) continue;
      plages.push(new StaticRange({ startContainer: texte, startOffset: index, endContainer: texte, endOffset: index + Math.min(ecrit.length, trouve.length) }));
    }
  }
  CSS.highlights.set("recherche", new Highlight(...plages));
}

export function brancherFiltres(arbre) {
  const formulaire = document.getElementById("filtres");
  const compte = document.getElementById("compte");
  const vide = document.getElementById("vide");
  const effacer = formulaire.querySelector("[data-effacer]");
  const plus = document.getElementById("plus-filtres");
  let passe = null;

  function dire(nombre) {
    const mot = nombre < 2 ? "ligne" : "lignes";
    const gras = document.createElement("b");
    gras.textContent = NOMBRE.format(nombre).replaceAll("\u202f", "\u00a0");
    compte.replaceChildren(gras, ` ${mot} sur ${NOMBRE.format(arbre.lignes.length).replaceAll("\u202f", "\u00a0")}`);
    vide.hidden = nombre > 0;
    arbre.table.hidden = nombre === 0;
  }

  function ecrireAdresse(filtre) {
    const parametres = new URLSearchParams();
    for (const nom of CHAMPS) if (filtre[nom]) parametres.set(nom, filtre[nom]);
    for (const nom of COCHES) if (filtre[nom]) parametres.set(nom, "1");
    const requete = parametres.toString();
    history.replaceState(history.state, "", `${location.pathname}${requete ? `?${requete}` : ""}${location.hash}`);
  }

  function appliquer() {
    const filtre = lire(formulaire);
    passe = actif(filtre) ? composer(filtre, arbre.referentiel) : null;
    dire(arbre.filtrer(passe));
    surligner(arbre, filtre.q);
    effacer.hidden = passe === null;
    const autres = [...CHAMPS.slice(1), ...COCHES].filter((nom) => filtre[nom]).length;
    plus.classList.toggle("actif", autres > 0);
    plus.lastChild.textContent = autres ? ` Filtres (${autres})` : " Filtres";
    ecrireAdresse(filtre);
  }

  function toutEffacer() {
    for (const nom of CHAMPS) formulaire.elements[nom].value = "";
    for (const nom of COCHES) formulaire.elements[nom].checked = false;
    appliquer();
    formulaire.elements.q.focus();
  }

  let attente = 0;
  formulaire.addEventListener("input", () => {
    cancelAnimationFrame(attente);
    attente = requestAnimationFrame(appliquer);
  });
  formulaire.addEventListener("submit", (evenement) => { evenement.preventDefault(); appliquer(); });
  document.addEventListener("click", (evenement) => {
    if (!evenement.target.closest("[data-effacer]")) return;
    evenement.preventDefault();
    toutEffacer();
  });
  plus.addEventListener("click", () => {
    const ouvert = formulaire.classList.toggle("ouvert");
    plus.setAttribute("aria-expanded", String(ouvert));
  });
  formulaire.elements.q.addEventListener("keydown", (evenement) => {
    if (evenement.key === "Escape" && !formulaire.elements.q.value) { evenement.preventDefault(); arbre.aller(arbre.courante); }
    if (evenement.key === "ArrowDown") { evenement.preventDefault(); arbre.aller(arbre.bout(false)); }
  });
  appliquer();

  /* After a write, a row that no longer passes stays where it is until the filters change; only the count moves. */
  return {
    champ: formulaire.elements.q,
    recompter() {
      if (passe === null) return;
      for (const ligne of arbre.lignes) ligne.passe = passe(ligne);
      dire(Math.max(arbre.compter(), 0));
      arbre.table.hidden = false;
      vide.hidden = true;
    },
  };
}
