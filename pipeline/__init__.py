"""Facts out of English and Italian news, with their evidence.

>>> from pipeline import extract
>>> facts = extract("Ford named Jane Roe chief executive.", lang="en", date="2025-04-25")
"""

from __future__ import annotations

import sys
from types import ModuleType

from .errors import CronistaError
from .facts import Amount, Article, Evidence, Fact, Mention

__all__ = ["Amount", "Article", "CronistaError", "Evidence", "Fact", "Mention", "extract"]


class _Package(ModuleType):
    """Keeps `pipeline.extract` the function: importing the file so named would replace it."""

    def __setattr__(self, name: str, value: object) -> None:
        if name != "extract" or not isinstance(value, ModuleType):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package


def extract(text: str, *, lang: str | None = None, date: str | None = None) -> list[Fact]:
    """Return the facts of one article; its language and date are found where not given.

    Raises ReadError where the text is empty or in another language.
    """
    from .extract import extractor
    from .read import read_text

    return extractor().extract(read_text(text, lang=lang, date=date))
