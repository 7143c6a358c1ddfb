/* « @ma » in a comment proposes the people whom the fiche may tell. The text keeps the focus: the arrows move in the
   list, Enter writes the name, Escape closes the list and nothing else. Without it, one types the name. */
import { annoncer } from "../../cordee/js/cordee.js";

const CITATION = /(?:^|[\s(«,;:])@([\p{L}'’-]*(?: [\p{L}'’-]+){0,2})$/u;
const ATTENTE = 150;
let ouverte = null; /* { champ, liste, rang, mot } */
let attente = 0;
let demande = null;

const mot = (champ) => CITATION.exec(champ.value.slice(0, champ.selectionStart))?.[1] ?? null;
const choix = () => [...(ouverte?.liste.querySelectorAll("[role=option]") ?? [])];

function fermer() {
  window.clearTimeout(attente);
  demande?.abort();
  if (!ouverte) return;
  ouverte.liste.remove();
  for (const nom of ["aria-controls", "aria-activedescendant"]) ouverte.champ.removeAttribute(nom);
  ouverte = null;
}

async function proposer(champ, cherche) {
  demande?.abort();
  demande = new AbortController();
  let reponse;
  try {
    reponse = await fetch(`${champ.dataset.fMentions}?nom=${encodeURIComponent(cherche)}`, { headers: { "HX-Request": "true" }, signal: demande.signal });
  } catch { return; }
  const texte = reponse.ok ? await reponse.text() : "";
  if (document.activeElement !== champ || mot(champ) !== cherche) return;
  fermer();
  if (!texte.includes("option")) return;
  const liste = document.createElement("ul");
  liste.className = "f-mentions";
  liste.id = `${champ.id}-personnes`;
  liste.setAttribute("role", "listbox");
  liste.setAttribute("aria-label", "Personnes à prévenir");
  liste.innerHTML = texte;
  champ.parentElement.append(liste);
  placer(champ, liste);
  champ.setAttribute("aria-autocomplete", "list");
  champ.setAttribute("aria-controls", liste.id);
  ouverte = { champ, liste, rang: -1, mot: cherche };
  choix().forEach((option, rang) => { option.id = `${liste.id}-${rang}`; });
  aller(0);
  const nombre = choix().length;
  annoncer(`${nombre} personne${nombre > 1 ? "s" : ""}. Flèches pour choisir, Entrée pour écrire le nom.`);
}

/* Under the text; above it when the bottom of the window (or the keyboard of a phone) would hide it; else the page
   scrolls to show it whole. */
function placer(champ, liste) {
  const vue = window.visualViewport;
  const bas = vue ? vue.offsetTop + vue.height : window.innerHeight;
  if (liste.getBoundingClientRect().bottom <= bas) return;
  const barre = document.querySelector(".bandeau")?.getBoundingClientRect().bottom ?? 0;
  const place = champ.parentElement.getBoundingClientRect().top - Math.max(barre, 0);
  if (place >= liste.offsetHeight) liste.classList.add("au-dessus");
  else liste.scrollIntoView({ block: "end" });
}

function aller(rang) {
  const options = choix();
  ouverte.rang = (rang + options.length) % options.length;
  options.forEach((option, place) => option.setAttribute("aria-selected", String(place === ouverte.rang)));
  ouverte.champ.setAttribute("aria-activedescendant", options[ouverte.rang].id);
  options[ouverte.rang].scrollIntoView({ block: "nearest" });
}

function ecrire(option) {
  const { champ, mot: cherche } = ouverte;
  const fin = champ.selectionStart;
  champ.setRangeText(`${option.dataset.nom} `, fin - cherche.length, fin, "end");
  fermer();
  annoncer(`${option.dataset.nom} recevra une notification.`);
}

document.addEventListener("input", (evenement) => {
  const champ = evenement.target.closest?.("[data-f-mentions]");
  if (!champ) return;
  const cherche = mot(champ);
  window.clearTimeout(attente);
  if (cherche === null) { fermer(); return; }
  attente = window.setTimeout(() => proposer(champ, cherche), ATTENTE);
});
/* Before the keys of the form: while the list is open, they are its own. */
document.addEventListener("keydown", (evenement) => {
  if (!ouverte || evenement.target !== ouverte.champ || evenement.ctrlKey || evenement.metaKey || evenement.altKey) return;
  const pas = { ArrowDown: 1, ArrowUp: -1 }[evenement.key];
  if (pas) aller(ouverte.rang + pas);
  else if (evenement.key === "Enter") ecrire(choix()[ouverte.rang]);
  else if (evenement.key === "Escape") fermer();
  else return;
  evenement.preventDefault();
  evenement.stopImmediatePropagation();
}, true);
document.addEventListener("keyup", (evenement) => {
  if (ouverte && ["ArrowLeft", "ArrowRight", "Home", "End"].includes(evenement.key) && mot(ouverte.champ) !== ouverte.mot) fermer();
});
/* A press on a name does not take the focus from the text. */
document.addEventListener("pointerdown", (evenement) => {
  if (evenement.target.closest?.(".f-mentions")) evenement.preventDefault();
});
document.addEventListener("click", (evenement) => {
  const option = evenement.target.closest?.(".f-mentions [role=option]");
  if (option && ouverte) { ecrire(option); return; }
  if (ouverte && evenement.target !== ouverte.champ) fermer();
});
document.addEventListener("focusout", (evenement) => { if (ouverte && evenement.target === ouverte.champ) fermer(); });
document.addEventListener("htmx:beforeSwap", (evenement) => { if (ouverte && evenement.detail.target.contains(ouverte.champ)) fermer(); });
