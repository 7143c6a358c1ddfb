"""What leaves a démarche as open data, and what a transmission keeps of its dossier."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from cordee.plans.domain.pcaet import (
    TABLEAUX,
    EntetePcaet,
    InstanceAvis,
    Ligne,
    Niveau,
    Piece,
    SensAvis,
    composer_entete,
    composer_json,
)
from cordee.plans.domain.pcaet.donnees_ouvertes import Cellule
from cordee.plans.models import DemarchePcaet
from cordee.plans.queries.demarche import avis_of
from cordee.plans.queries.demarche_dossier import (
    fiches_pcaet_of,
    tables_of,
    vulnerabilite_en_valeur,
    vulnerabilites_of,
)


def entete_of(demarche: DemarchePcaet) -> EntetePcaet:
    """The heading as values: the bearer first, then the collectivités that carry the plan with it."""
    porteuses = [demarche.collectivite, *demarche.coporteuses.all()]
    rendus = {avis.instance: avis.rendu_le for avis in avis_of(demarche) if avis.est_rendu}
    return EntetePcaet(
        identifiant=demarche.pk,
        creation=timezone.localdate(demarche.cree_le),
        modification=timezone.localdate(demarche.modifie_le),
        etat=demarche.etat_lisible,
        nom=demarche.nom,
        porteuses=[(c.siren, c.nom) for c in porteuses],
        lancement=demarche.lance_le,
        description=demarche.description,
        population=demarche.population,
        chef_de_projet=demarche.chef_de_projet,
        contact=demarche.contact,
        elu_referent=demarche.elu_referent,
        commentaire=demarche.commentaire,
        recu_le=demarche.transmis_le,
        avis_etat_le=rendus.get(InstanceAvis.PREFET),
        avis_region_le=rendus.get(InstanceAvis.REGION),
        obligation=demarche.obligation_lisible,
        autres_demarches=demarche.autres_demarches,
        autres_identifiants=demarche.autres_identifiants,
    )


def ligne_ouverte(demarche: DemarchePcaet, rang: int = 1) -> dict[str, Cellule]:
    """Its row of the national file."""
    return composer_entete(entete_of(demarche), rang)


def document_ouvert(demarche: DemarchePcaet) -> dict[str, Any]:
    """The JSON file: heading, tables, vulnerability, opinions, documents that are not confidential."""
    dossier = {
        "volets": _volets(demarche),
        "vulnerabilite": _vulnerabilite(demarche),
        "avis": [
            {
                "instance": avis.libelle,
                "demande_le": _iso(avis.demande_le),
                "rendu_le": _iso(avis.rendu_le),
                "sens": SensAvis.libelle_de(avis.sens),
                "reponse": avis.reponse,
            }
            for avis in demarche.avis.all()
        ],
        "documents": [
            {"piece": Piece.libelle_de(joint.piece), "nom": joint.document.nom, "adresse": joint.document.adresse}
            for joint in demarche.documents.all()
            if not joint.document.confidentiel
        ],
    }
    return composer_json(ligne_ouverte(demarche), dossier)


def dossier_en_json(demarche: DemarchePcaet) -> dict[str, Any]:
    """The dossier as a transmission keeps it, with the titles of the fiches that are not confidential."""
    fiches = fiches_pcaet_of(demarche.plan, masquer=True) if demarche.plan else []
    return {
        "entete": ligne_ouverte(demarche),
        "volets": _volets(demarche),
        "textes": {texte.volet: texte.texte for texte in demarche.textes.all()},
        "vulnerabilite": _vulnerabilite(demarche),
        "plan": demarche.plan.nom if demarche.plan else "",
        "fiches": [fiche.intitule for fiche in fiches],
        "documents": [
            {
                "piece": joint.piece,
                "nom": "document confidentiel" if joint.document.confidentiel else joint.document.nom,
                "empreinte": joint.document.empreinte,
            }
            for joint in demarche.documents.select_related("document")
        ],
    }


def _volets(demarche: DemarchePcaet) -> list[dict[str, Any]]:
    valeurs = []
    for volet, table in tables_of(demarche).items():
        tableau = TABLEAUX[volet]
        for ligne in tableau.lignes:
            for (cle, nature, annee), valeur in sorted(table.items(), key=lambda v: (v[0][1], v[0][2])):
                if cle == ligne.cle:
                    valeurs.append(
                        {
                            "volet": volet.libelle,
                            "poste": ligne.groupe if ligne.secteur else _poste(ligne),
                            "secteur": ligne.libelle if ligne.secteur else "",
                            "nature": nature.libelle,
                            "annee": annee,
                            "valeur": float(valeur),
                            "unite": tableau.unite,
                        }
                    )
    return valeurs


def _poste(ligne: Ligne) -> str:
    """`Électricité, éolien terrestre`."""
    return f"{ligne.groupe}, {ligne.libelle[:1].lower()}{ligne.libelle[1:]}" if ligne.groupe else ligne.libelle


def _vulnerabilite(demarche: DemarchePcaet) -> list[dict[str, Any]]:
    return [
        {
            "domaine": ligne.libelle,
            **{str(horizon): Niveau.libelle_de(niveau) for horizon, niveau in ligne.niveaux.items()},
            "description": ligne.description,
            "objectif_2050": ligne.objectif_2050,
            "objectif_2100": ligne.objectif_2100,
        }
        for ligne in (vulnerabilite_en_valeur(v) for v in vulnerabilites_of(demarche) if v.pk)
    ]


def _iso(jour: Any) -> str | None:
    return jour.isoformat() if jour else None
