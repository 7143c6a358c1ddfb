"""Slides for a comité de pilotage: where the plan is, progress by axe, money, what is late, axe by axe, the chosen
fiches and their indicators, what comes next. Charts are native: people edit them in their own slides."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cordee.outils.dates import jour_long
from cordee.outils.nombres import formater
from cordee.outils.texte import accorder, typographier
from cordee.plans.domain.chiffres_du_territoire import TerritoireEnChiffres
from cordee.plans.domain.completude import ChampAttendu, FicheRenseignee, compute_completude
from cordee.plans.domain.faits import total_prevu
from cordee.plans.domain.fiche import DocumentCite, FicheComplete, IndicateurCite, PlanComplet
from cordee.plans.domain.fourchettes import Fourchette
from cordee.plans.domain.listes import SANS_STATUT, BaseMontant, RolePersonne, StatutFiche, UniteBudget
from cordee.plans.exports.bilan import (
    BilanAxe,
    BilanGroupe,
    BilanPlan,
    budget_par_annee,
    etablir_bilan,
    par_financeur,
    prochaines_echeances,
)
from cordee.plans.exports.diapos import CORPS, DROITE, GAUCHE, Boite, Diaporama, Dit, couper
from cordee.plans.exports.diapos_territoire import poser_le_territoire
from cordee.plans.exports.livret import echeance, intitule, nommer_axe, phrase
from cordee.plans.exports.montants import Lien, montant
from cordee.plans.exports.parties import allegee
from cordee.plans.exports.presentation import Contexte, calendrier, dire_blocage, est_en_retard, etat, nombre

LIGNES = 11
"""Rows of a table on one slide."""
FINANCEURS = 7
PERIMETRE_MAX = 150
"""Characters of the perimeter under the title: two lines."""
COULEURS: dict[StatutFiche | None, str] = {
    StatutFiche.REALISE: "1D5240",
    StatutFiche.EN_COURS: "265673",
    StatutFiche.A_VENIR: "7FA793",
    StatutFiche.A_DISCUTER: "B8AF9B",
    StatutFiche.EN_PAUSE: "C07A1C",
    StatutFiche.BLOQUE: "9F2A1C",
    StatutFiche.ABANDONNE: "586669",
    None: "8F8A80",
}


@dataclass(frozen=True, slots=True)
class Diapos:
    """What a slide show holds. `fiches` are the numbers of those that have their own slide (None: all), with their last
    note or, if `case_vide`, a box to fill during the meeting. `logo`: bytes of a PNG or a JPEG, on the first slide and
    in the corner of the others. `territoire`: what is known of it, None to say nothing."""

    fiches: tuple[int, ...] | None = None
    case_vide: bool = False
    logo: bytes = b""
    territoire: TerritoireEnChiffres | None = None


def diaporama_du_plan(plan: PlanComplet, contexte: Contexte, diapos: Diapos = Diapos()) -> bytes:
    """Bytes of the PPTX."""
    return _Composition(plan, contexte, diapos).octets()


class _Composition:
    def __init__(self, plan: PlanComplet, contexte: Contexte, diapos: Diapos) -> None:
        self.plan = plan
        self.diapos = diapos
        self.contexte = contexte
        self.bilan: BilanPlan = etablir_bilan(plan, contexte.le)
        voulues = [f for f in self.bilan.fiches if diapos.fiches is None or f.ref in diapos.fiches]
        self.choisies = [allegee(fiche, contexte.options) for fiche in voulues]
        le = jour_long(contexte.le)
        pied = typographier(" · ".join(t for t in (plan.collectivite, plan.nom, le) if t))
        self.diaporama = Diaporama(plan.nom, plan.collectivite, couper(pied, 130), diapos.logo)
        self.du_territoire: dict[str, str] = {}

    def octets(self) -> bytes:
        plan = self.plan
        surtitre = typographier(plan.type_libre or (plan.type.libelle if plan.type else "Plan d'action"))
        lignes = [typographier(plan.collectivite)] if plan.collectivite else []
        if plan.perimetre:
            lignes.append(couper(typographier(f"Périmètre : {', '.join(plan.perimetre)}"), PERIMETRE_MAX))
        bas = f"Situation au {jour_long(self.contexte.le)}"
        self.diaporama.couverture(self._dit(typographier(plan.nom)), surtitre, lignes, bas)
        if self.bilan.fiches:
            self._sommaire()
        self._ou_en_est_on()
        self._avancement_par_axe()
        if self.contexte.options.budgets:
            self._argent()
        self._retards()
        dites = self.bilan.fiches if self.contexte.options.introduction else None
        self.du_territoire = poser_le_territoire(self.diaporama, self.diapos.territoire, dites)
        for axe in self.bilan.axes:
            if axe.groupe.fiches:
                self._axe(axe)
        for fiche in self.choisies:
            self._fiche(fiche)
        if self.contexte.options.indicateurs:
            self._indicateurs()
        self._echeances()
        self._ressources()
        if self.bilan.fiches:
            self._sources()
        return self.diaporama.octets()

    def _sommaire(self) -> None:
        """What the slides tell, in their order; axes of the first level, then how many fiches have their slide."""
        axes = [axe for axe in self.bilan.axes if axe.niveau == 0 and axe.groupe.fiches]
        lignes = [
            ("Où en est le plan", "statuts, avancement, budget, retards"),
            *((_nom(axe), _fiches_dites(axe.groupe.fiches)) for axe in axes),
        ]
        if self.choisies:
            lignes.append(("Une diapositive par fiche", _fiches_dites(len(self.choisies))))
        if prochaines_echeances(self.bilan.fiches, self.contexte.le, 1):
            lignes.append(("La suite", "prochaines échéances"))
        if documents := self._documents():
            lignes.append(("Ressources", f"{len(documents)} {accorder(len(documents), 'document')}"))
        lignes.append(("Sources", typographier("d'où viennent les chiffres")))
        self._tableaux("Sommaire", self.plan.nom, ("Partie", typographier("Ce qu'elle montre")), lignes, (6, 3))

    def _documents(self) -> list[tuple[str, DocumentCite]]:
        """Documents of the plan, that of the délibération first, with what each is."""
        if not self.contexte.options.documents:
            return []
        votee = self.plan.deliberation_document
        votees = [("Délibération", votee)] if votee is not None else []
        return [*votees, *(("Document du plan", document) for document in self.plan.documents)]

    def _ressources(self) -> None:
        """Where to read more: the documents of the plan, with the address of those that are links."""
        lignes = [
            (couper(typographier(piece.nom), 80), nature, _lien(piece.adresse) if piece.adresse else "dans Cordée")
            for nature, piece in self._documents()
        ]
        titre = f"{len(lignes)} {accorder(len(lignes), 'document')} pour aller plus loin"
        self._tableaux(titre, "Ressources", ("Document", "Nature", "Où le lire"), lignes, (5, 2, 4))

    def _sources(self) -> None:
        """Where the figures come from: the plan itself, and what the indicators say of theirs."""
        le = jour_long(self.contexte.le)
        lignes = [
            ("Fiches, statuts, dates, budgets", f"Cordée, fiches de « {self.plan.nom} », le {le}"),
            ("Avancement", "Calculé : pourcentage saisi, sinon sous-actions, sinon statut de chaque fiche"),
            ("Retard", "Calculé : jours depuis l'échéance des fiches ni réalisées ni abandonnées"),
        ]
        lignes += list(self.du_territoire.items())
        if self.contexte.options.indicateurs:
            lignes += [(nom, source) for nom, source in self._sources_des_indicateurs().items()]
        coupees = [(couper(typographier(a), 70), couper(typographier(b), 110)) for a, b in lignes]
        self._tableaux("Sources", "D'où viennent ces chiffres", ("Donnée", "Source"), coupees, (4, 6))

    def _sources_des_indicateurs(self) -> dict[str, str]:
        suivis = [i for fiche in self.choisies for i in fiche.indicateurs if len(i.resultats) > 1]
        return {i.nom: i.source or "Saisie dans Cordée, sans source indiquée" for i in suivis}

    def _ou_en_est_on(self) -> None:
        groupe = self.bilan.plan
        diapo = self.diaporama.diapo(typographier(self._phrase(groupe)), "Où en est le plan")
        self._statuts(diapo, GAUCHE, groupe)
        avancement = groupe.compte.avancement
        indicateurs = len({i.nom for fiche in self.bilan.fiches for i in fiche.indicateurs})
        axes = len(self.bilan.axes)
        chiffres = [
            *([(str(axes), f"{accorder(axes, 'axe')} et sous-axes" if axes > 1 else "axe")] if axes else []),
            (str(groupe.fiches), accorder(groupe.fiches, "fiche")),
            (str(groupe.sous_fiches), accorder(groupe.sous_fiches, "sous-action")),
            *([(str(indicateurs), accorder(indicateurs, "indicateur"))] if self.contexte.options.indicateurs else []),
            ("–" if avancement is None else f"{formater(avancement, 0)}\u00a0%", "avancement du plan"),
            (str(groupe.en_retard), f"{accorder(groupe.en_retard, 'fiche')} en retard"),
            *(_sommes(groupe) if self.contexte.options.budgets else ()),
        ]
        self.diaporama.chiffres(diapo, DROITE, chiffres[:8])

    def _phrase(self, groupe: BilanGroupe) -> str:
        return phrase(groupe, budget=self.contexte.options.budgets)

    def _statuts(self, diapo: object, boite: Boite, groupe: BilanGroupe) -> None:
        presents = [statut for statut in COULEURS if groupe.statuts[statut]]
        valeurs = {_statut(statut): float(groupe.statuts[statut]) for statut in presents}
        if valeurs:
            description = "Fiches par statut : " + ", ".join(f"{nom} {int(n)}" for nom, n in valeurs.items())
            self.diaporama.barres(diapo, boite, valeurs, description, couleurs=[COULEURS[s] for s in presents])

    def _avancement_par_axe(self) -> None:
        axes = [axe for axe in self.bilan.axes if axe.niveau == 0 and axe.groupe.compte.avancement is not None]
        if not axes:
            return
        diapo = self.diaporama.diapo(typographier(_titre_avancement(axes)), "Avancement par axe")
        valeurs = {couper(_nom(axe), 60): (axe.groupe.compte.avancement or 0) / 100 for axe in axes}
        description = "Avancement : " + ", ".join(f"{nom} {formater(part * 100, 0)} %" for nom, part in valeurs.items())
        hauteur = min(CORPS.hauteur, 24 + 17 * len(valeurs))
        boite = Boite(CORPS.x, CORPS.y, CORPS.largeur, hauteur)
        self.diaporama.barres(diapo, boite, valeurs, typographier(description), format_="0%", maximum=1.08)

    def _argent(self) -> None:
        principal = self.bilan.plan.budget_principal
        unite = principal[0] if principal else UniteBudget.HT
        annees = budget_par_annee(self.bilan.fiches, unite)
        financeurs = par_financeur(self.bilan.fiches)
        if not annees and not financeurs:
            return
        total = f"{montant(principal[1])} {unite.libelle.removeprefix('€ ')} prévus" if principal else "Financements"
        diapo = self.diaporama.diapo(typographier(total), "Budget et financements")
        if annees:
            self._sous_titre(diapo, GAUCHE, f"Budget par année, en {unite.libelle}")
            self.diaporama.colonnes(
                diapo, _sous(GAUCHE), [str(annee) for annee in annees], _series_du_budget(annees),
                "Budget par année : " + ", ".join(f"{annee} {montant(p)}" for annee, (p, _) in annees.items()),
            )  # fmt: skip
        place = DROITE if annees else CORPS
        hauteur = place.hauteur / max(len(financeurs), 1)
        for rang, (base, montants) in enumerate(financeurs.items()):
            boite = Boite(place.x, place.y + rang * hauteur, place.largeur, hauteur)
            self._financeurs(diapo, boite, base, list(montants.items()), FINANCEURS // len(financeurs))

    def _financeurs(
        self, diapo: object, boite: Boite, base: BaseMontant,
        financeurs: Sequence[tuple[str, tuple[Decimal, Decimal]]], nombre: int,
    ) -> None:  # fmt: skip
        """Bars of one base: HT and TTC never share one."""
        self._sous_titre(diapo, boite, f"Financements par financeur, en € {base.libelle}")
        gardes = list(financeurs[:nombre])
        if reste := financeurs[nombre:]:
            gardes.append(("Autres", _ajouter(montants for _, montants in reste)))
        self.diaporama.colonnes(
            diapo, _sous(boite), [couper(nom, 34) for nom, _ in gardes],
            {"Acquis": [float(a) for _, (a, _) in gardes], "Attendu": [float(b) for _, (_, b) in gardes]},
            f"Financements {base.libelle} : " + ", ".join(f"{nom} {montant(a + b)}" for nom, (a, b) in gardes),
            empilees=True, couchees=True,
        )  # fmt: skip

    def _sous_titre(self, diapo: object, boite: Boite, texte: str) -> None:
        place = Boite(boite.x, boite.y, boite.largeur, 8)
        self.diaporama.texte(diapo, place, [typographier(texte)], 14, gras=True)

    def _dit(self, mots: str) -> Dit:
        """Words of the plan, in its language."""
        return Dit(mots, self.contexte.langue)

    def _pilote(self, fiche: FicheComplete, longueur: int = 36) -> str:
        pilotes = fiche.personnes_de_role(RolePersonne.PILOTE) if self.contexte.options.acteurs else []
        return couper(", ".join(pilotes), longueur) or "–"

    def _retards(self) -> None:
        retards = sorted(self.bilan.en_retard, key=lambda f: f.fin.jour if f.fin else self.contexte.le)
        titre = f"{len(retards)} {accorder(len(retards), 'fiche')} en retard"
        entetes = ("Fiche", "Pilote", "Échéance", "Statut")
        lignes = [
            (self._dit(_long(fiche)), self._pilote(fiche), echeance(fiche), _statut(fiche.statut)) for fiche in retards
        ]
        self._tableaux(titre, "À débloquer", entetes, lignes, (5, 2.4, 1.6, 1.4))

    def _tableaux(
        self, titre: str, surtitre: str, entetes: Sequence[str], lignes: Sequence[Sequence[str]],
        largeurs: Sequence[float],
    ) -> None:  # fmt: skip
        """A table over as many slides as it needs."""
        pages = [lignes[rang : rang + LIGNES] for rang in range(0, len(lignes), LIGNES)]
        for rang, page in enumerate(pages, 1):
            suite = f" ({rang} sur {len(pages)})" if len(pages) > 1 else ""
            diapo = self.diaporama.diapo(typographier(titre + suite), surtitre)
            boite = Boite(CORPS.x, CORPS.y, CORPS.largeur, 8 * (len(page) + 1))
            self.diaporama.tableau(diapo, boite, entetes, page, largeurs, typographier(f"{surtitre} : {titre}"))

    def _axe(self, axe: BilanAxe) -> None:
        diapo = self.diaporama.diapo(self._dit(_nom(axe)), typographier(self._phrase(axe.groupe)))
        place = Boite(GAUCHE.x, GAUCHE.y, 100, min(GAUCHE.hauteur, 14 + 13 * len(axe.groupe.statuts)))
        self._statuts(diapo, place, axe.groupe)
        fiches = _fiches_de(axe)
        lignes = [
            (self._dit(_long(f, 74)), self._pilote(f, 24), _statut_et_retard(f, self.contexte)) for f in fiches[:LIGNES]
        ]
        boite = Boite(GAUCHE.x + 110, CORPS.y, CORPS.largeur - 110, 8 * (len(lignes) + 1))
        self.diaporama.tableau(
            diapo, boite, ("Fiche", "Pilote", "Statut"), lignes, (5, 2, 2), f"Fiches : {_nom(axe)}", taille=11
        )
        if (reste := len(fiches) - LIGNES) > 0:
            mots = f"et {reste} {accorder(reste, 'autre fiche', 'autres fiches')}"
            place = Boite(boite.x, CORPS.y + CORPS.hauteur - 6, 120, 7)
            self.diaporama.texte(diapo, place, [mots], 11)

    def _fiche(self, fiche: FicheComplete) -> None:
        chemin = " › ".join(fiche.chemins[0]) if fiche.chemins else ""
        diapo = self.diaporama.diapo(self._dit(intitule(fiche)), self._dit(typographier(chemin)))
        retard = " (en retard)" if est_en_retard(fiche, self.contexte.le) else ""
        faits = [
            ("Pilote", self._pilote(fiche, 60)),
            ("Élu·e référent·e", ", ".join(fiche.personnes_de_role(RolePersonne.ELU_REFERENT))),
            ("Période", calendrier(fiche)),
            ("État", typographier((etat(fiche) or SANS_STATUT) + retard)),
            ("Ce qui bloque", typographier(" ; ".join(dire_blocage(blocage) for blocage in fiche.blocages_actifs))),
        ]
        if self.contexte.options.budgets:
            faits += [(f"Budget prévu {u.libelle}", montant(p, u)) for u in UniteBudget if (p := _prevu(fiche, u))]
        lignes = [(libelle, couper(valeur, 90)) for libelle, valeur in faits if valeur and valeur != "–"]
        boite = Boite(CORPS.x, CORPS.y, 140, 8 * (len(lignes) + 1))
        self.diaporama.tableau(
            diapo, boite, ("En bref", ""), lignes, (2, 4), f"Pilotage et budget : {intitule(fiche)}", taille=13
        )
        if manquants := self._manquants(fiche):
            place = Boite(CORPS.x, CORPS.y + boite.hauteur + 6, 140, 14)
            mots = f"Information manquante : {', '.join(manquants)}"
            self.diaporama.lien(diapo, place, typographier(mots), self.contexte.adresse(fiche))
        self._cote_de_fiche(diapo, fiche)

    def _manquants(self, fiche: FicheComplete) -> list[str]:
        """What the fiche does not say, among what these slides show."""
        options = self.contexte.options
        montres = {
            ChampAttendu.DESCRIPTION: options.introduction,
            ChampAttendu.OBJECTIFS: options.introduction,
            ChampAttendu.PILOTE: options.acteurs,
            ChampAttendu.INDICATEURS: options.indicateurs,
            ChampAttendu.BUDGET: options.budgets,
        }
        renseignee = FicheRenseignee(
            fiche.ref or 0,
            titre=bool(fiche.titre),
            description=bool(fiche.description),
            contexte=bool(fiche.contexte),
            statut=fiche.statut,
            pilote=bool(fiche.personnes_de_role(RolePersonne.PILOTE)),
            objectifs=bool(fiche.objectifs or fiche.objectifs_chiffres),
            indicateurs=bool(fiche.indicateurs),
            budget=bool(fiche.budgets),
        )
        champs = compute_completude(renseignee, self.contexte.le).manquants
        dits = [champ.libelle.lower() for champ in champs if montres.get(champ, True)]
        return dits if calendrier(fiche) else [*dits, "période"]

    def _cote_de_fiche(self, diapo: object, fiche: FicheComplete) -> None:
        y = CORPS.y
        derniere = max(fiche.notes, key=lambda n: n.date, default=None)
        note = None if self.diapos.case_vide else derniere
        blocs = [
            ("Objectifs", couper(sans_marques(fiche.objectifs or fiche.description), 330)),
            (
                f"Dernière note, {jour_long(note.date)}" if note else "",
                couper(sans_marques(note.texte), 380) if note else "",
            ),
            ("Sous-actions", couper(" ; ".join(_etape_dite(sous) for sous in fiche.sous_fiches), 330)),
        ]
        for libelle, texte in blocs:
            if not texte:
                continue
            hauteur = 12 + 6.4 * (1 + len(texte) // 68)
            place = Boite(DROITE.x, y, DROITE.largeur, 7)
            self.diaporama.texte(diapo, place, [typographier(libelle)], 12, couleur="435257", gras=True)
            place = Boite(DROITE.x, y + 7, DROITE.largeur, hauteur - 9)
            self.diaporama.texte(diapo, place, [self._dit(typographier(texte))], 14)
            y += hauteur
        if self.diapos.case_vide:
            place = Boite(DROITE.x, y + 2, DROITE.largeur, max(24, CORPS.y + CORPS.hauteur - y - 4))
            self.diaporama.case(diapo, place, "À compléter en séance")

    def _indicateurs(self) -> None:
        suivis = [
            (fiche, indicateur)
            for fiche in self.choisies
            for indicateur in fiche.indicateurs
            if len(indicateur.resultats) > 1
        ]
        for rang in range(0, len(suivis), 2):
            page = suivis[rang : rang + 2]
            noms = list(dict.fromkeys(intitule(fiche) for fiche, _ in page))
            diapo = self.diaporama.diapo(couper(" et ".join(noms), 110), "Indicateurs de suivi")
            largeur = CORPS.largeur / len(page)
            for place, (_, indicateur) in enumerate(page):
                boite = Boite(CORPS.x + place * largeur, CORPS.y, largeur - 6, CORPS.hauteur)
                self._courbe(diapo, boite, indicateur)

    def _courbe(self, diapo: object, boite: Boite, indicateur: IndicateurCite) -> None:
        resultats, objectifs = dict(indicateur.resultats), dict(indicateur.objectifs)
        if indicateur.cible is not None and indicateur.annee_cible:
            objectifs.setdefault(indicateur.annee_cible, float(indicateur.cible))
        annees = sorted({*resultats, *objectifs})
        series: dict[str, list[float | None]] = {"Résultat": [resultats.get(annee) for annee in annees]}
        if objectifs:
            series["Objectif"] = [objectifs.get(annee) for annee in annees]
        titre = f"{indicateur.nom} ({indicateur.unite})" if indicateur.unite else indicateur.nom
        dits = ", ".join(f"{annee} {nombre(valeur)}" for annee, valeur in resultats.items())
        self.diaporama.courbes(
            diapo, boite, [str(a) for a in annees], series, typographier(titre), typographier(f"{titre} : {dits}")
        )

    def _echeances(self) -> None:
        prochaines = prochaines_echeances(self.bilan.fiches, self.contexte.le, LIGNES)
        lignes = [(echeance(f), _long(f), self._pilote(f), _statut(f.statut)) for f in prochaines]
        titre = f"{len(lignes)} {accorder(len(lignes), 'prochaine échéance', 'prochaines échéances')}"
        self._tableaux(titre, "La suite", ("Échéance", "Fiche", "Pilote", "Statut"), lignes, (1.6, 5, 2.4, 1.4))


def _sommes(groupe: BilanGroupe) -> Iterable[tuple[str, str]]:
    for unite in (UniteBudget.HT, UniteBudget.TTC):
        prevu, reel = groupe.budgets[unite]
        if prevu and prevu.haut:
            yield montant(prevu), f"prévus, {unite.libelle.removeprefix('€ ')}"
        if reel:
            yield montant(reel), f"dépensés, {unite.libelle.removeprefix('€ ')}"


def _series_du_budget(annees: Mapping[int, tuple[Fourchette, Decimal]]) -> dict[str, list[float]]:
    """What is planned by year, its two ends side by side when one of them is not settled, and what is spent."""
    prevus = [prevu for prevu, _ in annees.values()]
    depense = [float(reel) for _, reel in annees.values()]
    if all(prevu.est_fixe for prevu in prevus):
        return {"Prévu": [float(prevu.bas) for prevu in prevus], "Dépensé": depense}
    bas, haut = [float(prevu.bas) for prevu in prevus], [float(prevu.haut) for prevu in prevus]
    return {"Prévu au moins": bas, "Prévu au plus": haut, "Dépensé": depense}


def _ajouter(paires: Iterable[tuple[Decimal, Decimal]]) -> tuple[Decimal, Decimal]:
    toutes = list(paires)
    return sum((a for a, _ in toutes), Decimal(0)), sum((b for _, b in toutes), Decimal(0))


def _titre_avancement(axes: Sequence[BilanAxe]) -> str:
    """The answer first: which axe goes ahead, which one lags behind."""
    tries = sorted(axes, key=lambda axe: axe.groupe.compte.avancement or 0)
    if len(tries) == 1 or tries[0].groupe.compte.avancement == tries[-1].groupe.compte.avancement:
        return "Avancement de chaque axe"
    return f"« {couper(tries[-1].axe.nom, 40)} » avance le plus, « {couper(tries[0].axe.nom, 40)} » le moins"


def _nom(axe: BilanAxe) -> str:
    return nommer_axe(axe.axe, axe.niveau)


def _lien(adresse: str) -> Lien:
    """The address, shortened to what one reads of it."""
    return Lien(couper(re.sub(r"^https?://(?:www\.)?|/$", "", adresse), 60), adresse)


def _fiches_dites(nombre: int) -> str:
    return f"{nombre} {accorder(nombre, 'fiche')}"


def _fiches_de(axe: BilanAxe) -> list[FicheComplete]:
    """Fiches placed in the axe itself; those of its own axes have their slide."""
    if axe.axe.fiches:
        return list(axe.axe.fiches)
    return [fiche for sous in axe.axe.axes for fiche in sous.fiches]


def _statut(statut: StatutFiche | None) -> str:
    return statut.libelle if statut else SANS_STATUT


def _statut_et_retard(fiche: FicheComplete, contexte: Contexte) -> str:
    return _statut(fiche.statut) + (", en retard" if est_en_retard(fiche, contexte.le) else "")


def _long(fiche: FicheComplete, longueur: int = 90) -> str:
    return couper(intitule(fiche), longueur)


def _prevu(fiche: FicheComplete, unite: UniteBudget) -> Fourchette | None:
    return total_prevu(fiche.budgets, unite)


def _etape_dite(fiche: FicheComplete) -> str:
    return f"{fiche.titre} ({fiche.statut.libelle.lower()})" if fiche.statut else fiche.titre


_PUCE = re.compile(r"\n+\s*(?:[-*+]|\d+[.)])\s+")


def sans_marques(texte: str) -> str:
    """Without the marks of Markdown, which a slide does not read: a list becomes a sentence."""
    return re.sub(r"\*\*|__|^\s*[-*+#>]+\s+", "", _PUCE.sub(" ", texte))


def _sous(boite: Boite) -> Boite:
    return Boite(boite.x, boite.y + 9, boite.largeur, boite.hauteur - 9)
