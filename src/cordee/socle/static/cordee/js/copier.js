// A button that copies a field: shown only where copying is possible.
for (const bouton of document.querySelectorAll("[data-copier]")) {
  const champ = document.getElementById(bouton.dataset.copier);
  if (!champ || !navigator.clipboard) continue;
  bouton.hidden = false;
  bouton.addEventListener("click", async () => {
    champ.select();
    try {
      await navigator.clipboard.writeText(champ.value);
      bouton.querySelector("[data-copier-mot]").textContent = bouton.dataset.copie || "Copiée";
    } catch {
      bouton.hidden = true; // refused by the browser: the text is selected, Ctrl+C does it
    }
  });
}
for (const champ of document.querySelectorAll("input[readonly].saisie")) champ.addEventListener("focus", () => champ.select());
