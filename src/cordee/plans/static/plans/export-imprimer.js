// The button of the print view: the browser prints without it too.
const bouton = document.querySelector("[data-imprimer]");
if (bouton) {
  bouton.hidden = false;
  bouton.addEventListener("click", () => window.print());
}
