"""A part of a fiche as its template shows it, read or being written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from cordee.outils.dates import jour_long
from cordee.outils.nombres import formater
from cordee.plans.domain.champs import CHAMPS, DATES_A_PEU_PRES, ecrire_date, ecrire_saisie
from cordee.plans.domain.composition import groupes_de, libelles_de
from cordee.plans.domain.couts_evites import dire_cout_evite
from cordee.plans.domain.listes import (
    BaseMontant,
    CategoriePerimetre,
    Genre,
    Precision,
    RoleActeur,
    RythmeCout,
    StatutFiche,
)
from cordee.plans.models import Fiche, Personne
from cordee.plans.queries.fiche import Noeud, PageFiche
from cordee.plans.queries.perimetre import perimetre_de_la_fiche
from cordee.plans.queries.personnes import list_communes_for, list_etiquettes_for, noms_proposes
from cordee.plans.queries.visibilite import collectivites_of
from cordee.plans.views.fiche.parties import PARTIES, Partie
from cordee.plans.views.saisie import EtatSaisie
from cordee.territoires.queries import roles_par_collectivite

SANS_CHOIX = {"statut": "Sans statut", "priorite": "Sans priorité", "temps": "Non dite", "cout_efficacite": "Non dit"}


@dataclass
class ChampVu:
    """A part as shown. `elements` are its readable values; `valeurs` the raw ones by column; `groupes` the choices of
    its editor, and `coches` those that are made; `langue` what its texts are written in."""

    partie: Partie
    fiche: Fiche
    page: int
    siren: str
    modifiable: bool
    edition: bool = False
    elements: list[str] = field(default_factory=list)
    valeurs: dict[str, Any] = field(default_factory=dict)
    personnes: list[Personne] = field(default_factory=list)
    groupes: list[tuple[str, list[tuple[str, str]]]] = field(default_factory=list)
    coches: set[str] = field(default_factory=set)
    propositions: list[str] = field(default_factory=list)
    etat: EtatSaisie | None = None
    langue: str = ""
    contacts: bool = False
    """Whether the person is told how to reach those who are named."""

    @property
    def dessines(self) -> list[tuple[str, str]]:
        """Code and label of what has a pictogram, in the order of the list."""
        genre = Genre(self.partie.nom)
        par_code = {code: libelles_de(genre, [code])[0] for code in self.coches}
        return sorted(par_code.items(), key=lambda vu: self.elements.index(vu[1]))

    @property
    def id(self) -> str:
        """Anchor in the page."""
        return f"champ-{self.fiche.pk}-{self.partie.nom}"

    @property
    def id_aide(self) -> str:
        """Id of its help."""
        return f"{self.id}-aide"

    def est_fautif(self, colonne: str) -> bool:
        """Whether what was refused is said of this column: it names it, or names none of the part."""
        if self.etat is None or not self.etat.refus:
            return False
        nommees = [nom for nom in self.partie.colonnes if f"« {CHAMPS[nom].libelle} »" in self.etat.texte]
        return not nommees or colonne in nommees

    @property
    def texte(self) -> str:
        """The text of a part that has one column."""
        return str(self.valeurs.get(self.partie.colonnes[0]) or "") if self.partie.colonnes else ""

    @property
    def valeurs_lues(self) -> list[tuple[str, str]]:
        """What is stored now, by column, as a hidden field keeps it: the text that one starts from."""
        stockees = ((colonne, getattr(self.fiche, colonne)) for colonne in self.partie.colonnes)
        return [(c, "" if v is None or v is False else "oui" if v is True else str(v)) for c, v in stockees]

    @property
    def vide(self) -> bool:
        """Whether nothing is said."""
        return not (self.elements or self.personnes)

    @property
    def montre(self) -> bool:
        """Whether it takes place on the page: it says something, or can be made to."""
        return not self.vide or self.modifiable or self.etat is not None


def voir_champ(
    page: PageFiche,
    noeud: Noeud,
    nom: str,
    *,
    modifiable: bool,
    edition: bool = False,
    etat: EtatSaisie | None = None,
    brouillon: QueryDict | None = None,
) -> ChampVu:
    """The part `nom` of a fiche of the page. `brouillon`: what was typed and refused, shown again."""
    partie = PARTIES[nom]
    vu = ChampVu(partie, noeud.fiche, page.fiche.pk, page.collectivite.siren, modifiable, edition, etat=etat)
    vu.langue = page.langue
    LECTEURS.get(partie.sorte, _lire_colonnes)(vu, page, noeud)
    if brouillon is not None:
        vu.valeurs |= {c: brouillon[c] for c in partie.colonnes if c in brouillon}
    if edition or (modifiable and partie.est_choix):
        _proposer(vu, page, noeud)
    return vu


def _lire_colonnes(vu: ChampVu, page: PageFiche, noeud: Noeud) -> None:
    vu.valeurs = {colonne: getattr(noeud.fiche, colonne) for colonne in vu.partie.colonnes}
    vu.elements = [CHAMPS[c].montrer(v) for c, v in vu.valeurs.items() if v not in ("", None)]


def _lire_titre(vu: ChampVu, page: PageFiche, noeud: Noeud) -> None:
    vu.valeurs = {"code": noeud.fiche.code, "titre": noeud.fiche.titre}
    vu.elements = [noeud.fiche.titre]


def _lire_dates(vu: ChampVu, page: PageFiche, noeud: Noeud) -> None:
    fiche = noeud.fiche
    vu.valeurs = {colonne: getattr(fiche, colonne) for colonne in vu.partie.colonnes}
    vu.valeurs |= {nom: ecrire_saisie(vu.valeurs[nom], vu.valeurs[f"precision_{nom}"]) for nom in DATES_A_PEU_PRES}
    vu.elements = [texte] if (texte := dire_calendrier(fiche)) else []


def dire_calendrier(fiche: Fiche) -> str:
    """`septembre 2023 – décembre 2025`, `depuis 2024, chaque année`; as it was written when there is no date."""
    debut, fin = ecrire_date(fiche.debut, fiche.precision_debut), ecrire_date(fiche.fin, fiche.precision_fin)
    if debut and fin:
        dit = debut if debut == fin else f"{debut} – {fin}"
    elif debut:
        dit = f"à partir {_de(debut)}"
    elif fin:
        dit = f"jusqu'{_a(fin, fiche.precision_fin)}"
    else:
        dit = ""
    if fiche.amelioration_continue:
        dit = f"{dit}, puis chaque année" if dit else "chaque année"
    if fiche.calendrier:
        return f"{dit} ({fiche.calendrier})" if dit else fiche.calendrier
    return dit


def _de(dit: str) -> str:
    return f"du {dit}" if dit[0].isdigit() and " " in dit.replace("\u00a0", " ") else f"de {dit}"


def _a(dit: str, precision: str) -> str:
    return f"au {dit}" if precision == Precision.JOUR else f"à {dit}"


def _lire_statut(vu: ChampVu, page: PageFiche, noeud: Noeud) -> None:
    vu.valeurs = {"statut": noeud.fiche.statut}
    vu.elements = [StatutFiche.libelle_de(noeud.fiche.statut, SANS_CHOIX["statut"])]


def _lire_jour(vu: ChampVu, page: PageFiche, noeud: Noeud) -> None:
    colonne = vu.partie.colonnes[0]
    jour = getattr(noeud.fiche, colonne)
    vu.valeurs = {colonne: jour.isoformat() if jour else ""}
    vu.elements = [jour_long(jour)] if jour else []


def _lire_cout_evite(vu: ChampVu, page: PageFiche, noeud: Noeud) -> None:
    fiche = noeud.fiche
    vu.valeurs = {colonne: getattr(fiche, colonne) for colonne in vu.partie.colonnes}
    if fiche.cout_evite is not None:
        vu.valeurs["cout_evite"] = formater(float(fiche.cout_evite), 2, souple=True)
        vu.elements = [dire_cout_evite(fiche.cout_evite, fiche.cout_evite_base, fiche.cout_evite_rythme)]


def _lire_avancement(vu: ChampVu, page: PageFiche, noeud: Noeud) -> None:
    vu.valeurs = {"avancement": noeud.fiche.avancement, "poids": noeud.fiche.poids}
    vu.elements = [] if noeud.avancement is None else [f"{formater(noeud.avancement, 0)} %"]


def _lire_oui_non(vu: ChampVu, page: PageFiche, noeud: Noeud) -> None:
    colonne = vu.partie.colonnes[0]
    vu.valeurs = {colonne: getattr(noeud.fiche, colonne)}
    vu.elements = ["Confidentielle" if vu.valeurs[colonne] else "Visible de la collectivité"]


def _lire_coches(vu: ChampVu, page: PageFiche, noeud: Noeud) -> None:
    codes = noeud.classements.get(vu.partie.nom, [])
    vu.coches = set(codes)
    vu.elements = libelles_de(Genre(vu.partie.nom), codes)


def _lire_personnes(vu: ChampVu, page: PageFiche, noeud: Noeud) -> None:
    vu.personnes = noeud.personnes.get(vu.partie.nom, [])
    membre = page.fiche.collectivite_id in roles_par_collectivite(page.utilisateur)
    vu.contacts = membre and noeud.fiche.pk == page.fiche.pk


def _lire_noms(vu: ChampVu, page: PageFiche, noeud: Noeud) -> None:
    vu.elements = page.acteurs.get(vu.partie.nom, []) if noeud is page.noeud else []


def _lire_communes(vu: ChampVu, page: PageFiche, noeud: Noeud) -> None:
    vu.elements = [commune.nom for commune in page.communes]
    vu.coches = {str(commune.pk) for commune in page.communes}


LECTEURS = {
    "titre": _lire_titre,
    "dates": _lire_dates,
    "statut": _lire_statut,
    "jour": _lire_jour,
    "cout_evite": _lire_cout_evite,
    "avancement": _lire_avancement,
    "oui_non": _lire_oui_non,
    "coches": _lire_coches,
    "personnes": _lire_personnes,
    "noms": _lire_noms,
    "communes": _lire_communes,
}


def _proposer(vu: ChampVu, page: PageFiche, noeud: Noeud) -> None:
    """What the editor of the part offers."""
    partie = vu.partie
    if partie.sorte == "coches":
        vu.groupes = [(titre, list(codes.items())) for titre, codes in groupes_de(Genre(partie.nom))]
    elif partie.sorte == "communes":
        vu.groupes = _ranger_communes(page, noeud)
    elif partie.sorte == "personnes":
        vu.propositions = noms_proposes(page.collectivite, collectivites_of(noeud.fiche))
    elif partie.sorte == "noms":
        genre = RoleActeur(partie.nom).genre
        vu.propositions = [e.nom for e in list_etiquettes_for(page.collectivite, [genre])]
    elif partie.sorte == "cout_evite":
        vu.groupes = [("cout_evite_base", BaseMontant.choices()), ("cout_evite_rythme", RythmeCout.choices())]
    elif partie.sorte in {"choix", "statut", "participation"}:
        liste = CHAMPS[partie.colonnes[0]].choix
        assert liste is not None
        vu.groupes = [("", [("", SANS_CHOIX.get(partie.nom, "Non dite")), *liste.choices()])]


def _ranger_communes(page: PageFiche, noeud: Noeud) -> list[tuple[str, list[tuple[str, str]]]]:
    """Communes of the territory, those that the plans of the fiche concern first when they do not concern it all."""
    premieres = perimetre_de_la_fiche(page.utilisateur, noeud.fiche)
    communes = [(c.pk, (str(c.pk), c.nom)) for c in list_communes_for(noeud.fiche)]
    du_plan = [choix for pk, choix in communes if pk in premieres]
    autres = [choix for pk, choix in communes if pk not in premieres]
    if not du_plan or not autres:
        return [("", du_plan or autres)]
    return [("Périmètre du plan", du_plan), ("Autres communes", autres)]


def categories(page: PageFiche) -> list[tuple[str, str, bool]]:
    """The three marks under the title: code, label, ticked."""
    portees = set(page.noeud.classements.get(Genre.CATEGORIE, []))
    return [(str(c), c.libelle, str(c) in portees) for c in CategoriePerimetre]
