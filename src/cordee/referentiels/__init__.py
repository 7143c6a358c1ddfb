"""Référentiels: their versioned definitions, the statuts a collectivité gives, its scores and its jalons."""
