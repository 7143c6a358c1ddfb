"""People and names on their way into a fiche."""

from __future__ import annotations

from cordee.plans.domain.colonnes_cellules import Valeur, lire_texte
from cordee.plans.domain.fiche import ActeurCite, PersonneCitee
from cordee.plans.domain.imports import noms
from cordee.plans.domain.imports.cles import normaliser
from cordee.plans.domain.imports.listes_cellules import separer
from cordee.plans.domain.imports.messages import citer
from cordee.plans.domain.imports.poses import Case, garder_en_mots
from cordee.plans.domain.listes import RoleActeur, RolePersonne

NOM_MAX = 200
"""Characters of a name of étiquette."""


def poser_acteurs(case: Case, valeur: Valeur, details: tuple[str, ...]) -> None:
    """`acteur:partenaire`: names in this role."""
    ajouter_acteurs(case, separer(lire_texte(valeur)), RoleActeur(details[0]))


def ajouter_acteurs(case: Case, cites: list[str], role: RoleActeur) -> None:
    """Adds names in a role; one that is too long for a name goes to the description."""
    courts = [nom for nom in cites if len(nom) <= NOM_MAX]
    trop_longs = [nom for nom in cites if len(nom) > NOM_MAX]
    deja = {(normaliser(acteur.nom), acteur.role) for acteur in case.fiche.acteurs}
    for nom in courts:
        if normaliser(nom) and (normaliser(nom), role) not in deja:
            deja.add((normaliser(nom), role))
            case.fiche.acteurs += (ActeurCite(nom, role),)
    if trop_longs:
        case.avertir(f"Texte trop long pour un nom de « {role.libelle} » : il est gardé dans la description.")
        garder_en_mots(case, role.libelle, ", ".join(trop_longs))


def poser_personnes(case: Case, valeur: Valeur, details: tuple[str, ...]) -> None:
    """`personne:pilote`: people in this role. What names an organisation or a department goes with the actors."""
    role = RolePersonne(details[0])
    deja_cite = False
    for ecrit in noms.separer_personnes(lire_texte(valeur)):
        lu = noms.lire_nom(ecrit)
        if not normaliser(lu.nom):
            case.avertir(f"{citer(ecrit)} n'est pas le nom d'une personne : ce n'est pas repris.")
            continue
        if role is RolePersonne.PILOTE and (genre := noms.genre_d_organisation(ecrit)):
            _ranger_organisation(case, ecrit, genre)
            continue
        if lu.nom[:1].islower() and not lu.email and deja_cite and not noms.semble_une_personne(lu.nom.title()):
            case.avertir(f"{citer(ecrit)} est lu comme une fonction : ce n'est pas repris.")
            continue
        deja_cite = True
        if len(lu.nom) > 170:
            case.avertir(f"{citer(ecrit)} est trop long pour un nom : il est gardé dans la description.")
            garder_en_mots(case, role.libelle, ecrit)
            continue
        if lu.fonction:
            case.avertir(f"{citer(ecrit)} est lu « {lu.nom} » (« {lu.fonction} » n'est pas repris).")
        if noms.cle_personne(lu.nom) not in {noms.cle_personne(p.nom) for p in case.fiche.personnes if p.role is role}:
            case.fiche.personnes += (PersonneCitee(lu.nom, role, lu.email),)


def _ranger_organisation(case: Case, nom: str, genre: str) -> None:
    """A department or an organisation in a column of people goes with those that lead the action."""
    role = RoleActeur.SERVICE_PILOTE if genre == "service" else RoleActeur.MAITRE_OUVRAGE
    case.avertir(f"{citer(nom)} n'est pas une personne : c'est rangé dans « {role.libelle} ».")
    ajouter_acteurs(case, [nom], role)


def poser_porteurs(case: Case, valeur: Valeur, details: tuple[str, ...]) -> None:
    """« Pilote » or « Porteur » without more: people, departments and organisations are told apart."""
    for nom in noms.separer_personnes(lire_texte(valeur)):
        if noms.semble_une_personne(nom) or noms.a_une_civilite(nom) or "@" in nom:
            poser_personnes(case, nom, ("pilote",))
        elif noms.semble_un_service(nom):
            ajouter_acteurs(case, [nom], RoleActeur.SERVICE_PILOTE)
        else:
            ajouter_acteurs(case, [nom], RoleActeur.MAITRE_OUVRAGE)
