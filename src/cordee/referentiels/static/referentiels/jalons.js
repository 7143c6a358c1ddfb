/* Comparison of two moments: sous-mesures fold and unfold in place. Without JavaScript each button reloads the page. */
import { annoncer } from "../cordee/js/cordee.js";

const pliage = document.querySelector("[data-pliage]");

function basculer(bouton, ouverte) {
  bouton.setAttribute("aria-expanded", String(ouverte));
  pliage.querySelectorAll(`tr[data-mesure="${CSS.escape(bouton.value)}"]`).forEach((ligne) => { ligne.hidden = !ouverte; });
}

pliage?.addEventListener("click", (evenement) => {
  const bouton = evenement.target.closest("[data-deplie]");
  if (bouton) {
    evenement.preventDefault();
    basculer(bouton, bouton.getAttribute("aria-expanded") !== "true");
    return;
  }
  const tout = evenement.target.closest("[data-tout]");
  if (!tout) return;
  evenement.preventDefault();
  const ouvertes = tout.getAttribute("aria-pressed") !== "true";
  tout.setAttribute("aria-pressed", String(ouvertes));
  pliage.querySelectorAll("[data-deplie]").forEach((autre) => basculer(autre, ouvertes));
  annoncer(ouvertes ? "Toutes les sous-mesures sont montrées." : "Les sous-mesures sont repliées.");
});
