"""`cordee importer_plan`: a file brought into a collectivité, with everything that it would change said first."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import timezone

from cordee.comptes.models import Utilisateur
from cordee.plans.actions.imports import Previsualisation, appliquer_lecture, contenu_de, plan_d_origine, previsualiser
from cordee.plans.domain.champs import CHAMPS, ValeurRefusee
from cordee.plans.domain.changements import dire_chemin
from cordee.plans.domain.imports.axes_annonces import EtatAxe
from cordee.plans.domain.imports.differences import Ecart, Etat
from cordee.plans.domain.imports.fichiers import TAILLE_MAX, TAILLE_PDF_MAX
from cordee.plans.domain.imports.lecture import lire_fichier
from cordee.plans.domain.imports.messages import FichierRefuse, LectureImport
from cordee.plans.domain.imports.reglages import ReglagesPlan, decrire_plan
from cordee.plans.domain.listes import TypePlan
from cordee.plans.models import Plan
from cordee.plans.queries.imports import editeur_of
from cordee.socle.commandes import Commande, ErreurDeSaisie
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import peut
from cordee.territoires.models import Collectivite

VALEUR_MAX = 100
"""Characters of a field of a new fiche."""
DIRES = {EtatAxe.NOUVEAU: "nouveau", EtatAxe.RENOMME: "renommé", EtatAxe.DECRIT: "décrit autrement"}
SIGNES = {Etat.CREEE: "+", Etat.MODIFIEE: "~", Etat.INCHANGEE: "="}


class Command(Commande):
    help = "Importe un plan : tableur, export de Cordée, fiche publiée (pdf, docx, odt, html, markdown, texte)."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("fichier", metavar="FICHIER")
        parser.add_argument("--collectivite", required=True, metavar="SIREN")
        parser.add_argument("--plan", metavar="NOM", help="plan à mettre à jour, ou nom du plan à créer")
        parser.add_argument("--essai", action="store_true", help="dit ce qui changerait, n'écrit rien")
        parser.add_argument("--type", metavar="TYPE", help="type du plan à créer : son nom, ou son code (pcaet, crte…)")
        parser.add_argument("--debut", metavar="DATE", help="début du plan à créer : AAAA-MM-JJ ou JJ/MM/AAAA")
        parser.add_argument("--fin", metavar="DATE", help="fin du plan à créer")
        parser.add_argument("--pilote", metavar="NOM", action="append", help="pilote du plan à créer (répétable)")
        parser.add_argument(
            "--referent", metavar="NOM", action="append", help="élu·e référent·e du plan à créer (répétable)"
        )
        parser.add_argument("--au-nom-de", metavar="COURRIEL", help="personne à qui l'import est attribué")

    def handle(self, *args: Any, **options: Any) -> None:
        chemin = Path(options["fichier"])
        collectivite = Collectivite.objects.filter(siren=options["collectivite"]).first()
        if collectivite is None:
            raise ErreurDeSaisie(f"Aucune collectivité n'a le SIREN {options['collectivite']}.")
        lecture = lire(chemin)
        par = personne(collectivite, options["au_nom_de"])
        origine = plan_d_origine(lecture.plan, collectivite, par=par) if not options["plan"] else None
        plan, nom = choisir_plan(collectivite, options["plan"] or lecture.plan.nom or chemin.stem, origine)
        if origine is not None:
            self.dire(f"Ce fichier vient du plan « {nom} », qui s'y appelle « {lecture.plan.nom} ».")
        reglages = lire_reglages(options)
        _refuser_reglages(reglages, lecture, plan, nom)
        if plan is None:
            reglages.poser(lecture.plan)
        previsualisation = previsualiser(lecture, collectivite, plan, par=par)
        self.annoncer(previsualisation, nom)
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
        relue = lire(chemin)
        if plan is None:
            reglages.poser(relue.plan)
        self.appliquer(relue, collectivite, plan, nom, par)

    def appliquer(
        self, lecture: LectureImport, collectivite: Collectivite, plan: Plan | None, nom: str, par: Utilisateur | None
    ) -> None:
        """Writes what was read again, the first reading having been compared."""
        if par is None:
            raise ErreurDeSaisie(
                "Personne n'a le rôle « Édition » dans cette collectivité : donnez --au-nom-de, ou ajoutez un membre."
            )
        try:
            resultat = appliquer_lecture(lecture, collectivite, plan=plan, nom_plan=nom, par=par, le=timezone.now())
        except DonneeRefusee as refus:
            raise ErreurDeSaisie(refus.messages) from refus
        self.dire(resultat.phrase())

    def annoncer(self, previsualisation: Previsualisation, nom: str) -> None:
        """The plans that are written, what a new one will be, axes made or changed."""
        for vue in previsualisation.parties:
            if vue.partie.axe is None:
                self.dire(f"Fiches sans plan : {len(vue.lues)}")
            else:
                self.dire(f"{'Mise à jour de' if vue.plan else 'Création de'} « {vue.nom} »")
        if not previsualisation.parties:
            self.dire(f"{'Mise à jour de' if previsualisation.plan else 'Création de'} « {nom} »")
            for libelle, valeur in decrire_plan(previsualisation.lecture.plan) if previsualisation.plan is None else ():
                self.dire(f"  {libelle} : {valeur}")
        for axe in previsualisation.axes:
            self.dire(f"Axe {DIRES[axe.etat]} : {dire_chemin(axe.chemin)}{' (sans fiche)' if axe.vide else ''}")

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


def _refuser_reglages(reglages: ReglagesPlan, lecture: LectureImport, plan: Plan | None, nom: str) -> None:
    """Options that rule a plan to create are refused when there is none, or several."""
    if not reglages.en_json():
        return
    if plan is not None:
        raise ErreurDeSaisie(
            f"« {nom} » existe déjà : --type, --debut, --fin, --pilote et --referent règlent un plan à créer. "
            "Retirez-les, ou donnez un autre nom avec --plan."
        )
    if lecture.plan.recueil:
        raise ErreurDeSaisie(
            "Ce fichier rassemble plusieurs plans, qui disent chacun ce qu'ils sont : retirez --type, --debut, --fin, "
            "--pilote et --referent."
        )


def lire_reglages(options: dict[str, Any]) -> ReglagesPlan:
    """What the options say of the plan to create."""
    type_plan = TypePlan.lire(options["type"]) if options["type"] else None
    if options["type"] and type_plan is None:
        codes = ", ".join(str(connu) for connu in TypePlan)
        raise ErreurDeSaisie(f"« {options['type']} » n'est pas un type de plan : choisissez entre {codes}.")
    assert type_plan is None or isinstance(type_plan, TypePlan)
    return ReglagesPlan(
        type=type_plan,
        debut=_lire_jour(options["debut"], "--debut"),
        fin=_lire_jour(options["fin"], "--fin"),
        pilotes=tuple(options["pilote"] or ()),
        referents=tuple(options["referent"] or ()),
    )


def _lire_jour(texte: str | None, option: str) -> date | None:
    try:
        jour: date | None = CHAMPS["debut"].lire(texte or "")
    except ValeurRefusee as refus:
        raise ErreurDeSaisie(f"{option} : « {texte} » n'est pas une date comme 2026-12-31 ou 31/12/2026.") from refus
    return jour


def _raccourcir(texte: str) -> str:
    plat = " ".join(texte.split())
    return plat if len(plat) <= VALEUR_MAX else f"{plat[:VALEUR_MAX].rstrip()}…"


def lire(chemin: Path) -> LectureImport:
    """The reading of a file, or a French refusal."""
    if not chemin.is_file():
        raise ErreurDeSaisie(f"Le fichier « {chemin} » n'existe pas.")
    maximum = TAILLE_PDF_MAX if chemin.suffix.lower() == ".pdf" else TAILLE_MAX
    if chemin.stat().st_size > maximum:
        raise ErreurDeSaisie(f"Le fichier « {chemin} » dépasse {maximum // 1024 // 1024} Mo.")
    try:
        return lire_fichier(chemin.read_bytes(), chemin.name)
    except OSError as erreur:
        raise ErreurDeSaisie(f"Impossible de lire « {chemin} » : {erreur.strerror}.") from erreur
    except FichierRefuse as refus:
        raise ErreurDeSaisie(str(refus)) from refus


def choisir_plan(collectivite: Collectivite, nom: str, origine: Plan | None) -> tuple[Plan | None, str]:
    """The plan that the file comes from, else that of this name, or none and the name of the plan to create."""
    if origine is not None:
        return origine, origine.nom
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
