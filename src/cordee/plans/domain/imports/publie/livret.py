"""Our own booklets (Word, OpenDocument, PDF) without their cover, their summary and their tables: what remains is
fiches under their axes (docs/calculs/import.md, « Nos livrets »)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from cordee.plans.domain.colonnes_feuilles import RECUEIL
from cordee.plans.domain.fiche import AxeComplet
from cordee.plans.domain.imports.cles import normaliser
from cordee.plans.domain.imports.codes import decouper_titre
from cordee.plans.domain.imports.messages import LectureImport, Lieu
from cordee.plans.domain.imports.publie.blocs import Bloc
from cordee.plans.domain.imports.publie.libelles import CHEMIN
from cordee.plans.domain.listes import TypePlan

ANNEES_SEULES = "Le livret ne donne que les années du plan : il commencera un 1er janvier et finira un 31 décembre."
SYNTHESE = "ou en est le plan"
TABLE = "axe fiches realisees en retard avancement"
FICHES = "fiche pilote statut echeance"
SANS_PLAN = "fiches sans plan"
HORS = "hors des axes"
"""Stands for no axe, between the end of the axes and the fiches that are in none."""
HORS_DES_AXES = {"fiches hors des axes", "fiches du plan", SANS_PLAN}
_PHRASE = re.compile(r"^(?:\d[\d\s]* fiches?\b(?:,| ;|\.)|aucune fiche pour l)", re.I)
_ANNEES = re.compile(r"^(?:(\d{4})\s*–\s*(\d{4})|[ÀA] partir de (\d{4})|Jusqu.en (\d{4}))$")
_TERME = re.compile(r"^(Pilotage|Élus référents|Périmètre|Délibération|Document)\s*:\s*(.+)$", re.S)


@dataclass(slots=True)
class LivretLu:
    """What a booklet says around its fiches: `axes`, the names of its chapters in order, with their descriptions;
    `tables`, the fiches that each names, printed there or elsewhere; `laisses`, what is not taken."""

    nom: str = ""
    recueil: bool = False
    type: TypePlan | None = None
    debut: date | None = None
    fin: date | None = None
    description: list[str] = field(default_factory=list)
    pilotes: tuple[str, ...] = ()
    referents: tuple[str, ...] = ()
    perimetre: tuple[str, ...] = ()
    axes: dict[str, list[str]] = field(default_factory=dict)
    chemins: list[tuple[str, ...]] = field(default_factory=list)
    tables: list[tuple[tuple[str, ...], list[str]]] = field(default_factory=list)
    laisses: list[Bloc] = field(default_factory=list)


def deshabiller(blocs: Sequence[Bloc]) -> tuple[list[Bloc], LivretLu | None]:
    """The blocks of the fiches of a booklet of ours, under their axes, and what stood around; the same blocks and None
    for any other document."""
    table = next((rang for rang, bloc in enumerate(blocs) if _est(bloc, TABLE)), None)
    if table is None or not any(normaliser(bloc.texte) == SYNTHESE for bloc in blocs[:table]):
        return list(blocs), None
    lu = LivretLu()
    fin = _lire_la_table(blocs, table, lu)
    _lire_la_tete(blocs[:table], lu)
    return list(_chapitres(blocs[fin:], lu)), lu


def _est(bloc: Bloc, entetes: str) -> bool:
    """Whether a row begins with these headers."""
    return bloc.tableau and normaliser(" ".join(bloc.cellules)).startswith(entetes)


def _cle(nom: str) -> str:
    return normaliser(nom)


def _lire_la_table(blocs: Sequence[Bloc], table: int, lu: LivretLu) -> int:
    """The names of the axes; the rank of what follows."""
    rang = table + 1
    while rang < len(blocs) and blocs[rang].tableau:
        nom = " ".join(blocs[rang].cellules[0].split())
        rang += 1
        if normaliser(nom) in {"ensemble du plan", "ensemble des fiches"}:
            lu.recueil = normaliser(nom) == "ensemble des fiches"
            break
        lu.axes[nom] = []
    return rang


def _lire_la_tete(blocs: Sequence[Bloc], lu: LivretLu) -> None:
    """What the cover and the overview say of the plan."""
    fin = next((rang for rang, bloc in enumerate(blocs) if normaliser(bloc.texte) == "sommaire"), len(blocs))
    couverture = blocs[:fin]
    nom = max(couverture, key=lambda b: (b.niveau > 0, -b.niveau), default=None)
    lu.nom = " ".join(nom.texte.split()) if nom is not None else ""
    lu.recueil = lu.recueil or lu.nom == RECUEIL
    for bloc in couverture:
        texte = " ".join(bloc.texte.split())
        if (annees := _ANNEES.match(texte)) is not None:
            debut, fin_ = annees[1] or annees[3], annees[2] or annees[4]
            lu.debut = date(int(debut), 1, 1) if debut else None
            lu.fin = date(int(fin_), 12, 31) if fin_ else None
        elif bloc is not nom and lu.type is None and (trouve := _type_de(texte)) is not None:
            lu.type = trouve
        elif bloc is not nom:
            lu.laisses.append(bloc)
    synthese = max(rang for rang, bloc in enumerate(blocs) if normaliser(bloc.texte) == SYNTHESE)
    for bloc in blocs[synthese + 1 :]:
        _lire_la_synthese(bloc, lu)


def _type_de(texte: str) -> TypePlan | None:
    return next((t for t in TypePlan if normaliser(t.libelle) == normaliser(texte)), None)


def _lire_la_synthese(bloc: Bloc, lu: LivretLu) -> None:
    texte = bloc.texte
    if _PHRASE.match(texte) or normaliser(texte) == "avancement et budget par axe":
        return
    terme = _TERME.match(texte)
    noms = tuple(nom.strip() for nom in terme[2].split(",") if nom.strip()) if terme else ()
    if terme is None:
        lu.description.append(texte)
    elif terme[1] == "Pilotage":
        lu.pilotes = noms
    elif terme[1] == "Élus référents":
        lu.referents = noms
    elif terme[1] == "Périmètre":
        lu.perimetre = noms
    else:
        lu.laisses.append(bloc)


def _chapitres(blocs: Sequence[Bloc], lu: LivretLu) -> Iterator[Bloc]:
    """The fiches; a heading of chapter becomes an axe, its table is left out, its text is its description."""
    noms = {_cle(nom): nom for nom in lu.axes}
    _relever_les_chemins(blocs, noms, lu)
    intitules = _intitules(blocs)
    ouvert: str | None = None
    en_table = False
    precedent: tuple[str, ...] = ()
    annonce: Bloc | None = None
    for rang, bloc in enumerate(blocs):
        plat = " ".join(bloc.texte.split())
        nom = noms.get(_cle(plat)) if not bloc.tableau else None
        if bloc.courant:
            yield bloc
            continue
        if en_table and bloc.tableau:
            lu.tables[-1][1].append(_PAGE.sub("", " ".join(bloc.cellules[0].split())))
            continue
        en_table = False
        if not bloc.tableau and (nom is not None or _est_un_chemin(plat, noms)):
            noms_dits = [noms.get(_cle(n), n) for n in plat.split(CHEMIN)]
            ouvert, annonce = None, _annonce(bloc, noms_dits)
            if nom is not None and _ouvre_un_chapitre(blocs[rang + 1 : rang + 2]):
                precedent = _chemin_de(nom, lu, precedent)
                ouvert, annonce = nom, _annonce(bloc, precedent)
        elif normaliser(plat) in HORS_DES_AXES and not bloc.tableau:
            precedent = ()
            annonce = _annonce(bloc, (HORS, HORS))
        elif _est(bloc, FICHES):
            ouvert, en_table = None, True
            lu.tables.append((precedent, []))
        elif normaliser(plat) == "fiches" or _PHRASE.match(plat):
            continue
        elif ouvert is not None:
            lu.axes[ouvert].append(bloc.texte)
        else:
            debut = not bloc.tableau and _cle(plat) in intitules
            if annonce is not None:
                yield replace(annonce, ligne=bloc.ligne, debut=debut)
                debut, annonce = False, None
            yield replace(_numeroter(bloc) if _cle(plat) in intitules else bloc, debut=debut)


def _annonce(bloc: Bloc, chemin: Sequence[str]) -> Bloc:
    """A path of axes that cannot be taken for anything else, even when it has one name."""
    texte = CHEMIN.join(chemin) if len(chemin) > 1 else f"{chemin[0]}{CHEMIN}"
    return replace(bloc, cellules=(texte,), niveau=0, gras=True)


def _numeroter(bloc: Bloc) -> Bloc:
    """« 9 Informer », as we write the number 9, is « 9. Informer »; « 3 km de pistes » stays."""
    if bloc.tableau or (dit := _NUMERO_SEUL.match(bloc.texte)) is None:
        return bloc
    return replace(bloc, cellules=(f"{dit[1]}. {dit[2]}",))


_NUMERO_SEUL = re.compile(r"^(\d{1,3}) +([A-ZÀ-Ý].*)$", re.S)
_PAGE = re.compile(r"\s*\(p\. ?\d+\)$")


def _intitules(blocs: Sequence[Bloc]) -> set[str]:
    """The fiches that the tables of the chapters name."""
    trouves = set()
    en_table = False
    for bloc in blocs:
        en_table = bloc.tableau and (en_table or _est(bloc, FICHES))
        if en_table:
            trouves.add(_cle(_PAGE.sub("", " ".join(bloc.cellules[0].split()))))
    return trouves


def _relever_les_chemins(blocs: Sequence[Bloc], noms: dict[str, str], lu: LivretLu) -> None:
    """The paths that stand above fiches."""
    for bloc in blocs:
        plat = " ".join(bloc.texte.split())
        if not bloc.tableau and _est_un_chemin(plat, noms):
            chemin = tuple(noms[_cle(nom)] for nom in plat.split(CHEMIN))
            if chemin not in lu.chemins:
                lu.chemins.append(chemin)


def _est_un_chemin(plat: str, noms: dict[str, str]) -> bool:
    return CHEMIN in plat and all(_cle(nom) in noms for nom in plat.split(CHEMIN))


def _ouvre_un_chapitre(suivants: Sequence[Bloc]) -> bool:
    """Whether the sentence of a chapter stands below its heading."""
    return bool(suivants) and bool(_PHRASE.match(" ".join(suivants[0].texte.split())))


# After the reading ---------------------------------------------------------------------------------------------------


def completer(lecture: LectureImport, lu: LivretLu) -> None:
    """Gives the plan what the booklet says of it, its empty axes and the descriptions of all."""
    plan = lecture.plan
    plan.recueil = lu.recueil
    if not lu.recueil:
        plan.nom, plan.type, plan.debut, plan.fin = lu.nom, lu.type, lu.debut, lu.fin
        plan.description = "\n\n".join(lu.description)
        plan.pilotes, plan.referents, plan.perimetre = lu.pilotes, lu.referents, lu.perimetre
        if lu.debut or lu.fin:
            lecture.avertir(
                "Le livret ne donne que les années du plan : ses dates sont le 1er janvier et le 31 décembre."
            )
    for axe in [axe for axe in plan.axes if axe.nom == HORS]:
        plan.axes.remove(axe)
        plan.fiches += [fiche for dedans in axe.axes for fiche in dedans.fiches]
    _placer_ailleurs(lecture, lu)
    precedent: tuple[str, ...] = ()
    for nom, lignes in lu.axes.items():
        precedent = _chemin_de(nom, lu, precedent)
        axe = _trouver(plan.axes, precedent)
        axe.description = "\n\n".join(lignes)
    _ordonner(plan.axes, [_cle(nom) for nom in lu.axes])
    lecture.non_repris += [(Lieu("", bloc.ligne or None), bloc.texte) for bloc in lu.laisses]


def _placer_ailleurs(lecture: LectureImport, lu: LivretLu) -> None:
    """A fiche that a chapter names and another one prints is in both."""
    connues = {normaliser(f"{fiche.code} {fiche.titre}"): fiche for fiche in lecture.fiches()}
    for chemin, intitules in lu.tables:
        ou = _trouver(lecture.plan.axes, chemin).fiches if chemin else lecture.plan.fiches
        for intitule in intitules:
            fiche = connues.get(normaliser(intitule))
            if fiche is not None and not any(autre is fiche for autre in ou):
                ou.append(fiche)


def _chemin_de(nom: str, lu: LivretLu, precedent: tuple[str, ...]) -> tuple[str, ...]:
    """Where a chapter stands: as a fiche below it says, else by its number, else at the first level."""
    for chemin in lu.chemins:
        if nom in chemin and chemin[: len(precedent[:1])] == precedent[:1]:
            return chemin[: chemin.index(nom) + 1]
    for chemin in lu.chemins:
        if nom in chemin:
            return chemin[: chemin.index(nom) + 1]
    numero = decouper_titre(nom, axe=True)[0]
    for longueur in range(len(precedent), 0, -1):
        parent = decouper_titre(precedent[longueur - 1], axe=True)[0]
        if parent and numero.startswith(f"{parent}."):
            return (*precedent[:longueur], nom)
    return (precedent[0], nom) if lu.recueil and precedent and _est_numerote(nom) else (nom,)


def _est_numerote(nom: str) -> bool:
    return bool(decouper_titre(nom, axe=True)[0])


def _trouver(axes: list[AxeComplet], chemin: Sequence[str]) -> AxeComplet:
    """The axe at the end of this path, made if it is missing."""
    axe: AxeComplet | None = None
    for nom in chemin:
        numero, titre = decouper_titre(nom, axe=True)
        suivant = next((a for a in axes if (a.numero, normaliser(a.nom)) == (numero, normaliser(titre))), None)
        if suivant is None:
            suivant = AxeComplet(titre, numero)
            axes.append(suivant)
        axe, axes = suivant, suivant.axes
    assert axe is not None
    return axe


def _ordonner(axes: list[AxeComplet], ordre: Sequence[str]) -> None:
    """In the order of the booklet, which is that of the plan."""

    def place(axe: AxeComplet) -> int:
        nom = normaliser(axe.nom)
        return next((rang for rang, cle in enumerate(ordre) if cle == nom or cle.endswith(f" {nom}")), len(ordre))

    axes.sort(key=place)
    for axe in axes:
        _ordonner(axe.axes, ordre)
