"""The page of a fiche as its template shows it: sentence, parts, rows, rights."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, reduce

from django.urls import reverse

from cordee.comptes.models import Utilisateur
from cordee.journal.models import Ecriture
from cordee.outils.dates import mois_court
from cordee.plans.domain.avancement import propose_depuis_indicateurs
from cordee.plans.domain.financement import Apport, PlanDeFinancement, TotalFinancement, compute_financement
from cordee.plans.domain.fourchettes import dire_fourchette
from cordee.plans.domain.grille_calendrier import GrilleCalendrier
from cordee.plans.domain.listes import (
    NIVEAUX_IMPACT,
    Appreciation,
    BaseMontant,
    DomaineImpact,
    Frequence,
    Genre,
    Incertitude,
    NatureIndicateur,
    PeriodeEvaluation,
    RoleActeur,
    RolePersonne,
    SensImpact,
    StatutFinancement,
    TypeBudget,
    TypeLien,
    TypeReference,
    UniteBudget,
)
from cordee.plans.domain.reponse import Faits, Morceaux, compose_reponse
from cordee.plans.domain.retard import days_left
from cordee.plans.forms.grille_budget import BlocNature, Grille
from cordee.plans.forms.objectifs_annuels import ObjectifsTypes
from cordee.plans.models import Blocage, Fiche, FicheMesure, Impact, Placement
from cordee.plans.permissions import qui_lie_des_mesures
from cordee.plans.queries.dossier_lignes import budget_cite
from cordee.plans.queries.fiche import Noeud, PageFiche, chemin_of
from cordee.plans.queries.partage import list_partageables_for
from cordee.plans.queries.relances import datee
from cordee.plans.views.fiche.champs_ajoutes_vus import ChampsAjoutes
from cordee.plans.views.fiche.champs_vus import ChampVu, categories, voir_champ
from cordee.plans.views.fiche.elements_vus import (
    Droits,
    FinancementVu,
    ImpactVu,
    SousFicheVue,
)
from cordee.plans.views.fiche.grille_vue import composer_grille
from cordee.plans.views.fiche.indicateurs_vus import IndicateurVu, mouvement, voir_indicateur
from cordee.plans.views.fiche.objectifs_vus import voir_objectifs
from cordee.plans.views.fiche.parties import PARTIES
from cordee.plans.views.fiche.validations_vues import PlaceVue, voir_places
from cordee.plans.views.saisie import Saisie
from cordee.socle.permissions import peut
from cordee.territoires.enums import Role
from cordee.territoires.models import Collectivite
from cordee.territoires.queries import roles_par_collectivite

SECONDAIRES = (
    RoleActeur.CO_MAITRE_OUVRAGE,
    RoleActeur.ASSISTANT,
    RoleActeur.OPERATEUR,
    RoleActeur.PARTENAIRE_TECHNIQUE,
    RoleActeur.PARTENAIRE_FINANCIER,
    RoleActeur.PARTENAIRE_INSTITUTIONNEL,
    RoleActeur.PARTENAIRE_ASSOCIATIF,
    RoleActeur.INSTANCE,
)
CLASSEMENTS = (
    Genre.THEMATIQUE,
    Genre.SOUS_THEMATIQUE,
    Genre.EFFET,
    Genre.SECTEUR,
    Genre.CIBLE,
    Genre.PILIER,
    Genre.LEVIER,
)
LISTES_DE_FORMULAIRES: dict[str, list[tuple[str, str]]] = {
    "type_budget": TypeBudget.choices(),
    "unite_budget": UniteBudget.choices(),
    "base_montant": BaseMontant.choices(),
    "statut_financement": StatutFinancement.choices(),
    "type_reference": TypeReference.choices(),
    "periode": PeriodeEvaluation.choices(),
    "appreciation": Appreciation.choices(),
    "sens_impact": SensImpact.choices(),
    "incertitude": Incertitude.choices(),
    "nature_indicateur": NatureIndicateur.choices(),
    "frequence": Frequence.choices(),
    "type_lien": TypeLien.choices(),
}
DE_SOUS_ACTION = (
    "titre", "description", "public_cible", "cible", "statut", "etat_le", "etat_precision", "dates",
    "pilote",
)  # fmt: skip


@dataclass
class VueFiche:
    """Everything the templates read."""

    page: PageFiche
    droits: Droits
    lecture: bool
    saisie: Saisie = field(default_factory=Saisie)
    objectifs_de: int = 0
    objectifs_types: ObjectifsTypes | None = None

    @property
    def fiche(self) -> Fiche:
        """The fiche."""
        return self.page.fiche

    @property
    def modifiable(self) -> bool:
        """Whether parts can be changed in place now."""
        return self.droits.modifier and not self.lecture

    @property
    def lie_mesures(self) -> bool:
        """Whether mesures can be tied now."""
        return self.droits.lier_mesures and not self.lecture

    @property
    def raison_mesures(self) -> str:
        """Why not, for who changes the rest."""
        return qui_lie_des_mesures()

    documents_fixes = True
    """A document attached is not changed, it is taken off."""

    def adresse(self, nom: str, *reste: object) -> str:
        """Address of a gesture on the fiche."""
        return reverse(f"fiche_{nom}", args=[self.page.collectivite.siren, self.fiche.pk, *reste])

    def page_du_bloc(self, bloc: str) -> str:
        """Where a block is read."""
        return f"{reverse('fiche', args=[self.page.collectivite.siren, self.fiche.pk])}#bloc-{bloc}"

    # -- head --------------------------------------------------------------------------------------------------------
    @cached_property
    def reponse(self) -> Morceaux:
        """The sentence."""
        page, fiche = self.page, self.page.fiche
        blocage = page.blocages_actifs[-1] if page.blocages_actifs else None
        return compose_reponse(
            Faits(
                statut=fiche.statut_lisible,
                etapes=len(page.etapes),
                faites=page.etapes_faites,
                jours_retard=page.noeud.retard.jours,
                retard_dessous=page.noeud.retard.jours_dessous,
                reste=days_left(datee(fiche), page.jour),
                raison=self._raison(blocage) if blocage else "",
                attendu_le=blocage.attendu_le if blocage else None,
                mouvement=next((m for s in self.indicateurs if (m := mouvement(s)) is not None), None),
                avancement=None if page.noeud.avancement is None else math.floor(page.noeud.avancement + 0.5),
            )
        )

    def _raison(self, blocage: Blocage) -> str:
        """What blocks; the fiche waited for is named to those who see it."""
        if blocage.raison or blocage.fiche_bloquante is None:
            return blocage.raison
        if blocage.fiche_bloquante_id in self.page.bloquantes_cachees:
            return "attend une autre fiche"
        return f"attend « {blocage.fiche_bloquante.intitule} »"

    @cached_property
    def fil(self) -> list[Placement]:
        """Where the fiche is seen from here, the first one for the breadcrumb."""
        return self.page.places_ici

    @cached_property
    def emplacements(self) -> list[tuple[Placement, list[str]]]:
        """Every placement with its path."""
        return [(placement, chemin_of(placement)) for placement in self.page.placements]

    @property
    def categories(self) -> list[tuple[str, str, bool]]:
        """The three marks."""
        return categories(self.page)

    @cached_property
    def ajoutes(self) -> ChampsAjoutes:
        """Fields added by the collectivité or its plans."""
        return ChampsAjoutes(self.page, self.saisie, modifiable=self.modifiable)

    @property
    def manque(self) -> list[str]:
        """What is not filled, to be said."""
        return [*(champ.libelle.lower() for champ in self.page.completude.manquants), *self.ajoutes.manquants]

    @cached_property
    def validations(self) -> list[PlaceVue]:
        """Where the fiche (or the one at its top) stands in the circuits of its plans."""
        return voir_places(self.page)

    # -- parts -------------------------------------------------------------------------------------------------------
    def champ(self, noeud: Noeud, nom: str, *, modifiable: bool | None = None) -> ChampVu:
        """A part, open when it is the one being written."""
        ouverte = self.saisie.nom == nom and self.saisie.pk == noeud.fiche.pk and self.saisie.ligne is None
        libre = self.modifiable if modifiable is None else modifiable
        return voir_champ(
            self.page,
            noeud,
            nom,
            modifiable=libre,
            edition=libre and ouverte and (self.saisie.etat is None or self.saisie.etat.refus),
            etat=self.saisie.etat if ouverte else None,
            brouillon=self.saisie.brouillon if ouverte else None,
        )

    @cached_property
    def champs(self) -> Mapping[str, ChampVu]:
        """Parts of the fiche by name."""
        return {nom: self.champ(self.page.noeud, nom) for nom in PARTIES}

    @cached_property
    def acteurs_secondaires(self) -> list[ChampVu]:
        """Roles that few fiches use."""
        return [self.champs[str(role)] for role in SECONDAIRES]

    @property
    def acteurs_secondaires_dits(self) -> list[ChampVu]:
        """Those that say something."""
        return [c for c in self.acteurs_secondaires if not c.vide or c.edition or c.etat]

    @property
    def acteurs_secondaires_tus(self) -> list[ChampVu]:
        """Those that could."""
        return [c for c in self.acteurs_secondaires if c.vide and not (c.edition or c.etat)]

    @cached_property
    def classements(self) -> list[ChampVu]:
        """Closed lists."""
        return [self.champs[str(genre)] for genre in CLASSEMENTS]

    @property
    def classements_ouverts(self) -> bool:
        """Whether one of them is being written."""
        return any(c.edition or c.etat for c in self.classements)

    # -- sous-actions ------------------------------------------------------------------------------------------------
    @cached_property
    def sous_actions(self) -> list[SousFicheVue]:
        """Sous-fiches in order, with those below."""
        return self._sous(self.page.noeud, "", self.modifiable)

    def _sous(self, parent: Noeud, prefixe: str, modifiable: bool) -> list[SousFicheVue]:
        vues = []
        for rang, noeud in enumerate(parent.dessous, 1):
            libre = not self.lecture and (modifiable or est_pilote_de(self.page.utilisateur, noeud, self.page))
            numero = f"{prefixe}{rang}"
            vues.append(
                SousFicheVue(
                    noeud,
                    numero,
                    rang == 1,
                    rang == len(parent.dessous),
                    libre,
                    {nom: self.champ(noeud, nom, modifiable=libre) for nom in DE_SOUS_ACTION},
                    self._sous(noeud, f"{numero}.", libre),
                )
            )
        return vues

    @cached_property
    def grille(self) -> GrilleCalendrier | None:
        """Their calendar."""
        return composer_grille(self.page.noeud)

    @property
    def peut_detailler(self) -> bool:
        """Whether a sous-action can be added here."""
        return self.modifiable and self.fiche.profondeur < 2

    # -- rows --------------------------------------------------------------------------------------------------------
    @property
    def impacts_de_fiche(self) -> list[ImpactVu]:
        """The six domains of the published fiche."""
        return [ImpactVu(d, self.page.impacts.get(str(d))) for d in DomaineImpact if d.famille == "fiche"]

    @property
    def impacts_autres(self) -> list[ImpactVu]:
        """Quantities of the regulation and co-benefits."""
        return [ImpactVu(d, self.page.impacts.get(str(d))) for d in DomaineImpact if d.famille != "fiche"]

    @property
    def impacts_dits(self) -> list[ImpactVu]:
        """Domains of which something is said, or that are outside the six."""
        return [
            ImpactVu(d, i)
            for d in DomaineImpact
            if (i := self.page.impacts.get(str(d))) is not None
            and (d.famille != "fiche" or i.niveau is not None or i.valeur is not None or _precise(i))
        ]

    @cached_property
    def indicateurs(self) -> list[IndicateurVu]:
        """Indicators with first and last results, target, way done and objectives by year."""
        vus = [
            voir_indicateur(suivi, self.page.valeurs.get(suivi.indicateur_id, [])) for suivi in self.page.indicateurs
        ]
        for vu in vus:
            types = self.objectifs_types if vu.suivi.pk == self.objectifs_de else None
            vu.objectifs = voir_objectifs(
                vu.valeurs, self.fiche, self.page.jour, cible=vu.suivi.annee_cible, types=types
            )
        return vus

    @property
    def avancement_propose(self) -> int | None:
        """What the indicators suggest for the progress that one types, when it is not that already."""
        propose = propose_depuis_indicateurs(
            (vu.premier.valeur if vu.premier else None, vu.dernier.valeur if vu.dernier else None, vu.cible)
            for vu in self.indicateurs
        )
        return None if propose == self.fiche.avancement else propose

    @cached_property
    def _financement(self) -> PlanDeFinancement:
        apports = [Apport(BaseMontant(f.base), f.montant, StatutFinancement(f.statut)) for f in self.page.financements]
        return compute_financement(apports, {base: self.page.prevu(UniteBudget(base.value)) for base in BaseMontant})

    @property
    def financements(self) -> list[FinancementVu]:
        """Fundings with their share of those of their base; refused ones have none."""
        return [FinancementVu(f, part) for f, part in zip(self.page.financements, self._financement.parts, strict=True)]

    @property
    def totaux_financements(self) -> tuple[TotalFinancement, ...]:
        """Sum of those that were not refused, base by base, and what remains to be found."""
        return self._financement.totaux

    @property
    def mesures(self) -> list[tuple[FicheMesure, str]]:
        """Mesures served with their number (`2.1.1`)."""
        return [(lien, lien.mesure_id.partition("_")[2]) for lien in self.page.mesures]

    @property
    def histoire(self) -> list[tuple[Ecriture, str]]:
        """Last entries, without the title that the page says already."""
        liants = [f" {mot} « {self.fiche.titre} »" for mot in ("de", "à", "sur", "dans")]
        return [
            (ecriture, reduce(lambda resume, liant: resume.replace(liant, ""), liants, ecriture.resume))
            for ecriture in self.page.ecritures
        ]

    @cached_property
    def budgets(self) -> list[BlocNature]:
        """The grid of each kind that says something."""
        lignes = [budget_cite(ligne) for ligne in self.page.budgets]
        return [bloc for bloc in Grille.de(lignes, (), "").blocs() if bloc.rangees]

    @property
    def totaux_budget(self) -> list[tuple[str, str, str]]:
        """Planned and spent by unit, for the units used; an amount that is not settled makes a range of the total."""
        return [
            (unite.libelle, dire_fourchette(prevu), dire_fourchette(depense))
            for unite in UniteBudget
            if (prevu := self.page.prevu(unite), depense := self.page.depense(unite)) != (None, None)
        ]

    @property
    def budget_resume(self) -> tuple[str, str] | None:
        """Unit and planned amount said in the aside: HT, else TTC."""
        for unite in (UniteBudget.HT, UniteBudget.TTC):
            if (prevu := self.page.prevu(unite)) is not None:
                return unite.libelle, dire_fourchette(prevu)
        return None

    @property
    def etapes(self) -> list[tuple[Fiche, str]]:
        """Sous-actions of the aside with their month."""
        return [(n.fiche, mois_court(n.fiche.fin) if n.fiche.fin else "") for n in self.page.etapes]

    @cached_property
    def partageables(self) -> list[Collectivite]:
        """Collectivités with which the fiche is not carried yet, for whoever may choose them."""
        if self.lecture or not self.droits.partager:
            return []
        deja = {partage.collectivite_id for partage in self.page.partages}
        return [c for c in list_partageables_for(self.fiche) if c.pk not in deja]

    @property
    def saisit(self) -> bool:
        """Whether the person may enter results of indicators."""
        return peut(self.page.utilisateur, "indicateurs.saisir", self.fiche.collectivite)

    @property
    def siren_de_lien(self) -> str:
        """From where other fiches of the territory are looked at: from here."""
        return self.page.collectivite.siren

    @property
    def niveaux(self) -> list[tuple[int, str]]:
        """Levels of an impact."""
        return list(NIVEAUX_IMPACT.items())

    @property
    def listes(self) -> Mapping[str, list[tuple[str, str]]]:
        """Choices of the forms of rows."""
        return LISTES_DE_FORMULAIRES


def _precise(impact: Impact) -> bool:
    """Whether something is said of an impact besides its level and its amount."""
    return bool(impact.commentaire or impact.sens or impact.methode or impact.incertitude)


def est_pilote_de(utilisateur: Utilisateur, noeud: Noeud, page: PageFiche) -> bool:
    """Whether the person contributes and carries this sous-fiche: read in memory, as the page knows everybody."""
    roles = roles_par_collectivite(utilisateur)
    portee: set[int] = getattr(page.fiche, "portee_par", {page.fiche.collectivite_id})
    contribue = any(roles[c].rang >= Role.CONTRIBUTION.rang for c in portee if c in roles)
    return contribue and any(p.utilisateur_id == utilisateur.pk for p in noeud.personnes.get(RolePersonne.PILOTE, []))
