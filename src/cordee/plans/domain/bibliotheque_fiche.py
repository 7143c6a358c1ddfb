"""The fiche that a card of the library becomes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from cordee.outils.texte import enumerer
from cordee.plans.domain.bibliotheque import ModeleFiche
from cordee.plans.domain.fiche import ActeurCite, DocumentCite, FicheComplete, IndicateurCite, NoteCitee
from cordee.plans.domain.listes import Genre, NatureIndicateur, RoleActeur, StatutFiche


def en_fiche(
    modele: ModeleFiche,
    statut: StatutFiche = StatutFiche.A_VENIR,
    *,
    nationaux: Mapping[str, str] | None = None,
    note: str = "",
    jour: date | None = None,
) -> FicheComplete:
    """The fiche that the card becomes, placed nowhere. Its étapes are sous-fiches: done when the whole is done, to come
    otherwise, for nobody has said which ones are over. `nationaux` are the titles of the national indicators that are
    loaded, by identifier: the others are left out. `note` is what was said of the card in the basket, kept as the first
    follow-up note, of `jour`."""
    statut_etape = StatutFiche.REALISE if statut is StatutFiche.REALISE else StatutFiche.A_VENIR
    connus = nationaux or {}
    return FicheComplete(
        titre=modele.titre,
        description=f"{modele.resume}\n\n{modele.description}",
        objectifs=modele.objectifs,
        financements_texte=decrire_financement(modele),
        statut=statut,
        amelioration_continue=modele.annuelle,
        temps=modele.temps,
        classements={
            Genre.THEMATIQUE: modele.thematiques,
            Genre.SOUS_THEMATIQUE: modele.sous_thematiques,
            Genre.CATEGORIE: tuple(str(code) for code in modele.categories),
            Genre.CIBLE: tuple(str(code) for code in modele.cibles),
            Genre.EFFET: tuple(str(code) for code in modele.effets),
            Genre.SECTEUR: tuple(str(code) for code in modele.secteurs),
            Genre.LEVIER: modele.leviers,
        },
        acteurs=tuple(ActeurCite(nom, RoleActeur.PARTENAIRE) for nom in modele.partenaires),
        indicateurs=(
            *(IndicateurCite(indicateur.nom, indicateur.unite) for indicateur in modele.indicateurs),
            *(
                IndicateurCite(connus[code], identifiant=code, nature=NatureIndicateur.IMPACT)
                for code in modele.indicateurs_nationaux
                if code in connus
            ),
        ),
        mesures=modele.mesures,
        documents=tuple(DocumentCite(lien.nom, lien.adresse) for lien in modele.liens),
        notes=(NoteCitee(jour, note.strip()),) if jour is not None and note.strip() else (),
        sous_fiches=[FicheComplete(titre=etape, statut=statut_etape) for etape in modele.etapes],
    )


def decrire_financement(modele: ModeleFiche) -> str:
    """`Coût : de 40 000 à 100 000 €. Financements possibles : ADEME et Région.`"""
    cout = modele.cout.libelle[0].lower() + modele.cout.libelle[1:]
    return f"Coût : {cout}. Financements possibles : {enumerer(modele.financements)}."
