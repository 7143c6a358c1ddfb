"""docs/calculs/pcaet.md, « Parcours », « Avis » et « Pièces »."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cordee.plans.domain.pcaet import (
    REQUISES,
    AvisPcaet,
    EtatPcaet,
    InstanceAvis,
    Manque,
    Piece,
    SensAvis,
    Situation,
    Transition,
    adoptable_des,
    avis_attendus,
    compter,
    echeance_avis,
    encore_attendus,
    est_possible,
    est_supprimable,
    expliquer,
    fin_des_avis,
    pieces_amont_manquantes,
    pieces_aval_manquantes,
    refus,
    tous_rendus,
    transitions_depuis,
    transitions_possibles,
    verdicts,
)

JOUR = date(2026, 11, 11)
ECHEANCE = date(2026, 12, 1)
T = Transition
RENDU = tuple(AvisPcaet(i, "", date(2026, 9, 1), date(2026, 10, 5), SensAvis.FAVORABLE) for i in REQUISES)
ATTENDUS = tuple(AvisPcaet(instance, "", date(2026, 9, 1)) for instance in REQUISES)
AVAL = frozenset({Piece.DELIBERATION, Piece.CONSULTATION, Piece.DECLARATION})
TACITES = tuple(AvisPcaet(i, "", date(2026, 8, 1), date(2026, 11, 1), SensAvis.TACITE) for i in REQUISES)


def situation(etat: EtatPcaet, **champs: Any) -> Situation:
    base: dict[str, Any] = {"aujourdhui": JOUR, "est_pilote": True, "echeance_avis": ECHEANCE, "avis": ATTENDUS}
    return Situation(etat, **{**base, **champs})


ENVOI = date(2026, 3, 10)
CHACUN_SON_TEMPS = tuple(AvisPcaet(i, "", ENVOI, echeance=i.echeance(ENVOI)) for i in REQUISES)
MRAE_RENDU = tuple(
    RENDU[rang] if avis.instance is InstanceAvis.MRAE else avis for rang, avis in enumerate(CHACUN_SON_TEMPS)
)


@pytest.mark.parametrize(
    ("avis", "jour", "attendus", "possible"),
    [
        (CHACUN_SON_TEMPS, date(2026, 5, 9), list(REQUISES), False),
        (CHACUN_SON_TEMPS, date(2026, 5, 10), [InstanceAvis.MRAE], False),
        (MRAE_RENDU, date(2026, 5, 9), [InstanceAvis.PREFET, InstanceAvis.REGION], False),
        (MRAE_RENDU, date(2026, 5, 10), [], True),
        (CHACUN_SON_TEMPS, date(2026, 6, 10), [], True),
    ],
)
def test_chaque_instance_a_son_temps(
    avis: tuple[AvisPcaet, ...], jour: date, attendus: list[InstanceAvis], possible: bool
) -> None:
    echeance = date(2026, 6, 10)
    assert [un.instance for un in encore_attendus(avis, echeance, jour)] == attendus
    ici = situation(EtatPcaet.TRANSMIS, avis=avis, aujourdhui=jour, echeance_avis=echeance)
    assert (T.CONSTATER_AVIS in transitions_possibles(ici)) is possible
    phrase = next(v.phrase for v in verdicts(T.CONSTATER_AVIS, ici) if v.garde == "avis_rendus_ou_delai")
    assert possible or all(instance.libelle in phrase for instance in attendus)


def test_le_temps_de_la_demarche_est_le_plus_long() -> None:
    assert {i: i.mois for i in REQUISES} == {InstanceAvis.PREFET: 2, InstanceAvis.MRAE: 3, InstanceAvis.REGION: 2}
    assert echeance_avis(ENVOI) == fin_des_avis(CHACUN_SON_TEMPS, None) == date(2026, 6, 10)
    assert fin_des_avis(RENDU, date(2026, 6, 10)) is None
    assert fin_des_avis((), None) is None


SANS_MRAE = tuple(AvisPcaet(un.instance, saisie=False) if un.instance is InstanceAvis.MRAE else un for un in TACITES)


def test_l_autorite_environnementale_sans_rapport_n_est_pas_attendue() -> None:
    assert tous_rendus(SANS_MRAE)
    muette = next(un for un in SANS_MRAE if un.instance is InstanceAvis.MRAE)
    assert "son délai ne court pas" in compter(muette, None, JOUR).phrase
    attendus = tuple(AvisPcaet(un.instance, "", ENVOI, None, None, un.echeance, un.saisie) for un in SANS_MRAE)
    assert [un.instance for un in avis_attendus(attendus)] == [InstanceAvis.PREFET, InstanceAvis.REGION]
    assert echeance_avis(ENVOI, evaluee=False) == date(2026, 5, 10)


@pytest.mark.parametrize(
    ("avis", "premier"),
    [
        (RENDU, date(2026, 10, 5)),
        (CHACUN_SON_TEMPS, date(2026, 6, 10)),
        (MRAE_RENDU, date(2026, 10, 5)),
        ((*CHACUN_SON_TEMPS[:1], AvisPcaet(REQUISES[1], "", ENVOI, date(2026, 7, 1), SensAvis.RESERVES,
                                           date(2026, 6, 10)), *CHACUN_SON_TEMPS[2:]), date(2026, 6, 10)),
        (SANS_MRAE, date(2026, 11, 1)),
        (tuple(AvisPcaet(instance) for instance in REQUISES), None),
    ],
)  # fmt: skip
def test_le_premier_jour_d_un_vote_valide(avis: tuple[AvisPcaet, ...], premier: date | None) -> None:
    assert adoptable_des(avis, None) == premier


MANQUE = (Manque("Énergie", "Aucune valeur.", "volet:energie"),) * 3


@pytest.mark.parametrize(
    ("etat", "champs", "possibles"),
    [
        (EtatPcaet.EN_ELABORATION, {"manques": MANQUE}, {T.DECLARER_ENVOI}),
        (EtatPcaet.EN_ELABORATION, {}, {T.TRANSMETTRE, T.DECLARER_ENVOI}),
        (EtatPcaet.EN_ELABORATION, {"est_pilote": False}, set()),
        (EtatPcaet.TRANSMIS, {}, {T.REPRENDRE}),
        (EtatPcaet.TRANSMIS, {"avis": (RENDU[0], *ATTENDUS[1:])}, set()),
        (EtatPcaet.TRANSMIS, {"avis": RENDU}, {T.CONSTATER_AVIS}),
        (EtatPcaet.TRANSMIS, {"aujourdhui": ECHEANCE}, {T.REPRENDRE, T.CONSTATER_AVIS}),
        (EtatPcaet.TRANSMIS, {"echeance_avis": None, "aujourdhui": date(2099, 1, 1)}, {T.REPRENDRE}),
        (EtatPcaet.INSTRUIT, {"avis": RENDU, "pieces": AVAL}, set()),
        (EtatPcaet.INSTRUIT, {"avis": RENDU, "pieces": AVAL | {Piece.MEMOIRE}}, {T.ADOPTER}),
        (EtatPcaet.INSTRUIT, {"pieces": AVAL, "avis": TACITES}, {T.ADOPTER}),
        (EtatPcaet.INSTRUIT, {"pieces": AVAL}, set()),
        (EtatPcaet.INSTRUIT, {"pieces": AVAL - {Piece.DECLARATION}, "avis": TACITES}, set()),
        (EtatPcaet.INSTRUIT, {"pieces": AVAL - {Piece.DECLARATION}, "avis": SANS_MRAE}, {T.ADOPTER}),
        (EtatPcaet.INSTRUIT, {"pieces": AVAL, "avis": TACITES, "manques": MANQUE}, set()),
        (
            EtatPcaet.INSTRUIT,
            {"pieces": AVAL, "avis": TACITES, "manques": MANQUE, "hors_plateforme": True},
            {T.ADOPTER},
        ),
        (EtatPcaet.INSTRUIT, {}, set()),
        (EtatPcaet.ADOPTE, {}, set()),
        (EtatPcaet.ADOPTE, {"evaluation_finale_deposee": True}, {T.ARCHIVER}),
        (EtatPcaet.ADOPTE, {"evaluation_finale_deposee": True, "est_pilote": False}, set()),
        (EtatPcaet.ARCHIVE, {"evaluation_finale_deposee": True}, {T.DESARCHIVER}),
        (EtatPcaet.ARCHIVE, {"est_pilote": False}, set()),
    ],
)
def test_les_etapes_possibles(etat: EtatPcaet, champs: dict[str, Any], possibles: set[Transition]) -> None:
    ici = situation(etat, **champs)
    assert set(transitions_possibles(ici)) == possibles
    for transition in Transition:
        assert est_possible(transition, ici) is (transition in possibles)
        assert bool(refus(transition, ici)) is (transition not in possibles)


def test_ce_qu_on_ne_sait_pas_est_refuse() -> None:
    assert transitions_possibles(Situation(EtatPcaet.TRANSMIS, JOUR)) == ()
    assert transitions_possibles(Situation(EtatPcaet.ADOPTE, JOUR)) == ()


def test_une_etape_qui_part_d_un_autre_etat_le_dit() -> None:
    (verdict,) = verdicts(T.ADOPTER, situation(EtatPcaet.ARCHIVE))
    assert verdict.phrase == "La démarche est « Archivé » : cette étape part de « Avis rendus »."
    assert transitions_depuis(EtatPcaet.TRANSMIS) == (T.REPRENDRE, T.CONSTATER_AVIS)


def test_un_refus_dit_qui_peut() -> None:
    ici = situation(EtatPcaet.EN_ELABORATION, est_pilote=False, pilotes=("Anaïs Bès", "Zoé Guérin"), manques=MANQUE)
    assert refus(T.TRANSMETTRE, ici) == (
        "Seules les personnes pilotes franchissent cette étape. Peut le faire : Anaïs Bès ou Zoé Guérin.",
        "Il manque 3 éléments au dossier : chacun mène à l'écran qui le complète. Peut le faire : une personne qui a "
        "le rôle « Édition ».",
    )


def test_un_conseil_n_arrete_rien() -> None:
    conseil = Manque("Documents", "À joindre.", "documents", bloquant=False)
    assert est_possible(T.TRANSMETTRE, situation(EtatPcaet.EN_ELABORATION, manques=(conseil,)))


def test_ce_qui_est_tenu_se_dit_aussi() -> None:
    phrases = {v.garde: v.phrase for v in verdicts(T.TRANSMETTRE, situation(EtatPcaet.EN_ELABORATION))}
    assert phrases["pilote"] == "Aucune personne pilote n'a de compte : vous pouvez agir."
    pilotee = situation(EtatPcaet.EN_ELABORATION, pilotes=("Zoé Guérin",))
    assert expliquer(verdicts(T.TRANSMETTRE, pilotee)[0]).startswith("Vous pilotez la démarche.")
    sans_role = situation(EtatPcaet.EN_ELABORATION, est_pilote=False)
    assert verdicts(T.TRANSMETTRE, sans_role)[0].phrase == "Votre rôle ne permet pas de conduire la démarche."
    delai = verdicts(T.CONSTATER_AVIS, situation(EtatPcaet.TRANSMIS, aujourdhui=date(2026, 12, 4)))[1]
    assert "écoulé depuis le 1er\u00a0décembre 2026" in delai.phrase
    assert refus(T.REPRENDRE, situation(EtatPcaet.TRANSMIS, avis=RENDU[:1]))[0].startswith(
        "Avis déjà rendu (Préfet de région)"
    )


def test_les_etats() -> None:
    assert [etat for etat in EtatPcaet if etat.est_active] == list(EtatPcaet)[:3]
    assert [etat for etat in EtatPcaet if etat.dossier_modifiable] == [EtatPcaet.EN_ELABORATION, EtatPcaet.INSTRUIT]
    assert [etat for etat in EtatPcaet if etat.publiable] == [EtatPcaet.ADOPTE, EtatPcaet.ARCHIVE]
    assert est_supprimable(EtatPcaet.EN_ELABORATION, deja_transmise=False)
    assert not est_supprimable(EtatPcaet.EN_ELABORATION, deja_transmise=True)
    assert not est_supprimable(EtatPcaet.TRANSMIS, deja_transmise=False)


# -- opinions --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("instance", "sens", "rendu_le", "jour", "phrase"),
    [
        (InstanceAvis.PREFET, None, None, JOUR, "Attendu avant le 1er\u00a0décembre 2026, dans 20 jours."),
        (InstanceAvis.PREFET, None, None, date(2026, 11, 30), "Attendu avant le 1er\u00a0décembre 2026, demain."),
        (InstanceAvis.PREFET, None, None, ECHEANCE, "Sans réponse au 1er\u00a0décembre 2026 : avis réputé favorable."),
        (
            InstanceAvis.MRAE, SensAvis.TACITE, None, ECHEANCE,
            "Sans réponse au 1er\u00a0décembre 2026 : avis réputée sans observation.",
        ),
        (
            InstanceAvis.REGION, SensAvis.FAVORABLE, date(2026, 11, 20), date(2026, 12, 5),
            "Favorable, rendu le 20\u00a0novembre 2026.",
        ),
        (
            InstanceAvis.REGION, SensAvis.DEFAVORABLE, date(2026, 12, 3), date(2026, 12, 5),
            "Défavorable, rendu le 3\u00a0décembre 2026, hors délai.",
        ),
        (InstanceAvis.AUTRE, SensAvis.RESERVES, None, JOUR, "Favorable avec réserves."),
    ],
)  # fmt: skip
def test_ou_en_est_un_avis(
    instance: InstanceAvis, sens: SensAvis | None, rendu_le: date | None, jour: date, phrase: str
) -> None:
    compte = compter(AvisPcaet(instance, "", date(2026, 9, 1), rendu_le, sens), ECHEANCE, jour)
    assert compte.phrase == phrase.replace("avis réputée", "réputée")
    assert compte.tacite is ("Sans réponse" in phrase)
    assert compte.hors_delai is ("hors délai" in phrase)


def test_un_avis_jamais_demande() -> None:
    assert compter(AvisPcaet(InstanceAvis.AUTRE), None, JOUR).phrase == "Pas encore demandé."


def test_les_trois_avis_sont_attendus_meme_sans_ligne() -> None:
    assert [avis.instance for avis in avis_attendus(())] == list(REQUISES)
    assert not tous_rendus(())
    autre = AvisPcaet(InstanceAvis.AUTRE, "Conseil de développement")
    assert tous_rendus((*RENDU, autre))
    assert autre.libelle == "Conseil de développement"
    muets = tuple(AvisPcaet(i, sens=SensAvis.TACITE) for i in REQUISES)
    assert tous_rendus(muets)
    assert not muets[0].est_rendu


# -- documents -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("jointes", "plan", "suivi", "manquantes"),
    [
        (set(), False, False, {Piece.DIAGNOSTIC, Piece.STRATEGIE, Piece.PLAN_ACTIONS, Piece.SUIVI}),
        ({Piece.DOSSIER}, False, False, set()),
        ({Piece.DIAGNOSTIC, Piece.STRATEGIE}, True, True, set()),
        ({Piece.DIAGNOSTIC}, True, False, {Piece.STRATEGIE, Piece.SUIVI}),
        ({Piece.EES, Piece.BILAN_PRECEDENT}, True, True, {Piece.DIAGNOSTIC, Piece.STRATEGIE}),
    ],
)
def test_les_pieces_a_joindre_avant_les_avis(
    jointes: set[Piece], plan: bool, suivi: bool, manquantes: set[Piece]
) -> None:
    assert set(pieces_amont_manquantes(jointes, plan_fourni=plan, suivi_decrit=suivi)) == manquantes


def test_le_memoire_repond_a_des_avis_exprimes() -> None:
    assert pieces_aval_manquantes(AVAL, avis_exprimes=False, evaluee=True) == ()
    assert pieces_aval_manquantes(AVAL, avis_exprimes=True, evaluee=True) == (Piece.MEMOIRE,)


def test_la_declaration_suit_l_evaluation_environnementale() -> None:
    sans = AVAL - {Piece.DECLARATION}
    assert pieces_aval_manquantes(sans, avis_exprimes=False, evaluee=True) == (Piece.DECLARATION,)
    assert pieces_aval_manquantes(sans, avis_exprimes=False, evaluee=False) == ()
