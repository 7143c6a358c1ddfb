"""The official files of the questions: read as a whole, or refused with every reason."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.territoires.fichiers_questions import TABLES, contenus, csv_de

from cordee.territoires.domain.lecture_questions import FICHIERS, QuestionsRefusees, lire_questions
from cordee.territoires.domain.questions import TypeQuestion

ENTETE = TABLES["questions"][0]
SANS_CHOIX = TABLES["choix"][:1]


def question(code: str = "q", **cellules: str) -> tuple[str, ...]:
    """One row of the table of questions."""
    defauts = {"id": code, "formulation": "Vraiment ?", "type": "binaire", "thematiqueId": "deplacer"}
    return tuple({**defauts, **cellules}.get(colonne, "") for colonne in ENTETE)


def fautes(**changements: Any) -> list[tuple[str, int, str, str]]:
    with pytest.raises(QuestionsRefusees) as refus:
        lire_questions(contenus(**changements))
    noms = {fichier: table for table, fichier in FICHIERS.items()}
    return [(noms[e.fichier], e.ligne, e.colonne, e.message) for e in refus.value.erreurs]


class TestLecture:
    def test_les_quatre_tables_sont_lues(self) -> None:
        lues = lire_questions(contenus())
        assert lues.thematiques == {"deplacer": "Mobilité", "loger": "Habitat"}
        assert lues.competences == {"3010": "Voirie"}
        assert [(question, c.identifiant, c.ordonnancement) for question, c in lues.choix] == [
            ("reseau", "reseau_a", 1), ("reseau", "reseau_b", 2),
        ]  # fmt: skip
        marche, part, reseau = lues.questions
        assert (marche.question.type, marche.question.code_competence, marche.aide) == (
            TypeQuestion.BINAIRE, "3010", "Voir les statuts.",
        )  # fmt: skip
        assert part.question.types_concernes == {"commune", "epci"}
        assert part.question.expression_visible == "reponse(marche, OUI)"
        assert reseau.question.identifiants_choix == ("reseau_a", "reseau_b")
        assert (reseau.question.consigne, reseau.ordre) == ("Dire lequel.", 3)

    def test_les_blancs_et_les_marques_invisibles_sont_otes(self) -> None:
        questions = [ENTETE, question(formulation=" Vraiment\n  \u200bvraiment ? ")]
        lues = lire_questions(contenus(questions=questions, choix=SANS_CHOIX))
        assert lues.questions[0].question.formulation == "Vraiment vraiment ?"

    def test_la_marque_d_ordre_des_octets_ne_gene_pas(self) -> None:
        assert lire_questions(contenus(competences=b"\xef\xbb\xbf" + csv_de(TABLES["competences"]))).competences

    def test_une_rangee_courte_ou_vide_se_lit(self) -> None:
        octets = csv_de(TABLES["thematiques"]) + b"\n,\ncourt\n"
        assert lire_questions(contenus(thematiques=octets)).thematiques["court"] == ""

    def test_les_fichiers_officiels_se_lisent_en_entier(self, dossier_partage: Path) -> None:
        dossier = dossier_partage / "data" / "personnalisation"
        lues = lire_questions({table: (dossier / nom).read_bytes() for table, nom in FICHIERS.items()})
        assert (len(lues.questions), len(lues.choix), len(lues.competences)) == (103, 12, 118)
        par_type = [lue.question.type for lue in lues.questions]
        assert [par_type.count(t) for t in ("binaire", "proportion", "choix")] == [91, 8, 4]


class TestRefus:
    def test_un_fichier_qui_manque_est_dit(self) -> None:
        assert fautes(competences=None) == [("competences", 1, "", "le fichier manque dans le dossier.")]

    def test_un_autre_encodage_est_dit(self) -> None:
        ((table, ligne, colonne, message), *_) = fautes(thematiques="id,nom\né,é\n".encode("latin-1"))
        assert (table, ligne, colonne) == ("thematiques", 1, "")
        assert "UTF-8" in message

    @pytest.mark.parametrize("octets", [b"", b"\n", b"ref,titre\n1,2\n"])
    def test_une_colonne_qui_manque_est_dite(self, octets: bytes) -> None:
        assert ("competences", 1, "competenceCode", "il manque la colonne competenceCode, intitule.") in fautes(
            competences=octets
        )

    def test_un_guillemet_qui_ne_se_ferme_pas_est_dit_a_sa_ligne(self) -> None:
        octets = csv_de(TABLES["competences"]) + b'3020,"Jamais fini\n3030,Autre\n'
        ((table, ligne, _, message),) = fautes(competences=octets)
        assert (table, ligne) == ("competences", 3)
        assert "illisible" in message

    def test_une_cellule_demesuree_est_dite(self) -> None:
        ((table, ligne, *_),) = fautes(competences=csv_de([*TABLES["competences"], ("3020", "x" * 140_000)]))
        assert (table, ligne) == ("competences", 3)

    @pytest.mark.parametrize(
        ("cellules", "colonne", "message"),
        [
            ({"id": ""}, "id", "l'identifiant manque."),
            ({"thematiqueId": "lune"}, "thematiqueId", "la thématique « lune » est inconnue."),
            ({"type": "ouverte"}, "type", "« ouverte » n'est ni binaire, ni proportion, ni choix."),
            ({"ordonnancement": "deux"}, "ordonnancement", "« deux » n'est pas un nombre entier."),
            ({"ordonnancement": "12345"}, "ordonnancement", "4 caractères au plus."),
            ({"id": "x" * 41}, "id", "40 caractères au plus."),
            ({"exprVisible": "si ("}, "exprVisible", None),
            ({"exprVisible": "reponse(inconnue, OUI)"}, "exprVisible", None),
        ],
    )
    def test_une_cellule_fautive_est_dite(self, cellules: dict[str, str], colonne: str, message: str | None) -> None:
        ((table, ligne, ou, dit),) = fautes(questions=[ENTETE, question("a"), question(**cellules)], choix=SANS_CHOIX)
        assert (table, ligne, ou) == ("questions", 3, colonne)
        assert message is None or dit == message

    def test_un_identifiant_double_est_dit(self) -> None:
        assert fautes(questions=[ENTETE, question("a"), question("a")], choix=SANS_CHOIX) == [
            ("questions", 3, "id", "« a » est défini deux fois."),
        ]  # fmt: skip

    def test_la_ligne_est_celle_ou_la_rangee_commence(self) -> None:
        octets = b'id,questionId,formulation\nreseau_a,reseau,"sur\ndeux lignes"\n\n,,\nperdu,nulle_part,Perdu\n'
        assert fautes(choix=octets) == [
            ("choix", 6, "questionId", "la question « nulle_part » du choix perdu est inconnue."),
        ]  # fmt: skip

    def test_toutes_les_erreurs_sont_donnees_ensemble(self) -> None:
        tout = fautes(
            competences=None,
            thematiques=[*TABLES["thematiques"], ("loger", "Encore")],
            questions=[ENTETE, question("a", type="ouverte"), question("b", thematiqueId="lune")],
        )
        assert len(tout) == 6
        with pytest.raises(QuestionsRefusees) as refus:
            lire_questions(contenus(competences=None))
        assert str(refus.value) == (
            "import-personnalisation-competences.csv, ligne 1 : le fichier manque dans le dossier."
        )

    def test_le_message_dit_fichier_ligne_et_colonne(self) -> None:
        with pytest.raises(QuestionsRefusees) as refus:
            lire_questions(contenus(questions=[ENTETE, question(type="ouverte")], choix=SANS_CHOIX))
        assert str(refus.value).startswith("import-personnalisation-questions.csv, ligne 2, colonne « type » : ")
