"""Language tables: everything the engine knows of a language, read from `languages/*.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from .errors import RuleError

FOLDER = Path(__file__).parent / "languages"


@cache
def languages() -> tuple[str, ...]:
    """Return the codes of the supported languages, sorted."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


@cache
def read_language(lang: str) -> dict[str, Any]:
    """Return the tables of a language as they stand in its file.

    Raises RuleError where the language is not supported or its file is malformed.
    """
    path = FOLDER / f"{lang}.toml"
    if not path.exists():
        known = ", ".join(languages())
        raise RuleError(f"language {lang!r} is not supported: choose one of {known}")
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise RuleError(f"{path.name}: {error}") from error
