"""The critical chain in the Gantt: what is marked in the drawing, and its twin, a list that everybody reads."""

from __future__ import annotations

from dataclasses import dataclass, field

from cordee.outils.dates import jour_long
from cordee.outils.texte import accorder, typographier
from cordee.plans.domain.chaine import Maillon
from cordee.plans.domain.listes import SANS_STATUT, StatutFiche
from cordee.plans.domain.planning import ecrire_periode
from cordee.plans.models import Fiche
from cordee.plans.queries.chaine import ChaineLue, load_chaine
from cordee.plans.views.vues import Cadre
from cordee.socle.adresses import adresser

PARAMETRE, OUI = "chaine", "oui"


@dataclass(frozen=True, slots=True)
class MaillonVu:
    """A fiche of the chain, its place in it, and what separates it from the next."""

    rang: int
    titre: str
    adresse: str
    statut: str
    glyphe: str
    periode: str
    suite: str


@dataclass(frozen=True, slots=True)
class ChaineVue:
    """The chain as the page says it. `rangs`: place of each fiche, by id; `phrase`: what it means, in a sentence."""

    phrase: str
    maillons: list[MaillonVu]
    rangs: dict[int, int] = field(default_factory=dict)

    def lie(self, de: int, vers: int) -> bool:
        """Whether a dependency is one of the chain."""
        return de in self.rangs and self.rangs.get(vers) == self.rangs[de] + 1


def demandee(cadre: Cadre) -> bool:
    """Whether the address asks for the chain, which is that of a plan."""
    return cadre.plan is not None and cadre.request.GET.get(PARAMETRE) == OUI


def composer_chaine(cadre: Cadre) -> ChaineVue | None:
    """The chain when it is asked for, whatever the filters and the page. Two queries."""
    if not demandee(cadre):
        return None
    lue = load_chaine(cadre.resume.fiches.values(), cadre.toutes)
    if lue is None:
        return ChaineVue("Aucune fiche en cours ou à venir n'a d'échéance : rien ne fixe encore la fin du plan.", [])
    siren = cadre.collectivite.siren
    maillons = lue.chaine.maillons
    return ChaineVue(
        _phrase(lue),
        [_voir(rang, maillon, lue.fiches[maillon.id], siren, rang == len(maillons)) for rang, maillon in _ranger(lue)],
        {maillon.id: rang for rang, maillon in _ranger(lue)},
    )


def _ranger(lue: ChaineLue) -> list[tuple[int, Maillon]]:
    return list(enumerate(lue.chaine.maillons, start=1))


def _phrase(lue: ChaineLue) -> str:
    jour, nombre = jour_long(lue.chaine.fin), len(lue.chaine.maillons)
    if nombre == 1:
        titre = lue.fiches[lue.chaine.maillons[0].id].titre
        return f"« {titre} » fixe seule la fin du plan, le {jour} : aucune fiche qu'elle attend ne la retient de près."
    debut = f"{nombre} fiches fixent la fin du plan, le {jour}"
    marge = lue.chaine.marge
    if not marge:
        return f"{debut} : un retard de la première la repousse d'autant."
    return f"{debut} : la première peut glisser de {marge} {accorder(marge, 'jour')} sans la repousser."


def _voir(rang: int, maillon: Maillon, fiche: Fiche, siren: str, derniere: bool) -> MaillonVu:
    return MaillonVu(
        rang,
        typographier(fiche.intitule),
        adresser("fiche", siren, pk=fiche.pk),
        StatutFiche.libelle_de(fiche.statut, SANS_STATUT),
        fiche.statut or "sans_statut",
        typographier(_periode(fiche)),
        "" if derniere else _suite(maillon),
    )


def _suite(maillon: Maillon) -> str:
    """What separates it from the next."""
    if maillon.manquants:
        return f"la suite vient {maillon.manquants} {accorder(maillon.manquants, 'jour')} trop tôt"
    if maillon.libres:
        return f"puis {maillon.libres} {accorder(maillon.libres, 'jour libre', 'jours libres')}"
    return "la suite n'attend pas"


def _periode(fiche: Fiche) -> str:
    fin = None if fiche.amelioration_continue else fiche.fin
    return ecrire_periode(fiche.debut, fiche.precision_debut, fin, fiche.precision_fin)
