"""What a file says around a plan: its perimeter, its documents, its discussion."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from cordee.comptes.models import Utilisateur
from cordee.documents.actions import ajouter_lien
from cordee.plans.actions.documents_plan import joindre_document_au_plan
from cordee.plans.actions.inscription_echanges import Echanges
from cordee.plans.actions.perimetre import definir_perimetre
from cordee.plans.domain.composition import est_adresse_web
from cordee.plans.domain.fiche import CommentaireCite, DocumentCite, PlanComplet
from cordee.plans.domain.imports.messages import LectureImport
from cordee.plans.models import Plan
from cordee.plans.queries.perimetre import territoire_of
from cordee.socle.erreurs import DonneeRefusee
from cordee.territoires.models import Collectivite


def avertir_autour_des_plans(lecture: LectureImport, lus: Sequence[PlanComplet], collectivite: Collectivite) -> None:
    """Says what new plans (`lus`) will not take: unknown names of their perimeter, files, which an export only
    names."""
    perimetre = list(dict.fromkeys(nom for lu in lus for nom in lu.perimetre))
    if perimetre:
        territoire = territoire_of(collectivite)
        inconnues = [nom for nom in perimetre if territoire.trouver(nom) is None]
        if inconnues:
            lecture.avertir(f"Périmètre du plan, hors du territoire et laissées de côté : {', '.join(inconnues)}.")
    absentes = [piece.nom for lu in lus for piece in _pieces(lu) if not est_adresse_web(piece.adresse)]
    if absentes:
        lecture.avertir(f"Documents du plan que le fichier ne contient pas, à joindre ensuite : {', '.join(absentes)}.")


def inscrire_autour_du_plan(
    plan: Plan, lu: PlanComplet, *, tous: Sequence[CommentaireCite] | None = None, par: Utilisateur, le: datetime
) -> None:
    """Writes it; `tous` are the comments of the file, some of which a plan that exists has already. Nobody is told of
    the comments: they were, when these were written."""
    if lu.perimetre:
        territoire = territoire_of(plan.collectivite)
        trouvees = [territoire.trouver(nom) for nom in lu.perimetre]
        definir_perimetre(plan, [c for c in trouvees if c is not None], par=par, le=le)
    for piece in _pieces(lu):
        if not est_adresse_web(piece.adresse):
            continue
        try:
            document = ajouter_lien(plan.collectivite, piece.adresse, nom=piece.nom[:200], par=par, le=le)
        except DonneeRefusee as refus:
            raise DonneeRefusee(f"Document du plan « {piece.nom} » : {' '.join(refus.messages)}") from refus
        joindre_document_au_plan(plan, document, deliberation=piece is lu.deliberation_document, par=par, le=le)
    if lu.commentaires:
        Echanges(plan.collectivite, par=par, le=le).ecrire_discussion(plan, lu.commentaires, tous)


def _pieces(lu: PlanComplet) -> list[DocumentCite]:
    seule = [lu.deliberation_document] if lu.deliberation_document is not None else []
    return [*seule, *lu.documents]
