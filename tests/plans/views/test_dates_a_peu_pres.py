"""A month, a quarter or a year typed as the start or the end of a fiche: docs/calculs/plans.md, « Dates tapées à peu
près »."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.plans.factories import LE, FicheFactory, PlanFactory
from tests.territoires.factories import MembreFactory

from cordee.comptes.models import Utilisateur
from cordee.plans.actions.fiches import lire_champs, modifier_fiche
from cordee.plans.actions.lot import annuler_lot
from cordee.plans.domain.listes import Precision
from cordee.plans.models import Fiche, GesteGroupe
from cordee.socle.erreurs import DonneeRefusee

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def fiche() -> Fiche:
    return FicheFactory(
        dans=PlanFactory(), titre="Isoler", debut=date(2026, 3, 1), precision_debut=Precision.MOIS,
        fin=date(2026, 12, 15), precision_fin=Precision.ANNEE,
    )  # fmt: skip


@pytest.fixture
def lise(client: Client, fiche: Fiche) -> Utilisateur:
    lise = MembreFactory(editeur=True, collectivite=fiche.collectivite).utilisateur
    client.force_login(lise)
    return lise


def dates(fiche: Fiche) -> tuple[Any, ...]:
    fiche.refresh_from_db()
    return (fiche.debut, fiche.precision_debut, fiche.fin, fiche.precision_fin)


def lire(reponse: Any) -> str:
    return reponse.content.decode().replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'")


def adresse(nom: str, fiche: Fiche, *suite: object) -> str:
    return reverse(nom, args=[fiche.collectivite.siren, fiche.pk, *suite])


INTACTES = (date(2026, 3, 1), "mois", date(2026, 12, 15), "annee")


def test_l_editeur_montre_ce_qui_est_connu_et_le_rend_tel_quel(client: Client, fiche: Fiche, lise: Utilisateur) -> None:
    editeur = lire(client.get(adresse("fiche_champ", fiche, "dates"), headers=HTMX))
    assert 'value="mars 2026"' in editeur
    assert 'value="2026"' in editeur
    donnees = {"debut": "mars 2026", "fin": "2026", "lue_debut": "2026-03-01", "lue_fin": "2026-12-15"}
    assert client.post(adresse("fiche_champ", fiche, "dates"), donnees, headers=HTMX).status_code == 200
    assert dates(fiche) == INTACTES, "relire ce qui est montré ne change rien"


def test_ce_que_l_on_tape_pose_la_precision_et_se_reprend(client: Client, fiche: Fiche, lise: Utilisateur) -> None:
    reponse = client.post(adresse("fiche_champ", fiche, "dates"), {"debut": "T2 2027", "fin": "2028"}, headers=HTMX)
    assert "avril 2027 – 2028" in lire(reponse)
    assert dates(fiche) == (date(2027, 4, 1), "mois", date(2028, 12, 31), "annee")
    client.post(adresse("fiche_champ", fiche, "dates"), {"debut": "15/04/2027", "fin": "06/2028"}, headers=HTMX)
    assert dates(fiche) == (date(2027, 4, 15), "jour", date(2028, 6, 30), "mois")


def test_une_date_fausse_se_dit_sous_son_champ_et_reste(client: Client, fiche: Fiche, lise: Utilisateur) -> None:
    refus = client.post(adresse("fiche_champ", fiche, "dates"), {"debut": "13/2027", "fin": "bientôt"}, headers=HTMX)
    assert refus.status_code == 422
    page = lire(refus)
    assert 'value="13/2027"' in page
    assert "une année a douze mois" in page
    assert "mars 2027, T2 2027 ou 2027" in page
    assert dates(fiche) == INTACTES


def test_la_cellule_du_tableau_aussi(client: Client, fiche: Fiche, lise: Utilisateur) -> None:
    ou = adresse("fiche_cellule", fiche) + "?champ=fin"
    cellule = lire(client.get(ou, headers=HTMX))
    assert 'value="2026"' in cellule
    assert 'inputmode="text"' in cellule
    ligne = client.post(ou, {"valeur": "sept. 2027", "lue": "2026-12-15"}, headers=HTMX)
    assert "Échéance enregistrée" in lire(ligne)
    assert dates(fiche)[2:] == (date(2027, 9, 30), "mois")


def test_le_gantt_garde_la_precision_d_une_barre_glissee_et_prend_celle_que_l_on_tape(
    client: Client, fiche: Fiche, lise: Utilisateur
) -> None:
    page = lire(client.get(adresse("fiche_reprogrammer", fiche)))
    assert 'value="mars 2026"' in page
    client.post(adresse("fiche_reprogrammer", fiche), {"debut": "2026-05-01", "fin": "2027-12-31"}, headers=HTMX)
    assert dates(fiche) == (date(2026, 5, 1), "mois", date(2027, 12, 31), "annee")
    client.post(adresse("fiche_reprogrammer", fiche), {"debut": "01/05/2026", "fin": "T1 2028"})
    assert dates(fiche) == (date(2026, 5, 1), "jour", date(2028, 3, 31), "mois")
    client.post(adresse("fiche_reprogrammer", fiche), {"debut": "01/05/2026", "fin": "mars 2028"})
    assert Fiche.objects.get(pk=fiche.pk).version == fiche.version, "les mêmes dates n'écrivent rien"


def test_un_lot_pose_la_precision_et_son_annulation_la_rend(client: Client, fiche: Fiche, lise: Utilisateur) -> None:
    ou = reverse("lot", args=[fiche.collectivite.siren])
    demande = {"fiche": [fiche.pk], "champ": "fin", "valeur": "mars 2027"}
    apercu = client.get(ou, demande | {"apercu": "1"})
    ((_, avant, apres, _, _),) = apercu.context["lignes"]
    assert (avant, apres.replace("\u00a0", " ")) == ("2026", "mars 2027")
    client.post(ou, demande)
    assert dates(fiche)[2:] == (date(2027, 3, 31), "mois")
    historique = lire(client.get(adresse("fiche_historique", fiche)))
    assert "2027-03-31 mois" not in historique
    annuler_lot(GesteGroupe.objects.get(), par=lise, le=LE)
    assert dates(fiche) == INTACTES
    tot = client.get(ou, demande | {"valeur": "2025", "apercu": "1"})
    assert tot.context["lignes"][0][3] == "elle finirait avant de commencer"


def test_une_date_qui_attend_un_jour_dit_pourquoi(client: Client, fiche: Fiche, lise: Utilisateur) -> None:
    etat = client.post(adresse("fiche_champ", fiche, "etat_le"), {"etat_le": "mars 2026"}, headers=HTMX)
    assert "il manque le jour" in lire(etat)
    assert "Un constat se fait un jour donné" in lire(etat)
    suivi = client.post(adresse("fiche_lignes", fiche, "notes"), {"texte": "Vu.", "date": "2026"}, headers=HTMX)
    assert "il manque le jour et le mois" in lire(suivi)
    assert "Cette date se donne au jour près" in lire(suivi)


def test_une_precision_dite_a_cote_vaut_pour_un_jour_et_cede_a_ce_qui_est_tape(fiche: Fiche, lise: Utilisateur) -> None:
    assert lire_champs({"debut": "2027-03-01", "precision_debut": "mois"})["precision_debut"] == "mois"
    assert lire_champs({"debut": "2027", "precision_debut": "jour"})["precision_debut"] == "annee"
    modifier_fiche(fiche, {"fin": date(2026, 6, 1), "precision_fin": "annee"}, par=lise, le=LE)
    assert dates(fiche) == INTACTES
    with pytest.raises(DonneeRefusee, match="doit être entre 1990 et 2100"):
        lire_champs({"fin": "1789"})
