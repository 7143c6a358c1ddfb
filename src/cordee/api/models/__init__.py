"""Models of the open API."""

from cordee.api.models.cles import CleApi

__all__ = ["CleApi"]
