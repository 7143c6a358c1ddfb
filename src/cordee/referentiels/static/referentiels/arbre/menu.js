/* The one menu of statuts: a listbox, the three percentages of « détaillé », and the tâches left to fill in. */

const MARGE = 8;
const PARTS = ["fait", "programme", "pas_fait"];
const ECRIRE = new Intl.NumberFormat("fr-FR", { maximumFractionDigits: 2 });

const lirePart = (champ) => Number(champ.value.replace(",", ".").replace(/[\s%\u00a0\u202f]/g, "") || 0);

export function creerMenu(arbre, { donner, donnerAuxTaches }) {
  const menu = document.getElementById("menu-statut");
  const liste = menu.querySelector('[role="listbox"]');
  const options = [...liste.children];
  const zone = (nom) => menu.querySelector(`[data-menu="${nom}"]`);
  const detail = zone("detail");
  let ligne = null;
  let rang = 0;

  function pointer(nouveau) {
    rang = (nouveau + options.length) % options.length;
    options.forEach((option, i) => option.classList.toggle("pointee", i === rang));
    liste.setAttribute("aria-activedescendant", options[rang].id);
  }

  function placer() {
    const ancre = (ligne.el.querySelector(".st") ?? ligne.el).getBoundingClientRect();
    const { offsetWidth, offsetHeight } = menu;
    const gauche = Math.min(ancre.left, innerWidth - offsetWidth - MARGE);
    const dessous = ancre.bottom + 2;
    const haut = dessous + offsetHeight + MARGE > innerHeight ? Math.max(MARGE, ancre.top - offsetHeight - 2) : dessous;
    menu.style.left = `${Math.max(MARGE, gauche)}px`;
    menu.style.top = `${Math.min(haut, innerHeight - offsetHeight - MARGE)}px`;
  }

  function ouvrirDetail() {
    detail.hidden = false;
    const parts = ligne.el.dataset.d?.split(" ") ?? (["", "", ""]);
    PARTS.forEach((nom, i) => {
      detail.elements[nom].value = parts[i].replace(".", ",");
      detail.elements[nom].removeAttribute("aria-invalid");
    });
    totaliser();
    placer();
    detail.elements.fait.focus();
    detail.elements.fait.select();
  }

  /* Live total; true when the three shares make 100. */
  function totaliser() {
    const valeurs = PARTS.map((nom) => lirePart(detail.elements[nom]));
    const total = zone("detail").querySelector(".menu-total");
    const fausse = valeurs.some((v) => !(v >= 0 && v <= 100));
    const somme = valeurs.reduce((a, b) => a + b, 0);
    const juste = !fausse && Math.abs(somme - 100) <= 0.05;
    let phrase = "Total\u00a0: 100\u00a0%.";
    if (fausse) phrase = "Chaque part est un nombre entre 0 et 100.";
    else if (!juste) phrase = `Total\u00a0: ${ECRIRE.format(somme)}\u00a0%. ${somme < 100 ? "Il manque" : "Il y a"} ${ECRIRE.format(Math.abs(100 - somme))}\u00a0%${somme < 100 ? "." : " de trop."}`;
    total.textContent = phrase;
    total.classList.toggle("juste", juste);
    return juste;
  }

  function prendre(option) {
    if (option.dataset.statut === "detaille") { ouvrirDetail(); return; }
    fermer();
    donner(ligne, option.dataset.statut);
  }

  function fermer() { menu.hidePopover(); }

  function ouvrir(pour, cibles, { detail: surDetail = false } = {}) {
    ligne = pour;
    zone("quoi").textContent = cibles.length > 1 ? `${cibles.length} lignes` : ligne.numero;
    const note = zone("note");
    note.hidden = ligne.statut !== "non_renseignable";
    note.textContent = note.hidden ? "" : `${ligne.parent.numero} a un statut pour l’ensemble\u00a0: en choisir un ici fera compter ses tâches une à une.`;
    const taches = cibles.length === 1 && ligne.niveau === "sous_mesure"
      ? ligne.enfants.filter((tache) => tache.el.dataset.r !== undefined && tache.el.querySelector(".st")) : [];
    zone("taches").hidden = taches.length === 0;
    zone("combien").textContent = taches.length > 1 ? `Ses ${taches.length} tâches non renseignées\u00a0:` : "Sa tâche non renseignée\u00a0:";
    for (const option of options) option.setAttribute("aria-selected", String(cibles.length === 1 && option.dataset.statut === ligne.statut));
    detail.hidden = true;
    menu.showPopover();
    placer();
    pointer(Math.max(0, options.findIndex((option) => option.getAttribute("aria-selected") === "true")));
    if (surDetail) { pointer(options.length - 1); ouvrirDetail(); } else liste.focus();
  }

  liste.addEventListener("keydown", (evenement) => {
    const { key } = evenement;
    const pas = { ArrowDown: rang + 1, ArrowUp: rang - 1, Home: 0, End: options.length - 1 }[key];
    const parLettre = key.length === 1 && /[a-zà-ÿ]/i.test(key)
      ? options.findIndex((option, i) => i > rang && option.textContent.trim().toLowerCase().startsWith(key.toLowerCase())) : -1;
    if (pas !== undefined) pointer(pas);
    else if (key === "Enter" || key === " ") prendre(options[rang]);
    else if (/^[1-6]$/.test(key)) prendre(options[Number(key) - 1]);
    else if (parLettre >= 0) pointer(parLettre);
    else return;
    evenement.preventDefault();
  });
  liste.addEventListener("click", (evenement) => {
    const option = evenement.target.closest('[role="option"]');
    if (option) prendre(option);
  });
  liste.addEventListener("pointermove", (evenement) => {
    const ici = options.indexOf(evenement.target.closest('[role="option"]'));
    if (ici >= 0 && ici !== rang) pointer(ici);
  });
  /* Typing two shares fills the third, until it is typed too. */
  detail.addEventListener("input", (evenement) => {
    evenement.target.dataset.saisie = "oui";
    const libres = PARTS.map((nom) => detail.elements[nom]).filter((champ) => champ.dataset.saisie !== "oui");
    if (libres.length === 1) {
      const reste = 100 - PARTS.reduce((somme, nom) => somme + (detail.elements[nom] === libres[0] ? 0 : lirePart(detail.elements[nom])), 0);
      libres[0].value = reste >= 0 && reste <= 100 ? String(Math.round(reste * 100) / 100).replace(".", ",") : "";
    }
    totaliser();
  });
  detail.addEventListener("submit", (evenement) => {
    evenement.preventDefault();
    if (!totaliser()) {
      const fautif = PARTS.map((nom) => detail.elements[nom]).find((champ) => !(lirePart(champ) >= 0 && lirePart(champ) <= 100)) ?? detail.elements.pas_fait;
      fautif.setAttribute("aria-invalid", "true");
      fautif.focus();
      return;
    }
    const parts = Object.fromEntries(PARTS.map((nom) => [nom, String(lirePart(detail.elements[nom]))]));
    fermer();
    donner(ligne, "detaille", parts);
  });
  menu.addEventListener("click", (evenement) => {
    const bouton = evenement.target.closest("[data-taches]");
    if (!bouton) return;
    fermer();
    donnerAuxTaches(ligne, bouton.dataset.taches);
  });
  menu.addEventListener("toggle", (evenement) => {
    if (evenement.newState !== "closed") return;
    for (const nom of PARTS) delete detail.elements[nom].dataset.saisie;
    if (!document.activeElement || document.activeElement === document.body || menu.contains(document.activeElement)) arbre.aller(ligne);
  });
  addEventListener("scroll", () => { if (menu.matches(":popover-open") && !menu.contains(document.activeElement)) fermer(); }, { passive: true });
  return { ouvrir };
}
