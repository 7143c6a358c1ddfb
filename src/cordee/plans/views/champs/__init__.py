"""Screens of the fields that a collectivité, or a plan, adds to its fiches."""
