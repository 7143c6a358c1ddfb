"""Documents of the dossier of a démarche PCAET, and the opinions of the authorities."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cordee.documents.actions import ajouter_lien, deposer_fichier
from cordee.documents.domain import nom_de_telechargement
from cordee.documents.models import Document
from cordee.documents.queries import list_documents_for, voit_confidentiels
from cordee.plans.actions.demarche_avis import (
    OUVERTS_AUX_AVIS,
    demander_avis,
    detacher_document,
    effacer_avis,
    enregistrer_avis,
    joindre_document,
    motiver_sans_ees,
    repondre_avis,
    verifier_avis,
    verifier_moment,
)
from cordee.plans.domain.pcaet import (
    COUVERTES,
    EXPRIMES,
    Compte,
    EtatPcaet,
    InstanceAvis,
    Piece,
    avis_attendus,
    compter,
    encore_attendus,
    fin_des_avis,
)
from cordee.plans.domain.pcaet.depot import EtatLien, dernier_jour_propose
from cordee.plans.forms.demarche_dossier import (
    FormulaireAutreAvis,
    FormulaireAvis,
    FormulaireDocument,
    FormulaireLien,
    FormulaireReponse,
    FormulaireSansEes,
)
from cordee.plans.models import AvisDemarche, DemarchePcaet, DocumentDemarche, LienAvis
from cordee.plans.permissions import obtenir_demarche, qui_peut_conduire
from cordee.plans.queries.demarche import avis_of, documents_cites, en_valeur, pieces_of
from cordee.plans.queries.demarche_liens import etat_of, liens_of
from cordee.plans.views.demarche_commun import GERER, MODIFIER, contexte_de, dire, lieu_de, page
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.fichiers import repondre_fichier
from cordee.socle.permissions import exiger, introuvable, peut
from cordee.socle.requetes import Requete

DOCUMENTS_MAX = 300
"""Documents proposed in a list: beyond, one is attached from its own page."""


def _documents(request: Requete, demarche: DemarchePcaet) -> list[Document]:
    return list(list_documents_for(request.user, demarche.collectivite)[:DOCUMENTS_MAX])


def _document_choisi(request: Requete, demarche: DemarchePcaet, formulaire: forms.Form, nom: str) -> Document | None:
    """The document that a form designates: one already there, a file kept now, or a link. None when it names none."""
    lu, le = formulaire.cleaned_data, timezone.now()
    if lu.get("fichier"):
        return deposer_fichier(demarche.collectivite, lu["fichier"], par=request.user, le=le)
    if lu.get("adresse"):
        return ajouter_lien(demarche.collectivite, lu["adresse"], nom=nom, par=request.user, le=le)
    connus: dict[str, Document] = formulaire.documents_connus  # type: ignore[attr-defined]
    return connus.get(lu.get("document", ""))


# -- documents -------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class PieceAffichee:
    """A kind of document with those attached. `couverte` says what stands for it when none is."""

    piece: Piece
    joints: list[DocumentDemarche]
    couverte: str
    manque: bool
    retirable: bool


@require_http_methods(["GET", "HEAD", "POST"])
def documents(request: Requete, siren: str, pk: int) -> HttpResponse:
    """The pieces of the dossier; a POST attaches one."""
    ici = obtenir_demarche(request.user, siren, pk)
    if request.method != "POST":
        return _page_documents(request, ici, None)
    exiger(request.user, MODIFIER, ici, raison=qui_peut_conduire())
    formulaire = FormulaireDocument(request.POST, request.FILES, documents=_documents(request, ici))
    if not formulaire.is_valid():
        return _page_documents(request, ici, formulaire, DonneeRefusee())
    piece = Piece(formulaire.cleaned_data["piece"])
    try:
        verifier_moment(ici, piece)
        document = _document_choisi(request, ici, formulaire, piece.libelle)
        if document is None:
            raise DonneeRefusee("Choisissez un document, envoyez un fichier ou donnez une adresse.")
        joindre_document(ici, document, piece, par=request.user, le=timezone.now())
    except DonneeRefusee as refus:
        return _page_documents(request, ici, formulaire, refus)
    dire(request, f"« {document.nom} » est joint au dossier.")
    return redirect("demarche_documents", siren, pk)


@require_POST
def retirer(request: Requete, siren: str, pk: int, joint: int) -> HttpResponse:
    """Takes a document off the dossier."""
    ici = obtenir_demarche(request.user, siren, pk)
    exiger(request.user, MODIFIER, ici, raison=qui_peut_conduire())
    trouve = next((document for document in ici.documents.all() if document.pk == joint), None)
    if trouve is None:
        return introuvable()
    try:
        detacher_document(trouve, par=request.user, le=timezone.now())
    except DonneeRefusee as refus:
        return _page_documents(request, ici, None, refus)
    dire(request, f"« {trouve.document.nom} » n'est plus dans le dossier ; il reste dans vos documents.")
    return redirect("demarche_documents", siren, pk)


@require_POST
def sans_ees(request: Requete, siren: str, pk: int) -> HttpResponse:
    """Says why there is no report of environmental assessment."""
    ici = obtenir_demarche(request.user, siren, pk)
    exiger(request.user, MODIFIER, ici, raison=qui_peut_conduire())
    formulaire = FormulaireSansEes(request.POST)
    if not formulaire.is_valid():
        return _page_documents(request, ici, None, DonneeRefusee(*formulaire.errors["motif"]))
    try:
        motiver_sans_ees(ici, formulaire.cleaned_data["motif"], par=request.user, le=timezone.now())
    except DonneeRefusee as refus:
        return _page_documents(request, ici, None, refus)
    dire(request, "Le motif est enregistré.")
    return redirect("demarche_documents", siren, pk)


@require_safe
def lire(request: Requete, siren: str, pk: int, cite: int) -> HttpResponseBase:
    """A document of the démarche, for whoever reads the démarche; a confidential one asks for the right to see it."""
    ici = obtenir_demarche(request.user, siren, pk)
    trouve = next((un for un in documents_cites(ici) if un.pk == cite), None)
    if trouve is None or (trouve.confidentiel and not voit_confidentiels(request.user, ici.collectivite)):
        introuvable()
    return servir(trouve)


def servir(document: Document) -> HttpResponseBase:
    """The file as a download; a link leads to its address."""
    if document.adresse:
        return redirect(document.adresse)
    nom = nom_de_telechargement(document.nom, document.fichier.name or "")
    return repondre_fichier(document.fichier, nom, document.type_mime)


def _page_documents(
    request: Requete, demarche: DemarchePcaet, formulaire: FormulaireDocument | None, refus: DonneeRefusee | None = None
) -> HttpResponse:
    jointes = pieces_of(demarche)
    etat = demarche.etat_lisible
    contexte = contexte_de(request, demarche, "demarche_documents")
    voit = voit_confidentiels(request.user, demarche.collectivite)
    pieces = [
        PieceAffichee(
            piece,
            [joint for joint in demarche.documents.all() if joint.piece == piece],
            _couverture(demarche, piece, jointes),
            piece.requise and piece not in jointes,
            contexte["editable"] and _retirable(etat, piece),
        )
        for piece in Piece
    ]
    contexte |= {
        "pieces": pieces,
        "manquantes": [p.piece for p in pieces if p.manque and not p.couverte],
        "voit_confidentiels": voit,
        "formulaire": formulaire
        or FormulaireDocument(documents=_documents(request, demarche), initial={"piece": request.GET.get("piece", "")}),
        "sans_ees": FormulaireSansEes(initial={"motif": demarche.ees_motif}, auto_id="sans_ees_%s")
        if contexte["dossier_ouvert"] and Piece.EES not in jointes
        else None,
        "joignable": contexte["editable"] and etat is not EtatPcaet.ARCHIVE,
    }
    return page(request, "plans/demarche/documents.html", contexte, refus)


def _retirable(etat: EtatPcaet, piece: Piece) -> bool:
    if piece.moment == "amont":
        return etat.dossier_modifiable
    return etat is not EtatPcaet.ARCHIVE and not (piece.moment == "aval" and etat is EtatPcaet.ADOPTE)


def _couverture(demarche: DemarchePcaet, piece: Piece, jointes: frozenset[Piece]) -> str:
    """What stands for a required piece, or why it is not asked."""
    if piece in jointes:
        return ""
    if piece is Piece.EES:
        return f"Sans rapport : {demarche.ees_motif}" if demarche.ees_motif else ""
    if piece is Piece.DECLARATION:
        saisies = {avis.instance for avis in avis_of(demarche) if avis.saisie}
        evaluee = Piece.EES in jointes or InstanceAvis.MRAE in saisies
        return "" if evaluee else "Sans objet tant qu'aucun rapport d'évaluation environnementale n'est joint."
    return _couverture_amont(demarche, piece, jointes) if piece in COUVERTES else ""


def _couverture_amont(demarche: DemarchePcaet, piece: Piece, jointes: frozenset[Piece]) -> str:
    """What stands for a part of the plan itself."""
    if Piece.DOSSIER in jointes:
        return "Couvert par le document unique."
    if piece is Piece.PLAN_ACTIONS and demarche.plan is not None:
        return "Couvert par les fiches du plan lié, s'il en a."
    if piece is Piece.SUIVI and any(t.volet == "suivi" and t.texte.strip() for t in demarche.textes.all()):
        return "Couvert par le volet « Suivi et évaluation »."
    return ""


# -- opinions --------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class AvisAffiche:
    """An opinion, where it stands, and its forms."""

    avis: AvisDemarche
    compte: Compte
    formulaire: FormulaireAvis
    reponse: FormulaireReponse
    effacable: bool
    liens: list[tuple[LienAvis, EtatLien]]
    lien: FormulaireLien | None


@require_http_methods(["GET", "HEAD", "POST"])
def avis(request: Requete, siren: str, pk: int) -> HttpResponse:
    """The opinions; a POST asks that of another authority."""
    ici = obtenir_demarche(request.user, siren, pk)
    if request.method != "POST":
        return page_avis(request, ici)
    exiger(request.user, MODIFIER, ici, raison=qui_peut_conduire())
    formulaire = FormulaireAutreAvis(request.POST)
    if not formulaire.is_valid():
        return page_avis(request, ici, autre=formulaire, refus=DonneeRefusee())
    lu = formulaire.cleaned_data
    try:
        demander_avis(ici, lu["intitule"], lu["demande_le"], par=request.user, le=timezone.now())
    except DonneeRefusee as refus:
        return page_avis(request, ici, autre=formulaire, refus=refus)
    dire(request, "L'avis est demandé.")
    return redirect("demarche_avis", siren, pk)


@require_POST
def enregistrer(request: Requete, siren: str, pk: int, avis: int) -> HttpResponse:
    """Records what an authority said."""
    ici, demande = obtenir_avis(request, siren, pk, avis)
    formulaire = FormulaireAvis(
        request.POST, request.FILES, documents=_documents(request, ici), auto_id=f"avis{avis}_%s"
    )
    if not formulaire.is_valid():
        return page_avis(request, ici, saisie=(avis, formulaire), refus=DonneeRefusee())
    lu = formulaire.cleaned_data

    def agir() -> None:
        verifier_avis(demande, formulaire.sens_choisi(), lu["rendu_le"], le=timezone.now())
        document = _document_choisi(request, ici, formulaire, f"Avis : {demande.libelle}"[:200])
        enregistrer_avis(
            demande,
            formulaire.sens_choisi(),
            lu["rendu_le"],
            resume=lu["resume"],
            document=document,
            par=request.user,
            le=timezone.now(),
        )

    return _conclure(request, ici, agir, "L'avis est enregistré.", saisie=(avis, formulaire))


@require_POST
def repondre(request: Requete, siren: str, pk: int, avis: int) -> HttpResponse:
    """Writes the answer to an opinion."""
    ici, demande = obtenir_avis(request, siren, pk, avis)
    formulaire = FormulaireReponse(request.POST, auto_id=f"reponse{avis}_%s")
    if not formulaire.is_valid():
        return page_avis(request, ici, reponse=(avis, formulaire), refus=DonneeRefusee())

    def agir() -> None:
        repondre_avis(demande, formulaire.cleaned_data["reponse"], par=request.user, le=timezone.now())

    return _conclure(request, ici, agir, "La réponse est enregistrée.", reponse=(avis, formulaire))


@require_POST
def effacer(request: Requete, siren: str, pk: int, avis: int) -> HttpResponse:
    """Takes back an opinion recorded by mistake."""
    ici, demande = obtenir_avis(request, siren, pk, avis)

    def agir() -> None:
        effacer_avis(demande, par=request.user, le=timezone.now())

    return _conclure(request, ici, agir, "L'avis est effacé.")


def _conclure(
    request: Requete,
    demarche: DemarchePcaet,
    agir: Callable[[], None],
    fait: str,
    saisie: tuple[int, FormulaireAvis] | None = None,
    reponse: tuple[int, FormulaireReponse] | None = None,
) -> HttpResponse:
    try:
        agir()
    except DonneeRefusee as refus:
        return page_avis(request, demarche, saisie=saisie, reponse=reponse, refus=refus)
    dire(request, fait)
    return redirect("demarche_avis", lieu_de(demarche).siren, demarche.pk)


def obtenir_avis(request: Requete, siren: str, pk: int, avis: int) -> tuple[DemarchePcaet, AvisDemarche]:
    ici = obtenir_demarche(request.user, siren, pk)
    exiger(request.user, MODIFIER, ici, raison=qui_peut_conduire())
    trouve = next((un for un in ici.avis.all() if un.pk == avis), None)
    if trouve is None:
        return introuvable()
    trouve.demarche = ici
    return ici, trouve


def page_avis(
    request: Requete,
    demarche: DemarchePcaet,
    *,
    autre: FormulaireAutreAvis | None = None,
    saisie: tuple[int, FormulaireAvis] | None = None,
    reponse: tuple[int, FormulaireReponse] | None = None,
    lien: tuple[int, FormulaireLien] | None = None,
    cree: tuple[LienAvis, str] | None = None,
    refus: DonneeRefusee | None = None,
) -> HttpResponse:
    """The page; `lien` is a link that was refused, `cree` the one just made with its address, shown this once."""
    jour = timezone.localdate()
    ouverte = demarche.etat_lisible in OUVERTS_AUX_AVIS
    contexte = contexte_de(request, demarche, "demarche_avis")
    documents = _documents(request, demarche) if contexte["editable"] and ouverte else []
    formulaires = dict([saisie] if saisie else [])
    reponses = dict([reponse] if reponse else [])
    avis = avis_of(demarche) if demarche.transmis_le else ()
    fin = fin_des_avis(avis, demarche.echeance_avis) if avis else None
    attendus = encore_attendus(avis, demarche.echeance_avis, jour) or avis_attendus(avis) if avis else ()
    liens = liens_of(demarche)
    conduit = ouverte and peut(request.user, GERER, demarche)
    contexte |= {
        "affiches": [
            AvisAffiche(
                un,
                compter(en_valeur(un), un.echeance, jour),
                formulaires.get(un.pk) or _formulaire_avis(un, documents),
                reponses.get(un.pk) or FormulaireReponse(initial={"reponse": un.reponse}, auto_id=f"reponse{un.pk}_%s"),
                bool(un.sens) and (un.instance == InstanceAvis.AUTRE or demarche.etat_lisible is EtatPcaet.TRANSMIS),
                [(un_lien, etat_of(un_lien, jour)) for un_lien in liens.get(un.pk, [])],
                _formulaire_lien(un, lien, jour) if conduit and un.demande_le else None,
            )
            for un in demarche.avis.all()
        ],
        "attendus": len(attendus),
        "fin": fin,
        "jours": (fin - jour).days if fin else None,
        "ouverte": ouverte,
        "saisissable": contexte["editable"] and ouverte,
        "voit_confidentiels": voit_confidentiels(request.user, demarche.collectivite),
        "autre": autre or FormulaireAutreAvis(initial={"demande_le": jour}),
        "sous_saisie": saisie[0] if saisie else None,
        "sous_reponse": reponse[0] if reponse else None,
        "sous_lien": lien[0] if lien else None,
        "cree": cree,
    }
    return page(request, "plans/demarche/avis.html", contexte, refus)


def _formulaire_lien(avis: AvisDemarche, refuse: tuple[int, FormulaireLien] | None, jour: date) -> FormulaireLien:
    if refuse is not None and refuse[0] == avis.pk:
        return refuse[1]
    initial = {"expire_le": dernier_jour_propose(avis.echeance, jour)}
    return FormulaireLien(initial=initial, auto_id=f"lien{avis.pk}_%s")


def _formulaire_avis(avis: AvisDemarche, documents: list[Document]) -> FormulaireAvis:
    initial = {
        "sens": avis.sens if avis.sens in EXPRIMES else "",
        "rendu_le": avis.rendu_le if avis.sens != "tacite" else None,
        "resume": avis.resume,
        "document": str(avis.document_id or ""),
    }
    return FormulaireAvis(documents=documents, initial=initial, auto_id=f"avis{avis.pk}_%s")
