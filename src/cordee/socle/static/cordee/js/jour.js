/* The calendar of the fields of days (composants/saisie_jour.html): one modal dialog for the page, made when it is first
   asked, in which the component `cally` (vendor/) draws the month. The field stays a text, typed in French. */

const MODELE = `<dialog class="calendrier-jour" aria-labelledby="calendrier-jour-titre">
<h2 id="calendrier-jour-titre"></h2>
<calendar-date locale="fr-FR" first-day-of-week="1">
<span slot="previous"><span class="lu">Mois précédent</span></span><span slot="next"><span class="lu">Mois suivant</span></span>
<div slot="heading" class="calendrier-jour-mois"><calendar-select-month><span slot="label" class="lu">Mois</span></calendar-select-month><calendar-select-year max-years="40"><span slot="label" class="lu">Année</span></calendar-select-year></div>
<calendar-month></calendar-month>
</calendar-date>
<p class="calendrier-jour-bornes" hidden></p>
<div class="calendrier-jour-pied"><button type="button" class="btn petit" data-jour-ici>Aujourd’hui</button><button type="button" class="btn petit nu" data-jour-effacer>Effacer</button><button type="button" class="btn petit nu" data-jour-fermer>Fermer</button></div>
</dialog>`;
const MARGE = 8;
let dialogue = null;
let champ = null;

const deux = (nombre) => String(nombre).padStart(2, "0");
const ecrireIso = (jour) => `${jour.getFullYear()}-${deux(jour.getMonth() + 1)}-${deux(jour.getDate())}`;
const enFrancais = (iso) => iso.split("-").reverse().join("/");

/* What is typed, when it is a day in figures; the server reads more, and has the last word. */
function lire(texte) {
  const iso = /^\s*(\d{4})-(\d{1,2})-(\d{1,2})\s*$/.exec(texte);
  const francais = /^\s*(\d{1,2})[/.\- ]?(\d{1,2})[/.\- ]?(\d{4}|\d{2})\s*$/.exec(texte);
  if (!iso && !francais) return "";
  const [annee, mois, quantieme] = (iso ? iso.slice(1) : [francais[3], francais[2], francais[1]]).map(Number);
  const jour = new Date(annee < 100 ? annee + (annee >= 70 ? 1900 : 2000) : annee, mois - 1, quantieme);
  return jour.getMonth() === mois - 1 && jour.getDate() === quantieme ? ecrireIso(jour) : "";
}

function creer() {
  const gabarit = document.createElement("template");
  gabarit.innerHTML = MODELE;
  dialogue = document.importNode(gabarit.content.firstElementChild, true);
  document.body.append(dialogue);
  dialogue.querySelector("calendar-date").addEventListener("change", (evenement) => {
    evenement.stopPropagation();
    choisir(evenement.target.value);
  });
  dialogue.addEventListener("click", (evenement) => {
    if (evenement.target.closest("[data-jour-ici]")) choisir(ecrireIso(new Date()));
    else if (evenement.target.closest("[data-jour-effacer]")) choisir("");
    else if (evenement.target.closest("[data-jour-fermer]") || estDehors(evenement)) dialogue.close();
  });
  /* Escape closes the calendar and nothing under it; the letters of the page's shortcuts stay here too. */
  dialogue.addEventListener("keydown", (evenement) => evenement.stopPropagation());
  dialogue.addEventListener("close", () => { champ = null; });
  /* The component draws after it opens, and a month may have one week more: the place follows the size. */
  new ResizeObserver(() => { if (champ) placer(champ); }).observe(dialogue);
}

function estDehors({ target, clientX, clientY }) {
  const cadre = dialogue.getBoundingClientRect();
  return target === dialogue && (clientX < cadre.left || clientX > cadre.right || clientY < cadre.top || clientY > cadre.bottom);
}

/* The field changes as if it were typed: whoever listens to it (htmx, a module) is told. */
function choisir(iso) {
  const cible = champ;
  const texte = iso && enFrancais(iso);
  dialogue.close();
  if (!cible || cible.value === texte) return;
  cible.value = texte;
  for (const nom of ["input", "change"]) cible.dispatchEvent(new Event(nom, { bubbles: true }));
}

function direBornes(premier, dernier) {
  const dire = (iso) => new Intl.DateTimeFormat("fr-FR", { dateStyle: "long" }).format(new Date(`${iso}T12:00`));
  if (premier && dernier) return `Du ${dire(premier)} au ${dire(dernier)}`;
  if (premier) return `À partir du ${dire(premier)}`;
  return dernier ? `Jusqu’au ${dire(dernier)}` : "";
}

/* Below the field or above it, wherever it is whole; on a small screen the style sheet puts it at the bottom. */
function placer(saisie) {
  const { style } = dialogue;
  style.removeProperty("left");
  style.removeProperty("top");
  if (window.matchMedia("(max-width: 30rem)").matches) return;
  const ancre = saisie.getBoundingClientRect();
  const { width, height } = dialogue.getBoundingClientRect();
  const dessous = ancre.bottom + 4;
  const haut = dessous + height + MARGE <= window.innerHeight ? dessous : ancre.top - height - 4;
  style.left = `${Math.max(MARGE, Math.min(ancre.left, window.innerWidth - width - MARGE))}px`;
  style.top = `${Math.max(MARGE, Math.min(haut, window.innerHeight - height - MARGE))}px`;
}

/* The component draws the month in several steps: the day takes the focus once it is there. */
function focaliser(calendrier, essais = 20) {
  calendrier.focus();
  const mois = calendrier.querySelector("calendar-month");
  if (essais && dialogue.open && !mois.shadowRoot?.activeElement) requestAnimationFrame(() => focaliser(calendrier, essais - 1));
}

async function ouvrir(saisie) {
  await import("../vendor/cally-0.9.2/cally.js");
  if (!saisie.isConnected || dialogue?.open) return;
  if (!dialogue) creer();
  champ = saisie;
  const { premier = "", dernier = "" } = saisie.dataset;
  const calendrier = dialogue.querySelector("calendar-date");
  const aujourdhui = ecrireIso(new Date());
  const jour = lire(saisie.value);
  calendrier.min = premier;
  calendrier.max = dernier;
  calendrier.value = jour;
  calendrier.focusedDate = jour || aujourdhui;
  dialogue.querySelector("h2").textContent = saisie.getAttribute("aria-label") || saisie.dataset.libelle || "Date";
  const bornes = dialogue.querySelector(".calendrier-jour-bornes");
  bornes.textContent = direBornes(premier, dernier);
  bornes.hidden = !bornes.textContent;
  dialogue.querySelector("[data-jour-ici]").hidden = (premier && aujourdhui < premier) || (dernier && aujourdhui > dernier);
  dialogue.querySelector("[data-jour-effacer]").hidden = saisie.required || !saisie.value;
  dialogue.showModal();
  focaliser(calendrier);
}

document.addEventListener("click", (evenement) => {
  const bouton = evenement.target.closest("[data-jour-ouvrir]");
  if (bouton) ouvrir(bouton.parentElement.querySelector("[data-jour]"));
});
/* As in a browser's own field: Alt and the down arrow. */
document.addEventListener("keydown", (evenement) => {
  if (evenement.key !== "ArrowDown" || !evenement.altKey || !evenement.target.matches?.("[data-jour]")) return;
  evenement.preventDefault();
  ouvrir(evenement.target);
});
