"""The rows around the fiches that are written in bulk: people, actors, money, effects, indicators, links."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.db.models import Model, Q

from cordee.comptes.models import Utilisateur
from cordee.documents.models import Document
from cordee.indicateurs.models import Indicateur, Valeur
from cordee.outils.texte import normaliser
from cordee.plans.actions.inscription_champs import ChampsDeDestination
from cordee.plans.actions.inscription_citees import CiteesDesCopies
from cordee.plans.actions.inscription_echanges import Echanges, signer
from cordee.plans.actions.registre import Registre, Registres
from cordee.plans.domain.fiche import FicheComplete, IndicateurCite
from cordee.plans.domain.listes import GenreEtiquette
from cordee.plans.models import (
    Acteur,
    Classement,
    Evaluation,
    Fiche,
    FicheDocument,
    FicheIndicateur,
    FicheMesure,
    FichePersonne,
    Financement,
    Impact,
    LienFiche,
    LigneBudget,
    Note,
    ObjectifChiffre,
    Reference,
)
from cordee.plans.queries.indicateurs import indicateurs_par_cle, nouvel_indicateur
from cordee.referentiels.models import Mesure
from cordee.referentiels.queries.ecriture import Ecriture
from cordee.territoires.models import Collectivite

LOT = 500


class Resolution:
    """Every name and code of the fiches, found or created before anything is written."""

    def __init__(
        self,
        collectivite: Collectivite,
        fiches: Iterable[FicheComplete],
        *,
        par: Utilisateur,
        le: datetime,
        connues: Mapping[int, Fiche] | None = None,
        plans: Collection[int] = (),
    ) -> None:
        """`plans`: those where the fiches are placed. `connues`: by `id` of a fiche read, the saved one that it
        completes or that is above it; names are then those of its owner, and the members of those who carry it are
        recognised."""
        toutes = list(fiches)
        self.champs = ChampsDeDestination(collectivite, plans)
        self.collectivite = collectivite
        self._connues = connues or {}
        self._registres = Registres(self._connues.values()) if self._connues else None
        self._registre = Registre(collectivite)
        par_registre: dict[int, tuple[Registre, list[FicheComplete]]] = {}
        for fiche in toutes:
            registre = self.registre(fiche)
            par_registre.setdefault(id(registre), (registre, []))[1].append(fiche)
        for registre, lues in par_registre.values():
            registre.preparer(
                ((personne.nom, personne.email) for fiche in lues for personne in fiche.personnes),
                [
                    *((acteur.role.genre, acteur.nom) for fiche in lues for acteur in fiche.acteurs),
                    *((GenreEtiquette.FINANCEUR, f.financeur) for fiche in lues for f in fiche.financements),
                ],
            )
        codes = {code for fiche in toutes for code in fiche.mesures}
        self._mesures = dict(Mesure.objects.filter(code__in=codes).values_list("code", "referentiel_id"))
        chez = {collectivite.pk, *(fiche.collectivite_id for fiche in self._connues.values())}
        self._ecriture = Ecriture(par, chez) if codes else None
        self.communes = self._trouver_communes({nom for fiche in toutes for nom in fiche.communes})
        self.indicateurs = self._trouver_indicateurs([i for fiche in toutes for i in fiche.indicateurs], le)

    def registre(self, complete: FicheComplete) -> Registre:
        """People and étiquettes that this fiche may cite."""
        connue = self._connues.get(id(complete))
        return self._registre if connue is None or self._registres is None else self._registres.registre(connue)

    def mesures(self, complete: FicheComplete) -> list[str]:
        """Codes of the mesures that this fiche serves, each once: those that exist, in référentiels where the person
        writes for the collectivité of the fiche. The others are left out."""
        if self._ecriture is None:
            return []
        connue = self._connues.get(id(complete))
        chez = connue.collectivite_id if connue is not None else self.collectivite.pk
        existants = [code for code in dict.fromkeys(complete.mesures) if code in self._mesures]
        return [code for code in existants if not self._ecriture.refus(chez, self._mesures[code])]

    def _trouver_communes(self, noms: set[str]) -> dict[str, Collectivite]:
        if not noms:
            return {}
        cles = {normaliser(nom) for nom in noms}
        dans = Q(appartenances__groupement=self.collectivite) | Q(
            appartenances__groupement__appartenances__groupement=self.collectivite
        )
        trouvees = Collectivite.objects.filter(dans | Q(pk=self.collectivite.pk), cle_recherche__in=cles).distinct()
        return {c.cle_recherche: c for c in trouvees}

    def _trouver_indicateurs(self, cites: list[IndicateurCite], le: datetime) -> dict[str, Indicateur]:
        """Indicators by key, the missing ones created for the collectivité."""
        connus = indicateurs_par_cle(self.collectivite, cites)
        nouveaux: dict[str, Indicateur] = {}
        for cite in cites:
            if _connu(connus, cite) is None and (cle := normaliser(cite.nom)[:320]) not in nouveaux:
                nouveaux[cle] = nouvel_indicateur(self.collectivite, cite, le)
        for indicateur in Indicateur.objects.bulk_create(nouveaux.values(), batch_size=LOT):
            connus[indicateur.cle_titre] = indicateur
        return connus

    def indicateur(self, cite: IndicateurCite) -> Indicateur:
        """The indicator that the fiche cites."""
        trouve = _connu(self.indicateurs, cite)
        assert trouve is not None
        return trouve


def _connu(connus: Mapping[str, Indicateur], cite: IndicateurCite) -> Indicateur | None:
    if cite.identifiant and cite.identifiant in connus:
        return connus[cite.identifiant]
    return connus.get(normaliser(cite.nom)[:320])


class Lignes:
    """Rows gathered fiche by fiche, written together."""

    def __init__(self, resolution: Resolution, *, par: Utilisateur, le: datetime) -> None:
        self.resolution, self.par, self.le = resolution, par, le
        self._rangees: dict[type[Model], list[Model]] = {}
        self._completes: list[tuple[Fiche, FicheComplete]] = []
        self.echanges = Echanges(resolution.collectivite, par=par, le=le)

    def _noter(self, *rangees: Model) -> None:
        for rangee in rangees:
            self._rangees.setdefault(type(rangee), []).append(rangee)

    def ajouter(self, fiche: Fiche, complete: FicheComplete, lue: FicheComplete | None = None) -> None:
        """Everything that surrounds one fiche; doubles inside the fiche count once. `lue` is the fiche as the file says
        it, when `complete` holds only what changes."""
        self._completes.append((fiche, complete))
        self._ajouter_noms(fiche, complete)
        self._ajouter_effets(fiche, complete)
        self._ajouter_argent(fiche, complete)
        self._ajouter_cadre(fiche, complete)
        self._ajouter_suivi(fiche, complete)
        self._noter(*self.resolution.champs.rangees(fiche, complete))
        self.echanges.ajouter(fiche, complete, lue.commentaires if lue is not None else ())

    def _ajouter_noms(self, fiche: Fiche, complete: FicheComplete) -> None:
        registre = self.resolution.registre(complete)
        personnes = {(registre.personne(p.nom, p.email).pk, str(p.role)): None for p in complete.personnes}
        self._noter(*(FichePersonne(fiche_id=fiche.pk, personne_id=pk, role=role) for pk, role in personnes))
        acteurs = {(registre.etiquette(a.role.genre, a.nom).pk, str(a.role)): None for a in complete.acteurs}
        self._noter(*(Acteur(fiche_id=fiche.pk, etiquette_id=pk, role=role) for pk, role in acteurs))
        for genre, codes in complete.classements.items():
            self._noter(*(Classement(fiche_id=fiche.pk, genre=genre, code=code) for code in dict.fromkeys(codes)))
        mesures = self.resolution.mesures(complete)
        self._noter(*(FicheMesure(fiche_id=fiche.pk, mesure_id=code) for code in mesures))
        communes = {
            c.pk for nom in complete.communes if (c := self.resolution.communes.get(normaliser(nom))) is not None
        }
        self._noter(*(Fiche.communes.through(fiche_id=fiche.pk, collectivite_id=pk) for pk in sorted(communes)))

    def _ajouter_effets(self, fiche: Fiche, complete: FicheComplete) -> None:
        for rang, objectif in enumerate(complete.objectifs_chiffres):
            self._noter(
                ObjectifChiffre(
                    fiche_id=fiche.pk, libelle=objectif.libelle[:300], valeur=objectif.valeur,
                    unite=objectif.unite[:40], echeance=objectif.echeance, position=rang,
                )
            )  # fmt: skip
        for impact in {i.domaine: i for i in complete.impacts}.values():
            self._noter(
                Impact(
                    fiche_id=fiche.pk, domaine=impact.domaine, niveau=impact.niveau, valeur=impact.valeur,
                    unite=impact.unite[:40], horizon=impact.horizon, commentaire=impact.commentaire[:500],
                    sens=impact.sens or "", methode=impact.methode[:300], incertitude=impact.incertitude or "",
                )
            )  # fmt: skip

    def _ajouter_argent(self, fiche: Fiche, complete: FicheComplete) -> None:
        for ligne in {(b.type, b.unite, b.annee): b for b in complete.budgets}.values():
            self._noter(
                LigneBudget(
                    fiche_id=fiche.pk, type=ligne.type, unite=ligne.unite, annee=ligne.annee, prevu=ligne.prevu,
                    reel=ligne.reel, prevu_max=ligne.prevu_max, est_etale=bool(ligne.est_etale),
                )
            )  # fmt: skip
        for f in complete.financements:
            financeur = self.resolution.registre(complete).etiquette(GenreEtiquette.FINANCEUR, f.financeur)
            self._noter(
                Financement(
                    fiche_id=fiche.pk, financeur_id=financeur.pk, dispositif=f.dispositif[:200], montant=f.montant,
                    base=f.base, taux=f.taux, statut=f.statut, annee=f.annee, demande_le=f.demande_le,
                    decision_le=f.decision_le, verse_le=f.verse_le, aide=f.aide,
                )
            )  # fmt: skip

    def _ajouter_cadre(self, fiche: Fiche, complete: FicheComplete) -> None:
        for rang, citee in enumerate(complete.references):
            self._noter(
                Reference(
                    fiche_id=fiche.pk, type=citee.type, titre=citee.titre[:300], article=citee.article[:200],
                    adresse=citee.adresse[:1000], position=rang,
                )
            )  # fmt: skip
        for conclue in complete.evaluations:
            self._noter(
                Evaluation(
                    fiche_id=fiche.pk, periode=conclue.periode, date=conclue.date,
                    appreciation=conclue.appreciation or "", resultat=conclue.resultat, suites=conclue.suites,
                )
            )  # fmt: skip

    def _ajouter_suivi(self, fiche: Fiche, complete: FicheComplete) -> None:
        deja: set[int] = set()
        for rang, cite in enumerate(complete.indicateurs):
            indicateur = self.resolution.indicateur(cite)
            if indicateur.pk in deja:
                continue
            deja.add(indicateur.pk)
            self._noter(
                FicheIndicateur(
                    fiche_id=fiche.pk, indicateur_id=indicateur.pk, nature=cite.nature, cible=cite.cible,
                    annee_cible=cite.annee_cible, frequence=cite.frequence or "", source=cite.source[:200],
                    responsable=cite.responsable[:170], mesure_avancement=bool(cite.mesure_avancement), position=rang,
                )
            )  # fmt: skip
        for note in complete.notes:
            self._noter(
                Note(
                    fiche_id=fiche.pk, date=note.date, texte=note.texte, **signer(note.auteur, self.par),
                    cree_le=self.le, modifie_le=self.le,
                )
            )  # fmt: skip

    def ecrire(self) -> None:
        """Writes every row gathered, a table at a time."""
        for modele, rangees in self._rangees.items():
            modele._default_manager.bulk_create(rangees, batch_size=LOT)
        self.echanges.ecrire_commentaires()
        self._ecrire_valeurs()
        self._ecrire_documents()

    def _ecrire_valeurs(self) -> None:
        """Yearly results and objectives that the fiches bring; a value already there stays."""
        valeurs: dict[tuple[int, int], Valeur] = {}
        for _, complete in self._completes:
            for cite in complete.indicateurs:
                pk = self.resolution.indicateur(cite).pk
                for annee, resultat in cite.resultats:
                    self._valeur(valeurs, pk, annee).resultat = resultat
                for annee, objectif in cite.objectifs:
                    self._valeur(valeurs, pk, annee).objectif = objectif
        Valeur.objects.bulk_create(valeurs.values(), batch_size=LOT, ignore_conflicts=True)

    def _valeur(self, valeurs: dict[tuple[int, int], Valeur], indicateur: int, annee: int) -> Valeur:
        cle = (indicateur, annee)
        if cle not in valeurs:
            valeurs[cle] = Valeur(
                collectivite=self.resolution.collectivite,
                indicateur_id=indicateur,
                date_valeur=f"{annee:04d}-01-01",
                created_at=self.le,
                modified_at=self.le,
            )
        return valeurs[cle]

    def _ecrire_documents(self) -> None:
        """Links cited by the fiches become documents of the collectivité, each address once."""
        liens = [
            (fiche, document) for fiche, complete in self._completes for document in complete.documents
            if document.adresse
        ]  # fmt: skip
        if not liens:
            return
        adresses = {document.adresse: document.nom for _, document in liens}
        connus = {
            d.adresse: d
            for d in Document.objects.filter(collectivite=self.resolution.collectivite, adresse__in=list(adresses))
        }
        nouveaux = [
            Document(
                collectivite=self.resolution.collectivite, nom=(nom or adresse)[:200], adresse=adresse,
                cle_recherche=normaliser(nom or adresse)[:220], depose_par=self.par, depose_le=self.le,
            )
            for adresse, nom in adresses.items()
            if adresse not in connus
        ]  # fmt: skip
        connus |= {d.adresse: d for d in Document.objects.bulk_create(nouveaux, batch_size=LOT)}
        paires = {(fiche.pk, connus[document.adresse].pk): None for fiche, document in liens}
        FicheDocument.objects.bulk_create(
            [
                FicheDocument(fiche_id=fiche, document_id=document, ajoute_par=self.par, ajoute_le=self.le)
                for fiche, document in paires
            ],
            batch_size=LOT,
        )

    def lier(self, objets: Mapping[int, Fiche]) -> None:
        """Links of the fiches just written: those of copies follow identity; those of a file are found by code, else
        by title, among them, else in the collectivité, as are the fiches that blocages wait for."""
        self.echanges.ecrire_blocages(objets)
        if not any(complete.liens for _, complete in self._completes):
            return
        voulus = [lien for _, complete in self._completes for lien in complete.liens]
        copies = {complete.ref: fiche.pk for fiche, complete in self._completes if complete.ref is not None}
        citees = CiteesDesCopies(objets, copies, voulus, self.resolution.collectivite)
        paires: dict[tuple[int, int, str], int] = {}
        for fiche, complete in self._completes:
            for lien in complete.liens:
                autre = citees.trouver(lien)
                if autre is None or autre == fiche.pk:
                    continue
                de, vers = (autre, fiche.pk) if lien.entrant else (fiche.pk, autre)
                if not lien.type.est_dependance:
                    de, vers = min(de, vers), max(de, vers)
                paires[(de, vers, str(lien.type))] = lien.decalage
        LienFiche.objects.bulk_create(
            [
                LienFiche(de_id=de, vers_id=vers, type=genre, decalage=decalage)
                for (de, vers, genre), decalage in paires.items()
            ],
            batch_size=LOT,
            ignore_conflicts=True,
        )
