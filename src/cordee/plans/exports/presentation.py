"""A fiche as it is printed, in the layout of published PCAET fiches: the blocks that the PDF, the DOCX and the PPTX
share. Everything is text ready to be shown (French typography done) and empty blocks are left out by the layouts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from cordee.outils.choix import ChoixTexte
from cordee.outils.dates import INSECABLE, jour_long, mois_annee
from cordee.outils.nombres import formater
from cordee.outils.texte import enumerer, typographier
from cordee.plans.domain.couts_evites import dire_cout_evite
from cordee.plans.domain.faits import datee
from cordee.plans.domain.fiche import (
    BlocageCite,
    DateConnue,
    EvaluationCitee,
    FicheComplete,
    Impact,
    IndicateurCite,
    ObjectifChiffre,
    ReferenceCitee,
)
from cordee.plans.domain.formats import Options
from cordee.plans.domain.grille_calendrier import GrilleCalendrier
from cordee.plans.domain.imports.poses_cadre import SUITES, titre_de_bilan
from cordee.plans.domain.listes import (
    LISTES,
    NIVEAUX_IMPACT,
    SANS_STATUT,
    BaseMontant,
    DomaineImpact,
    Genre,
    LanguePlan,
    Precision,
    RoleActeur,
    RolePersonne,
    RythmeCout,
    StatutFiche,
)
from cordee.plans.domain.retard import is_late
from cordee.plans.domain.validation import Etat, EtatDit, dire_mention
from cordee.plans.exports.bandeau import Case, categories, public_cible, secteurs
from cordee.plans.exports.champs_ajoutes import lignes_des_champs
from cordee.plans.exports.grille import grille
from cordee.plans.exports.montants import Tableau, tableau_des_financements, tableaux_des_budgets
from cordee.plans.exports.parties import allegee


@dataclass(frozen=True, slots=True)
class RappelDate:
    """A reminder as a calendar shows it."""

    ref: int
    jour: date
    mot: str = ""


@dataclass(frozen=True, slots=True)
class Contexte:
    """What a fiche does not know of itself. `le`: day of the export, which lateness is measured at. `mesures`: name
    of each mesure by identifier. `adresse`: page of a fiche on the site, for links. `langue`: what
    people wrote in (BCP 47). `rappels`: those of the person whose calendar this is, by id of their fiche."""

    le: date
    plan: str = ""
    collectivite: str = ""
    mesures: Mapping[str, str] = field(default_factory=dict)
    adresse: Callable[[FicheComplete], str] = lambda fiche: ""
    options: Options = field(default_factory=Options)
    langue: str = LanguePlan.FRANCAIS.value
    rappels: Mapping[int, Sequence[RappelDate]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rubrique:
    """A label and its values, one a line. `markdown`: long text written by people."""

    libelle: str
    valeurs: tuple[str, ...]
    markdown: bool = False


@dataclass(frozen=True, slots=True)
class SousFiche:
    """One sous-action of the page, numbered `1` or `1.2`."""

    numero: str
    titre: str
    statut: StatutFiche | None
    rubriques: tuple[Rubrique, ...]

    @property
    def profondeur(self) -> int:
        """1 for a sous-action, 2 for one of a sous-action."""
        return self.numero.count(".") + 1


@dataclass(frozen=True, slots=True)
class LigneIndicateur:
    """An indicator with its last value and its target."""

    nature: str
    nom: str
    dernier: str
    cible: str
    suivi: str


@dataclass(frozen=True, slots=True)
class FicheImprimable:
    """Everything that a layout shows of one fiche."""

    code: str
    titre: str
    axe: str
    plan: str
    collectivite: str
    statut: StatutFiche | None
    libelle_statut: str
    etat: str
    calendrier: str
    en_retard: bool
    confidentielle: bool
    validation: str
    faits: tuple[Rubrique, ...]
    categories: tuple[Case, ...]
    secteurs: tuple[Case, ...]
    presentation: tuple[Rubrique, ...]
    objectifs: tuple[str, ...]
    impacts: tuple[Case, ...]
    autres_impacts: tuple[Case, ...]
    sous_actions: tuple[SousFiche, ...]
    grille: GrilleCalendrier | None
    pilotage: tuple[Rubrique, ...]
    moyens: tuple[Rubrique, ...]
    budgets: tuple[Tableau, ...]
    financements: Tableau | None
    indicateurs: tuple[LigneIndicateur, ...]
    evaluations: tuple[Rubrique, ...]
    vigilance: tuple[Rubrique, ...]
    notes: tuple[Rubrique, ...]
    references: tuple[Rubrique, ...]
    ajoutes: tuple[Rubrique, ...] = ()


def preparer(fiche: FicheComplete, contexte: Contexte, axe: str = "") -> FicheImprimable:
    """The fiche ready to be laid out. `axe` is the line above the title; without it, the first placement is named."""
    fiche = allegee(fiche, contexte.options)
    return FicheImprimable(
        code=fiche.code,
        titre=typographier(fiche.titre),
        axe=typographier(axe or " › ".join(fiche.chemins[0] if fiche.chemins else ())),
        plan=typographier(contexte.plan),
        collectivite=typographier(contexte.collectivite),
        statut=fiche.statut,
        libelle_statut=fiche.statut.libelle if fiche.statut else SANS_STATUT,
        etat=etat(fiche),
        calendrier=calendrier(fiche),
        en_retard=est_en_retard(fiche, contexte.le),
        confidentielle=bool(fiche.confidentiel),
        validation=mention_de_validation(fiche, contexte.plan),
        faits=_faits(fiche),
        categories=categories(fiche),
        secteurs=secteurs(fiche),
        presentation=_presentation(fiche),
        objectifs=tuple(objectif_chiffre(objectif) for objectif in fiche.objectifs_chiffres),
        impacts=_impacts(fiche.impacts, "fiche") if contexte.options.introduction else (),
        autres_impacts=_impacts(fiche.impacts, "mesure", "cobenefice"),
        sous_actions=tuple(_sous_actions(fiche.sous_fiches)),
        grille=grille(fiche),
        pilotage=_pilotage(fiche),
        moyens=_moyens(fiche),
        budgets=tableaux_des_budgets(fiche.budgets),
        financements=tableau_des_financements(fiche.financements),
        indicateurs=tuple(ligne_indicateur(i) for i in fiche.indicateurs),
        evaluations=tuple(evaluation(citee) for citee in fiche.evaluations),
        vigilance=_rubriques([("Points de vigilance", [fiche.vigilance])], markdown=True),
        notes=_notes(fiche),
        references=_references(fiche, contexte),
        ajoutes=tuple(Rubrique(nom, (dit,), markdown) for nom, dit, markdown in lignes_des_champs(fiche.champs)),
    )


# Words --------------------------------------------------------------------------------------------------------------


def est_en_retard(fiche: FicheComplete, le: date) -> bool:
    """Whether the end is passed on the day of the export (domain.retard)."""
    return is_late(datee(fiche, fiche.ref or 0), le)


def mention_de_validation(fiche: FicheComplete, plan: str = "") -> str:
    """`Version validée le 12 mars 2026 par Odile Garcin`, in the plan that is printed, else plan by plan."""
    citees = [citee for citee in fiche.validations if citee.plan == plan] or list(fiche.validations)
    mentions = [(c.plan, dire_mention(EtatDit(Etat(c.etat), "", None, c.valide_par, c.valide_le))) for c in citees]
    if len(mentions) == 1:
        return typographier(mentions[0][1])
    return typographier(" ; ".join(f"{nom} : {mention}" for nom, mention in mentions))


def etat(fiche: FicheComplete) -> str:
    """`En cours, 45 % au 3 mars 2026 : 41 bâtiments équipés sur 80`."""
    mots = fiche.statut.libelle if fiche.statut else ""
    if fiche.avancement is not None and not (fiche.statut and fiche.statut.est_fini):
        mots += f"{', ' if mots else ''}{fiche.avancement}{INSECABLE}%"
    if fiche.etat_le and mots:
        mots += f" au {jour_long(fiche.etat_le)}"
    if fiche.etat_precision:
        mots += f"{' : ' if mots else ''}{fiche.etat_precision}"
    return typographier(mots)


def date_connue(connue: DateConnue) -> str:
    """`2026`, `mars 2026`, `12 mars 2026`."""
    if connue.precision is Precision.ANNEE:
        return str(connue.jour.year)
    return mois_annee(connue.jour) if connue.precision is Precision.MOIS else jour_long(connue.jour)


def periode(fiche: FicheComplete) -> str:
    """`2020 – 2026`, `de mars 2024 à juin 2026`, `décembre 2026`, `à partir du 12 mars 2024`; empty without a date."""
    debut, fin = fiche.debut, fiche.fin
    if debut and fin:
        if debut.precision is fin.precision and date_connue(debut) == date_connue(fin):
            return f"le {date_connue(debut)}" if debut.precision is Precision.JOUR else date_connue(debut)
        if debut.precision is fin.precision is Precision.ANNEE:
            return f"{debut.jour.year}{INSECABLE}–{INSECABLE}{fin.jour.year}"
        return f"{_de(debut)} {_a(fin)}"
    if debut:
        return f"à partir {_de(debut)}"
    return f"jusqu'{_a(fin)}" if fin else ""


def _de(connue: DateConnue) -> str:
    article = "du" if connue.precision is Precision.JOUR else "de"
    voyelle = article == "de" and date_connue(connue)[0] in "ao"  # avril, août, octobre
    return f"d'{date_connue(connue)}" if voyelle else f"{article} {date_connue(connue)}"


def _a(connue: DateConnue) -> str:
    article = {Precision.JOUR: "au", Precision.MOIS: "à", Precision.ANNEE: "à"}[connue.precision]
    return f"{article} {date_connue(connue)}"


def calendrier(fiche: FicheComplete) -> str:
    """What the fiche says of its calendar: its dates, then its words."""
    dates = ", ".join(
        texte for texte in (periode(fiche), "chaque année" if fiche.amelioration_continue else "") if texte
    )
    textes = [texte[:1].upper() + texte[1:] for texte in (dates, fiche.calendrier) if texte]
    return typographier(". ".join(dict.fromkeys(textes)))


def nombre(valeur: Decimal | float | None, unite: str = "") -> str:
    """`1 250,5 MWh/an`, at most two decimals; empty for None."""
    if valeur is None:
        return ""
    texte = formater(float(valeur), 2, souple=True)
    return f"{texte}{INSECABLE}{unite}" if unite else texte


def objectif_chiffre(objectif: ObjectifChiffre) -> str:
    """`Baisser la consommation : 20 % en 2026`."""
    mots = nombre(objectif.valeur, objectif.unite)
    if objectif.echeance:
        mots += f"{' ' if mots else ''}en {objectif.echeance}"
    return typographier(f"{objectif.libelle.rstrip(' .')} : {mots}" if mots else objectif.libelle)


def impact(effet: Impact) -> str:
    """What is known of an effect: `Fort, baisse de 120 tCO2e/an en 2030 (incertitude forte ; méthode : relevés)`."""
    quantite = nombre(effet.valeur, effet.unite or (effet.domaine.unite if effet.valeur is not None else ""))
    if effet.sens:
        quantite = f"{effet.sens}{f' de {quantite}' if quantite else ''}"
    if effet.horizon:
        quantite += f"{' ' if quantite else ''}en {effet.horizon}"
    mots = ", ".join(m for m in (NIVEAUX_IMPACT[effet.niveau] if effet.niveau else "", quantite) if m)
    incertitude = f"incertitude {effet.incertitude}" if effet.incertitude else ""
    methode = f"méthode : {effet.methode}" if effet.methode else ""
    precisions = " ; ".join(texte for texte in (incertitude, methode, effet.commentaire) if texte)
    if precisions:
        mots += f" ({precisions})" if mots else precisions
    return typographier(mots if effet.sens is None else mots[:1].upper() + mots[1:])


def evaluation(citee: EvaluationCitee) -> Rubrique:
    """`Bilan à 3 ans (mi-parcours), 31 décembre 2026`: the appreciation, the result, what changes next."""
    quand = f", {jour_long(citee.date)}" if citee.date else ""
    suites = f"**{SUITES}** : {citee.suites}" if citee.suites else ""
    appreciation = f"**{citee.appreciation.libelle}**" if citee.appreciation else ""
    valeurs = tuple(texte for texte in (appreciation, citee.resultat, suites) if texte)
    return Rubrique(typographier(f"{titre_de_bilan(citee.periode)}{quand}"), valeurs, markdown=True)


def reference(citee: ReferenceCitee) -> str:
    """`SRADDET : Climat, air, énergie – Règle 12 (https://…)`; the title between « » when its end would not be clear:
    `SCoT : « Alpes – Durance »`."""
    ambigu = " – " in f"{citee.titre}{citee.article}" or citee.titre.startswith("«")
    nom = f"« {citee.titre} »" if ambigu else citee.titre
    titre = f" : {nom}" if citee.titre else ""
    article = f" – {citee.article}" if citee.article else ""
    adresse = f" ({citee.adresse})" if citee.adresse else ""
    return f"{citee.type.libelle}{titre}{article}{adresse}"


def ligne_indicateur(indicateur: IndicateurCite) -> LigneIndicateur:
    """The row of an indicator: last value, target, how it is followed."""
    dernier = max(indicateur.resultats, default=None)
    cible, annee = indicateur.cible, indicateur.annee_cible
    if cible is None and indicateur.objectifs:
        annee, cible = max(indicateur.objectifs)[0], Decimal(repr(max(indicateur.objectifs)[1]))
    suivi = [
        indicateur.frequence.libelle if indicateur.frequence else "",
        f"source : {indicateur.source}" if indicateur.source else "",
        indicateur.responsable,
    ]
    return LigneIndicateur(
        nature=indicateur.nature.libelle,
        nom=typographier(f"{indicateur.nom} ({indicateur.unite})" if indicateur.unite else indicateur.nom),
        dernier=f"{nombre(dernier[1])} en {dernier[0]}" if dernier else "",
        cible=f"{nombre(cible)}{f' en {annee}' if annee else ''}" if cible is not None else "",
        suivi=typographier(" ; ".join(texte for texte in suivi if texte)),
    )


def libelles(genre: Genre, codes: Sequence[str]) -> list[str]:
    """Labels of codes of a closed list."""
    liste: type[ChoixTexte] = LISTES[genre]
    return [liste.libelle_de(str(code), str(code)) for code in codes]


# Blocks -------------------------------------------------------------------------------------------------------------


def _rubriques(paires: Iterable[tuple[str, Iterable[str]]], *, markdown: bool = False) -> tuple[Rubrique, ...]:
    toutes = ((libelle, tuple(valeur for valeur in valeurs if valeur)) for libelle, valeurs in paires)
    prepare = (lambda texte: texte) if markdown else typographier  # a Markdown text gets its typography when rendered
    return tuple(
        Rubrique(typographier(libelle), tuple(prepare(v) for v in valeurs), markdown)
        for libelle, valeurs in toutes
        if valeurs
    )


def _faits(fiche: FicheComplete) -> tuple[Rubrique, ...]:
    """The strip under the title."""
    return _rubriques([
        ("État", [etat(fiche)]),
        ("Calendrier", [calendrier(fiche)]),
        ("Priorité", [fiche.priorite.libelle if fiche.priorite else ""]),
        ("Faisabilité", [fiche.faisabilite.libelle if fiche.faisabilite else ""]),
        ("Coût-efficacité", [fiche.cout_efficacite.libelle if fiche.cout_efficacite else ""]),
        ("Maturité", [fiche.maturite.libelle if fiche.maturite else ""]),
    ])  # fmt: skip


def _presentation(fiche: FicheComplete) -> tuple[Rubrique, ...]:
    longs = [
        ("Enjeux et contexte", [fiche.contexte]),
        ("Descriptif", [fiche.description]),
        ("Objectifs", [fiche.objectifs]),
    ]
    bloquants = [dire_blocage(blocage) for blocage in fiche.blocages_actifs]
    return _rubriques([("Ce qui bloque", bloquants)]) + _rubriques(longs, markdown=True)


def dire_blocage(blocage: BlocageCite) -> str:
    """`Le propriétaire n'a pas signé : 2.1 Suivre l'énergie ; attendu de la Région ; levée attendue le 3 mars 2026`."""
    attendue = " ".join(mot for mot in (blocage.code, blocage.titre) if mot)
    mots = [
        " : ".join(mot for mot in (blocage.raison, attendue) if mot) if blocage.raison else f"Attend {attendue}",
        f"attendu de {blocage.attendu_de}" if blocage.attendu_de else "",
        f"levée attendue le {jour_long(blocage.attendu_le)}" if blocage.attendu_le else "",
        "" if blocage.attendu_le else f"depuis le {jour_long(blocage.pose_le.date())}",
    ]
    return " ; ".join(mot for mot in mots if mot)


def _impacts(effets: Sequence[Impact], *familles: str) -> tuple[Case, ...]:
    par_domaine = {effet.domaine: effet for effet in effets}
    return tuple(
        Case(typographier(d.libelle), d in par_domaine and par_domaine[d].niveau != 0, _detail(par_domaine.get(d)))
        for d in DomaineImpact
        if d.famille in familles and (d.famille == "fiche" or d in par_domaine)
    )


def _detail(effet: Impact | None) -> str:
    return impact(effet) if effet else ""


def _sous_actions(fiches: Sequence[FicheComplete], prefixe: str = "") -> Iterable[SousFiche]:
    for rang, fiche in enumerate(fiches, 1):
        numero = f"{prefixe}{rang}"
        longs = [texte for texte in (fiche.description, fiche.objectifs) if texte]
        rubriques = (
            *_rubriques([("Descriptif", longs)], markdown=True),
            *_rubriques([
                ("Public-cible", public_cible(fiche)),
                ("État", [etat(fiche)]),
                ("Ce qui bloque", [dire_blocage(blocage) for blocage in fiche.blocages_actifs]),
                ("Calendrier", [calendrier(fiche)]),
                ("Pilote", [enumerer(fiche.personnes_de_role(RolePersonne.PILOTE))]),
            ]),
        )  # fmt: skip
        yield SousFiche(numero, typographier(fiche.titre), fiche.statut, rubriques)
        yield from _sous_actions(fiche.sous_fiches, f"{numero}.")


def _pilotage(fiche: FicheComplete) -> tuple[Rubrique, ...]:
    roles = [
        ("Maître d'ouvrage", RoleActeur.MAITRE_OUVRAGE),
        ("Co-maître d'ouvrage", RoleActeur.CO_MAITRE_OUVRAGE),
        ("Assistant du maître d'ouvrage", RoleActeur.ASSISTANT),
        ("Opérateur", RoleActeur.OPERATEUR),
    ]
    partenaires = [
        ("Partenaires", RoleActeur.PARTENAIRE),
        ("Partenaires techniques", RoleActeur.PARTENAIRE_TECHNIQUE),
        ("Partenaires financiers", RoleActeur.PARTENAIRE_FINANCIER),
        ("Partenaires institutionnels", RoleActeur.PARTENAIRE_INSTITUTIONNEL),
        ("Partenaires associatifs", RoleActeur.PARTENAIRE_ASSOCIATIF),
        ("Instances de gouvernance", RoleActeur.INSTANCE),
    ]
    personnes = [
        ("Élu·e référent·e", [", ".join(fiche.personnes_de_role(RolePersonne.ELU_REFERENT))]),
        ("Direction ou service pilote", [", ".join(fiche.noms(RoleActeur.SERVICE_PILOTE))]),
        ("Personne pilote", [", ".join(fiche.personnes_de_role(RolePersonne.PILOTE))]),
    ]
    participation = [fiche.participation.libelle if fiche.participation else "", fiche.participation_texte]
    return _rubriques([
        *((libelle, [", ".join(fiche.noms(role))]) for libelle, role in roles),
        *personnes,
        *((libelle, [", ".join(fiche.noms(role))]) for libelle, role in partenaires),
        ("Public-cible", public_cible(fiche)),
        ("Participation citoyenne", [" : ".join(texte for texte in participation if texte)]),
        ("Communes concernées", [", ".join(fiche.communes)]),
    ])  # fmt: skip


def _moyens(fiche: FicheComplete) -> tuple[Rubrique, ...]:
    evite = fiche.cout_evite
    base, rythme = fiche.cout_evite_base or BaseMontant.HT, fiche.cout_evite_rythme or RythmeCout.PAR_AN
    return (
        *_rubriques([("Moyens humains et techniques", [fiche.moyens])], markdown=True),
        *_rubriques([("Coût évité", ["" if evite is None else dire_cout_evite(evite, base, rythme)])]),
        *_rubriques([("Financements", [fiche.financements_texte])], markdown=True),
    )


def _notes(fiche: FicheComplete) -> tuple[Rubrique, ...]:
    recentes = sorted(fiche.notes, key=lambda note: note.date, reverse=True)
    return tuple(
        Rubrique(f"{jour_long(note.date)}{f', {note.auteur}' if note.auteur else ''}", (note.texte,), markdown=True)
        for note in recentes
    )


def _references(fiche: FicheComplete, contexte: Contexte) -> tuple[Rubrique, ...]:
    mesures = [
        f"{_sigle(code)} {contexte.mesures[code]}" if code in contexte.mesures else _sigle(code)
        for code in fiche.mesures
    ]
    liens = [f"{lien.type.libelle} : {' '.join(t for t in (lien.code, lien.titre) if t)}" for lien in fiche.liens]
    documents = [f"{d.nom} ({d.adresse})" if d.adresse not in ("", d.nom) else d.nom for d in fiche.documents]
    reglementes, effets = (libelles(genre, fiche.classements.get(genre, ())) for genre in (Genre.SECTEUR, Genre.EFFET))
    return _rubriques([
        ("Mesures servies", mesures),
        ("Documents cadres", [reference(citee) for citee in fiche.references]),
        ("Secteurs réglementaires", [", ".join(reglementes)]),
        ("Effets attendus", [", ".join(effets)]),
        ("Actions liées", liens),
        ("Documents", documents),
    ])  # fmt: skip


def _sigle(mesure: str) -> str:
    """`cae_2.1.1` is read `CAE 2.1.1`."""
    return mesure.replace("_", INSECABLE, 1).upper()
