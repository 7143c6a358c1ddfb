"""The feed of changes: who, where, what, and what it gave."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.comptes.factories import UtilisateurFactory
from tests.territoires.factories import CollectiviteFactory

from cordee.journal.models import Ecriture
from cordee.referentiels.models import Engagement, Referentiel
from cordee.referentiels.views.actualites import LIGNES_AFFICHEES, Actualites, composer_actualites

MAINTENANT = datetime(2026, 3, 12, 11, tzinfo=UTC)
EPCI = CollectiviteFactory.build(pk=5, nom_court="Briançonnais")
VOISIN = CollectiviteFactory.build(pk=6, nom_court="Queyras")
ENGAGEMENT = Engagement(pk=9, collectivite=EPCI, referentiel=Referentiel(code="cae", nom="Climat Air Énergie"))
LISE = UtilisateurFactory.build(pk=1, prenom="Lise", nom="Faure")


def ecriture(verbe: str = "referentiels.renseigner_statut", *, le: datetime = MAINTENANT, **champs: Any) -> Ecriture:
    valeurs = {"acteur": LISE, "acteur_nom": "Lise Faure", "collectivite_id": 5, "objet_id": "9", "resume": "Résumé"}
    return Ecriture(verbe=verbe, le=le, **(valeurs | champs))


def statut(code: str, avant: float, apres: float, **champs: Any) -> Ecriture:
    details = {"statuts": {code: ["pas fait", "fait"]}, "score": [avant, apres]}
    return ecriture(resume=f"Climat Air Énergie, {code} : pas fait → fait", details=details, **champs)


def composer(*ecritures: Ecriture, recentes: bool = True, plafond: int = 400, seul: bool = False) -> Actualites:
    lieux = [EPCI] if seul else [EPCI, VOISIN]
    return composer_actualites(
        ecritures, lieux, [ENGAGEMENT], maintenant=MAINTENANT, recentes=recentes, plafond=plafond
    )


def test_un_seul_statut_se_lit_en_entier_avec_son_gain() -> None:
    (journee,) = composer(statut("1.1.1", 40, 40.4)).journees
    (ligne,) = journee.changements
    assert journee.titre == "Aujourd'hui"
    assert ligne.texte == "Climat Air Énergie, 1.1.1 : pas fait → fait"
    assert (ligne.precision, ligne.hausse) == ("+0,4\u00a0point", True)
    assert (ligne.auteur, ligne.initiales, ligne.lieu) == ("Lise Faure", "LF", "Briançonnais")


def test_les_statuts_d_une_personne_dans_un_referentiel_font_une_ligne_par_jour() -> None:
    hier = MAINTENANT - timedelta(days=1)
    actualites = composer(
        statut("1.1.2", 42, 45.0), statut("1.1.1", 40, 42), statut("1.2.1", 40, 40, le=hier), ecriture(le=hier, pk=3)
    )
    aujourdhui, veille = actualites.journees
    (ligne,) = aujourdhui.changements
    assert ligne.texte == "Climat Air Énergie : 2 statuts changés"
    assert ligne.precision == "+5,0\u00a0points"
    assert veille.titre == "Hier"
    assert veille.changements[0].precision == ""
    assert actualites.nombre == 4


def test_deux_personnes_font_deux_lignes_de_teintes_differentes() -> None:
    paul = UtilisateurFactory.build(pk=2, prenom="Paul", nom="Reymond")
    (journee,) = composer(statut("1.1", 1, 2), statut("1.2", 2, 3, acteur=paul, acteur_nom="Paul Reymond")).journees
    assert len({c.teinte for c in journee.changements}) == 2


def test_un_recul_se_dit_avec_le_signe_moins() -> None:
    ligne = composer(statut("1.1", 3, 1)).journees[0].changements[0]
    assert (ligne.precision, ligne.hausse) == ("\u22122,0\u00a0points", False)


def test_les_reponses_et_les_commentaires_se_comptent() -> None:
    reponses = [ecriture("territoires.repondre", details={"question": q}, objet_id=q) for q in ("a", "b", "a")]
    commentaires = [ecriture("referentiels.commenter", objet_id=str(k)) for k in range(2)]
    textes = [c.texte for c in composer(*reponses, *commentaires).journees[0].changements]
    assert textes == ["2 réponses de personnalisation", "2 commentaires"]


def test_ce_que_fait_l_installation_est_signe_cordee() -> None:
    ligne = composer(ecriture("referentiels.charger", acteur=None, acteur_nom="")).journees[0].changements[0]
    assert (ligne.auteur, ligne.initiales) == ("Cordée", "C")


def test_une_autre_annee_se_dit_et_le_premier_du_mois_aussi() -> None:
    titres = [
        composer(ecriture(le=le)).journees[0].titre
        for le in (datetime(2025, 12, 1, 9, tzinfo=UTC), datetime(2026, 3, 9, 9, tzinfo=UTC))
    ]
    assert titres == ["Lundi 1er\u00a0décembre 2025", "Lundi 9\u00a0mars"]


def test_les_lignes_montrees_sont_bornees_mais_le_compte_est_entier() -> None:
    ecritures = [ecriture("referentiels.figer_score", pk=k) for k in range(30)]
    actualites = composer(*ecritures, plafond=30)
    assert sum(len(j.changements) for j in actualites.journees) == LIGNES_AFFICHEES
    assert (actualites.nombre, actualites.personnes, actualites.partielles) == (30, 1, True)


def test_une_ecriture_d_une_collectivite_partie_se_lit_sans_lieu() -> None:
    ligne = composer(ecriture(collectivite_id=77)).journees[0].changements[0]
    assert (ligne.lieu, ligne.url) == ("", "")


def test_le_lieu_se_dit_en_sujet_seulement_quand_il_y_en_a_plusieurs() -> None:
    fige = ecriture("referentiels.figer_score", resume="A figé le jalon « N0 » (Climat Air Énergie)")
    ligne = composer(fige).journees[0].changements[0]
    assert (ligne.lieu, ligne.texte) == ("Briançonnais", "a figé le jalon « N0 » (Climat Air Énergie)")
    ligne = composer(fige, seul=True).journees[0].changements[0]
    assert (ligne.lieu, ligne.texte) == ("", "A figé le jalon « N0 » (Climat Air Énergie)")


def test_le_compte_dit_s_il_regroupe() -> None:
    assert not composer(ecriture("referentiels.figer_score", pk=1)).regroupees
    assert composer(statut("1.1", 1, 2), statut("1.2", 2, 3)).regroupees
