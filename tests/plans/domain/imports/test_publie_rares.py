"""Published fiches: heads, tables and labels that few documents have."""

from __future__ import annotations

from datetime import date

import pytest

from cordee.plans.domain.fiche import FicheComplete
from cordee.plans.domain.imports.lecture import lire_fichier, lire_texte_colle
from cordee.plans.domain.imports.publie.libelles import lire_tete_de_fiche
from cordee.plans.domain.imports.verification import verifier
from cordee.plans.domain.listes import Genre, RoleActeur, StatutFiche

CORPS = ("Contexte : c", "Objectifs : o", "Porteur : CC")


def une(*lignes: str) -> FicheComplete:
    lecture = lire_texte_colle("\n".join(lignes))
    assert lecture.erreurs == []
    (fiche,) = [*lecture.plan.fiches, *(fiche for axe in lecture.plan.axes for fiche in axe.fiches)]
    return fiche


def test_un_numero_au_dessus_d_un_titre_nomme_est_celui_de_la_fiche() -> None:
    fiche = une("Fiche action n°2.1", "Titre : Isoler", *CORPS)
    assert (fiche.code, fiche.titre) == ("2.1", "Isoler")


@pytest.mark.parametrize(
    "tete", [("2.1", "# Isoler les écoles"), ("# Isoler les écoles", "# Fiche action n°2.1")], ids=["avant", "apres"]
)
def test_un_numero_sur_une_ligne_a_lui_va_avec_le_titre_voisin(tete: tuple[str, str]) -> None:
    lecture = lire_texte_colle("\n".join((*tete, *CORPS)))
    assert [(fiche.code, fiche.titre) for fiche in lecture.plan.fiches] == [("2.1", "Isoler les écoles")]
    assert (lecture.plan.axes, lecture.messages) == ([], [])


def test_une_rangee_peut_porter_la_tete_de_la_fiche() -> None:
    fiche = une("Fiche action n°1\tIsoler\t", *CORPS)
    assert (fiche.code, fiche.titre) == ("1", "Isoler")
    assert une("Plan climat\t\tHabitat", "Titre\tIsoler", *CORPS).titre == "Isoler"


@pytest.mark.parametrize(
    ("suite", "categories", "description"),
    [
        ("☒ Patrimoine ☐ Territoire", ("patrimoine",), ""),
        ("- un point", (), ""),
        ("Le patrimoine de la collectivité compte une centaine de bâtiments à rénover", (), "Le patrimoine de la "
         "collectivité compte une centaine de bâtiments à rénover"),
    ],
)  # fmt: skip
def test_sous_un_titre_inacheve_ni_une_case_ni_une_liste_ni_une_phrase_ne_le_continue(
    suite: str, categories: tuple[str, ...], description: str
) -> None:
    fiche = une("# Isoler les", suite, *CORPS)
    assert (fiche.titre, fiche.classements.get(Genre.CATEGORIE, ()), fiche.description) == (
        "Isoler les", categories, description,
    )  # fmt: skip


def test_ce_qui_suit_un_titre_de_reperes_se_joint_au_contexte() -> None:
    assert une("# Isoler", *CORPS, "Repères", "Plan national").contexte == "c\n\nPlan national"


@pytest.mark.parametrize(
    ("ligne", "tete"),
    [
        ("Action 3 : Isoler", ("3", "Isoler")),
        ("Fiche 3 du plan", ("3", "du plan")),
        ("Action 3 de la collectivité", None),
    ],
)
def test_une_phrase_qui_cite_une_action_n_est_pas_une_tete(ligne: str, tete: tuple[str, str] | None) -> None:
    assert lire_tete_de_fiche(ligne) == tete


def test_une_etiquette_dans_une_liste_n_ouvre_pas_un_nouveau_titre() -> None:
    fiche = une("# Isoler", *CORPS, "Description : d", "- Titre : rien", "- Pilote : Marie Paul")
    assert (fiche.titre, fiche.description) == ("Isoler", "d\n- Titre : rien")
    assert [personne.nom for personne in fiche.personnes] == ["Marie Paul"]


def test_une_etiquette_sans_texte_attend_celui_de_la_ligne_suivante() -> None:
    assert une("# Isoler", *CORPS, "Commentaires :", "Rien à dire").description == "Rien à dire"


def test_une_etiquette_coupee_par_la_page_se_recolle() -> None:
    lecture = lire_texte_colle("# Isoler\nEnjeux et\ncontexte\nc\nObjectifs\no\nPilotage\net partenaires\nCC")
    fiche = lecture.plan.fiches[0]
    assert (fiche.contexte, fiche.objectifs) == ("c", "o")
    assert fiche.noms(RoleActeur.MAITRE_OUVRAGE) == ["CC"]


def test_une_cellule_de_page_peut_tenir_l_etiquette_et_son_texte() -> None:
    page = (
        "<table><tr><td>Isoler</td></tr><tr><td>Contexte<br>Les écoles<br>Les mairies</td></tr>"
        "<tr><td>Objectifs<br>o</td></tr><tr><td>Porteur</td><td>CC</td></tr></table>"
    )
    (fiche,) = lire_fichier(page.encode(), "page.html").plan.fiches
    assert (fiche.titre, fiche.objectifs) == ("Isoler", "o")
    assert fiche.contexte.split() == ["Les", "écoles", "Les", "mairies"]


def test_une_fiche_sans_titre_le_dit_une_seule_fois() -> None:
    lecture = verifier(lire_texte_colle("\n".join(("Fiche action n°2.1", *CORPS))))
    assert [erreur.texte[:37] for erreur in lecture.erreurs] == ["Le titre de la fiche n'a pas été trou"]
    assert lecture.plan.fiches[0].code == "2.1"


def test_le_mot_fiche_seul_ouvre_la_suivante() -> None:
    corps = ("Contexte : c", "Objectifs : o", "Description : La phrase se termine ainsi.")
    lecture = lire_texte_colle("\n".join(("Fiche", "Titre : A", *corps, "Fiche", "Titre : B", *corps)))
    assert [fiche.titre for fiche in lecture.plan.fiches] == ["A", "B"]


@pytest.mark.parametrize(
    "entre",
    [("Fiche", "Titre : B"), ("Titre : B",), ("# B",), ("Fiche n°2 : B",), ("Fiche", "Titre\tB")],
    ids=["fiche", "titre", "gros titre", "numero", "rangee"],
)
@pytest.mark.parametrize("fin", [("Porteur : CC",), ("Porteur", "CC"), ("Porteur\tCC",)])
def test_le_dernier_champ_d_une_fiche_n_est_pas_un_axe_de_la_suivante(
    fin: tuple[str, ...], entre: tuple[str, ...]
) -> None:
    corps = ("Contexte : c", "Objectifs : o", *fin)
    lecture = lire_texte_colle("\n".join(("Titre : A", *corps, *entre, *corps)))
    assert [(f.titre, f.noms(RoleActeur.MAITRE_OUVRAGE)) for f in lecture.plan.fiches] == [("A", ["CC"]), ("B", ["CC"])]
    assert (lecture.plan.axes, lecture.messages) == ([], [])


@pytest.mark.parametrize(
    ("tete", "axes", "restes"),
    [
        (("Habiter › Se loger", "# Isoler"), ["Habiter", "Se loger"], []),
        (("Axe 2 : Bouger", "Document de travail", "# Isoler"), ["Bouger"], ["Document de travail"]),
    ],
)
def test_des_axes_dits_ne_prennent_pas_les_autres_lignes(
    tete: tuple[str, ...], axes: list[str], restes: list[str]
) -> None:
    lecture = lire_texte_colle("\n".join((*tete, *CORPS)))
    (axe,) = lecture.plan.axes
    assert [axe.nom, *(sous.nom for sous in axe.axes)] == axes
    assert [texte for _, texte in lecture.non_repris] == restes


@pytest.mark.parametrize("annonce", ["Fiche", "Fiche n°2 : B"])
def test_un_axe_au_dessus_du_mot_fiche_est_celui_de_la_suivante(annonce: str) -> None:
    suite = () if annonce.endswith("B") else ("Titre : B",)
    lecture = lire_texte_colle("\n".join(("# A", *CORPS, "Axe 2 : Bouger", annonce, *suite, *CORPS)))
    assert [fiche.titre for fiche in lecture.plan.fiches] == ["A"]
    assert [(axe.nom, [fiche.titre for fiche in axe.fiches]) for axe in lecture.plan.axes] == [("Bouger", ["B"])]


@pytest.mark.parametrize("suite", [(), ("Pilote\tCMA",)])
def test_un_axe_au_dessus_de_rien_est_celui_de_la_fiche(suite: tuple[str, ...]) -> None:
    lecture = lire_texte_colle("\n".join(("# Isoler", *CORPS, "Orientation 3 : Habitat", *suite)))
    (axe,) = lecture.plan.axes
    assert (axe.nom, [fiche.titre for fiche in axe.fiches]) == ("Habitat", ["Isoler"])


# Tables -------------------------------------------------------------------------------------------------------------


def test_une_rangee_d_etiquettes_ne_vaut_que_pour_la_rangee_dessous() -> None:
    fiche = une(
        "# Isoler", *CORPS, "Statut\tPriorité\tCalendrier", "En cours\t\t2026", "Élus référents\tClaire Durand\t"
    )
    assert (fiche.statut, fiche.priorite, fiche.calendrier) == (StatutFiche.EN_COURS, None, "2026")
    assert [personne.nom for personne in fiche.personnes] == ["Claire Durand"]


def test_une_rangee_de_sous_action_se_nomme_ou_se_numerote() -> None:
    fiche = une(
        "# Isoler", *CORPS, "Étapes\tPilote\tCalendrier\tStatut", "Étudier\tCC\t2026\tEn cours",
        "Sous-action 2\tCMA\t2027\t",
    )  # fmt: skip
    etudier, seconde = fiche.sous_fiches
    assert (etudier.titre, etudier.statut, seconde.titre) == ("Étudier", StatutFiche.EN_COURS, "Sous-action 2")
    assert seconde.fin is not None
    assert (seconde.noms(RoleActeur.MAITRE_OUVRAGE), seconde.fin.jour) == (["CMA"], date(2027, 12, 31))


def test_une_colonne_de_sous_action_qui_n_est_pas_reconnue_est_dite() -> None:
    lecture = lire_texte_colle("\n".join(("# Isoler", *CORPS, "Étapes\tPilote\tSous-action", "Étudier\tCC\tzut")))
    assert [sous.titre for sous in lecture.plan.fiches[0].sous_fiches] == ["Étudier"]
    assert [texte for _, texte in lecture.non_repris] == ["Sous-action : zut"]


@pytest.mark.parametrize("tete", ["Sous-actions", "Étapes", "Actions"])
def test_une_colonne_inconnue_ne_perd_aucune_rangee_de_sous_actions(tete: str) -> None:
    lecture = lire_texte_colle(
        "\n".join(("# Isoler", *CORPS, f"{tete}\tPilote\tMatériel", "Étudier\tCC\tdrone", "Poser\tCMA\t"))
    )
    sous = lecture.plan.fiches[0].sous_fiches
    assert [(s.titre, s.noms(RoleActeur.MAITRE_OUVRAGE)) for s in sous] == [("Étudier", ["CC"]), ("Poser", ["CMA"])]
    assert [texte for _, texte in lecture.non_repris] == ["Matériel : drone"]


@pytest.mark.parametrize(
    "rangees",
    [
        ("Descriptif\tPilote\tMatériel", "Étudier\tCC\tdrone"),
        ("Étapes\tMatériel\tCouleur", "Étudier\tdrone\tbleu"),
        ("Étapes\tPilote\tMatériel", "\tCC\tdrone"),
    ],
)
def test_des_mots_dont_peu_sont_connus_ne_nomment_pas_de_colonnes(rangees: tuple[str, str]) -> None:
    fiche = une("# Isoler", *CORPS, *rangees)
    assert fiche.sous_fiches == []
    assert all(mot in fiche.description for mot in rangees[1].split("\t"))


def test_ce_que_dit_la_rangee_d_un_titre_de_sous_actions_n_est_pas_perdu() -> None:
    fiche = une("# Isoler", *CORPS, "Sous-actions\tPilote\tCMA", "Maître d'ouvrage\tCC")
    assert [sous.noms(RoleActeur.MAITRE_OUVRAGE) for sous in fiche.sous_fiches] == [["CMA"]]


def test_une_etiquette_seule_dans_sa_rangee_ouvre_son_champ() -> None:
    fiche = une("# Isoler", *CORPS, "\tCalendrier", "2026")
    assert fiche.calendrier == "2026"


def test_une_rangee_qui_tient_etiquette_et_texte_ouvre_son_champ() -> None:
    assert une("# Isoler", *CORPS, "\tCalendrier 2026\tpuis 2027").calendrier == "2026 puis 2027"


def test_une_sous_action_numerotee_n_est_pas_au_dessus_de_valeurs() -> None:
    fiche = une("# Isoler", *CORPS, "Sous-action 1\tDescriptif", "Étudier\tles besoins")
    assert [sous.description for sous in fiche.sous_fiches] == ["Étudier – les besoins"]


def test_un_indicateur_de_meme_nom_n_entre_qu_une_fois() -> None:
    fiche = une("# Isoler", *CORPS, "Indicateur\tUnité\tCible", "Trajets\tkm\t3 km", "Trajets\tkm\t4 km")
    assert [(indicateur.nom, indicateur.cible) for indicateur in fiche.indicateurs] == [("Trajets", 3)]


def test_une_sous_action_peut_dire_son_titre() -> None:
    fiche = une("# Isoler", *CORPS, "Sous-action 1", "Titre : Étudier", "Sous-action 2", "Statut : En cours")
    assert [(sous.titre, sous.statut) for sous in fiche.sous_fiches] == [
        ("Étudier", None), ("Sous-action 2", StatutFiche.EN_COURS),
    ]  # fmt: skip


def test_une_rangee_plus_longue_que_les_etiquettes_ne_les_remplit_pas() -> None:
    fiche = une("# Isoler", *CORPS, "Statut\tCalendrier", "Élus référents\tClaire Durand\tMarie Paul")
    assert [personne.nom for personne in fiche.personnes] == ["Claire Durand", "Marie Paul"]


@pytest.mark.parametrize("gras", ["**", ""])
def test_l_en_tete_de_la_fiche_suivante_n_est_pas_dans_le_tableau_de_la_precedente(gras):
    fiche = (
        "Agir ensemble\nAnimer le territoire\n\nPatrimoine : action exemplaire\n\n{gras}{titre}{gras}\n\n"
        "<b>Objectifs</b>\tDurer.\t\n<b>Maître d'ouvrage</b>\tCC des Combes\t\n<b>Calendrier</b>\t2025 - 2027\t\n"
        "<b>Indicateurs de suivi</b>\tNombre de membres. Nombre de rencontres.\t\n"
    )
    lecture = lire_texte_colle(
        "\n\n".join(fiche.format(titre=t, gras=gras) for t in ("Animer un club", "Suivre le plan"))
    )
    (axe,) = lecture.plan.axes
    assert [f.titre for f in axe.axes[0].fiches] == ["Animer un club", "Suivre le plan"]
    for lue in lecture.fiches():
        assert [i.nom for i in lue.indicateurs] == ["Nombre de membres", "Nombre de rencontres"]
        assert lue.classements[Genre.CATEGORIE] == ("patrimoine",)


def test_un_libelle_inconnu_sous_un_statut_n_est_pas_du_statut():
    lecture = lire_texte_colle(
        "Titre : Planter des haies\nObjectifs : durer\nStatut : 50 %\nFoncier mobilisé : 3 ha\nPilote : CC\n"
    )
    (fiche,) = lecture.fiches()
    assert (fiche.statut, fiche.avancement) == (StatutFiche.EN_COURS, 50)
    assert [(str(lieu), texte) for lieu, texte in lecture.non_repris] == [("ligne 4", "Foncier mobilisé : 3 ha")]


def test_un_titre_a_deux_points_sous_un_calendrier_ouvre_la_fiche_suivante():
    lecture = lire_texte_colle(
        "Planter des haies\nObjectifs : durer\nPilote : CC\nPartenaires : Région\nCalendrier : 2026\n"
        "Mobilité : prendre le vélo\nObjectifs : rouler\nPilote : CC\nCalendrier : 2027\n"
    )
    assert [f.titre for f in lecture.fiches()] == ["Planter des haies", "Mobilité : prendre le vélo"]


def test_les_puces_des_polices_de_symboles_se_voient():
    lecture = lire_texte_colle("Titre : Planter\nObjectifs :\n\uf0b7 Réduire\n\uf0d8 Planter\nPilote : CC\n")
    (fiche,) = lecture.fiches()
    assert fiche.objectifs == "• Réduire\n➢ Planter"


def test_l_en_tete_qui_revient_sans_tableau_ni_gras_ouvre_la_fiche_suivante():
    fiche = (
        "Agir ensemble\n{axe}\n\nPatrimoine : action exemplaire\n\n{titre}\n\nObjectifs\nDurer.\n"
        "Maître d'ouvrage\nCC des Combes\nCalendrier\n2025 - 2027\nIndicateurs de suivi\nNombre de membres\n"
    )
    fiches = (("Animer", "Un club"), ("Suivre", "Le plan"))
    lecture = lire_texte_colle("\n\n".join(fiche.format(axe=axe, titre=titre) for axe, titre in fiches))
    (axe,) = lecture.plan.axes
    assert [(sous.nom, [f.titre for f in sous.fiches]) for sous in axe.axes] == [
        ("Animer", ["Un club"]),
        ("Suivre", ["Le plan"]),
    ]
    for lue in lecture.fiches():
        assert [i.nom for i in lue.indicateurs] == ["Nombre de membres"]
