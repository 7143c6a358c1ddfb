"""docs/calculs/webhooks.md, « Gestes »."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from cordee.api.domain.evenements import Entree, Evenement, evenement_retard, evenements_de
from cordee.api.domain.types import CHOISIS, TypeEvenement, type_envoye

LE = datetime(2026, 3, 10, 9, tzinfo=UTC)


def entree(
    numero: int, verbe: str, objet: int = 7, objet_type: str = "plans.fiche", secondes: int = 0, **details: Any
) -> Entree:
    le = LE + timedelta(seconds=secondes)
    return Entree(numero, f"plans.{verbe}", objet_type, str(objet), 3, 5, "Lise Faure", le, details)


def dits(*entrees: Entree) -> list[tuple[str, int]]:
    return [(str(evenement.type), evenement.numero) for evenement in evenements_de(entrees)]


def test_le_tableau_de_la_page() -> None:
    statut = {"statut": ["a_venir", "en_cours"], "etat_le": [None, "2026-03-10"]}
    assert dits(entree(1, "modifier_fiche", champs=statut)) == [("fiche.statut_change", 7)]
    assert dits(entree(1, "ajouter_note"), entree(2, "modifier_fiche", champs=statut)) == [
        ("note.ajoutee", 7), ("fiche.statut_change", 7),
    ]  # fmt: skip
    import_ = [
        entree(1, "creer_plan", 4, "plans.plan"), entree(2, "modifier_plan", 4, "plans.plan"),
        entree(3, "importer", 4, "plans.plan", creees=5000, modifiees=0, objets=list(range(5000))),
        entree(4, "importer", 6, "plans.plan", creees=5000, modifiees=0),
    ]  # fmt: skip
    (termine,) = evenements_de(import_)
    assert (termine.type, termine.numero, termine.plans) == ("import.termine", 0, (4, 6))
    assert (len(termine.fiches), termine.nombres) == (5000, {"creees": 5000, "modifiees": 0})
    lot = [entree(n, "modifier_en_lot", n, champs={"statut": ["bloque", "en_cours"]}) for n in range(1, 301)]
    assert dits(*lot, *(entree(n, "lever_blocage", n) for n in range(301, 313))) == [("lot.applique", 0)]
    assert dits(*(entree(n, "reprogrammer", n) for n in range(1, 22))) == [("lot.applique", 0)]
    assert dits(*(entree(n, "reprogrammer", n) for n in range(1, 21))) == [("fiche.modifiee", n) for n in range(1, 21)]


def test_un_lot_dit_ce_qui_est_devenu_le_meme_partout() -> None:
    (pareil,) = evenements_de(
        [entree(1, "modifier_en_lot", 1, champs={"priorite": ["", "basse"]}),
         entree(2, "modifier_en_lot", 2, champs={"priorite": ["elevee", "basse"]})]
    )  # fmt: skip
    assert (pareil.champs, pareil.geste, pareil.fiches) == ({"priorite": [None, "basse"]}, "priorite", (1, 2))
    (divers,) = evenements_de(
        [entree(1, "modifier_en_lot", 1, champs={"pilote": [[], ["Ana"]]}),
         entree(2, "modifier_en_lot", 2, champs={"pilote": [["Bo"], ["Bo", "Ana"]]})]
    )  # fmt: skip
    assert divers.champs == {"pilote": []}


@pytest.mark.parametrize(
    ("dominant", "type_"),
    [("annuler_import", "import.annule"), ("annuler_lot", "lot.annule"), ("supprimer_plan", "plan.supprime"),
     ("restaurer_plan", "plan.restaure"), ("dupliquer_plan", "plan.cree")],
)  # fmt: skip
def test_un_geste_dominant_absorbe_les_autres(dominant: str, type_: str) -> None:
    objet = {"annuler_import": "plans.import", "annuler_lot": "plans.gestegroupe"}.get(dominant, "plans.plan")
    (evenement,) = evenements_de([entree(1, "creer_fiche", 9), entree(2, dominant, 4, objet)])
    assert evenement.type == type_


def test_un_import_annule_nomme_ce_qui_a_disparu_et_ce_qui_etait_confidentiel() -> None:
    (evenement,) = evenements_de(
        [entree(1, "annuler_import", 4, "plans.import", objets=[1], supprimees=[2, 3], confidentielles=[3])]
    )
    assert (evenement.fiches, evenement.supprimees, evenement.reserves) == ((1,), (2, 3), frozenset({3}))


def test_le_plan_cree_absorbe_ses_reglages_mais_pas_ses_fiches() -> None:
    assert dits(
        entree(1, "creer_plan", 4, "plans.plan"), entree(2, "modifier_plan", 4, "plans.plan"), entree(3, "creer_fiche")
    ) == [("plan.cree", 4), ("fiche.creee", 7)]


def test_ce_que_les_lecteurs_ne_voient_pas_est_reserve() -> None:
    (seul,) = evenements_de([entree(1, "modifier_champ_reserve", champs={"« Note interne »": ["a", "b"]})])
    assert (seul.type, seul.reserve) == ("fiche.modifiee", True)
    (groupe,) = evenements_de([entree(n, "modifier_champ_reserve", n) for n in range(1, 30)])
    assert (groupe.type, groupe.reserve) == ("lot.applique", True)


def test_une_validation_modifie_la_fiche_sans_la_placer() -> None:
    (evenement,) = evenements_de([entree(1, "valider_fiche", plan=4, etat="validee", mot="")])
    assert (evenement.type, evenement.placement, evenement.plans) == ("fiche.modifiee", None, (4,))


def test_un_panier_verse_qui_est_repris_nomme_ce_qui_a_disparu() -> None:
    (repris,) = evenements_de([entree(1, "annuler_versement", 3, "territoires.collectivite", fiches=[8, 9])])
    assert (repris.type, repris.supprimees) == ("lot.annule", (8, 9))
    assert dits(entree(1, "ajouter_au_panier", 3, "territoires.collectivite")) == []


def test_ce_qui_ne_parle_ni_d_un_plan_ni_d_une_fiche_se_tait() -> None:
    assert dits(
        entree(1, "enregistrer_vue", 1, "plans.vueenregistree"), entree(2, "exporter", 4, "plans.plan"),
        entree(3, "commenter_fiche"), entree(4, "prendre_instantane", 4, "plans.plan"),
    ) == []  # fmt: skip


def test_deux_personnes_ou_deux_instants_sont_deux_gestes() -> None:
    assert len(evenements_de([entree(1, "modifier_en_lot"), entree(2, "modifier_en_lot", secondes=1)])) == 2


def test_l_identifiant_est_toujours_le_meme() -> None:
    def lire(*entrees: Entree) -> list[Evenement]:
        return evenements_de(entrees)

    a, b = entree(1, "modifier_en_lot", 1), entree(2, "modifier_en_lot", 2)
    assert lire(a, b)[0].id == lire(b, a)[0].id
    assert lire(entree(1, "ajouter_note"))[0].id != lire(entree(2, "ajouter_note"))[0].id
    retard = evenement_retard(7, 3, date(2026, 3, 10), LE)
    assert retard.id == evenement_retard(7, 3, date(2026, 3, 10), LE + timedelta(hours=5)).id
    assert retard.id != evenement_retard(7, 3, date(2026, 4, 10), LE).id


def test_chaque_type_choisi_s_envoie_sous_son_nom_et_l_essai_toujours() -> None:
    for type_ in CHOISIS:
        assert type_envoye(type_, frozenset({str(type_)})) is type_
        assert type_envoye(type_, frozenset()) is None
    assert type_envoye(TypeEvenement.ESSAI, frozenset()) is TypeEvenement.ESSAI
