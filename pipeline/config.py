"""Settings of a run; the only file that knows default paths."""

from __future__ import annotations

import os
from collections.abc import Mapping
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

        Raises ModelError where there is none at the places that are looked at.
        """
        if lang in self.models:
            return self.models[lang]
        own = os.environ.get("CRONISTA_MODELS")
        folders = [Path(own)] if own else [PACKAGE / "models", ROOT / "models"]
        for folder in folders:
            if (folder / lang / "meta.json").exists():
                return str(folder / lang)
        if own:  # whoever names a folder wants no other model than those in it
            raise ModelError(
                f"no pipeline for {lang!r}: CRONISTA_MODELS names {own}, and {Path(own) / lang}"
                f" holds none (no meta.json); put one there, or unset CRONISTA_MODELS"
            )
        raise ModelError(
            f"no pipeline for {lang!r}: models/{lang} is missing; `git checkout models` brings it"
            f" back, `make train` trains it anew"
        )
