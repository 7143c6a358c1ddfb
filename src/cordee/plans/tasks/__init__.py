"""Deferred jobs, rounds and notifications of the plans, registered when the program starts."""

from cordee.plans.tasks import notifications

__all__ = ["notifications"]
