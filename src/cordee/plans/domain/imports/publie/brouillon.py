"""A fiche being read: texts under keys, in order, and the same for its sous-actions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from cordee.plans.domain.imports.bandeaux import est_un_axe
from cordee.plans.domain.imports.choix_cellules import lire_statut
from cordee.plans.domain.imports.cles import normaliser
from cordee.plans.domain.imports.listes_cellules import sans_puce
from cordee.plans.domain.imports.messages import Lieu
from cordee.plans.domain.imports.publie.actions import TableauDActions
from cordee.plans.domain.imports.publie.blocs import Bloc
from cordee.plans.domain.imports.publie.libelles import Rubrique, lire_tete_de_fiche, nomme_le_document

SOUS_CHAMPS = {"texte:description", "public", "statut", "calendrier", "debut", "fin"}
"""Labels that belong to the sous-action when one is open."""
_ARGENT = re.compile(
    r"\b((19|20)\d\d|investissement|fonctionnement|total|ht|ttc|subvention|autofinancement|ademe|etat|region|departement|"
    r"feder|fonds|cout|montant|etp)\b"
)
_TEMPS = re.compile(
    r"\b((19|20)\d\d|janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre|trimestre|"
    r"semestre|phase|etape|court|moyen|long)\b"
)
_MESURE = re.compile(
    r"^(nombre|nb|taux|part|quantite|surface|volume|consommation|emissions?|montant|production|puissance|evolution|"
    r"superficie|lineaire|tonnage|frequentation|pourcentage|kwh|mwh|tco2)\b"
)
_SUITES = {
    "moyens_financiers": _ARGENT,
    "texte:financements_texte": _ARGENT,
    "texte:moyens": _ARGENT,
    "calendrier": _TEMPS,
    "indicateurs": _MESURE,
    "notes": _TEMPS,
}
"""What the first cell of a row says when it goes on with the field above rather than naming another one."""
PILOTAGE = "porteur"
"""Field of the heading « Pilotage »."""
DETAIL = "indicateur_detaille"
"""Field of an indicator told by several lines."""
LIGNE_UNIQUE = {"titre", "code", "axe:1", "axe:2", "axe:3"}
"""Fields that hold one line: what follows is not theirs."""

EN_UNE_LIGNE = {"statut", "priorite", "calendrier", "debut", "fin"}
"""Fields that are over at the end of the line when it begins with their label."""


@dataclass(slots=True)
class Entree:
    """A piece of text under a key; `titre` when it was a heading or bold, `ferme` when a table, or the line
    of its label, holds it; `tableau` when it is a cell."""

    texte: str
    ligne: int
    titre: bool = False
    niveau: int = 0
    ferme: bool = False
    tableau: bool = False

    @property
    def lieu(self) -> Lieu:
        """Its paragraph in the document."""
        return Lieu("", self.ligne)


@dataclass(slots=True)
class Section:
    """Texts under one label, worded `mot`, in a row of a table or not. `sous` is the sous-action that it stands
    after, as long as nothing says whose it is."""

    cle: str
    ligne: int
    section: bool = False
    entrees: list[Entree] = field(default_factory=list)
    sous: SousBrouillon | None = None
    mot: str = ""
    tableau: bool = False

    @property
    def texte(self) -> str:
        """The pieces, a line each."""
        return "\n".join(entree.texte for entree in self.entrees)

    @property
    def dit_un_statut(self) -> bool:
        """A statut, then nothing but the headings of what comes next."""
        dit = bool(self.entrees) and lire_statut(self.entrees[0].texte).statut is not None
        return dit and all(entree.titre for entree in self.entrees[1:])

    @property
    def lieu(self) -> Lieu:
        """The place of the label."""
        return Lieu("", self.ligne)


@dataclass(slots=True)
class SousBrouillon:
    """A sous-action being read."""

    numero: str
    titre: str
    ligne: int
    sections: list[Section] = field(default_factory=list)


@dataclass(slots=True)
class Brouillon:
    """A fiche being read. `tete` is what stands before the first label; `tableau` the table of actions that stands
    under it instead of a fiche; `annoncee`, that it is one however little it says."""

    tete: list[Entree] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    sous: list[SousBrouillon] = field(default_factory=list)
    laisses: list[Entree] = field(default_factory=list)
    listees: list[Entree] = field(default_factory=list)
    bruits: list[Entree] = field(default_factory=list)
    inconnus: list[Entree] = field(default_factory=list)
    courante: Section | None = None
    sous_ouverte: SousBrouillon | None = None
    suivie: SousBrouillon | None = None
    tableau: TableauDActions | None = None
    numerotee: bool = False
    annoncee: bool = False

    @property
    def est_vide(self) -> bool:
        """Nothing was read."""
        return not (self.tete or self.sections or self.sous or self.tableau)

    @property
    def cle(self) -> str:
        """Key of the open field, empty before the first label."""
        return self.courante.cle if self.courante else "sous" if self.sous_ouverte else ""

    @property
    def attend(self) -> bool:
        """A label was just opened, and nothing stands under it yet."""
        return self.courante is not None and not self.courante.entrees

    @property
    def est_dit_en_une_ligne(self) -> bool:
        """A statut or a date stands on the line of its label: the next label, even unknown, is no part of it."""
        courante = self.courante
        return courante is not None and courante.cle in EN_UNE_LIGNE and [e.ferme for e in courante.entrees] == [True]

    @property
    def cles(self) -> set[str]:
        """Keys met at the level of the fiche."""
        return {section.cle for section in self.sections} | ({"sous"} if self.sous else set())

    @property
    def a_un_statut_seul(self) -> bool:
        """A title and a statut, nothing else: an action all the same. The document itself is none, whatever its
        state."""
        titres = [e for e in self.tete if (e.titre or lire_tete_de_fiche(e.texte)) and not est_un_axe(e.texte)]
        if self.cles != {"statut"} or not titres or nomme_le_document(titres[-1].texte):
            return False
        return all(section.dit_un_statut for section in self.sections)

    def revient(self, rubrique: Rubrique) -> bool:
        """Whether a label is one of the first two come back, which opens the next fiche. Another word for the same
        field goes on with the fiche."""
        return any(
            section.cle == rubrique.cle and (not section.mot or not rubrique.mot or _meme(section.mot, rubrique.mot))
            for section in self.sections[:2]
        )

    def accueille(self, premiere: str) -> bool:
        """Whether the open field goes on with a row whose first cell is this text, which is no label."""
        motif = _SUITES.get(self.cle)
        return self.sous_ouverte is not None or (motif is not None and bool(motif.search(normaliser(premiere))))

    def tout(self) -> Iterator[Entree]:
        """Every piece of text."""
        yield from self.tete
        for section in (*self.sections, *(s for sous in self.sous for s in sous.sections)):
            yield from section.entrees
        yield from self.laisses

    def dans_une_sous_fiche(self, cle: str) -> bool:
        """Whether this label belongs to the open sous-action."""
        return self.sous_ouverte is not None and cle in SOUS_CHAMPS

    def ouvrir(
        self, cle: str, bloc: Bloc, *, section: bool = False, dans_sous: bool = False, rubrique: Rubrique | None = None
    ) -> None:
        """Begins a field, under this label when there is one."""
        self.courante = Section(cle, bloc.ligne, section, tableau=bloc.tableau)
        self.courante.mot = rubrique.mot if rubrique is not None else ""
        self.numerotee = self.numerotee or (rubrique is not None and rubrique.numerote)
        if self.sous_ouverte is not None and (dans_sous or cle in SOUS_CHAMPS) and not section:
            self._retenir(self.sous_ouverte)
            self.sous_ouverte.sections.append(self.courante)
            return
        if section:
            if cle == PILOTAGE:
                self.rendre_aux_sous()
            self.suivie = None
        else:
            self.suivie = self.sous_ouverte or self.suivie
            self.courante.sous = self.suivie
        self.sous_ouverte = None
        self.sections.append(self.courante)

    def rendre_aux_sous(self) -> None:
        """« Pilote » after a sous-action is its own when another sous-action, or the heading « Pilotage » of the whole
        fiche, comes next."""
        for section in [s for s in self.sections if s.sous is not None and s.sous is self.suivie]:
            self.sections.remove(section)
            section.sous.sections.append(section)  # type: ignore[union-attr]
        self.suivie = None

    def ouvrir_sous_fiche(self, rubrique: Rubrique, bloc: Bloc) -> None:
        """Begins a sous-action; a heading « Sous-actions » only closes the field."""
        self.courante = None
        self.rendre_aux_sous()
        if rubrique.section:
            self.sous_ouverte = self.sous_ouverte or SousBrouillon("", "", bloc.ligne)
            return
        self.sous_ouverte = SousBrouillon(rubrique.numero, rubrique.suite, bloc.ligne)
        self.sous.append(self.sous_ouverte)

    def ajouter(self, texte: str, bloc: Bloc, *, ferme: bool = False) -> None:
        """Adds a piece to the open field, or to the head."""
        entree = Entree(texte, bloc.ligne, bloc.est_un_titre, bloc.niveau, ferme, bloc.tableau)
        if self.courante is not None and self.courante.cle == DETAIL and self.courante.entrees:
            self.ouvrir("indicateurs", bloc)  # another indicator than the one that was told
        if self.courante is not None:
            self.courante.entrees.append(entree)
            if self.courante.cle in LIGNE_UNIQUE:
                self.courante = None
        elif self.sous_ouverte is not None:
            self._ajouter_a_la_sous_fiche(entree, bloc)
        else:
            self.tete.append(entree)

    def _retenir(self, sous: SousBrouillon) -> None:
        """The sous-action under a heading « Sous-actions » is one as soon as something is said of it."""
        if not any(autre is sous for autre in self.sous):
            self.sous.append(sous)

    def _ajouter_a_la_sous_fiche(self, entree: Entree, bloc: Bloc) -> None:
        """Text right after « Sous-action 1 »: its description."""
        sous = self.sous_ouverte
        assert sous is not None
        self._retenir(sous)
        self.courante = Section("texte:description", bloc.ligne)
        sous.sections.append(self.courante)
        self.courante.entrees.append(entree)

    def laisser(self, texte: str, bloc: Bloc, *, liste: bool = False) -> None:
        """Keeps aside what no field takes; `liste` for a row of a list of fiches, which the document holds besides."""
        (self.listees if liste else self.laisses).append(Entree(texte, bloc.ligne))

    def detailler(self, cle: str, texte: str, bloc: Bloc) -> bool:
        """Puts a value with the indicator named just above; False when there is none."""
        courante = self.courante
        if courante is None or not courante.cle.startswith("indicateur") or not courante.entrees:
            return False
        derniere = courante.entrees[-1]
        if courante.cle != DETAIL:
            dessus, _, nom = derniere.texte.rpartition("\n")
            nature = courante.cle.partition(":")[2]
            derniere.texte = dessus
            self.ouvrir(DETAIL, bloc)
            self.ajouter("\n".join([f"nom={sans_puce(nom)}", *([f"nature={nature}"] if nature else [])]), bloc)
            derniere = self.courante.entrees[-1]  # type: ignore[union-attr]
        derniere.texte = f"{derniere.texte}\n{cle}={' '.join(texte.split())}"
        return True

    def ecarter(self, texte: str, bloc: Bloc) -> None:
        """Leaves out what only names the document or the page, which is listed."""
        self.bruits.append(Entree(texte, bloc.ligne))

    def retirer(self, texte: str) -> None:
        """Takes back the last piece when it was the first half of a label."""
        entrees = self.courante.entrees if self.courante else self.tete
        if entrees and entrees[-1].texte == texte:
            entrees.pop()

    def inserer(self, cle: str, texte: str, bloc: Bloc) -> None:
        """Puts a piece in a field of its own, without closing the one that is open."""
        courante, sous = self.courante, self.sous_ouverte
        self.ouvrir(cle, bloc)
        self.ajouter(texte, bloc)
        self.courante, self.sous_ouverte = courante, sous

    def detacher_fin(self, *, titres_seuls: bool) -> list[Entree]:
        """Takes from the open field what is already the head of the next fiche: from where the head of this one comes
        back; else from the end of the table that holds the field, or from its first heading; else, unless
        `titres_seuls`, its last short line when the field holds something else."""
        entrees = self.courante.entrees if self.courante else []
        rang = len(entrees)
        while rang and not entrees[rang - 1].ferme and (entrees[rang - 1].titre or _est_bref(entrees[rang - 1].texte)):
            rang -= 1
        candidates = entrees[rang:]
        debut = next((i for i, e in enumerate(candidates) if e.titre or lire_tete_de_fiche(e.texte)), None)
        hors = self._hors_du_tableau(candidates)
        if (pareille := self._tete_revenue(candidates)) is not None:
            debut = pareille
        elif hors is not None and not (titres_seuls and debut is None):
            debut = hors
        elif debut is None and not titres_seuls:
            seule = len(entrees) < 2 or not candidates or candidates[-1].texte.endswith((".", ";", ","))
            debut = None if seule else len(candidates) - 1
        if debut is None:
            return []
        del entrees[rang + debut :]
        return candidates[debut:]

    def _hors_du_tableau(self, candidates: Sequence[Entree]) -> int | None:
        """The first line after the table that holds the open field."""
        if self.courante is None or not self.courante.tableau:
            return None
        return next((rang for rang, entree in enumerate(candidates) if not entree.tableau), None)

    def _tete_revenue(self, candidates: Sequence[Entree]) -> int | None:
        """Where the head of this fiche comes back (name of the plan, legend), even when its first lines, as an axe,
        changed."""
        places = {normaliser(entree.texte): place for place, entree in enumerate(self.tete)}
        for rang, entree in enumerate(candidates):
            if (place := places.get(normaliser(entree.texte))) is not None:
                return max(0, rang - place)
        return None


def _meme(mot: str, autre: str) -> bool:
    """Singular and plural of one label."""
    return mot.replace("s ", " ").rstrip("s") == autre.replace("s ", " ").rstrip("s")


def _est_bref(texte: str) -> bool:
    return len(texte) <= 200 and not texte.startswith(("-", "–", "•"))
