"""Indicateurs: what a territory measures, year after year. Definitions, sources, values, objectives, small charts."""
