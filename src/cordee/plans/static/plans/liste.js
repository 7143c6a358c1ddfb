/* Lists of fiches: choosing rows, panel of filters, tree and kanban moved by hand. Everything here has a twin in plain
   forms; moves are sent at once, and undone on screen when the server refuses. */
import { annoncer, avertir } from "../cordee/js/cordee.js";

const jeton = () => JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];

async function envoyer(adresse, champs) {
  const corps = new URLSearchParams(champs);
  const reponse = await fetch(adresse, {
    method: "POST", body: corps, credentials: "same-origin",
    headers: { "X-CSRFToken": jeton(), "HX-Request": "true" },
  }).catch(() => null);
  if (reponse?.ok) return reponse;
  const texte = reponse && (reponse.headers.get("Content-Type") ?? "").startsWith("text/plain") ? await reponse.text() : "";
  avertir(texte || "Le déplacement n’a pas été enregistré : rechargez la page et recommencez.");
  return null;
}

/* Rows chosen for a bulk edit. */
function compter() {
  const barre = document.querySelector("[data-pl-masse]");
  if (!barre) return;
  const choisies = document.querySelectorAll('input[name="fiche"]:checked').length;
  barre.hidden = choisies === 0;
  barre.querySelector("[data-pl-compte]").textContent = `${choisies} ${choisies > 1 ? "fiches choisies" : "fiche choisie"}`;
}
document.addEventListener("change", (evenement) => {
  if (evenement.target.matches("[data-pl-toutes]")) {
    document.querySelectorAll('[data-pl-choix] input[name="fiche"]').forEach((c) => { c.checked = evenement.target.checked; });
  }
  if (evenement.target.matches('[data-pl-toutes], input[name="fiche"]')) compter();
  const choix = evenement.target.closest("[data-kanban-choix]");
  if (choix) deplacerCarte(choix.closest(".carte"), choix.value);
});
document.addEventListener("click", (evenement) => {
  if (evenement.target.closest("[data-pl-aucune]")) {
    document.querySelectorAll('input[name="fiche"], [data-pl-toutes]').forEach((c) => { c.checked = false; });
    compter();
  }
  const ouvreur = evenement.target.closest("[data-pl-filtrer]");
  if (ouvreur && ouvreur.getAttribute("aria-expanded") === "true") {
    evenement.preventDefault(); evenement.stopPropagation();
    document.getElementById("pl-panneau").replaceChildren();
    ouvreur.setAttribute("aria-expanded", "false");
  }
}, true);
document.addEventListener("keydown", (evenement) => {
  if (evenement.key === "/" && !evenement.target.closest("input, textarea, select")) {
    const champ = document.getElementById("pl-q");
    if (champ) { evenement.preventDefault(); champ.focus(); champ.select(); }
  }
});

/* Kanban. */
async function remplacerCarte(carte, reponse) {
  const gabarit = document.createElement("template");
  gabarit.innerHTML = (await reponse.text()).trim();
  const nouvelle = gabarit.content.firstElementChild;
  const place = carte.querySelector(".n0"); /* the answer does not know from which plan one looks */
  if (place && !nouvelle.querySelector(".n0")) nouvelle.prepend(place);
  carte.replaceWith(nouvelle);
  return nouvelle;
}
async function deplacerCarte(carte, statut, rendre = () => {}) {
  const avant = carte.closest("section");
  const apres = document.querySelector(`[data-kanban] section[data-statut="${CSS.escape(statut)}"]`);
  const reponse = await envoyer(carte.dataset.adresse, { valeur: statut });
  if (!reponse) { rendre(); return; }
  const nouvelle = await remplacerCarte(carte, reponse);
  if (apres && nouvelle.closest("section") !== apres) apres.querySelector("[data-kanban-liste]").prepend(nouvelle);
  if (apres && apres !== avant) { ajouter(avant, -1); ajouter(apres, 1); }
  window.htmx?.process(nouvelle);
  const nom = apres?.querySelector("[data-nom]").textContent ?? "";
  annoncer(`« ${nouvelle.querySelector("a").textContent} » : ${nom}`);
  nouvelle.querySelector("[data-kanban-choix]")?.focus();
}
function ajouter(section, ecart) {
  const nombre = section?.querySelector("[data-nb]");
  if (!nombre) return;
  nombre.textContent = String(Number(nombre.textContent.replace(/\s/g, "")) + ecart);
  if (ecart > 0) section.classList.remove("etroite");
}
function preparerKanban() {
  document.querySelectorAll("[data-kanban-liste]").forEach((liste) => {
    window.Sortable.create(liste, {
      group: "kanban", animation: 120, draggable: ".pl-mobile", filter: "select, a", preventOnFilter: false, delay: 120, delayOnTouchOnly: true,
      onEnd(geste) {
        const section = geste.to.closest("section");
        if (geste.from === geste.to) return;
        const carte = geste.item;
        const rendre = () => geste.from.insertBefore(carte, geste.from.children[geste.oldIndex] ?? null);
        ajouter(geste.from.closest("section"), -1); ajouter(section, 1);
        envoyer(carte.dataset.adresse, { valeur: section.dataset.statut }).then(async (reponse) => {
          if (!reponse) { rendre(); ajouter(geste.from.closest("section"), 1); ajouter(section, -1); return; }
          await remplacerCarte(carte, reponse);
          annoncer("Déplacement enregistré");
        });
      },
    });
  });
}

/* Tree: an axe or a fiche dropped somewhere else. */
function preparerArbre(arbre) {
  const adresse = arbre.dataset.adresse;
  const deplacer = (geste, champs) => envoyer(adresse, champs).then((reponse) => {
    if (reponse) annoncer("Place enregistrée");
    else geste.from.insertBefore(geste.item, geste.from.children[geste.oldIndex] ?? null);
  });
  arbre.querySelectorAll("[data-fiches]").forEach((liste) => window.Sortable.create(liste, {
    group: "fiches", handle: "[data-poignee]", animation: 120,
    onEnd: (geste) => deplacer(geste, { placement: geste.item.dataset.placement, parent: geste.to.dataset.fiches, rang: geste.newIndex }),
  }));
  arbre.querySelectorAll("[data-axes]").forEach((liste) => window.Sortable.create(liste, {
    group: "axes", handle: "[data-poignee-axe]", animation: 120,
    onEnd: (geste) => deplacer(geste, { axe: geste.item.dataset.axe, parent: geste.to.dataset.axes, rang: geste.newIndex }),
  }));
}

/* An axe reached by its address opens, with those above it: browsers do it for some years only. */
function ouvrirAncre() {
  const cible = /^#axe-\d+$/.test(window.location.hash) && document.querySelector(window.location.hash);
  if (!cible) return;
  for (let pli = cible.closest("details"); pli; pli = pli.parentElement.closest("details")) pli.open = true;
  cible.scrollIntoView();
}
window.addEventListener("hashchange", ouvrirAncre);

function preparer() {
  if (window.Sortable) {
    if (document.querySelector("[data-kanban]")) preparerKanban();
    const arbre = document.querySelector("[data-arbre]");
    if (arbre) preparerArbre(arbre);
  }
  compter();
}
preparer();
ouvrirAncre();
document.addEventListener("htmx:afterSwap", (evenement) => {
  if (evenement.target.id === "liste" || document.getElementById("liste")?.contains(evenement.target)) compter();
  if (evenement.detail.target?.id === "liste") {
    preparer();
    const parametres = document.querySelector("[data-pl-parametres]");
    if (parametres) parametres.value = window.location.search.slice(1);
    const champ = document.getElementById("pl-q");
    if (champ && document.activeElement === document.body) { champ.focus(); champ.setSelectionRange(champ.value.length, champ.value.length); }
  }
  if (evenement.detail.target?.id === "pl-panneau") {
    document.querySelector("[data-pl-filtrer]")?.setAttribute("aria-expanded", "true");
    document.querySelector("#pl-panneau summary")?.focus();
  }
});
