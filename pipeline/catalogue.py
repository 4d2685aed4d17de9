"""The catalogue: names, titles and common nouns of both languages, read from `names/*.toml`.

Countries come from CLDR through babel; every other name is one line of a file. Nothing here knows
a language: articles, legal suffixes and honorifics are data too (`names/affixes.toml`).
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, partial
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from babel import localedata

from .errors import RuleError
from .words import (
    Affixes,
    Noun,
    Table,
    Title,
    fold,
    lines_of,
    lower,
    read_given,
    read_modifiers,
    read_nouns,
    read_titles,
    refuse,
    strings,
    unaccented,
)

FOLDER = Path(__file__).parent / "names"

#: file of names → the type of its entries
TYPES = {
    "organizations": "organization",
    "places": "place",
    "products": "product",
    "events": "event",
}
WORDS = ("titles", "nouns", "given", "affixes")

#: keys of an entry that hold the id of another one, by file; `wikidata` holds a foreign id
LINKS = {
    "organizations": ("country", "place", "owner", "wikidata"),
    "places": ("country", "capital_of", "wikidata"),
    "products": ("maker", "wikidata"),
    "events": ("place", "organizer", "wikidata"),
}
#: keys of an entry that hold spellings, beside one for each language
SPELLINGS = ("aliases", "cased", "risky")
#: places have their one name in this language, whatever the article's
PLACE_LANG = "en"
#: acronyms up to this length are never folded to lower case ("US" is not "us")
SHORT = 4


@dataclass(frozen=True, slots=True)
class Entry:
    """A name that the catalogue knows; ids in other fields are ids of other entries."""

    id: str
    name: str
    type: str
    group: str = ""
    #: language, or "" for all, → spellings beside the name
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict, compare=False)
    country: str | None = None
    place: str | None = None  # headquarters, or where an event is held
    owner: str | None = None
    maker: str | None = None
    organizer: str | None = None
    capital_of: str | None = None
    wikidata: str | None = None
    #: true of an entry that was reached by a spelling with other common meanings ("Target", "500")
    needs_context: bool = field(default=False, compare=False)


class _Alias(NamedTuple):
    text: str
    entry: Entry
    lang: str  # "" for all
    cased: bool

    def admits(self, text: str) -> bool:
        """Tell whether a text that folds to this alias is written as a name."""
        if len(_bare(self.text)) <= 2:
            return _bare(text) == _bare(self.text)
        if not self.cased:
            return True
        pairs = zip(_words(self.text), _words(text), strict=False)
        return all(word[:1].isupper() or not own[:1].isupper() for own, word in pairs)


class Catalogue:
    """Look-ups over the files of names; made by `read_catalogue`."""

    def __init__(self, paths: Sequence[Path]) -> None:
        """Read files of names; later ones replace ids of earlier ones.

        Titles, nouns and given names are read when they are first asked for. Raises RuleError
        naming file and key where a file is malformed.
        """
        self._paths: dict[str, list[Path]] = {kind: [] for kind in (*WORDS, *TYPES)}
        for path in paths:
            self._paths[_kind(path)].append(path)
        affixes = self._tables("affixes")
        self.langs = tuple(sorted({lang for table in affixes for lang in table}))
        self._affixes = Affixes(affixes)
        self._entries: dict[str, Entry] = {}
        self._aliases: dict[str, list[_Alias]] = {}
        self._demonyms: dict[str, dict[str, tuple[str, bool]]] = defaultdict(dict)
        for kind in TYPES:
            for path in self._paths[kind]:
                self._add_file(kind, path)
        self._add_countries()
        self._check_links()
        self._index: dict[str, list[_Alias]] = defaultdict(list)
        for alias in chain.from_iterable(self._aliases.values()):
            self._index[fold(alias.text)].append(alias)
        for homonyms in self._index.values():
            homonyms.sort(key=lambda alias: alias.entry.needs_context)

    @cached_property
    def _title_tables(self) -> list[Table]:
        return self._tables("titles")

    @cached_property
    def _titles(self) -> dict[str, dict[str, Title]]:
        return read_titles(self._title_tables, self.langs)

    @cached_property
    def _heads(self) -> dict[str, frozenset[str]]:
        return {
            lang: frozenset(form for form, title in forms.items() if not title.needs_context)
            for lang, forms in self._titles.items()
        }

    @cached_property
    def _modifiers(self) -> dict[str, dict[str, tuple[str, str]]]:
        return read_modifiers(self._title_tables, self.langs)

    @cached_property
    def _nouns(self) -> dict[str, dict[str, Noun]]:
        return read_nouns(self._tables("nouns"), self.langs)

    @cached_property
    def _given(self) -> dict[str, dict[str, str]]:
        return read_given(self._tables("given"))

    def _tables(self, kind: str) -> list[Table]:
        return [_load(path) for path in self._paths[kind]]

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries.values())

    def __len__(self) -> int:
        return len(self._entries)

    def by_id(self, id: str) -> Entry:
        """Return the entry with an id; raises KeyError where there is none."""
        return self._entries[id]

    def find(self, name: str, *, type: str | None = None, lang: str | None = None) -> Entry | None:
        """Return the entry a name belongs to, of one type and language where they are given.

        Accents, hyphens, dots, articles, possessives and legal suffixes do not matter; case matters
        where a spelling is an ordinary word, an acronym or a place.
        """
        for form in self._affixes.strip(name):
            for alias in self._index.get(fold(form), ()):
                if type not in {None, alias.entry.type} or not alias.admits(form):
                    continue
                if lang is None or alias.lang in {"", lang}:
                    return alias.entry
        return None

    def aliases(self, lang: str) -> Iterator[tuple[str, Entry]]:
        """Yield every spelling a language has for every entry, with and without its accents."""
        for alias in chain.from_iterable(self._aliases.values()):
            if alias.lang in {"", lang}:
                for text in dict.fromkeys((alias.text, unaccented(alias.text))):
                    yield text, alias.entry
                    if "'" in text:
                        yield text.replace("'", "’"), alias.entry

    def demonym(self, word: str, lang: str) -> Entry | None:
        """Return the place an adjective or noun of origin belongs to ("torinesi" → Turin)."""
        id, cased = self._demonyms[lang].get(word.lower(), ("", False))
        if not id or (cased and word[0].islower()):
            return None
        return self._entries[id]

    def titles(self, lang: str) -> frozenset[str]:
        """Return all forms of all titles in lower case, but those that need a context ("ad")."""
        return self._heads[lang]

    def title(self, text: str, lang: str) -> Title | None:
        """Return what is known of a title ("amministratrice delegata" → ceo, f, singular)."""
        return self._titles[lang].get(lower(text))

    def modifiers(self, lang: str) -> Mapping[str, tuple[str, str]]:
        """Return word → (id, "before" or "after") of what modifies titles ("ex", "uscente")."""
        return self._modifiers[lang]

    def nouns(self, lang: str) -> Set[str]:
        """Return all forms of all common nouns of a language, in lower case."""
        return self._nouns[lang].keys()

    def noun(self, text: str, lang: str) -> Noun | None:
        """Return what a common noun stands for ("costruttori" → organization, maker, plural)."""
        return self._nouns[lang].get(lower(text))

    def gender_of_given(self, name: str, lang: str | None = None) -> str | None:
        """Return "m" or "f" for a given name, None where it is unknown or borne by both."""
        genders = self._given.get(fold(name), {})
        if lang in genders:
            return genders[lang] or None
        known = set(genders.values())
        return known.pop() or None if len(known) == 1 else None

    def is_given(self, name: str) -> bool:
        """Tell whether a word is a known given name."""
        return name[:1].isupper() and fold(name) in self._given

    def particles(self) -> frozenset[str]:
        """Return the particles of surnames of all languages, in lower case ("de", "van")."""
        return self._affixes.particles

    def honorifics(self, lang: str) -> Mapping[str, str | None]:
        """Return honorific → gender of a language, in lower case and without dots at the end."""
        return self._affixes.honorifics.get(lang, {})

    def _add_file(self, kind: str, path: Path) -> None:
        self._fresh: set[str] = set()  # a later file may replace an id, the same file may not
        for group, lines in _load(path).items():
            add = self._adder(kind, group)
            for id, line in lines_of(lines, f"{path.name}: {group}"):
                add(id, line, f"{path.name}: {group}.{id}")

    def _adder(self, kind: str, group: str) -> Callable[[str, Table, str], None]:
        """Return what reads the lines of a table: two of `places.toml` hold more than names."""
        if (kind, group) == ("places", "demonym"):
            return self._add_demonyms
        if (kind, group) == ("places", "country"):
            return self._add_country
        return partial(self._add, kind, group)

    def _add(self, kind: str, group: str, id: str, line: Table, where: str) -> None:
        refuse(line, ("name", *LINKS[kind], *SPELLINGS, *self.langs), where)
        name = _string(line, "name", where)
        if not name:
            raise RuleError(f"{where}: an entry needs a name")
        links: dict[str, Any] = {
            key: _string(line, key, where) for key in LINKS[kind] if key in line
        }
        cased, risky = (strings(line, key, where) for key in ("cased", "risky"))
        aliases = {lang: strings(line, lang, where) for lang in self.langs if lang in line}
        aliases.setdefault(PLACE_LANG, ())
        aliases[""] = (*strings(line, "aliases", where), *cased, *risky)
        if id in self._entries and (TYPES[kind] != self._entries[id].type or id in self._fresh):
            raise RuleError(f"{where}: the id is taken by {self._entries[id].name!r}")
        entry = Entry(id, name, TYPES[kind], group, aliases, **links)
        self._entries[id] = entry
        self._fresh.add(id)
        self._aliases[id] = list(_spellings(entry, {*cased, *risky}, {*risky}))

    def _add_country(self, id: str, line: Table, where: str) -> None:
        """Add a country under its CLDR names, the English one first unless the line has a name."""
        names = {lang: _territories(lang).get(id) for lang in self.langs}
        if not all(names.values()):
            raise RuleError(f"{where}: CLDR knows no such country")
        own = {lang: [name, *_conjoined(name)] for lang, name in names.items() if name}
        merged = {lang: [*own[lang], *strings(line, lang, where)] for lang in self.langs}
        self._add("places", "country", id, {"name": names["en"], **line, **merged}, where)

    def _add_countries(self) -> None:
        self._fresh = set()
        named = set.intersection(*({*_territories(lang)} for lang in self.langs))
        for id in sorted(named - self._entries.keys() - _NO_COUNTRIES):
            if id.isalpha():
                self._add_country(id, {}, f"CLDR: {id}")

    def _add_demonyms(self, id: str, line: Table, where: str) -> None:
        refuse(line, ("cased", *self.langs), where)
        cased = strings(line, "cased", where)
        for lang in self.langs:
            for word in strings(line, lang, where):
                self._demonyms[lang].setdefault(word.lower(), (id, word in cased))

    def _check_links(self) -> None:
        keys = sorted({key for keys in LINKS.values() for key in keys} - {"wikidata"})
        for entry in self:
            for key in keys:
                other = getattr(entry, key)
                if other is not None and other not in self._entries:
                    raise RuleError(f"{entry.type} {entry.id}: {key} {other!r} is no known id")
        for words in self._demonyms.values():
            for id in {id for id, _ in words.values()} - self._entries.keys():
                raise RuleError(f"places: demonym.{id}: no known id")


def read_catalogue(extra: Sequence[Path] = ()) -> Catalogue:
    """Read the catalogue of the project, and files of the same form beside it; cached.

    The name of a file tells what it holds: `organizations.toml`, `organizations-mine.toml`.
    Raises RuleError naming file and key where one is malformed.
    """
    return _read(tuple(extra))


@cache
def _read(extra: tuple[Path, ...]) -> Catalogue:
    return Catalogue([*sorted(FOLDER.glob("*.toml")), *extra])


def _load(path: Path) -> Table:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RuleError(f"{path.name}: {error}") from error


def _kind(path: Path) -> str:
    kind = re.split(r"[.-]", path.name)[0]
    if kind not in (*TYPES, *WORDS):
        known = ", ".join((*TYPES, *WORDS))
        raise RuleError(f"{path.name}: a file of names is called after what it holds: {known}")
    return kind


def _spellings(entry: Entry, cased: set[str], risky: set[str]) -> Iterator[_Alias]:
    doubtful = replace(entry, needs_context=True) if risky else entry
    seen: set[tuple[str, str]] = set()
    home = _home_of_name(entry)
    for lang, aliases in sorted(entry.aliases.items()):
        for text in (entry.name, *aliases) if lang == home else aliases:
            if not seen & {("", text), (lang, text)}:  # those of all languages come first
                seen.add((lang, text))
                own = doubtful if text in risky else entry
                yield _Alias(text, own, lang, text in cased or _is_cased(text, entry.type))


def _home_of_name(entry: Entry) -> str:
    """A place that other languages call otherwise bears its English name in English only.

    So "Milan", in Italian, is the football club and never the city.
    """
    own = entry.type == "place" and entry.aliases.keys() - {"", PLACE_LANG}
    return PLACE_LANG if own else ""


def _is_cased(text: str, type: str) -> bool:
    return type == "place" or (len(text) <= SHORT and text.isupper())


def _bare(text: str) -> str:
    return text.replace(".", "")


def _words(text: str) -> list[str]:
    return text.replace("-", " ").split()


#: what CLDR lists among its territories and is neither a country nor a territory of one
_NO_COUNTRIES = frozenset({"EZ", "QO", "UN", "XA", "XB", "ZZ"})


@cache
def _territories(lang: str) -> Mapping[str, str]:
    # without what a language inherits: merging that in takes longer than all else here
    names = localedata.load(lang, merge_inherited=False)["territories"]
    return {id: str(name).replace("’", "'") for id, name in names.items()}


def _conjoined(name: str) -> list[str]:
    """Spell out the sign of "Trinidad & Tobago", which no newspaper writes."""
    return [name.replace("&", "and")] if "&" in name else []


def _string(line: Table, key: str, where: str) -> str | None:
    value = line.get(key)
    if value is not None and not isinstance(value, str):
        raise RuleError(f"{where}.{key}: must be a string")
    return value
