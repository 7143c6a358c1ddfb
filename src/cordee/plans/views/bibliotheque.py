"""The library of model fiches: the list with its filters, and one card."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cordee.outils.nombres import formater
from cordee.outils.texte import accorder
from cordee.plans.domain.bibliotheque import IMPACTS, SANS_COMPETENCE, ModeleFiche, Tri, filtrer_modeles
from cordee.plans.domain.listes import FourchetteCout, TempsMiseEnOeuvre
from cordee.plans.domain.thematiques import NOMS_SOUS_THEMATIQUES, THEMATIQUES
from cordee.plans.forms.bibliotheque import Filtres, lire_filtres, puces_de
from cordee.plans.models import Fiche, LignePanier
from cordee.plans.queries.bibliotheque import (
    MesureServie,
    SituationBibliotheque,
    bibliotheque,
    competences_citees,
    find_modele,
    mesures_citees,
    mesures_servies,
    noms_competences,
    situation_bibliotheque_for,
)
from cordee.socle.permissions import introuvable, peut
from cordee.socle.requetes import Requete
from cordee.territoires.models import Collectivite
from cordee.territoires.permissions import obtenir_collectivite

PAR_PAGE = 24
OPTIONS_EN_VUE = 20
MESURES_DITES = 3
"""Mesures told at length above the cards, when they filter."""
REMPLIR = "plans.creer_fiche"
"""Whoever may create fiches fills the basket."""
QUI_PEUT = (
    "Votre rôle permet de lire la bibliothèque. Pour remplir le panier et créer des fiches, demandez le rôle "
    "« Édition » à une personne qui administre la collectivité (page « Membres et rôles »)."
)


@dataclass(frozen=True)
class Carte:
    """A card as the list and its page show it: `ligne` when it is in the basket, `fiches` those it became."""

    modele: ModeleFiche
    ligne: LignePanier | None
    fiches: list[Fiche]
    a_portee: bool

    @property
    def thematique(self) -> str:
        """Name of its thématique."""
        return THEMATIQUES[self.modele.thematique]

    @property
    def sous_thematiques(self) -> list[str]:
        """Names of its sous-thématiques."""
        return [NOMS_SOUS_THEMATIQUES[code] for code in self.modele.sous_thematiques]

    @property
    def impact(self) -> str:
        """Word of its impact."""
        return IMPACTS[self.modele.impact]


def composer_carte(modele: ModeleFiche, situation: SituationBibliotheque) -> Carte:
    """The card in the situation of the collectivité."""
    return Carte(
        modele, situation.panier.get(modele.code), situation.utilisees.get(modele.code, []), situation.a_portee(modele)
    )


def composer_panier(situation: SituationBibliotheque) -> list[Carte]:
    """Cards of the basket, in the order in which they were put there."""
    cartes = (find_modele(code) for code in situation.panier)
    return [composer_carte(modele, situation) for modele in cartes if modele is not None]


def contexte_commun(request: Requete, situation: SituationBibliotheque, retour: str) -> dict[str, Any]:
    """What every screen of the library shows around its content. `retour` is where the gestures lead back."""
    return {
        "collectivite": situation.collectivite,
        "rubrique": "plans",
        "panier": composer_panier(situation),
        "modifiable": peut(request.user, REMPLIR, situation.collectivite),
        "qui_peut": QUI_PEUT,
        "marques": LignePanier.Marque.choices,
        "retour": retour,
    }


@require_safe
def lister(request: Requete, siren: str) -> HttpResponse:
    """Cards that pass the filters of the address; for htmx, what changes with them."""
    collectivite = obtenir_collectivite(request.user, siren)
    filtres = lire_filtres(request.GET)
    situation = situation_bibliotheque_for(request.user, collectivite)
    contexte = contexte_commun(request, situation, request.get_full_path())
    contexte |= _contexte_liste(filtres, situation, collectivite, request.GET.get("page", "1"))
    contexte["partiel"] = request.htmx.target == "resultats" and not request.htmx.history_restore_request
    gabarit = "plans/bibliotheque_resultats.html" if contexte["partiel"] else "plans/bibliotheque.html"
    return render(request, gabarit, contexte)


def _contexte_liste(
    filtres: Filtres, situation: SituationBibliotheque, collectivite: Collectivite, numero: str
) -> dict[str, Any]:
    retenus = _filtrer(filtres, situation)
    page = Paginator(retenus, PAR_PAGE).get_page(numero)
    tous = retenus if filtres.elargir else _filtrer(filtres, situation, elargir=True)
    competences = {SANS_COMPETENCE: "Aucune compétence particulière"} | competences_citees()
    proposees = mesures_citees()
    mesures = mesures_servies([*proposees, *filtres.mesures], collectivite)
    return {
        "filtres": filtres,
        "puces": puces_de(filtres, competences),
        "groupes": _groupes(filtres, [m for m in mesures if m.code in proposees], competences),
        "autres_mesures": [code for code in filtres.mesures if code not in proposees],
        "tris": [(str(tri), tri.libelle) for tri in Tri],
        "page": page,
        "requete": filtres.adresse().removeprefix("?"),
        "cartes": [composer_carte(modele, situation) for modele in page],
        "reponse": _reponse(len(retenus), filtres, situation),
        "ecartees": len(tous) - len(retenus),
        "adresse_elargie": filtres.adresse(avec=("elargir", "1")),
        "mesures": [m for m in mesures if m.code in filtres.mesures][:MESURES_DITES],
        "connues": bool(situation.exercees),
    }


def _filtrer(
    filtres: Filtres, situation: SituationBibliotheque, *, elargir: bool | None = None
) -> tuple[ModeleFiche, ...]:
    elargir = filtres.elargir if elargir is None else elargir
    return filtrer_modeles(
        bibliotheque(),
        texte=filtres.texte,
        thematiques=filtres.thematiques,
        couts=filtres.couts,
        temps=filtres.temps,
        impact_min=filtres.impact_min,
        mesures=filtres.mesures,
        competences=filtres.competences,
        competences_exercees=None if elargir else situation.exercees,
        est_commune=situation.est_commune,
        tri=filtres.tri,
    )


@dataclass(frozen=True)
class Groupe:
    """A group of boxes (or of radio buttons) of the form of filters: value, label, ticked."""

    nom: str
    legende: str
    genre: str
    options: list[tuple[str, str, bool]]

    @property
    def longue(self) -> bool:
        """Whether it scrolls in itself."""
        return len(self.options) > OPTIONS_EN_VUE

    @property
    def choisies(self) -> int:
        """How many of them filter."""
        return sum(coche for valeur, _, coche in self.options if self.genre == "checkbox" or valeur != "1")


def _groupes(filtres: Filtres, mesures: Iterable[MesureServie], competences: Mapping[str, str]) -> list[Groupe]:
    impacts = [("1", "Toutes"), ("2", "Important ou majeur"), ("3", "Majeur")]
    servies = [(m.code, f"{m.nom}, {m.libelle}" if m.libelle else m.nom) for m in mesures]
    return [
        _groupe("thematique", "Thématique", THEMATIQUES.items(), filtres.thematiques),
        _groupe("cout", "Coût", FourchetteCout.choices(), filtres.couts),
        _groupe("temps", "Durée", TempsMiseEnOeuvre.choices(), filtres.temps),
        _groupe("impact", "Impact", impacts, (str(filtres.impact_min),), genre="radio"),
        _groupe("mesure", "Mesure servie", servies, filtres.mesures),
        _groupe("competence", "Compétence demandée", competences.items(), filtres.competences),
    ]


def _groupe(
    nom: str, legende: str, choix: Iterable[tuple[str, str]], retenus: tuple[str, ...], genre: str = "checkbox"
) -> Groupe:
    return Groupe(nom, legende, genre, [(valeur, libelle, valeur in retenus) for valeur, libelle in choix])


def _reponse(nombre: int, filtres: Filtres, situation: SituationBibliotheque) -> tuple[str, str, str]:
    """Headline in three pieces, the middle one being the figure."""
    figure = f"{formater(nombre, 0)} {accorder(nombre, 'action')}"
    if not nombre:
        return "Aucune action ne correspond", "", "."
    if filtres.actifs:
        return "", figure, f" {accorder(nombre, 'correspond', 'correspondent')} à votre recherche."
    if filtres.elargir or not situation.exercees:
        return "", figure, " prêtes à devenir des fiches de vos plans."
    return "", figure, " à la portée de vos compétences, prêtes à devenir des fiches."


@require_safe
def modele(request: Requete, siren: str, code: str) -> HttpResponse:
    """One card, in the layout of a fiche."""
    collectivite = obtenir_collectivite(request.user, siren)
    trouve = find_modele(code)
    if trouve is None:
        introuvable()
    situation = situation_bibliotheque_for(request.user, collectivite)
    contexte = contexte_commun(request, situation, request.get_full_path())
    contexte |= {
        "carte": composer_carte(trouve, situation),
        "mesures": mesures_servies(trouve.mesures, collectivite),
        "competences": noms_competences(trouve.competences),
        "connues": bool(situation.exercees),
    }
    return render(request, "plans/bibliotheque_modele.html", contexte)
