"""French full-text search of fiches, ranked: FTS5 on SQLite, `tsvector` on PostgreSQL, one function.

Texts are stemmed in Python before they are kept (actions.recherche), and so are the words looked for: both databases
find the same fiches. A word found in the title weighs ten times one found in a long text.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import FloatField, Model, Q, QuerySet, Value
from django.db.models.expressions import RawSQL

from cordee.outils.racines import raciner
from cordee.outils.texte import normaliser
from cordee.plans.domain.genres_de_champs import LectureChamp
from cordee.plans.domain.listes import LISTES, Genre
from cordee.plans.domain.thematiques import NOMS_SOUS_THEMATIQUES, THEMATIQUES
from cordee.plans.models import (
    Acteur,
    Classement,
    Evaluation,
    Fiche,
    FicheMesure,
    FichePersonne,
    Financement,
    Note,
    ObjectifChiffre,
    Reference,
    ValeurPersonnalisee,
)

MOTS_MAX = 12
"""Words of a search beyond this one are left out."""


COLONNES = (
    "description", "contexte", "objectifs", "moyens", "financements_texte", "vigilance", "public_cible",
    "participation_texte", "calendrier", "etat_precision",
)  # fmt: skip
"""Long texts of a fiche that the search reads."""


@dataclass(slots=True)
class Textes:
    """What the search reads of one fiche: its title, its actors, its long texts; its sous-fiches aside."""

    parent: int | None
    titre: str
    noms: list[str] = field(default_factory=list)
    corps: list[str] = field(default_factory=list)


def textes_par_fiche(ids: Collection[int]) -> dict[int, Textes]:
    """Texts of these fiches and of those below them, the deleted ones left out. Twelve queries whatever their number;
    rows are read as they are, an import asks for thousands of them."""
    lignees = Q(pk__in=ids) | Q(parent__in=ids) | Q(parent__parent__in=ids)
    lues = Fiche.objects.filter(lignees, supprimee_le__isnull=True).order_by("pk")
    textes = {
        pk: Textes(parent, f"{code} {titre} {nom_officiel}", corps=[texte for texte in longs if texte])
        for pk, parent, code, titre, nom_officiel, *longs in lues.values_list(
            "pk", "parent_id", "code", "titre", "nom_officiel", *COLONNES
        )
    }
    for pk, nom in (*_de(FichePersonne, textes, "personne__nom"), *_de(Acteur, textes, "etiquette__nom")):
        textes[pk].noms.append(nom)
    for pk, nom, dispositif in _de(Financement, textes, "financeur__nom", "dispositif"):
        textes[pk].noms.append(nom)
        textes[pk].corps += [dispositif] if dispositif else []
    for pk, nom in Fiche.communes.through.objects.filter(fiche__in=textes).values_list("fiche_id", "collectivite__nom"):
        textes[pk].noms.append(nom)
    for pk, texte in (*_de(ObjectifChiffre, textes, "libelle"), *_de(Note, textes, "texte")):
        textes[pk].corps += [texte] if texte else []
    for pk, *mots in (
        *_de(Reference, textes, "titre", "article"), *_de(Evaluation, textes, "resultat", "suites"),
    ):  # fmt: skip
        textes[pk].corps += [mot for mot in mots if mot]
    for pk, mesure in _de(FicheMesure, textes, "mesure_id"):
        textes[pk].corps.append(mesure.partition("_")[2])
    for pk, genre, code in _de(Classement, textes, "genre", "code"):
        textes[pk].corps.append(nom_de_classement(genre, code))
    for pk, *mots in _champs(textes):
        textes[pk].corps += [mot for mot in mots if mot]
    return textes


def _champs(ids: Collection[int]) -> Iterable[tuple[Any, ...]]:
    """Added fields that everybody reads: what only those who contribute read is not to be found by a word."""
    lus = ValeurPersonnalisee.objects.filter(fiche__in=ids, champ__lecture=LectureChamp.TOUS)
    return lus.values_list("fiche_id", "texte", "option__libelle")


def _de(modele: type[Model], ids: Collection[int], *colonnes: str) -> Iterable[tuple[Any, ...]]:
    """Columns of the rows that surround these fiches, after the fiche."""
    return modele._default_manager.filter(fiche__in=ids).values_list("fiche_id", *colonnes)


def nom_de_classement(genre: str, code: str) -> str:
    """Label of a code of a closed list; the code itself when the list no longer has it."""
    if genre == Genre.THEMATIQUE:
        return THEMATIQUES.get(code, code)
    if genre == Genre.SOUS_THEMATIQUE:
        return NOMS_SOUS_THEMATIQUES.get(code, code)
    liste = LISTES.get(Genre(genre))
    return liste.libelle_de(code, code) if liste else code


def mots_de(texte: str) -> list[str]:
    """Stems to look for: those of the text, or its bare words when it has nothing but common ones."""
    return (raciner(texte) or normaliser(texte).split())[:MOTS_MAX]


def filter_texte(fiches: QuerySet[Fiche], texte: str) -> QuerySet[Fiche]:
    """Fiches that hold every word (or a word that begins so), with `pertinence`, best first. A text without any
    letter or figure finds everything."""
    mots = mots_de(texte)
    if not mots:
        return fiches.annotate(pertinence=Value(0.0, output_field=FloatField()))
    chercher = _chercher_sqlite if connection.vendor == "sqlite" else _chercher_postgresql
    return chercher(fiches, mots)


def _chercher_sqlite(fiches: QuerySet[Fiche], mots: list[str]) -> QuerySet[Fiche]:
    """The index is joined, which no relation of Django does: asked row by row, it would compute every rank again for
    each fiche. bm25 is better when lower: its opposite."""
    trouvees: QuerySet[Fiche] = fiches.extra(
        tables=["plans_textefiche_fts"],
        where=["plans_textefiche_fts MATCH %s", 'plans_textefiche_fts.rowid = "plans_fiche"."id"'],
        params=[" ".join(f'"{mot}"*' for mot in mots)],
    )
    rang = RawSQL("-bm25(plans_textefiche_fts, 10.0, 4.0, 1.0)", [], output_field=FloatField())
    return _ranger(trouvees, rang)


def _chercher_postgresql(fiches: QuerySet[Fiche], mots: list[str]) -> QuerySet[Fiche]:
    """Weights are those of D, C, B and A."""
    expression = " & ".join(f"'{mot}':*" for mot in mots)
    trouvees = "SELECT fiche_id FROM plans_textefiche WHERE vecteur @@ to_tsquery('simple', %s)"
    rang = (
        "SELECT ts_rank('{0.1, 0.1, 0.4, 1.0}', vecteur, to_tsquery('simple', %s)) FROM plans_textefiche "
        'WHERE fiche_id = "plans_fiche"."id"'
    )
    fiches = fiches.filter(pk__in=RawSQL(trouvees, [expression]))
    return _ranger(fiches, RawSQL(rang, [expression], output_field=FloatField()))


def _ranger(fiches: QuerySet[Fiche], rang: RawSQL) -> QuerySet[Fiche]:
    return fiches.annotate(pertinence=rang).order_by("-pertinence", "cle_tri", "pk")


def mots_connus(fiches: QuerySet[Fiche]) -> list[str]:
    """Titles of these fiches and the people they name: what a mistyped word may have meant. Two queries."""
    titres = list(fiches.order_by().values_list("titre", flat=True))
    noms = FichePersonne.objects.filter(fiche__in=fiches.order_by().values("pk")).values_list(
        "personne__nom", flat=True
    )
    return [*titres, *noms.distinct()]
