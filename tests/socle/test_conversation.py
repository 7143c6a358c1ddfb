"""A service of conversation: asked once more when it is tired, believed in nothing, errors in French."""

from __future__ import annotations

import pytest
from tests.socle.faux_assistant import faux_assistant

from cordee.socle.clients.conversation import (
    ENVOI_MAX,
    REPONSE_MAX,
    Service,
    ServiceIndisponible,
    demander,
)

MESSAGES = [{"role": "user", "content": "Bonjour"}]
SCHEMA = {"type": "object"}


def sans_dormir(_: float) -> None:
    """The wait between two tries."""


def test_la_reponse_est_le_texte_du_premier_choix() -> None:
    with faux_assistant("Bonjour à vous") as faux:
        assert demander(faux.service, MESSAGES, SCHEMA) == "Bonjour à vous"
    (demande,) = faux.demandes
    assert (demande["model"], demande["temperature"]) == ("petit-modele", 0)
    assert demande["response_format"]["json_schema"]["schema"] == SCHEMA
    assert faux.cles == [f"Bearer {faux.service.cle}"]


def test_un_service_fatigue_est_redemande() -> None:
    with faux_assistant((503, b""), (429, b""), "Enfin") as faux:
        assert demander(faux.service, MESSAGES, dormir=sans_dormir) == "Enfin"
    assert len(faux.demandes) == 3


def test_un_service_qui_ne_connait_pas_les_schemas_est_redemande_sans() -> None:
    with faux_assistant((400, b"response_format?"), "Voilà") as faux:
        assert demander(faux.service, MESSAGES, SCHEMA) == "Voilà"
    assert "response_format" not in faux.demandes[-1]


@pytest.mark.parametrize(
    ("reponse", "phrase"),
    [
        ((401, b""), "refuse la clé"),
        ((404, b""), "ne connaît pas le modèle"),
        ((429, b""), "trop demandé"),
        ((500, b""), "erreur (500)"),
        ((302, b""), "erreur (302)"),
        ((200, b"<html>"), "ne se lit pas"),
        ((200, b'{"choices": []}'), "ne se lit pas"),
        ("  ", "texte vide"),
        ((200, b"x" * (REPONSE_MAX + 2)), "démesurée"),
    ],
)
def test_ce_qui_n_est_pas_une_reponse_se_dit_en_francais(reponse: object, phrase: str) -> None:
    with faux_assistant(reponse) as faux, pytest.raises(ServiceIndisponible) as refus:
        demander(faux.service, MESSAGES, dormir=sans_dormir)
    assert phrase in str(refus.value)


def test_un_service_injoignable_ou_un_texte_trop_long() -> None:
    service = Service("http://127.0.0.1:9/v1", "modele")
    with pytest.raises(ServiceIndisponible, match="injoignable"):
        demander(service, MESSAGES, dormir=sans_dormir)
    with pytest.raises(ServiceIndisponible, match="trop long"):
        demander(service, [{"role": "user", "content": "x" * (ENVOI_MAX + 1)}])


def test_sans_adresse_ni_modele_il_n_y_a_pas_de_service() -> None:
    assert not Service("https://exemple.fr/v1").est_regle
    assert (Service("https://exemple.fr/v1", "m").est_regle, Service("https://exemple.fr/v1", "m").intitule) == (
        True,
        "exemple.fr",
    )
