"""What a reading would change in a plan. Nothing is written."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from cordee.comptes.models import Utilisateur
from cordee.plans.actions.imports.mesures import laisser_les_mesures_fermees
from cordee.plans.actions.imports.plan_autour import avertir_autour_des_plans
from cordee.plans.domain.champs import CHAMPS
from cordee.plans.domain.changements import SCALAIRES, Changement, dire, dire_chemin
from cordee.plans.domain.colonnes import poser_chemins
from cordee.plans.domain.fiche import AxeComplet, PlanComplet
from cordee.plans.domain.imports.axes_annonces import AxeAnnonce, annoncer_axes
from cordee.plans.domain.imports.cles import normaliser
from cordee.plans.domain.imports.comptes import Compte
from cordee.plans.domain.imports.differences import Ecart, Etat, comparer
from cordee.plans.domain.imports.groupes import GROUPES
from cordee.plans.domain.imports.messages import FormatImport, LectureImport, Message, citer
from cordee.plans.domain.imports.numeros import liberer_numeros
from cordee.plans.domain.imports.plan_existant import EcartPlan, comparer_plan
from cordee.plans.domain.imports.recueil import Partie, decouper, est_le_meme, trouver_plan
from cordee.plans.domain.imports.reglages import decrire_plan, verifier_plan
from cordee.plans.domain.imports.resolution import resoudre
from cordee.plans.domain.imports.verification import verifier
from cordee.plans.domain.listes import StatutFiche, StatutPlan, TypePlan
from cordee.plans.models import Plan
from cordee.plans.queries.dossier import plan_complet, recueil_complet
from cordee.plans.queries.imports import connaissances_of
from cordee.plans.queries.visibilite import list_plans_for
from cordee.socle.permissions import exiger, peut
from cordee.territoires.models import Collectivite

VALEUR_MAX = 400
"""Characters of a value kept in the preview."""
NOUVELLE_MAX = 200
"""Characters of a value of a new fiche: there is nothing to compare it with."""
RESUME = ("statut", *(nom for nom in SCALAIRES if nom not in ("titre", "code", "statut")))
"""Fields of a new fiche shown in the preview, before its sets."""
CHAMPS_DU_PLAN = (
    "code", "type", "type_libre", "statut", "description", "debut", "fin", "deliberation_le", "deliberation_numero",
    "ponderation", "langue", "confidentiel",
)  # fmt: skip
"""What our export says of the plan itself."""


@dataclass(frozen=True, slots=True)
class PartieVue:
    """What of the fiches of a whole collectivité goes to one plan: its number, None when it is to be created, or when
    these fiches have none (`partie.axe` None). `lues` are the ids of the fiches compared; `actuel`, the name of the
    plan when it is no longer that of the file."""

    partie: Partie
    plan: int | None
    lues: frozenset[int]
    actuel: str = ""

    @property
    def nom(self) -> str:
        """Name of the plan."""
        return self.partie.plan.nom if self.partie.axe is not None else "sans plan"


@dataclass(frozen=True, slots=True)
class Previsualisation:
    """A reading compared with a plan (None: the plan is to be created); `axes` are those that it makes or changes. The
    fiches of a whole collectivité are compared plan by plan (`parties`); `reglages`: what our export says of a plan
    that exists."""

    lecture: LectureImport
    ecarts: list[Ecart]
    plan: Plan | None
    axes: list[AxeAnnonce]
    parties: list[PartieVue] = field(default_factory=list)
    reglages: EcartPlan | None = None

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
    par_plan = plan is None and lecture.plan.recueil
    verifier(lecture, par_plan=par_plan)
    if plan is None:
        verifier_plan(lecture)
    resoudre(lecture, connaissances_of(collectivite, plan, lecture), plan_a_creer=plan is None)
    if par_plan:
        return _previsualiser_recueil(lecture, collectivite, par)
    if plan is None:
        avertir_autour_des_plans(lecture, [lecture.plan], collectivite)
    existant = plan_complet(par, collectivite, plan) if plan is not None else None
    ecarts = comparer(lecture.plan, existant)
    laisser_les_mesures_fermees(lecture, ecarts, collectivite, par=par)
    liberer_numeros(lecture, ecarts, existant)
    reglages = comparer_plan(lecture.plan, existant) if existant and lecture.format is FormatImport.EXPORT else None
    return Previsualisation(lecture, ecarts, plan, annoncer_axes(lecture.plan, existant), reglages=reglages)


def plan_d_origine(lu: PlanComplet, collectivite: Collectivite, *, par: Utilisateur | None) -> Plan | None:
    """The plan of which our export is the copy (docs/calculs/import.md, « Plan renommé »), when the person may change
    it. `par` is None for the installation itself."""
    if lu.recueil or lu.ref is None:
        return None
    siens = list_plans_for(par, collectivite) if par is not None else Plan.objects.select_related("collectivite")
    plan = siens.filter(pk=lu.ref, collectivite=collectivite).first()
    if plan is None or (par is not None and not peut(par, "plans.modifier_plan", plan)):
        return None
    return plan if est_le_meme(lu, plan_complet(par, collectivite, plan)) else None


def _previsualiser_recueil(
    lecture: LectureImport, collectivite: Collectivite, par: Utilisateur | None
) -> Previsualisation:
    """Each plan of the file against that of its name, the fiches without plan against those that have none."""
    connu = recueil_complet(par, collectivite, vides=True) if par is not None else PlanComplet("")
    ecarts: list[Ecart] = []
    axes: list[AxeAnnonce] = []
    parties: list[PartieVue] = []
    for partie in decouper(lecture.plan):
        trouves = trouver_plan(partie, connu.axes) if partie.axe is not None else []
        if len(trouves) > 1:
            lecture.erreur(f"Plusieurs plans s'appellent {citer(partie.plan.nom)} : renommez-en un, ici ou là.")
        existant = _existant(trouves[0]) if trouves else None
        if partie.axe is None:
            existant = poser_chemins(PlanComplet("", fiches=connu.fiches))
        siens = comparer(partie.plan, existant)
        laisser_les_mesures_fermees(lecture, siens, collectivite, par=par)
        liberer_numeros(lecture, siens, existant)
        annonces = annoncer_axes(partie.entier, existant)
        axes += [replace(axe, chemin=(partie.plan.nom, *axe.chemin)) for axe in annonces]
        ecarts += siens
        actuel = trouves[0].nom if trouves and normaliser(trouves[0].nom) != normaliser(partie.plan.nom) else ""
        ref = existant.ref if existant is not None else None
        parties.append(PartieVue(partie, ref, frozenset(id(e.lue) for e in siens), actuel))
    nouveaux = [vue.partie.plan for vue in parties if vue.partie.axe is not None and vue.plan is None]
    avertir_autour_des_plans(lecture, nouveaux, collectivite)
    return Previsualisation(lecture, ecarts, None, axes, parties)


def _existant(axe: AxeComplet) -> PlanComplet:
    """A plan of the collectivité, that its recueil gives as an axe."""
    return poser_chemins(PlanComplet(axe.nom, ref=axe.plan, axes=axe.axes, fiches=axe.fiches))


def bilan_de(previsualisation: Previsualisation) -> dict[str, Any]:
    """The preview as JSON, kept with the import until it is applied."""
    lecture = previsualisation.lecture
    return {
        "format": str(lecture.format),
        "erreurs": [_message(m) for m in lecture.erreurs],
        "avis": [_message(m) for m in lecture.avis],
        "non_repris": [{"lieu": str(lieu), "texte": texte[:VALEUR_MAX]} for lieu, texte in lecture.non_repris],
        "fiches": [_ligne(ecart, previsualisation) for ecart in previsualisation.ecarts],
        "a_relire": _a_relire(previsualisation),
        "nombres": {str(etat): previsualisation.nombre(etat) for etat in Etat},
        "axes": [
            {"nom": dire_chemin(axe.chemin), "etat": str(axe.etat), "avant": axe.avant, "vide": axe.vide}
            for axe in previsualisation.axes
        ],
        "reglages": [
            [c.libelle, c.avant[:VALEUR_MAX], c.apres[:VALEUR_MAX]]
            for c in (previsualisation.reglages.changements if previsualisation.reglages else ())
        ],
        "plan": decrire_plan(lecture.plan) if previsualisation.plan is None and not previsualisation.parties else [],
        "plans": [
            {
                "nom": vue.nom,
                "actuel": vue.actuel,
                "nouveau": vue.plan is None and vue.partie.axe is not None,
                "fiches": len(vue.lues),
            }
            for vue in previsualisation.parties
        ],
    }


def champs_du_plan(lu: PlanComplet) -> dict[str, Any]:
    """What our export says of the plan itself, for a plan to create."""
    valeurs = {nom: getattr(lu, nom) for nom in CHAMPS_DU_PLAN}
    return {
        nom: str(v) if isinstance(v, TypePlan | StatutPlan) else v for nom, v in valeurs.items() if v not in (None, "")
    }


def _message(message: Message) -> dict[str, Any]:
    lieu = message.lieu
    return {
        "texte": message.texte,
        "feuille": lieu.feuille,
        "ligne": lieu.ligne,
        "colonne": lieu.colonne,
        "entete": lieu.entete,
        "page": lieu.page,
    }


def _a_relire(previsualisation: Previsualisation) -> list[dict[str, Any]]:
    """The fiches of a document of which the least landed, the worst first (docs/calculs/import.md, « Fidélité »)."""
    lecture = previsualisation.lecture
    mesurees = [
        (fidelite, ecart.lue, lecture.origines.get(id(ecart.lue)))
        for ecart in previsualisation.ecarts
        if (fidelite := lecture.fidelites.get(id(ecart.lue))) is not None and fidelite.a_relire
    ]
    return [
        {
            "titre": lue.titre,
            "code": lue.code,
            "score": f.score,
            "raison": f.raison,
            "page": lieu.page if lieu else None,
        }
        for f, lue, lieu in sorted(mesurees, key=lambda m: m[0].score)
    ]


def _ligne(ecart: Ecart, previsualisation: Previsualisation) -> dict[str, Any]:
    lieu = previsualisation.lecture.origines.get(id(ecart.lue))
    fidelite = previsualisation.lecture.fidelites.get(id(ecart.lue))
    plan = [vue.nom for vue in previsualisation.parties if id(ecart.lue) in vue.lues]
    profondeur, parent = 0, ecart.parent
    while parent is not None:
        profondeur, parent = profondeur + 1, parent.parent
    chemins = [dire_chemin((*plan, *chemin)) for chemin in ecart.lue.chemins]
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
        "page": lieu.page if lieu is not None else None,
        "fidelite": fidelite.score if fidelite is not None else None,
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
