"""The filters of a list of fiches in the address of a route: those of the screens, under the same names.

A screen drops what it does not know, so that an old link still opens; a program that misspells a filter must not be
given everything instead, so the API refuses it.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.http import QueryDict
from ninja import Query
from pydantic import AwareDatetime, Field

from cordee.api.views.erreurs import SaisieRefusee
from cordee.api.views.schemas.communs import ID_MAX, Pagination
from cordee.plans.domain.champs_personnalises import Definition as DefinitionDeChamp
from cordee.plans.domain.champs_personnalises import lire_cle
from cordee.plans.domain.filtres import Filtres, lire_filtres
from cordee.plans.domain.filtres_champs import lire_filtres_champs
from cordee.plans.domain.filtres_proposes import DEFINITIONS, PAR_CLE, ChampDate, Definition, Niveau, Tri

ECRANS = frozenset({"vue", "col", "taille"})
"""What the address of a screen also holds: the end of such an address may be used as it is."""
PROPRES = frozenset({"q", "mesure", "champ_date", "du", "au", "tri", "niveau"})


class ParametresFiches(Pagination):
    """How the list is cut, and how much it says of each fiche."""

    page: int = Field(
        0, ge=0, le=1_000_000, description="Numéro de page, avec `tri` ou `q` : suivez plutôt le lien « suivante »."
    )
    complet: bool = Field(False, description="true : chaque fiche entière, au schéma cordee.plan.")
    modifiees_depuis: AwareDatetime | None = Field(
        None,
        description="Seulement les fiches touchées depuis cet instant (champs, places, personnes, commentaires, "
        "sous-fiches), et dans `supprimees` celles qui ont été supprimées.",
        examples=["2026-11-01T00:00:00Z"],
    )


Demandes = Query[ParametresFiches]
CHAMP_INCONNU = "Ce champ n'existe pas ici, ou la clé ne le lit pas : voyez /fiches/filtres."
RESERVES = frozenset(ParametresFiches.model_fields)


def lire_filtres_stricts(parametres: QueryDict) -> Filtres:
    """Filters of an address; raises SaisieRefusee for a parameter or a value that the screens would drop."""
    donnes: dict[str, list[Any]] = dict(parametres.lists())
    filtres = lire_filtres(donnes)
    fautes = [
        (cle, "Ce paramètre n'existe pas : vérifiez son nom.")
        for cle in donnes
        if cle not in PAR_CLE and cle not in PROPRES | ECRANS | RESERVES and not lire_filtres_champs({cle: ["?"]})
    ]
    for definition in DEFINITIONS:
        gardees = {*filtres.valeurs.get(definition.cle, ()), *(filtres.mesures if definition.cle == "mesure" else ())}
        perdues = [v for v in donnes.get(definition.cle, ()) if v and v not in gardees]
        perdues += [v for v in gardees if v.isdigit() and int(v) > ID_MAX]
        fautes += [(definition.cle, _refuser(definition, v)) for v in perdues]
    fautes += [(cle, refusee.faute) for cle, refusee in filtres.refusees.items()]
    fautes += _hors_liste(donnes)
    if fautes:
        raise SaisieRefusee(*fautes)
    return filtres


def retenir_stricts(filtres: Filtres, definitions: Collection[DefinitionDeChamp]) -> Filtres:
    """The same with the added fields that the key reads; raises SaisieRefusee for another one, for a value that the
    field does not have, or for a bound that is none."""
    retenus = filtres.retenir(definitions)
    connus = {definition.pk for definition in definitions}
    gardees = {filtre.champ: filtre.valeurs for filtre in retenus.champs}
    fautes = [(filtre.cle, CHAMP_INCONNU) for filtre in filtres.champs if filtre.champ not in connus]
    if filtres.tri is Tri.CHAMP and filtres.tri_champ not in connus:
        fautes.append(("tri", CHAMP_INCONNU))
    for filtre in filtres.champs:
        perdues = (v for v in filtre.valeurs if v and v not in gardees.get(filtre.champ, ()))
        if filtre.champ in connus:
            fautes += [
                (filtre.cle, "Cette valeur n'est pas de celles du champ : voyez /fiches/filtres.") for _ in perdues
            ]
    fautes += [(f"{filtre.cle}_{borne}", faute) for filtre in retenus.champs for borne, faute in filtre.fautes]
    if fautes:
        raise SaisieRefusee(*fautes)
    return retenus


def _refuser(definition: Definition, valeur: str) -> str:
    cite = valeur if len(valeur) <= 40 else valeur[:39] + "…"
    connues = ", ".join(code for code, _ in definition.fixes)
    if definition.numerique:
        return f"« {cite} » n'est pas un numéro{f', ni {connues}' if connues else ''}."
    return f"« {cite} » n'est pas une valeur de « {definition.libelle} » : choisissez entre {connues}."


def _hors_liste(donnes: dict[str, list[Any]]) -> list[tuple[str, str]]:
    """An order or a kind of date that does not exist."""
    fautes = []
    for cle, liste, debut in (("tri", Tri, "-"), ("champ_date", ChampDate, ""), ("niveau", Niveau, "")):
        connues = liste._value2member_map_
        for valeur in donnes.get(cle, ())[:1]:
            nom = valeur.removeprefix(debut)
            if valeur and nom not in connues and (cle != "tri" or lire_cle(nom) is None):
                fautes.append((cle, f"Choisissez entre {', '.join(str(v) for v in connues)}."))
    return fautes


def decrire_parametres(*, plan: bool = False) -> list[dict[str, Any]]:
    """OpenAPI parameters of the filters, made from their definitions."""
    parametres = [
        _parametre("q", "Mots cherchés dans toute la fiche ; trie par pertinence, sauf `tri`.", {"type": "string"})
    ]
    for definition in DEFINITIONS:
        parametres.append(_parametre(definition.cle, *_dire(definition)))
    jours = "Un jour, comme 2027-03-31, compris."
    parametres += [
        _parametre("champ_date", "Sur quoi portent `du` et `au` (fin si rien n'est dit).", _liste(ChampDate)),
        _parametre(
            "niveau",
            "Ce que la liste contient : fiches (sans les sous-fiches, si rien n'est dit), toutes (avec elles), sous "
            "(elles seules).",
            _liste(Niveau),
        ),
        _parametre("du", jours, {"type": "string"}),
        _parametre("au", jours, {"type": "string"}),
        _parametre(
            "tri",
            f"{', '.join(str(t) for t in Tri)}, précédé de « - » pour l'ordre inverse. Sans tri, la liste suit les "
            "identifiants : rien n'est sauté ni donné deux fois, même si des fiches changent pendant le parcours."
            + (" « plan » est l'ordre des axes." if plan else ""),
            {"type": "string"},
        ),
    ]
    return parametres


def _liste(choix: Any) -> dict[str, Any]:
    return {"type": "string", "enum": [str(membre.value) for membre in choix]}


def _dire(definition: Definition) -> tuple[str, dict[str, Any]]:
    codes = [code for code, _ in definition.fixes]
    element: dict[str, Any] = {"type": "string"}
    mots = f"{definition.libelle}."
    if definition.numerique:
        mots += f" Un numéro (voyez `/fiches/filtres`){''.join(f', ou « {code} »' for code in codes)}."
    elif definition.cle == "mesure":
        mots += f" Un code comme cae_1.1.1, ou {', '.join(f'« {code} »' for code in codes)}."
    else:
        element["enum"] = codes
    return mots + " Répétable : l'une ou l'autre.", {"type": "array", "items": element}


def _parametre(nom: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": nom, "in": "query", "required": False, "description": description, "schema": schema}
