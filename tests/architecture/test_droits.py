"""Every address of the program and who gets what there. An address that has no row here fails."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import rules.permissions
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from cordee.comptes.models import Utilisateur
from cordee.referentiels.actions.jalons import figer_score
from cordee.referentiels.models import Engagement
from cordee.socle.enums import EtatTravail
from cordee.territoires.enums import Role
from tests.api.programme import Programme
from tests.architecture.adresses import (
    ADMINISTRE,
    ADMINISTRE_UNE_PAGE,
    COMMENTE,
    EDITE,
    EDITE_UNE_PAGE,
    LIT,
    REDIRIGE,
    Adresse,
)
from tests.architecture.adresses_api import CLES, HORS_ROUTES, ROUTES
from tests.architecture.adresses_champs import CHAMPS, preparer_champs
from tests.architecture.adresses_demarche import DEMARCHES, preparer_demarche
from tests.architecture.adresses_fiche import FICHES, preparer_fiche
from tests.architecture.adresses_gouvernance import GOUVERNANCE, preparer_gouvernance
from tests.architecture.adresses_plan import PLAN_AUTOUR, preparer_plan
from tests.architecture.adresses_plans import PLANS, preparer_plans
from tests.architecture.adresses_publication import PAGES_PUBLIQUES, PUBLICATION
from tests.architecture.adresses_webhooks import WEBHOOKS, preparer_webhooks
from tests.architecture.sources import gabarits, modules
from tests.comptes.factories import UtilisateurFactory
from tests.comptes.factories_notifications import NotificationFactory
from tests.documents.factories import DocumentFactory
from tests.indicateurs.factories import IndicateurFactory, ValeurFactory
from tests.plans.factories import FicheFactory, RappelFactory, pilotee_par
from tests.referentiels.factories import CODE, LE, EngagementFactory, noeud, personne
from tests.socle.fabrique_travaux import creer_travail
from tests.territoires.factories import AppartenanceFactory, MembreFactory

ROLES = (Role.LECTURE, Role.CONTRIBUTION, Role.EDITION, Role.ADMINISTRATION)
TERRITOIRE = (
    Adresse("accueil_collectivite", "siren"),
    Adresse("etat_des_lieux", "siren"),
    Adresse("ouvrir_referentiel", "siren code", None, EDITE),
    Adresse("arbre", "siren code"),
    Adresse("statut", "siren code", None, EDITE, (("code", noeud("1.1.1.2")), ("statut", "fait"))),
    Adresse("annuler_statut", "siren code", None, EDITE),
    Adresse("par_axe", "siren code"),
    Adresse("jalons", "siren code", LIT, EDITE, (("nom", "Bilan d'avril"), ("au", "2026-03-10"))),
    Adresse("renommer_jalon", "siren code ref", EDITE_UNE_PAGE, EDITE, (("nom", "Autre"),)),
    Adresse("supprimer_jalon", "siren code ref", EDITE_UNE_PAGE, EDITE),
    Adresse("comparaison", "siren code"),
    Adresse("mesure", "siren code noeud", LIT, EDITE, (("code", noeud("1.1.1.2")), ("statut", "fait"))),
    Adresse("panneau_mesure", "siren code noeud", REDIRIGE),
    Adresse("commenter_mesure", "siren code noeud", REDIRIGE, COMMENTE, (("texte", "Vu."),)),
    Adresse("personnalisation", "siren"),
    Adresse("thematique", "siren thematique"),
    Adresse("repondre_question", "siren question", None, EDITE, (("valeur", "oui"),)),
    Adresse("justifier_reponse", "siren question", None, EDITE, (("texte", "Parce que."),)),
    Adresse("historique", "siren"),
    Adresse("documents", "siren", LIT, (403, 422, 422, 422)),
    Adresse("document_telecharger", "siren document"),
    Adresse("document_modifier", "siren document", EDITE_UNE_PAGE, EDITE, (("nom", "Note"),)),
    Adresse("document_supprimer", "siren document", EDITE_UNE_PAGE, EDITE),
    Adresse("membres", "siren", LIT, (403, 403, 403, 422)),
    Adresse("membre_changer", "siren membre", None, ADMINISTRE, (("role", "edition"), ("fonction", ""))),
    Adresse("membre_relancer", "siren membre", None, ADMINISTRE),
    Adresse("membre_retirer", "siren membre", ADMINISTRE_UNE_PAGE, ADMINISTRE),
    Adresse("membres_coordination", "siren lien", None, ADMINISTRE, (("acceptee", "non"),)),
    Adresse("indicateurs", "siren"),
    Adresse("indicateurs_export", "siren"),
    Adresse("indicateurs_importer", "siren", EDITE_UNE_PAGE, (403, 403, 422, 422)),
    Adresse("indicateur_creer", "siren", EDITE_UNE_PAGE, EDITE, (("titre", "Haies"), ("precision", "2"))),
    Adresse("indicateur", "siren indicateur"),
    Adresse("indicateur_modifier", "siren indicateur", EDITE_UNE_PAGE, EDITE, (("titre", "Bois"), ("precision", "2"))),
    Adresse("indicateur_supprimer", "siren indicateur", EDITE_UNE_PAGE, EDITE),
    Adresse("indicateur_suivre", "siren indicateur", None, EDITE, (("favori", "oui"),)),
    Adresse("valeur_saisir", "siren indicateur", None, EDITE, (("annee", "2024"), ("resultat", "3"))),
    Adresse("valeur_supprimer", "siren indicateur valeur", EDITE_UNE_PAGE, EDITE),
)
TOUTES = [*TERRITOIRE, *PLANS, *PLAN_AUTOUR, *FICHES, *CHAMPS, *DEMARCHES, *PUBLICATION, *GOUVERNANCE, *WEBHOOKS, *CLES]
PERSONNELLES = {
    "accueil": 302, "comptes:compte": 200, "comptes:changer_mot_de_passe": 302, "comptes:deconnexion": 405,
    "catalogue": 200, "travaux": 200, "comptes:notifications": 200, "comptes:tout_lire": 405,
    "comptes:regler_notifications": 302, "mes_fiches": 200, "mes_rappels": 200, "panier_reprendre": 404,
}  # fmt: skip
"""Name -> status of a GET for somebody signed in, whoever they are."""
A_SOI: dict[str, tuple[str, int | None, int | None]] = {
    "travail_etat": ("travail", 302, None),
    "travail_telecharger": ("travail", 200, None),
    "travail_annuler": ("travail", None, 302),
    "travail_supprimer": ("travail", None, 302),
    "comptes:notification": ("notification", 302, None),
    "mes_fiches_suivi": ("fiche", None, 302),
    "mes_rappels_geste": ("rappel", None, 404),
}
"""Name -> what it is about (`chose_a_soi`), statuses of a GET and of a POST for its owner; 404 for anybody else."""
PUBLIQUES: dict[str, tuple[dict[str, str | int], int]] = {
    "comptes:connexion": ({}, 200),
    "comptes:mot_de_passe_oublie": ({}, 200),
    "comptes:mot_de_passe_envoye": ({}, 200),
    "comptes:desabonnement": ({"jeton": "altere"}, 404),
    "calendrier_ics": ({"jeton": "invente"}, 404),
    "comptes:choisir_mot_de_passe": ({"uidb64": "MQ", "token": "perime"}, 200),
    "pcaet_publies": ({}, 200),
    "pcaet_publies_csv": ({}, 200),
    "pcaet_publies_json": ({}, 200),
    "pcaet_publie": ({"pk": 1}, 404),
    "pcaet_publie_csv": ({"pk": 1}, 404),
    "pcaet_publie_json": ({"pk": 1}, 404),
    "pcaet_publie_document": ({"pk": 1, "cite": 1}, 404),
    "depot_avis": ({"jeton": "invente"}, 404),
    "depot_avis_document": ({"jeton": "invente", "cite": 1}, 404),
    **PAGES_PUBLIQUES,
    "api_documentation": ({}, 200),
    "api_openapi": ({}, 200),
}
"""Name -> arguments and status of a GET for a visitor."""
SIGNALEMENT = "/connexion/?next="


def noms_des_adresses(resolveur: URLResolver, prefixe: str = "") -> Iterator[str]:
    for motif in resolveur.url_patterns:
        if isinstance(motif, URLResolver):
            espace = f"{prefixe}{motif.namespace}:" if motif.namespace else prefixe
            yield from noms_des_adresses(motif, espace)
        elif isinstance(motif, URLPattern):
            yield f"{prefixe}{motif.name}"


def test_chaque_adresse_a_sa_ligne() -> None:
    connues = list(noms_des_adresses(get_resolver()))
    prevues = [*(adresse.nom for adresse in TOUTES), *PERSONNELLES, *A_SOI, *PUBLIQUES]
    prevues += [*(f"api:{route.nom}" for route in ROUTES), *HORS_ROUTES]
    assert sorted(connues) == sorted(prevues)


def test_aucune_adresse_n_est_la_deux_fois_dans_un_fichier() -> None:
    for chemin, _ in modules():
        if chemin.stem == "urls" or chemin.parent.name == "urls":
            motifs = re.findall(r'path\(\s*"([^"]*)"', chemin.read_text(encoding="utf-8"))
            assert {motif for motif in motifs if motifs.count(motif) > 1} <= {"", "t/<str:siren>/"}, chemin


@dataclass(frozen=True)
class Terrain:
    """A collectivité where everything that an address names exists."""

    engagement: Engagement
    valeurs: dict[str, Any]

    def adresse(self, adresse: Adresse) -> str:
        return reverse(adresse.nom, args=[self.valeurs[cle] for cle in adresse.arguments.split()])

    def connecter(self, client: Client, role: Role | None) -> None:
        client.force_login(personne(self.engagement, role))


@pytest.fixture
def terrain(db: None) -> Terrain:
    engagement = EngagementFactory()
    collectivite = engagement.collectivite
    MembreFactory(administrateur=True, collectivite=collectivite)
    valeur = ValeurFactory(collectivite=collectivite, indicateur=IndicateurFactory(collectivite=collectivite))
    jalon = figer_score(engagement, "Bilan", par=engagement.ouvert_par, le=LE + timedelta(days=1))
    valeurs = {
        "siren": collectivite.siren, "code": CODE, "noeud": noeud("1.1.1"), "ref": jalon.ref, "question": "velo",
        "thematique": "deplacer", "membre": MembreFactory(collectivite=collectivite).pk,
        "lien": AppartenanceFactory(membre=collectivite).pk,
        "document": DocumentFactory(collectivite=collectivite).pk,
        "indicateur": valeur.indicateur_id, "valeur": valeur.pk,
        "cle": Programme.de(MembreFactory(editeur=True, collectivite=collectivite)).cle.pk,
    }  # fmt: skip
    plans = preparer_plans(collectivite)
    parties = (
        valeurs, plans, preparer_fiche(collectivite, plans["fiche"]), preparer_plan(collectivite, plans["plan"]),
        preparer_champs(collectivite), preparer_webhooks(collectivite), preparer_gouvernance(collectivite),
        preparer_demarche(collectivite),
    )  # fmt: skip
    tout = {cle: valeur for partie in parties for cle, valeur in partie.items()}
    assert len(tout) == sum(map(len, parties)), "deux parties nomment autre chose du même mot"
    return Terrain(engagement, tout)


adresses = pytest.mark.parametrize("adresse", TOUTES, ids=lambda adresse: adresse.nom)


@contextmanager
def essai() -> Iterator[None]:
    """What happens inside is undone: one terrain serves everybody who tries the address."""
    point = transaction.savepoint()
    yield
    transaction.savepoint_rollback(point)


@adresses
def test_chacun_obtient_ce_que_son_role_permet(client: Client, terrain: Terrain, adresse: Adresse) -> None:
    """A visitor is led to sign in, a stranger does not learn that it exists, each role gets what it allows, and a
    refusal says why in French."""
    ou, donnees = terrain.adresse(adresse), dict(adresse.donnees)
    for reponse in (client.get(ou), client.post(ou)):
        assert reponse.status_code == 302
        assert reponse.headers["Location"].startswith(SIGNALEMENT)
    terrain.connecter(client, None)
    if adresse.lire is not None:
        assert client.get(ou).status_code == 404
    if adresse.ecrire is not None:
        assert client.post(ou, donnees).status_code == 404
    for rang, role in enumerate(ROLES):
        with essai():
            terrain.connecter(client, role)
            assert client.get(ou).status_code == (adresse.lire[rang] if adresse.lire else 405), role
        with essai():
            terrain.connecter(client, role)
            ecrit = client.post(ou, donnees).status_code
            assert ecrit == (adresse.ecrire[rang] if adresse.ecrire else 405), role
    if adresse.ecrire is not None and adresse.ecrire[0] == 403:
        terrain.connecter(client, Role.LECTURE)
        _verifier_refus(client.post(ou, donnees, headers={"HX-Request": "true"}))


def _verifier_refus(reponse: Any) -> None:
    assert reponse.status_code == 403
    phrase = reponse.content.decode().strip()
    assert phrase.endswith((".", ")."))
    assert len(phrase) > 30
    assert "<" not in phrase


@pytest.mark.django_db
@pytest.mark.parametrize(("nom", "statut"), PERSONNELLES.items())
def test_une_page_personnelle_demande_d_etre_connectee(client: Client, nom: str, statut: int) -> None:
    assert client.get(reverse(nom)).headers["Location"].startswith(SIGNALEMENT)
    client.force_login(MembreFactory().utilisateur)
    assert client.get(reverse(nom)).status_code == statut


def chose_a_soi(genre: str) -> tuple[Utilisateur, int]:
    """Something that belongs to a person, and its owner."""
    if genre == "fiche":
        fiche = FicheFactory()
        membre = MembreFactory(contributeur=True, collectivite=fiche.collectivite)
        pilotee_par(fiche, membre.utilisateur)
        return membre.utilisateur, fiche.pk
    if genre == "rappel":
        rappel = RappelFactory()
        return rappel.destinataire, rappel.pk
    if genre == "notification":
        notification = NotificationFactory()
        return notification.destinataire, notification.pk
    travail = creer_travail(etat=EtatTravail.FINI)
    travail.fichier.save(f"{travail.pk}/resultat.csv", ContentFile(b"a;b"))
    return travail.demande_par, travail.pk


@pytest.mark.django_db
@pytest.mark.parametrize("nom", A_SOI)
def test_ce_qui_est_a_soi_n_existe_pas_pour_les_autres(client: Client, nom: str) -> None:
    genre, lire, ecrire = A_SOI[nom]
    qui, pk = chose_a_soi(genre)
    ou = reverse(nom, args=[pk])
    assert client.get(ou).headers["Location"].startswith(SIGNALEMENT)
    client.force_login(MembreFactory(administrateur=True).utilisateur)
    assert client.get(ou).status_code == (404 if lire else 405)
    assert client.post(ou).status_code == (404 if ecrire else 405)
    client.force_login(qui)
    assert client.get(ou).status_code == (lire or 405)
    assert client.post(ou).status_code == (ecrire or 405)


@pytest.mark.django_db
def test_sans_territoire_l_accueil_dit_a_qui_demander(client: Client) -> None:
    client.force_login(UtilisateurFactory())
    assert client.get(reverse("accueil")).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("nom", PUBLIQUES)
def test_une_page_publique_est_ouverte_a_tous(client: Client, nom: str) -> None:
    arguments, statut = PUBLIQUES[nom]
    assert client.get(reverse(nom, kwargs=arguments)).status_code == statut


# -- permission codes ------------------------------------------------------------------------------------------------
FONCTIONS = {"exiger", "peut", "_exiger", "demander"}
CODE_DE_DROIT = re.compile(
    r"(?:comptes|journal|territoires|documents|indicateurs|referentiels|plans|publication|api)\.[a-z_]+"
)


def codes_employes() -> set[str]:
    """Codes asked by the program: second argument of `peut` and `exiger`, constants included, and the templates."""
    trouves: set[str] = set()
    for chemin, arbre in modules():
        if chemin.stem == "permissions" and "socle" not in chemin.parts:
            continue
        constantes = {
            cible.id: noeud.value.value
            for noeud in arbre.body
            if isinstance(noeud, ast.Assign) and isinstance(noeud.value, ast.Constant)
            for cible in noeud.targets
            if isinstance(cible, ast.Name)
        }
        for appel in ast.walk(arbre):
            if isinstance(appel, ast.Call) and isinstance(appel.func, ast.Name) and appel.func.id in FONCTIONS:
                trouves |= {code for a in appel.args if (code := _texte(a, constantes))}
    for gabarit in gabarits():
        trouves |= set(re.findall(r"\{% peut [\"']([\w.]+)[\"']", gabarit.read_text(encoding="utf-8")))
    return {code for code in trouves if CODE_DE_DROIT.fullmatch(code)}


def _texte(argument: ast.expr, constantes: dict[str, Any]) -> str | None:
    if isinstance(argument, ast.Name):
        argument = ast.Constant(constantes.get(argument.id))
    return argument.value if isinstance(argument, ast.Constant) and isinstance(argument.value, str) else None


def test_chaque_code_de_droit_est_declare_et_sert() -> None:
    declares = {code for code in rules.permissions.permissions if CODE_DE_DROIT.fullmatch(code)}
    lecture = {
        "territoires.voir",
        "referentiels.voir",
        "indicateurs.voir",
        "indicateurs.voir_confidentiel",
    }  # asked by the functions that give the object, in permissions.py
    assert codes_employes() - declares == set()
    assert declares - codes_employes() - lecture == set()
