"""The official CSV: every error by line and column, all or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from cordee.indicateurs.domain.erreurs import ImportRefuse
from cordee.indicateurs.domain.lecture_officielle import bornes_de, lire_officielles
from cordee.indicateurs.domain.table_csv import TAILLE_MAX

COLONNES = (
    "identifiantReferentiel", "titre", "unite", "titreCourt", "titreLong", "parents", "categories", "thematiques",
    "actionIds", "valeurCalcule", "participationScore", "sansValeurUtilisateur", "borneMin", "borneMax", "precision",
    "description", "exprCible", "exprSeuil", "libelleCibleSeuil",
)  # fmt: skip
THEMATIQUES = {"agri_alim", "energie_et_climat"}


def fichier(*lignes: Mapping[str, str], colonnes: tuple[str, ...] = COLONNES, separateur: str = ",") -> bytes:
    def cellule(texte: str) -> str:
        return f'"{texte}"' if any(signe in texte for signe in '\n",;') else texte

    rangees = [separateur.join(colonnes)]
    rangees += [separateur.join(cellule(ligne.get(colonne, "")) for colonne in colonnes) for ligne in lignes]
    return "\r\n".join(rangees).encode()


def ligne(identifiant: str, **champs: str) -> dict[str, str]:
    return {"identifiantReferentiel": identifiant, "titre": f"Titre {identifiant}", "unite": "MWh", **champs}


def fautes(*lignes: Mapping[str, str], **options: object) -> list[str]:
    with pytest.raises(ImportRefuse) as refus:
        lire_officielles(fichier(*lignes), thematiques=THEMATIQUES, **options)  # type: ignore[arg-type]
    return [str(erreur) for erreur in refus.value.erreurs]


def test_une_ligne_entiere_se_lit() -> None:
    lues = lire_officielles(
        fichier(
            ligne("CAE_1"),
            ligne(
                "cae_1.a", titreCourt="Court", titreLong="Long  titre", unite="m3", parents="CAE_1",
                categories="cae, clef", thematiques="agri_alim, energie_et_climat", actionIds="cae_1.1.1",
                valeurCalcule="val(cae_1) * 2", participationScore="TRUE", sansValeurUtilisateur="oui", borneMin="0",
                borneMax="1 000,5", precision="0", description="Une phrase,\nsur deux lignes", exprCible="30",
                exprSeuil="si identite(type, commune) alors 10 sinon 20", libelleCibleSeuil="Pourquoi",
            ),
        ),
        thematiques=THEMATIQUES,
    )  # fmt: skip
    lue = lues[1]
    assert (lue.identifiant, lue.titre_long, lue.unite, lue.parents) == ("cae_1.a", "Long titre", "m³", ("cae_1",))
    assert lue.categories == ("cae", "clef")
    assert (lue.participation_score, lue.sans_valeur_utilisateur) == (True, True)
    assert (lue.borne_min, lue.borne_max, lue.precision) == (0, 1000.5, 0)
    assert lue.description == "Une phrase,\nsur deux lignes"
    assert lues[0].precision == 2
    assert bornes_de(lue.expr_cible, "") == ("cible",)


def test_le_point_virgule_et_les_anciens_accents_se_lisent() -> None:
    contenu = fichier(ligne("a_1", titre="Énergie"), separateur=";").decode().encode("cp1252")
    assert lire_officielles(contenu, thematiques=THEMATIQUES)[0].titre == "Énergie"


def test_chaque_erreur_dit_sa_ligne_et_sa_colonne() -> None:
    dites = fautes(
        ligne("pas bon"),
        ligne("a_1", titre="", thematiques="inconnue"),
        ligne("a_2", borneMin="beaucoup", precision="9", participationScore="peut-être"),
        ligne("a_3", borneMin="5", borneMax="1"),
        ligne("a_4", titreCourt="x" * 121),
    )
    assert dites == [
        "ligne 2, colonne « identifiantReferentiel » : « pas bon » n'est pas un identifiant, comme cae_1.a.",
        "ligne 3, colonne « titre » : Il manque le titre.",
        "ligne 3, colonne « thematiques » : Thématique inconnue « inconnue ».",
        "ligne 4, colonne « precision » : « 9 » n'est pas un nombre de décimales de 0 à 6.",
        "ligne 4, colonne « participationScore » : « peut-être » n'est ni TRUE ni FALSE.",
        "ligne 4, colonne « borneMin » : « beaucoup » n'est pas un nombre : écrivez par exemple 1 234,5, sans unité.",
        "ligne 5, colonne « borneMin » : La borne inférieure dépasse la borne supérieure.",
        "ligne 6, colonne « titreCourt » : 120 caractères au plus.",
    ]


def test_la_ligne_est_celle_du_fichier_malgre_les_cellules_sur_plusieurs_lignes() -> None:
    assert fautes(ligne("a_1", description="un\ndeux\ntrois"), ligne("a_1")) == [
        "ligne 5, colonne « identifiantReferentiel » : « a_1 » est déjà à la ligne 2."
    ]


def test_les_parents_et_les_operandes_doivent_exister() -> None:
    dites = fautes(
        ligne("a_1", parents="a_9, a_1"), ligne("a_2", valeurCalcule="val(a_8) + cible(a_1)", exprCible="si alors")
    )
    assert dites[0] == "ligne 2, colonne « parents » : Parent inconnu « a_9 »."
    assert dites[1] == "ligne 2, colonne « parents » : Un indicateur n'est pas son propre parent."
    assert dites[2].startswith("ligne 3, colonne « valeurCalcule » : ")
    assert "a_8" in dites[2]
    assert "a_1" in dites[3]
    assert dites[4].startswith("ligne 3, colonne « exprCible » : ")


def test_ce_qui_est_deja_charge_peut_etre_cite() -> None:
    contenu = fichier(ligne("a_1", parents="vieux_1", valeurCalcule="val(vieux_1) + cible(vieux_1)"))
    lues = lire_officielles(contenu, thematiques=THEMATIQUES, connus={"vieux_1": ("cible",)})
    assert lues[0].parents == ("vieux_1",)


def test_les_boucles_sont_refusees() -> None:
    dites = fautes(
        ligne("a_1", parents="a_2"),
        ligne("a_2", parents="a_1"),
        ligne("a_3", valeurCalcule="val(a_4)"),
        ligne("a_4", valeurCalcule="opt_val(a_3) + 1"),
    )
    assert dites == [
        "ligne 2, colonne « parents » : « a_1 » est son propre ancêtre : cassez la boucle.",
        "ligne 4, colonne « valeurCalcule » : Le calcul de « a_3 » revient à lui-même : cassez la boucle.",
    ]


@pytest.mark.parametrize(
    ("contenu", "phrase"),
    [
        (b"", "ligne 1 : Le fichier est vide."),
        (b"a\0b", "ligne 1 : Ce n'est pas un fichier CSV : enregistrez la feuille en « CSV UTF-8 »."),
        (b"x" * (TAILLE_MAX + 1), "ligne 1 : Le fichier dépasse 20 Mo : ce n'est pas une liste d'indicateurs."),
        (
            b"titre,unite\nA,B",
            "ligne 1 : Il manque la colonne « identifiantReferentiel ». Colonnes lues : titre, unite.",
        ),
        (b"titre,unite,identifiantReferentiel,titre\n", "ligne 1 : La colonne « titre » apparaît deux fois."),
        (b"titre,unite,identifiantReferentiel\n\n,,\n", "ligne 1 : Aucune ligne sous l'en-tête."),
        (b"titre,unite,identifiantReferentiel\nA,B,a_1,D\n", "ligne 2 : 4 cellules pour 3 colonnes."),
    ],
)
def test_un_fichier_qui_n_en_est_pas_un_est_refuse(contenu: bytes, phrase: str) -> None:
    with pytest.raises(ImportRefuse) as refus:
        lire_officielles(contenu, thematiques=THEMATIQUES)
    assert str(refus.value) == phrase


def test_un_guillemet_non_ferme_est_dit_a_sa_ligne() -> None:
    contenu = b'titre,unite,identifiantReferentiel\nA,B,a_1\n"A,B,a_2\n'
    with pytest.raises(ImportRefuse) as refus:
        lire_officielles(contenu, thematiques=THEMATIQUES)
    assert "guillemet non fermé" in str(refus.value)


def test_le_fichier_officiel_entier_se_lit(dossier_partage: Path) -> None:
    chemin = dossier_partage / "data" / "indicateurs" / "import-indicateur-definitions.csv"
    if not chemin.is_file():
        pytest.skip("le fichier officiel est absent de cette machine")
    from cordee.indicateurs.enums import Thematique

    lues = lire_officielles(chemin.read_bytes(), thematiques=Thematique.values)
    assert len(lues) == 730
    assert sum(bool(lue.valeur_calcule) for lue in lues) == 77
