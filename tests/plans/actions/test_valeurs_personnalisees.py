"""The value of an added field: written, in conflict, refused, taken back, changed on many fiches."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.plans.fabrique_champs import champ_de, editeur_de, remplir, valeur
from tests.plans.factories import LE, FicheFactory, PlanFactory, partagee_avec, pilotee_par
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.journal.models import Ecriture
from cordee.plans.actions.champs_personnalises import retirer_option, supprimer_champ
from cordee.plans.actions.lot import annuler_lot, appliquer_lot, preparer_lot
from cordee.plans.actions.valeurs_personnalisees import ConflitDeChamp, definir_valeur, remettre_valeur
from cordee.plans.domain.champs_personnalises import VIDE, Definition, ValeurChamp
from cordee.plans.domain.listes import Precision
from cordee.plans.domain.lot import Geste, Sens
from cordee.plans.models import ChampPersonnalise, Fiche, OptionChamp, ValeurPersonnalisee
from cordee.plans.queries.champs_personnalises import definition_of, exclude_reserves, valeur_of
from cordee.plans.queries.fiche import list_ecritures_of
from cordee.plans.queries.visibilite import annotate_racine
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus

pytestmark = pytest.mark.django_db
GENRES = ("ligne", "texte", "nombre", "date", "oui_non", "choix", "choix_precise", "choix_multiple", "lien")


@pytest.fixture
def fiche() -> Fiche:
    return FicheFactory(dans=PlanFactory(), titre="Rénover l'école")


@pytest.fixture
def options(fiche: Fiche) -> dict[str, Any]:
    return {"par": editeur_de(fiche.collectivite), "le": LE}


def un_champ(fiche: Fiche, genre: str, **reglages: Any) -> Definition:
    choix = ("Climat", "Eau") if genre.startswith("choix") else ()
    return champ_de(fiche.collectivite, "Suivi", genre, options=choix, **reglages)


def une_valeur(definition: Definition) -> ValeurChamp:
    if definition.genre.a_options:
        return ValeurChamp(options=(definition.options[1].pk,))
    return {
        "nombre": ValeurChamp(nombre=Decimal("12.5")),
        "date": ValeurChamp(jour=date(2026, 6, 1), precision=Precision.MOIS),
        "oui_non": ValeurChamp(oui=False),
    }.get(str(definition.genre), ValeurChamp(texte="https://exemple.fr"))


@pytest.mark.parametrize("genre", GENRES)
def test_chaque_genre_s_ecrit_dans_sa_colonne_et_se_relit(fiche: Fiche, options: dict[str, Any], genre: str) -> None:
    definition = un_champ(fiche, genre)
    voulue = une_valeur(definition)
    assert definir_valeur(fiche, definition, voulue, **options)
    assert valeur_of(fiche, definition) == voulue
    assert not definir_valeur(fiche, definition, voulue, **options)
    assert fiche.version == 2
    assert definir_valeur(fiche, definition, VIDE, **options)
    assert not ValeurPersonnalisee.objects.exists()


def test_un_choix_multiple_tient_une_ligne_par_option(fiche: Fiche) -> None:
    definition = un_champ(fiche, "choix_multiple")
    remplir(fiche, definition, "Climat ; Eau")
    assert ValeurPersonnalisee.objects.count() == 2
    assert valeur_of(fiche, definition).options == tuple(o.pk for o in definition.options)


def test_une_ecriture_se_raconte_et_s_annule(fiche: Fiche, options: dict[str, Any]) -> None:
    definition = un_champ(fiche, "choix")
    remplir(fiche, definition, "Climat")
    definir_valeur(fiche, definition, valeur(definition, "Eau"), **options)
    ecriture = list_ecritures_of(fiche)[0]
    assert ecriture.resume == "A modifié « Suivi » de « Rénover l'école »"
    assert ecriture.details["champs"] == {"« Suivi »": ["Climat", "Eau"]}
    remettre_valeur(fiche, definition, ecriture.details, **options)
    assert valeur_of(fiche, definition) == valeur(definition, "Climat")
    definir_valeur(fiche, definition, VIDE, **options)
    with pytest.raises(ConflitDeChamp):
        remettre_valeur(fiche, definition, ecriture.details, **options)


def test_une_annulation_ne_rend_pas_une_option_retiree(fiche: Fiche, options: dict[str, Any]) -> None:
    definition = un_champ(fiche, "choix")
    remplir(fiche, definition, "Climat")
    definir_valeur(fiche, definition, valeur(definition, "Eau"), **options)
    ecriture = list_ecritures_of(fiche)[0]
    retirer_option(OptionChamp.objects.get(libelle="Climat"), **options)
    relue = definition_of(ChampPersonnalise.objects.get())
    with pytest.raises(DonneeRefusee, match="a été retirée"):
        remettre_valeur(fiche, relue, ecriture.details, **options)


def test_deux_personnes_qui_ecrivent_ne_se_perdent_pas(fiche: Fiche, options: dict[str, Any]) -> None:
    definition = un_champ(fiche, "ligne")
    remplir(fiche, definition, "Celle de ma collègue")
    with pytest.raises(ConflitDeChamp) as conflit:
        definir_valeur(fiche, definition, ValeurChamp(texte="La mienne"), lue=VIDE, **options)
    assert conflit.value.actuelle.texte == "Celle de ma collègue"
    assert definir_valeur(
        fiche, definition, ValeurChamp(texte="La mienne"), lue=ValeurChamp(texte="Celle de ma collègue"), **options
    )


def test_un_pilote_ecrit_sauf_ce_qui_est_reserve_a_l_edition(fiche: Fiche) -> None:
    pilote = MembreFactory(contributeur=True, collectivite=fiche.collectivite).utilisateur
    pilotee_par(fiche, pilote)
    libre, garde = un_champ(fiche, "ligne"), champ_de(fiche.collectivite, "Arbitrage", edition=True)
    assert definir_valeur(fiche, libre, ValeurChamp(texte="Vu"), par=pilote, le=LE)
    with pytest.raises(Refus, match="Édition"):
        definir_valeur(fiche, garde, ValeurChamp(texte="Vu"), par=pilote, le=LE)
    lecteur = MembreFactory(collectivite=fiche.collectivite).utilisateur
    with pytest.raises(Refus):
        definir_valeur(fiche, libre, ValeurChamp(texte="Vu"), par=lecteur, le=LE)


def test_un_champ_est_celui_des_fiches_de_sa_collectivite_ou_de_son_plan(fiche: Fiche, options: dict[str, Any]) -> None:
    ailleurs = champ_de(CollectiviteFactory(), "Note")
    plan = PlanFactory(collectivite=fiche.collectivite)
    du_plan = champ_de(fiche.collectivite, "Note", plan=plan)
    for definition in (ailleurs, du_plan):
        with pytest.raises(DonneeRefusee, match="n'est pas un champ de cette fiche"):
            definir_valeur(fiche, definition, ValeurChamp(texte="Non"), **options)
    placee = FicheFactory(dans=plan)
    assert definir_valeur(placee, du_plan, ValeurChamp(texte="Oui"), **options)
    sous = FicheFactory(parent=placee)
    assert definir_valeur(sous, du_plan, ValeurChamp(texte="Oui"), **options)
    phases = champ_de(fiche.collectivite, "Phase", "phase", options=("Idée",), plan=plan)
    with pytest.raises(DonneeRefusee, match="n'est pas un champ"):
        definir_valeur(sous, phases, valeur(phases, "Idée"), **options)


def test_une_collectivite_qui_porte_la_fiche_l_ecrit_aussi(fiche: Fiche) -> None:
    voisine = CollectiviteFactory()
    partagee_avec(fiche, voisine)
    definition = un_champ(fiche, "ligne", edition=True)
    assert definir_valeur(fiche, definition, ValeurChamp(texte="Vu"), par=editeur_de(voisine), le=LE)


def test_l_historique_d_un_champ_reserve_est_pour_qui_contribue(fiche: Fiche) -> None:
    ouvert, reserve = un_champ(fiche, "ligne"), champ_de(fiche.collectivite, "Arbitrage", reserve=True)
    remplir(fiche, ouvert, "Vu")
    remplir(fiche, reserve, "Secret")
    lecteur = MembreFactory(collectivite=fiche.collectivite).utilisateur
    contributeur = MembreFactory(contributeur=True, collectivite=fiche.collectivite).utilisateur
    assert [e.resume for e in exclude_reserves(list_ecritures_of(fiche), lecteur, fiche)] == [
        "A modifié « Suivi » de « Rénover l'école »"
    ]
    assert exclude_reserves(list_ecritures_of(fiche), contributeur, fiche).count() == 2
    assert "Arbitrage" not in Ecriture.objects.get(verbe="plans.modifier_champ_reserve").resume
    ChampPersonnalise.objects.filter(pk=ouvert.pk).update(lecture="contribution")
    assert not exclude_reserves(list_ecritures_of(fiche), lecteur, fiche).exists()


# -- many fiches -------------------------------------------------------------------------------------------------------
def preparer(
    fiches: list[Fiche], definition: Definition, voulue: Any, options: dict[str, Any], sens: Any = None
) -> Any:
    geste = Geste.CHAMP_LISTE if str(definition.genre) == "choix_multiple" else Geste.CHAMP
    choisies = annotate_racine(Fiche.objects.filter(pk__in=[f.pk for f in fiches])).order_by("pk")
    return preparer_lot(
        fiches[0].collectivite, choisies, geste, sens or Sens.AJOUTER, voulue, champ=definition, **options
    )


def test_une_option_se_donne_a_plusieurs_fiches_et_s_annule(fiche: Fiche, options: dict[str, Any]) -> None:
    autre = FicheFactory(collectivite=fiche.collectivite)
    definition = un_champ(fiche, "choix_precise")
    climat, eau = definition.options
    definir_valeur(fiche, definition, ValeurChamp(texte="la vallée", options=(climat.pk,)), **options)
    lot = preparer([fiche, autre], definition, str(eau.pk), options)
    groupe = appliquer_lot(fiche.collectivite, lot, **options)
    assert groupe.resume == "Suivi : 2 fiches modifiées"
    assert valeur_of(fiche, definition) == ValeurChamp(options=(eau.pk,))
    assert Ecriture.objects.filter(verbe="plans.modifier_en_lot", details__champ=definition.pk).count() == 2
    annuler_lot(groupe, **options)
    assert valeur_of(fiche, definition) == ValeurChamp(texte="la vallée", options=(climat.pk,))
    assert valeur_of(autre, definition).vide


def test_un_choix_multiple_s_ajoute_et_se_retire(fiche: Fiche, options: dict[str, Any]) -> None:
    definition = un_champ(fiche, "choix_multiple")
    remplir(fiche, definition, "Climat")
    eau = str(definition.options[1].pk)
    groupe = appliquer_lot(fiche.collectivite, preparer([fiche], definition, [eau], options), **options)
    assert valeur_of(fiche, definition).options == tuple(o.pk for o in definition.options)
    retrait = preparer([fiche], definition, [eau], options, Sens.RETIRER)
    appliquer_lot(fiche.collectivite, retrait, **options)
    assert valeur_of(fiche, definition) == valeur(definition, "Climat")
    supprimer_champ(ChampPersonnalise.objects.get(), **options)
    with pytest.raises(DonneeRefusee, match="reprenez-le d'abord"):
        annuler_lot(groupe, **options)


def test_un_lot_annule_ne_rend_pas_une_option_retiree(fiche: Fiche, options: dict[str, Any]) -> None:
    definition = un_champ(fiche, "choix")
    remplir(fiche, definition, "Climat")
    groupe = appliquer_lot(
        fiche.collectivite, preparer([fiche], definition, str(definition.options[1].pk), options), **options
    )
    retirer_option(OptionChamp.objects.get(libelle="Climat"), **options)
    annuler_lot(groupe, **options)
    assert valeur_of(fiche, definition).vide


def test_oui_ou_non_se_dit_en_lot_et_un_champ_reserve_sous_son_verbe(fiche: Fiche, options: dict[str, Any]) -> None:
    definition = un_champ(fiche, "oui_non", reserve=True)
    appliquer_lot(fiche.collectivite, preparer([fiche], definition, "oui", options), **options)
    assert valeur_of(fiche, definition).oui is True
    assert Ecriture.objects.get(verbe="plans.modifier_champ_reserve").details["champs"] == {
        "« Suivi »": ["vide", "oui"]
    }


def test_un_lot_demande_une_valeur_qui_existe(fiche: Fiche, options: dict[str, Any]) -> None:
    definition = un_champ(fiche, "choix")
    for faux, mots in ((None, "Choisissez une valeur"), ("99", "n'existe plus")):
        with pytest.raises(DonneeRefusee, match=mots):
            preparer([fiche], definition, faux, options)


def test_les_fiches_que_le_champ_ne_concerne_pas_restent_ainsi(fiche: Fiche, options: dict[str, Any]) -> None:
    plan = PlanFactory(collectivite=fiche.collectivite)
    placee = FicheFactory(dans=plan)
    du_plan = champ_de(fiche.collectivite, "Accord", "oui_non", plan=plan)
    raisons = [c.raison for c in preparer([fiche, placee], du_plan, "oui", options).changements]
    assert raisons == ["elle n'est pas dans le plan de ce champ", ""]
    recue = FicheFactory()
    partagee_avec(recue, fiche.collectivite)
    siennes = champ_de(fiche.collectivite, "Avis", "oui_non")
    raisons = [c.raison for c in preparer([fiche, recue], siennes, "oui", options).changements]
    assert raisons == ["", "ce champ est celui d'une autre collectivité que la sienne"]
