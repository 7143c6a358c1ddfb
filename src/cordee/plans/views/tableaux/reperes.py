"""Modules that look beside the fiches: figures, indicateurs and mesures that one pilots, fundings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from cordee.indicateurs.queries.valeurs import valeurs_of
from cordee.outils.nombres import formater
from cordee.outils.texte import INSECABLE, accorder
from cordee.plans.domain.tableaux import Genre, Module
from cordee.plans.queries.argent import lire_argent
from cordee.plans.queries.pilotages import indicateurs_pilotes_par, mesures_pilotees_par
from cordee.plans.queries.reperes import count_indicateurs_des_fiches, reperes_of
from cordee.plans.views.argent import montrer_bases
from cordee.plans.views.tableaux.vue import Lecture
from cordee.plans.views.vues.arbre import montrer_indicateur


@dataclass(frozen=True, slots=True)
class Chiffre:
    """A figure: what it counts, its words, and its list."""

    nom: str
    valeur: str
    adresse: str = ""
    presse: bool = False


def composer_reperes(lecture: Lecture, module: Module) -> dict[str, Any]:
    """What one pilots, on one's own dashboard; what the collectivité has, on the others."""
    lire = _ce_que_je_pilote if lecture.portee.genre is Genre.MIEN else _ce_que_nous_avons
    return {"chiffres": list(lire(lecture))}


def _compter(nombre: int, singulier: str, adresse: str = "", pluriel: str | None = None) -> Chiffre:
    return Chiffre(accorder(nombre, singulier, pluriel).capitalize(), formater(nombre, 0), adresse)


def _ce_que_je_pilote(lecture: Lecture) -> Iterable[Chiffre]:
    qui, ou = lecture.utilisateur, lecture.collectivite
    miennes = [fiche for fiche in lecture.resume.fiches.values() if fiche.pk in lecture.miennes]
    fiches = sum(fiche.parent is None for fiche in miennes)
    ids = "[" + ",".join(str(fiche.pk) for fiche in miennes) + "]"
    suivis = count_indicateurs_des_fiches(qui, ou, ids)
    pilotes, mesures = indicateurs_pilotes_par(qui, ou).count(), mesures_pilotees_par(qui, ou).count()
    yield _compter(fiches, "fiche", reverse("mes_fiches"))
    yield _compter(len(miennes) - fiches, "sous-action", reverse("mes_fiches"))
    yield _compter(suivis, "indicateur de mes fiches", "", "indicateurs de mes fiches")
    liste = f"{reverse('indicateurs', args=[ou.siren])}?pilote=moi" if pilotes else ""
    yield _compter(pilotes, "indicateur dont je suis pilote", liste, "indicateurs dont je suis pilote")
    yield _compter(mesures, "mesure dont je suis pilote", "", "mesures dont je suis pilote")


def _ce_que_nous_avons(lecture: Lecture) -> Iterable[Chiffre]:
    siren = lecture.collectivite.siren
    reperes = reperes_of(lecture.utilisateur, lecture.collectivite)
    indicateurs = reverse("indicateurs", args=[siren])
    yield _compter(reperes.plans, "plan", reverse("plans", args=[siren]))
    yield _compter(lecture.resume.total, "fiche", reverse("fiches", args=[siren]))
    yield _compter(reperes.favoris, "indicateur favori", f"{indicateurs}?cases=favori", "indicateurs favoris")
    yield _compter(
        reperes.personnalises, "indicateur personnalisé", f"{indicateurs}?cases=perso", "indicateurs personnalisés"
    )
    for etoiles in reperes.etoiles:
        dit = f"{etoiles.etoiles} sur 5, {formater(100 * etoiles.part, 0)}{INSECABLE}%"
        yield Chiffre(f"Étoiles {etoiles.nom}", dit, reverse("arbre", args=[siren, etoiles.referentiel]))


def composer_mes_indicateurs(lecture: Lecture, module: Module) -> dict[str, Any]:
    """Two queries."""
    pilotes = list(indicateurs_pilotes_par(lecture.utilisateur, lecture.collectivite))
    montres = pilotes[: module.nombre]
    siren, valeurs = lecture.collectivite.siren, valeurs_of(lecture.collectivite, montres)
    return {
        "indicateurs": [montrer_indicateur(indicateur, siren, valeurs[indicateur.pk]) for indicateur in montres],
        "reste": len(pilotes) - len(montres),
        "siren": siren,
        "filtre": "?pilote=moi",
        "rien": "Aucun indicateur ne porte votre nom ici : il se nomme sur la page de l'indicateur, « Pilotes ».",
    }


def composer_mes_mesures(lecture: Lecture, module: Module) -> dict[str, Any]:
    """One query."""
    pilotees = list(mesures_pilotees_par(lecture.utilisateur, lecture.collectivite))
    siren = lecture.collectivite.siren
    return {
        "mesures": [
            (
                f"{mesure.referentiel_id.upper()} {mesure.code.partition('_')[2]}",
                mesure.libelle,
                reverse("mesure", args=[siren, mesure.referentiel_id, mesure.code]),
            )
            for mesure in pilotees[: module.nombre]
        ],
        "reste": max(len(pilotees) - module.nombre, 0),
    }


def composer_financements(lecture: Lecture, module: Module) -> dict[str, Any]:
    """Fundings of the fiches of the module. Two queries."""
    argent = lire_argent(lecture.resume)
    bases = argent.financements({fiche.pk for fiche in lecture.retenues(module)})
    plan = lecture.plan
    return {
        "bases": montrer_bases(bases),
        "page": reverse("plan_argent", args=[lecture.collectivite.siren, plan.pk]) if plan is not None else "",
    }
