"""From a fiche being read to a fiche: its head understood, each field filled."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cordee.plans.domain.fiche import FicheComplete
from cordee.plans.domain.imports.bandeaux import est_un_axe
from cordee.plans.domain.imports.champs import poser
from cordee.plans.domain.imports.choix_cellules import a_des_cases, coches
from cordee.plans.domain.imports.cles import normaliser
from cordee.plans.domain.imports.codes import decouper_titre, est_un_code
from cordee.plans.domain.imports.listes_cellules import sans_puce
from cordee.plans.domain.imports.messages import LectureImport, Lieu, citer
from cordee.plans.domain.imports.poses import Case
from cordee.plans.domain.imports.publie.axes import prolonger
from cordee.plans.domain.imports.publie.brouillon import Brouillon, Entree, Section, SousBrouillon
from cordee.plans.domain.imports.publie.libelles import CHEMIN, est_du_bruit, lire_tete_de_fiche, nomme_le_document
from cordee.plans.domain.imports.suivi import decouper_phrases
from cordee.plans.domain.listes import CategoriePerimetre, Genre

TITRE_MAX = 300
TITRE_DE_SOUS = 140
"""Characters of a title made from a description."""
AXES_SUPPOSES_MAX = 3
AXE_MAX = 250
NIVEAUX_MAX = 4
TITRE_EN_CAPITALES = 20
"""Characters from which a title in capitals may go on with the next line in capitals."""
CHOIX_UNIQUES = {"statut", "priorite", "participation", "codes:categorie", "codes:secteur", "codes:thematique"}
"""Fields where only the ticked boxes count."""


def composer(
    brouillon: Brouillon, lecture: LectureImport, precedents: tuple[str, ...]
) -> tuple[FicheComplete, tuple[str, ...], bool]:
    """The fiche, the axes above it, and whether these were named as such (they then hold for the next fiches too)."""
    fiche = FicheComplete("")
    lieu = Lieu("", next((entree.ligne for entree in brouillon.tout()), None))
    lecture.origines[id(fiche)] = lieu
    axes = _axes_dits(brouillon)
    explicite = bool(axes)
    titre_dit = any(s.cle == "titre" for s in brouillon.sections)
    supposes = _lire_tete(brouillon, fiche, lecture, titre_dit=titre_dit, axes_dits=explicite)
    axes += [axe for axe in supposes if axe not in axes]
    explicite = explicite or any(est_un_axe(axe) for axe in supposes) or any(CHEMIN in e.texte for e in brouillon.tete)
    for section in brouillon.sections:
        if not section.cle.startswith("axe:"):
            _poser(section, fiche, lecture)
    _signaler_sans_impact(brouillon, fiche, lecture)
    _poser_sous_fiches(brouillon, fiche, lecture)
    for entree in brouillon.inconnus:
        titre = entree.texte.removesuffix(" :")
        lecture.avertir(f"Rubrique non reconnue, gardée dans la description : {citer(titre)}.", entree.lieu)
    for entree in brouillon.laisses:
        lecture.non_repris.append((entree.lieu, entree.texte))
        lecture.avertir(f"Rubrique non reconnue : {citer(entree.texte)}.", entree.lieu)
    if not fiche.titre:
        lecture.erreur("Le titre de la fiche n'a pas été trouvé : ajoutez avant elle une ligne « Titre : … ».", lieu)
    _verifier_dates(fiche, lecture, lieu)
    propres = tuple(axes[:NIVEAUX_MAX])
    return fiche, prolonger(precedents, propres)[:NIVEAUX_MAX] if explicite else propres or precedents, explicite


def _poser_sous_fiches(brouillon: Brouillon, fiche: FicheComplete, lecture: LectureImport) -> None:
    """Sous-actions in order; « 1.2 » is under « 1 » when the fiche has one."""
    par_numero: dict[str, FicheComplete] = {}
    for sous in brouillon.sous:
        parent = par_numero.get(sous.numero.rpartition(".")[0], fiche)
        lue = _sous_fiche(sous, lecture)
        parent.sous_fiches.append(lue)
        if "." not in sous.numero and sous.numero:
            par_numero[sous.numero] = lue


def _signaler_sans_impact(brouillon: Brouillon, fiche: FicheComplete, lecture: LectureImport) -> None:
    """Says that the document draws boxes of impact and ticks none."""
    cases = [s for s in brouillon.sections if s.cle == "impacts" and a_des_cases(s.texte)]
    if cases and not fiche.impacts:
        lecture.avertir("Aucun impact n'est coché dans le document : choisissez-les dans la fiche.", cases[0].lieu)
        lecture.non_repris.append((cases[0].lieu, "\n".join(section.texte for section in cases)))


def _axes_dits(brouillon: Brouillon) -> list[str]:
    """Axes under a label « Axe », highest first. A list under « Objectif opérationnel » is objectives."""
    for section in brouillon.sections:
        if section.cle.startswith("axe:") and section.mot.startswith("objectif") and section.texte[:1] in "-–•":
            section.cle = "texte:objectifs"
    dits = sorted(
        (s.cle, " ".join(s.texte.split())) for s in brouillon.sections if s.cle.startswith("axe:") and s.texte
    )
    return [nom[:TITRE_MAX] for _, nom in dits]


# Head ---------------------------------------------------------------------------------------------------------------


def _lire_tete(
    brouillon: Brouillon, fiche: FicheComplete, lecture: LectureImport, *, titre_dit: bool, axes_dits: bool
) -> list[str]:
    """Reads number, title, marks; gives the axes that the lines above the title seem to be. `axes_dits`: the fiche
    names its own."""
    definies = sum(1 for e in brouillon.tete if _LEGENDE.match(e.texte))
    reste = [e for e in brouillon.tete if not _lire_marques(e, fiche, lecture, definies=definies)]
    brouillon.bruits += [e for e in reste if est_du_bruit(e.texte)]
    reste = [e for e in reste if not est_du_bruit(e.texte)]
    reste = [e for e in reste if not _lire_mention(e, fiche, lecture)]
    _avertir_des_categories(brouillon.tete, fiche, lecture)
    if titre_dit:
        reste = [e for e in reste if not _lire_numero(e, fiche)]
    rang = None if titre_dit else _rang_du_titre(reste)
    if rang is not None:
        rang = _poser_titre(reste[rang], reste, rang, fiche, lecture)
    avant = reste if rang is None else reste[:rang]
    apres = [] if rang is None else [e for e in reste[rang + 1 :] if e.texte]
    brouillon.bruits += [e for e in avant if nomme_le_document(e.texte)]
    redits = [e for e in avant if _redit(e.texte, fiche)]
    axes = _axes_supposes([e for e in avant if not nomme_le_document(e.texte) and e not in redits], lecture, axes_dits)
    for entree in apres:
        if est_un_axe(entree.texte):
            axes.append(" ".join(entree.texte.split()))
        elif not _redit(entree.texte, fiche):
            _apres_le_titre(entree, fiche, lecture)
    return axes


def _lire_mention(entree: Entree, fiche: FicheComplete, lecture: LectureImport) -> bool:
    """What our documents write under the title: lateness, which is computed, and that the fiche is confidential."""
    mention = normaliser(entree.texte)
    if mention == CONFIDENTIELLE:
        fiche.confidentiel = True
        lecture.avertir("Le document dit cette fiche confidentielle : elle l'est aussi ici.", entree.lieu)
    return mention in {"en retard", CONFIDENTIELLE}


CONFIDENTIELLE = "fiche confidentielle ne pas diffuser"


def _redit(texte: str, fiche: FicheComplete) -> bool:
    """Whether a line of the head says the number and the title again."""
    tete = lire_tete_de_fiche(texte)
    plat = " ".join(texte.split())
    titre = tete[1] if tete is not None else decouper_titre(plat)[1]
    return bool(fiche.titre) and normaliser(titre) == normaliser(fiche.titre)


def _lire_numero(entree: Entree, fiche: FicheComplete) -> bool:
    """« Fiche action n°2.1 » above a title that has its own label."""
    tete = lire_tete_de_fiche(entree.texte)
    if tete is not None:
        fiche.code = tete[0]
    return tete is not None


def _mots_categorie(texte: str) -> list[str]:
    mots = {normaliser(c.libelle).rstrip("s"): c.value for c in CategoriePerimetre}
    return [mots[mot] for brut in normaliser(texte).split() if (mot := brut.rstrip("s")) in mots]


_LEGENDE = re.compile(r"^(patrimoine|comp[ée]tences?|territoires?)\s*:\s*(?P<action>actions?\b)?\S?", re.I)
_MARQUE = re.compile(r"^(?:[xX✗●■◼▣►]|oui)\s+(?=\w)")


def _lire_marques(entree: Entree, fiche: FicheComplete, lecture: LectureImport, *, definies: int) -> bool:
    """Takes the lines about Patrimoine, Compétences, Territoire; True when the line is one of them. `definies`: how
    many lines of the head define one."""
    texte = entree.texte
    nommees = _mots_categorie(texte)
    if not nommees:
        return False
    codes: list[str] = []
    if a_des_cases(texte):
        codes = [code for mot in coches(texte) for code in _mots_categorie(mot)]
    elif legende := _LEGENDE.match(texte):
        if definies == 1 and not legende["action"]:  # « Territoire : CC du Haut-Sérac » says where
            lecture.non_repris.append((entree.lieu, texte))
            return True
        codes = nommees[:1]
    elif _MARQUE.match(texte) or (len(texte.split()) <= 6 and _ne_dit_que_des_categories(texte)):
        codes = nommees
    else:
        return False
    if codes:
        deja = fiche.classements.get(Genre.CATEGORIE, ())
        fiche.classements[Genre.CATEGORIE] = tuple(dict.fromkeys((*deja, *codes)))
    return True


def _ne_dit_que_des_categories(texte: str) -> bool:
    return all(_mots_categorie(mot) for mot in re.split(r"[,;/&+|]|\bet\b|\s", texte) if mot)


def _avertir_des_categories(tete: Sequence[Entree], fiche: FicheComplete, lecture: LectureImport) -> None:
    """A document that ticks nothing, or names the three without a box, leaves a choice to its reader."""
    nommees = [e for e in tete if _mots_categorie(e.texte) and (a_des_cases(e.texte) or _LEGENDE.match(e.texte))]
    lues = fiche.classements.get(Genre.CATEGORIE, ())
    if nommees and not lues:
        lecture.avertir(
            "Aucune catégorie (Patrimoine, Compétences, Territoire) n'est cochée dans le document : choisissez-la "
            "dans la fiche.",
            nommees[0].lieu,
        )
    elif len(lues) == len(CategoriePerimetre):
        lecture.avertir(
            "Les trois catégories (Patrimoine, Compétences, Territoire) sont reprises, comme le document les nomme : "
            "retirez de la fiche celles qui ne la concernent pas.",
            next((e.lieu for e in tete if _mots_categorie(e.texte)), None),
        )


def _rang_du_titre(reste: Sequence[Entree]) -> int | None:
    """The line of the title: one that says « Fiche n° », else the cell beside a number, else the last heading or bold
    line that is no axe, else the last short line."""
    tetes = [rang for rang, e in enumerate(reste) if lire_tete_de_fiche(e.texte)]
    if tetes:
        return tetes[-1]
    cotes = [rang for rang, e in enumerate(reste[1:], 1) if e.ligne == reste[rang - 1].ligne]
    numerotes = [r for r in cotes if est_un_code(reste[r - 1].texte) and not est_un_code(reste[r].texte)]
    if numerotes:  # a number, and its title beside it
        return numerotes[-1]
    titres = [rang for rang, e in enumerate(reste) if e.titre and not est_un_axe(e.texte) and len(e.texte) <= TITRE_MAX]
    if titres:
        return titres[-1]
    brefs = [rang for rang, e in enumerate(reste) if len(e.texte) <= TITRE_MAX and not est_un_axe(e.texte)]
    codes = [rang for rang in brefs if decouper_titre(reste[rang].texte)[0]]
    return codes[-1] if codes else brefs[-1] if brefs else None


def _poser_titre(entree: Entree, reste: list[Entree], rang: int, fiche: FicheComplete, lecture: LectureImport) -> int:
    """Gives the fiche its title and its number; returns the rank of the title once its neighbours are taken."""
    lignes = [ligne for ligne in entree.texte.split("\n") if ligne.strip()]
    texte = " ".join(lignes)
    while rang + 1 < len(reste) and _continue(texte, reste[rang + 1]):
        texte = f"{texte} {reste.pop(rang + 1).texte}"
    if tete := lire_tete_de_fiche(texte):
        fiche.code, titre = tete
        if not titre:  # the number alone: the title is on the next line
            titre = reste[rang + 1].texte if rang + 1 < len(reste) else ""
            if titre:
                reste.pop(rang + 1)
            elif rang and not est_un_axe(reste[rang - 1].texte):
                titre = reste.pop(rang - 1).texte
                rang -= 1
        while titre and rang + 1 < len(reste) and _continue(titre, reste[rang + 1]):
            titre = f"{titre} {reste.pop(rang + 1).texte}"
        texte = titre
    elif rang and est_un_code(reste[rang - 1].texte) and not decouper_titre(texte)[0]:
        fiche.code = reste.pop(rang - 1).texte.lstrip("nN°ºo ").strip(" .:")
        rang -= 1
    _titrer(texte, fiche, lecture, entree.lieu)
    return rang


_MOT_OUVERT = re.compile(
    r"(?:\b(?:de|du|des|d|la|le|les|l|un|une|et|ou|à|au|aux|en|sur|pour|par|dans|avec|sans|vers|entre)|['’«(,–-])$",
    re.I,
)


def _continue(titre: str, suivante: Entree) -> bool:
    """Whether a title goes on with the next line: the page cut it in the middle of a phrase."""
    suite = suivante.texte
    if (
        len(suite) > 150
        or a_des_cases(suite)
        or suite[0] in "-•–"
        or _mots_categorie(suite)
        or lire_tete_de_fiche(suite)
    ):
        return False
    if titre.isupper() and suite.isupper() and len(titre) >= TITRE_EN_CAPITALES and not est_un_axe(suite):
        return True
    ouvert = titre.count("«") > titre.count("»") or titre.count("(") > titre.count(")")
    return ouvert or bool(_MOT_OUVERT.search(titre.strip())) or (suite[0].islower() and not titre.endswith("."))


def _titrer(texte: str, fiche: FicheComplete, lecture: LectureImport, lieu: Lieu) -> None:
    plat = " ".join(texte.split())
    code, titre = decouper_titre(plat)
    fiche.code = fiche.code or code
    if len(titre) > TITRE_MAX:
        fiche.nom_officiel = titre
        titre = f"{titre[: TITRE_MAX - 1].rsplit(' ', 1)[0]}…"
        lecture.avertir(
            "Le titre dépasse 300 caractères : il est raccourci, et gardé entier dans « Intitulé adopté ».", lieu
        )
    fiche.titre = titre


def _axes_supposes(avant: Sequence[Entree], lecture: LectureImport, axes_dits: bool) -> list[str]:
    """Lines above the title: axes when they say so, or when there are few of them and they are short, and when no
    label of the fiche names its axe (`axes_dits`)."""
    if chemin := next((e for e in reversed(avant) if CHEMIN in e.texte), None):
        return [nom.strip() for nom in chemin.texte.split(CHEMIN) if nom.strip()]
    nommes = [e for e in avant if est_un_axe(e.texte)]
    nommes = [e for e in nommes if e.titre] or nommes  # a summary or a table of the plan may name them all
    dits = list(dict.fromkeys(" ".join(e.texte.split()) for e in nommes))
    autres = [e for e in avant if not est_un_axe(e.texte)]
    if dits or axes_dits or not autres:
        for entree in autres:
            lecture.non_repris.append((entree.lieu, entree.texte))
        return dits
    if len(autres) > AXES_SUPPOSES_MAX or any(len(e.texte) > AXE_MAX for e in autres):
        for entree in autres:
            lecture.non_repris.append((entree.lieu, entree.texte))
        return []
    noms = [" ".join(e.texte.split()) for e in autres]
    lecture.avertir(
        f"Lu comme axe, d'après sa place au-dessus du titre : {' › '.join(citer(nom) for nom in noms)}. "
        "Renommez-le ou déplacez la fiche s'il s'agit d'autre chose.",
        autres[0].lieu,
    )
    return noms


def _apres_le_titre(entree: Entree, fiche: FicheComplete, lecture: LectureImport) -> None:
    """Between the title and the first label: a paragraph is a description, a word is listed."""
    if len(entree.texte) > 60:
        poser("texte:description", Case(fiche, lecture, entree.lieu, souple=True), entree.texte)
    elif est_un_code(entree.texte) and not fiche.code:
        fiche.code = entree.texte.lstrip("nN°ºo ").strip(" .:")
    else:
        lecture.non_repris.append((entree.lieu, entree.texte))


# Fields -------------------------------------------------------------------------------------------------------------


def _poser(section: Section, fiche: FicheComplete, lecture: LectureImport) -> None:
    texte = section.texte.strip()
    if not texte:
        return
    cle = section.cle
    if cle in {"", "texte:references"}:
        poser("texte:contexte", Case(fiche, lecture, Lieu("", section.ligne, "", ""), souple=True), texte)
        return
    if cle == "titre":
        _titrer(texte, fiche, lecture, section.lieu)
        return
    if cle in CHOIX_UNIQUES and a_des_cases(texte):
        texte = ", ".join(coches(texte))
        if not texte:
            return
    if cle == "porteur" and len(texte) > 200:
        cle = "texte:moyens"
    poser(cle, Case(fiche, lecture, section.lieu, souple=True), _a_plat(texte) if cle.startswith("texte:") else texte)


def _a_plat(texte: str) -> str:
    """Lines cut by the page are joined: a line that begins with a small letter goes on with the one before."""
    lignes: list[str] = []
    for ligne in texte.split("\n"):
        if lignes and ligne[:1].islower() and not lignes[-1].endswith((".", ":", ";")):
            lignes[-1] = f"{lignes[-1]} {ligne}"
        else:
            lignes.append(ligne)
    return "\n".join(lignes)


def _sous_fiche(sous: SousBrouillon, lecture: LectureImport) -> FicheComplete:
    fiche = FicheComplete("")
    lieu = Lieu("", sous.ligne)
    lecture.origines[id(fiche)] = lieu
    for section in sous.sections:
        _poser(section, fiche, lecture)
    if not fiche.titre:
        titre = sous.titre or _titre_de(fiche.description) or f"Sous-action {sous.numero}".strip()
        _titrer(titre, fiche, lecture, lieu)
        fiche.code = "" if not sous.titre else fiche.code
    _verifier_dates(fiche, lecture, lieu)
    return fiche


def _titre_de(description: str) -> str:
    """A short title: the first sentence of the description, cut at a word."""
    phrases = decouper_phrases(description)
    if not phrases:
        return ""
    phrase = sans_puce(" ".join(phrases[0].split()))
    if len(phrase) <= TITRE_DE_SOUS:
        return phrase
    return f"{phrase[:TITRE_DE_SOUS].rsplit(' ', 1)[0].rstrip(' ,;:')}…"


def _verifier_dates(fiche: FicheComplete, lecture: LectureImport, lieu: Lieu) -> None:
    if fiche.debut and fiche.fin and fiche.fin.jour < fiche.debut.jour:
        lecture.avertir(
            f"La fin ({fiche.fin.jour:%d/%m/%Y}) est avant le début ({fiche.debut.jour:%d/%m/%Y}) : les dates ne sont "
            "pas reprises.",
            lieu,
        )
        fiche.debut = fiche.fin = None
