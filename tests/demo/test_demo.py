"""The demonstration, built once by its command."""

from __future__ import annotations

import itertools
import os
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.socle.lancement import lancer
from tests.territoires.fichiers import ecrire

from cordee.comptes.models import Utilisateur
from cordee.demo.comptes import comptes_affiches
from cordee.demo.construction import construire, est_construite
from cordee.demo.management.commands import demo
from cordee.demo.territoire import EPCI, MOT_DE_PASSE, PERSONNES, SIREN_PETR
from cordee.referentiels.enums import TypeJalon
from cordee.referentiels.models import Engagement, HistoriqueStatut, ReleveMensuel, Snapshot
from cordee.referentiels.queries.scores import etat_des_lieux
from cordee.socle.commandes import ErreurDeSaisie
from cordee.socle.erreurs import DonneeRefusee
from cordee.territoires.actions import collectivites
from cordee.territoires.domain.siren import siren_valide
from cordee.territoires.models import Collectivite
from cordee.territoires.queries import territoires_of


@pytest.mark.django_db
def test_la_commande_construit_tout_puis_ne_refait_rien(
    donnees_livrees: None, capsys, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, client: Client, settings
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "courriels"
    monkeypatch.setattr(collectivites, "FICHIER", ecrire(tmp_path))
    monkeypatch.setattr(demo, "EPCI_DE_FRANCE", 1)
    assert not est_construite()
    assert comptes_affiches() == []
    fin = lancer(capsys, "demo", "--sans-servir", "--port", "8123")
    assert (fin.code, fin.erreurs) == (0, "")
    assert "Territoire de démonstration, quatre ans d'histoire…" in fin.sortie
    for personne in PERSONNES:
        assert (personne.email in fin.sortie) == personne.affichee
    assert "http://localhost:8123" in fin.sortie
    assert str(tmp_path / "courriels") in fin.sortie
    assert "Subject:" not in fin.sortie
    _verifier_le_territoire()
    _verifier_les_scores()
    _verifier_les_comptes(client)
    ecrits = HistoriqueStatut.objects.count()
    servis: list[str] = []
    monkeypatch.setattr(demo.os, "execv", lambda programme, commande: servis.append(programme))
    monkeypatch.setattr(demo.subprocess, "Popen", lambda commande: None)
    fin = lancer(capsys, "demo", "--port", port_libre())
    assert (fin.code, len(servis)) == (0, 1)
    assert "– EPCI et communes de France : déjà en place" in fin.sortie
    assert "– Territoire de démonstration, quatre ans d'histoire : déjà en place" in fin.sortie
    assert HistoriqueStatut.objects.count() == ecrits


def _verifier_le_territoire() -> None:
    petr = Collectivite.objects.get(siren=SIREN_PETR)
    assert {c.siren for c in petr.membres_collectivites.all()} == {epci.siren for epci in EPCI}
    fictives = Collectivite.objects.filter(fictive=True)
    assert fictives.count() == 4 + sum(len(epci.communes) for epci in EPCI)
    assert all(siren_valide(c.siren) for c in fictives)
    assert petr.population == sum(commune.population for epci in EPCI for commune in epci.communes)


def _verifier_les_scores() -> None:
    """Scores kept are those that are computed again; they rose since the N0, and each month has its record."""
    engagements = list(Engagement.objects.select_related("collectivite", "referentiel"))
    assert len(engagements) == sum(len(epci.niveaux) for epci in EPCI)
    for engagement in engagements:
        racine = etat_des_lieux(engagement.collectivite, engagement.referentiel).scores.racine()
        assert (racine.points_faits, racine.points_potentiels) == (
            engagement.points_faits,
            engagement.points_potentiels,
        )
        ici = {"collectivite": engagement.collectivite, "referentiel": engagement.referentiel}
        n0 = Snapshot.objects.get(jalon=TypeJalon.ETAT_INITIAL, **ici)
        assert n0.ratio_fait < engagement.ratio_fait
        mois = list(ReleveMensuel.objects.filter(**ici).values_list("mois", flat=True))
        assert len(mois) >= 24
    assert HistoriqueStatut.objects.latest("modified_at").modified_at <= timezone.now()
    dernier = ReleveMensuel.objects.latest("mois").mois
    assert dernier >= timezone.localdate() - timedelta(days=62)


def _verifier_les_comptes(client: Client) -> None:
    affiches = comptes_affiches()
    assert [compte["email"] for compte in affiches] == [p.email for p in PERSONNES if p.affichee]
    assert affiches[0]["role"] == "Cheffe de projet transition écologique (coordination)"
    lise = Utilisateur.objects.get(email=affiches[0]["email"])
    ((petr, membres),) = territoires_of(lise)
    assert (petr.siren, len(membres)) == (SIREN_PETR, 3)
    identifiants = {"username": lise.email, "password": MOT_DE_PASSE}
    assert client.post(reverse("comptes:connexion"), identifiants).status_code == 302


@pytest.mark.django_db
def test_une_construction_qui_echoue_ne_laisse_rien() -> None:
    """Without what is bundled, the building stops on the way."""
    with pytest.raises(DonneeRefusee, match="est inconnue"):
        construire(le=datetime(2026, 3, 10, 9, tzinfo=UTC))
    assert not est_construite()
    assert not Utilisateur.objects.exists()


def port_libre() -> int:
    """A port that nobody listens to now."""
    with socket.socket() as libre:
        libre.bind(("127.0.0.1", 0))
        return int(libre.getsockname()[1])


class TestPort:
    def test_un_port_libre_ne_dit_rien(self) -> None:
        demo.refuser_port_pris(port_libre())

    def test_un_port_pris_se_dit_avant_tout_travail(self, capsys) -> None:
        with socket.socket() as prise:
            prise.bind(("127.0.0.1", 0))
            prise.listen()
            port = prise.getsockname()[1]
            fin = lancer(capsys, "demo", "--port", port)
        assert fin == (2, "", f"Le port {port} est déjà pris : arrêtez l'autre programme, ou ajoutez --port 8001.\n")

    @pytest.mark.parametrize("port", [-1, 0, 65_536, 10**9])
    def test_un_port_impossible_se_dit(self, port: int) -> None:
        with pytest.raises(ErreurDeSaisie, match="n'est pas un port"):
            demo.refuser_port_pris(port)


def test_le_serveur_remplace_la_commande(monkeypatch: pytest.MonkeyPatch) -> None:
    """`os.execv` never comes back: what it would run is written down instead."""
    lances: list[list[str]] = []
    monkeypatch.setattr(demo.os, "execv", lambda programme, commande: lances.append([programme, *commande]))
    monkeypatch.setattr(demo.subprocess, "Popen", lances.append)
    demo.servir(8123)
    ouvrier, commande = lances
    assert ouvrier[-3:] == ["travailler", "--parent", str(os.getpid())]
    assert commande[0] == commande[1]
    assert ["--bind", "127.0.0.1:8123"] in [list(paire) for paire in itertools.pairwise(commande)]
