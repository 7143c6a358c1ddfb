"""Everything bundled: référentiels, evidence, conditions of stars."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.comptes.factories import UtilisateurFactory
from tests.referentiels.factories import LE
from tests.referentiels.fichiers import ETOILES, PREUVES, ecrire_donnees, ecrire_table

from cordee.journal.models import Ecriture
from cordee.referentiels.actions.donnees import charger_donnees_referentiels, lire_definition
from cordee.referentiels.domain import ImportRefuse
from cordee.referentiels.models import ConditionEtoile, Mesure, PreuveAttendue, Referentiel
from cordee.socle.permissions import Refus

pytestmark = pytest.mark.django_db


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    return ecrire_donnees(tmp_path)


def charger(dossier: Path):
    return charger_donnees_referentiels(par=None, le=LE, dossier=dossier)


def preuves() -> dict[str, set[str]]:
    return {p.code: {m.code for m in p.mesures.all()} for p in PreuveAttendue.objects.prefetch_related("mesures")}


def test_les_trois_referentiels_puis_ce_qui_s_y_accroche(dossier: Path) -> None:
    assert [(b.referentiel, b.noeuds) for b in charger(dossier)] == [("cae", 18), ("eci", 18), ("te", 18)]
    assert preuves() == {"bilan": {"cae_1.1.1", "cae_1.1.1.1"}, "plan": {"te_1.1.2"}}
    assert list(ConditionEtoile.objects.values_list("etoile", "mesure", "min_realise", "min_programme")) == [
        (1, "cae_1.1.1.1.1", 100, None), (1, "cae_1.1.1.1.3", 100, 100), (2, "cae_1.1.1.1.1", 50, 100),
    ]  # fmt: skip


def test_relancer_n_ecrit_rien(dossier: Path, django_assert_max_num_queries) -> None:
    charger(dossier)
    conditions = set(ConditionEtoile.objects.values_list("pk", flat=True))
    with django_assert_max_num_queries(22) as requetes:
        assert all(bilan.inchange for bilan in charger(dossier))
    assert not [r for r in requetes.captured_queries if r["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert set(ConditionEtoile.objects.values_list("pk", flat=True)) == conditions
    assert Ecriture.objects.count() == 3


def test_une_preuve_ou_une_condition_change_sans_que_les_arbres_changent(dossier: Path) -> None:
    charger(dossier)
    ecrire_table(dossier, "preuves.tsv", [PREUVES[0], ("bilan", "cae", "Bilan des gaz", "cae_1.1.2 cae_9.9")])
    ecrire_table(dossier, "etoiles.tsv", [*ETOILES[:2], ("cae", "3", "1", "cae_9.9", "", "50", "")])
    assert all(bilan.inchange for bilan in charger(dossier))
    assert preuves() == {"bilan": {"cae_1.1.2"}}
    assert PreuveAttendue.objects.get().nom == "Bilan des gaz"
    assert ConditionEtoile.objects.count() == 1


def test_un_document_demande_par_deux_referentiels_n_est_qu_une_preuve(dossier: Path) -> None:
    ecrire_table(dossier, "preuves.tsv", [*PREUVES[:2], ("bilan", "eci", "Bilan annuel", "eci_1.1.2")])
    charger(dossier)
    assert preuves() == {"bilan": {"cae_1.1.1", "cae_1.1.1.1", "eci_1.1.2"}}
    assert PreuveAttendue.objects.get().referentiel_id == "cae"
    assert all(bilan.inchange for bilan in charger(dossier))


def test_un_fichier_fautif_n_ecrit_aucun_des_trois(dossier: Path) -> None:
    (dossier / "te.tsv").write_text("identifiant\tlibelle\n1\tAxe\n1\tDouble\n", encoding="utf-8")
    with pytest.raises(ImportRefuse, match="déjà défini"):
        charger(dossier)
    assert not Referentiel.objects.exists()
    assert not Mesure.objects.exists()


def test_seule_l_installation_charge(dossier: Path) -> None:
    with pytest.raises(Refus):
        charger_donnees_referentiels(par=UtilisateurFactory(), le=LE, dossier=dossier)


def test_la_definition_livree_dit_sa_version_et_sa_hierarchie() -> None:
    definition = lire_definition("eci")
    assert (definition.nom, definition.version) == ("Économie circulaire", "1.0.0")
    assert [str(niveau) for niveau in definition.hierarchie] == ["referentiel", "axe", "mesure", "sous_mesure", "tache"]


def test_les_donnees_livrees_se_chargent_en_entier(donnees_livrees: None) -> None:
    comptes = {code: Mesure.objects.filter(referentiel=code).count() - 1 for code in ("cae", "eci", "te")}
    assert comptes == {"cae": 1470, "eci": 367, "te": 663}
    assert PreuveAttendue.objects.filter(referentiel="cae").count() == 130
    assert PreuveAttendue.objects.filter(mesures__referentiel="eci").distinct().count() == 176
    assert ConditionEtoile.objects.filter(referentiel="eci", etoile=4).count() == 6
    assert all(bilan.inchange for bilan in charger_donnees_referentiels(par=None, le=LE))
