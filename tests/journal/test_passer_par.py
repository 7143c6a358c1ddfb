"""By which door somebody came: said beside their name, and forgotten with the request."""

from __future__ import annotations

import pytest
from tests.comptes.factories import UtilisateurFactory
from tests.territoires.factories import DEPUIS_LE, CollectiviteFactory

from cordee.journal.actions import NOM_MAX, consigner, consigner_plusieurs, passer_par
from cordee.journal.models import Ecriture

pytestmark = pytest.mark.django_db
PORTE = "par l'API (clé « Tableau de bord »)"


def test_ce_qui_passe_par_une_porte_le_dit_et_le_reste_non() -> None:
    lise, ici = UtilisateurFactory(prenom="Lise", nom="Faure"), CollectiviteFactory()
    with passer_par(PORTE):
        consigner(ici, "a.b", "Fait", par=lise, le=DEPUIS_LE, details={"cle": 1})
        consigner_plusieurs([(ici, "Fait", {})], "a.b", par=lise, le=DEPUIS_LE)
        consigner(ici, "a.c", "Fait tout seul", par=None, le=DEPUIS_LE)
    consigner(ici, "a.d", "Fait à l'écran", par=lise, le=DEPUIS_LE, details={"cle": 1})
    assert list(Ecriture.objects.order_by("pk").values_list("acteur_nom", "details")) == [
        (f"Lise Faure, {PORTE}", {"cle": 1, "porte": PORTE}),
        (f"Lise Faure, {PORTE}", {"porte": PORTE}),
        ("", {"porte": PORTE}),
        ("Lise Faure", {"cle": 1}),
    ]


def test_un_nom_trop_long_laisse_sa_place_a_la_porte() -> None:
    longue = UtilisateurFactory(prenom="L" * 80, nom="F" * 80)
    with passer_par(PORTE):
        dite = consigner(CollectiviteFactory(), "a.b", "Fait", par=longue, le=DEPUIS_LE)
    assert len(dite.acteur_nom) == NOM_MAX
    assert dite.acteur_nom.endswith(PORTE)


def test_la_porte_est_oubliee_meme_apres_un_echec() -> None:
    with pytest.raises(ZeroDivisionError), passer_par(PORTE):
        _ = 1 / 0
    ecrite = consigner(CollectiviteFactory(), "a.b", "Fait", par=UtilisateurFactory(), le=DEPUIS_LE)
    assert "API" not in ecrite.acteur_nom
