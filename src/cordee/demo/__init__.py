"""The demonstration territory: invented, deterministic, built only through actions."""
