"""How a language writes numbers in words: what each word does, and words glued together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

VULGAR = {
    "½": 1 / 2, "⅓": 1 / 3, "⅔": 2 / 3, "¼": 1 / 4, "¾": 3 / 4, "⅕": 1 / 5, "⅖": 2 / 5, "⅗": 3 / 5,
    "⅘": 4 / 5, "⅙": 1 / 6, "⅚": 5 / 6, "⅛": 1 / 8, "⅜": 3 / 8, "⅝": 5 / 8, "⅞": 7 / 8,
}  # fmt: skip
Role = tuple[str, float]


class Spelling:
    """The number words of a language, each with its role and value.

    Roles: `ones` and `tens` add up, `hundred` and `magnitude` multiply, `short` multiplies only
    behind a number ("bn"), `whole` is a finished number ("duemilatrecento"), `set` a dozen, `part`
    a denominator, `half`, `article`, `ordinal`, `minus`.
    """

    def __init__(self, tables: Mapping[str, Any]) -> None:
        self.tables = tables
        self.ordinals: dict[str, float] = dict(tables["ordinals"])
        self.single_parts = frozenset(tables["fractions_single"])
        self.parts: dict[str, float] = dict(tables["fractions"])
        self.roles: dict[str, Role] = dict(self._roles())
        self._below_thousand: dict[str, float] = dict(self._spell_below_thousand())
        self._fraction_marks: tuple[str, ...] = tuple(tables["fraction_suffixes"])
        self._marks: tuple[str, ...] = tuple(tables["ordinal_suffixes"])

        for word in self.parts.keys() - self.ordinals.keys():
            role = self.read_word(word)
            if role is not None and role[0] == "ordinal":
                self.ordinals[word] = role[1]

    def _roles(self) -> Iterator[tuple[str, Role]]:
        tables = self.tables
        for word in tables["articles"]:
            yield word, ("article", 1)
        for word in tables["minus"]:
            yield word, ("minus", -1)
        for word, value in self.parts.items():
            yield word, ("part", value)
        for word, value in self.ordinals.items():
            yield word, ("ordinal", value)
        for word, value in tables["half"].items():
            yield word, ("half", value)
        for word in tables["half_nouns"]:
            yield word, ("halfnoun", 0.5)
        for role, name in (
            ("ones", "ones"), ("tens", "tens"), ("magnitude", "magnitudes"),
            ("short", "abbreviations"), ("set", "collectives"), ("set", "rough_collectives"),
        ):  # fmt: skip
            for word, value in tables[name].items():
                yield word, (role, value)
        for word, value in tables["hundreds"].items():
            yield word, ("whole", value) if tables["thousand_alone"] else ("hundred", value)
        for word in tables["thousand_alone"]:
            yield word, ("whole", 1000)
        for sign, value in VULGAR.items():
            yield sign, ("vulgar", value)

    def _spell_below_hundred(self) -> Iterator[tuple[str, float]]:
        ones, tens = self.tables["ones"], self.tables["tens"]
        for word, value in ones.items():
            if value:
                yield word, value
        for word, value in tens.items():
            yield word, value
            for one, unit in ones.items():
                if 0 < unit < 10:
                    # "venti" + "uno" → "ventuno", "venti" + "tre" → "ventitré"
                    yield word + one, value + unit
                    yield word.rstrip(self.tables["elided"]) + one, value + unit

    def _spell_below_thousand(self) -> Iterator[tuple[str, float]]:
        below_hundred = dict(self._spell_below_hundred())
        for word in list(below_hundred):
            for end, others in self.tables["clipped"].items():  # "ventitré", "ventun miliardi"
                if word.endswith(end) and word != end:
                    for other in others:
                        below_hundred[word.removesuffix(end) + other] = below_hundred[word]
        yield from below_hundred.items()
        if not self.tables["thousand_alone"]:
            return
        ones = [("", 1), *((w, v) for w, v in self.tables["ones"].items() if 1 < v < 10)]
        for hundred, hundred_value in self.tables["hundreds"].items():
            for one, unit in ones:
                head = one + hundred
                yield head, unit * hundred_value
                for tail, value in below_hundred.items():
                    yield head + tail, unit * hundred_value + value
                    yield head[:-1] + tail, unit * hundred_value + value

    def part(self, word: str, value: Any) -> float | None:
        """Return the denominator that a word stands for: "quarti", "ventunesimi"."""
        size = self.parts.get(word)
        if size is None and self._fraction_marks and word.endswith(self._fraction_marks):
            return float(value) if value else None
        return size

    def is_single_part(self, word: str) -> bool:
        """Tell a denominator for one part, "third", from one for several, "thirds"."""
        if word in self.parts:
            return word in self.single_parts
        return word.endswith(self._fraction_marks[1:])

    def read_word(self, word: str) -> Role | None:
        """Return the role of a word that is not in the tables: glued numbers and ordinals."""
        value = self._glued(word)
        if value is not None:
            return "whole", value
        for mark in self._marks:
            if word.endswith(mark):
                stem = word.removesuffix(mark)
                for end in ("", *self.tables["ordinal_vowels"]):
                    role = self.roles.get(stem + end)
                    value = role[1] if role and role[0] == "magnitude" else self._glued(stem + end)
                    if value:
                        return "ordinal", value
        return None

    def _glued(self, word: str) -> float | None:
        below = self._below_thousand
        if word in below:
            return below[word]
        for big in (*self.tables["thousand_alone"], *self.tables["thousand_many"]):
            head, found, tail = word.partition(big)
            if found:
                alone = 1 if big in self.tables["thousand_alone"] else None
                thousands = below.get(head) if head else alone
                rest = below.get(tail) if tail else 0
                if thousands is not None and rest is not None:
                    return thousands * 1000 + rest
        return self._glued_magnitude(word)

    def _glued_magnitude(self, word: str) -> float | None:
        for name, size in self.tables["magnitudes"].items():
            if word.endswith(name) and word != name:
                head = word.removesuffix(name)
                count = 1 if head in self.tables["articles"] else self._below_thousand.get(head)
                if count:
                    return count * float(size)
        return None
