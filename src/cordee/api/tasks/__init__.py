"""Rounds and notifications of the open API, registered when the program starts."""

from cordee.api.tasks import webhooks

__all__ = ["webhooks"]
