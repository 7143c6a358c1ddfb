"""People and names of a collectivité, as fiches cite them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Q, QuerySet

from cordee.comptes.models import Utilisateur
from cordee.outils.texte import normaliser
from cordee.plans.domain.listes import RolePersonne
from cordee.plans.models import Etiquette, Fiche, FichePersonne, Personne, Plan, PlanPersonne
from cordee.plans.queries.visibilite import ROLE_DU_CONFIDENTIEL, collectivites_of, est_confidentielle, racine_of
from cordee.territoires.enums import Nature, Role
from cordee.territoires.models import Collectivite, Membre
from cordee.territoires.queries import roles_par_collectivite

MENTIONS = 8
"""People proposed at once after « @ »."""


def list_personnes_for(collectivite: Collectivite) -> QuerySet[Personne]:
    """People already cited by the fiches of a collectivité, by name."""
    return Personne.objects.filter(collectivite=collectivite).select_related("utilisateur")


def list_etiquettes_for(collectivite: Collectivite, genres: Iterable[str] = ()) -> QuerySet[Etiquette]:
    """Names created by a collectivité, of these genres or of all."""
    etiquettes = Etiquette.objects.filter(collectivite=collectivite)
    choisis = list(genres)
    return etiquettes.filter(genre__in=choisis) if choisis else etiquettes


def annotate_usages(etiquettes: QuerySet[Etiquette]) -> QuerySet[Etiquette]:
    """Adds `usages`: fiches that cite the name, as an actor or as a funder."""
    return etiquettes.annotate(
        usages=Count("acteurs__fiche", distinct=True) + Count("financements__fiche", distinct=True)
    )


def comptes_par_nom(collectivites: Iterable[int]) -> dict[str, list[Membre]]:
    """Members of these collectivités by normalised name (first name first, last name first) and by e-mail address; each
    account once, as a member of the first collectivité given where it has a role. Several under one key are
    namesakes. One query."""
    rangs = {pk: rang for rang, pk in enumerate(collectivites)}
    membres = Membre.objects.filter(collectivite__in=list(rangs), utilisateur__is_active=True)
    par_compte: dict[int, Membre] = {}
    for membre in sorted(
        membres.select_related("utilisateur", "collectivite"), key=lambda m: (rangs[m.collectivite_id], m.pk)
    ):
        par_compte.setdefault(membre.utilisateur_id, membre)
    par_nom: dict[str, list[Membre]] = {}
    for membre in par_compte.values():
        personne = membre.utilisateur
        for cle in {
            normaliser(f"{personne.prenom} {personne.nom}"),
            normaliser(f"{personne.nom} {personne.prenom}"),
            normaliser(personne.email),
        }:
            par_nom.setdefault(cle, []).append(membre)
    return par_nom


def list_communes_for(fiche: Fiche) -> QuerySet[Collectivite]:
    """Communes of the collectivités that carry the fiche (of the members of a groupement too), by name."""
    portee = collectivites_of(fiche)
    dans = Q(appartenances__groupement__in=portee) | Q(appartenances__groupement__appartenances__groupement__in=portee)
    return (
        Collectivite.objects.filter(dans | Q(pk__in=portee), nature=Nature.COMMUNE).distinct().order_by("cle_recherche")
    )


def list_membres_mentionnables(objet: Fiche | Plan) -> QuerySet[Utilisateur]:
    """Active members of the collectivités that carry the fiche (of that of the plan), by name; for a confidential one,
    those who contribute there or whom it names."""
    membres = Membre.objects.filter(collectivite__in=collectivites_of(objet))
    if est_confidentielle(objet):
        contribuent = [role for role in Role if role.rang >= ROLE_DU_CONFIDENTIEL.rang]
        membres = membres.filter(Q(role__in=contribuent) | Q(utilisateur__in=_nommes(objet)))
    return Utilisateur.objects.filter(is_active=True, pk__in=membres.values("utilisateur")).order_by(
        "nom", "prenom", "pk"
    )


def _nommes(objet: Fiche | Plan) -> QuerySet[Any, Any]:
    """Accounts of the people whom a fiche (or the one at its top) or a plan names."""
    if isinstance(objet, Plan):
        return PlanPersonne.objects.filter(plan=objet).values("personne__utilisateur")
    nommees = FichePersonne.objects.filter(fiche__in=[objet.pk, racine_of(objet)])
    return nommees.values("personne__utilisateur")


def list_mentions_proposees(utilisateur: Utilisateur, objet: Fiche | Plan, texte: str) -> list[Membre]:
    """Members whom a comment of this person may cite, each once, those whose first name is typed first. Only of the
    territories where this person has a role: the others' members are not theirs to list."""
    connues = collectivites_of(objet) & roles_par_collectivite(utilisateur).keys()
    membres = (
        Membre.objects.filter(collectivite__in=connues, utilisateur__in=list_membres_mentionnables(objet).values("pk"))
        .exclude(utilisateur=utilisateur)
        .select_related("utilisateur", "collectivite")
        .order_by("utilisateur__nom", "utilisateur__prenom", "utilisateur", "pk")
    )
    mots = normaliser(texte).split()
    trouves: dict[int, Membre] = {}
    for membre in membres:
        noms = normaliser(f"{membre.utilisateur.prenom} {membre.utilisateur.nom}").split()
        if all(any(nom.startswith(mot) for nom in noms) for mot in mots):
            trouves.setdefault(membre.utilisateur_id, membre)
    par_prenom = " ".join(mots)
    ordre = sorted(trouves.values(), key=lambda m: not normaliser(m.utilisateur.prenom).startswith(par_prenom))
    return ordre[:MENTIONS]


def _membres(collectivites: Iterable[int]) -> QuerySet[Membre, Any]:
    return Membre.objects.filter(collectivite__in=list(collectivites)).values("utilisateur")


def noms_proposes(collectivite: Collectivite, portee: Iterable[int] = ()) -> list[str]:
    """Names that a field of people proposes to who looks from a collectivité: those that its fiches cite already, then
    the members of the collectivités that carry the fiche (`portee`), each once. The names that the others keep are
    theirs: they are not proposed."""
    cites = list(list_personnes_for(collectivite).values_list("nom", flat=True))
    comptes = _membres({collectivite.pk, *portee})
    membres = Utilisateur.objects.filter(is_active=True, pk__in=comptes).order_by("nom", "prenom")
    return list(dict.fromkeys([*cites, *(membre.nom_complet for membre in membres)]))


def pilotes_of(fiche: Fiche) -> list[str]:
    """Names of the pilotes of a fiche, in order."""
    liens = FichePersonne.objects.filter(fiche=fiche, role=RolePersonne.PILOTE)
    return list(liens.values_list("personne__nom", flat=True))


def personnes_par_pk(fiche: Fiche, pks: Iterable[int]) -> list[Personne]:
    """Those of these people that the fiche may name: of its collectivité, or named by it already; in the order
    given."""
    voulus = list(pks)
    trouvees = {
        personne.pk: personne
        for personne in Personne.objects.filter(pk__in=voulus)
        .filter(Q(collectivite=fiche.collectivite_id) | Q(fiches__fiche=fiche))
        .select_related("utilisateur")
        .distinct()
    }
    return [trouvees[pk] for pk in voulus if pk in trouvees]
