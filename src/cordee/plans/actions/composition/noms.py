"""Lists of a fiche: codes of closed lists, people, structures, communes. Each is defined whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from cordee.comptes.models import Utilisateur
from cordee.plans.actions.composition.ecriture import noter, ouvrir
from cordee.plans.actions.prevenir import annuler_affectation, prevenir_affectation
from cordee.plans.actions.registre import NOM_MAX, Registre
from cordee.plans.domain.composition import codes_de, libelle_de_champ
from cordee.plans.domain.listes import Genre, RoleActeur, RolePersonne
from cordee.plans.models import Acteur, Classement, Etiquette, Fiche, FichePersonne, Personne
from cordee.plans.queries.personnes import list_communes_for
from cordee.plans.queries.visibilite import collectivites_of
from cordee.socle.erreurs import DonneeRefusee
from cordee.territoires.models import Collectivite

ELEMENTS_MAX = 200


@transaction.atomic
def definir_classements(
    fiche: Fiche, genre: Genre | str, codes: Iterable[str], *, par: Utilisateur, le: datetime
) -> list[str]:
    """Gives the fiche exactly these codes of a closed list; returns them in the order of the list. An unknown code
    raises `DonneeRefusee`."""
    genre = Genre(genre)
    connus = codes_de(genre)
    voulus = set(codes)
    if inconnus := sorted(voulus - connus.keys()):
        raise DonneeRefusee(f"« {inconnus[0]} » n'existe pas dans « {genre.libelle} » : choisissez dans la liste.")
    ouverte = ouvrir(fiche, par=par)
    actuels = set(Classement.objects.filter(fiche=ouverte, genre=genre).values_list("code", flat=True))
    ordre = list(connus)
    apres = sorted(voulus, key=ordre.index)
    if actuels == voulus:
        return apres
    avant = sorted(actuels, key=lambda code: (ordre.index(code) if code in connus else len(ordre), code))
    Classement.objects.filter(fiche=ouverte, genre=genre, code__in=actuels - voulus).delete()
    Classement.objects.bulk_create(
        Classement(fiche=ouverte, genre=genre, code=code) for code in apres if code not in actuels
    )
    noter(
        ouverte, "definir_classements", f"A modifié « {genre.libelle} » de « {ouverte.titre} »",
        par=par, le=le, champs={str(genre): [avant, apres]},
    )  # fmt: skip
    return apres


@transaction.atomic
def definir_personnes(
    fiche: Fiche,
    role: RolePersonne | str,
    qui: Iterable[str | Personne | Utilisateur],
    *,
    par: Utilisateur,
    le: datetime,
) -> list[Personne]:
    """Names exactly these pilotes, or élus référents. A member of a collectivité that carries the fiche is found by
    their name and tied to their account; another name is kept as it is, created once. New pilotes with an account are
    told."""
    role = RolePersonne(role)
    ouverte = ouvrir(fiche, par=par)
    voulues = _trouver_personnes(ouverte, list(qui))
    liens = FichePersonne.objects.filter(fiche=ouverte, role=role).select_related("personne__utilisateur")
    avant = [lien.personne for lien in liens]
    deja, gardees = {p.pk for p in avant}, {p.pk for p in voulues}
    if deja == gardees:
        return voulues
    FichePersonne.objects.filter(fiche=ouverte, role=role).exclude(personne__in=gardees).delete()
    nouvelles = [p for p in voulues if p.pk not in deja]
    FichePersonne.objects.bulk_create(FichePersonne(fiche=ouverte, personne=p, role=role) for p in nouvelles)
    noter(
        ouverte, "definir_personnes", f"A modifié « {role.libelle} » de « {ouverte.titre} »", par=par, le=le,
        champs={str(role): [[p.nom for p in avant], [p.nom for p in voulues]]},
        details={"retour": [p.pk for p in avant], "actuel": [p.pk for p in voulues]},
    )  # fmt: skip
    if role is RolePersonne.PILOTE:
        prevenir_affectation(ouverte, nouvelles, par=par, le=le)
        annuler_affectation(ouverte, [p for p in avant if p.pk not in gardees], le=le)
    return voulues


def _trouver_personnes(fiche: Fiche, qui: Sequence[str | Personne | Utilisateur]) -> list[Personne]:
    """Each once, in order. A person of another collectivité that carries the fiche stays who they are."""
    registre = Registre(fiche.collectivite, collectivites_of(fiche))
    registre.reconnaitre(Personne.objects.filter(fiches__fiche=fiche).select_related("utilisateur").distinct())
    trouvees: dict[int, Personne] = {}
    for cite in qui:
        if isinstance(cite, str):
            if not cite.strip():
                continue
            if len(cite.strip()) > NOM_MAX:
                raise DonneeRefusee(f"Un nom dépasse {NOM_MAX} caractères : écrivez un prénom et un nom.")
            personne = registre.personne(cite)
        elif isinstance(cite, Utilisateur):
            personne = registre.personne_du_compte(cite)
        else:
            personne = cite
        trouvees.setdefault(personne.pk, personne)
    _refuser_trop(trouvees)
    return list(trouvees.values())


@transaction.atomic
def definir_acteurs(
    fiche: Fiche, role: RoleActeur | str, noms: Iterable[str], *, par: Utilisateur, le: datetime
) -> list[str]:
    """Gives the fiche exactly these structures, services, partners, instances or étiquettes in a role; names are
    created as they come, and two spellings of one name are one."""
    role = RoleActeur(role)
    ouverte = ouvrir(fiche, par=par)
    registre = Registre(ouverte.collectivite)
    avant = list(Acteur.objects.filter(fiche=ouverte, role=role).select_related("etiquette"))
    for acteur in avant:
        registre.retenir_etiquette(acteur.etiquette)
    etiquettes: dict[int, Etiquette] = {}
    for nom in noms:
        if nom.strip():
            etiquette = registre.etiquette(role.genre, nom)
            etiquettes.setdefault(etiquette.pk, etiquette)
    _refuser_trop(etiquettes)
    deja = {acteur.etiquette_id for acteur in avant}
    if deja == etiquettes.keys():
        return [etiquette.nom for etiquette in etiquettes.values()]
    Acteur.objects.filter(fiche=ouverte, role=role).exclude(etiquette__in=etiquettes).delete()
    Acteur.objects.bulk_create(
        Acteur(fiche=ouverte, etiquette=etiquette, role=role) for pk, etiquette in etiquettes.items() if pk not in deja
    )
    apres = [etiquette.nom for etiquette in etiquettes.values()]
    noter(
        ouverte, "definir_acteurs", f"A modifié « {role.libelle} » de « {ouverte.titre} »", par=par, le=le,
        champs={str(role): [[acteur.etiquette.nom for acteur in avant], apres]},
    )  # fmt: skip
    return apres


@transaction.atomic
def definir_communes(
    fiche: Fiche, communes: Iterable[Collectivite | int], *, par: Utilisateur, le: datetime
) -> list[Collectivite]:
    """Says which communes the fiche concerns: those of the collectivités that carry it, no other."""
    ouverte = ouvrir(fiche, par=par)
    voulues = {c.pk if isinstance(c, Collectivite) else c for c in communes}
    possibles = {commune.pk: commune for commune in list_communes_for(ouverte)}
    avant = list(ouverte.communes.order_by("cle_recherche"))
    if voulues - possibles.keys() - {commune.pk for commune in avant}:
        raise DonneeRefusee("Une commune n'est pas du territoire de cette fiche : choisissez dans la liste.")
    possibles |= {commune.pk: commune for commune in avant}
    apres = sorted((possibles[pk] for pk in voulues), key=lambda commune: commune.cle_recherche)
    if {commune.pk for commune in avant} == voulues:
        return apres
    ouverte.communes.set(apres)
    noter(
        ouverte, "definir_communes", f"A modifié « {libelle_de_champ('communes')} » de « {ouverte.titre} »",
        par=par, le=le, champs={"communes": [[c.nom for c in avant], [c.nom for c in apres]]},
        details={"retour": [c.pk for c in avant], "actuel": [c.pk for c in apres]},
    )  # fmt: skip
    return apres


def _refuser_trop(elements: object) -> None:
    if len(elements) > ELEMENTS_MAX:  # type: ignore[arg-type]
        raise DonneeRefusee(f"Une fiche cite {ELEMENTS_MAX} noms au plus dans un même rôle : retirez-en.")
