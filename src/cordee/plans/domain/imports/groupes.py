"""What surrounds a fiche, seen as sets of items that can be compared: people, actors, codes, money, indicators…

A set is either given whole by a file (`remplace`: what is no longer cited goes) or only completed by it: an item of the
same key is updated, the others stay.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import MISSING, dataclass, fields, replace
from typing import Any

from cordee.plans.domain.champs_cites import ChampCite
from cordee.plans.domain.champs_personnalises import dire_cite
from cordee.plans.domain.fiche import (
    ActeurCite,
    BlocageCite,
    CommentaireCite,
    DocumentCite,
    EvaluationCitee,
    FicheComplete,
    FinancementCite,
    Impact,
    IndicateurCite,
    LienCite,
    LigneBudget,
    NoteCitee,
    ObjectifChiffre,
    PersonneCitee,
    ReferenceCitee,
)
from cordee.plans.domain.fourchettes import dire_fourchette, lire_fourchette
from cordee.plans.domain.imports.choix_cellules import noms_de
from cordee.plans.domain.imports.cles import normaliser
from cordee.plans.domain.imports.noms import cle_personne
from cordee.plans.domain.listes import Genre, RoleActeur, RolePersonne

Cle = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Groupe:
    """One set: `attribut` of the fiche, the items of it that belong to the set (`choisir`), their key, how they read,
    how a fiche gets them back (`poser`)."""

    nom: str
    libelle: str
    remplace: bool
    lire: Callable[[FicheComplete], tuple[Any, ...]]
    cle: Callable[[Any], Cle]
    dire: Callable[[Any], str]
    poser: Callable[[FicheComplete, tuple[Any, ...]], None]


@dataclass(frozen=True, slots=True)
class Delta:
    """What changes in a set: keys that go, items that come (already merged with what was there)."""

    groupe: Groupe
    partants: tuple[Cle, ...]
    arrivants: tuple[Any, ...]
    avant: str
    apres: str


def comparer_groupe(groupe: Groupe, existante: FicheComplete, lue: FicheComplete) -> Delta | None:
    """Difference of a set, None when the file says nothing of it or says the same."""
    lus = groupe.lire(lue)
    if not lus:
        return None
    anciens = {groupe.cle(item): item for item in groupe.lire(existante)}
    nouveaux = {groupe.cle(item): item for item in lus}
    arrivants: list[Any] = []
    partants: list[Cle] = []
    finals = dict(anciens)
    for cle, item in nouveaux.items():
        fusionne = _fusionner(anciens[cle], item) if cle in anciens else item
        if cle not in anciens or fusionne != anciens[cle]:
            arrivants.append(fusionne)
            finals[cle] = fusionne
            if cle in anciens:
                partants.append(cle)
    if groupe.remplace:
        for cle in anciens:
            if cle not in nouveaux:
                partants.append(cle)
                del finals[cle]
    if not arrivants and not partants:
        return None
    dits = [", ".join(groupe.dire(item) for item in items) for items in (anciens.values(), finals.values())]
    return Delta(groupe, tuple(partants), tuple(arrivants), dits[0], dits[1])


_SANS_DETAIL = (
    str, PersonneCitee, ActeurCite, NoteCitee, LienCite, DocumentCite, CommentaireCite, BlocageCite,
)  # fmt: skip
"""What a file adds and never changes: a note, a comment, a blocage that is there stays as it is."""


def _fusionner(ancien: Any, nouveau: Any) -> Any:
    """The old item with what the new one says: fields left at their default say nothing."""
    if isinstance(nouveau, _SANS_DETAIL):
        return ancien
    if isinstance(nouveau, ChampCite):  # a value is replaced as a whole
        return nouveau
    if isinstance(nouveau, LigneBudget) and nouveau.prevu is not None:  # one amount, or the two ends of one
        ancien = replace(ancien, prevu_max=None)
    dits: dict[str, Any] = {}
    for champ in fields(nouveau):
        valeur = getattr(nouveau, champ.name)
        if champ.default is MISSING or valeur in (champ.default, None, "", ()):
            continue
        dits[champ.name] = _ajouter_annees(getattr(ancien, champ.name), valeur) if isinstance(valeur, tuple) else valeur
    return replace(ancien, **dits)


def _ajouter_annees(anciennes: tuple[Any, ...], nouvelles: tuple[Any, ...]) -> tuple[Any, ...]:
    """Yearly values: those that are already there stay."""
    return tuple(sorted({**dict(nouvelles), **dict(anciennes)}.items()))


def _attribut(nom: str) -> tuple[Callable[[FicheComplete], Any], Callable[[FicheComplete, tuple[Any, ...]], None]]:
    return (lambda fiche: getattr(fiche, nom)), (lambda fiche, items: setattr(fiche, nom, items))


def _personnes(role: RolePersonne) -> Groupe:
    def poser(fiche: FicheComplete, items: tuple[Any, ...]) -> None:
        fiche.personnes = (*fiche.personnes, *items)

    return Groupe(
        f"personnes:{role}",
        role.libelle,
        True,
        lambda fiche: tuple(p for p in fiche.personnes if p.role is role),
        lambda item: (cle_personne(item.nom),),
        lambda item: item.nom,
        poser,
    )


def _acteurs(role: RoleActeur) -> Groupe:
    def poser(fiche: FicheComplete, items: tuple[Any, ...]) -> None:
        fiche.acteurs = (*fiche.acteurs, *items)

    return Groupe(
        f"acteurs:{role}",
        role.libelle,
        True,
        lambda fiche: tuple(a for a in fiche.acteurs if a.role is role),
        lambda item: (normaliser(item.nom),),
        lambda item: item.nom,
        poser,
    )


def _classements(genre: Genre) -> Groupe:
    noms = noms_de(genre)

    def poser(fiche: FicheComplete, items: tuple[Any, ...]) -> None:
        fiche.classements[genre] = items

    return Groupe(
        f"classements:{genre}",
        genre.libelle,
        True,
        lambda fiche: fiche.classements.get(genre, ()),
        lambda item: (item,),
        lambda item: noms.get(item, item),
        poser,
    )


def _liste(
    attribut: str, libelle: str, cle: Callable[[Any], Cle], dire: Callable[[Any], str], *, remplace: bool = False
) -> Groupe:
    lire, poser = _attribut(attribut)
    return Groupe(attribut, libelle, remplace, lire, cle, dire, poser)


def dire_budget(ligne: LigneBudget) -> str:
    """`Investissement 2024 : 12 000 € HT`."""
    prevu = lire_fourchette(ligne.prevu, ligne.prevu_max)
    reel = lire_fourchette(ligne.reel, None)
    montants = [dire_fourchette(montant) for montant in (prevu, reel) if montant is not None]
    annee = f" {ligne.annee}" if ligne.annee else ", étalé sur les années" if ligne.est_etale else ""
    return f"{ligne.type.libelle}{annee} : {' / '.join(montants)} {ligne.unite.libelle}"


def _dire_financement(item: FinancementCite) -> str:
    montant = f" : {item.montant:,} €".replace(",", " ").replace(".", ",") if item.montant is not None else ""
    return f"{item.financeur}{montant}"


def cle_indicateur(identifiant: str, nom: str) -> Cle:
    """Key of an indicator: its official identifier when it has one."""
    return (identifiant or normaliser(nom)[:320],)


def cle_reference(type_: str, titre: str, article: str) -> Cle:
    """Key of a document cadre: what is cited of it, not where it is read."""
    return (str(type_), normaliser(titre), normaliser(article))


def cle_lien(type_: str, titre: str) -> Cle:
    """Key of a link to another fiche."""
    return (str(type_), normaliser(titre)[:320])


def _dire_impact(item: Impact) -> str:
    return item.domaine.libelle + (f" ({item.valeur} {item.unite})" if item.valeur is not None else "")


def _dire_objectif(item: ObjectifChiffre) -> str:
    return item.libelle


def _dire_indicateur(item: IndicateurCite) -> str:
    return f"{item.nom} (cible {item.cible} {item.unite})" if item.cible is not None else item.nom


def _dire_reference(item: ReferenceCitee) -> str:
    return " ".join(mot for mot in (item.type.libelle, item.titre, item.article) if mot)


def _dire_evaluation(item: EvaluationCitee) -> str:
    return f"{item.periode.libelle} : {item.appreciation.libelle if item.appreciation else item.resultat[:60]}"


def _dire_note(item: NoteCitee) -> str:
    return f"{item.date:%d/%m/%Y} {item.texte[:60]}"


def _dire_commentaire(item: CommentaireCite) -> str:
    return f"{item.auteur} : {item.texte[:60]}" if item.auteur else item.texte[:60]


def cle_commentaire(item: CommentaireCite) -> Cle:
    """Key of a comment: when, who, what."""
    return (item.ecrit_le.replace(second=0), normaliser(item.auteur), normaliser(item.texte))


def cle_champ(item: ChampCite) -> Cle:
    """Key of the value of an added field: its number, its label when it is still to be created."""
    return (item.ref,) if item.ref is not None else (normaliser(item.libelle), normaliser(item.plan))


def _dire_champ(item: ChampCite) -> str:
    return f"{item.libelle} : {dire_cite(item)}"


def _dire_mesure(code: str) -> str:
    """`CAE 1.1.1`, as its page is named."""
    referentiel, _, numero = code.partition("_")
    return f"{referentiel.upper()} {numero}" if numero else code


_SIGNATURE = re.compile(r" \((?:attend|posé par|levé par) [^()]+\)$")


def dire_attente(code: str, titre: str) -> str:
    """`Attend « 2.1 Suivre l'énergie »`, empty without a fiche."""
    nom = " ".join(mot for mot in (code, titre) if mot)
    return f"Attend « {nom} »" if nom else ""


def raison_completee(raison: str, attente: str, maximum: int = 500) -> str:
    """The reason, then the fiche that nothing here stands for: `Devis (attend « Suivre l'énergie »)`."""
    dite = attente.replace("(", "").replace(")", "")[: maximum // 2]
    suite = f" ({dite})" if dite else ""
    return raison[: maximum - len(suite)] + suite


def raison_seule(raison: str) -> str:
    """The reason without these words."""
    return _SIGNATURE.sub("", raison)


def _cle_blocage(item: BlocageCite) -> Cle:
    dite = raison_seule(item.raison) or dire_attente(item.code, item.titre)
    return (item.pose_le.replace(second=0), normaliser(dite))


GROUPES: tuple[Groupe, ...] = (
    *(_personnes(role) for role in RolePersonne),
    *(_acteurs(role) for role in RoleActeur),
    *(_classements(genre) for genre in Genre),
    _liste("communes", "Communes concernées", lambda nom: (normaliser(nom),), str, remplace=True),
    _liste("mesures", "Mesures liées", lambda code: (code,), _dire_mesure, remplace=True),
    _liste("objectifs_chiffres", "Objectifs chiffrés", lambda o: (normaliser(o.libelle)[:300],), _dire_objectif),
    _liste("impacts", "Impacts", lambda i: (str(i.domaine),), _dire_impact),
    _liste("budgets", "Budget", lambda b: (str(b.type), str(b.unite), b.annee), dire_budget),
    _liste(
        "financements",
        "Financements",
        lambda f: (normaliser(f.financeur)[:210], normaliser(f.dispositif), f.annee),
        _dire_financement,
    ),
    _liste("indicateurs", "Indicateurs", lambda i: cle_indicateur(i.identifiant, i.nom), _dire_indicateur),
    _liste(
        "liens", "Actions liées", lambda lien: cle_lien(lien.type, lien.titre or lien.code), lambda lien: lien.titre
    ),
    _liste("references", "Documents cadres", lambda r: cle_reference(r.type, r.titre, r.article), _dire_reference),
    _liste("evaluations", "Bilans", lambda e: (str(e.periode), e.date), _dire_evaluation),
    _liste("notes", "Notes de suivi", lambda n: (n.date, normaliser(n.texte)), _dire_note),
    _liste("commentaires", "Commentaires", cle_commentaire, _dire_commentaire),
    _liste("blocages", "Blocages", _cle_blocage, lambda b: b.raison or dire_attente(b.code, b.titre)),
    _liste("champs", "Champs de la collectivité", cle_champ, _dire_champ),
    _liste("documents", "Documents et liens", lambda d: (d.adresse or normaliser(d.nom),), lambda d: d.nom),
)


def sans_rien(titre: str) -> FicheComplete:
    """A fiche that says nothing but its title, to carry what changes."""
    return FicheComplete(titre)


def poser_deltas(fiche: FicheComplete, deltas: Iterable[Delta]) -> FicheComplete:
    """Gives the fiche the items that come."""
    for delta in deltas:
        if delta.arrivants:
            delta.groupe.poser(fiche, delta.arrivants)
    return fiche
