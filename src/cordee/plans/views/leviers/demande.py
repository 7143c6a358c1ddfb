"""What an address of the leviers asks, and the words of its answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from cordee.outils.texte import accorder, enumerer, limacer
from cordee.plans.domain.leviers import LEVIERS, NOMS_LEVIERS
from cordee.plans.domain.trajectoire import REGIONS, Mode
from cordee.plans.exports.mosaique import dire_apport, dire_fourchette_de_taux, dire_tonnes
from cordee.plans.models import Plan
from cordee.plans.queries.leviers import LeviersLus, TerritoireDesLeviers, lire_leviers, territoire_des_leviers
from cordee.socle.requetes import Requete
from cordee.territoires.models import Collectivite

SECTEURS = {limacer(nom): nom for nom in LEVIERS}
SOURCE = (
    "Parts régionales : Secrétariat général à la planification écologique (SGPE). "
    "Effort : objectif de 2030 moins valeur de 2019."
)


@dataclass(frozen=True)
class Demande:
    """The choices of the reader; what is not understood is the default."""

    mode: Mode = Mode.TERRITOIRE
    region: str = ""
    secteur: str = ""
    levier: str = ""

    @classmethod
    def lire(cls, request: Requete) -> Demande:
        """From the address."""
        lus = {cle: request.GET.get(cle, "") for cle in ("mode", "region", "secteur", "levier")}
        return cls(
            Mode(lus["mode"]) if lus["mode"] in Mode._value2member_map_ else Mode.TERRITOIRE,
            lus["region"] if lus["region"] in REGIONS else "",
            lus["secteur"] if lus["secteur"] in SECTEURS else "",
            lus["levier"] if lus["levier"] in NOMS_LEVIERS else "",
        )

    def adresse(self, **changes: str) -> str:
        """The same page with something else chosen."""
        autre = replace(self, **{"secteur": "", "levier": "", **changes})  # type: ignore[arg-type]
        paires = [
            ("mode", "" if autre.mode is Mode.TERRITOIRE else str(autre.mode)),
            ("region", autre.region), ("secteur", autre.secteur), ("levier", autre.levier),
        ]  # fmt: skip
        return "?" + urlencode([(cle, valeur) for cle, valeur in paires if valeur])


def lire(request: Requete, collectivite: Collectivite, plan: Plan | None, demande: Demande) -> LeviersLus:
    """Everything that the page and its files tell."""
    return lire_leviers(
        request.user, territoire_des_leviers(collectivite), plan,
        mode=demande.mode, region=demande.region, aujourdhui=timezone.localdate(),
    )  # fmt: skip


def adresse_de_la_page(collectivite: Collectivite, plan: Plan | None) -> str:
    """The page of the leviers of a plan, or of the collectivité."""
    if plan is not None:
        return reverse("plan_leviers", args=[collectivite.siren, plan.pk])
    return reverse("leviers", args=[collectivite.siren])


def dire_faits(lus: LeviersLus) -> Iterable[str]:
    """Short sentences under the answer."""
    couverture = lus.couverture
    if couverture.taux is not None:
        fourchette = dire_fourchette_de_taux(couverture.taux)
        yield f"Effort : {dire_tonnes(couverture.effort)} de CO2e par an"
        yield f"Apport : {dire_apport(couverture.apport)}{f', soit {fourchette}' if fourchette else ''}"
    sans = {pk for s in couverture.secteurs for pk in s.sans_chiffre}
    sans -= {pk for levier in couverture.leviers for pk in levier.chiffrees}
    if sans:
        yield f"{len(sans)} {accorder(len(sans), 'fiche')} sans chiffre"
    if lus.region:
        yield f"Parts de la région {REGIONS.get(lus.region, '')}" if lus.region in REGIONS else "Région sans parts"


def dire_sources(lus: LeviersLus) -> list[str]:
    """Where the numbers come from, a sentence each."""
    territoire = lus.territoire
    origines = dict.fromkeys(
        nombre.origine for r in lus.releves.values() for nombre in (r.depart, r.but) if nombre is not None
    )
    phrases = [
        SOURCE,
        f"Valeurs de 2019 et de 2030, {territoire.collectivite.nom} : {enumerer(list(origines)) or 'aucune'}.",
        f"Parts de la région {REGIONS[lus.region]}." if lus.region in REGIONS else "Aucune part régionale.",
    ]
    if lus.mode is Mode.RYTHME:
        phrases.append(
            "Objectifs de 2030 : chaque secteur suit le rythme national de la SNBC 2 (mode simplifié, sans correction "
            "de climat ni de population)."
        )
    if territoire.membres and lus.plan is None:
        phrases.append(f"Fiches : {territoire.collectivite.nom} et ses membres, telles que vous les voyez.")
    return phrases


def dire_source(lus: LeviersLus) -> str:
    """The same in one line, under a picture."""
    parts = f", {REGIONS[lus.region]}" if lus.region in REGIONS else ""
    rythme = ", objectifs au rythme national de la SNBC" if lus.mode is Mode.RYTHME else ""
    return f"Parts régionales : SGPE{parts}. Effort : objectif de 2030 moins valeur de 2019{rythme}."


def region_par_defaut(territoire: TerritoireDesLeviers) -> str:
    """How the region of the territory is proposed: its name, or that it has none."""
    if territoire.region in REGIONS:
        return f"{REGIONS[territoire.region]} (celle du territoire)"
    return "Choisir une région de comparaison" if territoire.region else "Choisir une région"
