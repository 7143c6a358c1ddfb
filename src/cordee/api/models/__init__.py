"""Models of the open API."""

from cordee.api.models.cles import CleApi
from cordee.api.models.webhooks import LectureJournal, Livraison, Webhook

__all__ = ["CleApi", "LectureJournal", "Livraison", "Webhook"]
