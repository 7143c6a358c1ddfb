"""Models of the open API."""
