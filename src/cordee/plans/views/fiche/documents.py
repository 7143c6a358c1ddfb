"""A document of a fiche, given to whoever sees the fiche: one carried together keeps documents of several libraries."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from cordee.documents.domain import nom_de_telechargement
from cordee.plans.permissions import obtenir_fiche
from cordee.plans.queries.documents import joint_for
from cordee.socle.fichiers import repondre_fichier
from cordee.socle.permissions import exiger, introuvable
from cordee.socle.requetes import Requete


@require_safe
def telecharger(request: Requete, siren: str, pk: int, ligne: int) -> HttpResponseBase:
    """The file, as a download; a link leads to its address."""
    _, fiche = obtenir_fiche(request.user, siren, pk)
    exiger(request.user, "plans.voir_fiche", fiche)
    document = (joint_for(request.user, fiche, ligne) or introuvable()).document
    if document.adresse:
        return redirect(document.adresse)
    nom = nom_de_telechargement(document.nom, document.fichier.name or "")
    return repondre_fichier(document.fichier, nom, document.type_mime)
