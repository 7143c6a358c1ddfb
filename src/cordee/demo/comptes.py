"""The accounts of the demonstration, for its sign-in page."""

from __future__ import annotations

from cordee.demo.construction import est_construite
from cordee.demo.territoire import MOT_DE_PASSE, PERSONNES
from cordee.territoires.enums import Role


def comptes_affiches() -> list[dict[str, str]]:
    """E-mail, name, role and password of each account, empty where there is no demonstration."""
    if not est_construite():
        return []
    return [
        {
            "email": personne.email,
            "nom": f"{personne.prenom} {personne.nom}",
            "role": f"{personne.fonction} ({', '.join(Role(r).label.lower() for r in personne.roles.values())})",
            "mot_de_passe": MOT_DE_PASSE,
        }
        for personne in PERSONNES
        if personne.affichee
    ]
