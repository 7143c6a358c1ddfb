"""Sentences of the page of a mesure: the answer at its head, the next step, points lost, conditions of stars."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from cordee.outils.nombres import formater, pourcent
from cordee.outils.texte import accorder, enumerer
from cordee.referentiels.domain import NaturePerte, Niveau, Perte, ScoreNoeud, find_pertes
from cordee.referentiels.domain.conditions import judge_condition
from cordee.referentiels.domain.prochain_pas import NaturePas, ProchainPas, find_prochain_pas
from cordee.referentiels.models import ConditionEtoile
from cordee.referentiels.queries.scores import EtatDesLieux
from cordee.referentiels.views.mesure_adresses import adresse
from cordee.referentiels.views.mesure_noeuds import mot_statut, points, points_mot

Reponse = tuple[str, str, str]

NOMS = {
    Niveau.AXE: ("cet axe", "masculin"),
    Niveau.SOUS_AXE: ("ce sous-axe", "masculin"),
    Niveau.MESURE: ("cette mesure", "feminin"),
}


def composer_reponse(etat: EtatDesLieux, code: str) -> Reponse:
    """The answer of the page, cut around its number: (before, number, after)."""
    score = etat.scores.noeud(code)
    nom, genre = NOMS[etat.charge.arbre.niveau(code)]
    if not score.concerne:
        mot = "désactivé" if score.desactive else "non concerné"
        return (f"{nom.capitalize()} ne compte pas ici : elle est ", mot + "e", ".") if genre == "feminin" else (
            f"{nom.capitalize()} ne compte pas ici : il est ", mot, "."
        )  # fmt: skip
    total = points_mot(score.points_potentiels)
    if not score.points_potentiels:
        faites = f"{formater(score.taches_faites, 1, souple=True)} sur {score.taches_total}"
        return ("Pas de points ici, mais des obligations : ", faites, " remplies.")
    if not score.taches_renseignees:
        return (
            "Rien n'est encore renseigné : ",
            total,
            f" {accorder(score.points_potentiels, 'est', 'sont')} à prendre.",
        )
    if score.points_faits >= score.points_potentiels - 0.0005:
        return ("Tout est fait : ", total, f" {accorder(score.points_potentiels, 'est acquis', 'sont acquis')}.")
    if not score.points_faits:
        return _dire_rien(score)
    return ("", f"{points_mot(score.points_faits)}", f" sur {points(score.points_potentiels)}{_suite(score)}")


def _dire_rien(score: ScoreNoeud) -> Reponse:
    """Nothing done yet: what is programmé, else what has no statut, else all there is to win."""
    choix = (
        (score.points_programmes, "est programmé", "sont programmés"),
        (score.points_non_renseignes, "attend un statut", "attendent un statut"),
        (score.points_potentiels, "reste à gagner", "restent à gagner"),
    )
    valeur, un, plusieurs = next(dit for dit in choix if dit[0])
    tout = "" if valeur >= score.points_potentiels - 0.0005 else f" sur {points(score.points_potentiels)}"
    return ("Rien n'est encore fait ; ", points_mot(valeur), f"{tout} {accorder(valeur, un, plusieurs)}.")


def _suite(score: ScoreNoeud) -> str:
    if score.points_programmes:
        return f" ; tenir ce qui est programmé en ajoute {points(score.points_programmes)}."
    if score.points_non_renseignes:
        valeur = score.points_non_renseignes
        return f" ; {points(valeur)} {accorder(valeur, 'attend', 'attendent')} un statut."
    return f" ; il en reste {points(score.points_potentiels - score.points_faits)} à gagner."


def composer_pas(etat: EtatDesLieux, code: str) -> SafeString:
    """The next useful step in one sentence."""
    enfants = etat.charge.arbre.children(code)
    scores = {noeud: etat.scores.noeud(noeud) for noeud in (code, *enfants)}
    pas = find_prochain_pas(code, enfants, scores)
    noms = _lier(etat, pas, code)
    if pas.nature is NaturePas.TENIR:
        return _dire_tenir(pas, noms, entiers=_sont_entiers(pas, scores))
    if pas.nature is NaturePas.RENSEIGNER and pas.points:
        attend = accorder(pas.points, "attend", "attendent")
        return format_html("Renseigner {} : {} y {} un statut.", noms, points_mot(pas.points), attend)
    if pas.nature is NaturePas.RENSEIGNER:
        return format_html("Renseigner {} : sans points, mais une étoile peut le demander.", noms)
    if pas.nature is NaturePas.FAIRE:
        return format_html("Faire {} rapporterait {}.", noms, points_mot(pas.points))
    if pas.nature is NaturePas.FINI:
        return SafeString("Il n'y a plus rien à gagner ici.")
    return SafeString("Rien à renseigner ici : la personnalisation ou un statut l'écarte du score.")


def _lier(etat: EtatDesLieux, pas: ProchainPas, code: str) -> SafeString:
    noeuds = [noeud for noeud in pas.noeuds if noeud != code]
    if not noeuds:
        return SafeString("cette mesure")
    return format_html_join(
        SafeString(" et "),
        '<a href="{}#{}"><b>{}</b></a>',
        ((adresse(etat, noeud), noeud, etat.charge.noeud(noeud).numero) for noeud in noeuds),
    )


def _sont_entiers(pas: ProchainPas, scores: dict[str, ScoreNoeud]) -> bool:
    """Whether the nodes are programmés as a whole, not in part."""
    return all(scores[n].points_programmes >= scores[n].points_potentiels - 0.0005 for n in pas.noeuds)


def _dire_tenir(pas: ProchainPas, noms: SafeString, *, entiers: bool) -> SafeString:
    if entiers:
        deja = accorder(len(pas.noeuds), "déjà programmée", "déjà programmées")
        return format_html("Tenir {}, {}, rapporte {}.", noms, deja, points_mot(pas.points))
    return format_html("Tenir ce qui est programmé dans {} rapporte {}.", noms, points_mot(pas.points))


# -- points lost -----------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class VuePerte:
    """Points out of reach, why, and the statut that gives them back (`codes` may be several nodes)."""

    points: str
    phrase: str
    codes: tuple[str, ...]
    statut: str
    bouton: str


def composer_pertes(etat: EtatDesLieux, codes: Collection[str]) -> tuple[VuePerte, ...]:
    """Losses under the node shown."""
    sous_arbre = set(codes)
    return tuple(_perte(etat, perte) for perte in find_pertes(etat.scores) if perte.identifiant in sous_arbre)


def _perte(etat: EtatDesLieux, perte: Perte) -> VuePerte:
    numero = etat.charge.noeud(perte.identifiant).numero
    changees = enumerer([etat.charge.noeud(code).numero for code in perte.a_modifier])
    valeur = points_mot(perte.points)
    phrase = _PERTES[perte.nature].format(numero=numero, changees=changees)
    phrase += " " + (_REMEDES[perte.nature] if perte.a_modifier else _SANS_REMEDE).format(changees=changees)
    bouton = f"Passer {changees} en « {mot_statut(perte.statut).lower()} »" if perte.statut else ""
    return VuePerte(valeur, phrase, perte.a_modifier, perte.statut.value if perte.statut else "", bouton)


_PERTES = {
    NaturePerte.LIGNE_VIDE: "Toutes les tâches de {numero} sont non concernées, mais la sous-mesure compte encore : "
    "ses points ne peuvent pas être gagnés.",
    NaturePerte.FACTEUR_SOUS_ZERO: "La personnalisation met à zéro ce qui contient {numero}, qui compte encore.",
    NaturePerte.SANS_RECEVEUR: "Dans {numero}, ce qui ne compte pas laisse des points qu'aucune sœur ne peut recevoir.",
}
_REMEDES = {
    NaturePerte.LIGNE_VIDE: "Déclarée non concernée elle aussi, elle les rend à ses sœurs.",
    NaturePerte.FACTEUR_SOUS_ZERO: "Déclarée non concernée, elle ne pèse plus.",
    NaturePerte.SANS_RECEVEUR: "Déclarer {changees} « pas fait » plutôt que « non concerné » les garde à votre portée.",
}
_SANS_REMEDE = "Aucun statut n'y change rien : cela dépend de vos réponses de personnalisation."


# -- conditions of stars -----------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class VueCondition:
    """What a star asks of a node. `etat`: "remplie", "manque" or "sans_objet"."""

    code: str
    numero: str
    etoile: int
    objet: str
    demande: str
    etat: str
    actuel: str


def composer_conditions(etat: EtatDesLieux, conditions: Iterable[ConditionEtoile]) -> tuple[VueCondition, ...]:
    """Conditions of stars on the nodes shown, with today's answer."""
    vues = []
    for condition in conditions:
        noeud = etat.charge.noeud(condition.mesure_id)
        jugement = judge_condition(
            etat.charge.arbre,
            noeud.code,
            {n: etat.scores.noeud(n) for n in (noeud.code, etat.charge.arbre.parent(noeud.code)) if n},
            etat.statuts,
            min_realise=condition.min_realise,
            min_programme=condition.min_programme,
        )
        remplie = jugement.remplie
        vues.append(
            VueCondition(
                code=noeud.code,
                numero=noeud.numero,
                etoile=condition.etoile,
                objet=condition.objet or noeud.libelle,
                demande=demander(condition.min_realise, condition.min_programme),
                etat="sans_objet" if remplie is None else "remplie" if remplie else "manque",
                actuel=_dire_actuel(jugement.ratio_fait, jugement.ratio_programme),
            )
        )
    return tuple(vues)


def demander(min_realise: float, min_programme: float | None) -> str:
    """The answer expected: « fait », « programmé ou fait », « 20 % fait au moins »…"""
    entier = min_realise >= 100
    if min_programme is None:
        return "fait" if entier else f"{formater(min_realise, 0)} % fait au moins"
    if entier and min_programme >= 100:
        return "programmé ou fait"
    fait = "fait" if entier else f"{formater(min_realise, 0)} % fait"
    return f"{fait}, ou {formater(min_programme, 0)} % fait ou programmé"


def _dire_actuel(fait: float, programme: float) -> str:
    if programme:
        return f"{pourcent(fait, 0)} fait, {pourcent(programme, 0)} programmé"
    return f"{pourcent(fait, 0)} fait"
