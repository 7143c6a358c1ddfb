"""What leaves a démarche as open data, and what a transmission keeps of its dossier."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.utils import timezone

from cordee.documents.models import Document
from cordee.plans.domain.pcaet import (
    TABLEAUX,
    EntetePcaet,
    InstanceAvis,
    Ligne,
    Niveau,
    Piece,
    SensAvis,
    TypeBilan,
    Volet,
    composer_entete,
    composer_json,
)
from cordee.plans.domain.pcaet.donnees_ouvertes import Cellule
from cordee.plans.models import AvisDemarche, BilanDemarche, DemarchePcaet, TexteVolet
from cordee.plans.queries.demarche import avis_of
from cordee.plans.queries.demarche_dossier import (
    fiches_pcaet_of,
    tables_of,
    vulnerabilite_en_valeur,
    vulnerabilites_of,
)
from cordee.plans.queries.demarche_programme import programme_of

LICENCE = "Licence Ouverte 2.0 (Etalab)"
LICENCE_ADRESSE = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"
Adresser = Callable[[Document], str]
"""Where a document is read."""


def entete_of(demarche: DemarchePcaet, *, noms: bool = True) -> EntetePcaet:
    """The heading as values: the bearer first, then the collectivités that carry the plan with it. Without `noms`,
    nobody is named."""
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
        chef_de_projet=demarche.chef_de_projet if noms else "",
        contact=demarche.contact if noms else "",
        elu_referent=demarche.elu_referent if noms else "",
        commentaire=demarche.commentaire,
        recu_le=demarche.transmis_le,
        avis_etat_le=rendus.get(InstanceAvis.PREFET),
        avis_region_le=rendus.get(InstanceAvis.REGION),
        obligation=demarche.obligation_lisible,
        autres_demarches=demarche.autres_demarches,
        autres_identifiants=demarche.autres_identifiants,
    )


def ligne_ouverte(demarche: DemarchePcaet, rang: int = 1, *, noms: bool = True) -> dict[str, Cellule]:
    """Its row of the national file."""
    return composer_entete(entete_of(demarche, noms=noms), rang)


def lignes_publiques(demarches: Iterable[DemarchePcaet]) -> list[dict[str, Cellule]]:
    """Rows of several published démarches, numbered, with the names that each of them publishes."""
    return [ligne_ouverte(d, rang, noms=d.noms_publies) for rang, d in enumerate(demarches, start=1)]


def document_ouvert(demarche: DemarchePcaet, *, noms: bool = True, adresser: Adresser | None = None) -> dict[str, Any]:
    """The whole dossier: heading, adoption, tables, texts, vulnerability, programme, opinions, documents that are not
    confidential, deposited reports. `adresser` says where a document kept here is read."""
    lieu: Adresser = adresser or (lambda document: document.adresse)
    dossier = {
        "licence": LICENCE,
        "licence_adresse": LICENCE_ADRESSE,
        "adoption": {
            "adopte_le": _iso(demarche.adopte_le),
            "deliberation": demarche.deliberation_numero,
            "archive_le": _iso(demarche.archive_le),
        },
        "volets": _volets(demarche),
        "textes": _textes(demarche),
        "vulnerabilite": _vulnerabilite(demarche),
        "programme": programme_of(demarche),
        "avis": [_avis(avis, lieu) for avis in demarche.avis.all()],
        "documents": [
            {"piece": Piece.libelle_de(joint.piece), "nom": joint.document.nom, "adresse": lieu(joint.document)}
            for joint in demarche.documents.all()
            if not joint.document.confidentiel
        ],
        "bilans": [_bilan(bilan) for bilan in demarche.bilans.all() if bilan.depose_le is not None],
    }
    return composer_json(ligne_ouverte(demarche, noms=noms), dossier)


def _avis(avis: AvisDemarche, lieu: Adresser) -> dict[str, Any]:
    """An opinion, its summary, its answer; its document unless it is confidential."""
    ouvert = avis.document if avis.document is not None and not avis.document.confidentiel else None
    return {
        "instance": avis.libelle,
        "demande_le": _iso(avis.demande_le),
        "rendu_le": _iso(avis.rendu_le),
        "sens": SensAvis.libelle_de(avis.sens),
        "resume": avis.resume,
        "document": {"nom": ouvert.nom, "adresse": lieu(ouvert)} if ouvert is not None else None,
        "reponse": avis.reponse,
    }


def _textes(demarche: DemarchePcaet) -> list[dict[str, Any]]:
    return [
        {"volet": Volet.libelle_de(texte.volet), "texte": texte.texte, "source": texte.source, **_provenance(texte)}
        for texte in demarche.textes.all()
        if texte.texte or texte.source or any(_provenance(texte).values())
    ]


def _provenance(texte: TexteVolet) -> dict[str, Any]:
    """Where the numbers of a volet come from."""
    return {
        "producteur": texte.producteur,
        "diffuseur": texte.diffuseur,
        "methodologie": texte.methodologie,
        "annee": texte.annee_source,
        "licence": texte.licence,
        "lien": texte.lien,
    }


def _bilan(bilan: BilanDemarche) -> dict[str, Any]:
    depose_le = timezone.localdate(bilan.depose_le) if bilan.depose_le else None
    return {
        "bilan": TypeBilan.libelle_de(bilan.type),
        "arrete_au": _iso(bilan.arrete_au),
        "depose_le": _iso(depose_le),
        "motif": bilan.motif,
        "sections": [{"titre": section["titre"], "texte": section["texte"]} for section in bilan.sections],
    }


def dossier_en_json(demarche: DemarchePcaet) -> dict[str, Any]:
    """The dossier as a transmission keeps it, with the titles of the fiches that are not confidential."""
    fiches = fiches_pcaet_of(demarche.plan, masquer=True) if demarche.plan else []
    return {
        "entete": ligne_ouverte(demarche),
        "volets": _volets(demarche),
        "textes": {texte.volet: texte.texte for texte in demarche.textes.all()},
        "sources": _textes(demarche),
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
