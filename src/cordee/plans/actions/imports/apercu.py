"""What a reading would change in a plan. Nothing is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cordee.comptes.models import Utilisateur
from cordee.plans.actions.imports.plan_autour import avertir_autour_du_plan
from cordee.plans.domain.champs import CHAMPS
from cordee.plans.domain.imports.comptes import Compte
from cordee.plans.domain.imports.differences import SCALAIRES, Changement, Ecart, Etat, comparer, dire, dire_chemin
from cordee.plans.domain.imports.groupes import GROUPES
from cordee.plans.domain.imports.messages import LectureImport, Message
from cordee.plans.domain.imports.resolution import resoudre
from cordee.plans.domain.imports.verification import verifier
from cordee.plans.domain.listes import StatutFiche, StatutPlan, TypePlan
from cordee.plans.models import Plan
from cordee.plans.queries.dossier import plan_complet
from cordee.plans.queries.imports import connaissances_of
from cordee.socle.permissions import exiger
from cordee.territoires.models import Collectivite

VALEUR_MAX = 400
"""Characters of a value kept in the preview."""
NOUVELLE_MAX = 200
"""Characters of a value of a new fiche: there is nothing to compare it with."""
RESUME = ("statut", *(nom for nom in SCALAIRES if nom not in ("titre", "code", "statut")))
"""Fields of a new fiche shown in the preview, before its sets."""
CHAMPS_DU_PLAN = (
    "code", "type", "type_libre", "statut", "description", "debut", "fin", "deliberation_le", "deliberation_numero",
    "ponderation", "confidentiel",
)  # fmt: skip
"""What our export says of the plan itself."""


@dataclass(frozen=True, slots=True)
class Previsualisation:
    """A reading compared with a plan (None: the plan is to be created)."""

    lecture: LectureImport
    ecarts: list[Ecart]
    plan: Plan | None

    def nombre(self, etat: Etat) -> int:
        """How many fiches and sous-fiches are in this case."""
        return sum(ecart.etat is etat for ecart in self.ecarts)

    def compter(self, etat: Etat) -> Compte:
        """The same, fiches and sous-actions apart."""
        sous = sum(ecart.etat is etat and ecart.parent is not None for ecart in self.ecarts)
        return Compte(self.nombre(etat) - sous, sous)


def previsualiser(
    lecture: LectureImport, collectivite: Collectivite, plan: Plan | None, *, par: Utilisateur | None
) -> Previsualisation:
    """Compares a reading with the plan as the person sees it, names resolved. The messages of the reading are
    completed. `par` is None for the installation itself (a command)."""
    if par is not None:
        exiger(par, "plans.importer", collectivite)
    verifier(lecture)
    resoudre(lecture, connaissances_of(collectivite, plan, lecture))
    if plan is None:
        avertir_autour_du_plan(lecture, collectivite)
    existant = plan_complet(par, collectivite, plan) if plan is not None else None
    return Previsualisation(lecture, comparer(lecture.plan, existant), plan)


def bilan_de(previsualisation: Previsualisation) -> dict[str, Any]:
    """The preview as JSON, kept with the import until it is applied."""
    lecture = previsualisation.lecture
    return {
        "format": str(lecture.format),
        "erreurs": [_message(m) for m in lecture.erreurs],
        "avis": [_message(m) for m in lecture.avis],
        "non_repris": [{"lieu": str(lieu), "texte": texte[:VALEUR_MAX]} for lieu, texte in lecture.non_repris],
        "fiches": [_ligne(ecart, lecture) for ecart in previsualisation.ecarts],
        "nombres": {str(etat): previsualisation.nombre(etat) for etat in Etat},
        "axes": sum(1 for _ in _axes(lecture.plan.axes)),
    }


def champs_du_plan(lecture: LectureImport) -> dict[str, Any]:
    """What our export says of the plan itself, for a plan to create."""
    lu = lecture.plan
    valeurs = {nom: getattr(lu, nom) for nom in CHAMPS_DU_PLAN}
    return {
        nom: str(v) if isinstance(v, TypePlan | StatutPlan) else v for nom, v in valeurs.items() if v not in (None, "")
    }


def _axes(axes: Any) -> Any:
    for axe in axes:
        yield axe
        yield from _axes(axe.axes)


def _message(message: Message) -> dict[str, Any]:
    lieu = message.lieu
    return {
        "texte": message.texte,
        "feuille": lieu.feuille,
        "ligne": lieu.ligne,
        "colonne": lieu.colonne,
        "entete": lieu.entete,
    }


def _ligne(ecart: Ecart, lecture: LectureImport) -> dict[str, Any]:
    lieu = lecture.origines.get(id(ecart.lue))
    profondeur, parent = 0, ecart.parent
    while parent is not None:
        profondeur, parent = profondeur + 1, parent.parent
    chemins = [dire_chemin(chemin) for chemin in ecart.lue.chemins]
    nouvelle = ecart.etat is Etat.CREEE
    changements = contenu_de(ecart) if nouvelle else ecart.changements
    maximum = NOUVELLE_MAX if nouvelle else VALEUR_MAX
    return {
        "titre": ecart.lue.titre,
        "code": ecart.lue.code,
        "etat": str(ecart.etat),
        "fiche": ecart.existante.ref if ecart.existante is not None else None,
        "profondeur": profondeur,
        "chemin": " ; ".join(chemins) if not profondeur else "",
        "ligne": lieu.ligne if lieu is not None else None,
        "feuille": lieu.feuille if lieu is not None else "",
        "changements": [[c.libelle, c.avant[:maximum], c.apres[:maximum]] for c in changements],
    }


def contenu_de(ecart: Ecart) -> list[Changement]:
    """What a new fiche will hold: each field that the file fills."""
    lue = ecart.lue
    contenu = [
        Changement(nom, _libelle(nom), "", dire(nom, getattr(lue, nom)))
        for nom in RESUME
        if getattr(lue, nom) not in (None, "", False)
    ]
    if lue.statut is None:
        contenu.insert(
            0, Changement("statut", "Statut", "", f"{StatutFiche.A_VENIR.libelle} (le fichier n'en donne pas)")
        )
    for groupe in GROUPES:
        if items := groupe.lire(lue):
            contenu.append(Changement(groupe.nom, groupe.libelle, "", ", ".join(groupe.dire(i) for i in items)))
    return contenu


def _libelle(nom: str) -> str:
    return CHAMPS[nom].libelle
