"""What a single line of a page looks like: prose, list item, byline, link, menu."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cache, cached_property

from .errors import RuleError
from .language import languages, read_language

TOKEN = re.compile(r"[^\W_]+")
_BULLET = re.compile(r"^\s*(?:[-–—*•·▪‣●◦■►]|\d{1,2}[.)])\s+")
_SENTENCE_END = re.compile(r"[.!?…:;][\"”’»')\]]*$")
_QUOTED = re.compile(r"[“\"«][^”\"»]*(?:[”\"»]|$)")
_OPENS_QUOTED = re.compile(r"^[“\"«‘']")
_ADDRESS = re.compile(r"https?://|www\.|\S@\S+\.\w|(?:^|\s)@\w{3,}|\b\w+\.(?:com|it|org|net)\b")
_COPYRIGHT = re.compile(r"^\W*(?:©|\(c\)|copyright\s*(?:©|\d|\())", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s+[/|·•»–—-]\s+|\s*[>›→|]+\s*| {2,}")
#: between two parts these are enough; dashes and slashes stand in headlines, too
_STRONG_SEPARATOR = re.compile(r"[>›→|]| [·•»] ")

#: a real paragraph: as many words, as large a share of function words; a shorter one may hide in a
#: menu, and a headline or a link has fewer function words and no full stop
_PROSE_WORDS, _PROSE_FUNCTION = 10, 0.2
#: so many words in a row need no full stop to be prose (sites drop it now and then)
_LONG = 22
#: a line of at most so many words and characters can be a link, a byline, a credit
SHORT, _SHORT_CHARACTERS = 14, 200
#: words are compared by so many letters, which takes endings off in both languages
STEM = 5
#: the longest phrase of `[reading]` has fewer words
_PHRASE = 10

Phrases = frozenset[tuple[str, ...]]


@dataclass(frozen=True)
class Words:
    """What `[reading]` says of a language; phrases are those of all, as sites mix languages."""

    function: frozenset[str]
    reader: frozenset[str]
    site: frozenset[str]
    whole: Phrases
    openings: Phrases
    related: Phrases
    endings: Phrases
    bylines: Phrases
    credits: Phrases


@dataclass(frozen=True)
class Line:
    """A line of a page with the features that tell prose from furniture."""

    text: str
    tokens: tuple[str, ...]
    function: float  # share of function words among the tokens
    stems: frozenset[str]  # of its subject words
    site: frozenset[str]  # its words that are typical of boxes
    speaks_to_reader: bool  # outside its quotations, by "you", "our" …

    @property
    def is_short(self) -> bool:
        """Whether it can be a link, a byline, a credit."""
        return len(self.tokens) <= SHORT and len(self.text) <= _SHORT_CHARACTERS

    @cached_property
    def is_sentence(self) -> bool:
        """Whether it ends like a sentence, or is a quotation."""
        quotation = _OPENS_QUOTED.match(self.text) and self.text[-1] in '”"»'
        return bool(len(self.tokens) >= 2 and (_SENTENCE_END.search(self.text) or quotation))

    @property
    def is_cut_off(self) -> bool:
        """Whether dots stand for its end."""
        return self.text.endswith(("…", "..."))

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

    @cached_property
    def has_address(self) -> bool:
        """Whether it holds a link, an e-mail address or a handle."""
        return bool(
            _ADDRESS.search(self.text[:1000])
        )  # the pattern is slow on a page without spaces

    @cached_property
    def names(self) -> frozenset[str]:
        """Its capitalised words but for the first, folded."""
        pattern = r"(?<=[\w,’'] )[A-ZÀ-Ý]\w{2,}|(?<=[’'])[A-ZÀ-Ý]\w{2,}"
        return frozenset(name.casefold() for name in re.findall(pattern, self.text)) - self.site


def fold(text: str) -> tuple[str, ...]:
    """Return a text's words in lower case; elided ones stand alone ("l'azienda" → l azienda)."""
    return tuple(TOKEN.findall(text.casefold()))


def make_line(text: str, words: Words) -> Line:
    """Return a line with its features."""
    tokens = fold(text)
    function = sum(token in words.function for token in tokens)
    stems = {t[:STEM] for t in tokens if len(t) > 2 and t not in words.function}
    said = TOKEN.findall(_QUOTED.sub(" ", text))
    return Line(
        text,
        tokens,
        function / max(len(tokens), 1),
        frozenset(stems),
        words.site.intersection(tokens),
        # "us" speaks to the reader, "US" is a country
        any(word.casefold() in words.reader and not word.isupper() for word in said),
    )


@cache
def load_words(lang: str) -> Words:
    """Return the words of a language, with the phrases of all of them.

    Raises RuleError where `[reading]` lacks a table or has an unknown one.
    """
    tables = {code: read_language(code).get("reading", {}) for code in languages()}
    known = {field.name for field in fields(Words)} | {"date_labels"}
    for code, table in tables.items():
        if wrong := known ^ set(table):
            raise RuleError(
                f"{code}.toml: [reading] has or lacks {sorted(wrong)}; it holds {sorted(known)}"
            )
    own = tables[lang]

    def phrases(*names: str) -> Phrases:
        return frozenset(
            fold(p) for table in tables.values() for name in names for p in table[name]
        )

    return Words(
        function=frozenset(own["function"].split()),
        reader=frozenset(own["reader"].split()),
        site=frozenset(word for table in tables.values() for word in table["site"].split()),
        whole=phrases("whole", "related", "endings"),
        openings=phrases("openings", "related"),
        related=phrases("related"),
        endings=phrases("endings"),
        bylines=phrases("bylines"),
        credits=phrases("credits"),
    )


# --- what a line is, whatever stands around it ---------------------------------------------------


def is_sign(line: Line) -> bool:
    """Tell whether a line has no words: a rule, a page number, a time."""
    wordless = not any(token[0].isalpha() for token in line.tokens)
    return wordless and len(line.tokens) < 3 and not line.is_bullet


def is_cover(line: Line, words: Words) -> bool:
    """Tell whether a line is made of whole phrases of a page, and numbers."""
    tokens = tuple(token for token in line.tokens if token[0].isalpha())
    at = 0
    while at < len(tokens):
        length = opens_with(tokens[at : at + _PHRASE], words.whole)
        if not length:
            return False
        at += length
    return True


def is_byline(line: Line, words: Words) -> bool:
    """Tell whether a line says only who wrote the article."""
    length = opens_with(line.tokens, words.bylines)
    names = _names_at(line, length)
    return length > 0 and not _SENTENCE_END.search(line.text) and 2 <= names <= 7


def is_credit(line: Line, words: Words) -> bool:
    """Tell whether a line says only whose picture it is."""
    length = opens_with(line.tokens, words.credits)
    rest = len(line.tokens) - length
    if not length or not 0 < rest < 10:
        return False
    label = _has_colon_after(line, length) and rest < 5
    return _names_at(line, length) == rest or (label and not line.function and not line.has_digits)


def is_address(line: Line) -> bool:
    """Tell whether a line is but a link, an address, a handle or hashtags."""
    tags = all(word.startswith("#") for word in line.text.split())
    return tags or (line.has_address and not line.is_sentence and not line.function)


def is_path(line: Line) -> bool:
    """Tell whether a line is a menu or a path: short parts between arrows, bars, dashes, spaces."""
    if len(line.tokens) > 4 * SHORT:
        return False
    parts = [part for part in _SEPARATOR.split(line.text) if part.strip()]
    strong = bool(_STRONG_SEPARATOR.search(line.text))
    spaced = len(re.findall(r"\S {2,}(?=\S)", line.text)) > 1
    loud = line.text.isupper()
    stopped = line.is_sentence and not line.is_cut_off
    bound = not (strong or spaced or loud) and (line.function > 0.25 or line.has_digits)
    short = all(len(fold(part)) < 5 for part in parts[:-1])
    return len(parts) >= (2 if strong or loud else 3) and short and not (stopped or bound)


def is_link(line: Line, words: Words) -> bool:
    """Tell whether a line opens like a link or a box, or is a copyright note."""
    if len(line.tokens) > 2 * SHORT:
        return False
    if _COPYRIGHT.match(line.text) or ("©" in line.text and not line.is_prose):
        return True
    length = opens_with(line.tokens, words.openings)
    if not length or _OPENS_QUOTED.match(line.text):
        return False
    addressed = line.speaks_to_reader or bool(line.site)
    return _has_colon_after(line, length) or (length > 1 and (not line.is_prose or addressed))


def is_heading_of_links(line: Line, words: Words) -> bool:
    """Tell whether a line is but the heading of links to other articles."""
    return bool(line.tokens) and line.tokens in words.related


def is_closing(line: Line, words: Words) -> bool:
    """Tell whether a line says that the article is over."""
    letters = tuple(token for token in line.tokens if token[0].isalpha())
    if letters in words.endings:
        return True
    inside = (letters[i:] for i in range(len(letters)))
    return line.is_short and any(opens_with(rest, words.endings) > 1 for rest in inside)


def is_box(line: Line) -> bool:
    """Tell at first sight whether a line may be a box, before anything is known of the article."""
    evidence = len(line.site) + line.speaks_to_reader
    return evidence > 1 and len(line.tokens) <= 40 and not line.is_quoted


def opens_with(tokens: Sequence[str], phrases: Phrases) -> int:
    """Return how many words of the opening are the longest of the phrases, or 0."""
    longest = min(len(tokens), _PHRASE)
    return next((n for n in range(longest, 0, -1) if tuple(tokens[:n]) in phrases), 0)


def are_alike(one: Sequence[str], other: Sequence[str]) -> bool:
    """Tell whether two headlines are the same but for a few words (token F1 of 0.8 or more)."""
    total = len(one) + len(other)
    if min(len(one), len(other)) < 3 or 2 * min(len(one), len(other)) < 0.8 * total:
        return False
    return 2 * sum((Counter(one) & Counter(other)).values()) >= 0.8 * total


def is_cut(line: Line, whole: Line) -> bool:
    """Tell whether a line is the beginning of a longer one, perhaps cut inside a word."""
    *most, last = line.tokens or ("",)
    fits = whole.tokens[: len(most)] == tuple(most) and len(most) < len(whole.tokens)
    shorter = len(line.tokens) > 1 and line.tokens != whole.tokens
    return shorter and fits and whole.tokens[len(most)].startswith(last)


def _names_at(line: Line, start: int) -> int:
    """Count the words from the `start`-th on that are names or particles; 0 where one is not."""
    words = TOKEN.findall(re.split(r"\s[|•·–-]\s", line.text)[0].split(", ")[0])[start:]
    names = [word for word in words if word[0].isupper()]
    fits = all(word[0].isupper() or len(word) < 4 for word in words)
    return len(words) if fits and len(names) * 2 >= len(words) > 0 else 0


def _has_colon_after(line: Line, words: int) -> bool:
    """Tell whether a colon follows the first words of a line."""
    end = list(TOKEN.finditer(line.text))[words - 1].end()
    return line.text[end:].lstrip(" )").startswith(":")
