"""Files made from whole fiches and plans (`domain.fiche`): bytes without a query (`queries.dossier` reads)."""
