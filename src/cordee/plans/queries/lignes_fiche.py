"""Rows around one fiche, found by id: only those of that fiche."""

from __future__ import annotations

from django.db.models import Model, Q, QuerySet

from cordee.comptes.models import Utilisateur
from cordee.outils.texte import normaliser
from cordee.plans.models import (
    Blocage,
    Commentaire,
    Evaluation,
    Fiche,
    FicheDocument,
    FicheIndicateur,
    FicheMesure,
    Financement,
    GesteGroupe,
    Impact,
    LienFiche,
    LigneBudget,
    Note,
    ObjectifChiffre,
    Reference,
)
from cordee.plans.queries.relances import list_visibles_par
from cordee.referentiels.enums import Mode, Niveau
from cordee.referentiels.models import Engagement, Mesure
from cordee.territoires.models import Collectivite

MODELES: dict[str, type[Model]] = {
    "objectifs": ObjectifChiffre,
    "impacts": Impact,
    "budget": LigneBudget,
    "financements": Financement,
    "references": Reference,
    "evaluations": Evaluation,
    "indicateurs": FicheIndicateur,
    "mesures": FicheMesure,
    "documents": FicheDocument,
    "notes": Note,
    "commentaires": Commentaire,
    "blocages": Blocage,
}
PROPOSITIONS = 60
VERBE_RETRAIT = "plans.retirer_ligne"


def ligne_for(fiche: Fiche, bloc: str, pk: int) -> Model | None:
    """A row of this fiche, with the fiche and its collectivité."""
    return MODELES[bloc]._default_manager.filter(fiche=fiche, pk=pk).select_related("fiche__collectivite").first()


def lien_for(utilisateur: Utilisateur, fiche: Fiche, pk: int) -> LienFiche | None:
    """A tie of this fiche, in either direction, with another that the person sees."""
    visibles = list_visibles_par(utilisateur).values("pk")
    liens = LienFiche.objects.filter(Q(de=fiche, vers__in=visibles) | Q(vers=fiche, de__in=visibles), pk=pk)
    return liens.select_related("de__collectivite", "de__parent", "vers__collectivite", "vers__parent").first()


def retrait_for(fiche: Fiche, pk: int) -> GesteGroupe | None:
    """A row that was taken away from this fiche, and that may be put back."""
    return GesteGroupe.objects.filter(pk=pk, verbe=VERBE_RETRAIT, avant__fiche=fiche.pk).first()


def list_mesures_proposees(collectivite: Collectivite, texte: str = "") -> QuerySet[Mesure]:
    """Mesures of the référentiels that the collectivité has opened, or of all when it opened none; by words."""
    ouverts = list(
        Engagement.objects.filter(collectivite=collectivite)
        .exclude(mode=Mode.ARCHIVE)
        .values_list("referentiel", flat=True)
    )
    mesures = Mesure.objects.filter(niveau=Niveau.MESURE, retiree_en="")
    if ouverts:
        mesures = mesures.filter(referentiel__in=ouverts)
    for mot in texte.split():
        mesures = mesures.filter(Q(libelle__icontains=mot) | Q(code__icontains=mot))
    return mesures.order_by("referentiel", "ordre")


def mesure_ecrite(texte: str) -> str:
    """Identifier at the beginning of what was typed: `cae_2.1.1`, `CAE 2.1.1 Libellé`."""
    mots = texte.replace("\u00a0", " ").split()
    if not mots:
        return ""
    if "_" in mots[0] or len(mots) == 1:
        return mots[0].lower()
    return f"{mots[0]}_{mots[1]}".lower()


def list_fiches_proposees(utilisateur: Utilisateur, fiche: Fiche) -> QuerySet[Fiche]:
    """Other fiches of the same territory that the person sees, to be tied or waited for."""
    return (
        list_visibles_par(utilisateur)
        .filter(collectivite__in=getattr(fiche, "portee_par", {fiche.collectivite_id}))
        .exclude(pk=fiche.pk)
        .order_by("cle_tri", "pk")
    )


def fiche_ecrite(utilisateur: Utilisateur, fiche: Fiche, texte: str) -> Fiche | None:
    """The fiche that somebody wrote: its number (`#12 …` as it is proposed), else the only one of that title or
    code."""
    possibles = list_visibles_par(utilisateur).exclude(pk=fiche.pk).select_related("collectivite")
    if texte.startswith("#"):
        numero = texte[1:].split()[0] if texte[1:].split() else ""
        return possibles.filter(pk=int(numero)).first() if numero.isascii() and numero.isdigit() else None
    cle = normaliser(texte)
    if not cle:
        return None
    trouvees = list(possibles.filter(Q(cle_recherche=cle[:320]) | Q(code=texte.strip()))[:2])
    return trouvees[0] if len(trouvees) == 1 else None


def ids_des_sous_fiches(parent: Fiche) -> list[int]:
    """Sous-fiches directly below, in order."""
    sous = Fiche.objects.filter(parent=parent, supprimee_le__isnull=True).order_by("position", "pk")
    return list(sous.values_list("pk", flat=True))
