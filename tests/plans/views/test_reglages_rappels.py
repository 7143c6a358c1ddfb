"""The days at which a collectivité is reminded of its fiches."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.plans.factories import LE, FicheFactory, partagee_avec, pilotee_par
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.comptes.actions.notifications import notifier, rediger_notifications
from cordee.comptes.models import Notification
from cordee.journal.models import Ecriture
from cordee.plans.actions.reglages_rappels import regler_rappels
from cordee.plans.actions.relances import relancer_pilotes
from cordee.plans.domain.champs import ValeurRefusee
from cordee.plans.domain.filtres import lire_filtres
from cordee.plans.domain.reglages_rappels import ecrire_jours, lire_jours
from cordee.plans.domain.retard import REPERES, Reperes
from cordee.plans.models import Fiche, ReglageRappels
from cordee.plans.queries.filtres import Regard, restrict_fiches
from cordee.plans.queries.visibilite import list_racines_for
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus
from cordee.territoires.models import Membre

pytestmark = pytest.mark.django_db
JOUR = date(2026, 6, 30)


@pytest.fixture
def helene() -> Membre:
    return MembreFactory(administrateur=True)  # type: ignore[no-any-return]


def regler(membre: Membre, avant: tuple[int, ...] = (14, 3), apres: tuple[int, ...] = (2,), silence: int = 90) -> None:
    regler_rappels(membre.collectivite, Reperes(avant, apres, silence), par=membre.utilisateur, le=LE)


def lire(reponse: Any) -> str:
    return reponse.content.decode().replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'")  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("texte", "jours"),
    [("30, 7, 1", (30, 7, 1)), ("1 et 7", (7, 1)), (" 3;3 / 15 ", (15, 3)), ("", ()), ("365", (365,))],
)
def test_les_jours_se_lisent_comme_on_les_ecrit(texte: str, jours: tuple[int, ...]) -> None:
    assert lire_jours(texte, "Avant") == jours
    assert lire_jours(ecrire_jours(jours), "Avant") == jours


@pytest.mark.parametrize("texte", ["0", "366", "-3", "demain", "7,5 jours", "1 2 3 4 5 6 7", "٣", "9" * 400])
def test_ce_qui_n_est_pas_un_nombre_de_jours_est_refuse(texte: str) -> None:
    with pytest.raises(ValeurRefusee, match="« Avant »"):
        lire_jours(texte, "Avant")


def test_la_page_dit_les_jours_de_tous_puis_ceux_choisis_et_y_revient(client: Client, helene: Membre) -> None:
    client.force_login(helene.utilisateur)
    adresse = reverse("reglage_rappels", args=[helene.collectivite.siren])
    page = lire(client.get(adresse))
    assert "jours prévus pour tous" in page
    assert 'value="30, 7 et 1"' in page
    reponse = client.post(adresse, {"avant": "14, 3", "apres": "2", "silence": "90"}, follow=True)
    assert "enregistrés" in lire(reponse)
    reglage = ReglageRappels.objects.get()
    assert (reglage.avant, reglage.apres, reglage.silence) == ([14, 3], [2], 90)
    assert "Réglés le" in lire(client.get(adresse))
    client.post(adresse, {"geste": "defaut"})
    assert not ReglageRappels.objects.exists()
    assert list(Ecriture.objects.values_list("verbe", flat=True)) == ["plans.regler_rappels"] * 2


def test_une_faute_se_dit_sous_son_champ(client: Client, helene: Membre) -> None:
    client.force_login(helene.utilisateur)
    adresse = reverse("reglage_rappels", args=[helene.collectivite.siren])
    reponse = client.post(adresse, {"avant": "bientôt", "apres": "1", "silence": "3"})
    assert reponse.status_code == 422
    page = lire(reponse)
    assert "bientôt n'est pas un nombre de jours" in page
    assert "30 au moins" in page
    assert 'value="bientôt"' in page
    assert not ReglageRappels.objects.exists()


def test_l_action_verifie_ce_que_la_page_n_a_pas_lu(helene: Membre) -> None:
    for fautif in (Reperes((0,), (), 90), Reperes((1,), (400,), 90), Reperes((), (), 5), Reperes((), (), 9999)):
        with pytest.raises(DonneeRefusee):
            regler_rappels(helene.collectivite, fautif, par=helene.utilisateur, le=LE)
    editrice = MembreFactory(editeur=True, collectivite=helene.collectivite).utilisateur
    with pytest.raises(Refus, match="Administration"):
        regler_rappels(helene.collectivite, REPERES, par=editrice, le=LE)
    regler(helene)
    regler(helene)
    assert Ecriture.objects.count() == 1, "les mêmes jours n'écrivent rien"


def test_les_pilotes_sont_prevenus_aux_jours_de_la_proprietaire(helene: Membre) -> None:
    regler(helene)
    ailleurs = CollectiviteFactory()
    pilote = MembreFactory(contributeur=True, collectivite=helene.collectivite).utilisateur
    MembreFactory(contributeur=True, collectivite=ailleurs, utilisateur=pilote)
    fin = date(2026, 12, 15)
    ici, la = (
        FicheFactory(collectivite=c, fin=fin, en_cours=True, modifie_le=datetime(2026, 11, 1, tzinfo=UTC))
        for c in (helene.collectivite, ailleurs)
    )
    for fiche in (ici, la):
        pilotee_par(fiche, pilote)
    for ecart in range(-40, 20):
        relancer_pilotes(le=datetime.combine(fin + timedelta(days=ecart), time(6), UTC))

    def jours_de(fiche: Fiche) -> list[int]:
        cles = Notification.objects.filter(objet_id=str(fiche.pk)).order_by("pk").values_list("cle", flat=True)
        return [(date.fromisoformat(cle.partition(":")[2]) - fin).days for cle in cles]

    assert jours_de(ici) == [-14, -3, 2]
    assert jours_de(la) == [-30, -7, -1, 1, 7]


def test_une_fiche_est_muette_selon_sa_proprietaire_ou_qu_on_la_lise(helene: Membre) -> None:
    regler(helene)
    partenaire = CollectiviteFactory()
    MembreFactory(utilisateur=helene.utilisateur, collectivite=partenaire, editeur=True)
    depuis = datetime(2026, 3, 1, tzinfo=UTC)
    sienne = FicheFactory(collectivite=helene.collectivite, en_cours=True, modifie_le=depuis)
    FicheFactory(collectivite=partenaire, en_cours=True, modifie_le=depuis)
    partagee_avec(sienne, partenaire)
    for lieu in (helene.collectivite, partenaire):
        visibles = list_racines_for(helene.utilisateur, lieu)
        muettes = restrict_fiches(visibles, lire_filtres({"suivi": ["sans_nouvelles"]}), Regard(lieu, JOUR))
        assert list(muettes) == [sienne]


def test_le_silence_se_dit_tant_qu_il_dure_au_seuil_d_aujourd_hui(helene: Membre) -> None:
    regler(helene)
    pilote = MembreFactory(contributeur=True, collectivite=helene.collectivite).utilisateur
    fiche = FicheFactory(
        collectivite=helene.collectivite, en_cours=True, modifie_le=datetime(2026, 4, 1, 9, tzinfo=UTC)
    )
    pilotee_par(fiche, pilote)
    le = datetime.combine(JOUR, time(6), UTC)
    assert relancer_pilotes(le=le) == 1
    (demande,) = Notification.objects.all()
    assert rediger_notifications([demande], le=le)[demande.pk] is not None
    regler(helene, silence=365)
    assert rediger_notifications([demande], le=le)[demande.pk] is None


def test_le_delai_avant_de_prevenir_est_celui_de_l_installation(helene: Membre, settings: Any) -> None:
    settings.CORDEE_DELAI_NOTIFICATIONS = 40
    fiche = FicheFactory()
    (demande,) = notifier([helene.utilisateur], "plans.rappel", fiche, par=None, le=LE)
    assert demande.envoyer_apres == LE + timedelta(minutes=40)
