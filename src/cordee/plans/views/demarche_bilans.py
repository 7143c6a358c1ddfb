"""Mid-term report and final evaluation on screen and in Word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cordee.plans.actions.demarche_bilans import assembler_bilan, deposer_bilan, rediger_bilan
from cordee.plans.domain.pcaet import Cycle, EtatPcaet, TypeBilan, a_justifier, duree
from cordee.plans.exports.demarche import BilanImprimable, bilan_en_docx
from cordee.plans.forms.demarche_dossier import lire_sections
from cordee.plans.models import BilanDemarche, DemarchePcaet
from cordee.plans.permissions import obtenir_demarche, qui_peut_conduire
from cordee.plans.queries.demarche import cycle_of
from cordee.plans.views.demarche_commun import MODIFIER, contexte_de, dire, page
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger, introuvable
from cordee.socle.requetes import Requete

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_http_methods(["GET", "HEAD", "POST"])
def bilan(request: Requete, siren: str, pk: int, type_bilan: str) -> HttpResponse:
    """The report; a POST assembles it (`geste=assembler`), writes its texts, or deposits it (`geste=deposer`)."""
    ici, choisi = _obtenir(request, siren, pk, type_bilan)
    if request.method != "POST":
        return _page(request, ici, choisi)
    exiger(request.user, MODIFIER, ici, raison=qui_peut_conduire())
    try:
        with transaction.atomic():  # a deposit that is refused writes no text either: they stay typed
            dit = _agir(request, ici, choisi)
    except DonneeRefusee as refus:
        return _page(request, ici, choisi, refus)
    dire(request, dit)
    return redirect("demarche_bilan", siren, pk, type_bilan)


def _agir(request: Requete, demarche: DemarchePcaet, choisi: TypeBilan) -> str:
    geste, le = request.POST.get("geste", ""), timezone.now()
    if geste == "assembler":
        assembler_bilan(demarche, choisi, par=request.user, le=le)
        return "Le bilan est assemblé depuis le plan : relisez, complétez."
    ecrit = _bilan(demarche, choisi)
    textes = lire_sections(request.POST, ecrit.sections if ecrit else [])
    rediger_bilan(demarche, choisi, textes, par=request.user, le=le)
    if geste == "deposer":
        deposer_bilan(demarche, choisi, motif=request.POST.get("motif", ""), par=request.user, le=le)
        return f"« {choisi.libelle} » : déposé."
    return "Le bilan est enregistré."


@require_safe
def telecharger(request: Requete, siren: str, pk: int, type_bilan: str) -> HttpResponse:
    """The report as a Word document."""
    ici, choisi = _obtenir(request, siren, pk, type_bilan)
    ecrit = _bilan(ici, choisi)
    if ecrit is None:
        return introuvable()
    octets = bilan_en_docx(
        BilanImprimable(
            titre=choisi.libelle,
            demarche=ici.nom,
            collectivite=ici.collectivite.nom,
            arrete_au=ecrit.arrete_au,
            sections=[(section["titre"], section["texte"]) for section in ecrit.sections],
            adopte_le=ici.adopte_le,
            depose_le=timezone.localdate(ecrit.depose_le) if ecrit.depose_le else None,
        )
    )
    reponse = HttpResponse(octets, content_type=DOCX)
    reponse["Content-Disposition"] = f'attachment; filename="pcaet-{siren}-{choisi}.docx"'
    return reponse


def _obtenir(request: Requete, siren: str, pk: int, type_bilan: str) -> tuple[DemarchePcaet, TypeBilan]:
    ici = obtenir_demarche(request.user, siren, pk)
    if type_bilan not in TypeBilan._value2member_map_:
        return introuvable()
    return ici, TypeBilan(type_bilan)


def _bilan(demarche: DemarchePcaet, choisi: TypeBilan) -> BilanDemarche | None:
    return next((b for b in demarche.bilans.all() if b.type == choisi), None)


def _clos(demarche: DemarchePcaet, cycle: Cycle) -> bool:
    """Whether the time of the three-year report is over for good."""
    return cycle.evaluation is not None or demarche.etat_lisible is EtatPcaet.ARCHIVE


def _sections(
    sections: Iterable[dict[str, str]], textes: Mapping[str, str], refus: DonneeRefusee | None
) -> list[dict[str, Any]]:
    """The sections with what was typed, and what is wrong with each."""
    dites = refus.messages if refus else []
    return [
        {
            **section,
            "texte": textes.get(section["code"], section["texte"]),
            "fautes": [dite for dite in dites if dite.startswith((f"« {section['titre']} »", f"{section['titre']} :"))],
        }
        for section in sections
    ]


def _page(
    request: Requete, demarche: DemarchePcaet, choisi: TypeBilan, refus: DonneeRefusee | None = None
) -> HttpResponse:
    ecrit, cycle, jour = _bilan(demarche, choisi), cycle_of(demarche), timezone.localdate()
    due = cycle.echeance_mi_parcours if choisi is TypeBilan.MI_PARCOURS else cycle.echeance_cycle
    textes = lire_sections(request.POST, ecrit.sections if ecrit else []) if refus else {}
    sections = _sections(ecrit.sections if ecrit else [], textes, refus)
    de_section = {faute for section in sections for faute in section["fautes"]}
    contexte = contexte_de(
        request,
        demarche,
        "demarche_bilan",
        type_bilan=choisi,
        types=list(TypeBilan),
        bilan=ecrit,
        sections=sections,
        due=due,
        reste=duree(jour, due) if due else "",
        passee=due is not None and jour > due,
        inutile=choisi is TypeBilan.MI_PARCOURS
        and (cycle.evaluation is not None or demarche.etat_lisible is EtatPcaet.ARCHIVE),
        a_justifier=a_justifier(choisi, cycle, jour),
        motif=request.POST.get("motif", "") if refus else "",
        motif_fautes=[faute for faute in refus.messages if faute not in de_section] if refus else [],
        adoptee=demarche.etat_lisible is EtatPcaet.ADOPTE,
    )
    contexte["redigeable"] = contexte["editable"] and contexte["adoptee"] and not (ecrit and ecrit.depose_le)
    return page(request, "plans/demarche/bilan.html", contexte, refus)
