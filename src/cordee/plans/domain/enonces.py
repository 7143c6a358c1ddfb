"""A line of a fiche in full words: everything that it says, so that two lines that read the same are the same
(docs/calculs/versions.md, « Comparer »)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from functools import singledispatch
from typing import Any

from cordee.outils.dates import INSECABLE, heure, jour_long
from cordee.outils.nombres import formater, pourcent
from cordee.plans.domain.fiche import (
    BlocageCite,
    CommentaireCite,
    DocumentCite,
    EvaluationCitee,
    FinancementCite,
    Impact,
    IndicateurCite,
    LienCite,
    LigneBudget,
    NoteCitee,
    ObjectifChiffre,
    ReferenceCitee,
)
from cordee.plans.domain.fourchettes import dire_fourchette, lire_fourchette
from cordee.plans.domain.listes import NIVEAUX_IMPACT, UniteBudget

DECIMALES = 6
"""As many as a quantity is kept with."""


@singledispatch
def enoncer(item: Any) -> str | None:
    """The line in words; None for what is only a name."""
    return None


@enoncer.register
def _(item: ObjectifChiffre) -> str:
    return _dire(item.libelle, _quantite(item.valeur, item.unite), _annee("en", item.echeance))


@enoncer.register
def _(item: Impact) -> str:
    return _dire(
        item.domaine.libelle,
        NIVEAUX_IMPACT.get(item.niveau, str(item.niveau)).lower() if item.niveau is not None else "",
        _quantite(item.valeur, item.unite),
        _annee("en", item.horizon),
        _mot("sens", item.sens.libelle.lower() if item.sens else ""),
        _mot("méthode", item.methode),
        _mot("incertitude", item.incertitude.libelle.lower() if item.incertitude else ""),
        item.commentaire,
    )


@enoncer.register
def _(item: LigneBudget) -> str:
    annee = f" {item.annee}" if item.annee else ""
    prevu = lire_fourchette(item.prevu, item.prevu_max)
    reel = lire_fourchette(item.reel, None)
    reels = "employés" if item.unite is UniteBudget.ETP else "dépensés"
    return _dire(
        f"{item.type.libelle}{annee}",
        "étalé sur les années" if item.est_etale else "",
        f"{dire_fourchette(prevu)}{INSECABLE}{item.unite.libelle} prévus" if prevu else "",
        f"{dire_fourchette(reel)}{INSECABLE}{item.unite.libelle} {reels}" if reel else "",
        vide=item.unite.libelle,
    )


@enoncer.register
def _(item: FinancementCite) -> str:
    montant = f"{_nombre(item.montant)}{INSECABLE}€ {item.base.libelle}" if item.montant is not None else ""
    return _dire(
        f"{item.financeur} ({item.dispositif})" if item.dispositif else item.financeur,
        montant,
        pourcent(float(item.taux), 4, souple=True) if item.taux is not None else "",
        item.statut.libelle.lower(),
        _annee("année", item.annee),
        _jour("demandé le", item.demande_le),
        _jour("décidé le", item.decision_le),
        _jour("versé le", item.verse_le),
        item.aide,
    )


@enoncer.register
def _(item: IndicateurCite) -> str:
    return _dire(
        f"{item.nom} ({item.identifiant})" if item.identifiant else item.nom,
        item.nature.libelle.lower(),
        _mot("cible", _quantite(item.cible, item.unite)) if item.cible is not None else _mot("unité", item.unite),
        _annee("en", item.annee_cible),
        _mot("fréquence", item.frequence.libelle.lower() if item.frequence else ""),
        _mot("source", item.source),
        _mot("responsable", item.responsable),
        "mesure l'avancement" if item.mesure_avancement else "",
        _mot("résultats", _serie(item.resultats)),
        _mot("objectifs", _serie(item.objectifs)),
    )


@enoncer.register
def _(item: LienCite) -> str:
    relation = f"{item.type.libelle}, dans l'autre sens" if item.entrant else item.type.libelle
    decalage = f"{item.decalage}{INSECABLE}jours" if item.decalage else ""
    return _dire(" ".join(mot for mot in (item.code, item.titre) if mot), relation, decalage)


@enoncer.register
def _(item: ReferenceCitee) -> str:
    return _dire(item.type.libelle, item.titre, _mot("article", item.article), item.adresse)


@enoncer.register
def _(item: EvaluationCitee) -> str:
    return _dire(
        item.periode.libelle,
        _jour("le", item.date),
        item.appreciation.libelle if item.appreciation else "",
        item.resultat,
        _mot("suites", item.suites),
    )


@enoncer.register
def _(item: NoteCitee) -> str:
    return _dire(_entete(item.auteur, jour_long(item.date)), item.texte)


@enoncer.register
def _(item: CommentaireCite) -> str:
    return _dire(
        _entete(item.auteur, _instant(item.ecrit_le)),
        item.texte,
        _moment("modifié le", item.modifie_le),
        _moment("réglé le", item.regle_le),
    )


@enoncer.register
def _(item: BlocageCite) -> str:
    attendue = " ".join(mot for mot in (item.code, item.titre) if mot)
    leve = f"levé le {_instant(item.leve_le)}" if item.leve_le is not None else ""
    return _dire(
        item.raison or f"Attend « {attendue} »",
        _mot("attend", attendue) if item.raison else "",
        f"attendu de {item.attendu_de}" if item.attendu_de else "",
        _jour("attendu le", item.attendu_le),
        f"posé le {_instant(item.pose_le)}" + (f" par {item.pose_par}" if item.pose_par else ""),
        leve + (f" par {item.leve_par}" if leve and item.leve_par else ""),
    )


@enoncer.register
def _(item: DocumentCite) -> str:
    return _dire(item.nom, item.adresse)


def _dire(tete: str, *details: str, vide: str = "") -> str:
    """`Tête : ceci, cela`."""
    suite = ", ".join(detail for detail in details if detail) or vide
    return f"{tete} : {suite}" if suite else tete


def _nombre(valeur: Decimal | float) -> str:
    return formater(float(valeur), DECIMALES, souple=True)


def _quantite(valeur: Decimal | None, unite: str) -> str:
    return unite if valeur is None else f"{_nombre(valeur)}{INSECABLE}{unite}".rstrip(INSECABLE)


def _annee(mot: str, annee: int | None) -> str:
    return f"{mot} {annee}" if annee is not None else ""


def _mot(mot: str, dit: str) -> str:
    return f"{mot} : {dit}" if dit else ""


def _jour(mot: str, jour: date | None) -> str:
    return f"{mot} {jour_long(jour)}" if jour is not None else ""


def _moment(mot: str, instant: datetime | None) -> str:
    return f"{mot} {_instant(instant)}" if instant is not None else ""


def _instant(instant: datetime) -> str:
    return f"{jour_long(instant)} à {heure(instant)}"


def _entete(auteur: str, quand: str) -> str:
    return f"{auteur}, {quand}" if auteur else quand


def _serie(valeurs: Iterable[tuple[int, float]]) -> str:
    return " ; ".join(f"{annee}{INSECABLE}: {_nombre(valeur)}" for annee, valeur in valeurs)
