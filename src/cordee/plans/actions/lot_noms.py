"""Names typed in a bulk edit, read for each fiche as its own page would read them: among the names of its owner, and
the members of the collectivités that carry it. The number of queries depends on who carries, not on how many fiches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cordee.outils.texte import normaliser
from cordee.plans.actions.registre import Registre, Registres
from cordee.plans.domain.listes import GenreEtiquette, RoleActeur, RolePersonne
from cordee.plans.domain.lot import Geste, Sens, devenir
from cordee.plans.models import Acteur, Etiquette, Fiche, FichePersonne, Personne

ROLES: dict[Geste, RolePersonne] = {Geste.PILOTE: RolePersonne.PILOTE, Geste.REFERENT: RolePersonne.ELU_REFERENT}
ROLES_D_ACTEUR: dict[Geste, tuple[RoleActeur, GenreEtiquette]] = {
    Geste.SERVICE: (RoleActeur.SERVICE_PILOTE, GenreEtiquette.SERVICE),
    Geste.ETIQUETTE: (RoleActeur.ETIQUETTE, GenreEtiquette.LIBRE),
}
Nom = Personne | Etiquette


@dataclass(frozen=True)
class NomsDuLot:
    """Typed names, and what each fiche names already."""

    geste: Geste
    noms: Sequence[str]
    registres: Registres
    cites: dict[int, list[Nom]]

    def devenir(self, fiche: Fiche, sens: Sens, avant: list[int]) -> list[int]:
        """Ids after the change. Who is named already stays who they are; a mere name gives way to the account of that
        name; taking a name away takes every writing of it."""
        voulus = [self._trouver(self.registres.registre(fiche), nom) for nom in self.noms]
        retires: set[int] = set()
        lus: list[int] = []
        for voulu in voulus:
            memes = [cite for cite in self.cites.get(fiche.pk, []) if sont_le_meme(cite, voulu)]
            if sens is Sens.RETIRER:
                lus += [voulu.pk, *(meme.pk for meme in memes)]
                continue
            garde = next((meme for meme in memes if _compte(meme) == _compte(voulu)), voulu)
            retires |= {meme.pk for meme in memes if meme.pk != garde.pk}
            lus.append(garde.pk)
        restants = [pk for pk in avant if pk not in retires]
        return list(dict.fromkeys(devenir(self.geste, sens, restants, lus)))

    def _trouver(self, registre: Registre, nom: str) -> Nom:
        if self.geste in ROLES:
            return registre.personne(nom)
        return registre.etiquette(ROLES_D_ACTEUR[self.geste][1], nom)


def lire_noms(geste: Geste, noms: Sequence[str], fiches: Sequence[Fiche]) -> NomsDuLot:
    """Names for these fiches, which the person may change (`racine_id` known)."""
    cites: dict[int, list[Nom]] = {}
    ids = [fiche.pk for fiche in fiches]
    if geste in ROLES:
        for lien in FichePersonne.objects.filter(fiche__in=ids, role=ROLES[geste]).select_related("personne"):
            cites.setdefault(lien.fiche_id, []).append(lien.personne)
    else:
        role, _ = ROLES_D_ACTEUR[geste]
        for acteur in Acteur.objects.filter(fiche__in=ids, role=role).select_related("etiquette"):
            cites.setdefault(acteur.fiche_id, []).append(acteur.etiquette)
    return NomsDuLot(geste, noms, Registres(fiches), cites)


def sont_le_meme(cite: Nom, voulu: Nom) -> bool:
    """One account, or one name of which one at most has an account."""
    comptes = {_compte(cite), _compte(voulu)}
    if None not in comptes:
        return len(comptes) == 1
    return normaliser(cite.nom) == normaliser(voulu.nom)


def _compte(nom: Nom) -> int | None:
    return nom.utilisateur_id if isinstance(nom, Personne) else None
