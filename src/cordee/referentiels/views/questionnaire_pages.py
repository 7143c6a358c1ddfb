"""View-models of the two pages of the personnalisation: sentences, scores, thématiques, and the blocks of each page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from cordee.outils.nombres import formater, pourcent
from cordee.outils.texte import INSECABLE, accorder
from cordee.referentiels.queries.consequences import SEUIL, Hypothese, Simulation
from cordee.referentiels.queries.personnalisation import Questionnaire, list_thematiques
from cordee.referentiels.views.questionnaire import (
    Bibliotheque,
    Geste,
    QuestionVue,
    ReponseGardee,
    composer_question,
    lire_bibliotheque,
    reponses_gardees,
    valeur_avant,
)
from cordee.referentiels.views.questionnaire_changements import (
    AttributIdentite,
    EffetsRetires,
    TableChangements,
    composer_changements,
    composer_identite,
    retirer_effets,
)
from cordee.referentiels.views.questionnaire_effets import Etude, etudier, points_signes, sens_de
from cordee.territoires.domain.questions import Question
from cordee.territoires.models import Thematique

PREMIERES = 6
"""Questions answered on the spot on the page that sums up; the others are links."""
PAS_RAPIDE = 10
"""Step of percentages where only the order of questions depends on it."""


@dataclass(frozen=True)
class Phrase:
    """The sentence at the head of a page, cut around its number."""

    avant: str
    nombre: str
    apres: str


@dataclass(frozen=True)
class ScoreReferentiel:
    """Where a référentiel stands, and what the answers make of its potentiel. `provisoire`: questions are left, and
    until they are answered a mesure and its alternative may both count (TE)."""

    code: str
    nom: str
    potentiel: str
    faits: str
    ratio: str
    reponses: str
    sens: str
    provisoire: bool


@dataclass(frozen=True)
class LigneThematique:
    """Progress of a thématique. `enjeu` is how many of the questions left change points."""

    code: str
    nom: str
    url: str
    questions: int
    reponses: int
    enjeu: int = 0
    effet: str = ""
    sens: str = "nul"

    @property
    def part(self) -> str:
        """Share answered, in percent, for the bar."""
        return f"{100 * self.reponses / self.questions:.1f}"

    @property
    def complete(self) -> bool:
        """Whether every question has its answer."""
        return self.reponses >= self.questions


@dataclass(frozen=True)
class LienQuestion:
    """A question to answer on another page, with what is at stake."""

    formulation: str
    thematique: str
    url: str
    plage: str


@dataclass(frozen=True)
class Place:
    """Where a question of the page stands, or would stand when it is not asked."""

    code: str
    vue: QuestionVue | None


@dataclass(frozen=True)
class PageThematique:
    """What `referentiels/thematique.html` displays. `deplacees` are the questions that the last gesture shows or
    hides."""

    thematique: Thematique
    phrase: Phrase
    scores: tuple[ScoreReferentiel, ...]
    places: tuple[Place, ...]
    autres: tuple[QuestionVue, ...]
    gardees: tuple[ReponseGardee, ...]
    precedente: LigneThematique | None
    suivante: LigneThematique | None
    deplacees: frozenset[str]

    @property
    def vues(self) -> list[QuestionVue]:
        """Every block of the page."""
        return [place.vue for place in self.places if place.vue] + list(self.autres)


@dataclass(frozen=True)
class PagePersonnalisation:
    """What `referentiels/personnalisation.html` displays. `affichees`: codes of the questions answered on the spot,
    kept from one answer to the next so that nothing jumps."""

    phrase: Phrase
    scores: tuple[ScoreReferentiel, ...]
    vues: tuple[QuestionVue, ...]
    suites: tuple[LienQuestion, ...]
    seules: tuple[LienQuestion, ...]
    thematiques: list[LigneThematique]
    identite: tuple[AttributIdentite, ...]
    changements: tuple[TableChangements, ...]

    @property
    def affichees(self) -> str:
        """Codes for the next request."""
        return ",".join(vue.code for vue in self.vues)


# -- what is computed ------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Calcul:
    """Hypotheses of a page: without any answer, without those of a thématique, before the last gesture, other
    answers."""

    simulation: Simulation
    sans_reponses: Hypothese
    sans_thematique: dict[str, Hypothese]
    etudes: dict[str, Etude]
    avant: Hypothese | None

    def ecart(self, sans: Hypothese) -> float:
        """Points potentiels that today's answers make against a hypothesis without some of them."""
        simulation = self.simulation
        return sum(
            simulation.issue(t, simulation.aujourdhui).potentiel - simulation.issue(t, sans).potentiel
            for t in simulation.terrains
        )


def preparer(
    questionnaire: Questionnaire,
    simulation: Simulation,
    etudes: dict[str, Etude],
    thematiques: Iterable[str],
    geste: Geste | None,
) -> Calcul:
    """Asks a simulation what a page needs; the caller then calculates it."""
    reponses = questionnaire.situation.visibilite.reponses
    sur_reponse = geste is not None and geste.champ == "reponse" and geste.ecrit
    par_thematique: dict[str, list[str]] = {code: [] for code in thematiques}
    for question in questionnaire.actives:
        if question.thematique in par_thematique:
            par_thematique[question.thematique].append(question.identifiant)
    return Calcul(
        simulation=simulation,
        sans_reponses=simulation.poser(dict.fromkeys(reponses)),
        sans_thematique={code: simulation.poser(dict.fromkeys(siennes)) for code, siennes in par_thematique.items()},
        etudes=etudes,
        avant=simulation.poser({geste.question: valeur_avant(questionnaire, geste)}) if sur_reponse and geste else None,
    )


def composer_scores(questionnaire: Questionnaire, calcul: Calcul) -> tuple[ScoreReferentiel, ...]:
    """One line for each référentiel kept."""
    simulation, scores = calcul.simulation, []
    restantes = {question.identifiant for question in _restantes(questionnaire.actives, questionnaire)}
    for terrain in questionnaire.terrains:
        issue = simulation.issue(terrain, simulation.aujourdhui)
        ecart = issue.potentiel - simulation.issue(terrain, calcul.sans_reponses).potentiel
        scores.append(
            ScoreReferentiel(
                code=terrain.code,
                nom=terrain.nom,
                potentiel=formater(issue.potentiel, 1, souple=True),
                faits=formater(issue.faits, 1, souple=True),
                ratio=pourcent(issue.ratio),
                reponses=points_signes(ecart) if abs(ecart) > SEUIL else "",
                sens=sens_de(ecart),
                provisoire=not terrain.charge.arbre.redistribute
                and not restantes.isdisjoint(terrain.charge.noeuds_par_question),
            )
        )
    return tuple(scores)


def dire_bilan(calcul: Calcul) -> str:
    """What the last gesture moved: « −10 points de potentiel en Climat Air Énergie »; empty when nothing did."""
    if calcul.avant is None:
        return ""
    simulation, morceaux = calcul.simulation, []
    for terrain in simulation.terrains:
        avant, apres = (simulation.issue(terrain, h) for h in (calcul.avant, simulation.aujourdhui))
        if abs(apres.potentiel - avant.potentiel) > SEUIL:
            morceaux.append(f"{points_signes(apres.potentiel - avant.potentiel)} de potentiel en {terrain.nom}")
        elif abs(apres.faits - avant.faits) > SEUIL:
            morceaux.append(f"{points_signes(apres.faits - avant.faits)} de score en {terrain.nom}")
    ecart = len(simulation.aujourdhui.actives) - len(calcul.avant.actives)
    if ecart:
        morceaux.append(f"{abs(ecart)} {accorder(ecart, 'question')} {'de plus' if ecart > 0 else 'de moins'}")
    return ", ".join(morceaux)


# -- sentences -------------------------------------------------------------------------------------------------------
def _restantes(questions: Iterable[Question], questionnaire: Questionnaire) -> list[Question]:
    reponses = questionnaire.situation.visibilite.reponses
    return [question for question in questions if question.identifiant not in reponses]


def _posees(questionnaire: Questionnaire) -> list[Question]:
    """Active questions, whether an opened référentiel reads them or not."""
    actives = set(questionnaire.situation.visibilite.actives)
    return [question for question in questionnaire.situation.questions if question.identifiant in actives]


def _dont(restantes: Sequence[Question], calcul: Calcul) -> str:
    """« , dont 3 changent des points »."""
    nombre = len(restantes)
    if not calcul.simulation.terrains:
        return ""
    comptent = sum(calcul.etudes[q.identifiant].enjeu > 0 for q in restantes)
    if not comptent:
        return accorder(nombre, ", qui seule ne change rien", ", dont aucune, seule, ne change de points")
    if comptent == nombre:
        return accorder(nombre, ", qui change des points", ", qui changent toutes des points")
    return f", dont {comptent} {accorder(comptent, 'change', 'changent')} des points"


def _points(ecart: float) -> str:
    return f"{formater(abs(ecart), 2, souple=True)}{INSECABLE}{accorder(ecart, 'point')}"


def phrase_thematique(questions: Sequence[Question], questionnaire: Questionnaire, calcul: Calcul, code: str) -> Phrase:
    """Head of the page of a thématique."""
    restantes = _restantes(questions, questionnaire)
    if not questions:
        posees = any(q.thematique == code for q in _posees(questionnaire))
        return Phrase("Ici, ", "aucune question", f" ne {'compte' if posees else 'vous est posée'} aujourd'hui.")
    if restantes:
        nombre = f"{len(restantes)}{INSECABLE}{accorder(len(restantes), 'question')}"
        return Phrase("Il reste ", nombre, f" sur {len(questions)}{_dont(restantes, calcul)}.")
    debut = accorder(len(questions), "La question a sa réponse", f"Les {len(questions)} questions ont leur réponse")
    ecart = calcul.ecart(calcul.sans_thematique[code])
    if abs(ecart) <= SEUIL:
        return Phrase(f"{debut} ; le potentiel ", "ne change pas", ".")
    return Phrase(f"{debut} : ", _points(ecart), f" de potentiel en {'plus' if ecart > 0 else 'moins'}.")


def phrase_personnalisation(questionnaire: Questionnaire, calcul: Calcul) -> Phrase:
    """Head of the page that sums up."""
    actives, restantes = questionnaire.actives, _restantes(questionnaire.actives, questionnaire)
    reste = f"il reste {len(restantes)} {accorder(len(restantes), 'question')}{_dont(restantes, calcul)}."
    if len(restantes) == len(actives):
        nombre = f"{len(actives)}{INSECABLE}{accorder(len(actives), 'question')}"
        return Phrase("Aucune réponse encore : ", nombre, f"{_dont(restantes, calcul)}.")
    if not questionnaire.terrains:
        reponses = len(actives) - len(restantes)
        nombre = f"{reponses}{INSECABLE}{accorder(reponses, 'réponse')}"
        return Phrase("", nombre, f" sur {len(actives)} ; ouvrez un référentiel pour voir ce qu'elles changent.")
    ecart = calcul.ecart(calcul.sans_reponses)
    fin = f" de potentiel ; {reste}" if restantes else " de potentiel ; toutes les questions ont leur réponse."
    if abs(ecart) <= SEUIL:
        return Phrase("Vos réponses ne changent ", "aucun point", fin)
    return Phrase(f"Vos réponses {'ajoutent' if ecart > 0 else 'retirent'} ", _points(ecart), fin)


# -- thématiques -----------------------------------------------------------------------------------------------------
def composer_thematiques(
    questionnaire: Questionnaire, thematiques: Iterable[Thematique], calcul: Calcul | None = None
) -> list[LigneThematique]:
    """Every thématique that has an active question, with what is at stake when a calculated simulation is given."""
    completudes, siren = questionnaire.completude_par_thematique, questionnaire.collectivite.siren
    lignes = []
    for thematique in thematiques:
        completude = completudes.get(thematique.code)
        if completude is None:
            continue
        restantes = _restantes((q for q in questionnaire.actives if q.thematique == thematique.code), questionnaire)
        ecart = calcul.ecart(calcul.sans_thematique[thematique.code]) if calcul else 0.0
        lignes.append(
            LigneThematique(
                code=thematique.code,
                nom=thematique.nom,
                url=reverse("thematique", args=[siren, thematique.code]),
                questions=completude.questions,
                reponses=completude.reponses,
                enjeu=sum(calcul.etudes[q.identifiant].enjeu > 0 for q in restantes) if calcul else 0,
                effet=points_signes(ecart) if abs(ecart) > SEUIL else "",
                sens=sens_de(ecart),
            )
        )
    return lignes


# -- page of a thématique --------------------------------------------------------------------------------------------
def composer_thematique(
    questionnaire: Questionnaire, thematique: Thematique, geste: Geste | None = None
) -> PageThematique:
    """Its questions that serve, those that serve other référentiels, the answers that no longer count."""
    siennes = [q for q in questionnaire.situation.questions if q.thematique == thematique.code]
    codes = [q.identifiant for q in siennes]
    visibles = set(questionnaire.situation.visibilite.actives)
    bibliotheque = lire_bibliotheque(questionnaire, codes)
    utiles = [q for q in siennes if q.identifiant in visibles & questionnaire.utiles]
    simulation = Simulation(questionnaire.situation, questionnaire.terrains)
    etudes = etudier(questionnaire, utiles, bibliotheque.fiches, simulation)
    calcul = preparer(questionnaire, simulation, etudes, [thematique.code], geste)
    simulation.calculer()
    vues = _composer_vues(questionnaire, codes, visibles, bibliotheque, calcul, geste)
    lignes = composer_thematiques(questionnaire, list_thematiques())
    rang = next((r for r, ligne in enumerate(lignes) if ligne.code == thematique.code), -1)
    concernees = [q.identifiant for q in siennes if q.concerne(questionnaire.situation.identite)]
    return PageThematique(
        thematique=thematique,
        phrase=phrase_thematique(utiles, questionnaire, calcul, thematique.code),
        scores=composer_scores(questionnaire, calcul),
        places=tuple(Place(code, vues.get(code)) for code in concernees if code in questionnaire.utiles),
        autres=tuple(vue for code, vue in vues.items() if code not in questionnaire.utiles),
        gardees=reponses_gardees(questionnaire, codes, bibliotheque.fiches),
        precedente=lignes[rang - 1] if rang > 0 else None,
        suivante=lignes[rang + 1] if 0 <= rang < len(lignes) - 1 else None,
        deplacees=frozenset(calcul.avant.actives) ^ visibles if calcul.avant else frozenset(),
    )


def _composer_vues(
    questionnaire: Questionnaire,
    codes: Iterable[str],
    visibles: set[str],
    bibliotheque: Bibliotheque,
    calcul: Calcul,
    geste: Geste | None,
) -> dict[str, QuestionVue]:
    bilan = dire_bilan(calcul)
    etudes: Mapping[str, Etude] = calcul.etudes if questionnaire.terrains else {}
    return {
        code: composer_question(questionnaire, code, bibliotheque, etudes.get(code), geste, bilan)
        for code in codes
        if code in visibles
    }


# -- page that sums up -----------------------------------------------------------------------------------------------
def composer_personnalisation(
    questionnaire: Questionnaire, affichees: Sequence[str] = (), geste: Geste | None = None
) -> PagePersonnalisation:
    """Questions that matter first, thématiques, identity, nodes changed."""
    actives = questionnaire.actives
    restantes = _restantes(actives, questionnaire)
    etudiees = [q for q in actives if q in restantes or q.identifiant in affichees]
    simulation = Simulation(questionnaire.situation, questionnaire.terrains)
    etudes = etudier(questionnaire, etudiees, {}, simulation, PAS_RAPIDE)
    thematiques = list_thematiques()
    calcul = preparer(questionnaire, simulation, etudes, [t.code for t in thematiques], geste)
    retires: EffetsRetires = retirer_effets(simulation)
    simulation.calculer()
    premieres, suites, seules = _trier(restantes, etudes, affichees, actives)
    bibliotheque = lire_bibliotheque(questionnaire, premieres)
    vues = _composer_vues(questionnaire, premieres, set(premieres), bibliotheque, calcul, geste)
    return PagePersonnalisation(
        phrase=phrase_personnalisation(questionnaire, calcul),
        scores=composer_scores(questionnaire, calcul),
        vues=tuple(vues.values()),
        suites=tuple(_lier(questionnaire, thematiques, question, etudes) for question in suites),
        seules=tuple(_lier(questionnaire, thematiques, question, etudes) for question in seules),
        thematiques=composer_thematiques(questionnaire, thematiques, calcul),
        identite=composer_identite(questionnaire),
        changements=composer_changements(questionnaire, simulation, retires),
    )


def _trier(
    restantes: Sequence[Question], etudes: Mapping[str, Etude], affichees: Sequence[str], actives: Sequence[Question]
) -> tuple[list[str], list[Question], list[Question]]:
    """Codes answered on the spot, questions behind a link, questions that alone change nothing."""
    comptent = sorted(
        (q for q in restantes if etudes[q.identifiant].enjeu > 0), key=lambda q: -etudes[q.identifiant].enjeu
    )
    codes = {question.identifiant for question in actives}
    premieres = [code for code in affichees if code in codes]
    suivantes = [q.identifiant for q in comptent if q.identifiant not in premieres]
    premieres += suivantes[: max(0, PREMIERES - len(premieres))]
    seules = [q for q in restantes if etudes[q.identifiant].enjeu == 0 and q.identifiant not in premieres]
    return premieres, [q for q in comptent if q.identifiant not in premieres], seules


def _lier(
    questionnaire: Questionnaire, thematiques: Sequence[Thematique], question: Question, etudes: Mapping[str, Etude]
) -> LienQuestion:
    noms = {thematique.code: thematique.nom for thematique in thematiques}
    adresse = reverse("thematique", args=[questionnaire.collectivite.siren, question.thematique])
    etude = etudes[question.identifiant]
    return LienQuestion(
        formulation=question.formulation,
        thematique=noms.get(question.thematique, ""),
        url=f"{adresse}#q-{question.identifiant}",
        plage=etude.plage if etude.enjeu > 0 else "",
    )
