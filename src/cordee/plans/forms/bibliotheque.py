"""Filters of the library as they stand in its address, and where the basket goes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict

from cordee.plans.domain.bibliotheque import IMPACTS, SANS_COMPETENCE, Tri
from cordee.plans.domain.listes import FourchetteCout, TempsMiseEnOeuvre
from cordee.plans.domain.thematiques import THEMATIQUES
from cordee.plans.forms.base import Formulaire
from cordee.plans.models import Axe, Plan
from cordee.plans.queries.bibliotheque import Destination, bibliotheque, nommer_mesure

TEXTE_MAX = 100
MESURES_MAX = 100
_TRIS = {str(tri): tri for tri in Tri}


@dataclass(frozen=True)
class Filtres:
    """Filters of the library. `elargir` also shows what the competences of the collectivité do not allow."""

    texte: str = ""
    thematiques: tuple[str, ...] = ()
    couts: tuple[str, ...] = ()
    temps: tuple[str, ...] = ()
    impact_min: int = 1
    mesures: tuple[str, ...] = ()
    competences: tuple[str, ...] = ()
    elargir: bool = False
    tri: Tri = Tri.PERTINENCE

    @property
    def actifs(self) -> bool:
        """Whether anything is filtered; sorting and widening take nothing away."""
        listes = (self.thematiques, self.couts, self.temps, self.mesures, self.competences)
        return bool(self.texte or any(listes) or self.impact_min > 1)

    def parametres(self) -> list[tuple[str, str]]:
        """The same filters, to write them in an address."""
        paires = [("q", self.texte)] if self.texte else []
        paires += [("thematique", code) for code in self.thematiques]
        paires += [("cout", code) for code in self.couts]
        paires += [("temps", code) for code in self.temps]
        paires += [("mesure", code) for code in self.mesures]
        paires += [("competence", code) for code in self.competences]
        paires += [("impact", str(self.impact_min))] if self.impact_min > 1 else []
        paires += [("elargir", "1")] if self.elargir else []
        paires += [("tri", str(self.tri))] if self.tri is not Tri.PERTINENCE else []
        return paires

    def adresse(self, *, sans: tuple[str, str] | None = None, avec: tuple[str, str] | None = None) -> str:
        """Query string, with a pair more or a pair less (`?` alone when nothing is left)."""
        paires = [paire for paire in self.parametres() if paire != sans]
        return "?" + urlencode([*paires, avec] if avec else paires)


def lire_filtres(donnees: QueryDict) -> Filtres:
    """The filters that were understood: an old or mistyped address still opens the page."""
    impact = donnees.get("impact", "")
    return Filtres(
        texte=" ".join(donnees.get("q", "").replace("\0", "").split())[:TEXTE_MAX],
        thematiques=_connus(donnees.getlist("thematique"), THEMATIQUES),
        couts=_connus(donnees.getlist("cout"), [str(cout) for cout in FourchetteCout]),
        temps=_connus(donnees.getlist("temps"), [str(temps) for temps in TempsMiseEnOeuvre]),
        impact_min=int(impact) if impact in {str(niveau) for niveau in IMPACTS} else 1,
        mesures=tuple(dict.fromkeys(code.strip()[:40] for code in donnees.getlist("mesure") if code.strip()))[
            :MESURES_MAX
        ],
        competences=_connus(donnees.getlist("competence"), [SANS_COMPETENCE, *_competences_des_cartes()]),
        elargir=donnees.get("elargir") == "1",
        tri=_TRIS.get(donnees.get("tri", ""), Tri.PERTINENCE),
    )


def _competences_des_cartes() -> set[str]:
    return {code for modele in bibliotheque() for code in modele.competences}


def _connus(valeurs: Iterable[str], connus: Iterable[str]) -> tuple[str, ...]:
    permis = set(connus)
    return tuple(dict.fromkeys(valeur for valeur in valeurs if valeur in permis))


@dataclass(frozen=True)
class Puce:
    """One filter under way: its words, and the address without it."""

    mot: str
    adresse: str


def puces_de(filtres: Filtres, competences: Mapping[str, str]) -> list[Puce]:
    """Filters under way, in the order of the form; `competences` are those that it proposes, with their names."""
    mots: dict[str, Callable[[str], str]] = {
        "q": lambda valeur: f"« {valeur} »",
        "thematique": THEMATIQUES.__getitem__,
        "cout": FourchetteCout.libelle_de,
        "temps": TempsMiseEnOeuvre.libelle_de,
        "impact": lambda valeur: f"Impact {IMPACTS[int(valeur)].lower()}" + (" ou plus" if valeur == "2" else ""),
        "mesure": lambda valeur: f"Mesure {nommer_mesure(valeur)}",
        "competence": lambda valeur: competences[valeur],
    }
    return [
        Puce(mots[nom](valeur), filtres.adresse(sans=(nom, valeur)))
        for nom, valeur in filtres.parametres()
        if nom in mots
    ]


NOUVEAU = "nouveau"
AUCUN = "aucun"


class FormulaireVersement(Formulaire):
    """Where the fiches go and which cards of the basket become fiches. `plans` are those of the collectivité with
    their destinations, `modeles` the cards of the basket (code, title); those of `deja`, which the plans have, are
    not ticked in advance."""

    use_required_attribute = False

    destination = forms.ChoiceField(
        label="Créer les fiches dans",
        error_messages={
            "required": "Choisissez où créer les fiches.",
            "invalid_choice": "Ce plan ou cet axe n'existe plus : choisissez-en un autre.",
        },
    )
    nom_plan = forms.CharField(
        label="Nom du nouveau plan",
        required=False,
        max_length=300,
        help_text="Utile seulement si vous choisissez « Un nouveau plan ».",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"max_length": "Le nom du plan dépasse 300 caractères : raccourcissez-le."},
    )
    modeles = forms.MultipleChoiceField(
        label="Fiches modèles",
        error_messages={
            "required": "Cochez au moins une fiche modèle à créer.",
            "invalid_choice": "Une fiche cochée n'est plus au panier : rechargez la page.",
        },
    )

    def __init__(
        self,
        *args: Any,
        plans: Sequence[tuple[Plan, Sequence[Destination]]],
        modeles: Sequence[tuple[str, str]],
        deja: Collection[str] = (),
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self._destinations: dict[str, Destination] = {}
        groupes: list[Any] = [(plan.nom, [self._choix(lieu) for lieu in lieux]) for plan, lieux in plans]
        ailleurs = [(NOUVEAU, "Un nouveau plan"), (AUCUN, "Aucun plan pour l'instant")]
        self.fields["destination"].choices = [*groupes, ("Ailleurs", ailleurs)]  # type: ignore[attr-defined]
        self.fields["modeles"].choices = list(modeles)  # type: ignore[attr-defined]
        if not self.is_bound:
            premiere = next(iter(self._destinations), NOUVEAU)
            self.initial.setdefault("destination", premiere)
            self.initial.setdefault("modeles", [code for code, _ in modeles if code not in deja])

    def _choix(self, lieu: Destination) -> tuple[str, str]:
        if lieu.axe is None:
            cle, libelle = f"plan-{lieu.plan.pk}", f"{lieu.plan.nom}, à la racine"
        else:
            cle, libelle = f"axe-{lieu.axe.pk}", f"{'— ' * (lieu.niveau - 1)}{lieu.numero} {lieu.axe.nom}"
        self._destinations[cle] = lieu
        return cle, libelle

    def clean(self) -> dict[str, Any]:
        """A new plan needs a name."""
        lu = super().clean() or {}
        if lu.get("destination") == NOUVEAU and not lu.get("nom_plan", "").strip() and "nom_plan" not in self.errors:
            self.add_error("nom_plan", "Donnez un nom au nouveau plan.")
        return lu

    def lieu(self) -> tuple[Plan | None, Axe | None, str]:
        """Plan, axe and name of the plan to make, as the action takes them. Only after `is_valid`."""
        choisie = self.cleaned_data["destination"]
        if choisie == NOUVEAU:
            return None, None, self.cleaned_data["nom_plan"].strip()
        lieu = self._destinations.get(choisie)
        return (lieu.plan, lieu.axe, "") if lieu else (None, None, "")
