"""Tables of the dossier: entry by table, paste, file, indicateurs; written parts; vulnerability."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cordee.outils.nombres import formater
from cordee.outils.texte import accorder
from cordee.plans.actions.demarche import SaisieRefusee
from cordee.plans.actions.demarche_volets import (
    PROVENANCE,
    ajouter_domaine,
    decrire_volet,
    importer_volet,
    renseigner_volet,
    renseigner_vulnerabilites,
    reprendre_indicateurs,
    retirer_domaine,
    trancher_ecarts,
)
from cordee.plans.domain.pcaet import (
    TABLEAUX,
    Case,
    Colonne,
    Etape,
    Grille,
    Groupe,
    Horizon,
    Nature,
    Niveau,
    Rangee,
    Volet,
    VulnerabiliteDomaine,
    avancement_dossier,
    composer_grille,
    est_exposee,
    lire_nom_de_case,
    manques_tableau,
    manques_vulnerabilite,
)
from cordee.plans.domain.pcaet.ecarts import Ecart
from cordee.plans.exports.demarche import classeur_du_volet
from cordee.plans.forms.arbre import lire_entier
from cordee.plans.forms.demarche_dossier import (
    FormulaireDomaine,
    FormulaireTableau,
    FormulaireTexte,
    SaisieVolet,
    ecrire_valeur,
    lire_saisie,
    lire_vulnerabilites,
    valeurs_montrees,
)
from cordee.plans.models import DemarchePcaet, Vulnerabilite
from cordee.plans.permissions import obtenir_demarche, qui_peut_conduire
from cordee.plans.queries.demarche_dossier import (
    annees_of,
    dossier_des_volets,
    ecarts_du_volet,
    valeurs_du_volet,
    vulnerabilite_en_valeur,
    vulnerabilites_of,
)
from cordee.plans.views.demarche_commun import (
    MODIFIER,
    contexte_de,
    dire,
    page,
    volet_ou_premier,
)
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger, introuvable
from cordee.socle.requetes import Requete

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

PREMIERE_ANNEE, DERNIERE_ANNEE = 1990, 2100
"""Years that a column may have."""


@require_http_methods(["GET", "HEAD", "POST"])
def volet(request: Requete, siren: str, pk: int, code: str) -> HttpResponse:
    """A table and its text; a POST writes the cells that changed. `?annee=2026&nature=objectif` adds a column."""
    ici, choisi = _obtenir(request, siren, pk, code)
    if request.method != "POST":
        return _page(request, ici, choisi)
    exiger(request.user, MODIFIER, ici, raison=qui_peut_conduire())
    saisie = lire_saisie(TABLEAUX[choisi], request.POST)
    if saisie.fautes:
        return _page(request, ici, choisi, saisie=saisie, refus=DonneeRefusee(*_phrases(choisi, saisie)))
    try:
        nombre = renseigner_volet(ici, choisi, saisie.cellules, par=request.user, le=timezone.now())
    except DonneeRefusee as refus:
        return _page(request, ici, choisi, saisie=saisie, refus=refus)
    dire(request, _bilan_de_saisie(nombre))
    return redirect("demarche_volet", siren, pk, code)


def _bilan_de_saisie(nombre: int) -> str:
    if not nombre:
        return "Rien n'a changé."
    return f"{nombre} {accorder(nombre, 'valeur enregistrée', 'valeurs enregistrées')}."


def _phrases(choisi: Volet, saisie: SaisieVolet) -> list[str]:
    noms = {
        case.nom: _libelle(groupe, rangee, case)
        for groupe in _grille_de_noms(choisi, saisie).groupes
        for rangee in groupe.rangees
        for case in rangee.cases
    }
    return [f"{noms.get(nom, nom)} : {faute}" for nom, faute in saisie.fautes.items()]


def _libelle(groupe: Groupe, rangee: Rangee, case: Case) -> str:
    """`Oxydes d'azote (NOx), Déchets, Diagnostic 2019`."""
    return ", ".join([*([groupe.titre] if groupe.titre else []), rangee.ligne.libelle, case.colonne.titre])


def _grille_de_noms(choisi: Volet, saisie: SaisieVolet) -> Grille:
    """A grid that has every column that was typed in."""
    cles = [cle for nom in saisie.textes if (cle := lire_nom_de_case(TABLEAUX[choisi], nom))]
    return composer_grille(TABLEAUX[choisi], dict.fromkeys(cles, Decimal(0)), annee_courante=timezone.localdate().year)


@require_POST
def decrire(request: Requete, siren: str, pk: int, code: str) -> HttpResponse:
    """Writes the text of a volet and the source of its numbers."""
    ici, choisi = _obtenir(request, siren, pk, code)
    exiger(request.user, MODIFIER, ici, raison=qui_peut_conduire())
    formulaire = FormulaireTexte(request.POST, tableau=TABLEAUX[choisi])
    if not formulaire.is_valid():
        return _page(request, ici, choisi, texte=formulaire, refus=DonneeRefusee())
    lu = formulaire.cleaned_data
    try:
        decrire_volet(
            ici, choisi, texte=lu["texte"], source=lu.get("source", ""), provenance=formulaire.provenance(),
            par=request.user, le=timezone.now(),
        )  # fmt: skip
    except SaisieRefusee as refus:
        for nom, faute in refus.fautes.items():
            formulaire.add_error(nom, faute)
        return _page(request, ici, choisi, texte=formulaire, refus=DonneeRefusee())
    except DonneeRefusee as refus:
        return _page(request, ici, choisi, texte=formulaire, refus=refus)
    dire(request, "Le texte est enregistré.")
    return redirect("demarche_volet", siren, pk, code)


@require_POST
def coller(request: Requete, siren: str, pk: int, code: str) -> HttpResponse:
    """Reads a table pasted or sent, and writes it when it has no fault."""
    ici, choisi = _obtenir(request, siren, pk, code)
    exiger(request.user, MODIFIER, ici, raison=qui_peut_conduire())
    formulaire = FormulaireTableau(request.POST, request.FILES)
    if not formulaire.is_valid():
        return _page(request, ici, choisi, tableau=formulaire, refus=DonneeRefusee())
    try:
        cellules = formulaire.cleaned_data["cellules"]
        sans_mot = formulaire.nature_choisie()
        nombre = importer_volet(ici, choisi, cellules, sans_mot=sans_mot, par=request.user, le=timezone.now())
    except DonneeRefusee as refus:
        return _page(request, ici, choisi, tableau=formulaire, refus=refus)
    dire(request, _bilan_de_saisie(nombre))
    return redirect("demarche_volet", siren, pk, code)


@require_POST
def indicateurs(request: Requete, siren: str, pk: int, code: str) -> HttpResponse:
    """Fills empty cells from the indicateurs."""
    ici, choisi = _obtenir(request, siren, pk, code)
    exiger(request.user, MODIFIER, ici, raison=qui_peut_conduire())
    try:
        nombre = reprendre_indicateurs(ici, choisi, par=request.user, le=timezone.now())
    except DonneeRefusee as refus:
        return _page(request, ici, choisi, refus=refus)
    dire(request, _bilan_de_saisie(nombre))
    return redirect("demarche_volet", siren, pk, code)


@require_POST
def ecarts(request: Requete, siren: str, pk: int, code: str) -> HttpResponse:
    """Settles numbers that differ from the indicateurs: `prendre` or `garder` holds the name of a cell, or `tout`."""
    ici, choisi = _obtenir(request, siren, pk, code)
    exiger(request.user, MODIFIER, ici, raison=qui_peut_conduire())
    geste = "prendre" if "prendre" in request.POST else "garder"
    nom = request.POST.get(geste, "")
    cle = lire_nom_de_case(TABLEAUX[choisi], nom)
    cles = [ecart.cle for ecart in ecarts_du_volet(ici, choisi)] if nom == "tout" else [cle] if cle else []
    try:
        nombre = trancher_ecarts(ici, choisi, cles, prendre=geste == "prendre", par=request.user, le=timezone.now())
    except DonneeRefusee as refus:
        return _page(request, ici, choisi, refus=refus)
    mots = (
        accorder(nombre, "valeur reprise", "valeurs reprises")
        if geste == "prendre"
        else accorder(nombre, "valeur gardée", "valeurs gardées")
    )
    dire(request, f"{nombre} {mots}{' des indicateurs' if geste == 'prendre' else ' dans le dossier'}.")
    return redirect("demarche_volet", siren, pk, code)


@require_safe
def modele(request: Requete, siren: str, pk: int, code: str) -> HttpResponse:
    """The table as a spreadsheet, to fill and import back."""
    ici, choisi = _obtenir(request, siren, pk, code)
    jour = timezone.localdate()
    grille = composer_grille(
        TABLEAUX[choisi], valeurs_du_volet(ici, choisi), annee_courante=jour.year, annees=annees_of(ici, jour)
    )
    octets = classeur_du_volet(TABLEAUX[choisi], grille, f"{choisi.libelle}, {ici.nom}")
    reponse = HttpResponse(octets, content_type=XLSX)
    reponse["Content-Disposition"] = f'attachment; filename="pcaet-{siren}-{choisi}.xlsx"'
    return reponse


def _obtenir(request: Requete, siren: str, pk: int, code: str) -> tuple[DemarchePcaet, Volet]:
    ici = obtenir_demarche(request.user, siren, pk)
    choisi = volet_ou_premier(code)
    return (ici, choisi) if choisi is not None else introuvable()


@dataclass(frozen=True)
class CaseAffichee:
    """A cell as the page shows it: `vu` is what is stored, sent back to tell a change from a reading."""

    nom: str
    texte: str
    vu: str
    faute: str
    libelle: str


def _page(
    request: Requete,
    demarche: DemarchePcaet,
    choisi: Volet,
    *,
    saisie: SaisieVolet | None = None,
    texte: FormulaireTexte | None = None,
    tableau: FormulaireTableau | None = None,
    refus: DonneeRefusee | None = None,
) -> HttpResponse:
    definition = TABLEAUX[choisi]
    dossier = dossier_des_volets(demarche, jour=timezone.localdate())
    valeurs = dossier.tables.get(choisi, {})
    ecrit = next((t for t in demarche.textes.all() if t.volet == choisi), None)
    grille = composer_grille(
        definition, valeurs, annee_courante=timezone.localdate().year, annees=dossier.annees, en_plus=_en_plus(request)
    )
    manques = manques_tableau(definition, valeurs, ecrit.texte if ecrit else "", dossier.annees)
    initial = {nom: getattr(ecrit, nom) for nom in ("texte", "source", *PROVENANCE)} if ecrit else {}
    contexte = contexte_de(
        request,
        demarche,
        "demarche_volet",
        volet=choisi,
        tableau=definition,
        grille=grille,
        groupes=_afficher(grille, saisie),
        totaux=[ecrire_valeur(total) for total in grille.totaux] if any(t is not None for t in grille.totaux) else [],
        manques=[manque for manque in manques if manque.bloquant],
        conseils=[manque for manque in manques if not manque.bloquant],
        natures=Nature.choices() if definition.objectifs != "aucun" else [],
        etape=next(e for e in avancement_dossier(dossier) if e.lien == f"volet:{choisi}"),
        etapes=etapes_des_volets(avancement_dossier(dossier)),
        texte=texte or FormulaireTexte(initial=initial, tableau=definition),
        ecrit=ecrit,
        collage=tableau or FormulaireTableau(),
        colle=tableau is not None,
        ecarts=[_montrer_ecart(ecart) for ecart in ecarts_du_volet(demarche, choisi)],
        provenance_ouverte=texte is not None or any(initial.get(nom) for nom in PROVENANCE),
        annee_fausse=_annee_fausse(request),
        des_indicateurs=any(ligne.indicateur for ligne in definition.lignes),
    )
    return page(request, "plans/demarche/volet.html", contexte, refus)


def _montrer_ecart(ecart: Ecart) -> dict[str, Any]:
    """A number here and in the indicateur, with how far they are."""
    cle, nature, annee = ecart.cle
    part = "" if ecart.ratio is None else f"{formater(ecart.ratio * 100, 1, signe=True)} %"
    return {
        "titre": ecart.titre,
        "nom": f"v-{cle}-{nature}-{annee}",
        "ici": ecrire_valeur(ecart.ici),
        "indicateur": ecrire_valeur(ecart.indicateur),
        "part": part,
    }


def etapes_des_volets(etapes: tuple[Etape, ...]) -> list[tuple[str, str, Etape]]:
    """(code or `vulnerabilite`, label, how far) of each part, for the list beside the table."""
    return [(etape.lien.removeprefix("volet:"), etape.partie, etape) for etape in etapes]


def _en_plus(request: Requete) -> Colonne | None:
    """The column that the address asks for: of the nature that it says, else past years are constats."""
    annee, nature = lire_entier(request.GET.get("annee", "")), request.GET.get("nature", "")
    if annee is None or not PREMIERE_ANNEE <= annee <= DERNIERE_ANNEE:
        return None
    passee = Nature.CONSTAT if annee <= timezone.localdate().year else Nature.OBJECTIF
    return Colonne(Nature(nature) if nature in Nature._value2member_map_ else passee, annee)


def _annee_fausse(request: Requete) -> str:
    """What was typed for a column, when it is no year of a plan climat."""
    ecrite = request.GET.get("annee", "").strip()
    return ecrite[:20] if ecrite and _en_plus(request) is None else ""


def _afficher(grille: Grille, saisie: SaisieVolet | None) -> list[dict[str, Any]]:
    textes = valeurs_montrees(grille, saisie)
    fautes = saisie.fautes if saisie else {}
    return [
        {
            "titre": groupe.titre,
            "rangees": [
                {
                    "libelle": rangee.ligne.libelle,
                    "requise": rangee.ligne.requise,
                    "cases": [
                        CaseAffichee(
                            case.nom,
                            textes[case.nom],
                            ecrire_valeur(case.valeur),
                            fautes.get(case.nom, ""),
                            _libelle(groupe, rangee, case),
                        )
                        for case in rangee.cases
                    ],
                }
                for rangee in groupe.rangees
            ],
        }
        for groupe in grille.groupes
    ]


TITRES_DES_NIVEAUX = {"niveau": "Aujourd'hui", "niveau_2050": "2050", "niveau_2100": "2100"}
TITRES_DES_TEXTES = {
    "description": "Description", "objectif_2050": "Objectif pour 2050", "objectif_2100": "Objectif pour 2100",
}  # fmt: skip
A_CORRIGER = "{} {} à corriger, dans le tableau : rien n'a été enregistré, ce que vous avez tapé est resté."


# -- vulnerability ---------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class CaseVulnerabilite:
    """A field of a domain: what is known, what it shows (typed and refused), what is wrong with it."""

    nom: str
    titre: str
    connue: str
    montree: str
    faute: str


@dataclass(frozen=True)
class LigneVulnerabilite:
    """A domain on screen."""

    ligne: Vulnerabilite
    valeur: VulnerabiliteDomaine
    libre: bool
    exposee: bool
    niveaux: list[CaseVulnerabilite]
    textes: list[CaseVulnerabilite]

    @property
    def ouverte(self) -> bool:
        """Whether its texts are shown open: an objective is missing, or one of them is refused."""
        return (self.exposee and not self.ligne.objectif_2050) or any(case.faute for case in self.textes)


@require_http_methods(["GET", "HEAD", "POST"])
def vulnerabilite(request: Requete, siren: str, pk: int) -> HttpResponse:
    """Sixteen domains and those of the collectivité: levels, descriptions, objectives."""
    ici = obtenir_demarche(request.user, siren, pk)
    if request.method != "POST":
        return _vulnerabilite(request, ici)
    exiger(request.user, MODIFIER, ici, raison=qui_peut_conduire())
    ajout = FormulaireDomaine(request.POST if "libelle" in request.POST else None)
    try:
        _ecrire_vulnerabilite(request, ici, ajout)
    except DonneeRefusee as refus:
        return _vulnerabilite(request, ici, refus, ajout)
    return redirect("demarche_vulnerabilite", siren, pk)


def _ecrire_vulnerabilite(request: Requete, demarche: DemarchePcaet, ajout: FormulaireDomaine) -> None:
    """One page, three gestures: removing a domain, adding one, writing all."""
    le = timezone.now()
    if ajout.is_bound and "retirer" not in request.POST:
        if not ajout.is_valid():
            raise DonneeRefusee
        try:
            ligne = ajouter_domaine(demarche, ajout.cleaned_data["libelle"], par=request.user, le=le)
        except DonneeRefusee as refus:
            ajout.add_error("libelle", refus.messages)
            raise DonneeRefusee from refus
        dire(request, f"« {ligne.libelle} » est ajouté au tableau.")
        return
    lues = lire_vulnerabilites(request.POST, [ligne.domaine for ligne in vulnerabilites_of(demarche)])
    nombre = renseigner_vulnerabilites(demarche, lues, par=request.user, le=le)
    if retire := request.POST.get("retirer"):  # what was typed in the same form is not lost with the domain
        retirer_domaine(demarche, retire, par=request.user, le=le)
        dire(request, "Le domaine est retiré.")
        return
    dire(request, f"{nombre} {accorder(nombre, 'domaine enregistré', 'domaines enregistrés')}.")


def _vulnerabilite(
    request: Requete,
    demarche: DemarchePcaet,
    refus: DonneeRefusee | None = None,
    ajout: FormulaireDomaine | None = None,
) -> HttpResponse:
    """The page; after a refusal, with all that was typed and what is wrong under each field."""
    dossier = dossier_des_volets(demarche, jour=timezone.localdate())
    typees = request.POST if refus is not None else QueryDict()
    fautes = refus.fautes if isinstance(refus, SaisieRefusee) else {}

    def cases(ligne: Vulnerabilite, titres: Mapping[str, str]) -> list[CaseVulnerabilite]:
        noms = {champ: f"{champ}-{ligne.domaine}" for champ in titres}
        return [
            CaseVulnerabilite(
                nom, titres[champ], connue := getattr(ligne, champ), typees.get(nom, connue), fautes.get(nom, "")
            )
            for champ, nom in noms.items()
        ]

    lignes = [
        LigneVulnerabilite(
            ligne, valeur := vulnerabilite_en_valeur(ligne), bool(ligne.libelle), est_exposee(valeur),
            cases(ligne, TITRES_DES_NIVEAUX), cases(ligne, TITRES_DES_TEXTES),
        )
        for ligne in vulnerabilites_of(demarche)
    ]  # fmt: skip
    contexte = contexte_de(
        request,
        demarche,
        "demarche_volet",
        volet="vulnerabilite",
        lignes=lignes,
        niveaux=Niveau.choices(),
        horizons=list(Horizon),
        manques=manques_vulnerabilite([ligne.valeur for ligne in lignes if ligne.ligne.pk]),
        etape=avancement_dossier(dossier)[-1],
        etapes=etapes_des_volets(avancement_dossier(dossier)),
        formulaire=ajout or FormulaireDomaine(),
    )
    dits = DonneeRefusee(A_CORRIGER.format(len(fautes), accorder(len(fautes), "champ"))) if fautes else refus
    return page(request, "plans/demarche/vulnerabilite.html", contexte, dits)
