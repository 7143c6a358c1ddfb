"""From the rows of a sheet, once its columns are known, to a plan: axes, fiches, sous-fiches
(docs/calculs/import.md, « Lignes »)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from cordee.outils.texte import accorder
from cordee.plans.domain.colonnes_cellules import lire_texte
from cordee.plans.domain.colonnes_feuilles import PLAN_DU_RECUEIL
from cordee.plans.domain.fiche import AxeComplet, FicheComplete
from cordee.plans.domain.imports.bandeaux import est_un_axe, lire_bandeau
from cordee.plans.domain.imports.champs import poser
from cordee.plans.domain.imports.classeurs import Feuille
from cordee.plans.domain.imports.cles import normaliser
from cordee.plans.domain.imports.codes import decouper_titre
from cordee.plans.domain.imports.entetes import Colonne, cle_entete
from cordee.plans.domain.imports.heritage import niveaux_herites
from cordee.plans.domain.imports.lignes import NIVEAUX_MAX, TITRES, Filtre, Ligne, Lignes
from cordee.plans.domain.imports.listes_cellules import separer
from cordee.plans.domain.imports.messages import LectureImport, Lieu, citer
from cordee.plans.domain.imports.poses import Case
from cordee.plans.domain.imports.poses_detail import SAUT
from cordee.plans.domain.listes import UniteBudget

_ORDRE = {"code": 0, "titre": 1, "calendrier": 8}
_DU_FINANCEUR = ("financeur", "montant", "aide")
"""Columns of one funder, in order; those without a number come after all that have one."""


def lire_tableau(
    lecture: LectureImport,
    feuille: Feuille,
    ligne_entete: int,
    colonnes: Sequence[Colonne],
    *,
    filtrer: Filtre = lambda valeurs, _: valeurs,
    heriter: bool | None = None,
    axes: dict[tuple[str, ...], AxeComplet] | None = None,
    sous: tuple[str, ...] = (),
    libre: bool = False,
    souple: bool = False,
) -> None:
    """Reads the rows under the header into the plan of `lecture`. `heriter` says whether a row without axe takes that
    of the row above (None: what the file seems to do). `axes` keeps those made from one sheet to the next, `sous` are
    the axes above all those of the sheet. `libre`: no template says how the rows are to be laid out. `souple`: what
    cannot be read is a remark rather than an error."""
    communs = axes if axes is not None else {}
    reglages = {"libre": libre, "souple": souple}
    _Tableau(lecture, feuille, ligne_entete, colonnes, filtrer, heriter, communs, sous, **reglages).lire()


def est_le_plan(colonne: Colonne) -> bool:
    """Whether a column of axes names plans: the CSV of a whole collectivité (docs/calculs/import.md)."""
    return cle_entete(colonne.entete) == cle_entete(PLAN_DU_RECUEIL)


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
        sous: tuple[str, ...],
        *,
        libre: bool,
        souple: bool,
    ) -> None:
        self.lecture, self.feuille, self.entete = lecture, feuille, ligne_entete
        self.colonnes = [colonne for colonne in colonnes if colonne.cle]
        self.utiles = sorted((c for c in self.colonnes if c.cle != "ignorer"), key=_rang_de_pose)
        self.par_cle = {colonne.cle: colonne for colonne in self.utiles}
        self.noms = {c.rang: (c.lettre, " ".join(c.entete.split())) for c in self.colonnes}
        self.filtrer, self.heriter = filtrer, heriter
        self.axes_par_cle, self.sous, self.libre, self.souple = axes, sous, libre, souple
        self.par_plan = "axe:1" in self.par_cle and est_le_plan(self.par_cle["axe:1"])
        self.du_parent: dict[int, set[int]] = {}
        self.fiches: dict[tuple[tuple[str, ...], str], list[tuple[FicheComplete, Ligne]]] = {}
        self.derniere: dict[int, tuple[FicheComplete, tuple[str, ...]]] = {}

    # Walk

    def lire(self) -> None:
        lignes = Lignes(
            self.lecture, self.feuille, self.entete, self.colonnes, self.par_cle, self.filtrer, libre=self.libre
        ).lire()
        self.decrites = {cle for ligne in lignes if len(ligne.titres) == 1 for cle in _cles_du_titre(ligne)}
        if self.libre:
            dessus = self._au_dessus()
            self.sous = () if dessus else self.sous  # its own heading says more than the name of a sheet
            lignes[:0] = dessus
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
                self._creer_parent(ligne)
            else:
                self._lire_ligne(ligne)
        for ligne in orphelines:
            self._rattacher(ligne)

    def _au_dessus(self) -> list[Ligne]:
        """The heading « Axe 1 : … » right above the header holds for the rows below; other texts there are listed."""
        lignes = []
        for rang, ligne in enumerate(self.feuille.lignes[: self.entete]):
            textes = [" ".join(lire_texte(valeur).split()) for valeur in ligne if valeur is not None]
            bandeau = lire_bandeau(textes[0]) if len(textes) == 1 and est_un_axe(textes[0]) else None
            if bandeau is not None:
                lignes.append(Ligne(rang, {}, [""] * NIVEAUX_MAX, bandeau=bandeau))
            elif len(textes) == 1:
                self.lecture.non_repris.append((self._lieu(rang), textes[0]))
        return lignes

    # Messages about the file

    def _refuser(self, texte: str, ligne: Ligne, colonne: Colonne | None) -> None:
        """An error; in a document, a remark, and the row is listed as not taken."""
        if not self.souple:
            self.lecture.erreur(texte, self._lieu(ligne.rang, colonne))
            return
        self.lecture.avertir(texte, self._lieu(ligne.rang, colonne))
        cellules = (" ".join(lire_texte(valeur).split()) for valeur in ligne.valeurs.values())
        self.lecture.non_repris.append((self._lieu(ligne.rang), " – ".join(cellules)))

    def _lieu(self, rang: int, colonne: Colonne | None = None) -> Lieu:
        if colonne is None:
            return Lieu(self.feuille.nom, rang + 1)
        lettre, entete = self.noms[colonne.rang]
        return Lieu(self.feuille.nom, rang + 1, lettre, entete)

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
            if colonne.cle not in {"ignorer", "budget"}:
                continue
            remplies = [lire_texte(ligne.valeurs[colonne.rang]) for ligne in lignes if colonne.rang in ligne.valeurs]
            if colonne.cle == "ignorer" and remplies:
                lieu = Lieu(self.feuille.nom, None, colonne.lettre, " ".join(colonne.entete.split()))
                self.lecture.non_repris.append(
                    (lieu, f"{len(remplies)} {accorder(len(remplies), 'cellule')}, dont {citer(remplies[0])}")
                )
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
            libre=self.libre,
        )
        bandeaux: list[str] = list(self.sous)
        lus = [lire_bandeau(nom) if self.souple else None for nom in bandeaux]
        genres = [bandeau.genre if bandeau is not None else "feuille" for bandeau in lus]
        courant = [""] * NIVEAUX_MAX
        racine = False
        hors: list[Ligne] = []
        for ligne in lignes:
            if ligne.bandeau is not None:
                niveau = ligne.bandeau.niveau(genres)
                del bandeaux[niveau:], genres[niveau:]
                bandeaux.append(ligne.bandeau.texte)
                genres.append(ligne.bandeau.genre)
                ligne.chemin = tuple(bandeaux)
                courant = [""] * NIVEAUX_MAX
                continue
            if cle_entete(ligne.axes[0]) in _HORS_DES_AXES:
                ligne.axes, courant = [""], [""] * NIVEAUX_MAX
                hors.append(ligne)
                continue
            courant = _completer(ligne.axes, courant, herites)
            propres = tuple(nom for nom in courant if nom)
            ligne.chemin = (*bandeaux, *propres)[: NIVEAUX_MAX if self.par_plan else NIVEAUX_MAX - 1]
            racine = racine or (not ligne.chemin and bool(ligne.titres) and bool(self.par_cle.get("axe:1")))
        if any(herites) and any(not any(ligne.axes) and ligne.titres and ligne not in hors for ligne in lignes):
            self.lecture.avertir("Les lignes sans axe reprennent celui de la ligne au-dessus.", Lieu(self.feuille.nom))
        elif racine and not self.par_plan:
            self.lecture.avertir("Les lignes sans axe sont placées à la racine du plan.", Lieu(self.feuille.nom))

    def _axe(self, chemin: tuple[str, ...]) -> AxeComplet | None:
        """The axe of a path, made when it is new. None at the root."""
        axe: AxeComplet | None = None
        for longueur in range(1, len(chemin) + 1):
            cle = tuple(cle_entete(nom) for nom in chemin[:longueur])
            if cle not in self.axes_par_cle:
                plan = longueur == 1 and self.par_plan
                numero, nom = ("", chemin[0]) if plan else decouper_titre(chemin[longueur - 1], axe=True)
                nouvel = AxeComplet(nom, numero)
                (axe.axes if axe else self.lecture.plan.axes).append(nouvel)
                self.axes_par_cle[cle] = nouvel
            axe = self.axes_par_cle[cle]
        return axe

    # Fiches

    def _lire_ligne(self, ligne: Ligne) -> None:
        for niveau, nom in enumerate(ligne.axes, 1):
            if len(nom) > 300:
                self._refuser(
                    f"Le nom de l'axe dépasse 300 caractères ({len(nom)}).", ligne, self.par_cle[f"axe:{niveau}"]
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
        if (ligne.rang, colonne.rang) in self.feuille.erreurs or (ligne.rang, colonne.rang) in self.feuille.a_calculer:
            return  # said already
        remplies = ", ".join(" ".join(c.entete.split()) or c.lettre for c in sorted(autres, key=lambda c: c.rang)[:3])
        self._refuser(
            f"Cette ligne n'a pas de titre alors que d'autres cellules sont remplies ({remplies}) : donnez un titre à "
            "l'action, ou videz la ligne.",
            ligne,
            colonne,
        )

    def _est_double(self, fiche: FicheComplete, ligne: Ligne) -> bool:
        cles = {(self._cle_chemin(ligne), normaliser(f"{fiche.code} {fiche.titre}"))}
        complet = (self._cle_chemin(ligne), normaliser(fiche.titre))
        memes = [a for a, _ in self.fiches.get(complet, []) if a.code == fiche.code]
        if memes:
            autre = next(ligne_ for a, ligne_ in self.fiches[complet] if a is memes[0])
            self._refuser(
                f"{citer(fiche.titre)} est déjà à la ligne {autre.numero} dans le même axe (lignes {autre.numero} et "
                f"{ligne.numero}) : changez l'un des deux titres, ou supprimez une des deux lignes.",
                ligne,
                self.par_cle["titre"],
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

    def _creer_parent(self, ligne: Ligne) -> None:
        """In a free table, an action may have no row of its own: it is made from what is merged with its title, and
        its number."""
        titre = ligne.titres[0]
        if not self.libre or not titre or _cles_du_titre(ligne) & self.decrites or self._trouver(ligne, titre):
            return
        colonne = self.par_cle["titre"]
        fusion = next((f for f in self.feuille.fusions if f[0] == ligne.rang and f[1] == colonne.rang), None)
        communes = {f[1] for f in self.feuille.fusions if fusion and (f[0], f[2]) == (fusion[0], fusion[2])}
        for rang in range(fusion[0], fusion[2] + 1) if fusion else ():
            self.du_parent[rang] = communes
        valeurs = {rang: v for rang, v in ligne.valeurs.items() if rang in communes or rang == colonne.rang}
        seule = Ligne(ligne.rang, valeurs, ligne.axes, [titre], chemin=ligne.chemin)
        self._lire_ligne(seule)
        self.lecture.avertir(
            f"{citer(titre)} n'a pas de ligne à elle : l'action est créée au-dessus de ses sous-actions.",
            self._lieu(ligne.rang, colonne),
        )

    def _rattacher(self, ligne: Ligne) -> None:
        communes = self.du_parent.get(ligne.rang, set())
        ligne.valeurs = {rang: valeur for rang, valeur in ligne.valeurs.items() if rang not in communes}
        profondeur = len(ligne.titres) - 1
        parent = self._trouver(ligne, ligne.titres[0])
        if parent is None:
            nom = (
                f"Aucune ligne ne décrit l'action {citer(ligne.titres[0])}"
                if ligne.titres[0]
                else "Aucune action n'est au-dessus"
            )
            self._refuser(
                f"{nom} dans cet axe : ajoutez une ligne pour l'action elle-même, sans sous-action.",
                ligne,
                self.par_cle["sous_titre"],
            )
            return
        if profondeur == 2:
            milieu = normaliser(decouper_titre(ligne.titres[1])[1])
            suivant = next((s for s in parent.sous_fiches if normaliser(s.titre) == milieu), None)
            suivant = suivant or (parent.sous_fiches[-1] if parent.sous_fiches and not milieu else None)
            if suivant is None:
                self._refuser(
                    f"Aucune ligne ne décrit la sous-action {citer(ligne.titres[1])} : ajoutez-la au-dessus.",
                    ligne,
                    self.par_cle["sous_sous_titre"],
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
        numero = self.par_cle.get("code")
        a_sa_cellule = numero is not None and numero.rang in ligne.valeurs
        self.lecture.numeros[id(fiche)] = self._lieu(ligne.rang, numero if a_sa_cellule else self.par_cle[cle_titre])
        self._verifier(ligne, fiche)
        return fiche

    def _poser_cellules(self, ligne: Ligne, fiche: FicheComplete, cle_titre: str) -> None:
        totaux: list[Colonne] = []
        mesures: list[Colonne] = []
        for colonne in self.utiles:
            valeur = ligne.valeurs.get(colonne.rang)
            if valeur is None or colonne.cle.startswith("axe:"):
                continue
            if colonne.cle in TITRES:
                if colonne.cle == cle_titre:
                    poser("titre", self._case(ligne, colonne, fiche), valeur)
            elif colonne.cle == "budget":
                totaux.append(colonne)
            elif colonne.cle.startswith("indicateur:"):
                mesures.append(colonne)
            elif colonne.cle.startswith("montant"):
                rang = colonne.cle.partition(":")[2]
                poser(f"montant:{rang}:{self._financeurs(ligne, rang)}", self._case(ligne, colonne, fiche), valeur)
            else:
                poser(colonne.cle, self._case(ligne, colonne, fiche), valeur)
        for colonne in totaux:
            self._poser_total(ligne, colonne, fiche)
        if mesures:
            cellules = {c.cle.partition(":")[2]: lire_texte(ligne.valeurs[c.rang]).replace("\n", SAUT) for c in mesures}
            rangee = "\n".join(f"{cle}={cellule}" for cle, cellule in cellules.items())
            poser("indicateur", self._case(ligne, mesures[0], fiche), rangee)

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
        return Case(fiche, self.lecture, self._lieu(ligne.rang, colonne), adresse, self.souple, self.libre)

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
            self._refuser(
                f"La fin ({fiche.fin.jour:%d/%m/%Y}) est avant le début ({fiche.debut.jour:%d/%m/%Y}) : changez l'une "
                "des deux dates.",
                ligne,
                colonne,
            )
            if self.souple:
                fiche.debut = fiche.fin = None


def _cles_du_titre(ligne: Ligne) -> set[tuple[tuple[str, ...], str]]:
    """What designates the action of a row: its axe, its title with and without its number."""
    titre = ligne.titres[0]
    return {((), normaliser(nom)) for nom in (titre, decouper_titre(titre)[1])}


def _rang_de_pose(colonne: Colonne) -> tuple[int, str, int, int]:
    """Code, title, then the columns in order; an amount then an aid after their funder; the calendar last."""
    nom, _, details = colonne.cle.partition(":")
    if nom in _DU_FINANCEUR:
        return 5 if details else 6, details, _DU_FINANCEUR.index(nom), colonne.rang
    return _ORDRE.get(nom, 4), "", 0, colonne.rang


_HORS_DES_AXES = {"fiche non classee", "fiches non classees", "action non classee", "hors axe", "hors axes"}
"""Words of a cell of axe that say that there is none."""


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
