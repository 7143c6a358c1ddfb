"""Changes of réunions and of their décisions."""
