"""Screens of the import, one module each."""
