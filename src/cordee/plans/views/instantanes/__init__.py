"""Screens of the instantanés of a plan."""
