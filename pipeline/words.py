"""What the catalogue knows of words: titles, nouns, given names, and what surrounds names."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from .errors import RuleError

#: forms of a word: gender (x: either) and number (p: plural)
FORMS = ("m", "f", "x", "mp", "fp", "xp")
#: key of forms that are mostly other words
RISKY = "risky"
#: table of `titles.toml` that holds no titles
MODIFIER = "modifier"

Table = Mapping[str, Any]


class Title(NamedTuple):
    """A form of a title: its id in all languages, gender ("m", "f", None: either) and number."""

    id: str
    group: str
    gender: str | None
    plural: bool
    #: true of a form that is mostly another word: "ad" is a chief executive only after an article
    needs_context: bool = False


class Noun(NamedTuple):
    """A form of a common noun that stands for a named thing of a type and a group of entries."""

    id: str
    type: str
    group: str
    gender: str | None
    plural: bool


class Affixes:
    """What may stand around a name and is no part of it."""

    KEYS = ("articles", "legal", "possessives", "particles", "honorifics")

    def __init__(self, tables: Sequence[Table]) -> None:
        """Read language → lists of affixes; raises RuleError where they are malformed."""
        lists: dict[str, list[str]] = defaultdict(list)
        self.honorifics: dict[str, dict[str, str | None]] = {}
        for lang, table in (item for t in tables for item in t.items()):
            refuse(table, self.KEYS, f"affixes: {lang}")
            for key in ("articles", "legal", "possessives", "particles"):
                lists[key] += strings(table, key, f"affixes: {lang}")
            forms = table.get("honorifics", {})
            refuse(forms, ("m", "f", "x"), f"affixes: {lang}.honorifics")
            self.honorifics[lang] = {
                word: None if gender == "x" else gender
                for gender in forms
                for word in forms[gender]
            }
        self.particles = frozenset(lists["particles"])
        # longest first: "S.p.A." before "S.p."; an elided article ends in its apostrophe
        self._article = re.compile(
            "|".join(f"{a}" if a[-1] == "'" else f"{a} " for a in _longest(lists["articles"])), re.I
        )
        self._legal = re.compile(f",? (?:{'|'.join(_longest(lists['legal']))})$", re.I)
        self._possessive = re.compile(f"(?:{'|'.join(_longest(lists['possessives']))})$")

    def strip(self, name: str) -> Iterator[str]:
        """Yield a name as it stands, then with less and less around it."""
        name = " ".join(name.replace("’", "'").split())
        yield name
        for pattern in (self._possessive, self._article):
            match = pattern.search(name) if pattern is self._possessive else pattern.match(name)
            if match and match.group() and len(match.group()) < len(name):
                name = name[: match.start()] + name[match.end() :]
                yield name
        while (match := self._legal.search(name)) and match.start() > 0:
            name = name[: match.start()]
            yield name


Forms = dict[str, dict[str, Any]]


def read_titles(tables: Sequence[Table], langs: Sequence[str]) -> dict[str, dict[str, Title]]:
    """Return language → form → title."""
    return _read_forms(tables, "titles", langs, _title)


def read_nouns(tables: Sequence[Table], langs: Sequence[str]) -> dict[str, dict[str, Noun]]:
    """Return language → form → noun."""
    return _read_forms(tables, "nouns", langs, _noun)


def _title(id: str, group: str, line: Table, form: str) -> Title:
    return Title(id, line.get("group", group), _gender(form), form.endswith("p"), form == RISKY)


def _noun(id: str, type: str, line: Table, form: str) -> Noun:
    return Noun(id, type, line.get("group", ""), _gender(form), form.endswith("p"))


def _gender(form: str) -> str | None:
    return form[0] if form[0] in "mf" else None


def _read_forms(
    tables: Sequence[Table],
    file: str,
    langs: Sequence[str],
    make: Callable[[str, str, Table, str], Title | Noun],
) -> Forms:
    """Return language → form → what it is; where forms coincide the first line wins."""
    found: Forms = {lang: {} for lang in langs}
    for section, lines in (item for table in tables for item in table.items()):
        if section == MODIFIER:
            continue
        for id, line in lines_of(lines, f"{file}: {section}"):
            refuse(line, (*langs, "group"), f"{file}: {section}.{id}")
            for lang in langs:
                forms, where = line.get(lang, {}), f"{file}: {section}.{id}.{lang}"
                refuse(forms, (*FORMS, RISKY), where)
                for form in forms:
                    made = make(id, section, line, form)
                    for text in strings(forms, form, where):
                        _settle(found[lang], text, made)
    return found


def _settle(found: dict[str, Any], text: str, made: Title | Noun) -> None:
    """Enter a form; one that a word has for both genders ("analista") is neither's."""
    old = found.setdefault(text, made)
    if old.id == made.id and old.gender != made.gender and old.plural == made.plural:
        found[text] = old._replace(gender=None)


def read_modifiers(
    tables: Sequence[Table], langs: Sequence[str]
) -> dict[str, dict[str, tuple[str, str]]]:
    """Return language → word → (id, "before" or "after" the title)."""
    found: dict[str, dict[str, tuple[str, str]]] = {lang: {} for lang in langs}
    for id, line in (item for t in tables for item in t.get(MODIFIER, {}).items()):
        refuse(line, langs, f"titles: modifier.{id}")
        for lang, places in line.items():
            refuse(places, ("before", "after"), f"titles: modifier.{id}.{lang}")
            for place in places:
                for word in strings(places, place, f"titles: modifier.{id}.{lang}"):
                    found[lang].setdefault(word, (id, place))
    return found


def read_given(tables: Sequence[Table]) -> dict[str, dict[str, str]]:
    """Return folded given name → language → gender, "" for both."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for lang, genders in (item for table in tables for item in table.items()):
        refuse(genders, ("m", "f"), f"given: {lang}")
        for gender, names in genders.items():
            if not isinstance(names, str):
                raise RuleError(f"given: {lang}.{gender}: must be a string of names")
            for name in names.split():
                both = lang in found[fold(name)] and found[fold(name)][lang] != gender
                found[fold(name)][lang] = "" if both else gender
    return found


_FOLDED = str.maketrans({"’": "'", ".": None} | dict.fromkeys("-‐‑–", " "))


def fold(text: str) -> str:
    """Fold case, accents, hyphens, dots and typographic apostrophes."""
    return " ".join(unaccented(text).translate(_FOLDED).casefold().split())


def unaccented(text: str) -> str:
    """Drop the accents of a text."""
    if text.isascii():
        return text
    parts = unicodedata.normalize("NFKD", text)
    return "".join(c for c in parts if not unicodedata.combining(c))


def lower(text: str) -> str:
    """Fold a text to the lower case of the word lists, with plain apostrophes and single blanks."""
    return " ".join(text.replace("’", "'").lower().split())


def _longest(words: Sequence[str]) -> list[str]:
    return [re.escape(word) for word in sorted({*words}, key=len, reverse=True)]


def lines_of(table: Any, where: str) -> Iterator[tuple[str, Table]]:
    """Yield id and line of a group of entries; raises RuleError where they are no tables."""
    if not isinstance(table, Mapping):
        raise RuleError(f"{where}: a group of entries is a table")
    for id, line in table.items():
        if not isinstance(line, Mapping):
            raise RuleError(f"{where}.{id}: an entry is an inline table")
        yield id, line


def refuse(table: Any, known: Sequence[str], where: str) -> None:
    """Raise RuleError where a table is none or has a key that is not known."""
    if not isinstance(table, Mapping):
        raise RuleError(f"{where}: must be a table")
    unknown = [key for key in table if key not in known]
    if unknown:
        raise RuleError(f"{where}: unknown key {unknown[0]!r}; known are {', '.join(known)}")


def strings(line: Table, key: str, where: str) -> tuple[str, ...]:
    """Return the strings of a key, none if it is absent; raises RuleError where it is no list."""
    if key not in line:
        return ()
    values = line[key]
    if not isinstance(values, list) or not all(isinstance(v, str) and v for v in values):
        raise RuleError(f"{where}.{key}: must be a list of strings")
    return tuple(values)
