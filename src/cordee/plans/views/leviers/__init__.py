"""The screen of the leviers: the page, its files, the form of its numbers."""
