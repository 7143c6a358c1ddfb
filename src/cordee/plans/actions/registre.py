"""Finding or creating the people and the names that fiches cite, many at once and never twice the same."""

from __future__ import annotations

from collections.abc import Iterable

from cordee.comptes.models import Utilisateur
from cordee.outils.texte import normaliser
from cordee.plans.models import Etiquette, Personne
from cordee.plans.queries.personnes import comptes_par_nom, list_etiquettes_for, list_personnes_for
from cordee.socle.erreurs import DonneeRefusee
from cordee.territoires.models import Collectivite

NOM_MAX = 170
ETIQUETTE_MAX = 200


class Registre:
    """People and étiquettes of one collectivité, kept in memory for the length of an action. Ask for everything with
    `preparer` first: it then writes in two queries whatever the number of names."""

    def __init__(self, collectivite: Collectivite) -> None:
        self.collectivite = collectivite
        self._comptes = comptes_par_nom(collectivite)
        self._par_compte: dict[int, Personne] = {}
        self._par_nom: dict[str, Personne] = {}
        for personne in list_personnes_for(collectivite):
            self._retenir(personne)
        self._etiquettes = {(e.genre, e.cle_recherche): e for e in list_etiquettes_for(collectivite)}
        self._ecrites: dict[str, Personne] = {}
        self._nommees: dict[tuple[str, str], Etiquette] = {}

    def _retenir(self, personne: Personne) -> None:
        if personne.utilisateur_id is not None:
            self._par_compte[personne.utilisateur_id] = personne
        else:
            self._par_nom[personne.cle_recherche] = personne

    def preparer(self, personnes: Iterable[str], etiquettes: Iterable[tuple[str, str]]) -> None:
        """Creates what is missing: `personnes` by name, `etiquettes` by (genre, name)."""
        nouvelles: dict[str, Personne] = {}
        for nom in dict.fromkeys(personnes):
            if self._connue(nom) is None:
                personne = self._nouvelle(nom)
                cle = f"u{personne.utilisateur_id}" if personne.utilisateur_id else personne.cle_recherche
                nouvelles.setdefault(cle, personne)
        for personne in Personne.objects.bulk_create(nouvelles.values(), batch_size=500):
            self._retenir(personne)
        absentes: dict[tuple[str, str], Etiquette] = {}
        for genre, nom in dict.fromkeys(etiquettes):
            cle_etiquette = (str(genre), cle_etiquette_de(nom))
            if cle_etiquette not in self._etiquettes and cle_etiquette not in absentes:
                absentes.setdefault(
                    cle_etiquette,
                    Etiquette(
                        collectivite=self.collectivite,
                        genre=str(genre),
                        nom=_propre(nom)[:ETIQUETTE_MAX],
                        cle_recherche=cle_etiquette[1],
                    ),
                )
        for etiquette in Etiquette.objects.bulk_create(absentes.values(), batch_size=500):
            self._etiquettes[(etiquette.genre, etiquette.cle_recherche)] = etiquette

    def personne(self, nom: str) -> Personne:
        """The person of this name, created when unknown. A name held by two members is refused."""
        connue = self._ecrites.get(nom) or self._connue(nom)
        if connue is None:
            connue = self._nouvelle(nom)
            connue.save()
            self._retenir(connue)
        self._ecrites[nom] = connue
        return connue

    def personne_du_compte(self, utilisateur: Utilisateur) -> Personne:
        """The person of an account."""
        connue = self._par_compte.get(utilisateur.pk)
        if connue is None:
            connue = Personne.objects.create(
                collectivite=self.collectivite,
                utilisateur=utilisateur,
                nom=utilisateur.nom_complet[:NOM_MAX],
                cle_recherche=normaliser(f"{utilisateur.nom} {utilisateur.prenom}")[:180],
            )
            self._retenir(connue)
        return connue

    def etiquette(self, genre: str, nom: str) -> Etiquette:
        """The étiquette of this genre and name, created when unknown."""
        if (connue := self._nommees.get((genre, nom))) is not None:
            return connue
        cle = (str(genre), cle_etiquette_de(nom))
        if cle not in self._etiquettes:
            self.preparer((), [(genre, nom)])
        self._nommees[(genre, nom)] = self._etiquettes[cle]
        return self._etiquettes[cle]

    def _connue(self, nom: str) -> Personne | None:
        compte = self._compte(nom)
        if compte is not None:
            return self._par_compte.get(compte.pk)
        return self._par_nom.get(normaliser(nom)[:180])

    def _compte(self, nom: str) -> Utilisateur | None:
        comptes = self._comptes.get(normaliser(nom), [])
        if len(comptes) > 1:
            adresses = ", ".join(compte.email for compte in comptes)
            raise DonneeRefusee(
                f"« {nom} » désigne plusieurs membres ({adresses}) : choisissez la personne dans la fiche."
            )
        return comptes[0] if comptes else None

    def _nouvelle(self, nom: str) -> Personne:
        propre = _propre(nom)
        if not normaliser(propre):
            raise DonneeRefusee("Un nom de personne est vide : écrivez un prénom et un nom.")
        compte = self._compte(propre)
        return Personne(
            collectivite=self.collectivite,
            utilisateur=compte,
            nom=(compte.nom_complet if compte else propre)[:NOM_MAX],
            cle_recherche=normaliser(f"{compte.nom} {compte.prenom}" if compte else propre)[:180],
        )


def cle_etiquette_de(nom: str) -> str:
    """Key under which two spellings are one name."""
    return normaliser(nom)[:210]


def _propre(nom: str) -> str:
    return " ".join(nom.replace("\0", "").split())
