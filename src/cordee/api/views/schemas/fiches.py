"""What routes of fiches take and give."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictFloat, StrictInt, create_model

from cordee.api.views.schemas.communs import Nomme, Page
from cordee.api.views.schemas.objets import Base, FicheObjet, Nombre
from cordee.outils.nombres import formater
from cordee.plans.domain.champs import CHAMPS, Champ
from cordee.plans.domain.listes import BaseMontant, StatutFiche, StatutFinancement, TypeBudget, UniteBudget

Jour = date  # a key of the same name would hide the type
STATUTS = ", ".join(str(statut.value) for statut in StatutFiche)


class Montant(Base):
    """A planned amount, settled (`bas` = `haut`) or not."""

    bas: Nombre = Field(examples=[100000])
    haut: Nombre = Field(examples=[120000])
    base: str = Field(description="ht ou ttc.", examples=["ht"])


class LigneVue(Base):
    """A fiche as a list shows it."""

    id: int = Field(examples=[128])
    version: int = Field(description="Grandit à chaque changement ; sert à If-Match.", examples=[12])
    siren: str = Field(description="La collectivité propriétaire.", examples=["299900019"])
    code: str = Field(examples=["2.1.3"])
    titre: str = Field(examples=["Aménager la voie verte de la vallée"])
    parente: int | None = Field(None, description="La fiche qu'elle détaille, pour une sous-fiche.", examples=[None])
    statut: str | None = Field(description=f"{STATUTS}, ou null.", examples=["en_cours"])
    priorite: str | None = Field(examples=["elevee"])
    debut: date | None = Field(examples=["2026-01-05"])
    fin: date | None = Field(examples=["2027-06-30"])
    avancement: float | None = Field(
        description="En pour cent, calculé avec ses sous-fiches ; null pour une fiche abandonnée.", examples=[40.0]
    )
    jours_de_retard: int = Field(examples=[0])
    sous_fiches: int = Field(description="Nombre de sous-fiches, sans les abandonnées.", examples=[3])
    sous_fiches_realisees: int = Field(examples=[1])
    confidentiel: bool = Field(examples=[False])
    pilotes: list[str] = Field(examples=[["Camille Roux"]])
    referents: list[str] = Field(description="Élus référents.", examples=[[]])
    services: list[str] = Field(examples=[["Mobilités"]])
    etiquettes: list[str] = Field(examples=[[]])
    mesures: list[str] = Field(description="Mesures des référentiels servies.", examples=[["cae_4.1.1"]])
    plans: list[str] = Field(
        description="Noms des plans où elle est, parmi ceux que la clé voit.", examples=[["PCAET"]]
    )
    prevu: Montant | None
    a_completer: list[str] = Field(description="Champs essentiels encore vides.", examples=[["description"]])
    champs_a_completer: list[str] = Field(
        description="Champs de la collectivité ou de ses plans attendus, et encore vides.", examples=[[]]
    )
    cree_le: datetime = Field(examples=["2026-01-05T09:00:00+01:00"])
    modifie_le: datetime = Field(examples=["2026-11-03T14:20:00+01:00"])
    adresse: str = Field(description="La page de la fiche.", examples=["/t/299900019/plans/fiches/128/"])
    fiche: FicheObjet | None = Field(  # type: ignore[valid-type]
        None, description="La fiche entière, quand `complet=true` est demandé ; sinon null.", examples=[None]
    )


class Supprimee(Base):
    """A fiche deleted since the instant given."""

    id: int = Field(examples=[131])
    supprimee_le: datetime = Field(examples=["2026-11-02T10:00:00+01:00"])


class PageFiches(Page[LigneVue]):
    """A page of fiches."""

    supprimees: list[Supprimee] = Field(
        description="Avec `modifiees_depuis`, sur la première page : les fiches supprimées depuis. Vide sinon."
    )
    reprendre_depuis: datetime = Field(
        description="À redonner comme `modifiees_depuis` la fois suivante.", examples=["2026-11-29T08:00:00+01:00"]
    )


class Identifiants(Base):
    """Every fiche that the key sees."""

    identifiants: list[int] = Field(examples=[[128, 129, 140]])


class Emplacement(Base):
    """Where a fiche is."""

    id: int = Field(examples=[77])
    plan: Nomme
    axe: Nomme | None = Field(description="null à la racine du plan.", examples=[None])
    rang: int = Field(description="À partir de 0.", examples=[0])


class DroitsSurFiche(Base):
    """What the key may do to this fiche."""

    modifier: bool = Field(examples=[True])
    placer: bool = Field(examples=[True])
    supprimer: bool = Field(examples=[True])


class FicheVue(Base):
    """A whole fiche, with where it is and what is computed of it."""

    id: int = Field(examples=[128])
    version: int = Field(description="À redonner dans If-Match pour ne rien écraser.", examples=[12])
    siren: str = Field(description="La collectivité propriétaire.", examples=["299900019"])
    parent: int | None = Field(description="La fiche qu'elle détaille, pour une sous-fiche.", examples=[None])
    avancement: float | None = Field(description="En pour cent, calculé.", examples=[40.0])
    jours_de_retard: int = Field(examples=[0])
    emplacements: list[Emplacement]
    portee_avec: list[str] = Field(description="SIREN des collectivités qui la portent aussi.", examples=[[]])
    droits: DroitsSurFiche
    adresse: str = Field(description="La page de la fiche.", examples=["/t/299900019/plans/fiches/128/"])
    format: str = Field(description="Le schéma de la clé `fiche`.", examples=["cordee.plan"])
    format_version: int = Field(examples=[1])
    fiche: FicheObjet  # type: ignore[valid-type]


class NoteVue(Base):
    """A follow-up note."""

    id: int = Field(examples=[41])
    date: Jour = Field(examples=["2026-11-03"])
    texte: str = Field(examples=["L'enquête publique est ouverte."])
    auteur: str = Field(examples=["Lise Faure"])
    cree_le: datetime = Field(examples=["2026-11-03T14:20:00+01:00"])
    modifie_le: datetime = Field(examples=["2026-11-03T14:20:00+01:00"])


class CommentaireVu(Base):
    """A word to colleagues."""

    id: int = Field(examples=[9])
    texte: str = Field(examples=["Le devis est arrivé."])
    auteur: str = Field(examples=["Camille Roux"])
    reponse_a: int | None = Field(description="Le commentaire auquel il répond.", examples=[None])
    cree_le: datetime = Field(examples=["2026-11-03T14:20:00+01:00"])
    modifie_le: datetime | None = Field(examples=[None])
    regle_le: datetime | None = Field(examples=[None])


class PageNotes(Page[NoteVue]):
    """A page of notes."""


class PageCommentaires(Page[CommentaireVu]):
    """A page of comments."""


class FinancementVu(Base):
    """Money from a funder."""

    id: int = Field(examples=[18])
    financeur: str = Field(examples=["ADEME"])
    dispositif: str = Field(examples=["Fonds mobilités actives"])
    montant: Nombre | None = Field(examples=[48000])
    base: str = Field(description="ht ou ttc.", examples=["ht"])
    taux: Nombre | None = Field(description="0.375 pour 37,5 %.", examples=[0.4])
    statut: str = Field(examples=["accorde"])
    annee: int | None = Field(examples=[2027])
    demande_le: date | None = Field(examples=["2026-03-02"])
    decision_le: date | None = Field(examples=["2026-07-10"])
    verse_le: date | None = Field(examples=[None])
    aide: str = Field(description="Page d'Aides-territoires.", examples=[""])


class BudgetVu(Base):
    """One line of budget."""

    type: str = Field(examples=["investissement"])
    unite: str = Field(examples=["ht"])
    annee: int | None = Field(description="null pour toute la durée.", examples=[2027])
    prevu: Nombre | None = Field(examples=[120000])
    prevu_max: Nombre | None = Field(examples=[None])
    reel: Nombre | None = Field(examples=[None])
    est_etale: bool = Field(examples=[False])


class BudgetEcrit(Base):
    """What the line now holds."""

    ligne: BudgetVu | None = Field(description="null : il n'en reste rien, la ligne est retirée.")


# -- what is sent ----------------------------------------------------------------------------------------------------
class Entree(BaseModel):
    """Settings of every body: an unknown key is refused, never dropped."""

    model_config = ConfigDict(extra="forbid")


class DateDite(Entree):
    """A date with what is known of it, as it is read."""

    jour: str = Field(examples=["2027-06-30"])
    precision: Literal["jour", "mois", "annee"] = Field("jour", examples=["jour"])


Ecrit = StrictInt | StrictFloat | str | None
"""An amount as it is sent: a number, or the text of one."""
PRECISIONS = {"debut": "precision_debut", "fin": "precision_fin"}
"""Dates that go with what is known of them, and the field that says it."""
EXEMPLES_ENTREE: dict[str, Any] = {"statut": "en_cours", "fin": "2027-06-30", "avancement": 40}
GENRES: dict[str, Any] = {"entier": StrictInt | None, "montant": Ecrit}


def _entree(champ: Champ) -> tuple[Any, Any]:
    """Type and description of one field that may be sent."""
    mots = champ.libelle
    if champ.choix is not None:
        mots += f" : {', '.join(str(membre.value) for membre in champ.choix)}, ou null."
    if champ.maximum is not None:
        mots += f", de 0 à {champ.maximum}."
    if champ.long_max:
        mots += f", {formater(champ.long_max, 0)} caractères au plus."
    exemples = [EXEMPLES_ENTREE[champ.nom]] if champ.nom in EXEMPLES_ENTREE else None
    if champ.nature == "oui_non":
        return StrictBool, Field(False, description=mots)
    if champ.nom in PRECISIONS:
        mots += ' : "2027-06-30", un objet {"jour", "precision"}, ou null.'
        return DateDite | str | None, Field(None, description=mots, examples=exemples)
    return GENRES.get(champ.nature, str | None), Field(None, description=mots, examples=exemples)


_ENTREES: dict[str, Any] = {nom: _entree(champ) for nom, champ in CHAMPS.items() if nom not in PRECISIONS.values()}
ChampsEnvoyes: type[Entree] = create_model("ChampsEnvoyes", __base__=Entree, __module__=__name__, **_ENTREES)


class Modification(ChampsEnvoyes):  # type: ignore[valid-type, misc]
    """Fields to change. Only those given change."""

    version: StrictInt | None = Field(None, description="Comme If-Match : la version lue.", examples=[12])


class Creation(ChampsEnvoyes):  # type: ignore[valid-type, misc]
    """A new fiche."""

    titre: str = Field(description="Titre, 300 caractères au plus.", examples=["Aménager la voie verte"])
    plan: StrictInt | None = Field(None, description="Le plan où la placer.", examples=[12])
    axe: StrictInt | None = Field(None, description="L'axe où la placer ; le plan suit.", examples=[None])
    parent: StrictInt | None = Field(
        None, description="La fiche qu'elle détaille : c'est une sous-fiche.", examples=[None]
    )


class StatutEnvoye(Entree):
    """A statut."""

    statut: str | None = Field(description=f"{STATUTS}, ou null.", examples=["realise"])
    precision: str | None = Field(None, description="Précision de l'état.", examples=[None])
    version: StrictInt | None = Field(None, description="Comme If-Match : la version lue.", examples=[12])


class EmplacementEnvoye(Entree):
    """Where to place a fiche."""

    plan: StrictInt = Field(examples=[12])
    axe: StrictInt | None = Field(None, description="null : à la racine du plan.", examples=[31])
    rang: StrictInt | None = Field(
        None, ge=0, le=100_000, description="À partir de 0 ; null : à la fin.", examples=[None]
    )


class CommentaireEnvoye(Entree):
    """A word of the discussion."""

    texte: str = Field(examples=["Le devis est arrivé, @Camille Roux."])
    reponse_a: StrictInt | None = Field(None, description="Le commentaire auquel il répond.", examples=[None])


class NoteEnvoyee(Entree):
    """A note to write."""

    texte: str = Field(description="10 000 caractères au plus.", examples=["L'enquête publique est ouverte."])
    date: str | None = Field(None, description="Le jour de la note ; null : aujourd'hui.", examples=["2026-11-03"])


class BudgetEnvoye(Entree):
    """A line of budget: only the amounts given change; all of them empty take the line away."""

    type: TypeBudget = Field(description="investissement ou fonctionnement.", examples=["investissement"])
    unite: UniteBudget = Field(UniteBudget.HT, description="ht, ttc ou etp.", examples=["ht"])
    annee: StrictInt | None = Field(None, description="null : toute la durée.", examples=[2027])
    prevu: Ecrit = Field(None, examples=[120000])
    prevu_max: Ecrit = Field(None, description="Haut d'une fourchette.", examples=[None])
    reel: Ecrit = Field(None, description="Dépensé.", examples=[None])
    est_etale: StrictBool = Field(False, description="Réparti sur toutes les années.", examples=[False])


class FinancementEnvoye(Entree):
    """A funding: only the keys given change."""

    financeur: str = Field("", description="Nom du financeur, créé s'il manque.", examples=["ADEME"])
    dispositif: str = Field("", examples=["Fonds mobilités actives"])
    montant: Ecrit = Field(None, examples=[48000])
    base: BaseMontant = Field(BaseMontant.HT, description="ht ou ttc.", examples=["ht"])
    taux: Ecrit = Field(None, description="0.375 pour 37,5 %.", examples=[0.4])
    statut: StatutFinancement = Field(
        StatutFinancement.ENVISAGE,
        description=", ".join(str(statut.value) for statut in StatutFinancement) + ".",
        examples=["accorde"],
    )
    annee: StrictInt | None = Field(None, examples=[2027])
    demande_le: date | None = Field(None, examples=["2026-03-02"])
    decision_le: date | None = Field(None, examples=["2026-07-10"])
    verse_le: date | None = Field(None, examples=[None])
    aide: str = Field("", description="Adresse d'une page d'Aides-territoires.", examples=[""])
