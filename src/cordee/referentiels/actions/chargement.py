"""Loading the définition of a référentiel: the bundled one, or the official file laid over it. All or nothing,
idempotent."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from cordee.comptes.models import Utilisateur
from cordee.journal.actions import consigner
from cordee.outils.texte import accorder
from cordee.referentiels.actions.scores import recalculer_engagements
from cordee.referentiels.domain import DefinitionNoeud, DefinitionReferentiel, Niveau, build_referentiel
from cordee.referentiels.domain import Referentiel as Arbre
from cordee.referentiels.models import Engagement, LienOrigine, Mesure, Referentiel, Regle, TexteOfficiel
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus

LOT = 500
COLONNES_MESURE = (
    "parent_id", "ordre", "niveau", "libelle", "aide", "points_saisis", "pourcentage_saisi", "points", "categorie",
    "coremeasure", "indicateurs", "labels", "thematique", "adaptation", "questions", "score_indicatif", "retiree_en",
)  # fmt: skip
COLONNES_TEXTE = {
    "nom": "nom_officiel",
    "description": "description",
    "contexte": "contexte",
    "exemples": "exemples",
    "ressources": "ressources",
    "perimetre": "perimetre",
    "preuve": "preuve",
    "reduction_potentiel": "reduction_potentiel",
}


@dataclass(frozen=True)
class BilanChargement:
    """What a load changed. `inchange` is true when the same content was already there."""

    referentiel: str
    version: str
    noeuds: int
    nouveaux: int
    retires: int
    scores_recalcules: int
    inchange: bool = False


@transaction.atomic
def charger_referentiel(
    definition: DefinitionReferentiel, *, par: Utilisateur | None, le: datetime, source: str = "", licence: str = ""
) -> BilanChargement:
    """Makes `definition` the current one of its référentiel. `source` is empty for the bundled files; for an official
    file it names it, and its wording is laid beside ours: a node that we know keeps our label and help.

    Loaded over an official version, the bundled files refresh only labels and helps. Nodes that left the définition
    are kept, out of the tree, with the version that removed them. Every opened référentiel is recomputed. Raises
    `DonneeRefusee` for a locked référentiel, `Refus` for a person who does not run the installation,
    `StructureInvalide` for a broken tree.
    """
    exiger_installation(par)
    arbre = build_referentiel(definition)
    existant = Referentiel.objects.select_for_update().filter(code=definition.identifiant).first()
    connus = {
        m.code: m
        for m in Mesure.objects.filter(referentiel=definition.identifiant).only("code", "libelle", "aide", "retiree_en")
    }
    lignes = _composer_mesures(definition, arbre, connus if source else {})
    empreinte = _empreinte(definition, f"{source}\n{licence}" if licence else source, lignes)
    inchange = existant is not None and existant.empreinte == empreinte
    if existant is not None and existant.verrouille and (source or not inchange):
        raise DonneeRefusee(f"Le référentiel {existant.nom} est verrouillé : déverrouillez-le avant d'importer.")
    if existant is not None and not source and existant.source_officielle:
        return _rafraichir_libelles(existant, definition, le=le)
    if inchange:
        return BilanChargement(definition.identifiant, definition.version, len(arbre) - 1, 0, 0, 0, inchange=True)
    referentiel = _enregistrer_referentiel(definition, empreinte, source, licence, le)
    nouveaux, retires = _enregistrer_mesures(referentiel, lignes, connus)
    _enregistrer_regles(definition, arbre)
    _enregistrer_origines(definition, arbre)
    if source:
        _enregistrer_textes(definition, arbre)
    recalcules = recalculer_engagements(
        Engagement.objects.filter(referentiel=referentiel).select_related("referentiel", "collectivite"), le=le
    )
    consigner(
        referentiel,
        "referentiels.charger",
        f"A chargé le référentiel {referentiel.nom} {referentiel.version} "
        f"({len(arbre) - 1} {accorder(len(arbre) - 1, 'nœud')}{', texte officiel' if source else ''})",
        par=par,
        le=le,
        details={"nouveaux": nouveaux, "retires": retires, "source": source},
    )
    return BilanChargement(referentiel.code, referentiel.version, len(arbre) - 1, nouveaux, retires, recalcules)


def exiger_installation(par: Utilisateur | None) -> None:
    """Only the installation itself (None) or the person who runs it changes a définition."""
    if par is not None and not par.is_superuser:
        raise Refus("Seule la personne qui administre l'installation peut charger un référentiel.")


def _empreinte(definition: DefinitionReferentiel, source: str, lignes: Iterable[Mesure]) -> str:
    """Hash of everything a load writes, with the labels that it keeps: the same content is never written twice, and
    what is kept in memory under this hash never shows other labels."""
    hache = hashlib.sha256(f"{definition.nom}\n{definition.version}\n{source}\n{definition.hierarchie}\n".encode())
    for noeud in definition.noeuds:
        hache.update(repr(noeud).encode())
    for ligne in lignes:
        hache.update(f"{ligne.code}\t{ligne.libelle}\t{ligne.aide}\n".encode())
    return hache.hexdigest()


def _enregistrer_referentiel(
    definition: DefinitionReferentiel, empreinte: str, source: str, licence: str, le: datetime
) -> Referentiel:
    referentiel, _ = Referentiel.objects.update_or_create(
        code=definition.identifiant,
        defaults={
            "nom": definition.nom,
            "version": definition.version,
            "hierarchie": [str(niveau) for niveau in definition.hierarchie],
            "empreinte": empreinte,
            "source_officielle": source,
            "licence_officielle": licence,
            "version_officielle": definition.version if source else "",
            "modified_at": le,
        },
    )
    return referentiel


def _composer_mesures(definition: DefinitionReferentiel, arbre: Arbre, gardees: Mapping[str, Mesure]) -> list[Mesure]:
    """Rows of the tree, in its order; those of `gardees` keep their label and help."""
    par_code = {_code(definition, noeud): noeud for noeud in definition.noeuds}
    racine = DefinitionNoeud("", libelle=definition.nom)
    lignes = []
    for ordre, code in enumerate(arbre.ids):
        noeud = par_code.get(code, racine)
        libelle, aide = noeud.libelle, noeud.aide
        if code in gardees:
            libelle, aide = gardees[code].libelle, gardees[code].aide
        lignes.append(_mesure(arbre, ordre, code, noeud, libelle or noeud.nom_officiel or code, aide))
    return lignes


def _enregistrer_mesures(
    referentiel: Referentiel, lignes: list[Mesure], connus: Mapping[str, Mesure]
) -> tuple[int, int]:
    """Upserts the nodes; returns how many are new and how many left the tree."""
    Mesure.objects.bulk_create(
        lignes, batch_size=LOT, update_conflicts=True, unique_fields=["code"], update_fields=COLONNES_MESURE
    )
    codes = {ligne.code for ligne in lignes}
    partis = [code for code, m in connus.items() if code not in codes and not m.retiree_en]
    Mesure.objects.filter(code__in=partis).update(retiree_en=referentiel.version)
    return len(codes - connus.keys()), len(partis)


def _code(definition: DefinitionReferentiel, noeud: DefinitionNoeud) -> str:
    return f"{definition.identifiant}_{noeud.identifiant}"


def _mesure(arbre: Arbre, ordre: int, code: str, noeud: DefinitionNoeud, libelle: str, aide: str) -> Mesure:
    points = float(arbre.points[ordre])
    return Mesure(
        code=code,
        referentiel_id=arbre.identifiant,
        parent_id=arbre.parent(code),
        ordre=ordre,
        niveau=str(arbre.niveau(code)),
        libelle=libelle[:300],
        aide=aide,
        points_saisis=noeud.points,
        pourcentage_saisi=noeud.pourcentage,
        points=points if points == points else None,
        categorie=noeud.categorie,
        coremeasure=noeud.coremeasure,
        indicateurs=list(noeud.indicateurs),
        labels=list(noeud.labels),
        thematique=noeud.thematique,
        adaptation=noeud.adaptation,
        questions=list(noeud.questions),
        score_indicatif=noeud.score_indicatif,
    )


def _enregistrer_regles(definition: DefinitionReferentiel, arbre: Arbre) -> None:
    voulues = {
        (_code(definition, noeud), type_regle): formule
        for noeud in definition.noeuds
        for type_regle, formule in noeud.regles.items()
    }
    Regle.objects.filter(mesure__referentiel=arbre.identifiant).delete()
    Regle.objects.bulk_create(
        [Regle(mesure_id=code, type_regle=t, formule=formule) for (code, t), formule in voulues.items()], batch_size=LOT
    )


def _enregistrer_origines(definition: DefinitionReferentiel, arbre: Arbre) -> None:
    """Links of TE nodes; those whose CAE or ECI node is not loaded are left for the next load of TE."""
    liens = [
        (_code(definition, noeud), origine, poids) for noeud in definition.noeuds for origine, poids in noeud.origines
    ]
    LienOrigine.objects.filter(mesure__referentiel=arbre.identifiant).delete()
    presents = (
        set(Mesure.objects.exclude(referentiel=arbre.identifiant).values_list("code", flat=True)) if liens else set()
    )
    LienOrigine.objects.bulk_create(
        [LienOrigine(mesure_id=m, origine_id=o, poids=p) for m, o, p in liens if o in presents], batch_size=LOT
    )


def _enregistrer_textes(definition: DefinitionReferentiel, arbre: Arbre) -> None:
    TexteOfficiel.objects.filter(mesure__referentiel=arbre.identifiant).delete()
    TexteOfficiel.objects.bulk_create(
        [
            TexteOfficiel(
                mesure_id=_code(definition, noeud),
                **{colonne: getattr(noeud, champ) for colonne, champ in COLONNES_TEXTE.items()},
            )
            for noeud in definition.noeuds
        ],
        batch_size=LOT,
    )


def _rafraichir_libelles(
    referentiel: Referentiel, definition: DefinitionReferentiel, *, le: datetime
) -> BilanChargement:
    """Our labels and helps, over an official version that stays in place."""
    ecrits = _libelles(definition)
    changes = []
    for mesure in Mesure.objects.filter(referentiel=referentiel, code__in=list(ecrits)).only("code", "libelle", "aide"):
        voulu = ecrits[mesure.code]
        if (mesure.libelle, mesure.aide) != voulu:
            mesure.libelle, mesure.aide = voulu
            changes.append(mesure)
    Mesure.objects.bulk_update(changes, ["libelle", "aide"], batch_size=LOT)
    if changes:
        referentiel.empreinte = hashlib.sha256(f"{referentiel.empreinte}{sorted(ecrits.items())}".encode()).hexdigest()
        referentiel.modified_at = le
        referentiel.save(update_fields=["empreinte", "modified_at"])
    return BilanChargement(referentiel.code, referentiel.version, len(ecrits), 0, 0, 0, inchange=not changes)


def _libelles(definition: DefinitionReferentiel) -> Mapping[str, tuple[str, str]]:
    return {_code(definition, noeud): (noeud.libelle[:300], noeud.aide) for noeud in definition.noeuds}


def niveaux_de(hierarchie: Iterable[str]) -> tuple[Niveau, ...]:
    """Hierarchy of a file of définitions as the domain takes it."""
    return tuple(Niveau(niveau) for niveau in hierarchie)
