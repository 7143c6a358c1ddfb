"""The fiche that a card of the library becomes."""

from __future__ import annotations

from datetime import date

import pytest
from tests.plans.domain.test_bibliotheque import modele

from cordee.plans.domain.bibliotheque_fiche import en_fiche
from cordee.plans.domain.listes import Genre, RoleActeur, StatutFiche, TempsMiseEnOeuvre


class TestFiche:
    def test_tout_ce_que_dit_la_fiche_modele_passe_dans_la_fiche(self) -> None:
        fiche = en_fiche(modele(), StatutFiche.EN_COURS)
        assert fiche.titre == "Ouvrir une ligne de covoiturage"
        assert fiche.description == "Poser des arrêts.\n\nOn pose des arrêts. On les anime."
        assert fiche.objectifs == "Remplir les voitures."
        assert fiche.financements_texte == ("Coût : de 40 000 à 100 000 €. Financements possibles : CEE et Fonds vert.")
        assert fiche.statut is StatutFiche.EN_COURS
        assert fiche.temps is TempsMiseEnOeuvre.UN_A_DEUX_ANS
        assert fiche.amelioration_continue is True
        assert fiche.classements == {
            Genre.THEMATIQUE: ("mobilite_transport", "activites_economiques"),
            Genre.SOUS_THEMATIQUE: ("mobilite_partagee", "tiers_lieux"),
            Genre.CATEGORIE: ("competences",),
            Genre.CIBLE: ("grand_public",),
            Genre.EFFET: ("ges",),
            Genre.SECTEUR: ("transport_routier",),
            Genre.LEVIER: ("covoiturage",),
        }
        assert [(lien.nom, lien.adresse) for lien in fiche.documents] == [
            ("ADEME", "https://www.ademe.fr/"), ("Cerema", "https://www.cerema.fr/fr"),
        ]  # fmt: skip
        assert fiche.noms(RoleActeur.PARTENAIRE) == ["Région", "Employeurs"]
        assert [(indicateur.nom, indicateur.unite) for indicateur in fiche.indicateurs] == [("Trajets", "trajets/mois")]
        assert fiche.mesures == ("cae_4.1.1",)
        assert [etape.titre for etape in fiche.sous_fiches] == ["Choisir un axe", "Poser les arrêts", "Lancer"]

    @pytest.mark.parametrize(
        ("statut", "etape"),
        [
            (StatutFiche.A_VENIR, StatutFiche.A_VENIR),
            (StatutFiche.EN_COURS, StatutFiche.A_VENIR),
            (StatutFiche.REALISE, StatutFiche.REALISE),
        ],
    )
    def test_les_etapes_sont_faites_quand_tout_est_fait(self, statut: StatutFiche, etape: StatutFiche) -> None:
        assert {sous.statut for sous in en_fiche(modele(), statut).sous_fiches} == {etape}

    def test_un_indicateur_national_n_est_repris_que_s_il_est_charge(self) -> None:
        assert [i.identifiant for i in en_fiche(modele()).indicateurs] == [""]
        (propre, national) = en_fiche(modele(), nationaux={"cae_66": "Trajets en covoiturage"}).indicateurs
        assert (propre.nom, national.nom, national.identifiant) == ("Trajets", "Trajets en covoiturage", "cae_66")

    def test_la_note_du_panier_devient_la_premiere_note(self) -> None:
        (note,) = en_fiche(modele(), note=" Voir le syndicat. ", jour=date(2026, 5, 4)).notes
        assert (note.date, note.texte) == (date(2026, 5, 4), "Voir le syndicat.")
        assert en_fiche(modele(), note=" ", jour=date(2026, 5, 4)).notes == ()
