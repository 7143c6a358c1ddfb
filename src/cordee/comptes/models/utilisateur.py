"""People who sign in."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from cordee.outils.texte import initiales


class UtilisateurManager(BaseUserManager["Utilisateur"]):
    """Accounts are keyed by their address, kept in lower case."""

    def create_user(self, email: str, password: str | None = None, **champs: Any) -> Utilisateur:
        """A person who can sign in; without a password the account waits for its owner to choose one."""
        utilisateur = self.model(email=self.normalize_email(email).lower(), **champs)
        utilisateur.set_password(password)
        utilisateur.save(using=self._db)
        return utilisateur

    def create_superuser(self, email: str, password: str | None = None, **champs: Any) -> Utilisateur:
        """The person who runs the installation."""
        return self.create_user(email, password, is_superuser=True, **champs)

    def get_by_natural_key(self, username: str | None) -> Utilisateur:
        """Sign-in ignores the case of the address."""
        return self.get(email=(username or "").lower())


class Utilisateur(AbstractBaseUser):
    """A person. Rights come from memberships (territoires.Membre), never from the account itself."""

    email = models.EmailField("adresse électronique", unique=True)
    prenom = models.CharField("prénom", max_length=80)
    nom = models.CharField("nom", max_length=80)
    telephone = models.CharField("téléphone", max_length=30, blank=True)
    is_active = models.BooleanField("actif", default=True)
    is_superuser = models.BooleanField("administre l'installation", default=False)
    created_at = models.DateTimeField("créé le", auto_now_add=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["prenom", "nom"]

    objects: ClassVar[UtilisateurManager] = UtilisateurManager()

    class Meta:
        verbose_name = "compte"
        verbose_name_plural = "comptes"
        ordering = ["nom", "prenom"]

    def __str__(self) -> str:
        return self.nom_complet

    @property
    def nom_complet(self) -> str:
        """First then last name."""
        return f"{self.prenom} {self.nom}".strip() or self.email

    @property
    def initiales(self) -> str:
        """Two letters for the avatar."""
        return initiales(self.prenom, self.nom)

    @property
    def is_staff(self) -> bool:
        """Django's own tools ask for it; there is no admin site for anybody else."""
        return self.is_superuser
