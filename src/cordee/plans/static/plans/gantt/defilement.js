/* The box of the Gantt scrolls by itself while a bar is held near one of its sides: dates that were out of sight come
   under the pointer, which does not need to move. */

const BORD = 56; /* px from a side where it begins */
const VITESSE = 900; /* px a second at the very side, and beyond it */

export class Defilement {
  /* `noms`: the column that covers the left of the box. `bouger` is called after each step. */
  constructor(cadre, noms, bouger) {
    this.cadre = cadre;
    this.noms = noms;
    this.bouger = bouger;
    this.depart = cadre.scrollLeft;
    this.image = null;
  }

  /* How far the box has gone since the bar was taken, in px. */
  get parcouru() { return this.cadre.scrollLeft - this.depart; }

  /* The pointer is at `x`: starts, goes on or stops. */
  suivre(x) {
    const { right, left } = this.cadre.getBoundingClientRect();
    const gauche = left + this.noms.offsetWidth;
    const bord = Math.min(BORD, (right - gauche) / 4);
    const part = x > right - bord ? (x - right + bord) / bord : x < gauche + bord ? (x - gauche - bord) / bord : 0;
    this.pas = Math.max(-1, Math.min(1, part));
    if (this.pas === 0) this.arreter();
    else if (this.image === null) this.avancer();
  }

  avancer(avant = null) {
    this.image = window.requestAnimationFrame((instant) => {
      const place = this.cadre.scrollLeft;
      const duree = avant === null ? 16 : Math.min(instant - avant, 100);
      this.cadre.scrollLeft = place + Math.sign(this.pas) * Math.max(1, Math.abs(this.pas) * VITESSE * duree / 1000);
      if (this.cadre.scrollLeft === place) { this.image = null; return; }
      this.bouger();
      this.avancer(instant);
    });
  }

  arreter() {
    if (this.image !== null) window.cancelAnimationFrame(this.image);
    this.image = null;
  }
}
