"""The page of a published plan: where it stands, its axes, what changed, what comes, where."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from cordee.outils.nombres import INSECABLE, formater
from cordee.outils.texte import accorder
from cordee.plans.domain.avancement import PAR_STATUT, Ponderation
from cordee.plans.domain.carte import Contour, Dessin, Forme, draw_carte, find_classe, list_classes
from cordee.plans.domain.champs import ecrire_date
from cordee.plans.domain.effets import Cumul
from cordee.plans.domain.listes import StatutFiche
from cordee.plans.queries.carte import load_contours
from cordee.publication.domain.discretion import masquer_courriels
from cordee.publication.queries.fiches import documents_du_plan
from cordee.publication.queries.plan import (
    Nouveaute,
    PlanPublic,
    SommeDeBudget,
    Titre,
    budgets_of,
    cumuls_of,
    echeances_of,
    ecrire_axe,
    lieux_of,
    nouveautes_of,
    referents_of,
    titres_of,
)
from cordee.publication.queries.publications import demarche_publiee_of, list_voisines
from cordee.publication.views.cadre import (
    PartStatut,
    Site,
    composer_parts,
    dire_avancement,
    dire_parts,
    ouvrir,
    ouvrir_apercu,
    publique,
    resumer_texte,
)
from cordee.socle.requetes import Requete
from cordee.territoires.models import Collectivite

NOUVEAUTES = 6
IMPACTS = 8
LIENS = {
    "rassemble": "Ce plan est rassemblé par",
    "rassemblee": "Ce plan rassemble",
    "remplacee": "Ce plan remplace",
    "remplace": "Ce plan est remplacé par",
}
PONDERATIONS = {
    Ponderation.EGAL: "chaque action compte autant",
    Ponderation.POIDS: "chaque action compte selon le poids que la collectivité lui donne",
    Ponderation.BUDGET: "chaque action compte selon son budget prévu",
    Ponderation.INDICATEURS: "chaque action compte selon les indicateurs qui la mesurent, sinon selon son statut",
}


@dataclass(frozen=True, slots=True)
class LigneAxe:
    """An axe of the plan with its bar."""

    nom: str
    niveau: int
    nombre: int
    avancement: float | None
    parts: list[PartStatut]
    mots: str
    adresse: str


@dataclass(frozen=True, slots=True)
class LigneCommune:
    """A commune, how many fiches name it, and its shade on the map."""

    pk: int
    nom: str
    nombre: int
    classe: int
    adresse: str


@dataclass(frozen=True, slots=True)
class LigneFiche:
    """A fiche in a short list: what is said of it, where to read it."""

    intitule: str
    statut: str
    glyphe: str
    quand: str
    adresse: str


@publique
def plan(request: HttpRequest, adresse: str) -> HttpResponse:
    """The page of a published plan."""
    return _composer(ouvrir(request, adresse))


@require_safe
def apercu(request: Requete, siren: str, pk: int) -> HttpResponse:
    """The same before it is public."""
    return _composer(ouvrir_apercu(request, siren, pk))


def _composer(site: Site) -> HttpResponse:
    vu, publication = site.plan, site.publication
    statuts = dict(vu.resume.par_statut)
    parts = composer_parts(statuts)
    presentation = masquer_courriels(publication.presentation or publication.plan.description)
    reponse = dire_avancement(statuts)
    territoires, lieux = lieux_of(vu)
    communes = _communes(site, territoires.communes, lieux.par_commune)
    echeances, nouveautes = echeances_of(vu), dernieres_of(vu)[:NOUVEAUTES]
    titres = titres_of(vu, {*echeances, *(n.ref for n in nouveautes)})
    referents = referents_of(publication)
    contexte: dict[str, Any] = {
        "reponse": reponse,
        "description": resumer_texte(presentation, f"{publication.plan.collectivite.nom} : {reponse}"),
        "presentation": presentation,
        "parts": parts,
        "mots": dire_parts(parts),
        "total": vu.resume.total,
        "chiffres": _chiffres(vu, len([c for c in communes if c.nombre]), budgets_of(vu)),
        "avancement": vu.avancement.plan.avancement,
        "ponderation": PONDERATIONS[Ponderation(publication.plan.ponderation)],
        "valeurs_statuts": [(StatutFiche(s).libelle, int(v)) for s, v in PAR_STATUT.items()],
        "axes": _axes(site),
        "nouveautes": [_ligne(site, titres[n.ref], n.statut, n.le.date()) for n in nouveautes if n.ref in titres],
        "echeances": [_echeance(site, titres[pk]) for pk in echeances if pk in titres],
        "impacts": [ecrire_cumul(cumul) for cumul in cumuls_of(vu)[:IMPACTS]],
        "communes": communes,
        "carte": _dessiner(territoires.communes, communes),
        "voisines": [(LIENS[lien], autre) for lien, autre in list_voisines(publication, vu.jour)],
        "demarche": demarche_publiee_of(publication),
        "documents": documents_du_plan(publication),
        "referents": referents.get("elu_referent", []),
        "pilotes": referents.get("pilote", []),
    }
    return site.rendre("publication/plan.html", contexte)


def dernieres_of(vu: PlanPublic) -> list[Nouveaute]:
    """The last change of each fiche: the feed tells the others."""
    dernieres: dict[int, Nouveaute] = {}
    for nouveaute in nouveautes_of(vu):
        dernieres.setdefault(nouveaute.ref, nouveaute)
    return list(dernieres.values())


def _chiffres(vu: PlanPublic, communes: int, budgets: list[SommeDeBudget]) -> list[tuple[str, str, str]]:
    """Key figures: (number, unit at half size, words)."""
    resume = vu.resume
    comptees = resume.total - resume.abandonnees
    realisees = accorder(resume.realisees, "action réalisée", "actions réalisées")
    chiffres = [(formater(resume.realisees, 0), "", f"{realisees} sur {comptees}")]
    if vu.avancement.plan.avancement is not None:
        chiffres.append((formater(vu.avancement.plan.avancement, 0), "%", "d'avancement du plan"))
    if communes:
        mots = accorder(communes, "commune concernée", "communes concernées")
        chiffres.append((formater(communes, 0), "", mots))
    for somme in budgets[:1]:
        nombre, unite = _euros(float(somme.haut))
        au_plus = "au plus, " if somme.haut != somme.bas else ""
        chiffres.append((nombre, unite, f"de budget prévu ({au_plus}{somme.unite.value.upper()})"))
    return chiffres


def _euros(montant: float) -> tuple[str, str]:
    if montant >= 1_000_000:
        return formater(montant / 1_000_000, 1, souple=True), "M€"
    return (formater(montant / 1000, 0), "k€") if montant >= 10_000 else (formater(montant, 0), "€")


def _axes(site: Site) -> list[LigneAxe]:
    """Axes of the first two levels that hold a fiche, with the bar of what stands in them or below."""
    vu, lignes = site.plan, []
    for branche in vu.axes_habites:
        if branche.niveau > 2:
            continue
        dessous = {enfant.axe.pk for enfant in branche.parcourir()}
        statuts = Counter(
            fiche.statut
            for fiche in vu.resume.racines
            if any(axe in dessous for axe, _, _ in vu.rangement.places.get(fiche.pk, ()))
        )
        parts = composer_parts(dict(statuts))
        compte = vu.avancement.axes[branche.axe.pk]
        lignes.append(
            LigneAxe(
                ecrire_axe(branche), branche.niveau, statuts.total(), compte.avancement, parts, dire_parts(parts),
                f"{site.adresse('fiches')}?axe={branche.axe.pk}",
            )
        )  # fmt: skip
    return lignes


def _ligne(site: Site, titre: Titre, statut: str, quand: Any) -> LigneFiche:
    libelle = StatutFiche.libelle_de(statut, "Sans statut")
    return LigneFiche(titre.intitule, libelle, statut or "sans_statut", quand, site.adresse("fiche", titre.ref))


def _echeance(site: Site, titre: Titre) -> LigneFiche:
    return _ligne(site, titre, titre.statut, ecrire_date(titre.fin, titre.precision_fin))


def ecrire_cumul(cumul: Cumul) -> tuple[str, str, str]:
    """(domain, quantity with its sign, year) of what the fiches announce."""
    dits = [
        f"{signe}{formater(float(valeur), 1, souple=True)}{INSECABLE}{cumul.unite}".strip()
        for signe, valeur in (("−", cumul.baisse), ("+", cumul.hausse))
        if valeur is not None
    ]
    return cumul.domaine.libelle, " ; ".join(dits), f"en {cumul.horizon}" if cumul.horizon else ""


# -- map -------------------------------------------------------------------------------------------------------------
def _communes(site: Site, communes: dict[int, Collectivite], fiches: dict[int, list[int]]) -> list[LigneCommune]:
    """Communes of the territory, those that most fiches name first; empty when no fiche names any."""
    if not fiches:
        return []
    classes = list_classes(len(fiches.get(pk, ())) for pk in communes)
    lignes = [
        LigneCommune(
            pk, commune.appellation, len(fiches.get(pk, ())), find_classe(len(fiches.get(pk, ())), classes),
            f"{site.adresse('fiches')}?commune={pk}",
        )
        for pk, commune in communes.items()
    ]  # fmt: skip
    return sorted(lignes, key=lambda ligne: (-ligne.nombre, ligne.nom))


def _dessiner(communes: dict[int, Collectivite], lignes: list[LigneCommune]) -> dict[str, Any] | None:
    """The map of the communes, when the installation has their contours."""
    contours = load_contours()
    places: list[tuple[Contour, LigneCommune]] = []
    for ligne in lignes:
        commune = communes[ligne.pk]
        contour = contours.get(commune.siren) or contours.get(commune.code_insee or "-")
        if contour is not None:
            places.append((contour, ligne))
    if not places:
        return None
    dessin: Dessin = draw_carte([contour for contour, _ in places])
    pieces: list[tuple[Forme, LigneCommune]] = [
        (forme, ligne) for forme, (_, ligne) in zip(dessin.formes, places, strict=True)
    ]
    return {"dessin": dessin, "pieces": pieces, "classes": list_classes(ligne.nombre for ligne in lignes)}
