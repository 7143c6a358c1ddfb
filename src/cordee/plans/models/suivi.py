"""What happens to a fiche: money, effects, notes, comments (of a plan too), what blocks it."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from cordee.plans.domain.listes import (
    Appreciation,
    BaseMontant,
    DomaineImpact,
    Incertitude,
    PeriodeEvaluation,
    SensImpact,
    StatutFinancement,
    TypeBudget,
    UniteBudget,
)
from cordee.plans.models.fiche import Etiquette, Fiche
from cordee.plans.models.plan import Personne, Plan


class ObjectifChiffre(models.Model):
    """A quantified objective of a fiche."""

    fiche = models.ForeignKey(Fiche, on_delete=models.CASCADE, related_name="objectifs_chiffres")
    libelle = models.CharField("objectif", max_length=300)
    valeur = models.DecimalField("valeur", max_digits=16, decimal_places=4, null=True, blank=True)
    unite = models.CharField("unité", max_length=40, blank=True)
    echeance = models.PositiveSmallIntegerField("année", null=True, blank=True)
    position = models.PositiveSmallIntegerField("position", default=0)

    class Meta:
        verbose_name = "objectif chiffré"
        verbose_name_plural = "objectifs chiffrés"
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.libelle


class Impact(models.Model):
    """Effect of a fiche in one domain; `niveau` 0–3, None when simply ticked. `sens` is empty when the quantity goes as
    usual in that domain."""

    fiche = models.ForeignKey(Fiche, on_delete=models.CASCADE, related_name="impacts")
    domaine = models.CharField("domaine", max_length=20, choices=DomaineImpact.choices())
    niveau = models.PositiveSmallIntegerField("niveau", null=True, blank=True)
    valeur = models.DecimalField("quantité", max_digits=16, decimal_places=4, null=True, blank=True)
    unite = models.CharField("unité", max_length=40, blank=True)
    horizon = models.PositiveSmallIntegerField("année", null=True, blank=True)
    commentaire = models.CharField("commentaire", max_length=500, blank=True)
    sens = models.CharField("sens", max_length=6, choices=SensImpact.choices(), blank=True)
    methode = models.CharField("méthode d'estimation", max_length=300, blank=True)
    incertitude = models.CharField("incertitude", max_length=8, choices=Incertitude.choices(), blank=True)

    class Meta:
        verbose_name = "impact"
        verbose_name_plural = "impacts"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["fiche", "domaine"], name="impact_unique"),
            models.CheckConstraint(
                condition=models.Q(niveau__isnull=True) | models.Q(niveau__lte=3), name="impact_niveau_0_a_3"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.domaine} {self.niveau}"


class LigneBudget(models.Model):
    """Planned and spent amount of a kind, a unit and a year (None: whole duration, `est_etale` when it is spread over
    the years). With `prevu_max` the planned amount is not settled: it is between the two."""

    fiche = models.ForeignKey(Fiche, on_delete=models.CASCADE, related_name="budgets")
    type = models.CharField("type", max_length=20, choices=TypeBudget.choices())
    unite = models.CharField("unité", max_length=5, choices=UniteBudget.choices(), default=UniteBudget.HT.value)
    annee = models.PositiveSmallIntegerField("année", null=True, blank=True)
    prevu = models.DecimalField("prévu", max_digits=14, decimal_places=2, null=True, blank=True)
    prevu_max = models.DecimalField("prévu au plus", max_digits=14, decimal_places=2, null=True, blank=True)
    reel = models.DecimalField("dépensé", max_digits=14, decimal_places=2, null=True, blank=True)
    est_etale = models.BooleanField("étalé sur les années", default=False)

    class Meta:
        verbose_name = "ligne de budget"
        verbose_name_plural = "lignes de budget"
        ordering = ["type", "unite", "annee", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["fiche", "type", "unite", "annee"],
                condition=models.Q(annee__isnull=False),
                name="budget_annuel_unique",
            ),
            models.UniqueConstraint(
                fields=["fiche", "type", "unite"], condition=models.Q(annee__isnull=True), name="budget_total_unique"
            ),
            models.CheckConstraint(
                condition=models.Q(prevu_max__isnull=True)
                | models.Q(prevu__isnull=False, prevu_max__gt=models.F("prevu")),
                name="budget_fourchette_dans_l_ordre",
            ),
            models.CheckConstraint(
                condition=models.Q(est_etale=False) | models.Q(annee__isnull=True), name="budget_etale_sans_annee"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.annee} {self.prevu}"


class Financement(models.Model):
    """Money from a funder, asked, granted or paid. `taux` is a ratio; `aide` the address of a page of
    Aides-territoires."""

    fiche = models.ForeignKey(Fiche, on_delete=models.CASCADE, related_name="financements")
    financeur = models.ForeignKey(Etiquette, on_delete=models.PROTECT, related_name="financements")
    dispositif = models.CharField("dispositif", max_length=200, blank=True)
    montant = models.DecimalField("montant", max_digits=14, decimal_places=2, null=True, blank=True)
    base = models.CharField("base", max_length=4, choices=BaseMontant.choices(), default=BaseMontant.HT.value)
    taux = models.DecimalField("taux", max_digits=6, decimal_places=4, null=True, blank=True)
    statut = models.CharField(
        "position", max_length=20, choices=StatutFinancement.choices(), default=StatutFinancement.ENVISAGE.value
    )
    annee = models.PositiveSmallIntegerField("année", null=True, blank=True)
    demande_le = models.DateField("demandé le", null=True, blank=True)
    decision_le = models.DateField("décidé le", null=True, blank=True)
    verse_le = models.DateField("versé le", null=True, blank=True)
    aide = models.CharField("aide sur Aides-territoires", max_length=300, blank=True)

    class Meta:
        verbose_name = "financement"
        verbose_name_plural = "financements"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.financeur_id} {self.montant}"


class Evaluation(models.Model):
    """What is concluded of a period of the fiche: at three years, at six, or at another moment."""

    fiche = models.ForeignKey(Fiche, on_delete=models.CASCADE, related_name="evaluations")
    periode = models.CharField("période", max_length=20, choices=PeriodeEvaluation.choices())
    date = models.DateField("date", null=True, blank=True)
    appreciation = models.CharField("appréciation", max_length=20, choices=Appreciation.choices(), blank=True)
    resultat = models.TextField("résultat", blank=True)
    suites = models.TextField("ce qui change ensuite", blank=True)

    class Meta:
        verbose_name = "évaluation"
        verbose_name_plural = "évaluations"
        ordering = [models.F("date").asc(nulls_last=True), "id"]

    def __str__(self) -> str:
        return f"{self.periode} {self.date}"


class Note(models.Model):
    """A follow-up note, dated by its author. `auteur_cite`: who wrote it, says a file that its author brought in."""

    fiche = models.ForeignKey(Fiche, on_delete=models.CASCADE, related_name="notes")
    date = models.DateField("date")
    texte = models.TextField("note")
    auteur = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    auteur_nom = models.CharField("auteur", max_length=170, blank=True)
    auteur_cite = models.CharField("auteur cité par un import", max_length=170, blank=True)
    cree_le = models.DateTimeField("écrite le")
    modifie_le = models.DateTimeField("modifiée le")

    class Meta:
        verbose_name = "note de suivi"
        verbose_name_plural = "notes de suivi"
        ordering = ["-date", "-id"]

    def __str__(self) -> str:
        return f"{self.date} {self.texte[:40]}"


class BaseCommentaire(models.Model):
    """A word to colleagues, or an answer to one (`parent`); people cited with @ are told. What it is about is a column
    of each model below, under the same name (`commentaires`) on the other side. `auteur_cite`: who wrote it, says a
    file that its author brought in."""

    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="reponses")
    texte = models.TextField("commentaire")
    auteur = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    auteur_nom = models.CharField("auteur", max_length=170, blank=True)
    auteur_cite = models.CharField("auteur cité par un import", max_length=170, blank=True)
    mentions = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="+")
    resolu_le = models.DateTimeField("réglé le", null=True, blank=True)
    cree_le = models.DateTimeField("écrit le")
    modifie_le = models.DateTimeField("modifié le", null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["cree_le", "id"]

    def __str__(self) -> str:
        return self.texte[:60]


class Commentaire(BaseCommentaire):
    """A comment on a fiche."""

    fiche = models.ForeignKey(Fiche, on_delete=models.CASCADE, related_name="commentaires")

    class Meta(BaseCommentaire.Meta):
        verbose_name = "commentaire"
        verbose_name_plural = "commentaires"


class CommentairePlan(BaseCommentaire):
    """A comment in the discussion of a plan."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="commentaires")

    class Meta(BaseCommentaire.Meta):
        verbose_name = "commentaire d'un plan"
        verbose_name_plural = "commentaires de plans"


class Blocage(models.Model):
    """What stops a fiche: a reason, perhaps another fiche, and when it should be lifted. `attendu_de` says in words of
    whom it is expected; `personne_attendue` is that person when they are one of the people of the collectivité.
    `pose_cite` and `leve_cite`: who said so, and who lifted it, says a file that `pose_par` and `leve_par` brought
    in."""

    fiche = models.ForeignKey(Fiche, on_delete=models.CASCADE, related_name="blocages")
    raison = models.CharField("raison", max_length=500)
    fiche_bloquante = models.ForeignKey(Fiche, on_delete=models.SET_NULL, null=True, blank=True, related_name="bloque")
    attendu_de = models.CharField("attendu de", max_length=170, blank=True)
    personne_attendue = models.ForeignKey(
        Personne, on_delete=models.SET_NULL, null=True, blank=True, related_name="attendus", verbose_name="personne"
    )
    attendu_le = models.DateField("levée attendue le", null=True, blank=True)
    pose_le = models.DateTimeField("posé le")
    pose_par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    pose_cite = models.CharField("posé par, cité par un import", max_length=170, blank=True)
    leve_le = models.DateTimeField("levé le", null=True, blank=True)
    leve_par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    leve_cite = models.CharField("levé par, cité par un import", max_length=170, blank=True)

    class Meta:
        verbose_name = "blocage"
        verbose_name_plural = "blocages"
        ordering = ["-pose_le", "-id"]

    def __str__(self) -> str:
        return self.raison
