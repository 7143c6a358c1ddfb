"""Front-end files of others are those that their notice says."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path

import pytest

from tests.architecture.sources import PAQUET

NOTICES = sorted(PAQUET.rglob("VENDOR.toml"))


@pytest.mark.parametrize("notice", NOTICES, ids=lambda n: n.parents[3].name)
def test_chaque_fichier_est_celui_de_sa_notice_et_a_sa_licence(notice: Path) -> None:
    dossier = notice.parent
    fichiers = tomllib.loads(notice.read_text(encoding="utf-8"))["fichier"]
    for fichier in fichiers:
        chemin = dossier / fichier["chemin"]
        assert hashlib.sha256(chemin.read_bytes()).hexdigest() == fichier["sha256"]
        assert (chemin.parent / "LICENSE").is_file()
    presents = {c.relative_to(dossier).as_posix() for c in dossier.rglob("*.js")}
    assert presents == {fichier["chemin"] for fichier in fichiers}


def test_aucun_fichier_des_autres_n_est_sans_notice() -> None:
    dossiers = {notice.parent for notice in NOTICES}
    assert {d for d in PAQUET.rglob("vendor") if d.is_dir()} == dossiers
