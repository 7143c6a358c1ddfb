"""Publishing a démarche PCAET, and what everybody reads of it without an account."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from cordee.documents.models import Document
from cordee.plans.actions.demarche import depublier_demarche, publier_demarche
from cordee.plans.domain.pcaet import TABLEAUX, Grille, Horizon, Niveau, Volet, compter, grille_lue
from cordee.plans.exports.demarche import ecrire_entetes, ecrire_json
from cordee.plans.forms.demarche_dossier import ecrire_valeur
from cordee.plans.models import DemarchePcaet
from cordee.plans.permissions import obtenir_demarche, obtenir_demarche_publiee, qui_peut_conduire
from cordee.plans.queries.demarche import documents_cites, en_valeur, list_publiees, noms_de_personnes
from cordee.plans.queries.demarche_dossier import dossier_des_volets
from cordee.plans.queries.demarche_export import (
    LICENCE,
    LICENCE_ADRESSE,
    document_ouvert,
    ligne_ouverte,
    lignes_publiques,
)
from cordee.plans.queries.demarche_programme import count_retenues, programme_of
from cordee.plans.views.demarche_commun import GERER, contexte_de, dire, page
from cordee.plans.views.demarche_documents import servir
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger, introuvable
from cordee.socle.requetes import Requete

frais = cache_control(no_cache=True)
"""What is taken back from the public is no longer served, by anybody on the way either."""


# -- publishing ------------------------------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
def publier(request: Requete, siren: str, pk: int) -> HttpResponse:
    """Shows what the public will read; a POST publishes it (`noms=oui` with the people named), or takes it back
    (`publiee=non`)."""
    ici = obtenir_demarche(request.user, siren, pk)
    exiger(request.user, GERER, ici, raison=qui_peut_conduire())
    if request.method != "POST":
        return _page_publier(request, ici)
    retirer = request.POST.get("publiee") == "non"
    try:
        if retirer:
            depublier_demarche(ici, par=request.user, le=timezone.now())
        else:
            publier_demarche(ici, noms=request.POST.get("noms") == "oui", par=request.user, le=timezone.now())
    except DonneeRefusee as refus:
        return _page_publier(request, ici, refus)
    dire(request, "La démarche n'est plus publiée." if retirer else "La démarche est publiée.")
    return redirect(ici)


def _page_publier(request: Requete, demarche: DemarchePcaet, refus: DonneeRefusee | None = None) -> HttpResponse:
    documents = documents_cites(demarche)
    contexte = contexte_de(
        request,
        demarche,
        "demarche",
        confirmation=True,
        noms=noms_de_personnes(demarche),
        publics=[document for document in documents if not document.confidentiel],
        tus=[document for document in documents if document.confidentiel],
        actions=len(programme_of(demarche)),
        retenues=count_retenues(demarche),
        licence=LICENCE,
    )
    return page(request, "plans/demarche/publier.html", contexte, refus)


# -- reading without an account --------------------------------------------------------------------------------------
@login_not_required
@frais
@require_safe
def demarches_publiees(request: HttpRequest) -> HttpResponse:
    """The published démarches of the installation."""
    contexte = {"demarches": list(list_publiees()), "licence": LICENCE, "licence_adresse": LICENCE_ADRESSE}
    return render(request, "plans/publique/demarches.html", contexte)


@login_not_required
@frais
@require_safe
def entetes_csv(request: HttpRequest) -> HttpResponse:
    """Every heading in one file, as the national one."""
    return _fichier(ecrire_entetes(lignes_publiques(list_publiees())), "text/csv; charset=utf-8", "pcaet.csv")


@login_not_required
@frais
@require_safe
def entetes_json(request: HttpRequest) -> HttpResponse:
    """The same in JSON, each with the address of its whole dossier."""
    demarches = list(list_publiees())
    lignes = [
        {**ligne, "dossier": request.build_absolute_uri(reverse("pcaet_publie_json", args=[demarche.pk]))}
        for demarche, ligne in zip(demarches, lignes_publiques(demarches), strict=True)
    ]
    document = {"licence": LICENCE, "licence_adresse": LICENCE_ADRESSE, "demarches": lignes}
    return _fichier(ecrire_json(document), "application/json", "pcaet.json")


@login_not_required
@frais
@require_safe
def demarche_publiee(request: HttpRequest, pk: int) -> HttpResponse:
    """The readable dossier of a published démarche."""
    ici = obtenir_demarche_publiee(pk)
    dossier = dossier_des_volets(ici, jour=timezone.localdate())
    ecrits = {texte.volet: texte for texte in ici.textes.all()}
    contexte = {
        "demarche": ici,
        "noms": noms_de_personnes(ici) if ici.noms_publies else [],
        "parties": [_partie(volet, dossier.tables.get(volet, {}), ecrits.get(volet)) for volet in Volet],
        "vulnerabilites": [
            {"libelle": une.libelle, "niveaux": [Niveau.libelle_de(une.niveaux.get(h)) for h in Horizon], "une": une}
            for une in dossier.vulnerabilites
        ],
        "horizons": list(Horizon),
        "programme": programme_of(ici),
        "avis": [(avis, compter(en_valeur(avis), avis.echeance, timezone.localdate())) for avis in ici.avis.all()],
        "joints": [joint for joint in ici.documents.all() if not joint.document.confidentiel],
        "bilans": [bilan for bilan in ici.bilans.all() if bilan.depose_le is not None],
        "licence": LICENCE,
        "licence_adresse": LICENCE_ADRESSE,
    }
    return render(request, "plans/publique/demarche.html", contexte)


def _partie(volet: Volet, valeurs: Any, ecrit: Any) -> dict[str, Any]:
    """A volet as it is read: its filled lines and columns, its text, its source."""
    tableau = TABLEAUX[volet]
    grille = grille_lue(tableau, valeurs)
    return {
        "volet": volet,
        "unite": tableau.unite,
        "colonnes": grille.colonnes,
        "groupes": _groupes(grille),
        "texte": ecrit.texte if ecrit else "",
        "ecrit": ecrit,
    }


def _groupes(grille: Grille) -> list[dict[str, Any]]:
    return [
        {
            "titre": groupe.titre,
            "rangees": [
                {"libelle": rangee.ligne.libelle, "cases": [ecrire_valeur(case.valeur) for case in rangee.cases]}
                for rangee in groupe.rangees
            ],
        }
        for groupe in grille.groupes
    ]


@login_not_required
@frais
@require_safe
def entete_csv(request: HttpRequest, pk: int) -> HttpResponse:
    """The national heading of a published démarche."""
    ici = obtenir_demarche_publiee(pk)
    octets = ecrire_entetes([ligne_ouverte(ici, noms=ici.noms_publies)])
    return _fichier(octets, "text/csv; charset=utf-8", f"pcaet-{ici.collectivite.siren}-{pk}-entete.csv")


@login_not_required
@frais
@require_safe
def dossier_json(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole dossier of a published démarche."""
    ici = obtenir_demarche_publiee(pk)

    def adresser(document: Document) -> str:
        return document.adresse or request.build_absolute_uri(reverse("pcaet_publie_document", args=[pk, document.pk]))

    octets = ecrire_json(document_ouvert(ici, noms=ici.noms_publies, adresser=adresser))
    return _fichier(octets, "application/json", f"pcaet-{ici.collectivite.siren}-{pk}.json")


@login_not_required
@frais
@require_safe
def document_public(request: HttpRequest, pk: int, cite: int) -> HttpResponseBase:
    """A document of a published démarche that is not confidential."""
    cites = documents_cites(obtenir_demarche_publiee(pk))
    trouve = next((un for un in cites if un.pk == cite and not un.confidentiel), None)
    return servir(trouve) if trouve is not None else introuvable()


def _fichier(octets: bytes, genre: str, nom: str) -> HttpResponse:
    return HttpResponse(octets, content_type=genre, headers={"Content-Disposition": f'attachment; filename="{nom}"'})
