"""One change on many fiches: previewed, written, undone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.plans.factories import (
    LE,
    AxeFactory,
    FicheFactory,
    PlanFactory,
    etiquetee,
    partagee_avec,
    pilotee_par,
    placer,
)  # fmt: skip
from tests.territoires.factories import MembreFactory

from cordee.comptes.models import Notification
from cordee.journal.models import Ecriture
from cordee.plans.actions.lot import annuler_lot, appliquer_lot, preparer_lot
from cordee.plans.domain.listes import RoleActeur
from cordee.plans.domain.lot import Geste, Sens, devenir
from cordee.plans.models import Classement, Fiche, GesteGroupe
from cordee.plans.queries.lot import geste_groupe_for, nommer_valeurs, places_proposees
from cordee.plans.queries.visibilite import annotate_racine
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus

pytestmark = pytest.mark.django_db
PLUS_TARD = LE + timedelta(hours=1)


@pytest.fixture
def membre():
    return MembreFactory(editeur=True)


@pytest.fixture
def fiches(membre):
    for titre in ("A", "B", "C"):
        FicheFactory(collectivite=membre.collectivite, titre=titre)
    return toutes()


def toutes() -> list[Fiche]:
    return list(annotate_racine(Fiche.objects.filter(parent=None)).order_by("titre"))


def preparer(membre, fiches, geste, valeur, sens=Sens.AJOUTER):
    return preparer_lot(membre.collectivite, fiches, geste, sens, valeur, par=membre.utilisateur, le=LE)


def modifier(membre, fiches, geste, valeur, sens=Sens.AJOUTER) -> GesteGroupe:
    lot = preparer(membre, fiches, geste, valeur, sens)
    return appliquer_lot(membre.collectivite, lot, par=membre.utilisateur, le=LE)


@pytest.mark.parametrize(("sens", "apres"), [(Sens.AJOUTER, [1, 2, 3]), (Sens.RETIRER, [1]), (Sens.REMPLACER, [2, 3])])
def test_une_liste_devient(sens, apres) -> None:
    assert devenir(Geste.PILOTE, sens, [1, 2], [2, 3]) == apres


def test_l_apercu_dit_ce_qui_change_et_ce_qui_reste(membre, fiches) -> None:
    Fiche.objects.filter(titre="B").update(statut="en_cours")
    lot = preparer(membre, toutes(), Geste.STATUT, "en_cours")
    assert [(c.fiche.titre, c.avant, c.apres, c.change) for c in lot.changements] == [
        ("A", "a_venir", "en_cours", True), ("B", "en_cours", "en_cours", False), ("C", "a_venir", "en_cours", True),
    ]  # fmt: skip
    assert set(Fiche.objects.values_list("statut", flat=True)) == {"a_venir", "en_cours"}


def test_un_statut_se_change_d_un_coup_se_consigne_par_fiche_et_s_annule(membre, fiches) -> None:
    groupe = modifier(membre, fiches, Geste.STATUT, "en_cours")
    assert set(Fiche.objects.values_list("statut", "version")) == {("en_cours", 2)}
    assert Ecriture.objects.filter(verbe="plans.modifier_en_lot").count() == 3
    assert groupe.resume == "Statut : 3 fiches modifiées"
    assert annuler_lot(groupe, par=membre.utilisateur, le=PLUS_TARD) == (3, [])
    assert set(Fiche.objects.values_list("statut", flat=True)) == {"a_venir"}
    with pytest.raises(DonneeRefusee, match="déjà annulée"):
        annuler_lot(groupe, par=membre.utilisateur, le=PLUS_TARD)


def test_une_fiche_changee_depuis_reste_comme_elle_est(membre, fiches) -> None:
    groupe = modifier(membre, fiches, Geste.PRIORITE, "elevee")
    Fiche.objects.filter(titre="B").update(priorite="basse")
    assert annuler_lot(groupe, par=membre.utilisateur, le=PLUS_TARD) == (2, ["B"])
    assert dict(Fiche.objects.values_list("titre", "priorite")) == {"A": "", "B": "basse", "C": ""}


def test_une_echeance_avant_le_debut_laisse_la_fiche(membre, fiches) -> None:
    Fiche.objects.filter(titre="A").update(debut=date(2027, 1, 1))
    lot = preparer(membre, toutes(), Geste.FIN, "2026-12-31")
    assert [c.raison for c in lot.changements] == ["elle finirait avant de commencer", "", ""]
    appliquer_lot(membre.collectivite, lot, par=membre.utilisateur, le=LE)
    assert list(Fiche.objects.order_by("titre").values_list("fin", flat=True)) == [
        None, date(2026, 12, 31), date(2026, 12, 31),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("geste", "valeur", "attendu"),
    [(Geste.CONFIDENTIEL, "oui", True), (Geste.CONTINUE, "oui", True), (Geste.DEBUT, "", None)],
)
def test_les_autres_champs_se_changent_aussi(membre, fiches, geste, valeur, attendu) -> None:
    Fiche.objects.update(debut=date(2025, 1, 1))
    modifier(membre, toutes(), geste, valeur)
    assert set(Fiche.objects.values_list(str(geste), flat=True)) == {attendu}


def test_des_pilotes_s_ajoutent_et_se_previennent(membre, fiches) -> None:
    collegue = MembreFactory(collectivite=membre.collectivite).utilisateur
    pilotee_par(fiches[0], "Jeanne Roux")
    groupe = modifier(membre, toutes(), Geste.PILOTE, [collegue.nom_complet, " "])
    assert [f.personnes.count() for f in toutes()] == [2, 1, 1]
    assert set(Notification.objects.values_list("destinataire", flat=True)) == {collegue.pk}
    annuler_lot(groupe, par=membre.utilisateur, le=PLUS_TARD)
    assert [f.personnes.count() for f in toutes()] == [1, 0, 0]


def test_des_etiquettes_se_retirent_et_se_remplacent(membre, fiches) -> None:
    for fiche in fiches:
        etiquetee(fiche, "Urgent")
    modifier(membre, toutes(), Geste.ETIQUETTE, ["urgent"], Sens.RETIRER)
    assert not any(f.acteurs.exists() for f in toutes())
    modifier(membre, toutes(), Geste.SERVICE, ["Voirie"], Sens.REMPLACER)
    assert {a.role for f in toutes() for a in f.acteurs.all()} == {RoleActeur.SERVICE_PILOTE}


def test_une_thematique_s_ajoute_si_elle_existe(membre, fiches) -> None:
    modifier(membre, fiches, Geste.THEMATIQUE, ["energie_climat"])
    assert Classement.objects.filter(genre="thematique", code="energie_climat").count() == 3
    with pytest.raises(DonneeRefusee, match="n'est pas une thématique"):
        preparer(membre, fiches, Geste.THEMATIQUE, ["sport_automobile"])


def test_des_fiches_se_placent_et_se_retirent_d_un_plan(membre, fiches) -> None:
    axe = AxeFactory(plan__collectivite=membre.collectivite)
    placer(fiches[1], axe)
    groupe = modifier(membre, fiches, Geste.PLACE, [f"{axe.plan_id}:{axe.pk}", str(axe.plan_id)])
    assert [f.placements.count() for f in toutes()] == [2, 2, 2]
    annuler_lot(groupe, par=membre.utilisateur, le=PLUS_TARD)
    assert [f.placements.count() for f in toutes()] == [0, 1, 0]


@pytest.mark.parametrize("place", ["0", "x", "999999"])
def test_un_emplacement_disparu_se_refuse(membre, fiches, place) -> None:
    with pytest.raises(DonneeRefusee, match="n'existe plus"):
        modifier(membre, fiches, Geste.PLACE, [place])
    with pytest.raises(DonneeRefusee, match="n'existe plus"):
        modifier(membre, fiches, Geste.PLACE, [f"{PlanFactory(collectivite=membre.collectivite).pk}:{place}"])
    with pytest.raises(DonneeRefusee, match="n'existe plus"):
        modifier(membre, fiches, Geste.PLACE, [str(PlanFactory().pk)])


def test_des_fiches_supprimees_ensemble_reviennent_ensemble(membre, fiches) -> None:
    sous = FicheFactory(parent=fiches[0])
    recue = FicheFactory(titre="Reçue")
    partagee_avec(recue, membre.collectivite)
    lot = preparer(membre, toutes(), Geste.SUPPRESSION, "")
    assert lot.changements[-1].raison == "elle appartient à une autre collectivité"
    groupe = appliquer_lot(membre.collectivite, lot, par=membre.utilisateur, le=LE)
    assert list(Fiche.objects.filter(supprimee_le__isnull=True)) == [recue]
    annuler_lot(groupe, par=membre.utilisateur, le=PLUS_TARD)
    sous.refresh_from_db()
    assert sous.supprimee_le is None


def test_ce_qui_ne_se_modifie_pas_est_dit(membre, fiches) -> None:
    etrangere = FicheFactory(titre="Z")
    lot = preparer(membre, toutes(), Geste.STATUT, "realise")
    assert [c.raison for c in lot.changements] == ["", "", "", "vous ne pouvez pas la modifier"]
    assert etrangere.pk not in {c.fiche.pk for c in lot.a_changer}


def test_une_fiche_changee_depuis_l_apercu_arrete_tout(membre, fiches) -> None:
    lot = preparer(membre, fiches, Geste.STATUT, "realise")
    Fiche.objects.filter(titre="C").update(statut="bloque")
    with pytest.raises(DonneeRefusee, match="depuis l'aperçu"):
        appliquer_lot(membre.collectivite, lot, par=membre.utilisateur, le=LE)
    assert not GesteGroupe.objects.exists()


@pytest.mark.parametrize(
    ("geste", "valeur", "message"),
    [(Geste.STATUT, "?", "choisissez entre"), (Geste.PILOTE, [""], "au moins un nom"), (Geste.FIN, "x", "date")],
)
def test_une_valeur_refusee_dit_quoi_faire(membre, fiches, geste, valeur, message) -> None:
    with pytest.raises(DonneeRefusee, match=message):
        preparer(membre, fiches, geste, valeur)


def test_sans_fiche_ou_avec_trop_de_fiches_rien_ne_se_prepare(membre, fiches) -> None:
    with pytest.raises(DonneeRefusee, match="Aucune fiche"):
        preparer(membre, [], Geste.STATUT, "realise")
    with pytest.raises(DonneeRefusee, match="resserrez la liste"):
        preparer(membre, fiches * 700, Geste.STATUT, "realise")


def test_une_lectrice_ne_prepare_rien_et_qui_a_perdu_ses_droits_n_annule_plus(membre, fiches) -> None:
    with pytest.raises(Refus):
        preparer(MembreFactory(lecteur=True, collectivite=membre.collectivite), fiches, Geste.STATUT, "realise")
    groupe = modifier(membre, fiches, Geste.STATUT, "realise")
    Fiche.objects.update(collectivite=MembreFactory().collectivite)
    with pytest.raises(Refus, match="ne pouvez plus"):
        annuler_lot(groupe, par=membre.utilisateur, le=PLUS_TARD)


def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_fiches(membre, django_assert_max_num_queries) -> None:
    for _ in range(40):
        FicheFactory(collectivite=membre.collectivite)
    with django_assert_max_num_queries(37):
        modifier(membre, toutes(), Geste.ETIQUETTE, ["Urgent"])


def test_les_valeurs_ont_un_nom(membre, fiches) -> None:
    axe = AxeFactory(plan__collectivite=membre.collectivite, plan__nom="Plan", nom="Rouler")
    pilote = pilotee_par(fiches[0], "Jeanne Roux").personne
    etiquette = etiquetee(fiches[0], "Urgent").etiquette
    assert nommer_valeurs(Geste.PILOTE, [[pilote.pk]]) == {pilote.pk: "Jeanne Roux"}
    assert nommer_valeurs(Geste.ETIQUETTE, [[etiquette.pk]]) == {etiquette.pk: "Urgent"}
    assert nommer_valeurs(Geste.THEMATIQUE, [["energie_climat"]]) == {"energie_climat": "Énergie et climat"}
    assert nommer_valeurs(Geste.STATUT, ["realise"]) == {}
    places = [str(axe.plan_id), f"{axe.plan_id}:{axe.pk}", "999999"]
    noms = nommer_valeurs(Geste.PLACE, [places])
    assert [noms[place] for place in places] == ["Plan", "Plan › Rouler", "plan supprimé"]
    assert [mots for _, mots in places_proposees(membre.collectivite)] == ["Plan, hors de tout axe", "Plan › Rouler"]
    groupe = modifier(membre, fiches, Geste.STATUT, "realise")
    assert geste_groupe_for(membre.collectivite, groupe.pk) == groupe
    assert geste_groupe_for(MembreFactory().collectivite, groupe.pk) is None
