"""Closed lists of the fields that a collectivité adds to its fiches: kinds, who reads, who writes, colours."""

from __future__ import annotations

from cordee.outils.choix import ChoixTexte


class GenreChamp(ChoixTexte):
    """What a field holds. A phase is a choice that its plan owns, at most one such field a plan (ADR 0017)."""

    LIGNE = "ligne", "Texte court"
    TEXTE = "texte", "Texte long"
    NOMBRE = "nombre", "Nombre"
    DATE = "date", "Date"
    OUI_NON = "oui_non", "Oui ou non"
    CHOIX = "choix", "Choix unique"
    CHOIX_PRECISE = "choix_precise", "Choix unique avec une précision"
    CHOIX_MULTIPLE = "choix_multiple", "Choix multiple"
    LIEN = "lien", "Lien web"
    PHASE = "phase", "Phase de mise en œuvre"

    @property
    def a_options(self) -> bool:
        """Whether its values are chosen in a list."""
        return self in {GenreChamp.CHOIX, GenreChamp.CHOIX_PRECISE, GenreChamp.CHOIX_MULTIPLE, GenreChamp.PHASE}

    @property
    def est_seul(self) -> bool:
        """Whether at most one option is chosen: such a field makes the columns of a kanban."""
        return self.a_options and self is not GenreChamp.CHOIX_MULTIPLE

    @property
    def est_texte(self) -> bool:
        """Whether its value is words that somebody types."""
        return self in {GenreChamp.LIGNE, GenreChamp.TEXTE, GenreChamp.LIEN}

    @property
    def a_bornes(self) -> bool:
        """Whether a list is filtered between two of its values."""
        return self in {GenreChamp.NOMBRE, GenreChamp.DATE}

    @property
    def en_lot(self) -> bool:
        """Whether it is changed on many fiches at once."""
        return self.a_options or self is GenreChamp.OUI_NON


class LectureChamp(ChoixTexte):
    """Who reads a field: the second one as what is confidential."""

    TOUS = "tous", "Toute personne qui lit la fiche"
    CONTRIBUTION = "contribution", "À partir du rôle « Contribution »"


class EcritureChamp(ChoixTexte):
    """Who writes it."""

    FICHE = "fiche", "Qui modifie la fiche, ses pilotes compris"
    EDITION = "edition", "À partir du rôle « Édition »"


class CouleurOption(ChoixTexte):
    """Quiet marks of the options of a choice, always beside their words."""

    GRIS = "gris", "Gris"
    VERT = "vert", "Vert"
    BLEU = "bleu", "Bleu"
    OCRE = "ocre", "Ocre"
    PRUNE = "prune", "Prune"


PHASES_PROPOSEES = ("Émergence", "Faisabilité", "Conception", "Concertation", "Réalisation", "Exploitation", "Bilan")
"""Phases given in one gesture to a plan that has none."""
NOM_DES_PHASES = "Phase de mise en œuvre"
