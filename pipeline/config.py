"""Settings of a run; the only file that knows default paths."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from .errors import ModelError

PACKAGE = Path(__file__).parent
ROOT = PACKAGE.parent
CORPUS = ROOT / "corpus"
GOLD = CORPUS / "gold"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a user may change: model paths or package names by language, rule files, kinds."""

    models: Mapping[str, str] = field(default_factory=dict)
    rules: tuple[Path, ...] = ()
    kinds: frozenset[str] = frozenset()

    def model(self, lang: str) -> str:
        """Return the path or package of the pipeline of a language.

        Raises ModelError where there is no pipeline of the project's own for it.
        """
        if lang in self.models:
            return self.models[lang]
        for folder in (
            *_named_by_environment(lang),
            PACKAGE / "models" / lang,
            ROOT / "models" / lang,
        ):
            if (folder / "meta.json").exists():
                return str(folder)
        raise ModelError(
            f"no pipeline for {lang!r}: models/{lang} is missing; clone it with the repository, or"
            f" train it with `make train`"
        )


def _named_by_environment(lang: str) -> Iterator[Path]:
    """A folder of pipelines in CRONISTA_MODELS comes before the project's own."""
    folder = os.environ.get("CRONISTA_MODELS")
    if folder:
        yield Path(folder) / lang
