"""The official CSV of the definitions, read all or nothing (docs/guide/indicateurs.md)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from cordee.indicateurs.domain.definitions import IDENTIFIANT, Definition, ordonner
from cordee.indicateurs.domain.erreurs import ErreurLigne, ImportRefuse
from cordee.indicateurs.domain.nombres import NombreIllisible, lire_nombre
from cordee.indicateurs.domain.table_csv import Ligne, decoder, lire_lignes
from cordee.indicateurs.domain.unites import normaliser_unite
from cordee.territoires.domain.expressions import Grammaire, TypeFormule, indicateurs_cites, parse, verifier

OBLIGATOIRES = ("identifiantReferentiel", "titre", "unite")
LONGUEURS = {"identifiantReferentiel": 40, "titre": 300, "titreCourt": 120, "titreLong": 400, "unite": 80}
PRECISION_MAX = 6
FORMULES = {
    "valeurCalcule": TypeFormule.INDICATEUR_CALCULE,
    "exprCible": TypeFormule.BORNE,
    "exprSeuil": TypeFormule.BORNE,
}
BOOLEENS = {
    **dict.fromkeys(("true", "vrai", "oui", "1"), True),
    **dict.fromkeys(("", "false", "faux", "non", "0"), False),
}


@dataclass(frozen=True, slots=True)
class Lue:
    """A definition and the line of the file where it is."""

    ligne: int
    definition: Definition


class _Lecture:
    """Reads rows and keeps every problem."""

    def __init__(self, erreurs: list[ErreurLigne], thematiques: Collection[str]) -> None:
        self.erreurs = erreurs
        self.thematiques = thematiques

    def noter(self, ligne: Ligne, colonne: str, message: str) -> None:
        self.erreurs.append(ErreurLigne(ligne.numero, colonne, message))

    def lire(self, ligne: Ligne) -> Lue | None:
        avant = len(self.erreurs)
        for colonne, longueur in LONGUEURS.items():
            if len(ligne.texte(colonne)) > longueur:
                self.noter(ligne, colonne, f"{longueur} caractères au plus.")
        identifiant = ligne.texte("identifiantReferentiel").lower()
        if not IDENTIFIANT.fullmatch(identifiant):
            self.noter(ligne, "identifiantReferentiel", f"« {identifiant} » n'est pas un identifiant, comme cae_1.a.")
        if not ligne.texte("titre"):
            self.noter(ligne, "titre", "Il manque le titre.")
        lue = Definition(
            identifiant=identifiant,
            titre=" ".join(ligne.texte("titre").split()),
            titre_court=" ".join(ligne.texte("titreCourt").split()),
            titre_long=" ".join(ligne.texte("titreLong").split()),
            unite=normaliser_unite(ligne.texte("unite")),
            precision=self._precision(ligne),
            parents=tuple(parent.lower() for parent in ligne.mots("parents")),
            thematiques=self._thematiques(ligne),
            mesures=tuple(mesure.lower() for mesure in ligne.mots("actionIds")),
            categories=ligne.mots("categories"),
            valeur_calcule=ligne.texte("valeurCalcule"),
            expr_cible=ligne.texte("exprCible"),
            expr_seuil=ligne.texte("exprSeuil"),
            libelle_cible_seuil=ligne.texte("libelleCibleSeuil")[:300],
            participation_score=self._booleen(ligne, "participationScore"),
            sans_valeur_utilisateur=self._booleen(ligne, "sansValeurUtilisateur"),
            borne_min=self._nombre(ligne, "borneMin"),
            borne_max=self._nombre(ligne, "borneMax"),
            description=ligne.texte("description"),
        )
        if lue.borne_min is not None and lue.borne_max is not None and lue.borne_min > lue.borne_max:
            self.noter(ligne, "borneMin", "La borne inférieure dépasse la borne supérieure.")
        return Lue(ligne.numero, lue) if len(self.erreurs) == avant else None

    def _nombre(self, ligne: Ligne, colonne: str) -> float | None:
        try:
            return lire_nombre(ligne.texte(colonne))
        except NombreIllisible as erreur:
            self.noter(ligne, colonne, str(erreur))
            return None

    def _precision(self, ligne: Ligne) -> int:
        texte = ligne.texte("precision")
        if not texte:
            return 2
        if texte.isascii() and texte.isdigit() and int(texte) <= PRECISION_MAX:
            return int(texte)
        self.noter(ligne, "precision", f"« {texte} » n'est pas un nombre de décimales de 0 à {PRECISION_MAX}.")
        return 2

    def _booleen(self, ligne: Ligne, colonne: str) -> bool:
        texte = ligne.texte(colonne)
        if texte.lower() not in BOOLEENS:
            self.noter(ligne, colonne, f"« {texte} » n'est ni TRUE ni FALSE.")
        return BOOLEENS.get(texte.lower(), False)

    def _thematiques(self, ligne: Ligne) -> tuple[str, ...]:
        lues = tuple(mot.lower() for mot in ligne.mots("thematiques"))
        for inconnue in [mot for mot in lues if mot not in self.thematiques]:
            self.noter(ligne, "thematiques", f"Thématique inconnue « {inconnue} ».")
        return lues


def lire_officielles(
    contenu: bytes, *, thematiques: Collection[str], connus: Mapping[str, Collection[str]] | None = None
) -> list[Definition]:
    """Definitions of the file, in its order. `thematiques` are the known codes; `connus` the indicateurs already
    loaded, each with the reference values it has (`cible`, `limite`), which formulas may cite.

    Raises ImportRefuse with every problem by line and column: unreadable cells, doubles, unknown parents and operands,
    formulas that do not parse, dependencies that go round.
    """
    erreurs: list[ErreurLigne] = []
    lecture = _Lecture(erreurs, thematiques)
    lues = [
        lue
        for ligne in lire_lignes(decoder(contenu), obligatoires=OBLIGATOIRES, erreurs=erreurs)
        if (lue := lecture.lire(ligne)) is not None
    ]
    if not lues and not erreurs:
        erreurs.append(ErreurLigne(1, "", "Aucune ligne sous l'en-tête."))
    erreurs += _doubles(lues)
    if not erreurs:
        erreurs += [*_parents(lues, connus or {}), *_formules(lues, connus or {})]
    if not erreurs:
        erreurs += _cycles(lues)
    if erreurs:
        raise ImportRefuse(erreurs)
    return [lue.definition for lue in lues]


def bornes_de(expr_cible: str, expr_seuil: str) -> tuple[str, ...]:
    """Reference values that a definition has, as formulas name them."""
    return tuple(nom for nom, texte in (("cible", expr_cible), ("limite", expr_seuil)) if texte)


def _doubles(lues: Iterable[Lue]) -> list[ErreurLigne]:
    premieres: dict[str, int] = {}
    erreurs = []
    for lue in lues:
        premiere = premieres.setdefault(lue.definition.identifiant, lue.ligne)
        if premiere != lue.ligne:
            message = f"« {lue.definition.identifiant} » est déjà à la ligne {premiere}."
            erreurs.append(ErreurLigne(lue.ligne, "identifiantReferentiel", message))
    return erreurs


def _parents(lues: Iterable[Lue], connus: Collection[str]) -> list[ErreurLigne]:
    lues = list(lues)
    identifiants = {lue.definition.identifiant for lue in lues} | set(connus)
    erreurs = []
    for lue in lues:
        for parent in lue.definition.parents:
            if parent not in identifiants:
                erreurs.append(ErreurLigne(lue.ligne, "parents", f"Parent inconnu « {parent} »."))
            elif parent == lue.definition.identifiant:
                erreurs.append(ErreurLigne(lue.ligne, "parents", "Un indicateur n'est pas son propre parent."))
    return erreurs


def _formules(lues: list[Lue], connus: Mapping[str, Collection[str]]) -> list[ErreurLigne]:
    """What is wrong in the three formulas of each row, operands included."""
    indicateurs = dict(connus) | {
        lue.definition.identifiant: bornes_de(lue.definition.expr_cible, lue.definition.expr_seuil) for lue in lues
    }
    erreurs = []
    for lue in lues:
        textes = (lue.definition.valeur_calcule, lue.definition.expr_cible, lue.definition.expr_seuil)
        for (colonne, genre), texte in zip(FORMULES.items(), textes, strict=True):
            if texte:
                erreurs += [
                    ErreurLigne(lue.ligne, colonne, message)
                    for message in verifier(texte, genre, indicateurs=indicateurs)
                ]
    return erreurs


def _cycles(lues: list[Lue]) -> list[ErreurLigne]:
    """A definition whose parents or operands come back to itself."""
    erreurs = []
    ordre = [lue.definition for lue in lues]
    lignes = {lue.definition.identifiant: lue.ligne for lue in lues}
    try:
        ordonner(ordre)
    except ValueError as erreur:
        identifiant = str(erreur)
        erreurs.append(
            ErreurLigne(lignes[identifiant], "parents", f"« {identifiant} » est son propre ancêtre : cassez la boucle.")
        )
    operandes = [
        Definition(
            identifiant=d.identifiant,
            titre=d.titre,
            parents=tuple(cite.identifiant for cite in indicateurs_cites(parse(d.valeur_calcule, Grammaire.INDICATEUR)))
            if d.valeur_calcule
            else (),
        )
        for d in ordre
    ]
    try:
        ordonner(operandes)
    except ValueError as erreur:
        identifiant = str(erreur)
        message = f"Le calcul de « {identifiant} » revient à lui-même : cassez la boucle."
        erreurs.append(ErreurLigne(lignes[identifiant], "valeurCalcule", message))
    return erreurs
