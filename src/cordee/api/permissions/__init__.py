"""Who may do what with the open API. Codes `api.<verbe>`."""

from cordee.api.permissions import webhooks

__all__ = ["webhooks"]
