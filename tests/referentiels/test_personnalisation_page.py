"""The page that sums up the personnalisation, and the page of a thématique: what is shown, to whom, in how many
queries."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.referentiels.factories import LE, LIGNES, EngagementFactory, charger_mini, editrice, lectrice, personne
from tests.referentiels.lecture_personnalisation import (
    HTMX,
    effets,
    etat,
    page,
    phrase,
    propre,
    questions,
)
from tests.territoires.factories import CollectiviteFactory, MembreFactory
from tests.territoires.factories_questions import CompetenceExerceeFactory, QuestionFactory, ThematiqueFactory

from cordee.referentiels.actions.personnalisation import repondre
from cordee.referentiels.enums import Mode
from cordee.referentiels.models import Engagement
from cordee.territoires.enums import Role, TypeQuestion
from cordee.territoires.models import Choix, Collectivite, Question

pytestmark = pytest.mark.django_db


@pytest.fixture
def engagement() -> Engagement:
    return EngagementFactory()


@pytest.fixture
def connectee(engagement: Engagement, client: Client) -> Client:
    """A browser where an editor is signed in."""
    client.force_login(editrice(engagement))
    return client


def repondre_a(engagement: Engagement, **reponses: Any) -> None:
    par = editrice(engagement)
    for code, valeur in reponses.items():
        repondre(engagement.collectivite, code, valeur, par=par, le=LE)


# -- sentence --------------------------------------------------------------------------------------------------------
def test_sans_reponse_la_phrase_dit_ce_qui_est_en_jeu(connectee: Client, engagement: Engagement) -> None:
    soupe = page(connectee, engagement.collectivite)
    assert phrase(soupe) == "Aucune réponse encore : 3 questions, dont 2 changent des points."


def test_la_phrase_dit_les_points_et_ce_qui_reste(connectee: Client, engagement: Engagement) -> None:
    repondre_a(engagement, velo=False)
    attendue = "Vos réponses retirent 10 points de potentiel ; il reste 2 questions, dont 1 change des points."
    assert phrase(page(connectee, engagement.collectivite)) == attendue


def test_quand_tout_est_repondu_la_phrase_le_dit(connectee: Client, engagement: Engagement) -> None:
    repondre_a(engagement, velo=True, marche=True, part=0.4)
    soupe = page(connectee, engagement.collectivite)
    assert phrase(soupe) == "Vos réponses retirent 2,5 points de potentiel ; toutes les questions ont leur réponse."
    assert soupe.select_one("#titre-repondre") is None


def test_sans_referentiel_ouvert_toutes_les_questions_posees_comptent(client: Client) -> None:
    charger_mini()
    membre = MembreFactory(editeur=True)
    client.force_login(membre.utilisateur)
    repondre(membre.collectivite, "velo", True, par=membre.utilisateur, le=LE)
    soupe = page(client, membre.collectivite)
    assert phrase(soupe) == "1 réponse sur 5 ; ouvrez un référentiel pour voir ce qu’elles changent."
    assert soupe.select_one("#changements") is None
    assert questions(page(client, membre.collectivite, "deplacer")) == ["velo", "pistes", "marche", "part", "mode"]


# -- what matters first ------------------------------------------------------------------------------------------------
def test_les_questions_qui_changent_le_plus_viennent_d_abord(connectee: Client, engagement: Engagement) -> None:
    soupe = page(connectee, engagement.collectivite)
    assert questions(soupe) == ["velo", "marche"]
    assert propre(soupe.select_one("#effets-velo")) == (
        "Petit référentiel Oui : 0 ; Non : −10 points, désactive 1.1.2.1 « Oui » pose 1 autre question."
    )
    assert "1 question ne change rien à elle seule" in propre(soupe.select_one("#d-seules summary"))


def test_au_dela_de_six_les_questions_sont_des_liens(client: Client) -> None:
    lignes = [*LIGNES]
    for rang in range(8):
        QuestionFactory(code=f"q{rang}")
        regle = f"si reponse(q{rang}, NON) alors VRAI"
        lignes.append((f"2.1.1.{rang + 3}", f"Agir {rang}", "", f"{rang + 1}", "", regle))
    engagement = EngagementFactory(referentiel=charger_mini(tuple(lignes), version="2.0.0"))
    client.force_login(editrice(engagement))
    soupe = page(client, engagement.collectivite)
    assert questions(soupe) == ["velo", "q7", "q6", "q5", "q4", "q3"]
    liens = [propre(lien) for lien in soupe.select("#d-suites .liste li")]
    assert liens[0] == "Avez-vous q2 ? Se déplacer de −3 à 0 points"
    assert len(liens) == 4


# -- thématiques, identity, nodes changed ------------------------------------------------------------------------------
def test_chaque_thematique_dit_ou_elle_en_est(connectee: Client, engagement: Engagement) -> None:
    repondre_a(engagement, velo=False)
    (ligne,) = page(connectee, engagement.collectivite).select("#thematiques tbody tr")
    assert propre(ligne) == "Se déplacer 1 sur 3 1 question −10 points"


def test_les_noeuds_changes_disent_pourquoi(connectee: Client, engagement: Engagement) -> None:
    repondre_a(engagement, velo=False, marche=True)
    lignes = [propre(ligne) for ligne in page(connectee, engagement.collectivite).select("#d-chg-te-test tbody tr")]
    assert lignes == [
        "1.1.2.1 Tracer des pistes Désactivée 10 → 0 −10 points Non à Avez-vous velo ?",
        "1.1.2.2 Poser des arceaux Réduite à 50 % 5 → 2,5 −2,5 points Oui à Avez-vous marche ?",
        "2.1.1 Isoler Score lié à une autre mesure 10 → 10 — Pas plus que la part faite de 1.1.2",
    ]


def test_un_noeud_eteint_faute_de_reponse_le_dit(client: Client) -> None:
    regle = "si reponse(velo, OUI) alors FAUX sinon VRAI"
    lignes = tuple((*ligne[:5], regle) if ligne[0] == "1.1.2.1" else ligne for ligne in LIGNES)
    engagement = EngagementFactory(referentiel=charger_mini(lignes, version="2.0.0"))
    client.force_login(editrice(engagement))
    (ligne, _) = page(client, engagement.collectivite).select("#d-chg-te-test tbody tr")
    assert propre(ligne).endswith("Sans réponse à Avez-vous velo ?")


def test_l_identite_dit_sa_source_et_les_regles_qui_la_lisent(client: Client) -> None:
    regle = "si identite(population, moins_de_20000) alors VRAI"
    lignes = tuple((*ligne[:5], regle) if ligne[0] == "1.1.2.1" else ligne for ligne in LIGNES)
    engagement = EngagementFactory(referentiel=charger_mini(lignes, version="2.0.0"))
    client.force_login(editrice(engagement))
    soupe = page(client, engagement.collectivite)
    lignes_lues = {propre(ligne) for ligne in soupe.select("section[aria-labelledby=titre-identite] tbody tr")}
    assert "Population 12 000 habitants (moins de 20 000) Population totale (INSEE) 1" in lignes_lues
    assert "Type EPCI Nature juridique : EPCI à fiscalité propre —" in lignes_lues
    assert "Aire urbaine Inconnu Aucune source ne le dit encore —" in lignes_lues
    (changement, *_) = soupe.select("#d-chg-te-test tbody tr")
    assert propre(changement).endswith("Moins de 20 000 habitants")


def test_une_nature_que_les_regles_ignorent_est_signalee(client: Client) -> None:
    charger_mini()
    region = CollectiviteFactory(nature="region", nature_insee="")
    client.force_login(MembreFactory(collectivite=region).utilisateur)
    assert "vous comptez comme une commune" in propre(page(client, region))


# -- filter by référentiel ---------------------------------------------------------------------------------------------
def test_un_referentiel_archive_ne_compte_plus(connectee: Client, engagement: Engagement) -> None:
    engagement.mode = Mode.ARCHIVE
    engagement.save(update_fields=["mode"])
    assert phrase(page(connectee, engagement.collectivite)) == "Aucune réponse encore : 4 questions."
    adresse = reverse("personnalisation", args=[engagement.collectivite.siren])
    assert connectee.get(adresse, {"referentiel": "te-test"}).status_code == 404


# -- thématique --------------------------------------------------------------------------------------------------------
def test_la_page_d_une_thematique_pose_ses_questions_dans_l_ordre(connectee: Client, engagement: Engagement) -> None:
    soupe = page(connectee, engagement.collectivite, "deplacer")
    assert questions(soupe) == ["velo", "marche", "part", "mode"]
    assert [str(b["id"]) for b in soupe.select("#autres-questions article")] == ["q-mode"]
    assert phrase(soupe) == "Il reste 3 questions sur 3, dont 2 changent des points."


def test_une_question_qui_ne_change_rien_seule_dit_ce_qu_elle_lit(connectee: Client, engagement: Engagement) -> None:
    soupe = page(connectee, engagement.collectivite, "deplacer")
    assert effets(soupe, "part") == {}
    assert "aucune réponse ne change de points aujourd’hui. Elle est lue par 2.1.1.2" in propre(
        soupe.select_one("#effets-part")
    )


def test_deux_questions_qui_ne_comptent_qu_ensemble_se_citent(client: Client) -> None:
    regle = "si reponse(velo, NON) et reponse(marche, NON) alors VRAI"
    lignes = tuple((*ligne[:5], regle, "") if ligne[0] in ("1.1.2.1", "1.1.2.2") else ligne for ligne in LIGNES)
    engagement = EngagementFactory(referentiel=charger_mini(lignes, version="2.0.0"))
    client.force_login(editrice(engagement))
    soupe = page(client, engagement.collectivite, "deplacer")
    assert "Elle compte avec « Avez-vous marche ? », pour 1.1.2.1, 1.1.2.2." in propre(soupe.select_one("#effets-velo"))


def test_les_reponses_a_des_questions_cachees_sont_gardees_et_dites(connectee: Client, engagement: Engagement) -> None:
    repondre_a(engagement, velo=True, pistes=True)
    repondre_a(engagement, velo=False)
    soupe = page(connectee, engagement.collectivite, "deplacer")
    assert "pistes" not in questions(soupe)
    attendu = "Oui à « Avez-vous pistes ? » La question dépend de « Avez-vous velo ? » (réponse : Non)."
    assert attendu in propre(soupe.select_one("#gardees"))


def test_la_formulation_officielle_est_dans_un_volet_quand_elle_existe(
    connectee: Client, engagement: Engagement
) -> None:
    Question.objects.filter(code="velo").update(
        formulation_officielle="Texte officiel", aide_officielle="Aide officielle"
    )
    Choix.objects.filter(code="mode_a").update(formulation_officielle="Choix officiel")
    soupe = page(connectee, engagement.collectivite, "deplacer")
    assert propre(soupe.select_one("#q-velo .officielle")) == "Texte officiel Aide officielle"
    assert "Choix officiel" in propre(soupe.select_one("#q-mode .officielle"))
    assert soupe.select_one("#q-marche .officielle") is None


def test_une_competence_connue_eclaire_une_question_qu_elle_ne_peut_pas_trancher(
    connectee: Client, engagement: Engagement
) -> None:
    Question.objects.filter(code="mode").update(competence_code="6040")
    CompetenceExerceeFactory(collectivite=engagement.collectivite, code="6040")
    soupe = page(connectee, engagement.collectivite, "deplacer")
    assert etat(soupe, "mode") == (
        "D’après la base nationale des groupements (BANATIC), vous exercez la compétence « Compétence 6040 »."
    )


def test_le_potentiel_te_est_provisoire_tant_qu_il_reste_des_questions(
    connectee: Client, engagement: Engagement
) -> None:
    assert "provisoire tant qu’il reste des questions" in propre(
        page(connectee, engagement.collectivite).select_one(".sous")
    )
    repondre_a(engagement, velo=True, marche=True, part=0.4)
    assert "provisoire" not in propre(page(connectee, engagement.collectivite).select_one(".sous"))


def test_une_condition_d_affichage_fautive_est_signalee(connectee: Client, engagement: Engagement) -> None:
    QuestionFactory(code="bancale", expression_visible="reponse(velo,")
    assert "Question bancale masquée" in propre(page(connectee, engagement.collectivite).select_one(".tete"))


def test_une_thematique_sans_question_utile_le_dit(connectee: Client, engagement: Engagement) -> None:
    ThematiqueFactory(code="loger", nom="Se loger", ordre=2)
    assert (
        phrase(page(connectee, engagement.collectivite, "loger"))
        == "Ici, aucune question ne vous est posée aujourd’hui."
    )
    QuestionFactory(code="toit", thematique__code="loger")
    soupe = page(connectee, engagement.collectivite, "loger")
    assert phrase(soupe) == "Ici, aucune question ne compte aujourd’hui."
    assert "1 autre question sans effet dans vos référentiels ouverts" in propre(
        soupe.select_one("#autres-questions summary")
    )


def test_une_thematique_inconnue_est_introuvable(connectee: Client, engagement: Engagement) -> None:
    adresse = reverse("thematique", args=[engagement.collectivite.siren, "absente"])
    assert connectee.get(adresse).status_code == 404


# -- rights ------------------------------------------------------------------------------------------------------------
ADRESSES = ("personnalisation", "thematique")


@pytest.mark.parametrize("nom", ADRESSES)
def test_un_etranger_ne_trouve_rien(client: Client, engagement: Engagement, nom: str) -> None:
    client.force_login(personne(engagement, None))
    args = [engagement.collectivite.siren, *(["deplacer"] if nom == "thematique" else [])]
    assert client.get(reverse(nom, args=args)).status_code == 404


@pytest.mark.parametrize("role", [None, Role.LECTURE, Role.CONTRIBUTION, Role.EDITION, Role.ADMINISTRATION])
@pytest.mark.parametrize(
    ("nom", "champs"), [("repondre_question", {"valeur": "oui"}), ("justifier_reponse", {"texte": "a"})]
)
def test_seule_l_edition_repond_et_justifie(
    client: Client, engagement: Engagement, role: Role | None, nom: str, champs: dict[str, str]
) -> None:
    client.force_login(personne(engagement, role))
    attendu = 404 if role is None else 200 if role in (Role.EDITION, Role.ADMINISTRATION) else 403
    adresse = reverse(nom, args=[engagement.collectivite.siren, "velo"])
    assert client.post(adresse, champs, headers=HTMX).status_code == attendu


def test_un_lecteur_voit_tout_sans_rien_pouvoir_changer(client: Client, engagement: Engagement) -> None:
    repondre_a(engagement, velo=False)
    client.force_login(lectrice(engagement))
    for thematique in ("", "deplacer"):
        soupe = page(client, engagement.collectivite, thematique)
        assert not soupe.select("main form, main input:not([type=hidden]), main textarea")
        assert "Demandez le rôle « Édition »" in propre(soupe.select_one(".pourquoi"))
    assert propre(soupe.select_one("#q-velo .reponse-lue")) == "Non"
    assert propre(soupe.select_one("#q-marche .reponse-lue")) == "Sans réponse"
    assert effets(soupe, "velo")["Petit référentiel", "Oui"].potentiel == "0"


# -- groupement --------------------------------------------------------------------------------------------------------
@pytest.fixture
def petr(engagement: Engagement) -> Collectivite:
    """A PETR of two EPCI, of which one has answered."""
    repondre_a(engagement, velo=False)
    return CollectiviteFactory(petr=True, membres=[engagement.collectivite, CollectiviteFactory()])


def test_un_groupement_renvoie_a_ses_membres(client: Client, engagement: Engagement, petr: Collectivite) -> None:
    client.force_login(MembreFactory(coordinateur=True, collectivite=petr).utilisateur)
    soupe = page(client, petr)
    # The member that opened a référentiel counts the three questions that it reads; the other all those asked.
    assert phrase(soupe) == "Chaque membre répond de son côté : 1 réponse sur 7."
    adresse = reverse("personnalisation", args=[engagement.collectivite.siren])
    assert soupe.select_one(f'main a[href="{adresse}"]') is not None


def test_un_groupement_n_a_ni_thematique_ni_reponse(client: Client, petr: Collectivite) -> None:
    client.force_login(MembreFactory(administrateur=True, collectivite=petr).utilisateur)
    assert client.get(reverse("thematique", args=[petr.siren, "deplacer"])).status_code == 302
    adresse = reverse("repondre_question", args=[petr.siren, "velo"])
    assert client.post(adresse, {"valeur": "oui"}).status_code == 404


# -- queries -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("nombre", [1, 3])
@pytest.mark.parametrize(("thematique", "attendues"), [("", 21), ("deplacer", 22)])
def test_le_nombre_de_requetes_ne_depend_pas_des_reponses(
    connectee: Client,
    engagement: Engagement,
    django_assert_num_queries: Any,
    thematique: str,
    attendues: int,
    nombre: int,
) -> None:
    reponses = {"part": 0.4, "mode": "mode_a", "pistes": True}
    repondre_a(engagement, **dict(list(reponses.items())[:nombre]))
    page(connectee, engagement.collectivite, thematique)
    with django_assert_num_queries(attendues):
        page(connectee, engagement.collectivite, thematique)


@pytest.mark.parametrize("nombre", [1, 3])
def test_les_requetes_d_un_groupement_ne_dependent_pas_de_ses_membres(
    client: Client, django_assert_num_queries: Any, nombre: int
) -> None:
    charger_mini()
    membres = [CollectiviteFactory() for _ in range(nombre)]
    petr = CollectiviteFactory(petr=True, membres=membres)
    client.force_login(MembreFactory(coordinateur=True, collectivite=petr).utilisateur)
    with django_assert_num_queries(14):
        page(client, petr)


def test_une_question_de_proportion_montre_ses_paliers(client: Client) -> None:
    lignes = tuple(
        (*[*ligne, *[""] * 6][:6], "max(reponse(part), 0.5)") if ligne[0] == "1.1.1.2" else ligne for ligne in LIGNES
    )
    engagement = EngagementFactory(referentiel=charger_mini(lignes, version="2.0.0"))
    assert Question.objects.get(code="part").type_reponse == TypeQuestion.PROPORTION
    repondre_a(engagement, part=0.6)
    client.force_login(editrice(engagement))
    soupe = page(client, engagement.collectivite, "deplacer")
    lignes_lues = effets(soupe, "part")
    assert [label for _, label in lignes_lues] == ["Jusqu’à 50 %", "60 %", "75 %", "100 %"]
    assert lignes_lues["Petit référentiel", "60 %"] == ("−1,6", "0 0,0 %", "réduit 1.1.1.2 (4 → 2,4)")
    assert "Entre deux lignes, les points suivent la part." in propre(soupe.select_one("#effets-part"))
