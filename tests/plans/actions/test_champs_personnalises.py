"""Fields created, set, put in order, taken away and brought back."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from tests.plans.fabrique_champs import champ_de, remplir
from tests.plans.factories import LE, FicheFactory, PlanFactory, partagee_avec
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.journal.models import Ecriture
from cordee.plans.actions.champs_personnalises import (
    NouveauChamp,
    ReglagesChamp,
    ajouter_option,
    creer_champ,
    modifier_champ,
    modifier_option,
    ordonner_champs,
    ordonner_options,
    proposer_phases,
    reprendre_champ,
    retirer_option,
    supprimer_champ,
)
from cordee.plans.actions.duplication import dupliquer_fiche, dupliquer_plan
from cordee.plans.actions.plans import supprimer_plan
from cordee.plans.actions.retour_plan import restaurer_plan
from cordee.plans.domain.champs_personnalises import CHAMPS_MAX, OPTIONS_MAX
from cordee.plans.domain.genres_de_champs import PHASES_PROPOSEES, CouleurOption, GenreChamp, LectureChamp
from cordee.plans.models import ChampPersonnalise, Fiche, GesteGroupe, OptionChamp, ValeurPersonnalisee
from cordee.plans.queries.champs_personnalises import definition_of, definitions_for, valeur_of
from cordee.plans.queries.recherche import filter_texte
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus
from cordee.territoires.models import Membre

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fiches_cherchables")]
CHOIX = NouveauChamp("Commission", GenreChamp.CHOIX, ("Climat", "Eau"), (CouleurOption.VERT,))


@pytest.fixture
def membre() -> Membre:
    return MembreFactory(editeur=True)


@pytest.fixture
def options(membre: Membre) -> dict[str, Any]:
    return {"par": membre.utilisateur, "le": LE}


@pytest.fixture
def champ(membre: Membre, options: dict[str, Any]) -> ChampPersonnalise:
    return creer_champ(membre.collectivite, CHOIX, **options)


def libelles(champ: ChampPersonnalise) -> list[str]:
    return list(OptionChamp.objects.filter(champ=champ).values_list("libelle", flat=True))


def test_un_champ_se_cree_a_la_suite_avec_ses_options(
    membre: Membre, options: dict[str, Any], champ: ChampPersonnalise
) -> None:
    second = creer_champ(membre.collectivite, NouveauChamp("Note", GenreChamp.TEXTE, ("sans effet",)), **options)
    assert (champ.position, second.position) == (0, 1)
    assert [(o.libelle, o.couleur) for o in champ.options.all()] == [("Climat", "vert"), ("Eau", "gris")]
    assert not second.options.exists()
    assert Ecriture.objects.filter(verbe="plans.creer_champ", collectivite_id=membre.collectivite.pk).count() == 2


@pytest.mark.parametrize(
    ("nouveau", "mots"),
    [
        (NouveauChamp("commission ", GenreChamp.LIGNE), "s'appelle déjà"),
        (NouveauChamp(" ", GenreChamp.LIGNE), "« Libellé » est vide"),
        (NouveauChamp("…", GenreChamp.LIGNE), "au moins une lettre"),
        (NouveauChamp("Autre", GenreChamp.CHOIX, (" ", "")), "a besoin d'options"),
        (NouveauChamp("Autre", GenreChamp.CHOIX, ("!",)), "Une option contient"),
        (NouveauChamp("Autre", GenreChamp.CHOIX, [f"Option {i}" for i in range(OPTIONS_MAX + 1)]), "c'est trop"),
        (NouveauChamp("Phases", GenreChamp.PHASE, ("A",)), "celles d'un plan"),
        (
            NouveauChamp("Part", GenreChamp.NOMBRE, reglages=ReglagesChamp(minimum=Decimal(5), maximum=Decimal(1))),
            "plus petit que le minimum",
        ),
    ],
)
def test_un_champ_impossible_est_refuse(
    membre: Membre, options: dict[str, Any], champ: ChampPersonnalise, nouveau: NouveauChamp, mots: str
) -> None:
    with pytest.raises(DonneeRefusee, match=mots):
        creer_champ(membre.collectivite, nouveau, **options)
    assert ChampPersonnalise.objects.count() == 1


def test_on_ne_cree_pas_de_champs_sans_fin(membre: Membre, options: dict[str, Any]) -> None:
    ChampPersonnalise.objects.bulk_create(
        ChampPersonnalise(collectivite=membre.collectivite, libelle=f"C{i}", cle=f"c{i}", genre="ligne", cree_le=LE)
        for i in range(CHAMPS_MAX)
    )
    with pytest.raises(DonneeRefusee, match="Il y a déjà"):
        creer_champ(membre.collectivite, CHOIX, **options)


def test_regler_demande_le_role_edition(membre: Membre, champ: ChampPersonnalise) -> None:
    lecteur = MembreFactory(contributeur=True, collectivite=membre.collectivite).utilisateur
    with pytest.raises(Refus):
        creer_champ(membre.collectivite, CHOIX, par=lecteur, le=LE)
    with pytest.raises(Refus):
        supprimer_champ(champ, par=lecteur, le=LE)
    with pytest.raises(Refus):
        ordonner_champs(membre.collectivite, None, [], par=lecteur, le=LE)


def test_les_phases_sont_celles_d_un_plan_et_une_seule_fois(membre: Membre, options: dict[str, Any]) -> None:
    plan = PlanFactory(collectivite=membre.collectivite)
    phases = proposer_phases(plan, **options)
    assert libelles(phases) == list(PHASES_PROPOSEES)
    with pytest.raises(DonneeRefusee, match="déjà ses phases"):
        proposer_phases(plan, **options)
    with pytest.raises(DonneeRefusee, match="autre collectivité"):
        creer_champ(membre.collectivite, CHOIX, plan=PlanFactory(), **options)


def test_les_reglages_changent_et_se_racontent(
    membre: Membre, options: dict[str, Any], champ: ChampPersonnalise
) -> None:
    modifier_champ(champ, "Comité", ReglagesChamp(aide="Une fois l'an", obligatoire=True), **options)
    champ.refresh_from_db()
    assert (champ.libelle, champ.cle, champ.obligatoire) == ("Comité", "comite", True)
    ecriture = Ecriture.objects.get(verbe="plans.modifier_champ_regle")
    assert ecriture.details["champs"]["Libellé"] == ["Commission", "Comité"]
    modifier_champ(champ, "Comité", ReglagesChamp(aide="Une fois l'an", obligatoire=True), **options)
    assert Ecriture.objects.filter(verbe="plans.modifier_champ_regle").count() == 1
    creer_champ(membre.collectivite, CHOIX, **options)
    with pytest.raises(DonneeRefusee, match="s'appelle déjà"):
        modifier_champ(champ, "Commission", ReglagesChamp(), **options)


def test_un_champ_reserve_ne_se_cherche_plus(membre: Membre, options: dict[str, Any]) -> None:
    definition = champ_de(membre.collectivite, "Note")
    fiche = FicheFactory(collectivite=membre.collectivite)
    remplir(fiche, definition, "hydroélectricité")
    champ = ChampPersonnalise.objects.get(pk=definition.pk)
    assert filter_texte(Fiche.objects.all(), "hydroélectricité").exists()
    modifier_champ(champ, "Note", ReglagesChamp(lecture=LectureChamp.CONTRIBUTION), **options)
    assert not filter_texte(Fiche.objects.all(), "hydroélectricité").exists()


def test_les_champs_et_les_options_se_rangent(
    membre: Membre, options: dict[str, Any], champ: ChampPersonnalise
) -> None:
    second = creer_champ(membre.collectivite, NouveauChamp("Note", GenreChamp.TEXTE), **options)
    ordonner_champs(membre.collectivite, None, [second.pk, champ.pk, 999], **options)
    ordonner_champs(membre.collectivite, None, [second.pk], **options)  # the same order says nothing more
    lus = definitions_for(membre.utilisateur, membre.collectivite, None)
    assert [d.libelle for d in lus] == ["Note", "Commission"]
    assert Ecriture.objects.filter(verbe="plans.ordonner_champs").count() == 1
    climat, eau = champ.options.all()
    ordonner_options(champ, [eau.pk, climat.pk], **options)
    ordonner_options(champ, [eau.pk], **options)
    assert libelles(champ) == ["Eau", "Climat"]
    assert Ecriture.objects.filter(verbe="plans.ordonner_options").count() == 1


def test_une_option_s_ajoute_et_se_renomme_partout(
    membre: Membre, options: dict[str, Any], champ: ChampPersonnalise
) -> None:
    fiche = FicheFactory(collectivite=membre.collectivite)
    remplir(fiche, definition_of(champ), "Climat")
    ajouter_option(champ, "Forêt", CouleurOption.BLEU, **options)
    climat = OptionChamp.objects.get(champ=champ, libelle="Climat")
    modifier_option(climat, "Transition", CouleurOption.OCRE, **options)
    modifier_option(climat, "Transition", CouleurOption.OCRE, **options)
    assert libelles(champ) == ["Transition", "Eau", "Forêt"]
    assert filter_texte(Fiche.objects.all(), "transition").get() == fiche
    assert Ecriture.objects.filter(verbe="plans.modifier_option").count() == 1
    for faire in (
        lambda: ajouter_option(champ, "eau", **options),
        lambda: modifier_option(climat, "Eau", CouleurOption.GRIS, **options),
    ):
        with pytest.raises(DonneeRefusee, match="existe déjà"):
            faire()


def test_une_option_de_trop_est_refusee(membre: Membre, options: dict[str, Any], champ: ChampPersonnalise) -> None:
    texte = creer_champ(membre.collectivite, NouveauChamp("Note", GenreChamp.TEXTE), **options)
    with pytest.raises(DonneeRefusee, match="n'est pas un choix"):
        ajouter_option(texte, "A", **options)
    OptionChamp.objects.bulk_create(
        OptionChamp(champ=champ, libelle=f"O{i}", cle=f"o{i}") for i in range(OPTIONS_MAX - 2)
    )
    with pytest.raises(DonneeRefusee, match="retirez-en une"):
        ajouter_option(champ, "Encore", **options)


def test_retirer_une_option_vide_les_fiches_et_s_annule(
    membre: Membre, options: dict[str, Any], champ: ChampPersonnalise
) -> None:
    fiche, autre = (FicheFactory(collectivite=membre.collectivite) for _ in range(2))
    for une in (fiche, autre):
        remplir(une, definition_of(champ), "Climat")
    climat = OptionChamp.objects.get(libelle="Climat")
    geste = retirer_option(climat, **options)
    assert geste.resume == "Option « Climat » du champ « Commission » (2 fiches)"
    assert libelles(champ) == ["Eau"]
    assert valeur_of(fiche, definition_of(champ)).vide
    remplir(autre, definition_of(champ), "Eau")
    reprendre_champ(geste, **options)
    lue = definition_of(champ)
    assert [lue.option(pk).libelle for pk in valeur_of(fiche, lue).options] == ["Climat"]  # type: ignore[union-attr]
    assert [lue.option(pk).libelle for pk in valeur_of(autre, lue).options] == ["Eau"]  # type: ignore[union-attr]
    with pytest.raises(DonneeRefusee, match="déjà revenu"):
        reprendre_champ(geste, **options)


def test_retirer_une_option_en_passant_ses_fiches_a_une_autre(
    membre: Membre, options: dict[str, Any], champ: ChampPersonnalise
) -> None:
    fiche = FicheFactory(collectivite=membre.collectivite)
    remplir(fiche, definition_of(champ), "Climat")
    climat, eau = champ.options.all()
    for faux in (
        climat,
        OptionChamp.objects.get(pk=champ_de(membre.collectivite, "X", "choix", options=("Z",)).options[0].pk),
    ):
        with pytest.raises(DonneeRefusee, match="autre option du même champ"):
            retirer_option(climat, vers=faux, **options)
    geste = retirer_option(climat, vers=eau, **options)
    assert valeur_of(fiche, definition_of(champ)).options == (eau.pk,)
    with pytest.raises(DonneeRefusee, match="dernière option"):
        retirer_option(eau, **options)
    reprendre_champ(geste, **options)
    assert valeur_of(fiche, definition_of(champ)).options == (geste.avant["retiree"],)


def test_une_option_ne_revient_pas_sous_un_nom_repris(
    membre: Membre, options: dict[str, Any], champ: ChampPersonnalise
) -> None:
    geste = retirer_option(OptionChamp.objects.get(libelle="Climat"), **options)
    ajouter_option(champ, "Climat", **options)
    with pytest.raises(DonneeRefusee, match="renommez-la"):
        reprendre_champ(geste, **options)
    supprimer_champ(champ, **options)
    with pytest.raises(DonneeRefusee, match="reprenez d'abord le champ"):
        reprendre_champ(geste, **options)


def test_un_champ_supprime_revient_avec_ses_options_et_ses_valeurs(membre: Membre, options: dict[str, Any]) -> None:
    definition = champ_de(membre.collectivite, "Thèmes", "choix_multiple", options=("Eau", "Air"))
    fiche, perdue = (FicheFactory(collectivite=membre.collectivite) for _ in range(2))
    for une in (fiche, perdue):
        remplir(une, definition, "Eau ; Air")
    champ = ChampPersonnalise.objects.get(pk=definition.pk)
    geste = supprimer_champ(champ, **options)
    assert geste.resume == "Champ « Thèmes » (2 fiches)"
    assert not ValeurPersonnalisee.objects.exists()
    with pytest.raises(DonneeRefusee, match="supprimé entre-temps"):
        modifier_champ(champ, "Thèmes", ReglagesChamp(), **options)
    perdue.delete()
    reprendre_champ(geste, **options)
    assert valeur_of(fiche, definition).options == tuple(o.pk for o in definition.options)
    assert definition_of(champ) == definition


def test_un_champ_ne_revient_pas_quand_sa_place_est_prise(membre: Membre, options: dict[str, Any]) -> None:
    plan = PlanFactory(collectivite=membre.collectivite)
    phases = proposer_phases(plan, **options)
    geste = supprimer_champ(phases, **options)
    reprise = creer_champ(membre.collectivite, NouveauChamp("Étapes", GenreChamp.PHASE, ("A",)), plan=plan, **options)
    with pytest.raises(DonneeRefusee, match="d'autres phases"):
        reprendre_champ(geste, **options)
    modifier_champ(reprise, "Phase de mise en œuvre", ReglagesChamp(), **options)
    with pytest.raises(DonneeRefusee, match="s'appelle"):
        reprendre_champ(geste, **options)
    plan.delete()
    with pytest.raises(DonneeRefusee, match="restaurez d'abord le plan"):
        reprendre_champ(GesteGroupe.objects.get(pk=geste.pk), **options)


def test_les_champs_d_un_plan_partent_et_reviennent_avec_lui(membre: Membre, options: dict[str, Any]) -> None:
    plan = PlanFactory(collectivite=membre.collectivite)
    fiche = FicheFactory(dans=plan)
    phases = definition_of(proposer_phases(plan, **options))
    remplir(fiche, phases, "Bilan")
    supprimer_plan(plan, avec_fiches=False, **options)
    assert not ChampPersonnalise.objects.exists()
    restaurer_plan(GesteGroupe.objects.get(verbe="plans.supprimer_plan"), **options)
    assert valeur_of(fiche, phases).options == (phases.options[-1].pk,)


def test_la_copie_d_un_plan_a_ses_propres_phases(membre: Membre, options: dict[str, Any]) -> None:
    plan = PlanFactory(collectivite=membre.collectivite)
    fiche = FicheFactory(dans=plan, titre="Rénover")
    phases = definition_of(proposer_phases(plan, **options))
    commune = champ_de(membre.collectivite, "Commission", "choix", options=("Climat",))
    remplir(fiche, phases, "Bilan")
    remplir(fiche, commune, "Climat")
    copie = dupliquer_plan(plan, membre.collectivite, "Copie", **options)
    (ecrite,) = Fiche.objects.filter(placements__plan=copie)
    siennes = definition_of(ChampPersonnalise.objects.get(plan=copie))
    assert valeur_of(ecrite, siennes).options == (siennes.options[-1].pk,)
    assert valeur_of(ecrite, commune).options == (commune.options[0].pk,)
    assert valeur_of(ecrite, phases).vide


def test_la_copie_d_une_fiche_garde_ses_valeurs(membre: Membre, options: dict[str, Any]) -> None:
    plan = PlanFactory(collectivite=membre.collectivite)
    fiche = FicheFactory(dans=plan)
    phases = definition_of(proposer_phases(plan, **options))
    note = champ_de(membre.collectivite, "Note")
    remplir(fiche, phases, "Conception")
    remplir(fiche, note, "À suivre")
    copie = dupliquer_fiche(fiche, membre.collectivite, **options)
    assert valeur_of(copie, note).texte == "À suivre"
    assert valeur_of(copie, phases) == valeur_of(fiche, phases)


def test_ailleurs_une_copie_ne_prend_que_les_champs_du_meme_nom(membre: Membre, options: dict[str, Any]) -> None:
    voisine = CollectiviteFactory()
    plan = PlanFactory(collectivite=voisine)
    fiche = FicheFactory(dans=plan)
    for libelle in ("Note", "Inconnu ici"):
        remplir(fiche, champ_de(voisine, libelle), libelle)
    remplir(fiche, champ_de(voisine, "Suivi", "choix", options=("Bleu",)), "Bleu")
    partagee_avec(fiche, membre.collectivite)
    note = champ_de(membre.collectivite, "Note")
    champ_de(membre.collectivite, "Suivi", "choix", options=("Vert",))
    dupliquer_fiche(fiche, membre.collectivite, **options)
    (valeur,) = ValeurPersonnalisee.objects.filter(fiche__collectivite=membre.collectivite)
    assert (valeur.champ_id, valeur.texte) == (note.pk, "Note")
