"""The page of a fiche, and everything done from it: one module a job."""
