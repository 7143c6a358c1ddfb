"""The library of model fiches: reading its files, choosing and sorting cards, the fiche that a card becomes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cordee.plans.domain.bibliotheque import (
    BibliothequeInvalide,
    IndicateurModele,
    ModeleFiche,
    Tri,
    en_fiche,
    est_a_portee,
    filtrer_modeles,
    lire_bibliotheque,
    sert,
)
from cordee.plans.domain.listes import (
    CategoriePerimetre,
    Cible,
    Effet,
    FourchetteCout,
    Genre,
    RoleActeur,
    Secteur,
    StatutFiche,
    TempsMiseEnOeuvre,
)

CHAMPS = {
    "code": '"mobilite-01"',
    "titre": '"Ouvrir une ligne de covoiturage"',
    "resume": '"Poser des arrêts."',
    "description": '"On pose des arrêts. On les anime."',
    "objectifs": '"Remplir les voitures."',
    "etapes": '["Choisir un axe", "Poser les arrêts", "Lancer"]',
    "sous_thematiques": '["mobilite_partagee", "tiers_lieux"]',
    "cout": '"de_40_000_a_100_000"',
    "temps": '"un_a_deux_ans"',
    "impact": "2",
    "annuelle": "true",
    "echelle_communale": "false",
    "competences": '["6000"]',
    "mesures": '["cae_4.1.1"]',
    "effets": '["ges"]',
    "cibles": '["grand_public"]',
    "secteurs": '["transport_routier"]',
    "categories": '["competences"]',
    "partenaires": '["Région", "Employeurs"]',
    "financements": '["CEE", "Fonds vert"]',
    "indicateurs": '[{ nom = "Trajets", unite = "trajets/mois" }]',
}


def fichier(thematique: str = '"mobilite_transport"', **champs: str | None) -> str:
    """Text of a file of one card, with the given fields changed, or left out when None."""
    lignes = [f"{nom} = {valeur}" for nom, valeur in (CHAMPS | champs).items() if valeur is not None]
    return "\n".join([f"thematique = {thematique}", "[[modele]]", *lignes])


def modele(**champs: object) -> ModeleFiche:
    (lu,) = lire_bibliotheque(fichier())
    return replace(lu, **champs)  # type: ignore[arg-type]


def erreurs_de(*textes: str) -> tuple[str, ...]:
    with pytest.raises(BibliothequeInvalide) as refus:
        lire_bibliotheque(*textes)
    return refus.value.erreurs


class TestLecture:
    def test_une_fiche_complete_se_lit_en_entier(self) -> None:
        (lu,) = lire_bibliotheque(fichier())
        assert lu == ModeleFiche(
            code="mobilite-01",
            titre="Ouvrir une ligne de covoiturage",
            resume="Poser des arrêts.",
            description="On pose des arrêts. On les anime.",
            objectifs="Remplir les voitures.",
            etapes=("Choisir un axe", "Poser les arrêts", "Lancer"),
            thematique="mobilite_transport",
            sous_thematiques=("mobilite_partagee", "tiers_lieux"),
            cout=FourchetteCout.DE_40_000_A_100_000,
            temps=TempsMiseEnOeuvre.UN_A_DEUX_ANS,
            impact=2,
            annuelle=True,
            echelle_communale=False,
            competences=("6000",),
            mesures=("cae_4.1.1",),
            effets=(Effet.GES,),
            cibles=(Cible.GRAND_PUBLIC,),
            secteurs=(Secteur.TRANSPORT_ROUTIER,),
            categories=(CategoriePerimetre.COMPETENCES,),
            partenaires=("Région", "Employeurs"),
            financements=("CEE", "Fonds vert"),
            indicateurs=(IndicateurModele("Trajets", "trajets/mois"),),
        )

    def test_les_thematiques_viennent_aussi_des_sous_thematiques(self) -> None:
        assert modele().thematiques == ("mobilite_transport", "activites_economiques")

    def test_plusieurs_fichiers_se_suivent(self) -> None:
        lus = lire_bibliotheque(fichier(), fichier(code='"mobilite-02"'))
        assert [lu.code for lu in lus] == ["mobilite-01", "mobilite-02"]

    def test_deux_fiches_de_meme_code_sont_refusees(self) -> None:
        assert erreurs_de(fichier(), fichier()) == (
            "Fiche « mobilite-01 », champ « code » : deux fiches portent ce code.",
        )

    def test_un_fichier_qui_n_est_pas_du_toml_est_refuse(self) -> None:
        (erreur,) = erreurs_de("thematique = ")
        assert erreur.startswith("Fichier illisible")

    def test_une_thematique_inconnue_est_refusee(self) -> None:
        assert erreurs_de(fichier(thematique='"velo"')) == (
            "Champ « thematique » du fichier : « velo » n'est pas une thématique.",
        )

    def test_un_champ_inconnu_du_fichier_est_refuse(self) -> None:
        assert erreurs_de(f"auteur = 'moi'\n{fichier()}") == ("Fichier : champs inconnus « auteur ».",)

    @pytest.mark.parametrize("champ", sorted(CHAMPS))
    def test_chaque_champ_est_necessaire(self, champ: str) -> None:
        erreurs = erreurs_de(fichier(**{champ: None}))  # type: ignore[arg-type]
        nom = "n° 1" if champ == "code" else "mobilite-01"
        assert erreurs == (f"Fiche « {nom} », champ « {champ} » : il manque.",)

    @pytest.mark.parametrize(
        ("champ", "valeur", "message"),
        [
            ("titre", f'"{"x" * 91}"', "91 caractères, 90 au plus."),
            ("resume", '"  "', "le texte est vide."),
            ("description", "12", "il faut un texte."),
            ("etapes", '["Une"]', "1 éléments, il en faut de 3 à 6."),
            ("etapes", '["Une", "Deux", 3]', "il faut une liste de textes."),
            ("etapes", '["Une", "Deux", "Une"]', "un élément est répété."),
            ("sous_thematiques", '["velo"]', "« velo » n'est pas une valeur de la liste."),
            ("cout", '"cher"', "« cher » n'est pas une valeur de la liste."),
            ("temps", '"long"', "« long » n'est pas une valeur de la liste."),
            ("impact", "4", "il faut un nombre de 1 à 3."),
            ("impact", "true", "il faut un nombre de 1 à 3."),
            ("annuelle", '"oui"', "il faut « true » ou « false »."),
            ("competences", '["velo"]', "« velo » n'est pas une valeur de la liste."),
            ("mesures", '["4.1.1"]', "« 4.1.1 » n'est pas une valeur de la liste."),
            ("mesures", '"cae_4.1.1"', "il faut une liste."),
            ("effets", '["paix"]', "« paix » n'est pas une valeur de la liste."),
            ("indicateurs", '[{ nom = "Trajets" }]', "chaque indicateur a un « nom » et une « unite »."),
            ("indicateurs", "[]", "0 éléments, il en faut de 1 à 3."),
            ("couleur", '"bleu"', "ce champ n'existe pas."),
        ],
    )
    def test_une_erreur_nomme_la_fiche_et_le_champ(self, champ: str, valeur: str, message: str) -> None:
        erreurs = erreurs_de(fichier(**{champ: valeur}))
        assert f"Fiche « mobilite-01 », champ « {champ} » : {message}" in erreurs
        assert "mobilite-01" in str(BibliothequeInvalide(erreurs))

    def test_un_code_a_sa_forme(self) -> None:
        assert erreurs_de(fichier(code='"velo"')) == (
            "Fiche « velo », champ « code » : « velo » n'a pas la forme d'un code, comme « mobilite-01 ».",
        )

    def test_toutes_les_erreurs_sont_dites_d_un_coup(self) -> None:
        assert len(erreurs_de(fichier(cout='"cher"', temps='"long"'), fichier(code='"eau-01"', effets='["paix"]'))) == 3


class TestPortee:
    def test_une_competence_exercee_parmi_celles_demandees_suffit(self) -> None:
        carte = modele(competences=("6000", "6035"))
        assert est_a_portee(carte, {"6035": True})
        assert not est_a_portee(carte, {"6000": False, "1505": True})

    def test_sans_competence_demandee_tout_le_monde_peut(self) -> None:
        assert est_a_portee(modele(competences=()), {"6000": False})

    def test_quand_on_ne_sait_rien_de_la_collectivite_rien_n_est_ecarte(self) -> None:
        assert est_a_portee(modele(), {})

    def test_une_commune_porte_ce_qui_est_a_son_echelle(self) -> None:
        carte = modele(echelle_communale=True)
        assert est_a_portee(carte, {"6000": False}, est_commune=True)
        assert not est_a_portee(carte, {"6000": False})
        assert not est_a_portee(modele(), {"6000": False}, est_commune=True)


class TestFiltres:
    VELO = modele(
        code="velo-01", titre="Louer des vélos électriques", resume="Prêter.", impact=3, competences=("6035",)
    )
    EAU = modele(
        code="eau-01",
        titre="Chasser les fuites",
        resume="Le vélo n'y est pour rien.",
        description="Compteurs de secteur.",
        thematique="eau_assainissement",
        sous_thematiques=("eau_potable",),
        cout=FourchetteCout.MOINS_DE_40_000,
        temps=TempsMiseEnOeuvre.MOINS_D_UN_AN,
        impact=1,
        mesures=("cae_3.3.1",),
    )
    BOIS = modele(
        code="bois-01",
        titre="Équiper une chaufferie",
        thematique="energie_climat",
        sous_thematiques=("reseaux_de_chaleur",),
        cout=FourchetteCout.PLUS_DE_100_000,
        temps=TempsMiseEnOeuvre.PLUS_DE_DEUX_ANS,
    )
    TOUTES = (VELO, EAU, BOIS)

    def codes(self, **filtres: object) -> list[str]:
        return [carte.code for carte in filtrer_modeles(self.TOUTES, **filtres)]  # type: ignore[arg-type]

    def test_sans_filtre_tout_passe_les_plus_fortes_d_abord(self) -> None:
        assert self.codes() == ["velo-01", "bois-01", "eau-01"]

    @pytest.mark.parametrize("texte", ["VELO", "vélos", "velo electrique", "électriques  vélos"])
    def test_le_texte_se_cherche_sans_accents_ni_pluriel(self, texte: str) -> None:
        assert self.codes(texte=texte)[0] == "velo-01"

    def test_tous_les_mots_doivent_y_etre(self) -> None:
        assert self.codes(texte="fuites secteur") == ["eau-01"]
        assert self.codes(texte="fuites chaufferie") == []

    def test_un_mot_du_titre_compte_plus_que_dans_le_resume(self) -> None:
        eau = replace(self.EAU, impact=3)
        velo = replace(self.VELO, impact=1)
        assert [carte.code for carte in filtrer_modeles((eau, velo), texte="vélo")] == ["velo-01", "eau-01"]

    def test_les_valeurs_d_un_filtre_s_ajoutent_et_les_filtres_se_croisent(self) -> None:
        assert self.codes(thematiques=["eau_assainissement", "energie_climat"]) == ["bois-01", "eau-01"]
        assert self.codes(thematiques=["eau_assainissement", "energie_climat"], couts=["plus_de_100_000"]) == [
            "bois-01"
        ]
        assert self.codes(temps=["moins_d_un_an"]) == ["eau-01"]
        assert self.codes(impact_min=2) == ["velo-01", "bois-01"]

    def test_une_sous_thematique_fait_trouver_la_fiche_dans_l_autre_thematique(self) -> None:
        assert self.codes(thematiques=["activites_economiques"]) == ["velo-01"]

    def test_les_competences_ne_filtrent_que_si_on_le_demande(self) -> None:
        assert self.codes(competences_exercees={"6035": True}) == ["velo-01"]
        assert len(self.codes(competences_exercees=None)) == 3

    @pytest.mark.parametrize("mesure", ["cae_3.3.1", "cae_3.3", "cae_3.3.1.2.1"])
    def test_une_mesure_trouve_les_fiches_qui_la_servent_dessus_et_dessous(self, mesure: str) -> None:
        assert self.codes(mesures=[mesure]) == ["eau-01"]

    def test_une_mesure_voisine_ne_trouve_rien(self) -> None:
        assert not sert(self.EAU, "cae_3.3.10")
        assert not sert(self.EAU, "cae_3.3.2")
        assert not sert(self.EAU, "eci_3.3.1")

    @pytest.mark.parametrize(
        ("tri", "attendu"),
        [
            (Tri.TITRE, ["eau-01", "bois-01", "velo-01"]),
            (Tri.COUT, ["eau-01", "velo-01", "bois-01"]),
            (Tri.TEMPS, ["eau-01", "velo-01", "bois-01"]),
            (Tri.IMPACT, ["velo-01", "bois-01", "eau-01"]),
        ],
    )
    def test_les_tris(self, tri: Tri, attendu: list[str]) -> None:
        assert self.codes(tri=tri) == attendu

    @settings(max_examples=30)
    @given(st.text(max_size=12), st.sampled_from(list(Tri)), st.integers(1, 3))
    def test_filtrer_ne_fait_que_choisir_et_trier(self, texte: str, tri: Tri, impact: int) -> None:
        choisies = filtrer_modeles(self.TOUTES, texte=texte, tri=tri, impact_min=impact)
        assert len(set(choisies)) == len(choisies)
        assert set(choisies) <= set(self.TOUTES)
        assert set(choisies) == set(filtrer_modeles(self.TOUTES, texte=texte, impact_min=impact))


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
        }
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
