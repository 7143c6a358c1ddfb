"""Pure helpers, without Django: French text, numbers, dates."""
