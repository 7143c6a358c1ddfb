/* Days of the Gantt, as the server counts them (domain/planning.py): whole days, months that keep their ends. */

const JOUR = 86400000;
const COURTS = ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."];

/* `2025-03-01` -> number of days since 1970, and back. */
export const lire = (texte) => (texte ? Date.parse(`${texte}T00:00:00Z`) / JOUR : null);
export const ecrire = (jour) => (jour === null ? "" : new Date(jour * JOUR).toISOString().slice(0, 10));

const dernierDuMois = (annee, mois) => new Date(Date.UTC(annee, mois + 1, 0)).getUTCDate();

/* Same day of another month; the last day of a month stays a last day. */
export function ajouterMois(jour, mois) {
  const date = new Date(jour * JOUR);
  const rang = date.getUTCFullYear() * 12 + date.getUTCMonth() + mois;
  const [annee, numero] = [Math.floor(rang / 12), ((rang % 12) + 12) % 12];
  const dernier = dernierDuMois(annee, numero);
  const finDeMois = date.getUTCDate() === dernierDuMois(date.getUTCFullYear(), date.getUTCMonth()) && date.getUTCDate() > 1;
  return Date.UTC(annee, numero, finDeMois ? dernier : Math.min(date.getUTCDate(), dernier)) / JOUR;
}

/* `1er mars 2026`, short. */
export function dire(jour) {
  const date = new Date(jour * JOUR);
  const numero = date.getUTCDate();
  return `${numero === 1 ? "1er" : numero} ${COURTS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

/* `du 1er mars 2026 au 30 avr. 2026`, with one date or both. */
export function direPeriode({ debut, fin }) {
  if (debut === null) return `échéance le ${dire(fin)}`;
  return fin === null ? `à partir du ${dire(debut)}` : `du ${dire(debut)} au ${dire(fin)}`;
}
