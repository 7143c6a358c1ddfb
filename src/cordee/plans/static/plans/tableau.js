/* Modules of a dashboard dropped somewhere else; every module has its buttons « Avant » and « Après » too. */
import { annoncer, avertir } from "../cordee/js/cordee.js";

const jeton = () => JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
const grille = document.querySelector("[data-tb-grille]");

/* The buttons say ranks: they follow what was dropped. */
function compter() {
  const modules = [...grille.children];
  modules.forEach((module, rang) => module.querySelectorAll("[data-tb-pas]").forEach((formulaire) => {
    const vers = rang + Number(formulaire.dataset.tbPas);
    formulaire.querySelector('[name="rang"]').value = vers;
    formulaire.hidden = vers < 0 || vers >= modules.length;
  }));
}

async function deplacer(geste) {
  const reponse = await fetch(geste.item.dataset.adresse, {
    method: "POST", body: new URLSearchParams({ rang: geste.newIndex }), credentials: "same-origin",
    headers: { "X-CSRFToken": jeton(), "HX-Request": "true" },
  }).catch(() => null);
  if (reponse?.ok) {
    compter();
    annoncer("Place enregistrée");
    return;
  }
  geste.from.insertBefore(geste.item, geste.from.children[geste.oldIndex + (geste.oldIndex > geste.newIndex ? 1 : 0)] ?? null);
  avertir("Le déplacement n’a pas été enregistré : rechargez la page et recommencez.");
}

if (grille && window.Sortable) {
  window.Sortable.create(grille, { handle: "[data-poignee]", animation: 120, onEnd: (geste) => { if (geste.oldIndex !== geste.newIndex) deplacer(geste); } });
}
