"""Static files with a hash in their name, compressed, in production."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StatiquesHachees(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Hashes the addresses inside `import` statements of our ES modules too. Modules of others are left as they are:
    they import nothing, and a comment of theirs may look as if it did."""

    DES_AUTRES = ("/vendor/", "django_htmx/")
    support_js_module_import_aggregation = True

    def url_converter(self, name: str, *args: Any, **options: Any) -> Callable[[re.Match[str]], str]:
        """What an address in the file becomes."""
        if name.endswith(".js") and any(dossier in name for dossier in self.DES_AUTRES):
            return lambda trouve: trouve[0]
        converti: Callable[[re.Match[str]], str] = super().url_converter(name, *args, **options)
        return converti
