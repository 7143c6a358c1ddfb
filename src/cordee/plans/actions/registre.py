"""Finding or creating the people and the names that fiches cite, many at once and never twice the same."""

from __future__ import annotations

from collections.abc import Iterable

from cordee.comptes.models import Utilisateur
from cordee.outils.texte import normaliser
from cordee.plans.models import Etiquette, Fiche, Personne
from cordee.plans.queries.personnes import comptes_par_nom, list_etiquettes_for, list_personnes_for
from cordee.plans.queries.visibilite import portees_of
from cordee.socle.erreurs import DonneeRefusee
from cordee.territoires.models import Collectivite

NOM_MAX = 170
ETIQUETTE_MAX = 200


class Registre:
    """People and étiquettes of one collectivité, kept in memory for the length of an action. Ask for everything with
    `preparer` first: it then writes in two queries whatever the number of names.

    `portee` are the ids of the collectivités that carry the fiches: their members are recognised too. What is written
    always belongs to `collectivite`, the owner of the fiches."""

    def __init__(self, collectivite: Collectivite, portee: Iterable[int] = ()) -> None:
        self.collectivite = collectivite
        self._comptes = comptes_par_nom(dict.fromkeys([collectivite.pk, *sorted(portee)]))
        self._par_compte: dict[int, Personne] = {}
        self._par_nom: dict[str, Personne] = {}
        for personne in list_personnes_for(collectivite):
            self.retenir(personne)
        self._etiquettes = {(e.genre, e.cle_recherche): e for e in list_etiquettes_for(collectivite)}
        self._ecrites: dict[tuple[str, str], Personne] = {}
        self._nommees: dict[tuple[str, str], Etiquette] = {}

    def retenir(self, personne: Personne) -> None:
        """Who this account or this name is from now on."""
        if personne.utilisateur_id is not None:
            self._par_compte[personne.utilisateur_id] = personne
        else:
            self._par_nom[personne.cle_recherche] = personne

    def reconnaitre(self, citees: Iterable[Personne]) -> None:
        """People whom a fiche names already: each stays who they are, an account among its namesakes too."""
        liste = list(citees)
        for personne in liste:
            if personne.utilisateur_id is not None or personne.collectivite_id != self.collectivite.pk:
                self.retenir(personne)
            if personne.utilisateur_id is not None and [p.nom for p in liste].count(personne.nom) == 1:
                self._ecrites[(personne.nom, "")] = personne

    def retenir_etiquette(self, etiquette: Etiquette) -> None:
        """The same for a name that the fiche cites already."""
        self._etiquettes[(etiquette.genre, etiquette.cle_recherche)] = etiquette

    def preparer(self, personnes: Iterable[tuple[str, str]], etiquettes: Iterable[tuple[str, str]]) -> None:
        """Creates what is missing: `personnes` by (name, e-mail address or nothing), `etiquettes` by (genre, name)."""
        nouvelles: dict[str, Personne] = {}
        for nom, email in dict.fromkeys(personnes):
            if self._connue(nom, email) is None:
                personne = self._nouvelle(nom, email)
                cle = f"u{personne.utilisateur_id}" if personne.utilisateur_id else personne.cle_recherche
                nouvelles.setdefault(cle, personne)
        for personne in Personne.objects.bulk_create(nouvelles.values(), batch_size=500):
            self.retenir(personne)
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

    def personne(self, nom: str, email: str = "") -> Personne:
        """The person of this name, created when unknown; `email` (or an address in place of the name) says who among
        namesakes. A name held by two members is refused."""
        connue = self._ecrites.get((nom, email)) or self._connue(nom, email)
        if connue is None:
            connue = self._nouvelle(nom, email)
            connue.save()
            self.retenir(connue)
        self._ecrites[(nom, email)] = connue
        return connue

    def find_compte(self, nom: str) -> Personne | None:
        """The person of the only account of this name; None when nobody, or several people, have it."""
        membres = self._comptes.get(normaliser(nom), [])
        return self.personne_du_compte(membres[0].utilisateur) if len(membres) == 1 else None

    def find_personne(self, nom: str) -> Personne | None:
        """Who this name is, when it is that of an account or of somebody cited already; nobody is created for a name
        that is neither. A name held by two members is refused."""
        compte = self._compte(nom, "")
        return self.personne_du_compte(compte) if compte is not None else self._par_nom.get(normaliser(nom)[:180])

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
            self.retenir(connue)
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

    def _connue(self, nom: str, email: str) -> Personne | None:
        compte = self._compte(nom, email)
        if compte is not None:
            return self._par_compte.get(compte.pk)
        return self._par_nom.get(normaliser(nom)[:180])

    def _compte(self, nom: str, email: str) -> Utilisateur | None:
        membres = (self._comptes.get(normaliser(email)) if email else None) or self._comptes.get(normaliser(nom), [])
        if len(membres) > 1:
            adresses = " ; ".join(f"{m.utilisateur.email}, {m.collectivite.nom}" for m in membres)
            raise DonneeRefusee(
                f"« {nom} » désigne plusieurs membres ({adresses}) : écrivez son adresse à la place de son nom."
            )
        return membres[0].utilisateur if membres else None

    def _nouvelle(self, nom: str, email: str) -> Personne:
        propre = _propre(nom)
        if not normaliser(propre):
            raise DonneeRefusee("Un nom de personne est vide : écrivez un prénom et un nom.")
        compte = self._compte(propre, email)
        return Personne(
            collectivite=self.collectivite,
            utilisateur=compte,
            nom=(compte.nom_complet if compte else propre)[:NOM_MAX],
            cle_recherche=normaliser(f"{compte.nom} {compte.prenom}" if compte else propre)[:180],
        )


class Registres:
    """A register for each owner, and each set of collectivités that carry fiches with it: members of a partner are
    recognised on the fiches carried with that partner, and on no other."""

    def __init__(self, fiches: Iterable[Fiche]) -> None:
        liste = list(fiches)
        self._portees = portees_of(liste)
        self._proprietaires = Collectivite.objects.in_bulk({fiche.collectivite_id for fiche in liste})
        self._ouverts: dict[tuple[int, frozenset[int]], Registre] = {}

    def registre(self, fiche: Fiche) -> Registre:
        """That of one of the fiches; those that the same collectivités carry share theirs."""
        cle = (fiche.collectivite_id, self._portees[fiche.pk])
        if cle not in self._ouverts:
            self._ouverts[cle] = Registre(self._proprietaires[cle[0]], cle[1])
        return self._ouverts[cle]


def cle_etiquette_de(nom: str) -> str:
    """Key under which two spellings are one name."""
    return normaliser(nom)[:210]


def _propre(nom: str) -> str:
    return " ".join(nom.replace("\0", "").split())
