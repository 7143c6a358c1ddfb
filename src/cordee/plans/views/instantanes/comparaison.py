"""Two instantanés side by side, or one and today: on screen, and as files."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cordee.outils.choix import ChoixTexte
from cordee.outils.texte import limacer
from cordee.plans.actions.exports import consigner_export
from cordee.plans.domain.formats import FormatExport
from cordee.plans.domain.instantanes import Devenir, Montrer, Rapprochee, Tri, compter, retenir
from cordee.plans.exports import comparaison as exports
from cordee.plans.forms.arbre import lire_entier
from cordee.plans.models import Instantane, Plan
from cordee.plans.permissions import obtenir_plan
from cordee.plans.queries.instantanes import list_instantanes_of
from cordee.plans.views.instantanes.commun import Face, mettre_face_a_face, obtenir_instantane
from cordee.plans.views.instantanes.liste import POUR_UNE_COURBE, composer_lignes
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger, introuvable
from cordee.socle.requetes import Requete
from cordee.socle.trajets import composer_courbe

PAR_PAGE = 50
AVEC_AUJOURDHUI = "aujourdhui"
COURBE_MAX = 12
"""Instantanés that the curve goes through."""


COULEURS = {Devenir.NOUVELLE: "vert", Devenir.RETIREE: "ambre", Devenir.MODIFIEE: "bleu", Devenir.INCHANGEE: ""}


@dataclass(frozen=True, slots=True)
class LigneComparee:
    """A row of the comparison, written; a side that misses the fiche is empty."""

    r: Rapprochee
    couleur: str
    avant: str
    apres: str
    part_avant: str
    part_apres: str
    jours: int


def _ligne(r: Rapprochee) -> LigneComparee:
    return LigneComparee(
        r,
        COULEURS[r.devenir],
        exports.dire_statut(r.avant.statut) if r.avant else "",
        exports.dire_statut(r.apres.statut) if r.apres else "",
        exports.dire_avancement(r.avant.chiffres.avancement) if r.avant else "",
        exports.dire_avancement(r.apres.chiffres.avancement) if r.apres else "",
        r.apres.chiffres.jours if r.apres else 0,
    )


def lire_avec(request: Requete, plan: Plan, instantane: Instantane) -> Instantane | None:
    """What it is compared with: another instantané (`?avec=12`), today by default. 404 for one that is not there."""
    voulu = request.GET.get("avec", "") or AVEC_AUJOURDHUI
    if voulu == AVEC_AUJOURDHUI:
        return None
    numero = lire_entier(voulu)
    if numero is None or numero == instantane.pk:
        introuvable()
    return obtenir_instantane(plan, numero, pris=True)


def _lire(liste: type[ChoixTexte], voulu: str, defaut: ChoixTexte) -> ChoixTexte:
    return liste(voulu) if voulu in liste._value2member_map_ else defaut


@require_safe
def comparer(request: Requete, siren: str, pk: int, instantane: int) -> HttpResponse:
    """`?avec=`, `?montrer=` and `?tri=` say what is compared and shown."""
    collectivite, plan = obtenir_plan(request.user, siren, pk)
    lu = obtenir_instantane(plan, instantane, pris=True)
    avec = lire_avec(request, plan, lu)
    face = mettre_face_a_face(request.user, collectivite, plan, lu, avec)
    montrer = _lire(Montrer, request.GET.get("montrer", ""), Montrer.CHANGEES)
    tri = _lire(Tri, request.GET.get("tri", ""), Tri.PLAN)
    assert isinstance(montrer, Montrer)
    assert isinstance(tri, Tri)
    comptes = compter(face.rapprochees)
    page = Paginator(retenir(face.rapprochees, montrer, tri), PAR_PAGE).get_page(request.GET.get("page"))
    comparaison, tous = face.comparaison, list(list_instantanes_of(plan))
    parametres = f"avec={avec.pk if avec else AVEC_AUJOURDHUI}"
    contexte = {
        "collectivite": collectivite,
        "rubrique": "plans",
        "plan": plan,
        "instantane": lu,
        "avec": avec,
        "autres": [autre for autre in tous if autre.pk != lu.pk],
        "c": comparaison,
        "tableaux": [exports.tableau_de_synthese(comparaison), exports.tableau_des_axes(comparaison)],
        "passages": exports.tableau_des_passages(comparaison),
        "page": page,
        "lignes": [_ligne(rapprochee) for rapprochee in page.object_list],
        "filtres": [(m, comptes[m]) for m in Montrer],
        "montrer": montrer,
        "tri": tri,
        "tris": list(Tri),
        "parametres": parametres,
        "requete": f"{parametres}&montrer={montrer}&tri={tri}",
        "courbe": _courbe(request, face, tous[:COURBE_MAX]),
    }
    return render(request, "plans/instantanes/comparaison.html", contexte)


def _courbe(request: Requete, face: Face, derniers: list[Instantane]) -> object:
    """Progress through the last instantanés of the plan, when they are enough."""
    if len(derniers) < POUR_UNE_COURBE:
        return None
    lignes = composer_lignes(request, face.avant.collectivite, derniers)
    avancements = [ligne.synthese.compte.avancement for ligne in reversed(lignes)]
    return composer_courbe([a / 100 if a is not None else None for a in avancements])


@require_safe
def exporter(request: Requete, siren: str, pk: int, instantane: int) -> HttpResponse:
    """The comparison as a file (`?format=xlsx`, `docx`, `pdf`)."""
    collectivite, plan = obtenir_plan(request.user, siren, pk)
    exiger(request.user, "plans.exporter", collectivite)
    lu = obtenir_instantane(plan, instantane, pris=True)
    format_ = request.GET.get("format", "xlsx")
    if format_ not in exports.ECRIRE:
        introuvable()
    face = mettre_face_a_face(request.user, collectivite, plan, lu, lire_avec(request, plan, lu))
    face.detailler()
    try:
        octets = exports.ECRIRE[format_](face.comparaison)
    except DonneeRefusee as refus:  # pragma: no cover - depends on the machine
        return HttpResponse(str(refus), status=422, content_type="text/plain; charset=utf-8")
    secretes = sum(r.est_confidentielle for r in face.rapprochees)
    consigner_export(plan, FormatExport(format_), secretes, par=request.user, le=timezone.now())
    nom = f"{limacer(plan.nom, 40)}-{limacer(lu.nom)}-{timezone.localdate():%Y-%m-%d}.{format_}"
    entetes = {"Content-Disposition": f'attachment; filename="{nom}"', "Cache-Control": "private, no-store"}
    return HttpResponse(octets, content_type=exports.TYPES[format_], headers=entetes)
