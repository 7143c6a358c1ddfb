"""What personnalisation did to a mesure, and why: rules, the answers that made them so, points before and after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cordee.outils.nombres import formater, pourcent
from cordee.outils.texte import accorder, enumerer
from cordee.referentiels.domain import Consequence
from cordee.referentiels.domain.explications import RegleExpliquee, explain_regle
from cordee.referentiels.queries.scores import EtatDesLieux, calculer
from cordee.referentiels.views.mesure_adresses import ancetres
from cordee.referentiels.views.mesure_noeuds import points, points_mot
from cordee.territoires.domain.expressions import Contexte, TypeFormule, Valeur, references
from cordee.territoires.domain.identite import Identite
from cordee.territoires.domain.personnalisation import Regle
from cordee.territoires.domain.questions import Question, TypeQuestion
from cordee.territoires.models import Reponse

NOMS_REGLES = {
    TypeFormule.DESACTIVATION: "Désactivation",
    TypeFormule.REDUCTION: "Facteur de points",
    TypeFormule.SCORE: "Score",
}
SEUIL = 0.0005


@dataclass(frozen=True)
class VueQuestion:
    """A question that a rule read, with its answer. `provenance` says where the answer comes from."""

    code: str
    thematique: str
    formulation: str
    reponse: str
    provenance: str


@dataclass(frozen=True)
class VueRegle:
    """What the rules of one node do. `effet`: "desactivee", "reduite", "augmentee", "score", "" for nothing."""

    code: str
    numero: str
    libelle: str
    effet: str
    phrase: str
    questions: tuple[VueQuestion, ...]
    faits: tuple[str, ...]
    formules: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Personnalisation:
    """Rules that change something, those that change nothing, and the questions that could still change it."""

    actives: tuple[VueRegle, ...] = ()
    muettes: tuple[VueRegle, ...] = ()
    en_suspens: tuple[VueQuestion, ...] = ()


@dataclass(frozen=True)
class Potentiel:
    """Points of the référentiel against points here: `phrase`, and why they differ."""

    phrase: str
    raisons: tuple[str, ...]
    differe: bool


def composer_personnalisation(
    etat: EtatDesLieux, code: str, datees: Mapping[str, Reponse] | None = None
) -> Personnalisation:
    """Rules of the node, of what is under it and above it (they apply to it too). `datees`: explicit answers."""
    lecteur = _Lecteur(etat, datees or {})
    noeuds = [*ancetres(etat, code), *etat.charge.arbre.subtree(code)]
    vues = [
        lecteur.lire(noeud, etat.charge.regles_par_noeud[noeud])
        for noeud in noeuds
        if noeud in etat.charge.regles_par_noeud
    ]
    return Personnalisation(
        actives=tuple(vue for vue in vues if vue.effet),
        muettes=tuple(vue for vue in vues if not vue.effet),
        en_suspens=tuple(lecteur.en_suspens.values()),
    )


def questions_citees_sous(etat: EtatDesLieux, code: str) -> tuple[str, ...]:
    """Questions cited by the rules that the page tells about."""
    noeuds = {*ancetres(etat, code), *etat.charge.arbre.subtree(code)}
    return tuple(
        question for question, cites in etat.charge.noeuds_par_question.items() if not noeuds.isdisjoint(cites)
    )


class _Lecteur:
    """Reads the rules of one collectivité and gathers the questions left open."""

    def __init__(self, etat: EtatDesLieux, datees: Mapping[str, Reponse]) -> None:
        self.etat, self.datees = etat, datees
        situation = etat.situation
        self.contexte: Contexte = situation.contexte(etat.charge.versionne)
        self.questions = {q.identifiant: q for q in situation.questions}
        self.posees = {nom: q for nom, q in self.questions.items() if q.concerne(situation.identite)}
        self.en_suspens: dict[str, VueQuestion] = {}

    def lire(self, noeud: str, regles: Iterable[Regle]) -> VueRegle:
        """What the rules of a node do, together."""
        regles = tuple(regles)
        lues: dict[str, Valeur] = {}
        faits: dict[str, None] = {}
        for regle in regles:
            explication = self._expliquer(regle)
            lues.update(explication.reponses)
            identite = self.etat.situation.identite
            faits.update(dict.fromkeys(dire_identite(identite, *fait, vrai) for fait, vrai in explication.identite))
            for question in explication.en_suspens:
                self.en_suspens.setdefault(question, self._question(question, None))
        decrit = self.etat.charge.noeud(noeud)
        effet, phrase = self._effet(noeud)
        return VueRegle(
            code=noeud,
            numero=decrit.numero,
            libelle=decrit.libelle,
            effet=effet,
            phrase=phrase,
            questions=tuple(self._question(q, valeur) for q, valeur in lues.items() if q in self.questions),
            faits=_alleger(faits),
            formules=tuple((NOMS_REGLES[regle.type], str(regle.expression)) for regle in regles),
        )

    def _expliquer(self, regle: Regle) -> RegleExpliquee:
        return explain_regle(regle.expression, self.contexte, self.posees, self.etat.situation.visibilite.actives)

    def _question(self, code: str, valeur: Valeur) -> VueQuestion:
        question = self.questions[code]
        return VueQuestion(
            code,
            question.thematique,
            question.formulation,
            dire_reponse(question, valeur),
            self._provenance(code, valeur),
        )

    def _provenance(self, code: str, valeur: Valeur) -> str:
        """Where an answer comes from: the person who gave it, or the competences."""
        if valeur is None:
            return ""
        auteur = self.datees[code].modifie_par if code in self.datees else None
        if auteur is not None:
            return auteur.nom_complet
        return "" if code in self.etat.situation.explicites else "déduite de vos compétences"

    def _effet(self, noeud: str) -> tuple[str, str]:
        consequence = self.etat.effets.get(noeud)
        if consequence is None:
            return "", ""
        if consequence.desactive:
            return "desactivee", self._dire_desactivation(noeud)
        if consequence.reduction is not None and consequence.reduction != 1:
            return self._dire_facteur(noeud, consequence.reduction)
        if consequence.score is not None:
            return self._dire_score(noeud)
        return "", ""

    def _dire_desactivation(self, noeud: str) -> str:
        valeur = self.etat.scores.noeud(noeud).points_referentiel or 0.0
        if not valeur:
            return "Désactivée : elle ne vous est pas demandée."
        redistribue = self.etat.charge.arbre.redistribute and self._sous_mesure(noeud)
        consequence = self.etat.effets[noeud]
        if redistribue and consequence.reduction != 0:
            return f"Désactivée : ce qu'elle vaut ({points_mot(valeur)}) va à ce qui compte encore à côté d'elle."
        return f"Désactivée : ce qu'elle vaut ({points_mot(valeur)}) ne vous est pas compté."

    def _sous_mesure(self, noeud: str) -> bool:
        """Whether the node is under a mesure: only there are points shared out."""
        arbre = self.etat.charge.arbre
        return int(arbre.depths[arbre.position(noeud)]) > arbre.profondeur_mesure

    def _dire_facteur(self, noeud: str, facteur: float) -> tuple[str, str]:
        score = self.etat.scores.noeud(noeud)
        avant = score.points_referentiel or 0.0
        apres = avant if score.points_potentiels_perso is None else score.points_potentiels_perso
        effet = "reduite" if facteur < 1 else "augmentee"
        mot = "Réduite" if facteur < 1 else "Augmentée"
        return effet, f"{mot} de {points(avant)} à {points_mot(apres)} (× {formater(facteur, 3, souple=True)})."

    def _dire_score(self, noeud: str) -> tuple[str, str]:
        """A score rule: what the node would have without it, and the scores that it reads."""
        cites = [
            cite
            for regle in self.etat.charge.regles_par_noeud[noeud]
            if regle.type is TypeFormule.SCORE
            for cite in references(regle.expression).scores
            if cite != noeud and cite in self.etat.charge.arbre
        ]
        autres = enumerer([self._dire_cite(cite) for cite in cites])
        phrase = f"Son score dépend aussi de {autres}." if autres else "Son score vient d'une règle."
        effets = {**self.etat.effets, noeud: Consequence()}
        sans_regle = calculer(self.etat.charge, self.etat.statuts, effets).noeud(noeud).points_faits
        ecart = sans_regle - self.etat.scores.noeud(noeud).points_faits
        if ecart > SEUIL:
            phrase += f" La règle retient {points_mot(ecart)} de ce qui est fait."
        elif ecart < -SEUIL:
            phrase += f" La règle ajoute {points_mot(-ecart)} à ce qui est fait."
        else:
            phrase += " Aujourd'hui, elle ne change rien."
        return "score", phrase

    def _dire_cite(self, noeud: str) -> str:
        return f"{self.etat.charge.noeud(noeud).numero}, à {pourcent(self.etat.scores.noeud(noeud).ratio_fait, 0)}"


def dire_reponse(question: Question, valeur: Valeur) -> str:
    """An answer as people read it: oui, non, 40 %, the words of a choice."""
    if valeur is None:
        return "sans réponse"
    if question.type is TypeQuestion.BINAIRE:
        return "oui" if valeur else "non"
    if question.type is TypeQuestion.PROPORTION and isinstance(valeur, (int, float)):
        return pourcent(float(valeur), 1, souple=True)
    mots = {choix.identifiant: choix.formulation for choix in question.choix}
    return mots.get(str(valeur), str(valeur))


_TYPES = {"vous êtes une commune", "vous êtes un EPCI", "vous êtes un syndicat"}
_AUTRES_TYPES = {"vous n'êtes pas une commune", "vous n'êtes pas un EPCI", "vous n'êtes pas un syndicat"}


def _alleger(faits: Iterable[str]) -> tuple[str, ...]:
    """Facts that have words; what one is makes it useless to say what one is not."""
    dits = [fait for fait in faits if fait]
    return tuple(fait for fait in dits if fait not in _AUTRES_TYPES or _TYPES.isdisjoint(dits))


_IDENTITE = {
    ("type", "commune"): ("vous êtes une commune", "vous n'êtes pas une commune"),
    ("type", "epci"): ("vous êtes un EPCI", "vous n'êtes pas un EPCI"),
    ("type", "syndicat"): ("vous êtes un syndicat", "vous n'êtes pas un syndicat"),
    ("soustype", "syndicat"): ("vous êtes un syndicat", "vous n'êtes pas un syndicat"),
    ("soustype", "pole"): ("vous êtes un pôle ou un PETR", "vous n'êtes ni un pôle ni un PETR"),
    ("localisation", "dom"): ("vous êtes outre-mer", "vous n'êtes pas outre-mer"),
    ("localisation", "metropole"): ("vous êtes en métropole", "vous n'êtes pas en métropole"),
}


def dire_identite(identite: Identite, champ: str, valeur: str, vrai: bool) -> str:
    """A fact of identity that a rule read, in French; empty when there are no words for it. What is not known is said
    so: every test on it fails."""
    if inconnu := _dire_inconnu(identite, champ):
        return inconnu
    connu = _IDENTITE.get((champ.lower(), valeur.lower()))
    if connu is not None:
        return connu[0] if vrai else connu[1]
    if champ == "dans_aire_urbaine":
        dedans = (valeur.lower() in {"oui", "vrai", "true"}) == vrai
        return "vous êtes dans une aire urbaine" if dedans else "vous n'êtes pas dans une aire urbaine"
    sens, _, nombre = valeur.rpartition("_")
    if champ != "population" or not nombre.isdigit():
        return ""
    seuil = formater(float(nombre), 0)
    moins = (sens == "moins_de") == vrai
    return f"vous avez moins de {seuil} habitants" if moins else f"vous avez au moins {seuil} habitants"


def _dire_inconnu(identite: Identite, champ: str) -> str:
    if champ == "population" and not identite.population:
        return "votre population n'est pas connue"
    if champ == "localisation" and identite.drom is None:
        return "votre localisation n'est pas connue"
    if champ == "dans_aire_urbaine" and identite.dans_aire_urbaine is None:
        return "on ne sait pas si vous êtes dans une aire urbaine"
    return ""


def composer_potentiel(etat: EtatDesLieux, code: str) -> Potentiel:
    """Points of the référentiel against points potentiels of a node, and why they differ."""
    score = etat.scores.noeud(code)
    reference, ici = score.points_referentiel or 0.0, score.points_potentiels
    differe = abs(reference - ici) > SEUIL
    phrase = (
        f"{points_mot(reference)} dans le référentiel, {points(ici)} ici"
        if differe
        else f"{points_mot(reference)}, autant que dans le référentiel"
    )
    return Potentiel(phrase, tuple(_raisons(etat, code)), differe)


def _raisons(etat: EtatDesLieux, code: str) -> Iterable[str]:
    for noeud in (*ancetres(etat, code), code):
        consequence = etat.effets.get(noeud)
        if consequence is not None and consequence.reduction not in (None, 1) and etat.scores.noeud(noeud).concerne:
            numero = etat.charge.noeud(noeud).numero
            facteur = formater(consequence.reduction, 3, souple=True)
            yield f"{numero} est multipliée par {facteur} par la personnalisation."
    desactivees, hors = _ecartees(etat, code)
    suite = (
        "leurs points vont à ce qui compte encore" if etat.charge.arbre.redistribute else "leurs points ne comptent pas"
    )
    for noms, mots in ((desactivees, ("désactivée", "désactivées")), (hors, ("non concernée", "non concernées"))):
        if noms:
            reste = suite if len(noms) > 1 else suite.replace("leurs points", "ses points")
            yield f"{_citer(noms)}, {accorder(len(noms), mots[0], mots[1])} : {reste}."


def _citer(numeros: list[str]) -> str:
    if len(numeros) <= 4:
        return enumerer(numeros)
    return f"{', '.join(numeros[:3])} et {len(numeros) - 3} autres"


def _ecartees(etat: EtatDesLieux, code: str) -> tuple[list[str], list[str]]:
    """Numbers of the uppermost nodes with points that are out, under one that counts: désactivés, non concernés."""
    desactivees: list[str] = []
    hors: list[str] = []
    pile = list(reversed(etat.charge.arbre.children(code))) if etat.scores.noeud(code).concerne else []
    while pile:
        noeud = pile.pop()
        score = etat.scores.noeud(noeud)
        if score.concerne:
            pile.extend(reversed(etat.charge.arbre.children(noeud)))
        elif score.points_referentiel:
            (desactivees if score.desactive else hors).append(etat.charge.noeud(noeud).numero)
    return desactivees, hors
