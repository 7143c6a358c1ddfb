"""Comments and blocages that a file brings with its fiches. Nobody is told: they were, when these were written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from cordee.comptes.models import Utilisateur
from cordee.outils.texte import normaliser
from cordee.plans.actions.inscription_citees import Citees
from cordee.plans.actions.registre import Registres
from cordee.plans.domain.fiche import BlocageCite, CommentaireCite, FicheComplete
from cordee.plans.domain.imports.groupes import Cle, cle_commentaire, dire_attente, raison_completee
from cordee.plans.models import Blocage, Commentaire, CommentairePlan, Fiche, Personne, Plan
from cordee.plans.queries.dossier_echanges import commentaires_cites
from cordee.socle.erreurs import DonneeRefusee
from cordee.territoires.models import Collectivite

LOT = 500


def signer(auteur: str, par: Utilisateur) -> dict[str, Any]:
    """Who signs what a file brings: always the person who brings it, beside the name that the file gives. Nobody else
    ever seems to have written here what they did not."""
    nom = par.nom_complet
    cite = auteur.strip()[:170] if normaliser(auteur) != normaliser(nom) else ""
    return {"auteur": par, "auteur_nom": nom[:170], "auteur_cite": cite}


class Echanges:
    """Comments and blocages gathered fiche by fiche, written together."""

    def __init__(self, collectivite: Collectivite, *, par: Utilisateur, le: datetime) -> None:
        self.collectivite, self.par, self.le = collectivite, par, le
        self._commentaires: list[tuple[Fiche, CommentaireCite, Sequence[CommentaireCite]]] = []
        self._blocages: list[tuple[Fiche, BlocageCite]] = []
        self._registres: Registres | None = None

    def ajouter(self, fiche: Fiche, complete: FicheComplete, tous: Sequence[CommentaireCite] = ()) -> None:
        """What one fiche brings. `tous` are the comments of the file, when some of them are there already and those
        that come may answer them."""
        self._commentaires += [(fiche, cite, tous or complete.commentaires) for cite in complete.commentaires]
        self._blocages += [(fiche, cite) for cite in complete.blocages]

    def _instant(self, moment: datetime) -> datetime:
        """What a file says never comes after its import."""
        return min(timezone.make_aware(moment), self.le)

    # Comments

    def ecrire_commentaires(self) -> None:
        """Comments, then their answers. A comment that answers one that is nowhere stands by itself."""
        ecrits: dict[tuple[int, Cle], Commentaire] = {}
        reponses: list[tuple[Fiche, CommentaireCite, CommentaireCite]] = []
        racines: list[tuple[Fiche, CommentaireCite]] = []
        for fiche, cite, tous in self._commentaires:
            parent = _racine_de(cite, tous)
            if parent is None:
                racines.append((fiche, cite))
            else:
                reponses.append((fiche, cite, parent))
        self._ecrire(racines, ecrits, {})
        if reponses:
            ecrits = _deja_la({fiche.pk for fiche, _, _ in reponses}) | ecrits
        parents = {id(cite): ecrits.get((fiche.pk, cle_commentaire(parent))) for fiche, cite, parent in reponses}
        self._ecrire([(fiche, cite) for fiche, cite, _ in reponses], {}, parents)

    def _ecrire(
        self,
        cites: list[tuple[Fiche, CommentaireCite]],
        ecrits: dict[tuple[int, Cle], Commentaire],
        parents: Mapping[int, Commentaire | None],
    ) -> None:
        crees = Commentaire.objects.bulk_create(
            [self._commentaire(fiche, cite, parents.get(id(cite))) for fiche, cite in cites], batch_size=LOT
        )
        for (fiche, cite), commentaire in zip(cites, crees, strict=True):
            ecrits[(fiche.pk, cle_commentaire(cite))] = commentaire

    def _commentaire(self, fiche: Fiche, cite: CommentaireCite, parent: Commentaire | None) -> Commentaire:
        return Commentaire(fiche=fiche, parent=parent, **self._valeurs(cite, reponse=parent is not None))

    def _valeurs(self, cite: CommentaireCite, *, reponse: bool) -> dict[str, Any]:
        return {
            "texte": cite.texte,
            **signer(cite.auteur, self.par),
            "cree_le": self._instant(cite.ecrit_le),
            "modifie_le": self._instant(cite.modifie_le) if cite.modifie_le else None,
            "resolu_le": self._instant(cite.regle_le) if cite.regle_le and not reponse else None,
        }

    def ecrire_discussion(
        self, plan: Plan, cites: Sequence[CommentaireCite], tous: Sequence[CommentaireCite] | None = None
    ) -> None:
        """What the file says of a plan: those of its comments (`tous`) that it has not yet."""
        tetes = {id(cite): _racine_de(cite, tous or cites) for cite in cites}
        racines = [cite for cite in cites if tetes[id(cite)] is None]
        crees = CommentairePlan.objects.bulk_create(
            CommentairePlan(plan=plan, **self._valeurs(cite, reponse=False)) for cite in racines
        )
        par_racine = {cle_commentaire(cite): cree for cite, cree in zip(racines, crees, strict=True)}
        if tous is not None:
            par_racine = _deja_au_plan(plan) | par_racine
        CommentairePlan.objects.bulk_create(
            CommentairePlan(
                plan=plan, parent=par_racine.get(cle_commentaire(tete)), **self._valeurs(cite, reponse=True)
            )
            for cite in cites
            if (tete := tetes[id(cite)]) is not None
        )

    # Blocages

    def ecrire_blocages(self, objets: Mapping[int, Fiche]) -> None:
        """Blocages, once every fiche that they may wait for is written, signed as comments are. A fiche that is nowhere
        stays as words in the reason."""
        if not self._blocages:
            return
        citees = Citees(objets, [cite for _, cite in self._blocages], self.collectivite)
        Blocage.objects.bulk_create(
            [self._blocage(fiche, cite, citees) for fiche, cite in self._blocages], batch_size=LOT
        )

    def _personne(self, fiche: Fiche, nom: str) -> Personne | None:
        """The person of this name, when there is one and only one here; they are not told of what an import brings."""
        if not nom.strip():
            return None
        self._registres = self._registres or Registres(f for f, _ in self._blocages)
        try:
            return self._registres.registre(fiche).find_personne(nom)
        except DonneeRefusee:  # namesakes: the name stays as it is written
            return None

    def _blocage(self, fiche: Fiche, cite: BlocageCite, citees: Citees) -> Blocage:
        attendue = citees.trouver(cite) if cite.titre or cite.code else None
        if attendue == fiche.pk:
            attendue = None
        attente = dire_attente(cite.code, cite.titre) if attendue is None else ""
        pose, leve = signer(cite.pose_par, self.par), signer(cite.leve_par, self.par)
        return Blocage(
            fiche=fiche,
            raison=raison_completee(cite.raison or attente, attente[:1].lower() + attente[1:] if cite.raison else ""),
            fiche_bloquante_id=attendue,
            attendu_de=cite.attendu_de[:170],
            personne_attendue=self._personne(fiche, cite.attendu_de),
            attendu_le=cite.attendu_le,
            pose_le=self._instant(cite.pose_le),
            pose_par=self.par,
            pose_cite=pose["auteur_cite"],
            leve_le=self._instant(cite.leve_le) if cite.leve_le else None,
            leve_par=self.par if cite.leve_le else None,
            leve_cite=leve["auteur_cite"] if cite.leve_le else "",
        )


def _racine_de(cite: CommentaireCite, tous: Sequence[CommentaireCite]) -> CommentaireCite | None:
    """The comment at the top of the one that is answered; None for what answers nothing, or itself."""
    par_numero = {autre.numero: autre for autre in tous}
    vus = {cite.numero}
    courant = par_numero.get(cite.reponse_a) if cite.reponse_a is not None else None
    while courant is not None and courant.numero not in vus and courant.reponse_a in par_numero:
        vus.add(courant.numero)
        courant = par_numero[courant.reponse_a]
    return courant if courant is not None and courant.numero not in vus else None


def _deja_au_plan(plan: Plan) -> dict[Cle, CommentairePlan]:
    """Comments of the plan that answer nothing, by key. One query."""
    lus = list(CommentairePlan.objects.filter(plan=plan, parent__isnull=True).order_by("cree_le", "pk"))
    return {cle_commentaire(cite): lu for lu, cite in zip(lus, commentaires_cites(lus), strict=True)}


def _deja_la(fiches: Iterable[int]) -> dict[tuple[int, Cle], Commentaire]:
    """Comments that answer nothing, by fiche and key. One query."""
    lus = list(Commentaire.objects.filter(fiche__in=fiches, parent__isnull=True).order_by("cree_le", "pk"))
    cites = commentaires_cites(lus)
    return {(lu.fiche_id, cle_commentaire(cite)): lu for cite, lu in zip(cites, lus, strict=True)}
