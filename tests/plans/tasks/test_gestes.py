"""What a gesture keeps to be taken back is forgotten after a month."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.plans.factories import LE, FicheFactory
from tests.territoires.factories import MembreFactory

from cordee.plans.actions.commentaires import commenter_fiche
from cordee.plans.actions.purge import CONSERVATION, purger_gestes
from cordee.plans.actions.retraits import annuler_retrait, retirer_ligne
from cordee.plans.models import GesteGroupe
from cordee.plans.tasks.gestes import purger
from cordee.socle.travaux.registre import rondes_declarees

pytestmark = pytest.mark.django_db
UNE_MINUTE = timedelta(minutes=1)


def test_un_commentaire_supprime_s_oublie_apres_trente_jours() -> None:
    fiche = FicheFactory()
    lise = MembreFactory(editeur=True, collectivite=fiche.collectivite).utilisateur
    gestes = [
        retirer_ligne(
            fiche,
            "commentaires",
            commenter_fiche(fiche, texte, par=lise, le=LE),
            par=lise,
            le=LE + attente,
        )
        for texte, attente in (("Entre nous.", timedelta()), ("Plus tard.", 2 * UNE_MINUTE))
    ]
    assert purger_gestes(par=None, le=LE + CONSERVATION) == 0
    assert purger_gestes(par=None, le=LE + CONSERVATION + UNE_MINUTE) == 1
    assert "Entre nous." not in str(list(GesteGroupe.objects.values_list("avant", flat=True)))
    annuler_retrait(gestes[1], par=lise, le=LE + CONSERVATION)
    assert fiche.commentaires.get().texte == "Plus tard.", "ce qui a moins de trente jours revient encore"


def test_la_purge_est_une_ronde_de_chaque_jour() -> None:
    assert "plans.purger_gestes" in {ronde.code for ronde in rondes_declarees()}
    GesteGroupe.objects.create(collectivite=FicheFactory().collectivite, verbe="plans.retirer_ligne", le=LE)
    purger(LE + CONSERVATION + UNE_MINUTE)
    assert not GesteGroupe.objects.exists()
