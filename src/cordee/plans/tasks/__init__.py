"""Deferred jobs, rounds and notifications of the plans, registered when the program starts."""

from cordee.plans.tasks import demarche, notifications

__all__ = ["demarche", "notifications"]
