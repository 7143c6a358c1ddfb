"""Importing the official CSV of a référentiel over what is loaded (docs/guide/administrer.md)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction

from cordee.comptes.models import Utilisateur
from cordee.referentiels.actions.chargement import (
    BilanChargement,
    charger_referentiel,
    exiger_installation,
    niveaux_de,
)
from cordee.referentiels.domain import DefinitionReferentiel, ErreurImport, Niveau, node_id, read_official
from cordee.referentiels.domain.identifiants import HIERARCHIES
from cordee.referentiels.models import Mesure, Referentiel
from cordee.socle.erreurs import DonneeRefusee
from cordee.territoires.domain.expressions import TypeFormule, verifier
from cordee.territoires.queries import questions_posees

VERSION = re.compile(r"[0-9]{1,4}\.[0-9]{1,4}\.[0-9]{1,5}")
SOURCE_MAX = 200
CODE_MAX = 40
SOURCE = "ADEME, référentiel officiel"


class Essai(Exception):
    """Carries the result of a dry run out of the transaction that it undoes."""

    def __init__(self, bilan: BilanChargement) -> None:
        super().__init__()
        self.bilan = bilan


def importer_officiel(
    contenu: bytes,
    referentiel: str,
    version: str,
    *,
    par: Utilisateur | None,
    le: datetime,
    essai: bool = False,
    source: str = SOURCE,
    licence: str = "",
    avertissements: list[ErreurImport] | None = None,
) -> BilanChargement:
    """All or nothing. Rules must parse and cite known questions; TE must cite loaded CAE and ECI nodes.

    `essai` does everything, then takes it back. `avertissements` receives what is odd but not refused. Raises
    `ImportRefuse` (every error, by line and column) or `DonneeRefusee` (unknown référentiel, bad version, version
    already used in production).
    """
    exiger_installation(par)
    _refuser_version(referentiel, version)
    source = _nettoyer_source(source)
    if b"\0" in contenu:
        raise DonneeRefusee("Le fichier contient des caractères nuls : enregistrez-le en « CSV UTF-8 ».")
    noeuds_origines = set(Mesure.objects.exclude(referentiel=referentiel).values_list("code", flat=True))
    noeuds = read_official(
        contenu,
        referentiel,
        verifier_regle=_verificateur(),
        noeuds_origines=noeuds_origines if referentiel == "te" else None,
        avertir=None if avertissements is None else avertissements.append,
    )
    for noeud in noeuds:
        if len(node_id(referentiel, noeud.identifiant)) > CODE_MAX:
            raise DonneeRefusee(f"L'identifiant « {noeud.identifiant} » est trop long.")
    existant = Referentiel.objects.filter(code=referentiel).first()
    definition = DefinitionReferentiel(
        referentiel, existant.nom if existant else referentiel.upper(), version, tuple(noeuds), _hierarchie(referentiel)
    )
    try:
        with transaction.atomic():
            licence = " ".join(licence.split())[:120]
            bilan = charger_referentiel(definition, par=par, le=le, source=source, licence=licence)
            if essai:
                raise Essai(bilan)
    except Essai as fait:
        return fait.bilan
    return bilan


def _hierarchie(referentiel: str) -> tuple[Niveau, ...]:
    return niveaux_de(str(niveau) for niveau in HIERARCHIES[referentiel])


def _nettoyer_source(source: str) -> str:
    """Who wrote the text, shown under it: an import without a source would pass for the bundled files."""
    source = " ".join(source.split())
    if not source or len(source) > SOURCE_MAX:
        raise DonneeRefusee(f"Dites d'où vient le texte, en {SOURCE_MAX} caractères au plus.")
    return source


def _refuser_version(referentiel: str, version: str) -> None:
    if referentiel not in HIERARCHIES:
        raise DonneeRefusee(f"Le référentiel « {referentiel} » est inconnu : choisissez cae, eci ou te.")
    if not VERSION.fullmatch(version):
        raise DonneeRefusee(f"« {version} » n'est pas un numéro de version : écrivez par exemple 1.0.1.")
    existant = Referentiel.objects.filter(code=referentiel).first()
    if existant is None:
        return
    if existant.verrouille:
        raise DonneeRefusee(f"Le référentiel {existant.nom} est verrouillé : déverrouillez-le avant d'importer.")
    deja = existant.version == version and existant.source_officielle
    if deja and not settings.CORDEE_REMPLACER_VERSION:
        raise DonneeRefusee(f"La version {version} est déjà en service : donnez un numéro nouveau.")


def _verificateur() -> Callable[[str, str], Iterable[str]]:
    """Checks a formula of the file: it parses, and cites known questions with values that they admit."""
    questions = {question.identifiant: question for question in questions_posees()}

    def verifier_regle(type_regle: str, texte: str) -> Iterable[str]:
        return verifier(texte, TypeFormule(type_regle), questions=questions)

    return verifier_regle
