"""One fiche: the schema of the export, what is computed of it, what is around it."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.api.programme import Programme
from tests.plans.factories import LE, AxeFactory, FicheFactory, PlanFactory, partagee_avec, pilotee_par
from tests.plans.fiche_riche import FicheRiche
from tests.referentiels.factories import charger_mini
from tests.territoires.factories import MembreFactory

from cordee.api.domain.cles import Portee
from cordee.plans.actions.commentaires import commenter_fiche
from cordee.plans.actions.suivi import ajouter_note, poser_blocage
from cordee.plans.exports.json_plan import json_du_plan
from cordee.plans.queries.dossier import plan_complet
from cordee.territoires.models import Membre

pytestmark = pytest.mark.django_db


def membre_de(riche: FicheRiche) -> Membre:
    """Lise, who edits there."""
    return Membre.objects.select_related("utilisateur", "collectivite").get(
        utilisateur=riche.lise, collectivite=riche.collectivite
    )


def test_le_detail_est_l_objet_de_l_export(db: None) -> None:
    """Every key, sous-fiches included: the same as the file, but for what only a whole plan says (names of the fiches
    in the file, where each stands)."""
    charger_mini()
    riche = FicheRiche.composer()
    poser_blocage(riche.fiche, "Devis en retard", fiche_bloquante=riche.voisine, par=riche.lise, le=LE)
    programme = Programme.de(membre_de(riche))
    detail = programme.lire(f"fiches/{riche.fiche.pk}").json()
    fichier = json.loads(json_du_plan(plan_complet(riche.lise, riche.collectivite, riche.plan), date(2026, 3, 10)))
    exportee = next(fiche for fiche in fichier["fiches"] if fiche["ref"] == riche.fiche.pk)
    for objet in (exportee, detail["fiche"]):
        objet.pop("repere")
    assert exportee.pop("chemins") != []
    assert detail["fiche"].pop("chemins") == []
    for sous in parcourir(detail["fiche"]["sous_fiches"]):
        assert sous.pop("repere") == ""
    assert detail["fiche"] == exportee
    assert (detail["format"], detail["format_version"]) == ("cordee.plan", 1)


def parcourir(sous_fiches: list[dict]) -> list[dict]:
    """Every sous-fiche below."""
    return [s for sous in sous_fiches for s in (sous, *parcourir(sous["sous_fiches"]))]


def test_le_plan_entier_est_le_fichier_de_l_export(db: None) -> None:
    charger_mini()
    riche = FicheRiche.composer()
    programme = Programme.de(membre_de(riche))
    entier = programme.lire(f"plans/{riche.plan.pk}/complet").json()
    fichier = json.loads(json_du_plan(plan_complet(riche.lise, riche.collectivite, riche.plan), date(2026, 3, 10)))
    assert entier.pop("edite_le") != fichier.pop("edite_le")
    for fiche in entier["fiches"]:
        for sous in parcourir(fiche["sous_fiches"]):
            assert sous.pop("repere") == ""
    assert entier == fichier


def test_ce_qui_est_calcule_et_ou_elle_est() -> None:
    plan = PlanFactory()
    axe = AxeFactory(plan=plan, nom="Rouler")
    fiche = FicheFactory(dans=axe, en_retard=True)
    realisee, autre = FicheFactory(parent=fiche, realisee=True), FicheFactory(parent=fiche)
    avec = MembreFactory().collectivite
    partagee_avec(fiche, avec)
    programme = Programme.de(MembreFactory(editeur=True, collectivite=plan.collectivite))
    detail = programme.lire(f"fiches/{fiche.pk}").json()
    assert detail["avancement"] == 50.0
    assert detail["jours_de_retard"] > 30
    (place,) = detail["emplacements"]
    assert place["plan"] == {"id": plan.pk, "nom": plan.nom}
    assert place["axe"] == {"id": axe.pk, "nom": "Rouler"}
    assert detail["portee_avec"] == [avec.siren]
    assert detail["droits"] == {"modifier": True, "placer": True, "supprimer": True}
    sous = programme.lire(f"fiches/{realisee.pk}").json()
    assert (sous["parent"], sous["avancement"]) == (fiche.pk, 100.0)
    assert [p["id"] for p in sous["emplacements"]] == [place["id"]]
    assert {s["ref"] for s in detail["fiche"]["sous_fiches"]} == {realisee.pk, autre.pk}


def test_les_droits_sont_ceux_de_la_personne_sur_cette_fiche() -> None:
    fiche = FicheFactory()
    contributeur = MembreFactory(contributeur=True, collectivite=fiche.collectivite)
    pilotee_par(fiche, contributeur.utilisateur)
    droits = Programme.de(contributeur).lire(f"fiches/{fiche.pk}").json()["droits"]
    assert droits == {"modifier": True, "placer": False, "supprimer": False}


def test_ce_qu_on_ne_voit_pas_n_existe_pas() -> None:
    fiche = FicheFactory(confidentielle=True)
    lecteur = Programme.de(MembreFactory(lecteur=True, collectivite=fiche.collectivite), Portee.LECTURE)
    etrangere = Programme.de(MembreFactory(administrateur=True))
    for programme in (lecteur, etrangere):
        for suite in ("", "/notes", "/commentaires", "/budgets", "/financements"):
            assert programme.lire(f"fiches/{fiche.pk}{suite}").status_code == 404
    assert lecteur.lire("fiches/0").status_code == 404
    assert lecteur.lire(f"fiches/{2**63}").status_code == 404


def test_les_adresses_de_courriel_sont_pour_qui_edite() -> None:
    fiche = FicheFactory()
    pilote = MembreFactory(contributeur=True, collectivite=fiche.collectivite)
    pilotee_par(fiche, pilote.utilisateur)
    lus = {}
    for trait in ("lecteur", "editeur"):
        programme = Programme.de(MembreFactory(**{trait: True}, collectivite=fiche.collectivite), Portee.LECTURE)
        (personne,) = programme.lire(f"fiches/{fiche.pk}").json()["fiche"]["personnes"]
        lus[trait] = personne["email"]
    assert lus == {"lecteur": "", "editeur": pilote.utilisateur.email}


def test_notes_et_commentaires_par_page() -> None:
    fiche = FicheFactory()
    membre = MembreFactory(editeur=True, collectivite=fiche.collectivite)
    premier = commenter_fiche(fiche, "Où en est le marché ?", par=membre.utilisateur, le=LE)
    reponse = commenter_fiche(fiche, "Attribué.", parent=premier, par=membre.utilisateur, le=LE)
    for rang in range(3):
        ajouter_note(fiche, f"Étape {rang}", date(2026, 3, 1 + rang), par=membre.utilisateur, le=LE)
    programme = Programme.de(membre)
    lus = programme.lire(f"fiches/{fiche.pk}/commentaires").json()["elements"]
    assert [(c["id"], c["texte"], c["reponse_a"]) for c in lus] == [
        (premier.pk, "Où en est le marché ?", None), (reponse.pk, "Attribué.", premier.pk)
    ]  # fmt: skip
    assert lus[0]["auteur"] == membre.utilisateur.nom_complet
    page = programme.lire(f"fiches/{fiche.pk}/notes", par_page=2).json()
    assert (page["total"], [n["texte"] for n in page["elements"]]) == (3, ["Étape 0", "Étape 1"])
    suite = programme.client.get(page["suivante"], headers=programme.entetes).json()
    assert ([n["date"] for n in suite["elements"]], suite["suivante"]) == (["2026-03-03"], None)


def test_l_etag_d_une_fiche_commence_par_sa_version() -> None:
    fiche = FicheFactory()
    programme = Programme.de(MembreFactory(editeur=True, collectivite=fiche.collectivite))
    lue = programme.lire(f"fiches/{fiche.pk}")
    assert lue.headers["ETag"].startswith(f'"v{fiche.version}-')
    assert programme.lire(f"fiches/{fiche.pk}", si_change=lue.headers["ETag"]).status_code == 304


def test_autant_de_requetes_quoi_qu_il_y_ait_dans_la_fiche(db: None) -> None:
    charger_mini()
    comptes = []
    for fois in (1, 3):
        riche = FicheRiche.composer(fois)
        programme = Programme.de(membre_de(riche))
        programme.lire("moi")
        with CaptureQueriesContext(connection) as requetes:
            programme.lire(f"fiches/{riche.fiche.pk}")
        comptes.append(len(requetes))
        riche.lise.delete() if fois == 1 else None
    assert comptes[0] == comptes[1] <= 36
