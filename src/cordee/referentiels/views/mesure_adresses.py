"""Where a node is and where one goes from it: address, ancestors, neighbours, variants."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from cordee.referentiels.domain import alter_base, is_hidden, node_id
from cordee.referentiels.queries.scores import EtatDesLieux
from cordee.socle.permissions import introuvable


@dataclass(frozen=True)
class Lien:
    """A node to go to."""

    code: str
    numero: str
    libelle: str
    url: str


@dataclass(frozen=True)
class Entete:
    """Identity of the node and where one goes from it."""

    code: str
    numero: str
    niveau: str
    libelle: str
    phase: str
    essentielle: bool
    variantes: tuple[Lien, ...]
    url: str
    fil: tuple[Lien, ...]
    precedent: Lien | None
    suivant: Lien | None


def trouver(etat: EtatDesLieux, code: str) -> str:
    """Node of an address, written in full (`cae_2.1.1`) or not (`2.1.1`); 404 when it is not in the référentiel."""
    connu = node_id(etat.charge.code, code)
    return connu if connu in etat.charge.arbre else introuvable()


def adresse(etat: EtatDesLieux, code: str) -> str:
    """Page of a node: that of its mesure, or its own above."""
    return reverse("mesure", args=[etat.collectivite.siren, etat.charge.code, etat.charge.arbre.mesure_of(code)])


def ancetres(etat: EtatDesLieux, code: str) -> tuple[str, ...]:
    """Nodes above, from the axe down; the root is left out."""
    chaine: list[str] = []
    parent = etat.charge.arbre.parent(code)
    while parent is not None and parent != etat.charge.code:
        chaine.append(parent)
        parent = etat.charge.arbre.parent(parent)
    return tuple(reversed(chaine))


def composer_entete_mesure(etat: EtatDesLieux, code: str) -> Entete:
    """Title, ancestors and neighbours of the same level."""
    noeud, arbre = etat.charge.noeud(code), etat.charge.arbre
    freres = [
        frere
        for frere in arbre.of_niveau(noeud.niveau)
        if frere == code or not is_hidden(etat.charge.code, etat.scores.noeud(frere).desactive)
    ]
    rang = freres.index(code)
    return Entete(
        code=code,
        numero=noeud.numero,
        niveau=noeud.niveau.label,
        libelle=noeud.libelle,
        phase=noeud.categorie.capitalize(),
        essentielle=noeud.coremeasure,
        variantes=tuple(lier(etat, variante) for variante in _variantes(etat, code)),
        url=adresse(etat, code),
        fil=tuple(lier(etat, ancetre) for ancetre in ancetres(etat, code)),
        precedent=lier(etat, freres[rang - 1]) if rang else None,
        suivant=lier(etat, freres[rang + 1]) if rang + 1 < len(freres) else None,
    )


def _variantes(etat: EtatDesLieux, code: str) -> list[str]:
    """TE asks the same mesure differently of those who do not have the competence: the other versions of this one."""
    arbre, base = etat.charge.arbre, alter_base(code) or code
    parent = arbre.parent(code)
    freres = arbre.children(parent) if parent else ()
    return [frere for frere in freres if frere != code and (frere == base or alter_base(frere) == base)]


def lier(etat: EtatDesLieux, code: str) -> Lien:
    """Link to the page of a node."""
    noeud = etat.charge.noeud(code)
    return Lien(code, noeud.numero, noeud.libelle, adresse(etat, code))
