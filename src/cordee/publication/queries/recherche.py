"""Searching what everybody reads. The index of the plans proposes fiches, the words that are shown decide."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import QuerySet

from cordee.outils.texte import normaliser
from cordee.plans.domain.listes import RolePersonne
from cordee.plans.models import Acteur, Classement, Fiche, FichePersonne
from cordee.plans.queries.recherche import filter_texte, nom_de_classement
from cordee.publication.domain.discretion import masquer_courriels
from cordee.publication.domain.recherche import contient, motifs_de
from cordee.publication.domain.reglages import NomsMontres
from cordee.publication.models import PublicationPlan
from cordee.publication.queries.fiches import GENRES_MONTRES, TEXTES_MONTRES, roles_montres

TEXTES = ("code", *TEXTES_MONTRES)
TITRE = 3
"""How many of them make the title: number, title, adopted wording."""


def search_fiches(fiches: QuerySet[Fiche], texte: str, publication: PublicationPlan | None = None) -> list[int]:
    """Ids of the fiches (without sous-fiches) whose public words hold every word of the text, those that hold them in
    their title first. `fiches` are published ones (fiches_publiees_of); names of people and of structures are read
    when `publication` shows them. Four to six queries."""
    motifs = motifs_de(texte)
    racines = fiches.filter(parent__isnull=True)
    if not motifs:
        return []
    candidates = list(filter_texte(racines, texte).values_list("pk", flat=True))
    if not candidates:
        return []
    titres, morceaux = _textes(fiches, candidates)
    for pk, mot in _autour(candidates, publication):
        morceaux[pk].append(mot)
    trouvees = [pk for pk in candidates if contient([titres[pk], *morceaux[pk]], motifs)]
    return sorted(trouvees, key=lambda pk: not contient([titres[pk]], motifs))


def _textes(fiches: QuerySet[Fiche], candidates: list[int]) -> tuple[dict[int, str], dict[int, list[str]]]:
    """Title, and other words, of each fiche with its published sous-fiches."""
    titres: dict[int, str] = {}
    morceaux: dict[int, list[str]] = defaultdict(list)
    lues = fiches.filter(racine_id__in=candidates).order_by()  # type: ignore[misc]  # an annotation
    for pk, racine, *bruts in lues.values_list("pk", "racine_id", *TEXTES):
        textes = [masquer_courriels(lu) for lu in bruts if lu]
        if pk == racine:
            titres[pk] = masquer_courriels(" ".join(bruts[:TITRE]))
        morceaux[racine] += textes
    return titres, morceaux


def _autour(candidates: list[int], publication: PublicationPlan | None) -> Iterable[tuple[int, str]]:
    """Words that surround these fiches and that are shown with them."""
    yield from Fiche.communes.through.objects.filter(fiche__in=candidates).values_list(
        "fiche_id", "collectivite__nom"
    )  # fmt: skip
    classements = Classement.objects.filter(fiche__in=candidates, genre__in=GENRES_MONTRES)
    for pk, genre, code in classements.values_list("fiche_id", "genre", "code"):
        yield pk, nom_de_classement(genre, code)
    if publication is None:
        return
    if roles := roles_montres(publication):
        acteurs = Acteur.objects.filter(fiche__in=candidates, role__in=roles)
        yield from acteurs.values_list("fiche_id", "etiquette__nom")
    if publication.noms_montres is not NomsMontres.AUCUN:
        personnes = FichePersonne.objects.filter(fiche__in=candidates)
        if publication.noms_montres is NomsMontres.ELUS:
            personnes = personnes.filter(role=RolePersonne.ELU_REFERENT)
        yield from personnes.values_list("fiche_id", "personne__nom")


def search_publications(publications: Iterable[PublicationPlan], texte: str) -> list[PublicationPlan]:
    """Publications whose plan, territory or presentation holds every word. No query."""
    motifs = motifs_de(texte)
    if not normaliser(texte):
        return []
    return [
        une for une in publications
        if contient(
            [
                une.plan.nom, une.plan.type_lisible, une.plan.collectivite.nom,
                masquer_courriels(une.presentation or une.plan.description),
            ],
            motifs,
        )
    ]  # fmt: skip
