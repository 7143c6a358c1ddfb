"""Loading our questions, and laying the official ones over them."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.comptes.factories import UtilisateurFactory
from tests.territoires.factories import DEPUIS_LE as LE
from tests.territoires.fichiers_questions import TABLES, contenus

from cordee.socle.permissions import Refus
from cordee.territoires.actions.questions import charger_questions, importer_questions
from cordee.territoires.domain.lecture_questions import FICHIERS, lire_questions
from cordee.territoires.models import Choix, Competence, Question, Thematique

pytestmark = pytest.mark.django_db
TABLES_LIVREES: dict[str, list[tuple[str, ...]]] = {
    "competences": [("code", "intitule"), ("3010", "Notre voirie")],
    "thematiques": [("code", "nom", "ordre"), ("deplacer", "Se déplacer", "2"), ("loger", "Se loger", "1")],
    "questions": [
        (
            "code", "thematique", "ordre", "type", "competence", "natures", "visible_si", "formulation", "aide",
            "justification",
        ),
        ("marche", "deplacer", "7", "binaire", "", "epci", "", "Gérez-vous les trottoirs ?", "Notre aide.",
         "Et pourquoi ?"),
        ("reseau", "loger", "", "choix", "", "", "", "Quel réseau avez-vous ?", "", ""),
    ],
    "choix": [
        ("code", "question", "ordre", "formulation"), ("reseau_a", "reseau", "1", "Un grand"),
        ("reseau_b", "reseau", "2", "Un petit"),
    ],
}  # fmt: skip


def ecrire(dossier: Path, **changements: list[tuple[str, ...]]) -> Path:
    for nom, lignes in {**TABLES_LIVREES, **changements}.items():
        texte = "".join("\t".join(ligne) + "\n" for ligne in lignes)
        (dossier / f"{nom}.tsv").write_text(texte, encoding="utf-8")
    return dossier


def charger(dossier: Path, **changements: list[tuple[str, ...]]):
    return charger_questions(par=None, le=LE, dossier=ecrire(dossier, **changements))


class TestCharger:
    def test_les_quatre_tables_sont_ecrites(self, tmp_path: Path) -> None:
        bilan = charger(tmp_path)
        assert (bilan.questions, bilan.choix, bilan.thematiques, bilan.competences) == (2, 2, 2, 1)
        marche = Question.objects.get(code="marche")
        assert (marche.thematique.nom, marche.ordre, marche.natures_concernees) == ("Se déplacer", 7, "epci")
        assert (marche.formulation, marche.aide) == ("Gérez-vous les trottoirs ?", "Notre aide.")
        assert marche.consigne_justification == "Et pourquoi ?"
        assert [c.formulation for c in Question.objects.get(code="reseau").choix.all()] == ["Un grand", "Un petit"]

    def test_un_intitule_trop_long_est_coupe_a_la_taille_de_sa_colonne(self, tmp_path: Path) -> None:
        competences = [TABLES_LIVREES["competences"][0], ("3010", "é" * 400)]
        charger(tmp_path, competences=competences)
        assert len(Competence.objects.get().intitule) == 300
        assert charger(tmp_path, competences=competences).inchange

    def test_relancer_n_ecrit_rien(self, tmp_path: Path, django_assert_num_queries) -> None:
        assert not charger(tmp_path).inchange
        with django_assert_num_queries(7) as requetes:
            assert charger(tmp_path).inchange
        assert not [r for r in requetes.captured_queries if r["sql"].startswith(("INSERT", "UPDATE"))]

    def test_une_ligne_changee_est_reecrite(self, tmp_path: Path) -> None:
        charger(tmp_path)
        choix = [*TABLES_LIVREES["choix"][:2], ("reseau_b", "reseau", "2", "Un tout petit")]
        assert not charger(tmp_path, choix=choix).inchange
        assert Choix.objects.get(code="reseau_b").formulation == "Un tout petit"

    def test_seule_l_installation_charge(self, tmp_path: Path) -> None:
        with pytest.raises(Refus, match="administre l'installation"):
            charger_questions(par=UtilisateurFactory(), le=LE, dossier=ecrire(tmp_path))
        assert not Question.objects.exists()
        ines = UtilisateurFactory(superutilisateur=True)
        assert charger_questions(par=ines, le=LE, dossier=tmp_path).questions == 2

    def test_les_questions_livrees_se_chargent(self, donnees_livrees: None) -> None:
        assert (Question.objects.count(), Choix.objects.count(), Competence.objects.count()) == (103, 12, 118)
        assert charger_questions(par=None, le=LE).inchange


class TestImporter:
    def test_les_faits_sont_ceux_du_fichier_et_nos_mots_restent(self, tmp_path: Path) -> None:
        charger(tmp_path)
        bilan = importer_questions(lire_questions(contenus()), par=None, le=LE)
        assert (bilan.questions, bilan.choix, bilan.thematiques, bilan.competences) == (3, 2, 2, 1)
        marche = Question.objects.get(code="marche")
        assert (marche.formulation, marche.aide) == ("Gérez-vous les trottoirs ?", "Notre aide.")
        assert marche.formulation_officielle == "La collectivité gère-t-elle les trottoirs ?"
        assert marche.aide_officielle == "Voir les statuts."
        assert (marche.ordre, marche.competence_code, marche.natures_concernees) == (1, "3010", "")
        reseau = Choix.objects.get(code="reseau_a")
        assert (reseau.formulation, reseau.formulation_officielle) == ("Un grand", "Le grand")
        assert Thematique.objects.get(code="loger").nom == "Se loger"
        assert Competence.objects.get(code="3010").intitule == "Notre voirie"

    def test_une_question_nouvelle_prend_les_mots_du_fichier(self) -> None:
        importer_questions(lire_questions(contenus()), par=None, le=LE)
        part = Question.objects.get(code="part")
        assert part.formulation == part.formulation_officielle == "Quelle part du réseau ?"
        assert part.natures_concernees == "commune epci"
        assert Thematique.objects.get(code="deplacer").nom == "Mobilité"

    def test_des_mots_trop_longs_sont_coupes_et_gardes_entiers_a_cote(self) -> None:
        long = "Très " * 100 + "long ?"
        questions = [TABLES["questions"][0], ("reseau", long, "", "choix", "loger")]
        choix = [TABLES["choix"][0], ("reseau_a", "reseau", long)]
        importer_questions(lire_questions(contenus(questions=questions, choix=choix)), par=None, le=LE)
        assert len(Question.objects.get().formulation) == 400
        assert len(Choix.objects.get().formulation) == 300
        assert Choix.objects.get().formulation_officielle == long

    def test_nos_fichiers_recharges_ensuite_ne_changent_que_nos_mots(self, tmp_path: Path) -> None:
        importer_questions(lire_questions(contenus()), par=None, le=LE)
        charger(tmp_path)
        marche = Question.objects.get(code="marche")
        assert (marche.formulation, marche.ordre, marche.competence_code, marche.natures_concernees) == (
            "Gérez-vous les trottoirs ?", 1, "3010", "",
        )  # fmt: skip
        assert marche.formulation_officielle == "La collectivité gère-t-elle les trottoirs ?"
        assert charger(tmp_path).inchange

    def test_seule_l_installation_importe(self) -> None:
        with pytest.raises(Refus, match="administre l'installation"):
            importer_questions(lire_questions(contenus()), par=UtilisateurFactory(), le=LE)
        assert not Question.objects.exists()

    def test_les_fichiers_officiels_s_importent_par_dessus_les_notres(
        self, donnees_livrees: None, dossier_partage: Path
    ) -> None:
        dossier = dossier_partage / "data" / "personnalisation"
        notres = dict(Question.objects.values_list("code", "formulation"))
        lues = lire_questions({table: (dossier / nom).read_bytes() for table, nom in FICHIERS.items()})
        importer_questions(lues, par=None, le=LE)
        assert dict(Question.objects.values_list("code", "formulation")) == notres
        assert not Question.objects.filter(formulation_officielle="").exists()
