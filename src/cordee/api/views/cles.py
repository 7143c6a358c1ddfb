"""« Clés de l'API »: one's own keys, those of everybody for who administers, creating and revoking."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cordee.api.actions.cles import creer_cle, revoquer_cle
from cordee.api.domain.cles import Portee, est_vivante
from cordee.api.forms.cles import FormulaireCle
from cordee.api.models import CleApi
from cordee.api.permissions.cles import obtenir_cle
from cordee.api.queries.cles import list_cles_for
from cordee.outils.dates import jour_court
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import peut
from cordee.socle.requetes import Requete
from cordee.territoires.models import Collectivite
from cordee.territoires.permissions import obtenir_collectivite
from cordee.territoires.queries import personnes_avec_role


@dataclass(frozen=True)
class CleAffichee:
    """A key, why it no longer opens (empty when it does), and whether it may be revoked."""

    cle: CleApi
    morte: str

    @property
    def dernier_jour(self) -> date | None:
        """The day after which the key no longer opens."""
        if self.cle.expire_le is None:
            return None
        return timezone.localdate(self.cle.expire_le - timedelta(seconds=1))

    @property
    def revocable(self) -> bool:
        """Whether there is anything left to close."""
        return self.cle.revoquee_le is None


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def cles(request: Requete, siren: str) -> HttpResponse:
    """The page, and the creation of a key: its secret is in that answer, and nowhere else."""
    collectivite = obtenir_collectivite(request.user, siren)
    ecrit = peut(request.user, "api.creer_cle_qui_ecrit", collectivite)
    aujourdhui = timezone.localdate()
    if request.method != "POST":
        return _page(request, collectivite, FormulaireCle(ecrit=ecrit, aujourdhui=aujourdhui))
    formulaire = FormulaireCle(request.POST, ecrit=ecrit, aujourdhui=aujourdhui)
    if not formulaire.is_valid():
        return _page(request, collectivite, formulaire, status=422)
    try:
        cle, secret = creer_cle(
            collectivite,
            formulaire.cleaned_data["nom"],
            Portee(formulaire.cleaned_data["portee"]),
            expire_le=formulaire.expire_le,
            par=request.user,
            le=timezone.now(),
        )
    except DonneeRefusee as refus:
        formulaire.add_error(None, refus.messages)
        return _page(request, collectivite, formulaire, status=422)
    neuf = FormulaireCle(ecrit=ecrit, aujourdhui=aujourdhui)
    return _page(request, collectivite, neuf, creee=cle, secret=secret)


@require_http_methods(["GET", "HEAD", "POST"])
def revoquer(request: Requete, siren: str, pk: int) -> HttpResponse:
    """Asks for confirmation, then closes the key for good."""
    cle = obtenir_cle(request.user, siren, pk)
    if request.method != "POST":
        contexte = {"collectivite": cle.collectivite, "rubrique": "api", "cle": cle}
        return render(request, "api/cle_revoquer.html", contexte)
    revoquer_cle(cle, par=request.user, le=timezone.now())
    messages.success(request, f"La clé « {cle.nom} » n'ouvre plus rien.")
    return redirect("cles_api", siren)


def _page(
    request: Requete,
    collectivite: Collectivite,
    formulaire: FormulaireCle,
    *,
    creee: CleApi | None = None,
    secret: str = "",
    status: int = 200,
) -> HttpResponse:
    toutes = peut(request.user, "api.voir_toutes_les_cles", collectivite)
    affichees = _afficher(collectivite, list(list_cles_for(request.user, collectivite, toutes=toutes)))
    contexte = {
        "collectivite": collectivite,
        "rubrique": "api",
        "toutes": toutes,
        "vivantes": [une for une in affichees if not une.morte],
        "mortes": [une for une in affichees if une.morte],
        "formulaire": formulaire,
        "ecrit": peut(request.user, "api.creer_cle_qui_ecrit", collectivite),
        "creee": creee,
        "secret": secret,
        "debit": settings.CORDEE_API_DEBIT,
    }
    return render(request, "api/cles.html", contexte, status=status)


def _afficher(collectivite: Collectivite, liste: list[CleApi]) -> list[CleAffichee]:
    ici = personnes_avec_role(collectivite)
    return [CleAffichee(cle, _dire_morte(cle, ici)) for cle in liste]


def _dire_morte(cle: CleApi, ici: set[int]) -> str:
    maintenant = timezone.now()
    if cle.revoquee_le is not None:
        par = ""
        if cle.revoquee_par is not None and cle.revoquee_par_id != cle.utilisateur_id:
            par = f" par {cle.revoquee_par.nom_complet}"
        return f"révoquée le {jour_court(timezone.localdate(cle.revoquee_le))}{par}"
    if not est_vivante(None, cle.expire_le, maintenant):
        return "expirée"
    if not cle.utilisateur.is_active:
        return "compte fermé"
    return "" if cle.utilisateur_id in ici else "sa personne n'a plus de rôle ici"
