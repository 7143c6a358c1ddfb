"""A link to a mesure is written in the état des lieux of the collectivité of the fiche, by whatever door it comes."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.plans.factories import LE, FicheFactory, PlanFactory, partagee_avec, pilotee_par
from tests.referentiels.factories import EngagementFactory, VerrouFactory, noeud
from tests.territoires.factories import AppartenanceFactory, MembreFactory

from cordee.plans.actions import composition as compo
from cordee.plans.actions.duplication import dupliquer_fiche
from cordee.plans.actions.imports.application import appliquer_lecture
from cordee.plans.actions.retraits import annuler_retrait, retirer_ligne
from cordee.plans.actions.suggestions import accepter_mesure
from cordee.plans.domain.fiche import FicheComplete, PlanComplet
from cordee.plans.domain.imports.messages import FormatImport, LectureImport
from cordee.plans.models import Fiche, FicheMesure
from cordee.referentiels.models import Engagement
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus, peut
from cordee.territoires.models import Membre

pytestmark = pytest.mark.django_db
UN, DEUX = noeud("1.1.1"), noeud("1.1.2")


@pytest.fixture
def engagement() -> Engagement:
    return EngagementFactory()


@pytest.fixture
def membre(engagement: Engagement) -> Membre:
    return MembreFactory(editeur=True, collectivite=engagement.collectivite)


@pytest.fixture
def commun(membre: Membre) -> dict[str, Any]:
    return {"par": membre.utilisateur, "le": LE}


@pytest.fixture
def fiche(membre: Membre) -> Fiche:
    return FicheFactory(dans=PlanFactory(collectivite=membre.collectivite), titre="Isoler")


def geler(engagement: Engagement) -> None:
    VerrouFactory(
        collectivite=engagement.collectivite, referentiel=engagement.referentiel, message="Un audit est en cours."
    )


def codes(fiche: Fiche) -> set[str]:
    return set(fiche.mesures.values_list("mesure_id", flat=True))


def test_la_pilote_qui_contribue_change_sa_fiche_sans_la_lier_a_une_mesure(fiche: Fiche, engagement) -> None:
    pilote = MembreFactory(contributeur=True, collectivite=fiche.collectivite).utilisateur
    pilotee_par(fiche, pilote)
    assert peut(pilote, "plans.modifier_fiche", fiche)
    with pytest.raises(Refus, match="état des lieux"):
        compo.lier_mesure(fiche, UN, par=pilote, le=LE)
    FicheMesure.objects.create(fiche=fiche, mesure_id=UN)
    with pytest.raises(Refus):
        compo.delier_mesure(fiche, UN, par=pilote, le=LE)


def test_la_partenaire_qui_porte_la_fiche_n_ecrit_pas_dans_l_etat_des_lieux_de_sa_voisine(fiche: Fiche) -> None:
    petr = AppartenanceFactory(membre=fiche.collectivite).groupement
    partagee_avec(fiche, petr)
    partenaire = MembreFactory(editeur=True, collectivite=petr).utilisateur
    assert peut(partenaire, "plans.modifier_fiche", fiche)
    assert not peut(partenaire, "plans.lier_mesure", fiche)


def test_un_referentiel_gele_refuse_le_lien_par_la_fiche_et_par_les_suggestions(fiche, engagement, commun) -> None:
    FicheMesure.objects.create(fiche=fiche, mesure_id=DEUX)
    geler(engagement)
    for geste in (
        lambda: compo.lier_mesure(fiche, UN, **commun),
        lambda: compo.delier_mesure(fiche, DEUX, **commun),
        lambda: accepter_mesure(fiche, UN, **commun),
    ):
        with pytest.raises(DonneeRefusee, match="un audit est en cours"):
            geste()
    assert codes(fiche) == {DEUX}


def test_un_lien_retire_ne_revient_pas_dans_un_referentiel_gele_depuis(fiche, engagement, commun) -> None:
    lien = compo.lier_mesure(fiche, UN, **commun)
    geste = retirer_ligne(fiche, "mesures", lien, **commun)
    geler(engagement)
    with pytest.raises(DonneeRefusee, match="gelé"):
        annuler_retrait(geste, **commun)


def test_la_copie_d_une_fiche_laisse_les_mesures_d_un_referentiel_gele(fiche, engagement, commun) -> None:
    compo.lier_mesure(fiche, UN, **commun)
    assert codes(dupliquer_fiche(fiche, fiche.collectivite, **commun)) == {UN}
    geler(engagement)
    assert codes(dupliquer_fiche(fiche, fiche.collectivite, **commun)) == set()
    client = Client()
    client.force_login(commun["par"])
    reponse = client.post(reverse("fiche_dupliquer", args=[fiche.collectivite.siren, fiche.pk]), follow=True)
    assert "Ces mesures ne sont pas liées à la copie" in reponse.content.decode()


def lire(*fiches: FicheComplete, ref: int | None = None) -> LectureImport:
    return LectureImport(PlanComplet("Plan lu", ref=ref, fiches=list(fiches)), FormatImport.TABLEUR)


def test_un_import_laisse_le_lien_et_le_dit_au_lieu_d_echouer(fiche, engagement, commun) -> None:
    plan = fiche.placements.get().plan
    FicheMesure.objects.create(fiche=fiche, mesure_id=UN)
    geler(engagement)
    lecture = lire(
        FicheComplete(titre="Isoler", mesures=(DEUX,), objectifs="Dix écoles"),
        FicheComplete(titre="Former", mesures=(UN,)),
    )
    resultat = appliquer_lecture(lecture, fiche.collectivite, plan=plan, **commun)
    assert (resultat.creees, resultat.modifiees) == (1, 1)
    fiche.refresh_from_db()
    assert fiche.objectifs == "Dix écoles"
    assert codes(fiche) == {UN}, "ni ajouté, ni retiré"
    assert codes(Fiche.objects.get(titre="Former")) == set()
    dits = [message.texte for message in lecture.avis]
    assert any("« Former » : liens laissés tels qu'ils sont" in dit and "gelé" in dit for dit in dits)
    assert any("« Isoler »" in dit for dit in dits)


def test_un_import_qui_ne_change_que_ces_liens_ne_change_rien(fiche, engagement, commun) -> None:
    plan = fiche.placements.get().plan
    geler(engagement)
    lecture = lire(FicheComplete(titre="Isoler", mesures=(UN,)))
    resultat = appliquer_lecture(lecture, fiche.collectivite, plan=plan, **commun)
    assert (resultat.modifiees, resultat.inchangees) == (0, 1)


def test_un_import_lie_ce_qui_est_ouvert(fiche, engagement, commun) -> None:
    plan = fiche.placements.get().plan
    lecture = lire(FicheComplete(titre="Isoler", mesures=(UN,)), FicheComplete(titre="Former", mesures=(DEUX,)))
    appliquer_lecture(lecture, fiche.collectivite, plan=plan, **commun)
    assert codes(fiche) == {UN}
    assert codes(Fiche.objects.get(titre="Former")) == {DEUX}
    assert not any("laissés tels" in message.texte for message in lecture.avis)


def test_la_page_dit_a_la_pilote_qui_peut_lier(fiche, engagement, client) -> None:
    pilote = MembreFactory(contributeur=True, collectivite=fiche.collectivite).utilisateur
    pilotee_par(fiche, pilote)
    client.force_login(pilote)
    page = client.get(reverse("fiche", args=[fiche.collectivite.siren, fiche.pk])).content.decode()
    assert "une personne qui l’a fera le lien" in page.replace("'", "’")
    assert "Lier une mesure" not in page
    reponse = client.post(reverse("fiche_lignes", args=[fiche.collectivite.siren, fiche.pk, "mesures"]), {"mesure": UN})
    assert reponse.status_code == 403
