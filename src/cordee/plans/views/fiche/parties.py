"""The parts of a fiche that are changed in place: what each is, how its form is read, which action writes it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import QueryDict

from cordee.comptes.models import Utilisateur
from cordee.plans.actions.composition import (
    definir_acteurs,
    definir_classements,
    definir_communes,
    definir_personnes,
)
from cordee.plans.actions.fiches import modifier_fiche
from cordee.plans.actions.suivi import changer_statut
from cordee.plans.domain.champs import CHAMPS, DATES_A_PEU_PRES
from cordee.plans.domain.composition import libelle_de_champ
from cordee.plans.domain.listes import Genre, Precision, RoleActeur, RolePersonne
from cordee.plans.forms.arbre import lire_entier
from cordee.plans.models import Fiche, Personne
from cordee.plans.queries.fiche import Noeud
from cordee.plans.queries.personnes import personnes_par_pk

SEPARATEUR = ";"


@dataclass(frozen=True, slots=True)
class Partie:
    """A part. `sorte` gives its editor; `colonnes` the fields of domain.champs that its form holds; `invite` is read
    where nothing is said yet."""

    nom: str
    sorte: str
    libelle: str
    colonnes: tuple[str, ...] = ()
    invite: str = ""
    aide: str = ""

    @property
    def est_choix(self) -> bool:
        """Whether its list is shown open, changed in one gesture."""
        return self.sorte in {"choix", "statut"}


def _champ(nom: str, sorte: str, invite: str = "", aide: str = "", libelle: str = "") -> Partie:
    return Partie(nom, sorte, libelle or CHAMPS[nom].libelle, (nom,), invite, aide)


PARTIES: dict[str, Partie] = {
    partie.nom: partie
    for partie in (
        Partie("titre", "titre", "Numéro et titre", ("code", "titre")),
        _champ("nom_officiel", "texte", "Recopier l'intitulé délibéré, s'il diffère du titre"),
        _champ("contexte", "texte", "Dire pourquoi cette action : le constat, les chiffres du diagnostic"),
        _champ("objectifs", "texte", "Dire ce que l'on veut atteindre, et pour quand"),
        _champ("description", "texte", "Décrire ce qui sera fait", libelle="Descriptif"),
        _champ("moyens", "texte", "Dire qui y travaille, avec quels outils"),
        _champ("financements_texte", "texte", "Dire ce que le tableau ne dit pas"),
        _champ("vigilance", "texte", "Dire les freins et les conditions de réussite"),
        _champ("public_cible", "texte", "Dire à qui l'action s'adresse"),
        Partie(
            "dates", "dates", "Calendrier",
            ("debut", "precision_debut", "fin", "precision_fin", "amelioration_continue", "calendrier"),
            "Donner un début et une échéance", "Un jour, ou ce que l'on en sait : mars 2027, T2 2027, 2027.",
        ),
        Partie("statut", "statut", "Statut", ("statut",)),
        _champ("etat_precision", "ligne", "Préciser"),
        _champ("etat_le", "jour", "Dater l'état", "Le jour du constat ; changer le statut ou l'avancement le remet "
               "à aujourd'hui."),
        _champ("priorite", "choix"),
        _champ("faisabilite", "choix"),
        _champ("cout_efficacite", "choix"),
        _champ("maturite", "choix"),
        _champ("temps", "choix", libelle="Durée"),
        Partie(
            "avancement", "avancement", "Avancement", ("avancement", "poids"), "Estimer",
            "Vide : l'avancement vient des sous-actions, ou du statut.",
        ),
        Partie(
            "cout_evite", "cout_evite", "Coût évité", ("cout_evite", "cout_evite_base", "cout_evite_rythme"),
            "Chiffrer ce que l'action fait économiser", "Il se lit à part : il n'est jamais déduit du budget.",
        ),
        Partie("participation", "participation", "Participation citoyenne", ("participation", "participation_texte"),
               "Dire comment les habitants sont associés"),
        _champ("confidentiel", "oui_non", libelle="Confidentialité"),
        *(
            Partie(str(genre), "coches", genre.libelle, invite="Choisir")
            for genre in Genre
        ),
        *(Partie(str(role), "personnes", role.libelle, invite="Nommer quelqu'un") for role in RolePersonne),
        *(Partie(str(role), "noms", role.libelle, invite="Ajouter un nom") for role in RoleActeur),
        Partie("communes", "communes", libelle_de_champ("communes"), invite="Choisir les communes"),
    )
}  # fmt: skip
"""Every part by its word, which is the one of its address and of the audit trail."""


def noms_ecrits(texte: str) -> list[str]:
    """Names typed in one box, apart by semicolons or line ends."""
    return [nom for ligne in texte.splitlines() for nom in ligne.split(SEPARATEUR) if nom.strip()]


def valeurs_lues(partie: Partie, donnees: QueryDict) -> dict[str, Any]:
    """Values of the columns that the form holds; a box that is not ticked is not sent. A date
    is a day, unless what is typed (`actions.fiches`) or the form says otherwise."""
    lues = {nom: donnees.get(nom, "") for nom in partie.colonnes if nom in donnees or CHAMPS[nom].nature == "oui_non"}
    return {**{f"precision_{nom}": Precision.JOUR for nom in DATES_A_PEU_PRES if nom in lues}, **lues}


def valeurs_de_depart(partie: Partie, donnees: QueryDict) -> dict[str, Any]:
    """Values that the person started from, as the form kept them."""
    return {nom: donnees[f"lue_{nom}"] for nom in partie.colonnes if f"lue_{nom}" in donnees}


def ecrire(partie: Partie, noeud: Noeud, donnees: QueryDict, *, par: Utilisateur, le: datetime) -> str:
    """Writes the part from its form, by the action that it calls for. Returns what else happened, to be said; raises
    what the action raises."""
    fiche = noeud.fiche
    if partie.sorte == "coches":
        codes = _codes(noeud.classements.get(partie.nom, []), donnees)
        definir_classements(fiche, partie.nom, codes, par=par, le=le)
    elif partie.sorte == "personnes":
        definir_personnes(fiche, partie.nom, _personnes(fiche, donnees), par=par, le=le)
    elif partie.sorte == "noms":
        noms = [*donnees.getlist("garde"), *noms_ecrits(donnees.get("ajout", ""))]
        definir_acteurs(fiche, partie.nom, noms, par=par, le=le)
    elif partie.sorte == "communes":
        definir_communes(fiche, _entiers(donnees.getlist("code")), par=par, le=le)
    elif partie.sorte == "statut":
        _, leves = changer_statut(fiche, donnees.get("statut", ""), par=par, le=le)
        return "" if not leves else " Le blocage est levé." if leves == 1 else f" {leves} blocages sont levés."
    else:
        lues = valeurs_de_depart(partie, donnees)
        modifier_fiche(fiche, valeurs_lues(partie, donnees), par=par, le=le, lues=lues)
    return ""


def _codes(actuels: Iterable[str], donnees: QueryDict) -> list[str]:
    """The codes ticked, or the present ones with one that changes side (`bascule`)."""
    bascule = donnees.get("bascule")
    if bascule is None:
        return donnees.getlist("code")
    presents = list(actuels)
    return [code for code in presents if code != bascule] if bascule in presents else [*presents, bascule]


def _personnes(fiche: Fiche, donnees: QueryDict) -> list[str | Personne | Utilisateur]:
    gardees = personnes_par_pk(fiche, _entiers(donnees.getlist("garde")))
    return [*gardees, *noms_ecrits(donnees.get("ajout", ""))]


def _entiers(textes: Iterable[str]) -> list[int]:
    return [lu for texte in textes if (lu := lire_entier(texte)) is not None]
