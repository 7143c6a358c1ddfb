"""JSON, iCalendar, and the door to every format."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest
from icalendar import Calendar
from tests.plans.exemples import LE, fiche_energie, plan_complet
from tests.plans.exports.test_classeur import rouvrir

from cordee.plans.domain.colonnes import fiches_du_plan
from cordee.plans.domain.colonnes_lecture import lire_plan
from cordee.plans.domain.fiche import FicheComplete
from cordee.plans.domain.formats import DemandeExport, FormatExport, Options
from cordee.plans.exports.calendrier import calendrier_en_ics
from cordee.plans.exports.fabrique import (
    fabriquer_fiches,
    fabriquer_plan,
    nommer,
    restreindre,
)
from cordee.plans.exports.json_plan import json_du_plan
from cordee.plans.exports.presentation import Contexte

INSTANT = datetime(2026, 3, 16, 8, tzinfo=UTC)
CONTEXTE = Contexte(
    LE, "Plan climat", "PETR du Haut-Sérac", adresse=lambda fiche: f"https://cordee.example/{fiche.ref}"
)


class TestJson:
    def test_le_schema_est_dit_et_tient(self) -> None:
        lu = json.loads(json_du_plan(plan_complet(4), LE))
        assert (lu["format"], lu["version"], lu["edite_le"]) == ("cordee.plan", 1, "2026-03-16")
        assert set(lu) == {"format", "version", "edite_le", "plan", "axes", "fiches"}
        assert lu["axes"][0]["axes"][0]["fiches"] == ["F2", "F3"]
        energie = next(fiche for fiche in lu["fiches"] if fiche["repere"] == "F1")
        assert energie["debut"] == {"jour": "2023-11-01", "precision": "mois"}
        assert energie["classements"]["categorie"] == ["patrimoine"]
        assert energie["financements"][0]["taux"] == 0.3
        assert energie["indicateurs"][0]["resultats"][-1] == {"annee": 2025, "valeur": 41.0}
        assert energie["sous_fiches"][0]["titre"] == "Équiper et relever"
        assert energie["chemins"] == [["Un patrimoine public sobre"]]

    def test_une_fiche_seule(self) -> None:
        fichier = fabriquer_fiches(FormatExport.JSON, [fiche_energie()], CONTEXTE, le=INSTANT)
        assert [f["repere"] for f in json.loads(fichier.octets)["fiches"]] == ["F1"]
        assert fichier.nom == "2-1-suivre-l-energie-de-nos-batiments_2026-03-16.json"


class TestAgenda:
    def evenements(self, fiche: FicheComplete) -> list[dict[str, object]]:
        octets = calendrier_en_ics([fiche], CONTEXTE, hote="cordee.example", le=INSTANT)
        assert b"VALARM" not in octets
        return list(Calendar.from_ical(octets).walk("VEVENT"))

    def test_les_evenements_durent_un_jour_et_gardent_leur_identifiant(self) -> None:
        debut, fin = self.evenements(fiche_energie(7))
        assert (str(debut["uid"]), str(fin["uid"])) == ("fiche-7-debut@cordee.example", "fiche-7-fin@cordee.example")
        assert (fin["dtstart"].dt, fin["dtend"].dt) == (date(2026, 6, 30), date(2026, 7, 1))
        assert str(fin["summary"]).replace("\u00a0", " ") == "Échéance : 2.1 Suivre l’énergie de nos bâtiments"
        assert "Pilote : Inès Allemand" in str(fin["description"])
        assert "Date connue à un mois près" in str(debut["description"])
        assert str(fin["url"]) == "https://cordee.example/7"
        fiche = fiche_energie(7)
        assert fiche.fin is not None
        fiche.fin = type(fiche.fin)(date(2027, 1, 1))
        assert str(self.evenements(fiche)[1]["uid"]) == str(fin["uid"])

    def test_une_fiche_sans_date_ou_jamais_enregistree_n_y_est_pas(self) -> None:
        assert self.evenements(FicheComplete("T", ref=1)) == []
        assert self.evenements(fiche_energie(None)) == []


class TestFabrique:
    @pytest.mark.parametrize(
        ("format_", "debut"),
        [
            (FormatExport.DOCX, b"PK"), (FormatExport.PPTX, b"PK"), (FormatExport.XLSX, b"PK"),
            (FormatExport.CSV, b"\xef\xbb\xbf"), (FormatExport.JSON, b"{"), (FormatExport.ICS, b"BEGIN:VCALENDAR"),
        ],
    )  # fmt: skip
    def test_chaque_format_a_son_fichier(self, format_: FormatExport, debut: bytes) -> None:
        etapes: list[float] = []
        fichier = fabriquer_plan(
            format_, plan_complet(2), CONTEXTE, le=INSTANT, avancer=lambda part, etape: etapes.append(part)
        )
        assert fichier.octets.startswith(debut)
        assert fichier.nom == f"plan-climat-2024-2029_2026-03-16.{format_}"
        assert fichier.mime == format_.mime
        assert etapes == [0.3, 0.95]

    def test_sans_couverture_les_fiches_se_suivent(self) -> None:
        fichier = fabriquer_plan(FormatExport.DOCX, plan_complet(2), CONTEXTE, le=INSTANT, livret=False)
        assert len(fichier.octets) > 5000

    def test_un_tableur_d_une_fiche_est_celui_d_un_plan_qui_n_a_qu_elle(self) -> None:
        fichier = fabriquer_fiches(FormatExport.XLSX, [fiche_energie()], CONTEXTE, le=INSTANT)
        assert lire_plan(rouvrir(fichier.octets)).fiches[0].titre == "Suivre l'énergie de nos bâtiments"

    def test_un_nom_de_fichier_est_toujours_donne(self) -> None:
        assert nommer("", LE, FormatExport.PDF) == "plan_2026-03-16.pdf"
        assert nommer("../../etc/passwd", LE, FormatExport.PDF) == "etc-passwd_2026-03-16.pdf"

    def test_restreindre_refait_les_chemins(self) -> None:
        assert [fiche.chemins for fiche in fiches_du_plan(restreindre(plan_complet(6), {1}))] == [
            (("Un patrimoine public sobre",),)
        ]

    def test_ce_qu_on_laisse_n_est_pas_dans_les_donnees(self) -> None:
        sans = Options(
            sous_fiches=False,
            budgets=False,
            indicateurs=False,
            notes=False,
            liens=False,
            documents=False,
            mesures=False,
        )
        fichier = fabriquer_plan(FormatExport.JSON, plan_complet(2), Contexte(LE, options=sans), le=INSTANT)
        for fiche in json.loads(fichier.octets)["fiches"]:
            for cle in (
                "budgets",
                "financements",
                "indicateurs",
                "notes",
                "liens",
                "documents",
                "mesures",
                "sous_fiches",
            ):
                assert fiche[cle] == []

    def test_une_demande_se_garde_et_se_relit(self) -> None:
        for demande in (
            DemandeExport(FormatExport.PDF),
            DemandeExport(FormatExport.XLSX, Options(notes=False), (1, 2), confidentielles=False, livret=False),
        ):
            assert DemandeExport.lire(json.loads(json.dumps(demande.en_parametres()))) == demande
