"""Reading the links by which authorities file their opinions: what they open, and where each stands."""

from __future__ import annotations

from datetime import date
from typing import Any

from cordee.plans.domain.pcaet import Transition
from cordee.plans.domain.pcaet.depot import LONGUEUR_MAX, EtatLien, empreinte_du_jeton, etat_du_lien
from cordee.plans.domain.pcaet.pieces import Piece
from cordee.plans.models import DemarchePcaet, DocumentDemarche, EtatDemarche, LienAvis


def etat_of(lien: LienAvis, jour: date) -> EtatLien:
    """Where a link stands."""
    revoque, depose = lien.revoque_le is not None, lien.depose_le is not None
    return etat_du_lien(expire_le=lien.expire_le, revoque=revoque, depose=depose, jour=jour)


def lien_du_jeton(jeton: str) -> LienAvis | None:
    """The link of an address, whatever its state. One query, none for what cannot be one."""
    if not jeton.isascii() or len(jeton) > LONGUEUR_MAX:
        return None
    liens = LienAvis.objects.select_related("avis__document", "avis__demarche__collectivite", "avis__demarche__plan")
    return liens.filter(empreinte=empreinte_du_jeton(jeton)).first()


def liens_of(demarche: DemarchePcaet) -> dict[int, list[LienAvis]]:
    """Links of each opinion, by its id, newest first. One query."""
    liens: dict[int, list[LienAvis]] = {}
    for lien in LienAvis.objects.filter(avis__demarche=demarche).select_related("cree_par"):
        liens.setdefault(lien.avis_id, []).append(lien)
    return liens


def lien_of(demarche: DemarchePcaet, pk: int) -> LienAvis | None:
    """One of them."""
    return LienAvis.objects.filter(avis__demarche=demarche, pk=pk).select_related("avis__demarche").first()


def dossier_transmis_of(demarche: DemarchePcaet) -> dict[str, Any]:
    """The dossier as the latest transmission kept it; empty when it went by post. One query."""
    passages = EtatDemarche.objects.filter(demarche=demarche, transition=str(Transition.TRANSMETTRE))
    passage = passages.first() if not demarche.hors_plateforme else None
    dossier: dict[str, Any] = (passage.details or {}).get("dossier", {}) if passage is not None else {}
    return dossier


def pieces_transmises_of(demarche: DemarchePcaet) -> list[DocumentDemarche]:
    """Documents that travelled with the project, the confidential ones aside. One query."""
    amont = [str(piece) for piece in Piece if piece.moment == "amont"]
    joints = DocumentDemarche.objects.filter(demarche=demarche, piece__in=amont, document__confidentiel=False)
    return list(joints.select_related("document"))
