"""Addresses of a fiche and of the names that fiches cite, and who gets what there (test_droits)."""

from __future__ import annotations

from datetime import date
from typing import Any

from cordee.plans.actions.retraits import retirer_ligne
from cordee.plans.domain.listes import GenreEtiquette
from cordee.plans.models import Commentaire, Fiche, FicheDocument, FicheIndicateur, Note
from cordee.territoires.models import Collectivite, Membre
from tests.architecture.adresses import COMMENTE, EDITE, EDITE_UNE_PAGE, LIT, REDIRIGE, Adresse
from tests.documents.factories import DocumentFactory
from tests.indicateurs.factories import IndicateurFactory
from tests.plans.factories import LE, FicheFactory, etiquette_nommee, partagee_avec, personne_nommee
from tests.territoires.factories import CollectiviteFactory

SUIVI = (("texte", "Marché attribué."), ("date", "2026-03-10"))
FICHES: tuple[Adresse, ...] = (
    Adresse("fiche", "siren fiche"),
    Adresse("fiche_historique", "siren fiche"),
    Adresse("fiche_validation", "siren fiche plan", LIT, EDITE, (("geste", "proposer"),)),
    Adresse("fiche_referentiel", "siren fiche", REDIRIGE),
    Adresse("fiche_propositions", "siren fiche quoi"),
    Adresse("fiche_mentions", "siren fiche", (403, 200, 200, 200)),
    Adresse("fiche_creer", "siren", EDITE_UNE_PAGE, EDITE, (("titre", "Rénover les écoles"),)),
    Adresse("fiche_champ", "siren fiche champ", REDIRIGE, EDITE, (("contexte", "Le constat."),)),
    Adresse("fiche_annuler_champ", "siren fiche ecriture", None, (403, 403, 404, 404)),
    Adresse("fiche_rappel", "siren fiche", LIT, (422, 422, 422, 422)),
    Adresse("fiche_statut", "siren fiche", None, EDITE, (("statut", "en_cours"),)),
    Adresse("fiche_supprimer", "siren fiche", EDITE_UNE_PAGE, EDITE),
    Adresse("fiche_restaurer", "siren fiche_supprimee", (404, 403, 200, 200), (404, 403, 302, 302)),
    Adresse("fiche_dupliquer", "siren fiche", None, EDITE),
    Adresse("fiche_placer", "siren fiche", EDITE_UNE_PAGE, (403, 403, 422, 422)),
    Adresse("fiche_retirer", "siren fiche placement", None, EDITE),
    Adresse("fiche_partager", "siren fiche", None, EDITE),
    Adresse("fiche_departager", "siren fiche partage", None, EDITE),
    Adresse("fiche_deplacer", "siren sous_fiche", None, EDITE, (("sens", "haut"),)),
    Adresse("fiche_document", "siren fiche piece", REDIRIGE),
    Adresse("fiche_budget", "siren fiche", EDITE_UNE_PAGE, (403, 403, 422, 422)),
    Adresse("fiche_budget_annuler", "siren fiche ecriture", None, (403, 403, 404, 404)),
    Adresse("fiche_lignes", "siren fiche bloc", REDIRIGE, EDITE, SUIVI),
    Adresse("fiche_ligne", "siren fiche bloc note", REDIRIGE, EDITE, SUIVI),
    Adresse("fiche_ligne_supprimer", "siren fiche bloc note", None, EDITE),
    Adresse("fiche_retrait_annuler", "siren fiche retrait", None, EDITE),
    Adresse("fiche_commentaire_regler", "siren fiche commentaire", None, COMMENTE),
    Adresse("fiche_valeur", "siren fiche suivi", None, EDITE, (("annee", "2025"), ("resultat", "12,5"))),
    Adresse("fiche_objectifs", "siren fiche suivi", None, EDITE, (("rang", "2027"), ("o-2027", "12,5"))),
    Adresse("etiquettes", "siren"),
    Adresse("etiquette", "siren etiquette", None, EDITE, (("geste", "renommer"), ("nom", "ADEME"))),
    Adresse("etiquette_personne", "siren personne", None, EDITE, (("geste", "renommer"), ("nom", "Jean"))),
)


def preparer_fiche(collectivite: Collectivite, fiche: int) -> dict[str, Any]:
    """What surrounds the fiche that `preparer_plans` made, and that these addresses name."""
    suivi = FicheIndicateur.objects.create(
        fiche_id=fiche, indicateur=IndicateurFactory(collectivite=collectivite, titre="Bâtiments suivis")
    )
    note = Note.objects.create(fiche_id=fiche, texte="Vu.", date=date(2026, 3, 1), cree_le=LE, modifie_le=LE)
    auteur = Membre.objects.filter(collectivite=collectivite).earliest("pk").utilisateur
    retiree = Note.objects.create(fiche_id=fiche, texte="Non.", date=date(2026, 3, 1), cree_le=LE, modifie_le=LE)
    retrait = retirer_ligne(Fiche.objects.get(pk=fiche), "notes", retiree, par=auteur, le=LE)
    sous_fiche = FicheFactory(parent=FicheFactory(collectivite=collectivite))
    joint = FicheDocument.objects.create(
        fiche_id=fiche, document=DocumentFactory(lien=True, collectivite=collectivite), ajoute_le=LE
    )
    return {
        "quoi": "fiches", "champ": "contexte", "ecriture": 999_999, "bloc": "notes", "note": note.pk,
        "fiche_supprimee": FicheFactory(collectivite=collectivite, supprimee_le=LE).pk,
        "partage": partagee_avec(Fiche.objects.get(pk=fiche), CollectiviteFactory()).pk,
        "sous_fiche": sous_fiche.pk, "retrait": retrait.pk,
        "commentaire": Commentaire.objects.create(fiche_id=fiche, texte="Où en est-on ?", cree_le=LE).pk,
        "suivi": suivi.pk, "piece": joint.pk,
        "etiquette": etiquette_nommee(collectivite, GenreEtiquette.PARTENAIRE, "Ademe").pk,
        "personne": personne_nommee(collectivite, "Jean Morel").pk,
    }  # fmt: skip
