"""Labels copied from a PDF apart from their texts: all the labels of a column, then all its texts
(docs/calculs/import.md, « Colonnes séparées »)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter

from cordee.outils.texte import enumerer
from cordee.plans.domain.imports.bandeaux import est_un_axe
from cordee.plans.domain.imports.messages import Lieu, citer
from cordee.plans.domain.imports.publie.blocs import Bloc
from cordee.plans.domain.imports.publie.libelles import (
    Rubrique,
    decouper_ligne,
    lire_tete_de_fiche,
    rubrique_de,
    rubrique_exacte,
)
from cordee.plans.domain.imports.publie.mots import FICHE, SOUS_ACTION
from cordee.plans.domain.imports.publie.natures import Nature, accepte, nature_de

A_RANGER = "texte:description"
"""Field of the texts of which nobody can say whose they are."""
LIBELLES_VIDES = 3
"""Labels in a row from which it is said that all but the last have no text."""
TEXTES_MAX = 60
"""Lines beyond which a run of texts is left as it is."""
CITES_MAX = 4


@dataclass(frozen=True, slots=True)
class _Libelle:
    """A label: its block, its field, its words."""

    bloc: Bloc
    cle: str
    nom: str


Avis = tuple[Lieu, str]


def separer_colonnes(blocs: Sequence[Bloc]) -> tuple[list[Bloc], list[Avis]]:
    """The blocks with each text under its label where that can be known, and what to say about it."""
    rendus: list[Bloc] = []
    avis: list[Avis] = []
    rang = 0
    while rang < len(blocs):
        libelles = _libelles_a(blocs, rang)
        if len(libelles) < 2:
            rendus.append(blocs[rang])
            rang += 1
            continue
        fin = rang + len({libelle.bloc.ligne for libelle in libelles})
        textes = _textes_a(blocs, fin)
        ranges = _ranger(libelles, textes, avis) or _ranger_au_dessus(libelles, textes, rendus, avis)
        rendus += ranges or blocs[rang : fin + len(textes)]
        rang = fin + len(textes)
    return rendus, avis


def _libelles_a(blocs: Sequence[Bloc], rang: int) -> list[_Libelle]:
    """Labels that follow each other from this block on."""
    libelles: list[_Libelle] = []
    while rang < len(blocs) and (lus := _lire(blocs[rang])):
        libelles += lus
        rang += 1
    return libelles


def _lire(bloc: Bloc) -> list[_Libelle]:
    """The label, or the two or three labels, that a line is made of."""
    texte = bloc.texte
    if bloc.tableau or "\n" in texte or bloc.cle:
        return []
    rubrique = rubrique_de(texte)
    if rubrique is not None:
        return [_Libelle(bloc, rubrique.cle, texte.strip(" :*"))] if _est_un_champ(rubrique) else []
    return [_Libelle(bloc, cle, nom) for cle, nom in _cote_a_cote(texte)]


def _est_un_champ(rubrique: Rubrique) -> bool:
    return bool(rubrique.cle) and rubrique.cle not in {SOUS_ACTION, FICHE} and not rubrique.section


def _cote_a_cote(texte: str) -> list[tuple[str, str]]:
    """« Pilote Partenaires » is two labels; empty for a line that says anything else."""
    mots = texte.split()
    if not 2 <= len(mots) <= 12:
        return []
    trouves: list[tuple[str, str]] = []
    debut = 0
    while debut < len(mots):
        fins = (fin for fin in range(len(mots), debut, -1) if fin - debut < len(mots))
        lue = next(((fin, r) for fin in fins if (r := rubrique_exacte(" ".join(mots[debut:fin]))) is not None), None)
        if lue is None or not mots[debut][0].isupper() or not _est_un_champ(lue[1]):
            return []
        trouves.append((lue[1].cle, " ".join(mots[debut : lue[0]])))
        debut = lue[0]
    return trouves


def _textes_a(blocs: Sequence[Bloc], rang: int) -> list[Bloc]:
    """Lines that are no label, up to the next label, heading or row."""
    textes: list[Bloc] = []
    for bloc in blocs[rang:]:
        if bloc.tableau or bloc.est_un_titre or bloc.cle or _lire(bloc) or rubrique_de(bloc.texte) is not None:
            break
        if est_un_axe(bloc.texte) or lire_tete_de_fiche(bloc.texte) or decouper_ligne(bloc.texte):
            break
        textes.append(bloc)
    return textes


# Whose each text is ---------------------------------------------------------------------------------------------------


def _ranger(libelles: Sequence[_Libelle], textes: Sequence[Bloc], avis: list[Avis]) -> list[Bloc]:
    """Labels with their texts; empty when nothing shows that these are not all of the last label."""
    cles = [libelle.cle for libelle in libelles]
    cote_a_cote = len({libelle.bloc.ligne for libelle in libelles}) < len(libelles)
    if not textes or len(textes) > TEXTES_MAX:
        return []
    if not cote_a_cote and all(accepte(cles[-1], bloc.texte, cles) for bloc in textes):
        if len(libelles) >= LIBELLES_VIDES and len(textes) >= len(libelles):
            avis.append((Lieu("", libelles[0].bloc.ligne), _dire_vides(libelles)))
        return []
    textes = _couper(_paragraphes(textes), cles)
    possibles = _possibles(cles, [bloc.texte for bloc in textes])
    if any(len(candidats) == 1 for candidats in possibles):
        avis.append((Lieu("", textes[0].ligne), _dire_ranges(libelles)))
    rendus: list[Bloc] = []
    for rang, libelle in enumerate(libelles):
        rendus.append(replace(libelle.bloc, cellules=(libelle.nom,), cle=libelle.cle))
        rendus += [bloc for bloc, candidats in zip(textes, possibles, strict=True) if candidats == {rang}]
    douteux = [(c, bloc) for bloc, c in zip(textes, possibles, strict=True) if len(c) != 1]
    for candidats, groupe in groupby(douteux, key=itemgetter(0)):
        noms = [libelles[rang].nom for rang in sorted(candidats)]
        rendus += _a_ranger([bloc for _, bloc in groupe], noms, avis)
    return rendus


def _a_ranger(blocs: Sequence[Bloc], noms: Sequence[str], avis: list[Avis]) -> list[Bloc]:
    """Texts kept in the description, under the labels whose they may be."""
    cites = enumerer([f"« {nom} »" for nom in noms[:CITES_MAX]], "ou")
    texte = "\n".join(bloc.texte for bloc in blocs)
    avis.append(
        (
            Lieu("", blocs[0].ligne),
            f"La copie a séparé {citer(texte)} de sa rubrique, qui peut être {cites} : ce texte est gardé dans la "
            "description, après « À ranger ». Mettez-le à sa place dans la fiche.",
        )
    )
    libelle = replace(blocs[0], cellules=("Description",), cle=A_RANGER)
    return [libelle, replace(blocs[0], cellules=(f"À ranger ({enumerer(noms[:CITES_MAX], 'ou')}) : {texte}",))]


def _ranger_au_dessus(
    libelles: Sequence[_Libelle], textes: Sequence[Bloc], rendus: list[Bloc], avis: list[Avis]
) -> list[Bloc]:
    """Texts that stand between the title of the fiche and its first labels, when each is plainly that of a label that
    has none below."""
    rang = len(rendus)
    while rang and not rendus[rang - 1].tableau and lire_tete_de_fiche(rendus[rang - 1].texte) is None:
        rang -= 1
    tete = lire_tete_de_fiche(rendus[rang - 1].texte) if rang else None
    au_dessus = rendus[rang:]
    sans_texte = libelles[:-1] if textes else libelles
    if tete is None or not tete[1] or len(au_dessus) < 2 or any(bloc.cle or _lire(bloc) for bloc in au_dessus):
        return []
    possibles = _possibles([libelle.cle for libelle in sans_texte], [bloc.texte for bloc in au_dessus])
    sures = all(nature_de(bloc.texte) not in {Nature.MOTS, Nature.PHRASE, Nature.BUT} for bloc in au_dessus)
    if not sures or any(len(candidats) != 1 for candidats in possibles):
        return []
    del rendus[rang:]
    avis.append((Lieu("", au_dessus[0].ligne), _dire_ranges(sans_texte)))
    ranges: list[Bloc] = []
    for place, libelle in enumerate(sans_texte):
        ranges.append(replace(libelle.bloc, cellules=(libelle.nom,), cle=libelle.cle))
        ranges += [bloc for bloc, candidats in zip(au_dessus, possibles, strict=True) if candidats == {place}]
    reste = libelles[len(sans_texte) :]
    return [*ranges, *(libelle.bloc for libelle in reste), *textes]


def _paragraphes(textes: Sequence[Bloc]) -> list[Bloc]:
    """Lines that the page cut, whole again: what begins with a small letter goes on with the line before, unless it is
    an amount or a date."""
    entiers: list[Bloc] = []
    for bloc in textes:
        seul = nature_de(bloc.texte) in {Nature.ARGENT, Nature.DATE}
        if entiers and bloc.texte[:1].islower() and not seul and not entiers[-1].texte.endswith((".", ";", ":")):
            entiers[-1] = replace(entiers[-1], cellules=(f"{entiers[-1].texte} {bloc.texte}",))
        else:
            entiers.append(bloc)
    return entiers


def _couper(textes: Sequence[Bloc], cles: Sequence[str]) -> list[Bloc]:
    """« 120 000 € 2024-2028 » under « Budget Calendrier » is two texts, when there is one place to cut it."""
    coupes: list[Bloc] = []
    for bloc in textes:
        mots = bloc.texte.split()
        paires = [(" ".join(mots[:rang]), " ".join(mots[rang:])) for rang in range(1, len(mots))]
        sures = {Nature.ARGENT, Nature.DATE}
        bonnes = [
            paire
            for paire in paires
            if {nature_de(paire[0]), nature_de(paire[1])} == sures and any(accepte(c, paire[0], cles) for c in cles)
        ]
        entier = len(textes) >= len(cles) or len(bonnes) != 1
        coupes += [bloc] if entier else [replace(bloc, cellules=(morceau,)) for morceau in bonnes[0]]
    return coupes


def _possibles(cles: Sequence[str], textes: Sequence[str]) -> list[set[int]]:
    """For each text, the labels whose it may be, when texts come in the order of the labels and each label has one at
    least (or, when there are fewer texts than labels, one at most). Out of order, only what a text says tells."""
    buts = any(nature_de(texte) is Nature.BUT for texte in textes)
    convient = [[accepte(cle, texte, cles, buts=buts) for cle in cles] for texte in textes]
    avant = _chemins(convient, tous=len(textes) >= len(cles))
    envers = [ligne[::-1] for ligne in convient[::-1]]
    apres = [ligne[::-1] for ligne in _chemins(envers, tous=len(textes) >= len(cles))[::-1]]
    ordonnes = [
        {rang for rang in range(len(cles)) if avant[place][rang] and apres[place][rang]} for place in range(len(textes))
    ]
    if all(ordonnes):
        return ordonnes
    return [{rang for rang, bon in enumerate(ligne) if bon} or set(range(len(cles))) for ligne in convient]


def _chemins(convient: Sequence[Sequence[bool]], *, tous: bool) -> list[list[bool]]:
    """Whether the texts up to each one can be given out so that it goes to each label. `tous`: each label has one."""
    chemins: list[list[bool]] = []
    for place, ligne in enumerate(convient):
        possible = []
        for rang, bon in enumerate(ligne):
            if not place:
                ouvert = rang == 0 or not tous
            elif tous:
                ouvert = chemins[-1][rang] or (rang > 0 and chemins[-1][rang - 1])
            else:
                ouvert = any(chemins[-1][:rang])
            possible.append(bon and ouvert)
        chemins.append(possible)
    return chemins


# Words ----------------------------------------------------------------------------------------------------------------


def _dire_ranges(libelles: Sequence[_Libelle]) -> str:
    noms = enumerer([f"« {libelle.nom} »" for libelle in libelles])
    return (
        f"La copie a séparé les rubriques {noms} de leurs textes : chacun est rangé d'après ce qu'il dit. Relisez-les."
    )


def _dire_vides(libelles: Sequence[_Libelle]) -> str:
    noms = enumerer([f"« {libelle.nom} »" for libelle in libelles[:-1]])
    return (
        f"Les rubriques {noms} n'ont pas de texte sous elles : ce qui suit est rangé dans « {libelles[-1].nom} ». Si "
        "la copie a séparé les colonnes, remettez chaque texte à sa place dans la fiche."
    )
