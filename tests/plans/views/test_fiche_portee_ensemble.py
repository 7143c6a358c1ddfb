"""What a partner does on a fiche carried together, and what the pilote of a fiche does below it, door by door."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from tests.documents.factories import DocumentFactory, fichier_pdf
from tests.indicateurs.factories import IndicateurFactory
from tests.plans.factories import LE, FicheFactory, partagee_avec, pilotee_par
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.documents.models import Document
from cordee.indicateurs.actions.definitions import creer_indicateur
from cordee.plans.actions.composition import joindre_document
from cordee.plans.models import Fiche, FicheDocument
from cordee.plans.queries.documents import list_documents_proposes
from cordee.plans.queries.visibilite import annotate_racine, modifiables_par
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus
from cordee.territoires.models import Collectivite, Membre

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def petr() -> Collectivite:
    return CollectiviteFactory(petr=True)


@pytest.fixture
def epci(petr: Collectivite) -> Collectivite:
    return CollectiviteFactory(groupements=[petr])


@pytest.fixture
def fiche(petr: Collectivite, epci: Collectivite) -> Fiche:
    fiche = FicheFactory(collectivite=petr)
    partagee_avec(fiche, epci)
    return fiche


@pytest.fixture
def qui(request: pytest.FixtureRequest, petr: Collectivite, epci: Collectivite, fiche: Fiche) -> Membre:
    """Somebody by what they are to the fiche."""
    if request.param == "etrangere":
        return MembreFactory(editeur=True)
    ou = petr if "proprietaire" in request.param else epci
    if "pilote" in request.param:
        membre = MembreFactory(contributeur=True, collectivite=ou)
        pilotee_par(fiche, membre.utilisateur)
        return membre
    roles = {"lectrice": "lecteur", "contributrice": "contributeur"}
    role = next((trait for mot, trait in roles.items() if mot in request.param), "editeur")
    return MembreFactory(collectivite=ou, **{role: True})


PEUVENT = ["editrice_proprietaire", "editrice_partenaire", "pilote_proprietaire", "pilote_partenaire"]
REFUSES = [
    ("lectrice_proprietaire", 403), ("lectrice_partenaire", 403), ("contributrice_partenaire", 403), ("etrangere", 404),
]  # fmt: skip


def adresse(membre: Membre, nom: str, *args: object) -> str:
    return reverse(nom, args=[membre.collectivite.siren, *args])


def ajouter(client: Client, membre: Membre, fiche: Fiche, bloc: str, /, **donnees: Any) -> HttpResponse:
    client.force_login(membre.utilisateur)
    return client.post(adresse(membre, "fiche_lignes", fiche.pk, bloc), donnees, headers=HTMX)  # type: ignore[return-value]


# -- documents and indicators ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("qui", PEUVENT, indirect=True)
def test_qui_change_la_fiche_y_joint_un_document_et_y_cree_un_indicateur(
    client: Client, fiche: Fiche, qui: Membre, petr: Collectivite
) -> None:
    assert ajouter(client, qui, fiche, "documents", fichier=fichier_pdf(), nom="Bilan").status_code == 200
    assert ajouter(client, qui, fiche, "documents", adresse="https://exemple.fr/etude", nom="Étude").status_code == 200
    assert {d.collectivite for d in Document.objects.filter(fiches__fiche=fiche)} == {qui.collectivite}
    creer = ajouter(client, qui, fiche, "indicateurs", nom="Classes isolées", nature="realisation", unite="classes")
    assert creer.status_code == 200
    indicateur = fiche.indicateurs.get().indicateur
    assert (indicateur.titre, indicateur.collectivite) == ("Classes isolées", petr)


@pytest.mark.parametrize(("qui", "code"), REFUSES, indirect=["qui"])
def test_les_autres_ne_joignent_ni_ne_creent_rien(client: Client, fiche: Fiche, qui: Membre, code: int) -> None:
    for bloc, donnees in (
        ("documents", {"fichier": fichier_pdf()}),
        ("documents", {"adresse": "https://exemple.fr/etude"}),
        ("indicateurs", {"nom": "Classes isolées", "nature": "realisation"}),
        ("sous-actions", {"titre": "Diagnostic"}),
    ):
        assert ajouter(client, qui, fiche, bloc, **donnees).status_code == code
    assert not Document.objects.exists()
    assert not fiche.indicateurs.exists()
    page = client.get(adresse(qui, "fiche", fiche.pk))
    assert "Joindre" not in page.content.decode(), "l'écran ne montre pas ce que le droit refuse"


def test_qui_lit_d_un_cote_et_edite_de_l_autre_depose_la_ou_c_est_permis(
    client: Client, fiche: Fiche, petr: Collectivite, epci: Collectivite
) -> None:
    double = MembreFactory(lecteur=True, collectivite=petr)
    MembreFactory(editeur=True, collectivite=epci, utilisateur=double.utilisateur)
    assert ajouter(client, double, fiche, "documents", fichier=fichier_pdf()).status_code == 200
    assert Document.objects.get().collectivite == epci


@pytest.mark.parametrize("qui", PEUVENT, indirect=True)
def test_un_document_de_la_bibliotheque_se_choisit(client: Client, fiche: Fiche, qui: Membre) -> None:
    bilan = DocumentFactory(collectivite=qui.collectivite, nom="Bilan énergie", confidentiel=True)
    ailleurs = DocumentFactory(nom="Bilan d'ailleurs")
    client.force_login(qui.utilisateur)
    proposes = client.get(adresse(qui, "fiche_propositions", fiche.pk, "documents"), {"document": "bilan"})
    assert f"#{bilan.pk} Bilan énergie" in proposes.content.decode()
    assert "ailleurs" not in proposes.content.decode()
    for refuse in (f"#{ailleurs.pk} x", "Bilan d'ailleurs", "#", "#x", "  .  "):
        assert ajouter(client, qui, fiche, "documents", document=refuse).status_code == 422
    assert not FicheDocument.objects.exists()
    assert ajouter(client, qui, fiche, "documents", document=f"#{bilan.pk} Bilan énergie").status_code == 200
    assert FicheDocument.objects.get(fiche=fiche).document == bilan
    assert bilan not in list_documents_proposes(qui.utilisateur, fiche), "déjà joint"
    assert ajouter(client, qui, fiche, "documents", document="bilan energie").status_code == 422


def test_un_nom_unique_suffit_deux_se_departagent(client: Client, fiche: Fiche, petr: Collectivite) -> None:
    lise = MembreFactory(editeur=True, collectivite=petr)
    seul = DocumentFactory(collectivite=petr, nom="Plan de façade")
    DocumentFactory(collectivite=petr, nom="Devis")
    DocumentFactory(collectivite=petr, nom="devis")
    assert ajouter(client, lise, fiche, "documents", document="plan de facade").status_code == 200
    assert FicheDocument.objects.get().document == seul
    assert "choisissez-le dans les propositions" in ajouter(
        client, lise, fiche, "documents", document="Devis"
    ).content.decode().replace("\u00a0", " ")


def test_ce_qui_est_confidentiel_la_ou_l_on_ne_contribue_pas_ne_se_choisit_ni_ne_se_devine(
    client: Client, fiche: Fiche, petr: Collectivite, epci: Collectivite
) -> None:
    secret = DocumentFactory(collectivite=petr, nom="Secret", confidentiel=True)
    marie = MembreFactory(editeur=True, collectivite=epci)
    MembreFactory(lecteur=True, collectivite=petr, utilisateur=marie.utilisateur)
    client.force_login(marie.utilisateur)
    proposes = client.get(adresse(marie, "fiche_propositions", fiche.pk, "documents"), {"document": "secret"})
    assert "Secret" not in proposes.content.decode()
    for document in (f"#{secret.pk}", "Secret"):
        assert ajouter(client, marie, fiche, "documents", document=document).status_code == 422
    with pytest.raises(DonneeRefusee, match="n'y avez pas accès"):
        joindre_document(fiche, secret, par=marie.utilisateur, le=LE)
    joint = FicheDocument.objects.create(fiche=fiche, document=secret, ajoute_le=LE)
    assert client.get(adresse(marie, "fiche_document", fiche.pk, joint.pk)).status_code == 404
    assert client.post(adresse(marie, "fiche_ligne_supprimer", fiche.pk, "documents", joint.pk)).status_code == 404
    assert FicheDocument.objects.filter(pk=joint.pk).exists()


def test_un_nouveau_document_se_dit_confidentiel(client: Client, fiche: Fiche, epci: Collectivite) -> None:
    marie = MembreFactory(editeur=True, collectivite=epci)
    for donnees in ({"fichier": fichier_pdf()}, {"adresse": "https://exemple.fr/devis"}):
        page = ajouter(client, marie, fiche, "documents", confidentiel="1", **donnees)
        assert page.content.decode().count("confidentiel</span>") >= 1
    assert set(Document.objects.values_list("confidentiel", flat=True)) == {True}
    client.force_login(MembreFactory(lecteur=True, collectivite=epci).utilisateur)
    assert "exemple.fr/devis" not in client.get(adresse(marie, "fiche", fiche.pk)).content.decode()


@pytest.mark.parametrize("donnees", [{}, {"document": "Bilan", "adresse": "https://exemple.fr/a"}])
def test_un_seul_des_trois_se_joint(client: Client, fiche: Fiche, petr: Collectivite, donnees: dict[str, str]) -> None:
    lise = MembreFactory(editeur=True, collectivite=petr)
    reponse = ajouter(client, lise, fiche, "documents", **donnees)
    assert reponse.status_code == 422
    assert "un seul des trois" in reponse.content.decode()


@pytest.mark.parametrize(
    ("qui", "code"),
    [("lectrice_proprietaire", 200), ("lectrice_partenaire", 200), ("editrice_partenaire", 200), ("etrangere", 404)],
    indirect=["qui"],
)
@pytest.mark.parametrize("de", ["petr", "epci"])
def test_qui_voit_la_fiche_ouvre_ses_documents(
    client: Client, request: pytest.FixtureRequest, fiche: Fiche, qui: Membre, code: int, de: str
) -> None:
    ou = request.getfixturevalue(de)
    fichier = FicheDocument.objects.create(fiche=fiche, document=DocumentFactory(collectivite=ou), ajoute_le=LE)
    lien = FicheDocument.objects.create(fiche=fiche, document=DocumentFactory(lien=True, collectivite=ou), ajoute_le=LE)
    client.force_login(qui.utilisateur)
    reponse = client.get(adresse(qui, "fiche_document", fiche.pk, fichier.pk))
    assert reponse.status_code == code
    if code == 200:
        assert reponse.headers["Content-Disposition"].startswith("attachment")
        assert client.get(adresse(qui, "fiche_document", fiche.pk, lien.pk)).url == lien.document.adresse  # type: ignore[attr-defined]
    autre = FicheFactory(collectivite=qui.collectivite)
    assert client.get(adresse(qui, "fiche_document", autre.pk, fichier.pk)).status_code == 404


def test_un_indicateur_connu_se_reprend_sans_droit_de_plus(
    client: Client, fiche: Fiche, petr: Collectivite, epci: Collectivite
) -> None:
    connu = IndicateurFactory(personnalise=True, collectivite=petr, titre="Classes isolées")
    marie = MembreFactory(editeur=True, collectivite=epci)
    assert ajouter(client, marie, fiche, "indicateurs", nom="classes isolées", nature="realisation").status_code == 200
    assert fiche.indicateurs.get().indicateur == connu


# -- sous-actions ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("qui", PEUVENT, indirect=True)
def test_qui_cree_une_sous_action_la_supprime_et_la_restaure(client: Client, fiche: Fiche, qui: Membre) -> None:
    assert ajouter(client, qui, fiche, "sous-actions", titre="Diagnostic").status_code == 200
    sous = fiche.sous_fiches.get()
    ou = adresse(qui, "fiche_supprimer", sous.pk)
    assert ou in client.get(adresse(qui, "fiche", sous.pk)).content.decode()
    assert client.get(ou).status_code == 200
    apres = client.post(ou, follow=True)
    assert apres.redirect_chain[-1][0] == adresse(qui, "fiche_restaurer", sous.pk)
    assert apres.status_code == 200
    sous.refresh_from_db()
    assert sous.supprimee_le is not None
    assert client.post(adresse(qui, "fiche_restaurer", sous.pk)).status_code == 302
    sous.refresh_from_db()
    assert sous.supprimee_le is None


@pytest.mark.parametrize(("qui", "code"), REFUSES, indirect=["qui"])
def test_les_autres_ne_suppriment_ni_ne_restaurent_une_sous_action(
    client: Client, fiche: Fiche, qui: Membre, code: int
) -> None:
    sous, perdue = FicheFactory(parent=fiche), FicheFactory(parent=fiche, supprimee_le=LE)
    client.force_login(qui.utilisateur)
    assert client.get(adresse(qui, "fiche_supprimer", sous.pk)).status_code == code
    assert client.post(adresse(qui, "fiche_supprimer", sous.pk)).status_code == code
    restaurer = client.post(adresse(qui, "fiche_restaurer", perdue.pk)).status_code
    assert restaurer == (404 if qui.role == "lecture" else code), "qui lit ne sait pas ce qui est supprimé"
    assert set(Fiche.objects.filter(parent=fiche).values_list("supprimee_le", flat=True)) == {None, LE}


@pytest.mark.parametrize("qui", ["pilote_proprietaire", "pilote_partenaire"], indirect=True)
def test_piloter_la_fiche_ne_suffit_pas_a_la_supprimer_ni_piloter_la_sous_action(
    client: Client, fiche: Fiche, qui: Membre
) -> None:
    client.force_login(qui.utilisateur)
    assert client.post(adresse(qui, "fiche_supprimer", fiche.pk)).status_code == 403
    autre = FicheFactory(parent=FicheFactory(collectivite=fiche.collectivite))
    if qui.collectivite != fiche.collectivite:
        partagee_avec(autre.parent, qui.collectivite)
    pilotee_par(autre, qui.utilisateur)
    assert client.post(adresse(qui, "fiche_supprimer", autre.pk)).status_code == 403


def test_la_partenaire_ne_restaure_pas_une_fiche_entiere(client: Client, fiche: Fiche, epci: Collectivite) -> None:
    Fiche.objects.filter(pk=fiche.pk).update(supprimee_le=LE)
    marie = MembreFactory(editeur=True, collectivite=epci)
    client.force_login(marie.utilisateur)
    assert client.get(adresse(marie, "fiche_restaurer", fiche.pk)).status_code == 404


@pytest.mark.parametrize("qui", ["pilote_partenaire"], indirect=True)
def test_le_pilote_de_la_partenaire_modifie_sa_fiche_dans_les_listes_aussi(fiche: Fiche, qui: Membre) -> None:
    FicheFactory(collectivite=fiche.collectivite)
    assert modifiables_par(qui.utilisateur, annotate_racine(Fiche.objects.all())) == {fiche.pk}


def test_un_droit_au_dessus_ne_couvre_que_ce_qu_il_dit(petr: Collectivite) -> None:
    autre = MembreFactory(editeur=True)
    fiche = FicheFactory(collectivite=petr)
    with pytest.raises(Refus):
        creer_indicateur(petr, "x", droit=("plans.modifier_fiche", fiche), par=autre.utilisateur, le=LE)
