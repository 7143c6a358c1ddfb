"""Who is told what about fiches, and in which words."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from tests.plans.factories import LE, FicheFactory, PlanFactory, partagee_avec, personne_nommee, pilotee_par, placer
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.comptes.actions.envoi import envoyer_notifications
from cordee.comptes.actions.notifications import rediger_notifications
from cordee.comptes.enums import Frequence
from cordee.comptes.models import Notification, ReglageNotification, Utilisateur
from cordee.plans.actions import prevenir
from cordee.plans.actions.commentaires import commenter_fiche, commenter_plan
from cordee.plans.actions.composition import definir_personnes
from cordee.plans.actions.fiches import modifier_fiche
from cordee.plans.actions.partage import partager_fiche
from cordee.plans.actions.relances import relancer_pilotes
from cordee.plans.actions.suivi import lever_blocage, poser_blocage
from cordee.plans.models import Fiche, Plan, PlanPersonne
from cordee.plans.queries.relances import RONDE, derniere_ronde
from cordee.plans.tasks.notifications import relancer
from cordee.socle.models import Ronde
from cordee.territoires.models import Membre
from cordee.territoires.queries import oublier_roles

pytestmark = pytest.mark.django_db


@pytest.fixture
def fiche() -> Fiche:
    fiche = FicheFactory(code="2.1", titre="Suivre l'énergie", fin=date(2026, 6, 30), en_cours=True)
    placer(fiche, PlanFactory(collectivite=fiche.collectivite, nom="Plan climat"))
    return fiche


@pytest.fixture
def lise(fiche: Fiche) -> Utilisateur:
    return MembreFactory(editeur=True, collectivite=fiche.collectivite).utilisateur


@pytest.fixture
def ines(fiche: Fiche) -> Utilisateur:
    membre = MembreFactory(
        contributeur=True, collectivite=fiche.collectivite, utilisateur__prenom="Inès", utilisateur__nom="Allemand"
    )
    return membre.utilisateur


def dites(qui: Utilisateur, le: datetime = LE) -> list[tuple[str, str, str, str] | None]:
    """Words at that instant of what waits for a person: title, detail, place, page."""
    notifications = list(Notification.objects.filter(destinataire=qui).exclude(etat="annulee").order_by("pk"))
    mots = rediger_notifications(notifications, le=le)
    return [
        None
        if (m := mots[n.pk]) is None
        else (m.titre.replace("\u00a0", " "), m.detail.replace("\u00a0", " "), m.lieu, m.lien)  # type: ignore[union-attr]
        for n in notifications
    ]


def titres(qui: Utilisateur, le: datetime = LE) -> list[str | None]:
    return [None if dite is None else dite[0] for dite in dites(qui, le)]


def test_une_fiche_confiee_se_dit_avec_son_plan_et_son_echeance(
    fiche: Fiche, lise: Utilisateur, ines: Utilisateur
) -> None:
    definir_personnes(fiche, "pilote", [ines], par=lise, le=LE)
    ((titre, detail, lieu, lien),) = dites(ines)  # type: ignore[misc]
    assert titre == "« 2.1 Suivre l'énergie » vous est confiée"
    assert (detail, lieu) == ("Échéance : 30 juin 2026.", "Plan climat")
    assert lien == f"/t/{fiche.collectivite.siren}/plans/fiches/{fiche.pk}/"
    notification = Notification.objects.get(destinataire=ines)
    assert notification.envoyer_apres == LE + timedelta(minutes=15)


def test_qui_n_est_plus_pilote_avant_l_envoi_n_apprend_rien(fiche: Fiche, lise: Utilisateur, ines: Utilisateur) -> None:
    definir_personnes(fiche, "pilote", [ines], par=lise, le=LE)
    definir_personnes(fiche, "pilote", [], par=lise, le=LE)
    assert titres(ines) == []


class TestRegrouper:
    """What the same person is given within the delay leaves in one message, an hour at most after the first."""

    def confier(self, fiche: Fiche, ines: Utilisateur, lise: Utilisateur, *minutes: int) -> None:
        for rang, minute in enumerate(minutes):
            une = FicheFactory(titre=f"Fiche {rang}", collectivite=fiche.collectivite)
            definir_personnes(une, "pilote", [ines], par=lise, le=LE + timedelta(minutes=minute))

    def departs(self, jusqu_a: int) -> list[tuple[int, int]]:
        """Minute and number of sentences of each message that leaves."""
        partis = []
        for minute in range(jusqu_a + 1):
            if envoyer_notifications(le=LE + timedelta(minutes=minute)):
                partis.append((minute, str(mail.outbox[-1].body).count("vous est confiée")))
        return partis

    @pytest.mark.parametrize(
        ("minutes", "attendus"),
        [
            ([0], [(15, 1)]),
            ([0, 7, 14], [(29, 3)]),
            ([0, 16], [(15, 1), (31, 1)]),
            ([0, 10, 20, 30, 40, 50, 59], [(60, 7)]),
            ([0, 14, 28, 42, 56, 61], [(60, 5), (76, 1)]),
        ],
    )
    def test_l_attente_repart_a_chaque_fiche_confiee(
        self, fiche: Fiche, lise: Utilisateur, ines: Utilisateur, minutes: list[int], attendus: list[tuple[int, int]]
    ) -> None:
        self.confier(fiche, ines, lise, *minutes)
        assert self.departs(90) == attendus

    def test_une_etape_et_une_fiche_partent_ensemble(self, fiche: Fiche, lise: Utilisateur, ines: Utilisateur) -> None:
        definir_personnes(FicheFactory(parent=fiche), "pilote", [ines], par=lise, le=LE)
        definir_personnes(fiche, "pilote", [ines], par=lise, le=LE + timedelta(minutes=10))
        assert self.departs(30) == [(25, 2)]

    def test_qui_recoit_une_fois_par_jour_ne_manque_pas_son_heure(
        self, fiche: Fiche, lise: Utilisateur, ines: Utilisateur
    ) -> None:
        ReglageNotification.objects.create(utilisateur=ines, frequence=Frequence.QUOTIDIEN)
        self.confier(fiche, ines, lise, 0, 10)
        assert [n.envoyer_apres - LE for n in Notification.objects.order_by("pk")] == [
            timedelta(minutes=15),
            timedelta(minutes=25),
        ]


def test_un_pilote_retire_par_n_importe_quelle_porte_n_apprend_rien(
    fiche: Fiche, lise: Utilisateur, ines: Utilisateur
) -> None:
    definir_personnes(fiche, "pilote", [ines], par=lise, le=LE)
    fiche.personnes.all().delete()
    assert titres(ines) == [None]


def test_se_nommer_soi_meme_ou_nommer_un_elu_ne_dit_rien(fiche: Fiche, lise: Utilisateur, ines: Utilisateur) -> None:
    definir_personnes(fiche, "pilote", [lise], par=lise, le=LE)
    definir_personnes(fiche, "elu_referent", [ines], par=lise, le=LE)
    assert not Notification.objects.exists()


def test_une_sous_fiche_dit_sa_fiche(fiche: Fiche, lise: Utilisateur, ines: Utilisateur) -> None:
    sous = FicheFactory(parent=fiche, titre="Équiper")
    definir_personnes(sous, "pilote", [ines], par=lise, le=LE)
    assert Notification.objects.get().genre == prevenir.SOUS_FICHE_CONFIEE
    assert titres(ines) == ["« Équiper » (de « 2.1 Suivre l'énergie ») vous est confiée"]


def test_rien_n_est_dit_a_qui_a_perdu_le_droit(fiche: Fiche, lise: Utilisateur, ines: Utilisateur) -> None:
    definir_personnes(fiche, "pilote", [ines], par=lise, le=LE)
    Membre.objects.filter(utilisateur=ines).delete()
    oublier_roles(ines)
    assert titres(ines) == [None]


def test_rien_n_est_dit_d_une_fiche_supprimee(fiche: Fiche, lise: Utilisateur, ines: Utilisateur) -> None:
    definir_personnes(fiche, "pilote", [ines], par=lise, le=LE)
    Fiche.objects.filter(pk=fiche.pk).update(supprimee_le=LE)
    assert titres(ines) == [None]


def test_un_commentaire_previent_les_cites_et_les_pilotes(fiche: Fiche, lise: Utilisateur, ines: Utilisateur) -> None:
    hugo = MembreFactory(contributeur=True, collectivite=fiche.collectivite).utilisateur
    pilotee_par(fiche, hugo)
    premier = commenter_fiche(fiche, "@Inès Allemand, où en est le marché ?", par=lise, le=LE)
    assert titres(ines) == [f"{lise.nom_complet} vous cite sur « 2.1 Suivre l'énergie »"]
    assert titres(hugo) == [f"{lise.nom_complet} commente « 2.1 Suivre l'énergie »"]
    commenter_fiche(fiche, "x" * 300, parent=premier, par=ines, le=LE)
    (dite,) = dites(lise)
    assert dite is not None
    assert dite[0] == "Inès Allemand répond sur « 2.1 Suivre l'énergie »"
    assert len(dite[1]) == 160


def test_un_blocage_se_dit_aux_pilotes_puis_sa_levee(fiche: Fiche, lise: Utilisateur, ines: Utilisateur) -> None:
    pilotee_par(fiche, ines)
    autre = FicheFactory(collectivite=fiche.collectivite)
    hugo = MembreFactory(contributeur=True, collectivite=fiche.collectivite).utilisateur
    pilotee_par(autre, hugo)
    blocage = poser_blocage(fiche, "Avis attendu.", fiche_bloquante=autre, attendu_le=date(2026, 4, 2), par=lise, le=LE)
    (dite,) = dites(ines)
    assert dite is not None
    assert dite[:2] == ("« 2.1 Suivre l'énergie » est bloquée", "Avis attendu. Levée attendue le 2 avril 2026.")
    assert len(titres(hugo)) == 1
    lever_blocage(blocage, par=lise, le=LE)
    assert titres(ines) == ["« 2.1 Suivre l'énergie » peut reprendre"]
    assert titres(hugo) == []


@pytest.mark.parametrize("statut", ["realise", "abandonne", "bloque"])
def test_une_fiche_finie_ou_bloquee_depuis_ne_reprend_pas(
    fiche: Fiche, lise: Utilisateur, ines: Utilisateur, statut: str
) -> None:
    pilotee_par(fiche, ines)
    poser_blocage(fiche, "Avis attendu.", par=lise, le=LE)
    modifier_fiche(fiche, {"statut": "en_cours"}, par=lise, le=LE)
    assert titres(ines) == ["« 2.1 Suivre l'énergie » peut reprendre"]
    modifier_fiche(fiche, {"statut": statut}, par=lise, le=LE)
    assert "peut reprendre" not in str(titres(ines))


def test_un_partage_se_dit_a_ceux_qui_editent_la_bas(fiche: Fiche, lise: Utilisateur) -> None:
    petr = CollectiviteFactory(petr=True, membres=[fiche.collectivite])
    editrice = MembreFactory(editeur=True, collectivite=petr).utilisateur
    lectrice = MembreFactory(lecteur=True, collectivite=petr).utilisateur
    partager_fiche(fiche, petr, par=lise, le=LE)
    (dite,) = dites(editrice)
    assert dite is not None
    assert dite[0].startswith(f"{fiche.collectivite.nom} partage « 2.1 Suivre l'énergie » avec {petr.nom}")
    assert dite[3] == f"/t/{petr.siren}/plans/fiches/{fiche.pk}/"
    assert titres(lectrice) == []


# -- reminders -------------------------------------------------------------------------------------------------------
def a_midi(jour: date) -> datetime:
    return datetime.combine(jour, LE.timetz())


@pytest.mark.parametrize(
    ("jour", "attendue"),
    [
        (date(2026, 5, 31), "« 2.1 Suivre l'énergie » arrive à échéance dans 30 jours"),
        (date(2026, 6, 29), "« 2.1 Suivre l'énergie » arrive à échéance demain"),
        (date(2026, 7, 1), "« 2.1 Suivre l'énergie » est en retard de 1 jour"),
        (date(2026, 7, 7), "« 2.1 Suivre l'énergie » est en retard de 7 jours"),
        (date(2026, 9, 6), "« 2.1 Suivre l'énergie » est sans nouvelles depuis le 10 mars 2026"),
    ],
)
def test_la_ronde_relance_le_jour_dit_et_une_seule_fois(
    fiche: Fiche, ines: Utilisateur, jour: date, attendue: str
) -> None:
    pilotee_par(fiche, ines)
    le = a_midi(jour)
    assert relancer_pilotes(le=le) == 1
    assert titres(ines, le) == [attendue]
    relancer_pilotes(le=le + timedelta(hours=2))
    assert len(titres(ines)) == 1


def test_un_jour_sans_reperes_ne_relance_personne(fiche: Fiche, ines: Utilisateur) -> None:
    pilotee_par(fiche, ines)
    assert relancer_pilotes(le=a_midi(date(2026, 6, 10))) == 0


def test_ce_qui_a_change_depuis_ne_se_dit_plus(fiche: Fiche, lise: Utilisateur, ines: Utilisateur) -> None:
    pilotee_par(fiche, ines)
    relancer_pilotes(le=a_midi(date(2026, 6, 29)))
    modifier_fiche(fiche, {"fin": date(2026, 7, 8)}, par=lise, le=LE)
    assert titres(ines, a_midi(date(2026, 6, 29))) == [None]
    modifier_fiche(fiche, {"fin": date(2026, 6, 30)}, par=lise, le=LE)
    relancer_pilotes(le=a_midi(date(2026, 7, 1)))
    relancer_pilotes(le=(le := a_midi(date(2026, 9, 6))))
    assert sum(titre is not None for titre in titres(ines, le)) == 2
    modifier_fiche(fiche, {"description": "Relancé."}, par=lise, le=le)
    assert [titre for titre in titres(ines, le) if titre] == ["« 2.1 Suivre l'énergie » est en retard de 68 jours"]
    Fiche.objects.filter(pk=fiche.pk).update(statut="realise")
    assert set(titres(ines, le)) == {None}


def test_un_rappel_ne_se_dit_plus_a_qui_n_est_plus_pilote(fiche: Fiche, lise: Utilisateur, ines: Utilisateur) -> None:
    pilotee_par(fiche, ines)
    relancer_pilotes(le=(le := a_midi(date(2026, 7, 1))))
    definir_personnes(fiche, "pilote", [lise], par=lise, le=le)
    assert titres(ines, le) == [None]


def test_une_etape_ne_se_rappelle_plus_quand_sa_fiche_est_finie(fiche: Fiche, ines: Utilisateur) -> None:
    sous = FicheFactory(parent=FicheFactory(parent=fiche), titre="Équiper", fin=date(2026, 6, 30), en_cours=True)
    pilotee_par(sous, ines)
    relancer_pilotes(le=(le := a_midi(date(2026, 7, 1))))
    assert titres(ines, le) == ["« Équiper » (de « " + sous.parent.titre + " ») est en retard de 1 jour"]
    Fiche.objects.filter(pk=fiche.pk).update(statut="realise")
    assert titres(ines, le) == [None]


PARIS = ZoneInfo("Europe/Paris")


class TestUneFoisParSemaine:
    """docs/calculs/plans.md, « Ce que dit un rappel »: end on 15 December, messages of Mondays."""

    @pytest.fixture(autouse=True)
    def chaque_lundi(self, fiche: Fiche, ines: Utilisateur) -> None:
        Fiche.objects.filter(pk=fiche.pk).update(fin=date(2026, 12, 15), modifie_le=datetime(2026, 11, 1, tzinfo=UTC))
        pilotee_par(fiche, ines)
        ReglageNotification.objects.create(utilisateur=ines, frequence=Frequence.HEBDOMADAIRE)

    def vivre(self, debut: date, fin: date) -> list[str]:
        """Each day its round at 4, then its messages at 7; the sentences that left, one message a line."""
        jour = debut
        while jour <= fin:
            relancer_pilotes(le=datetime.combine(jour, time(4), PARIS))
            envoyer_notifications(le=datetime.combine(jour, time(7), PARIS))
            jour += timedelta(days=1)
        corps = [str(courriel.body).replace("\u00a0", " ") for courriel in mail.outbox]
        return [" / ".join(ligne[2:] for ligne in c.splitlines() if ligne.startswith("- ")) for c in corps]

    def test_chaque_message_dit_une_chose_de_la_fiche_en_date_du_jour(self) -> None:
        assert self.vivre(date(2026, 11, 10), date(2026, 12, 31)) == [
            "« 2.1 Suivre l’énergie » arrive à échéance dans 29 jours",
            "« 2.1 Suivre l’énergie » arrive à échéance demain",
            "« 2.1 Suivre l’énergie » est en retard de 6 jours",
            "« 2.1 Suivre l’énergie » est en retard de 13 jours",
        ]

    def test_ce_qui_est_fini_avant_le_lundi_ne_part_pas(self, fiche: Fiche) -> None:
        self.vivre(date(2026, 12, 16), date(2026, 12, 18))
        Fiche.objects.filter(pk=fiche.pk).update(statut="realise")
        assert self.vivre(date(2026, 12, 19), date(2026, 12, 31)) == []
        assert set(Notification.objects.values_list("etat", flat=True)) == {"annulee"}


def test_ni_une_fiche_finie_ni_une_etape_d_une_fiche_finie_ne_relance(fiche: Fiche, ines: Utilisateur) -> None:
    Fiche.objects.filter(pk=fiche.pk).update(statut="realise")
    sous = FicheFactory(parent=fiche, fin=date(2026, 6, 30), en_cours=True)
    for une in (fiche, sous):
        pilotee_par(une, ines)
    assert relancer_pilotes(le=a_midi(date(2026, 7, 1))) == 0


def test_la_ronde_rattrape_deux_semaines_au_plus(fiche: Fiche, ines: Utilisateur) -> None:
    pilotee_par(fiche, ines)
    assert derniere_ronde() is None
    Ronde.objects.create(code=RONDE, reussie_le=a_midi(date(2026, 5, 1)))
    assert derniere_ronde() == date(2026, 5, 1)
    relancer(a_midi(date(2026, 7, 3)))
    assert titres(ines, a_midi(date(2026, 7, 3))) == ["« 2.1 Suivre l'énergie » est en retard de 3 jours"]
    Notification.objects.all().delete()
    relancer_pilotes(le=a_midi(date(2026, 8, 20)), depuis=date(2026, 5, 1))
    assert titres(ines) == []


def test_une_fiche_partagee_se_dit_depuis_chez_soi(fiche: Fiche, lise: Utilisateur) -> None:
    voisine = CollectiviteFactory()
    la_bas = MembreFactory(contributeur=True, collectivite=voisine).utilisateur
    partagee_avec(fiche, voisine)
    pilotee_par(fiche, la_bas)
    relancer_pilotes(le=a_midi(date(2026, 7, 1)))
    (dite,) = dites(la_bas, a_midi(date(2026, 7, 1)))
    assert dite is not None
    assert dite[2:] == (voisine.nom, f"/t/{voisine.siren}/plans/fiches/{fiche.pk}/")


def test_un_commentaire_du_plan_previent_les_cites_et_ses_pilotes(
    fiche: Fiche, lise: Utilisateur, ines: Utilisateur
) -> None:
    plan = PlanFactory(collectivite=fiche.collectivite, nom="Plan climat")
    hugo = MembreFactory(lecteur=True, collectivite=fiche.collectivite).utilisateur
    PlanPersonne.objects.create(plan=plan, personne=personne_nommee(plan.collectivite, hugo), role="pilote")
    commenter_fiche(fiche, "@Inès Allemand, vu ?", par=lise, le=LE)
    premier = commenter_plan(plan, "@Inès Allemand, qui prépare la revue ?", par=lise, le=LE)
    assert set(titres(ines)) == {
        f"{lise.nom_complet} vous cite sur « 2.1 Suivre l'énergie »",
        f"{lise.nom_complet} vous cite sur le plan « Plan climat »",
    }
    assert titres(hugo) == [f"{lise.nom_complet} commente le plan « Plan climat »"]
    commenter_plan(plan, "Moi.", parent=premier, par=ines, le=LE)
    assert titres(lise) == ["Inès Allemand répond sur le plan « Plan climat »"]


def test_rien_n_est_dit_d_un_plan_que_l_on_ne_voit_plus(fiche: Fiche, lise: Utilisateur) -> None:
    plan = PlanFactory(collectivite=fiche.collectivite)
    lue = MembreFactory(
        lecteur=True, collectivite=fiche.collectivite, utilisateur__prenom="Léa", utilisateur__nom="Roux"
    ).utilisateur
    commentaire = commenter_plan(plan, "@Léa Roux", par=lise, le=LE)
    Plan.objects.filter(pk=plan.pk).update(confidentiel=True)
    assert titres(lue) == [None]
    Plan.objects.filter(pk=plan.pk).update(confidentiel=False)
    commentaire.delete()
    assert titres(lue) == [None]
