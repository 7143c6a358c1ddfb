"""From what the service proposes to a reading like any other: fields posed as cells are, each with its page, each
compared with the document (docs/calculs/import.md, « Import assisté »)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from cordee.plans.domain.fiche import AxeComplet, FicheComplete, PlanComplet
from cordee.plans.domain.imports.assistant.demande import Page
from cordee.plans.domain.imports.assistant.reponse import CHAMPS, TITRE_MAX, FicheProposee
from cordee.plans.domain.imports.champs import poser
from cordee.plans.domain.imports.cles import normaliser
from cordee.plans.domain.imports.codes import decouper_titre
from cordee.plans.domain.imports.messages import Fidelite, FormatImport, LectureImport, Lieu, citer
from cordee.plans.domain.imports.poses import Case
from cordee.plans.domain.imports.publie.fidelite import noter

ABSENTS_MAX = 0.3
"""Share of the words of a field that the document may not have."""
_MOT = re.compile(r"[^\W\d_]{3,}")


def mots_de(texte: str) -> list[str]:
    """Words of three letters or more, without accents nor plural."""
    return [mot.rstrip("s") for mot in _MOT.findall(normaliser(texte))]


def dedoublonner(fiches: Sequence[FicheProposee]) -> list[FicheProposee]:
    """Each title once: a fiche that two pieces tell is completed by the second."""
    gardees: dict[str, FicheProposee] = {}
    for fiche in fiches:
        cle = normaliser(fiche.titre)
        if not cle:
            continue
        avant = gardees.get(cle)
        if avant is None:
            gardees[cle] = fiche
            continue
        plus = {champ: getattr(fiche, champ) for champ in CHAMPS if not getattr(avant, champ)}
        sous = avant.sous_actions or fiche.sous_actions
        gardees[cle] = avant.model_copy(update={**plus, "sous_actions": sous})
    return list(gardees.values())


def fidelite_de(fiche: FicheProposee, pages: Sequence[Page], suivante: FicheProposee | None = None) -> Fidelite:
    """The share of the words of its pages that are in it: those from its page to that of the next fiche."""
    dits = mots_de(texte_de_la_fiche(fiche, pages, suivante))
    pris = Counter(mots_de(_tout(fiche)))
    manquants = 0
    for mot in dits:
        if pris[mot] > 0:
            pris[mot] -= 1
        else:
            manquants += 1
    if not dits:
        return Fidelite(0, "Sa page n'a pas été dite : relisez-la en entier.")
    score = noter(len(dits), manquants)
    return Fidelite(score, f"{len(dits) - manquants} mots sur {len(dits)} de sa page sont dans la fiche.")


def texte_de_la_fiche(fiche: FicheProposee, pages: Sequence[Page], suivante: FicheProposee | None = None) -> str:
    """What the document says of a fiche: from its title to that of the next one."""
    fin = suivante.page if suivante is not None and suivante.page >= fiche.page else fiche.page
    texte = "\n".join(page.texte for page in pages if fiche.page <= page.numero <= max(fin, fiche.page))
    debut = _place(texte, fiche.titre)
    apres = _place(texte[debut + 1 :], suivante.titre) if suivante is not None else 0
    return texte[debut : debut + 1 + apres] if apres else texte[debut:]


def _place(texte: str, titre: str) -> int:
    """Where a title stands, 0 when it is not found as it is."""
    return max(0, texte.find(titre)) if titre else 0


def _tout(fiche: FicheProposee) -> str:
    sous = [f"{s.titre} {s.description} {s.personne_pilote} {s.statut}" for s in fiche.sous_actions]
    return " ".join([fiche.titre, fiche.axe, fiche.sous_axe, *(getattr(fiche, champ) for champ in CHAMPS), *sous])


def lire_propositions(
    fiches: Sequence[FicheProposee], pages: Sequence[Page], avis: Sequence[str] = ()
) -> LectureImport:
    """The reading to preview. What the document does not say is a remark at its page."""
    lecture = LectureImport(PlanComplet(""), FormatImport.ASSISTE)
    for texte in avis:
        lecture.avertir(texte)
    connus = {mot for page in pages for mot in mots_de(page.texte)}
    axes: dict[tuple[str, ...], AxeComplet] = {}
    for rang, proposee in enumerate(fiches):
        fiche = _fiche(proposee, lecture, connus)
        suivante = fiches[rang + 1] if rang + 1 < len(fiches) else None
        lecture.fidelites[id(fiche)] = fidelite_de(proposee, pages, suivante)
        axe = _axe(lecture.plan, axes, [nom for nom in (proposee.axe, proposee.sous_axe) if nom.strip()])
        (axe.fiches if axe is not None else lecture.plan.fiches).append(fiche)
    if not fiches:
        lecture.erreur("L'assistant n'a relevé aucune fiche dans ce document.")
    return lecture


def _fiche(proposee: FicheProposee, lecture: LectureImport, connus: set[str]) -> FicheComplete:
    lieu = Lieu(page=proposee.page or None)
    code, titre = decouper_titre(" ".join(proposee.titre.split()))
    fiche = FicheComplete(titre[:TITRE_MAX], code=proposee.numero.strip() or code)
    if len(titre) > TITRE_MAX:
        fiche.nom_officiel = titre
    lecture.origines[id(fiche)] = lieu
    for champ, (cle, nom) in CHAMPS.items():
        texte = getattr(proposee, champ).strip()
        if not texte:
            continue
        place = Lieu(page=lieu.page, entete=nom)
        poser(cle, Case(fiche, lecture, place, souple=True, libre=True), texte)
        _comparer(texte, connus, lecture, place)
    for sous in proposee.sous_actions:
        dedans = FicheComplete(" ".join(sous.titre.split())[:TITRE_MAX])
        lecture.origines[id(dedans)] = lieu
        case = Case(dedans, lecture, Lieu(page=lieu.page, entete="Sous-action"), souple=True, libre=True)
        for cle, texte in (
            ("texte:description", sous.description), ("personne:pilote", sous.personne_pilote),
            ("statut", sous.statut), ("debut", sous.debut), ("fin", sous.fin),
        ):  # fmt: skip
            if texte.strip():
                poser(cle, case, texte.strip())
        if dedans.titre:
            fiche.sous_fiches.append(dedans)
    if proposee.ajoutees and fiche.sous_fiches:
        lecture.avertir(
            f"Sous-actions de {citer(fiche.titre)} : l'assistant les propose, le document ne les dit pas.", lieu
        )
    return fiche


def _comparer(texte: str, connus: set[str], lecture: LectureImport, lieu: Lieu) -> None:
    """A field whose words are not those of the document may be made up."""
    mots = mots_de(texte)
    absents = [mot for mot in mots if mot not in connus]
    if mots and len(absents) > ABSENTS_MAX * len(mots):
        lecture.avertir(f"{citer(texte)} ne se retrouve pas tel quel dans le document : vérifiez-le.", lieu)


def _axe(plan: PlanComplet, axes: dict[tuple[str, ...], AxeComplet], noms: Sequence[str]) -> AxeComplet | None:
    axe: AxeComplet | None = None
    for rang in range(1, len(noms) + 1):
        cle = tuple(normaliser(nom) for nom in noms[:rang])
        if cle not in axes:
            numero, nom = decouper_titre(" ".join(noms[rang - 1].split()), axe=True)
            axes[cle] = AxeComplet(nom, numero)
            (axe.axes if axe is not None else plan.axes).append(axes[cle])
        axe = axes[cle]
    return axe
