/* A button "Afficher" beside each password field: people retype less, and choose longer ones. */
document.querySelectorAll("input[data-revelable]").forEach((champ) => {
  const bouton = document.createElement("button");
  bouton.type = "button";
  bouton.className = "revele";
  bouton.textContent = "Afficher";
  bouton.setAttribute("aria-pressed", "false");
  bouton.setAttribute("aria-controls", champ.id);
  const cadre = document.createElement("span");
  cadre.className = "revelable";
  champ.replaceWith(cadre);
  cadre.append(champ, bouton);
  const nom = document.createElement("span");
  nom.className = "lu";
  nom.textContent = ` : ${champ.labels[0]?.textContent.trim() ?? "mot de passe"}`;
  bouton.append(nom);
  bouton.addEventListener("click", () => {
    const visible = champ.type === "password";
    champ.type = visible ? "text" : "password";
    bouton.setAttribute("aria-pressed", String(visible));
  });
  champ.form?.addEventListener("submit", () => { champ.type = "password"; });
});
