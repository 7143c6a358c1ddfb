"""Names of a file against those already known: the same people, the same partners, never twice
(docs/calculs/import.md, « Personnes et noms »)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from cordee.plans.domain.fiche import FicheComplete
from cordee.plans.domain.imports.champs_ajoutes import ChampConnu, ResolutionDesChamps
from cordee.plans.domain.imports.cles import normaliser
from cordee.plans.domain.imports.messages import LectureImport, Lieu, citer
from cordee.plans.domain.imports.noms import Annuaire, Recherche
from cordee.plans.domain.imports.reglages import PILOTES, REFERENTS
from cordee.plans.domain.listes import GenreEtiquette


@dataclass(frozen=True, slots=True)
class Connaissances:
    """What the collectivité already has: people (members and names), étiquettes by genre, codes of mesures, communes by
    normalised name, fields that it added."""

    personnes: Annuaire
    etiquettes: Mapping[GenreEtiquette, Annuaire]
    mesures: frozenset[str]
    communes: frozenset[str]
    champs: tuple[ChampConnu, ...] = ()


def resoudre(lecture: LectureImport, connaissances: Connaissances, *, plan_a_creer: bool = False) -> LectureImport:
    """Gives people and names the spelling already known; tells what is ambiguous (error), what looks like a known name
    (remark), what does not exist. Each name is told once. The people of the plan count when it is to be created."""
    resolution = _Resolution(lecture, connaissances)
    if plan_a_creer:
        resolution.plan()
    champs = ResolutionDesChamps(lecture, connaissances.champs, un_plan=not lecture.plan.recueil)
    for fiche in lecture.fiches():
        resolution.fiche(fiche)
        champs.fiche(fiche)
    return lecture


class _Resolution:
    def __init__(self, lecture: LectureImport, connaissances: Connaissances) -> None:
        self.lecture, self.connus = lecture, connaissances
        self.dits: set[tuple[str, str]] = set()
        self.trouvees: dict[tuple[str, str], Recherche] = {}

    def plan(self) -> None:
        """Names of the pilotes and référents of the plan; an address says who by itself."""
        plan = self.lecture.plan
        plan.pilotes = self._personnes(plan.pilotes, PILOTES)
        plan.referents = self._personnes(plan.referents, REFERENTS)

    def _personnes(self, noms: Iterable[str], libelle: str) -> tuple[str, ...]:
        lieu = Lieu("", None, "", libelle)
        return tuple(nom if "@" in nom else self._personne(nom, "", lieu) for nom in noms)

    def fiche(self, fiche: FicheComplete) -> None:
        lieu = self.lecture.origines.get(id(fiche), Lieu())
        fiche.personnes = tuple(
            replace(p, nom=self._personne(p.nom, p.email, Lieu(lieu.feuille, lieu.ligne, "", p.role.libelle)))
            for p in fiche.personnes
        )
        fiche.acteurs = tuple(
            replace(a, nom=self._nom(a.role.genre, a.nom, Lieu(lieu.feuille, lieu.ligne, "", a.role.libelle)))
            for a in fiche.acteurs
        )
        fiche.financements = tuple(
            replace(f, financeur=self._nom(GenreEtiquette.FINANCEUR, f.financeur, lieu)) for f in fiche.financements
        )
        self._absents(fiche, lieu)

    def _une_fois(self, genre: str, nom: str) -> bool:
        nouveau = (genre, normaliser(nom)) not in self.dits
        self.dits.add((genre, normaliser(nom)))
        return nouveau

    def _personne(self, nom: str, email: str, lieu: Lieu) -> str:
        cle = ("personne", f"{nom} <{email}>")
        if cle not in self.trouvees:
            self.trouvees[cle] = self.connus.personnes.chercher(cle[1] if email else nom)
        recherche = self.trouvees[cle]
        if recherche.unique is not None:
            return recherche.unique.nom
        if recherche.est_ambigue:
            adresses = " ; ".join(connu.repere for connu in recherche.trouves)
            self.lecture.erreur(
                f"{citer(nom)} désigne plusieurs personnes ({adresses}) : écrivez son adresse électronique à la suite "
                "de son nom.",
                lieu,
            )
        elif recherche.proches and self._une_fois("personne", nom):
            self._proposer(nom, recherche, "cette personne sera ajoutée", lieu)
        return nom

    def _nom(self, genre: GenreEtiquette, nom: str, lieu: Lieu) -> str:
        annuaire = self.connus.etiquettes.get(genre)
        if annuaire is None:
            return nom
        cle = (str(genre), nom)
        if cle not in self.trouvees:
            self.trouvees[cle] = annuaire.chercher(nom)
        recherche = self.trouvees[cle]
        if recherche.trouves:
            return recherche.trouves[0].nom
        if recherche.proches and self._une_fois(str(genre), nom):
            self._proposer(nom, recherche, "ce nom sera ajouté", lieu)
        return nom

    def _proposer(self, nom: str, recherche: Recherche, suite: str, lieu: Lieu) -> None:
        proches = ", ".join(citer(connu.nom) for connu in recherche.proches)
        self.lecture.avertir(
            f"{citer(nom)} ressemble à {proches} : si c'est la même chose, corrigez le fichier ; sinon, {suite}.", lieu
        )

    def _absents(self, fiche: FicheComplete, lieu: Lieu) -> None:
        inconnues = [code for code in fiche.mesures if code not in self.connus.mesures]
        if inconnues:
            self.lecture.avertir(f"Mesures inconnues, laissées de côté : {', '.join(inconnues)}.", lieu)
        communes = [nom for nom in fiche.communes if normaliser(nom) not in self.connus.communes]
        if communes:
            self.lecture.avertir(
                f"Communes absentes du territoire, laissées de côté : {', '.join(citer(nom) for nom in communes)}.",
                lieu,
            )
            self.lecture.non_repris.append((lieu, f"Communes concernées : {', '.join(communes)}"))
        fiche.mesures = tuple(code for code in fiche.mesures if code in self.connus.mesures)
        fiche.communes = tuple(nom for nom in fiche.communes if normaliser(nom) in self.connus.communes)
