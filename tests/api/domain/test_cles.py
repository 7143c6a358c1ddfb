"""The secret of a key."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from cordee.api.domain.cles import (
    PREFIXE,
    correspond,
    empreinte_de,
    est_lisible,
    est_vivante,
    fabriquer_secret,
    prefixe_de,
)

LE = datetime(2026, 3, 10, 9, tzinfo=UTC)


def test_deux_secrets_different_et_se_reconnaissent_a_leur_debut() -> None:
    premier, second = fabriquer_secret(), fabriquer_secret()
    assert premier != second
    assert premier.startswith("cordee_")
    assert prefixe_de(premier) == premier[:PREFIXE]
    assert len(premier) - PREFIXE >= 32


def test_l_empreinte_ne_dit_rien_du_secret_et_ne_reconnait_que_lui() -> None:
    secret = fabriquer_secret()
    assert secret not in empreinte_de(secret)
    assert correspond(secret, empreinte_de(secret))
    assert not correspond(secret + "x", empreinte_de(secret))


def test_ce_qui_ne_peut_pas_etre_un_secret_n_est_pas_cherche() -> None:
    assert est_lisible(fabriquer_secret())
    for texte in ("", "cordee_", "cordee_court", "autre_" + "x" * 43, "cordee_" + "é" * 43, "cordee_" + "x" * 200):
        assert not est_lisible(texte)


def test_une_cle_vit_jusqu_a_son_dernier_instant() -> None:
    heure = timedelta(hours=1)
    assert est_vivante(None, None, LE)
    assert est_vivante(None, LE + heure, LE)
    assert not est_vivante(None, LE, LE)
    assert not est_vivante(LE - heure, None, LE)
