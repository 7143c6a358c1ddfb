"""The public page of a fiche."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from cordee.documents.domain import nom_de_telechargement
from cordee.indicateurs.domain.graphe import Graphe, composer_graphe
from cordee.indicateurs.domain.series import preparer_series
from cordee.outils.nombres import INSECABLE, formater
from cordee.plans.domain.fiche import Impact, LigneBudget
from cordee.plans.domain.fourchettes import dire_fourchette, lire_fourchette
from cordee.plans.domain.listes import NIVEAUX_IMPACT
from cordee.publication.domain.fiche_publique import FichePublique, composer_grille
from cordee.publication.queries.fiches import autour_of, document_public_of, fiches_publiques
from cordee.publication.queries.indicateurs import Suivi, list_suivis, with_valeurs
from cordee.publication.queries.plan import voisines_de
from cordee.publication.queries.publications import adresses_canoniques
from cordee.publication.views.cadre import Site, ouvrir, ouvrir_apercu, publique, resumer_texte
from cordee.socle.fichiers import repondre_fichier
from cordee.socle.requetes import Requete


@publique
def fiche(request: HttpRequest, adresse: str, fiche: int) -> HttpResponse:
    """A fiche of a published plan."""
    return _composer(ouvrir(request, adresse), fiche)


@require_safe
def apercu(request: Requete, siren: str, pk: int, fiche: int) -> HttpResponse:
    """The same before it is public."""
    return _composer(ouvrir_apercu(request, siren, pk), fiche)


@publique
def document(request: HttpRequest, adresse: str, document: int) -> HttpResponseBase:
    """A document that the publication shows."""
    vu = ouvrir(request, adresse).plan
    trouve = document_public_of(vu.publication, vu.montrees, document)
    if trouve is None:
        raise Http404
    if trouve.adresse:
        return redirect(trouve.adresse)
    return repondre_fichier(
        trouve.fichier, nom_de_telechargement(trouve.nom, trouve.fichier.name or ""), trouve.type_mime
    )


def _composer(site: Site, pk: int) -> HttpResponse:
    vu = site.plan
    ids = vu.rangement.ids
    if pk not in vu.resume.fiches or pk not in ids:
        raise Http404
    (lue,) = fiches_publiques(site.publication, vu.montrees, [pk], vu.chemins_de([pk]), indicateurs=False)
    avant, apres = voisines_de(vu, pk)
    autour = autour_of(pk, [v for v in (avant, apres) if v is not None], vu.montrees)
    grille = composer_grille(lue.etapes)
    contexte: dict[str, Any] = {
        "fiche": lue,
        "description": resumer_texte(
            lue.description or lue.objectifs or lue.contexte, f"{lue.intitule}, {site.publication.plan.nom}"
        ),
        "glyphe": str(lue.statut) if lue.statut else "sans_statut",
        "etat": lue.statut.libelle if lue.statut else "Sans statut",
        "grille": grille,
        "barres": list(zip(lue.etapes, grille.barres, strict=True)) if grille is not None else [],
        "impacts": [_impact(impact) for impact in lue.impacts],
        "budgets": [_budget(ligne) for ligne in lue.budgets],
        "suivis": [suivi_vu(suivi) for suivi in with_valeurs(list_suivis(vu, [pk]))],
        "liees": [(titre, site.adresse("fiche", autre)) for autre, (titre, liee) in autour.items() if liee],
        "precedente": _voisine(site, autour, avant),
        "suivante": _voisine(site, autour, apres),
        "rang": ids.index(pk) + 1,
        "nombre": len(ids),
    }
    return site.rendre("publication/fiche.html", contexte, canonique=_canonique(site, lue))


def _canonique(site: Site, lue: FichePublique) -> str:
    """One page for a fiche that several published plans show; empty when it is this one."""
    adresse = adresses_canoniques([lue.ref], site.plan.jour).get(lue.ref, site.publication.adresse)
    return "" if adresse == site.publication.adresse else reverse("public_fiche", args=[adresse, lue.ref])


def _voisine(site: Site, autour: dict[int, tuple[str, bool]], pk: int | None) -> tuple[str, str] | None:
    return (autour[pk][0], site.adresse("fiche", pk)) if pk in autour else None


def _nombre(valeur: Decimal | float, unite: str = "") -> str:
    return f"{formater(float(valeur), 2, souple=True)}{INSECABLE if unite else ''}{unite}"


def _cible(cible: Decimal | None, annee: int | None, unite: str) -> str:
    if cible is None:
        return ""
    return f"{_nombre(cible, unite)}{f' en {annee}' if annee else ''}"


@dataclass(frozen=True, slots=True)
class ImpactVu:
    """An effect, in words."""

    domaine: str
    niveau: str
    quantite: str
    horizon: str
    precisions: str


def _impact(impact: Impact) -> ImpactVu:
    signe = {"baisse": "−", "hausse": "+"}.get(str(impact.sens or impact.domaine.sens or ""), "")
    if impact.valeur is not None and impact.valeur < 0:
        signe = ""
    niveau = NIVEAUX_IMPACT.get(-1 if impact.niveau is None else impact.niveau, "")
    if impact.niveau is None and impact.valeur is None:
        niveau = "Attendu"
    dits = [impact.commentaire, impact.methode, impact.incertitude.libelle if impact.incertitude else ""]
    return ImpactVu(
        impact.domaine.libelle,
        niveau,
        "" if impact.valeur is None else f"{signe}{_nombre(impact.valeur, impact.unite or impact.domaine.unite)}",
        str(impact.horizon or ""),
        ". ".join(dit.strip().rstrip(".") for dit in dits if dit.strip()),
    )


@dataclass(frozen=True, slots=True)
class BudgetVu:
    """A line of budget, in words."""

    nature: str
    annee: str
    prevu: str
    reel: str


def _budget(ligne: LigneBudget) -> BudgetVu:
    fourchette = lire_fourchette(ligne.prevu, ligne.prevu_max)
    return BudgetVu(
        ligne.type.libelle,
        str(ligne.annee or "toute la durée"),
        f"{dire_fourchette(fourchette)}{INSECABLE}{ligne.unite.libelle}" if fourchette is not None else "—",
        f"{_nombre(ligne.reel)}{INSECABLE}{ligne.unite.libelle}" if ligne.reel is not None else "—",
    )


@dataclass(frozen=True, slots=True)
class SuiviVu:
    """An indicator with its chart, None when nothing is measured yet."""

    titre: str
    graphe: Graphe | None
    cible: str
    cle: str


def suivi_vu(suivi: Suivi) -> SuiviVu:
    """An indicator as pages show it."""
    indicateur = suivi.indicateur
    graphe = composer_graphe(
        preparer_series(suivi.valeurs, suivi.sources), titre=indicateur.titre, unite=indicateur.unite,
        precision=indicateur.precision,
    )  # fmt: skip
    cible = _cible(suivi.cible, suivi.annee_cible, indicateur.unite)
    return SuiviVu(indicateur.titre, graphe, cible, f"{suivi.collectivite}-{indicateur.pk}")
