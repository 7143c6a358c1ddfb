"""Front-end files of others are those that their notice says."""

from __future__ import annotations

import hashlib
import tomllib

from tests.architecture.sources import PAQUET

DOSSIER = PAQUET / "plans" / "static" / "plans" / "vendor"


def test_chaque_fichier_est_celui_de_sa_notice_et_a_sa_licence() -> None:
    notices = tomllib.loads((DOSSIER / "VENDOR.toml").read_text(encoding="utf-8"))["fichier"]
    for notice in notices:
        chemin = DOSSIER / notice["chemin"]
        assert hashlib.sha256(chemin.read_bytes()).hexdigest() == notice["sha256"]
        assert (chemin.parent / "LICENSE").is_file()
    presents = {c.relative_to(DOSSIER).as_posix() for c in DOSSIER.rglob("*.js")}
    assert presents == {notice["chemin"] for notice in notices}
