"""Documents of the tests.

DocumentFactory(collectivite=epci)        a text file of nine bytes, kept in memory
DocumentFactory(lien=True)                an address
DocumentFactory(confidentiel=True)        hidden from readers
fichier_pdf("Bilan.pdf")                  what a browser would send
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import factory
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.comptes.factories import UtilisateurFactory
from tests.territoires.factories import CollectiviteFactory

from cordee.documents.models import Document
from cordee.outils.texte import normaliser

LE = datetime(2026, 4, 8, 9, 30, tzinfo=UTC)
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"


def fichier_pdf(nom: str = "Bilan.pdf", suite: bytes = b"") -> SimpleUploadedFile:
    """A PDF, different for each `suite`."""
    return SimpleUploadedFile(nom, PDF + suite, "application/pdf")


class DocumentFactory(factory.django.DjangoModelFactory[Document]):
    """A text file, or a link."""

    class Meta:
        model = Document

    class Params:
        rang = factory.Sequence(int)
        lien = factory.Trait(
            adresse=factory.Sequence(lambda rang: f"https://exemple.fr/{rang}"), fichier="", empreinte="", taille=0,
            type_mime="",
        )  # fmt: skip

    collectivite = factory.SubFactory(CollectiviteFactory)
    nom = factory.Sequence(lambda rang: f"Note {rang}.txt")
    cle_recherche = factory.LazyAttribute(lambda moi: normaliser(moi.nom))
    fichier = factory.LazyAttribute(lambda moi: ContentFile(f"note {moi.rang:04d}".encode(), name=f"{moi.rang}.txt"))
    empreinte = factory.LazyAttribute(lambda moi: hashlib.sha256(f"note {moi.rang:04d}".encode()).hexdigest())
    taille = 9
    type_mime = "text/plain"
    depose_par = factory.SubFactory(UtilisateurFactory)
    depose_le = LE
