"""Rule files → typed kinds, rules and examples; all validation of rule files is here."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from .errors import RuleError
from .facts import ROLE_TYPES, STANCES, Kind
from .language import languages
from .paths import Ways, read_path
from .patterns import compile_pattern, expand, lists_of

FOLDER = Path(__file__).parent / "rules"

#: what `is(…)` may ask for beside word lists: a type of name, "unknown" for one that the catalogue
#: lacks and that is no full name of a person, or "@group" of the catalogue
NAMED = frozenset({"person", "organization", "place", "product", "event", "unknown"})
#: what `where` may ask for beside word lists
LIMITS = frozenset(
    {
        *("@public", "@state", "@place", "@title", "@named", "small"),
        *("money", "percent", "count", "goods", "job"),
    }
)
FINDERS = frozenset({"quotation", "attribution"})
#: how a kind takes the stance of its facts
STANCE_FROM = ("read", "own", "actual", "time")
KIND_KEYS = frozenset(
    {
        *("says", "key", "one_of", "same", "stance", "dated", "compared", "levels", "carried"),
        *("infer", "leaving", "unchanged"),
        *("exclusive", "series", "yields", "keeps", "single", "restated", "shifting"),
    }
)
RULE_KEYS = frozenset(
    {
        "name",
        "anchor",
        "pos",
        "set",
        "where",
        "pattern",
        "finder",
        "stance",
        "only",
        "weak",
        "needs",
        "least",
        "paths",
    }
) | {"weight", "negative", "level", "unless"}
EXAMPLE_KEYS = frozenset({"rule", "none", "stance"})
TOP_KEYS = frozenset({"kind", "roles", "words", "parts", "rule", "example"})


@dataclass(frozen=True, slots=True)
class Words:
    """A list of lemmas a language, and what the roles of a fact they anchor must hold."""

    name: str
    lemmas: Mapping[str, frozenset[str]]  # lang → lemmas
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def type(self) -> str:
        """The type of names that anchor a rule, for `anchor = "<event>"`; "" for a list."""
        return self.name[1:-1] if self.name.startswith("<") else ""

    @property
    def value(self) -> str:
        """What `set = { role = "=" }` stands for: the list's name before any underscore."""
        return self.name.partition("_")[0]


@dataclass(frozen=True, slots=True)
class Rule:
    """How one wording states a fact: an anchor word and paths, a flat pattern, or a finder."""

    kind: str
    name: str
    anchor: tuple[Words, ...] = ()
    pos: frozenset[str] = frozenset()
    set: Mapping[str, str] = field(default_factory=dict)
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    paths: Mapping[str, tuple[Ways, ...]] = field(default_factory=dict)
    patterns: tuple[str, ...] = ()
    finder: str | None = None
    stance: str | None = None  # where the words around say nothing; or "own", "certain"
    only: frozenset[str] = frozenset()  # the stances under which it states anything
    needs: frozenset[str] = frozenset()  # roles it must fill beside the key roles
    least: Mapping[str, int] = field(default_factory=dict)  # role → how many it must hold
    weak: bool = False  # gives way to any other fact with the same first key role
    weight: float = 0.0  # what its bid for an exclusive mention pays extra: the smallest wins
    negative: bool = False  # its amounts are below zero
    level: bool = False  # its percentages need be no changes
    unless: tuple[Words, ...] = ()  # words whose presence in the sentence silences it

    @property
    def id(self) -> str:
        """The stable name that facts carry: `kind.name`."""
        return f"{self.kind}.{self.name}"


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence with its roles marked, `[Stellantis](actor)`, or one that must give nothing."""

    kind: str
    rule: str
    lang: str
    text: str
    roles: tuple[tuple[str, str], ...]  # (role, text)
    none: bool
    stance: str | None


@dataclass(frozen=True, slots=True)
class Grammar:
    """All kinds with their rules, word lists and examples."""

    kinds: Mapping[str, Kind]
    options: Mapping[str, Mapping[str, Any]]  # kind → its `[kind]` table
    rules: tuple[Rule, ...]
    words: Mapping[str, Mapping[str, Words]]  # kind → name → list
    examples: tuple[Example, ...]


def read_grammar(paths: Iterable[Path] = ()) -> Grammar:
    """Read rule files, the project's own by default.

    Raises RuleError naming file, rule and reason; the first fault found in each file is reported.
    """
    files = tuple(paths) or tuple(sorted(FOLDER.glob("*.toml")))
    kinds: dict[str, Kind] = {}
    options: dict[str, Mapping[str, Any]] = {}
    rules: list[Rule] = []
    words: dict[str, dict[str, Words]] = {}
    examples: list[Example] = []
    faults: list[str] = []
    for path in files:
        try:
            table = _read(path)
            kind = _kind(path, table)
            lists = _words(path, kind, table.get("words", {}))
            kinds[kind.name], options[kind.name], words[kind.name] = kind, table["kind"], lists
            parts = table.get("parts", {})
            own = _rules(path, kind, lists, parts, table.get("rule", ()))
            rules += own.values()
            for entry in table.get("example", ()):
                examples += _examples(path, kind, own, entry)
        except RuleError as error:
            faults.append(str(error))
    if faults:
        raise RuleError("\n".join(faults))
    return Grammar(kinds, options, tuple(rules), words, tuple(examples))


@cache
def read_kinds() -> dict[str, Kind]:
    """Return the project's own kinds of fact by name."""
    return dict(read_grammar().kinds)


def lacking_examples(grammar: Grammar) -> list[str]:
    """Name every rule without a positive and a negative example in each language."""
    have = {(e.kind, e.rule, e.lang, e.none) for e in grammar.examples}
    return [
        f"{rule.id}: no {'negative' if none else 'positive'} example in {lang!r}"
        for rule in grammar.rules
        for lang in languages()
        for none in (False, True)
        if (rule.kind, rule.name, lang, none) not in have
    ]


def _read(path: Path) -> dict[str, Any]:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise RuleError(f"{path}: there is no such rule file") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RuleError(f"{path}: not valid TOML: {error}") from error
    _known(path, "top level", table, TOP_KEYS)
    for part in ("kind", "roles"):
        if not isinstance(table.get(part), dict):
            raise RuleError(f"{path}: the table [{part}] is missing")
    return table


def _known(path: Path, where: str, table: Mapping[str, Any], known: Iterable[str]) -> None:
    unknown = sorted(set(table) - set(known))
    if unknown:
        raise RuleError(
            f"{path}: {where}: unknown key {unknown[0]!r}; known keys: {', '.join(sorted(known))}"
        )


def _kind(path: Path, table: Mapping[str, Any]) -> Kind:
    head = table["kind"]
    _known(path, "[kind]", head, KIND_KEYS)
    _stance(path, "[kind]", head, STANCE_FROM)
    roles: dict[str, tuple[str, ...]] = {}
    for role, types in table["roles"].items():
        roles[role] = (types,) if isinstance(types, str) else tuple(types)
        open_types = set(roles[role]) & set(ROLE_TYPES)
        if open_types and open_types != set(roles[role]):
            odd = ", ".join(sorted(set(roles[role]) - open_types))
            raise RuleError(f"{path}: role {role!r}: {odd} is no type ({', '.join(ROLE_TYPES)})")
    for name in ("key", "one_of"):
        _known(path, f"[kind] {name}", dict.fromkeys(head.get(name, ())), roles)
    return Kind(path.stem, head.get("says", ""), tuple(head.get("key", ())), roles)


def _words(path: Path, kind: Kind, table: Mapping[str, Any]) -> dict[str, Words]:
    lists: dict[str, Words] = {}
    for name, entry in table.items():
        at = f"[words.{name}]"
        _known(path, at, entry, {*languages(), "where"})
        for lang in languages():
            if not isinstance(entry.get(lang), list):
                raise RuleError(f"{path}: {at} has no list for {lang!r}")
        lemmas = {lang: frozenset(word.lower() for word in entry[lang]) for lang in languages()}
        lists[name] = Words(name, lemmas, _where(path, at, kind, entry.get("where", {})))
    for name, words in lists.items():
        _limits(path, f"[words.{name}]", kind, lists, words.where)
    return lists


def _where(path: Path, at: str, kind: Kind, table: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    _known(path, f"{at}: where", table, kind.roles)
    return {role: tuple(_list(wanted)) for role, wanted in table.items()}


def _limits(
    path: Path,
    at: str,
    kind: Kind,
    lists: Mapping[str, Words],
    where: Mapping[str, tuple[str, ...]],
) -> None:
    """Refuse a limit that is neither a word list nor a group; what is counted may be any unit."""
    for role, wanted in where.items():
        free = "amount" in kind.roles[role]
        asked = {name.removeprefix("-") for name in wanted if name[0] == "-" or not free}
        _known(path, f"{at}: where {role}", dict.fromkeys(asked), {*lists, *LIMITS})


def _rules(
    path: Path,
    kind: Kind,
    lists: Mapping[str, Words],
    parts: Mapping[str, str],
    entries: Sequence[dict[str, Any]],
) -> dict[str, Rule]:
    rules: dict[str, Rule] = {}
    for entry in entries:
        rule = _rule(path, kind, lists, parts, entry, rules)
        rules[rule.name] = rule
    return rules


def _rule(
    path: Path,
    kind: Kind,
    lists: Mapping[str, Words],
    parts: Mapping[str, str],
    entry: dict[str, Any],
    taken: Container[str] = (),
) -> Rule:
    name = entry.get("name")
    if not name:
        raise RuleError(f"{path}: a rule has no name")
    if name in taken:
        raise RuleError(f"{path}: rule {name!r}: another rule has this name")
    where = f"rule {name!r}"
    _known(path, where, entry, RULE_KEYS | set(kind.roles))
    ways_of = {r: w for r, w in entry.items() if r not in RULE_KEYS} | entry.get("paths", {})
    _known(path, f"{where}: paths", ways_of, kind.roles)
    ways = [way for way in ("anchor", "pattern", "finder") if way in entry]
    if len(ways) != 1:
        raise RuleError(f"{path}: {where}: needs one of anchor, pattern and finder")
    if "finder" in entry and entry["finder"] not in FINDERS:
        raise RuleError(f"{path}: {where}: finder is one of {', '.join(sorted(FINDERS))}")
    _stance(path, where, entry, (*STANCES, "own", "certain"))
    _known(path, f"{where}: only", dict.fromkeys(_list(entry.get("only", ()))), STANCES)
    for part in ("needs", "least"):
        _known(path, f"{where}: {part}", dict.fromkeys(_list(entry.get(part, ()))), kind.roles)
    limits = _where(path, where, kind, entry.get("where", {}))
    _limits(path, where, kind, lists, limits)
    fixed = entry.get("set", {})
    for role, value in fixed.items():
        _known(path, f"{where}: set", {role: value}, kind.roles)
        if value != "=" and value not in kind.roles[role] and kind.is_closed(role):
            raise RuleError(
                f"{path}: {where}: {role} is one of {', '.join(kind.roles[role])}, not {value!r}"
            )
    return Rule(
        kind=kind.name,
        name=name,
        anchor=_anchor(path, where, lists, entry.get("anchor", ())),
        pos=frozenset(_list(entry.get("pos", ()))),
        set=fixed,
        where=limits,
        paths={
            role: _asked(path, where, lists, _paths(path, f"{where}: {role}", ways_of[role]))
            for role in kind.roles
            if role in ways_of
        },
        patterns=_patterns(path, where, lists, parts, entry.get("pattern", ())),
        finder=entry.get("finder"),
        stance=entry.get("stance"),
        only=frozenset(_list(entry.get("only", ()))),
        needs=frozenset(_list(entry.get("needs", ()))),
        least=dict(entry.get("least", {})),
        weak=bool(entry.get("weak", False)),
        weight=float(entry.get("weight", 0)),
        negative=bool(entry.get("negative", False)),
        level=bool(entry.get("level", False)),
        unless=_anchor(path, where, lists, entry.get("unless", ())),
    )


def _stance(path: Path, where: str, entry: Mapping[str, Any], known: Sequence[str]) -> None:
    if "stance" in entry and entry["stance"] not in known:
        raise RuleError(f"{path}: {where}: stance is one of {', '.join(known)}")


def _patterns(
    path: Path,
    where: str,
    lists: Mapping[str, Words],
    parts: Mapping[str, str],
    texts: str | Sequence[str],
) -> tuple[str, ...]:
    try:
        patterns = tuple(expand(text, parts) for text in _list(texts))
        for pattern in patterns:
            compile_pattern(pattern)
    except RuleError as error:
        raise RuleError(f"{path}: {where}: {error}") from error
    asked = {name for pattern in patterns for name in lists_of(pattern) if not name.isupper()}
    _known(path, f"{where}: pattern", dict.fromkeys(asked), lists)
    return patterns


def _list(value: str | Sequence[str]) -> Sequence[str]:
    return [value] if isinstance(value, str) else value


def _anchor(
    path: Path, where: str, lists: Mapping[str, Words], names: str | Sequence[str]
) -> tuple[Words, ...]:
    typed = {f"<{type}>": Words(f"<{type}>", {}) for type in ROLE_TYPES}
    known = {**typed, **lists}
    for name in _list(names):
        _known(path, f"{where}: anchor", {name: None}, known)
    return tuple(known[name] for name in _list(names))


def _paths(path: Path, where: str, text: Any) -> tuple[Ways, ...]:
    try:
        return read_path(text)
    except RuleError as error:
        raise RuleError(f"{path}: {where}: {error}") from error


def _asked(
    path: Path, where: str, lists: Mapping[str, Words], paths: tuple[Ways, ...]
) -> tuple[Ways, ...]:
    """Refuse an `is(…)` that asks for neither a word list, a type of name nor a group."""
    steps = (step for ways in paths for way in ways for step in way if step.name == "is")
    asked = {case for step in steps for case in step.cases if not case.startswith("@")}
    _known(path, f"{where}: is", dict.fromkeys(asked), {*lists, *NAMED})
    return paths


_MARK = re.compile(r"\[([^\[\]]+)\]\((\w+)\)")


def _examples(
    path: Path, kind: Kind, rules: Mapping[str, Rule], entry: dict[str, Any]
) -> list[Example]:
    _known(path, "[[example]]", entry, EXAMPLE_KEYS | set(languages()))
    _stance(path, "[[example]]", entry, STANCES)
    name = entry.get("rule", "")
    if name not in rules:
        raise RuleError(f"{path}: an example names the rule {name!r}; rules: {', '.join(rules)}")
    found = []
    for lang in languages():
        if lang not in entry:
            continue
        marks = tuple((m[2], m[1]) for m in _MARK.finditer(entry[lang]))
        _known(path, f"example of {name!r}", {role: None for role, _ in marks}, kind.roles)
        text = _MARK.sub(r"\1", entry[lang])
        none = bool(entry.get("none", False))
        if not none and not marks:
            raise RuleError(f"{path}: example of {name!r} marks no role: [text](role)")
        found.append(Example(kind.name, name, lang, text, marks, none, entry.get("stance")))
    return found
