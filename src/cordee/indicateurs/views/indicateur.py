"""One indicateur of a collectivité: its chart, its years to fill in, what the collectivité says of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cordee.indicateurs.actions.valeurs import saisir_valeur, suivre_indicateur, supprimer_valeur
from cordee.indicateurs.domain.valeurs import chemin_fait, objectif_suivant, resultats_retenus
from cordee.indicateurs.enums import Thematique
from cordee.indicateurs.forms import FormulaireSuivi, FormulaireValeur
from cordee.indicateurs.models import Indicateur, Valeur
from cordee.indicateurs.permissions import obtenir_indicateur, qui_peut_saisir, voit_confidentiels
from cordee.indicateurs.queries.definitions import (
    annotate_suivi,
    list_enfants_of,
    list_indicateurs_for,
    list_parents_of,
)
from cordee.indicateurs.queries.valeurs import sources_of, suivis_of, valeur_for_pk, valeurs_of
from cordee.indicateurs.views.lignes import composer_lignes, ecrire, graphe_of, rangs_of
from cordee.outils.nombres import INSECABLE, formater, pourcent
from cordee.outils.texte import FINE
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger, introuvable, peut
from cordee.socle.requetes import Requete
from cordee.territoires.models import Collectivite

SAISIR = "indicateurs.saisir"


@dataclass(frozen=True)
class LigneAnnee:
    """A year of the table. Numbers are as they are typed; `faute` says what was refused."""

    valeur: Valeur
    annee: int
    resultat: str
    objectif: str
    commentaire: str
    source: str
    faute: str = ""


@require_safe
def indicateur(request: Requete, siren: str, pk: int) -> HttpResponse:
    """The page."""
    collectivite, vu = obtenir_indicateur(request.user, siren, pk)
    return _rendre(request, collectivite, vu)


@require_POST
def saisir(request: Requete, siren: str, pk: int) -> HttpResponse:
    """Writes the fields that were sent of a year. With htmx, answers with what became of them and the new chart."""
    collectivite, vu = obtenir_indicateur(request.user, siren, pk)
    exiger(request.user, SAISIR, collectivite, raison=qui_peut_saisir())
    formulaire = FormulaireValeur(request.POST)
    fautes = formulaire.fautes
    if not fautes:
        try:
            saisir_valeur(
                collectivite,
                vu,
                formulaire.cleaned_data["annee"],
                **formulaire.saisie,  # type: ignore[arg-type]  # one type a field
                par=request.user,
                le=timezone.now(),
            )
        except DonneeRefusee as refus:
            fautes = refus.messages
    if request.htmx:
        return _repondre_saisie(request, collectivite, vu, formulaire, fautes)
    if fautes:
        return _rendre(request, collectivite, vu, formulaire=formulaire, fautes=fautes, status=422)
    messages.success(request, f"Les valeurs de {formulaire.cleaned_data['annee']} sont enregistrées.")
    return redirect("indicateur", siren, pk)


@require_POST
def suivre(request: Requete, siren: str, pk: int) -> HttpResponse:
    """Favourite, confidential, comment: what was sent."""
    collectivite, vu = obtenir_indicateur(request.user, siren, pk)
    exiger(request.user, SAISIR, collectivite, raison=qui_peut_saisir())
    formulaire = FormulaireSuivi(request.POST)
    if not formulaire.is_valid():
        return _rendre(request, collectivite, vu, suivi=formulaire, status=422)
    suivi = suivre_indicateur(collectivite, vu, **formulaire.suivi, par=request.user, le=timezone.now())
    messages.success(request, _dire_suivi(formulaire, vu, favori=suivi.favori, confidentiel=suivi.confidentiel))
    return redirect("indicateur", siren, pk)


@require_http_methods(["GET", "HEAD", "POST"])
def supprimer_annee(request: Requete, siren: str, pk: int, valeur_pk: int) -> HttpResponse:
    """Asks for confirmation, then deletes what was entered for a year."""
    collectivite, vu = obtenir_indicateur(request.user, siren, pk)
    exiger(request.user, SAISIR, collectivite, raison=qui_peut_saisir())
    valeur = valeur_for_pk(collectivite, vu, valeur_pk) or introuvable()
    contexte = {
        "collectivite": collectivite, "rubrique": "indicateurs", "indicateur": vu,
        "ligne": _ligne(valeur, vu, "collectivité"),
    }  # fmt: skip
    if request.method != "POST":
        return render(request, "indicateurs/valeur_supprimer.html", contexte)
    supprimer_valeur(valeur, par=request.user, le=timezone.now())
    messages.success(request, f"La valeur de {valeur.annee} est supprimée.")
    return redirect("indicateur", siren, pk)


# -- the page --------------------------------------------------------------------------------------------------------
def _rendre(
    request: Requete,
    collectivite: Collectivite,
    vu: Indicateur,
    *,
    formulaire: FormulaireValeur | None = None,
    fautes: Sequence[str] = (),
    suivi: FormulaireSuivi | None = None,
    status: int = 200,
) -> HttpResponse:
    visibles = list_indicateurs_for(collectivite, confidentiels=voit_confidentiels(request.user, collectivite))
    enfants = list(annotate_suivi(list_enfants_of(visibles, vu), collectivite))
    valeurs = valeurs_of(collectivite, [vu, *enfants])
    sources = sources_of(valeurs)
    dit = suivis_of(collectivite, [vu]).get(vu.pk)
    lignes = [_ligne(v, vu, sources[v.source_id].libelle if v.source_id else "") for v in reversed(valeurs[vu.pk])]
    contexte = {
        "collectivite": collectivite,
        "rubrique": "indicateurs",
        "indicateur": vu,
        "reponse": _repondre(vu, valeurs[vu.pk], rangs_of(sources)),
        "graphe": graphe_of(vu, valeurs[vu.pk], sources),
        "lignes": [ligne for ligne in lignes if not ligne.source],
        "autres": [ligne for ligne in lignes if ligne.source],
        "suivi": dit,
        "commentaire": suivi or FormulaireSuivi(initial={"commentaire": dit.commentaire if dit else ""}),
        "ajout": formulaire or FormulaireValeur(),
        "fautes": fautes,
        "parents": list(list_parents_of(visibles, vu)),
        "enfants": composer_lignes(enfants, valeurs, rangs_of(sources), timezone.localdate()),
        "thematiques": [Thematique(lien.thematique).label for lien in vu.thematiques.all()],
        "mesures": [lien.mesure_code for lien in vu.mesures.all()],
        "refus": "" if peut(request.user, SAISIR, collectivite) else qui_peut_saisir(),
        "modifiable": peut(request.user, "indicateurs.modifier", vu),
    }
    return render(request, "indicateurs/indicateur.html", contexte, status=status)


def _repondre_saisie(
    request: Requete,
    collectivite: Collectivite,
    vu: Indicateur,
    formulaire: FormulaireValeur,
    fautes: Sequence[str],
) -> HttpResponse:
    """What became of the fields, for the line of the year, and the chart out of band."""
    contexte: dict[str, Any] = {"collectivite": collectivite, "indicateur": vu, "fautes": fautes}
    if not fautes:
        valeurs = valeurs_of(collectivite, [vu])
        sources = sources_of(valeurs)
        contexte |= {
            "graphe": graphe_of(vu, valeurs[vu.pk], sources),
            "reponse": _repondre(vu, valeurs[vu.pk], rangs_of(sources)),
            "heure": timezone.now(),
        }
    return render(request, "indicateurs/valeur_reponse.html", contexte, status=422 if fautes else 200)


def _ligne(valeur: Valeur, vu: Indicateur, source: str) -> LigneAnnee:
    return LigneAnnee(
        valeur=valeur,
        annee=valeur.annee,
        resultat="" if valeur.resultat is None else formater(valeur.resultat, vu.precision, souple=True),
        objectif="" if valeur.objectif is None else formater(valeur.objectif, vu.precision, souple=True),
        commentaire=valeur.resultat_commentaire,
        source=source,
    )


def _repondre(vu: Indicateur, valeurs: Sequence[Valeur], rangs: dict[str, int]) -> tuple[str, str, str]:
    """The answer of the page, cut around its number."""
    points = resultats_retenus(valeurs, rangs)
    objectif = objectif_suivant(valeurs, timezone.localdate())
    but = f"objectif {_avec_unite(ecrire(objectif, vu), vu)} en {objectif.le.year}" if objectif else ""
    if not points:
        if vu.sans_valeur_utilisateur:
            return ("", "Un indicateur qui en regroupe d'autres", "")
        return ("", "Aucun résultat", f" encore{FINE}; {but}." if but else " encore.")
    dernier = points[-1]
    suite = f" en {dernier.le.year}"
    chemin = chemin_fait(points, objectif.valeur if objectif else None, vu.precision)
    if chemin is not None and objectif is not None:
        fait = "atteint" if chemin.atteint else f"{pourcent(chemin.fait, 0)} du chemin fait"
        return ("", _avec_unite(ecrire(dernier, vu), vu), f"{suite}{FINE}; {but}, {fait}.")
    return ("", _avec_unite(ecrire(dernier, vu), vu), f"{suite}.")


def _avec_unite(nombre: str, vu: Indicateur) -> str:
    return f"{nombre}{INSECABLE}{vu.unite}" if vu.unite and vu.unite != "nombre" else nombre


def _dire_suivi(formulaire: FormulaireSuivi, vu: Indicateur, *, favori: bool, confidentiel: bool) -> str:
    if "favori" in formulaire.data:
        return f"« {vu.titre} » {'est dans les favoris' if favori else 'sort des favoris'}."
    if "confidentiel" in formulaire.data:
        return f"« {vu.titre} » {'est confidentiel' if confidentiel else 'est visible de tous les rôles'}."
    return "Le commentaire est enregistré."
