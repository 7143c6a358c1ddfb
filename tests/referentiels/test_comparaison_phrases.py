"""Sentences of the comparison: docs/calculs/historique.md, « Comparer deux jalons »."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from cordee.referentiels.domain import StatutAvancement, build_from_points
from cordee.referentiels.domain.comparaison import LigneScore
from cordee.referentiels.enums import TypeJalon
from cordee.referentiels.queries.comparaison import AUJOURDHUI, Comparaison, Repere, comparer
from cordee.referentiels.queries.definitions import Noeud, ReferentielCharge
from cordee.referentiels.views.mots import ecrire_points, ecrire_statut
from cordee.referentiels.views.tableau_comparaison import (
    annoncer_versions,
    codes_gardes,
    compter_potentiels,
    lister_lignes,
    repondre,
)

LE = datetime(2026, 3, 1, 12, tzinfo=UTC)
AXES = ("te-test_1", "te-test_2", "te-test_3")
MESURES = tuple(f"{axe}.1.1" for axe in AXES)
ARBRE = build_from_points(
    [("te-test", 30.0), *((axe, 10.0) for axe in AXES), *((f"{axe}.1", 10.0) for axe in AXES)]
    + [(mesure, 10.0) for mesure in MESURES]
)
CHARGE = ReferentielCharge(
    code="te-test",
    nom="Petit",
    version="1.0.0",
    empreinte="",
    arbre=ARBRE,
    noeuds=tuple(Noeud(code, code.partition("_")[2], ARBRE.niveau(code), code, "", False) for code in ARBRE.ids),
    regles=(),
    regles_par_noeud={},
    noeuds_par_question={},
)


def repere(ref: str, *faits: float, potentiels: tuple[float, ...] = (10, 10, 10), version: str = "1.0.0") -> Repere:
    """A side whose axes earned these points."""
    lignes = {"te-test": LigneScore(points_faits=sum(faits), points_potentiels=sum(potentiels))}
    for axe, points, potentiel in zip(AXES, faits, potentiels, strict=False):
        for code in (axe, f"{axe}.1", f"{axe}.1.1"):
            lignes[code] = LigneScore(points_faits=points, points_potentiels=potentiel)
    jalon = {"n0": TypeJalon.ETAT_INITIAL, AUJOURDHUI: None}.get(ref, TypeJalon.DATE_PERSONNALISEE)
    nom = "" if jalon is None else ref
    return Repere(ref, "te-test", nom, jalon, LE, version, 1, lignes, {})


def comparaison(avant: Repere, apres: Repere) -> Comparaison:
    return comparer(CHARGE, avant, apres)


def phrase(avant: Repere, apres: Repere) -> str:
    return "".join(repondre(comparaison(avant, apres))).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("avant", "apres", "attendue"),
    [
        ((1, 1, 1), (3.4, 6.1, 1), "+7,5 points depuis le N0, dont 5,1 dans l'axe 2."),
        ((1, 1, 1), (1, 3, 1), "+2,0 points depuis le N0, uniquement dans l'axe 2."),
        ((3, 3, 3), (2, 1, 3), "−3,0 points depuis le N0, dont 2,0 dans l'axe 2."),
        ((3, 3, 3), (5, 1.5, 3), "+0,5 point depuis le N0 : +2,0 dans l'axe 1 et −1,5 dans l'axe 2."),
        ((3, 3, 3), (4, 2, 3), "0 point d'écart depuis le N0 : gains et pertes se compensent."),
        ((3, 3, 3), (3, 3, 3), "Rien n'a changé : 0 point d'écart depuis le N0."),
        ((1, 1, 1), (1, 1.004, 1), "+0,004 point depuis le N0, uniquement dans l'axe 2."),
    ],
)
def test_la_phrase_dit_l_ecart_et_l_axe_qui_le_fait(
    avant: tuple[float, ...], apres: tuple[float, ...], attendue: str
) -> None:
    assert phrase(repere("n0", *avant), repere(AUJOURDHUI, *apres)) == attendue


def test_des_statuts_sans_points_sont_un_changement() -> None:
    avant, apres = repere("n0", 1, 1, 1), repere(AUJOURDHUI, 1, 1, 1)
    apres.lignes[MESURES[0]] = LigneScore(points_faits=1, points_potentiels=10, statut=StatutAvancement.FAIT)
    assert phrase(avant, apres) == "0 point d'écart depuis le N0 : ce qui a changé n'en rapporte pas encore."


def test_deux_jalons_se_nomment() -> None:
    assert phrase(repere("Printemps", 1, 1, 1), repere("n0", 2, 1, 1)).startswith(
        "+1,0 point entre « Printemps » et le N0"
    )


def test_les_axes_restent_meme_quand_ils_n_ont_pas_change() -> None:
    codes = codes_gardes(comparaison(repere("n0", 1, 1, 1), repere("b", 1, 2, 1)), seulement_changees=True)
    assert codes == ["te-test_1", "te-test_2", "te-test_2.1", "te-test_2.1.1", "te-test_3"]


def test_un_potentiel_change_se_compte_et_se_montre() -> None:
    comparee = comparaison(repere("n0", 1, 1, 1), repere("b", 1, 1, 1, potentiels=(10, 5, 10)))
    assert compter_potentiels(comparee) == 1
    ligne = next(ligne for ligne in lister_lignes(comparee, siren="1", seulement_changees=True) if ligne.classe == "n3")
    assert (ligne.ecart, ligne.ecart_potentiel) == (0, -5)
    assert ligne.trajet is not None
    assert (ligne.trajet.avant, ligne.trajet.apres) == ("10", "20")


def test_la_meme_version_ne_s_annonce_pas() -> None:
    assert annoncer_versions(comparaison(repere("n0", 1), repere("b", 1))) == ""


def test_une_autre_version_aux_memes_mesures_s_annonce_sans_compte() -> None:
    dit = annoncer_versions(comparaison(repere("n0", 1), repere("b", 1, version="2.0")))
    assert dit.startswith("Le référentiel a changé de version entre les deux : 1.0.0, puis 2.0. Les mesures")


def test_les_points_s_accordent() -> None:
    assert [ecrire_points(n).replace("\u00a0", " ") for n in (0, 1.94, 2, -2.5, 0.049)] == [
        "0,0 point", "+1,9 point", "+2,0 points", "−2,5 points", "+0,049 point",
    ]  # fmt: skip


def test_un_statut_detaille_dit_ses_parts_non_nulles() -> None:
    ecrit = ecrire_statut("detaille", [0.5, 0, 0.5])
    assert ecrit.precision.replace("\u00a0", " ") == "50 % fait, 50 % pas fait"
    assert ecrire_statut("", None).mot == "Non renseigné"
    assert ecrire_statut("fait", None, concerne=False).cle == "non_concerne"
