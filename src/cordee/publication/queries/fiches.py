"""Fiches as everybody reads them, made of what may be shown and of nothing else, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, prefetch_related_objects

from cordee.documents.models import Document
from cordee.indicateurs.models import IndicateurCollectivite, Valeur
from cordee.plans.domain.avancement import FicheComptee, compute_avancements
from cordee.plans.domain.fiche import FinancementCite, Impact, LigneBudget, ObjectifChiffre, ReferenceCitee
from cordee.plans.domain.listes import (
    BaseMontant,
    DomaineImpact,
    Genre,
    Incertitude,
    NatureIndicateur,
    RoleActeur,
    RolePersonne,
    SensImpact,
    StatutFinancement,
    TypeBudget,
    TypeReference,
    UniteBudget,
)
from cordee.plans.domain.planning import ecrire_periode
from cordee.plans.models import (
    Acteur,
    Classement,
    Fiche,
    FicheDocument,
    FicheIndicateur,
    FichePersonne,
    Financement,
    LienFiche,
    PlanDocument,
)
from cordee.plans.queries.recherche import nom_de_classement
from cordee.publication.domain.discretion import masquer_courriels as masquer
from cordee.publication.domain.fiche_publique import (
    DocumentPublic,
    EtapePublique,
    FichePublique,
    IndicateurPublic,
    NotePublique,
)
from cordee.publication.domain.reglages import NomsMontres
from cordee.publication.models import PublicationPlan

GENRES_MONTRES = (Genre.THEMATIQUE, Genre.SECTEUR, Genre.CIBLE)
ROLES_INTERIEURS = {RoleActeur.INSTANCE, RoleActeur.ETIQUETTE}
"""Étiquettes are a private sorting, and instances the inner life of the collectivité."""
TEXTES_MONTRES = (
    "titre", "nom_officiel", "contexte", "description", "objectifs", "public_cible", "calendrier", "moyens",
)  # fmt: skip
"""Columns that people write freely and that are shown: the search reads no other."""
Chemins = dict[int, tuple[str, ...]]
"""Paths of the axes of each fiche."""


def roles_montres(publication: PublicationPlan) -> list[RoleActeur]:
    """Structures, services and partners that the settings open; a partner who funds is a funder."""
    if not publication.montre_structures:
        return []
    tus = ROLES_INTERIEURS if publication.montre_financeurs else {*ROLES_INTERIEURS, RoleActeur.PARTENAIRE_FINANCIER}
    return [role for role in RoleActeur if role not in tus]


def q_montre(**liens: str) -> Q:
    """Condition on rows that name an indicateur: its collectivité does not hide it. `liens` are the columns of
    IndicateurCollectivite, and where the row has them."""
    caches = IndicateurCollectivite.objects.filter(
        confidentiel=True, **{colonne: OuterRef(chemin) for colonne, chemin in liens.items()}
    )
    return ~Q(Exists(caches))


def fiches_publiques(
    publication: PublicationPlan,
    montrees: QuerySet[Fiche],
    ids: Collection[int],
    chemins: Chemins,
    *,
    indicateurs: bool = True,
) -> list[FichePublique]:
    """These fiches in the order of `ids`, with their sous-fiches. `montrees` is fiches_publiees_of(publication);
    `indicateurs` False leaves them to who reads them otherwise."""
    lues = montrees.filter(racine_id__in=list(ids)).select_related("collectivite")  # type: ignore[misc]
    dessous: dict[int, list[Fiche]] = defaultdict(list)
    racines: dict[int, Fiche] = {}
    for fiche in lues.order_by("profondeur", "position", "pk"):
        if fiche.parent_id is None:
            racines[fiche.pk] = fiche
        else:
            dessous[fiche.parent_id].append(fiche)
    suivies = indicateurs and publication.montre_indicateurs
    _joindre(list(racines.values()), publication, indicateurs=suivies)
    resultats, objectifs = _valeurs(racines.values()) if suivies else ({}, {})
    lecture = _Lecture(publication, dessous, chemins, resultats, objectifs, indicateurs=suivies)
    return [lecture.fiche(racines[pk]) for pk in ids if pk in racines]


def _joindre(fiches: list[Fiche], publication: PublicationPlan, *, indicateurs: bool) -> None:
    """Reads what surrounds the fiches, and nothing that the settings keep."""
    voulus: list[Any] = [
        Prefetch("classements", Classement.objects.filter(genre__in=GENRES_MONTRES)),
        "objectifs_chiffres", "impacts", "references", "communes",
    ]  # fmt: skip
    if publication.montre_structures:
        acteurs = Acteur.objects.filter(role__in=roles_montres(publication)).select_related("etiquette")
        voulus.append(Prefetch("acteurs", acteurs))
    if publication.noms_montres is not NomsMontres.AUCUN:
        personnes = FichePersonne.objects.select_related("personne")
        if publication.noms_montres is NomsMontres.ELUS:
            personnes = personnes.filter(role=RolePersonne.ELU_REFERENT)
        voulus.append(Prefetch("personnes", personnes))
    if publication.montre_budgets:
        voulus.append("budgets")
    if publication.montre_financeurs:
        voulus.append(Prefetch("financements", Financement.objects.select_related("financeur")))
    if publication.montre_notes:
        voulus.append("notes")
    if publication.montre_documents:
        joints = FicheDocument.objects.filter(document__confidentiel=False).select_related("document")
        voulus.append(Prefetch("documents", joints))
    if indicateurs:
        suivis = FicheIndicateur.objects.filter(
            q_montre(indicateur="indicateur", collectivite="fiche__collectivite")
        ).select_related("indicateur")  # fmt: skip
        voulus.append(Prefetch("indicateurs", suivis))
    prefetch_related_objects(fiches, *voulus)


_ParAn = dict[tuple[int, int], dict[int, float]]


def _valeurs(fiches: Iterable[Fiche]) -> tuple[_ParAn, _ParAn]:
    """Own results and objectives by (collectivité, indicateur) and by year, the last of a year winning."""
    resultats: _ParAn = defaultdict(dict)
    objectifs: _ParAn = defaultdict(dict)
    suivis = {suivi.indicateur_id for fiche in fiches for suivi in fiche.indicateurs.all()}
    if suivis:
        proprietaires = {fiche.collectivite_id for fiche in fiches}
        valeurs = Valeur.objects.filter(indicateur__in=suivis, collectivite__in=proprietaires, source__isnull=True)
        for valeur in valeurs.order_by("date_valeur", "pk"):
            cle = (valeur.collectivite_id, valeur.indicateur_id)
            if valeur.resultat is not None:
                resultats[cle][valeur.annee] = valeur.resultat
            if valeur.objectif is not None:
                objectifs[cle][valeur.annee] = valeur.objectif
    return resultats, objectifs


class _Lecture:
    """Rows to values."""

    def __init__(
        self,
        publication: PublicationPlan,
        dessous: dict[int, list[Fiche]],
        chemins: Chemins,
        resultats: _ParAn,
        objectifs: _ParAn,
        *,
        indicateurs: bool,
    ) -> None:
        self.publication, self.dessous, self.chemins = publication, dessous, chemins
        self.resultats, self.objectifs, self.indicateurs = resultats, objectifs, indicateurs

    def fiche(self, fiche: Fiche) -> FichePublique:
        """One fiche; what the settings keep was not read and stays empty."""
        lignee = list(self._lignee(fiche))
        avancements = compute_avancements(
            FicheComptee(f.pk, f.parent_id, f.statut or None, f.avancement, f.poids) for f in (fiche, *lignee)
        )
        codes = _codes(fiche)
        return FichePublique(
            ref=fiche.pk,
            code=fiche.code,
            collectivite=fiche.collectivite.nom,
            axes=self.chemins.get(fiche.pk, ()),
            statut=fiche.statut_lisible,
            avancement=avancements.get(fiche.pk),
            periode=_periode(fiche),
            debut=fiche.debut,
            fin=fiche.fin,
            etat_le=fiche.etat_le,
            **_textes(fiche),
            thematiques=codes[Genre.THEMATIQUE],
            secteurs=codes[Genre.SECTEUR],
            cibles=codes[Genre.CIBLE],
            communes=tuple(sorted(commune.nom for commune in fiche.communes.all())),
            objectifs_chiffres=tuple(_objectif(objectif) for objectif in fiche.objectifs_chiffres.all()),
            impacts=tuple(_impact(impact) for impact in fiche.impacts.all()),
            etapes=tuple(_etape(f, avancements.get(f.pk)) for f in lignee),
            references=tuple(_reference(reference) for reference in fiche.references.all()),
            indicateurs=self._indicateurs(fiche),
            **self._selon_les_reglages(fiche),
        )

    def _selon_les_reglages(self, fiche: Fiche) -> dict[str, Any]:
        """What a setting opens, each."""
        p = self.publication
        acteurs = fiche.acteurs.all() if p.montre_structures else ()
        personnes = fiche.personnes.all() if p.noms_montres is not NomsMontres.AUCUN else ()
        return {
            "acteurs": _groupes((RoleActeur(a.role).libelle, a.etiquette.nom) for a in acteurs),
            "personnes": _groupes((RolePersonne(lien.role).libelle, lien.personne.nom) for lien in personnes),
            "budgets": tuple(_budget(ligne) for ligne in fiche.budgets.all()) if p.montre_budgets else (),
            "financements": self._financements(fiche),
            "notes": tuple(_note(note) for note in fiche.notes.all()) if p.montre_notes else (),
            "documents": tuple(_document(joint.document) for joint in fiche.documents.all())
            if p.montre_documents
            else (),
        }

    def _lignee(self, fiche: Fiche) -> Iterable[Fiche]:
        for sous in self.dessous.get(fiche.pk, ()):
            yield sous
            yield from self._lignee(sous)

    def _financements(self, fiche: Fiche) -> tuple[FinancementCite, ...]:
        """Who funds, and how much when budgets are shown too."""
        if not self.publication.montre_financeurs:
            return ()
        montre = self.publication.montre_budgets
        return tuple(
            FinancementCite(
                financeur=f.financeur.nom, dispositif=f.dispositif, montant=f.montant if montre else None,
                base=BaseMontant(f.base), statut=StatutFinancement(f.statut), annee=f.annee,
            )
            for f in fiche.financements.all()
            if f.statut != StatutFinancement.REFUSE
        )  # fmt: skip

    def _indicateurs(self, fiche: Fiche) -> tuple[IndicateurPublic, ...]:
        if not self.indicateurs:
            return ()
        cites = []
        for suivi in fiche.indicateurs.all():
            cle = (fiche.collectivite_id, suivi.indicateur_id)
            cites.append(
                IndicateurPublic(
                    suivi.indicateur.titre, suivi.indicateur.unite, NatureIndicateur(suivi.nature), suivi.cible,
                    suivi.annee_cible, tuple(sorted(self.resultats.get(cle, {}).items())),
                    tuple(sorted(self.objectifs.get(cle, {}).items())),
                )
            )  # fmt: skip
        return tuple(cites)


def _textes(fiche: Fiche) -> dict[str, Any]:
    return {nom: masquer(getattr(fiche, nom)) for nom in TEXTES_MONTRES}


def _periode(fiche: Fiche) -> str:
    if fiche.debut is None and fiche.fin is None:
        return "tous les ans" if fiche.amelioration_continue else ""
    periode = ecrire_periode(fiche.debut, fiche.precision_debut, fiche.fin, fiche.precision_fin)
    return f"{periode}, puis tous les ans" if fiche.amelioration_continue else periode


def _codes(fiche: Fiche) -> dict[Genre, tuple[str, ...]]:
    codes: dict[Genre, tuple[str, ...]] = dict.fromkeys(GENRES_MONTRES, ())
    for classement in fiche.classements.all():
        genre = Genre(classement.genre)
        codes[genre] = (*codes[genre], nom_de_classement(genre, classement.code))
    return codes


def _etape(fiche: Fiche, avancement: float | None) -> EtapePublique:
    return EtapePublique(
        code=fiche.code, titre=masquer(fiche.titre), niveau=fiche.profondeur, description=masquer(fiche.description),
        public_cible=masquer(fiche.public_cible), statut=fiche.statut_lisible, periode=_periode(fiche),
        debut=fiche.debut, fin=fiche.fin, avancement=avancement,
    )  # fmt: skip


def _objectif(ligne: Any) -> ObjectifChiffre:
    return ObjectifChiffre(masquer(ligne.libelle), ligne.valeur, ligne.unite, ligne.echeance)


def _reference(ligne: Any) -> ReferenceCitee:
    return ReferenceCitee(TypeReference(ligne.type), ligne.titre, ligne.article, ligne.adresse)


def _note(ligne: Any) -> NotePublique:
    return NotePublique(ligne.date, masquer(ligne.texte))


def _impact(ligne: Any) -> Impact:
    return Impact(
        DomaineImpact(ligne.domaine), ligne.niveau, ligne.valeur, ligne.unite, ligne.horizon,
        masquer(ligne.commentaire), SensImpact(ligne.sens) if ligne.sens else None, ligne.methode,
        Incertitude(ligne.incertitude) if ligne.incertitude else None,
    )  # fmt: skip


def _budget(ligne: Any) -> LigneBudget:
    return LigneBudget(
        TypeBudget(ligne.type), UniteBudget(ligne.unite), ligne.annee, ligne.prevu, ligne.reel, ligne.prevu_max
    )


def _document(document: Document) -> DocumentPublic:
    return DocumentPublic(document.pk, document.nom, document.adresse)


def _groupes(paires: Iterable[tuple[str, str]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """(role, names), in the order in which roles come."""
    noms: dict[str, list[str]] = defaultdict(list)
    for role, nom in paires:
        noms[role].append(nom)
    return tuple((role, tuple(dict.fromkeys(cites))) for role, cites in noms.items())


def document_public_of(publication: PublicationPlan, montrees: QuerySet[Fiche], pk: int) -> Document | None:
    """A document that the publication shows: not confidential, attached to one of its fiches or to its plan."""
    if not publication.montre_documents:
        return None
    joints = FicheDocument.objects.filter(document=OuterRef("pk"), fiche__in=montrees.order_by().values("pk"))
    du_plan = PlanDocument.objects.filter(document=OuterRef("pk"), plan=publication.plan_id)
    documents = Document.objects.filter(pk=pk, confidentiel=False)
    return documents.filter(Q(Exists(joints)) | Q(Exists(du_plan))).first()


def documents_du_plan(publication: PublicationPlan) -> list[DocumentPublic]:
    """Documents attached to the plan that everybody may have, the délibération first."""
    if not publication.montre_documents:
        return []
    joints = PlanDocument.objects.filter(plan=publication.plan_id, document__confidentiel=False)
    return [_document(joint.document) for joint in joints.select_related("document")]


def autour_of(fiche: int, voisines: Collection[int], montrees: QuerySet[Fiche]) -> dict[int, tuple[str, bool]]:
    """Title of the fiches beside this one, and of those that it is linked to, which is said too; of those that are
    shown alone. One query."""
    liens = LienFiche.objects.filter(Q(de=fiche, vers=OuterRef("pk")) | Q(vers=fiche, de=OuterRef("pk")))
    autres = montrees.filter(parent__isnull=True).annotate(liee=Exists(liens))
    lues = autres.filter(Q(liee=True) | Q(pk__in=voisines)).order_by("cle_tri", "pk")
    return {
        pk: (masquer(f"{code} {titre}" if code else titre), liee)
        for pk, code, titre, liee in lues.values_list("pk", "code", "titre", "liee")
    }
