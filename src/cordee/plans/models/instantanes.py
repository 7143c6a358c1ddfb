"""Instantanés of a plan: what it was one day, fiche by fiche."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from cordee.plans.domain.avancement import Ponderation
from cordee.plans.domain.listes import StatutFiche
from cordee.plans.models.fiche import Fiche
from cordee.plans.models.plan import Plan


class Instantane(models.Model):
    """A plan frozen at `pris_le`; in preparation, until `echeance`, while that is empty. `arbre`: its axes in order,
    each with its number in the database, that of its parent and its name. `supprime_le`: gone, and may come back; so
    does one without plan, when its plan does."""

    plan = models.ForeignKey(Plan, on_delete=models.SET_NULL, null=True, related_name="instantanes")
    nom = models.CharField("nom", max_length=120)
    commentaire = models.TextField("commentaire", blank=True)
    du = models.DateField("début de la période", null=True, blank=True)
    au = models.DateField("fin de la période", null=True, blank=True)
    echeance = models.DateField("à clore le", null=True, blank=True)
    ponderation = models.CharField(
        "calcul de l'avancement", max_length=20, choices=Ponderation.choices(), default=Ponderation.EGAL.value
    )
    arbre = models.JSONField("axes", default=list)
    ouvert_le = models.DateTimeField("ouvert le")
    ouvert_par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    pris_le = models.DateTimeField("pris le", null=True, blank=True)
    pris_par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    pris_par_nom = models.CharField("nom de qui l'a pris", max_length=200, blank=True)
    supprime_le = models.DateTimeField("supprimé le", null=True, blank=True)

    class Meta:
        verbose_name = "instantané"
        verbose_name_plural = "instantanés"
        ordering = ["-pris_le", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan"], condition=Q(pris_le__isnull=True, supprime_le__isnull=True),
                name="instantane_une_preparation",
            ),
            models.CheckConstraint(
                condition=Q(du__isnull=True) | Q(au__isnull=True) | Q(au__gte=models.F("du")),
                name="instantane_finit_apres_son_debut",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.nom

    @property
    def est_ouvert(self) -> bool:
        """Whether it is still in preparation."""
        return self.pris_le is None


class FicheFigee(models.Model):
    """A fiche as it was: `contenu` is its whole version (domain.versions), `chiffres` what it adds up to
    (domain.instantanes), `axes` the first-level axes where it stands, `places` all of them (0: the root of the plan).
    `ref` stays when the fiche is gone. `dessous`: its sous-fiches, each with whether it was confidential; `reserves`:
    rows of its version that not everybody may read, by fiche. `prete_le`: its pilote said that it was up to date."""

    instantane = models.ForeignKey(Instantane, on_delete=models.CASCADE, related_name="fiches")
    fiche = models.ForeignKey(Fiche, on_delete=models.SET_NULL, null=True, related_name="versions_figees")
    ref = models.BigIntegerField("numéro de la fiche")
    rang = models.PositiveIntegerField("rang dans le plan", default=0)
    titre = models.CharField("titre", max_length=300)
    code = models.CharField("numéro", max_length=30, blank=True)
    statut = models.CharField("statut", max_length=20, choices=StatutFiche.choices(), blank=True)
    confidentielle = models.BooleanField("confidentielle alors", default=False)
    chiffres = models.JSONField("chiffres", default=dict)
    axes = models.JSONField("axes de premier niveau", default=list)
    places = models.JSONField("axes", default=list)
    dessous = models.JSONField("sous-fiches", default=list)
    empreinte = models.CharField("empreinte", max_length=64)
    contenu = models.JSONField("version")
    reserves = models.JSONField("lignes réservées", default=dict)
    figee_le = models.DateTimeField("figée le")
    prete_le = models.DateTimeField("dite à jour le", null=True, blank=True)
    prete_par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "fiche figée"
        verbose_name_plural = "fiches figées"
        ordering = ["rang", "id"]
        constraints = [models.UniqueConstraint(fields=["instantane", "ref"], name="fiche_figee_unique")]

    def __str__(self) -> str:
        return f"{self.ref} dans {self.instantane_id}"
