"""The `callcenter` command: finds the verbs beside it and turns our errors into one clear message.

A verb is a module with `register(app)`, here or in a folder of the verbs that belong together. Modules import what
is heavy inside their commands, so that `callcenter --help` answers at once.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys
from typing import NoReturn

import typer
from rich.console import Console

import callcenter.cli
from callcenter import __version__
from callcenter.errors import CallcenterError

#: Exit codes: 1 the thing failed, 2 wrong usage (typer's own).
EXIT_FAILED = 1

app = typer.Typer(
    name="callcenter",
    help="A self-hosted contact centre that answers the phone by itself.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(is_asked: bool) -> None:
    if is_asked:
        typer.echo(f"callcenter {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: bool = typer.Option(
        False, "--version", callback=_show_version, is_eager=True, help="Print the version and stop."
    ),
) -> None:
    pass


def load_verbs() -> None:
    """Register every verb of this folder and those inside it, in alphabetical order of the modules."""
    names = [module.name for module in pkgutil.walk_packages(callcenter.cli.__path__, "callcenter.cli.")]
    for name in sorted(names, key=lambda name: name.rpartition(".")[2]):
        register = getattr(importlib.import_module(name), "register", None)
        if register is not None:
            register(app)


def main() -> None:
    """Run the command line; errors of ours become a message on standard error and exit code 1."""
    # Our children (`python -m`) would import whatever lies in the working folder before what is installed: another
    # version's clone, or a stranger's file.
    os.environ["PYTHONSAFEPATH"] = "1"  # noqa: TID251 - for our children's Python, no setting of ours
    try:
        if not app.registered_commands:
            load_verbs()
        _refuse_what_is_no_text(sys.argv)
        app()
    except CallcenterError as error:
        _fail(error)
    except KeyboardInterrupt:
        sys.exit(130)


def _refuse_what_is_no_text(arguments: list[str]) -> None:
    """Raise if an argument isn't UTF-8: neither Postgres nor a file of ours could hold it."""
    for index, argument in enumerate(arguments):
        try:
            argument.encode()
        except UnicodeEncodeError:
            shown = argument.encode(errors="replace").decode()
            raise CallcenterError(f"Argument {index}, {shown!r}, is no UTF-8 text.", remedy="Type it again.") from None


def _fail(error: CallcenterError) -> NoReturn:
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    console.print(f"[bold red]error:[/] {_escape(str(error))}")
    sys.exit(EXIT_FAILED)


def _escape(text: str) -> str:
    from rich.markup import escape

    return escape(text)


if __name__ == "__main__":
    main()
