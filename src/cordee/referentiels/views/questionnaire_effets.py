"""View-models of what answers do to the points: one table per question, one line per possible answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter

from django.urls import reverse

from cordee.outils.nombres import formater, pourcent
from cordee.outils.texte import INSECABLE, accorder
from cordee.referentiels.queries.consequences import SEUIL, Genre, Hypothese, Simulation, Terrain
from cordee.referentiels.queries.personnalisation import Questionnaire
from cordee.territoires.domain.questions import Question, Reponse, TypeQuestion
from cordee.territoires.models import Question as FicheQuestion

VERBES = {
    Genre.DESACTIVE: "désactive",
    Genre.REACTIVE: "active",
    Genre.REDUIT: "réduit",
    Genre.AUGMENTE: "augmente",
}
CITES = 8
"""Nodes named on a line before the fold."""


@dataclass(frozen=True)
class NoeudCite:
    """A node named in a consequence. `points` is « 12 → 2 » for a change of points."""

    numero: str
    libelle: str
    url: str
    points: str = ""


@dataclass(frozen=True)
class GroupeNoeuds:
    """« désactive 3.2.1.2 et 3.2.1.3 »; the nodes after the first ones are in `suite`."""

    verbe: str
    noeuds: tuple[NoeudCite, ...]
    suite: tuple[NoeudCite, ...]


@dataclass(frozen=True)
class LigneEffet:
    """What one answer does to one référentiel, against no answer at all. `sens` is baisse, hausse or nul."""

    label: str
    actuelle: bool
    de_reference: bool
    delta: str
    delta_mot: str
    sens: str
    faits: str
    faits_mot: str
    ratio: str
    groupes: tuple[GroupeNoeuds, ...]


@dataclass(frozen=True)
class EffetsReferentiel:
    """The lines of one référentiel. Without `lignes` nothing changes today: `avec` names the questions that must be
    answered as well, `noeuds` what they bear on."""

    code: str
    nom: str
    lignes: tuple[LigneEffet, ...]
    avec: tuple[Question, ...]
    noeuds: tuple[NoeudCite, ...]
    continu: bool


@dataclass(frozen=True)
class EffetsQuestion:
    """Every consequence of a question. `enjeu` is the largest number of points that an answer moves; 0: none does
    today. `suites` are sentences on the questions that answers show or hide."""

    enjeu: float
    plage: str
    referentiels: tuple[EffetsReferentiel, ...]
    suites: tuple[str, ...]

    @property
    def change(self) -> bool:
        """Whether some answer changes points."""
        return self.enjeu > 0


class Etude:
    """The hypotheses of one question in a simulation: no answer, then each possible one."""

    def __init__(
        self,
        question: Question,
        valeur: Reponse | None,
        fiche: FicheQuestion | None,
        simulation: Simulation,
        pas: int = 1,
    ) -> None:
        self.question, self.valeur, self.simulation = question, valeur, simulation
        self.reference = simulation.poser({question.identifiant: None})
        self.continu = False
        if question.type is TypeQuestion.PROPORTION:
            self.cas = self._parts(pas)
        elif question.type is TypeQuestion.BINAIRE:
            self.cas = [self._cas("Oui", True), self._cas("Non", False)]
        else:
            libelles = {choix.code: choix.formulation for choix in fiche.choix.all()} if fiche else {}
            self.cas = [self._cas(libelles.get(c.identifiant, c.formulation), c.identifiant) for c in question.choix]

    def _cas(self, label: str, valeur: Reponse) -> tuple[str, Hypothese, bool]:
        return label, self.simulation.poser({self.question.identifiant: valeur}), self.valeur == valeur

    def _parts(self, pas: int) -> list[tuple[str, Hypothese, bool]]:
        paliers = self.simulation.paliers(self.question.identifiant, pas)
        self.continu = any(palier.est_une_valeur for palier in paliers)
        part = None if self.valeur is None else float(self.valeur) * 100
        lignes: list[tuple[float, str, Hypothese, bool]] = [
            (p.debut, libelle_palier(p.debut, p.fin), p.hypothese, part is not None and p.debut <= part <= p.fin)
            for p in paliers
        ]
        if part is not None and not any(actuelle for *_, actuelle in lignes):
            ici = self.simulation.poser({self.question.identifiant: self.valeur})
            lignes.append((part, pourcent(part / 100, 2, souple=True), ici, True))
        return [(label, hypothese, actuelle) for _, label, hypothese, actuelle in sorted(lignes, key=itemgetter(0))]

    # -- read, once the simulation is calculated ---------------------------------------------------------------------
    @property
    def enjeu(self) -> float:
        """Largest change of points that an answer makes, over every référentiel."""
        return max((self._enjeu(terrain) for terrain in self.simulation.terrains), default=0.0)

    def _enjeu(self, terrain: Terrain) -> float:
        return max((self.simulation.enjeu(terrain, self.reference, h) for _, h, _ in self.cas), default=0.0)

    def composer(self, questionnaire: Questionnaire) -> EffetsQuestion:
        """The tables of the question, for the référentiels that read it."""
        referentiels = [
            self._referentiel(questionnaire, terrain)
            for terrain in self.simulation.terrains
            if self.question.identifiant in terrain.charge.noeuds_par_question or self._enjeu(terrain)
        ]
        referentiels.sort(key=lambda effets: not effets.lignes)
        return EffetsQuestion(self.enjeu, self.plage, tuple(referentiels), self._suites())

    @property
    def plage(self) -> str:
        """« de −10 à 0 point » over the possible answers, all référentiels together."""
        totaux = [
            sum(
                self.simulation.issue(t, h).potentiel - self.simulation.issue(t, self.reference).potentiel
                for t in self.simulation.terrains
            )
            for _, h, _ in self.cas
        ]
        bas, haut = min(totaux, default=0.0), max(totaux, default=0.0)
        if haut - bas <= SEUIL and abs(haut) <= SEUIL:
            return "répartit autrement les points"
        if haut - bas <= SEUIL:
            return points_signes(haut)
        mot = accorder(max(abs(bas), abs(haut)), "point")
        return f"de {_signe(bas)} à {_signe(haut)}{INSECABLE}{mot}"

    def _referentiel(self, questionnaire: Questionnaire, terrain: Terrain) -> EffetsReferentiel:
        siren = questionnaire.collectivite.siren
        cas = self.cas
        if self.valeur is None:
            cas = [("Sans réponse", self.reference, True), *cas]
        lignes = tuple(self._ligne(terrain, siren, *un) for un in cas) if self._enjeu(terrain) else ()
        codes = terrain.charge.noeuds_par_question.get(self.question.identifiant, ())
        return EffetsReferentiel(
            code=terrain.code,
            nom=terrain.nom,
            lignes=lignes,
            avec=() if lignes else self._combinees(questionnaire, terrain, codes),
            noeuds=() if lignes else tuple(citer(terrain, siren, code) for code in codes),
            continu=self.continu,
        )

    def _combinees(self, questionnaire: Questionnaire, terrain: Terrain, codes: Iterable[str]) -> tuple[Question, ...]:
        """Active questions that the same rules read: alone, this one decides nothing."""
        siens = set(codes)
        citees = {q for q, noeuds in terrain.charge.noeuds_par_question.items() if not siens.isdisjoint(noeuds)}
        citees.discard(self.question.identifiant)
        return tuple(question for question in questionnaire.actives if question.identifiant in citees)

    def _ligne(self, terrain: Terrain, siren: str, label: str, hypothese: Hypothese, actuelle: bool) -> LigneEffet:
        issue = self.simulation.issue(terrain, hypothese)
        delta = issue.potentiel - self.simulation.issue(terrain, self.reference).potentiel
        return LigneEffet(
            label=label,
            actuelle=actuelle,
            de_reference=hypothese is self.reference,
            delta=_signe(delta),
            delta_mot=accorder(delta, "point"),
            sens=sens_de(delta),
            faits=formater(issue.faits, 1, souple=True),
            faits_mot=accorder(issue.faits, "point"),
            ratio=pourcent(issue.ratio, 1),
            groupes=self._groupes(terrain, siren, hypothese),
        )

    def _groupes(self, terrain: Terrain, siren: str, hypothese: Hypothese) -> tuple[GroupeNoeuds, ...]:
        par_genre: dict[Genre, list[NoeudCite]] = {}
        for changement in self.simulation.changements(terrain, self.reference, hypothese):
            points = ""
            if changement.genre in (Genre.REDUIT, Genre.AUGMENTE):
                avant, apres = formater(changement.avant, 2, souple=True), formater(changement.apres, 2, souple=True)
                points = f"{avant}{INSECABLE}→{INSECABLE}{apres}"
            par_genre.setdefault(changement.genre, []).append(citer(terrain, siren, changement.noeud, points))
        return tuple(
            GroupeNoeuds(VERBES[genre], tuple(par_genre[genre][:CITES]), tuple(par_genre[genre][CITES:]))
            for genre in Genre
            if genre in par_genre
        )

    def _suites(self) -> tuple[str, ...]:
        """Sentences on the answers that show or hide other questions."""
        suites = []
        for label, hypothese, _ in self.cas:
            ecart = len(hypothese.actives) - len(self.reference.actives)
            mots = accorder(ecart, "autre question", "autres questions")
            if ecart:
                suites.append(f"« {label} » {'pose' if ecart > 0 else 'retire'} {abs(ecart)} {mots}.")
        return tuple(suites)


def libelle_palier(debut: int, fin: int) -> str:
    """Words for the percentages from `debut` to `fin`."""
    if (debut, fin) == (0, 100):
        return "Toute part"
    if debut == fin:
        return f"{debut}{INSECABLE}%"
    if debut == 0:
        return f"Jusqu'à {fin}{INSECABLE}%"
    return f"{debut}{INSECABLE}% et plus" if fin == 100 else f"De {debut} à {fin}{INSECABLE}%"


def citer(terrain: Terrain, siren: str, code: str, points: str = "") -> NoeudCite:
    """A node with the address of its page."""
    noeud = terrain.charge.noeud(code)
    return NoeudCite(noeud.numero, noeud.libelle, _adresse(siren, terrain.code).replace(_CODE, code), points)


_CODE = "CODE"


@lru_cache(maxsize=256)
def _adresse(siren: str, referentiel: str) -> str:
    """Address of a node with its code left to fill in: pages cite hundreds of them."""
    return reverse("mesure", args=[siren, referentiel, _CODE])


def _signe(delta: float) -> str:
    return formater(delta, 2, signe=True, souple=True)


def points_signes(delta: float) -> str:
    """`−12 points`."""
    return f"{_signe(delta)}{INSECABLE}{accorder(delta, 'point')}"


def sens_de(delta: float) -> str:
    """Whether points are lost, gained, or neither."""
    if abs(delta) <= SEUIL:
        return "nul"
    return "hausse" if delta > 0 else "baisse"


def etudier(
    questionnaire: Questionnaire,
    questions: Sequence[Question],
    fiches: dict[str, FicheQuestion],
    simulation: Simulation,
    pas: int = 1,
) -> dict[str, Etude]:
    """Every hypothesis about these questions, asked to the simulation (not yet calculated)."""
    reponses = questionnaire.situation.visibilite.reponses
    return {
        question.identifiant: Etude(
            question, reponses.get(question.identifiant), fiches.get(question.identifiant), simulation, pas
        )
        for question in questions
    }
