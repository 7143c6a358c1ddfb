"""Every fiche of a collectivité goes out in one spreadsheet, and comes back plan by plan, without loss."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from tests.plans.factories import LE, AxeFactory, FicheFactory, PlanFactory, pilotee_par, placer
from tests.plans.views.test_imports import deposer
from tests.territoires.factories import MembreFactory

from cordee.plans.actions.dependances import ajouter_dependance
from cordee.plans.actions.imports import appliquer_lecture, previsualiser
from cordee.plans.domain.colonnes import fiches_du_plan, parcourir_fiches
from cordee.plans.domain.fiche import AxeComplet, FicheComplete, PlanComplet
from cordee.plans.domain.formats import FormatExport
from cordee.plans.domain.imports.differences import Etat
from cordee.plans.domain.imports.lecture import lire_fichier
from cordee.plans.domain.imports.messages import LectureImport
from cordee.plans.domain.imports.recueil import decouper
from cordee.plans.domain.listes import RolePersonne, TypeLien, TypePlan
from cordee.plans.exports.classeur import classeur_du_plan
from cordee.plans.exports.fabrique import fabriquer_plan, restreindre
from cordee.plans.exports.presentation import Contexte
from cordee.plans.models import Axe, Fiche, Import, Placement, Plan, PlanPersonne
from cordee.plans.queries.dossier import Portee, recueil_complet
from cordee.socle.erreurs import DonneeRefusee
from cordee.territoires.models import Membre

pytestmark = pytest.mark.django_db


@pytest.fixture
def lise() -> Membre:
    return MembreFactory(editeur=True)


@pytest.fixture
def plans(lise: Membre) -> tuple[Plan, Plan]:
    """A plan with four levels of axes, another that gives the same numbers, a fiche in both, one in none."""
    climat = PlanFactory(
        collectivite=lise.collectivite,
        nom="Plan climat",
        type=TypePlan.PCAET,
        description="Six ans.",
        confidentiel=False,
    )
    dechets = PlanFactory(
        collectivite=lise.collectivite, nom="Plan déchets", type=TypePlan.PLPDMA, debut=date(2025, 1, 1)
    )
    axe = None
    for nom in ("Habiter", "Rénover", "Écoles", "Toits"):
        axe = AxeFactory(plan=climat, parent=axe, nom=nom, description=f"Sur {nom.lower()}.")
    isoler = FicheFactory(dans=axe, titre="Isoler", code="1.1")
    FicheFactory(parent=isoler, titre="Étudier")
    trier = FicheFactory(dans=AxeFactory(plan=dechets, nom="Réduire"), titre="Trier", code="1.1")
    placer(FicheFactory(dans=climat, titre="Informer", code="9"), dechets)
    FicheFactory(collectivite=lise.collectivite, titre="Jumeler")
    pilotee_par(trier, "Ada Roux")
    PlanPersonne.objects.create(plan=climat, personne=trier.personnes.get().personne, role=RolePersonne.PILOTE)
    ajouter_dependance(isoler, trier, TypeLien.FIN_DEBUT, par=lise.utilisateur, le=LE)
    return climat, dechets


def exporter(membre: Membre) -> bytes:
    return classeur_du_plan(recueil_complet(membre.utilisateur, membre.collectivite))


def importer(octets: bytes, membre: Membre) -> Any:
    lecture = lire_fichier(octets, "toutes.xlsx")
    return appliquer_lecture(lecture, membre.collectivite, par=membre.utilisateur, le=LE)


def nu(complet: PlanComplet) -> Any:
    """What the collectivité holds, without the numbers of the database."""

    def fiche(f: FicheComplete) -> FicheComplete:
        return replace(f, ref=None, creation=None, modification=None, sous_fiches=[fiche(s) for s in f.sous_fiches])

    def axe(a: AxeComplet) -> Any:
        return (a.nom, a.numero, a.description, [axe(s) for s in a.axes], [fiche(f) for f in a.fiches])

    tetes = [replace(tete, ref=None, collectivite="") for tete in complet.plans]
    return tetes, [axe(a) for a in complet.axes], [fiche(f) for f in complet.fiches]


def test_tout_revient_ailleurs_dans_des_plans_a_part_et_sans_perte(lise: Membre, plans: tuple[Plan, Plan]) -> None:
    avant = recueil_complet(lise.utilisateur, lise.collectivite)
    ailleurs = MembreFactory(editeur=True)
    resultat = importer(exporter(lise), ailleurs)
    assert resultat.phrase() == "4 fiches et 1 sous-action créées."
    apres = recueil_complet(ailleurs.utilisateur, ailleurs.collectivite)
    assert nu(apres) == nu(avant)
    assert {p.nom: p.type for p in Plan.objects.filter(collectivite=ailleurs.collectivite)} == {
        "Plan climat": "pcaet", "Plan déchets": "plpdma",
    }  # fmt: skip
    assert Fiche.objects.get(titre="Informer", collectivite=ailleurs.collectivite).placements.count() == 2


def csv_de(membre: Membre) -> bytes:
    complet = recueil_complet(membre.utilisateur, membre.collectivite)
    return fabriquer_plan(FormatExport.CSV, complet, Contexte(LE.date()), le=LE).octets


def places(membre: Membre) -> set[tuple[str, str, tuple[str, ...]]]:
    complet = recueil_complet(membre.utilisateur, membre.collectivite)
    return {
        (chemin[0].nom if chemin else "", fiche.titre, tuple(axe.nom for axe in chemin[1:]))
        for chemin, profondeur, fiche in parcourir_fiches(complet)
        if not profondeur
    }


def test_le_csv_rend_aussi_chaque_fiche_a_son_plan(lise: Membre, plans: tuple[Plan, Plan]) -> None:
    """A row says one place: a fiche of two plans comes in the first."""
    Plan.objects.filter(nom="Plan déchets").update(nom="2. Déchets")
    octets = csv_de(lise)
    assert octets.decode("utf-8-sig").startswith("Plan de la collectivité;")
    ailleurs = MembreFactory(editeur=True)
    lecture = lire_fichier(octets, "toutes.csv")
    assert not any("racine du plan" in avis.texte for avis in lecture.avis)
    appliquer_lecture(lecture, ailleurs.collectivite, par=ailleurs.utilisateur, le=LE)
    assert places(lise) - places(ailleurs) == {("2. Déchets", "Informer", ())}
    assert places(ailleurs) < places(lise)
    assert Plan.objects.filter(collectivite=ailleurs.collectivite).count() == 2


def test_le_csv_remis_chez_soi_ne_deplace_ni_ne_cree_rien(lise: Membre, plans: tuple[Plan, Plan]) -> None:
    avant = places(lise)
    vue = previsualiser(lire_fichier(csv_de(lise), "toutes.csv"), lise.collectivite, None, par=lise.utilisateur)
    assert [(partie.nom, partie.plan) for partie in vue.parties] == [
        ("Plan climat", plans[0].pk), ("Plan déchets", plans[1].pk), ("sans plan", None),
    ]  # fmt: skip
    assert vue.nombre(Etat.CREEE) == 0
    appliquer_lecture(lire_fichier(csv_de(lise), "toutes.csv"), lise.collectivite, par=lise.utilisateur, le=LE)
    assert places(lise) == avant


@pytest.mark.parametrize("genre", [FormatExport.DOCX, FormatExport.ODT, FormatExport.PDF])
def test_le_livret_de_toutes_les_fiches_remis_chez_soi_rend_chacune_a_son_plan(
    lise: Membre, plans: tuple[Plan, Plan], genre: FormatExport
) -> None:
    avant = places(lise)
    complet = recueil_complet(lise.utilisateur, lise.collectivite)
    octets = fabriquer_plan(genre, complet, Contexte(LE.date()), le=LE).octets
    lecture = lire_fichier(octets, f"toutes.{genre}")
    assert lecture.plan.recueil
    vue = previsualiser(lecture, lise.collectivite, None, par=lise.utilisateur)
    assert [(partie.nom, partie.plan) for partie in vue.parties] == [
        ("Plan climat", plans[0].pk), ("Plan déchets", plans[1].pk), ("sans plan", None),
    ]  # fmt: skip
    assert vue.nombre(Etat.CREEE) == 0
    appliquer_lecture(lire_fichier(octets, "toutes"), lise.collectivite, par=lise.utilisateur, le=LE)
    assert places(lise) == avant


def test_remis_chez_soi_rien_ne_change_et_ce_qui_est_ecrit_dans_le_fichier_va_dans_son_plan(
    lise: Membre, plans: tuple[Plan, Plan]
) -> None:
    lecture = lire_fichier(exporter(lise), "toutes.xlsx")
    for fiche in fiches_du_plan(lecture.plan):
        if fiche.titre == "Trier":
            fiche.objectifs = "Moins de déchets."
    vue = previsualiser(lecture, lise.collectivite, None, par=lise.utilisateur)
    assert [(ecart.lue.titre, ecart.etat) for ecart in vue.ecarts if ecart.etat is not Etat.INCHANGEE] == [
        ("Trier", Etat.MODIFIEE)
    ]
    assert vue.axes == []
    assert [(partie.nom, partie.plan) for partie in vue.parties] == [
        ("Plan climat", plans[0].pk), ("Plan déchets", plans[1].pk), ("sans plan", None),
    ]  # fmt: skip
    appliquer_lecture(lecture, lise.collectivite, par=lise.utilisateur, le=LE)
    assert Fiche.objects.get(titre="Trier").objectifs == "Moins de déchets."
    assert (Plan.objects.count(), Fiche.objects.count(), Placement.objects.count()) == (2, 5, 4)


def test_une_fiche_qui_change_d_axe_dans_le_fichier_reste_dans_ses_autres_plans(
    lise: Membre, plans: tuple[Plan, Plan]
) -> None:
    lecture = lire_fichier(exporter(lise), "toutes.xlsx")
    climat = lecture.plan.axes[0]
    informer = next(f for f in climat.fiches if f.titre == "Informer")
    climat.fiches.remove(informer)
    climat.axes[0].fiches.append(informer)
    appliquer_lecture(lecture, lise.collectivite, par=lise.utilisateur, le=LE)
    places = Placement.objects.filter(fiche__titre="Informer").order_by("plan")
    assert [(p.plan.nom, p.axe.nom if p.axe else None) for p in places] == [
        ("Plan climat", "Habiter"), ("Plan déchets", None),
    ]  # fmt: skip


def test_l_import_se_montre_plan_par_plan_et_s_annule_en_une_fois(
    client, lise: Membre, plans: tuple[Plan, Plan]
) -> None:
    ailleurs = MembreFactory(editeur=True)
    client.force_login(ailleurs.utilisateur)
    apercu = deposer(client, ailleurs, exporter(lise), type="pcaet").url
    page = client.get(apercu).content.decode().replace("\u00a0", " ")
    for attendu in (
        "4 nouvelles fiches, 1 sous-action, 5 nouveaux axes", "dans 3 plans", "Plan déchets", "Fiches sans plan",
        "Plan climat › 1 Habiter", "ne sert pas",
    ):  # fmt: skip
        assert attendu in page
    fait = client.post(apercu, follow=True).content.decode()
    assert "Voir les plans" in fait
    assert Plan.objects.filter(collectivite=ailleurs.collectivite).count() == 2
    client.post(reverse("import_annuler", args=[ailleurs.collectivite.siren, Import.objects.get().pk]))
    assert not Plan.objects.filter(collectivite=ailleurs.collectivite).exists()
    assert Fiche.objects.count() == 5
    assert Axe.objects.count() == 5


def test_dans_un_plan_choisi_les_plans_sont_des_axes_et_le_cinquieme_niveau_dit_quoi_faire(
    lise: Membre, plans: tuple[Plan, Plan]
) -> None:
    lecture = lire_fichier(exporter(lise), "toutes.xlsx")
    cible = PlanFactory(collectivite=lise.collectivite)
    with pytest.raises(DonneeRefusee, match="chacun reviendra à part"):
        appliquer_lecture(lecture, lise.collectivite, plan=cible, par=lise.utilisateur, le=LE)


def test_deux_plans_du_meme_nom_se_departagent_par_leur_numero_ou_se_disent(
    lise: Membre, plans: tuple[Plan, Plan]
) -> None:
    PlanFactory(collectivite=lise.collectivite, nom="plan climat")
    lecture = lire_fichier(exporter(lise), "toutes.xlsx")
    assert previsualiser(lecture, lise.collectivite, None, par=lise.utilisateur).parties[0].plan == plans[0].pk
    sans_numero = LectureImport(PlanComplet("Toutes les fiches", recueil=True, axes=[AxeComplet("Plan climat")]))
    previsualiser(sans_numero, lise.collectivite, None, par=lise.utilisateur)
    assert "Plusieurs plans s'appellent « Plan climat »" in sans_numero.erreurs[0].texte
    personne = LectureImport(PlanComplet("Toutes les fiches", recueil=True, axes=[AxeComplet("Plan climat")]))
    assert previsualiser(personne, lise.collectivite, None, par=None).parties[0].plan is None


def test_un_recueil_d_avant_la_feuille_des_plans_se_decoupe_par_ses_axes() -> None:
    partagee = FicheComplete("Informer")
    lu = PlanComplet(
        "Toutes les fiches", plans=[PlanComplet("Plan b", type=TypePlan.CRTE)],
        axes=[AxeComplet("Plan A", fiches=[partagee]), AxeComplet("PLAN B", axes=[AxeComplet("x", fiches=[partagee])])],
        fiches=[FicheComplete("Seule")],
    )  # fmt: skip
    premier, second, hors = decouper(lu)
    assert (premier.plan.nom, [f.titre for f in premier.plan.fiches]) == ("Plan A", ["Informer"])
    assert (second.plan.type, second.plan.axes[0].fiches, second.entier.axes[0].fiches) == (
        TypePlan.CRTE,
        [],
        [partagee],
    )
    assert (hors.axe, [f.titre for f in hors.entier.fiches]) == (None, ["Seule"])


def test_l_export_ne_dit_rien_d_un_plan_dont_il_n_a_aucune_fiche(lise: Membre, plans: tuple[Plan, Plan]) -> None:
    secret = PlanFactory(collectivite=lise.collectivite, nom="Plan secret", confidentiel=True)
    FicheFactory(dans=secret, titre="Négocier")
    PlanFactory(collectivite=lise.collectivite, nom="Plan vide")
    recueil = recueil_complet(lise.utilisateur, lise.collectivite, Portee(confidentielles=False))
    assert [tete.nom for tete in recueil.plans] == ["Plan climat", "Plan déchets"]
    seule = restreindre(recueil, [Fiche.objects.get(titre="Trier").pk])
    assert [tete.nom for tete in seule.plans] == ["Plan déchets"]
