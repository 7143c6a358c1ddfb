"""Loading the French EPCI and communes from the file bundled with the program."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from django.db import transaction

from cordee.comptes.models import Utilisateur
from cordee.journal.actions import consigner
from cordee.outils.texte import normaliser
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus
from cordee.territoires.domain.fichier_collectivites import (
    CommuneLue,
    EpciLu,
    FichierCollectivites,
    FichierIllisible,
    lire_collectivites,
)
from cordee.territoires.domain.identite import drom_de_region
from cordee.territoires.domain.nom_court import abreger_nom
from cordee.territoires.enums import Nature
from cordee.territoires.models import Appartenance, Collectivite

FICHIER = Path(__file__).resolve().parents[1] / "donnees" / "collectivites.json.gz"
_LOT = 500


class Etat(NamedTuple):
    """What the file says of a collectivité, under the names of its columns. `dans_aire_urbaine` and `fictive` are not
    here: the file never touches them."""

    nom: str
    nom_court: str
    cle_recherche: str
    nature: str
    nature_insee: str
    code_insee: str
    population: int | None
    departements: str
    region: str
    drom: bool | None


@dataclass(frozen=True, slots=True)
class Bilan:
    """What a loading changed."""

    millesime: int
    epci_crees: int = 0
    epci_modifies: int = 0
    communes_creees: int = 0
    communes_modifiees: int = 0
    rattachements: int = 0
    detachements: int = 0

    @property
    def vide(self) -> bool:
        """Whether everything was already as in the file: then nothing was written, not even in the audit trail."""
        return not any(nombre for champ, nombre in asdict(self).items() if champ != "millesime")


def charger_collectivites(
    *, par: Utilisateur | None, le: datetime, fichier: Path | None = None, avec_communes: bool = True
) -> Bilan:
    """Creates or updates the EPCI (and communes) of the file, the bundled one by default; idempotent.

    Ids are stable and nothing is deleted: an EPCI that vanished from the list keeps its data. A short name changed by
    hand stays. A commune leaves an EPCI only when the file puts it in another one; its links to other groupements
    (PETR…) are not looked at. Raises Refus when `par` does not run the installation, DonneeRefusee when the file cannot
    be read.
    """
    if par is not None and not (par.is_active and par.is_superuser):
        raise Refus("Seule la personne qui administre l'installation peut charger la liste des collectivités.")
    contenu = _lire(fichier or FICHIER)
    with transaction.atomic():
        ids, nombres = _ecrire_collectivites(_etats(contenu, avec_communes=avec_communes))
        rattachements, detachements = _synchroniser_communes(contenu, ids) if avec_communes else (0, 0)
        bilan = Bilan(contenu.millesime, **nombres, rattachements=rattachements, detachements=detachements)
        if not bilan.vide:
            consigner(
                Collectivite(pk=ids[contenu.epci[0].siren]),
                "territoires.charger_collectivites",
                f"A chargé la liste {contenu.millesime} des collectivités (nouveaux EPCI : {bilan.epci_crees}, "
                f"modifiés : {bilan.epci_modifies} ; nouvelles communes : {bilan.communes_creees}, modifiées : "
                f"{bilan.communes_modifiees} ; rattachements : {rattachements}, détachements : {detachements})",
                par=par,
                le=le,
                details=asdict(bilan),
            )
    return bilan


def _lire(fichier: Path) -> FichierCollectivites:
    try:
        return lire_collectivites(fichier.read_bytes())
    except FileNotFoundError as erreur:
        raise DonneeRefusee(f"Le fichier « {fichier} » n'existe pas.") from erreur
    except OSError as erreur:
        raise DonneeRefusee(f"Impossible de lire « {fichier} » : {erreur.strerror}.") from erreur
    except FichierIllisible as erreur:
        raise DonneeRefusee(f"« {fichier} » : {erreur}") from erreur


def _etats(contenu: FichierCollectivites, *, avec_communes: bool) -> dict[str, Etat]:
    """State of each collectivité of the file, by SIREN."""
    etats = {epci.siren: _etat_epci(epci) for epci in contenu.epci}
    if avec_communes:
        etats.update((commune.siren, _etat_commune(commune)) for commune in contenu.communes)
    return etats


def _etat_epci(epci: EpciLu) -> Etat:
    return Etat(
        nom=epci.nom,
        nom_court=abreger_nom(epci.nom),
        cle_recherche=normaliser(epci.nom),
        nature=Nature.EPCI.value,
        nature_insee=epci.nature_insee,
        code_insee="",
        population=epci.population,
        departements=",".join(epci.departements),
        region=epci.region,
        drom=epci.drom,
    )


def _etat_commune(commune: CommuneLue) -> Etat:
    return Etat(
        nom=commune.nom,
        nom_court="",
        cle_recherche=normaliser(commune.nom),
        nature=Nature.COMMUNE.value,
        nature_insee="",
        code_insee=commune.code_insee,
        population=commune.population,
        departements=commune.departement,
        region=commune.region,
        drom=drom_de_region(commune.region),
    )


def _ecrire_collectivites(etats: Mapping[str, Etat]) -> tuple[dict[str, int], dict[str, int]]:
    """Inserts or updates, in one statement per batch, the rows that differ from the file. Returns the ids by SIREN of
    everything in the database, and the counts of the Bilan."""
    lignes = Collectivite.objects.select_for_update(no_key=True).values_list("siren", "pk", *Etat._fields)
    ids: dict[str, int] = {}
    connus: dict[str, Etat] = {}
    for siren, pk, *colonnes in lignes.order_by():
        ids[siren] = pk
        connus[siren] = Etat(*colonnes)
    a_ecrire: list[Collectivite] = []
    nombres = {"epci_crees": 0, "epci_modifies": 0, "communes_creees": 0, "communes_modifiees": 0}
    for siren, lu in etats.items():
        connu = connus.get(siren)
        etat = lu if connu is None else _garder_nom_court(connu, lu)
        if etat != connu:
            a_ecrire.append(Collectivite(siren=siren, **etat._asdict()))
            nombres[_compteur(etat, cree=connu is None)] += 1
    Collectivite.objects.bulk_create(
        a_ecrire, update_conflicts=True, unique_fields=["siren"], update_fields=Etat._fields
    )
    ids.update((collectivite.siren, collectivite.pk) for collectivite in a_ecrire)
    return ids, nombres


def _garder_nom_court(connu: Etat, lu: Etat) -> Etat:
    """The short name follows the name only while it is the one that we had computed from it."""
    if connu.nom_court == lu.nom_court:
        return lu
    calcule = abreger_nom(connu.nom) if connu.nature == Nature.EPCI else ""
    return lu if connu.nom_court == calcule else lu._replace(nom_court=connu.nom_court)


def _compteur(etat: Etat, *, cree: bool) -> str:
    if etat.nature == Nature.EPCI:
        return "epci_crees" if cree else "epci_modifies"
    return "communes_creees" if cree else "communes_modifiees"


def _synchroniser_communes(contenu: FichierCollectivites, ids: Mapping[str, int]) -> tuple[int, int]:
    """Puts each commune in the EPCI that the file gives it. Returns how many links were added and removed.

    A fictitious EPCI that the list does not know is left alone: its communes were put there on purpose.
    """
    attendus = {ids[commune.siren]: ids[epci.siren] for epci in contenu.epci for commune in epci.communes}
    manquants = set(attendus.items())
    officiels = {ids[epci.siren] for epci in contenu.epci}
    retires: list[int] = []
    # No join: in the transaction of a first load, PostgreSQL knows nothing yet of the sizes and would loop for minutes.
    fictifs = dict(Collectivite.objects.filter(nature=Nature.EPCI).values_list("pk", "fictive"))
    for pk, membre, groupement in Appartenance.objects.values_list("pk", "membre_id", "groupement_id"):
        if (membre, groupement) in manquants:
            manquants.discard((membre, groupement))
        elif attendus.get(membre, groupement) != groupement and (
            groupement in officiels or not fictifs.get(groupement, True)
        ):
            retires.append(pk)
    for debut in range(0, len(retires), _LOT):
        Appartenance.objects.filter(pk__in=retires[debut : debut + _LOT]).delete()
    Appartenance.objects.bulk_create(
        Appartenance(membre_id=membre, groupement_id=groupement) for membre, groupement in sorted(manquants)
    )
    return len(manquants), len(retires)
