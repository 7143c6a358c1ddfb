/* On a small screen the filters start folded, so that the cards come first; without JavaScript they stay open. */
const volet = document.querySelector("[data-replie-petit]");
if (volet && window.matchMedia("(max-width: 44rem)").matches) volet.open = false;

/* The text is sent as it is typed: leaving the field must not send it again, which would replace the list under the
   gesture that follows. */
document.getElementById("q")?.addEventListener("change", (evenement) => evenement.stopPropagation());

/* One group of filters open at a time; a click elsewhere closes it. */
document.addEventListener("click", (evenement) => {
  document.querySelectorAll(".biblio-filtres .groupe[open]").forEach((groupe) => { if (!groupe.contains(evenement.target)) groupe.open = false; });
});

/* The figure beside each group follows its boxes. */
document.getElementById("filtres")?.addEventListener("change", (evenement) => {
  const groupe = evenement.target.closest(".groupe");
  const compte = groupe?.querySelector("[data-compte]");
  if (!compte) return;
  const choisies = groupe.querySelectorAll("input[type=checkbox]:checked, input[type=radio]:checked:not([value='1'])").length;
  compte.hidden = !choisies;
  compte.firstChild.textContent = choisies;
});

/* How many cards each choice would leave comes with the results. */
document.addEventListener("htmx:afterSettle", () => {
  const source = document.getElementById("comptes-filtres");
  if (!source) return;
  const comptes = JSON.parse(source.textContent);
  document.querySelectorAll("#filtres [data-n]").forEach((lieu) => {
    const [nom, valeur] = lieu.dataset.n.split(/:(.*)/s);
    lieu.textContent = `(${comptes[nom]?.[valeur] ?? 0})`;
  });
});
