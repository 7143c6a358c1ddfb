"""Mid-term report and final evaluation of a démarche PCAET."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from cordee.comptes.models import Utilisateur
from cordee.plans.actions.demarche import ecrire, exiger_conduite, nettoyer, verrouiller
from cordee.plans.domain.pcaet import EtatPcaet, TypeBilan, a_justifier, composer_bilan
from cordee.plans.models import BilanDemarche, DemarchePcaet
from cordee.plans.queries.demarche import cycle_of
from cordee.plans.queries.demarche_dossier import matiere_bilan
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger

TEXTE_MAX, MOTIF_MAX = 50_000, 2000


def _verrouiller(demarche: DemarchePcaet, type_bilan: TypeBilan) -> tuple[DemarchePcaet, BilanDemarche | None]:
    """The démarche and its report of this kind, refused before the adoption and once deposited."""
    ici = verrouiller(demarche)
    if ici.etat_lisible is not EtatPcaet.ADOPTE:
        raise DonneeRefusee(
            f"La démarche est « {ici.etat_lisible.libelle} » : ses bilans s'écrivent une fois le plan adopté."
        )
    bilan = BilanDemarche.objects.select_for_update().filter(demarche=ici, type=type_bilan).first()
    if bilan is not None and bilan.depose_le is not None:
        raise DonneeRefusee(f"« {type_bilan.libelle} » est déposé : il ne change plus.")
    return ici, bilan


@transaction.atomic
def assembler_bilan(demarche: DemarchePcaet, type_bilan: TypeBilan, *, par: Utilisateur, le: datetime) -> BilanDemarche:
    """Assembles the report from the plan on that day. Assembled again, the proposed texts are made anew and the
    sections that people write on their own are kept."""
    exiger(par, "plans.modifier_demarche", demarche)
    ici, bilan = _verrouiller(demarche, type_bilan)
    jour = timezone.localdate(le)
    ecrits = {section["code"]: section["texte"] for section in bilan.sections} if bilan else {}
    sections = [
        {"code": s.code, "titre": s.titre, "texte": s.texte or ecrits.get(s.code, "")}
        for s in composer_bilan(type_bilan, matiere_bilan(ici, jour))
    ]
    if bilan is None:
        bilan = BilanDemarche(demarche=ici, type=str(type_bilan))
    bilan.arrete_au, bilan.sections, bilan.modifie_le, bilan.modifie_par = jour, sections, le, par
    bilan.save()
    ecrire(ici, "plans.assembler_bilan", f"A assemblé : {type_bilan.libelle}", par=par, le=le)
    return bilan


@transaction.atomic
def rediger_bilan(
    demarche: DemarchePcaet, type_bilan: TypeBilan, textes: Mapping[str, str], *, par: Utilisateur, le: datetime
) -> BilanDemarche:
    """Writes the texts of sections, by code; the others stay."""
    exiger(par, "plans.modifier_demarche", demarche)
    ici, bilan = _verrouiller(demarche, type_bilan)
    if bilan is None:
        raise DonneeRefusee("Assemblez d'abord le bilan depuis le plan.")
    sections = [
        {**s, "texte": nettoyer(textes[s["code"]], TEXTE_MAX, s["titre"]) if s["code"] in textes else s["texte"]}
        for s in bilan.sections
    ]
    if sections != bilan.sections:
        bilan.sections, bilan.modifie_le, bilan.modifie_par = sections, le, par
        bilan.save(update_fields=["sections", "modifie_le", "modifie_par"])
        ecrire(ici, "plans.rediger_bilan", f"A modifié : {type_bilan.libelle}", par=par, le=le)
    return bilan


@transaction.atomic
def deposer_bilan(
    demarche: DemarchePcaet, type_bilan: TypeBilan, *, motif: str = "", par: Utilisateur, le: datetime
) -> BilanDemarche:
    """Deposits the report, which then stays as it is. Every section must say something; a final evaluation that comes
    without the three-year report, or before its time, says why (`motif`)."""
    exiger_conduite(par, demarche)
    ici, bilan = _verrouiller(demarche, type_bilan)
    if bilan is None:
        raise DonneeRefusee("Assemblez d'abord le bilan depuis le plan.")
    vides = [section["titre"] for section in bilan.sections if not section["texte"].strip()]
    if vides:
        raise DonneeRefusee(*(f"« {titre} » : écrivez cette partie avant de déposer." for titre in vides))
    raison = a_justifier(type_bilan, cycle_of(ici), timezone.localdate(le))
    motif = nettoyer(motif, MOTIF_MAX, "Pourquoi déposer maintenant")
    if raison and not motif:
        raise DonneeRefusee(f"{raison} Dites pourquoi l'évaluation finale vient maintenant.")
    bilan.depose_le, bilan.depose_par, bilan.motif = le, par, motif if raison else ""
    bilan.save(update_fields=["depose_le", "depose_par", "motif"])
    ecrire(ici, "plans.deposer_bilan", f"A déposé : {type_bilan.libelle}", par=par, le=le, motif=bilan.motif)
    return bilan
