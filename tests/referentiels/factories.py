"""A small référentiel of the TE family, and collectivités that opened it.

    charger_mini()                       the référentiel `te-test` of MINI, its questions, in some ten milliseconds
    EngagementFactory()                  an EPCI that opened it; `collectivite=`, `referentiel=`, `ouvert_par=`
    editrice(engagement)                 a new person who may write there; also `lectrice`, `administratrice`…
    VerrouFactory(engagement=…)          statuts frozen; `exemptes=[auditrice]`

Tree (points of the sous-mesures; S is a sous-mesure, T its tâches):

    1.1.1  S 1.1.1.1 = 6 (T .1 .2 .3)   S 1.1.1.2 = 4
    1.1.2  S 1.1.2.1 = 10 (désactivée when `velo` is NON)   S 1.1.2.2 = 5 (halved when `marche` is OUI)
    2.1.1  S 2.1.1.1 = 5   S 2.1.1.2 = 5 (T .1 .2)   (score capped by that of 1.1.2)
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import factory
from tests.comptes.factories import UtilisateurFactory
from tests.territoires.factories import CollectiviteFactory, MembreFactory
from tests.territoires.factories_questions import charger_questions_mini

from cordee.comptes.models import Utilisateur
from cordee.referentiels.actions.chargement import charger_referentiel
from cordee.referentiels.actions.engagements import ouvrir_referentiel
from cordee.referentiels.domain import Avancement, DefinitionReferentiel, Saisie, StatutAvancement, read_bundled
from cordee.referentiels.models import Engagement, Referentiel, Verrou
from cordee.territoires.enums import Role

CODE = "te-test"
LE = datetime(2026, 3, 10, 9, tzinfo=UTC)
"""10 mars 2026, 10 h in Paris: when everything is opened unless a test says otherwise."""

COLONNES = (
    "identifiant", "libelle", "aide", "points", "categorie", "desactivation", "reduction", "score", "questions",
)  # fmt: skip
LIGNES: tuple[tuple[str, ...], ...] = (
    ("1", "Se déplacer"),
    ("1.1", "Marcher et rouler"),
    ("1.1.1", "Organiser", "Dire qui fait quoi."),
    ("1.1.1.1", "Nommer les personnes", "", "6", "bases"),
    ("1.1.1.1.1", "Nommer une élue"),
    ("1.1.1.1.2", "Nommer un technicien"),
    ("1.1.1.1.3", "Les réunir"),
    ("1.1.1.2", "Écrire un plan", "", "4", "mise en œuvre"),
    ("1.1.2", "Rouler", "Faire de la place aux vélos."),
    ("1.1.2.1", "Tracer des pistes", "", "10", "effets", "si reponse(velo, NON) alors VRAI"),
    ("1.1.2.2", "Poser des arceaux", "", "5", "effets", "", "si reponse(marche, OUI) alors 0.5"),
    ("2", "Se chauffer"),
    ("2.1", "Économiser"),
    ("2.1.1", "Isoler", "Commencer par les écoles.", "", "", "", "", "min(score(te-test_1.1.2), score(te-test_2.1.1))"),
    ("2.1.1.1", "Compter", "", "5", "bases"),
    ("2.1.1.2", "Rénover", "", "5", "effets", "", "", "", "part"),
    ("2.1.1.2.1", "Rénover une école"),
    ("2.1.1.2.2", "Rénover un gymnase"),
)


def tsv(lignes: Iterable[tuple[str, ...]] = LIGNES) -> str:
    """Rows in the format of the bundled files."""
    completes = [(*ligne, *[""] * (len(COLONNES) - len(ligne))) for ligne in lignes]
    return "\n".join("\t".join(cellules) for cellules in (COLONNES, *completes)) + "\n"


def definition_mini(lignes: Iterable[tuple[str, ...]] = LIGNES, version: str = "1.0.0") -> DefinitionReferentiel:
    """MINI, or other rows, as a définition."""
    return DefinitionReferentiel(CODE, "Petit référentiel", version, tuple(read_bundled(tsv(lignes))))


def charger_mini(
    lignes: Iterable[tuple[str, ...]] = LIGNES, *, version: str = "1.0.0", le: datetime = LE
) -> Referentiel:
    """Loads MINI by the action, with its questions."""
    charger_questions_mini()
    charger_referentiel(definition_mini(lignes, version), par=None, le=le)
    return Referentiel.objects.get(code=CODE)


def noeud(numero: str) -> str:
    """Code of a node of MINI: `1.1.1` -> `te-test_1.1.1`."""
    return f"{CODE}_{numero}"


def saisie(numero: str, statut: str = "fait", *parts: float) -> Saisie:
    """One statut to write: `saisie("1.1.1.2", "detaille", 0.2, 0.3, 0.5)`."""
    return Saisie(noeud(numero), StatutAvancement(statut), Avancement.of(parts) if parts else None)


class EngagementFactory(factory.django.DjangoModelFactory[Engagement]):
    """An EPCI that opened MINI, through the action, by an editor."""

    class Meta:
        model = Engagement

    collectivite = factory.SubFactory(CollectiviteFactory)
    referentiel = factory.LazyFunction(charger_mini)
    ouvert_par = None
    ouvert_le = LE

    @classmethod
    def _create(cls, model_class: type[Engagement], *args: Any, **champs: Any) -> Engagement:
        collectivite, mode = champs["collectivite"], champs.get("mode")
        par = champs["ouvert_par"] or MembreFactory(editeur=True, collectivite=collectivite).utilisateur
        engagement = ouvrir_referentiel(collectivite, champs["referentiel"], par=par, le=champs["ouvert_le"])
        if mode is not None:
            engagement.mode = mode
            engagement.save(update_fields=["mode"])
        return engagement


def personne(engagement: Engagement, role: Role | None) -> Utilisateur:
    """A new person with this role in the collectivité; None for a stranger."""
    if role is None:
        return UtilisateurFactory()
    return MembreFactory(collectivite=engagement.collectivite, role=role).utilisateur


def lectrice(engagement: Engagement) -> Utilisateur:
    """A new person who may only read."""
    return personne(engagement, Role.LECTURE)


def contributrice(engagement: Engagement) -> Utilisateur:
    """A new person who may comment."""
    return personne(engagement, Role.CONTRIBUTION)


def editrice(engagement: Engagement) -> Utilisateur:
    """A new person who may write statuts."""
    return personne(engagement, Role.EDITION)


def administratrice(engagement: Engagement) -> Utilisateur:
    """A new person who may do everything."""
    return personne(engagement, Role.ADMINISTRATION)


class VerrouFactory(factory.django.DjangoModelFactory[Verrou]):
    """Statuts frozen during an audit."""

    class Meta:
        model = Verrou
        skip_postgeneration_save = True

    class Params:
        engagement = factory.SubFactory(EngagementFactory)

    collectivite = factory.LazyAttribute(lambda moi: moi.engagement.collectivite)
    referentiel = factory.LazyAttribute(lambda moi: moi.engagement.referentiel)
    raison = "audit"
    message = "Gelé pendant l'audit jusqu'au 12 mars : seule l'auditrice peut modifier."
    pose_le = LE

    @factory.post_generation
    def exemptes(self: Verrou, create: bool, extracted: Iterable[Utilisateur] | None, **kwargs: Any) -> None:
        """`exemptes=[…]`: people whom it does not stop."""
        self.exemptes.set(extracted or ())
