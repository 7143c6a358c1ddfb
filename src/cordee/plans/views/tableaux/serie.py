"""The module « Évolution mois par mois »: columns of the kept months, the current one counted for its reader."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from cordee.outils.dates import debut_de_mois, mois_court, reculer_de_mois
from cordee.outils.nombres import formater
from cordee.outils.texte import INSECABLE
from cordee.plans.domain.avancement import Ponderation
from cordee.plans.domain.listes import SANS_STATUT, StatutFiche
from cordee.plans.domain.tableaux import Module, Suite
from cordee.plans.queries.pesees import suivis_vus
from cordee.plans.queries.releves import Etat, list_etats, lit_l_entier, mesurer_etat, pesees_of
from cordee.plans.views.montants import euros
from cordee.plans.views.tableaux.vue import Lecture
from cordee.socle.barres import largeur

ORDRE = ("realise", "en_cours", "en_pause", "bloque", "a_venir", "a_discuter", "", "abandonne")
"""From the foot of a column to its top."""


@dataclass(frozen=True, slots=True)
class Morceau:
    """A part of a column: class, place from the top and height, in percent."""

    classe: str
    y: str
    hauteur: str


@dataclass(frozen=True, slots=True)
class Colonne:
    """A month: where it stands in percent of the width, its parts, its words, and what is written under it and above
    it (empty when there is no room)."""

    x: str
    largeur: str
    milieu: str
    morceaux: tuple[Morceau, ...]
    mots: str
    sous: str
    dessus: str
    y_dessus: str


def composer_serie(lecture: Lecture, module: Module) -> dict[str, Any]:
    """One query; one more for euros."""
    etats = lire_etats(lecture, module)
    connus = [etat for etat in etats if _grandeur(etat, module.suite) is not None]
    maximum = (
        100.0 if module.suite is Suite.AVANCEMENT else max((_grandeur(e, module.suite) or 0 for e in connus), default=0)
    )
    colonnes = [_colonne(etat, rang, len(connus), module.suite, maximum) for rang, etat in enumerate(connus)]
    statuts = [
        (statut, StatutFiche.libelle_de(statut, SANS_STATUT))
        for statut in ORDRE
        if module.suite is Suite.STATUTS and any(etat.par_statut.get(statut) for etat in connus)
    ]
    return {
        "colonnes": colonnes,
        "statuts": [(statut or "sans_statut", libelle) for statut, libelle in statuts],
        "tableau": [
            (mois_court(e.mois), [e.par_statut.get(s, 0) for s, _ in statuts] if statuts else [_dire(e, module.suite)])
            for e in connus
        ],
        "entetes": [libelle for _, libelle in statuts] or [module.suite.libelle],
        "reconstitues": any(etat.reconstitue for etat in connus),
        "debute": len(connus) < 2,
    }  # fmt: skip


def lire_etats(lecture: Lecture, module: Module) -> list[Etat]:
    """Months kept, then the current one as the reader sees it now."""
    mois = debut_de_mois(lecture.jour)
    depuis = reculer_de_mois(mois, module.nombre - 1)
    entier = lit_l_entier(lecture.utilisateur, lecture.collectivite)
    gardes = list_etats(lecture.collectivite, lecture.plan, entier=entier, depuis=depuis)
    return [*(etat for etat in gardes if etat.mois < mois), _maintenant(lecture, module, mois)]


def _maintenant(lecture: Lecture, module: Module, mois: date) -> Etat:
    resume, plan = lecture.resume, lecture.plan
    ponderation = Ponderation(plan.ponderation) if plan is not None else Ponderation.EGAL
    pesees = pesees_of(resume, [ponderation], suivis_vus(lecture.utilisateur))
    sommes = lecture.sommes if module.suite is Suite.BUDGET else None
    return mesurer_etat(resume, resume.racines, mois, sommes, ponderation, pesees)


def _grandeur(etat: Etat, suite: Suite) -> float | None:
    if suite is Suite.STATUTS:
        return float(sum(etat.par_statut.values()))
    valeur = {Suite.RETARDS: etat.en_retard, Suite.AVANCEMENT: etat.avancement, Suite.BUDGET: etat.reel}[suite]
    return None if valeur is None else float(valeur)


def _dire(etat: Etat, suite: Suite) -> str:
    valeur = _grandeur(etat, suite) or 0.0
    if suite is Suite.BUDGET:
        return euros(valeur)
    return f"{formater(valeur, 0)}{INSECABLE}%" if suite is Suite.AVANCEMENT else formater(valeur, 0)


def _colonne(etat: Etat, rang: int, nombre: int, suite: Suite, maximum: float) -> Colonne:
    pas = 1 / nombre
    if suite is Suite.STATUTS:
        parts = [(f"pl-s-{statut or 'sans_statut'}", float(etat.par_statut.get(statut, 0))) for statut in ORDRE]
        dits = ", ".join(
            f"{etat.par_statut[s]} {StatutFiche.libelle_de(s, SANS_STATUT).lower()}"
            for s in ORDRE
            if etat.par_statut.get(s)
        )
    else:
        parts = [("tb-retard" if suite is Suite.RETARDS else "rp-barre-f", _grandeur(etat, suite) or 0.0)]
        dits = _dire(etat, suite)
    haut = 1.0
    morceaux = []
    for classe, valeur in parts:
        if valeur and maximum:
            hauteur = valeur / maximum
            haut -= hauteur
            morceaux.append(Morceau(classe, largeur(haut), largeur(hauteur)))
    ecrit = nombre <= 14 or (nombre - 1 - rang) % 3 == 0
    return Colonne(
        largeur(rang * pas + pas * 0.14), largeur(pas * 0.72), largeur((rang + 0.5) * pas), tuple(morceaux),
        f"{mois_court(etat.mois)} : {dits}", etat.mois.strftime("%m/%y") if ecrit else "",
        _dire(etat, suite) if nombre <= 14 else "", largeur(max(haut, 0.0)),
    )  # fmt: skip
