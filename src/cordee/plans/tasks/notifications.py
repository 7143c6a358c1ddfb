"""What notifications about fiches say, made when they are shown or sent: nothing of a fiche to somebody who may no
longer see it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Model
from django.urls import reverse
from django.utils import timezone

from cordee.comptes.actions.notifications import Message, declarer_genre
from cordee.comptes.models import Notification
from cordee.outils.dates import jour_long
from cordee.outils.texte import accorder
from cordee.plans.actions import prevenir
from cordee.plans.actions.blocages import dire_blocage as dire_raison
from cordee.plans.actions.relances import relancer_pilotes
from cordee.plans.actions.relances_attendus import relancer_attendus
from cordee.plans.domain.champs import ecrire_date
from cordee.plans.domain.listes import StatutFiche
from cordee.plans.domain.retard import days_late, days_left
from cordee.plans.models import Blocage, Commentaire, CommentairePlan, Fiche, Partage
from cordee.plans.queries.instantanes import attentes_of
from cordee.plans.queries.notifications import (
    blocages_par_pk,
    commentaires_de_plan_par_pk,
    commentaires_par_pk,
    partages_par_pk,
    plans_vus_par,
)
from cordee.plans.queries.reglages_rappels import silences_reglees
from cordee.plans.queries.relances import (
    RONDE,
    FicheVue,
    datee,
    derniere_ronde,
    dernieres_relances,
    est_encore_vraie,
    pilotes_par_fiche,
    vues_of,
)
from cordee.socle.travaux import declarer_ronde

EXTRAIT = 160
Dire = Callable[[Notification, Any, FicheVue], Message | None]
DireRelance = Callable[[FicheVue, date], Message]
Rediger = Callable[[list[Notification], datetime], Sequence[Message | None]]


def _rediger(
    notifications: list[Notification], objets: Mapping[int, Model], fiche_de: Callable[[Any], int | None], dire: Dire
) -> list[Message | None]:
    """One message a notification; None when the object or the right to see its fiche is gone."""
    par_personne: dict[int, set[int]] = {}
    for notification in notifications:
        objet = objets.get(int(notification.objet_id))
        pk = fiche_de(objet) if objet is not None else None
        if pk is not None:
            par_personne.setdefault(notification.destinataire_id, set()).add(pk)
    personnes = {n.destinataire_id: n.destinataire for n in notifications}
    vues = {qui: vues_of(personnes[qui], pks) for qui, pks in par_personne.items()}
    messages: list[Message | None] = []
    for notification in notifications:
        objet = objets.get(int(notification.objet_id))
        pk = fiche_de(objet) if objet is not None else None
        vue = vues.get(notification.destinataire_id, {}).get(pk) if pk is not None else None
        messages.append(dire(notification, objet, vue) if vue is not None else None)
    return messages


def sur_fiche(dire: Dire) -> Rediger:
    """Redaction of a kind whose object is a fiche: the fiche as the person sees it is all that is read."""

    def rediger(notifications: list[Notification], le: datetime) -> list[Message | None]:
        pks = {int(n.objet_id): Fiche(pk=int(n.objet_id)) for n in notifications}
        return _rediger(notifications, pks, lambda fiche: fiche.pk, dire)

    return rediger


def _sur_fiche_pilotee(dire: Dire) -> Rediger:
    """The same, said only to those who are pilotes of the fiche when it is."""

    def rediger(notifications: list[Notification], le: datetime) -> Sequence[Message | None]:
        pilotes = pilotes_par_fiche(int(n.objet_id) for n in notifications)

        def dire_au_pilote(notification: Notification, fiche: Any, vue: FicheVue) -> Message | None:
            pilote = notification.destinataire in pilotes.get(vue.fiche.pk, ())
            return dire(notification, fiche, vue) if pilote else None

        return sur_fiche(dire_au_pilote)(notifications, le)

    return rediger


def _sur_relance(dire: DireRelance) -> Rediger:
    """Redaction of a reminder, in the words of the day. Said as long as it is true, and by the latest one alone: of
    three reminders that waited for the same message, two have been overtaken."""

    def rediger(notifications: list[Notification], le: datetime) -> Sequence[Message | None]:
        jour = timezone.localtime(le).date()
        dernieres, silences = dernieres_relances(notifications), silences_reglees()

        def dire_si_vraie(notification: Notification, _: Any, vue: FicheVue) -> Message | None:
            vraie = notification.pk in dernieres and est_encore_vraie(notification, vue.fiche, jour, silences)
            return dire(vue, jour) if vraie else None

        return _sur_fiche_pilotee(dire_si_vraie)(notifications, le)

    return rediger


def sur_objet(lire: Callable[[Iterable[int]], Mapping[int, Model]], dire: Dire) -> Rediger:
    """Redaction of a kind whose object belongs to a fiche."""

    def rediger(notifications: list[Notification], le: datetime) -> list[Message | None]:
        return _rediger(notifications, lire(int(n.objet_id) for n in notifications), lambda o: o.fiche_id, dire)

    return rediger


def _sur_commentaire(dire: Dire, dire_au_plan: Callable[[CommentairePlan], Message]) -> Rediger:
    """Redaction of a kind about comments, of fiches and of plans: one preference for both."""
    sur_les_fiches = sur_objet(commentaires_par_pk, dire)

    def rediger(notifications: list[Notification], le: datetime) -> Sequence[Message | None]:
        au_plan = [n for n in notifications if n.objet_type == CommentairePlan._meta.label_lower]
        aux_fiches = [n for n in notifications if n.objet_type != CommentairePlan._meta.label_lower]
        dits = dict(zip((n.pk for n in aux_fiches), sur_les_fiches(aux_fiches, le), strict=True))
        dits |= dict(zip((n.pk for n in au_plan), _rediger_au_plan(au_plan, dire_au_plan), strict=True))
        return [dits[n.pk] for n in notifications]

    return rediger


def _rediger_au_plan(
    notifications: list[Notification], dire: Callable[[CommentairePlan], Message]
) -> list[Message | None]:
    """None when the comment or the right to see its plan is gone."""
    objets = commentaires_de_plan_par_pk(int(n.objet_id) for n in notifications)
    plans = {commentaire.plan_id for commentaire in objets.values()}
    personnes = {n.destinataire_id: n.destinataire for n in notifications}
    vus = {qui: plans_vus_par(personne, plans) for qui, personne in personnes.items()}
    lus = [(n, objets.get(int(n.objet_id))) for n in notifications]
    return [dire(c) if c is not None and c.plan_id in vus[n.destinataire_id] else None for n, c in lus]


def composer_message(vue: FicheVue, titre: str, detail: str = "", ancre: str = "") -> Message:
    """A message about a fiche, that leads to its page."""
    lien = reverse("fiche", args=[vue.collectivite.siren, vue.fiche.pk]) + ancre
    return Message(titre, lien, detail, vue.plan or vue.collectivite.nom)


def nommer(vue: FicheVue) -> str:
    """The fiche as sentences name it."""
    fiche = vue.fiche
    if fiche.parent is None:
        return f"« {fiche.intitule} »"
    return f"« {fiche.titre} » (de « {fiche.parent.intitule} »)"


def _echeance(fiche: Fiche) -> str:
    return f"Échéance : {ecrire_date(fiche.fin, fiche.precision_fin)}." if fiche.fin else ""


def dire_confiee(_: Notification, __: Any, vue: FicheVue) -> Message:
    """A fiche was given to the person."""
    return composer_message(vue, f"{nommer(vue)} vous est confiée", _echeance(vue.fiche))


def dire_citation(_: Notification, commentaire: Commentaire, vue: FicheVue) -> Message:
    """Somebody cited the person in a comment."""
    return composer_message(
        vue, f"{commentaire.auteur_nom} vous cite sur {nommer(vue)}", _extrait(commentaire.texte), "#commentaires"
    )


def dire_commentaire(_: Notification, commentaire: Commentaire, vue: FicheVue) -> Message:
    """Somebody commented a fiche of the person, or answered them."""
    verbe = "répond sur" if commentaire.parent_id else "commente"
    return composer_message(
        vue, f"{commentaire.auteur_nom} {verbe} {nommer(vue)}", _extrait(commentaire.texte), "#commentaires"
    )


def dire_citation_au_plan(commentaire: CommentairePlan) -> Message:
    """Somebody cited the person in the discussion of a plan."""
    return _message_du_plan(commentaire, "vous cite sur")


def dire_commentaire_au_plan(commentaire: CommentairePlan) -> Message:
    """Somebody commented a plan of the person, or answered them."""
    return _message_du_plan(commentaire, "répond sur" if commentaire.parent_id else "commente")


def _message_du_plan(commentaire: CommentairePlan, verbe: str) -> Message:
    plan = commentaire.plan
    lien = reverse("plan_discussion", args=[plan.collectivite.siren, plan.pk]) + "#commentaires"
    titre = f"{commentaire.auteur_nom} {verbe} le plan « {plan.nom} »"
    return Message(titre, lien, _extrait(commentaire.texte), plan.nom)


def _extrait(texte: str) -> str:
    plat = " ".join(texte.split())
    return plat if len(plat) <= EXTRAIT else plat[: EXTRAIT - 1].rstrip() + "…"


def dire_echeance(vue: FicheVue, jour: date) -> Message:
    """The end comes."""
    reste = days_left(datee(vue.fiche), jour)
    quand = "aujourd'hui" if reste == 0 else "demain" if reste == 1 else f"dans {reste} jours"
    return composer_message(vue, f"{nommer(vue)} arrive à échéance {quand}", _echeance(vue.fiche))


def dire_retard(vue: FicheVue, jour: date) -> Message:
    """The end is passed."""
    jours = days_late(datee(vue.fiche), jour)
    return composer_message(
        vue,
        f"{nommer(vue)} est en retard de {jours} {accorder(jours, 'jour')}",
        f"{_echeance(vue.fiche)} Dites où elle en est, ou repoussez l'échéance.",
    )


def dire_silence(vue: FicheVue, _: date) -> Message:
    """A running fiche of which nobody said anything."""
    depuis = jour_long(timezone.localtime(vue.fiche.modifie_le).date())
    return composer_message(
        vue, f"{nommer(vue)} est sans nouvelles depuis le {depuis}", "Deux phrases de suivi suffisent.", "#suivi"
    )


def dire_blocage(notification: Notification, blocage: Blocage, vue: FicheVue) -> Message | None:
    """A fiche of the person is blocked, or blocks another; nothing when it was lifted meanwhile."""
    if blocage.leve_le is not None:
        return None
    attendu = f" Levée attendue le {jour_long(blocage.attendu_le)}." if blocage.attendu_le else ""
    return composer_message(
        vue, f"{nommer(vue)} est bloquée", f"{dire_raison(blocage)}.{attendu}".replace("..", "."), "#blocages"
    )


def dire_deblocage(_: Notification, blocage: Blocage, vue: FicheVue) -> Message | None:
    """Nothing blocks a fiche of the person any more; nothing to say when it is finished, or blocked again since."""
    statut = vue.fiche.statut_lisible
    if statut is StatutFiche.BLOQUE or (statut is not None and statut.est_fini):
        return None
    return composer_message(vue, f"{nommer(vue)} peut reprendre", f"Levé : {dire_raison(blocage)}", "#blocages")


def dire_partage(_: Notification, partage: Partage, vue: FicheVue) -> Message:
    """A fiche is now carried with the person's collectivité."""
    lien = reverse("fiche", args=[partage.collectivite.siren, vue.fiche.pk])
    return Message(
        f"{vue.fiche.collectivite.nom} partage {nommer(vue)} avec {partage.collectivite.nom}",
        lien,
        "Vous pouvez la placer dans votre plan.",
        partage.collectivite.nom,
    )


def dire_a_preparer(notifications: list[Notification], le: datetime) -> Sequence[Message | None]:
    """A fiche is waited for in an instantané; nothing once it is said up to date, or the instantané closed."""
    attendus = attentes_of({int(n.parametres["instantane"]) for n in notifications})

    def dire(notification: Notification, _: Any, vue: FicheVue) -> Message | None:
        attente = attendus.get(int(notification.parametres["instantane"]))
        if attente is None or vue.fiche.pk in attente.pretes:
            return None
        fin = f" avant le {jour_long(attente.echeance)}" if attente.echeance else ""
        return composer_message(
            vue, f"{nommer(vue)} est attendue pour « {attente.nom} »",
            f"Mettez-la à jour, puis dites-la à jour{fin}.", "#instantane",
        )  # fmt: skip

    return _sur_fiche_pilotee(dire)(notifications, le)


def relancer(le: datetime) -> None:
    """Each day."""
    depuis = derniere_ronde()
    relancer_pilotes(le=le, depuis=depuis)
    relancer_attendus(le=le, depuis=depuis)


declarer_genre(prevenir.CONFIEE, "Fiche confiée", "On vous nomme pilote d'une fiche.", _sur_fiche_pilotee(dire_confiee))
declarer_genre(
    prevenir.SOUS_FICHE_CONFIEE,
    "Sous-fiche confiée",
    "On vous nomme pilote d'une étape.",
    _sur_fiche_pilotee(dire_confiee),
)
declarer_genre(
    prevenir.CITEE,
    "Mention",
    "Quelqu'un vous cite dans un commentaire.",
    _sur_commentaire(dire_citation, dire_citation_au_plan),
)
declarer_genre(
    prevenir.COMMENTEE, "Commentaire", "Quelqu'un commente une fiche ou un plan que vous pilotez, ou vous répond.",
    _sur_commentaire(dire_commentaire, dire_commentaire_au_plan),
)  # fmt: skip
declarer_genre(
    prevenir.ECHEANCE, "Échéance proche",
    "Une fiche que vous pilotez arrive à échéance : 30, 7 et 1 jours avant, ou ceux de la collectivité.",
    _sur_relance(dire_echeance),
)  # fmt: skip
declarer_genre(
    prevenir.RETARD, "Échéance dépassée",
    "Une fiche que vous pilotez est en retard : 1 et 7 jours après, ou ceux de la collectivité.",
    _sur_relance(dire_retard),
)  # fmt: skip
declarer_genre(
    prevenir.BLOQUEE, "Blocage", "Une fiche que vous pilotez est bloquée, ou en bloque une autre.",
    sur_objet(blocages_par_pk, dire_blocage),
)  # fmt: skip
declarer_genre(
    prevenir.DEBLOQUEE,
    "Blocage levé",
    "Une fiche que vous pilotez peut reprendre.",
    sur_objet(blocages_par_pk, dire_deblocage),
)
declarer_genre(
    prevenir.SANS_NOUVELLES, "Sans nouvelles",
    "Une fiche que vous pilotez n'a pas bougé depuis six mois, ou ce que dit la collectivité.",
    _sur_relance(dire_silence),
)  # fmt: skip
declarer_genre(
    prevenir.PARTAGEE, "Fiche partagée", "Une collectivité partage une fiche avec la vôtre.",
    sur_objet(partages_par_pk, dire_partage),
)  # fmt: skip
declarer_genre(
    prevenir.A_PREPARER, "Fiche attendue",
    "Une fiche que vous pilotez est attendue, à jour, pour un instantané du plan.", dire_a_preparer,
)  # fmt: skip
declarer_ronde(RONDE, relancer)
