"""Static files as production serves them: hashed names, in our modules too."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage

from cordee.socle.statiques import StatiquesHachees

FICHIERS = ("cordee/js/jour.js", "cordee/vendor/cally-0.9.2/cally.js", "django_htmx/ext/hx-sse-2.js")


def test_un_module_importe_le_nom_hache_et_les_fichiers_des_autres_restent_entiers(tmp_path: Path) -> None:
    for nom in FICHIERS:
        trouve = finders.find(nom)
        assert trouve
        (tmp_path / nom).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(trouve, tmp_path / nom)
    source = StaticFilesStorage(location=str(tmp_path), base_url=settings.STATIC_URL)
    hachage = StatiquesHachees(location=str(tmp_path), base_url=settings.STATIC_URL)
    faits = list(hachage.post_process({nom: (source, nom) for nom in FICHIERS}))
    assert not [fait for fait in faits if isinstance(fait[2], Exception)]
    (jour,) = (tmp_path / "cordee/js").glob("jour.*.js")
    (cally,) = (tmp_path / "cordee/vendor/cally-0.9.2").glob("cally.*.js")
    assert re.findall(r'import\("([^"]+)"\)', jour.read_text(encoding="utf-8")) == [
        f"../vendor/cally-0.9.2/{cally.name}"
    ]
    assert cally.read_bytes() == (tmp_path / FICHIERS[1]).read_bytes()
