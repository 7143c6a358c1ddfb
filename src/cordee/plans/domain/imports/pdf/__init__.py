"""A PDF as blocks: words and lines of its pages, read in a process of its own, then put back into paragraphs and tables
(docs/calculs/import.md, « Fichiers PDF »)."""
