"""Addresses of the démarches PCAET, and who gets what there (test_droits)."""

from __future__ import annotations

from typing import Any

from cordee.plans.domain.pcaet import Piece
from cordee.plans.models import AvisDemarche, BilanDemarche, EtatDemarche, LienAvis
from cordee.territoires.models import Collectivite
from tests.architecture.adresses import EDITE, EDITE_UNE_PAGE, LIT, Adresse
from tests.plans.factories import LE
from tests.plans.factories_demarche import DemarcheFactory, joindre

REFUSE = (403, 403, 422, 422)
"""Allowed, but not in the state of the démarche: en élaboration, transmitted once, with an empty dossier."""
DEMARCHES: tuple[Adresse, ...] = (
    Adresse("demarches", "siren", LIT, REFUSE, (("nom", "PCAET 2032"),)),
    Adresse("demarches_importer", "siren", EDITE_UNE_PAGE, REFUSE),
    Adresse("demarche_adoption", "siren demarche", None, REFUSE, (("adopte_le", "2026-03-01"),)),
    Adresse("demarche", "siren demarche"),
    Adresse("demarche_entete", "siren demarche", LIT, EDITE, (("nom", "PCAET 2032"),)),
    Adresse("demarche_volet", "siren demarche volet", LIT, EDITE),
    Adresse("demarche_volet_texte", "siren demarche volet", None, EDITE, (("texte", "Vu."),)),
    Adresse("demarche_volet_tableau", "siren demarche volet", None, EDITE, (("tableau", "\t2019\nDéchets\t4"),)),
    Adresse("demarche_volet_indicateurs", "siren demarche volet", None, REFUSE),
    Adresse("demarche_volet_ecarts", "siren demarche volet", None, REFUSE, (("prendre", "tout"),)),
    Adresse("demarche_volet_modele", "siren demarche volet"),
    Adresse("demarche_vulnerabilite", "siren demarche", LIT, EDITE),
    Adresse(
        "demarche_documents", "siren demarche", LIT, EDITE,
        (("piece", str(Piece.AUTRE)), ("adresse", "https://exemple.fr/note")),
    ),
    Adresse("demarche_sans_ees", "siren demarche", None, EDITE, (("motif", "Dispense du 4 mai."),)),
    Adresse("demarche_fiches", "siren demarche exigence"),
    Adresse("demarche_document", "siren demarche cite"),
    Adresse("demarche_document_retirer", "siren demarche joint", None, EDITE),
    Adresse("demarche_avis", "siren demarche", LIT, REFUSE, (("intitule", "Parc"), ("demande_le", "2026-03-01"))),
    Adresse("demarche_avis_enregistrer", "siren demarche avis", None, REFUSE),
    Adresse("demarche_avis_reponse", "siren demarche avis", None, REFUSE),
    Adresse("demarche_avis_effacer", "siren demarche avis", None, REFUSE),
    Adresse(
        "demarche_avis_lien", "siren demarche avis", None, REFUSE,
        (("destinataire", "DDT"), ("expire_le", "2026-03-01")),
    ),
    Adresse("demarche_lien_fermer", "siren demarche lien_avis", None, EDITE),
    Adresse("demarche_etape", "siren demarche transition", LIT, REFUSE),
    Adresse("demarche_bilan", "siren demarche type_bilan", LIT, REFUSE, (("geste", "assembler"),)),
    Adresse("demarche_bilan_docx", "siren demarche type_bilan"),
    Adresse("demarche_donnees_ouvertes", "siren demarche"),
    Adresse("demarche_publier", "siren demarche", EDITE_UNE_PAGE, REFUSE),
    Adresse("demarche_supprimer", "siren demarche", EDITE_UNE_PAGE, REFUSE),
    Adresse("demarche_historique", "siren demarche"),
    Adresse("demarche_dossier_transmis", "siren demarche passage"),
)  # fmt: skip


def preparer_demarche(collectivite: Collectivite) -> dict[str, Any]:
    """A démarche where everything that these addresses name exists."""
    demarche = DemarcheFactory(collectivite=collectivite)
    passage = EtatDemarche.objects.create(
        demarche=demarche, transition="transmettre_pour_avis", de="en_elaboration", vers="transmis_pour_avis", le=LE,
        details={"dossier": {}},
    )  # fmt: skip
    bilan = BilanDemarche.objects.create(
        demarche=demarche, type="mi_parcours", arrete_au=LE.date(), sections=[], modifie_le=LE
    )
    avis = AvisDemarche.objects.create(demarche=demarche, instance="autre", intitule="Parc naturel")
    lien = LienAvis.objects.create(avis=avis, destinataire="DDT", expire_le=LE.date(), cree_le=LE)
    joint = joindre(demarche, Piece.DIAGNOSTIC)
    return {
        "demarche": demarche.pk,
        "cite": joint.document_id,
        "volet": "ges",
        "joint": joint.pk,
        "avis": avis.pk,
        "lien_avis": lien.pk,
        "transition": passage.transition,
        "type_bilan": bilan.type,
        "passage": passage.pk,
        "exigence": "publics",
    }
