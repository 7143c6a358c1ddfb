"""What the dossier lacks, part by part, checked on the server (docs/calculs/pcaet.md, « Complétude »)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as Ensemble
from dataclasses import dataclass, field
from decimal import Decimal

from cordee.outils.texte import accorder, enumerer
from cordee.plans.domain.listes import Secteur
from cordee.plans.domain.pcaet.delais import Obligation
from cordee.plans.domain.pcaet.etats import Manque
from cordee.plans.domain.pcaet.pieces import Piece, pieces_amont_manquantes
from cordee.plans.domain.pcaet.programme import FichePcaet, manques_programme, manques_suivi
from cordee.plans.domain.pcaet.volets import (
    ANNEES_OBJECTIFS,
    TABLEAUX,
    DomaineVulnerabilite,
    Horizon,
    Nature,
    Niveau,
    Tableau,
    Volet,
    VulnerabiliteDomaine,
)

Cle = tuple[str, Nature, int]
"""Key of a line (`Ligne.cle`), nature, year."""
Valeurs = Mapping[Cle, Decimal]


@dataclass(frozen=True, slots=True)
class DossierPcaet:
    """A whole dossier as values. `fiches` None: no plan is linked."""

    nom: str = ""
    lance: bool = False
    chef_de_projet: str = ""
    obligation: Obligation | None = None
    population: int | None = None
    tables: Mapping[Volet, Valeurs] = field(default_factory=dict)
    textes: Mapping[Volet, str] = field(default_factory=dict)
    vulnerabilites: Sequence[VulnerabiliteDomaine] = ()
    pieces: Ensemble[Piece] = frozenset()
    fiches: Sequence[FichePcaet] | None = None


@dataclass(frozen=True, slots=True)
class Etape:
    """How far a part is filled: `faits` of `attendus` values."""

    partie: str
    lien: str
    faits: int
    attendus: int

    @property
    def complet(self) -> bool:
        """Nothing is missing."""
        return self.faits >= self.attendus

    @property
    def ratio(self) -> float:
        """Share filled, 0 to 1."""
        return 1.0 if not self.attendus else min(1.0, self.faits / self.attendus)


def annee_de_reference(tableau: Tableau, valeurs: Valeurs) -> int | None:
    """Year of the constat: the one with most of the required lines, the latest when equal."""
    requises = {ligne.cle for ligne in tableau.lignes_requises}
    comptes: dict[int, int] = {}
    for cle, nature, annee in valeurs:
        if nature is Nature.CONSTAT:
            comptes[annee] = comptes.get(annee, 0) + (cle in requises)
    return max(comptes, key=lambda annee: (comptes[annee], annee), default=None)


def manques_tableau(tableau: Tableau, valeurs: Valeurs, texte: str = "") -> list[Manque]:
    """What a table lacks: the constat of one year, the objectives, the written part."""
    partie, lien = tableau.volet.libelle, f"volet:{tableau.volet}"
    manques = []
    reference = annee_de_reference(tableau, valeurs)
    requises = tableau.lignes_requises
    if requises and reference is None:
        manques.append(Manque(partie, "Aucune valeur de diagnostic n'est saisie.", lien))
    elif reference is not None:
        vides = [ligne for ligne in requises if (ligne.cle, Nature.CONSTAT, reference) not in valeurs]
        if vides:
            manques.append(Manque(partie, f"Diagnostic {reference} : {_manquent(len(vides), len(requises))}", lien))
    for annee in ANNEES_OBJECTIFS if tableau.objectifs != "aucun" else ():
        fixes = sum((ligne.cle, Nature.OBJECTIF, annee) in valeurs for ligne in tableau.lignes)
        if not fixes:
            manques.append(Manque(partie, f"Aucun objectif n'est fixé pour {annee}.", lien))
        elif tableau.objectifs == "lignes" and fixes < len(tableau.lignes):
            absents = len(tableau.lignes) - fixes
            manques.append(Manque(partie, f"Objectifs {annee} : {_manquent(absents, len(tableau.lignes))}", lien))
    if tableau.texte and not texte.strip():
        manques.append(Manque(partie, f"« {tableau.question} » : le texte est vide.", lien))
    return manques


def _manquent(absents: int, total: int) -> str:
    return f"il manque {absents} {accorder(absents, 'valeur')} sur {total}."


def manques_vulnerabilite(lignes: Sequence[VulnerabiliteDomaine]) -> list[Manque]:
    """Domains without a level, then domains strongly exposed without an objective for 2050."""
    partie, lien = "Vulnérabilité", "vulnerabilite"
    dites = {ligne.domaine: ligne for ligne in lignes}
    vides = []
    for domaine in DomaineVulnerabilite:
        ligne = dites.get(domaine)
        if ligne is None or (not ligne.sans_objet and any(h not in ligne.niveaux for h in Horizon)):
            vides.append(domaine.libelle.lower())
    manques = []
    if vides:
        nombre = len(vides)
        detail = f" : {enumerer(vides)}" if nombre <= 4 else ""
        phrase = f"{nombre} {accorder(nombre, 'domaine')} sur {len(DomaineVulnerabilite)} sans niveau{detail}."
        manques.append(Manque(partie, phrase, lien))
    sans_objectif = [
        ligne.libelle.lower() for ligne in lignes if est_exposee(ligne) and not ligne.objectif_2050.strip()
    ]
    if sans_objectif:
        manques.append(Manque(partie, f"Vulnérabilité forte sans objectif 2050 : {enumerer(sans_objectif)}.", lien))
    return manques


def est_exposee(ligne: VulnerabiliteDomaine) -> bool:
    """Strongly exposed today or in 2050."""
    return Niveau.FORT in {ligne.niveaux.get(Horizon.AUJOURDHUI), ligne.niveaux.get(Horizon.A_2050)}


def secteurs_sans_emission(dossier: DossierPcaet) -> frozenset[str]:
    """Sectors whose emissions and consumption are both written as nil in the reference years."""
    nuls = []
    for volet in (Volet.GES, Volet.ENERGIE):
        valeurs = dossier.tables.get(volet, {})
        reference = annee_de_reference(TABLEAUX[volet], valeurs)
        nuls.append({s for s in Secteur if reference and valeurs.get((f".{s}", Nature.CONSTAT, reference)) == 0})
    return frozenset(nuls[0] & nuls[1])


def manques_dossier(dossier: DossierPcaet) -> tuple[Manque, ...]:
    """Everything that the dossier lacks, in the order of the screens."""
    manques = _manques_entete(dossier)
    for volet, tableau in TABLEAUX.items():
        manques += manques_tableau(tableau, dossier.tables.get(volet, {}), dossier.textes.get(volet, ""))
    manques += manques_vulnerabilite(dossier.vulnerabilites)
    if dossier.fiches is None:
        manques.append(Manque("Programme d'actions", "Aucun plan n'est lié à la démarche.", "entete"))
    else:
        manques += manques_programme(dossier.fiches, sans_emission=secteurs_sans_emission(dossier))
        manques += manques_suivi(dossier.fiches)
    absentes = pieces_amont_manquantes(
        dossier.pieces,
        plan_fourni=bool(dossier.fiches),
        suivi_decrit=bool(dossier.textes.get(Volet.SUIVI, "").strip()),
    )
    for piece in absentes:
        manques.append(Manque("Documents", f"{piece.libelle} : document à joindre.", "documents"))
    if Piece.EES not in dossier.pieces:
        phrase = "Évaluation environnementale stratégique : à joindre, le PCAET y est soumis."
        manques.append(Manque("Documents", phrase, "documents", bloquant=False))
    return tuple(manques)


def _manques_entete(dossier: DossierPcaet) -> list[Manque]:
    attendus = (
        (dossier.nom.strip(), "Donnez un nom à la démarche."),
        (dossier.lance, "Dites quand la démarche a été lancée."),
        (dossier.chef_de_projet.strip(), "Nommez la personne cheffe de projet."),
        (dossier.population is not None, "Dites la population couverte."),
        (dossier.obligation is not None, "Dites si le plan est obligatoire ou volontaire."),
    )
    return [Manque("En-tête", phrase, "entete") for present, phrase in attendus if not present]


def avancement_dossier(dossier: DossierPcaet) -> tuple[Etape, ...]:
    """How far each table, then the vulnerability, are filled: what a bar shows."""
    etapes = []
    for volet, tableau in TABLEAUX.items():
        valeurs = dossier.tables.get(volet, {})
        reference = annee_de_reference(tableau, valeurs)
        faits = sum((ligne.cle, Nature.CONSTAT, reference) in valeurs for ligne in tableau.lignes_requises)
        attendus = len(tableau.lignes_requises)
        for annee in ANNEES_OBJECTIFS if tableau.objectifs != "aucun" else ():
            fixes = sum((ligne.cle, Nature.OBJECTIF, annee) in valeurs for ligne in tableau.lignes)
            faits += fixes if tableau.objectifs == "lignes" else min(1, fixes)
            attendus += len(tableau.lignes) if tableau.objectifs == "lignes" else 1
        if tableau.texte or not tableau.lignes:
            faits, attendus = faits + bool(dossier.textes.get(volet, "").strip()), attendus + 1
        etapes.append(Etape(volet.libelle, f"volet:{volet}", faits, attendus))
    dites = {ligne.domaine: ligne for ligne in dossier.vulnerabilites}
    horizons = len(Horizon)
    faits = sum(horizons if dites[d].sans_objet else len(dites[d].niveaux) for d in DomaineVulnerabilite if d in dites)
    etapes.append(Etape("Vulnérabilité", "vulnerabilite", faits, horizons * len(DomaineVulnerabilite)))
    return tuple(etapes)
