"""Taking a plan or a fiche out: the panel, the files, the job, the calendar."""

from __future__ import annotations

import json
import re
from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from icalendar import Calendar
from tests.plans.exports.test_classeur import rouvrir
from tests.plans.exports.test_diaporama import image
from tests.plans.factories import LE, AxeFactory, FicheFactory, PlanFactory, pilotee_par
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.documents.actions import deposer_fichier
from cordee.documents.models import Document
from cordee.journal.models import Ecriture
from cordee.plans.actions.commentaires import commenter_fiche
from cordee.plans.actions.suivi import ajouter_note
from cordee.plans.domain.colonnes import fiches_du_plan
from cordee.plans.domain.colonnes_lecture import lire_plan
from cordee.plans.domain.formats import DemandeExport, FormatExport
from cordee.plans.models import AbonnementCalendrier, Fiche, Plan
from cordee.plans.tasks import exports as taches
from cordee.plans.views import exports as vues
from cordee.socle.enums import EtatTravail
from cordee.socle.models import Travail
from cordee.territoires.models import Collectivite, Membre

pytestmark = pytest.mark.django_db
TOUT = (
    "introduction", "acteurs", "sous_fiches", "budgets", "indicateurs", "notes", "commentaires", "liens", "mesures",
    "documents", "livret", "diapos",
)  # fmt: skip


@pytest.fixture
def plan() -> Plan:
    plan = PlanFactory(nom="Plan climat", collectivite=CollectiviteFactory(nom="Pays de Sérac"))
    axe = AxeFactory(plan=plan, nom="Bâtiments")
    FicheFactory(parent=FicheFactory(dans=axe, titre="Suivre l'énergie", en_retard=True), titre="Relever")
    FicheFactory(dans=axe, titre="Isoler l'école", realisee=True)
    return plan


@pytest.fixture
def membre(client: Client, plan: Plan) -> Membre:
    return connecter(client, plan.collectivite)


def connecter(client: Client, collectivite: Collectivite, **role: bool) -> Membre:
    membre: Membre = MembreFactory(collectivite=collectivite, **role)
    client.force_login(membre.utilisateur)
    return membre


def adresse(plan: Plan) -> str:
    return reverse("plan_exporter", args=[plan.collectivite.siren, plan.pk])


def exporter(client: Client, plan: Plan, format_: str, parties: tuple[str, ...] = TOUT, **plus: str) -> Any:
    donnees = {"format": format_, "portee": "tout", **dict.fromkeys(parties, "on"), **plus}
    return client.post(adresse(plan), donnees)


def titres(reponse: Any) -> list[str]:
    return [fiche.titre for fiche in fiches_du_plan(lire_plan(rouvrir(reponse.content)))]


def fiche_de(plan: Plan, titre: str) -> Fiche:
    return Fiche.objects.get(titre=titre, placements__plan=plan)


class TestPanneau:
    def test_il_propose_les_formats_et_le_plan_entier(self, client: Client, membre: Membre, plan: Plan) -> None:
        reponse = client.get(adresse(plan))
        page = reponse.content.decode()
        assert reponse.status_code == 200
        for mot in ("PDF", "Word", "PowerPoint", "Excel", "CSV", "JSON", "Le plan entier"):
            assert mot in page
        assert "confidentielles" not in page
        assert "Les fiches cochées" not in page

    def test_il_reprend_les_filtres_et_les_fiches_cochees(self, client: Client, membre: Membre, plan: Plan) -> None:
        coche = fiche_de(plan, "Isoler l'école").pk
        reponse = client.get(f"{adresse(plan)}?statut=realise&ids={coche}&ids=999999,x")
        assert [(valeur, nombre, choisie) for valeur, _, nombre, choisie in reponse.context["portees"]] == [
            ("tout", 2, False),
            ("filtrees", 1, False),
            ("choisies", 1, True),
        ]

    def test_un_format_inconnu_est_refuse(self, client: Client, membre: Membre, plan: Plan) -> None:
        reponse = exporter(client, plan, "doc")
        assert reponse.status_code == 422
        assert 'role="alert"' in reponse.content.decode()


class TestFichierImmediat:
    def test_le_tableur_se_telecharge_et_se_relit(self, client: Client, membre: Membre, plan: Plan) -> None:
        reponse = exporter(client, plan, "xlsx")
        assert reponse.headers["Content-Disposition"].startswith('attachment; filename="plan-climat_')
        assert reponse.headers["Cache-Control"] == "private, no-store"
        lu = lire_plan(rouvrir(reponse.content))
        assert lu.axes[0].nom == "Bâtiments"
        assert [(f.titre, [s.titre for s in f.sous_fiches]) for f in lu.axes[0].fiches] == [
            ("Suivre l'énergie", ["Relever"]),
            ("Isoler l'école", []),
        ]

    def test_on_laisse_ce_qu_on_ne_veut_pas(self, client: Client, membre: Membre, plan: Plan) -> None:
        reponse = exporter(client, plan, "xlsx", ("notes",))
        assert lire_plan(rouvrir(reponse.content)).axes[0].fiches[0].sous_fiches == []

    def test_la_liste_filtree_et_les_fiches_cochees(self, client: Client, membre: Membre, plan: Plan) -> None:
        assert titres(exporter(client, plan, "xlsx", portee="filtrees", liste="statut=realise")) == ["Isoler l'école"]
        coche = str(fiche_de(plan, "Suivre l'énergie").pk)
        assert titres(exporter(client, plan, "xlsx", portee="choisies", ids=coche)) == ["Suivre l'énergie"]

    def test_csv_json_et_agenda(self, client: Client, membre: Membre, plan: Plan) -> None:
        assert exporter(client, plan, "csv").content.decode("utf-8-sig").startswith("Axe (x);Sous-axe")
        assert json.loads(exporter(client, plan, "json").content)["plan"]["nom"] == "Plan climat"
        evenements = Calendar.from_ical(exporter(client, plan, "ics").content).walk("VEVENT")
        assert [str(e["summary"]) for e in evenements] == ["Début : Suivre l’énergie", "Échéance : Suivre l’énergie"]

    def test_les_confidentielles_ne_sortent_que_si_on_le_demande(self, client: Client, plan: Plan) -> None:
        FicheFactory(dans=plan, titre="Négocier", confidentielle=True)
        connecter(client, plan.collectivite, contributeur=True)
        assert "Avec les fiches confidentielles" in client.get(adresse(plan)).content.decode()
        assert "Négocier" not in titres(exporter(client, plan, "xlsx"))
        assert not Ecriture.objects.filter(verbe="plans.exporter").exists()
        assert "Négocier" in titres(exporter(client, plan, "xlsx", confidentielles="on"))
        assert Ecriture.objects.get(verbe="plans.exporter").resume == "A exporté 1 fiche confidentielle en Excel"


class TestTravail:
    def test_un_livret_se_prepare_a_part(
        self, client: Client, membre: Membre, plan: Plan, django_capture_on_commit_callbacks: Any
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            reponse = exporter(client, plan, "pdf")
        assert reponse.headers["Location"] == reverse("travaux")
        travail = Travail.objects.get()
        assert (travail.etat, travail.libelle) == (EtatTravail.FINI, "Plan climat, PDF")
        with travail.fichier.open("rb") as fichier:
            assert fichier.read(5) == b"%PDF-"
        assert travail.nom_fichier.startswith("plan-climat_")

    def test_un_grand_tableur_aussi(
        self, client: Client, membre: Membre, plan: Plan, monkeypatch: pytest.MonkeyPatch,
        django_capture_on_commit_callbacks: Any,
    ) -> None:  # fmt: skip
        monkeypatch.setattr(vues, "FICHES_DIRECTES", 1)
        with django_capture_on_commit_callbacks(execute=True):
            exporter(client, plan, "xlsx")
        travail = Travail.objects.get()
        with travail.fichier.open("rb") as fichier:
            assert len(ZipFile(BytesIO(fichier.read())).namelist()) > 5

    def test_un_plan_disparu_avant_l_export_est_dit(
        self, client: Client, membre: Membre, plan: Plan, django_capture_on_commit_callbacks: Any
    ) -> None:
        with django_capture_on_commit_callbacks() as a_faire:
            exporter(client, plan, "docx")
        plan.delete()
        for executer in a_faire:
            executer()
        travail = Travail.objects.get()
        assert (travail.etat, travail.message) == (EtatTravail.ECHOUE, taches.DISPARU)

    def test_aucune_fiche_choisie_est_refuse(self, client: Client, membre: Membre, plan: Plan) -> None:
        reponse = exporter(client, plan, "pdf", portee="filtrees", liste="statut=bloque")
        assert reponse.status_code == 422
        assert "Aucune fiche n’est choisie" in reponse.content.decode()


class TestContenu:
    def test_les_annees_des_notes_se_choisissent(self, client: Client, membre: Membre, plan: Plan) -> None:
        fiche = fiche_de(plan, "Suivre l'énergie")
        auteur = MembreFactory(collectivite=plan.collectivite, editeur=True).utilisateur
        for annee in (2024, 2025, 2026):
            ajouter_note(fiche, f"Note de {annee}", date(annee, 3, 1), par=auteur, le=LE)
        page = client.get(adresse(plan)).content.decode()
        assert page.count('name="annees"') == page.count('name="annees" value="202') == 3
        rendu = client.post(adresse(plan), {"format": "json", "notes": "on", "annees": ["2024", "2026"]})
        assert re.findall(r"Note de \d+", rendu.content.decode()) == ["Note de 2026", "Note de 2024"]
        tout = client.post(adresse(plan), {"format": "json", "notes": "on"}).content.decode()
        assert len(re.findall(r"Note de \d+", tout)) == 3
        refuse = client.post(adresse(plan), {"format": "json", "notes": "on", "annees": ["1999"]})
        assert refuse.status_code == 422

    def test_les_commentaires_sortent_en_json_si_on_les_coche(self, client: Client, membre: Membre, plan: Plan) -> None:
        fiche = fiche_de(plan, "Suivre l'énergie")
        auteur = MembreFactory(collectivite=plan.collectivite, editeur=True).utilisateur
        commenter_fiche(fiche, "Entre nous", par=auteur, le=LE)
        assert "Entre nous" in exporter(client, plan, "json").content.decode()
        sans = tuple(partie for partie in TOUT if partie != "commentaires")
        assert "Entre nous" not in exporter(client, plan, "json", sans).content.decode()


class TestLogo:
    def envoyer(self, client: Client, plan: Plan, octets: bytes, nom: str = "logo.png", **plus: Any) -> Any:
        fichier = SimpleUploadedFile(nom, octets, "image/png")
        donnees = {"format": "pptx", "portee": "tout", "diapos": "on", "logo_fichier": fichier, **plus}
        return client.post(adresse(plan), donnees)

    def images(self, travail: Travail) -> int:
        with travail.fichier.open("rb") as fichier, ZipFile(BytesIO(fichier.read())) as archive:
            return len([nom for nom in archive.namelist() if nom.startswith("ppt/media/")])

    def test_il_est_garde_dans_les_documents_et_resservi(
        self, client: Client, plan: Plan, django_capture_on_commit_callbacks: Any
    ) -> None:
        connecter(client, plan.collectivite, contributeur=True)
        assert 'name="logo_fichier"' in client.get(adresse(plan)).content.decode()
        with django_capture_on_commit_callbacks(execute=True):
            assert self.envoyer(client, plan, image()).status_code == 302
        document = Document.objects.get()
        assert (document.type_mime, self.images(Travail.objects.get())) == ("image/png", 1)
        page = client.get(adresse(plan)).content.decode()
        assert f'<option value="{document.pk}"' in page
        with django_capture_on_commit_callbacks(execute=True):
            exporter(client, plan, "pptx", logo=str(document.pk))
        assert self.images(Travail.objects.order_by("-pk")[0]) == 1

    def test_ce_qui_n_est_pas_une_image_est_refuse_et_rien_n_est_garde(self, client: Client, plan: Plan) -> None:
        connecter(client, plan.collectivite, contributeur=True)
        reponse = self.envoyer(client, plan, b"<svg/>")
        assert reponse.status_code == 422
        assert "PNG ou JPEG" in reponse.content.decode()
        assert not Document.objects.exists()
        assert not Travail.objects.exists()

    def test_une_lectrice_n_en_depose_pas(self, client: Client, membre: Membre, plan: Plan) -> None:
        assert 'name="logo_fichier"' not in client.get(adresse(plan)).content.decode()
        assert self.envoyer(client, plan, image()).status_code == 403
        assert not Document.objects.exists()

    def test_celui_d_une_autre_collectivite_n_est_pas_pris(self, client: Client, membre: Membre, plan: Plan) -> None:
        ailleurs = MembreFactory(contributeur=True)
        depose = deposer_fichier(
            ailleurs.collectivite, SimpleUploadedFile("l.png", image()), par=ailleurs.utilisateur, le=LE
        )
        assert exporter(client, plan, "pptx", logo=str(depose.pk)).status_code == 422
        demande = DemandeExport(FormatExport.PPTX, logo=depose.pk)
        fichier = taches.construire_export(membre.utilisateur, plan.collectivite, plan, demande, le=LE)
        with ZipFile(BytesIO(fichier.octets)) as archive:
            assert not [nom for nom in archive.namelist() if nom.startswith("ppt/media/")]


class TestFiche:
    def test_une_fiche_dans_chaque_format(self, client: Client, membre: Membre, plan: Plan) -> None:
        fiche = fiche_de(plan, "Suivre l'énergie")
        lien = reverse("fiche_exporter", args=[plan.collectivite.siren, fiche.pk])
        debuts = {
            "pdf": b"%PDF-",
            "docx": b"PK",
            "odt": b"PK",
            "json": b"{",
            "ics": b"BEGIN:VCALENDAR",
            "autre": b"%PDF-",
        }
        for format_, debut in debuts.items():
            reponse = client.get(lien, {"format": format_})
            assert reponse.content.startswith(debut), format_
        assert 'filename="suivre-l-energie_' in reponse.headers["Content-Disposition"]

    def test_la_page_a_imprimer_est_celle_du_pdf(self, client: Client, membre: Membre, plan: Plan) -> None:
        fiche = fiche_de(plan, "Suivre l'énergie")
        reponse = client.get(reverse("fiche_imprimer", args=[plan.collectivite.siren, fiche.pk]))
        page = reponse.content.decode()
        for mot in ("Suivre l’énergie", "Bâtiments", "Plan climat", "Sous-action 1. Relever", "en retard"):
            assert mot in page
        assert "style=" not in page

    def test_l_export_d_une_fiche_confidentielle_est_consigne(self, client: Client, plan: Plan) -> None:
        fiche = FicheFactory(dans=plan, confidentielle=True)
        connecter(client, plan.collectivite, contributeur=True)
        client.get(reverse("fiche_exporter", args=[plan.collectivite.siren, fiche.pk]), {"format": "json"})
        assert Ecriture.objects.filter(verbe="plans.exporter", objet_id=str(fiche.pk)).count() == 1


class TestCalendrier:
    def ouvrir(self, client: Client, plan: Plan | None, siren: str) -> AbonnementCalendrier:
        lien = reverse("calendrier_abonnement", args=[siren]) + (f"?plan={plan.pk}" if plan else "")
        assert client.post(lien, {"geste": "ouvrir"}).status_code == 302
        abonnement = AbonnementCalendrier.objects.get(plan=plan)
        assert abonnement.jeton in client.get(lien).content.decode()
        return abonnement

    def resumes(self, abonnement: AbonnementCalendrier) -> list[str]:
        reponse = Client().get(reverse("calendrier_ics", args=[abonnement.jeton]))
        assert reponse.headers["Content-Type"] == "text/calendar; charset=utf-8"
        assert reponse.headers["Cache-Control"] == "private, no-store"
        return [str(e["summary"]) for e in Calendar.from_ical(reponse.content).walk("VEVENT")]

    def statut(self, jeton: str) -> int:
        return Client().get(reverse("calendrier_ics", args=[jeton])).status_code

    def test_l_agenda_lit_sans_se_connecter(self, client: Client, membre: Membre, plan: Plan) -> None:
        abonnement = self.ouvrir(client, plan, plan.collectivite.siren)
        assert self.resumes(abonnement) == ["Début : Suivre l’énergie", "Échéance : Suivre l’énergie"]

    def test_toutes_les_fiches_de_la_collectivite(self, client: Client, membre: Membre, plan: Plan) -> None:
        FicheFactory(collectivite=plan.collectivite, titre="Sans plan", en_retard=True)
        abonnement = self.ouvrir(client, None, plan.collectivite.siren)
        assert "Échéance : Sans plan" in self.resumes(abonnement)

    def test_remplacer_ou_fermer_coupe_l_ancienne_adresse(self, client: Client, membre: Membre, plan: Plan) -> None:
        ancienne = self.ouvrir(client, plan, plan.collectivite.siren).jeton
        nouvelle = self.ouvrir(client, plan, plan.collectivite.siren).jeton
        assert (self.statut(ancienne), self.statut(nouvelle)) == (404, 200)
        lien = reverse("calendrier_abonnement", args=[plan.collectivite.siren]) + f"?plan={plan.pk}"
        client.post(lien, {"geste": "fermer"})
        client.post(lien, {"geste": "fermer"})
        assert self.statut(nouvelle) == 404

    def test_les_droits_sont_ceux_du_moment(self, client: Client, plan: Plan) -> None:
        membre = connecter(client, plan.collectivite, contributeur=True)
        secrete = FicheFactory(dans=plan, titre="Négocier", confidentielle=True, en_retard=True)
        abonnement = self.ouvrir(client, plan, plan.collectivite.siren)
        assert "Échéance : Négocier" in self.resumes(abonnement)
        Membre.objects.filter(pk=membre.pk).update(role="lecture")
        assert "Échéance : Négocier" not in self.resumes(abonnement)
        pilotee_par(secrete, membre.utilisateur)
        assert "Échéance : Négocier" in self.resumes(abonnement)
        plan.confidentiel = True
        plan.save()
        assert self.statut(abonnement.jeton) == 404
        Membre.objects.filter(pk=membre.pk).delete()
        assert self.statut(abonnement.jeton) == 404

    def test_un_compte_ferme_ou_une_adresse_inventee_ne_lisent_rien(
        self, client: Client, membre: Membre, plan: Plan
    ) -> None:
        jeton = self.ouvrir(client, plan, plan.collectivite.siren).jeton
        assert self.statut("invente") == 404
        membre.utilisateur.is_active = False
        membre.utilisateur.save()
        assert self.statut(jeton) == 404

    def test_un_plan_mal_ecrit_est_introuvable(self, client: Client, membre: Membre, plan: Plan) -> None:
        lien = reverse("calendrier_abonnement", args=[plan.collectivite.siren])
        assert client.get(f"{lien}?plan=x").status_code == 404
        assert client.get(f"{lien}?plan={PlanFactory().pk}").status_code == 404


def test_les_fiches_cochees_dans_le_tableau_sont_celles_que_propose_l_export(client: Client, plan: Plan) -> None:
    connecter(client, plan.collectivite, editeur=True)
    tableau = client.get(reverse("plan", args=[plan.collectivite.siren, plan.pk]), {"vue": "tableau"}).content.decode()
    assert f'formaction="{adresse(plan)}"' in tableau
    fiche = Fiche.objects.get(titre="Isoler l'école")
    page = client.get(adresse(plan), {"fiche": [fiche.pk]})
    assert page.context["formulaire"].initial["portee"] == vues.CHOISIES
