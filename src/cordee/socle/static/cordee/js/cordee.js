/* What every page does with JavaScript: theme, live region, refusals, dates of saves. Pages read well without it. */

const racine = document.documentElement;
racine.classList.replace("sans-js", "avec-js");

/* Theme: automatic, light, dark; remembered on this machine only. */
const THEMES = [["", "automatique"], ["light", "clair"], ["dark", "sombre"]];
function appliquerTheme(theme) {
  if (theme) racine.dataset.theme = theme;
  else delete racine.dataset.theme;
  const nom = THEMES.find(([cle]) => cle === theme)?.[1] ?? "automatique";
  document.querySelectorAll("[data-theme-nom]").forEach((e) => { e.textContent = nom; });
}
function themeMemorise() {
  try { return localStorage.getItem("cordee-theme") ?? ""; } catch { return ""; }
}
appliquerTheme(themeMemorise());
document.addEventListener("click", (evenement) => {
  if (!evenement.target.closest("[data-theme-suivant]")) return;
  const rang = THEMES.findIndex(([cle]) => cle === (racine.dataset.theme ?? ""));
  const theme = THEMES[(rang + 1) % THEMES.length][0];
  try { localStorage.setItem("cordee-theme", theme); } catch { /* private mode: the choice lasts the page */ }
  appliquerTheme(theme);
});

/* One sentence for screen readers. */
export function annoncer(texte) {
  const zone = document.getElementById("annonces");
  if (zone) { zone.textContent = ""; requestAnimationFrame(() => { zone.textContent = texte; }); }
}

/* A refusal or a failure is said beside the page, never swallowed. */
export function avertir(texte) {
  const zone = document.getElementById("avis");
  if (!zone) return;
  zone.textContent = texte;
  zone.classList.add("visible");
  window.clearTimeout(avertir.attente);
  avertir.attente = window.setTimeout(() => zone.classList.remove("visible"), 9000);
}
document.addEventListener("htmx:responseError", (evenement) => {
  const { status, responseText } = evenement.detail.xhr;
  if (status === 403 && responseText && responseText.length < 600 && !responseText.includes("<")) avertir(responseText.trim());
  else if (status === 404) avertir("Cette page n’existe plus, ou vous n’y avez plus accès. Rechargez la page.");
  else avertir("L’enregistrement a échoué ; rien n’a été perdu. Rechargez la page et recommencez.");
});
document.addEventListener("htmx:sendError", () => avertir("Le serveur ne répond pas. Vérifiez votre connexion, puis recommencez : rien n’a été enregistré."));
document.addEventListener("htmx:afterSwap", (evenement) => {
  const dit = evenement.detail.target?.querySelector?.("[data-annonce]") ?? document.querySelector("[data-annonce]");
  if (dit) { annoncer(dit.textContent.trim()); dit.removeAttribute("data-annonce"); }
});

/* Selects that navigate or filter submit their form at once; the button stays for those without JavaScript. */
document.addEventListener("change", (evenement) => {
  const champ = evenement.target.closest("[data-soumettre]");
  if (champ) champ.form.requestSubmit();
});
/* Escape closes an open <details> menu and gives the focus back. */
document.addEventListener("keydown", (evenement) => {
  if (evenement.key !== "Escape") return;
  const volet = document.querySelector("details.compte-menu[open], details.volet[open]");
  if (volet) { volet.open = false; volet.querySelector("summary").focus(); }
});
document.addEventListener("click", (evenement) => {
  document.querySelectorAll("details.compte-menu[open]").forEach((d) => { if (!d.contains(evenement.target)) d.open = false; });
});

/* In a narrow window, the current tab is brought into view. */
document.querySelectorAll(".onglets [aria-current]").forEach((onglet) => {
  const rail = onglet.closest(".onglets");
  const trop = onglet.offsetLeft + onglet.offsetWidth - rail.clientWidth;
  if (trop > 0) rail.scrollLeft = trop + 16;
});
