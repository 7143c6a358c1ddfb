"""Reads the invented plan of the demonstration (donnees/plan.toml), its years counted from that of « today »."""

from __future__ import annotations

import calendar
import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from cordee.plans.domain.fiche import (
    ActeurCite,
    AxeComplet,
    DateConnue,
    FicheComplete,
    FinancementCite,
    Impact,
    IndicateurCite,
    LienCite,
    LigneBudget,
    NoteCitee,
    ObjectifChiffre,
    PersonneCitee,
)
from cordee.plans.domain.listes import (
    DomaineImpact,
    Frequence,
    Genre,
    Incertitude,
    NatureIndicateur,
    Precision,
    Priorite,
    RoleActeur,
    RolePersonne,
    StatutFiche,
    StatutFinancement,
    TypeBudget,
    TypeLien,
)

FICHIER = Path(__file__).parent / "donnees" / "plan.toml"
TEXTES = ("code", "contexte", "objectifs", "description", "public_cible", "etat_precision", "vigilance")


def lire_axes(annee: int) -> list[AxeComplet]:
    """Axes and fiches, told from this year."""
    contenu = tomllib.loads(FICHIER.read_text(encoding="utf-8"))
    return [
        AxeComplet(
            axe["nom"],
            description=axe.get("description", ""),
            fiches=[lire_fiche(fiche, annee) for fiche in axe.get("fiche", ())],
        )
        for axe in contenu["axe"]
    ]


def lire_fiche(lu: Mapping[str, Any], annee: int) -> FicheComplete:
    """One fiche, its sous-fiches with it."""
    return FicheComplete(
        titre=lu["titre"],
        **{nom: lu[nom] for nom in TEXTES if nom in lu},
        statut=StatutFiche(lu["statut"]) if "statut" in lu else None,
        priorite=Priorite(lu["priorite"]) if "priorite" in lu else None,
        debut=lire_mois(lu.get("debut"), annee),
        fin=lire_mois(lu.get("fin"), annee, fin=True),
        avancement=lu.get("avancement"),
        amelioration_continue=lu.get("chaque_annee"),
        classements={Genre(genre): tuple(codes) for genre, codes in lu.get("classements", {}).items()},
        personnes=(
            *(PersonneCitee(nom) for nom in lu.get("pilotes", ())),
            *(PersonneCitee(nom, RolePersonne.ELU_REFERENT) for nom in lu.get("elus", ())),
        ),
        acteurs=(
            *(ActeurCite(nom, RoleActeur.MAITRE_OUVRAGE) for nom in lu.get("maitre_ouvrage", ())),
            *(ActeurCite(nom, RoleActeur.PARTENAIRE) for nom in lu.get("partenaires", ())),
        ),
        mesures=tuple(lu.get("mesures", ())),
        impacts=(
            *(Impact(DomaineImpact(domaine)) for domaine in lu.get("impacts", ())),
            *(_impact(impact, annee) for impact in lu.get("impact", ())),
        ),
        sous_fiches=[lire_fiche(sous, annee) for sous in lu.get("sous", ())],
        notes=tuple(NoteCitee(lire_jour(note["le"], annee), note["texte"]) for note in lu.get("note", ())),
        liens=tuple(
            LienCite(lien["titre"], lien["code"], TypeLien(lien["type"]), lien["entrant"])
            for lien in lu.get("lien", ())
        ),
        **_chiffres(lu, annee),
    )


def _chiffres(lu: Mapping[str, Any], annee: int) -> dict[str, Any]:
    """Quantified objectives, budget, fundings, indicators."""
    return {
        "objectifs_chiffres": tuple(
            ObjectifChiffre(o["libelle"], Decimal(o["valeur"]), o["unite"], annee + o["echeance"])
            for o in lu.get("objectif", ())
        ),
        "budgets": tuple(
            LigneBudget(
                TypeBudget(b["type"]),
                annee=annee + b["annee"],
                prevu=Decimal(b["prevu"]) if "prevu" in b else None,
                reel=Decimal(b["reel"]) if "reel" in b else None,
                prevu_max=Decimal(b["prevu_max"]) if "prevu_max" in b else None,
            )
            for b in lu.get("budget", ())
        ),
        "financements": tuple(
            FinancementCite(
                f["financeur"], f["dispositif"], Decimal(f["montant"]), statut=StatutFinancement(f["statut"])
            )
            for f in lu.get("financement", ())
        ),
        "cout_evite": Decimal(lu["cout_evite"]) if "cout_evite" in lu else None,
        "indicateurs": tuple(_indicateur(i, annee) for i in lu.get("indicateur", ())),
    }


def _impact(lu: Mapping[str, Any], annee: int) -> Impact:
    return Impact(
        DomaineImpact(lu["domaine"]),
        lu.get("niveau"),
        Decimal(lu["valeur"]) if "valeur" in lu else None,
        lu.get("unite", ""),
        annee + lu["horizon"] if "horizon" in lu else None,
        incertitude=Incertitude(lu["incertitude"]) if "incertitude" in lu else None,
    )


def _indicateur(lu: Mapping[str, Any], annee: int) -> IndicateurCite:
    return IndicateurCite(
        lu["nom"],
        lu["unite"],
        nature=NatureIndicateur(lu["nature"]),
        cible=Decimal(lu["cible"]),
        annee_cible=annee + lu["annee_cible"],
        frequence=Frequence(lu["frequence"]),
        source=lu.get("source", ""),
        mesure_avancement=lu.get("mesure_avancement", False),
        resultats=tuple((annee + int(rang), valeur) for rang, valeur in lu.get("resultats", {}).items()),
        objectifs=tuple((annee + int(rang), valeur) for rang, valeur in lu.get("objectifs", {}).items()),
    )


def lire_mois(texte: str | None, annee: int, *, fin: bool = False) -> DateConnue | None:
    """`-2/09`: September two years ago; the last day of the month for an end."""
    if texte is None:
        return None
    rang, mois = (int(morceau) for morceau in texte.split("/"))
    jour = calendar.monthrange(annee + rang, mois)[1] if fin else 1
    return DateConnue(date(annee + rang, mois, jour), Precision.MOIS)


def lire_jour(texte: str, annee: int) -> date:
    """`-1/06/18`: the 18th of June last year."""
    rang, mois, jour = (int(morceau) for morceau in texte.split("/"))
    return date(annee + rang, mois, jour)
