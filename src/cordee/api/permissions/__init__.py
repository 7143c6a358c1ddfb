"""Who may do what with the open API. Codes `api.<verbe>`."""
