"""The public list of the fiches of a plan, its filters in the address."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import EmptyPage, PageNotAnInteger, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from cordee.plans.domain.listes import Genre, Secteur, StatutFiche
from cordee.plans.domain.planning import ecrire_periode
from cordee.plans.domain.thematiques import THEMATIQUES
from cordee.plans.models import Fiche
from cordee.publication.domain.discretion import masquer_courriels
from cordee.publication.domain.filtres import FiltresPublics, lire_filtres
from cordee.publication.queries.plan import Options, ecrire_axe, options_of
from cordee.publication.views.cadre import Site, ouvrir, ouvrir_apercu, publique, resumer_texte
from cordee.socle.requetes import Requete

PAR_PAGE = 40
TITRES = {
    "statut": "État", "axe": "Axe", "thematique": "Thématique", "secteur": "Secteur", "commune": "Commune",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class LigneFiche:
    """A row of the list."""

    intitule: str
    chapeau: str
    axe: str
    statut: str
    glyphe: str
    periode: str
    avancement: float | None
    adresse: str


@dataclass(frozen=True, slots=True)
class Puce:
    """A filter in force, and the address of the list without it."""

    titre: str
    libelle: str
    adresse: str


@dataclass(frozen=True, slots=True)
class Choix:
    """A select of the form; `valeurs` are (value, label, chosen)."""

    cle: str
    titre: str
    valeurs: list[tuple[str, str, bool]]


@publique
def fiches(request: HttpRequest, adresse: str) -> HttpResponse:
    """The fiches of a published plan."""
    return _composer(ouvrir(request, adresse))


@require_safe
def apercu(request: Requete, siren: str, pk: int) -> HttpResponse:
    """The same before it is public."""
    return _composer(ouvrir_apercu(request, siren, pk))


def _composer(site: Site) -> HttpResponse:
    vu = site.plan
    filtres = lire_filtres(dict(site.request.GET.lists()))
    ids = vu.filtrer(filtres)
    page = paginer(ids, site.request.GET.get("page"), PAR_PAGE)
    options = options_of(vu)
    libelles = _libelles(options, site)
    nom = site.publication.plan.nom
    contexte = {
        "filtres": filtres,
        "page": page,
        "requete": filtres.requete(),
        "lignes": _lignes(site, list(page.object_list)),
        "choix": _choix(filtres, libelles),
        "puces": _puces(filtres, libelles),
        "nombre": len(ids),
        "total": vu.resume.total,
        "description": resumer_texte("", f"Les actions du plan « {nom} » : état, échéances, résultats."),
    }
    suite = f"{site.adresse('fiches')}?page={page.number}" if page.number > 1 and not filtres.nombre else ""
    return site.rendre("publication/fiches.html", contexte, canonique=suite)


def paginer(ids: list[int], demandee: str | None, par_page: int):  # type: ignore[no-untyped-def]
    """The page asked; 404 when there is none of that number."""
    try:
        return Paginator(ids, par_page).page(demandee or 1)
    except (EmptyPage, PageNotAnInteger) as vide:
        raise Http404 from vide


def _lignes(site: Site, ids: list[int]) -> list[LigneFiche]:
    vu = site.plan
    lues: dict[int, Fiche] = {fiche.pk: fiche for fiche in vu.montrees.filter(pk__in=ids).order_by()}
    return [_ligne(site, lues[pk]) for pk in ids]


def _ligne(site: Site, fiche: Fiche) -> LigneFiche:
    vu = site.plan
    axe = vu.arbre.par_id.get(vu.rangement.axes.get(fiche.pk) or 0)
    sans_dates = fiche.debut is None and fiche.fin is None
    return LigneFiche(
        intitule=masquer_courriels(fiche.intitule),
        chapeau=resumer_texte(masquer_courriels(fiche.description or fiche.objectifs or fiche.contexte), ""),
        axe=ecrire_axe(axe) if axe is not None else "",
        statut=StatutFiche.libelle_de(fiche.statut, "Sans statut"),
        glyphe=fiche.statut or "sans_statut",
        periode="" if sans_dates else ecrire_periode(
            fiche.debut, fiche.precision_debut, fiche.fin, fiche.precision_fin
        ),
        avancement=vu.avancements.get(fiche.pk),
        adresse=site.adresse("fiche", fiche.pk),
    )  # fmt: skip


def _libelles(options: Options, site: Site) -> dict[str, dict[str, str]]:
    """Label of each value that a fiche that is shown has, by filter."""
    return {
        "statut": {str(s): s.libelle for s in StatutFiche if options.statuts[s]},
        "axe": {str(branche.axe.pk): ecrire_axe(branche) for branche in site.plan.axes_habites},
        "thematique": {c: nom for c, nom in THEMATIQUES.items() if options.classements[Genre.THEMATIQUE][c]},
        "secteur": {str(s): s.libelle for s in Secteur if options.classements[Genre.SECTEUR][s]},
        "commune": {str(pk): nom for pk, nom, _ in options.communes},
    }


def _choix(filtres: FiltresPublics, libelles: dict[str, dict[str, str]]) -> list[Choix]:
    """Selects that leave a choice; the first value in force is the one chosen."""
    choix = []
    for cle, titre in TITRES.items():
        retenue = next(iter(filtres.valeurs.get(cle, ())), "")
        valeurs = [(valeur, libelle, valeur == retenue) for valeur, libelle in libelles[cle].items()]
        if len(valeurs) > 1 or retenue:
            choix.append(Choix(cle, titre, valeurs))
    return choix


def _puces(filtres: FiltresPublics, libelles: dict[str, dict[str, str]]) -> list[Puce]:
    puces = []
    for cle, valeur in filtres.paires():
        titre = "Recherche" if cle == "q" else TITRES[cle]
        libelle = f"« {valeur} »" if cle == "q" else libelles[cle].get(valeur, "inconnu ici")
        reste = filtres.sans(cle, valeur).requete()
        puces.append(Puce(titre, libelle, f"?{reste}"))
    return puces
