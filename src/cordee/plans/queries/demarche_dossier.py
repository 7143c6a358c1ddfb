"""The dossier of a démarche as values: tables, texts, vulnerability, documents, and the fiches of its plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from cordee.comptes.models import Utilisateur
from cordee.indicateurs.domain.valeurs import resultats_retenus
from cordee.indicateurs.models import Indicateur, Valeur
from cordee.indicateurs.queries.valeurs import sources_of, valeurs_of
from cordee.outils.texte import normaliser
from cordee.plans.domain.avancement import FicheComptee, Ponderation, compute_avancements, count_fiches
from cordee.plans.domain.listes import (
    DomaineImpact,
    Effet,
    Genre,
    Priorite,
    RoleActeur,
    RolePersonne,
    UniteBudget,
)
from cordee.plans.domain.pcaet import (
    TABLEAUX,
    AnneesObjectifs,
    Cle,
    DossierPcaet,
    EtatPcaet,
    FichePcaet,
    FicheSuivie,
    Horizon,
    IndicateurSuivi,
    Manque,
    MatiereBilan,
    Nature,
    Niveau,
    Tableau,
    Volet,
    VulnerabiliteDomaine,
    annees_objectifs,
    manques_dossier,
    suivre_emissions,
)
from cordee.plans.domain.pcaet.ecarts import Ecart, ecarts_de
from cordee.plans.domain.pcaet.volets import DomaineVulnerabilite
from cordee.plans.domain.retard import FicheDatee, compute_retards
from cordee.plans.models import (
    Acteur,
    Classement,
    DemarchePcaet,
    Fiche,
    FicheIndicateur,
    FichePersonne,
    Financement,
    Impact,
    LigneBudget,
    ObjectifChiffre,
    Plan,
    ValeurVolet,
    Vulnerabilite,
)
from cordee.plans.queries.demarche import pieces_of
from cordee.plans.queries.pesees import mesures_of, suivis_ouverts
from cordee.plans.queries.visibilite import ROLE_DU_CONFIDENTIEL, annotate_racine, q_confidentielle
from cordee.territoires.models import Collectivite
from cordee.territoires.queries import role_effectif

PARTENARIATS = (
    RoleActeur.PARTENAIRE, RoleActeur.PARTENAIRE_TECHNIQUE, RoleActeur.PARTENAIRE_FINANCIER,
    RoleActeur.PARTENAIRE_INSTITUTIONNEL, RoleActeur.PARTENAIRE_ASSOCIATIF, RoleActeur.CO_MAITRE_OUVRAGE,
)  # fmt: skip
CONFIDENTIELLE = "action confidentielle"
"""What a confidential fiche is called for those who may not see it, and in what gets published."""


def voit_confidentiel(utilisateur: Utilisateur, collectivite: Collectivite) -> bool:
    """Whether the person sees confidential fiches there."""
    role = role_effectif(utilisateur, collectivite)
    return role is not None and role.rang >= ROLE_DU_CONFIDENTIEL.rang


def tables_of(demarche: DemarchePcaet) -> dict[Volet, dict[Cle, Decimal]]:
    """Values of every table. One query."""
    tables: dict[Volet, dict[Cle, Decimal]] = {volet: {} for volet in Volet}
    for ligne in ValeurVolet.objects.filter(demarche=demarche):
        tables[Volet(ligne.volet)][ligne.cle, Nature(ligne.nature), ligne.annee] = ligne.valeur
    return tables


def valeurs_du_volet(demarche: DemarchePcaet, volet: Volet) -> dict[Cle, Decimal]:
    """Values of one table. One query."""
    lignes = ValeurVolet.objects.filter(demarche=demarche, volet=volet)
    return {(ligne.cle, Nature(ligne.nature), ligne.annee): ligne.valeur for ligne in lignes}


def textes_du_dossier(demarche: DemarchePcaet) -> dict[Volet, str]:
    """Written parts. One query."""
    return {Volet(texte.volet): texte.texte for texte in demarche.textes.all()}


def vulnerabilites_of(demarche: DemarchePcaet) -> list[Vulnerabilite]:
    """Rows of the vulnerability, the sixteen domains first and in their order (those never filled too, unsaved), then
    those of the collectivité. One query."""
    dites = {ligne.domaine: ligne for ligne in demarche.vulnerabilites.all()}
    proposees = [
        dites.pop(str(d)) if d in dites else Vulnerabilite(demarche=demarche, domaine=str(d))
        for d in DomaineVulnerabilite
    ]
    return [*proposees, *dites.values()]


def vulnerabilite_en_valeur(ligne: Vulnerabilite) -> VulnerabiliteDomaine:
    """One row as a value."""
    dits = (
        (Horizon.AUJOURDHUI, ligne.niveau),
        (Horizon.A_2050, ligne.niveau_2050),
        (Horizon.A_2100, ligne.niveau_2100),
    )
    return VulnerabiliteDomaine(
        ligne.domaine,
        ligne.libelle or DomaineVulnerabilite.libelle_de(ligne.domaine),
        {horizon: Niveau(niveau) for horizon, niveau in dits if niveau},
        ligne.description,
        ligne.objectif_2050,
        ligne.objectif_2100,
    )


def fiches_placees(plan: Plan) -> QuerySet[Fiche]:
    """Fiches of a plan, without sous-fiches, in the order of their number and title."""
    return (
        annotate_racine(Fiche.objects.filter(supprimee_le__isnull=True, parent__isnull=True, placements__plan=plan))
        .annotate(est_confidentielle=q_confidentielle())
        .distinct()
        .order_by("code", "cle_tri", "pk")
    )


def _liees(modele: Any, *conditions: Q, **champs: Any) -> Exists:
    return Exists(modele.objects.filter(*conditions, fiche=OuterRef("pk"), **champs))


def fiches_pcaet_of(plan: Plan, *, masquer: bool) -> list[FichePcaet]:
    """What the regulation looks at in the fiches of a plan. `masquer` hides the titles of confidential ones. Two
    queries."""
    fiches = (
        fiches_placees(plan)
        .annotate(
            a_budget=_liees(LigneBudget),
            a_financement=_liees(Financement),
            a_partenaire=_liees(Acteur, role__in=[str(role) for role in PARTENARIATS]),
            a_cible=_liees(Classement, genre=Genre.CIBLE),
            a_effet=_liees(Classement, genre=Genre.EFFET),
            a_objectif=_liees(ObjectifChiffre),
            a_impact=_liees(Impact),
            a_indicateur=_liees(FicheIndicateur),
            a_pilote=_liees(FichePersonne, role=RolePersonne.PILOTE),
            aide_biodiversite=_liees(Classement, genre=Genre.EFFET, code=Effet.BIODIVERSITE)
            | _liees(Impact, domaine=DomaineImpact.BIODIVERSITE),
            allege_numerique=_liees(Impact, domaine=DomaineImpact.NUMERIQUE),
            public_detaille=Exists(Fiche.objects.filter(parent=OuterRef("pk")).exclude(public_cible="")),
        )
        .prefetch_related(
            Prefetch("classements", Classement.objects.filter(genre=Genre.SECTEUR), to_attr="secteurs_classes")
        )
    )
    return [_fiche_pcaet(fiche, masquer=masquer) for fiche in fiches]


def _fiche_pcaet(fiche: Any, *, masquer: bool) -> FichePcaet:
    return FichePcaet(
        CONFIDENTIELLE if (masquee := masquer and fiche.est_confidentielle) else fiche.intitule,
        frozenset(classement.code for classement in fiche.secteurs_classes),
        principale=fiche.priorite == Priorite.ELEVEE,
        moyens=bool(fiche.moyens or fiche.financements_texte or fiche.a_budget or fiche.a_financement),
        publics=bool(fiche.public_cible or fiche.a_cible or fiche.public_detaille),
        partenariats=bool(fiche.a_partenaire or fiche.a_financement or fiche.financements_texte),
        resultats=bool(fiche.a_effet or fiche.a_objectif or fiche.a_impact or fiche.a_indicateur),
        pilote=fiche.a_pilote,
        indicateur=fiche.a_indicateur,
        biodiversite=fiche.aide_biodiversite,
        numerique=fiche.allege_numerique
        or "numerique" in normaliser(f"{fiche.titre} {fiche.description} {fiche.objectifs}"),
        id=None if masquee else fiche.pk,
    )


def annees_of(demarche: DemarchePcaet, jour: date) -> AnneesObjectifs:
    """Years of its objectives on `jour`; those of the day when it was transmitted, once it is: a decree adopted since
    does not make incomplete what authorities have read."""
    fige = demarche.transmis_le if demarche.etat_lisible is not EtatPcaet.EN_ELABORATION else None
    return annees_objectifs(fige or jour)


def dossier_of(demarche: DemarchePcaet, *, jour: date, masquer: bool = True) -> DossierPcaet:
    """The whole dossier, judged on `jour`. Five queries, whatever its size (the documents come with the démarche)."""
    return DossierPcaet(
        nom=demarche.nom,
        lance=demarche.lance_le is not None,
        chef_de_projet=demarche.chef_de_projet,
        obligation=demarche.obligation_lisible,
        population=demarche.population,
        tables=tables_of(demarche),
        textes=textes_du_dossier(demarche),
        vulnerabilites=[vulnerabilite_en_valeur(v) for v in vulnerabilites_of(demarche) if v.pk],
        pieces=pieces_of(demarche),
        fiches=fiches_pcaet_of(demarche.plan, masquer=masquer) if demarche.plan else None,
        annees=annees_of(demarche, jour),
        ees_motif=demarche.ees_motif,
        informe=demarche.information_le is not None,
    )


def dossier_des_volets(demarche: DemarchePcaet, *, jour: date) -> DossierPcaet:
    """The part that the tables show: values, texts, vulnerability. Three queries."""
    return DossierPcaet(
        tables=tables_of(demarche),
        textes=textes_du_dossier(demarche),
        vulnerabilites=[vulnerabilite_en_valeur(v) for v in vulnerabilites_of(demarche) if v.pk],
        annees=annees_of(demarche, jour),
    )


def manques_of(demarche: DemarchePcaet, *, jour: date, masquer: bool = True) -> tuple[Manque, ...]:
    """What the dossier lacks on `jour`."""
    return manques_dossier(dossier_of(demarche, jour=jour, masquer=masquer))


# -- values from indicateurs -----------------------------------------------------------------------------------------
def valeurs_des_indicateurs(collectivite: Collectivite, tableau: Tableau) -> dict[Cle, Decimal]:
    """What the indicateurs of the collectivité say of a table, in its unit: results as constats, own objectives as
    objectives. Three queries."""
    lignes = {ligne.indicateur: ligne for ligne in tableau.lignes if ligne.indicateur}
    connus = list(Indicateur.objects.filter(identifiant__in=lignes, collectivite__isnull=True))
    valeurs: dict[Cle, Decimal] = {}
    par_indicateur = valeurs_of(collectivite, connus)
    rangs = {code: source.ordre for code, source in sources_of(par_indicateur).items()}
    for indicateur in connus:
        ligne = lignes[indicateur.identifiant or ""]
        facteur = Decimal(str(ligne.facteur))
        siennes = par_indicateur[indicateur.pk]
        for point in resultats_retenus(siennes, rangs):
            valeurs[ligne.cle, Nature.CONSTAT, point.le.year] = round(Decimal(str(point.valeur)) * facteur, 4)
        for valeur in siennes:
            if valeur.objectif is not None and valeur.source_id is None:
                cle: Cle = (ligne.cle, Nature.OBJECTIF, valeur.annee)
                valeurs[cle] = round(Decimal(str(valeur.objectif)) * facteur, 4)
    return {cle: v for cle, v in valeurs.items() if tableau.objectifs != "aucun" or cle[1] is Nature.CONSTAT}


def ecarts_du_volet(demarche: DemarchePcaet, volet: Volet) -> list[Ecart]:
    """Cells of a table that say something else than the indicateurs of the collectivité, but for those that somebody
    kept. Four queries; one when no line has an indicateur."""
    tableau = TABLEAUX[volet]
    lignes = list(ValeurVolet.objects.filter(demarche=demarche, volet=volet))
    if not lignes or not any(ligne.indicateur for ligne in tableau.lignes):
        return []
    valeurs: dict[Cle, Decimal] = {(une.cle, Nature(une.nature), une.annee): une.valeur for une in lignes}
    gardes: dict[Cle, Decimal] = {
        (une.cle, Nature(une.nature), une.annee): une.ecart_garde for une in lignes if une.ecart_garde is not None
    }
    return ecarts_de(tableau, valeurs, valeurs_des_indicateurs(demarche.collectivite, tableau), gardes)


# -- matter of a report ----------------------------------------------------------------------------------------------
def matiere_bilan(demarche: DemarchePcaet, jour: date) -> MatiereBilan:
    """Everything that a report of the day is made of; confidential fiches are not named, since a report is read by
    everybody. Eight queries, two more when indicators measure."""
    tables = tables_of(demarche)
    emissions = [suivre_emissions(TABLEAUX[v], tables[v]) for v in (Volet.GES, Volet.ENERGIE, Volet.ENR)]
    if demarche.plan is None:
        return MatiereBilan(jour, None, [], [], emissions, demarche.adopte_le)
    fiches = list(fiches_placees(demarche.plan))
    toutes = [*fiches, *_sous_fiches(fiches)]
    prevus, reels, hauts = _budgets(fiches)
    placees = Fiche.objects.filter(pk__in=[fiche.pk for fiche in fiches])
    mesures = mesures_of(placees, suivis_ouverts()) if demarche.plan.ponderation == Ponderation.INDICATEURS else {}
    comptees = [_comptee(fiche, prevus, mesures) for fiche in toutes]
    avancements = compute_avancements(comptees)
    retards = compute_retards([_datee(fiche) for fiche in toutes], jour)
    ids = {fiche.pk for fiche in fiches}
    compte = count_fiches(
        [comptee for comptee in comptees if comptee.id in ids], avancements, Ponderation(demarche.plan.ponderation)
    )
    suivies = [
        FicheSuivie(
            CONFIDENTIELLE if fiche.est_confidentielle else fiche.intitule,  # type: ignore[attr-defined]
            fiche.statut,
            avancements.get(fiche.pk),
            retards[fiche.pk].jours if fiche.pk in retards else 0,
            prevus.get(fiche.pk),
            reels.get(fiche.pk),
            hauts.get(fiche.pk),
        )
        for fiche in fiches
    ]
    return MatiereBilan(
        jour, compte.avancement, suivies, _indicateurs(demarche.collectivite, fiches), emissions, demarche.adopte_le
    )


def _sous_fiches(fiches: Iterable[Fiche]) -> list[Fiche]:
    racines = [fiche.pk for fiche in fiches]
    return list(Fiche.objects.filter(Q(parent__in=racines) | Q(parent__parent__in=racines), supprimee_le__isnull=True))


def _comptee(fiche: Fiche, prevus: Mapping[int, Mapping[str, Decimal]], mesures: Mapping[int, float]) -> FicheComptee:
    euros = prevus.get(fiche.pk, {})
    ht, ttc = (float(euros.get(unite, 0)) for unite in (UniteBudget.HT, UniteBudget.TTC))
    return FicheComptee(
        fiche.pk, fiche.parent_id, fiche.statut or None, fiche.avancement, float(fiche.poids), ht, ttc,
        mesures.get(fiche.pk),
    )  # fmt: skip


def _datee(fiche: Fiche) -> FicheDatee:
    return FicheDatee(
        fiche.pk, fiche.statut or None, fiche.debut, fiche.fin, fiche.precision_debut, fiche.precision_fin,
        fiche.amelioration_continue, fiche.parent_id,
    )  # fmt: skip


Sommes = dict[int, dict[str, Decimal]]
"""Amounts by fiche and unit."""


def _budgets(fiches: Iterable[Fiche]) -> tuple[Sommes, Sommes, Sommes]:
    """Planned, spent, and planned at most, by fiche and unit. One query."""
    lignes = (
        LigneBudget.objects.filter(fiche__in=[fiche.pk for fiche in fiches])
        .values("fiche_id", "unite")
        .annotate(somme_prevue=Sum("prevu"), somme_reelle=Sum("reel"), somme_haute=Sum(Coalesce("prevu_max", "prevu")))
        .order_by("fiche_id", "unite")
    )
    prevus: Sommes = {}
    reels: Sommes = {}
    hauts: Sommes = {}
    for ligne in lignes:
        for sommes, montant in (
            (prevus, ligne["somme_prevue"]), (reels, ligne["somme_reelle"]), (hauts, ligne["somme_haute"]),
        ):  # fmt: skip
            if montant is not None:
                sommes.setdefault(ligne["fiche_id"], {})[ligne["unite"]] = montant
    return prevus, reels, hauts


def _indicateurs(collectivite: Collectivite, fiches: Iterable[Fiche]) -> list[IndicateurSuivi]:
    """Indicators of the fiches that are not confidential, each once, with their latest result. Two queries."""
    visibles = [fiche.pk for fiche in fiches if not fiche.est_confidentielle]  # type: ignore[attr-defined]
    liens = FicheIndicateur.objects.filter(fiche__in=visibles).select_related("indicateur").order_by("position", "id")
    uniques = {lien.indicateur_id: lien for lien in reversed(liens)}
    valeurs = valeurs_of(collectivite, uniques)
    return [
        _indicateur_suivi(lien, valeurs[lien.indicateur_id])
        for lien in sorted(uniques.values(), key=lambda lien: lien.indicateur.cle_tri)
    ]


def _indicateur_suivi(lien: FicheIndicateur, valeurs: Iterable[Valeur]) -> IndicateurSuivi:
    points = resultats_retenus(valeurs)
    return IndicateurSuivi(
        lien.indicateur.titre,
        lien.indicateur.unite,
        points[-1].valeur if points else None,
        points[-1].le.year if points else None,
        float(lien.cible) if lien.cible is not None else None,
        lien.annee_cible,
    )
