"""Each box of the panel takes away what it says, in the formats of data and on paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from io import BytesIO

import docx
import pytest
from tests.plans.exemples import LE, fiche_energie
from tests.plans.exports.test_mise_en_page import lignes

from cordee.plans.domain.fiche import BlocageCite, CommentaireCite, DocumentCite, FicheComplete, LienCite, NoteCitee
from cordee.plans.domain.formats import Options
from cordee.plans.domain.listes import Genre, RoleActeur
from cordee.plans.exports.fiche_docx import fiches_en_docx
from cordee.plans.exports.fiche_pdf import page_de_fiches
from cordee.plans.exports.parties import allegee
from cordee.plans.exports.presentation import Contexte, preparer

MOMENT = datetime.combine(date(2026, 3, 2), time(9))


def fiche() -> FicheComplete:
    return replace(
        fiche_energie(), mesures=("cae_2.1.1",), liens=(LienCite("Isoler les gymnases"),),
        documents=(DocumentCite("Étude de faisabilité"),), blocages=(BlocageCite("Le devis manque", MOMENT),),
        commentaires=(CommentaireCite(1, "Entre nous", MOMENT),),
        notes=(NoteCitee(date(2024, 5, 2), "Note de 2024"), NoteCitee(date(2026, 2, 1), "Note de 2026")),
    )  # fmt: skip


def papiers(options: Options) -> list[str]:
    """The printed page and the Word document."""
    contexte = Contexte(LE, "Plan climat", options=options)
    imprimable = preparer(fiche(), contexte)
    word = "\n".join(lignes(docx.Document(BytesIO(fiches_en_docx([imprimable], contexte)))))
    return [texte.replace("\u00a0", " ").replace("’", "'") for texte in (page_de_fiches([imprimable], contexte), word)]


@pytest.mark.parametrize(
    ("partie", "mots"),
    [
        ("introduction", ("Enjeux et contexte", "Impact de l'action", "Objectifs chiffrés")),
        ("acteurs", ("Inès Allemand", "Maître d'ouvrage", "Public-cible")),
        ("sous_fiches", ("Sous-action 1",)),
        ("budgets", ("Partenaires et dispositif financier", "Budget en € HT")),
        ("indicateurs", ("Indicateurs de suivi et d'évaluation",)),
        ("mesures", ("Mesures servies",)),
        ("liens", ("Isoler les gymnases",)),
        ("documents", ("Étude de faisabilité",)),
        ("notes", ("Note de 2024", "Note de 2026")),
    ],
)
def test_une_case_decochee_retire_sa_partie_du_papier(partie: str, mots: tuple[str, ...]) -> None:
    for avec, sans in zip(papiers(Options()), papiers(replace(Options(), **{partie: False})), strict=True):
        for mot in mots:
            assert mot in avec, mot
            assert mot not in sans, mot
        assert "Le devis manque" in sans
        assert "Entre nous" not in avec


def test_les_donnees_suivent_la_meme_regle() -> None:
    rien = Options(*[False] * 10)
    nue = allegee(fiche(), rien)
    for attribut in (
        "description", "contexte", "objectifs", "objectifs_chiffres", "impacts", "personnes", "participation",
        "public_cible", "budgets", "financements", "moyens", "indicateurs", "notes", "commentaires", "liens",
        "mesures", "documents", "sous_fiches",
    ):  # fmt: skip
        assert not getattr(nue, attribut), attribut
    assert {acteur.role for acteur in nue.acteurs} <= {RoleActeur.ETIQUETTE}
    assert Genre.CIBLE not in nue.classements
    assert (nue.titre, nue.statut, nue.blocages, nue.communes) == (
        fiche().titre, fiche().statut, fiche().blocages, fiche().communes,
    )  # fmt: skip


def test_on_choisit_les_annees_des_notes() -> None:
    gardees = allegee(fiche(), Options(annees=(2026,))).notes
    assert [note.texte for note in gardees] == ["Note de 2026"]
    for papier in papiers(Options(annees=(2026,))):
        assert "Note de 2024" not in papier
        assert "Note de 2026" in papier
