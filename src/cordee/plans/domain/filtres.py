"""The filters of a list of fiches as they stand in an address: `?statut=en_cours&statut=bloque&pilote=12&q=école`.

Values of one filter combine with « or », filters with « and ». Unknown keys and values are dropped: an old address
still works. What each filter means in the database is in queries.filtres.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from urllib.parse import urlencode

from cordee.outils.dates import jour_chiffre
from cordee.outils.lecture_dates import DateIllisible, lire_date
from cordee.plans.domain.champs_personnalises import PREFIXE, lire_cle
from cordee.plans.domain.champs_personnalises import Definition as DefinitionDeChamp
from cordee.plans.domain.filtres_champs import FiltreChamp, comprendre, lire_filtres_champs
from cordee.plans.domain.filtres_proposes import DEFINITIONS, ChampDate, Masque, Niveau, Tri

TEXTE_MAX, BORNE_MAX = 200, 40


@dataclass(frozen=True, slots=True)
class DateRefusee:
    """A bound that is no day: what was typed, and a sentence that says what to do. It filters nothing."""

    typee: str
    faute: str


@dataclass(frozen=True, slots=True)
class Filtres:
    """What the address asks. `valeurs` by filter; `tri` with `decroissant`; `refusees` are the bounds `du` and `au`
    that could not be read, kept in the address until they are corrected; `masques` what the tree leaves out. `champs`
    bear on the fields that a collectivité adds; `tri_champ` is the one that sorts (`Tri.CHAMP`). `niveau` says whether
    the list holds fiches, their sous-fiches, or both."""

    valeurs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    texte: str = ""
    champ_date: ChampDate = ChampDate.FIN
    du: date | None = None
    au: date | None = None
    tri: Tri = Tri.PLAN
    decroissant: bool = False
    mesures: tuple[str, ...] = ()
    champs: tuple[FiltreChamp, ...] = ()
    tri_champ: int | None = None
    refusees: Mapping[str, DateRefusee] = field(default_factory=dict)
    masques: tuple[Masque, ...] = ()
    niveau: Niveau = Niveau.FICHES

    @property
    def nombre(self) -> int:
        """How many values are asked, the text and the period included."""
        return (
            sum(map(len, self.valeurs.values()))
            + len(self.mesures)
            + sum(filtre.nombre for filtre in self.champs)
            + bool(self.texte)
            + bool(self.du is not None or self.au is not None)
        )

    def sans(self, cle: str, valeur: str | None = None) -> Filtres:
        """The same without one value, or without one filter (`q`, `periode` and `mesure` too)."""
        if cle == "q":
            return replace(self, texte="")
        if cle == "periode":
            return replace(self, du=None, au=None, refusees={})
        if cle == "mesure" and valeur in self.mesures:
            return replace(self, mesures=tuple(code for code in self.mesures if code != valeur))
        if (champ := lire_cle(cle)) is not None:
            gardes = (f.sans(valeur) if f.champ == champ else f for f in self.champs)
            return replace(self, champs=tuple(filtre for filtre in gardes if not filtre.vide))
        restantes = tuple(v for v in self.valeurs.get(cle, ()) if valeur is not None and v != valeur)
        valeurs = {c: v for c, v in self.valeurs.items() if c != cle}
        return replace(self, valeurs=valeurs | ({cle: restantes} if restantes else {}))

    def paires(self) -> list[tuple[str, str]]:
        """Keys and values of the address, in a fixed order."""
        paires = [("q", self.texte)] if self.texte else []
        for definition in DEFINITIONS:
            paires += [(definition.cle, valeur) for valeur in self.valeurs.get(definition.cle, ())]
        paires += [("mesure", code) for code in self.mesures]
        paires += [paire for filtre in self.champs for paire in filtre.paires()]
        bornes = [(cle, self.ecrire_borne(cle)) for cle in ("du", "au")]
        if any(texte for _, texte in bornes):
            paires.append(("champ_date", str(self.champ_date)))
            paires += [(cle, texte) for cle, texte in bornes if texte]
        if self.tri is not Tri.PLAN or self.decroissant:
            paires.append(("tri", f"{'-' if self.decroissant else ''}{self.mot_du_tri}"))
        if self.niveau is not Niveau.FICHES:
            paires.append(("niveau", str(self.niveau)))
        return paires + [("masquer", str(masque)) for masque in self.masques]

    def basculer(self, masque: Masque) -> Filtres:
        """The same with this part of the tree left out, or back."""
        voulus = set(self.masques) ^ {masque}
        return replace(self, masques=tuple(m for m in Masque if m in voulus))

    @property
    def mot_du_tri(self) -> str:
        """The order as an address writes it, without its sense: `fin`, `champ_12`."""
        return f"{PREFIXE}{self.tri_champ}" if self.tri is Tri.CHAMP else str(self.tri)

    def retenir(self, definitions: Iterable[DefinitionDeChamp]) -> Filtres:
        """The same, of the added fields keeping only those that the person reads; their bounds are read."""
        connues = list(definitions)
        champs = comprendre(self.champs, connues)
        if self.tri is Tri.CHAMP and self.tri_champ not in {definition.pk for definition in connues}:
            return replace(self, champs=champs, tri=Tri.PLAN, tri_champ=None, decroissant=False)
        return replace(self, champs=champs)

    def ecrire_borne(self, cle: str) -> str:
        """The bound `du` or `au` as the address holds it: a day, or what was typed and refused."""
        if cle in self.refusees:
            return self.refusees[cle].typee
        borne = self.du if cle == "du" else self.au
        return borne.isoformat() if borne is not None else ""

    def adresse(self) -> str:
        """Query string, empty when nothing is asked."""
        return urlencode(self.paires())


def lire_filtres(parametres: Mapping[str, Sequence[str]]) -> Filtres:
    """Filters of a query string (`{key: [values]}`)."""
    valeurs = {
        definition.cle: gardees
        for definition in DEFINITIONS
        if (gardees := definition.garder(parametres.get(definition.cle, ())))
    }
    mesures = tuple(dict.fromkeys(v for v in parametres.get("mesure", ()) if _est_code(v)))
    tri = _premier(parametres, "tri")
    sens, nom = tri.startswith("-"), tri.lstrip("-")
    tri_champ = lire_cle(nom)
    champ = _premier(parametres, "champ_date")
    bornes, refusees = _lire_periode(parametres)
    return Filtres(
        valeurs=valeurs,
        texte=_premier(parametres, "q").replace("\0", "").strip()[:TEXTE_MAX],
        champ_date=ChampDate(champ) if champ in ChampDate._value2member_map_ else ChampDate.FIN,
        du=bornes.get("du"),
        au=bornes.get("au"),
        tri=Tri.CHAMP if tri_champ is not None else _lire_tri(nom),
        decroissant=sens,
        mesures=mesures,
        champs=lire_filtres_champs(parametres),
        tri_champ=tri_champ,
        refusees=refusees,
        masques=tuple(masque for masque in Masque if masque in parametres.get("masquer", ())),
        niveau=_lire_niveau(_premier(parametres, "niveau"), valeurs),
    )


def _lire_niveau(mot: str, valeurs: Mapping[str, tuple[str, ...]]) -> Niveau:
    """Sous-fiches of a fiche are asked without saying that they are sous-fiches."""
    if mot in Niveau._value2member_map_:
        return Niveau(mot)
    return Niveau.SOUS if "parent" in valeurs else Niveau.FICHES


def _lire_tri(nom: str) -> Tri:
    return Tri(nom) if nom in Tri._value2member_map_ and nom != Tri.CHAMP else Tri.PLAN


def _premier(parametres: Mapping[str, Sequence[str]], cle: str) -> str:
    valeurs = parametres.get(cle, ())
    return valeurs[0] if valeurs else ""


def _est_code(valeur: str) -> bool:
    """`cae_1.1.1`, never « avec » nor « sans »."""
    tete, trait, numero = valeur.partition("_")
    return bool(trait) and tete.replace("-", "").isalnum() and numero.replace(".", "").isalnum() and len(valeur) <= 40


def _lire_periode(parametres: Mapping[str, Sequence[str]]) -> tuple[dict[str, date], dict[str, DateRefusee]]:
    """The bounds `du` and `au`, and those that are refused."""
    bornes: dict[str, date] = {}
    refusees: dict[str, DateRefusee] = {}
    for cle in ("du", "au"):
        texte = _premier(parametres, cle).replace("\0", "").strip()[:BORNE_MAX]
        if not texte:
            continue
        try:
            bornes[cle] = lire_date(texte)
        except DateIllisible as raison:
            refusees[cle] = DateRefusee(texte, f"« {texte} » n'est pas une date : {raison}.")
    if "au" in bornes and bornes.get("du", bornes["au"]) > bornes["au"]:
        fin = jour_chiffre(bornes.pop("au"))
        refusees["au"] = DateRefusee(fin, f"Le {fin} précède le {jour_chiffre(bornes['du'])} : corrigez une des dates.")
    return bornes, refusees
