"""Added fields on the page of a fiche, as its templates show them, read or being written."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse

from cordee.plans.domain.champs_personnalises import VIDE, Definition, ValeurChamp, dire, dire_bornes
from cordee.plans.domain.genres_de_champs import GenreChamp
from cordee.plans.models import Fiche
from cordee.plans.queries.champs_personnalises import definitions_de_la_fiche, valeurs_of
from cordee.plans.queries.fiche import PageFiche
from cordee.plans.views.champs.cellules import SaisieChamp, marques_de, ouvrir_saisie
from cordee.plans.views.saisie import EtatSaisie, Saisie
from cordee.socle.permissions import peut

INVITES = {
    GenreChamp.DATE: "Donner une date", GenreChamp.NOMBRE: "Chiffrer", GenreChamp.LIEN: "Donner l'adresse",
    GenreChamp.LIGNE: "Dire", GenreChamp.TEXTE: "Dire", GenreChamp.OUI_NON: "Répondre",
}  # fmt: skip


@dataclass(frozen=True)
class ChampAjouteVu:
    """An added field as the page shows it; `saisie` when it is being written."""

    definition: Definition
    valeur: ValeurChamp
    fiche: Fiche
    page: int
    siren: str
    modifiable: bool
    saisie: SaisieChamp | None = None
    etat: EtatSaisie | None = None

    @property
    def id(self) -> str:
        """Anchor in the page."""
        return f"champ-{self.fiche.pk}-{self.definition.cle}"

    @property
    def id_controle(self) -> str:
        """Id of its control."""
        return f"{self.id}-saisie"

    @property
    def id_aide(self) -> str:
        """Id of its help, empty without any."""
        return f"{self.id}-aide" if self.aide else ""

    @property
    def id_refus(self) -> str:
        """Id of why it was refused, empty when it was not."""
        return f"refus-{self.id}" if self.etat is not None and self.etat.refus else ""

    @property
    def adresse(self) -> str:
        """Where it is read again and written."""
        return reverse("fiche_champ_ajoute", args=[self.siren, self.fiche.pk, self.definition.pk])

    @property
    def aide(self) -> str:
        """What helps to fill it: the words of the collectivité, the bounds of a number."""
        bornes = dire_bornes(self.definition)
        return " ".join(mot for mot in (self.definition.aide, f"Un nombre {bornes}." if bornes else "") if mot)

    @property
    def invite(self) -> str:
        """What is read where nothing is said yet."""
        return INVITES.get(self.definition.genre, "Choisir")

    @property
    def marques(self) -> tuple[tuple[str, str], ...]:
        """Options chosen, with their colours."""
        return marques_de(self.definition, self.valeur)

    @property
    def texte(self) -> str:
        """The value in words."""
        return dire(self.definition, self.valeur)


@dataclass(frozen=True, slots=True)
class PhaseVue:
    """A phase of the strip, against the present one."""

    pk: int
    libelle: str
    couleur: str
    passee: bool
    courante: bool


@dataclass(frozen=True)
class FriseVue:
    """The phases of the fiche in one plan."""

    champ: ChampAjouteVu
    titre: str

    @property
    def phases(self) -> list[PhaseVue]:
        """In order; those before the present one are passed."""
        options = self.champ.definition.options
        choisies = [rang for rang, option in enumerate(options) if option.pk in self.champ.valeur.options]
        ici = choisies[0] if choisies else -1
        return [
            PhaseVue(option.pk, option.libelle, str(option.couleur), rang < ici, rang == ici)
            for rang, option in enumerate(options)
        ]


class ChampsAjoutes:
    """Those of the fiche of a page, as its person sees them. Two queries, one when there is none."""

    def __init__(self, page: PageFiche, saisie: Saisie, *, modifiable: bool) -> None:
        self.page, self.saisie, self.modifiable = page, saisie, modifiable

    @cached_property
    def definitions(self) -> list[Definition]:
        """Fields that the person reads."""
        plans = {placement.plan_id for placement in self.page.placements}
        return definitions_de_la_fiche(self.page.utilisateur, self.page.fiche, plans)

    @cached_property
    def valeurs(self) -> dict[int, ValeurChamp]:
        """Their values."""
        pk = self.page.fiche.pk
        return valeurs_of([pk], [definition.pk for definition in self.definitions]).get(pk, {})

    @cached_property
    def _edite(self) -> bool:
        """Whether the person writes the fields kept for those who edit."""
        return self.modifiable and peut(self.page.utilisateur, "plans.editer_fiche", self.page.fiche)

    @cached_property
    def tous(self) -> list[ChampAjouteVu]:
        """Every one of them, open when it is the one being written."""
        return [self._voir(definition) for definition in self.definitions]

    @property
    def montres(self) -> list[ChampAjouteVu]:
        """Those of its block: they say something, or can be made to. Phases stand in the head."""
        autres = (champ for champ in self.tous if champ.definition.genre is not GenreChamp.PHASE)
        return [c for c in autres if c.modifiable or c.etat is not None or not c.valeur.vide]

    def trouver(self, pk: int) -> ChampAjouteVu | None:
        """One of them."""
        return next((champ for champ in self.tous if champ.definition.pk == pk), None)

    @property
    def manquants(self) -> list[str]:
        """Labels of those that are expected and say nothing."""
        return [c.definition.libelle for c in self.tous if c.definition.obligatoire and c.valeur.vide]

    @property
    def frises(self) -> list[FriseVue]:
        """Phases of the fiche, by plan."""
        phases = [champ for champ in self.tous if champ.definition.genre is GenreChamp.PHASE]
        return [self.frise(champ) for champ in phases if champ.modifiable or not champ.valeur.vide]

    def frise(self, champ: ChampAjouteVu) -> FriseVue:
        """The strip of one of them; it names its plan when the fiche has phases in several."""
        noms = {placement.plan_id: placement.plan.nom for placement in self.page.placements}
        seule = sum(d.genre is GenreChamp.PHASE for d in self.definitions) == 1
        libelle = champ.definition.libelle
        return FriseVue(champ, libelle if seule else f"{libelle}, {noms[champ.definition.plan or 0]}")

    def _voir(self, definition: Definition) -> ChampAjouteVu:
        fiche, saisie = self.page.fiche, self.saisie
        valeur = self.valeurs.get(definition.pk, VIDE)
        libre = self._edite if definition.edition else self.modifiable
        ouverte = saisie.nom == definition.cle and saisie.pk == fiche.pk
        edition = libre and ouverte and (saisie.etat is None or saisie.etat.refus)
        return ChampAjouteVu(
            definition, valeur, fiche, fiche.pk, self.page.collectivite.siren, libre,
            ouvrir_saisie(definition, valeur, saisie.brouillon) if edition else None,
            saisie.etat if ouverte else None,
        )  # fmt: skip
