"""Who may do what with the open API. Codes `api.<verbe>`."""

from cordee.api.permissions import cles, webhooks

__all__ = ["cles", "webhooks"]
