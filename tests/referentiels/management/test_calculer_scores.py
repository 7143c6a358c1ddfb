"""`cordee calculer_scores`: JSON to JSON, without a database."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.socle.lancement import Fin, lancer

RACINE_CAE = ("cae", "cae_1.1.1", "cae_1.1.1.1.1")


@pytest.fixture
def calculer(tmp_path: Path, capsys):
    """Runs on `entree` (a document, or the bytes of the file) and returns the end and the document written."""

    def executer(entree: Any, referentiel: object = "cae", *options: object) -> tuple[Fin, Any]:
        fichier, sortie = tmp_path / "entree.json", tmp_path / "sortie.json"
        fichier.write_bytes(entree if isinstance(entree, bytes) else json.dumps(entree).encode())
        fin = lancer(
            capsys, "calculer_scores", "--referentiel", referentiel, "--entree", fichier, "--sortie", sortie, *options
        )
        return fin, json.loads(sortie.read_text(encoding="utf-8")) if sortie.is_file() else None

    return executer


class TestResultat:
    def test_chaque_noeud_de_chaque_cas_a_son_score(self, calculer) -> None:
        fait = {"avancement": "fait", "detail": None, "concerne": True}
        fin, sortie = calculer({"cas": [{"statuts": {"cae_1.1.1.1.1": fait}, "consequences": {}}, {}]})
        assert fin == (0, "2 cas calculés sur 1471 nœuds.\n", "")
        premier, vide = sortie["cas"]
        assert len(premier) == len(vide) == 1471
        assert set(premier["cae"]) == {
            "points_referentiel", "points_potentiels", "points_potentiels_perso", "points_faits", "points_programmes",
            "points_pas_faits", "points_non_renseignes", "taches_renseignees", "taches_total", "concerne", "desactive",
            "renseigne", "statut",
        }  # fmt: skip
        assert premier["cae_1.1.1.1.1"]["statut"] == "fait"
        assert premier["cae_1.1.1.1.1"]["points_faits"] == premier["cae"]["points_faits"] > 0
        assert (vide["cae"]["points_potentiels"], vide["cae"]["points_faits"]) == (500, 0)

    def test_les_consequences_comptent(self, calculer) -> None:
        consequences = {
            "cae_1.1.1": {"desactive": True},
            "cae_1.1.2": {"reduction": 0.5},
            "cae_1.1.3": {"score": "min(score(cae_1.1.1), 0.5)"},
            "cae_9.9.9": {"desactive": True},
        }
        _, sortie = calculer({"cas": [{"statuts": {}, "consequences": consequences}]})
        (cas,) = sortie["cas"]
        assert (cas["cae_1.1.1"]["desactive"], cas["cae_1.1.1"]["points_potentiels"]) == (True, 0)
        assert cas["cae_1.1.2"]["points_potentiels"] == cas["cae_1.1.2"]["points_referentiel"] / 2

    @pytest.mark.parametrize(("referentiel", "noeuds"), [("eci", 368), ("te", 664)])
    def test_les_trois_referentiels_livres_se_calculent(self, calculer, referentiel: str, noeuds: int) -> None:
        fin, _ = calculer({"cas": [{}]}, referentiel)
        assert fin.sortie == f"1 cas calculé sur {noeuds} nœuds.\n"

    def test_aucun_cas_donne_aucun_cas(self, calculer) -> None:
        fin, sortie = calculer({"cas": []})
        assert (fin.code, sortie) == (0, {"cas": []})

    @pytest.mark.parametrize("code", ["cae", "eci", "te"])
    def test_un_fichier_officiel_se_lit_a_son_contenu(
        self, calculer, dossier_partage: Path, tmp_path, code: str
    ) -> None:
        officiel = tmp_path / "sans-nom-parlant.csv"
        source = dossier_partage / "data" / "referentiels" / f"referentiel-{code}-structure.csv"
        officiel.write_bytes(source.read_bytes())
        fin, sortie = calculer({"cas": [{}]}, officiel)
        assert fin.code == 0, fin.erreurs
        (cas,) = sortie["cas"]
        assert cas[code]["points_potentiels"] == {"cae": 500, "eci": 500, "te": 669.9}[code]


class TestFautes:
    @pytest.mark.parametrize(
        ("entree", "debut"),
        [
            (b"{", "« "),
            (b"[1]", "racine : un objet avec une liste « cas » est attendu."),
            (b"{}", "racine : un objet avec une liste « cas » est attendu."),
            (b'{"cas": {}}', "racine : un objet avec une liste « cas » est attendu."),
            (b'{"cas": [1]}', "cas[0] : un objet est attendu."),
            (b'{"cas": [{"statuts": []}]}', "cas[0].statuts : un objet est attendu."),
            (b'{"cas": [{"statuts": {"cae_1": 1}}]}', 'cas[0].statuts["cae_1"] : un objet est attendu.'),
            (b'{"cas": [{"statuts": {"cae_1": {"avancement": "fini"}}}]}', 'cas[0].statuts["cae_1"].avancement : '),
            (
                b'{"cas": [{"statuts": {"a": {"avancement": "fait", "concerne": 1}}}]}',
                'cas[0].statuts["a"].concerne : ',
            ),
            (
                b'{"cas": [{"statuts": {"a": {"avancement": "detaille", "detail": [1, 1, 1]}}}]}',
                'cas[0].statuts["a"].detail : Les trois parts',
            ),
            (
                b'{"cas": [{"statuts": {"a": {"avancement": "detaille", "detail": [NaN, 0, 1]}}}]}',
                'cas[0].statuts["a"].detail : Chaque part',
            ),
            (b'{"cas": [{"consequences": {"a": {"reduction": -1}}}]}', 'cas[0].consequences["a"].reduction : '),
            (b'{"cas": [{"consequences": {"a": {"reduction": Infinity}}}]}', 'cas[0].consequences["a"].reduction : '),
            (b'{"cas": [{"consequences": {"a": {"desactive": "oui"}}}]}', 'cas[0].consequences["a"].desactive : '),
            (b'{"cas": [{"consequences": {"a": {"score": "si ("}}}]}', 'cas[0].consequences["a"].score : '),
            (b'{"cas": [{"consequences": {"a": {"score": "reponse(q)"}}}]}', 'cas[0].consequences["a"].score : '),
        ],
    )
    def test_une_mauvaise_entree_se_dit_et_n_ecrit_rien(self, calculer, entree: bytes, debut: str) -> None:
        fin, sortie = calculer(entree)
        assert (fin.code, fin.sortie, sortie) == (2, "", None)
        assert fin.erreurs.startswith(debut)
        assert "Traceback" not in fin.erreurs

    def test_toutes_les_fautes_sont_donnees_une_par_ligne(self, calculer) -> None:
        fin, _ = calculer({"cas": [1, {"statuts": 1}, {"consequences": 1}]})
        assert len(fin.erreurs.splitlines()) == 3

    def test_un_score_impossible_se_dit(self, calculer) -> None:
        statuts = {"cae_1.1.1": {"avancement": "fait"}}
        fin, sortie = calculer({"cas": [{"statuts": statuts, "consequences": {"cae_1.1.1": {"score": "0 - 5"}}}]})
        assert (fin.code, sortie) == (2, None)
        assert "cae_1.1.1" in fin.erreurs

    def test_un_referentiel_inconnu_se_dit(self, calculer) -> None:
        fin, sortie = calculer({"cas": []}, "crte")
        assert (fin.code, sortie) == (2, None)
        assert fin.erreurs == (
            "« crte » n'est ni un référentiel livré (cae, eci, te) ni un fichier : vérifiez le chemin.\n"
        )

    @pytest.mark.parametrize(
        "contenu",
        [
            b"",
            b"\x89PNG\r\n\x1a\n\0\0",
            b"a;b\n",
            b"identifiant,nom,points\n1,Axe,\n1,Axe,\n",
            b"identifiant,nom,points\n",
        ],
    )
    def test_un_fichier_qui_n_est_pas_un_referentiel_se_dit(self, calculer, tmp_path: Path, contenu: bytes) -> None:
        faux = tmp_path / "referentiel-cae.csv"
        faux.write_bytes(contenu)
        fin, sortie = calculer({"cas": []}, faux)
        assert (fin.code, sortie) == (2, None)
        assert fin.erreurs.startswith("« referentiel-cae.csv » ne se lit pas comme un référentiel.\n")
        assert len(fin.erreurs.splitlines()) >= 2

    def test_une_entree_absente_ou_une_sortie_impossible_se_disent(self, calculer, tmp_path: Path, capsys) -> None:
        fin, _ = calculer({"cas": []}, "cae", "--sortie", tmp_path / "nulle-part" / "sortie.json")
        assert (fin.code, fin.erreurs[:9]) == (2, "Le dossie")
        fin, _ = calculer({"cas": []}, "cae", "--entree", tmp_path / "absente.json")
        assert (fin.code, fin.sortie) == (2, "")
        assert "n'existe pas" in fin.erreurs

    @pytest.mark.parametrize("option", [("--vite",), ("--referentiel",)])
    def test_une_option_fautive_se_dit(self, calculer, option: tuple[str, ...]) -> None:
        fin, sortie = calculer({"cas": []}, "cae", *option)
        assert (fin.code, sortie) == (2, None)
        assert "cordee calculer_scores --help" in fin.erreurs
