"""Rows of fiches as templates show them: numbers and words formatted once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from cordee.outils.dates import MOIS_COURTS, jour_court
from cordee.outils.nombres import formater
from cordee.outils.texte import INSECABLE, accorder
from cordee.plans.domain.listes import SANS_STATUT, Precision, Priorite, StatutFiche, UniteBudget
from cordee.plans.domain.validation import Etat, resumer_etats
from cordee.plans.queries.liste import LigneFiche
from cordee.plans.views.champs.cellules import CelluleChamp
from cordee.socle.adresses import adresser
from cordee.socle.barres import largeur

STATUTS = (*StatutFiche.choices(), ("", SANS_STATUT))
PRIORITES = (("", "Sans priorité"), *Priorite.choices())


@dataclass(frozen=True, slots=True)
class Ligne:
    """One row: plain values, since rows that hold the same are written once (tag `rangee`). `numero` is the written one
    or that of its place; `glyphe` the symbol of its statut, `cellule` where one of its columns is changed; `validation`
    is empty where the text is not validated."""

    pk: int
    titre: str
    confidentiel: bool
    code_statut: str
    code_priorite: str
    modifiee: str
    adresse: str
    cellule: str
    numero: str
    statut: str
    glyphe: str
    priorite: str
    pilotes: tuple[tuple[str, str], ...]
    referents: str
    services: str
    etiquettes: tuple[str, ...]
    mesures: tuple[tuple[str, str], ...]
    debut: str
    fin: str
    retard: str
    avancement: str
    part: str
    reste: str
    etapes: str
    budget: str
    a_completer: str
    plans: str
    modifiable: bool
    axe_id: int | None
    validation: str
    code_validation: str
    langue: str = ""
    champs: tuple[CelluleChamp, ...] = ()
    parente: str = ""
    adresse_parente: str = ""

    @property
    def options_statut(self) -> SafeString:
        """Options of its statut."""
        return ecrire_options(STATUTS, self.code_statut)

    @property
    def options_priorite(self) -> SafeString:
        """Options of its priority."""
        return ecrire_options(PRIORITES, self.code_priorite)


def composer_ligne(ligne: LigneFiche, siren: str, numero: str = "", champs: tuple[CelluleChamp, ...] = ()) -> Ligne:
    """Row of a list seen from the collectivité `siren`; `champs` are the cells of added fields."""
    fiche = ligne.fiche
    part = (ligne.avancement or 0) / 100
    return Ligne(
        pk=fiche.pk,
        titre=fiche.titre,
        confidentiel=fiche.confidentiel,
        code_statut=fiche.statut,
        code_priorite=fiche.priorite,
        modifiee=jour_court(timezone.localdate(fiche.modifie_le)),
        adresse=adresser("fiche", siren, pk=fiche.pk),
        cellule=adresser("fiche_cellule", siren, pk=fiche.pk),
        numero=fiche.code or numero,
        statut=StatutFiche.libelle_de(fiche.statut, SANS_STATUT),
        glyphe=fiche.statut or "sans_statut",
        priorite=Priorite.libelle_de(fiche.priorite),
        pilotes=tuple((p.personne.nom, p.personne.initiales) for p in ligne.pilotes),
        referents=", ".join(p.personne.nom for p in ligne.referents),
        services=", ".join(ligne.services),
        etiquettes=ligne.etiquettes,
        mesures=tuple((code, nommer_mesure(code)) for code in ligne.mesures),
        debut=ecrire_mois(fiche.debut, fiche.precision_debut),
        fin="chaque année" if fiche.amelioration_continue else ecrire_mois(fiche.fin, fiche.precision_fin),
        retard=_retard(ligne),
        avancement="—" if ligne.avancement is None else f"{formater(ligne.avancement, 0)}{INSECABLE}%",
        part=largeur(part),
        reste=largeur(1 - part),
        etapes=f"{ligne.sous_faites} sur {ligne.sous_total}" if ligne.sous_total else "",
        budget=_budget(ligne),
        a_completer=", ".join([*(champ.libelle.lower() for champ in ligne.a_completer), *ligne.champs_vides]),
        plans=", ".join(ligne.plans),
        modifiable=ligne.modifiable,
        axe_id=ligne.axe_id,
        validation=dire_etats(ligne.validations),
        code_validation=resumer_etats(etat for _, etat in ligne.validations) or "",
        langue=ligne.langue,
        champs=champs,
        parente=ligne.parente[1] if ligne.parente else "",
        adresse_parente=adresser("fiche", siren, pk=ligne.parente[0]) if ligne.parente else "",
    )


def dire_etats(validations: tuple[tuple[str, Etat], ...]) -> str:
    """The state of a fiche, told plan by plan where it is not the same in each."""
    etats = {etat for _, etat in validations}
    if len(etats) <= 1:
        return next((etat.court for etat in etats), "")
    return ", ".join(f"{plan} : {etat.court.lower()}" for plan, etat in validations)


def _budget(ligne: LigneFiche) -> str:
    """Euros HT, as the head of the column says; TTC is written beside those that are not."""
    if ligne.prevu is None:
        return ""
    base = f"{INSECABLE}TTC" if ligne.prevu_en is UniteBudget.TTC else ""
    bas, haut = (formater(float(montant), 0) for montant in (ligne.prevu.bas, ligne.prevu.haut))
    return f"{bas if ligne.prevu.est_fixe else f'{bas} à {haut}'}{INSECABLE}€{base}"


@lru_cache(maxsize=64)
def ecrire_options(choix: tuple[tuple[str, str], ...], choisie: str) -> SafeString:
    """Options of a list, written once for all the rows that hold the same value."""
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((valeur, mark_safe(" selected") if valeur == choisie else "", libelle) for valeur, libelle in choix),
    )


def nommer_mesure(code: str) -> str:
    """`cae_2.1.1` -> `2.1.1`, `eci_3.1` -> `ÉCI 3.1`."""
    referentiel, _, numero = code.partition("_")
    prefixe = {"cae": "", "eci": "ÉCI ", "te": "TE "}.get(referentiel, f"{referentiel.upper()} ")
    return f"{prefixe}{numero}"


def ecrire_mois(jour: date | None, precision: str = Precision.JOUR) -> str:
    """`juin 2025` in a list, `2025` when only the year is known."""
    if jour is None:
        return ""
    if precision == Precision.ANNEE:
        return str(jour.year)
    return f"{MOIS_COURTS[jour.month - 1]}{INSECABLE}{jour.year}"


def _retard(ligne: LigneFiche) -> str:
    if ligne.jours:
        return f"{ligne.jours} {accorder(ligne.jours, 'jour')} de retard"
    if ligne.jours_dessous:
        return "une sous-fiche en retard"
    return ""
