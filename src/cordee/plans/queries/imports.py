"""Imports of a collectivité, and what they need to know of it."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from cordee.comptes.models import Utilisateur
from cordee.plans.domain.imports.messages import LectureImport
from cordee.plans.domain.imports.noms import Annuaire, Connu
from cordee.plans.domain.imports.resolution import Connaissances
from cordee.plans.domain.listes import GenreEtiquette
from cordee.plans.models import Commentaire, CorrespondanceColonnes, Fiche, Import
from cordee.plans.queries.personnes import comptes_par_nom, list_etiquettes_for, list_personnes_for
from cordee.referentiels.models import Mesure
from cordee.territoires.enums import Role
from cordee.territoires.models import Collectivite, Membre


def list_imports_for(collectivite: Collectivite) -> QuerySet[Import]:
    """Imports of a collectivité, newest first."""
    return Import.objects.filter(collectivite=collectivite).select_related("plan", "depose_par")


def import_for(collectivite: Collectivite, pk: int) -> Import | None:
    """One import of a collectivité."""
    return list_imports_for(collectivite).select_related("collectivite").filter(pk=pk).first()


def import_par_pk(pk: int) -> Import | None:
    """One import, for the job that applies it."""
    return Import.objects.select_related("collectivite", "plan").filter(pk=pk).first()


def correspondance_of(collectivite: Collectivite, empreinte: str) -> dict[str, str] | None:
    """Fields that somebody gave to columns with these headers, None when nobody did."""
    trouvee = CorrespondanceColonnes.objects.filter(collectivite=collectivite, empreinte=empreinte).first()
    return trouvee.colonnes if trouvee is not None else None


def connaissances_of(collectivite: Collectivite, lecture: LectureImport) -> Connaissances:
    """People, names, mesures and communes that a file may cite. Five queries whatever its size."""
    cites = {code for fiche in lecture.fiches() for code in fiche.mesures}
    mesures = Mesure.objects.filter(code__in=cites).values_list("code", flat=True) if cites else ()
    communes = any(fiche.communes for fiche in lecture.fiches())
    return Connaissances(
        personnes=Annuaire(_personnes(collectivite), personnes=True),
        etiquettes=_etiquettes(collectivite),
        mesures=frozenset(mesures),
        communes=_communes(collectivite) if communes else frozenset(),
    )


def _personnes(collectivite: Collectivite) -> list[Connu]:
    """Members first, then the people without account that fiches already cite."""
    comptes: dict[int, Utilisateur] = {
        compte.pk: compte for memes in comptes_par_nom(collectivite).values() for compte in memes
    }
    connus = [Connu(c.pk, c.nom_complet, c.email, "membre") for c in comptes.values()]
    libres = list_personnes_for(collectivite).filter(utilisateur__isnull=True)
    return connus + [Connu(personne.pk, personne.nom, "", "personne") for personne in libres]


def _etiquettes(collectivite: Collectivite) -> dict[GenreEtiquette, Annuaire]:
    par_genre: dict[str, list[Connu]] = {str(genre): [] for genre in GenreEtiquette}
    for etiquette in list_etiquettes_for(collectivite):
        par_genre[etiquette.genre].append(Connu(etiquette.pk, etiquette.nom))
    return {genre: Annuaire(par_genre[str(genre)], personnes=False) for genre in GenreEtiquette}


def _communes(collectivite: Collectivite) -> frozenset[str]:
    """Keys of the communes of a collectivité, those of the members of a groupement too."""
    dans = Q(appartenances__groupement=collectivite) | Q(
        appartenances__groupement__appartenances__groupement=collectivite
    )
    return frozenset(Collectivite.objects.filter(dans | Q(pk=collectivite.pk)).values_list("cle_recherche", flat=True))


def changees_depuis(depot: Import) -> list[Fiche]:
    """Fiches of an import that somebody changed, completed or commented since, by title."""
    versions = {int(pk): valeurs["version"] for pk, valeurs in depot.trace.get("modifiees", {}).items()}
    versions |= dict.fromkeys(depot.trace.get("creees", []), 1)
    commentees = set(
        Commentaire.objects.filter(fiche__in=list(versions), cree_le__gt=depot.applique_le).values_list(
            "fiche", flat=True
        )
    )
    ajoutees = Fiche.objects.filter(parent__in=list(versions), supprimee_le__isnull=True).exclude(pk__in=list(versions))
    depuis = set(ajoutees.filter(cree_le__gt=depot.applique_le).values_list("parent", flat=True))
    return [
        fiche
        for fiche in Fiche.objects.filter(pk__in=list(versions), supprimee_le__isnull=True).order_by("cle_tri", "pk")
        if fiche.version != versions[fiche.pk] or fiche.pk in commentees or fiche.pk in depuis
    ]


def editeur_of(collectivite: Collectivite) -> Utilisateur | None:
    """Somebody who may import there, the administrators first: who signs what a command writes."""
    roles = [role for role in Role if role.rang >= Role.EDITION.rang]
    membres = Membre.objects.filter(
        collectivite=collectivite, role__in=roles, utilisateur__is_active=True
    ).select_related("utilisateur")
    tries = sorted(membres, key=lambda membre: (-Role(membre.role).rang, membre.pk))
    return tries[0].utilisateur if tries else None
