"""Hypothesis strategies: any plan that the domain allows."""

from __future__ import annotations

import calendar
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from cordee.plans.domain.avancement import Ponderation
from cordee.plans.domain.colonnes import poser_chemins
from cordee.plans.domain.fiche import (
    ActeurCite,
    AxeComplet,
    BlocageCite,
    CommentaireCite,
    DateConnue,
    DocumentCite,
    EvaluationCitee,
    FicheComplete,
    FinancementCite,
    Impact,
    IndicateurCite,
    LienCite,
    LigneBudget,
    NoteCitee,
    ObjectifChiffre,
    PersonneCitee,
    PlanComplet,
    ReferenceCitee,
)
from cordee.plans.domain.leviers import NOMS_LEVIERS
from cordee.plans.domain.listes import (
    LISTES,
    Appreciation,
    BaseMontant,
    CoutEfficacite,
    DomaineImpact,
    Faisabilite,
    Frequence,
    Genre,
    Incertitude,
    LanguePlan,
    Maturite,
    NatureIndicateur,
    Participation,
    PeriodeEvaluation,
    Precision,
    Priorite,
    RoleActeur,
    RolePersonne,
    RythmeCout,
    SensImpact,
    StatutFiche,
    StatutFinancement,
    StatutPlan,
    TempsMiseEnOeuvre,
    TypeBudget,
    TypeLien,
    TypePlan,
    TypeReference,
    UniteBudget,
)
from cordee.plans.domain.thematiques import NOMS_SOUS_THEMATIQUES, THEMATIQUES

PIEGES = st.sampled_from(
    ["=1+1", "-5", "+33 4", "@moi", "2020", "03/2026", "« A ; B »", 'dit "non"', "a » b « c", "x ; y", "l1\nl2", "Oui",
     "Réseau (a@b.fr) <c@d.fr>", "|[suite 1]", "_x0041_", "TRUE", "#N/A", "1er\u00a0axe", "…\u202f!"]
)  # fmt: skip
_signes = st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co"), exclude_characters="\u2028\u2029\ufffe\uffff")
textes = st.one_of(PIEGES, st.text(_signes, max_size=24).map(str.strip))
noms = textes.filter(bool)
emails = st.sampled_from(["", "ines@exemple.fr", "a.b@collectivite.example"])
annees = st.one_of(st.none(), st.integers(2000, 2060))
montants = st.one_of(st.none(), st.decimals(-(10**12), 10**12, places=2, allow_nan=False, allow_infinity=False))
valeurs = st.one_of(montants, st.decimals(-(10**5), 10**5, places=6))
jours = st.dates(date(1890, 1, 1), date(2090, 1, 1))
moments = st.builds(
    datetime.combine,
    st.dates(date(1901, 1, 1), date(2090, 1, 1)),
    st.times().map(lambda heure: heure.replace(microsecond=0)),
)
flottants = st.floats(-1e9, 1e9, allow_nan=False).map(lambda x: x + 0.0)
series = st.dictionaries(st.integers(2000, 2060), flottants, max_size=3).map(lambda d: tuple(sorted(d.items())))


def _a_defaut(strategie: Any) -> Any:
    return st.one_of(st.none(), strategie)


def _tuples(strategie: Any, taille: int = 2) -> Any:
    return st.lists(strategie, max_size=taille).map(tuple)


@st.composite
def dates_connues(tirer: Any, fin: bool) -> DateConnue:
    """A date at the first or last day of what is known of it."""
    jour = tirer(st.dates(date(1950, 1, 1), date(2090, 1, 1)))
    precision = tirer(st.sampled_from(list(Precision)))
    if precision is Precision.ANNEE:
        jour = jour.replace(month=12, day=31) if fin else jour.replace(month=1, day=1)
    if precision is Precision.MOIS:
        jour = jour.replace(day=calendar.monthrange(jour.year, jour.month)[1] if fin else 1)
    return DateConnue(jour, precision)


def _codes(genre: Genre) -> list[str]:
    if genre in LISTES:
        return [str(membre.value) for membre in LISTES[genre]]
    noms = {
        Genre.THEMATIQUE: THEMATIQUES, Genre.SOUS_THEMATIQUE: NOMS_SOUS_THEMATIQUES, Genre.LEVIER: NOMS_LEVIERS,
    }  # fmt: skip
    return list(noms[genre])


classements = st.fixed_dictionaries(
    {},
    optional={
        genre: st.lists(st.sampled_from(_codes(genre)), min_size=1, max_size=3, unique=True).map(tuple)
        for genre in Genre
    },
)
objectifs = st.builds(ObjectifChiffre, noms, valeurs, textes, annees)
impacts = st.builds(
    Impact, st.sampled_from(list(DomaineImpact)), _a_defaut(st.integers(0, 3)), valeurs, textes, annees, textes,
    _a_defaut(st.sampled_from(list(SensImpact))), textes, _a_defaut(st.sampled_from(list(Incertitude))),
)  # fmt: skip
budgets = st.builds(
    LigneBudget, st.sampled_from(list(TypeBudget)), st.sampled_from(list(UniteBudget)), annees, montants, montants,
    montants, _a_defaut(st.booleans()),
)  # fmt: skip
financements = st.builds(
    FinancementCite, noms, textes, montants, st.sampled_from(list(BaseMontant)),
    _a_defaut(st.decimals(0, 1, places=4)), st.sampled_from(list(StatutFinancement)), annees,
    _a_defaut(jours), _a_defaut(jours), _a_defaut(jours),
    st.sampled_from(["", "https://aides-territoires.beta.gouv.fr/aides/4f4e-renover-les-ecoles/"]),
)  # fmt: skip
indicateurs = st.builds(
    IndicateurCite, noms, textes, textes, st.sampled_from(list(NatureIndicateur)), valeurs, annees,
    _a_defaut(st.sampled_from(list(Frequence))), textes, textes, _a_defaut(st.booleans()), series, series,
)  # fmt: skip
references = st.builds(ReferenceCitee, st.sampled_from(list(TypeReference)), textes, textes, textes)
evaluations = st.builds(
    EvaluationCitee, st.sampled_from(list(PeriodeEvaluation)), _a_defaut(jours),
    _a_defaut(st.sampled_from(list(Appreciation))), textes, textes,
)  # fmt: skip
notes = st.builds(NoteCitee, jours, noms, textes)
commentaires = st.builds(
    CommentaireCite, st.integers(1, 400), noms, moments, textes, _a_defaut(st.integers(1, 400)), _a_defaut(moments),
    _a_defaut(moments),
)  # fmt: skip
blocages = st.builds(
    BlocageCite, textes, moments, textes, textes, textes, textes, _a_defaut(jours), _a_defaut(moments), textes
)
liens = st.builds(LienCite, noms, textes, st.sampled_from(list(TypeLien)), st.booleans(), st.integers(-400, 400))
documents = st.builds(DocumentCite, noms, textes)
pieces = st.builds(
    DocumentCite, noms.filter(lambda nom: "http" not in nom), st.sampled_from(["", "https://exemple.fr/a?b=1;c"])
)
personnes = _tuples(st.builds(PersonneCitee, noms, st.sampled_from(list(RolePersonne)), emails), 3).map(
    lambda ps: tuple(sorted(ps, key=lambda p: list(RolePersonne).index(p.role)))
)
ORDRE_ROLES = [
    RoleActeur.INSTANCE, RoleActeur.MAITRE_OUVRAGE, RoleActeur.CO_MAITRE_OUVRAGE, RoleActeur.ASSISTANT,
    RoleActeur.OPERATEUR, RoleActeur.PARTENAIRE, RoleActeur.PARTENAIRE_TECHNIQUE, RoleActeur.PARTENAIRE_FINANCIER,
    RoleActeur.PARTENAIRE_INSTITUTIONNEL, RoleActeur.PARTENAIRE_ASSOCIATIF, RoleActeur.SERVICE_PILOTE,
    RoleActeur.ETIQUETTE,
]  # fmt: skip
acteurs = _tuples(st.builds(ActeurCite, noms, st.sampled_from(list(RoleActeur))), 4).map(
    lambda liste: tuple(sorted(liste, key=lambda a: ORDRE_ROLES.index(a.role)))
)


def fiches(profondeur: int = 1) -> Any:
    """A fiche with sous-fiches down to `profondeur` more levels; its `ref` is given afterwards."""
    return st.builds(
        FicheComplete,
        titre=noms, code=textes, ref=st.none(), description=textes, contexte=textes, objectifs=textes, moyens=textes,
        financements_texte=textes, vigilance=textes, nom_officiel=textes,
        poids=_a_defaut(st.integers(0, 9)), public_cible=textes, calendrier=textes,
        statut=_a_defaut(st.sampled_from(list(StatutFiche))), etat_precision=textes,
        priorite=_a_defaut(st.sampled_from(list(Priorite))), avancement=_a_defaut(st.integers(0, 100)),
        faisabilite=_a_defaut(st.sampled_from(list(Faisabilite))),
        cout_efficacite=_a_defaut(st.sampled_from(list(CoutEfficacite))),
        maturite=_a_defaut(st.sampled_from(list(Maturite))), etat_le=_a_defaut(jours), cout_evite=montants,
        cout_evite_base=_a_defaut(st.sampled_from(list(BaseMontant))),
        cout_evite_rythme=_a_defaut(st.sampled_from(list(RythmeCout))),
        debut=_a_defaut(dates_connues(fin=False)), fin=_a_defaut(dates_connues(fin=True)),
        amelioration_continue=_a_defaut(st.booleans()), temps=_a_defaut(st.sampled_from(list(TempsMiseEnOeuvre))),
        participation=_a_defaut(st.sampled_from(list(Participation))), participation_texte=textes,
        confidentiel=_a_defaut(st.booleans()), classements=classements, objectifs_chiffres=_tuples(objectifs),
        impacts=_tuples(impacts), personnes=personnes, acteurs=acteurs, budgets=_tuples(budgets),
        financements=_tuples(financements), indicateurs=_tuples(indicateurs), mesures=_tuples(noms),
        references=_tuples(references, 1), evaluations=_tuples(evaluations, 1),
        liens=_tuples(liens, 1), notes=_tuples(notes),
        commentaires=_tuples(commentaires), blocages=_tuples(blocages, 1),
        documents=_tuples(documents, 1), communes=_tuples(noms),
        chemins=st.just(()),
        sous_fiches=st.lists(fiches(profondeur - 1), max_size=2) if profondeur else st.just([]),
    )  # fmt: skip


def axes(profondeur: int = 2) -> Any:
    """An axe with axes down to `profondeur` more levels."""
    return st.builds(
        AxeComplet, nom=noms, numero=textes, ref=st.none(), description=textes, indicateurs=_tuples(noms),
        axes=st.lists(axes(profondeur - 1), max_size=2) if profondeur else st.just([]),
        fiches=st.just([]),
    )  # fmt: skip


@st.composite
def plans(tirer: Any) -> PlanComplet:
    """A plan whose fiches stand in one or several of its axes."""
    plan = tirer(
        st.builds(
            PlanComplet, nom=noms, code=textes, type_libre=textes,
            ponderation=_a_defaut(st.sampled_from(list(Ponderation))),
            langue=_a_defaut(st.sampled_from(list(LanguePlan))),
            confidentiel=_a_defaut(st.booleans()), collectivite=textes, ref=_a_defaut(st.integers(1, 999)),
            type=_a_defaut(st.sampled_from(list(TypePlan))), statut=_a_defaut(st.sampled_from(list(StatutPlan))),
            description=textes, debut=_a_defaut(jours), fin=_a_defaut(jours), deliberation_le=_a_defaut(jours),
            deliberation_numero=textes, deliberation_document=_a_defaut(pieces), perimetre=_tuples(noms),
            documents=_tuples(documents), commentaires=_tuples(commentaires),
            pilotes=_tuples(noms), referents=_tuples(noms),
            axes=st.lists(axes(), max_size=2), fiches=st.just([]),
        )
    )  # fmt: skip
    places = [plan.fiches]

    def visiter(liste: list[AxeComplet]) -> None:
        for axe in liste:
            places.append(axe.fiches)
            visiter(axe.axes)

    visiter(plan.axes)
    numeroter = tirer(st.booleans())
    for rang, fiche in enumerate(tirer(st.lists(fiches(), max_size=3)), 1):
        fiche.ref = rang if numeroter else None
        for place in tirer(st.sets(st.integers(0, len(places) - 1), min_size=1, max_size=2)):
            places[place].insert(tirer(st.integers(0, len(places[place]))), fiche)
    return poser_chemins(plan)


LONG = "Réduire, produire, stocker. " * 3000
UN_MONTANT = Decimal("12345.67")
