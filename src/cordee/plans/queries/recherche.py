"""French full-text search of fiches, ranked: FTS5 on SQLite, `tsvector` on PostgreSQL, one function.

Texts are stemmed in Python before they are kept (actions.recherche), and so are the words looked for: both databases
find the same fiches. A word found in the title weighs ten times one found in a long text.
"""

from __future__ import annotations

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVectorField
from django.db import connection
from django.db.models import Exists, F, FloatField, OuterRef, QuerySet, Subquery, Value
from django.db.models.expressions import RawSQL

from cordee.outils.racines import raciner
from cordee.outils.texte import normaliser
from cordee.plans.domain.listes import LISTES, Genre
from cordee.plans.domain.thematiques import NOMS_SOUS_THEMATIQUES, THEMATIQUES
from cordee.plans.models import Fiche, TexteFiche

PREFETCH_TEXTES = (
    "personnes__personne", "acteurs__etiquette", "communes", "classements", "notes", "objectifs_chiffres", "mesures",
    "financements__financeur",
)  # fmt: skip
POIDS = (10.0, 4.0, 1.0)
"""Weights of titre, acteurs and corps."""
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
    if connection.vendor == "sqlite":
        return _filter_sqlite(fiches, mots)
    return _filter_postgresql(fiches, mots)


def _filter_sqlite(fiches: QuerySet[Fiche], mots: list[str]) -> QuerySet[Fiche]:
    """bm25 is negative and better when lower: its opposite is kept."""
    expression = " ".join(f'"{mot}"*' for mot in mots)
    trouvees = RawSQL("SELECT rowid FROM plans_textefiche_fts WHERE plans_textefiche_fts MATCH %s", [expression])
    rang = RawSQL(
        "SELECT -bm25(plans_textefiche_fts, %s, %s, %s) FROM plans_textefiche_fts "
        'WHERE plans_textefiche_fts MATCH %s AND rowid = "plans_fiche"."id"',
        [*POIDS, expression],
        output_field=FloatField(),
    )
    return fiches.filter(pk__in=trouvees).annotate(pertinence=rang).order_by("-pertinence", "cle_recherche", "pk")


def _filter_postgresql(fiches: QuerySet[Fiche], mots: list[str]) -> QuerySet[Fiche]:
    requete = SearchQuery(" & ".join(f"'{mot}':*" for mot in mots), search_type="raw", config="simple")
    vecteur = RawSQL('"plans_textefiche"."vecteur"', [], output_field=SearchVectorField())
    textes = TexteFiche.objects.annotate(v=vecteur).filter(fiche=OuterRef("pk"), v=requete)
    rang = textes.annotate(r=SearchRank(F("v"), requete, weights=[0.1, 0.1, 0.4, 1.0])).values("r")[:1]
    return (
        fiches.filter(Exists(textes))
        .annotate(pertinence=Subquery(rang, output_field=FloatField()))
        .order_by("-pertinence", "cle_recherche", "pk")
    )
