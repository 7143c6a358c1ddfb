"""The page of an aid: an address of the site in https, or the identifier of the aid; nothing else."""

from __future__ import annotations

import pytest

from cordee.plans.domain.aide_territoires import est_une_aide, lire_aide, nommer_aide
from cordee.plans.domain.champs import ValeurRefusee

AIDE = "https://aides-territoires.beta.gouv.fr/aides/4f4e-renover-les-ecoles/"


@pytest.mark.parametrize(
    ("typee", "gardee"),
    [
        ("", ""), ("  ", ""), (AIDE, AIDE), (f" {AIDE} ", AIDE),
        ("4f4e-renover-les-ecoles", AIDE), (AIDE.removeprefix("https://"), AIDE),
        ("https://aides-territoires.beta.gouv.fr/programmes/fonds-vert/",
         "https://aides-territoires.beta.gouv.fr/programmes/fonds-vert/"),
    ],
)  # fmt: skip
def test_une_adresse_du_site_ou_un_identifiant_se_garde(typee: str, gardee: str) -> None:
    assert lire_aide(typee) == gardee


@pytest.mark.parametrize(
    "typee",
    [
        AIDE.replace("https", "http"), "https://exemple.fr/aides/4f4e-renover/", "javascript:alert(1)", "12345",
        "https://aides-territoires.beta.gouv.fr.exemple.fr/aides/x/", "https://aides-territoires.beta.gouv.fr",
        "https://lise:mdp@aides-territoires.beta.gouv.fr/aides/x/", "https://aides-territoires.beta.gouv.fr:8443/a/",
        "https://exemple.fr@aides-territoires.beta.gouv.fr/a", f"{AIDE}<script>", f"{AIDE} x", "https://[::1",
        "aides-territoires.beta.gouv.fr.exemple.fr/aides/x/", AIDE + "é", AIDE + "x" * 300, "Fonds vert",
    ],
)  # fmt: skip
def test_toute_autre_adresse_est_refusee_en_disant_quoi_faire(typee: str) -> None:
    with pytest.raises(ValeurRefusee, match="copiez l'adresse"):
        lire_aide(typee)
    assert not est_une_aide(typee) or len(typee) > 300


def test_le_nom_d_une_aide_rend_son_adresse() -> None:
    assert lire_aide(nommer_aide(AIDE)) == AIDE
    autre = "https://aides-territoires.beta.gouv.fr/portails/x/"
    assert nommer_aide(autre) == autre
