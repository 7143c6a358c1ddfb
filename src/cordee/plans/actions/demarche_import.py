"""Bringing older PCAET in from the national file (docs/calculs/pcaet.md, « Reprise du fichier national »)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone

from cordee.comptes.models import Utilisateur
from cordee.journal.actions import consigner
from cordee.outils.choix import ChoixTexte
from cordee.outils.dates import jour_long
from cordee.outils.texte import accorder
from cordee.plans.actions.demarche import ecrire, exiger_conduite, verrouiller
from cordee.plans.domain.pcaet import PREMIER_JOUR, REQUISES, EtatPcaet, Faute, InstanceAvis, SensAvis, echeance_avis
from cordee.plans.domain.pcaet.lecture_entete import TEXTES, EnteteLue, LectureEntetes
from cordee.plans.models import AvisDemarche, DemarchePcaet
from cordee.plans.queries.demarche import demarche_active_of, demarches_importees_of, membres_porteurs_of
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger
from cordee.territoires.models import Collectivite

FAUTES_MAX = 30
AVIS = {InstanceAvis.PREFET: "avis_etat_le", InstanceAvis.REGION: "avis_region_le"}
"""Opinions of which the file gives the date."""


class Sort(ChoixTexte):
    """What an import does of a row."""

    NOUVELLE = "nouvelle", "À créer"
    CHANGEE = "changee", "À mettre à jour"
    INCHANGEE = "inchangee", "Déjà à jour"
    D_ICI = "d_ici", "Conduite ici, laissée"


@dataclass(frozen=True, slots=True)
class LigneImportee:
    """A row, what it would do, the columns that change (name, before, after), and what is left out of it."""

    entete: EnteteLue
    sort: Sort
    demarche: DemarchePcaet | None
    changements: tuple[tuple[str, str, str], ...] = ()
    remarques: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ApercuImport:
    """What an import would do; with faults, it does nothing."""

    lignes: Sequence[LigneImportee]
    fautes: Sequence[Faute]

    @property
    def phrases(self) -> list[str]:
        """The faults, at most FAUTES_MAX, each at its place."""
        dites = [str(faute) for faute in self.fautes[:FAUTES_MAX]]
        reste = len(self.fautes) - len(dites)
        return [*dites, *([f"Et {reste} {accorder(reste, 'autre erreur', 'autres erreurs')}."] if reste else [])]

    def compter(self, sort: Sort) -> int:
        """Rows that have this fate."""
        return sum(ligne.sort is sort for ligne in self.lignes)

    @property
    def ecrit(self) -> bool:
        """Whether importing would write something."""
        return not self.fautes and any(ligne.sort in {Sort.NOUVELLE, Sort.CHANGEE} for ligne in self.lignes)


def previsualiser_import(collectivite: Collectivite, lecture: LectureEntetes) -> ApercuImport:
    """What the rows would do in the collectivité. A row is known again by its number; one that this installation
    exported and that is conducted here is left as it is. Three queries, whatever the number of rows."""
    par_numero, d_ici = demarches_importees_of(collectivite)
    membres = {membre.siren: membre for membre in membres_porteurs_of(collectivite)}
    lignes = [_juger(entete, collectivite, membres, par_numero, d_ici) for entete in lecture.entetes]
    fautes = [*lecture.fautes, *_actives_en_trop(collectivite, lignes)]
    return ApercuImport(lignes, sorted(fautes, key=lambda faute: faute.ligne))


def _juger(
    entete: EnteteLue,
    collectivite: Collectivite,
    membres: Mapping[str, Collectivite],
    par_numero: Mapping[str, DemarchePcaet],
    d_ici: Mapping[str, DemarchePcaet],
) -> LigneImportee:
    ailleurs = [siren for siren in entete.sirens if siren != collectivite.siren and siren not in membres]
    remarques = (f"Pas reprises, faute d'être membres ici : {', '.join(ailleurs)}.",) if ailleurs else ()
    connue = par_numero.get(entete.identifiant)
    if connue is None:
        sienne = d_ici.get(entete.identifiant) if entete.de_cordee else None
        sort = Sort.D_ICI if sienne is not None and sienne.nom == entete.nom else Sort.NOUVELLE
        return LigneImportee(entete, sort, sienne if sort is Sort.D_ICI else None, (), remarques)
    changements = tuple(_changements(connue, entete))
    return LigneImportee(entete, Sort.CHANGEE if changements else Sort.INCHANGEE, connue, changements, remarques)


def _changements(demarche: DemarchePcaet, entete: EnteteLue) -> list[tuple[str, str, str]]:
    """Columns that the row would change. What happened here since the import (state, dates of the steps) stays."""
    trouves = []
    for nom, valeur in _colonnes(entete).items():
        if nom in ETAPES or (avant := getattr(demarche, nom)) == valeur:
            continue
        libelle = str(getattr(DemarchePcaet._meta.get_field(nom), "verbose_name", nom))
        trouves.append((libelle, _dire(avant), _dire(valeur)))
    return trouves


def _dire(valeur: object) -> str:
    return jour_long(valeur) if isinstance(valeur, date) else "" if valeur is None else str(valeur)


def _actives_en_trop(collectivite: Collectivite, lignes: Sequence[LigneImportee]) -> list[Faute]:
    """One démarche is not adopted yet, at most."""
    actives = [ligne for ligne in lignes if ligne.sort is Sort.NOUVELLE and ligne.entete.etat.est_active]
    ici = demarche_active_of(collectivite) if actives else None
    phrase = "une seule démarche n'est pas encore adoptée à la fois"
    if ici is not None:
        return [
            Faute(un.entete.ligne, "", f"{phrase}, et « {ici.nom} » l'est ici : retirez la ligne.") for un in actives
        ]
    if len(actives) < 2:
        return []
    phrase += f", et la ligne {actives[0].entete.ligne} l'est : retirez-en une."
    return [Faute(un.entete.ligne, "", phrase) for un in actives[1:]]


ETAPES = ("etat", "hors_plateforme", "transmis_le", "echeance_avis", "adopte_le")
"""Columns that the steps write: read when a démarche is created, never afterwards."""


def _colonnes(entete: EnteteLue) -> dict[str, Any]:
    """Columns of a démarche, but for who carries it."""
    recu = entete.jours["recu_le"]
    return {
        **{nom: entete.textes[nom] for nom in TEXTES},
        "lance_le": entete.jours["lancement"],
        "population": entete.population,
        "obligation": str(entete.obligation) if entete.obligation is not None else "",
        "etat": str(entete.etat),
        "hors_plateforme": recu is not None,
        "transmis_le": recu,
        "echeance_avis": echeance_avis(recu) if recu is not None else None,
        "adopte_le": entete.jours["adoption"],
    }


@transaction.atomic
def importer_entetes(
    collectivite: Collectivite, lecture: LectureEntetes, *, par: Utilisateur, le: datetime
) -> ApercuImport:
    """Writes every row, or none when one has a fault. Returns what was done."""
    exiger(par, "plans.ouvrir_demarche", collectivite)
    Collectivite.objects.select_for_update().get(pk=collectivite.pk)
    apercu = previsualiser_import(collectivite, lecture)
    if apercu.fautes:
        raise DonneeRefusee(*apercu.phrases)
    membres = {membre.siren: membre for membre in membres_porteurs_of(collectivite)}
    for ligne in apercu.lignes:
        porteuses = [membres[siren] for siren in ligne.entete.sirens if siren in membres]
        if ligne.sort is Sort.NOUVELLE:
            _creer(collectivite, ligne.entete, porteuses, par=par, le=le)
        elif ligne.sort is Sort.CHANGEE and ligne.demarche is not None:
            _mettre_a_jour(ligne, par=par, le=le)
    return apercu


def _instant(jour: date | None, sinon: datetime) -> datetime:
    """Noon of a day, in Paris: its date is the same everywhere in Europe."""
    return timezone.make_aware(datetime.combine(jour, time(12))) if jour is not None else sinon


def _creer(
    collectivite: Collectivite, entete: EnteteLue, porteuses: list[Collectivite], *, par: Utilisateur, le: datetime
) -> None:
    demarche = DemarchePcaet.objects.create(
        collectivite=collectivite,
        numero_national=entete.identifiant,
        cree_le=_instant(entete.jours["creation"], le),
        cree_par=par,
        modifie_le=_instant(entete.jours["modification"], le),
        modifie_par=par,
        **_colonnes(entete),
    )
    demarche.coporteuses.set(porteuses)
    AvisDemarche.objects.bulk_create(_avis(demarche, entete))
    resume = f"A repris la démarche « {demarche.nom} » du fichier national (n° {entete.identifiant})"
    consigner(demarche, "plans.importer_pcaet", resume, par=par, le=le, collectivite_id=collectivite.pk)


def _avis(demarche: DemarchePcaet, entete: EnteteLue) -> list[AvisDemarche]:
    """The opinions of which the file gives the date; while they are awaited, all three."""
    recu = entete.jours["recu_le"]
    attendus = recu is not None and entete.etat in {EtatPcaet.TRANSMIS, EtatPcaet.INSTRUIT}
    avis = []
    for instance in REQUISES:
        rendu = entete.jours[AVIS[instance]] if instance in AVIS else None
        if rendu is None and not attendus:
            continue
        avis.append(
            AvisDemarche(
                demarche=demarche,
                instance=str(instance),
                demande_le=recu,
                rendu_le=rendu,
                echeance=instance.echeance(recu) if recu is not None else None,
                sens=str(SensAvis.NON_PRECISE) if rendu is not None else "",
            )
        )
    return avis


def _mettre_a_jour(ligne: LigneImportee, *, par: Utilisateur, le: datetime) -> None:
    assert ligne.demarche is not None
    ici = verrouiller(ligne.demarche)
    valeurs = {nom: valeur for nom, valeur in _colonnes(ligne.entete).items() if nom not in ETAPES}
    for nom, valeur in valeurs.items():
        setattr(ici, nom, valeur)
    ici.save(update_fields=list(valeurs))
    resume = f"A mis à jour la démarche « {ici.nom} » depuis le fichier national"
    champs = [libelle for libelle, _, _ in ligne.changements]
    ecrire(ici, "plans.importer_pcaet", resume, par=par, le=le, champs=champs)
    ici.modifie_le = _instant(ligne.entete.jours["modification"], le)
    ici.save(update_fields=["modifie_le"])


@transaction.atomic
def dater_adoption(demarche: DemarchePcaet, adopte_le: date, *, par: Utilisateur, le: datetime) -> DemarchePcaet:
    """Says when a plan that was imported as adopted was: the national file does not. Its reports are counted from that
    day."""
    exiger_conduite(par, demarche)
    ici = verrouiller(demarche)
    if ici.adopte_le is not None or not ici.etat_lisible.publiable:
        raise DonneeRefusee("La date d'adoption s'écrit à l'étape « Adopter ».")
    if adopte_le > timezone.localdate(le):
        raise DonneeRefusee("La date d'adoption est à venir : donnez celle de la délibération.")
    premier = ici.transmis_le or ici.lance_le or PREMIER_JOUR
    if adopte_le < premier:
        raise DonneeRefusee(f"Le plan n'a pas pu être adopté avant le {jour_long(premier)}.")
    ici.adopte_le = adopte_le
    ici.save(update_fields=["adopte_le"])
    phrase = f"A dit que le plan fut adopté le {jour_long(adopte_le)}"
    ecrire(ici, "plans.dater_adoption", phrase, par=par, le=le, adopte_le=adopte_le.isoformat())
    return ici
