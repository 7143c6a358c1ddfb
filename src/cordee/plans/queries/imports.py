"""Imports of a collectivité, and what they need to know of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db.models import Q, QuerySet

from cordee.comptes.models import Utilisateur
from cordee.plans.domain.imports.champs_ajoutes import ChampConnu
from cordee.plans.domain.imports.messages import LectureImport
from cordee.plans.domain.imports.noms import Annuaire, Connu
from cordee.plans.domain.imports.resolution import Connaissances
from cordee.plans.domain.listes import GenreEtiquette
from cordee.plans.models import (
    ChampPersonnalise,
    Commentaire,
    CorrespondanceColonnes,
    Fiche,
    Import,
    Partage,
    Placement,
    Plan,
)
from cordee.plans.queries.champs_personnalises import lire_definitions
from cordee.plans.queries.personnes import comptes_par_nom, list_etiquettes_for, list_personnes_for
from cordee.referentiels.models import Mesure
from cordee.socle.enums import EtatTravail
from cordee.socle.models import Travail
from cordee.territoires.enums import Role
from cordee.territoires.models import Collectivite, Membre

TEXTE_COLLE = "Texte collé"
"""Name of what comes from the clipboard."""


def list_imports_for(collectivite: Collectivite) -> QuerySet[Import]:
    """Imports of a collectivité, newest first."""
    return Import.objects.filter(collectivite=collectivite).select_related("plan", "depose_par")


def import_for(collectivite: Collectivite, pk: int) -> Import | None:
    """One import of a collectivité."""
    return list_imports_for(collectivite).select_related("collectivite").filter(pk=pk).first()


def texte_colle_of(depot: Import) -> str:
    """The text that was pasted, to correct it where it was written; nothing for a file."""
    if depot.nom_fichier != TEXTE_COLLE or not depot.fichier:
        return ""
    with depot.fichier.open("rb") as lu:
        octets: bytes = lu.read()
    return octets.decode(errors="replace")


def import_par_pk(pk: int) -> Import | None:
    """One import, for the job that applies it."""
    return Import.objects.select_related("collectivite", "plan").filter(pk=pk).first()


def lectures_assistees_en_cours(genre: str, collectivite: Collectivite | None = None) -> int:
    """How many jobs of this kind wait or run, in a collectivité or in the whole installation."""
    travaux = Travail.objects.filter(genre=genre, etat__in=[EtatTravail.EN_ATTENTE, EtatTravail.EN_COURS])
    return (travaux.filter(collectivite_id=collectivite.pk) if collectivite is not None else travaux).count()


def lecture_assistee_of(genre: str, depot: Import) -> Travail | None:
    """The last reading of a document by the assistant."""
    return (
        Travail.objects.filter(genre=genre, collectivite_id=depot.collectivite_id, parametres__import=depot.pk)
        .order_by("-pk")
        .first()
    )


def correspondance_of(collectivite: Collectivite, empreinte: str) -> dict[str, str] | None:
    """Fields that somebody gave to columns with these headers, None when nobody did."""
    trouvee = CorrespondanceColonnes.objects.filter(collectivite=collectivite, empreinte=empreinte).first()
    return trouvee.colonnes if trouvee is not None else None


def connaissances_of(collectivite: Collectivite, plan: Plan | None, lecture: LectureImport) -> Connaissances:
    """People, names, mesures and communes that a file may cite. Seven queries at most whatever its size. Members of
    those who carry fiches of the plan are people that its file may name."""
    cites = {code for fiche in lecture.fiches() for code in fiche.mesures}
    mesures = Mesure.objects.filter(code__in=cites).values_list("code", flat=True) if cites else ()
    communes = any(fiche.communes for fiche in lecture.fiches())
    return Connaissances(
        personnes=Annuaire(_personnes(collectivite, plan), personnes=True),
        etiquettes=_etiquettes(collectivite),
        mesures=frozenset(mesures),
        communes=_communes(collectivite) if communes else frozenset(),
        champs=champs_connus_of(collectivite, plan, recueil=lecture.plan.recueil)
        if any(fiche.champs for fiche in lecture.fiches())
        else (),
    )


def champs_connus_of(collectivite: Collectivite, plan: Plan | None, *, recueil: bool = False) -> tuple[ChampConnu, ...]:
    """Fields that a file may fill: those of the collectivité, of the plan that receives it, of every plan for the
    fiches of a whole collectivité. Two queries at most."""
    champs = ChampPersonnalise.objects.filter(collectivite=collectivite)
    if plan is not None or not recueil:
        champs = champs.filter(Q(plan__isnull=True) | Q(plan=plan)) if plan else champs.filter(plan__isnull=True)
    definitions = lire_definitions(champs)
    des_plans = {d.plan for d in definitions if d.plan is not None}
    noms = dict(Plan.objects.filter(pk__in=des_plans).values_list("pk", "nom")) if des_plans else {}
    return tuple(ChampConnu(d, noms.get(d.plan or 0, "")) for d in definitions)


def _personnes(collectivite: Collectivite, plan: Plan | None) -> list[Connu]:
    """Members first, then the people without account that fiches already cite."""
    portee = dict.fromkeys([collectivite.pk, *(sorted(_partenaires(plan)) if plan is not None else ())])
    membres: dict[int, Membre] = {m.pk: m for memes in comptes_par_nom(portee).values() for m in memes}
    plusieurs = len({membre.collectivite_id for membre in membres.values()}) > 1
    connus = [
        Connu(
            m.utilisateur_id, m.utilisateur.nom_complet, m.utilisateur.email, "membre",
            m.collectivite.nom if plusieurs else "",
        )
        for m in membres.values()
    ]  # fmt: skip
    libres = list_personnes_for(collectivite).filter(utilisateur__isnull=True)
    return connus + [Connu(personne.pk, personne.nom, "", "personne") for personne in libres]


def _partenaires(plan: Plan) -> set[int]:
    """Ids of the collectivités that carry fiches of the plan, owners and partners."""
    fiches = Placement.objects.filter(plan=plan).values("fiche")
    proprietaires = Fiche.objects.filter(pk__in=fiches).values_list("collectivite_id", flat=True)
    partages = Partage.objects.filter(fiche__in=fiches).values_list("collectivite_id", flat=True)
    return {*proprietaires.distinct(), *partages.distinct()}


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


def proprietaires_of(fiches: Collection[int]) -> dict[int, int]:
    """Id of the collectivité that owns each of these fiches."""
    return dict(Fiche.objects.filter(pk__in=fiches).values_list("pk", "collectivite_id")) if fiches else {}


def changees_depuis(depot: Import) -> list[Fiche]:
    """Fiches of an import that somebody changed, completed or commented since, by title."""
    versions = {int(pk): valeurs["version"] for pk, valeurs in depot.trace.get("modifiees", {}).items()}
    versions |= dict.fromkeys(depot.trace.get("creees", []), 1)
    return fiches_changees(versions, depot.applique_le)


def fiches_changees(versions: Mapping[int, int], instant: datetime | None) -> list[Fiche]:
    """Those of these fiches that are no longer at the version given, or that were completed or commented after an
    instant, by title."""
    commentees = set(
        Commentaire.objects.filter(fiche__in=list(versions), cree_le__gt=instant).values_list("fiche", flat=True)
    )
    ajoutees = Fiche.objects.filter(parent__in=list(versions), supprimee_le__isnull=True).exclude(pk__in=list(versions))
    depuis = set(ajoutees.filter(cree_le__gt=instant).values_list("parent", flat=True))
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
