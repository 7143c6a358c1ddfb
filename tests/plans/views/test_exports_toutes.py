"""« Toutes les fiches » of a collectivité: the same exports as those of a plan."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import docx
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.plans.exports.test_classeur import rouvrir
from tests.plans.factories import LE, AxeFactory, FicheFactory, PlanFactory, partagee_avec, placer
from tests.plans.views.test_exports import TOUT, connecter
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.journal.models import Ecriture
from cordee.plans.actions.exports import demander_export
from cordee.plans.domain.colonnes_lecture import lire_plan
from cordee.plans.domain.fiche import AxeComplet
from cordee.plans.domain.formats import DemandeExport, FormatExport
from cordee.plans.models import Fiche
from cordee.plans.queries.dossier import Portee, recueil_complet
from cordee.plans.tasks import exports as taches
from cordee.socle.enums import EtatTravail
from cordee.socle.models import Travail
from cordee.territoires.models import Collectivite, Membre

pytestmark = pytest.mark.django_db


@pytest.fixture
def collectivite() -> Collectivite:
    """Two plans that share a fiche, a fiche without plan, an empty plan."""
    collectivite = CollectiviteFactory(nom="Pays de Sérac")
    climat = PlanFactory(nom="Plan climat", collectivite=collectivite)
    dechets = PlanFactory(nom="Plan déchets", collectivite=collectivite)
    PlanFactory(nom="Plan vide", collectivite=collectivite)
    commune = FicheFactory(dans=AxeFactory(plan=climat, nom="Bâtiments"), titre="Isoler l'école", realisee=True)
    placer(commune, dechets)
    FicheFactory(parent=commune, titre="Diagnostic")
    FicheFactory(collectivite=collectivite, titre="Sans plan", en_retard=True)
    return collectivite


def adresse(collectivite: Collectivite) -> str:
    return reverse("fiches_exporter", args=[collectivite.siren])


def exporter(client: Client, collectivite: Collectivite, format_: str, **plus: str) -> Any:
    donnees = {"format": format_, "portee": "tout", **dict.fromkeys(TOUT, "on"), **plus}
    return client.post(adresse(collectivite), donnees)


def arbre(axes: list[AxeComplet]) -> list[Any]:
    return [(axe.nom, [fiche.titre for fiche in axe.fiches], arbre(axe.axes)) for axe in axes]


def test_les_fiches_sont_rangees_par_plan(client: Client, collectivite: Collectivite) -> None:
    connecter(client, collectivite)
    lu = lire_plan(rouvrir(exporter(client, collectivite, "xlsx").content))
    assert arbre(lu.axes) == [
        ("Plan climat", [], [("Bâtiments", ["Isoler l'école"], [])]),
        ("Plan déchets", ["Isoler l'école"], []),
    ]
    assert [fiche.titre for fiche in lu.fiches] == ["Sans plan"]
    assert [sous.titre for sous in lu.axes[1].fiches[0].sous_fiches] == ["Diagnostic"]


def test_la_liste_filtree_et_les_fiches_cochees(client: Client, collectivite: Collectivite) -> None:
    connecter(client, collectivite)
    filtree = exporter(client, collectivite, "csv", portee="filtrees", liste="suivi=en_retard")
    assert [ligne.split(";")[3] for ligne in filtree.content.decode("utf-8-sig").splitlines()[1:]] == ["Sans plan"]
    coche = Fiche.objects.get(titre="Isoler l'école")
    page = client.get(adresse(collectivite), {"ids": [coche.pk], "suivi": "en_retard"})
    assert [(valeur, nombre) for valeur, _, nombre, _ in page.context["portees"]] == [
        ("tout", 2), ("filtrees", 1), ("choisies", 1),
    ]  # fmt: skip
    contenu = page.content.decode()
    for mots in ("Toutes les fiches de la collectivité", "Revenir aux fiches", "rangées par plan"):
        assert mots in contenu


def test_un_livret_d_une_selection_se_prepare_a_part(
    client: Client, collectivite: Collectivite, django_capture_on_commit_callbacks: Any
) -> None:
    connecter(client, collectivite)
    ids = ",".join(str(pk) for pk in Fiche.objects.filter(parent__isnull=True).values_list("pk", flat=True))
    with django_capture_on_commit_callbacks(execute=True):
        exporter(client, collectivite, "docx", portee="choisies", ids=ids)
        exporter(client, collectivite, "pdf", portee="choisies", ids=ids)
    word, pdf = Travail.objects.order_by("pk")
    assert (word.etat, word.libelle) == (EtatTravail.FINI, "Toutes les fiches, Word")
    with pdf.fichier.open("rb") as fichier:
        assert fichier.read(5) == b"%PDF-"
    with word.fichier.open("rb") as fichier:
        titres = [p.text for p in docx.Document(BytesIO(fichier.read())).paragraphs if p.style.name == "Heading 1"]
    assert [titre.replace("’", "'") for titre in titres] == [
        "Où en est le plan", "Plan climat", "Axe 1 · Bâtiments", "Plan déchets", "Fiches sans plan",
    ]  # fmt: skip


class TestDroits:
    def test_une_etrangere_ne_trouve_rien(self, client: Client, collectivite: Collectivite) -> None:
        assert client.get(adresse(collectivite)).status_code in (302, 404)
        connecter(client, CollectiviteFactory())
        assert client.get(adresse(collectivite)).status_code == 404
        assert exporter(client, collectivite, "json").status_code == 404

    def test_le_confidentiel_ne_sort_pas_pour_qui_ne_le_voit_pas(
        self, client: Client, collectivite: Collectivite
    ) -> None:
        secret = PlanFactory(nom="Plan secret", collectivite=collectivite, confidentiel=True)
        FicheFactory(dans=secret, titre="Négocier")
        FicheFactory(collectivite=collectivite, titre="Cachée", confidentielle=True)
        connecter(client, collectivite)
        assert "Avec les fiches confidentielles" not in client.get(adresse(collectivite)).content.decode()
        lu = exporter(client, collectivite, "json", confidentielles="on").content.decode()
        assert not [mot for mot in ("Plan secret", "Négocier", "Cachée") if mot in lu]

    def test_qui_les_voit_les_emporte_s_il_le_demande_et_cela_s_inscrit(
        self, client: Client, collectivite: Collectivite
    ) -> None:
        secret = PlanFactory(nom="Plan secret", collectivite=collectivite, confidentiel=True)
        FicheFactory(dans=secret, titre="Négocier")
        connecter(client, collectivite, contributeur=True)
        sans = exporter(client, collectivite, "json").content.decode()
        assert not [mot for mot in ("Plan secret", "Négocier") if mot in sans]
        assert not Ecriture.objects.filter(verbe="plans.exporter").exists()
        assert "Négocier" in exporter(client, collectivite, "json", confidentielles="on").content.decode()
        ecriture = Ecriture.objects.get(verbe="plans.exporter")
        assert (ecriture.collectivite_id, ecriture.resume) == (
            collectivite.pk, "A exporté 1 fiche confidentielle en JSON",
        )  # fmt: skip

    def test_qui_a_quitte_la_collectivite_ne_recoit_rien(
        self, client: Client, collectivite: Collectivite, django_capture_on_commit_callbacks: Any
    ) -> None:
        membre = connecter(client, collectivite)
        with django_capture_on_commit_callbacks() as a_faire:
            demander_export(None, collectivite, DemandeExport(FormatExport.JSON), par=membre.utilisateur, le=LE)
        Membre.objects.all().delete()
        for executer in a_faire:
            executer()
        assert Travail.objects.get().message == taches.DISPARU


def test_une_fiche_recue_d_une_autre_collectivite_est_sans_plan_ici(collectivite: Collectivite) -> None:
    membre = MembreFactory(collectivite=collectivite)
    recue = FicheFactory(dans=PlanFactory(), titre="Portée ensemble")
    partagee_avec(recue, collectivite)
    recueil = recueil_complet(membre.utilisateur, collectivite, Portee(fiches=(recue.pk,)))
    assert ([fiche.titre for fiche in recueil.fiches], recueil.axes) == (["Portée ensemble"], [])


def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_plans(collectivite: Collectivite) -> None:
    membre = MembreFactory(collectivite=collectivite)
    comptes = []
    for _ in range(3):
        with CaptureQueriesContext(connection) as requetes:
            recueil_complet(membre.utilisateur, collectivite)
        comptes.append(len(requetes))
        for _ in range(3):
            FicheFactory(dans=AxeFactory(plan=PlanFactory(collectivite=collectivite)))
    assert comptes[1] == comptes[2]  # the first one also reads the roles of the person
