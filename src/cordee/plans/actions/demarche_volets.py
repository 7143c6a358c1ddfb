"""Filling the tables of a démarche PCAET, its written parts and its vulnerability."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from cordee.comptes.models import Utilisateur
from cordee.outils.texte import accorder, limacer
from cordee.plans.actions.demarche import SaisieRefusee, ecrire, nettoyer, verrouiller_dossier
from cordee.plans.domain.pcaet import (
    TABLEAUX,
    Cle,
    DomaineVulnerabilite,
    Nature,
    Niveau,
    Tableau,
    Volet,
    lire_tableau,
    verifier_annee,
)
from cordee.plans.models import DemarchePcaet, TexteVolet, ValeurVolet, Vulnerabilite
from cordee.plans.queries.demarche_dossier import (
    annees_of,
    ecarts_du_volet,
    valeurs_des_indicateurs,
    valeurs_du_volet,
)
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger

FAUTES_MAX = 30
"""Faults told at once: beyond, the file is another one."""
NIVEAUX = ("niveau", "niveau_2050", "niveau_2100")
TEXTES = ("description", "objectif_2050", "objectif_2100")
TEXTE_MAX = 20_000
PROVENANCE: dict[str, tuple[int, str]] = {
    "producteur": (200, "Producteur"), "diffuseur": (200, "Diffuseur"), "methodologie": (5000, "Méthodologie"),
    "annee_source": (0, "Année des données"), "licence": (120, "Licence"), "lien": (1000, "Adresse des données"),
}  # fmt: skip
"""What is said of the numbers of a volet: length (0: not a text) and name of each."""
DOMAINES_MAX = 40


@transaction.atomic
def renseigner_volet(
    demarche: DemarchePcaet,
    volet: Volet,
    cellules: Mapping[Cle, Decimal | None],
    *,
    par: Utilisateur,
    le: datetime,
    origine: str = "",
) -> int:
    """Writes cells of a table: a number replaces, None empties, what is not given stays. `origine` says where they come
    from in the audit trail. Returns how many changed."""
    exiger(par, "plans.modifier_demarche", demarche)
    ici = verrouiller_dossier(demarche)
    tableau = TABLEAUX[volet]
    _verifier_cles(tableau, cellules, timezone.localdate(le).year)
    actuelles = {_cle(ligne): ligne for ligne in ValeurVolet.objects.filter(demarche=ici, volet=volet)}
    nouvelles, changees, retirees = [], [], []
    for cle, valeur in cellules.items():
        ligne = actuelles.get(cle)
        if valeur is None:
            retirees += [ligne.pk] if ligne is not None else []
        elif ligne is None:
            nouvelles.append(_valeur(ici, tableau, cle, valeur))
        elif ligne.valeur != valeur or ligne.unite != tableau.unite:
            ligne.valeur, ligne.unite, ligne.ecart_garde = valeur, tableau.unite, None
            changees.append(ligne)
    ValeurVolet.objects.bulk_create(nouvelles, batch_size=200)
    ValeurVolet.objects.bulk_update(changees, ["valeur", "unite", "ecart_garde"], batch_size=200)
    ValeurVolet.objects.filter(pk__in=retirees).delete()
    nombre = len(nouvelles) + len(changees) + len(retirees)
    if nombre:
        resume = f"A changé {nombre} {accorder(nombre, 'valeur')} du volet « {volet.libelle} »{origine}"
        details = {
            "volet": str(volet),
            "nouvelles": len(nouvelles),
            "changees": len(changees),
            "retirees": len(retirees),
        }
        ecrire(ici, "plans.renseigner_volet", resume, par=par, le=le, **details)
    return nombre


def _cle(ligne: ValeurVolet) -> Cle:
    return ligne.cle, Nature(ligne.nature), ligne.annee


def _valeur(demarche: DemarchePcaet, tableau: Tableau, cle: Cle, valeur: Decimal) -> ValeurVolet:
    poste, _, secteur = cle[0].partition(".")
    return ValeurVolet(
        demarche=demarche, volet=str(tableau.volet), poste=poste, secteur=secteur, nature=str(cle[1]), annee=cle[2],
        valeur=valeur, unite=tableau.unite,
    )  # fmt: skip


def _verifier_cles(tableau: Tableau, cellules: Mapping[Cle, Decimal | None], annee_courante: int) -> None:
    refus = []
    for cle, nature, annee in cellules:
        if tableau.ligne(cle) is None or (tableau.objectifs == "aucun" and nature is Nature.OBJECTIF):
            raise LookupError(f"case inconnue : {cle} {nature} {annee}")
        if raison := verifier_annee(annee, nature, annee_courante):
            refus.append(raison)
    if refus:
        raise DonneeRefusee(*dict.fromkeys(refus))


@transaction.atomic
def importer_volet(
    demarche: DemarchePcaet,
    volet: Volet,
    cellules: Sequence[Sequence[object]],
    *,
    sans_mot: Nature | None = None,
    par: Utilisateur,
    le: datetime,
) -> int:
    """Writes a table pasted or read from a file; `sans_mot` is what a year is when its heading does not say. One fault,
    and nothing is written: each is told with its row and its column. Returns how many values changed."""
    jour = timezone.localdate(le)
    lecture = lire_tableau(
        TABLEAUX[volet], cellules, annee_courante=jour.year, annees=annees_of(demarche, jour), sans_mot=sans_mot
    )
    if lecture.fautes:
        phrases = [str(faute) for faute in lecture.fautes[:FAUTES_MAX]]
        reste = len(lecture.fautes) - len(phrases)
        raise DonneeRefusee(
            *phrases, *([f"Et {reste} {accorder(reste, 'autre erreur', 'autres erreurs')}."] if reste else [])
        )
    return renseigner_volet(demarche, volet, lecture.valeurs, par=par, le=le, origine=", d'un tableau")


@transaction.atomic
def reprendre_indicateurs(demarche: DemarchePcaet, volet: Volet, *, par: Utilisateur, le: datetime) -> int:
    """Fills the empty cells of a table from the indicateurs of the collectivité; what was typed stays. Returns how many
    values were added."""
    exiger(par, "plans.modifier_demarche", demarche)
    annee_courante = timezone.localdate(le).year
    connues = valeurs_des_indicateurs(demarche.collectivite, TABLEAUX[volet])
    valides = {cle: v for cle, v in connues.items() if not verifier_annee(cle[2], cle[1], annee_courante)}
    if not valides:
        raise DonneeRefusee("Aucun indicateur de la collectivité n'a de valeur pour ce volet : saisissez-les ici.")
    deja = valeurs_du_volet(demarche, volet)
    vides = {cle: valeur for cle, valeur in valides.items() if cle not in deja}
    return renseigner_volet(demarche, volet, vides, par=par, le=le, origine=", des indicateurs")


@transaction.atomic
def trancher_ecarts(
    demarche: DemarchePcaet, volet: Volet, cles: Collection[Cle], *, prendre: bool, par: Utilisateur, le: datetime
) -> int:
    """Cells that differ from their indicateurs take its number (`prendre`), or keep theirs until the indicateur says
    something else. Those that no longer differ are left. Returns how many were settled."""
    exiger(par, "plans.modifier_demarche", demarche)
    ici = verrouiller_dossier(demarche)
    choisis = [ecart for ecart in ecarts_du_volet(ici, volet) if ecart.cle in cles]
    if not choisis:
        raise DonneeRefusee("Ces valeurs n'ont plus d'écart avec les indicateurs : rechargez la page.")
    if prendre:
        nouvelles = {ecart.cle: ecart.indicateur for ecart in choisis}
        return renseigner_volet(ici, volet, nouvelles, par=par, le=le, origine=", des indicateurs")
    lignes = {_cle(ligne): ligne for ligne in ValeurVolet.objects.filter(demarche=ici, volet=volet)}
    for ecart in choisis:
        lignes[ecart.cle].ecart_garde = ecart.indicateur
    ValeurVolet.objects.bulk_update([lignes[ecart.cle] for ecart in choisis], ["ecart_garde"], batch_size=200)
    nombre = len(choisis)
    resume = f"A gardé {nombre} {accorder(nombre, 'valeur')} du volet « {volet.libelle} » contre les indicateurs"
    ecrire(ici, "plans.trancher_ecarts", resume, par=par, le=le, volet=str(volet), titres=[e.titre for e in choisis])
    return nombre


@transaction.atomic
def decrire_volet(
    demarche: DemarchePcaet,
    volet: Volet,
    *,
    texte: str,
    source: str,
    provenance: Mapping[str, Any] | None = None,
    par: Utilisateur,
    le: datetime,
) -> None:
    """Writes the text of a volet and the source of its numbers; `provenance` gives those of PROVENANCE that change."""
    exiger(par, "plans.modifier_demarche", demarche)
    ici = verrouiller_dossier(demarche)
    valeurs: dict[str, Any] = {
        "texte": nettoyer(texte, TEXTE_MAX, "Texte"), "source": nettoyer(source, 300, "Source des données"),
    }  # fmt: skip
    for nom, valeur in (provenance or {}).items():
        limite, quoi = PROVENANCE[nom]
        valeurs[nom] = nettoyer(valeur, limite, quoi) if limite else valeur
    annee = valeurs.get("annee_source")
    if annee is not None and (refus := verifier_annee(annee, Nature.CONSTAT, timezone.localdate(le).year)):
        raise SaisieRefusee({"annee_source": refus})
    actuel = TexteVolet.objects.filter(demarche=ici, volet=volet).first() or TexteVolet(demarche=ici, volet=str(volet))
    if {nom: getattr(actuel, nom) for nom in valeurs} == valeurs:
        return
    for nom, valeur in valeurs.items():
        setattr(actuel, nom, valeur)
    actuel.save()
    resume = f"A écrit le texte du volet « {volet.libelle} »"
    ecrire(ici, "plans.decrire_volet", resume, par=par, le=le, volet=str(volet))


@transaction.atomic
def renseigner_vulnerabilites(
    demarche: DemarchePcaet, lignes: Mapping[str, Mapping[str, str]], *, par: Utilisateur, le: datetime
) -> int:
    """Writes what is said of domains, by code: keys of NIVEAUX and TEXTES, those that are absent stay. Returns how many
    domains changed. Raises `SaisieRefusee` with every field that is wrong (`description-eau`); nothing is written
    then."""
    exiger(par, "plans.modifier_demarche", demarche)
    ici = verrouiller_dossier(demarche)
    actuelles = {ligne.domaine: ligne for ligne in Vulnerabilite.objects.filter(demarche=ici)}
    if fautes := _fautes_de_vulnerabilite(lignes):
        raise SaisieRefusee(fautes)
    changees = 0
    for domaine, champs in lignes.items():
        ligne = actuelles.get(domaine)
        if ligne is None:
            if domaine not in DomaineVulnerabilite._value2member_map_:
                raise DonneeRefusee("Ce domaine n'existe plus : rechargez la page.")
            ligne = Vulnerabilite(demarche=ici, domaine=domaine)
        changees += _remplir(ligne, champs)
    if changees:
        resume = f"A renseigné la vulnérabilité de {changees} {accorder(changees, 'domaine')}"
        ecrire(ici, "plans.renseigner_vulnerabilites", resume, par=par, le=le, domaines=sorted(lignes))
    return changees


def _fautes_de_vulnerabilite(lignes: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    fautes: dict[str, str] = {}
    for domaine, champs in lignes.items():
        for nom, valeur in champs.items():
            if nom in NIVEAUX and valeur and valeur not in Niveau._value2member_map_:
                fautes[f"{nom}-{domaine}"] = "Choisissez un niveau de la liste."
            elif nom in TEXTES and (longueur := len(valeur.replace("\r\n", "\n").strip())) > TEXTE_MAX:
                fautes[f"{nom}-{domaine}"] = f"{longueur} caractères, {TEXTE_MAX} au plus. Raccourcissez."
    return fautes


def _remplir(ligne: Vulnerabilite, champs: Mapping[str, str]) -> bool:
    """Writes the row if something changed."""
    avant = [getattr(ligne, nom) for nom in (*NIVEAUX, *TEXTES)]
    for nom in NIVEAUX:
        if nom in champs:
            setattr(ligne, nom, champs[nom])
    for nom in TEXTES:
        if nom in champs:
            setattr(ligne, nom, nettoyer(champs[nom], TEXTE_MAX, "Texte"))
    if [getattr(ligne, nom) for nom in (*NIVEAUX, *TEXTES)] == avant:
        return False
    ligne.save()
    return True


@transaction.atomic
def ajouter_domaine(demarche: DemarchePcaet, libelle: str, *, par: Utilisateur, le: datetime) -> Vulnerabilite:
    """Adds a domain of one's own to the vulnerability."""
    exiger(par, "plans.modifier_demarche", demarche)
    ici = verrouiller_dossier(demarche)
    libelle = nettoyer(" ".join(libelle.split()), 120, "Nom du domaine")
    code = limacer(libelle, 50)
    if not code:
        raise DonneeRefusee("Donnez un nom au domaine, par exemple « Enneigement ».")
    proposes = {limacer(domaine.libelle, 50) for domaine in DomaineVulnerabilite} | set(DomaineVulnerabilite)
    domaines = set(Vulnerabilite.objects.filter(demarche=ici).values_list("domaine", flat=True))
    if code in proposes or f"libre-{code}" in domaines:
        raise DonneeRefusee(f"« {libelle} » est déjà dans le tableau.")
    if len(domaines) >= DOMAINES_MAX:
        raise DonneeRefusee(f"{DOMAINES_MAX} domaines au plus : regroupez-en.")
    ligne = Vulnerabilite.objects.create(demarche=ici, domaine=f"libre-{code}", libelle=libelle)
    ecrire(ici, "plans.ajouter_domaine", f"A ajouté le domaine de vulnérabilité « {libelle} »", par=par, le=le)
    return ligne


@transaction.atomic
def retirer_domaine(demarche: DemarchePcaet, domaine: str, *, par: Utilisateur, le: datetime) -> None:
    """Removes a domain that the collectivité had added."""
    exiger(par, "plans.modifier_demarche", demarche)
    ici = verrouiller_dossier(demarche)
    ligne = Vulnerabilite.objects.filter(demarche=ici, domaine=domaine).exclude(libelle="").first()
    if ligne is None:
        raise DonneeRefusee("Ce domaine n'existe plus, ou fait partie des domaines proposés à tous.")
    ligne.delete()
    ecrire(ici, "plans.retirer_domaine", f"A retiré le domaine « {ligne.libelle} »", par=par, le=le)
