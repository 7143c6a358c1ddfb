"""The library of model fiches: reading its files, choosing and sorting cards, the fiche that a card becomes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cordee.plans.domain.bibliotheque import (
    BibliothequeInvalide,
    CategorieFNV,
    IndicateurModele,
    LienUtile,
    ModeleFiche,
    Typologie,
    lire_bibliotheque,
    lire_liens,
)
from cordee.plans.domain.listes import (
    CategoriePerimetre,
    Cible,
    Effet,
    FourchetteCout,
    Secteur,
    TempsMiseEnOeuvre,
)

ADEME = LienUtile("ADEME", "https://www.ademe.fr/")
LIENS = {"ademe": ADEME, "cerema": LienUtile("Cerema", "https://www.cerema.fr/fr")}
CHAMPS = {
    "code": '"mobilite-01"',
    "titre": '"Ouvrir une ligne de covoiturage"',
    "resume": '"Poser des arrêts."',
    "description": '"On pose des arrêts. On les anime."',
    "objectifs": '"Remplir les voitures."',
    "etapes": '["Choisir un axe", "Poser les arrêts", "Lancer"]',
    "typologie": '"service"',
    "fnv": '["deplacer"]',
    "sous_thematiques": '["mobilite_partagee", "tiers_lieux"]',
    "cout": '"de_40_000_a_100_000"',
    "temps": '"un_a_deux_ans"',
    "impact": "2",
    "annuelle": "true",
    "echelle_communale": "false",
    "competences": '["6000"]',
    "mesures": '["cae_4.1.1"]',
    "effets": '["ges"]',
    "leviers": '["covoiturage"]',
    "cibles": '["grand_public"]',
    "secteurs": '["transport_routier"]',
    "categories": '["competences"]',
    "partenaires": '["Région", "Employeurs"]',
    "financements": '["CEE", "Fonds vert"]',
    "indicateurs": '[{ nom = "Trajets", unite = "trajets/mois" }]',
    "indicateurs_nationaux": '["cae_66"]',
    "subventions": '["ademe"]',
    "ressources": '["cerema", "ademe"]',
    "retours": '["ademe"]',
}


def fichier(thematique: str = '"mobilite_transport"', **champs: str | None) -> str:
    """Text of a file of one card, with the given fields changed, or left out when None."""
    lignes = [f"{nom} = {valeur}" for nom, valeur in (CHAMPS | champs).items() if valeur is not None]
    return "\n".join([f"thematique = {thematique}", "[[modele]]", *lignes])


def modele(**champs: object) -> ModeleFiche:
    (lu,) = lire_bibliotheque(fichier(), liens=LIENS)
    return replace(lu, **champs)  # type: ignore[arg-type]


def erreurs_de(*textes: str) -> tuple[str, ...]:
    with pytest.raises(BibliothequeInvalide) as refus:
        lire_bibliotheque(*textes, liens=LIENS)
    return refus.value.erreurs


class TestLecture:
    def test_une_fiche_complete_se_lit_en_entier(self) -> None:
        (lu,) = lire_bibliotheque(fichier(), liens=LIENS)
        assert lu == ModeleFiche(
            code="mobilite-01",
            titre="Ouvrir une ligne de covoiturage",
            resume="Poser des arrêts.",
            description="On pose des arrêts. On les anime.",
            objectifs="Remplir les voitures.",
            etapes=("Choisir un axe", "Poser les arrêts", "Lancer"),
            typologie=Typologie.SERVICE,
            fnv=(CategorieFNV.DEPLACER,),
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
            leviers=("covoiturage",),
            cibles=(Cible.GRAND_PUBLIC,),
            secteurs=(Secteur.TRANSPORT_ROUTIER,),
            categories=(CategoriePerimetre.COMPETENCES,),
            partenaires=("Région", "Employeurs"),
            financements=("CEE", "Fonds vert"),
            indicateurs=(IndicateurModele("Trajets", "trajets/mois"),),
            indicateurs_nationaux=("cae_66",),
            subventions=(ADEME,),
            ressources=(LIENS["cerema"], ADEME),
            retours=(ADEME,),
        )
        assert lu.liens == (ADEME, LIENS["cerema"])
        assert not lu.sans_competence
        assert modele(competences=()).sans_competence

    def test_les_thematiques_viennent_aussi_des_sous_thematiques(self) -> None:
        assert modele().thematiques == ("mobilite_transport", "activites_economiques")

    def test_plusieurs_fichiers_se_suivent(self) -> None:
        lus = lire_bibliotheque(fichier(), fichier(code='"mobilite-02"'), liens=LIENS)
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
            ("typologie", '"autre"', "« autre » n'est pas une valeur de la liste."),
            ("fnv", '["voler"]', "« voler » n'est pas une valeur de la liste."),
            ("leviers", '["magie"]', "« magie » n'est pas une valeur de la liste."),
            ("indicateurs_nationaux", '["66"]', "« 66 » n'est pas une valeur de la liste."),
            ("retours", '["inconnu"]', "« inconnu » n'est pas une valeur de la liste."),
            ("ressources", "[]", "0 éléments, il en faut de 1 à 4."),
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


class TestLiens:
    def test_un_lien_a_un_nom_et_une_adresse(self) -> None:
        lus = lire_liens('[ademe]\nnom = "ADEME"\nadresse = "https://www.ademe.fr/"')
        assert lus == {"ademe": ADEME}

    @pytest.mark.parametrize(
        "texte",
        [
            '[ademe]\nnom = "ADEME"',
            'ademe = "https://www.ademe.fr/"',
            '[ademe]\nnom = " "\nadresse = "https://www.ademe.fr/"',
            '[ademe]\nnom = "ADEME"\nadresse = "http://www.ademe.fr/"',
            '[ademe]\nnom = "ADEME"\nadresse = "https://www.ademe.fr/?page=1"',
            "[ademe",
        ],
    )
    def test_ce_qui_n_en_est_pas_un_est_refuse(self, texte: str) -> None:
        with pytest.raises(BibliothequeInvalide):
            lire_liens(texte)
