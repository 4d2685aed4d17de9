"""Options that several commands share, and what they mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from .errors import CronistaError

if TYPE_CHECKING:
    from .config import Settings

Paths = Annotated[
    list[str], typer.Argument(help="Files, folders (read whole) or - for standard input.")
]
Lang = Annotated[str | None, typer.Option("--lang", help="en or it; found by itself if not given.")]
Date = Annotated[
    str | None, typer.Option("--date", help="The articles' date, YYYY-MM-DD.", metavar="DATE")
]
Kinds = Annotated[
    list[str] | None, typer.Option("--kind", help="Only this kind of fact; may be repeated.")
]
Models = Annotated[
    list[str] | None,
    typer.Option(
        "--model",
        metavar="LANG=PIPELINE",
        help="A language's pipeline: a package or a path, en=en_core_web_sm; may be repeated.",
    ),
]


def read_settings(models: list[str] | None) -> Settings:
    """Return the settings of a run, by the values of `--model`."""
    from .config import Settings
    from .language import languages

    chosen: dict[str, str] = {}
    for value in models or ():
        lang, _, pipeline = value.partition("=")
        if not lang or not pipeline:
            raise CronistaError(f"--model {value!r}: write LANG=PIPELINE, as en=en_core_web_sm")
        if lang not in languages():
            known = ", ".join(languages())
            raise CronistaError(f"--model {value!r}: language {lang!r} is not one of {known}")
        chosen[lang] = pipeline
    return Settings(models=chosen)


def check_kinds(names: list[str] | None) -> frozenset[str]:
    """Return the kinds of `--kind`; raises CronistaError where one is not known."""
    from .grammar import read_kinds

    known = read_kinds()
    for name in names or ():
        if name not in known:
            raise CronistaError(f"kind {name!r} is not known: choose of {', '.join(known)}")
    return frozenset(names or ())


def complain(error: CronistaError | str) -> None:
    """Say on standard error what went wrong."""
    typer.secho(f"cronista: {error}", err=True, fg="red")
