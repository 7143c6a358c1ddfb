"""docs/calculs/validation.md."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordee.outils.dates import INSECABLE
from cordee.plans.domain.fiche import (
    ActeurCite,
    DateConnue,
    FicheComplete,
    FinancementCite,
    IndicateurCite,
    LigneBudget,
    NoteCitee,
    PersonneCitee,
    ValidationCitee,
)
from cordee.plans.domain.listes import (
    Precision,
    Priorite,
    RoleActeur,
    StatutFiche,
    StatutFinancement,
    TypeBudget,
)
from cordee.plans.domain.validation import (
    DEPUIS,
    MOT_MAX,
    Etat,
    EtatDit,
    GesteRefuse,
    GesteValidation,
    champs_a_remettre,
    contenu,
    dire_etat,
    dire_mention,
    ecrire_validations,
    empreinte,
    geste_principal,
    gestes_possibles,
    resumer_etats,
    sans_indicateurs,
    suivre,
    superposer,
    transiter,
)
from cordee.plans.domain.versions import comparer_versions, figer, relire

G = GesteValidation
LE_3_MARS = date(2026, 3, 3)


# -- « Transitions » ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("etat", "a_version", "differe", "geste", "mot", "voulu"),
    [
        (Etat.BROUILLON, False, False, G.PROPOSER, "", Etat.PROPOSEE),
        (Etat.MODIFIEE, True, True, G.PROPOSER, "", Etat.PROPOSEE),
        (Etat.PROPOSEE, False, False, G.RENVOYER, "le budget manque", Etat.BROUILLON),
        (Etat.PROPOSEE, True, True, G.RENVOYER, "le budget manque", Etat.MODIFIEE),
        (Etat.PROPOSEE, True, False, G.REPRENDRE, "", Etat.VALIDEE),
        (Etat.PROPOSEE, False, False, G.REPRENDRE, "", Etat.BROUILLON),
        (Etat.PROPOSEE, False, False, G.VALIDER, "", Etat.VALIDEE),
        (Etat.BROUILLON, False, False, G.VALIDER, "", Etat.VALIDEE),
        (Etat.MODIFIEE, True, True, G.VALIDER, "", Etat.VALIDEE),
        (Etat.VALIDEE, True, False, G.RETIRER, "erreur de séance", Etat.BROUILLON),
        (Etat.MODIFIEE, True, True, G.RETIRER, "erreur de séance", Etat.BROUILLON),
    ],
)
def test_chaque_geste_mene_ou_le_tableau_le_dit(
    etat: Etat, a_version: bool, differe: bool, geste: G, mot: str, voulu: Etat
) -> None:
    assert transiter(geste, etat, mot, a_version=a_version, differe=differe) is voulu


@pytest.mark.parametrize("geste", G)
@pytest.mark.parametrize("etat", Etat)
def test_tout_autre_couple_est_refuse_avec_une_phrase(geste: G, etat: Etat) -> None:
    if etat in DEPUIS[geste]:
        transiter(geste, etat, "pourquoi", a_version=etat is not Etat.BROUILLON, differe=False)
        return
    with pytest.raises(GesteRefuse, match=r"^Cette fiche .*\.$"):
        transiter(geste, etat, "pourquoi", a_version=True, differe=False)


@pytest.mark.parametrize(("geste", "etat"), [(G.RENVOYER, Etat.PROPOSEE), (G.RETIRER, Etat.VALIDEE)])
def test_renvoyer_et_retirer_demandent_un_mot(geste: G, etat: Etat) -> None:
    with pytest.raises(GesteRefuse, match="Écrivez un mot"):
        transiter(geste, etat, "  ", a_version=True, differe=False)


def test_un_mot_trop_long_est_refuse_avec_sa_longueur() -> None:
    with pytest.raises(GesteRefuse, match=rf"dépasse {MOT_MAX} caractères \({MOT_MAX + 1}\)"):
        transiter(G.PROPOSER, Etat.BROUILLON, "a" * (MOT_MAX + 1), a_version=False, differe=False)


@given(st.lists(st.tuples(st.sampled_from(G), st.booleans()), max_size=12))
def test_quoi_qu_on_fasse_une_fiche_validee_a_une_version_et_un_brouillon_n_en_a_pas(
    gestes: list[tuple[G, bool]],
) -> None:
    etat, a_version = Etat.BROUILLON, False
    for geste, differe in gestes:
        try:
            etat = transiter(geste, etat, "un mot", a_version=a_version, differe=differe)
        except GesteRefuse:
            continue
        a_version = geste is G.VALIDER or (a_version and geste is not G.RETIRER)
        assert (etat in {Etat.VALIDEE, Etat.MODIFIEE}) <= a_version
        assert (etat is Etat.BROUILLON) <= (not a_version)


@pytest.mark.parametrize("etat", Etat)
def test_seule_une_fiche_validee_suit_son_contenu(etat: Etat) -> None:
    validee = etat in {Etat.VALIDEE, Etat.MODIFIEE}
    assert suivre(etat, differe=True) is (Etat.MODIFIEE if validee else etat)
    assert suivre(etat, differe=False) is (Etat.VALIDEE if validee else etat)


def test_chacun_ne_voit_que_ses_gestes() -> None:
    assert gestes_possibles(Etat.PROPOSEE, ecrit=True, valide=False) == (G.REPRENDRE,)
    assert gestes_possibles(Etat.PROPOSEE, ecrit=False, valide=True) == (G.VALIDER, G.RENVOYER)
    assert gestes_possibles(Etat.BROUILLON, ecrit=False, valide=False) == ()
    assert gestes_possibles(Etat.MODIFIEE, ecrit=True, valide=True) == (G.PROPOSER, G.VALIDER, G.RETIRER)


@pytest.mark.parametrize(
    ("etat", "ecrit", "valide", "mots"),
    [
        (Etat.BROUILLON, True, False, "Proposer à la validation"),
        (Etat.BROUILLON, False, True, ""),
        (Etat.BROUILLON, False, False, ""),
        (Etat.PROPOSEE, True, False, ""),
        (Etat.PROPOSEE, True, True, "Lire et valider"),
        (Etat.MODIFIEE, True, True, "Proposer à nouveau"),
        (Etat.VALIDEE, True, True, ""),
    ],
)
def test_un_seul_bouton_dit_ce_qui_est_attendu(etat: Etat, ecrit: bool, valide: bool, mots: str) -> None:
    assert geste_principal(etat, ecrit=ecrit, valide=valide) == mots


# -- sentences ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("dit", "phrase", "mention"),
    [
        (EtatDit(Etat.BROUILLON), "Brouillon, pas encore proposé à la validation.", "Brouillon"),
        (
            EtatDit(Etat.PROPOSEE, "Lise Faure", LE_3_MARS),
            "Proposée le 3 mars 2026 par Lise Faure, en attente de validation.",
            "Proposée à la validation",
        ),
        (
            EtatDit(Etat.PROPOSEE, "Lise Faure", LE_3_MARS, "Odile Garcin", date(2026, 1, 5)),
            "Proposée le 3 mars 2026 par Lise Faure, en attente de validation ; la version validée le 5 janvier 2026 "
            "reste celle qui fait foi.",
            "Modifiée depuis sa validation du 5 janvier 2026",
        ),
        (
            EtatDit(Etat.VALIDEE, "Odile Garcin", LE_3_MARS, "Odile Garcin", LE_3_MARS),
            "Validée le 3 mars 2026 par Odile Garcin.",
            "Version validée le 3 mars 2026 par Odile Garcin",
        ),
        (
            EtatDit(Etat.MODIFIEE, "", LE_3_MARS, "Odile Garcin", LE_3_MARS),
            "Modifiée depuis sa validation du 3 mars 2026 : c'est cette version-là qui fait foi.",
            "Modifiée depuis sa validation du 3 mars 2026",
        ),
        (
            EtatDit(Etat.BROUILLON, "Odile Garcin", LE_3_MARS, renvoyee=True),
            "Renvoyée le 3 mars 2026 par Odile Garcin.",
            "Brouillon",
        ),
        (EtatDit(Etat.VALIDEE), "Validée.", "Brouillon"),
        (EtatDit(Etat.PROPOSEE), "Proposée.", "Proposée à la validation"),
        (EtatDit(Etat.BROUILLON, renvoyee=True), "Renvoyée.", "Brouillon"),
    ],
)
def test_un_etat_se_dit_en_une_phrase_a_l_ecran_et_sur_le_papier(dit: EtatDit, phrase: str, mention: str) -> None:
    assert dire_etat(dit).replace(INSECABLE, " ") == phrase
    assert dire_mention(dit).replace(INSECABLE, " ") == mention


def test_une_cellule_dit_l_etat_et_les_plans_quand_il_y_en_a_plusieurs() -> None:
    validee = ValidationCitee("PCAET", "validee", "Odile Garcin", LE_3_MARS)
    assert ecrire_validations([]) == ""
    assert ecrire_validations([validee]) == "Validée le 03/03/2026 par Odile Garcin"
    assert ecrire_validations([replace(validee, etat="modifiee"), ValidationCitee("PAT", "brouillon")]) == (
        "PCAET : Modifiée depuis, validée le 03/03/2026 par Odile Garcin ; PAT : Brouillon"
    )


def test_de_plusieurs_etats_on_dit_ce_qui_reste_a_faire() -> None:
    assert resumer_etats([Etat.VALIDEE, Etat.PROPOSEE, Etat.BROUILLON]) is Etat.PROPOSEE
    assert resumer_etats([Etat.VALIDEE, Etat.VALIDEE]) is Etat.VALIDEE
    assert resumer_etats([]) is None


# -- « Contenu et suivi » ----------------------------------------------------------------------------------------------
BUDGET = LigneBudget(TypeBudget.INVESTISSEMENT, annee=2026, prevu=Decimal(50_000))
FICHE = FicheComplete(
    "Suivre l'énergie",
    ref=12,
    objectifs="Moins 20 %",
    statut=StatutFiche.EN_COURS,
    priorite=Priorite.ELEVEE,
    debut=DateConnue(date(2026, 1, 1), Precision.ANNEE),
    budgets=(BUDGET,),
    financements=(FinancementCite("ADEME", montant=Decimal(10_000)),),
    indicateurs=(IndicateurCite("Consommation", "MWh", cible=Decimal(100)),),
    personnes=(PersonneCitee("Lise Faure", email="lise@x.example"),),
    acteurs=(ActeurCite("Service énergie", RoleActeur.SERVICE_PILOTE),),
    sous_fiches=[FicheComplete("Relever", ref=13)],
)


def differe(apres: FicheComplete) -> bool:
    return bool(comparer_versions(relire(figer(contenu(FICHE))), contenu(apres)))


@pytest.mark.parametrize(
    "apres",
    [
        replace(FICHE, statut=StatutFiche.REALISE, etat_le=LE_3_MARS, avancement=100),
        replace(FICHE, notes=(NoteCitee(LE_3_MARS, "Fait."),)),
        replace(FICHE, budgets=(replace(BUDGET, reel=Decimal(12_000)),)),
        replace(FICHE, budgets=(BUDGET, LigneBudget(TypeBudget.FONCTIONNEMENT, annee=2026, reel=Decimal(3)))),
        replace(FICHE, financements=(replace(FICHE.financements[0], statut=StatutFinancement.VERSE),)),
        replace(FICHE, indicateurs=(replace(FICHE.indicateurs[0], resultats=((2025, 80.0),)),)),
        replace(FICHE, code="4.7", chemins=(("Axe 4",),), confidentiel=True),
        replace(FICHE, acteurs=(*FICHE.acteurs, ActeurCite("Urgent", RoleActeur.ETIQUETTE))),
        replace(FICHE, personnes=(PersonneCitee("Lise Faure", email="autre@x.example"),)),
        replace(FICHE, sous_fiches=[FicheComplete("Relever", ref=13, statut=StatutFiche.REALISE)]),
    ],
)
def test_le_suivi_ne_se_valide_pas(apres: FicheComplete) -> None:
    assert not differe(apres)


@pytest.mark.parametrize(
    "apres",
    [
        replace(FICHE, objectifs="Moins 25 %"),
        replace(FICHE, budgets=(replace(BUDGET, prevu=Decimal(60_000)),)),
        replace(FICHE, indicateurs=(replace(FICHE.indicateurs[0], cible=Decimal(90)),)),
        replace(FICHE, personnes=()),
        replace(FICHE, acteurs=(ActeurCite("Service bâtiments", RoleActeur.SERVICE_PILOTE),)),
        replace(FICHE, sous_fiches=[*FICHE.sous_fiches, FicheComplete("Former", ref=14)]),
        replace(FICHE, sous_fiches=[FicheComplete("Relever partout", ref=13)]),
    ],
)
def test_le_contenu_se_valide_celui_des_sous_fiches_aussi(apres: FicheComplete) -> None:
    assert differe(apres)


def test_l_empreinte_ne_depend_que_du_contenu() -> None:
    assert empreinte(figer(contenu(FICHE))) == empreinte(figer(contenu(replace(FICHE, avancement=50))))
    assert empreinte(figer(contenu(FICHE))) != empreinte(figer(contenu(replace(FICHE, objectifs="Autre"))))


# -- « Version validée » -----------------------------------------------------------------------------------------------
def test_la_version_validee_se_montre_sous_le_suivi_du_jour() -> None:
    figee = relire(figer(contenu(FICHE)))
    aujourdhui = replace(
        FICHE,
        objectifs="Moins 25 %",
        statut=StatutFiche.REALISE,
        notes=(NoteCitee(LE_3_MARS, "Fait."),),
        budgets=(replace(BUDGET, prevu=Decimal(60_000), reel=Decimal(12_000)),),
        financements=(replace(FICHE.financements[0], statut=StatutFinancement.VERSE),),
        indicateurs=(replace(FICHE.indicateurs[0], resultats=((2025, 80.0),)),),
        acteurs=(ActeurCite("Urgent", RoleActeur.ETIQUETTE),),
        sous_fiches=[FicheComplete("Relever tout", ref=13, statut=StatutFiche.REALISE)],
        validations=(ValidationCitee("PCAET", "modifiee"),),
    )
    montree = superposer(figee, aujourdhui)
    assert (montree.objectifs, montree.statut, montree.notes) == ("Moins 20 %", StatutFiche.REALISE, aujourdhui.notes)
    assert montree.budgets == (replace(BUDGET, reel=Decimal(12_000)),)
    assert montree.financements[0].statut is StatutFinancement.VERSE
    assert montree.indicateurs[0].resultats == ((2025, 80.0),)
    assert [a.nom for a in montree.acteurs] == ["Service énergie", "Urgent"]
    assert (montree.sous_fiches[0].titre, montree.sous_fiches[0].statut) == ("Relever", StatutFiche.REALISE)
    assert montree.validations == aujourdhui.validations


def test_un_indicateur_cache_ne_sort_pas_avec_la_version() -> None:
    assert sans_indicateurs(contenu(FICHE), frozenset({"Consommation"})).indicateurs == ()


def test_une_ligne_disparue_depuis_garde_ce_que_la_version_en_dit() -> None:
    montree = superposer(contenu(FICHE), replace(FICHE, budgets=(), sous_fiches=[]))
    assert montree.budgets == (BUDGET,)
    assert montree.sous_fiches[0].titre == "Relever"


def test_les_champs_qui_se_remettent_sont_ceux_de_la_fiche_elle_meme() -> None:
    apres = replace(
        FICHE, objectifs="Moins 25 %", debut=None, priorite=None, maturite=None, statut=StatutFiche.REALISE, budgets=(),
        fin=DateConnue(LE_3_MARS, Precision.JOUR), temps=None, participation_texte="Réunion",
    )  # fmt: skip
    assert champs_a_remettre(FICHE, apres) == {
        "objectifs": {"objectifs": "Moins 20 %"},
        "debut": {"debut": date(2026, 1, 1), "precision_debut": "annee"},
        "fin": {"fin": None, "precision_fin": "jour"},
        "priorite": {"priorite": Priorite.ELEVEE},
        "participation_texte": {"participation_texte": ""},
    }
    assert champs_a_remettre(apres, FICHE)["priorite"] == {"priorite": ""}
    assert champs_a_remettre(FICHE, FICHE) == {}
