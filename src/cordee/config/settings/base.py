"""Settings shared by every installation. What changes between them comes from the environment (config/env.py)."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

from csp.constants import NONCE, NONE, SELF

from cordee.config.env import dossier_donnees, env

PAQUET = Path(__file__).resolve().parents[2]
DONNEES = dossier_donnees()

DEBUG = False
ALLOWED_HOSTS: list[str] = env.list("HOTES", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("ORIGINES", [])

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "template_partials",
    "csp",
    "axes",
    "rules",
    "django_tasks",
    "django_tasks_db",
    "cordee.socle",
    "cordee.comptes",
    "cordee.journal",
    "cordee.territoires",
    "cordee.documents",
    "cordee.indicateurs",
    "cordee.referentiels",
    "cordee.plans",
    "cordee.gouvernance",
    "cordee.publication",
    "cordee.api",
    "cordee.demo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "cordee.config.urls"
WSGI_APPLICATION = "cordee.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "cordee.socle.contexte.habillage",
                "cordee.config.contexte.cadre",
            ],
            "builtins": [
                "django.templatetags.static",
                "django.templatetags.i18n",
                "template_partials.templatetags.partials",
                "cordee.socle.templatetags.cordee",
            ],
        },
    },
]

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA foreign_keys=ON;",
}
DATABASES = {"default": env.dj_db_url("BASE", default=f"sqlite:///{DONNEES / 'cordee.sqlite3'}", conn_max_age=60)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # What a running job tells from inside its transaction: shared by the processes of the site and the workers.
    "travaux": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": DONNEES / "tableau-des-travaux",
    },
}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
"""Engine of the deferred jobs (cordee.socle.travaux), run by `cordee travailler`."""

AUTH_USER_MODEL = "comptes.Utilisateur"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "rules.permissions.ObjectPermissionBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "comptes:connexion"
LOGIN_REDIRECT_URL = "accueil"
LOGOUT_REDIRECT_URL = "comptes:connexion"

AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "username"  # name in the form; the default, that of the model, would count nobody
AXES_LOCKOUT_TEMPLATE = "comptes/verrouille.html"
AXES_VERBOSE = False

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français")]
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DONNEES / "statiques"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "cordee.socle.statiques.StatiquesHachees"},
}
MEDIA_ROOT = DONNEES / "fichiers"
"""Uploaded and produced files. No address leads there: views give them to whoever may have them."""

SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "cordee.socle.erreurs.csrf"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

COURRIEL = urlsplit(env.str("COURRIEL", ""))
"""CORDEE_COURRIEL, e.g. `smtp+tls://user:password@server:587`; without it, messages are files beside the data."""
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if COURRIEL.hostname else 'filebased'}.EmailBackend"
EMAIL_FILE_PATH = DONNEES / "courriels"
EMAIL_HOST = COURRIEL.hostname or ""
EMAIL_PORT = COURRIEL.port or 25
EMAIL_HOST_USER = unquote(COURRIEL.username or "")
EMAIL_HOST_PASSWORD = unquote(COURRIEL.password or "")
EMAIL_USE_TLS = COURRIEL.scheme == "smtp+tls"
EMAIL_USE_SSL = COURRIEL.scheme == "smtp+ssl"
EMAIL_TIMEOUT = 10  # seconds: a dead mail server must not hold a page
DEFAULT_FROM_EMAIL = env.str("EXPEDITEUR", "Cordée <cordee@localhost>")

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}

CORDEE_ADRESSE = env.str("ADRESSE", "http://localhost:8000").rstrip("/")
"""Address of the site, for the links of the e-mails that no request asked for."""
CORDEE_TAILLE_MAX = env.int("TAILLE_MAX", default=25)
"""Size of a deposited file, in megabytes."""
CORDEE_ANTIVIRUS = env.str("ANTIVIRUS", "")
"""`host:port` of a ClamAV daemon that examines deposited files; without it, none is."""
CORDEE_WEBHOOKS_HOTES: list[str] = env.list("WEBHOOKS_HOTES", [])
"""Hosts inside the house to which webhooks may be sent: names, numbers or ranges."""
CORDEE_ASSISTANT_ADRESSE = env.str("ASSISTANT_ADRESSE", "")
"""Address of a service of conversation (`https://…/v1`) that reads documents when somebody agrees; none by default."""
CORDEE_ASSISTANT_MODELE = env.str("ASSISTANT_MODELE", "")
CORDEE_ASSISTANT_CLE = env.str("ASSISTANT_CLE", "")
CORDEE_ASSISTANT_NOM = env.str("ASSISTANT_NOM", "")
CORDEE_ASSISTANT_DELAI = env.float("ASSISTANT_DELAI", 120.0)
CORDEE_WEBHOOKS_HTTP = env.bool("WEBHOOKS_HTTP", default=False)
"""Whether webhooks may be sent without encryption (a closed network, a trial)."""
CORDEE_CONTOURS = env.str("CONTOURS", "")
"""GeoJSON of the EPCI outlines, if the installation has one; never bundled."""
CORDEE_EDITEUR = env.str("EDITEUR", "")
"""Who publishes the public pages, as their legal notice names them (name, address, director of the publication)."""
CORDEE_HEBERGEUR = env.str("HEBERGEUR", "")
"""Who hosts the site, in the same notice."""
CORDEE_CONTACT = env.str("CONTACT", "")
"""Public e-mail of the site, for accessibility and personal data."""
CORDEE_BIBLIOTHEQUE_PUBLIQUE = env.bool("BIBLIOTHEQUE_PUBLIQUE", default=True)
"""Whether anybody reads the library of model fiches and fills a basket without an account."""
CORDEE_API_DEBIT = env.int("API_DEBIT", default=120)
"""Requests that one key of the API may make in a minute."""
CORDEE_DELAI_NOTIFICATIONS = min(max(env.int("DELAI_NOTIFICATIONS", default=15), 0), 240)
"""Minutes that a notification waits before it is sent, four hours at most: time for a change of mind."""
CORDEE_CATALOGUE = env.bool("CATALOGUE", default=False)
"""Serves the catalogue of components at /catalogue/ (always in development)."""
CORDEE_REMPLACER_VERSION = env.bool("REMPLACER_VERSION", default=True)
"""Whether an official import may overwrite a version already in service (never in production)."""
