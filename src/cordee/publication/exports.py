"""Files of the public site, from what its pages show: open data (CSV, JSON, XLSX), feed, map of the site."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

import xlsxwriter
from django.utils.feedgenerator import Atom1Feed

from cordee.plans.domain.fiche import Impact
from cordee.publication.domain.fiche_publique import EtapePublique, FichePublique

SEPARATEUR = " | "
"""Between the values of one cell."""
COLONNES: dict[str, str] = {
    "numero": "Numéro", "titre": "Titre", "axe": "Axe", "collectivite": "Collectivité", "etat": "État",
    "avancement": "Avancement (%)", "debut": "Début", "fin": "Échéance", "description": "Description",
    "contexte": "Enjeux et contexte", "objectifs": "Objectifs", "public_cible": "Public-cible", "moyens": "Moyens",
    "thematiques": "Thématiques", "secteurs": "Secteurs réglementaires", "communes": "Communes",
    "sous_actions": "Sous-actions", "impacts": "Impacts", "indicateurs": "Indicateurs",
    "acteurs": "Structures et services", "personnes": "Personnes", "budgets": "Budget prévu (€ HT)",
    "financeurs": "Financeurs", "notes": "Notes de suivi", "adresse": "Page publique",
}  # fmt: skip
"""Columns of the table, in order."""
DEBUTS_DE_FORMULE = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Entete:
    """What a file says of itself."""

    plan: str
    collectivite: str
    siren: str
    licence: str
    licence_adresse: str
    page: str
    fictive: bool
    colonnes: tuple[str, ...]


def ligne_ouverte(fiche: FichePublique, adresse: str) -> dict[str, Any]:
    """A fiche as a row; numbers and dates stay what they are."""
    prevus = [ligne.prevu for ligne in fiche.budgets if ligne.unite == "ht" and ligne.prevu is not None]
    return {
        "numero": fiche.code,
        "titre": fiche.titre,
        "axe": SEPARATEUR.join(fiche.axes),
        "collectivite": fiche.collectivite,
        "etat": fiche.statut.libelle if fiche.statut else "",
        "avancement": None if fiche.avancement is None else round(fiche.avancement),
        "debut": fiche.debut,
        "fin": fiche.fin,
        "description": fiche.description,
        "contexte": fiche.contexte,
        "objectifs": fiche.objectifs,
        "public_cible": fiche.public_cible,
        "moyens": fiche.moyens,
        "thematiques": SEPARATEUR.join(fiche.thematiques),
        "secteurs": SEPARATEUR.join(fiche.secteurs),
        "communes": SEPARATEUR.join(fiche.communes),
        "sous_actions": SEPARATEUR.join(sous.titre for sous in fiche.etapes),
        "impacts": SEPARATEUR.join(_dire_impact(impact) for impact in fiche.impacts),
        "indicateurs": SEPARATEUR.join(indicateur.titre for indicateur in fiche.indicateurs),
        "acteurs": _dire_groupes(fiche.acteurs),
        "personnes": _dire_groupes(fiche.personnes),
        "budgets": sum(prevus, Decimal()) if prevus else None,
        "financeurs": SEPARATEUR.join(dict.fromkeys(f.financeur for f in fiche.financements)),
        "notes": SEPARATEUR.join(f"{note.date.isoformat()} : {note.texte}" for note in fiche.notes),
        "adresse": adresse,
    }


def _dire_impact(impact: Impact) -> str:
    if impact.valeur is None:
        return impact.domaine.libelle
    unite = impact.unite or impact.domaine.unite
    return f"{impact.domaine.libelle} : {impact.valeur.normalize():f} {unite}".strip()


def _dire_groupes(groupes: Iterable[tuple[str, tuple[str, ...]]]) -> str:
    return SEPARATEUR.join(f"{role} : {', '.join(noms)}" for role, noms in groupes)


def ecrire_csv(lignes: Iterable[Mapping[str, Any]], colonnes: Sequence[str]) -> bytes:
    """UTF-8 with its mark and semicolons, as French spreadsheets open it; a text that a spreadsheet would run is
    quoted."""
    tampon = io.StringIO()
    ecrivain = csv.writer(tampon, delimiter=";", lineterminator="\r\n")
    ecrivain.writerow([COLONNES[cle] for cle in colonnes])
    for ligne in lignes:
        ecrivain.writerow([_cellule_csv(ligne[cle]) for cle in colonnes])
    return b"\xef\xbb\xbf" + tampon.getvalue().encode()


def _cellule_csv(valeur: Any) -> str:
    if valeur is None:
        return ""
    if isinstance(valeur, date):
        return valeur.isoformat()
    texte = str(valeur).replace(".", ",") if isinstance(valeur, Decimal) else str(valeur)
    return f"'{texte}" if isinstance(valeur, str) and texte.startswith(DEBUTS_DE_FORMULE) else texte


def ecrire_xlsx(entete: Entete, lignes: Iterable[Mapping[str, Any]]) -> bytes:
    """A sheet of fiches and one that says where they come from."""
    tampon = io.BytesIO()
    classeur = xlsxwriter.Workbook(tampon, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    gras = classeur.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    jour = classeur.add_format({"num_format": "dd/mm/yyyy", "valign": "top"})
    texte = classeur.add_format({"text_wrap": True, "valign": "top"})
    feuille = classeur.add_worksheet("Actions")
    feuille.freeze_panes(1, 2)
    feuille.set_column(0, len(entete.colonnes) - 1, 24)
    feuille.write_row(0, 0, [COLONNES[cle] for cle in entete.colonnes], gras)
    for rang, ligne in enumerate(lignes, start=1):
        for colonne, cle in enumerate(entete.colonnes):
            valeur = ligne[cle]
            if isinstance(valeur, date):
                feuille.write_datetime(rang, colonne, datetime(valeur.year, valeur.month, valeur.day), jour)  # noqa: DTZ001
            elif isinstance(valeur, int | Decimal):
                feuille.write_number(rang, colonne, valeur, texte)
            elif valeur:
                feuille.write_string(rang, colonne, str(valeur)[:32_000], texte)
    source = classeur.add_worksheet("Source")
    source.set_column(0, 0, 22)
    source.set_column(1, 1, 70)
    for rang, (quoi, mots) in enumerate(_source(entete)):
        source.write_string(rang, 0, quoi, gras)
        source.write_string(rang, 1, mots, texte)
    classeur.close()
    return tampon.getvalue()


def _source(entete: Entete) -> list[tuple[str, str]]:
    lignes = [
        ("Plan", entete.plan), ("Collectivité", f"{entete.collectivite} (SIREN {entete.siren})"),
        ("Licence", f"{entete.licence}, {entete.licence_adresse}"), ("Page", entete.page),
    ]  # fmt: skip
    return [*lignes, ("Avertissement", "Données inventées, pour la démonstration.")] if entete.fictive else lignes


def ecrire_json(entete: Entete, fiches: Iterable[tuple[FichePublique, str]]) -> bytes:
    """The plan and its fiches, nested."""
    document = {
        "plan": entete.plan,
        "collectivite": {"nom": entete.collectivite, "siren": entete.siren},
        "donnees_inventees": entete.fictive,
        "licence": entete.licence,
        "licence_adresse": entete.licence_adresse,
        "page": entete.page,
        "actions": [_fiche(fiche, adresse, entete.colonnes) for fiche, adresse in fiches],
    }
    return json.dumps(document, ensure_ascii=False, indent=1, default=_en_json).encode()


def _fiche(fiche: FichePublique, adresse: str, colonnes: Sequence[str]) -> dict[str, Any]:
    plat = ligne_ouverte(fiche, adresse)
    riche: dict[str, Any] = {
        **plat,
        "identifiant": fiche.ref,
        "axe": list(fiche.axes),
        "thematiques": list(fiche.thematiques),
        "secteurs": list(fiche.secteurs),
        "communes": list(fiche.communes),
        "objectifs_chiffres": [
            {"objectif": o.libelle, "valeur": o.valeur, "unite": o.unite, "annee": o.echeance}
            for o in fiche.objectifs_chiffres
        ],
        "sous_actions": [_etape(sous) for sous in fiche.etapes],
        "impacts": [
            {
                "domaine": i.domaine.libelle, "niveau": i.niveau, "valeur": i.valeur,
                "unite": i.unite or i.domaine.unite, "annee": i.horizon,
            }
            for i in fiche.impacts
        ],
        "indicateurs": [
            {
                "titre": i.titre, "unite": i.unite, "nature": i.nature.libelle, "cible": i.cible,
                "annee_cible": i.annee_cible, "resultats": dict(i.resultats), "objectifs": dict(i.objectifs),
            }
            for i in fiche.indicateurs
        ],
        "acteurs": [{"role": role, "noms": list(noms)} for role, noms in fiche.acteurs],
        "personnes": [{"role": role, "noms": list(noms)} for role, noms in fiche.personnes],
        "budgets": [
            {
                "nature": b.type.libelle, "unite": b.unite.libelle, "annee": b.annee, "prevu": b.prevu,
                "prevu_max": b.prevu_max, "reel": b.reel,
            }
            for b in fiche.budgets
        ],
        "financeurs": [
            {"financeur": f.financeur, "dispositif": f.dispositif, "montant": f.montant, "etat": f.statut.libelle}
            for f in fiche.financements
        ],
        "notes": [{"date": note.date, "texte": note.texte} for note in fiche.notes],
    }  # fmt: skip
    return {"identifiant": riche["identifiant"], "objectifs_chiffres": riche["objectifs_chiffres"]} | {
        cle: riche[cle] for cle in colonnes
    }


def _etape(sous: EtapePublique) -> dict[str, Any]:
    return {
        "numero": sous.code, "titre": sous.titre, "niveau": sous.niveau, "description": sous.description,
        "etat": sous.statut.libelle if sous.statut else "", "debut": sous.debut, "fin": sous.fin,
        "avancement": None if sous.avancement is None else round(sous.avancement),
    }  # fmt: skip


def _en_json(valeur: Any) -> Any:
    if isinstance(valeur, Decimal):
        return int(valeur) if valeur == valeur.to_integral_value() else float(valeur)
    return valeur.isoformat()


@dataclass(frozen=True, slots=True)
class Entree:
    """A news of the feed."""

    titre: str
    texte: str
    adresse: str
    cle: str
    le: datetime


def ecrire_flux(titre: str, sous_titre: str, page: str, flux: str, entrees: Iterable[Entree]) -> bytes:
    """An Atom feed."""
    fil = Atom1Feed(title=titre, link=page, description=sous_titre, language="fr", feed_url=flux, subtitle=sous_titre)
    for entree in entrees:
        fil.add_item(
            title=entree.titre, link=entree.adresse, description=entree.texte, unique_id=entree.cle,
            updateddate=entree.le, pubdate=entree.le,
        )  # fmt: skip
    return fil.writeString("utf-8").encode()


def ecrire_plan_du_site(pages: Iterable[str]) -> bytes:
    """Addresses of the public pages, for search engines."""
    racine = ElementTree.Element("urlset", xmlns="http://www.sitemaps.org/schemas/sitemap/0.9")
    for adresse in pages:
        ElementTree.SubElement(ElementTree.SubElement(racine, "url"), "loc").text = adresse
    octets: bytes = ElementTree.tostring(racine, encoding="utf-8", xml_declaration=True)
    return octets
