/* Questions: Enter saves a percentage without leaving the page, a fault shows on its field, what was unfolded stays so. */

function champDe(etat) {
  const code = etat.id.replace(/^etat-(j-)?/, "");
  return document.getElementById(etat.id.startsWith("etat-j-") ? `j-${code}` : `r-${code}`);
}

/* Enter in a percentage: save at once, as leaving the field would, instead of sending the whole form. */
document.addEventListener("keydown", (evenement) => {
  const champ = evenement.target.closest?.(".part-question input");
  if (!champ || evenement.key !== "Enter") return;
  evenement.preventDefault();
  if (champ.value !== champ.defaultValue) champ.dispatchEvent(new Event("change", { bubbles: true }));
});
/* The browser says « change » again when the field is left: only once for each value. */
document.addEventListener("change", (evenement) => {
  const champ = evenement.target.closest?.(".part-question input");
  if (!champ) return;
  if (champ.dataset.envoye === champ.value) evenement.stopPropagation();
  else champ.dataset.envoye = champ.value;
}, true);

/* The state of a question says a fault: its field carries it for screen readers. */
document.addEventListener("htmx:afterSwap", (evenement) => {
  const etat = evenement.detail.target;
  if (!etat?.id?.startsWith("etat-")) return;
  const champ = champDe(etat);
  if (etat.querySelector(".etat.ko")) champ?.setAttribute("aria-invalid", "true");
  else champ?.removeAttribute("aria-invalid");
  rendreLeFoyer(etat);
});

/* A button that disappears with what it did gives the focus to the next one of the same place. */
let quitte = null;
document.addEventListener("htmx:beforeSwap", (evenement) => {
  const cible = evenement.detail.target;
  quitte = cible?.contains?.(document.activeElement) ? cible.id : null;
});
function rendreLeFoyer(etat) {
  if (quitte !== etat.id || etat.contains(document.activeElement)) return;
  const suite = etat.querySelector("button") ?? champDe(etat) ?? etat.closest(".question")?.querySelector("input:checked, input");
  suite?.focus({ preventScroll: true });
}

/* Pieces swapped out of band keep what was unfolded in them. */
const ouverts = new Map();
document.addEventListener("htmx:oobBeforeSwap", (evenement) => {
  const { target } = evenement.detail;
  ouverts.set(target.id, [...target.querySelectorAll("details[open][id]")].map((volet) => volet.id));
});
document.addEventListener("htmx:oobAfterSwap", (evenement) => {
  for (const [, ids] of ouverts) ids.forEach((id) => { const volet = document.getElementById(id); if (volet) volet.open = true; });
  ouverts.delete(evenement.detail.target.id);
});

/* An address that names a question inside a fold opens it. */
function deplierLaCible() {
  const cible = location.hash.startsWith("#q-") ? document.getElementById(location.hash.slice(1)) : null;
  const volet = cible?.closest("details:not([open])");
  if (volet) { volet.open = true; cible.scrollIntoView(); }
}
deplierLaCible();
window.addEventListener("hashchange", deplierLaCible);
