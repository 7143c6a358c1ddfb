"""Reading fiches: the list with the filters of the screens, one fiche, what is around it.

The docstring of a route is what the description and the page say of it: in French, for who calls it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone
from ninja import Query, Router

from cordee.api.queries.fiches import (
    Demande,
    list_budgets_of,
    list_commentaires_of,
    list_financements_of,
    list_notes_of,
)
from cordee.api.views.erreurs import SaisieRefusee
from cordee.api.views.filtres import (
    Demandes,
    ParametresFiches,
    decrire_parametres,
    lire_filtres_stricts,
    retenir_stricts,
)
from cordee.api.views.lecture import (
    decrire_budget,
    decrire_fiche,
    decrire_financement,
    decrire_ligne,
    lier_suite,
    paginer,
)
from cordee.api.views.porte import RequeteApi
from cordee.api.views.schemas.communs import FiltreVu, Numero, Pagination
from cordee.api.views.schemas.fiches import (
    BudgetVu,
    FicheVue,
    FinancementVu,
    Identifiants,
    PageCommentaires,
    PageFiches,
    PageNotes,
)
from cordee.plans.domain.filtres_champs import choix_de
from cordee.plans.domain.filtres_proposes import DEFINITIONS
from cordee.plans.domain.objet_json import fiche_en_objet
from cordee.plans.models import Commentaire, Fiche, Note, Plan
from cordee.plans.permissions import obtenir_fiche
from cordee.plans.queries.champs_personnalises import definitions_for
from cordee.plans.queries.dossier import fiches_completes
from cordee.plans.queries.filtres_champs import definitions_demandees
from cordee.plans.queries.options import options_des_filtres
from cordee.plans.queries.synchronisation import list_supprimees_depuis_for
from cordee.plans.queries.visibilite import list_racines_for

routes = Router(tags=["Fiches"])
MARGE = timedelta(minutes=1)
"""How far back the next synchronisation begins: what was being written while the list was read is not lost."""


def obtenir(request: RequeteApi, pk: int) -> Fiche:
    """The fiche of an address, or 404."""
    return obtenir_fiche(request.user, request.collectivite.siren, pk)[1]


@routes.get(
    "fiches",
    response=PageFiches,
    summary="Les fiches",
    operation_id="fiches",
    url_name="fiches",
    openapi_extra={"parameters": decrire_parametres()},
)
def fiches(request: RequeteApi, parametres: Demandes) -> dict[str, Any]:
    """Les fiches de la collectivité et celles qu'elle porte avec d'autres, avec les filtres, les tris et la recherche
    de l'écran, sous les mêmes noms : la fin d'une adresse de liste se recopie telle quelle. Sans les sous-fiches, sauf
    `niveau=toutes` ou `niveau=sous` ; `parent` donne celles d'une fiche."""
    return lister(request, parametres, None)


def lister(request: RequeteApi, parametres: ParametresFiches, plan: Plan | None) -> dict[str, Any]:
    """A page of fiches, of a plan or of the whole collectivité. As many queries for one row as for a hundred."""
    maintenant = timezone.now()
    lus = lire_filtres_stricts(request.GET)
    champs = definitions_demandees(request.user, request.collectivite, plan, lus)
    filtres = retenir_stricts(lus, champs)
    trie = bool(filtres.texte or request.GET.get("tri") or parametres.page)
    if trie and parametres.apres:
        raise SaisieRefusee(("apres", "« apres » suit les identifiants : avec un tri ou un texte, employez « page »."))
    demande = Demande(
        request.user, request.collectivite, filtres, timezone.localdate(), plan, parametres.modifiees_depuis, trie,
        {definition.pk: definition for definition in champs},
    )  # fmt: skip
    pks, total, suivante = _choisir(request, demande, parametres)
    elements = [decrire_ligne(ligne, request.collectivite.siren) for ligne in demande.lire(pks)]
    if parametres.complet:
        entieres = fiches_completes(request.user, request.collectivite, pks)
        par_ref = {entiere.ref: fiche_en_objet(entiere) for entiere in entieres}
        elements = [element | {"fiche": par_ref[element["id"]]} for element in elements if element["id"] in par_ref]
    premiere = not parametres.apres and parametres.page <= 1
    return {
        "total": total,
        "elements": elements,
        "suivante": suivante,
        "supprimees": _supprimees(request, parametres) if premiere else [],
        "reprendre_depuis": (maintenant - MARGE).replace(microsecond=0),
    }


def _choisir(request: RequeteApi, demande: Demande, parametres: ParametresFiches) -> tuple[list[int], int, str | None]:
    """Ids of the page, how many fiches pass the filters, and the address of what follows."""
    trouvees, taille = demande.fiches(), parametres.par_page
    total = trouvees.order_by().count()
    if demande.trie:
        page = max(parametres.page, 1)
        pks = list(trouvees.values_list("pk", flat=True)[(page - 1) * taille : page * taille])
        return pks, total, lier_suite(request, page=page + 1) if page * taille < total else None
    pks = list(trouvees.filter(pk__gt=parametres.apres).values_list("pk", flat=True)[: taille + 1])
    suite = lier_suite(request, apres=pks[taille - 1]) if len(pks) > taille else None
    return pks[:taille], total, suite


def _supprimees(request: RequeteApi, parametres: ParametresFiches) -> list[dict[str, Any]]:
    if parametres.modifiees_depuis is None:
        return []
    parties = list_supprimees_depuis_for(request.user, request.collectivite, parametres.modifiees_depuis)
    return [{"id": pk, "supprimee_le": quand} for pk, quand in parties.values_list("pk", "supprimee_le")]


@routes.get(
    "fiches/filtres",
    response=list[FiltreVu],
    summary="Les filtres des fiches",
    operation_id="filtres_des_fiches",
    url_name="filtres_des_fiches",
)
def filtres(request: RequeteApi) -> list[dict[str, Any]]:
    """Chaque filtre de la liste des fiches et les valeurs qu'il accepte : les numéros des pilotes, des services, des
    communes… Seulement ce que portent les fiches que la clé voit. Les champs de la collectivité suivent :
    `champ_12=34`, `champ_15_de=10` et `champ_15_a=50` pour un nombre ou une date, `tri=champ_12`."""
    options = options_des_filtres(request.user, request.collectivite, None)
    champs = definitions_for(request.user, request.collectivite, None)
    ajoutes = [{"parametre": c.cle, "libelle": c.libelle, "valeurs": choix_de(c)} for c in champs]
    return [
        {
            "parametre": definition.cle,
            "libelle": definition.libelle,
            "valeurs": [*definition.fixes, *options.get(definition.cle, [])],
        }
        for definition in DEFINITIONS
    ] + ajoutes


@routes.get(
    "fiches/identifiants",
    response=Identifiants,
    summary="Identifiants des fiches",
    operation_id="identifiants_des_fiches",
    url_name="identifiants_des_fiches",
)
def identifiants(request: RequeteApi) -> dict[str, Any]:
    """Toutes les fiches que la clé voit en ce moment. Ce qu'une copie a de plus est parti : supprimé, devenu
    confidentiel, ou plus porté avec la collectivité."""
    visibles = list_racines_for(request.user, request.collectivite).order_by("pk")
    return {"identifiants": list(visibles.values_list("pk", flat=True))}


@routes.get("fiches/{int:fiche}", response=FicheVue, summary="Une fiche", operation_id="fiche", url_name="fiche")
def fiche(request: RequeteApi, fiche: Numero) -> dict[str, Any]:
    """La fiche entière, ses sous-fiches comprises, au schéma « cordee.plan » version 1 : celui de l'export JSON. Une
    sous-fiche a aussi son adresse."""
    return decrire_fiche(request, obtenir(request, fiche))


@routes.get(
    "fiches/{int:fiche}/notes", response=PageNotes, summary="Notes de suivi", operation_id="notes", url_name="notes"
)
def notes(request: RequeteApi, fiche: Numero, parametres: Query[Pagination]) -> dict[str, Any]:
    """Les notes de suivi de la fiche, dans l'ordre où elles ont été écrites."""
    page, total, suite = paginer(request, list_notes_of(obtenir(request, fiche)), parametres.apres, parametres.par_page)
    return {"total": total, "elements": [decrire_note(note) for note in page], "suivante": suite}


def decrire_note(note: Note) -> dict[str, Any]:
    """A note; who wrote it, says the file that brought it in, before who brought it."""
    return {
        "id": note.pk,
        "date": note.date,
        "texte": note.texte,
        "auteur": note.auteur_cite or note.auteur_nom,
        "cree_le": note.cree_le,
        "modifie_le": note.modifie_le,
    }


@routes.get(
    "fiches/{int:fiche}/commentaires",
    response=PageCommentaires,
    summary="Commentaires",
    operation_id="commentaires",
    url_name="commentaires",
)
def commentaires(request: RequeteApi, fiche: Numero, parametres: Query[Pagination]) -> dict[str, Any]:
    """La discussion de la fiche, réponses comprises, dans l'ordre où elle s'est tenue."""
    lus = list_commentaires_of(obtenir(request, fiche))
    page, total, suite = paginer(request, lus, parametres.apres, parametres.par_page)
    return {"total": total, "elements": [decrire_commentaire(un) for un in page], "suivante": suite}


def decrire_commentaire(commentaire: Commentaire) -> dict[str, Any]:
    """A comment; who wrote it, says the file that brought it in, before who brought it."""
    return {
        "id": commentaire.pk,
        "texte": commentaire.texte,
        "auteur": commentaire.auteur_cite or commentaire.auteur_nom,
        "reponse_a": commentaire.parent_id,
        "cree_le": commentaire.cree_le,
        "modifie_le": commentaire.modifie_le,
        "regle_le": commentaire.resolu_le,
    }


@routes.get(
    "fiches/{int:fiche}/budgets", response=list[BudgetVu], summary="Budget", operation_id="budgets", url_name="budgets"
)
def budgets(request: RequeteApi, fiche: Numero) -> list[dict[str, Any]]:
    """Les lignes de budget de la fiche."""
    return [decrire_budget(ligne) for ligne in list_budgets_of(obtenir(request, fiche))]


@routes.get(
    "fiches/{int:fiche}/financements",
    response=list[FinancementVu],
    summary="Financements",
    operation_id="financements",
    url_name="financements",
)
def financements(request: RequeteApi, fiche: Numero) -> list[dict[str, Any]]:
    """Les financements de la fiche, avec leur identifiant."""
    return [decrire_financement(un) for un in list_financements_of(obtenir(request, fiche))]
