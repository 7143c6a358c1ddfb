"""Rows of the comparison of two moments, as its table and its export show them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.urls import reverse

from cordee.outils.nombres import pourcent
from cordee.outils.texte import accorder
from cordee.referentiels.domain import Niveau, axe_number, numero_of, parent_of
from cordee.referentiels.domain.comparaison import LigneComparee, LigneScore, Mouvements, list_mouvements
from cordee.referentiels.queries.comparaison import Comparaison, ReponseChangee
from cordee.referentiels.views.mots import (
    StatutEcrit,
    ecrire_nombre,
    ecrire_points,
    ecrire_reponse,
    ecrire_statut_affiche,
    mesure_du_code,
    nommer,
)
from cordee.socle.barres import largeur

MONTRES = (Niveau.AXE, Niveau.SOUS_AXE, Niveau.MESURE, Niveau.SOUS_MESURE)
CLASSES = {Niveau.AXE: "n1", Niveau.SOUS_AXE: "n2", Niveau.MESURE: "n3", Niveau.SOUS_MESURE: "n4"}
PRINCIPAUX = 5
"""Gains and losses listed above the table."""

CITEES = 6
"""Nodes named beside a changed answer."""


@dataclass(frozen=True)
class Trajet:
    """From one side to the other on the node's own scale, in percent of the width, and the same in words."""

    avant: str
    apres: str
    mots: str


@dataclass(frozen=True)
class LigneTableau:
    """One row. `enfants` counts the sous-mesures that a mesure unfolds, `mesure` is the one that folds a row."""

    code: str
    numero: str
    niveau: Niveau
    classe: str
    libelle: str
    url: str
    avant: LigneScore | None
    apres: LigneScore | None
    ecart: float
    ecart_potentiel: float
    motif: str
    trajet: Trajet | None
    statuts: tuple[StatutEcrit, StatutEcrit] | None
    enfants: int
    mesure: str
    repliee: bool


def lister_lignes(
    comparaison: Comparaison,
    *,
    siren: str,
    seulement_changees: bool,
    depliees: Collection[str] = (),
    tout: bool = False,
) -> list[LigneTableau]:
    """Rows from the axes to the sous-mesures, in the order of the tree. `depliees` are the mesures whose sous-mesures
    show; `tout` unfolds all of them."""
    gardees = codes_gardes(comparaison, seulement_changees=seulement_changees)
    enfants: dict[str, int] = {}
    for code in gardees:
        if comparaison.lignes[code].niveau is Niveau.SOUS_MESURE:
            parent = str(parent_of(code))
            enfants[parent] = enfants.get(parent, 0) + 1
    return [
        _composer(
            comparaison,
            comparaison.lignes[code],
            siren=siren,
            enfants=enfants.get(code, 0),
            depliee=tout or mesure_du_code(code) in depliees,
        )
        for code in gardees
    ]


def codes_gardes(comparaison: Comparaison, *, seulement_changees: bool) -> list[str]:
    """Codes shown: all of them, or those that changed with the nodes above them. Axes always show."""
    montrees = [code for code, ligne in comparaison.lignes.items() if ligne.niveau in MONTRES]
    if not seulement_changees:
        return montrees
    gardees: set[str | None] = set()
    for code in montrees:
        ligne = comparaison.lignes[code]
        if ligne.niveau is Niveau.AXE:
            gardees.add(code)
        noeud: str | None = code if ligne.is_changee else None
        while noeud is not None and noeud not in gardees:
            gardees.add(noeud)
            noeud = parent_of(noeud)
    return [code for code in montrees if code in gardees]


def _composer(
    comparaison: Comparaison, ligne: LigneComparee, *, siren: str, enfants: int, depliee: bool
) -> LigneTableau:
    code = ligne.identifiant
    sous_mesure = ligne.niveau is Niveau.SOUS_MESURE
    return LigneTableau(
        code=code,
        numero=numero_of(code),
        niveau=ligne.niveau,
        classe=CLASSES[ligne.niveau],
        libelle=comparaison.libelles.get(code, code),
        url=_adresse(comparaison, ligne, siren),
        avant=ligne.avant,
        apres=ligne.apres,
        ecart=ligne.ecart.points_faits,
        ecart_potentiel=ligne.ecart.points_potentiels,
        motif=motif_of(ligne),
        trajet=_tracer(ligne),
        statuts=_statuts(ligne) if sous_mesure else None,
        enfants=enfants,
        mesure=mesure_du_code(code) if sous_mesure else "",
        repliee=sous_mesure and not depliee,
    )


def _adresse(comparaison: Comparaison, ligne: LigneComparee, siren: str) -> str:
    """Page of the mesure, at the node; none above the mesures and for a node that left the référentiel."""
    code = ligne.identifiant
    if code not in comparaison.charge.arbre or ligne.niveau not in (Niveau.MESURE, Niveau.SOUS_MESURE):
        return ""
    page = reverse("mesure", args=[siren, comparaison.charge.code, mesure_du_code(code)])
    return page if ligne.niveau is Niveau.MESURE else f"{page}#{code}"


def motif_of(ligne: LigneComparee) -> str:
    """Why the potentiel is not the same, when the two sides say it; empty otherwise."""
    avant, apres = ligne.avant, ligne.apres
    if avant is None:
        return "nouvelle dans cette version"
    if apres is None:
        return "retirée du référentiel"
    if avant.desactive != apres.desactive:
        return "désactivée" if apres.desactive else "réactivée"
    if avant.concerne != apres.concerne:
        return "n'est plus concernée" if avant.concerne else "de nouveau concernée"
    return ""


def _tracer(ligne: LigneComparee) -> Trajet | None:
    """Nothing to draw when nothing could be earned on either side."""
    potentiels = [cote.points_potentiels for cote in (ligne.avant, ligne.apres) if cote is not None]
    if not any(potentiels):
        return None
    avant, apres = (cote.ratio_fait if cote is not None else 0.0 for cote in (ligne.avant, ligne.apres))
    return Trajet(largeur(avant), largeur(apres), f"{pourcent(avant, 0)}, puis {pourcent(apres, 0)}")


def _statuts(ligne: LigneComparee) -> tuple[StatutEcrit, StatutEcrit] | None:
    """Statuts of a sous-mesure on both sides, when they differ."""
    avant, apres = (cote.statut if cote is not None else None for cote in (ligne.avant, ligne.apres))
    if avant == apres:
        return None
    return ecrire_statut_affiche(avant), ecrire_statut_affiche(apres)


# -- sentences -------------------------------------------------------------------------------------------------------
def repondre(comparaison: Comparaison) -> tuple[str, str, str]:
    """The answer of the page, cut around its number."""
    ecart = comparaison.racine.ecart.points_faits
    quand = _quand(comparaison)
    if comparaison.rien_ne_change:
        return ("Rien n'a changé : ", "0 point", f" d'écart {quand}.")
    if not ecart:
        mouvements = _axes(comparaison)
        suite = "gains et pertes se compensent" if mouvements.gains else "ce qui a changé n'en rapporte pas encore"
        return ("", "0 point", f" d'écart {quand} : {suite}.")
    return ("", ecrire_points(ecart), f" {quand}{_detailler(comparaison, ecart)}.")


def _quand(comparaison: Comparaison) -> str:
    avant, apres = comparaison.avant, comparaison.apres
    if apres.est_actuel:
        return f"depuis {nommer(avant)}"
    return f"entre {nommer(avant)} et {nommer(apres)}"


def _axes(comparaison: Comparaison) -> Mouvements:
    return list_mouvements(comparaison.lignes.values(), Niveau.AXE)


def _detailler(comparaison: Comparaison, ecart: float) -> str:
    """Which axes made the difference: the main one, or the best and the worst when they go opposite ways."""
    axes = _axes(comparaison)
    if axes.gains and axes.pertes:
        gain, perte = axes.gains[0], axes.pertes[0]
        return f" : {_sur_un_axe(gain)} et {_sur_un_axe(perte)}"
    meneurs = axes.gains if ecart > 0 else axes.pertes
    if not meneurs:
        return ""
    if len(meneurs) == 1:
        return f", uniquement dans l'axe {axe_number(meneurs[0].identifiant)}"
    return f", dont {_sur_un_axe(meneurs[0], signe=False)}"


def _sur_un_axe(ligne: LigneComparee, *, signe: bool = True) -> str:
    points = ligne.ecart.points_faits
    nombre = ecrire_nombre(points if signe else abs(points), signe=signe)
    return f"{nombre} dans l'axe {axe_number(ligne.identifiant)}"


# -- what stands out -------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Principaux:
    """Mesures that gained and lost the most."""

    gains: tuple[LigneTableau, ...]
    pertes: tuple[LigneTableau, ...]


def lister_principaux(comparaison: Comparaison, *, siren: str) -> Principaux:
    """The first mesures on each side."""
    mouvements = list_mouvements(comparaison.lignes.values(), Niveau.MESURE, PRINCIPAUX)
    gains, pertes = (
        tuple(_composer(comparaison, ligne, siren=siren, enfants=0, depliee=True) for ligne in lignes)
        for lignes in (mouvements.gains, mouvements.pertes)
    )
    return Principaux(gains, pertes)


@dataclass(frozen=True)
class ReponseEcrite:
    """A changed answer in words, with the mesures it touches."""

    code: str
    formulation: str
    thematique: str
    avant: str
    apres: str
    mesures: tuple[tuple[str, str], ...]
    autres: int


def ecrire_reponses(changees: Iterable[ReponseChangee]) -> list[ReponseEcrite]:
    """Changed answers, each with the first nodes that its rules touch as (mesure, numéro)."""
    return [
        ReponseEcrite(
            code=changee.question.code,
            formulation=changee.question.formulation,
            thematique=changee.question.thematique_id,
            avant=ecrire_reponse(changee.question, changee.avant),
            apres=ecrire_reponse(changee.question, changee.apres),
            mesures=tuple((mesure_du_code(noeud), numero_of(noeud)) for noeud in changee.noeuds[:CITEES]),
            autres=max(0, len(changee.noeuds) - CITEES),
        )
        for changee in changees
    ]


def compter_potentiels(comparaison: Comparaison) -> int:
    """Mesures of both versions whose points potentiels are not the same."""
    return sum(
        ligne.is_potentiel_change and ligne.avant is not None and ligne.apres is not None
        for ligne in comparaison.lignes.values()
        if ligne.niveau is Niveau.MESURE
    )


def annoncer_versions(comparaison: Comparaison) -> str:
    """What differs between the two versions of the référentiel; empty when they are the same."""
    if comparaison.memes_versions:
        return ""
    mesures = [ligne for ligne in comparaison.lignes.values() if ligne.niveau is Niveau.MESURE]
    nouvelles, retirees = sum(n.avant is None for n in mesures), sum(n.apres is None for n in mesures)
    detail = [
        f"{nombre} {accorder(nombre, mot, pluriel)}"
        for nombre, mot, pluriel in (
            (nouvelles, "mesure est nouvelle", "mesures sont nouvelles"),
            (retirees, "mesure a été retirée", "mesures ont été retirées"),
        )
        if nombre
    ]
    bilan = f"{' ; '.join(detail)}. " if detail else ""
    return (
        f"Le référentiel a changé de version entre les deux : {comparaison.avant.version}, puis "
        f"{comparaison.apres.version}. {bilan}"
        "Les mesures qui restent peuvent avoir d'autres points : comparez plutôt les pourcentages."
    )
