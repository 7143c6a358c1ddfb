/* A place chosen column by column: plan, axe, sous-axe. The list of choices stays the field of the form; without this
   script it is the one that is shown. Arrows go up and down a column, right opens what is below, left comes back. */
for (const cadre of document.querySelectorAll("[data-emplacements]")) {
  const liste = cadre.querySelector("select");
  const arbre = JSON.parse(cadre.querySelector("script[type='application/json']")?.textContent ?? "[]");
  if (liste && arbre.length) equiper(cadre, liste, arbre);
}

function equiper(cadre, liste, arbre) {
  const zone = document.createElement("div");
  zone.className = "f-emplacements";
  const dit = document.createElement("p");
  dit.className = "f-emplacement-dit";
  dit.setAttribute("role", "status");
  const racine = liste.querySelector("option[value='']");
  const tete = racine ? [{ valeur: "", nom: racine.textContent, dessous: [] }, ...arbre] : arbre;
  let chemin = trouver(tete, liste.value) ?? [];
  liste.closest(".select")?.classList.add("lu");
  liste.classList.add("lu");
  liste.tabIndex = -1;
  liste.setAttribute("aria-hidden", "true");
  cadre.append(zone, dit);
  dessiner();

  function dessiner(actif) {
    const colonnes = [tete, ...chemin.map((n) => n.dessous)].filter((noeuds) => noeuds.length);
    zone.replaceChildren(...colonnes.map((noeuds, rang) => colonne(noeuds, rang)));
    const noms = chemin.map((n) => n.nom);
    dit.textContent = noms.length ? `Choisi : ${noms.join(" › ")}${chemin.at(-1).ici ? " (la fiche y est déjà)" : ""}` : "Choisissez un plan, puis un axe si vous voulez.";
    if (actif !== undefined) zone.children[actif]?.querySelector("[tabindex='0']")?.focus();
    zone.lastElementChild?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  function colonne(noeuds, rang) {
    const boite = document.createElement("ul");
    boite.setAttribute("role", "listbox");
    boite.setAttribute("aria-label", rang === 0 ? "Plans" : `${rang === 1 ? "Axes" : "Sous-axes"} de « ${chemin[rang - 1].nom} »`);
    noeuds.forEach((noeud, i) => {
      const choisi = chemin[rang] === noeud;
      const option = document.createElement("li");
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", String(choisi));
      option.tabIndex = choisi || (i === 0 && !noeuds.includes(chemin[rang])) ? 0 : -1;
      option.textContent = noeud.nom;
      if (noeud.ici) option.dataset.ici = "déjà ici";
      if (noeud.dessous.length) option.dataset.dessous = "";
      option.addEventListener("click", () => choisir(noeud, rang, rang));
      option.addEventListener("keydown", (evenement) => touche(evenement, noeuds, noeud, i, rang));
      boite.append(option);
    });
    return boite;
  }

  function choisir(noeud, rang, actif) {
    chemin = [...chemin.slice(0, rang), noeud];
    liste.value = noeud.valeur;
    liste.dispatchEvent(new Event("change", { bubbles: true }));
    dessiner(actif);
  }

  function touche(evenement, noeuds, noeud, i, rang) {
    const vers = { ArrowDown: i + 1, ArrowUp: i - 1, Home: 0, End: noeuds.length - 1 }[evenement.key];
    if (vers !== undefined) {
      evenement.preventDefault();
      if (noeuds[vers]) choisir(noeuds[vers], rang, rang);
    } else if (evenement.key === "ArrowRight" || evenement.key === "Enter" || evenement.key === " ") {
      evenement.preventDefault();
      choisir(noeud, rang, noeud.dessous.length ? rang + 1 : rang);
    } else if (evenement.key === "ArrowLeft" && rang > 0) {
      evenement.preventDefault();
      choisir(chemin[rang - 1], rang - 1, rang - 1);
    }
  }
}

/* The way to the value, from the plan down. */
function trouver(noeuds, valeur) {
  for (const noeud of noeuds) {
    if (noeud.valeur === valeur) return [noeud];
    const suite = trouver(noeud.dessous, valeur);
    if (suite) return [noeud, ...suite];
  }
  return null;
}
