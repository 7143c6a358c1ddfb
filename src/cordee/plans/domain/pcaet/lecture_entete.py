"""Reading the national file of headings (docs/calculs/pcaet.md, « Reprise du fichier national »)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from cordee.outils.lecture_dates import DateIllisible, lire_date
from cordee.outils.texte import normaliser
from cordee.plans.domain.imports.messages import lettre
from cordee.plans.domain.pcaet.delais import Obligation
from cordee.plans.domain.pcaet.etats import EtatPcaet
from cordee.plans.domain.pcaet.saisie import Faute

ADOPTION = "Date_adoption"
"""Not in the national file, read when somebody added it."""
TEXTES: dict[str, tuple[str, int]] = {
    "nom": ("Nom", 300), "description": ("Description_rapide", 5000), "chef_de_projet": ("Chef_de_projet", 170),
    "contact": ("Contact", 300), "elu_referent": ("Elu_referent", 170), "commentaire": ("Commentaire_statut", 5000),
    "autres_demarches": ("Autres_démarches_hors_EC", 500), "autres_identifiants": ("Autres_demarches_id", 200),
}  # fmt: skip
JOURS = {
    "creation": "Date_creation", "modification": "Date_modification", "lancement": "Date_lancement",
    "recu_le": "Date_reception_projet", "avis_etat_le": "Date_envoi_avis_dreal", "avis_region_le": "Date_envoi_avis_cr",
    "adoption": ADOPTION,
}  # fmt: skip
REQUIS = ("Id", "Nom", "SIREN_collectivites_coporteuses", "Demarche_etat")
ETATS: dict[str, EtatPcaet] = {
    **{normaliser(etat.libelle): etat for etat in EtatPcaet},
    **{str(etat): etat for etat in EtatPcaet},
    "en cours d elaboration": EtatPcaet.EN_ELABORATION, "elaboration": EtatPcaet.EN_ELABORATION,
    "en cours": EtatPcaet.EN_ELABORATION, "projet": EtatPcaet.EN_ELABORATION,
    "transmis": EtatPcaet.TRANSMIS, "en cours d instruction": EtatPcaet.TRANSMIS, "depose": EtatPcaet.TRANSMIS,
    "instruit": EtatPcaet.INSTRUIT, "adoptee": EtatPcaet.ADOPTE, "approuve": EtatPcaet.ADOPTE,
    "publie": EtatPcaet.ADOPTE, "mis en oeuvre": EtatPcaet.ADOPTE, "mise en oeuvre": EtatPcaet.ADOPTE,
    "en mise en oeuvre": EtatPcaet.ADOPTE, "archivee": EtatPcaet.ARCHIVE, "clos": EtatPcaet.ARCHIVE,
    "termine": EtatPcaet.ARCHIVE, "evalue": EtatPcaet.ARCHIVE,
}  # fmt: skip
OUI, NON = {"oui", "true", "vrai", "1", "oblige", "obligatoire"}, {"non", "false", "faux", "0", "volontaire"}
PROTEGES = re.compile(r"^'(?=[=+\-@])")
"""What our own export writes before a text that a spreadsheet would take for a formula."""
CITATION = 40


@dataclass(frozen=True, slots=True)
class EnteteLue:
    """One row. `ligne` is its number in the file; `de_cordee`: it comes from an export of an installation like this."""

    ligne: int
    identifiant: str
    etat: EtatPcaet
    sirens: tuple[str, ...]
    textes: Mapping[str, str]
    jours: Mapping[str, date | None]
    population: int | None = None
    obligation: Obligation | None = None
    de_cordee: bool = False

    @property
    def nom(self) -> str:
        """Name of the démarche."""
        return self.textes["nom"]


@dataclass(slots=True)
class LectureEntetes:
    """Rows of one collectivité and faults found: with a fault, nothing is to be kept. `ailleurs` rows are about others,
    `autre_type` are no PCAET; `brutes` are the heading and the rows kept, with their numbers, to be read again."""

    entetes: list[EnteteLue] = field(default_factory=list)
    fautes: list[Faute] = field(default_factory=list)
    ailleurs: int = 0
    autre_type: int = 0
    brutes: list[tuple[int, list[str]]] = field(default_factory=list)


class _Refus(ValueError):
    """What is wrong with a cell, and what to write instead."""


def lire_entetes(
    lignes: Sequence[Sequence[object]], siren: str, jour: date, numeros: Sequence[int] | None = None
) -> LectureEntetes:
    """Reads the rows that name `siren` among those who carry the plan. The first row that is not empty holds the names
    of the columns, in any order; those that nobody knows are left aside. `numeros`: those of the rows in the file, when
    they are not 1, 2, 3."""
    lecture = LectureEntetes()
    remplies = [(numero, [_texte(c) for c in ligne], ligne) for numero, ligne in _numeroter(lignes, numeros)]
    remplies = [une for une in remplies if any(une[1])]
    if not remplies:
        lecture.fautes.append(Faute(0, "", "Ce fichier est vide : donnez celui des démarches, avec ses titres."))
        return lecture
    numero, titres, _ = remplies[0]
    colonnes = {_cle(titre): rang for rang, titre in reversed(list(enumerate(titres))) if titre}
    manquent = [nom for nom in REQUIS if _cle(nom) not in colonnes]
    if manquent:
        noms = ", ".join(manquent)
        lecture.fautes.append(Faute(numero, "", f"colonnes absentes : {noms}. Est-ce bien le fichier des en-têtes ?"))
        return lecture
    lecture.brutes.append((numero, titres))
    vus: dict[str, int] = {}
    for numero, textes, brutes in remplies[1:]:
        rangee = _Rangee(numero, textes, brutes, colonnes, jour)
        if not normaliser(rangee.texte("Type_demarche") or "pcaet").startswith("pcaet"):
            lecture.autre_type += 1
        elif siren not in rangee.sirens():
            lecture.ailleurs += 1
        else:
            lecture.brutes.append((numero, textes))
            _ranger(lecture, rangee, vus)
    return lecture


def _numeroter(lignes: Sequence[Sequence[object]], numeros: Sequence[int] | None) -> list[tuple[int, Sequence[object]]]:
    return list(zip(numeros or range(1, len(lignes) + 1), lignes, strict=True))


def _ranger(lecture: LectureEntetes, rangee: _Rangee, vus: dict[str, int]) -> None:
    entete = rangee.lire()
    lecture.fautes += rangee.fautes
    if entete is None:
        return
    if entete.identifiant in vus:
        phrase = f"le numéro {entete.identifiant} est déjà à la ligne {vus[entete.identifiant]} : gardez-en une."
        lecture.fautes.append(Faute(rangee.numero, rangee.lettre("Id"), phrase))
        return
    vus[entete.identifiant] = rangee.numero
    lecture.entetes.append(entete)


def _cle(titre: str) -> str:
    """`Collectivités porteuses` and `Collectivités_porteuses` are one; `_id` is not `Id`."""
    technique = "_" if titre.startswith("_") else ""
    return technique + re.sub(r"[^a-z0-9]+", "_", normaliser(titre)).strip("_")


def _texte(cellule: object) -> str:
    if cellule is None:
        return ""
    if isinstance(cellule, datetime):
        return cellule.date().isoformat()
    if isinstance(cellule, float) and cellule.is_integer():
        return str(int(cellule))
    return PROTEGES.sub("", " ".join(str(cellule).replace("\0", "").split()))


class _Rangee:
    """A row being read: each cell by the name of its column, each fault at its place."""

    def __init__(
        self, numero: int, textes: list[str], brutes: Sequence[object], colonnes: Mapping[str, int], jour: date
    ) -> None:
        self.numero, self.textes, self.brutes, self.colonnes, self.jour = numero, textes, brutes, colonnes, jour
        self.fautes: list[Faute] = []

    def texte(self, nom: str) -> str:
        """Text of a column; empty when the file has none."""
        rang = self.colonnes.get(_cle(nom))
        return self.textes[rang] if rang is not None and rang < len(self.textes) else ""

    def lettre(self, nom: str) -> str:
        """Letter of a column."""
        rang = self.colonnes.get(_cle(nom))
        return lettre(rang) if rang is not None else ""

    def sirens(self) -> tuple[str, ...]:
        """SIREN of those who carry the plan, in the order of the file."""
        return tuple(re.findall(r"(?<!\d)\d{9}(?!\d)", self.texte("SIREN_collectivites_coporteuses")))

    def lire(self) -> EnteteLue | None:
        """The row; None when it has faults, all of them told."""
        identifiant = self._champ("Id", _lire_identifiant)
        etat = self._champ("Demarche_etat", _lire_etat)
        textes = {nom: self._champ(titre, _lire_texte(limite)) or "" for nom, (titre, limite) in TEXTES.items()}
        if not self.fautes and not textes["nom"]:
            self._dire("Nom", "le nom est vide : donnez-en un.")
        jours = {nom: self._champ(titre, _lire_jour) for nom, titre in JOURS.items()}
        population = self._champ("Population_couverte", _lire_entier)
        obligation = self._champ("Oblige", _lire_obligation)
        self._verifier(etat, jours)
        if self.fautes or identifiant is None or etat is None:
            return None
        de_cordee = self.texte("_id") == f"pcaet-{identifiant}"
        return EnteteLue(
            self.numero, identifiant, etat, self.sirens(), textes, jours, population, obligation, de_cordee
        )

    def _champ(self, titre: str, lire: Callable[[str], Any]) -> Any:
        try:
            return lire(self.texte(titre))
        except _Refus as refus:
            self._dire(titre, str(refus))
            return None

    def _dire(self, titre: str, phrase: str) -> None:
        self.fautes.append(Faute(self.numero, self.lettre(titre), phrase))

    def _verifier(self, etat: EtatPcaet | None, jours: Mapping[str, date | None]) -> None:
        for nom, jour in jours.items():
            if jour is not None and jour > self.jour:
                self._dire(JOURS[nom], f"la date « {self.texte(JOURS[nom])} » est à venir : corrigez-la.")
        recu = jours["recu_le"]
        if etat in {EtatPcaet.TRANSMIS, EtatPcaet.INSTRUIT} and recu is None and self.texte(JOURS["recu_le"]) == "":
            self._dire(JOURS["recu_le"], "un projet transmis a une date de réception : donnez-la.")
        for nom in ("avis_etat_le", "avis_region_le", "adoption"):
            jour = jours[nom]
            if jour is not None and recu is not None and jour < recu:
                self._dire(JOURS[nom], "cette date précède la réception du projet : corrigez l'une des deux.")
        if jours["adoption"] is not None and etat is not None and not etat.publiable:
            self._dire(ADOPTION, f"une démarche « {etat.libelle} » n'a pas de date d'adoption : effacez-la.")


def _lire_identifiant(texte: str) -> str:
    if not texte:
        raise _Refus("le numéro est vide : chaque démarche a le sien.")
    if len(texte) > 60:
        raise _Refus("le numéro dépasse 60 caractères.")
    return texte


def _lire_etat(texte: str) -> EtatPcaet:
    etat = ETATS.get(normaliser(texte)) or ETATS.get(_cle(texte)) or ETATS.get(_cle(texte).replace("_", " "))
    if etat is None:
        connus = ", ".join(f"« {un.libelle} »" for un in EtatPcaet)
        raise _Refus(f"l'état « {texte[:CITATION]} » n'est pas connu : écrivez {connus}.")
    return etat


def _lire_texte(limite: int) -> Callable[[str], str]:
    def lire(texte: str) -> str:
        if len(texte) > limite:
            raise _Refus(f"{len(texte)} caractères, {limite} au plus : raccourcissez.")
        return texte

    return lire


def _lire_jour(texte: str) -> date | None:
    if not texte:
        return None
    try:
        return lire_date(re.split(r"[T ](?=\d{2}:)", texte)[0])
    except DateIllisible:
        raise _Refus(f"« {texte[:CITATION]} » n'est pas une date comme 2026-12-31 ou 31/12/2026.") from None


def _lire_entier(texte: str) -> int | None:
    chiffres = re.sub(r"\s", "", texte)
    if not chiffres:
        return None
    if not (chiffres.isascii() and chiffres.isdigit() and len(chiffres) <= 9):
        raise _Refus(f"« {texte[:CITATION]} » n'est pas un nombre d'habitants : écrivez-le en chiffres.")
    return int(chiffres)


def _lire_obligation(texte: str) -> Obligation | None:
    if not texte:
        return None
    mot = normaliser(texte)
    if mot not in OUI | NON:
        raise _Refus(f"« {texte[:CITATION]} » : écrivez « Oui » ou « Non ».")
    return Obligation.OBLIGATOIRE if mot in OUI else Obligation.VOLONTAIRE
