"""Labels of published fiches: what each announces, however a collectivité words it
(docs/calculs/import.md, « Rubriques »)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from cordee.plans.domain.imports.choix_cellules import lire_effet
from cordee.plans.domain.imports.cles import normaliser
from cordee.plans.domain.imports.dates import chercher_periode
from cordee.plans.domain.imports.entetes import cle_entete
from cordee.plans.domain.imports.poses_cadre import lire_titre_de_bilan
from cordee.plans.domain.imports.publie.mots import EN_TABLE, MOTS_COURANTS, RUBRIQUES, SECTIONS, SOUS_ACTION
from cordee.plans.domain.imports.vocabulaire import CLE_DE

CHEMIN = " › "
"""Between the axes of a path, on one line."""
MOTS_D_UN_NOM = 3
SUITES_MAX = 200
"""Characters of a line that may hold several labels."""
LONGUEUR_MAX = 90
"""Characters of a label."""

_PUBLIES = {mot: cle for cle, mots in RUBRIQUES.items() for mot in mots.split("|")}


@dataclass(frozen=True, slots=True)
class Rubrique:
    """A label: the key of its field, whether it is only the heading of a section, the number and the title that a
    sous-action or a fiche carries in it; `mot` is its wording, `numerote` when a number stands before it."""

    cle: str
    section: bool = False
    numero: str = ""
    suite: str = ""
    mot: str = ""
    numerote: bool = False


_SOUS = re.compile(
    r"^(?:sous[ -]?actions?|sous[ -]?fiches?|[ée]tape|op[ée]ration|phase|sous[ -]?projets?|volet)\s*"
    r"(?:n\s?[°ºo]\s*)?(\d{1,2}(?:\.\d{1,2})*|[A-H])\b\s*[:.)–—-]*\s*(.*)$",
    re.I | re.S,
)
_FICHE = re.compile(
    r"^(?:fiches?[ -]?actions?|fiche(?:[ -]?projet)?|action|projet|FA)\s*(?:n\s?[°ºo]\s*|num[ée]ro\s*)?"
    r"((?:[A-Z]{1,4}[-. ]?)?\d{1,3}(?:[.\-]\d{1,3}){0,3}[a-z]?|[IVX]+(?:\.\d+)+|[A-Z](?=\s*[:–—-]))"
    r"(?![\w%])\s*(?:[:.)/–—|-]+\s*)?(.*)$",
    re.I | re.S,
)
_NUMEROTE = re.compile(r"^(?:\d{1,2}(?:\.\d{1,2})?|[IVX]{1,4}|[A-Ha-h])\s*[.)/–—:-]+\s*(?=\S)")


@cache
def rubrique_de(texte: str) -> Rubrique | None:
    """What a cell or a line that is nothing but a label announces. None for any other text."""
    plat = " ".join(texte.split())
    if not plat or len(plat) > LONGUEUR_MAX:
        return None
    if sous := _SOUS.match(plat):
        suite = sous[2].strip(" *")
        if _sans_deux_points(suite, "", dans_sous=True):
            return None  # « Sous-action 1 Descriptif Ouvrir… »: more than a label
        return Rubrique(SOUS_ACTION, numero=sous[1], suite=suite)
    essais = (plat, _NUMEROTE.sub("", plat), re.sub(r"\s*\([^()]*\)", "", plat), _premier_nom(plat))
    for rang, essai in enumerate(essais):
        cle = cle_entete(essai.strip(" :*?•▪■►➢-–_"))
        numerote = rang == 1
        if cle in SECTIONS:
            return Rubrique(SECTIONS[cle], section=True, mot=cle, numerote=numerote)
        if cle in _PUBLIES:
            return Rubrique(_PUBLIES[cle], mot=cle, numerote=numerote)
    return None


def rubrique_exacte(texte: str) -> Rubrique | None:
    """The label that a text is word for word."""
    cle = cle_entete(texte.strip(" :*"))
    if cle in SECTIONS:
        return Rubrique(SECTIONS[cle], section=True)
    return Rubrique(_PUBLIES[cle]) if cle in _PUBLIES else None


def _premier_nom(texte: str) -> str:
    """« Pilote / porteur » is « Pilote », « Partenaires (techniques, » is « Partenaires »; a sentence after the first
    word makes it no label."""
    premier, *autres = re.split(r"\s[/–—-]\s", texte)
    if any(len(autre.split()) > MOTS_D_UN_NOM for autre in autres):
        return ""
    return premier if autres or ")" in texte else premier.split("(")[0].strip()


def rubrique_en_table(texte: str) -> Rubrique | None:
    """The same for the first cell of a row, where less usual words are labels too, with the domains of impact."""
    trouvee = rubrique_de(texte)
    if trouvee is not None or len(texte) > LONGUEUR_MAX:
        return trouvee
    cle = cle_entete(texte.strip(" :*"))
    if (bilan := lire_titre_de_bilan(texte)) is not None:
        return Rubrique(bilan, mot=cle)
    if cle in EN_TABLE:
        return Rubrique(EN_TABLE[cle])
    if cle in CLE_DE and CLE_DE[cle] not in {
        "sous_titre",
        "sous_sous_titre",
        "financeur",
        "montant",
        "ignorer",
        "notes",
    }:
        publiee = {"budget": "moyens_financiers", "axe:4": "axe:3"}.get(CLE_DE[cle], CLE_DE[cle])
        return Rubrique(publiee)
    if (domaine := lire_effet(texte)) is not None:
        return Rubrique(f"impact:{domaine.value}")
    return None


def decouper_ligne(texte: str, *, dans_sous: bool = False) -> tuple[Rubrique, str] | None:
    """A line that begins with a label: `Maître d'ouvrage : la CC`, `OBJECTIFS Réduire…`. None otherwise. In
    a sous-action, `Etat En cours` is one too."""
    premiere, _, reste = texte.partition("\n")
    avant, deux_points, apres = premiere.partition(":")
    if deux_points and len(avant) <= LONGUEUR_MAX and (trouvee := rubrique_en_table(avant)) and not trouvee.suite:
        return trouvee, "\n".join(t for t in (apres.strip(), reste) if t)
    if (sous := _SOUS.match(" ".join(premiere.split()))) and _sans_deux_points(sous[2], reste, dans_sous=True):
        return Rubrique(SOUS_ACTION, numero=sous[1]), "\n".join(t for t in (sous[2], reste) if t)
    if (trouvee := rubrique_de(premiere)) is not None and (trouvee.cle == SOUS_ACTION or reste):
        return trouvee, reste
    return _sans_deux_points(premiere, reste, dans_sous=dans_sous)


def lignes_a_libelles(texte: str) -> list[str]:
    """A paragraph whose lines are each a label and its text (`Porteur : …`, then `Pilote : …`, as pages of a site and
    Word write them) is cut into these; any other one stays whole."""
    lignes = [ligne for ligne in texte.split("\n") if ligne.strip()]
    dites = [":" in ligne and decouper_ligne(ligne) is not None for ligne in lignes]
    if sum(dites) < 2 or not dites[0]:
        return [texte]
    morceaux: list[str] = []
    for ligne, dite in zip(lignes, dites, strict=True):
        if dite:
            morceaux.append(ligne)
        else:
            morceaux[-1] = f"{morceaux[-1]}\n{ligne}"
    return morceaux


_LIBELLE_INTERIEUR = re.compile(r"(?<=[^\s:–-])\s+(?=[A-ZÀ-Ö][^:.;!?]{1,40}?\s?:\s)")


def decouper_suites(texte: str) -> list[str]:
    """« Début : 2024 Fin : 2026 » is two lines. A label inside a line is one of ours, word for word."""
    if "\n" in texte or len(texte) > SUITES_MAX:
        return [texte]
    morceaux: list[str] = []
    debut = 0
    for coupe in _LIBELLE_INTERIEUR.finditer(texte):
        libelle = texte[coupe.end() :].partition(":")[0]
        if ":" in texte[debut : coupe.start()] and rubrique_exacte(libelle) is not None:
            morceaux.append(texte[debut : coupe.start()])
            debut = coupe.end()
    return [*morceaux, texte[debut:]]


def _sans_deux_points(premiere: str, reste: str, *, dans_sous: bool) -> tuple[Rubrique, str] | None:
    """A label of the fiche at the head of a line, followed by a capital letter (texts from a PDF)."""
    mots = premiere.split(" ")
    for longueur in range(min(9, len(mots) - 1), 0, -1):
        tete, suite = " ".join(mots[:longueur]), " ".join(mots[longueur:])
        cle = cle_entete(tete.strip(" -–•*"))
        if cle not in _PUBLIES or not suite:
            continue
        if longueur == 1 and cle in MOTS_COURANTS and not (dans_sous and cle in {"etat", "public", "cible", "cibles"}):
            continue
        propre = suite.lstrip('☐☒-–• «"')
        commence = suite[0] in "☐☒-–•" or propre[:1].isupper() or propre[:1].isdecimal()
        commence = commence or (_PUBLIES[cle] == "calendrier" and not chercher_periode(suite).est_vide)
        if commence and tete[0].isupper():
            return Rubrique(_PUBLIES[cle]), "\n".join(t for t in (suite.strip(), reste) if t)
        return None
    return None


def lire_tete_de_fiche(texte: str) -> tuple[str, str] | None:
    """Code and title of a line that opens a fiche: `Fiche action n°2.3 – Isoler`. None for another line."""
    plat = " ".join(texte.split())
    trouve = _FICHE.match(plat)
    if trouve is None or len(plat) > 320:
        return None
    reste = trouve[2].strip(" :–—-|")
    if reste and reste[0].islower() and not re.match(r"^fiche", plat, re.I):
        return None
    return re.sub(r"\s", "", trouve[1]), reste


_BRUIT = re.compile(
    r"^(page )?\d{1,3}( ?(/|sur) ?\d{1,3})?$|^pcaet\b.{0,60}$|^plan climat.{0,80}$|^programme d actions?$|"
    r"^plan d actions?$|"
    r"^fiches? actions?$|^\d{2} \d{2} \d{4}$|^sommaire$|^annexes?$|^.*\.{4,} ?\d{1,3}$|^table des matieres$"
)
_DOCUMENT = re.compile(
    r"^(?:fiches? (?:actions?|projets?)|plans? d actions?|programmes? d actions?|pcaet|plan climat|crte|plpdma|"
    r"contrat (?:de relance|de transition|pour la reussite|de ruralite|territorial|de territoire)|"
    r"programme local de prevention|projet de territoire|strategie territoriale)\b.{0,90}$"
)


def nomme_le_document(texte: str) -> bool:
    """Whether a line above the title of a fiche is the name of the document: « CRTE du Pays de Bray »."""
    return bool(_DOCUMENT.match(normaliser(texte))) and lire_tete_de_fiche(texte) is None


def est_du_bruit(texte: str) -> bool:
    """Headers and footers of a page, names of the document; a sentence that begins so is none."""
    phrase = texte.rstrip().endswith(".") or " : " in texte or CHEMIN in texte
    return not phrase and bool(_BRUIT.match(normaliser(texte)))
