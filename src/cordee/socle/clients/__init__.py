"""Clients of outside services: protocol and types only."""
