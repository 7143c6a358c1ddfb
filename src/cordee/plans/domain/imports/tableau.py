"""From the rows of a sheet, once its columns are known, to a plan: axes, fiches, sous-fiches
(docs/calculs/import.md, « Lignes »)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from cordee.plans.domain.colonnes_cellules import lire_texte
from cordee.plans.domain.fiche import AxeComplet, FicheComplete
from cordee.plans.domain.imports.bandeaux import Bandeau, lire_bandeau
from cordee.plans.domain.imports.champs import poser
from cordee.plans.domain.imports.classeurs import Feuille, Valeur
from cordee.plans.domain.imports.cles import normaliser
from cordee.plans.domain.imports.codes import decouper_titre
from cordee.plans.domain.imports.entetes import Colonne, cle_entete
from cordee.plans.domain.imports.heritage import niveaux_herites
from cordee.plans.domain.imports.listes_cellules import separer
from cordee.plans.domain.imports.messages import LectureImport, Lieu, citer
from cordee.plans.domain.imports.poses import Case
from cordee.plans.domain.listes import UniteBudget

NIVEAUX_MAX = 4
TITRES = ("titre", "sous_titre", "sous_sous_titre")
_ORDRE = {"code": 0, "titre": 1, "calendrier": 8, "financeur": 5, "montant": 5}


@dataclass(slots=True)
class Ligne:
    """A row being read. `axes` holds its levels as written, `titres` the fiche then its sous-fiches. `suite` is set
    when it goes on with the fiche above (merged title)."""

    rang: int
    valeurs: dict[int, Valeur]
    axes: list[str] = field(default_factory=list)
    titres: list[str] = field(default_factory=list)
    bandeau: Bandeau | None = None
    suite: bool = False
    chemin: tuple[str, ...] = ()

    @property
    def numero(self) -> int:
        """As the spreadsheet shows it."""
        return self.rang + 1


Filtre = Callable[[dict[int, Valeur], Sequence[Colonne]], dict[int, Valeur]]
"""Takes away from a row what only explains the template; an empty result drops the row."""


def lire_tableau(
    lecture: LectureImport,
    feuille: Feuille,
    ligne_entete: int,
    colonnes: Sequence[Colonne],
    *,
    filtrer: Filtre = lambda valeurs, _: valeurs,
    heriter: bool | None = None,
    axes: dict[tuple[str, ...], AxeComplet] | None = None,
    sous: str = "",
) -> None:
    """Reads the rows under the header into the plan of `lecture`. `heriter` says whether a row without axe takes that
    of the row above (None: what the file seems to do). `axes` keeps those made from one sheet to the next, `sous` is an
    axe above all those of the sheet."""
    _Tableau(lecture, feuille, ligne_entete, colonnes, filtrer, heriter, axes if axes is not None else {}, sous).lire()


class _Tableau:
    def __init__(
        self,
        lecture: LectureImport,
        feuille: Feuille,
        ligne_entete: int,
        colonnes: Sequence[Colonne],
        filtrer: Filtre,
        heriter: bool | None,
        axes: dict[tuple[str, ...], AxeComplet],
        sous: str,
    ) -> None:
        self.lecture, self.feuille, self.entete = lecture, feuille, ligne_entete
        self.colonnes = [colonne for colonne in colonnes if colonne.cle]
        self.utiles = sorted((c for c in self.colonnes if c.cle != "ignorer"), key=_rang_de_pose)
        self.par_cle = {colonne.cle: colonne for colonne in self.utiles}
        self.filtrer, self.heriter = filtrer, heriter
        self.axes_par_cle, self.sous = axes, sous
        self.fiches: dict[tuple[tuple[str, ...], str], list[tuple[FicheComplete, Ligne]]] = {}
        self.derniere: dict[int, tuple[FicheComplete, tuple[str, ...]]] = {}

    # Walk

    def lire(self) -> None:
        lignes = self._lignes()
        self._signaler_formules({ligne.rang for ligne in lignes})
        self._signaler_colonnes(lignes)
        self._placer_axes(lignes)
        orphelines: list[Ligne] = []
        for ligne in lignes:
            if ligne.bandeau is not None:
                self._axe(ligne.chemin)
            elif ligne.suite:
                self._poursuivre(ligne)
            elif len(ligne.titres) > 1:
                orphelines.append(ligne)
                self._retenir_parent(ligne)
            else:
                self._lire_ligne(ligne)
        for ligne in orphelines:
            self._rattacher(ligne)

    def _lignes(self) -> list[Ligne]:
        fusions = self._fusions()
        entetes = {cle_entete(colonne.entete) for colonne in self.colonnes if colonne.entete}
        lignes = []
        for rang in range(self.entete + 1, len(self.feuille.lignes)):
            brutes = {c.rang: self.feuille.valeur(rang, c.rang) for c in self.colonnes}
            suite = False
            for (ligne, colonne), (valeur, est_titre) in fusions.get(rang, {}).items():
                suite = suite or (est_titre and ligne < rang)
                if not est_titre and brutes.get(colonne) is None:
                    brutes[colonne] = valeur
            valeurs: dict[int, Valeur] = {rang_: v for rang_, v in brutes.items() if v is not None}
            if self._est_l_entete(valeurs, entetes):
                continue
            valeurs = self.filtrer(valeurs, self.colonnes)
            if valeurs and not self._est_un_total(valeurs, rang):
                lignes.append(self._ligne(rang, valeurs, suite))
        return lignes

    @staticmethod
    def _est_l_entete(valeurs: dict[int, Valeur], entetes: set[str]) -> bool:
        """The header again, as on each page of a printed table."""
        textes = [v for v in valeurs.values() if isinstance(v, str) and len(v) <= 60]
        if len(textes) * 2 <= max(4, len(valeurs)):
            return False
        return sum(cle_entete(texte) in entetes for texte in textes) * 2 > max(4, len(valeurs))

    def _fusions(self) -> dict[int, dict[tuple[int, int], tuple[Valeur, bool]]]:
        """For each row below the header, cells that a merged one above covers: (row, column) of its top, its value."""
        places = {self.par_cle[cle].rang for cle in TITRES if cle in self.par_cle}
        par_ligne: dict[int, dict[tuple[int, int], tuple[Valeur, bool]]] = {}
        for haut, gauche, bas, _ in self.feuille.fusions:
            if haut <= self.entete or bas <= haut:
                continue
            valeur = self.feuille.valeur(haut, gauche)
            for rang in range(haut + 1, min(bas, len(self.feuille.lignes) - 1) + 1):
                par_ligne.setdefault(rang, {})[(haut, gauche)] = (valeur, gauche in places)
        return par_ligne

    def _est_un_total(self, valeurs: dict[int, Valeur], rang: int) -> bool:
        textes = [normaliser(v[:40]) for v in list(valeurs.values())[:2] if isinstance(v, str)]
        total = bool(textes) and textes[0].split(" ")[0] in {"total", "totaux", "sous-total"} and len(textes[0]) < 25
        if total:
            self.lecture.avertir("Ligne de total laissée de côté.", Lieu(self.feuille.nom, rang + 1))
        return total

    def _ligne(self, rang: int, valeurs: dict[int, Valeur], suite: bool) -> Ligne:
        ligne = Ligne(rang, valeurs, suite=suite)
        for niveau in range(1, NIVEAUX_MAX + 1):
            colonne = self.par_cle.get(f"axe:{niveau}")
            ligne.axes.append(" ".join(lire_texte(valeurs.get(colonne.rang)).split()) if colonne else "")
        titres = [self._texte(ligne, cle) for cle in TITRES]
        while titres and not titres[-1]:
            titres.pop()
        ligne.titres = titres
        if len(valeurs) == 1 and not any(ligne.axes):
            ligne.bandeau = self._bandeau(rang, *next(iter(valeurs.items())))
        return ligne

    def _bandeau(self, rang: int, colonne: int, valeur: Valeur) -> Bandeau | None:
        """A lone cell as a heading. In the column of titles, a mere number at its head is not enough unless the cell
        spreads over its neighbours: it may be a fiche of which only the title is known."""
        bandeau = lire_bandeau(lire_texte(valeur))
        titre = self.par_cle.get("titre")
        etale = any(
            haut <= rang <= bas and gauche <= colonne < droite for haut, gauche, bas, droite in self.feuille.fusions
        )
        if bandeau is not None and titre is not None and titre.rang == colonne and not etale and bandeau.numerote:
            return None
        return bandeau

    def _texte(self, ligne: Ligne, cle: str) -> str:
        colonne = self.par_cle.get(cle)
        return " ".join(lire_texte(ligne.valeurs.get(colonne.rang)).split()) if colonne else ""

    # Messages about the file

    def _lieu(self, rang: int, colonne: Colonne | None = None) -> Lieu:
        if colonne is None:
            return Lieu(self.feuille.nom, rang + 1)
        return Lieu(self.feuille.nom, rang + 1, colonne.lettre, " ".join(colonne.entete.split()))

    def _signaler_formules(self, rangs: set[int]) -> None:
        utiles = {colonne.rang: colonne for colonne in self.utiles}
        for (rang, colonne), code in sorted(self.feuille.erreurs.items()):
            if rang in rangs and colonne in utiles:
                self.lecture.erreur(
                    f"La formule de cette cellule est en erreur ({code}) : corrigez-la, ou remplacez-la par sa valeur.",
                    self._lieu(rang, utiles[colonne]),
                )
        for rang, colonne in sorted(self.feuille.a_calculer):
            if rang in rangs and colonne in utiles:
                self.lecture.erreur(
                    "La formule de cette cellule n'a jamais été calculée : ouvrez le fichier dans votre tableur, "
                    "enregistrez-le, puis recommencez.",
                    self._lieu(rang, utiles[colonne]),
                )

    def _signaler_colonnes(self, lignes: list[Ligne]) -> None:
        for colonne in self.colonnes:
            remplies = [lire_texte(ligne.valeurs[colonne.rang]) for ligne in lignes if colonne.rang in ligne.valeurs]
            if colonne.cle == "ignorer" and remplies:
                lieu = Lieu(self.feuille.nom, None, colonne.lettre, " ".join(colonne.entete.split()))
                self.lecture.non_repris.append((lieu, f"{len(remplies)} cellules, dont {citer(remplies[0])}"))
            if colonne.cle == "budget" and remplies:
                self.lecture.avertir(
                    "Le budget total ne dit pas s'il est d'investissement ou de fonctionnement : il est rangé en "
                    "investissement, sauf mention contraire.",
                    Lieu(self.feuille.nom, None, colonne.lettre, " ".join(colonne.entete.split())),
                )

    # Axes

    def _placer_axes(self, lignes: list[Ligne]) -> None:
        """Gives each row its path of axes: what it says, the band above it, what it inherits."""
        herites = niveaux_herites(
            [(ligne.axes, bool(ligne.titres)) for ligne in lignes if ligne.bandeau is None],
            force=self.heriter,
        )
        bandeaux: list[str] = [self.sous] if self.sous else []
        genres: list[str] = ["feuille"] if self.sous else []
        courant = [""] * NIVEAUX_MAX
        racine = False
        for ligne in lignes:
            if ligne.bandeau is not None:
                niveau = ligne.bandeau.niveau(genres)
                del bandeaux[niveau:], genres[niveau:]
                bandeaux.append(ligne.bandeau.texte)
                genres.append(ligne.bandeau.genre)
                ligne.chemin = tuple(bandeaux)
                courant = [""] * NIVEAUX_MAX
                continue
            courant = _completer(ligne.axes, courant, herites)
            propres = tuple(nom for nom in courant if nom)
            ligne.chemin = (*bandeaux, *propres)[:NIVEAUX_MAX]
            racine = racine or (not ligne.chemin and bool(ligne.titres) and bool(self.par_cle.get("axe:1")))
        if any(herites) and any(not any(ligne.axes) and ligne.titres for ligne in lignes):
            self.lecture.avertir("Les lignes sans axe reprennent celui de la ligne au-dessus.", Lieu(self.feuille.nom))
        elif racine:
            self.lecture.avertir("Les lignes sans axe sont placées à la racine du plan.", Lieu(self.feuille.nom))

    def _axe(self, chemin: tuple[str, ...]) -> AxeComplet | None:
        """The axe of a path, made when it is new. None at the root."""
        axe: AxeComplet | None = None
        for longueur in range(1, len(chemin) + 1):
            cle = tuple(cle_entete(nom) for nom in chemin[:longueur])
            if cle not in self.axes_par_cle:
                numero, nom = decouper_titre(chemin[longueur - 1], axe=True)
                nouvel = AxeComplet(nom, numero)
                (axe.axes if axe else self.lecture.plan.axes).append(nouvel)
                self.axes_par_cle[cle] = nouvel
            axe = self.axes_par_cle[cle]
        return axe

    # Fiches

    def _lire_ligne(self, ligne: Ligne) -> None:
        for niveau, nom in enumerate(ligne.axes, 1):
            if len(nom) > 300:
                self.lecture.erreur(
                    f"Le nom de l'axe dépasse 300 caractères ({len(nom)}).",
                    self._lieu(ligne.rang, self.par_cle[f"axe:{niveau}"]),
                )
                return
        if not ligne.titres:
            self._sans_titre(ligne)
            return
        fiche = self._remplir(ligne, "titre")
        axe = self._axe(ligne.chemin)
        self.derniere = {0: (fiche, ligne.chemin)}
        if self._est_double(fiche, ligne):
            return
        (axe.fiches if axe else self.lecture.plan.fiches).append(fiche)

    def _sans_titre(self, ligne: Ligne) -> None:
        autres = [c for c in self.utiles if c.rang in ligne.valeurs and not c.cle.startswith("axe:")]
        if not autres:
            if any(ligne.axes):
                self._axe(ligne.chemin)
            return
        colonne = self.par_cle["titre"]
        remplies = ", ".join(" ".join(c.entete.split()) or c.lettre for c in sorted(autres, key=lambda c: c.rang)[:3])
        self.lecture.erreur(
            f"Cette ligne n'a pas de titre alors que d'autres cellules sont remplies ({remplies}) : donnez un titre à "
            "l'action, ou videz la ligne.",
            self._lieu(ligne.rang, colonne),
        )

    def _est_double(self, fiche: FicheComplete, ligne: Ligne) -> bool:
        cles = {(self._cle_chemin(ligne), normaliser(f"{fiche.code} {fiche.titre}"))}
        complet = (self._cle_chemin(ligne), normaliser(fiche.titre))
        memes = [a for a, _ in self.fiches.get(complet, []) if a.code == fiche.code]
        if memes:
            autre = next(ligne_ for a, ligne_ in self.fiches[complet] if a is memes[0])
            self.lecture.erreur(
                f"{citer(fiche.titre)} est déjà à la ligne {autre.numero} dans le même axe (lignes {autre.numero} et "
                f"{ligne.numero}) : changez l'un des deux titres, ou supprimez une des deux lignes.",
                self._lieu(ligne.rang, self.par_cle["titre"]),
            )
            return True
        for cle in {*cles, complet}:
            self.fiches.setdefault(cle, []).append((fiche, ligne))
        return False

    def _cle_chemin(self, ligne: Ligne) -> tuple[str, ...]:
        return tuple(cle_entete(nom) for nom in ligne.chemin)

    def _retenir_parent(self, ligne: Ligne) -> None:
        """A sous-action without the title of its action is under the last one above, in the same axe."""
        if not ligne.titres[0] and (dessus := self.derniere.get(0)) and dessus[1] == ligne.chemin:
            ligne.titres[0] = f"{dessus[0].code} {dessus[0].titre}".strip()

    def _rattacher(self, ligne: Ligne) -> None:
        profondeur = len(ligne.titres) - 1
        parent = self._trouver(ligne, ligne.titres[0])
        if parent is None:
            nom = (
                f"Aucune ligne ne décrit l'action {citer(ligne.titres[0])}"
                if ligne.titres[0]
                else "Aucune action n'est au-dessus"
            )
            self.lecture.erreur(
                f"{nom} dans cet axe : ajoutez une ligne pour l'action elle-même, sans sous-action.",
                self._lieu(ligne.rang, self.par_cle["sous_titre"]),
            )
            return
        if profondeur == 2:
            milieu = normaliser(decouper_titre(ligne.titres[1])[1])
            suivant = next((s for s in parent.sous_fiches if normaliser(s.titre) == milieu), None)
            suivant = suivant or (parent.sous_fiches[-1] if parent.sous_fiches and not milieu else None)
            if suivant is None:
                self.lecture.erreur(
                    f"Aucune ligne ne décrit la sous-action {citer(ligne.titres[1])} : ajoutez-la au-dessus.",
                    self._lieu(ligne.rang, self.par_cle["sous_sous_titre"]),
                )
                return
            parent = suivant
        parent.sous_fiches.append(self._remplir(ligne, TITRES[profondeur]))

    def _trouver(self, ligne: Ligne, titre: str) -> FicheComplete | None:
        chemin = self._cle_chemin(ligne)
        for nom in (titre, decouper_titre(titre)[1]):
            trouvees = self.fiches.get((chemin, normaliser(nom)), [])
            code = decouper_titre(titre)[0]
            exactes = [fiche for fiche, _ in trouvees if fiche.code == code] or [fiche for fiche, _ in trouvees]
            if exactes:
                return exactes[0]
        return None

    def _remplir(self, ligne: Ligne, cle_titre: str) -> FicheComplete:
        fiche = FicheComplete("")
        self.lecture.origines[id(fiche)] = self._lieu(ligne.rang)
        self._poser_cellules(ligne, fiche, cle_titre)
        self._verifier(ligne, fiche)
        return fiche

    def _poser_cellules(self, ligne: Ligne, fiche: FicheComplete, cle_titre: str) -> None:
        totaux: list[Colonne] = []
        for colonne in self.utiles:
            valeur = ligne.valeurs.get(colonne.rang)
            if valeur is None or colonne.cle.startswith("axe:"):
                continue
            if colonne.cle in TITRES:
                if colonne.cle == cle_titre:
                    poser("titre", self._case(ligne, colonne, fiche), valeur)
            elif colonne.cle == "budget":
                totaux.append(colonne)
            elif colonne.cle.startswith("montant"):
                rang = colonne.cle.partition(":")[2]
                poser(f"montant:{rang}:{self._financeurs(ligne, rang)}", self._case(ligne, colonne, fiche), valeur)
            else:
                poser(colonne.cle, self._case(ligne, colonne, fiche), valeur)
        for colonne in totaux:
            self._poser_total(ligne, colonne, fiche)

    def _financeurs(self, ligne: Ligne, rang: str) -> int:
        """How many funders the cell before this amount names."""
        colonne = self.par_cle.get(f"financeur:{rang}")
        return len(separer(lire_texte(ligne.valeurs.get(colonne.rang)))) if colonne else 0

    def _poser_total(self, ligne: Ligne, colonne: Colonne, fiche: FicheComplete) -> None:
        """A total counts only when the row does not detail it; a detail that differs is said."""
        detail = [b.prevu for b in fiche.budgets if b.prevu is not None and b.unite is not UniteBudget.ETP]
        case = self._case(ligne, colonne, fiche)
        if not detail:
            poser("budget", case, ligne.valeurs[colonne.rang])
            return
        seule = replace(case, fiche=FicheComplete(""))
        poser("budget", seule, ligne.valeurs[colonne.rang])
        total = sum((b.prevu for b in seule.fiche.budgets if b.prevu is not None), Decimal(0))
        if seule.fiche.budgets and total != sum(detail):
            case.avertir(f"Le total ({total}) n'est pas la somme du détail ({sum(detail)}) : le détail est gardé.")

    def _case(self, ligne: Ligne, colonne: Colonne, fiche: FicheComplete) -> Case:
        adresse = self.feuille.adresses.get((ligne.rang, colonne.rang), "")
        return Case(fiche, self.lecture, self._lieu(ligne.rang, colonne), adresse)

    def _poursuivre(self, ligne: Ligne) -> None:
        """A row under a merged title adds to the fiche above what its own cells say."""
        if 0 not in self.derniere:
            return
        fiche = self.derniere[0][0]
        propres = {
            rang: valeur for rang, valeur in ligne.valeurs.items() if self.feuille.valeur(ligne.rang, rang) is not None
        }
        ligne.valeurs = propres
        self._poser_cellules(ligne, fiche, "")

    def _verifier(self, ligne: Ligne, fiche: FicheComplete) -> None:
        if fiche.debut and fiche.fin and fiche.fin.jour < fiche.debut.jour:
            colonne = self.par_cle.get("fin") or self.par_cle.get("debut") or self.par_cle.get("calendrier")
            self.lecture.erreur(
                f"La fin ({fiche.fin.jour:%d/%m/%Y}) est avant le début ({fiche.debut.jour:%d/%m/%Y}) : changez l'une "
                "des deux dates.",
                self._lieu(ligne.rang, colonne),
            )
        if not fiche.titre:
            self.lecture.erreur("Le titre est vide.", self._lieu(ligne.rang, self.par_cle["titre"]))


def _rang_de_pose(colonne: Colonne) -> tuple[int, str, int, int]:
    """Code, title, then the columns in order; an amount after its funder; the calendar last."""
    nom, _, details = colonne.cle.partition(":")
    if nom in {"financeur", "montant"}:
        return 5, details, int(nom == "montant"), colonne.rang
    return _ORDRE.get(nom, 4), "", 0, colonne.rang


def _completer(axes: Sequence[str], courant: Sequence[str], herites: Sequence[bool]) -> list[str]:
    """Levels of a row: its own, or those of the row above for the levels that are inherited, as long as nothing above
    them changed."""
    resultat = [""] * NIVEAUX_MAX
    meme = True
    for niveau in range(NIVEAUX_MAX):
        if axes[niveau]:
            meme = meme and axes[niveau] == courant[niveau]
            resultat[niveau] = axes[niveau]
        elif meme and herites[niveau]:
            resultat[niveau] = courant[niveau]
        else:
            meme = meme and not courant[niveau]
    return resultat
