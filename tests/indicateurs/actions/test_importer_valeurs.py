"""A whole table of values at once."""

from __future__ import annotations

import pytest
from tests.indicateurs.factories import LE, IndicateurFactory, SourceFactory, ValeurFactory, editrice, personne
from tests.territoires.factories import CollectiviteFactory

from cordee.comptes.models import Utilisateur
from cordee.indicateurs.actions.import_valeurs import Nombre, importer_valeurs
from cordee.indicateurs.models import Valeur
from cordee.journal.models import Ecriture
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus
from cordee.territoires.enums import Role
from cordee.territoires.models import Collectivite

pytestmark = pytest.mark.django_db


@pytest.fixture
def epci() -> Collectivite:
    return CollectiviteFactory()


@pytest.fixture
def lise(epci: Collectivite) -> Utilisateur:
    return editrice(epci)


def test_un_tableau_complete_et_corrige_sans_rien_vider(epci: Collectivite, lise: Utilisateur) -> None:
    bois, haies = IndicateurFactory(precision=1), IndicateurFactory()
    connue = ValeurFactory(collectivite=epci, indicateur=bois, annee=2024, resultat=4, objectif=9, calcul_auto=True)
    ValeurFactory(collectivite=epci, indicateur=bois, annee=2024, resultat=3, source=SourceFactory())
    nombres = [
        Nombre(bois.pk, 2024, "resultat", 5.06),
        Nombre(bois.pk, 2024, "objectif", 9),
        Nombre(haies.pk, 2030, "objectif", 40),
        Nombre(haies.pk, 2030, "resultat", 2),
    ]
    changements = importer_valeurs(epci, nombres, par=lise, le=LE)
    assert [(c.indicateur, c.annee, c.champ, c.avant, c.apres) for c in changements] == [
        (bois, 2024, "resultat", 4.0, 5.1),
        (haies, 2030, "objectif", None, 40.0),
        (haies, 2030, "resultat", None, 2.0),
    ]
    connue.refresh_from_db()
    assert (connue.resultat, connue.objectif, connue.calcul_auto, connue.modifie_par) == (5.1, 9, False, lise)
    nouvelle = Valeur.objects.get(indicateur=haies)
    assert (nouvelle.resultat, nouvelle.objectif, nouvelle.created_at) == (2, 40, LE)
    assert Ecriture.objects.get().resume == "Import de 3 valeurs d'indicateurs"
    assert importer_valeurs(epci, nombres, par=lise, le=LE) == []
    assert Ecriture.objects.count() == 1


def test_le_nombre_de_requetes_ne_suit_pas_celui_des_valeurs(
    epci: Collectivite, lise: Utilisateur, django_assert_num_queries
) -> None:
    importer_valeurs(epci, [Nombre(IndicateurFactory().pk, 2024, "resultat", 1)], par=lise, le=LE)
    for combien in (1, 30):
        nombres = [Nombre(i.pk, 2024, "resultat", 1) for i in IndicateurFactory.create_batch(combien)]
        with django_assert_num_queries(6):
            assert len(importer_valeurs(epci, nombres, par=lise, le=LE)) == combien


def test_un_seul_refus_n_ecrit_rien(epci: Collectivite, lise: Utilisateur) -> None:
    bon, borne = IndicateurFactory(), IndicateurFactory(titre="Part", borne_max=100)
    groupe, etranger = IndicateurFactory(titre="Groupe", regroupement=True), IndicateurFactory(personnalise=True)
    with pytest.raises(DonneeRefusee) as refus:
        importer_valeurs(
            epci,
            [
                Nombre(bon.pk, 2024, "resultat", 1),
                Nombre(borne.pk, 2024, "resultat", 101),
                Nombre(groupe.pk, 2024, "resultat", 1),
                Nombre(bon.pk, 1800, "resultat", 1),
                Nombre(etranger.pk, 2024, "resultat", 1),
                Nombre(bon.pk, 2024, "source", 1),
            ],
            par=lise,
            le=LE,
        )
    assert refus.value.messages[0] == "Part, 2024 : Résultat : au plus 100."
    assert [message.split(" : ")[0] for message in refus.value.messages[1:3]] == ["Groupe, 2024", f"{bon.titre}, 1800"]
    assert refus.value.messages[3:] == ["Un indicateur du fichier n'existe plus : envoyez le fichier de nouveau."]
    assert not Valeur.objects.exists()


def test_il_faut_l_edition_pour_importer(epci: Collectivite) -> None:
    with pytest.raises(Refus):
        importer_valeurs(epci, [], par=personne(epci, Role.CONTRIBUTION), le=LE)
