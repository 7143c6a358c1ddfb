"""`cordee importer_plan`: a file brought into a collectivité, with everything that it would change said first."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from django.utils import timezone

from cordee.comptes.models import Utilisateur
from cordee.plans.actions.imports import appliquer_lecture, contenu_de, previsualiser
from cordee.plans.domain.imports.differences import Ecart, Etat
from cordee.plans.domain.imports.fichiers import TAILLE_MAX
from cordee.plans.domain.imports.lecture import lire_fichier
from cordee.plans.domain.imports.messages import FichierRefuse, LectureImport
from cordee.plans.models import Plan
from cordee.plans.queries.imports import editeur_of
from cordee.socle.commandes import Commande, ErreurDeSaisie
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import peut
from cordee.territoires.models import Collectivite

VALEUR_MAX = 100
"""Characters of a field of a new fiche."""
SIGNES = {Etat.CREEE: "+", Etat.MODIFIEE: "~", Etat.INCHANGEE: "="}


class Command(Commande):
    help = "Importe un plan : tableur, export de Cordée, fiche publiée (docx, odt, html, markdown, texte)."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("fichier", metavar="FICHIER")
        parser.add_argument("--collectivite", required=True, metavar="SIREN")
        parser.add_argument("--plan", metavar="NOM", help="plan à mettre à jour, ou nom du plan à créer")
        parser.add_argument("--essai", action="store_true", help="dit ce qui changerait, n'écrit rien")
        parser.add_argument("--au-nom-de", metavar="COURRIEL", help="personne à qui l'import est attribué")

    def handle(self, *args: Any, **options: Any) -> None:
        chemin = Path(options["fichier"])
        collectivite = Collectivite.objects.filter(siren=options["collectivite"]).first()
        if collectivite is None:
            raise ErreurDeSaisie(f"Aucune collectivité n'a le SIREN {options['collectivite']}.")
        lecture = lire(chemin)
        plan, nom = choisir_plan(collectivite, options["plan"] or lecture.plan.nom or chemin.stem)
        par = personne(collectivite, options["au_nom_de"])
        previsualisation = previsualiser(lecture, collectivite, plan, par=par)
        self.dire(f"{'Mise à jour de' if plan else 'Création de'} « {nom} »")
        for ecart in previsualisation.ecarts:
            self.montrer(ecart)
        for lieu, texte in lecture.non_repris:
            self.dire(f"Non repris : {f'{lieu} : ' if str(lieu) else ''}{texte}")
        for message in lecture.avis:
            self.dire(f"Avis : {message}")
        if lecture.erreurs:
            raise ErreurDeSaisie([f"Erreur : {message}" for message in lecture.erreurs])
        creees, modifiees, inchangees = (previsualisation.compter(etat) for etat in Etat)
        self.dire(f"À créer : {creees} ; à mettre à jour : {modifiees} ; inchangées : {inchangees}.")
        if options["essai"]:
            self.dire("Essai : rien n'a été écrit.")
            return
        self.appliquer(chemin, collectivite, plan, nom, par)

    def appliquer(
        self, chemin: Path, collectivite: Collectivite, plan: Plan | None, nom: str, par: Utilisateur | None
    ) -> None:
        """Reads again, what was read having been compared, and writes."""
        if par is None:
            raise ErreurDeSaisie(
                "Personne n'a le rôle « Édition » dans cette collectivité : donnez --au-nom-de, ou ajoutez un membre."
            )
        try:
            resultat = appliquer_lecture(
                lire(chemin), collectivite, plan=plan, nom_plan=nom, par=par, le=timezone.now()
            )
        except DonneeRefusee as refus:
            raise ErreurDeSaisie(refus.messages) from refus
        self.dire(resultat.phrase())

    def montrer(self, ecart: Ecart) -> None:
        """One line for the fiche, one for each field that changes."""
        retrait, parent = "", ecart.parent
        while parent is not None:
            retrait, parent = f"{retrait}  ", parent.parent
        numero = f"{ecart.lue.code} " if ecart.lue.code else ""
        self.dire(f"{retrait}{SIGNES[ecart.etat]} {numero}{ecart.lue.titre}")
        if ecart.etat is Etat.CREEE:
            for champ in contenu_de(ecart):
                self.dire(f"{retrait}    {champ.libelle} : {_raccourcir(champ.apres)}")
        if ecart.etat is Etat.MODIFIEE:
            for changement in ecart.changements:
                self.dire(f"{retrait}    {changement.libelle} : {changement.avant or 'vide'} → {changement.apres}")


def _raccourcir(texte: str) -> str:
    plat = " ".join(texte.split())
    return plat if len(plat) <= VALEUR_MAX else f"{plat[:VALEUR_MAX].rstrip()}…"


def lire(chemin: Path) -> LectureImport:
    """The reading of a file, or a French refusal."""
    if not chemin.is_file():
        raise ErreurDeSaisie(f"Le fichier « {chemin} » n'existe pas.")
    if chemin.stat().st_size > TAILLE_MAX:
        raise ErreurDeSaisie(f"Le fichier « {chemin} » dépasse {TAILLE_MAX // 1024 // 1024} Mo.")
    try:
        return lire_fichier(chemin.read_bytes(), chemin.name)
    except OSError as erreur:
        raise ErreurDeSaisie(f"Impossible de lire « {chemin} » : {erreur.strerror}.") from erreur
    except FichierRefuse as refus:
        raise ErreurDeSaisie(str(refus)) from refus


def choisir_plan(collectivite: Collectivite, nom: str) -> tuple[Plan | None, str]:
    """The plan of this name, or none and the name of the plan to create."""
    plans = list(Plan.objects.filter(collectivite=collectivite, nom__iexact=nom.strip()).select_related("collectivite"))
    if len(plans) > 1:
        numeros = ", ".join(str(plan.pk) for plan in plans)
        raise ErreurDeSaisie(f"Plusieurs plans s'appellent « {nom} » (numéros {numeros}) : renommez-en un.")
    return (plans[0], plans[0].nom) if plans else (None, nom.strip())


def personne(collectivite: Collectivite, courriel: str | None) -> Utilisateur | None:
    """Who signs the import: the person named, else somebody who administers or edits the collectivité."""
    if courriel is None:
        return editeur_of(collectivite)
    trouvee = Utilisateur.objects.filter(email__iexact=courriel, is_active=True).first()
    if trouvee is None:
        raise ErreurDeSaisie(f"« {courriel} » n'a pas de compte actif.")
    if not peut(trouvee, "plans.importer", collectivite):
        raise ErreurDeSaisie(f"« {courriel} » n'a pas le rôle « Édition » dans cette collectivité.")
    return trouvee
