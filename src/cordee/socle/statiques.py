"""Static files with a hash in their name, compressed, in production."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StatiquesHachees(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Hashes the addresses inside `import` statements of our ES modules too."""

    support_js_module_import_aggregation = True
