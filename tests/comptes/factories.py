"""People of the tests.

UtilisateurFactory()                          a person without any right, password MOT_DE_PASSE
UtilisateurFactory(superutilisateur=True)     the person who runs the installation
UtilisateurFactory(inactif=True)              a closed account
UtilisateurFactory(password=None)             an account that waits for its owner to choose a password
"""

from __future__ import annotations

import unicodedata
from typing import Any

import factory

from cordee.comptes.models import Utilisateur

MOT_DE_PASSE = "edelweiss-du-lautaret"
_PRENOMS = ("Maëlle", "Zoé", "Hervé", "Anaïs", "Loïc", "Inès")
_NOMS = ("Rostolland", "Faure-Brac", "Guérin", "Ollagnier", "Bès", "Chancel")


class UtilisateurFactory(factory.django.DjangoModelFactory[Utilisateur]):
    """A person with a name of their own and the address made from it."""

    class Meta:
        model = Utilisateur
        skip_postgeneration_save = True

    class Params:
        superutilisateur = factory.Trait(is_superuser=True)
        inactif = factory.Trait(is_active=False)

    prenom = factory.Sequence(lambda rang: _PRENOMS[rang % len(_PRENOMS)])
    nom = factory.Sequence(lambda rang: f"{_NOMS[rang % len(_NOMS)]} {rang}")
    email = factory.LazyAttributeSequence(lambda moi, rang: f"{_sans_accent(moi.prenom)}.{rang}@exemple.fr")
    password = MOT_DE_PASSE

    @classmethod
    def _create(cls, model_class: type[Utilisateur], *args: Any, **champs: Any) -> Utilisateur:
        """Through the manager, so that the password is hashed and the address in lower case."""
        return model_class.objects.create_user(*args, **champs)


def _sans_accent(texte: str) -> str:
    return unicodedata.normalize("NFKD", texte).encode("ascii", "ignore").decode().lower()
