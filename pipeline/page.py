"""The lines of one page, and what they say about one another: what is prose, what is furniture."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate, pairwise

from . import lines
from .dateline import date_line, edge_date, opening_date
from .lines import SHORT, STEM, Line, load_words, make_line

#: evidence of a box that is enough between real paragraphs, and before or behind them
BOX_INSIDE, BOX_OUTSIDE = 3, 2
#: a box speaks of the page in one word of so many, or more
_BOX_DENSITY = 12
#: less of its subject words in the rest of the prose, and a line is of another article
STRANGE = 1 / 3


class Page:
    """The lines of a page, its real paragraphs (`prose`) and where the article is over (`end`)."""

    def __init__(self, texts: Sequence[str], *, lang: str) -> None:
        self.lang = lang
        self.words = load_words(lang)
        self.lines = [make_line(text, self.words) for text in texts]
        self.dates = [self._days(line) for line in self.lines]
        self.end = len(self.lines)
        #: indices of the real paragraphs
        self.prose = [
            i for i, line in enumerate(self.lines) if line.is_prose and not lines.is_box(line)
        ]
        self._listen()
        self.prose = self._find_prose()
        self._listen()

    # --- the body ----------------------------------------------------------------------------

    def _listen(self) -> None:
        """Count in how many sentences of the body each stem is heard."""
        paragraphs = set(self.prose)
        body = [
            line
            for i, line in enumerate(self.lines[: max(self.prose, default=-1) + 1])
            if i in paragraphs or (line.is_sentence and not lines.is_box(line))
        ]
        self._counted = set(body)
        self._heard = Counter(stem for line in self._counted for stem in line.stems)
        speaking = sum(self.lines[i].speaks_to_reader for i in self.prose)
        #: whether the article itself says "you", so that this is no sign of a box
        self._is_addressed = speaking > 1 and 5 * speaking >= len(self.prose)

    def _find_prose(self) -> list[int]:
        """Return the indices of the real paragraphs, and set where the article is over."""
        prose = [
            i
            for i, line in enumerate(self.lines)
            if line.is_prose and not self.is_furniture(i, BOX_OUTSIDE)
        ]
        prose = self._cut(prose, lambda i: lines.is_closing(self.lines[i], self.words))
        prose = self._cut(prose, lambda i: self._opens_teasers(i, prose))
        while len(prose) > 1 and self._is_apart(prose[-2], prose[-1]):
            prose.pop()
        return prose

    def _cut(self, prose: list[int], is_end: Callable[[int], bool]) -> list[int]:
        """Return the paragraphs up to the first line that ends the article, once half are read."""
        read = list(accumulate((len(self.lines[i].tokens) for i in prose), initial=0))
        half = next((k for k, words in enumerate(read) if 2 * words >= read[-1] > 0), None)
        if half is not None:
            paragraphs = set(prose)
            rest = (i for i in range(prose[half - 1] + 1, self.end) if i not in paragraphs)
            self.end = next((i for i in rest if is_end(i)), self.end)
        return [i for i in prose if i < self.end]

    def _opens_teasers(self, i: int, prose: Sequence[int]) -> bool:
        """Tell whether headings and summaries of other articles follow a heading of links."""
        if not lines.is_heading_of_links(self.lines[i], self.words):
            return False
        after = [j for j in prose[bisect_left(prose, i) :] if j < self.end]
        apart = sum(one + 1 < other for one, other in pairwise((i, *after)))
        own = Counter(stem for j in after for stem in self.lines[j].stems)
        return apart > 1 and all(self._share(self.lines[j], own) < STRANGE for j in after)

    def _is_apart(self, one: int, other: int) -> bool:
        """Tell whether a last paragraph has furniture above it and nothing of the article in it."""
        line, between = self.lines[other], range(one + 1, other)
        related = line.has_digits or line.is_quoted or self._shares_names(line)
        if related or len(between) < 3 or len(line.tokens) >= 30 or self.share_heard(line) >= 0.2:
            return False
        furniture = [self.is_furniture(i, BOX_OUTSIDE) for i in between]
        rest = (self.lines[i] for i, known in zip(between, furniture, strict=True) if not known)
        return any(furniture) and not any(line.is_sentence for line in rest)

    # --- the date ----------------------------------------------------------------------------

    @cached_property
    def near(self) -> int:
        """Index of the third paragraph: datelines and bylines stand before it."""
        return self.prose[:3][-1]

    @cached_property
    def date(self) -> str | None:
        """The day of publication: on a line before the body, opening the body, or behind it."""
        dated = [(i, min(days)) for i, days in enumerate(self.dates) if days]
        if not self.prose:
            return next((day for _, day in dated), None)
        before = [day for i, day in dated if i < self.near]
        opening = [opening_date(self.lines[i].text, lang=self.lang) for i in self.prose[:3]]
        after = [day for i, day in dated if i > self.prose[-1]]
        return next((day for day in (*before, *opening, *after, *self._at_edges()) if day), None)

    def _at_edges(self) -> Iterator[str | None]:
        """The days that short lines around the body start or end with."""
        for i, line in enumerate(self.lines):
            if line.is_short and not self.prose[0] < i <= self.prose[-1]:
                yield edge_date(line.text, lang=self.lang)

    def _days(self, line: Line) -> list[str] | None:
        return date_line(line.text, lang=self.lang) if line.is_short else None

    def _is_date(self, i: int) -> bool:
        """Tell whether a line is but a date; in the middle of the body it is a heading."""
        inside = bool(self.prose) and self.near < i < self.prose[-1]
        return self.dates[i] is not None and not inside

    # --- furniture ---------------------------------------------------------------------------

    def is_furniture(self, i: int, enough: int) -> bool:
        """Tell whether a line is furniture by itself; `enough` is evidence that it is a box."""
        line, words = self.lines[i], self.words
        label = (
            lines.is_cover(line, words)
            or lines.is_byline(line, words)
            or lines.is_credit(line, words)
        )
        # "- Staff: 41,000" is an item of a list, whatever its words
        label = label and not (line.is_bullet and line.has_digits and line.tokens[0].isalpha())
        short = line.is_short and (label or self._is_date(i) or lines.is_address(line))
        known = short or lines.is_sign(line) or lines.is_path(line) or lines.is_link(line, words)
        return known or self._box_score(line) >= enough

    def _box_score(self, line: Line) -> int:
        """Weigh the evidence that a line speaks of the page or to its reader.

        A word of pages that the article keeps using ("app", "share") is its subject, no evidence.
        """
        own = line in self._counted
        site = sum(self._heard[word[:STEM]] - own < 2 for word in line.site)
        if _BOX_DENSITY * site < len(line.tokens):
            return 0
        addressed = line.has_address + (line.speaks_to_reader and not self._is_addressed)
        told = line.is_quoted + self._shares_names(line) + len(line.tokens) // 40
        return min(site, 3) + addressed - told - (line.is_sentence and not addressed)

    def is_button(self, line: Line) -> bool:
        """Tell whether a few words without a full stop are about the page and not the article."""
        strange = any(not self._heard[word[:STEM]] for word in line.site)
        return strange and len(line.tokens) <= 8 and not (line.has_digits or line.is_bullet)

    @cached_property
    def menus(self) -> frozenset[int]:
        """Indices of lines in a run of three or more short ones that no colon announces."""
        found: list[int] = []
        start = 0
        for i in range(len(self.lines) + 1):
            if i < len(self.lines) and self._is_item_of_menu(self.lines[i]):
                continue
            announced = start > 0 and self.lines[start - 1].text.endswith(":")
            if not announced and self._is_menu(self.lines[start:i]):
                found += range(start, i)
            start = i + 1
        return frozenset(found)

    def _is_menu(self, run: Sequence[Line]) -> bool:
        strange = sum(map(self.share_heard, run)) < STRANGE * len(run)
        tiny = all(len(line.tokens) <= 4 and not line.function for line in run)
        return len(run) > 2 and (tiny or strange)

    def _is_item_of_menu(self, line: Line) -> bool:
        bound = line.is_sentence or line.has_digits or line.is_quoted
        return len(line.tokens) <= SHORT and not bound

    def is_author(self, i: int) -> bool:
        """Tell whether a line above the third paragraph is a bare name beside a date."""
        line = self.lines[i]
        beside = self.dates[max(i - 1, 0) : i] + self.dates[i + 1 : i + 2]
        bare = len(line.tokens) <= 4 and not line.function
        return i < self.near and bare and any(days is not None for days in beside)

    # --- what the article speaks of ----------------------------------------------------------

    def heard(self, line: Line) -> int:
        """Return how many of a line's subject words the prose has."""
        return sum(self._heard[stem] > 0 for stem in line.stems)

    def share_heard(self, line: Line) -> float:
        """Return the share of a line's subject words that other prose has."""
        return self._share(line, Counter(line.stems if line in self._counted else ()))

    def _share(self, line: Line, own: Counter[str]) -> float:
        """Return the share of a line's subject words that are heard more often than `own` says."""
        heard = sum(self._heard[stem] > own[stem] for stem in line.stems)
        return heard / len(line.stems) if line.stems else 0.0

    def _shares_names(self, line: Line) -> bool:
        """Tell whether the prose knows a name that stands inside the line."""
        own = line in self._counted
        return any(self._heard[name[:STEM]] > own for name in line.names)
