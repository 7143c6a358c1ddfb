"""Models of the open API."""

from cordee.api.models.webhooks import LectureJournal, Livraison, Webhook

__all__ = ["LectureJournal", "Livraison", "Webhook"]
