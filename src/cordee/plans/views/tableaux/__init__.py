"""Dashboards: the page, its modules, and the gestures that arrange it."""
