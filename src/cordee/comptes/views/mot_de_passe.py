"""A forgotten password, or the first one of an invited person: Django's own views with our forms, pages and message."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.views import PasswordResetConfirmView, PasswordResetDoneView, PasswordResetView
from django.http import HttpResponse
from django.urls import reverse_lazy

from cordee.comptes.forms import FormulaireMotDePasseOublie, FormulaireNouveauMotDePasse
from cordee.comptes.models import Utilisateur


class ChoixDuMotDePasse(PasswordResetConfirmView):
    """Whoever holds the link received by e-mail chooses a password, and is signed in at once."""

    def form_valid(self, form: SetPasswordForm[Utilisateur]) -> HttpResponse:
        messages.success(self.request, "Votre mot de passe est enregistré. Bienvenue dans Cordée.")
        return super().form_valid(form)


mot_de_passe_oublie = PasswordResetView.as_view(
    template_name="comptes/mot_de_passe_oublie.html",
    form_class=FormulaireMotDePasseOublie,
    email_template_name="comptes/courriels/mot_de_passe.txt",
    subject_template_name="comptes/courriels/mot_de_passe_objet.txt",
    success_url=reverse_lazy("comptes:mot_de_passe_envoye"),
)
mot_de_passe_envoye = PasswordResetDoneView.as_view(template_name="comptes/mot_de_passe_envoye.html")
choisir_mot_de_passe = ChoixDuMotDePasse.as_view(
    template_name="comptes/choisir_mot_de_passe.html",
    form_class=FormulaireNouveauMotDePasse,
    reset_url_token="choisir",
    post_reset_login=True,
    post_reset_login_backend="django.contrib.auth.backends.ModelBackend",
    success_url=reverse_lazy("accueil"),
)
