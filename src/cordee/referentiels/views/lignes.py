"""Rows of the tree of a référentiel, as flat values that its template writes without looking anything up.

A référentiel has some 1,470 rows, shown at once. What depends only on the définition (identifier, label, links) is
written once per définition and kept; the rest is made of a few hundred distinct strings, kept too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from cordee.outils.nombres import INSECABLE, formater_rapide
from cordee.outils.texte import normaliser, typographier
from cordee.referentiels.domain import Niveau, StatutAvancement, StatutStocke, is_hidden
from cordee.referentiels.forms.arbre import DESACTIVEE, PHASES, Filtre
from cordee.referentiels.queries.definitions import ReferentielCharge
from cordee.referentiels.queries.scores import EtatDesLieux
from cordee.referentiels.views.lignes_etats import MILLE, Etat, lire_etats

CLASSES = {Niveau.AXE: "ax", Niveau.SOUS_AXE: "sx", Niveau.MESURE: "me", Niveau.SOUS_MESURE: "sm", Niveau.TACHE: "ta"}
"""Class of a row, by level."""

AVEC_STATUT = frozenset({Niveau.SOUS_MESURE, Niveau.TACHE})
MOTS = {
    **{statut.value: statut.label for statut in StatutAvancement},
    StatutAvancement.DETAILLE.value: "Détaillé",
    StatutAvancement.DETAILLE_A_LA_TACHE.value: "À la tâche",
    DESACTIVEE: "Désactivée",
}
"""Word of a statut in a row: short, the column is narrow."""

CLES_PHASES = {libelle.lower(): cle for cle, libelle in PHASES}
ESSENTIELLE = SafeString(" <small>essentielle</small>")
VIDE = SafeString("")
DETAILLE = StatutAvancement.DETAILLE.value
REMPLISSAGES = ('class="fait"', 'fill="url(#t-prog)"', 'fill="url(#t-pas)"')
HORS_BANDE = SafeString(' hx-swap-oob="true"')
TIRET = SafeString("—")


class Intitule(NamedTuple):
    """What a row shows whatever the collectivité. `rang` and `parent` are positions in the tree; `phase`, `axe` and
    `essentielle` are inherited from the node above that carries them; `cle` is the label as it is searched, each word
    after a space. `tete` is the inside of the row's header."""

    code: SafeString
    numero: str
    rang: int
    parent: int
    profondeur: int
    classe: str
    repliee: bool
    porte_statut: bool
    axe: str
    phase: str
    essentielle: bool
    cle: str
    attributs: SafeString
    tete: SafeString
    lien: SafeString


class Ligne(NamedTuple):
    """One row, in the order in which the template unpacks it. `attributs` are those that the filters, the keyboard and
    the style sheet read; `statut` is a link where it may be changed."""

    code: SafeString
    classe: SafeString
    attributs: SafeString
    tete: SafeString
    barre: SafeString
    pourcentage: SafeString
    gain: SafeString
    statut: SafeString


@dataclass(frozen=True)
class Arbre:
    """The rows, how many pass the filters, how many there are."""

    lignes: list[Ligne]
    retenues: int
    total: int


@lru_cache(maxsize=12)
def composer_intitules(charge: ReferentielCharge) -> tuple[Intitule, ...]:
    """Fixed part of every row but the root, in the order of the tree."""
    arbre = charge.arbre
    intitules: list[Intitule] = []
    for rang, noeud in enumerate(charge.noeuds[1:], start=1):
        parent = int(arbre.parents[rang])
        haut = intitules[parent - 1] if parent else None
        phase = CLES_PHASES.get(noeud.categorie.lower(), "") or (haut.phase if haut else "")
        essentielle = noeud.coremeasure or (haut is not None and haut.essentielle)
        lien = _lien(charge, noeud.code, noeud.niveau)
        numero = noeud.numero
        intitules.append(
            Intitule(
                code=conditional_escape(noeud.code),
                numero=numero,
                rang=rang,
                parent=parent,
                profondeur=int(arbre.depths[rang]),
                classe=CLASSES[noeud.niveau],
                repliee=noeud.niveau in AVEC_STATUT,
                porte_statut=noeud.niveau in AVEC_STATUT,
                axe=haut.axe if haut else numero,
                phase=phase,
                essentielle=essentielle,
                cle=f" {normaliser(noeud.libelle)}",
                attributs=format_html(
                    ' aria-level="{}"{}{}',
                    int(arbre.depths[rang]),
                    format_html(' data-p="{}"', phase) if phase and noeud.niveau is Niveau.SOUS_MESURE else "",
                    mark_safe(" data-e") if noeud.coremeasure else "",
                ),
                tete=_tete(noeud.numero, noeud.libelle, lien, bool(arbre.enfants[rang]), noeud.coremeasure),
                lien=conditional_escape(lien),
            )
        )
    return tuple(intitules)


def _lien(charge: ReferentielCharge, code: str, niveau: Niveau) -> str:
    """Address of the page of the mesure, relative to that of the tree; none above the mesures."""
    if niveau is Niveau.MESURE:
        return f"mesures/{code}/"
    return f"mesures/{charge.arbre.mesure_of(code)}/#{code}" if niveau in AVEC_STATUT else ""


def _tete(numero: str, libelle: str, lien: str, parent: bool, essentielle: bool) -> SafeString:
    nom = typographier(libelle)
    return format_html(
        '{}<span class="id">{}</span>{}',
        mark_safe('<i class="bascule"></i>') if parent else "",
        numero,
        format_html('<a class="nom" href="{}">{}{}</a>', lien, nom, ESSENTIELLE if essentielle else "")
        if lien
        else format_html('<span class="nom">{}</span>', nom),
    )


@lru_cache(maxsize=8192)
def dessiner_barre(fait: int, programme: int, pas_fait: int) -> SafeString:
    """A score bar, from thousandths of the potentiel. Its frame and its heights are in the style sheet; the row has the
    figures."""
    traits, x = [], 0
    for part, remplissage in zip((fait, programme, pas_fait), REMPLISSAGES, strict=True):
        part = min(part, MILLE - x)  # a score rule may give more faits than there is room for
        if part:
            abscisse = f' x="{x / 10:g}%"' if x else ""
            traits.append(f'<rect{abscisse} width="{part / 10:g}%" {remplissage}/>')
        x += part
    return mark_safe(f'<svg class="barre" aria-hidden="true">{"".join(traits)}</svg>')


@lru_cache(maxsize=32)
def ecrire_statut(statut: str) -> SafeString:
    """Glyph and word of a statut."""
    return format_html(
        '<svg class="glyphe" aria-hidden="true"><use href="#g-{}"/></svg>{}',
        StatutAvancement.NON_CONCERNE.value if statut == DESACTIVEE else statut,
        MOTS[statut],
    )


@lru_cache(maxsize=2048)
def _pourcentage(millieme: int) -> SafeString:
    return SafeString(formater_rapide(millieme / 10) + INSECABLE + "%")


@lru_cache(maxsize=4096)
def _gain(gain: float, decimales: int) -> SafeString:
    if 0 < gain < 0.005:
        return SafeString(f"&lt;{INSECABLE}0,01")
    return SafeString(formater_rapide(gain, decimales)) if gain else TIRET


def composer_ligne(
    intitule: Intitule, etat: Etat, stocke: StatutStocke | None, *, commentee: bool, modifiable: bool, classes: str = ""
) -> Ligne:
    """One row. `classes` adds those of folding and filtering."""
    if not etat.concerne:
        classes += " hors"
    statut = ecrire_statut(etat.statut) if etat.statut else VIDE
    if modifiable and intitule.porte_statut and not etat.desactive:
        statut = SafeString(f'<a class="st" href="{intitule.lien}">{statut}</a>')
    return Ligne(
        intitule.code,
        SafeString(intitule.classe + classes),
        SafeString(f"{intitule.attributs}{_donnees(etat, stocke, commentee)}"),
        intitule.tete,
        dessiner_barre(etat.fait, etat.programme, etat.pas_fait) if etat.chiffree else VIDE,
        _pourcentage(etat.fait) if etat.chiffree else TIRET,
        _gain(etat.gain, 2 if intitule.porte_statut else 1),
        statut,
    )


def _donnees(etat: Etat, stocke: StatutStocke | None, commentee: bool) -> str:
    """`data-g` points to win, `data-s` statut, `data-d` its split in percentages, `data-r` to fill in, `data-k`
    commented."""
    donnees = f' data-g="{etat.gain:g}"'
    if etat.statut:
        donnees += f' data-s="{etat.statut}"'
        if etat.statut == DETAILLE and stocke is not None and stocke.split is not None:
            donnees += f' data-d="{" ".join(f"{part * 100:.4g}" for part in stocke.split.parts)}"'
    if etat.a_renseigner:
        donnees += " data-r"
    if commentee:
        donnees += " data-k"
    return donnees


def composer_arbre(etat: EtatDesLieux, commentes: Collection[str], filtre: Filtre, *, modifiable: bool) -> Arbre:
    """Every row of the tree; those that the filters hide carry the class `x`, those folded at first the class `f`."""
    charge, referentiel = etat.charge, etat.charge.code
    etats = lire_etats(etat.scores)
    montres = [i for i in composer_intitules(charge) if not is_hidden(referentiel, etats[i.rang].desactive)]
    retenues: set[int] | None = None
    visibles: set[int] = set()
    if filtre.actif:
        retenues = _retenir(referentiel, filtre, [(i, etats[i.rang], i.code in commentes) for i in montres])
        visibles = _avec_ancetres(retenues, charge)
    lignes = []
    for intitule in montres:
        if retenues is None:
            classes = " f" if intitule.repliee else ""
        else:
            classes = "" if intitule.rang in visibles else " f x" if intitule.repliee else " x"
        code = intitule.code
        lignes.append(
            composer_ligne(
                intitule,
                etats[intitule.rang],
                etat.statuts.get(code),
                commentee=code in commentes,
                modifiable=modifiable,
                classes=classes,
            )
        )
    return Arbre(lignes, len(lignes) if retenues is None else len(retenues), len(lignes))


def composer_changees(avant: EtatDesLieux, apres: EtatDesLieux, commentes: Collection[str]) -> list[Ligne]:
    """Rows that do not show the same thing after a write, each to replace the one already shown."""
    etats = lire_etats(apres.scores)
    paires = zip(apres.charge.arbre.ids, lire_etats(avant.scores), etats, strict=True)
    # A split may change too little to be seen on the bar: the menu still has to start from it.
    changees = {
        code
        for code, ancien, nouveau in paires
        if ancien != nouveau or (nouveau.statut == DETAILLE and avant.statuts.get(code) != apres.statuts.get(code))
    }
    return _remplacer(apres, etats, changees, commentes, modifiable=True)


def composer_mesures(
    etat: EtatDesLieux, mesures: Iterable[str], commentes: Collection[str], *, modifiable: bool
) -> list[Ligne]:
    """Rows of these mesures, of what is below and above them, to replace those already shown."""
    arbre = etat.charge.arbre
    codes: set[str] = set()
    for mesure in mesures:
        if mesure in arbre:
            codes.update(arbre.subtree(mesure))
            haut = arbre.parent(mesure)
            while haut is not None:
                codes.add(haut)
                haut = arbre.parent(haut)
    return _remplacer(etat, lire_etats(etat.scores), codes, commentes, modifiable=modifiable)


def _remplacer(
    etat: EtatDesLieux, etats: Sequence[Etat], codes: Collection[str], commentes: Collection[str], *, modifiable: bool
) -> list[Ligne]:
    lignes = []
    for intitule in composer_intitules(etat.charge):
        code, lu = intitule.code, etats[intitule.rang]
        if code not in codes or is_hidden(etat.charge.code, lu.desactive):
            continue
        stocke = etat.statuts.get(code)
        ligne = composer_ligne(intitule, lu, stocke, commentee=code in commentes, modifiable=modifiable)
        lignes.append(ligne._replace(attributs=ligne.attributs + HORS_BANDE))
    return lignes


def _retenir(referentiel: str, filtre: Filtre, lues: Iterable[tuple[Intitule, Etat, bool]]) -> set[int]:
    """Positions of the rows that pass every filter. A row is (fixed part, state, commented)."""
    numero, mots = filtre.numero(referentiel), filtre.mots
    prefixe = numero + "."
    return {
        intitule.rang
        for intitule, lu, commentee in lues
        if (not numero or intitule.numero == numero or intitule.numero.startswith(prefixe))
        and (numero or all(f" {mot}" in intitule.cle for mot in mots))
        and (not filtre.axe or intitule.axe == filtre.axe)
        and (not filtre.statut or lu.statut == filtre.statut)
        and (not filtre.phase or intitule.phase == filtre.phase)
        and (filtre.gain is None or lu.gain >= filtre.gain)
        and (not filtre.essentielles or intitule.essentielle)
        and (not filtre.a_renseigner or lu.a_renseigner)
        and _passe_commentaire(filtre.commentaire, intitule, commentee)
    }


def _passe_commentaire(choix: str, intitule: Intitule, commentee: bool) -> bool:
    """Axes and sous-axes are not commented: « sans commentaire » does not list them."""
    if choix == "sans":
        return not commentee and bool(intitule.lien)
    return choix != "avec" or commentee


def _avec_ancetres(retenues: set[int], charge: ReferentielCharge) -> set[int]:
    visibles: set[int] = set()
    parents = charge.arbre.parents.tolist()
    for rang in retenues:
        while rang > 0 and rang not in visibles:
            visibles.add(rang)
            rang = parents[rang]
    return visibles
