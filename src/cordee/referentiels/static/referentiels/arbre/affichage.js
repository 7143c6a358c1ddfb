/* How this machine shows the tree: density and head, in a cookie so that the server draws them right at once. */

const COOKIE = "cordee-arbre";

export function brancherAffichage(arbre) {
  const page = arbre.table.closest(".page-arbre");
  const cases = document.querySelectorAll("[data-affichage]");
  document.addEventListener("change", (evenement) => {
    if (!evenement.target.matches("[data-affichage]")) return;
    page.classList.toggle(evenement.target.dataset.affichage, evenement.target.checked);
    const choix = [...cases].filter((c) => c.checked).map((c) => c.dataset.affichage).join(".");
    document.cookie = `${COOKIE}=${choix}; path=/; max-age=31536000; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
  });
  document.addEventListener("click", (evenement) => {
    const bouton = evenement.target.closest("[data-plier]");
    if (bouton) arbre.plier(bouton.dataset.plier === "tout");
    const volet = document.querySelector("details.affichage[open]");
    if (volet && (bouton || !volet.contains(evenement.target))) volet.open = false;
  });
}
