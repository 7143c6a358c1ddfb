"""docs/calculs/versions.md, « Figer », « Relire », « Comparer »."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.plans import strategies as tirage

from cordee.plans.domain import fiche as valeurs
from cordee.plans.domain.changements import SCALAIRES, VIDE, Changement
from cordee.plans.domain.fiche import FicheComplete
from cordee.plans.domain.listes import (
    DomaineImpact,
    Genre,
    PeriodeEvaluation,
    Priorite,
    RoleActeur,
    RolePersonne,
    StatutFiche,
    TypeBudget,
    TypeReference,
    UniteBudget,
)
from cordee.plans.domain.versions import comparer_versions, figer, relire

EXEMPLES = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


instant = datetime.fromisoformat


def lignes(changements: tuple[Changement, ...]) -> list[tuple[str, str, str, str]]:
    return [(c.sous_action, c.libelle, c.avant.replace("\xa0", " "), c.apres.replace("\xa0", " ")) for c in changements]


class TestFiger:
    @EXEMPLES
    @given(tirage.fiches())
    def test_relire_ce_qui_vient_d_etre_fige_rend_la_meme_fiche(self, fiche: FicheComplete) -> None:
        assert relire(json.loads(json.dumps(figer(fiche)))) == fiche

    def test_le_passage_de_qui_a_ecrit_revient_aussi(self) -> None:
        passage = valeurs.Passage(instant("2026-03-31T09:15"), "Lise Faure")
        fiche = FicheComplete("Suivre", creation=passage, modification=passage)
        relue = relire(figer(fiche))
        assert (relue.creation, relue.modification) == (passage, passage)

    def test_un_jour_un_montant_et_un_code_sont_du_texte(self) -> None:
        fiche = FicheComplete(
            "Suivre",
            statut=StatutFiche.EN_COURS,
            etat_le=date(2026, 3, 31),
            budgets=(valeurs.LigneBudget(TypeBudget.INVESTISSEMENT, prevu=Decimal("12500.50")),),
        )
        contenu = figer(fiche)
        assert contenu["statut"] == "en_cours"
        assert contenu["etat_le"] == "2026-03-31"
        assert contenu["budgets"][0]["prevu"] == "12500.50"


class TestRelire:
    def test_un_champ_ajoute_depuis_est_a_son_defaut(self) -> None:
        contenu = figer(FicheComplete("Suivre", vigilance="Délais", etat_le=date(2026, 1, 2)))
        del contenu["vigilance"], contenu["etat_le"], contenu["budgets"]
        assert relire(contenu) == FicheComplete("Suivre")

    def test_un_champ_disparu_est_ignore(self) -> None:
        contenu = figer(FicheComplete("Suivre", notes=(valeurs.NoteCitee(date(2026, 1, 2), "Vu"),)))
        contenu["ancien_champ"] = {"quoi": 1}
        contenu["notes"][0]["couleur"] = "bleu"
        assert relire(contenu).notes == (valeurs.NoteCitee(date(2026, 1, 2), "Vu"),)

    def test_un_code_disparu_vide_son_champ_et_lui_seul(self) -> None:
        contenu = figer(FicheComplete("Suivre", statut=StatutFiche.EN_COURS, priorite=Priorite.ELEVEE))
        contenu["priorite"] = "capitale"
        assert relire(contenu) == FicheComplete("Suivre", statut=StatutFiche.EN_COURS)

    def test_un_code_disparu_dans_une_ligne_ote_la_ligne_et_laisse_les_autres(self) -> None:
        gardee = valeurs.LigneBudget(TypeBudget.FONCTIONNEMENT, UniteBudget.TTC, 2027, Decimal(5))
        perdues = [replace(gardee, annee=annee) for annee in (2024, 2025)]
        contenu = figer(FicheComplete("Suivre", budgets=(perdues[0], gardee, perdues[1])))
        contenu["budgets"][0]["type"] = "dotation"
        contenu["budgets"][2]["unite"] = "francs"
        assert relire(contenu).budgets == (gardee,)

    def test_un_genre_disparu_part_avec_ses_codes(self) -> None:
        contenu = figer(FicheComplete("Suivre", classements={Genre.CIBLE: ("agents",)}))
        contenu["classements"]["humeur"] = ["gaie"]
        assert relire(contenu).classements == {Genre.CIBLE: ("agents",)}

    def test_une_sous_fiche_perd_le_champ_illisible_et_reste(self) -> None:
        sous = FicheComplete("Inventaire", ref=12, priorite=Priorite.BASSE, description="Compter")
        contenu = figer(FicheComplete("Suivre", sous_fiches=[replace(sous), replace(sous, ref=13)]))
        contenu["sous_fiches"][1]["priorite"] = "capitale"
        contenu["sous_fiches"][1]["personnes"] = [{"nom": "Inès", "role": "chef"}, {"nom": "Karim"}]
        relue = relire(contenu)
        assert relue.sous_fiches[0] == sous
        assert relue.sous_fiches[1] == replace(sous, ref=13, priorite=None, personnes=(valeurs.PersonneCitee("Karim"),))

    @pytest.mark.parametrize(
        ("champ", "valeur"),
        [
            ("titre", None), ("debut", {"precision": "mois"}), ("etat_le", "hier"), ("avancement", "beaucoup"),
            ("budgets", "aucun"), ("budgets", [3]), ("sous_fiches", 7), ("sous_fiches", ["Former", 4]),
            ("sous_fiches", [{"code": "1"}]), ("classements", []), ("classements", {"cible": [4]}), ("chemins", [[3]]),
            ("indicateurs", [{"nom": "CO2", "resultats": [["an", 4]]}]),
        ],
    )  # fmt: skip
    def test_rien_d_illisible_ne_fait_tomber_la_lecture(self, champ: str, valeur: Any) -> None:
        contenu = {**figer(FicheComplete("Suivre", code="2.1")), champ: valeur}
        relue = relire(contenu)
        assert relue.code == "2.1"
        assert relue.titre == ("" if champ == "titre" else "Suivre")

    def test_une_version_sans_titre_se_lit(self) -> None:
        assert relire({"code": "2.1"}) == FicheComplete("", code="2.1")

    def test_le_contenu_fige_n_est_jamais_change_par_sa_lecture(self) -> None:
        contenu = {"titre": "Suivre", "priorite": "capitale", "budgets": [{"type": "dotation"}]}
        relire(contenu)
        assert contenu == {"titre": "Suivre", "priorite": "capitale", "budgets": [{"type": "dotation"}]}


class TestComparer:
    def test_le_tableau_travaille(self) -> None:
        def budget(genre: TypeBudget, prevu: int, reel: int | None = None) -> valeurs.LigneBudget:
            return valeurs.LigneBudget(genre, UniteBudget.HT, 2026, Decimal(prevu), Decimal(reel) if reel else None)

        def pilotes(*noms: str) -> tuple[valeurs.PersonneCitee, ...]:
            return tuple(valeurs.PersonneCitee(nom) for nom in noms)

        inventaire = FicheComplete("Inventaire", ref=12, statut=StatutFiche.EN_COURS)
        avant = FicheComplete(
            "Suivre",
            statut=StatutFiche.EN_COURS,
            fin=valeurs.DateConnue(date(2026, 12, 31)),
            personnes=pilotes("Inès Allemand"),
            budgets=(budget(TypeBudget.INVESTISSEMENT, 40_000), budget(TypeBudget.FONCTIONNEMENT, 5_000)),
            sous_fiches=[inventaire],
        )
        apres = replace(
            avant,
            statut=StatutFiche.REALISE,
            fin=None,
            personnes=pilotes("Inès Allemand", "Karim Boyer"),
            budgets=(budget(TypeBudget.INVESTISSEMENT, 40_000, 38_500),),
            sous_fiches=[
                FicheComplete("Former les agents", ref=13, statut=StatutFiche.A_VENIR),
                replace(inventaire, statut=StatutFiche.REALISE),
            ],
        )
        assert lignes(comparer_versions(avant, apres)) == [
            ("", "Statut", "En cours", "Réalisé"),
            ("", "Échéance", "31 décembre 2026", "vide"),
            ("", "Pilote", "Inès Allemand", "Inès Allemand, Karim Boyer"),
            ("", "Budget", "Investissement 2026 : 40 000 € HT prévus",
             "Investissement 2026 : 40 000 € HT prévus, 38 500 € HT dépensés"),
            ("", "Budget", "Fonctionnement 2026 : 5 000 € HT prévus", "vide"),
            ("Inventaire", "Statut", "En cours", "Réalisé"),
            ("Former les agents", "Sous-action", "vide", "Former les agents"),
            ("Former les agents", "Statut", "vide", "À venir"),
        ]  # fmt: skip

    @EXEMPLES
    @given(tirage.fiches())
    def test_une_version_ne_differe_pas_d_elle_meme(self, fiche: FicheComplete) -> None:
        assert comparer_versions(fiche, fiche) == ()
        assert comparer_versions(fiche, relire(figer(fiche))) == ()
        assert comparer_versions(None, None) == ()

    @EXEMPLES
    @given(tirage.fiches(), st.one_of(st.none(), tirage.fiches()))
    def test_dans_l_autre_sens_les_memes_changements_s_echangent(
        self, une: FicheComplete, autre: FicheComplete | None
    ) -> None:
        def paires(changements: tuple[Changement, ...], *, renverser: bool) -> list[tuple[str, str, str]]:
            return sorted((c.champ, *((c.apres, c.avant) if renverser else (c.avant, c.apres))) for c in changements)

        aller, retour = comparer_versions(une, autre), comparer_versions(autre, une)
        assert paires(aller, renverser=False) == paires(retour, renverser=True)
        assert all(c.avant != c.apres for c in aller if c.champ not in SCALAIRES)

    @EXEMPLES
    @given(tirage.fiches(profondeur=0), st.data())
    def test_aucun_champ_ne_change_en_silence(self, fiche: FicheComplete, tirer: st.DataObject) -> None:
        tires = [champ.name for champ in fields(FicheComplete)]
        for muet in ("ref", "creation", "modification", "chemins", "sous_fiches"):
            tires.remove(muet)
        champ = tirer.draw(st.sampled_from(tires))
        autre = replace(fiche, **{champ: getattr(tirer.draw(tirage.fiches(profondeur=0)), champ)})
        dits = {changement.champ.partition(":")[0] for changement in comparer_versions(fiche, autre)}
        assert dits <= {champ}
        avant, apres = ("" if v is None or v is False else v for v in (getattr(fiche, champ), getattr(autre, champ)))
        if champ in SCALAIRES and avant != apres:
            assert dits == {champ}

    def test_zero_pour_cent_n_est_pas_vide(self) -> None:
        (changement,) = comparer_versions(FicheComplete("A"), FicheComplete("A", avancement=0))
        assert (changement.avant, changement.apres) == ("vide", "0 %")

    def test_ce_qui_n_est_pas_dit_et_non_sont_la_meme_chose(self) -> None:
        assert comparer_versions(FicheComplete("A"), FicheComplete("A", confidentiel=False)) == ()
        assert lignes(comparer_versions(FicheComplete("A"), FicheComplete("A", confidentiel=True))) == [
            ("", "Confidentielle", "vide", "oui")
        ]

    def test_une_fiche_qui_n_existait_pas_apporte_tout(self) -> None:
        fiche = FicheComplete("Suivre", code="2.1", chemins=((),), sous_fiches=[FicheComplete("A", ref=1)])
        assert lignes(comparer_versions(None, fiche)) == [
            ("", "Titre", "vide", "Suivre"),
            ("", "Numéro", "vide", "2.1"),
            ("", "Place dans le plan", "vide", "racine du plan"),
            ("A", "Sous-action", "vide", "A"),
        ]

    def test_la_place_dans_le_plan_se_lit_en_chemin(self) -> None:
        avant = FicheComplete("A", chemins=(("Se loger", "Rénover"),))
        apres = FicheComplete("A", chemins=(("Se loger",), ()))
        assert lignes(comparer_versions(avant, apres)) == [
            ("", "Place dans le plan", "Se loger › Rénover", "Se loger ; racine du plan")
        ]

    def test_l_ordre_des_noms_et_des_sous_actions_ne_dit_rien(self) -> None:
        noms = (valeurs.ActeurCite("ADEME", RoleActeur.PARTENAIRE), valeurs.ActeurCite("Région", RoleActeur.PARTENAIRE))
        sous = [FicheComplete("A", ref=1), FicheComplete("B", ref=2)]
        avant = FicheComplete("A", acteurs=noms, sous_fiches=sous)
        assert comparer_versions(avant, replace(avant, acteurs=noms[::-1], sous_fiches=sous[::-1])) == ()

    def test_une_sous_action_renommee_reste_la_meme(self) -> None:
        avant = FicheComplete("A", sous_fiches=[FicheComplete("Compter", ref=1)])
        apres = FicheComplete("A", sous_fiches=[FicheComplete("Recenser", ref=1)])
        assert lignes(comparer_versions(avant, apres)) == [("Recenser", "Titre", "Compter", "Recenser")]

    def test_un_changement_deux_niveaux_plus_bas_dit_ou_il_est(self) -> None:
        def fiche(statut: StatutFiche | None) -> FicheComplete:
            basse = FicheComplete("Choisir", ref=3, statut=statut)
            return FicheComplete("A", sous_fiches=[FicheComplete("Équiper", ref=2, sous_fiches=[basse])])

        assert lignes(comparer_versions(fiche(None), fiche(StatutFiche.EN_COURS))) == [
            ("Équiper › Choisir", "Statut", "vide", "En cours")
        ]

    def test_deux_lignes_pareilles_comptent_pour_deux(self) -> None:
        note = valeurs.NoteCitee(date(2026, 1, 2), "Vu")
        avant, apres = FicheComplete("A", notes=(note,)), FicheComplete("A", notes=(note, note))
        assert lignes(comparer_versions(avant, apres)) == [("", "Notes de suivi", "vide", "2 janvier 2026 : Vu")]

    def test_ni_le_courriel_ni_le_rang_d_un_commentaire_ne_se_comparent(self) -> None:
        commentaire = valeurs.CommentaireCite(2, "Vu", instant("2026-01-02T09:05"), "Inès")
        avant = FicheComplete(
            "A",
            personnes=(valeurs.PersonneCitee("Inès", RolePersonne.PILOTE, "ines@exemple.fr"),),
            commentaires=(commentaire,),
        )
        apres = replace(
            avant,
            personnes=(valeurs.PersonneCitee("Inès"),),
            commentaires=(replace(commentaire, numero=1, reponse_a=4),),
        )
        assert comparer_versions(avant, apres) == ()

    def test_une_ligne_sans_mots_se_dit_vide(self) -> None:
        avant, apres = FicheComplete("A", mesures=("",)), FicheComplete("A")
        assert [c.champ for c in comparer_versions(avant, apres)] == ["mesures"]
        assert comparer_versions(avant, apres)[0].apres == VIDE


LIGNES: tuple[tuple[str, Any, dict[str, Any]], ...] = (
    ("objectifs_chiffres", valeurs.ObjectifChiffre("Réduire", Decimal(20), "%", 2026), {}),
    ("impacts", valeurs.Impact(DomaineImpact.GES, 3, Decimal(12), "tCO2e/an", 2030, "Estimé"), {}),
    ("budgets", valeurs.LigneBudget(TypeBudget.INVESTISSEMENT, UniteBudget.HT, 2026, Decimal(3)), {"est_etale": True}),
    ("financements", valeurs.FinancementCite("ADEME", "Fonds vert", Decimal(5), taux=Decimal("0.375")), {}),
    ("indicateurs", valeurs.IndicateurCite("Énergie", "MWh", "cae_1.a", cible=Decimal(9)), {}),
    ("liens", valeurs.LienCite("Former", "2.2"), {}),
    ("references", valeurs.ReferenceCitee(TypeReference.SRADDET, "Objectif", "12"), {}),
    ("evaluations", valeurs.EvaluationCitee(PeriodeEvaluation.MI_PARCOURS, resultat="Bien"), {}),
    ("notes", valeurs.NoteCitee(date(2026, 1, 2), "Vu", "Inès"), {}),
    ("commentaires", valeurs.CommentaireCite(1, "Vu", instant("2026-01-02T09:05")), {}),
    ("blocages", valeurs.BlocageCite("Devis", instant("2026-01-02T09:05")), {"leve_par": "", "code": "2.2"}),
    ("documents", valeurs.DocumentCite("Marché"), {}),
)
MUETS = {"numero", "reponse_a", "repris_par", "email"}


def autre_valeur(champ: Any, ancienne: Any) -> Any:
    """Some other value of the type of the field."""
    exemples: list[tuple[str, tuple[Any, ...]]] = [
        ("datetime", (instant("2026-05-06T07:08"),)), ("Decimal", (Decimal(77),)), ("tuple", (((2025, 7.5),),)),
        ("Jour", (date(2026, 5, 6),)), ("date", (date(2026, 5, 6),)), ("bool", (True, False)), ("int", (1, 2)),
        ("str", ("autre",)),
    ]  # fmt: skip
    for nom, choix in exemples:
        if champ.type.startswith(nom):
            return next(valeur for valeur in choix if valeur != ancienne)
    liste = getattr(valeurs, champ.type.partition(" ")[0])
    return next(membre for membre in liste if membre != ancienne)


@pytest.mark.parametrize(("attribut", "item", "avec"), LIGNES, ids=lambda v: v if isinstance(v, str) else "")
def test_chaque_detail_d_une_ligne_fait_une_difference(attribut: str, item: Any, avec: dict[str, Any]) -> None:
    item = replace(item, **{nom: valeur for nom, valeur in avec.items() if valeur != getattr(item, nom)})
    for champ in fields(item):
        if champ.name in MUETS or champ.name == "leve_par" or not champ.compare:
            continue
        autre = replace(item, **{champ.name: autre_valeur(champ, getattr(item, champ.name))})
        changements = comparer_versions(
            FicheComplete("A", **{attribut: (item,)}), FicheComplete("A", **{attribut: (autre,)})
        )
        assert changements, champ.name
        assert {changement.champ for changement in changements} == {attribut}


def test_qui_a_leve_un_blocage_se_dit() -> None:
    pose = valeurs.BlocageCite(
        "", instant("2026-01-02T09:05"), "Lise", "2.2", "Former", leve_le=instant("2026-02-03T08:00")
    )
    leve = replace(pose, leve_par="Inès")
    (changement,) = comparer_versions(FicheComplete("A", blocages=(pose,)), FicheComplete("A", blocages=(leve,)))
    assert changement.apres.replace("\xa0", " ") == (
        "Attend « 2.2 Former » : posé le 2 janvier 2026 à 9 h 05 par Lise, levé le 3 février 2026 à 8 h 00 par Inès"
    )
