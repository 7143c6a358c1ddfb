"""French full-text search of fiches, ranked: FTS5 on SQLite, `tsvector` on PostgreSQL, one function.

Texts are stemmed in Python before they are kept (actions.recherche), and so are the words looked for: both databases
find the same fiches. A word found in the title weighs ten times one found in a long text.
"""

from __future__ import annotations

from django.db import connection
from django.db.models import FloatField, QuerySet, Value
from django.db.models.expressions import RawSQL

from cordee.outils.racines import raciner
from cordee.outils.texte import normaliser
from cordee.plans.domain.listes import LISTES, Genre
from cordee.plans.domain.thematiques import NOMS_SOUS_THEMATIQUES, THEMATIQUES
from cordee.plans.models import Fiche

PREFETCH_TEXTES = (
    "personnes__personne", "acteurs__etiquette", "communes", "classements", "notes", "objectifs_chiffres", "mesures",
    "financements__financeur",
)  # fmt: skip
MOTS_MAX = 12
"""Words of a search beyond this one are left out."""


def textes_of(fiche: Fiche) -> tuple[str, str, list[str]]:
    """What the search reads of one fiche (title, actors, long texts), its sous-fiches aside. Expects
    `PREFETCH_TEXTES`."""
    titre = f"{fiche.code} {fiche.titre} {fiche.nom_officiel}"
    noms = [lien.personne.nom for lien in fiche.personnes.all()]
    noms += [lien.etiquette.nom for lien in fiche.acteurs.all()]
    noms += [financement.financeur.nom for financement in fiche.financements.all()]
    noms += [commune.nom for commune in fiche.communes.all()]
    corps = [
        fiche.description, fiche.contexte, fiche.objectifs, fiche.moyens, fiche.financements_texte, fiche.vigilance,
        fiche.public_cible, fiche.participation_texte, fiche.calendrier, fiche.etat_precision,
    ]  # fmt: skip
    corps += [financement.dispositif for financement in fiche.financements.all()]
    corps += [objectif.libelle for objectif in fiche.objectifs_chiffres.all()]
    corps += [note.texte for note in fiche.notes.all()]
    corps += [lien.mesure_id.partition("_")[2] for lien in fiche.mesures.all()]
    corps += [nom_de_classement(c.genre, c.code) for c in fiche.classements.all()]
    return titre, "\n".join(noms), [texte for texte in corps if texte]


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
    return fiches.annotate(pertinence=rang).order_by("-pertinence", "cle_recherche", "pk")
