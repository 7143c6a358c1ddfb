"""One part of a fiche: its editor, its write, its undo."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cordee.plans.actions.composition import (
    definir_acteurs,
    definir_classements,
    definir_communes,
    definir_personnes,
)
from cordee.plans.actions.fiches import ConflitDeFiche, remettre_fiche
from cordee.plans.domain.champs import CHAMPS
from cordee.plans.models import Fiche
from cordee.plans.permissions import qui_peut_modifier
from cordee.plans.queries.fiche import derniere_ecriture, ecriture_for
from cordee.plans.queries.personnes import personnes_par_pk
from cordee.plans.views.fiche.conflit import composer_conflit
from cordee.plans.views.fiche.parties import PARTIES, Partie, ecrire, valeurs_lues
from cordee.plans.views.fiche.reponses import (
    REFUS,
    adresse,
    composer,
    enregistre,
    montrer,
    obtenir_page,
    page_montree,
    revenir,
)
from cordee.plans.views.fiche.vue import VueFiche
from cordee.plans.views.saisie import EtatSaisie, Saisie
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger, introuvable
from cordee.socle.requetes import Requete

DATENT_L_ETAT = {"statut", "avancement"}
"""Parts whose change dates the state."""
DEPASSE = "La fiche a changé depuis : vous ne pouvez plus annuler ce geste d'un coup."


@require_http_methods(["GET", "POST"])
def champ(request: Requete, siren: str, pk: int, nom: str) -> HttpResponse:
    """GET: the editor of a part for htmx (`?lecture=1`: the part read again); without it, the page with the part open.
    POST: writes it."""
    collectivite, fiche, montree = obtenir_page(request, siren, pk)
    partie = PARTIES.get(nom) or introuvable()
    ancre = f"champ-{pk}-{nom}"
    if request.method == "GET":
        if not request.htmx:
            return redirect(adresse(siren, montree, ancre, f"?champ={nom}&de={pk}"))
        lecture = "lecture" in request.GET
        saisie = Saisie() if lecture else Saisie(nom, pk)
        vue = composer(request, collectivite, page_montree(request, siren, fiche, montree), saisie)
        return _rendre(request, vue, pk, nom)
    exiger(request.user, "plans.modifier_fiche", fiche, raison=qui_peut_modifier())
    vue = composer(request, collectivite, page_montree(request, siren, fiche, montree))
    noeud = vue.page.noeuds.get(pk) or introuvable()
    derniere = derniere_ecriture(fiche, request.user)
    avant = derniere.pk if derniere is not None else None
    try:
        suite = ecrire(partie, noeud, request.POST, par=request.user, le=timezone.now())
    except ConflitDeFiche as conflit:
        return _conflit(request, siren, fiche, montree, partie, conflit)
    except DonneeRefusee as refus:
        return _refuser(request, siren, fiche, montree, nom, str(refus))
    etat = enregistre(request, fiche, suite, avant=avant)
    if not request.htmx:
        return revenir(request, siren, montree, ancre, etat.texte)
    vue = composer(request, collectivite, page_montree(request, siren, fiche, montree), Saisie(nom, pk, etat=etat))
    return _rendre(request, vue, pk, nom)


def _rendre(request: Requete, vue: VueFiche, pk: int, nom: str, status: int = 200) -> HttpResponse:
    """The part, with its neighbours of the page that may have moved."""
    date_etat = trouver_champ(vue, pk, "etat_le") if nom in DATENT_L_ETAT else None
    return montrer(request, vue, "champ", status=status, c=trouver_champ(vue, pk, nom), date_etat=date_etat)


def trouver_champ(vue: VueFiche, pk: int, nom: str) -> Any:
    """The part `nom` of the fiche `pk` of the page, as it is shown."""
    if pk == vue.fiche.pk:
        return vue.champs[nom]
    for sous in vue.sous_actions:
        for candidate in (sous, *sous.dessous):
            if candidate.fiche.pk == pk:
                return candidate.champs.get(nom) or vue.champ(candidate.noeud, nom, modifiable=candidate.modifiable)
    return introuvable()


def _refuser(request: Requete, siren: str, fiche: Fiche, montree: int, nom: str, raison: str) -> HttpResponse:
    """The editor again, with what was typed and why it was refused."""
    collectivite, page, _ = obtenir_page(request, siren, montree)
    saisie = Saisie(nom, fiche.pk, etat=EtatSaisie(raison, refus=True), brouillon=request.POST)
    vue = composer(request, collectivite, page, saisie)
    if not request.htmx:
        return montrer(request, vue, "champ", status=REFUS)
    return _rendre(request, vue, fiche.pk, nom, status=REFUS)


def _conflit(
    request: Requete, siren: str, fiche: Fiche, montree: int, partie: Partie, conflit: ConflitDeFiche
) -> HttpResponse:
    """Both versions, nothing lost."""
    collectivite, page, _ = obtenir_page(request, siren, montree)
    vue = composer(request, collectivite, page)
    lues: Mapping[str, Any] = valeurs_lues(partie, request.POST)
    base = request.POST.get(f"lue_{conflit.champ}", "")
    k = composer_conflit(conflit, base, partie, lues)
    return montrer(request, vue, "conflit", status=REFUS, k=k, c=trouver_champ(vue, fiche.pk, partie.nom))


@require_POST
def annuler(request: Requete, siren: str, pk: int, ecriture: int) -> HttpResponse:
    """Takes back what the person wrote in a part: each value becomes what it was, unless it changed since."""
    collectivite, fiche, montree = obtenir_page(request, siren, pk)
    exiger(request.user, "plans.modifier_fiche", fiche, raison=qui_peut_modifier())
    ligne = ecriture_for(fiche, request.user, ecriture) or introuvable()
    champs = ligne.details.get("champs") or {}
    nom = partie_de(champs) or introuvable()
    try:
        _remettre(fiche, champs, ligne.details, request)
    except ConflitDeFiche:
        etat = EtatSaisie(DEPASSE, refus=True)
    except DonneeRefusee as refus:
        etat = EtatSaisie(str(refus), refus=True)
    else:
        etat = EtatSaisie("Annulé : la valeur d'avant est revenue.")
    if not request.htmx:
        return revenir(request, siren, montree, f"champ-{pk}-{nom}", etat.texte, erreur=etat.refus)
    vue = composer(request, collectivite, page_montree(request, siren, fiche, montree), Saisie(nom, pk, etat=etat))
    return _rendre(request, vue, pk, nom, status=REFUS if etat.refus else 200)


def partie_de(champs: Mapping[str, Any]) -> str | None:
    """The part that shows these fields."""
    for nom in sorted(champs, key=lambda nom: nom == "etat_le"):  # which follows the statut and the progress
        if nom in PARTIES:
            return nom
    return next((p.nom for p in PARTIES.values() if set(champs) & set(p.colonnes)), None)


def _remettre(fiche: Fiche, champs: Mapping[str, Any], details: Mapping[str, Any], request: Requete) -> None:
    """Writes the values of before, provided that those of after are still there."""
    commun: dict[str, Any] = {"par": request.user, "le": timezone.now()}
    if set(champs) <= set(CHAMPS):
        remettre_fiche(fiche, details, **commun)
        return
    nom, (avant_noms, _) = next(iter(champs.items()))
    sorte = PARTIES[nom].sorte
    if sorte == "coches":
        definir_classements(fiche, nom, avant_noms, **commun)
    elif sorte == "noms":
        definir_acteurs(fiche, nom, avant_noms, **commun)
    elif sorte == "personnes":
        definir_personnes(fiche, nom, personnes_par_pk(fiche, details.get("retour", [])), **commun)
    else:
        definir_communes(fiche, details.get("retour", []), **commun)
