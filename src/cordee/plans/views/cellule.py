"""Editing one field of a fiche inside a list: a cell of the table, a card of the kanban."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cordee.plans.actions.composition import definir_personnes
from cordee.plans.actions.fiches import modifier_fiche
from cordee.plans.actions.suivi import changer_statut
from cordee.plans.actions.valeurs_personnalisees import ConflitDeChamp, definir_valeur, exiger_ecriture
from cordee.plans.domain.champs import CHAMPS, DATES_A_PEU_PRES, ValeurRefusee, ecrire_saisie
from cordee.plans.domain.champs_personnalises import Definition, lire_cle
from cordee.plans.domain.listes import RolePersonne
from cordee.plans.forms.champs import lire_lue, lire_saisie
from cordee.plans.models import Fiche
from cordee.plans.permissions import obtenir_fiche, qui_peut_modifier
from cordee.plans.queries.champs_attendus import attendus_for
from cordee.plans.queries.champs_personnalises import definition_for, definitions_de_la_fiche, valeur_of
from cordee.plans.queries.liste import lignes_of, titres_par_id, with_langue
from cordee.plans.queries.personnes import noms_proposes, pilotes_of
from cordee.plans.queries.resume import resumer
from cordee.plans.queries.validation import etats_of, list_plans_en_circuit_for
from cordee.plans.queries.visibilite import collectivites_of, list_fiches_for, modifiables_par, racine_of
from cordee.plans.views.champs.cellules import CelluleChamp, composer_cellules, ouvrir_saisie
from cordee.plans.views.vues import colonnes_voulues
from cordee.plans.views.vues.kanban import composer_carte, options_du_groupe
from cordee.plans.views.vues.lignes import composer_ligne
from cordee.plans.views.vues.tableau import COLONNES
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger, introuvable, peut
from cordee.socle.requetes import Requete
from cordee.territoires.models import Collectivite

CHAMPS_DES_CELLULES = {"statut", "priorite", "debut", "fin", "pilote"}


@dataclass(frozen=True, slots=True)
class Retour:
    """What the row says after a change. `saisie` is what was typed and refused: its cell is given back open."""

    dit: str = ""
    faute: str = ""
    saisie: dict[str, object] | None = None


@require_http_methods(["GET", "HEAD", "POST"])
def cellule(request: Requete, siren: str, pk: int) -> HttpResponse:
    """`?champ=fin` gives the cell to edit; a POST saves it and gives the row (or, `forme=carte`, the card) back.
    Without htmx a POST comes back to the list."""
    collectivite, fiche = obtenir_fiche(request.user, siren, pk)
    champ = request.GET.get("champ", "")
    if (ajoute := lire_cle(champ)) is not None:
        return _cellule_ajoutee(request, collectivite, fiche, ajoute)
    if request.method != "POST":
        if champ not in CHAMPS_DES_CELLULES:
            return _ligne(request, collectivite, fiche, Retour())
        exiger(request.user, "plans.modifier_fiche", fiche, raison=qui_peut_modifier())
        return _editer(request, collectivite, fiche, champ)
    exiger(request.user, "plans.modifier_fiche", fiche, raison=qui_peut_modifier())
    try:
        dit = _enregistrer(request, fiche, champ)
    except DonneeRefusee as refus:
        retour = Retour(faute=" ".join(refus.messages), saisie=_garder_saisie(request, fiche, champ))
    else:
        retour = Retour(dit=dit)
    if not request.htmx:
        (messages.error if retour.faute else messages.success)(request, retour.faute or retour.dit)
        return redirect(fiche.get_absolute_url())
    return _ligne(request, collectivite, fiche, retour)


def _cellule_ajoutee(request: Requete, collectivite: Collectivite, fiche: Fiche, pk: int) -> HttpResponse:
    """The same for an added field."""
    definition = definition_for(request.user, fiche, pk) or introuvable()
    exiger(request.user, "plans.modifier_fiche", fiche, raison=qui_peut_modifier())
    actuelle = valeur_of(fiche, definition)
    ouverte = {
        "champ": definition.cle, "fiche": fiche, "adresse": request.path,
        "nom": f"{definition.libelle} de {fiche.titre}",
    }  # fmt: skip
    if request.method != "POST":
        exiger_ecriture(fiche, definition, par=request.user)
        contexte = {**ouverte, "s": ouvrir_saisie(definition, actuelle)}
        return render(request, "plans/champs/cellule.html", contexte)
    try:
        valeur = lire_saisie(definition, request.POST, actuelle)
        definir_valeur(fiche, definition, valeur, lue=lire_lue(request.POST), par=request.user, le=timezone.now())
        retour = Retour(dit=f"{definition.libelle} : enregistré")
    except ConflitDeChamp as conflit:
        retour = Retour(faute=str(conflit))
    except (ValeurRefusee, DonneeRefusee) as refus:
        saisie = ouverte | {"s": ouvrir_saisie(definition, actuelle, request.POST)}
        retour = Retour(faute=str(refus), saisie=saisie if request.htmx else None)
    if not request.htmx:
        (messages.error if retour.faute else messages.success)(request, retour.faute or retour.dit)
        return redirect(fiche.get_absolute_url())
    return _ligne(request, collectivite, fiche, retour)


def _enregistrer(request: Requete, fiche: Fiche, champ: str) -> str:
    if champ not in CHAMPS_DES_CELLULES:
        raise DonneeRefusee("Ce champ ne se change pas dans la liste : ouvrez la fiche.")
    valeur = request.POST.get("valeur", "")
    if champ == "pilote":
        noms = [nom.strip() for nom in valeur.replace(";", ",").split(",") if nom.strip()]
        definir_personnes(fiche, RolePersonne.PILOTE, noms, par=request.user, le=timezone.now())
        return "Pilote enregistré"
    lues = {champ: request.POST["lue"]} if "lue" in request.POST else None
    if champ == "statut":
        _, leves = changer_statut(fiche, valeur, lues=lues, par=request.user, le=timezone.now())
        return "Statut enregistré" + dire_levee(leves)
    champs = {champ: valeur}
    if champ in DATES_A_PEU_PRES:
        champs[f"precision_{champ}"] = "jour"  # unless a month or a year is typed
    modifier_fiche(fiche, champs, lues=lues, par=request.user, le=timezone.now())
    return f"{CHAMPS[champ].libelle} enregistré" + ("e" if champ in {"priorite", *DATES_A_PEU_PRES} else "")


def dire_levee(leves: int) -> str:
    """What a change of statut says of the blocages that it lifted."""
    return "" if not leves else ", le blocage est levé" if leves == 1 else f", {leves} blocages sont levés"


def _garder_saisie(request: Requete, fiche: Fiche, champ: str) -> dict[str, object] | None:
    """What was typed in a cell, for it to be corrected; nothing when the fault is that somebody changed it meanwhile:
    the row then shows what it became."""
    if champ not in DATES_A_PEU_PRES or not request.htmx:
        return None
    fiche.refresh_from_db(fields=[champ, f"precision_{champ}"])
    ouverte = _cellule_ouverte(request, fiche, champ)
    if request.POST.get("lue", ouverte["lue"]) != ouverte["lue"]:
        return None
    return ouverte | {"valeur": request.POST.get("valeur", "")}


def _cellule_ouverte(request: Requete, fiche: Fiche, champ: str) -> dict[str, object]:
    valeur: object = ", ".join(pilotes_of(fiche)) if champ == "pilote" else getattr(fiche, champ)
    lue = valeur.isoformat() if hasattr(valeur, "isoformat") else valeur or ""
    a_peu_pres = champ in DATES_A_PEU_PRES
    libelle = "Pilotes" if champ == "pilote" else CHAMPS[champ].libelle
    return {
        "fiche": fiche,
        "champ": champ,
        "libelle": libelle,
        "nom": f"{libelle} de {fiche.titre}",
        "lue": lue,
        "valeur": ecrire_saisie(getattr(fiche, champ), getattr(fiche, f"precision_{champ}")) if a_peu_pres else lue,
        "adresse": request.path,
    }


def _editer(request: Requete, collectivite: Collectivite, fiche: Fiche, champ: str) -> HttpResponse:
    contexte = {
        "collectivite": collectivite,
        "propositions": noms_proposes(collectivite, collectivites_of(fiche)) if champ == "pilote" else [],
        **_cellule_ouverte(request, fiche, champ),
    }
    return render(request, "plans/vues/tableau_cellule.html", contexte)


def _ligne(request: Requete, collectivite: Collectivite, fiche: Fiche, retour: Retour) -> HttpResponse:
    """The row again, with its progress counted anew."""
    visibles = list_fiches_for(request.user, collectivite)
    racine = racine_of(fiche)
    lignee = visibles.filter(racine_id=racine)  # type: ignore[misc]  # an annotation
    page = list(with_langue(visibles.filter(pk=fiche.pk), request.user))
    resume = resumer(lignee, timezone.localdate())
    connues: list[str] = [c.cle for c in COLONNES]
    choisies = [cle for cle in colonnes_voulues(request) if cle in connues or lire_cle(cle) is not None]
    ajoutes = _ajoutes_of(request, fiche, [request.GET.get("groupe", ""), *choisies])
    champs = [definition for definition in ajoutes.values() if definition is not None]
    etats = etats_of([racine], list_plans_en_circuit_for(request.user, collectivite))
    modifiables = modifiables_par(request.user, page)
    dessus = titres_par_id(visibles, [fiche.parent_id]) if fiche.parent_id is not None else {}
    (ligne,) = lignes_of(
        page, request.user, resume, modifiables, {}, validations=etats, champs=champs, parentes=dessus,
        attendus=attendus_for(request.user, collectivite),
    )  # fmt: skip
    edite = peut(request.user, "plans.editer_fiche", fiche)
    vues = {p.cle: p for p in composer_cellules(ligne, champs, edite=edite)}
    cellules = tuple(vues.get(cle, CelluleChamp(cle)) for cle in ajoutes)
    contexte = {
        "collectivite": collectivite,
        "l": composer_ligne(ligne, collectivite.siren, champs=cellules),
        "editable": peut(request.user, "plans.creer_fiche", collectivite),
        "cles": choisies or [c.cle for c in COLONNES if c.defaut and c.cle != "validation"],
        "dit": retour.dit,
        "faute": retour.faute,
        "saisie": retour.saisie,
    }
    groupe = ajoutes.get(request.GET.get("groupe", ""))
    if groupe is not None:
        contexte |= {
            "l": composer_carte(ligne, collectivite.siren, groupe, edite=edite),
            "groupe": groupe.cle, "nom_groupe": groupe.libelle, "options": options_du_groupe(groupe, ligne),
        }  # fmt: skip
    carte = request.GET.get("forme") == "carte"
    gabarit = "plans/vues/kanban_carte.html" if carte else "plans/vues/tableau_ligne.html"
    return render(request, gabarit, contexte, status=422 if retour.faute else 200)


def _ajoutes_of(request: Requete, fiche: Fiche, cles: list[str]) -> dict[str, Definition | None]:
    """Added fields among these keys, in order; None for one that is not of this fiche. One query at most."""
    voulus = [cle for cle in dict.fromkeys(cles) if lire_cle(cle) is not None]
    if not voulus:
        return {}
    connues = {definition.cle: definition for definition in definitions_de_la_fiche(request.user, fiche)}
    return {cle: connues.get(cle) for cle in voulus}
