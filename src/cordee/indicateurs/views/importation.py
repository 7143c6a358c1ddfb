"""Importing a table of values: the file, then what it would change, then writing it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cordee.indicateurs.actions.import_valeurs import Changement, Nombre, importer_valeurs, preparer_import
from cordee.indicateurs.domain.classeur import lire_classeur
from cordee.indicateurs.domain.erreurs import ErreurLigne, ImportRefuse
from cordee.indicateurs.domain.lecture_valeurs import Lecture, lire_valeurs
from cordee.indicateurs.forms import FormulaireFichier
from cordee.indicateurs.permissions import qui_peut_saisir
from cordee.indicateurs.queries.definitions import annuaire_of
from cordee.outils.nombres import formater
from cordee.outils.texte import INSECABLE, accorder
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger
from cordee.socle.requetes import Requete
from cordee.territoires.models import Collectivite
from cordee.territoires.permissions import obtenir_collectivite

APERCU_MAX = 200
CHAMPS = {"resultat": "Résultat", "objectif": "Objectif"}


@require_http_methods(["GET", "HEAD", "POST"])
def importer(request: Requete, siren: str) -> HttpResponse:
    """A file shows its preview; the preview, sent back, is written."""
    collectivite = obtenir_collectivite(request.user, siren)
    exiger(request.user, "indicateurs.saisir", collectivite, raison=qui_peut_saisir())
    if request.method != "POST":
        return _page(request, collectivite, FormulaireFichier())
    if "nombres" in request.POST:
        return _enregistrer(request, collectivite)
    formulaire = FormulaireFichier(request.POST, request.FILES)
    if not formulaire.is_valid():
        return _page(request, collectivite, formulaire, status=422)
    fichier = formulaire.cleaned_data["fichier"]
    try:
        lecture = lire_valeurs(lire_classeur(fichier.read(), fichier.name), annuaire_of(collectivite))
    except ImportRefuse as refus:
        formulaire.add_error("fichier", [erreur.message for erreur in refus.erreurs])
        return _page(request, collectivite, formulaire, status=422)
    return _apercu(request, collectivite, lecture, fichier.name)


def _apercu(request: Requete, collectivite: Collectivite, lecture: Lecture, nom: str) -> HttpResponse:
    """What the file would change. Lines in error block the import: the file is to be put right first."""
    nombres = [Nombre(v.indicateur.pk, v.annee, v.champ, v.nombre) for v in lecture.valeurs]
    erreurs: Sequence[ErreurLigne] = lecture.erreurs
    changements: list[Changement] = []
    refus: list[str] = []
    try:
        changements = preparer_import(collectivite, nombres)[0]
    except DonneeRefusee as refuse:
        refus = refuse.messages
    contexte = {
        "nom": nom,
        "lignes": [_ligne(changement) for changement in changements[:APERCU_MAX]],
        "reste": max(len(changements) - APERCU_MAX, 0),
        "inconnus": sorted(lecture.inconnus.items()),
        "passees": lecture.passees,
        "erreurs": erreurs,
        "refus": refus,
        "inchanges": len(nombres) - len(changements),
        "reponse": _repondre(changements, bloque=bool(erreurs or refus)),
        "nombres": ""
        if erreurs or refus
        else json.dumps([[n.indicateur, n.annee, n.champ, n.nombre] for n in nombres]),
    }
    return _page(request, collectivite, FormulaireFichier(), contexte, status=422 if erreurs or refus else 200)


def _enregistrer(request: Requete, collectivite: Collectivite) -> HttpResponse:
    try:
        nombres = [Nombre(int(i), int(a), str(c), float(n)) for i, a, c, n in json.loads(request.POST["nombres"])]
        changements = importer_valeurs(collectivite, nombres, par=request.user, le=timezone.now())
    except (ValueError, TypeError, DonneeRefusee):
        formulaire = FormulaireFichier({})
        formulaire.add_error("fichier", "Les valeurs ont changé depuis l'aperçu : envoyez le fichier de nouveau.")
        return _page(request, collectivite, formulaire, status=422)
    nombre = len(changements)
    messages.success(
        request, f"{formater(nombre, 0)} {accorder(nombre, 'valeur est enregistrée', 'valeurs sont enregistrées')}."
    )
    return redirect("indicateurs", collectivite.siren)


def _page(
    request: Requete,
    collectivite: Collectivite,
    formulaire: FormulaireFichier,
    apercu: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    contexte = {"collectivite": collectivite, "rubrique": "indicateurs", "formulaire": formulaire, "apercu": apercu}
    return render(request, "indicateurs/importation.html", contexte, status=status)


def _ligne(changement: Changement) -> dict[str, Any]:
    precision = changement.indicateur.precision
    return {
        "indicateur": changement.indicateur,
        "annee": changement.annee,
        "champ": CHAMPS[changement.champ],
        "avant": "" if changement.avant is None else formater(changement.avant, precision, souple=True),
        "apres": formater(changement.apres, precision, souple=True),
    }


def _repondre(changements: Sequence[Changement], *, bloque: bool) -> tuple[str, str, str]:
    if bloque:
        return ("", "Rien n'est enregistré", " : corrigez ce qui suit, puis envoyez le fichier de nouveau.")
    nombre = len(changements)
    if not nombre:
        return ("", "Rien ne change", " : ces valeurs sont déjà là.")
    nouvelles = sum(1 for changement in changements if changement.avant is None)
    mot = f"{formater(nombre, 0)}{INSECABLE}{accorder(nombre, 'valeur')}"
    corrigees = nombre - nouvelles
    suite = f", dont {corrigees} qui en {accorder(corrigees, 'remplace', 'remplacent')} une." if corrigees else "."
    return ("Ce fichier apporte ", mot, suite)
