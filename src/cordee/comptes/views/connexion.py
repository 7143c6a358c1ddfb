"""Signing in and out: Django's own views with our form and page."""

from __future__ import annotations

from django.contrib.auth.views import LoginView, LogoutView

from cordee.comptes.forms import FormulaireConnexion

connexion = LoginView.as_view(
    template_name="comptes/connexion.html",
    authentication_form=FormulaireConnexion,
    redirect_authenticated_user=True,
)
deconnexion = LogoutView.as_view()
