/* The order of fields and of options, moved by hand; the arrows beside each do the same by keyboard, by plain forms. */
import { annoncer, avertir } from "../cordee/js/cordee.js";

const jeton = () => JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];

function preparer(liste) {
  window.Sortable.create(liste, {
    handle: "[data-ch-poignee]", animation: 120,
    async onEnd(geste) {
      const corps = new URLSearchParams([...liste.children].map((ligne) => ["ordre", ligne.dataset.pk]));
      const reponse = await fetch(liste.dataset.chOrdre, {
        method: "POST", body: corps, credentials: "same-origin",
        headers: { "X-CSRFToken": jeton(), "HX-Request": "true" },
      }).catch(() => null);
      if (reponse?.ok) { annoncer("Ordre enregistré"); return; }
      liste.insertBefore(geste.item, liste.children[geste.oldIndex] ?? null);
      avertir("L’ordre n’a pas été enregistré : rechargez la page et recommencez.");
    },
  });
}
if (window.Sortable) document.querySelectorAll("[data-ch-ordre]").forEach(preparer);
