"""Base of the commands: French messages, exit code 2 on bad input, nothing on stdout but the result."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError, handle_default_options
from django.db import OperationalError, ProgrammingError, connections


class ErreurDeSaisie(CommandError):
    """Bad input: each message on its own line of stderr, exit code 2, nothing written."""

    def __init__(self, messages: str | Iterable[str]) -> None:
        self.messages = [messages] if isinstance(messages, str) else list(messages)
        super().__init__("\n".join(self.messages), returncode=2)


TRADUCTIONS = (
    ("the following arguments are required:", "il manque :"),
    ("unrecognized arguments:", "options inconnues :"),
    ("expected one argument", "attend une valeur"),
    ("invalid choice:", "valeur inconnue :"),
    ("(choose from", "(au choix :"),
    ("expected at least one argument", "attend au moins une valeur"),
    ("ignored explicit argument", "n'attend pas de valeur, mais a reçu"),
    ("ambiguous option:", "option ambiguë :"),
    ("could match", "peut vouloir dire"),
    ("invalid int value:", "n'est pas un nombre entier :"),
    ("invalid float value:", "n'est pas un nombre :"),
    ("argument ", "option "),
    ("not allowed with", "incompatible avec"),
)


class AnalyseurFrancais(argparse.ArgumentParser):
    """argparse speaking French, without Django's own options that nobody needs in a script."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.pop("missing_args_message", None)
        kwargs.pop("called_from_command_line", None)
        super().__init__(**{**kwargs, "add_help": False})
        self._optionals.title = "options"
        self._positionals.title = "à donner"
        self.add_argument("-h", "--help", "--aide", action="help", help="affiche cette aide et s'arrête")

    def error(self, message: str) -> NoReturn:
        """Bad arguments: one French line, code 2."""
        for anglais, francais in TRADUCTIONS:
            message = message.replace(anglais, francais)
        raise ErreurDeSaisie(f"{message[:1].upper()}{message[1:]} — voir « {self.prog} --help »")

    def format_usage(self) -> str:
        return super().format_usage().replace("usage:", "Emploi :")

    def format_help(self) -> str:
        return super().format_help().replace("usage:", "Emploi :")


class Commande(BaseCommand):
    """A command of the `cordee` program. `requires_system_checks` is off: the pure ones must start without a
    database."""

    requires_system_checks: Any = []
    OPTIONS_DJANGO = ("--version", "--settings", "--pythonpath", "--no-color", "--force-color", "--skip-checks")

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        """Our parser, with the few options that Django's runner reads."""
        parser = AnalyseurFrancais(prog=f"cordee {subcommand}", description=self.help or None, **kwargs)
        for option in ("settings", "pythonpath"):
            parser.add_argument(f"--{option}", help=argparse.SUPPRESS)
        for option in ("traceback", "no_color", "force_color"):
            parser.add_argument(f"--{option.replace('_', '-')}", action="store_true", help=argparse.SUPPRESS)
        parser.add_argument("--verbosity", "-v", type=int, default=1, help=argparse.SUPPRESS)
        self.add_arguments(parser)  # type: ignore[arg-type]  # ours is no Django parser, on purpose
        return parser

    def run_from_argv(self, argv: list[str]) -> None:
        """As Django's, but each message of a refusal stands alone on its line of stderr."""
        try:
            options = vars(self.create_parser(argv[0], argv[1]).parse_args(argv[2:]))
            handle_default_options(argparse.Namespace(**options))
            self.execute(**options)
        except CommandError as erreur:
            sys.stderr.write(f"{erreur}\n")
            raise SystemExit(erreur.returncode) from erreur
        except (OperationalError, ProgrammingError) as erreur:
            sys.stderr.write(
                f"La base de données n'est pas prête : lancez « cordee migrate », puis recommencez.\n{erreur}\n"
            )
            raise SystemExit(2) from erreur
        finally:
            connections.close_all()

    def dire(self, message: str) -> None:
        """One line of progress or result."""
        self.stdout.write(message)


def lire_json(chemin: str | Path) -> Any:
    """Content of a JSON file, or a French message that says what is wrong with it."""
    fichier = Path(chemin)
    if not fichier.is_file():
        raise ErreurDeSaisie(f"Le fichier « {fichier} » n'existe pas.")
    try:
        return json.loads(fichier.read_text(encoding="utf-8-sig"))
    except OSError as erreur:
        raise ErreurDeSaisie(f"Impossible de lire « {fichier} » : {erreur.strerror}.") from erreur
    except UnicodeDecodeError as erreur:
        raise ErreurDeSaisie(f"« {fichier} » n'est pas un texte en UTF-8 (octet {erreur.start}).") from erreur
    except json.JSONDecodeError as erreur:
        raise ErreurDeSaisie(
            f"« {fichier} » n'est pas du JSON valide : ligne {erreur.lineno}, colonne {erreur.colno}."
        ) from erreur
    except ValueError as erreur:  # Python refuses to read a number of thousands of digits
        raise ErreurDeSaisie(f"« {fichier} » contient un nombre démesuré.") from erreur
    except RecursionError as erreur:
        raise ErreurDeSaisie(f"« {fichier} » contient trop de niveaux imbriqués.") from erreur


def ecrire_json(chemin: str | Path, contenu: Any) -> None:
    """Writes a JSON file in one go: never half of it."""
    fichier = Path(chemin)
    if fichier.is_dir():
        raise ErreurDeSaisie(f"« {fichier} » est un dossier : donnez le nom du fichier à écrire.")
    if not fichier.parent.is_dir():
        raise ErreurDeSaisie(f"Le dossier « {fichier.parent} » n'existe pas : créez-le, ou changez --sortie.")
    provisoire = fichier.with_name(fichier.name + ".partiel")
    texte = json.dumps(contenu, ensure_ascii=False, allow_nan=False)
    try:
        # A half of a character pair, which UTF-8 cannot write, becomes the escape that JSON reads back.
        provisoire.write_text(texte, encoding="utf-8", errors="backslashreplace")
        provisoire.replace(fichier)
    except OSError as erreur:
        provisoire.unlink(missing_ok=True)
        raise ErreurDeSaisie(f"Impossible d'écrire « {fichier} » : {erreur.strerror}.") from erreur
