"""What is compared to make suggestions (docs/calculs/suggestions.md): mesures, indicators and fiches as the reader may
see them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Exists, OuterRef, Q, QuerySet

from cordee.comptes.models import Utilisateur
from cordee.indicateurs.enums import Thematique
from cordee.indicateurs.models import Indicateur
from cordee.indicateurs.queries.definitions import list_indicateurs_for, prefetch_liens
from cordee.plans.domain.suggestions import Corpus, Suggestion, Texte, suggerer, suggerer_fiches
from cordee.plans.models import Fiche, FicheIndicateur, FicheMesure
from cordee.plans.queries.visibilite import list_fiches_for, list_racines_for, racine_of
from cordee.referentiels.domain import Niveau
from cordee.referentiels.models import Engagement, Mesure, Referentiel
from cordee.referentiels.queries.definitions import charge_of
from cordee.referentiels.queries.scores import etat_des_lieux, list_engagements_for
from cordee.territoires.models import Collectivite
from cordee.territoires.queries import list_membres_epci_of

NOMBRE = 5
FICHES_MAX = 3_000
"""Fiches compared with a mesure at most, the last changed first."""
CORPS_MAX = 4_000
"""Characters of a body that are read."""


@dataclass(frozen=True)
class MesureSuggeree:
    """A mesure that a fiche probably serves, and the words that say so."""

    code: str
    numero: str
    libelle: str
    referentiel: Referentiel
    mots: tuple[str, ...]


@dataclass(frozen=True)
class IndicateurSuggere:
    """An indicator that probably follows a fiche."""

    indicateur: Indicateur
    mots: tuple[str, ...]


@dataclass(frozen=True)
class FicheSuggeree:
    """A fiche that may serve a mesure."""

    fiche: Fiche
    mots: tuple[str, ...]


def corpus_mesures(referentiel: Referentiel) -> Corpus:
    """Mesures of a référentiel, weighed once for each load of its définition."""
    return _corpus_mesures(referentiel.code, referentiel.empreinte)


@lru_cache(maxsize=12)
def _corpus_mesures(code: str, empreinte: str) -> Corpus:
    noeuds = list(
        Mesure.objects.filter(referentiel=code, retiree_en="")
        .order_by("ordre")
        .values_list("code", "niveau", "libelle", "aide")
    )
    textes: dict[str, Texte] = {}
    dessous: dict[str, list[str]] = {}
    for noeud, niveau, libelle, aide in noeuds:
        if niveau == Niveau.MESURE:
            textes[noeud] = Texte(libelle, aide)
        elif mesure := mesure_de(noeud, textes):
            dessous.setdefault(mesure, []).append(libelle)
    return Corpus.construire(
        (noeud, Texte(texte.titre, " ".join([texte.corps, *dessous.get(noeud, ())]))) for noeud, texte in textes.items()
    )


def mesure_de(code: str, mesures: Collection[str]) -> str | None:
    """The mesure of a node: itself, or the one above it."""
    while code not in mesures:
        code, point, _ = code.rpartition(".")
        if not point:
            return None
    return code


def texte_of(fiche: Fiche) -> Texte:
    """A fiche as it is compared."""
    corps = " ".join((fiche.objectifs, fiche.description, fiche.contexte))
    return Texte(fiche.titre, corps[:CORPS_MAX])


def suggestions_mesures(fiche: Fiche, collectivite: Collectivite, n: int = NOMBRE) -> list[MesureSuggeree]:
    """Mesures that the fiche probably serves, seen from a collectivité, best first."""
    servis = list(FicheMesure.objects.filter(fiche=fiche).values_list("mesure_id", flat=True))
    texte = texte_of(fiche)
    trouvees: list[tuple[Suggestion, Referentiel]] = []
    for referentiel, exclues in _referentiels(collectivite).items():
        corpus = corpus_mesures(referentiel)
        deja = {mesure for code in servis if (mesure := mesure_de(code, corpus.rangs))}
        trouvees += [(s, referentiel) for s in suggerer(texte, corpus, n, exclus=deja | exclues)]
    trouvees.sort(key=lambda paire: (-round(paire[0].score, 6), paire[0].code))
    return [_mesure_suggeree(suggestion, referentiel) for suggestion, referentiel in trouvees[:n]]


def _mesure_suggeree(suggestion: Suggestion, referentiel: Referentiel) -> MesureSuggeree:
    noeud = charge_of(referentiel).noeud(suggestion.code)
    return MesureSuggeree(noeud.code, noeud.numero, noeud.libelle, referentiel, suggestion.mots_communs)


def _referentiels(collectivite: Collectivite) -> dict[Referentiel, set[str]]:
    """Référentiels that the collectivité (or a member of a groupement) opened, with the mesures switched off for all of
    those who opened them."""
    concernees = [collectivite]
    if collectivite.est_groupement:
        concernees += list(list_membres_epci_of(collectivite))
    ouverts: dict[Referentiel, set[str]] = {}
    for engagement in list_engagements_for(concernees):
        eteintes = _desactivees(engagement)
        connu = ouverts.get(engagement.referentiel)
        ouverts[engagement.referentiel] = eteintes if connu is None else connu & eteintes
    return ouverts


def _desactivees(engagement: Engagement) -> set[str]:
    etat = etat_des_lieux(engagement.collectivite, engagement.referentiel)
    return {code for code, score in etat.scores.noeuds().items() if score.desactive}


def suggestions_indicateurs(
    fiche: Fiche, collectivite: Collectivite, *, confidentiels: bool, n: int = NOMBRE
) -> list[IndicateurSuggere]:
    """Indicators that probably follow the fiche, among those that the reader may see."""
    visibles = {
        i.pk: i
        for i in prefetch_liens(
            list_indicateurs_for(collectivite, confidentiels=confidentiels).filter(sans_valeur_utilisateur=False)
        )
    }
    corpus = _corpus_indicateurs(tuple((str(pk), *_texte_indicateur(i)) for pk, i in sorted(visibles.items())))
    deja = FicheIndicateur.objects.filter(fiche=fiche).values_list("indicateur_id", flat=True)
    trouvees = suggerer(texte_of(fiche), corpus, n, exclus={str(pk) for pk in deja})
    return [IndicateurSuggere(visibles[int(s.code)], s.mots_communs) for s in trouvees]


@lru_cache(maxsize=8)
def _corpus_indicateurs(textes: tuple[tuple[str, str, str], ...]) -> Corpus:
    return Corpus.construire((code, Texte(titre, corps)) for code, titre, corps in textes)


def _texte_indicateur(indicateur: Indicateur) -> tuple[str, str]:
    thematiques = [str(Thematique(lien.thematique).label) for lien in indicateur.thematiques.all()]
    parents = [parent.titre for parent in indicateur.parents.all()]
    return indicateur.titre, " ".join([*parents, *thematiques])


def fiches_servant(utilisateur: Utilisateur, collectivite: Collectivite, code: str) -> list[Fiche]:
    """Fiches that the person sees and that serve the mesure or a part of it, themselves or by a sous-fiche that the
    person sees, by title."""
    visibles = list_fiches_for(utilisateur, collectivite).filter(Exists(_liens(code)))
    racines = {racine_of(fiche) for fiche in visibles}
    return list(
        list_racines_for(utilisateur, collectivite)
        .filter(pk__in=racines)
        .select_related("collectivite")
        .order_by("cle_tri", "pk")
    )


def suggestions_fiches(
    utilisateur: Utilisateur,
    collectivite: Collectivite,
    referentiel: Referentiel,
    code: str,
    *,
    exclues: Iterable[Fiche] = (),
    n: int = NOMBRE,
) -> list[FicheSuggeree]:
    """Fiches that may serve the mesure, among those that the person sees and that do not serve it yet."""
    corpus = corpus_mesures(referentiel)
    mesure = mesure_de(code, corpus.rangs)
    if mesure is None:
        return []
    fiches = {
        str(fiche.pk): fiche
        for fiche in list_racines_for(utilisateur, collectivite)
        .exclude(pk__in=[fiche.pk for fiche in exclues])
        .select_related("collectivite")
        .order_by("-modifie_le", "-pk")[:FICHES_MAX]
    }
    trouvees = suggerer_fiches(mesure, corpus, {pk: texte_of(fiche) for pk, fiche in fiches.items()}, n)
    return [FicheSuggeree(fiches[s.code], s.mots_communs) for s in trouvees]


def noeud_for(referentiel: str, code: str) -> Mesure | None:
    """A node of this référentiel, of any niveau but the root."""
    return (
        Mesure.objects.filter(referentiel=referentiel, code=code, retiree_en="")
        .exclude(niveau=Niveau.REFERENTIEL)
        .select_related("referentiel")
        .first()
    )


def est_servable(noeud: Mesure) -> bool:
    """Whether a fiche may be tied to the node: a mesure or what is under it, not a whole axe."""
    return Niveau(noeud.niveau) not in {Niveau.AXE, Niveau.SOUS_AXE}


def _liens(code: str) -> QuerySet[FicheMesure]:
    """Links of a fiche to the node or to one under it."""
    sous = Q(mesure=code) | Q(mesure__code__startswith=f"{code}.")
    return FicheMesure.objects.filter(sous, fiche=OuterRef("pk"))
