"""The indicateurs of a collectivité, with their filters in the address, and the same list as a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cordee.indicateurs.enums import Thematique
from cordee.indicateurs.exports import LigneExport, ecrire_csv, ecrire_xlsx
from cordee.indicateurs.forms import CASES, REMPLIS, FormulaireFiltres
from cordee.indicateurs.models import Indicateur
from cordee.indicateurs.permissions import qui_peut_saisir, voit_confidentiels
from cordee.indicateurs.queries.complements import Complement, complements
from cordee.indicateurs.queries.definitions import (
    annotate_suivi,
    compter,
    filter_thematiques,
    list_indicateurs_for,
    prefetch_liens,
    search_indicateurs,
)
from cordee.indicateurs.queries.valeurs import sources_of, suivis_of, valeurs_of
from cordee.indicateurs.views.lignes import composer_lignes, rangs_of
from cordee.outils.nombres import formater
from cordee.outils.texte import FINE, INSECABLE, accorder, limacer
from cordee.socle.permissions import peut
from cordee.socle.requetes import Requete
from cordee.territoires.models import Collectivite
from cordee.territoires.permissions import obtenir_collectivite

PAR_PAGE = 50
EXPORT_MAX = 5_000
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require_safe
def indicateurs(request: Requete, siren: str) -> HttpResponse:
    """One page of the list."""
    collectivite = obtenir_collectivite(request.user, siren)
    formulaire = FormulaireFiltres(request.GET)
    demandes = _demandes(request, collectivite)
    trouves = _filtrer(request, collectivite, formulaire, demandes)
    total, remplis = compter(trouves)
    page = _page(trouves, total, request.GET.get("page", ""))
    valeurs = valeurs_of(collectivite, page.object_list)
    contexte = {
        "collectivite": collectivite,
        "rubrique": "indicateurs",
        "formulaire": formulaire,
        "puces": _puces(request, formulaire, demandes),
        "complements": demandes,
        "lignes": composer_lignes(list(page.object_list), valeurs, rangs_of(sources_of(valeurs)), timezone.localdate()),
        "page": page,
        "reponse": _repondre(total, remplis, filtre=formulaire.filtre or any(d.valeur for d in demandes)),
        "adresse": _adresses(request, page),
        "parametres": _parametres(request),
        "refus": "" if peut(request.user, "indicateurs.creer", collectivite) else qui_peut_saisir(),
    }
    return render(request, "indicateurs/indicateurs.html", contexte)


@require_safe
def exporter(request: Requete, siren: str) -> HttpResponse:
    """The list under its filters, with every year that has a value: `?format=csv` or `xlsx`."""
    collectivite = obtenir_collectivite(request.user, siren)
    sorte = "csv" if request.GET.get("format") == "csv" else "xlsx"
    formulaire = FormulaireFiltres(request.GET)
    trouves = _filtrer(request, collectivite, formulaire, _demandes(request, collectivite))
    liste = list(prefetch_liens(trouves.order_by("cle_tri", "pk"))[: EXPORT_MAX + 1])
    if len(liste) > EXPORT_MAX:
        contexte = {"collectivite": collectivite, "rubrique": "indicateurs", "maximum": EXPORT_MAX}
        return render(request, "indicateurs/export_trop_grand.html", contexte, status=422)
    lignes = _lignes_export(collectivite, liste)
    contenu = ecrire_csv(lignes) if sorte == "csv" else ecrire_xlsx(lignes)
    nom = f"indicateurs-{limacer(collectivite.appellation)}-{timezone.localdate():%Y-%m-%d}.{sorte}"
    entetes = {"Content-Disposition": f'attachment; filename="{nom}"'}
    return HttpResponse(contenu, content_type=TYPES[sorte], headers=entetes)


@dataclass(frozen=True)
class Demande:
    """A filter that an application above adds: its choices, and the one that the address asks."""

    complement: Complement
    options: list[tuple[str, str]]
    valeur: str

    @property
    def mot(self) -> str:
        """The choice in words."""
        return f"{self.complement.libelle} : {dict(self.options)[self.valeur]}"


def _demandes(request: Requete, collectivite: Collectivite) -> list[Demande]:
    demandes = []
    for complement in complements():
        options, valeur = complement.options(request.user, collectivite), request.GET.get(complement.cle, "")
        demandes.append(Demande(complement, options, valeur if valeur in dict(options) else ""))
    return demandes


def _filtrer(
    request: Requete, collectivite: Collectivite, formulaire: FormulaireFiltres, demandes: Sequence[Demande]
) -> QuerySet[Any]:
    """Indicateurs kept by the filters. Children are hidden until something asks for them."""
    lus, confidentiels = formulaire.lus, voit_confidentiels(request.user, collectivite)
    trouves = annotate_suivi(list_indicateurs_for(collectivite, confidentiels=confidentiels), collectivite)
    for demande in demandes:
        if demande.valeur:
            trouves = demande.complement.garder(trouves, request.user, collectivite, demande.valeur)
    if lus["q"]:
        trouves = search_indicateurs(trouves, lus["q"])
    elif not {"detail", "favori"} & set(lus["cases"]) and not any(demande.valeur for demande in demandes):
        trouves = trouves.filter(parents__isnull=True)
    if lus["thematique"]:
        trouves = filter_thematiques(trouves, [lus["thematique"]])
    if lus["remplis"]:
        trouves = trouves.filter(rempli=lus["remplis"] == "oui")
    if "clef" in lus["cases"]:
        trouves = trouves.filter(clef=True)
    if "favori" in lus["cases"]:
        trouves = trouves.filter(favori=True)
    if "perso" in lus["cases"]:
        trouves = trouves.filter(collectivite=collectivite)
    return trouves


class _Compte(Paginator):  # type: ignore[type-arg]
    """A paginator that already knows how many there are."""

    total = 0

    @property
    def count(self) -> int:
        return self.total


def _page(trouves: QuerySet[Any], total: int, numero: str) -> Page[Indicateur]:
    """Favourites first, then those filled in, by title."""
    paginateur = _Compte(trouves.order_by("-favori", "-rempli", "cle_titre", "pk"), PAR_PAGE)
    paginateur.total = total
    page = paginateur.get_page(numero)
    page.object_list = list(page.object_list)
    return page


def _repondre(total: int, remplis: int, *, filtre: bool) -> tuple[str, str, str]:
    """The sentence at the head of the page, cut around its number."""
    if not total:
        return ("", "Aucun indicateur", " ne correspond." if filtre else " n'est encore là.")
    nombre = f"{formater(total, 0)}{INSECABLE}{accorder(total, 'indicateur')}"
    suite = f"{FINE}; {formater(remplis, 0)} {accorder(remplis, 'a', 'ont')} au moins une valeur."
    if filtre:
        return ("", nombre, f" {accorder(total, 'correspond', 'correspondent')}{suite}")
    if not remplis:
        return ("Aucune valeur encore, pour ", nombre, f"{FINE}: commencez par un indicateur que vous suivez déjà.")
    valeurs = f"{formater(remplis, 0)}{INSECABLE}{accorder(remplis, 'indicateur')}"
    return ("", valeurs, f" sur {formater(total, 0)} {accorder(remplis, 'a', 'ont')} au moins une valeur.")


def _parametres(request: Requete) -> str:
    """Filters of the address, without the page."""
    requete = request.GET.copy()
    for cle in ("page", "format"):
        requete.pop(cle, None)
    return requete.urlencode()


def _adresses(request: Requete, page: Page[Indicateur]) -> dict[str, str]:
    parametres = _parametres(request)
    debut = f"?{parametres}&" if parametres else "?"
    return {
        "precedente": f"{debut}page={page.previous_page_number()}" if page.has_previous() else "",
        "suivante": f"{debut}page={page.next_page_number()}" if page.has_next() else "",
    }


def _puces(request: Requete, formulaire: FormulaireFiltres, demandes: Sequence[Demande]) -> list[dict[str, str]]:
    """Filters that are on, each with the address without it."""
    lus = formulaire.lus
    mots: list[tuple[str, str, str]] = []
    if lus["q"]:
        mots.append(("q", lus["q"], f"« {lus['q']} »"))
    if lus["thematique"]:
        mots.append(("thematique", lus["thematique"], str(Thematique(lus["thematique"]).label)))
    if lus["remplis"]:
        mots.append(("remplis", lus["remplis"], dict(REMPLIS)[lus["remplis"]]))
    mots += [("cases", case, dict(CASES)[case]) for case in lus["cases"]]
    mots += [(demande.complement.cle, demande.valeur, demande.mot) for demande in demandes if demande.valeur]
    puces = []
    for cle, valeur, mot in mots:
        requete = request.GET.copy()
        requete.pop("page", None)
        requete.setlist(cle, [v for v in requete.getlist(cle) if v != valeur])
        puces.append({"mot": mot, "adresse": f"?{requete.urlencode()}"})
    return puces


def _lignes_export(collectivite: Collectivite, liste: list[Indicateur]) -> list[LigneExport]:
    """One line an indicateur for the collectivité, and one a source that has values."""
    valeurs, suivis = valeurs_of(collectivite, liste), suivis_of(collectivite, liste)
    sources = sources_of(valeurs)
    pks = [indicateur.pk for indicateur in liste]
    dits = {complement.libelle: complement.dire(collectivite, pks) for complement in complements()}
    lignes = []
    for indicateur in liste:
        suivi = suivis.get(indicateur.pk)
        commun: dict[str, Any] = {
            "identifiant": indicateur.identifiant or "",
            "titre": indicateur.titre,
            "parent": ", ".join(parent.titre for parent in indicateur.parents.all()),
            "unite": indicateur.unite,
            "commentaire": suivi.commentaire if suivi else "",
        }
        codes = sorted({v.source_id for v in valeurs[indicateur.pk] if v.source_id is not None})
        for code in (None, *codes):
            propres = [v for v in valeurs[indicateur.pk] if v.source_id == code]
            lignes.append(
                LigneExport(
                    **commun,
                    source=sources[code].libelle if code else "Collectivité",
                    complements={nom: "" if code else dit.get(indicateur.pk, "") for nom, dit in dits.items()},
                    resultats={v.annee: v.resultat for v in propres if v.resultat is not None},
                    objectifs={v.annee: v.objectif for v in propres if v.objectif is not None},
                )
            )
    return lignes
