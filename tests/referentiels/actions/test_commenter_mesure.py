"""Comments on a node: written, taken back, disputed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.referentiels.factories import (
    LE,
    LIGNES,
    EngagementFactory,
    VerrouFactory,
    charger_mini,
    contributrice,
    editrice,
    noeud,
    personne,
)

from cordee.journal.models import Ecriture
from cordee.referentiels.actions.commentaires import LONGUEUR_MAX, ConflitDeCommentaire, commenter_mesure
from cordee.referentiels.actions.jalons import figer_score
from cordee.referentiels.enums import Mode
from cordee.referentiels.models import Commentaire, Engagement, HistoriqueCommentaire
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def engagement() -> Engagement:
    return EngagementFactory()


def commenter(engagement: Engagement, texte: str, minutes: int = 0, *, par=None, numero="1.1.1", **options):
    par = par or engagement.ouvert_par
    return commenter_mesure(engagement, noeud(numero), texte, par=par, le=LE + minutes * MINUTE, **options)


def historique() -> list[tuple[str, str]]:
    return list(HistoriqueCommentaire.objects.order_by("modified_at", "id").values_list("precedent", "texte"))


class TestEcrire:
    @pytest.mark.parametrize("numero", ["1", "1.1.1", "1.1.1.1", "1.1.1.1.2"])
    def test_tout_noeud_se_commente(self, engagement: Engagement, numero: str) -> None:
        commenter(engagement, "Vu en conseil.", numero=numero)
        assert Commentaire.objects.get().mesure_id == noeud(numero)

    def test_le_texte_est_garde_avec_des_fins_de_ligne_simples(self, engagement: Engagement) -> None:
        commentaire = commenter(engagement, "  Une ligne\r\nune autre\0\r\n ")
        commentaire.refresh_from_db()
        assert commentaire.texte == "Une ligne\nune autre"
        assert (commentaire.modifie_par, commentaire.modified_at) == (engagement.ouvert_par, LE)

    def test_l_historique_et_le_journal_le_racontent(self, engagement: Engagement) -> None:
        commenter(engagement, "Premier")
        commenter(engagement, "Second", 90)
        assert historique() == [("", "Premier"), ("Premier", "Second")]
        dernier = HistoriqueCommentaire.objects.first()
        assert (dernier.precedent_par, dernier.precedent_le) == (engagement.ouvert_par, LE)
        ecritures = Ecriture.objects.filter(verbe="referentiels.commenter").order_by("le")
        assert [e.resume for e in ecritures] == ["A commenté 1.1.1 (Petit référentiel)"] * 2
        assert ecritures[1].details == {"mesure": noeud("1.1.1"), "avant": "Premier", "apres": "Second"}

    def test_un_texte_vide_retire_le_commentaire(self, engagement: Engagement) -> None:
        commenter(engagement, "À revoir")
        commenter(engagement, "  ", 90)
        assert Commentaire.objects.get().texte == ""
        assert historique()[-1] == ("À revoir", "")

    def test_redire_la_meme_chose_ne_change_rien(self, engagement: Engagement) -> None:
        commenter(engagement, "Pareil")
        commenter(engagement, "Pareil ", 90, par=editrice(engagement))
        assert Commentaire.objects.get().modified_at == LE
        assert len(historique()) == 1

    def test_ne_rien_dire_n_ecrit_rien(self, engagement: Engagement) -> None:
        commenter(engagement, "  ")
        assert not Commentaire.objects.exists()
        assert historique() == []


class TestFusion:
    def test_dans_l_heure_la_meme_personne_reecrit_sa_ligne(self, engagement: Engagement) -> None:
        commenter(engagement, "Un")
        commenter(engagement, "Deux", 59)
        assert historique() == [("", "Deux")]

    def test_un_collegue_ou_un_jalon_separent(self, engagement: Engagement) -> None:
        commenter(engagement, "Un")
        commenter(engagement, "Deux", 1, par=editrice(engagement))
        commenter(engagement, "Trois", 2)
        figer_score(engagement, "Bilan", par=engagement.ouvert_par, le=LE + 3 * MINUTE)
        commenter(engagement, "Quatre", 4)
        assert historique() == [("", "Un"), ("Un", "Deux"), ("Deux", "Trois"), ("Trois", "Quatre")]


class TestConflit:
    def test_un_texte_change_entre_temps_n_est_pas_ecrase(self, engagement: Engagement) -> None:
        collegue = editrice(engagement)
        commenter(engagement, "Lu par les deux")
        commenter(engagement, "Version de la collègue", 5, par=collegue, version_lue="Lu par les deux")
        with pytest.raises(ConflitDeCommentaire, match="choisissez la version à garder") as conflit:
            commenter(engagement, "Ma version", 6, version_lue="Lu par les deux")
        assert (conflit.value.actuel.texte, conflit.value.actuel.modifie_par) == ("Version de la collègue", collegue)
        assert conflit.value.propose == "Ma version"
        assert Commentaire.objects.get().texte == "Version de la collègue"
        assert len(historique()) == 2

    def test_un_premier_commentaire_simultane_est_un_conflit(self, engagement: Engagement) -> None:
        commenter(engagement, "Le premier", version_lue="")
        with pytest.raises(ConflitDeCommentaire):
            commenter(engagement, "L'autre premier", 1, version_lue="", par=editrice(engagement))

    def test_un_commentaire_retire_entre_temps_est_un_conflit(self, engagement: Engagement) -> None:
        with pytest.raises(ConflitDeCommentaire):
            commenter(engagement, "Ma version", version_lue="Ce que j'ai lu")
        assert not Commentaire.objects.exists()

    def test_ecrire_tous_deux_la_meme_chose_n_est_pas_un_conflit(self, engagement: Engagement) -> None:
        commenter(engagement, "Pareil", version_lue="")
        commenter(engagement, "Pareil", 1, version_lue="", par=editrice(engagement))
        assert len(historique()) == 1

    def test_sans_version_lue_le_dernier_l_emporte(self, engagement: Engagement) -> None:
        commenter(engagement, "Un")
        commenter(engagement, "Deux", 1, par=editrice(engagement))
        assert Commentaire.objects.get().texte == "Deux"

    def test_les_fins_de_ligne_du_navigateur_ne_font_pas_un_conflit(self, engagement: Engagement) -> None:
        commenter(engagement, "a\nb")
        commenter(engagement, "a\nb\nc", 1, version_lue="a\r\nb")
        assert Commentaire.objects.get().texte == "a\nb\nc"


class TestRefus:
    def test_une_contributrice_commente(self, engagement: Engagement) -> None:
        assert commenter(engagement, "Vu.", par=contributrice(engagement)).texte == "Vu."

    @pytest.mark.parametrize("role", [None, "lecture"])
    def test_il_faut_contribuer_pour_commenter(self, engagement: Engagement, role) -> None:
        with pytest.raises(Refus):
            commenter(engagement, "Vu.", par=personne(engagement, role))
        assert not Commentaire.objects.exists()

    @pytest.mark.parametrize("mode", [Mode.CONSULTATION, Mode.ARCHIVE])
    def test_un_referentiel_ferme_ne_se_commente_plus(self, mode: Mode) -> None:
        with pytest.raises(Refus):
            commenter(EngagementFactory(mode=mode), "Vu.")

    def test_un_verrou_laisse_commenter(self, engagement: Engagement) -> None:
        VerrouFactory(engagement=engagement)
        assert commenter(engagement, "Pendant l'audit.").texte

    @pytest.mark.parametrize("code", ["te-test_9.9", "cae_1.1", "", "te-test_1.1.1' --"])
    def test_un_noeud_inconnu_est_refuse(self, engagement: Engagement, code: str) -> None:
        with pytest.raises(DonneeRefusee, match="n'existe pas dans le référentiel Petit référentiel"):
            commenter_mesure(engagement, code, "Vu.", par=engagement.ouvert_par, le=LE)

    def test_un_noeud_retire_du_referentiel_ne_se_commente_plus(self, engagement: Engagement) -> None:
        charger_mini([ligne for ligne in LIGNES if ligne[0] != "2.1.1.1"], version="1.1.0")
        with pytest.raises(DonneeRefusee, match="n'existe pas"):
            commenter(engagement, "Vu.", numero="2.1.1.1")

    def test_un_texte_demesure_est_refuse(self, engagement: Engagement) -> None:
        commenter(engagement, "x" * LONGUEUR_MAX)
        with pytest.raises(DonneeRefusee, match=r"20\s000 caractères"):
            commenter(engagement, "x" * (LONGUEUR_MAX + 1))
