/* The choice of a file: in the words of the page rather than those of the browser, and open to a file dropped on it.
   The control of the browser stays, above and transparent: keyboard, label and errors are its own. */

const INVITE = "ou déposez-le ici";

function morceau(classe, texte) {
  const element = document.createElement("span");
  element.className = classe;
  element.textContent = texte;
  element.setAttribute("aria-hidden", "true");
  return element;
}

function habiller(champ) {
  const zone = document.createElement("span");
  const nom = morceau("depot-nom", INVITE);
  zone.className = "depot";
  champ.before(zone);
  zone.append(champ, morceau("btn petit", "Choisir un fichier"), nom);
  const dire = () => {
    const noms = [...champ.files].map((fichier) => fichier.name).join(", ");
    nom.textContent = noms || INVITE;
    champ.title = noms || "Aucun fichier choisi";
    zone.classList.toggle("choisi", noms !== "");
  };
  champ.addEventListener("change", dire);
  champ.form?.addEventListener("reset", () => setTimeout(dire));
  for (const geste of ["dragenter", "dragleave", "drop"]) {
    champ.addEventListener(geste, () => zone.classList.toggle("survol", geste === "dragenter"));
  }
  dire();
}

function parcourir(racine) {
  for (const champ of racine.querySelectorAll("input[type=file]")) if (!champ.closest(".depot")) habiller(champ);
}

parcourir(document);
document.addEventListener("htmx:afterSwap", () => parcourir(document));
