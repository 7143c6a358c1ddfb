"""Added fields in a file: cells kept as they are written, then read by what the collectivité says of each field
(docs/calculs/import.md, « Champs de la collectivité »)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cordee.plans.domain.champs import ValeurRefusee
from cordee.plans.domain.champs_cites import ChampCite, ChampDefini
from cordee.plans.domain.champs_personnalises import LIBELLE_MAX, LIGNE_MAX, Definition, citer, reconnaitre
from cordee.plans.domain.colonnes_cellules import CelluleIllisible, Valeur, lire_texte
from cordee.plans.domain.colonnes_champs import definir, lire_cellule
from cordee.plans.domain.fiche import FicheComplete
from cordee.plans.domain.genres_de_champs import GenreChamp
from cordee.plans.domain.imports.cles import normaliser
from cordee.plans.domain.imports.messages import LectureImport, Lieu
from cordee.plans.domain.imports.messages import citer as citer_mots
from cordee.plans.domain.imports.poses import Case

CLE, CLE_NOUVEAU = "champ", "nouveau_champ"
"""Keys of a column: `champ:12` is a field that exists, `nouveau_champ` makes one of its header."""


def est_une_cle(cle: str) -> bool:
    """Whether the key of a column is that of a field that exists."""
    tete, _, numero = cle.partition(":")
    return tete == CLE and numero.isascii() and numero.isdigit()


def poser_champ(case: Case, valeur: Valeur, details: tuple[str, ...]) -> None:
    """`champ:12`: the cell as it is written; what it means is for `ResolutionDesChamps`."""
    _garder(case, valeur, ChampCite(_libelle(case), ref=int(details[0])))


def poser_nouveau_champ(case: Case, valeur: Valeur, details: tuple[str, ...]) -> None:
    """A field named by the header of the column, created when the collectivité has none of that name."""
    libelle = _libelle(case)
    plan = case.lecture.plan
    if not any(normaliser(defini.libelle) == normaliser(libelle) for defini in plan.champs):
        plan.champs = (*plan.champs, ChampDefini(libelle))
    _garder(case, valeur, ChampCite(libelle))


def _libelle(case: Case) -> str:
    return " ".join(case.lieu.entete.split())[:LIBELLE_MAX].strip() or f"Colonne {case.lieu.colonne}"


def _garder(case: Case, valeur: Valeur, cite: ChampCite) -> None:
    texte = lire_texte(valeur)
    if texte:
        case.fiche.champs = (*case.fiche.champs, replace(cite, texte=texte))
        case.lecture.lieux_champs[(id(case.fiche), normaliser(cite.libelle))] = case.lieu


@dataclass(frozen=True, slots=True)
class ChampConnu:
    """A field that the collectivité has; `plan` is the name of the plan that owns it."""

    definition: Definition
    plan: str = ""


class ResolutionDesChamps:
    """Reads the values of a file against the fields of the collectivité. `un_plan`: the file goes to one plan, whose
    own fields are those that it calls its own, whatever the name of the plan there."""

    def __init__(self, lecture: LectureImport, connus: Sequence[ChampConnu], *, un_plan: bool) -> None:
        self.lecture, self.connus, self.un_plan = lecture, connus, un_plan
        self.definis = {normaliser(d.libelle): d for d in lecture.plan.champs}
        self.dits: set[str] = set()
        self._allonger()

    def _allonger(self) -> None:
        """A new field holds long texts when one of its cells is long."""
        longs = {
            normaliser(cite.libelle)
            for fiche in self.lecture.fiches()
            for cite in fiche.champs
            if "\n" in cite.texte or len(cite.texte) > LIGNE_MAX
        }
        self.definis = {
            cle: replace(d, genre=GenreChamp.TEXTE) if d.genre is GenreChamp.LIGNE and cle in longs else d
            for cle, d in self.definis.items()
        }
        self.lecture.plan.champs = tuple(self.definis[normaliser(d.libelle)] for d in self.lecture.plan.champs)

    def fiche(self, fiche: FicheComplete) -> None:
        """The values of one fiche; those that cannot be read are told, and left out."""
        lus = [self._lire(fiche, cite) for cite in fiche.champs]
        fiche.champs = tuple(lu for lu in lus if lu is not None)

    def _lire(self, fiche: FicheComplete, cite: ChampCite) -> ChampCite | None:
        cle = normaliser(cite.libelle)
        origine = self.lecture.origines.get(id(fiche), Lieu())
        lieu = self.lecture.lieux_champs.get((id(fiche), cle))
        lieu = lieu or Lieu(origine.feuille, origine.ligne, "", cite.libelle)
        connu = self.trouver(cite)
        if connu is None:
            return self._nouveau(cite, cle, lieu)
        try:
            return _reconnaitre(connu, cite)
        except (ValeurRefusee, CelluleIllisible) as refus:
            self.lecture.erreur(str(refus), lieu)
            return None

    def _nouveau(self, cite: ChampCite, cle: str, lieu: Lieu) -> ChampCite | None:
        defini = self.definis.get(cle)
        premier = cle not in self.dits
        self.dits.add(cle)
        sans_ligne = Lieu(lieu.feuille, None, lieu.colonne, lieu.entete)
        if defini is None:
            if premier:
                self.lecture.avertir("Ce champ n'existe plus ici : choisissez-en un autre.", sans_ligne)
            self.lecture.non_repris.append((lieu, cite.texte))
            return None
        if premier:
            genre = defini.genre.libelle.lower()
            self.lecture.avertir(
                f"{citer_mots(defini.libelle)} n'existe pas encore : ce champ sera créé ({genre}).", sans_ligne
            )
        return replace(cite, genre=defini.genre, ref=None)

    def trouver(self, cite: ChampCite) -> ChampConnu | None:
        """The field that a file names: by its number, by its label, the phases of a plan by what they are."""
        if cite.ref is not None:
            return next((connu for connu in self.connus if connu.definition.pk == cite.ref), None)
        cle = normaliser(cite.libelle)
        voulus = [connu for connu in self.connus if self._est_le_sien(connu, cite)]
        memes = [connu for connu in voulus if normaliser(connu.definition.libelle) == cle]
        if not memes and cite.genre is GenreChamp.PHASE:
            memes = [connu for connu in voulus if connu.definition.genre is GenreChamp.PHASE]
        return memes[0] if memes else None

    def _est_le_sien(self, connu: ChampConnu, cite: ChampCite) -> bool:
        if not cite.plan or self.un_plan:
            return bool(connu.definition.plan) == bool(cite.plan) or not cite.plan
        return normaliser(connu.plan) == normaliser(cite.plan)


def _reconnaitre(connu: ChampConnu, cite: ChampCite) -> ChampCite | None:
    definition = connu.definition
    if cite.genre is GenreChamp.LIGNE and not definition.genre.est_texte:
        lu = lire_cellule(definir(definition, connu.plan), cite.texte)
        return replace(lu, ref=definition.pk) if lu is not None else None
    return citer(definition, reconnaitre(definition, cite), connu.plan)
