/* On a small screen the filters start folded, so that the cards come first; without JavaScript they stay open. */
const volet = document.querySelector("[data-replie-petit]");
if (volet && window.matchMedia("(max-width: 44rem)").matches) volet.open = false;
