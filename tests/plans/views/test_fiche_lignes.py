"""Rows of a fiche by their forms, gestures on the whole fiche, my fiches, names."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from tests.plans.factories import (
    AxeFactory,
    FicheFactory,
    PlanFactory,
    etiquetee,
    partagee_avec,
    personne_nommee,
    pilotee_par,
    placer,
)
from tests.referentiels.factories import charger_mini, noeud
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.comptes.models import Utilisateur
from cordee.indicateurs.models import Valeur
from cordee.journal.models import Ecriture
from cordee.plans.domain.listes import TypeLien
from cordee.plans.models import (
    Commentaire,
    Etiquette,
    Fiche,
    FichePersonne,
    GesteGroupe,
    LienFiche,
    Partage,
    Personne,
    Placement,
)
from cordee.plans.queries.visibilite import annotate_racine, modifiables_par

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def fiche() -> Fiche:
    return FicheFactory()


@pytest.fixture
def lise(client: Client, fiche: Fiche) -> Utilisateur:
    qui = MembreFactory(editeur=True, collectivite=fiche.collectivite).utilisateur
    client.force_login(qui)
    return qui


def adresse(fiche: Fiche, nom: str, *autres: object) -> str:
    return reverse(nom, args=[fiche.collectivite.siren, fiche.pk, *autres])


def texte(reponse: HttpResponse) -> str:
    return reponse.content.decode().replace("&nbsp;", " ").replace("\u00a0", " ").replace("\u202f", " ")


def ajouter(client: Client, fiche: Fiche, bloc: str, /, **donnees: Any) -> HttpResponse:
    return client.post(adresse(fiche, "fiche_lignes", bloc), donnees, headers=HTMX)


LIGNES: list[tuple[str, dict[str, Any], str, dict[str, Any], str]] = [
    ("objectifs", {"libelle": "Équiper", "valeur": "1 250,5", "unite": "m²", "echeance": "2027"}, "1 250,5",
     {"libelle": "Équiper tout", "valeur": "", "unite": "", "echeance": ""}, "Équiper tout"),
    ("impacts", {"domaine": "ges", "niveau": "2", "valeur": "120", "horizon": "2030"}, "120 tCO2e/an",
     {"domaine": "ges", "niveau": "3", "commentaire": "estimé"}, "estimé"),
    ("impacts", {"domaine": "ges", "valeur": "120", "sens": "hausse", "methode": "Bilan", "incertitude": "forte"},
     "hausse de <span class=\"nw\">120 tCO2e/an", {"domaine": "ges", "sens": "baisse", "incertitude": "faible"},
     "incertitude faible (moins de 10 %)"),
    ("budget", {"type": "investissement", "unite": "ht", "annee": "2026", "prevu": "40 000 €"}, "40 000",
     {"type": "investissement", "unite": "ht", "annee": "2027", "prevu": "50000"}, "50 000"),
    ("financements", {"financeur": "ADEME", "montant": "24 000", "base": "ht", "statut": "accorde", "taux": "37,5"},
     "24 000 € HT", {"financeur": "Région", "montant": "9", "base": "ttc", "statut": "verse"}, "9 € TTC"),
    ("indicateurs", {"nom": "Bâtiments suivis", "unite": "bâtiments", "nature": "resultat", "cible": "80",
                     "annee_cible": "2026", "frequence": ""}, "Bâtiments suivis",
     {"nature": "impact", "frequence": "annuelle", "source": "Relevés"}, "Relevés"),
    ("indicateurs", {"nom": "Écoles équipées", "nature": "realisation", "mesure_avancement": "on"},
     "mesure l’avancement</small>", {"nature": "impact"}, "Impact</small>"),
    ("references", {"type": "sraddet", "titre": "Climat", "article": "règle 12", "adresse": "https://exemple.fr/s"},
     '<a href="https://exemple.fr/s" rel="noopener noreferrer">Climat</a>, règle 12', {"type": "snbc"}, "<b>SNBC</b>"),
    ("evaluations", {"periode": "mi_parcours", "date": "2026-12-31", "appreciation": "en_partie",
                     "resultat": "Douze **écoles**."}, "<strong>écoles</strong>",
     {"periode": "finale", "suites": "Un second lot."}, "Un second lot."),
    ("notes", {"texte": "Marché **attribué**.", "date": "2026-03-01"}, "<strong>attribué</strong>",
     {"texte": "Marché signé.", "date": "2026-03-02"}, "Marché signé."),
    ("commentaires", {"texte": "Où en est-on ?"}, "Où en est-on", {"texte": "Et maintenant ?"}, "Et maintenant"),
]  # fmt: skip


@pytest.mark.parametrize(("bloc", "donnees", "attendu", "change", "change_attendu"), LIGNES, ids=[r[0] for r in LIGNES])
def test_une_ligne_s_ajoute_se_change_et_se_retire(
    client: Client, fiche: Fiche, lise: Utilisateur, bloc: str, donnees: dict[str, Any], attendu: str,
    change: dict[str, Any], change_attendu: str,
) -> None:  # fmt: skip
    page = texte(ajouter(client, fiche, bloc, **donnees))
    assert attendu in page
    assert f'id="bloc-{bloc}"' in page
    lies = {"budget": "budgets", "objectifs": "objectifs_chiffres"}.get(bloc, bloc)
    ligne = getattr(fiche, lies).get()
    ouverte = client.get(adresse(fiche, "fiche_ligne", bloc, ligne.pk), headers=HTMX)
    assert adresse(fiche, "fiche_ligne", bloc, ligne.pk) in texte(ouverte)
    assert "Laisser" in texte(ouverte)
    reponse = client.post(adresse(fiche, "fiche_ligne", bloc, ligne.pk), change, headers=HTMX)
    assert change_attendu in texte(reponse)
    ligne = getattr(fiche, lies).get()
    reponse = client.post(adresse(fiche, "fiche_ligne_supprimer", bloc, ligne.pk), headers=HTMX)
    assert reponse.status_code == 200
    assert not getattr(fiche, lies).exists()
    assert client.get(adresse(fiche, "fiche_lignes", bloc), headers=HTMX).status_code == 200


@pytest.mark.parametrize(
    ("bloc", "donnees", "faute"),
    [
        ("objectifs", {"libelle": "", "valeur": "beaucoup"}, "attend un nombre"),
        ("objectifs", {"libelle": "x", "echeance": "26"}, "quatre chiffres"),
        ("objectifs", {"libelle": "x", "valeur": "inf"}, "attend un nombre"),
        ("budget", {"type": "investissement", "unite": "ht"}, "Écrivez un montant"),
        ("budget", {"type": "", "unite": "euro", "prevu": "1"}, "dans la liste"),
        ("financements", {"financeur": "A", "base": "ht", "statut": "accorde", "verse_le": "hier"}, "pas une date"),
        ("indicateurs", {"nom": "", "nature": "resultat"}, "est vide"),
        ("mesures", {"mesure": "xx_1"}, "n’existe pas"),
        ("mesures", {"mesure": "  "}, "est vide"),
        ("liens", {"fiche": "Inconnue", "type": "liee"}, "Aucune fiche de ce nom"),
        ("liens", {"fiche": "#abc", "type": "liee"}, "Aucune fiche de ce nom"),
        ("documents", {}, "un seul des trois"),
        ("documents", {"adresse": "pas une adresse"}, "n’est pas valable"),
        ("notes", {"texte": "", "date": "2026-01-01"}, "Écrivez où en est la fiche"),
        ("blocages", {"raison": ""}, "est vide"),
        ("blocages", {"fiche": "Inconnue"}, "Aucune fiche de ce nom"),
        ("sous-actions", {"titre": ""}, "est vide"),
        ("impacts", {"domaine": "martien"}, "dans la liste"),
    ],
)
def test_une_mauvaise_ligne_dit_pourquoi(
    client: Client, fiche: Fiche, lise: Utilisateur, bloc: str, donnees: dict[str, Any], faute: str
) -> None:
    reponse = ajouter(client, fiche, bloc, **donnees)
    assert reponse.status_code == 422
    assert faute in texte(reponse)
    entiere = client.post(adresse(fiche, "fiche_lignes", bloc), donnees)
    assert entiere.status_code == 422
    assert faute in texte(entiere)


def test_une_mesure_une_fiche_un_document_et_un_blocage_se_lient(
    client: Client, fiche: Fiche, lise: Utilisateur
) -> None:
    charger_mini()
    autre = FicheFactory(collectivite=fiche.collectivite, titre="Rénover les gymnases")
    assert "Organiser" in texte(ajouter(client, fiche, "mesures", mesure="TE-TEST 1.1.1 Organiser"))
    assert fiche.mesures.get().mesure_id == noeud("1.1.1")
    assert "Rénover les gymnases" in texte(ajouter(client, fiche, "liens", fiche=f"#{autre.pk} Rénover", type="liee"))
    reponse = ajouter(client, fiche, "liens", fiche="rénover les gymnases", type="fin_debut", sens="entrant")
    assert "Elle passe avant" in texte(reponse)
    fichier = SimpleUploadedFile("marche.pdf", b"%PDF-1.4 test")
    assert "Le marché" in texte(ajouter(client, fiche, "documents", fichier=fichier, nom="Le marché"))
    assert "Appel" in texte(ajouter(client, fiche, "documents", adresse="https://exemple.fr/appel", nom="Appel"))
    reponse = ajouter(client, fiche, "blocages", raison="Avis attendu", fiche=f"#{autre.pk}", attendu_de="ABF")
    assert "Avis attendu" in texte(reponse)
    assert f'id="champ-{fiche.pk}-statut"' in texte(reponse)
    reponse = client.post(adresse(fiche, "fiche_ligne_supprimer", "blocages", fiche.blocages.get().pk), headers=HTMX)
    assert "Blocage levé" in texte(reponse)
    for bloc, lies in (("mesures", fiche.mesures), ("documents", fiche.documents), ("liens", fiche.liens_sortants)):
        client.post(adresse(fiche, "fiche_ligne_supprimer", bloc, lies.first().pk), headers=HTMX)  # type: ignore[attr-defined]
    assert (fiche.mesures.count(), fiche.documents.count(), fiche.liens_sortants.count()) == (0, 1, 0)
    attente = fiche.liens_entrants.get()
    assert client.post(adresse(fiche, "fiche_ligne_supprimer", "liens", attente.pk), headers=HTMX).status_code == 200
    assert Ecriture.objects.filter(verbe="plans.retirer_dependance", objet_id=str(fiche.pk)).exists()


def test_une_ligne_retiree_revient_d_un_clic(client: Client, fiche: Fiche, lise: Utilisateur) -> None:
    ajouter(client, fiche, "budget", type="investissement", unite="ht", annee="2026", prevu="40 000")
    ligne = fiche.budgets.get()
    page = texte(client.post(adresse(fiche, "fiche_ligne_supprimer", "budget", ligne.pk), headers=HTMX))
    retour = adresse(fiche, "fiche_retrait_annuler", GesteGroupe.objects.get().pk)
    assert "Retiré à" in page
    assert f'hx-post="{retour}"' in page
    page = texte(client.post(retour, headers=HTMX))
    assert "la ligne est revenue" in page
    assert "40 000" in page
    assert fiche.budgets.get() == ligne
    refus = client.post(retour, headers=HTMX)
    assert refus.status_code == 422
    assert "déjà annulé" in texte(refus)


def test_sans_script_la_page_qui_suit_propose_de_remettre_la_ligne(
    client: Client, fiche: Fiche, lise: Utilisateur
) -> None:
    ajouter(client, fiche, "objectifs", libelle="Équiper")
    page = client.post(adresse(fiche, "fiche_ligne_supprimer", "objectifs", fiche.objectifs_chiffres.get().pk))
    retrait = GesteGroupe.objects.get()
    assert page.headers["Location"] == adresse(fiche, "fiche") + f"?retrait={retrait.pk}#bloc-objectifs"
    retour = adresse(fiche, "fiche_retrait_annuler", retrait.pk)
    assert retour in texte(client.get(page.headers["Location"]))
    autre = MembreFactory(editeur=True, collectivite=fiche.collectivite).utilisateur
    client.force_login(autre)
    assert retour not in texte(client.get(page.headers["Location"]))
    assert "Équiper" in texte(client.post(retour, follow=True))
    client.force_login(lise)
    assert retour not in texte(client.get(page.headers["Location"])), "ce qui est annulé ne se propose plus"
    assert client.post(adresse(fiche, "fiche_retrait_annuler", retrait.pk + 1)).status_code == 404


def test_un_lien_avec_une_fiche_qu_on_ne_voit_pas_n_existe_pas(client: Client, fiche: Fiche, lise: Utilisateur) -> None:
    lien = LienFiche.objects.create(de=FicheFactory(), vers=fiche, type=TypeLien.FIN_DEBUT)
    for nom, quoi in (("fiche_ligne_supprimer", ("liens", lien.pk)), ("fiche_dependance_retirer", (lien.pk,))):
        assert client.post(adresse(fiche, nom, *quoi), headers=HTMX).status_code == 404
    assert LienFiche.objects.filter(pk=lien.pk).exists()


def test_une_ligne_d_ailleurs_ou_d_un_bloc_inconnu_n_existe_pas(
    client: Client, fiche: Fiche, lise: Utilisateur
) -> None:
    autre = FicheFactory(collectivite=fiche.collectivite)
    ajouter(client, autre, "notes", texte="Vu.", date="2026-01-01")
    ligne = autre.notes.get().pk
    for ou in (
        adresse(fiche, "fiche_ligne", "notes", ligne),
        adresse(fiche, "fiche_ligne", "rien", ligne),
        adresse(fiche, "fiche_ligne", "sous-actions", ligne),
    ):
        assert client.post(ou, headers=HTMX).status_code == 404
    assert client.get(adresse(fiche, "fiche_lignes", "rien"), headers=HTMX).status_code == 404
    charger_mini()
    ajouter(client, fiche, "mesures", mesure=noeud("1.1.1"))
    ou = adresse(fiche, "fiche_ligne", "mesures", fiche.mesures.get().pk)
    assert client.post(ou, {"mesure": "x"}, headers=HTMX).status_code == 404


def test_une_mauvaise_modification_garde_la_ligne_ouverte(client: Client, fiche: Fiche, lise: Utilisateur) -> None:
    ajouter(client, fiche, "objectifs", libelle="Équiper")
    ligne = fiche.objectifs_chiffres.get()
    ou = adresse(fiche, "fiche_ligne", "objectifs", ligne.pk)
    reponse = client.post(ou, {"libelle": "Équiper", "valeur": "beaucoup"}, headers=HTMX)
    assert reponse.status_code == 422
    assert 'value="beaucoup"' in texte(reponse)


# -- sous-actions, comments, results -----------------------------------------------------------------------------------
def test_des_sous_actions_s_ajoutent_et_changent_de_place(client: Client, fiche: Fiche, lise: Utilisateur) -> None:
    ajouter(client, fiche, "sous-actions", titre="Un")
    assert "Deux" in texte(ajouter(client, fiche, "sous-actions", titre="Deux"))
    deux = Fiche.objects.get(titre="Deux")
    reponse = client.post(adresse(deux, "fiche_deplacer"), {"sens": "haut", "page": fiche.pk}, headers=HTMX)
    assert "est en place 1" in texte(reponse)
    assert "Déjà au bout" in texte(client.post(adresse(deux, "fiche_deplacer"), {"sens": "haut"}, headers=HTMX))
    client.post(adresse(deux, "fiche_deplacer"), {"sens": "bas"})
    assert [f.titre for f in fiche.sous_fiches.order_by("position")] == ["Un", "Deux"]
    client.post(adresse(deux, "fiche_lignes", "sous-actions"), {"titre": "Deux un"})
    petite = Fiche.objects.get(titre="Deux un")
    retour = client.post(adresse(petite, "fiche_deplacer"), {"sens": "bas", "page": fiche.pk})
    assert f"/fiches/{fiche.pk}/#" in retour.headers["Location"]
    assert client.post(adresse(fiche, "fiche_deplacer"), {"sens": "bas"}).status_code == 404


def test_on_repond_on_regle_on_rouvre(client: Client, fiche: Fiche, lise: Utilisateur) -> None:
    ajouter(client, fiche, "commentaires", texte="Où ?")
    premier = Commentaire.objects.get()
    assert "Ici." in texte(ajouter(client, fiche, "commentaires", texte="Ici.", parent=premier.pk))
    regler = adresse(fiche, "fiche_commentaire_regler", premier.pk)
    assert "Rouvrir" in texte(client.post(regler, headers=HTMX))
    assert "Régler" in texte(client.post(regler, {"rouvrir": "1"}, headers=HTMX))
    assert client.post(regler).status_code == 302


def test_un_resultat_se_note_sur_la_fiche(client: Client, fiche: Fiche, lise: Utilisateur) -> None:
    ajouter(client, fiche, "indicateurs", nom="Bâtiments suivis", nature="resultat", cible="80")
    noter = adresse(fiche, "fiche_valeur", fiche.indicateurs.get().pk)
    assert "Résultat 2025 enregistré" in texte(client.post(noter, {"annee": "2025", "resultat": "41"}, headers=HTMX))
    assert Valeur.objects.get().resultat == 41
    reponse = client.post(noter, {"annee": "2025", "resultat": ""}, headers=HTMX)
    assert reponse.status_code == 422
    assert "est vide" in texte(reponse)
    assert "enregistré" in texte(client.post(noter, {"annee": "2024", "resultat": "12"}, follow=True))


# -- gestures on the whole fiche -------------------------------------------------------------------------------------
def test_une_fiche_se_cree_dans_un_axe(client: Client, fiche: Fiche, lise: Utilisateur) -> None:
    axe = AxeFactory(plan__collectivite=fiche.collectivite, nom="Rouler")
    AxeFactory(plan=axe.plan, parent=axe, nom="Vélo")
    ou = reverse("fiche_creer", args=[fiche.collectivite.siren])
    page = texte(client.get(f"{ou}?plan={axe.plan_id}&axe={axe.pk}"))
    assert "1.1 Vélo" in page
    assert f'value="{axe.plan_id}:{axe.pk}" selected' in page
    assert "Écrivez le titre" in texte(client.post(ou, {"titre": "", "place": "9:9"}))
    client.post(ou, {"titre": "Tracer", "code": "1.2", "place": f"{axe.plan_id}:{axe.pk}"})
    creee = Fiche.objects.get(titre="Tracer")
    assert (creee.code, creee.placements.get().axe) == ("1.2", axe)


def test_une_fiche_se_place_et_se_retire(client: Client, fiche: Fiche, lise: Utilisateur) -> None:
    plan = PlanFactory(collectivite=fiche.collectivite)
    ou = adresse(fiche, "fiche_placer")
    assert plan.nom in texte(client.get(ou))
    client.post(ou, {"place": f"{plan.pk}:"})
    placement = Placement.objects.get(fiche=fiche, plan=plan)
    page = client.post(adresse(fiche, "fiche_retirer", placement.pk), follow=True)
    retour = adresse(fiche, "fiche_retrait_annuler", GesteGroupe.objects.get().pk)
    assert f"Retirée de « {plan.nom} » à" in texte(page)
    assert retour in texte(page)
    assert client.post(adresse(fiche, "fiche_retirer", placement.pk)).status_code == 404
    page = texte(client.post(retour, headers=HTMX))
    assert "de nouveau à sa place" in page
    assert 'id="f-fil" hx-swap-oob="true"' in page
    assert Placement.objects.get(fiche=fiche) == placement


def test_une_fiche_se_supprime_et_revient(client: Client, fiche: Fiche, lise: Utilisateur) -> None:
    placer(fiche, PlanFactory(collectivite=fiche.collectivite))
    assert "Garder la fiche" in texte(client.get(adresse(fiche, "fiche_supprimer")))
    apres = client.post(adresse(fiche, "fiche_supprimer"), follow=True)
    assert "Restaurer la fiche" in texte(apres)
    assert client.get(adresse(fiche, "fiche")).status_code == 404
    assert "La fiche est revenue" in texte(client.post(adresse(fiche, "fiche_restaurer"), follow=True))
    sous = FicheFactory(parent=fiche)
    client.post(adresse(sous, "fiche_supprimer"))
    client.post(adresse(fiche, "fiche_supprimer"))
    assert "restaurez-la d’abord" in texte(client.post(adresse(sous, "fiche_restaurer")))


def test_une_fiche_se_partage_et_chacun_peut_cesser(client: Client, fiche: Fiche, lise: Utilisateur) -> None:
    petr = CollectiviteFactory(petr=True, membres=[fiche.collectivite])
    partager = adresse(fiche, "fiche_partager")
    assert petr.nom in texte(client.get(adresse(fiche, "fiche")))
    assert "portée avec" in texte(client.post(partager, {"collectivite": petr.pk}, follow=True))
    assert "Choisissez une collectivité" in texte(client.post(partager, {"collectivite": "0"}, follow=True))
    placer(fiche, PlanFactory(collectivite=petr))
    partage = Partage.objects.get()
    retour = client.post(adresse(fiche, "fiche_departager", partage.pk), follow=True)
    assert "elle a quitté ses plans (1)" in texte(retour)
    annuler = adresse(fiche, "fiche_retrait_annuler", GesteGroupe.objects.get().pk)
    assert annuler in texte(retour)
    page = texte(client.post(annuler, headers=HTMX))
    assert "de nouveau portée ensemble" in page
    assert 'id="bloc-emplacements" hx-swap-oob="true"' in page
    assert Partage.objects.get() == partage
    assert fiche.placements.count() == 1
    Placement.objects.all().delete()
    page = texte(client.post(adresse(fiche, "fiche_departager", partage.pk), headers=HTMX))
    assert f"n’est plus portée avec {petr.nom}." in page
    partagee_avec(fiche, petr)
    client.force_login(MembreFactory(editeur=True, collectivite=petr).utilisateur)
    ou = reverse("fiche_supprimer", args=[petr.siren, fiche.pk])
    assert "Ne plus porter" in texte(client.get(ou))
    client.post(ou)
    assert not Partage.objects.exists()
    fiche.refresh_from_db()
    assert fiche.supprimee_le is None


def test_le_statut_se_change_d_ailleurs_et_l_on_y_revient(client: Client, fiche: Fiche, lise: Utilisateur) -> None:
    ou = adresse(fiche, "fiche_statut")
    assert client.post(ou, {"statut": "realise", "suite": "/compte/"}).headers["Location"] == "/compte/"
    assert client.post(ou, {"statut": "x", "suite": "https://ailleurs.fr/"}).headers["Location"] == adresse(
        fiche, "fiche"
    )
    fiche.refresh_from_db()
    assert fiche.statut == "realise"
    copie = client.post(adresse(fiche, "fiche_dupliquer"))
    assert copie.headers["Location"] != adresse(fiche, "fiche")


# -- my fiches, names ------------------------------------------------------------------------------------------------
def test_mes_fiches_mettent_le_retard_devant(client: Client) -> None:
    fiche = FicheFactory(en_retard=True, titre="Suivre")
    ines = MembreFactory(contributeur=True, collectivite=fiche.collectivite).utilisateur
    client.force_login(ines)
    assert "Aucune fiche ne porte votre nom" in texte(client.get(reverse("mes_fiches")))
    for une in (fiche, FicheFactory(realisee=True), FicheFactory(bloquee=True), FicheFactory(parent=fiche)):
        if une.collectivite_id != fiche.collectivite_id:
            MembreFactory(contributeur=True, collectivite=une.collectivite, utilisateur=ines)
        pilotee_par(une, ines)
    page = texte(client.get(reverse("mes_fiches")))
    assert "1 fiche</b> en retard sur 3 : dites où elle en est" in page
    assert page.index("En retard") < page.index("Bloquées") < page.index("Les autres") < page.index("Finies")
    suivre = reverse("mes_fiches_suivi", args=[fiche.pk])
    assert "est à jour" in texte(client.post(suivre, {"statut": "realise", "texte": "Fini."}, follow=True))
    assert fiche.notes.get().texte == "Fini."
    assert "dans la liste" in texte(client.post(suivre, {"statut": "x"}, follow=True))


@pytest.mark.parametrize("nombre", [1, 3, 12])
@pytest.mark.parametrize(("role", "attendues"), [("contributeur", 12), ("editeur", 11)])
def test_mes_fiches_se_lisent_en_autant_de_requetes(
    client: Client, nombre: int, role: str, attendues: int, django_assert_num_queries
) -> None:
    ines = MembreFactory(**{role: True}).utilisateur
    client.force_login(ines)
    for _ in range(nombre):
        fiche = FicheFactory(dans=PlanFactory(), en_cours=True)
        MembreFactory(collectivite=fiche.collectivite, utilisateur=ines, **{role: True})
        for une in (fiche, FicheFactory(parent=fiche)):
            pilotee_par(une, ines)
    with django_assert_num_queries(attendues):
        page = texte(client.get(reverse("mes_fiches")))
    assert page.count("Dire où elle en est") == 2 * nombre


def test_une_fiche_portee_avec_nous_se_suit_depuis_mes_fiches(client: Client) -> None:
    fiche = FicheFactory(en_cours=True)
    membre = MembreFactory(contributeur=True)
    partagee_avec(fiche, membre.collectivite)
    pilotee_par(fiche, membre.utilisateur)
    client.force_login(membre.utilisateur)
    assert "Dire où elle en est" in texte(client.get(reverse("mes_fiches")))
    assert modifiables_par(membre.utilisateur, annotate_racine(Fiche.objects.all())) == {fiche.pk}
    FichePersonne.objects.all().delete()
    assert modifiables_par(membre.utilisateur, annotate_racine(Fiche.objects.all())) == set()


def test_les_noms_se_rangent(client: Client, fiche: Fiche, lise: Utilisateur) -> None:
    ademe, autre = etiquetee(fiche, "ADEME").etiquette, etiquetee(fiche, "Ademe Paca").etiquette
    jean, jeannot = (personne_nommee(fiche.collectivite, nom) for nom in ("Jean Morel", "J. Morel"))
    siren = fiche.collectivite.siren
    page = texte(client.get(reverse("etiquettes", args=[siren])))
    assert "Ademe Paca" in page
    assert "Jean Morel" in page

    def ranger(nom: str, pk: int, /, **donnees: Any) -> str:
        return texte(client.post(reverse(nom, args=[siren, pk]), donnees, follow=True))

    assert "changé partout" in ranger("etiquette", ademe.pk, geste="renommer", nom="Ademe nationale")
    assert "sert encore" in ranger("etiquette", ademe.pk, geste="supprimer")
    assert "sont réunis" in ranger("etiquette", ademe.pk, geste="fusionner", avec=autre.pk)
    assert Etiquette.objects.get().pk == ademe.pk
    assert "changé partout" in ranger("etiquette_personne", jean.pk, geste="renommer", nom="Jean-Marc Morel")
    assert "sont réunis" in ranger("etiquette_personne", jean.pk, geste="fusionner", avec=jeannot.pk)
    assert "Choisissez un membre" in ranger("etiquette_personne", jean.pk, geste="rattacher", compte="0")
    assert "est rattaché au compte" in ranger("etiquette_personne", jean.pk, geste="rattacher", compte=lise.pk)
    assert Personne.objects.get().utilisateur == lise
    assert "est supprimé" in ranger("etiquette_personne", jean.pk, geste="supprimer")
    libre = etiquetee(FicheFactory(collectivite=fiche.collectivite), "Seule")
    libre.delete()
    assert "est supprimé" in ranger("etiquette", libre.etiquette_id, geste="supprimer")
    assert client.post(reverse("etiquette", args=[siren, ademe.pk]), {"geste": "x"}).status_code == 404
