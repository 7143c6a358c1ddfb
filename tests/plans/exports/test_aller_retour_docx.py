"""Our Word documents come back: what they say of a fiche is read as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from tests.plans.exemples import LE, fiche_energie, plan_complet

from cordee.plans.domain.colonnes import poser_chemins
from cordee.plans.domain.fiche import EvaluationCitee, FicheComplete, PlanComplet, ReferenceCitee
from cordee.plans.domain.formats import FormatExport
from cordee.plans.domain.imports.dates import chercher_periode
from cordee.plans.domain.imports.differences import Etat, comparer
from cordee.plans.domain.imports.lecture import lire_fichier, lire_texte_colle
from cordee.plans.domain.imports.poses_cadre import lire_titre_de_bilan
from cordee.plans.domain.listes import (
    Appreciation,
    BaseMontant,
    DomaineImpact,
    Genre,
    NatureIndicateur,
    PeriodeEvaluation,
    RoleActeur,
    RolePersonne,
    StatutFinancement,
    TypeLien,
    TypeReference,
    UniteBudget,
)
from cordee.plans.exports.fabrique import fabriquer_plan
from cordee.plans.exports.fiche_docx import fiches_en_docx
from cordee.plans.exports.presentation import Contexte, preparer

CONTEXTE = Contexte(LE, "Plan climat", "PETR du Haut-Sérac")


def exporter(*fiches: FicheComplete) -> bytes:
    return fiches_en_docx([preparer(fiche, CONTEXTE) for fiche in fiches], CONTEXTE)


def relire(*fiches: FicheComplete):
    lecture = lire_fichier(exporter(*fiches), "fiche.docx")
    assert lecture.erreurs == []
    return lecture


def nu(texte: str) -> str:
    return " ".join(texte.replace("\u2019", "'").replace("**", "").split())


def test_une_fiche_revient_avec_toutes_ses_rubriques():
    avant = fiche_energie()
    avant.chemins = (("2. Patrimoine", "2.1 Bâtiments"),)
    lecture = relire(avant)
    fiche = lecture.plan.axes[0].axes[0].fiches[0]
    assert (lecture.plan.axes[0].nom, lecture.plan.axes[0].axes[0].numero) == ("Patrimoine", "2.1")
    assert (fiche.code, nu(fiche.titre)) == (avant.code, avant.titre)
    for nom in ("contexte", "objectifs", "moyens", "vigilance", "etat_precision", "participation_texte"):
        assert nu(getattr(fiche, nom)) == nu(getattr(avant, nom)), nom
    for nom in ("statut", "avancement", "priorite", "debut", "fin", "participation", "impacts", "budgets", "mesures"):
        assert getattr(fiche, nom) == getattr(avant, nom), nom
    assert fiche.objectifs_chiffres == avant.objectifs_chiffres
    assert fiche.classements == avant.classements
    assert {(nu(a.nom), a.role) for a in fiche.acteurs} == {(a.nom, a.role) for a in avant.acteurs}
    assert {(p.nom, p.role) for p in fiche.personnes} == {(p.nom, p.role) for p in avant.personnes}
    assert [(f.financeur, f.dispositif, f.montant, f.taux, f.statut, f.annee) for f in fiche.financements] == [
        (f.financeur, f.dispositif, f.montant, f.taux, f.statut, f.annee) for f in avant.financements
    ]
    assert [(i.nom, i.unite, i.nature, i.cible, i.annee_cible) for i in fiche.indicateurs] == [
        ("Bâtiments suivis", "bâtiments", NatureIndicateur.REALISATION, Decimal(80), 2026),
        ("Consommation des bâtiments suivis", "MWh", NatureIndicateur.RESULTAT, Decimal(7360), 2026),
    ]
    assert (fiche.indicateurs[0].frequence, fiche.indicateurs[0].source) == (
        avant.indicateurs[0].frequence, avant.indicateurs[0].source,
    )  # fmt: skip
    assert fiche.indicateurs[0].resultats == ((2025, 41.0),)
    assert [(n.date, nu(n.texte), n.auteur) for n in fiche.notes] == [
        (n.date, nu(n.texte), n.auteur) for n in avant.notes
    ]
    assert [(lien.code, lien.titre, lien.type) for lien in fiche.liens] == [
        ("2.2", "Rénover le gymnase", TypeLien.FIN_DEBUT)
    ]
    assert [texte for _, texte in lecture.non_repris] == ["Documents : Inventaire des compteurs.xlsx"]


def test_les_sous_actions_reviennent_avec_leur_pilote_et_leur_profondeur():
    avant = fiche_energie()
    avant.sous_fiches[0].sous_fiches = [FicheComplete("Poser les compteurs", description="Un par un.")]
    equiper, rendre = relire(avant).plan.fiches[0].sous_fiches
    assert (equiper.titre, nu(equiper.description)) == ("Équiper et relever", avant.sous_fiches[0].description)
    assert (equiper.statut, equiper.etat_precision) == (avant.sous_fiches[0].statut, "41 bâtiments équipés sur 80")
    assert (equiper.debut, equiper.fin, nu(equiper.public_cible)) == (
        avant.sous_fiches[0].debut, avant.sous_fiches[0].fin, avant.sous_fiches[0].public_cible,
    )  # fmt: skip
    assert equiper.personnes_de_role(RolePersonne.PILOTE) == ["Paul Vial"]
    assert [s.titre for s in equiper.sous_fiches] == ["Poser les compteurs"]
    assert (rendre.titre, rendre.personnes) == ("Rendre compte aux élus", ())


def test_remise_dans_son_plan_une_fiche_ne_change_que_ce_que_ses_mots_ajoutent():
    existant = PlanComplet("Plan climat", fiches=[fiche_energie()])
    poser_chemins(existant)
    principale, *sous = comparer(relire(fiche_energie()).plan, existant)
    assert [c.champ for c in principale.changements] == [
        "indicateurs"
    ]  # the target that only the yearly objectives gave
    assert {c.champ for ecart in sous for c in ecart.changements} <= {"classements:cible", "cible", "debut"}
    assert all(ecart.etat is not Etat.CREEE for ecart in (principale, *sous))


def test_plusieurs_fiches_et_le_livret_reviennent_sous_leurs_axes():
    plan = plan_complet(4)
    poser_chemins(plan)
    for livret in (True, False):
        octets = fabriquer_plan(
            FormatExport.DOCX, plan, CONTEXTE, le=datetime(2026, 3, 16, tzinfo=UTC), livret=livret
        ).octets
        lecture = lire_fichier(octets, "plan.docx")
        assert lecture.erreurs == []
        premier, deuxieme, *vides = lecture.plan.axes
        assert [axe.nom for axe in vides] == (["Une alimentation de saison"] if livret else [])
        assert [f.code for f in premier.fiches] == ["1.1.3"]
        assert [(a.nom, [f.code for f in a.fiches]) for a in premier.axes] == [
            ("Le vélo au quotidien", ["1.1.1", "1.1.2"]),
        ]  # fmt: skip
        assert [nu(f.titre) for f in deuxieme.fiches] == ["Suivre l'énergie de nos bâtiments"]
        assert [len(f.sous_fiches) for f in (*premier.fiches, *deuxieme.fiches)] == [1, 2]


CADRE = (
    ReferenceCitee(TypeReference.SRADDET, "Climat, air, énergie", "Règle 12", "https://exemple.fr/sraddet"),
    ReferenceCitee(TypeReference.PPA, article="objectif 3"),
    ReferenceCitee(TypeReference.AUTRE, "Charte du massif ; forêt 2035"),
    ReferenceCitee(TypeReference.SNBC),
    ReferenceCitee(TypeReference.SCOT, "Alpes – Durance"),
    ReferenceCitee(TypeReference.SCOT, "Alpes – Durance", "Règle 4 – bis", "https://exemple.fr/scot"),
    ReferenceCitee(TypeReference.AUTRE, "Plan « Climat » – volet air", "article « eau »"),
    ReferenceCitee(TypeReference.AUTRE, "« Ensemble »"),
    ReferenceCitee(TypeReference.SRADDET, article="Règle 1 – bis"),
    ReferenceCitee(TypeReference.AUTRE, "Charte", "Règle 2 – ter"),
)
BILANS = (
    EvaluationCitee(
        PeriodeEvaluation.MI_PARCOURS, date(2026, 12, 31), Appreciation.EN_PARTIE,
        "Deux écoles sur trois.\nIl en reste une.", "On finit en 2027.",
    ),
    EvaluationCitee(PeriodeEvaluation.ANNUELLE, date(2025, 1, 1), None, "Rien à signaler."),
    EvaluationCitee(PeriodeEvaluation.AUTRE, None, Appreciation.TROP_TOT),
)  # fmt: skip


@pytest.mark.parametrize("genre", [FormatExport.DOCX, FormatExport.ODT])
def test_les_documents_cadres_et_les_bilans_reviennent_dans_leurs_champs(genre: FormatExport):
    avant = replace(fiche_energie(), references=CADRE, evaluations=BILANS)
    plan = poser_chemins(PlanComplet("Plan climat", fiches=[avant]))
    octets = fabriquer_plan(genre, plan, CONTEXTE, le=datetime(2026, 3, 16, tzinfo=UTC), livret=False).octets
    lecture = lire_fichier(octets, f"plan.{genre}")
    (fiche,) = lecture.plan.fiches
    assert fiche.references == CADRE
    assert fiche.evaluations == BILANS
    assert [texte for _, texte in lecture.non_repris] == ["Documents : Inventaire des compteurs.xlsx"]
    assert fiche.indicateurs[0].nom == "Bâtiments suivis"


def test_ce_qui_n_est_pas_de_notre_mise_en_page_reste_en_mots():
    lecture = lire_texte_colle(
        "Titre : Isoler\nContexte : a\nObjectifs : b\nDocuments cadres : Le schéma de la vallée\nSNBC\n"
        "Bilan annuel : Deux écoles.\n"
    )
    (fiche,) = lecture.plan.fiches
    assert fiche.references == (ReferenceCitee(TypeReference.SNBC),)
    assert "Documents cadres : Le schéma de la vallée" in fiche.description
    assert fiche.evaluations == (EvaluationCitee(PeriodeEvaluation.ANNUELLE, resultat="Deux écoles."),)
    assert lire_titre_de_bilan("Bilan annuel, 31 février 2026") is None
    assert lire_titre_de_bilan("Bilan annuel de la commune") is None
    assert lire_titre_de_bilan("Bilan annuel, 3 brumaire 2026") is None


TABLEAUX = """# Fiche 3 : Isoler

Contexte : froid
Objectifs : chaud

Budget en € TTC

| Année | Investissement prévu | Fonctionnement dépensé | Total |
|---|---|---|---|
| 2026 | 1 000 € | – | 1 000 € |
| Sans détail par année | 50 € | 20 € | 70 € |
| Total | 1 050 € | 20 € | 1 070 € |

Sous réserve de subvention.

| Financeur | Montant | État | Note |
|---|---|---|---|
| Région | 500 € TTC | Accordé, 2026 | oui |
| ADEME | à chiffrer | peut-être | |
| Caisse | entre 1 et 2 | | |
| Total | 500 € | | |

| Indicateur | Unité | Cible | Fréquence | Source | Valeur |
|---|---|---|---|---|---|
| Écoles isolées | écoles | 12 en 2030 | Chaque année | le service | 3 en 2025 |
| Un indicateur ; deux | | beaucoup | | | |
| Total | | | | | |

Impacts détaillés
GES : Fort, 12 tCO2e/an en 2030
Énergie : sans précision
Bidule : 3

Objectifs chiffrés
Isoler : 12 écoles
Et le reste

Effets attendus : Bidule

Notes de suivi
12 mars 2026, Ada Roux : premier chantier
et une suite
"""


def test_les_tableaux_d_une_fiche_publiee():
    fiche = next(lire_texte_colle(TABLEAUX).fiches())
    assert [(str(b.type), b.unite, b.annee, b.prevu, b.reel) for b in fiche.budgets] == [
        ("investissement", UniteBudget.TTC, 2026, Decimal(1000), None),
        ("investissement", UniteBudget.TTC, None, Decimal(50), None),
        ("fonctionnement", UniteBudget.TTC, None, None, Decimal(20)),
    ]
    assert [(f.financeur, f.montant, f.base, f.statut, f.annee) for f in fiche.financements] == [
        ("Région", Decimal(500), BaseMontant.TTC, StatutFinancement.ACCORDE, 2026),
    ]  # fmt: skip
    assert "Sous réserve de subvention." in fiche.financements_texte
    assert "ADEME – à chiffrer – peut-être" in fiche.financements_texte
    assert "Caisse – entre 1 et 2" in fiche.financements_texte
    ecoles, autre = fiche.indicateurs
    assert (ecoles.nom, ecoles.unite, ecoles.cible, ecoles.annee_cible, ecoles.source, ecoles.resultats) == (
        "Écoles isolées", "écoles", Decimal(12), 2030, "le service", ((2025, 3.0),),
    )  # fmt: skip
    assert (autre.nom, autre.cible) == ("Un indicateur ; deux", None)
    ges, energie = fiche.impacts
    assert (ges.domaine, ges.niveau, ges.valeur, ges.horizon) == (DomaineImpact.GES, 3, Decimal(12), 2030)
    assert (energie.domaine, energie.commentaire) == (DomaineImpact.ENERGIE, "sans précision")
    assert [(o.libelle, o.valeur, o.unite) for o in fiche.objectifs_chiffres] == [("Isoler", Decimal(12), "écoles")]
    for morceau in ("Impacts attendus : Bidule : 3", "Et le reste", "Bidule"):
        assert morceau in fiche.objectifs
    assert [(n.date, n.texte, n.auteur) for n in fiche.notes] == [
        (date(2026, 3, 12), "premier chantier\net une suite", "Ada Roux"),
    ]  # fmt: skip


def test_le_pilote_d_une_sous_action_et_celui_de_la_fiche():
    bloc = "Titre : Isoler\nContexte : a\nSous-action 1 : Étudier\nDescriptif : b\nPilote : Service Bâti\n"
    suite = lire_texte_colle(f"{bloc}Sous-action 2 : Faire\nDescriptif : c\nPilote : CC\nPartenaires : Région\n")
    fiche = suite.plan.fiches[0]
    assert fiche.sous_fiches[0].noms(RoleActeur.SERVICE_PILOTE) == ["Service Bâti"]
    assert (fiche.noms(RoleActeur.MAITRE_OUVRAGE), fiche.noms(RoleActeur.PARTENAIRE)) == (["CC"], ["Région"])
    pilotage = lire_texte_colle(f"{bloc}PILOTAGE\nMaître d'ouvrage : CC\n").plan.fiches[0]
    assert pilotage.sous_fiches[0].noms(RoleActeur.SERVICE_PILOTE) == ["Service Bâti"]
    assert pilotage.noms(RoleActeur.MAITRE_OUVRAGE) == ["CC"]


@pytest.mark.parametrize(
    ("texte", "debut", "fin"),
    [
        ("Deux fois par an dès 2026", date(2026, 1, 1), None),
        ("Travaux jusqu'en 2028 au moins", None, date(2028, 12, 31)),
        ("Travaux 2028", date(2028, 1, 1), date(2028, 12, 31)),
    ],
)
def test_le_mot_devant_une_date_dit_son_sens(texte, debut, fin):
    lue = chercher_periode(texte)
    assert (lue.debut and lue.debut.jour, lue.fin and lue.fin.jour) == (debut, fin)


def test_les_listes_fermees_d_une_fiche_sans_mots():
    avant = FicheComplete("Isoler", contexte="a", classements={Genre.CIBLE: ("agents",)}, objectifs="b")
    existant = PlanComplet("P", fiches=[FicheComplete("Isoler", contexte="a", objectifs="c", public_cible="x")])
    poser_chemins(existant)
    ecarts = comparer(relire(avant).plan, existant)
    assert "public_cible" in [c.champ for c in ecarts[0].changements]
