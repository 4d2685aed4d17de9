"""Page furniture off a plain text: what a line looks like first, the words of `[reading]` second.

The prose of the page is found first: the core, from its first to its last real paragraph. Before the
core only headline and standfirst stay, inside it all but boxes and links, behind it what still
reads like the article.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from functools import cache, cached_property
from typing import Any

from .dateline import date_line, opening_date
from .errors import RuleError
from .language import languages, read_language

_TOKEN = re.compile(r"[^\W_]+")
_BULLET = re.compile(r"^\s*(?:[-–—*•·▪‣●◦■►]|\d{1,2}[.)])\s+")
_SENTENCE_END = re.compile(r"[.!?…:;][\"”’»')\]]*$")
_QUOTED = re.compile(r"[“\"«][^”\"»]*(?:[”\"»]|$)")
_OPENS_QUOTED = re.compile(r"^[“\"«‘']")
_ADDRESS = re.compile(r"https?://|www\.|\S@\S+\.\w|(?:^|\s)@\w{3,}|\b\w+\.(?:com|it|org|net)\b")
_SEPARATOR = re.compile(r"\s+[/|·•»–—-]\s+|\s*[>›→|]+\s*| {2,}")
#: between two parts these are enough; dashes and slashes stand in headlines, too
_STRONG_SEPARATOR = re.compile(r"[>›→|]| [·•»] ")
_COPYRIGHT = re.compile(r"^\W*(?:©|\(c\)|copyright\b)", re.IGNORECASE)

#: a real paragraph: as many words, as large a share of function words; a shorter one may hide in a
#: menu, and a headline or a link has fewer function words and no full stop
_PROSE_WORDS, _PROSE_FUNCTION = 10, 0.2
#: so many words in a row need no full stop to be prose (sites drop it now and then)
_LONG = 22
#: a line of at most so many words can be a link, a byline, a credit
_SHORT = 14
#: a headline's score (`Page._headline_score`); sections, site names and bylines stay below
_HEADLINE = 0.9
#: words are compared by so many letters, which takes endings off in both languages
_STEM = 5
#: evidence of a box that is enough inside the core, and outside it
_BOX_INSIDE, _BOX_OUTSIDE = 3, 2


@dataclass(frozen=True)
class Words:
    """What `[reading]` of a language says; phrases are those of all languages, since sites mix them."""

    function: frozenset[str]
    reader: frozenset[str]
    site: frozenset[str]
    whole: frozenset[tuple[str, ...]]
    openings: frozenset[tuple[str, ...]]
    related: frozenset[tuple[str, ...]]
    endings: frozenset[tuple[str, ...]]
    bylines: frozenset[tuple[str, ...]]
    credits: frozenset[tuple[str, ...]]


@dataclass(frozen=True)
class Body:
    """An article without its furniture."""

    paragraphs: tuple[str, ...]
    headline: str | None
    date: str | None


@dataclass(frozen=True)
class Line:
    """A line of a page with the features that tell prose from furniture."""

    text: str
    tokens: tuple[str, ...]
    function: float  # share of function words among the tokens
    stems: frozenset[str]

    @cached_property
    def is_sentence(self) -> bool:
        """Whether it ends like a sentence, or is a quotation."""
        quotation = _OPENS_QUOTED.match(self.text) and self.text[-1] in "”\"»"
        return bool(len(self.tokens) >= 2 and (_SENTENCE_END.search(self.text) or quotation))

    @cached_property
    def is_prose(self) -> bool:
        """Whether it is long and bound enough to be a paragraph."""
        enough = _PROSE_WORDS if self.is_sentence else _LONG
        return len(self.tokens) >= enough and self.function >= _PROSE_FUNCTION

    @cached_property
    def is_bullet(self) -> bool:
        """Whether it is an item of a list."""
        return bool(_BULLET.match(self.text))

    @cached_property
    def has_digits(self) -> bool:
        """Whether it holds a number."""
        return any(token[0].isdigit() for token in self.tokens)

    @cached_property
    def is_quoted(self) -> bool:
        """Whether it holds a quotation of three words or more, or the end of one."""
        ends = self.text.rstrip(".,;")[-1:] in ("”", "»", '"')
        return ends or any(len(fold(quote)) > 2 for quote in _QUOTED.findall(self.text))


def fold(text: str) -> tuple[str, ...]:
    """Return the words of a text in lower case; an elided word stands alone ("l'azienda" → l azienda)."""
    return tuple(_TOKEN.findall(text.casefold()))


def strip_furniture(text: str, *, lang: str, title: str | None = None) -> Body:
    """Return the paragraphs, the headline and the dateline's day of a page's plain text.

    `text` has one paragraph a line; blank lines do not matter. `title` is the headline where metadata has one.
    """
    page = Page([line for line in text.split("\n") if line.strip()], lang=lang, title=title)
    kept = page.keep()
    missing = page.title is not None and page.headline is page.title and bool(kept)
    paragraphs = (*((title,) if missing and title else ()), *(line.text for line in kept))
    return Body(paragraphs, page.headline.text if page.headline else None, page.date)


class Page:
    """The lines of one page, and what they say about one another."""

    def __init__(self, lines: Sequence[str], *, lang: str, title: str | None = None) -> None:
        self.lang = lang
        self.words = load_words(lang)
        self.lines = [self._line(line) for line in lines]
        self.title = self._line(title) if title else None
        self.headline: Line | None = None
        self.dates = [self._dates(line) for line in self.lines]
        self.prose = [i for i, line in enumerate(self.lines) if line.is_prose and not self._is_box(line)]
        self.end = len(self.lines)
        self._listen()
        self.prose = self._find_prose()
        self._listen()

    def _listen(self) -> None:
        """Count in how many sentences of the body each stem is heard, and who speaks to the reader."""
        last = max(self.prose, default=0)
        body = {i for i in range(last) if self.lines[i].is_sentence} | set(self.prose)
        self.counted = {self.lines[i] for i in body if not self._is_box(self.lines[i])}
        self.heard = Counter(stem for line in self.counted for stem in line.stems)
        speaking = sum(self._speaks_to_reader(self.lines[i]) for i in self.prose)
        self.speaks_to_reader = speaking > 1 and 5 * speaking >= len(self.prose)

    @cached_property
    def date(self) -> str | None:
        """The day of publication: on a line before the body, opening the body, or behind it."""
        lines = [(i, min(days)) for i, days in enumerate(self.dates) if days]
        if not self.prose:
            return next((day for _, day in lines), None)
        before = [day for i, day in lines if i < self._near]
        opening = [opening_date(self.lines[i].text, lang=self.lang) for i in self.prose[:3]]
        after = [day for i, day in lines if i > self.prose[-1]]
        return next((day for day in (*before, *opening, *after) if day), None)

    def keep(self) -> list[Line]:
        """Return the lines that belong to the article, in order."""
        if self.prose:
            kept = [*self._head(), *self._core(), *self._tail()]
        else:
            kept = [i for i in range(len(self.lines)) if not self._is_furniture(i, _BOX_OUTSIDE)]
            self.headline = self.title and self._titled(kept)
        if self.headline is None and kept:
            self.headline = self.lines[kept[0]]
        return list(self._without_repeats([self.lines[i] for i in kept]))

    # --- the three parts -------------------------------------------------------------------------

    def _find_prose(self) -> list[int]:
        """Return the indices of the real paragraphs, and set where the article is over."""
        prose = [
            i
            for i, line in enumerate(self.lines)
            if line.is_prose and not self._is_furniture(i, _BOX_OUTSIDE)
        ]
        for is_ending in (self._is_closing, self._are_teasers):
            total = sum(len(self.lines[i].tokens) for i in prose)
            for i in sorted(set(range(self.end)) - set(prose)):
                read = sum(len(self.lines[j].tokens) for j in prose if j < i)
                if 2 * read >= total > 0 and is_ending(i, prose):
                    self.end = i
                    break
            prose = [i for i in prose if i < self.end]
        while len(prose) > 1 and self._is_apart(prose[-2], prose[-1]):
            prose.pop()
        return prose

    def _is_apart(self, one: int, other: int) -> bool:
        """Tell whether a last paragraph has furniture above it and nothing of the article in it."""
        line, between = self.lines[other], range(one + 1, other)
        related = line.has_digits or line.is_quoted or self._shares_names(line)
        strange = not related and len(line.tokens) < 30 and self._share_heard(line) < 0.2
        furniture = [i for i in between if self._is_furniture(i, _BOX_OUTSIDE)]
        torn = bool(furniture) and len(between) > 2
        return strange and torn and all(i in furniture or not self.lines[i].is_sentence for i in between)

    @cached_property
    def _near(self) -> int:
        """Index of the third paragraph: datelines and bylines stand before it."""
        return self.prose[:3][-1]

    def _head(self) -> Iterator[int]:
        """Yield headline and standfirst out of the lines before the body."""
        lines = [i for i in range(self.prose[0]) if not self._is_furniture(i, _BOX_OUTSIDE)]
        start = self._find_headline(lines)
        for i in lines:
            line = self.lines[i]
            bound = len(line.tokens) >= 5 and (line.function > 0 or line.has_digits)
            standfirst = line.is_sentence or (bound and not self._is_button(line))
            if start is not None and (i == start or (i > start and standfirst)):
                yield i

    def _find_headline(self, lines: Sequence[int]) -> int | None:
        """Return the index of the headline among the lines before the body, None where it is not there."""
        if self.title:
            self.headline = self._titled((*lines, self.prose[0]))
            return next((i for i in lines if self.lines[i] is self.headline), lines[0] if lines else None)
        candidates = [i for i in lines if len(self.lines[i].tokens) > 1]
        scores = {i: self._headline_score(i, first=i == lines[0]) for i in candidates}
        repeated = [i for i in candidates if scores[i] >= _HEADLINE and self._comes_again(i)]
        likely = [i for i in candidates if scores[i] >= _HEADLINE]
        best = max(candidates, key=lambda i: scores[i], default=None)
        start = next((i for i in (*repeated, *likely) if i is not None), best)
        if start is None or (not scores[start] and self.lines[start].text.isupper()):
            return lines[0] if len(lines) == 1 and start is None else None
        fuller = (i for i in candidates if i > start and _is_cut(self.lines[start], self.lines[i]))
        start = next(fuller, start)
        self.headline = self.lines[start]
        return start

    def _headline_score(self, i: int, *, first: bool) -> float:
        """Weigh how long a line is, how much of it the body says, and whether it reads like a phrase."""
        line = self.lines[i]
        heard = sum(self.heard[stem] > 0 for stem in line.stems)
        inner = line.has_digits or line.is_quoted or bool(re.search(r"[,:?!;]", line.text))
        plain = any(word.islower() and len(word) > 2 for word in _TOKEN.findall(line.text))
        opens = first and line.function > 0 and plain
        if i == 0 and len(self.lines) > 1 and _is_breadcrumb(self.lines[1]):
            return 0.0  # the name of the site, above its menu
        length = min(max(len(line.tokens) - 2, 0), 8) / 8
        return length + min(heard, 3) / 3 + 0.3 * inner + 0.3 * opens

    def _comes_again(self, i: int) -> bool:
        tokens = self.lines[i].tokens
        later = (line.tokens for line in self.lines[i + 1 :])
        return len(tokens) > 4 and any(_alike(tokens, other) for other in later)

    def _titled(self, indices: Sequence[int]) -> Line | None:
        """Return the line that is the title of the metadata, else the title itself."""
        title = self.title.tokens if self.title else ()
        lines = (self.lines[i] for i in indices)
        return next((line for line in lines if line.tokens == title or _alike(line.tokens, title)), self.title)

    def _core(self) -> Iterator[int]:
        """Yield the lines from the first to the last real paragraph but for boxes and links."""
        links = False  # under a heading of links
        for i in range(self.prose[0], self.prose[-1] + 1):
            line = self.lines[i]
            if i in self.prose:
                links = False
                yield i
            elif self._is_furniture(i, _BOX_INSIDE):
                links = links or self._is_heading_of_links(line)
            elif line.is_sentence or not (
                links or self._in_menu(i) or self._by_a_date(i) or self._is_button(line)
            ):
                yield i

    def _tail(self) -> Iterator[int]:
        """Yield the lines behind the last long paragraph that still read like the article."""
        torn = linked = False  # furniture has begun; it was a heading of links
        heading: int | None = None  # a short line that the next one must justify
        for i in range(self.prose[-1] + 1, self.end):
            line = self.lines[i]
            about = self._share_heard(line)
            if self._is_furniture(i, _BOX_OUTSIDE):
                linked = self._is_heading_of_links(line) and (linked or not torn)
                torn = True
            elif line.is_sentence and line.text[-1] != ":" and (not torn or about >= 1 / 3 or (linked and (about or line.has_digits))):
                if heading is not None and about >= 1 / 3:
                    yield heading
                torn, linked, heading = heading is not None and about < 1 / 3, False, None
                yield i
            elif not torn and self._is_item(i):
                if heading == i - 1:
                    yield heading
                heading = None
                yield i
            elif not torn and heading is None and self._is_unstopped(i):
                yield i
            else:
                torn, heading = torn or heading is not None, i

    def _without_repeats(self, lines: Sequence[Line]) -> Iterator[Line]:
        """Drop what was there before, and the headline's shortened or reworded repeats."""
        seen: set[tuple[str, ...]] = set()
        for line in lines:
            again = line.tokens in seen and (not line.is_sentence or len(line.tokens) > 5)
            head = self.headline
            stopped = line.is_sentence and not line.text.endswith(("...", "…"))
            if head and line is not head and not stopped and head.tokens in seen:
                again = again or _alike(line.tokens, head.tokens) or _is_cut(line, head)
            seen.add(line.tokens)
            if not again:
                yield line

    # --- what a line is --------------------------------------------------------------------------

    def _is_furniture(self, i: int, enough: int) -> bool:
        """Tell whether a line is furniture whatever stands around it; `enough` is evidence of a box."""
        line = self.lines[i]
        if not any(token[0].isalpha() for token in line.tokens):
            return len(line.tokens) < 3 and not line.is_bullet
        short = len(line.tokens) <= _SHORT and (
            self._is_date(i)
            or self._is_cover(line)
            or self._is_byline(line)
            or self._is_credit(line)
            or _is_address(line)
        )
        return short or _is_breadcrumb(line) or self._is_link(line) or self._box_score(line) >= enough

    def _is_date(self, i: int) -> bool:
        """Tell whether the line is but a date; in the middle of the body it is a heading."""
        days = self.dates[i]
        return days is not None and not (self.prose and self._near < i < self.prose[-1])

    def _is_cover(self, line: Line) -> bool:
        """Tell whether the line is made of whole phrases of a page, and numbers."""
        tokens = [token for token in line.tokens if token[0].isalpha()]
        while tokens:
            length = next((n for n in range(8, 0, -1) if tuple(tokens[:n]) in self.words.whole), 0)
            if not length:
                return False
            tokens = tokens[length:]
        return True

    def _is_byline(self, line: Line) -> bool:
        length = self._opens_with(line, self.words.bylines)
        names = _names_at(line, length)
        return length > 0 and not _SENTENCE_END.search(line.text) and 2 <= names <= 7

    def _is_credit(self, line: Line) -> bool:
        """Tell whether the line says only whose picture it is."""
        length = self._opens_with(line, self.words.credits)
        if not length or len(line.tokens) > 10:
            return False
        rest = len(line.tokens) - length
        named = _has_colon_after(line, length) and rest < 5 and not line.function
        return rest > 0 and (_names_at(line, length) == rest or (named and not line.has_digits))

    def _is_link(self, line: Line) -> bool:
        """Tell whether the line opens like a link or a box, or is a copyright note."""
        if len(line.tokens) > 2 * _SHORT:
            return False
        if _COPYRIGHT.match(line.text) or ("©" in line.text and not line.is_prose):
            return True
        if _OPENS_QUOTED.match(line.text):
            return False
        length = self._opens_with(line, self.words.openings | self.words.related)
        colon = bool(length) and _has_colon_after(line, length)
        addressed = self._speaks_to_reader(line) or not self.words.site.isdisjoint(line.tokens)
        return colon or (length > 1 and (not line.is_prose or addressed))

    def _is_closing(self, i: int, _prose: Sequence[int]) -> bool:
        """Tell whether a phrase says that the article is over."""
        letters = tuple(token for token in self.lines[i].tokens if token[0].isalpha())
        longer = (phrase for phrase in self.words.endings if len(phrase) > 1)
        return letters in self.words.endings or (
            len(letters) <= _SHORT and any(_contains(letters, phrase) for phrase in longer)
        )

    def _are_teasers(self, i: int, prose: Sequence[int]) -> bool:
        """Tell whether headings and summaries of other articles follow a heading of links."""
        after = [j for j in prose if j > i]
        apart = sum(a + 1 < b for a, b in zip((i, *after), after, strict=False))
        strange = all(self._share_heard(self.lines[j], but=after) < 1 / 3 for j in after)
        return self._is_heading_of_links(self.lines[i]) and apart > 1 and strange

    def _is_box(self, line: Line) -> bool:
        """Tell at first sight whether a line may be a box, before anything is known of the article."""
        site = len({*line.tokens} & self.words.site)
        return site + self._speaks_to_reader(line) > 1 and len(line.tokens) <= 40 and not line.is_quoted

    def _box_score(self, line: Line) -> int:
        """Weigh the evidence that a line speaks of the page or to its reader."""
        site = sum(self.heard[t[:_STEM]] - (line in self.counted) < 2 for t in set(line.tokens) & self.words.site)
        score = min(site, 3) + bool(_ADDRESS.search(line.text))
        score += self._speaks_to_reader(line) and not self.speaks_to_reader
        score -= line.is_quoted + len(line.tokens) // 40 + self._shares_names(line)
        return score if 12 * site >= len(line.tokens) else 0

    def _share_heard(self, line: Line, *, but: Sequence[int] = ()) -> float:
        """Return the share of a line's subject words that other prose has; `but` does not count."""
        own = Counter(stem for j in but for stem in self.lines[j].stems)
        if not but and line in self.counted:
            own.update(line.stems)
        heard = sum(self.heard[stem] > own[stem] for stem in line.stems)
        return heard / len(line.stems) if line.stems else 0.0

    def _shares_names(self, line: Line) -> bool:
        """Tell whether the prose knows a name that stands inside the line."""
        names = re.findall(r"(?<=[\w,’'] )[A-ZÀ-Ý]\w{2,}|(?<=[’'])[A-ZÀ-Ý]\w{2,}", line.text)
        known = {name.casefold() for name in names} - self.words.site
        return any(self.heard[name[:_STEM]] > (line in self.counted) for name in known)

    def _speaks_to_reader(self, line: Line) -> bool:
        """Tell whether the line outside its quotations has you, us … ("US" is a country)."""
        words = _TOKEN.findall(_QUOTED.sub(" ", line.text))
        return any(word.casefold() in self.words.reader and not word.isupper() for word in words)

    def _opens_with(self, line: Line, phrases: frozenset[tuple[str, ...]]) -> int:
        """Return how many words of the line's opening are the longest of the phrases, or 0."""
        longest = min(len(line.tokens), 8)
        return next((n for n in range(longest, 0, -1) if line.tokens[:n] in phrases), 0)

    def _in_menu(self, i: int) -> bool:
        """Tell whether the line is one of three or more short ones that no colon announces."""
        start, stop = i, i + 1
        while start and self._is_item_of_menu(start - 1):
            start -= 1
        while stop < len(self.lines) and self._is_item_of_menu(stop):
            stop += 1
        run = self.lines[start:stop]
        announced = start > 0 and self.lines[start - 1].text.endswith(":")
        strange = sum(self._share_heard(line) for line in run) < len(run) / 3
        tiny = all(len(line.tokens) <= 4 and not line.function for line in run)
        return self._is_item_of_menu(i) and len(run) > 2 and not announced and (tiny or strange)

    def _is_heading_of_links(self, line: Line) -> bool:
        return len(line.tokens) == self._opens_with(line, self.words.related)

    def _is_button(self, line: Line) -> bool:
        """Tell whether a few words without a full stop are about the page and not the article."""
        strange = any(not self.heard[token[:_STEM]] for token in {*line.tokens} & self.words.site)
        return strange and len(line.tokens) <= 8 and not (line.has_digits or line.is_bullet)

    def _is_item_of_menu(self, i: int) -> bool:
        line = self.lines[i]
        return len(line.tokens) <= _SHORT and not (line.is_sentence or line.has_digits or line.is_quoted)

    def _by_a_date(self, i: int) -> bool:
        """Tell whether a bare name stands beside a date above the third paragraph: the author."""
        line = self.lines[i]
        beside = self.dates[max(i - 1, 0) : i] + self.dates[i + 1 : i + 2]
        return i < self._near and len(line.tokens) <= 4 and not line.function and any(d is not None for d in beside)

    def _is_item(self, i: int) -> bool:
        """Tell whether a line behind the body is an item of its last list."""
        line, previous = self.lines[i], self.lines[i - 1]
        listed = previous.text.endswith(":") or previous.is_bullet
        return line.is_bullet and (listed or line.has_digits or len(line.tokens) > 3)

    def _is_unstopped(self, i: int) -> bool:
        """Tell whether a line right behind the body is a paragraph that lost its full stop."""
        line = self.lines[i]
        alone = i + 1 >= self.end or self.lines[i + 1].is_sentence or len(self.lines[i + 1].tokens) < 5
        return len(line.tokens) >= 8 and line.function >= 0.25 and alone

    def _line(self, text: str) -> Line:
        tokens = fold(text)
        function = sum(token in self.words.function for token in tokens)
        stems = {t[:_STEM] for t in tokens if len(t) > 2 and t not in self.words.function}
        return Line(text, tokens, function / max(len(tokens), 1), frozenset(stems))

    def _dates(self, line: Line) -> list[str] | None:
        return date_line(line.text, lang=self.lang) if len(line.tokens) <= _SHORT else None


@cache
def load_words(lang: str) -> Words:
    """Return the words of a language, with the phrases of all of them.

    Raises RuleError where `[reading]` lacks a table or has an unknown one.
    """
    tables = {code: read_language(code).get("reading", {}) for code in languages()}
    known = {field.name for field in fields(Words)} | {"date_labels"}
    for code, table in tables.items():
        if wrong := known ^ set(table):
            raise RuleError(f"{code}.toml: [reading] has or lacks {sorted(wrong)}; it holds {sorted(known)}")
    own = tables[lang]

    def phrases(name: str) -> frozenset[tuple[str, ...]]:
        return frozenset(fold(phrase) for table in tables.values() for phrase in table[name])

    return Words(
        function=frozenset(own["function"].split()),
        reader=frozenset(own["reader"].split()),
        site=frozenset(word for table in tables.values() for word in table["site"].split()),
        whole=phrases("whole") | phrases("related") | phrases("endings"),
        openings=phrases("openings"),
        related=phrases("related"),
        endings=phrases("endings"),
        bylines=phrases("bylines"),
        credits=phrases("credits"),
    )


def _alike(one: Sequence[str], other: Sequence[str]) -> bool:
    """Tell whether two headlines are the same but for a few words (token F1 of 0.8 or more)."""
    common = sum((Counter(one) & Counter(other)).values())
    return min(len(one), len(other)) > 2 and 2 * common >= 0.8 * (len(one) + len(other))


def _is_cut(line: Line, whole: Line) -> bool:
    """Tell whether a line is the beginning of a longer one, perhaps cut inside a word."""
    *most, last = line.tokens or ("",)
    fits = whole.tokens[: len(most)] == tuple(most) and len(most) < len(whole.tokens)
    shorter = 1 < len(line.tokens) and line.tokens != whole.tokens
    return shorter and fits and whole.tokens[len(most)].startswith(last)


def _names_at(line: Line, start: int) -> int:
    """Count the words from the `start`-th on that are names or particles; 0 where one is neither."""
    words = _TOKEN.findall(re.split(r"\s[|•·–-]\s", line.text)[0].split(", ")[0])[start:]
    names = [word for word in words if word[0].isupper()]
    fits = all(word[0].isupper() or len(word) < 4 for word in words)
    return len(words) if fits and len(names) * 2 >= len(words) > 0 else 0


def _has_colon_after(line: Line, words: int) -> bool:
    """Tell whether a colon follows the first words of a line."""
    end = list(_TOKEN.finditer(line.text))[words - 1].end()
    return line.text[end:].lstrip(" )").startswith(":")


def _contains(tokens: Sequence[str], phrase: Sequence[str]) -> bool:
    return any(tuple(tokens[i : i + len(phrase)]) == tuple(phrase) for i in range(len(tokens)))


def _is_breadcrumb(line: Line) -> bool:
    """Tell whether a line is a path through a site: short parts between arrows, bars or dashes."""
    parts = [part for part in _SEPARATOR.split(line.text) if part.strip()]
    strong = bool(_STRONG_SEPARATOR.search(line.text))
    spaced = len(re.findall(r"\S {2,}(?=\S)", line.text)) > 1
    loud = line.text.isupper()
    stopped = line.is_sentence and not line.text.endswith(("…", "..."))
    bound = not (strong or spaced or loud) and (line.function > 0.25 or line.has_digits)
    short = all(len(fold(part)) < 5 for part in parts[:-1])
    return len(parts) >= (2 if strong or loud else 3) and short and not (stopped or bound)


def _is_address(line: Line) -> bool:
    """Tell whether a line is but a link, an address, a handle or hashtags."""
    tags = all(word.startswith("#") for word in line.text.split())
    return tags or (bool(_ADDRESS.search(line.text)) and not line.is_sentence and not line.function)
