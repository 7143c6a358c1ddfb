"""Who works in a collectivité: the list, invitations, roles, removal, and the coordination by the PETR."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cordee.comptes.models import Utilisateur
from cordee.comptes.queries import chemin_choix_mot_de_passe
from cordee.outils.texte import de
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger, introuvable, peut
from cordee.socle.requetes import Requete
from cordee.territoires.actions.groupements import accepter_coordination
from cordee.territoires.actions.membres import (
    CourrielNonParti,
    changer_role,
    inviter_membre,
    relancer_invitation,
    retirer_membre,
)
from cordee.territoires.enums import Role
from cordee.territoires.forms import FormulaireInvitation, FormulaireRole
from cordee.territoires.models import Collectivite, Membre
from cordee.territoires.permissions import obtenir_collectivite
from cordee.territoires.queries import (
    list_coordination_for,
    list_membres_for,
    list_rattachements_for,
    list_roles_for,
    membre_for,
    role_effectif,
)

CAPACITES: tuple[tuple[str, Role], ...] = (
    ("Lire l'état des lieux, les preuves et l'historique", Role.LECTURE),
    ("Commenter, compléter ce qui lui est confié", Role.CONTRIBUTION),
    ("Renseigner les statuts, répondre aux questions, figer des jalons", Role.EDITION),
    ("Éditer aussi chez les EPCI membres qui l'acceptent", Role.COORDINATION),
    ("Inviter, changer les rôles, régler la collectivité", Role.ADMINISTRATION),
)
"""What each role adds to those before it, for the table at the bottom of the page."""


@require_http_methods(["GET", "HEAD", "POST"])
def membres(request: Requete, siren: str) -> HttpResponse:
    """The page, and invitations."""
    collectivite = obtenir_collectivite(request.user, siren)
    invitation = FormulaireInvitation(
        request.POST if request.method == "POST" else None, collectivite=collectivite, prefix="invite"
    )
    if request.method != "POST":
        return _page(request, collectivite, invitation)
    exiger(request.user, "territoires.gerer_membres", collectivite)
    if not invitation.is_valid() or not _inviter(request, collectivite, invitation):
        return _page(request, collectivite, invitation, status=422)
    return redirect("membres", siren)


@require_POST
def changer(request: Requete, siren: str, pk: int) -> HttpResponse:
    """Role and function of a member: the row alone for htmx, else the page."""
    membre = _obtenir_membre(request, siren, pk)
    avant = (membre.role_lisible, membre.fonction)
    formulaire = FormulaireRole(request.POST, collectivite=membre.collectivite)
    if formulaire.is_valid():
        try:
            membre = changer_role(membre, **formulaire.cleaned_data, par=request.user, le=timezone.now())
        except DonneeRefusee as fautes:
            formulaire.add_error("role", fautes.messages)
    refus = _refus(membre, formulaire) if formulaire.errors else None
    if request.htmx:
        return _ligne(request, membre, avant, refus)
    if refus is not None:
        invitation = FormulaireInvitation(collectivite=membre.collectivite, prefix="invite")
        return _page(request, membre.collectivite, invitation, refus, status=422)
    messages.success(request, f"{membre.utilisateur.nom_complet} : rôle {membre.role_lisible.label}.")
    return redirect("membres", siren)


@dataclass(frozen=True, slots=True)
class Refus:
    """A change of a member that was refused: the function typed, and what is wrong with each of the two fields."""

    pk: int
    fonction: str
    role_fautes: list[str]
    fonction_fautes: list[str]


def _refus(membre: Membre, formulaire: FormulaireRole) -> Refus:
    dites = {nom: [str(faute) for faute in fautes] for nom, fautes in formulaire.errors.items()}
    return Refus(membre.pk, formulaire.data.get("fonction", ""), dites.get("role", []), dites.get("fonction", []))


@require_POST
def relancer(request: Requete, siren: str, pk: int) -> HttpResponse:
    """Sends the invitation again."""
    membre = _obtenir_membre(request, siren, pk)
    try:
        relancer_invitation(membre, lien=_Lien(request, membre.collectivite), par=request.user, le=timezone.now())
    except (DonneeRefusee, CourrielNonParti) as refus:
        messages.error(request, NON_PARTI if isinstance(refus, CourrielNonParti) else str(refus))
    else:
        messages.success(request, f"Invitation renvoyée à {membre.utilisateur.email}.")
    return redirect("membres", siren)


@require_http_methods(["GET", "HEAD", "POST"])
def retirer(request: Requete, siren: str, pk: int) -> HttpResponse:
    """Asks for confirmation, then removes the member."""
    membre = _obtenir_membre(request, siren, pk)
    contexte = {"collectivite": membre.collectivite, "rubrique": "membres", "membre": membre}
    if request.method != "POST":
        return render(request, "territoires/membre_retirer.html", contexte)
    try:
        retirer_membre(membre, par=request.user, le=timezone.now())
    except DonneeRefusee as refus:
        return render(request, "territoires/membre_retirer.html", {**contexte, "refus": refus.messages}, status=422)
    messages.success(request, f"Le rôle {de(membre.utilisateur.nom_complet)} est retiré ; ce qui a été fait reste.")
    return redirect("membres", siren) if role_effectif(request.user, membre.collectivite) else redirect("accueil")


@require_POST
def coordination(request: Requete, siren: str, pk: int) -> HttpResponse:
    """Accepts, or no longer accepts, that the PETR's coordinators edit here."""
    collectivite = obtenir_collectivite(request.user, siren)
    rattachement = list_rattachements_for(collectivite).filter(pk=pk).first() or introuvable()
    acceptee = request.POST.get("acceptee") == "oui"
    accepter_coordination(rattachement, acceptee=acceptee, par=request.user, le=timezone.now())
    suite = "peut éditer ici" if acceptee else "n'a plus accès ici ; ce qu'elle a renseigné reste"
    messages.success(request, f"{rattachement.groupement.appellation} : l'équipe de coordination {suite}.")
    return redirect("membres", siren)


NON_PARTI = (
    "La personne a bien son rôle, mais le courriel n'est pas parti. Réessayez dans quelques minutes avec « Renvoyer "
    "l'invitation », ou prévenez-la vous-même."
)


class _Lien:
    """The address put in an invitation: where a new person chooses a password, else the territory."""

    def __init__(self, request: Requete, collectivite: Collectivite) -> None:
        self.request, self.collectivite = request, collectivite

    def __call__(self, utilisateur: Utilisateur) -> str:
        connu = utilisateur.has_usable_password()
        chemin = reverse("accueil_collectivite", args=[self.collectivite.siren]) if connu else None
        return self.request.build_absolute_uri(chemin or chemin_choix_mot_de_passe(utilisateur))


def _inviter(request: Requete, collectivite: Collectivite, invitation: FormulaireInvitation) -> bool:
    """Whether the person is now a member; a refusal goes to the form."""
    try:
        membre = inviter_membre(
            collectivite,
            **invitation.cleaned_data,
            lien=_Lien(request, collectivite),
            par=request.user,
            le=timezone.now(),
        )
    except DonneeRefusee as refus:
        for message in refus.messages:
            invitation.add_error(None, message)
        return False
    except CourrielNonParti:
        messages.warning(request, NON_PARTI)
        return True
    invitee = membre.utilisateur
    messages.success(request, f"{invitee.nom_complet} a son rôle ; invitation envoyée à {invitee.email}.")
    return True


def _obtenir_membre(request: Requete, siren: str, pk: int) -> Membre:
    """The member to act on: 404 for strangers, 403 for whoever does not administer."""
    collectivite = obtenir_collectivite(request.user, siren)
    exiger(request.user, "territoires.gerer_membres", collectivite)
    return membre_for(collectivite, pk) or introuvable()


def _page(
    request: Requete,
    collectivite: Collectivite,
    invitation: FormulaireInvitation,
    refus: Refus | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    equipe = sorted(list_membres_for(collectivite), key=lambda membre: -membre.role_lisible.rang)
    rattachements = list(list_rattachements_for(collectivite))
    contexte: dict[str, Any] = {
        **_commun(request, collectivite),
        "membres": equipe,
        "administrateurs": [membre for membre in equipe if membre.role == Role.ADMINISTRATION],
        "rattachements": rattachements,
        "coordinateurs": list(list_coordination_for(collectivite)) if rattachements else [],
        "mon_role": role_effectif(request.user, collectivite),
        "capacites": _grille(collectivite),
        "invitation": invitation,
        "refus": refus,
    }
    return render(request, "territoires/membres.html", contexte, status=status)


def _ligne(request: Requete, membre: Membre, avant: tuple[Role, str], refus: Refus | None) -> HttpResponse:
    """One row, with what has just been saved (and how to undo it) or why it was not."""
    contexte = {**_commun(request, membre.collectivite), "membre": membre, "refus": refus}
    if refus is None:
        contexte |= {"enregistre_le": timezone.now(), "avant": avant}
        contexte["annulable"] = avant != (membre.role_lisible, membre.fonction)
    return render(request, "territoires/membres.html#ligne", contexte, status=422 if refus else 200)


def _commun(request: Requete, collectivite: Collectivite) -> dict[str, Any]:
    return {
        "collectivite": collectivite,
        "rubrique": "membres",
        "roles": list_roles_for(collectivite),
        "gerable": peut(request.user, "territoires.gerer_membres", collectivite),
    }


def _grille(collectivite: Collectivite) -> list[tuple[str, list[tuple[Role, bool]]]]:
    """What each role may do here, one line per ability: (words, [(role, may)])."""
    roles = list_roles_for(collectivite)
    return [
        (capacite, [(role, role.rang >= minimum.rang) for role in roles])
        for capacite, minimum in CAPACITES
        if minimum in roles
    ]
