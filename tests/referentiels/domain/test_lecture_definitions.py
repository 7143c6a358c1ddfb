"""Our own tables of definitions, and the origins of TE."""

from __future__ import annotations

import pytest

from cordee.referentiels.domain import ErreurImport, ImportRefuse, OrigineInvalide, parse_origines, read_bundled

ENTETE = (
    "identifiant\tlibelle\taide\tpoints\tpourcentage\tcategorie\tcoremeasure\tindicateurs\tlabels\tthematique\t"
    "adaptation\torigines\tquestions\tdesactivation\treduction\tscore\tscore_indicatif"
)


def _refus(texte: str | bytes) -> tuple[ErreurImport, ...]:
    with pytest.raises(ImportRefuse) as refus:
        read_bundled(texte)
    assert all(str(erreur) in str(refus.value) for erreur in refus.value.erreurs)
    return refus.value.erreurs


def _ligne(**cellules: str) -> str:
    return "\t".join(cellules.get(colonne, "") for colonne in ENTETE.split("\t"))


def test_une_ligne_complete_se_lit_en_entier() -> None:
    ligne = _ligne(
        identifiant="1",
        libelle='Réduire "vraiment"',
        aide="Voir.",
        points="12.5",
        pourcentage="20",
        categorie="Bases",
        coremeasure="oui",
        indicateurs="cae_1.a cae_1.b cae_1.a",
        labels="te_cae te_eci",
        thematique="planifier",
        adaptation="exposition_forte",
        origines="cae_1.1.2.2.3:0.5 eci_1.2",
        questions="SCoT",
        desactivation="reponse(SCoT, NON)",
        score_indicatif="val(cae_1.a)",
    )
    (noeud,) = read_bundled(f"\ufeff{ENTETE}\r\n{ligne}\r\n\r\n")
    assert noeud.libelle == 'Réduire "vraiment"'
    assert (noeud.points, noeud.pourcentage, noeud.categorie, noeud.coremeasure) == (12.5, 20, "bases", True)
    assert noeud.indicateurs == ("cae_1.a", "cae_1.b")
    assert noeud.labels == ("te_cae", "te_eci")
    assert (noeud.thematique, noeud.adaptation) == ("planifier", "exposition_forte")
    assert noeud.origines == (("cae_1.1.2.2.3", 0.5), ("eci_1.2", 1.0))
    assert noeud.questions == ("SCoT",)
    assert noeud.regles == {"desactivation": "reponse(SCoT, NON)"}
    assert noeud.score_indicatif == "val(cae_1.a)"


def test_les_colonnes_facultatives_peuvent_manquer() -> None:
    (noeud,) = read_bundled(b"Identifiant\tLibelle\n1\tAgir\n")
    assert (noeud.identifiant, noeud.libelle, noeud.points, noeud.regles) == ("1", "Agir", None, {})


def test_toutes_les_erreurs_sont_dites_avec_leur_ligne_et_leur_colonne() -> None:
    lignes = [
        _ligne(identifiant="1", points="1,5", categorie="autre"),
        _ligne(identifiant="1", labels="te_pcaet"),
        _ligne(libelle="sans identifiant"),
        _ligne(identifiant="2.1", pourcentage="-3"),
        _ligne(identifiant="3 bis", origines="cae_1:zero cae_2:0 cae_2:1"),
        _ligne(identifiant="4", thematique="autre", adaptation="autre"),
    ]
    erreurs = _refus("\n".join([ENTETE, *lignes]))
    assert [erreur.ligne for erreur in erreurs] == sorted(erreur.ligne for erreur in erreurs)
    assert sorted((erreur.ligne, erreur.colonne) for erreur in erreurs) == [
        (2, "categorie"),
        (2, "points"),
        (3, "identifiant"),
        (3, "labels"),
        (4, "identifiant"),
        (5, "identifiant"),
        (5, "pourcentage"),
        (6, "identifiant"),
        (6, "origines"),
        (6, "origines"),
        (6, "origines"),
        (7, "adaptation"),
        (7, "thematique"),
    ]
    assert (
        str(next(erreur for erreur in erreurs if erreur.colonne == "points"))
        == "ligne 2, colonne « points » : « 1,5 » n'est pas un nombre."
    )


@pytest.mark.parametrize(
    ("contenu", "message"),
    [
        ("", "vide"),
        (b"  \n ", "vide"),
        ("identifiant\tlibellé".encode("latin-1"), "UTF-8"),
        ("identifiant\tlibelle\n1\tnumÃ©rique", "accents"),
        ("identifiant\tlibelle\n1\tnum\ufffdrique", "accents"),
        ("id;nom\n1;a", "« identifiant », « libelle »"),
        ("\t\t\n1", "aucune"),
        ("identifiant\tlibelle\tLibelle\n1\ta\tb", "deux fois"),
        ("x" * 20_000_001, "trop gros"),
    ],
)
def test_un_fichier_illisible_dit_pourquoi(contenu: str | bytes, message: str) -> None:
    (erreur,) = _refus(contenu)
    assert message in erreur.message
    assert str(erreur).startswith("ligne 1 : ")


def test_une_ligne_trop_longue_est_refusee() -> None:
    (erreur,) = _refus("identifiant\tlibelle\n1\ta\tb\tc")
    assert (erreur.ligne, erreur.message) == (2, "4 cellules pour 2 colonnes.")


@pytest.mark.parametrize(
    ("cellule", "origines"),
    [
        ("", ()),
        ("Nouvelle action", ()),
        ("Cae_1.1.2.2.3", (("cae_1.1.2.2.3", 1.0),)),
        ("Cae_1.1.1 (0,5)\n Eci_2.1 (1)", (("cae_1.1.1", 0.5), ("eci_2.1", 1.0))),
        ("cae_1.3.2.1 (0,5) cae_1.3.2.2 (0,33)", (("cae_1.3.2.1", 0.5), ("cae_1.3.2.2", 0.33))),
    ],
)
def test_une_cellule_d_origine_rend_tous_ses_liens(cellule: str, origines: tuple[tuple[str, float], ...]) -> None:
    assert parse_origines(cellule) == origines


@pytest.mark.parametrize(
    ("cellule", "message"),
    [
        ("crte_1.2", "référentiel inconnu"),
        ("cae_1.2 (un)", "nombre positif"),
        ("cae_1.2 (0)", "nombre positif"),
        ("cae_1.2 cae_1.2", "deux fois"),
        ("cae_1.2 et le reste", "et le reste"),
        ("cae_1..2", "pas un identifiant"),
        ("cae_9.9", "n'existe pas"),
        ("test_.1.4", "Texte non compris"),
    ],
)
def test_une_cellule_d_origine_fausse_est_refusee(cellule: str, message: str) -> None:
    with pytest.raises(OrigineInvalide, match=message):
        parse_origines(cellule, noeuds={"cae_1.2", "cae_1..2", "crte_1.2"})
