"""Indicateurs personnalisés: making, changing, deleting, finding again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from cordee.comptes.models import Utilisateur
from cordee.indicateurs.domain.definitions import cle_recherche, cle_titre, cle_tri
from cordee.indicateurs.domain.rapprochement import Annuaire, Connu, separer_unite
from cordee.indicateurs.domain.unites import normaliser_unite
from cordee.indicateurs.domain.valeurs import ABSENT, Absence
from cordee.indicateurs.enums import Thematique
from cordee.indicateurs.models import Indicateur, IndicateurThematique
from cordee.indicateurs.permissions import qui_peut_saisir
from cordee.indicateurs.queries.definitions import annuaire_of
from cordee.indicateurs.queries.usages import usages_of
from cordee.journal.actions import consigner
from cordee.outils.texte import enumerer
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger
from cordee.territoires.models import Collectivite

Droit = tuple[str, object]
"""Code of a permission and its object."""
TITRE_MAX, UNITE_MAX, DESCRIPTION_MAX, PRECISION_MAX = 300, 80, 10_000, 6


@transaction.atomic
def creer_indicateur(
    collectivite: Collectivite,
    titre: str,
    unite: str = "",
    *,
    thematiques: Iterable[str] = (),
    description: str = "",
    precision: int = 2,
    droit: Droit | None = None,
    par: Utilisateur,
    le: datetime,
) -> Indicateur:
    """Makes an indicateur personnalisé. Raises Refus without `indicateurs.creer` there, or without `droit` (a code and
    its object) when an application above has a right of its own that covers it; DonneeRefusee for an empty or long
    text, an unknown thématique, or a name that the collectivité already has."""
    code, objet = droit or ("indicateurs.creer", collectivite)
    exiger(par, code, objet, raison=qui_peut_saisir())
    indicateur = Indicateur(collectivite=collectivite, created_at=le, modified_at=le)
    _ecrire(indicateur, {"titre": titre, "unite": unite, "description": description, "precision": precision})
    codes = _verifier_thematiques(thematiques)
    _enregistrer(indicateur, force_insert=True)
    _poser_thematiques(indicateur, codes)
    _consigner(indicateur, "creer_indicateur", f"Indicateur « {indicateur.titre} » créé", par=par, le=le)
    return indicateur


@transaction.atomic
def modifier_indicateur(
    indicateur: Indicateur,
    *,
    titre: str | Absence = ABSENT,
    unite: str | Absence = ABSENT,
    description: str | Absence = ABSENT,
    precision: int | Absence = ABSENT,
    thematiques: Iterable[str] | Absence = ABSENT,
    par: Utilisateur,
    le: datetime,
) -> Indicateur:
    """Changes what is given of an indicateur personnalisé; what is not given stays. Raises as `creer_indicateur`, with
    `indicateurs.modifier`: a national indicateur is nobody's to change."""
    exiger(par, "indicateurs.modifier", indicateur, raison=_qui_peut_modifier(indicateur))
    actuel = Indicateur.objects.select_for_update(of=("self",)).select_related("collectivite").get(pk=indicateur.pk)
    donnes = {"titre": titre, "unite": unite, "description": description, "precision": precision}
    voulus = {champ: valeur for champ, valeur in donnes.items() if not isinstance(valeur, Absence)}
    avant = {champ: getattr(actuel, champ) for champ in voulus}
    _ecrire(actuel, voulus)
    actuel.modified_at = le
    _enregistrer(actuel, update_fields=[*voulus, "cle_titre", "cle_recherche", "cle_tri", "modified_at"])
    if not isinstance(thematiques, Absence):
        _poser_thematiques(actuel, _verifier_thematiques(thematiques))
    details = {
        champ: [avant[champ], getattr(actuel, champ)] for champ in voulus if avant[champ] != getattr(actuel, champ)
    }
    _consigner(actuel, "modifier_indicateur", f"Indicateur « {actuel.titre} » modifié", details, par=par, le=le)
    return actuel


@transaction.atomic
def supprimer_indicateur(indicateur: Indicateur, *, par: Utilisateur, le: datetime) -> None:
    """Deletes an indicateur personnalisé and the values entered for it, which the trail keeps. Raises DonneeRefusee
    while something else (a fiche, an axe) cites it, Refus without `indicateurs.modifier`."""
    exiger(par, "indicateurs.modifier", indicateur, raison=_qui_peut_modifier(indicateur))
    actuel = Indicateur.objects.select_for_update(of=("self",)).filter(pk=indicateur.pk).first()
    if actuel is None:
        raise DonneeRefusee("Cet indicateur a été supprimé entre-temps : rechargez la page.")
    usages = usages_of(actuel)
    if usages:
        ou = enumerer([f"{nombre} {nom}" for nom, nombre in sorted(usages.items())])
        raise DonneeRefusee(f"« {actuel.titre} » sert encore ({ou}) : retirez-le de là, puis supprimez-le.")
    valeurs = [
        {"date": v.date_valeur.isoformat(), "resultat": v.resultat, "objectif": v.objectif}
        for v in actuel.valeurs.all()
    ]
    resume = f"Indicateur « {actuel.titre} » supprimé"
    _consigner(actuel, "supprimer_indicateur", resume, {"unite": actuel.unite, "valeurs": valeurs}, par=par, le=le)
    actuel.delete()


def trouver_ou_creer_indicateur(
    collectivite: Collectivite,
    nom: str,
    *,
    unite: str = "",
    annuaire: Annuaire | None = None,
    droit: Droit | None = None,
    par: Utilisateur,
    le: datetime,
) -> tuple[int, bool]:
    """Id of the indicateur that `nom` names, and whether it was made: by identifiant, else by normalised name among the
    collectivité's own and the national ones (docs/calculs/indicateurs.md §Rapprochement).

    Give the same `annuaire` (`queries.definitions.annuaire_of`) to every call of an import: it is read once, and learns
    what is made. A unit between parentheses at the end of the name is taken out of it. Raises as `creer_indicateur`.
    """
    connus = annuaire if annuaire is not None else annuaire_of(collectivite)
    if connu := connus.trouver(nom):
        return connu.pk, False
    titre, unite_lue = (nom, unite) if unite else separer_unite(nom)
    if connu := connus.propres.get(cle_titre(titre)):
        return connu.pk, False
    indicateur = creer_indicateur(collectivite, titre, unite_lue, droit=droit, par=par, le=le)
    connus.ajouter(Connu(indicateur.pk, indicateur.titre, indicateur.unite))
    return indicateur.pk, True


def _ecrire(indicateur: Indicateur, champs: Mapping[str, Any]) -> None:
    """Clean values on the object, and the keys that follow from them."""
    for champ, valeur in champs.items():
        setattr(indicateur, champ, _NETTOYEURS[champ](valeur))
    indicateur.cle_titre = cle_titre(indicateur.titre)
    if not indicateur.cle_titre:
        raise DonneeRefusee("Donnez un titre à l'indicateur : au moins une lettre ou un chiffre.")
    indicateur.cle_recherche = cle_recherche(indicateur.titre)
    indicateur.cle_tri = cle_tri(indicateur.cle_titre)


def _titre(titre: str) -> str:
    propre = " ".join(titre.split())
    if len(propre) > TITRE_MAX:
        raise DonneeRefusee(f"Raccourcissez le titre : {TITRE_MAX} caractères au plus.")
    return propre


def _unite(unite: str) -> str:
    propre = normaliser_unite(unite)
    if len(propre) > UNITE_MAX:
        raise DonneeRefusee(f"Raccourcissez l'unité : {UNITE_MAX} caractères au plus.")
    return propre


def _description(description: str) -> str:
    propre = description.strip()
    if len(propre) > DESCRIPTION_MAX:
        raise DonneeRefusee("Raccourcissez la description : 10 000 caractères au plus.")
    return propre


def _precision(precision: int) -> int:
    if not 0 <= precision <= PRECISION_MAX:
        raise DonneeRefusee(f"Choisissez un nombre de décimales de 0 à {PRECISION_MAX}.")
    return precision


_NETTOYEURS: dict[str, Callable[[Any], Any]] = {
    "titre": _titre,
    "unite": _unite,
    "description": _description,
    "precision": _precision,
}


def _enregistrer(indicateur: Indicateur, **options: Any) -> None:
    try:
        with transaction.atomic():
            indicateur.save(**options)
    except IntegrityError as erreur:
        raise DonneeRefusee(
            f"Un indicateur personnalisé s'appelle déjà « {indicateur.titre} » : servez-vous de celui-là, ou changez "
            "le titre."
        ) from erreur


def _verifier_thematiques(thematiques: Iterable[str]) -> list[str]:
    codes = list(dict.fromkeys(thematiques))
    inconnues = [code for code in codes if code not in Thematique.values]
    if inconnues:
        raise DonneeRefusee(f"La thématique « {inconnues[0]} » n'existe pas : choisissez-la dans la liste.")
    return codes


def _poser_thematiques(indicateur: Indicateur, codes: list[str]) -> None:
    IndicateurThematique.objects.filter(indicateur=indicateur).delete()
    IndicateurThematique.objects.bulk_create(
        [IndicateurThematique(indicateur=indicateur, thematique=code) for code in codes]
    )


def _qui_peut_modifier(indicateur: Indicateur) -> str:
    if not indicateur.est_personnalise:
        return "Un indicateur national ne se modifie pas : créez un indicateur personnalisé, ou commentez celui-ci."
    return qui_peut_saisir()


def _consigner(
    indicateur: Indicateur,
    verbe: str,
    resume: str,
    details: Mapping[str, Any] | None = None,
    *,
    par: Utilisateur,
    le: datetime,
) -> None:
    consigner(
        indicateur,
        f"indicateurs.{verbe}",
        resume,
        par=par,
        le=le,
        collectivite_id=indicateur.collectivite_id,
        details=details,
    )
