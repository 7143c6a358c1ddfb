"""Changes to indicateurs and their values."""
