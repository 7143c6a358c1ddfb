"""Added fields of a fiche: their editor, their writing, its undo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cordee.outils.dates import heure
from cordee.plans.actions.valeurs_personnalisees import ConflitDeChamp, definir_valeur, remettre_valeur
from cordee.plans.domain.champs import ValeurRefusee
from cordee.plans.domain.champs_personnalises import dire
from cordee.plans.domain.genres_de_champs import GenreChamp
from cordee.plans.forms.champs import ecrire_lue, lire_lue, lire_saisie
from cordee.plans.permissions import qui_peut_modifier
from cordee.plans.queries.champs_personnalises import definition_for, valeur_of
from cordee.plans.queries.fiche import derniere_ecriture, ecriture_for
from cordee.plans.views.fiche.reponses import GABARIT, REFUS, adresse, composer, contexte, obtenir_page, revenir
from cordee.plans.views.fiche.vue import VueFiche
from cordee.plans.views.saisie import EtatSaisie, Saisie
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger, introuvable
from cordee.socle.requetes import Requete

DEPASSE = "Ce champ a changé depuis : vous ne pouvez plus annuler ce geste d'un coup."


@dataclass(frozen=True, slots=True)
class VueConflitChamp:
    """Two values side by side: `miennes` is what the form holds, `lue` what is there now, to write over it."""

    auteur: str
    mienne: str
    autre: str
    lue: str
    miennes: Sequence[tuple[str, str]]


@require_http_methods(["GET", "POST"])
def champ_ajoute(request: Requete, siren: str, pk: int, champ: int) -> HttpResponse:
    """GET: the editor of a field for htmx (`?lecture=1`: the field read again); without it, the page with the field
    open. POST: writes it."""
    _, fiche, _ = obtenir_page(request, siren, pk)
    definition = definition_for(request.user, fiche, champ) or introuvable()
    ancre = f"champ-{pk}-{definition.cle}"
    if request.method == "GET":
        if not request.htmx:
            return redirect(adresse(siren, pk, ancre, f"?champ={definition.cle}"))
        saisie = Saisie() if "lecture" in request.GET else Saisie(definition.cle, pk)
        return _rendre(request, siren, pk, champ, saisie)
    exiger(request.user, "plans.modifier_fiche", fiche, raison=qui_peut_modifier())
    try:
        valeur = lire_saisie(definition, request.POST, valeur_of(fiche, definition))
        change = definir_valeur(
            fiche, definition, valeur, lue=lire_lue(request.POST), par=request.user, le=timezone.now()
        )
    except ConflitDeChamp as conflit:
        return _conflit(request, siren, pk, champ, conflit)
    except (ValeurRefusee, DonneeRefusee) as refus:
        etat = EtatSaisie(str(refus), refus=True)
        return _rendre(request, siren, pk, champ, Saisie(definition.cle, pk, etat=etat, brouillon=request.POST), REFUS)
    ecriture = derniere_ecriture(fiche, request.user) if change else None
    dit = f"Enregistré à {heure(timezone.localtime(timezone.now()))}." if change else "Rien n'a changé."
    if not request.htmx:
        return revenir(request, siren, pk, ancre, f"« {definition.libelle} » : {dit[0].lower()}{dit[1:]}")
    etat = EtatSaisie(dit, ecriture=ecriture.pk if ecriture is not None else None)
    return _rendre(request, siren, pk, champ, Saisie(definition.cle, pk, etat=etat))


@require_POST
def annuler(request: Requete, siren: str, pk: int, champ: int, ecriture: int) -> HttpResponse:
    """Takes back what the person wrote in a field, unless it changed since."""
    _, fiche, _ = obtenir_page(request, siren, pk)
    definition = definition_for(request.user, fiche, champ) or introuvable()
    exiger(request.user, "plans.modifier_fiche", fiche, raison=qui_peut_modifier())
    ligne = ecriture_for(fiche, request.user, ecriture) or introuvable()
    if ligne.details.get("champ") != champ or "valeurs" not in ligne.details:
        introuvable()
    try:
        remettre_valeur(fiche, definition, ligne.details, par=request.user, le=timezone.now())
    except ConflitDeChamp:
        etat = EtatSaisie(DEPASSE, refus=True)
    except DonneeRefusee as refus:
        etat = EtatSaisie(str(refus), refus=True)
    else:
        etat = EtatSaisie("Annulé : la valeur d'avant est revenue.")
    if not request.htmx:
        return revenir(request, siren, pk, f"champ-{pk}-{definition.cle}", etat.texte, erreur=etat.refus)
    status = REFUS if etat.refus else 200
    return _rendre(request, siren, pk, champ, Saisie(definition.cle, pk, etat=etat), status, fermee=True)


def _page(request: Requete, siren: str, pk: int, saisie: Saisie) -> VueFiche:
    collectivite, fiche, _ = obtenir_page(request, siren, pk)
    return composer(request, collectivite, fiche, saisie)


def _rendre(
    request: Requete, siren: str, pk: int, champ: int, saisie: Saisie, status: int = 200, *, fermee: bool = False
) -> HttpResponse:
    """The field, with the strip of phases and what the fiche lacks; the whole page without htmx. `fermee`: a refusal is
    said under the value, not in its editor."""
    vue = _page(request, siren, pk, saisie)
    vu = vue.ajoutes.trouver(champ) or introuvable()
    if fermee and vu.saisie is not None:
        vu = replace(vu, saisie=None)
    gabarit = "plans/champs/morceau.html" if request.htmx else GABARIT
    donnees: dict[str, Any] = {
        **contexte(vue),
        "c": vu,
        "f": vue.ajoutes.frise(vu) if vu.definition.genre is GenreChamp.PHASE else None,
        "vivant": status == 200 and request.method == "POST",
    }
    return render(request, gabarit, donnees, status=status)


def _conflit(request: Requete, siren: str, pk: int, champ: int, conflit: ConflitDeChamp) -> HttpResponse:
    """Both values, nothing lost."""
    vue = _page(request, siren, pk, Saisie())
    auteur = conflit.fiche.modifie_par
    k = VueConflitChamp(
        auteur=auteur.nom_complet if auteur else "Un·e collègue",
        mienne=dire(conflit.definition, conflit.proposee),
        autre=dire(conflit.definition, conflit.actuelle),
        lue=ecrire_lue(conflit.actuelle),
        miennes=[
            (nom, valeur) for nom in ("texte", "option", "precision", "valeur") for valeur in request.POST.getlist(nom)
        ],
    )
    donnees = {**contexte(vue), "c": vue.ajoutes.trouver(champ) or introuvable()}
    if request.htmx:
        return render(request, "plans/champs/morceau.html", {**donnees, "k": k}, status=REFUS)
    return render(request, GABARIT, {**donnees, "conflit_champ": k}, status=REFUS)
