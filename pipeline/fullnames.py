"""Which names of an article are one: acronyms, surnames and short forms get the fullest name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Token

from .catalogue import Entry


@dataclass(frozen=True, slots=True)
class Name:
    """A name in a `Doc`: token indices (end exclusive), type, normal value and catalogue entry."""

    start: int
    end: int
    type: str
    value: str
    entry: Entry | None = None

    @property
    def entity(self) -> str | None:
        """The id in the catalogue, where it knows the name."""
        return self.entry.id if self.entry else None

    def overlaps(self, other: Name) -> bool:
        """Tell whether two names share a token."""
        return self.start < other.end and other.start < self.end


def merged(names: Iterable[Name]) -> list[Name]:
    """Keep the longest of overlapping names; between equals the catalogue's comes first."""
    kept: list[Name] = []
    for name in sorted(names, key=lambda n: (n.start - n.end, n.entry is None, n.start)):
        if not any(name.overlaps(other) for other in kept):
            kept.append(name)
    return sorted(kept, key=lambda n: n.start)


def with_acronyms(doc: Doc, names: list[Name]) -> list[Name]:
    """Learn "General Motors (GM)": every later GM is General Motors."""
    learnt: dict[str, Name] = {}
    for name in names:
        after = doc[name.end : name.end + 3]
        if len(after) == 3 and after[0].text == "(" and after[2].text == ")":
            short = after[1].text
            if len(short) > 1 and short[0] == doc[name.start].text[0] and _abbreviates(short, name):
                learnt[short] = name
    taken = {i for name in names for i in range(name.start, name.end)}
    extra = [
        Name(token.i, token.i + 1, learnt[token.text].type, token.text)
        for token in doc
        if token.text in learnt and token.i not in taken
    ]
    return [
        replace(name, type=full.type, entry=full.entry, value=full.value)
        if (full := learnt.get(doc[name.start : name.end].text))
        else name
        for name in sorted([*names, *extra], key=lambda n: n.start)
    ]


def _abbreviates(short: str, name: Name) -> bool:
    """Tell whether a word is made of the first letters of a name: "Numsa", "GAO"."""
    if short.isupper():
        return True
    rest = iter(name.value.lower())
    heads = {word[0].lower() for word in name.value.split()}
    spelt = all(letter in rest for letter in short.lower())
    return short.istitle() and len(heads) > 2 and spelt and " " in name.value


def with_surnames(doc: Doc, names: list[Name]) -> list[Name]:
    """Find the surnames that stand alone after a full name, where the pipeline missed them."""
    taken = {i for name in names for i in range(name.start, name.end)}
    first: dict[str, int] = {}
    for name in names:
        if name.type == "person" and name.end - name.start > 1:
            first.setdefault(doc[name.end - 1].text, name.start)
    extra = [
        Name(token.i, token.i + 1, "person", token.text)
        for token in doc
        if token.i > first.get(token.text, len(doc))
        and token.i not in taken
        and _stands_alone(token)
    ]
    return sorted([*names, *extra], key=lambda n: n.start)


def _stands_alone(token: Token) -> bool:
    """Tell whether a capitalised word is no part of a longer name."""
    around = token.doc[max(token.i - 1, 0) : token.i + 2]
    others = [t for t in around if t.i != token.i and t.pos_ == "PROPN" and t.text[0].isupper()]
    return token.text[0].isupper() and token.pos_ == "PROPN" and not others


def fullest(doc: Doc, names: list[Name]) -> list[Name]:
    """Give each name the longest form in the article: by entity, else by whole-token affix."""
    by_entity: dict[str, str] = {}
    sound = [name for name in names if _is_sound(name, names)]
    forms = sorted({n.value for n in sound if n.type != "place"}, key=len, reverse=True)
    for name in sound:
        if name.entry and len(name.value) > len(by_entity.get(name.entry.id, "")):
            by_entity[name.entry.id] = name.value
    full: list[Name] = []
    for name in names:
        if name.entry is not None and name.type == "place":
            value = name.entry.name
        elif name.entry is not None:
            value = by_entity.get(name.entry.id, name.value)
        elif name.type == "person":
            value = name.value
        else:
            value = next((form for form in forms if _extends(form, name)), name.value)
        full.append(replace(name, value=value))
    return full


def _is_sound(name: Name, names: Sequence[Name]) -> bool:
    """Tell whether a name is one: not a firm run together with a person or with itself."""
    words = name.value.split()
    again = len(set(words)) < len(words) and name.type == "organization"
    persons = (n.value.split() for n in names if n.type == "person" and " " in n.value)
    ends = any(words[-len(p) :] == p and len(words) > len(p) for p in persons)
    return not (again or (name.type == "organization" and ends))


def _extends(form: str, name: Name) -> bool:
    """A longer name of the same thing: "BYD Auto" for "BYD", "Ford Taurus" for "Taurus"."""
    if name.type == "product":
        return _is_affix(name.value, form)
    few, many = name.value.split(), form.split()
    return many[: len(few)] == few


def _is_affix(short: str, long: str) -> bool:
    few, many = short.split(), long.split()
    return many[: len(few)] == few or many[-len(few) :] == few


def whole_persons(doc: Doc, names: list[Name]) -> list[Name]:
    """Join surnames (and first names) to the full name; the nearest one before wins."""
    whole = [n for n in names if n.type == "person" and n.end - n.start > 1]
    return [_joined(name, whole) for name in names]


def _joined(name: Name, whole: list[Name]) -> Name:
    words = name.value.split()
    if name.entry is None and len(words) == 1:
        bearers = [w for w in whole if words[0] in (w.value.split()[-1], w.value.split()[0])]
        before = [w for w in bearers if w.start <= name.start]
        if bearers and (name.type != "place" or before):
            bearer = before[-1] if before else bearers[0]
            return replace(name, type="person", value=bearer.value)
    elif name.type == "person":
        longer = [w.value for w in whole if _is_affix(name.value, w.value)]
        return replace(name, value=max(longer, key=len, default=name.value))
    return name
