"""docs/calculs/plans.md, « Complétude »: the counts of a plan and the lists that they open are those of the domain."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.indicateurs.factories import IndicateurFactory
from tests.plans.factories import AUJOURDHUI, LE, FicheFactory, personne_nommee
from tests.territoires.factories import CollectiviteFactory

from cordee.plans.domain.completude import ChampAttendu, FicheRenseignee, compute_completude
from cordee.plans.domain.filtres import lire_filtres
from cordee.plans.domain.listes import RolePersonne, StatutFiche, TypeBudget
from cordee.plans.models import Fiche, FicheIndicateur, FichePersonne, LigneBudget, Note, ObjectifChiffre
from cordee.plans.queries.filtres import restrict_fiches
from cordee.plans.queries.regard import Regard
from cordee.plans.queries.resume import Resume, resumer
from cordee.plans.queries.tete import count_a_completer
from cordee.plans.queries.visibilite import annotate_racine

pytestmark = pytest.mark.django_db
traits = st.fixed_dictionaries(
    {
        "titre": st.sampled_from(["", "Rénover"]), "description": st.sampled_from(["", "Texte"]),
        "contexte": st.sampled_from(["", "Enjeu"]), "objectifs": st.sampled_from(["", "Réduire"]),
        "statut": st.sampled_from(["", *(s.value for s in StatutFiche)]),
        "cree_le": st.sampled_from([-1, 0, 1]).map(
            lambda ecart: datetime(2025, 3, 10, 12, tzinfo=UTC) + timedelta(days=ecart)
        ),
    }
)  # fmt: skip
relations = st.fixed_dictionaries(
    {
        "pilote": st.booleans(), "chiffre": st.booleans(), "indicateurs": st.booleans(),
        "budget": st.sampled_from([None, "vide", "prevu", "reel"]),
        "note": st.sampled_from([None, date(2025, 3, 9), date(2025, 3, 10), AUJOURDHUI]),
    }
)  # fmt: skip


def ecrire(collectivite, colonnes, autour) -> FicheRenseignee:
    fiche = Fiche.objects.create(collectivite=collectivite, modifie_le=LE, **colonnes)
    if autour["pilote"]:
        FichePersonne.objects.create(
            fiche=fiche, personne=personne_nommee(collectivite, "Zoé Barral"), role=RolePersonne.PILOTE
        )
    if autour["chiffre"]:
        ObjectifChiffre.objects.create(fiche=fiche, libelle="Écoles")
    if autour["indicateurs"]:
        FicheIndicateur.objects.create(fiche=fiche, indicateur=IndicateurFactory(collectivite=collectivite))
    if autour["budget"]:
        montants = {} if autour["budget"] == "vide" else {autour["budget"]: Decimal(0)}
        LigneBudget.objects.create(fiche=fiche, type=TypeBudget.INVESTISSEMENT, **montants)
    if autour["note"]:
        Note.objects.create(fiche=fiche, date=autour["note"], texte="Vu.", cree_le=LE, modifie_le=LE)
    return FicheRenseignee(
        fiche.pk, bool(fiche.titre), bool(fiche.description), bool(fiche.contexte), fiche.statut or None,
        autour["pilote"], bool(fiche.objectifs or autour["chiffre"]), autour["indicateurs"],
        autour["budget"] in {"prevu", "reel"}, colonnes["cree_le"].date(), autour["note"],
    )  # fmt: skip


def lire(**lesquelles) -> Resume:
    return resumer(annotate_racine(Fiche.objects.filter(**lesquelles)), AUJOURDHUI)


def list_du_filtre(collectivite, champ: ChampAttendu) -> set[int]:
    filtrees = restrict_fiches(
        Fiche.objects.filter(collectivite=collectivite),
        lire_filtres({"completer": [champ.value]}),
        Regard(collectivite, AUJOURDHUI),
    )
    return set(filtrees.values_list("pk", flat=True))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(voulues=st.lists(st.tuples(traits, relations), min_size=1, max_size=5))
def test_la_base_et_le_domaine_disent_la_meme_completude(db, voulues) -> None:
    collectivite = CollectiviteFactory()
    dites = [ecrire(collectivite, colonnes, autour) for colonnes, autour in voulues]
    suivies = [dite for dite in dites if dite.statut != StatutFiche.ABANDONNE]
    completudes = {dite.id: compute_completude(dite, AUJOURDHUI) for dite in suivies}
    lignes = {ligne.champ: ligne for ligne in count_a_completer(lire(collectivite=collectivite), AUJOURDHUI).champs}
    for champ in ChampAttendu:
        manquent = {pk for pk, dite in completudes.items() if champ in dite.manquants}
        remplies = sum(champ in dite.remplis for dite in completudes.values())
        assert list_du_filtre(collectivite, champ) == manquent, champ
        assert (lignes[champ].a_completer, lignes[champ].remplies) == (len(manquent), remplies), champ


def test_les_deux_questions_se_posent_en_une_requete(django_assert_num_queries) -> None:
    resume = lire(pk=FicheFactory().pk)
    with django_assert_num_queries(1):
        lignes = count_a_completer(resume, AUJOURDHUI).champs
    assert [(ligne.champ, ligne.concernees) for ligne in lignes] == [
        (champ, int(champ is not ChampAttendu.SUIVI)) for champ in ChampAttendu
    ]
