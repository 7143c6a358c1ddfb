"""Reading documents. A reader does not know of the confidential ones."""

from __future__ import annotations

from django.db.models import QuerySet

from cordee.comptes.models import Utilisateur
from cordee.documents.models import Document
from cordee.outils.texte import normaliser
from cordee.territoires.enums import Role
from cordee.territoires.models import Collectivite
from cordee.territoires.queries import role_effectif


def voit_confidentiels(utilisateur: Utilisateur, collectivite: Collectivite) -> bool:
    """Whether the person may see confidential documents of the collectivité."""
    role = role_effectif(utilisateur, collectivite)
    return role is not None and role.rang >= Role.CONTRIBUTION.rang


def list_documents_for(utilisateur: Utilisateur, collectivite: Collectivite) -> QuerySet[Document]:
    """Documents of the collectivité that the person may see, by name. Nothing for a stranger."""
    if role_effectif(utilisateur, collectivite) is None:
        return Document.objects.none()
    documents = Document.objects.filter(collectivite=collectivite).select_related("depose_par", "collectivite")
    return documents if voit_confidentiels(utilisateur, collectivite) else documents.filter(confidentiel=False)


def search_documents(documents: QuerySet[Document], texte: str) -> QuerySet[Document]:
    """Those whose name contains each word of the text, accents and case ignored."""
    for mot in normaliser(texte).split():
        documents = documents.filter(cle_recherche__contains=mot)
    return documents


def document_for(utilisateur: Utilisateur, collectivite: Collectivite, pk: int) -> Document | None:
    """One document of the collectivité, if the person may see it."""
    return list_documents_for(utilisateur, collectivite).filter(pk=pk).first()


def usages_of(document: Document) -> list[str]:
    """What still points to a document, counted by kind: `2 documents joints`. The applications above need not say it:
    their foreign keys do."""
    usages = []
    for lien in Document._meta.related_objects:
        nombre = lien.related_model._base_manager.filter(**{lien.field.name: document}).count()
        if nombre:
            modele = lien.related_model._meta
            usages.append(f"{nombre} {modele.verbose_name if nombre == 1 else modele.verbose_name_plural}")
    return usages
