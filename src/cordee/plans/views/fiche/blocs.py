"""The rows around a fiche: what is typed, and which action writes it. One entry a block, one function a gesture."""

from __future__ import annotations

from cordee.plans.actions import commentaires, suivi
from cordee.plans.actions import composition as compo
from cordee.plans.actions.dependances import ajouter_dependance
from cordee.plans.actions.fiches import creer_fiche
from cordee.plans.domain.listes import TypeLien
from cordee.plans.forms import fiche_lignes as saisies
from cordee.plans.models import Commentaire, Fiche
from cordee.plans.queries.lignes_fiche import fiche_ecrite, ligne_for, mesure_ecrite
from cordee.plans.views.blocs_communs import Bloc, Geste, choisir_document, preciser_mentions
from cordee.socle.erreurs import DonneeRefusee

INTROUVABLE = "Aucune fiche de ce nom, ou plusieurs : choisissez-la dans les propositions."


def _ajouter_indicateur(geste: Geste, saisie: saisies.FormulaireIndicateur) -> object:
    lu = saisie.cleaned_data
    return compo.suivre_par(geste.fiche, lu["nom"], saisie.lire(), unite=lu["unite"], par=geste.par, le=geste.le)


def _ajouter_mesure(geste: Geste, saisie: saisies.FormulaireMesure) -> object:
    code = mesure_ecrite(saisie.cleaned_data["mesure"])
    return compo.lier_mesure(geste.fiche, code, par=geste.par, le=geste.le)


def _ajouter_lien(geste: Geste, saisie: saisies.FormulaireLien) -> object:
    lu = saisie.cleaned_data
    autre = _fiche(geste, lu["fiche"])
    if autre is None:
        raise DonneeRefusee(INTROUVABLE)
    type_lien = TypeLien(lu["type"])
    if not type_lien.est_dependance:
        return compo.lier_fiche(geste.fiche, autre, par=geste.par, le=geste.le)
    de, vers = (autre, geste.fiche) if lu["sens"] == "entrant" else (geste.fiche, autre)
    return ajouter_dependance(de, vers, type_lien, lu["decalage"] or 0, par=geste.par, le=geste.le)


def _fiche(geste: Geste, texte: str) -> Fiche | None:
    return fiche_ecrite(geste.par, geste.fiche, texte) if texte.strip() else None


def _joindre(geste: Geste, saisie: saisies.FormulaireDocument) -> object:
    document = choisir_document(geste, saisie)
    commentaire = saisie.cleaned_data["commentaire"]
    return compo.joindre_document(geste.fiche, document, commentaire=commentaire, par=geste.par, le=geste.le)


def _ajouter_commentaire(geste: Geste, saisie: saisies.FormulaireCommentaire) -> object:
    lu = saisie.cleaned_data
    parent = ligne_for(geste.fiche, "commentaires", lu["parent"]) if lu["parent"] else None
    assert parent is None or isinstance(parent, Commentaire)
    return commentaires.commenter_fiche(geste.fiche, lu["texte"], parent=parent, par=geste.par, le=geste.le)


def _ajouter_blocage(geste: Geste, saisie: saisies.FormulaireBlocage) -> object:
    lu = saisie.cleaned_data
    attendue = _fiche(geste, lu["fiche"])
    if attendue is None and lu["fiche"].strip():
        raise DonneeRefusee(INTROUVABLE)
    return suivi.poser_blocage(
        geste.fiche,
        lu["raison"],
        fiche_bloquante=attendue,
        attendu_de=lu["attendu_de"],
        attendu_le=lu["attendu_le"],
        par=geste.par,
        le=geste.le,
    )


BLOCS: dict[str, Bloc] = {
    bloc.nom: bloc
    for bloc in (
        Bloc(
            "objectifs", saisies.FormulaireObjectif,
            lambda g, s: compo.ajouter_objectif(g.fiche, s.lire(), par=g.par, le=g.le),
            lambda g, ligne, s: compo.modifier_objectif(ligne, s.lire(), par=g.par, le=g.le),
        ),
        Bloc(
            "impacts", saisies.FormulaireImpact,
            lambda g, s: compo.definir_impact(g.fiche, s.lire(), par=g.par, le=g.le),
            lambda g, ligne, s: compo.definir_impact(g.fiche, s.lire(), par=g.par, le=g.le),
        ),
        Bloc(
            "budget", saisies.FormulaireBudget,
            lambda g, s: compo.definir_budget(g.fiche, s.lire(), par=g.par, le=g.le),
            lambda g, ligne, s: compo.remplacer_budget(ligne, s.lire(), par=g.par, le=g.le),
        ),
        Bloc(
            "financements", saisies.FormulaireFinancement,
            lambda g, s: compo.ajouter_financement(g.fiche, s.lire(), par=g.par, le=g.le),
            lambda g, ligne, s: compo.modifier_financement(ligne, s.lire(), par=g.par, le=g.le),
        ),
        Bloc(
            "references", saisies.FormulaireReference,
            lambda g, s: compo.ajouter_reference(g.fiche, s.lire(), par=g.par, le=g.le),
            lambda g, ligne, s: compo.modifier_reference(ligne, s.lire(), par=g.par, le=g.le),
        ),
        Bloc(
            "evaluations", saisies.FormulaireEvaluation,
            lambda g, s: compo.ajouter_evaluation(g.fiche, s.lire(), par=g.par, le=g.le),
            lambda g, ligne, s: compo.modifier_evaluation(ligne, s.lire(), par=g.par, le=g.le),
        ),
        Bloc(
            "indicateurs", saisies.FormulaireIndicateur, _ajouter_indicateur,
            lambda g, ligne, s: compo.modifier_suivi(ligne, s.lire(), par=g.par, le=g.le),
            cible="nom",
        ),
        Bloc("mesures", saisies.FormulaireMesure, _ajouter_mesure, code="plans.lier_mesure", cible="mesure"),
        Bloc("liens", saisies.FormulaireLien, _ajouter_lien, cible="fiche"),
        Bloc("documents", saisies.FormulaireDocument, _joindre),
        Bloc(
            "notes", saisies.FormulaireNote,
            lambda g, s: suivi.ajouter_note(
                g.fiche, s.cleaned_data["texte"], s.cleaned_data["date"], par=g.par, le=g.le
            ),
            lambda g, ligne, s: suivi.modifier_note(
                ligne, s.cleaned_data["texte"], s.cleaned_data["date"], par=g.par, le=g.le
            ),
        ),
        Bloc(
            "commentaires", saisies.FormulaireCommentaire, _ajouter_commentaire,
            lambda g, ligne, s: commentaires.modifier_commentaire(ligne, s.cleaned_data["texte"], par=g.par, le=g.le),
            code="plans.commenter_fiche", dit=("Envoyé", "Enregistré", "Supprimé"),
            preciser=preciser_mentions,
        ),
        Bloc(
            "blocages", saisies.FormulaireBlocage, _ajouter_blocage,
            dit=("Blocage posé, la fiche est « bloquée »", "Enregistré", "Blocage levé"), cible="fiche",
        ),
        Bloc(
            "sous-actions", saisies.FormulaireSousFiche,
            lambda g, s: creer_fiche(
                g.fiche.collectivite, s.cleaned_data["titre"], parent=g.fiche, par=g.par, le=g.le
            ),
            code="plans.detailler_fiche", cible="titre",
        ),
    )
}  # fmt: skip
"""Every block by the word of its address."""
