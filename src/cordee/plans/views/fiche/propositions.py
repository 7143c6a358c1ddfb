"""What a field of free text proposes as one types: other fiches, mesures, indicators, people to cite."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cordee.documents.queries import search_documents
from cordee.indicateurs.permissions import voit_confidentiels
from cordee.indicateurs.queries.definitions import list_indicateurs_for, search_indicateurs
from cordee.outils.texte import normaliser
from cordee.plans.actions.commentaires import QUI_COMMENTE
from cordee.plans.actions.composition.liens import dire_mesure
from cordee.plans.models import Fiche
from cordee.plans.permissions import obtenir_fiche
from cordee.plans.queries.documents import list_documents_proposes
from cordee.plans.queries.lignes_fiche import PROPOSITIONS, list_fiches_proposees, list_mesures_proposees
from cordee.plans.queries.personnes import list_mentions_proposees, noms_proposes
from cordee.plans.queries.visibilite import collectivites_of
from cordee.socle.permissions import exiger, introuvable
from cordee.socle.requetes import Requete
from cordee.territoires.models import Collectivite

CLES = ("fiche", "mesure", "document", "nom", "attendu_de")
"""Names of the fields that ask."""


@require_safe
def propositions(request: Requete, siren: str, pk: int, quoi: str) -> HttpResponse:
    """Options of a datalist: what holds the words typed."""
    collectivite, fiche = obtenir_fiche(request.user, siren, pk)
    texte = next((v for cle in CLES if (v := request.GET.get(cle))), "")
    if quoi == "personnes":
        options = _personnes(collectivite, fiche, texte)
    else:
        options = (QUOI.get(quoi) or introuvable())(request, fiche, texte)
    return render(request, "plans/fiche/propositions.html", {"options": options})


@require_safe
def mentions(request: Requete, siren: str, pk: int) -> HttpResponse:
    """Options of a listbox: the people whom a comment may cite, by the first letters of their names (`?nom=`)."""
    _, fiche = obtenir_fiche(request.user, siren, pk)
    exiger(request.user, "plans.commenter_fiche", fiche, raison=QUI_COMMENTE)
    membres = list_mentions_proposees(request.user, fiche, request.GET.get("nom", ""))
    plusieurs = len({membre.collectivite_id for membre in membres}) > 1
    return render(request, "plans/fiche/mentions.html", {"membres": membres, "plusieurs": plusieurs})


def _fiches(request: Requete, fiche: Fiche, texte: str) -> list[str]:
    trouvees = list_fiches_proposees(request.user, fiche)
    for mot in normaliser(texte.lstrip("#")).split():
        trouvees = trouvees.filter(cle_recherche__contains=mot)
    return [f"#{autre.pk} {autre.intitule}" for autre in trouvees[:PROPOSITIONS]]


def _personnes(collectivite: Collectivite, fiche: Fiche, texte: str) -> list[str]:
    mots = normaliser(texte).split()
    noms = noms_proposes(collectivite, collectivites_of(fiche))
    return [nom for nom in noms if all(mot in normaliser(nom) for mot in mots)][:PROPOSITIONS]


def _mesures(request: Requete, fiche: Fiche, texte: str) -> list[str]:
    return [dire_mesure(m) for m in list_mesures_proposees(fiche.collectivite, texte)[:PROPOSITIONS]]


def _indicateurs(request: Requete, fiche: Fiche, texte: str) -> list[str]:
    visibles = list_indicateurs_for(
        fiche.collectivite, confidentiels=voit_confidentiels(request.user, fiche.collectivite)
    )
    return [i.titre for i in search_indicateurs(visibles, texte)[:PROPOSITIONS]]


def _documents(request: Requete, fiche: Fiche, texte: str) -> list[str]:
    trouves = search_documents(list_documents_proposes(request.user, fiche), texte.lstrip("#"))
    return [f"#{document.pk} {document.nom}" for document in trouves[:PROPOSITIONS]]


QUOI: dict[str, Callable[[Requete, Fiche, str], list[str]]] = {
    "fiches": _fiches,
    "mesures": _mesures,
    "indicateurs": _indicateurs,
    "documents": _documents,
}
