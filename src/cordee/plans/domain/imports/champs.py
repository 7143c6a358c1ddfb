"""What a column, or a block of a published fiche, can be: its name, and how its text fills a fiche.

A field is designated by a key, sometimes with details after colons: `budget:investissement:2024`, `impact:ges`,
`acteur:partenaire`, `texte:contexte` (docs/calculs/import.md, « Champs »).
"""

from __future__ import annotations

from functools import lru_cache

from cordee.plans.domain.champs import CHAMPS
from cordee.plans.domain.colonnes_cellules import CelluleIllisible, Valeur, lire_texte
from cordee.plans.domain.fiche import FicheComplete
from cordee.plans.domain.imports import choix_cellules
from cordee.plans.domain.imports.champs_ajoutes import poser_champ, poser_nouveau_champ
from cordee.plans.domain.imports.cles import normaliser
from cordee.plans.domain.imports.dates import Periode, lire_periode
from cordee.plans.domain.imports.listes_cellules import lire_booleen
from cordee.plans.domain.imports.messages import citer
from cordee.plans.domain.imports.poses import (
    Case,
    Poser,
    garder_en_mots,
    poser_code,
    poser_ligne,
    poser_texte,
    poser_titre,
)
from cordee.plans.domain.imports.poses_argent import (
    poser_aide,
    poser_budget,
    poser_cout_evite,
    poser_finance,
    poser_financeur,
    poser_montant,
    poser_moyens_financiers,
)
from cordee.plans.domain.imports.poses_cadre import poser_evaluation, poser_references
from cordee.plans.domain.imports.poses_dates import poser_annee, poser_calendrier, poser_debut, poser_fin
from cordee.plans.domain.imports.poses_detail import (
    poser_financement,
    poser_indicateur,
    poser_objectifs_chiffres,
    poser_valeurs,
)
from cordee.plans.domain.imports.poses_etapes import poser_etapes
from cordee.plans.domain.imports.poses_impacts import poser_impacts, poser_impacts_detailles
from cordee.plans.domain.imports.poses_noms import ajouter_acteurs, poser_acteurs, poser_personnes, poser_porteurs
from cordee.plans.domain.imports.poses_suivi import (
    poser_communes,
    poser_documents,
    poser_indicateurs,
    poser_liens,
    poser_mesures,
    poser_notes,
)
from cordee.plans.domain.listes import Genre, Participation, RoleActeur


def poser_statut(case: Case, valeur: Valeur, details: tuple[str, ...]) -> None:
    """Statut; what the words say more is kept beside it."""
    if isinstance(valeur, int | float) and not isinstance(valeur, bool) and 0 <= valeur <= 1:
        valeur = f"{round(valeur * 100)} %"
    lu = choix_cellules.lire_statut(lire_texte(valeur))
    if not lu.connu:
        connus = "À venir, À discuter, En cours, En pause, Bloqué, Réalisé ou Abandonné"
        if case.libre:
            case.avertir(f"{citer(lire_texte(valeur))} n'est pas un statut : ce texte est gardé dans « Précision ».")
        else:
            case.erreur(f"{citer(lire_texte(valeur))} n'est pas un statut : choisissez {connus}.")
        case.fiche.etat_precision = case.fiche.etat_precision or lu.precision
        return
    if lu.retard:
        case.avertir("« En retard » devient « En cours » : le retard se calcule d'après l'échéance.")
    case.fiche.statut = lu.statut or case.fiche.statut
    case.fiche.etat_precision = lu.precision or case.fiche.etat_precision
    case.fiche.avancement = lu.avancement if lu.avancement is not None else case.fiche.avancement
    case.fiche.etat_le = lu.le or case.fiche.etat_le or choix_cellules.jour_de_l_entete(case.lieu.entete)


def poser_avancement(case: Case, valeur: Valeur, details: tuple[str, ...]) -> None:
    """Percentage: 0.45 shown as 45 %, 45, or `45 %`."""
    texte = lire_texte(valeur).replace("%", "").replace(",", ".").strip()
    try:
        nombre = float(texte)
    except ValueError:
        if case.libre and not any(signe.isdigit() for signe in texte):
            poser_statut(case, valeur, details)
        else:
            case.erreur(f"{citer(lire_texte(valeur))} n'est pas un pourcentage : écrivez un nombre de 0 à 100.")
        return
    if isinstance(valeur, float) and 0 < nombre <= 1:
        nombre *= 100
    if not 0 <= nombre <= 100:
        case.erreur(f"{citer(lire_texte(valeur))} n'est pas un pourcentage : écrivez un nombre de 0 à 100.")
        return
    case.fiche.avancement = round(nombre)


def poser_etat_le(case: Case, valeur: Valeur, details: tuple[str, ...]) -> None:
    """The day at which the statut holds; a month or a year is its last day, « depuis mars 2026 » its first."""
    periode = lire_periode(valeur) or Periode()
    connue = periode.fin or periode.debut
    if connue is None:
        case.erreur(f"{citer(lire_texte(valeur))} n'est pas un jour : écrivez une date, comme 31/12/2026.")
        return
    case.fiche.etat_le = connue.jour


def poser_choix(case: Case, valeur: Valeur, details: tuple[str, ...]) -> None:
    """`choix:cout_evite_base`: a word of a closed list, or a cell that holds it: « € TTC »."""
    liste = CHAMPS[details[0]].choix
    assert liste is not None
    texte = f" {normaliser(lire_texte(valeur))} "
    lu = next((membre for membre in liste if f" {normaliser(membre.libelle)} " in texte), None)
    if lu is None:
        connus = ", ".join(membre.libelle for membre in liste)
        case.erreur(f"{citer(lire_texte(valeur))} n'est pas dans la liste : écrivez {connus}.")
    else:
        setattr(case.fiche, details[0], lu)


def poser_priorite(case: Case, valeur: Valeur, details: tuple[str, ...]) -> None:
    """One of three levels."""
    texte = lire_texte(valeur)
    niveau = choix_cellules.lire_priorite(texte)
    if niveau is not None:
        case.fiche.priorite = niveau
    elif normaliser(texte) not in {"", "nc", "sans priorite", "non definie", "n a"}:
        if case.garde_les_mots:
            case.avertir(f"{citer(texte)} n'est pas un niveau de priorité : ce texte est gardé dans la description.")
            garder_en_mots(case, "Priorité", texte)
        else:
            case.erreur(f"{citer(texte)} n'est pas un niveau de priorité : choisissez Élevée, Moyenne ou Basse.")


def poser_participation(case: Case, valeur: Valeur, details: tuple[str, ...]) -> None:
    """Kind of participation; another text goes to the details."""
    texte = lire_texte(valeur)
    debut, deux_points, suite = texte.partition(" : ")
    if deux_points and (exact := Participation.lire(debut)) is not None:
        case.fiche.participation = Participation(exact)
        poser_texte(case, suite, ("participation_texte",))
        return
    niveau = choix_cellules.lire_participation(texte)
    if niveau is not None:
        case.fiche.participation = niveau
    if niveau is None or len(texte.split()) > 4:
        poser_texte(case, texte, ("participation_texte",))
    if niveau is None:
        case.avertir(f"{citer(texte)} est gardé dans le détail de la participation : aucun type ne lui correspond.")


def poser_temps(case: Case, valeur: Valeur, details: tuple[str, ...]) -> None:
    """How long it takes; another text goes to the calendar."""
    texte = lire_texte(valeur)
    case.fiche.temps = choix_cellules.lire_temps(texte) or case.fiche.temps
    if choix_cellules.lire_temps(texte) is None:
        poser_calendrier(case, valeur, details)


def poser_booleen(case: Case, valeur: Valeur, details: tuple[str, ...]) -> None:
    """`booleen:confidentiel`."""
    lu = lire_booleen(valeur)
    if lu is not None:
        setattr(case.fiche, details[0], lu)


def poser_codes(case: Case, valeur: Valeur, details: tuple[str, ...]) -> None:
    """`codes:thematique`: codes of a closed list. A text that is in no list becomes an étiquette."""
    genre = Genre(details[0])
    if len(details) > 1:  # a column for one code, ticked or not
        if lire_texte(valeur) and lire_booleen(valeur) is not False:
            _ajouter_codes(case.fiche, genre, [details[1]])
        return
    lus = choix_cellules.lire_codes(lire_texte(valeur), genre)
    _ajouter_codes(case.fiche, genre, lus.codes)
    for ecrit, nom in lus.corriges:
        case.avertir(f"{citer(ecrit)} est lu « {nom} ».")
    if lus.inconnus:
        cites = ", ".join(citer(nom) for nom in lus.inconnus)
        case.avertir(f"{cites} : absent de la liste « {genre.libelle} », gardé comme étiquette.")
        ajouter_acteurs(case, lus.inconnus, RoleActeur.ETIQUETTE)


def _ajouter_codes(fiche: FicheComplete, genre: Genre, codes: list[str]) -> None:
    if codes:
        fiche.classements[genre] = tuple(dict.fromkeys((*fiche.classements.get(genre, ()), *codes)))


def poser_effets(case: Case, valeur: Valeur, details: tuple[str, ...]) -> None:
    """« Effets attendus »: codes when each of them is in the list, else objectives in words."""
    lus = choix_cellules.lire_codes(lire_texte(valeur), Genre.EFFET)
    if lus.inconnus or not lus.codes:
        poser_texte(case, valeur, ("objectifs",))
    else:
        _ajouter_codes(case.fiche, Genre.EFFET, lus.codes)


def poser_public(case: Case, valeur: Valeur, details: tuple[str, ...]) -> None:
    """Public-cible in words, and the publics of the list that it names."""
    texte, vises = choix_cellules.separer_publics(lire_texte(valeur))
    texte = texte.strip().rstrip(",;").strip()
    poser_texte(case, texte, ("public_cible",))
    _ajouter_codes(case.fiche, Genre.CIBLE, choix_cellules.lire_codes(vises, Genre.CIBLE).codes if vises else [])
    if len(texte) <= 300:
        _ajouter_codes(case.fiche, Genre.CIBLE, choix_cellules.lire_codes(texte, Genre.CIBLE).codes)


def poser_rien(case: Case, valeur: Valeur, details: tuple[str, ...]) -> None:
    """A column that is left out: what it holds is listed."""


POSEURS: dict[str, Poser] = {
    "texte": poser_texte, "ligne": poser_ligne, "titre": poser_titre, "code": poser_code, "statut": poser_statut,
    "avancement": poser_avancement, "priorite": poser_priorite, "participation": poser_participation,
    "temps": poser_temps, "booleen": poser_booleen, "codes": poser_codes, "public": poser_public,
    "debut": poser_debut, "fin": poser_fin, "calendrier": poser_calendrier, "annee": poser_annee,
    "acteur": poser_acteurs,
    "personne": poser_personnes, "porteur": poser_porteurs, "budget": poser_budget,
    "moyens_financiers": poser_moyens_financiers, "financeur": poser_financeur, "montant": poser_montant,
    "finance": poser_finance, "aide": poser_aide, "cout_evite": poser_cout_evite, "etat_le": poser_etat_le,
    "choix": poser_choix,
    "impacts": poser_impacts, "impact": poser_impacts, "indicateurs": poser_indicateurs, "mesures": poser_mesures,
    "etapes": poser_etapes, "liens": poser_liens, "notes": poser_notes, "documents": poser_documents,
    "communes": poser_communes,
    "financement_detaille": poser_financement, "indicateur_detaille": poser_indicateur, "indicateur": poser_valeurs,
    "effets": poser_effets, "references": poser_references, "evaluation": poser_evaluation,
    "objectifs_chiffres": poser_objectifs_chiffres, "impacts_detailles": poser_impacts_detailles,
    "champ": poser_champ, "nouveau_champ": poser_nouveau_champ,
    "ignorer": poser_rien,
}  # fmt: skip


@lru_cache(maxsize=2000)
def _poseur_de(cle: str) -> tuple[Poser, tuple[str, ...]]:
    nom, *details = cle.split(":")
    return POSEURS[nom], tuple(details)


def poser(cle: str, case: Case, valeur: Valeur) -> None:
    """Puts a value into the field of this key; what cannot be read is told by the case, never raised."""
    poseur, details = _poseur_de(cle)
    try:
        poseur(case, valeur, details)
    except CelluleIllisible as erreur:
        case.erreur(str(erreur))
