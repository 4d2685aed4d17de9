"""Percentages that are changes: how much, and of which figure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Span, Token

from .facts import Amount, Mention
from .fitting import fits
from .match import Candidate
from .reading import AMOUNTS, Reading
from .wordlist import WordList

#: how many tokens a word of rising or falling may stand from its percentage
REACH = 6
#: how many characters may lie between a change and the amount that changed
SPAN = 130


@dataclass(frozen=True)
class Cues:
    """The words about change of one language, from the lists of a kind that bear these names."""

    rising: WordList
    falling: WordList
    level: WordList
    comparison: WordList
    base: WordList
    part: WordList
    continuing: WordList
    telling: WordList
    ago: WordList
    shift: WordList
    by: WordList
    site: WordList
    stock_index: WordList
    respective: WordList
    attaining: WordList
    uncounted: frozenset[str]  # units, which are English

    def is_part(self, span: Span) -> bool:
        """Tell whether a percentage is one of something: "30 % of its output"."""
        return span.end < len(span.doc) and span.doc[span.end] in self.part


class Changes:
    """Percentages that rose or fell, in the words of one language."""

    def __init__(self, cues: Cues) -> None:
        self._cues = cues

    def apply(
        self,
        found: Sequence[Candidate],
        role: str,
        into: str,
        levels: Callable[[Candidate, bool], bool],
        reading: Reading,
    ) -> list[Candidate]:
        """Move every percentage of change into the role `into` of the figure that changed.

        One that no figure of its sentence takes is a figure itself, with its amount as change.
        Candidates stay where `levels` admits them, told whether they are a change.
        """
        changes: list[Candidate] = []
        figures: list[Candidate] = []
        moved = self._in_article(reading)
        for candidate in found:
            amount = candidate.roles[role][0]
            change = moved.get(amount.start)
            span = tokens(amount, reading.doc)
            level = levels(candidate, False) and not levels(candidate, True)
            if level and change is not None and span is not None and self._cues.is_part(span):
                del moved[amount.start]  # "a cut of 6 % of the workforce"
                change = None
            if (
                change is not None
                and not fits(amount, ("percent",))
                and not levels(candidate, True)
            ):
                del moved[amount.start]  # "cut its workforce by 200"
                change = None
            if levels(candidate, change is not None):
                (figures if change is None else changes).append(candidate)
        owner = {c.roles[role][0].start: c for c in changes}
        free = dict(moved)
        for at, change in sorted(moved.items(), key=lambda item: item[0] or 0):
            i = self._changed(change, owner.get(at), figures, role, into, reading)
            if i is not None:
                figures[i] = replace(figures[i], roles={**figures[i].roles, into: (change,)})
                del free[at]
        alone = [
            replace(c, roles={**c.roles, role: (change,), into: (change,)})
            for c in changes
            if (change := free.get(c.roles[role][0].start)) is not None
        ]
        return [*figures, *(c for c in alone if not _repeated(c, figures, into))]

    def _in_article(self, reading: Reading) -> dict[int | None, Mention]:
        found: dict[int | None, Mention] = {}
        for value in reading.values:
            part = reading.amount(value, ("percent",))  # "fell by almost a fifth"
            amount = part.value if part is not None else value.value
            if value.type not in AMOUNTS or not isinstance(amount, Amount):
                continue
            span = reading.doc.char_span(value.start, value.end, alignment_mode="expand")
            if span is None:
                continue
            percent = amount.unit == "percent"
            sign = self._sign(span, amount, reading) if percent else self._shift(span)
            if sign:
                signed = replace(amount, number=sign * abs(amount.number))
                found[value.start] = Mention(signed, value.text, value.start, value.end)
        return found

    def _sign(self, span: Span, amount: Amount, reading: Reading) -> int:
        """1 for a rise, -1 for a fall, 0 for what is no change."""
        if amount.number < 0:
            return -1
        doc, sent = span.doc, span.sent
        left = doc[max(span.start - 3, sent.start) : span.start]
        nouns = (t for t in left if t.pos_ == "NOUN")
        beside = [t for t in left if t.pos_ != "DET"][-1:]
        lowered = any(t in self._cues.falling for t in beside)  # "stop 30 % of its output"
        if self._cues.is_part(span) and not lowered and not any(map(self._of, nouns)):
            return 0
        if span.text.startswith("+") or (span.start > 0 and doc[span.start - 1].text == "+"):
            return 1
        for token in doc[span.end : min(span.end + REACH - 2, sent.end)]:
            if token.text in {",", ";", ":", "(", "."}:
                break
            if sign := self._of(token):
                return sign
        for token in reversed(doc[max(span.start - REACH, sent.start) : span.start]):
            if token.text in {",", ";", ":", "."} or token.i in reading.at:
                break
            if token in self._cues.level and token.i >= span.start - 2:
                break
            if sign := self._of(token):
                return sign
        return 0

    def _shift(self, span: Span) -> int:
        """1 or -1 for how much more or less: "400 million more than in May", "fell by 3,000"."""
        doc, sent, cues = span.doc, span.sent, self._cues
        after = doc[span.end : min(span.end + 1, sent.end)]
        before = doc[max(span.start - 3, sent.start) : span.start]
        told = any(token in cues.shift for token in after) and any(
            token in cues.comparison or token in cues.ago
            for token in doc[span.end : min(span.end + REACH, sent.end)]
        )
        if told and span.start > sent.start and (before[-1].is_punct or before[-1].pos_ == "CCONJ"):
            return next((s for t in doc[span.end : span.end + 3] if (s := self._of(t))), 0)
        if len(before) and any(t in cues.by for t in (before[-1], span[0])):
            verbs = [t for t in before if t.pos_ in {"VERB", "ADV", "ADP"} and t not in cues.by]
            return next((s for t in reversed(verbs) if (s := self._of(t))), 0)
        return 0

    def _of(self, token: Token) -> int:
        return 1 if token in self._cues.rising else -1 if token in self._cues.falling else 0

    def _changed(
        self,
        change: Mention,
        owner: Candidate | None,
        figures: Sequence[Candidate],
        role: str,
        into: str,
        reading: Reading,
    ) -> int | None:
        """The figure that changed: "fell 3 % to 21 billion", "21 billion, down 3 %"."""
        best: tuple[float, int] | None = None
        text = reading.article.text
        for i, figure in enumerate(figures):
            amount = figure.roles[role][0]
            if into in figure.roles or not isinstance(amount.value, Amount):
                continue
            if amount.value.unit == "percent" or amount.start is None or amount.end is None:
                continue
            assert change.start is not None and change.end is not None
            if not figure.sent.start_char <= change.start < figure.sent.end_char:
                continue
            after = amount.start > change.start
            if not after and owner is not None and not _shares(owner, figure):
                continue
            between = text[change.end : amount.start] if after else text[amount.end : change.start]
            if len(between) > SPAN or ";" in between or not _alike(change, amount):
                continue
            attains = after and owner is not None and self._attains(owner, figure, role, reading)
            parted = "," in between.rpartition(",")[0] or between.rpartition(",")[2].count(" ") > 2
            if after and not attains and (("," in between and parted) or len(between) > SPAN / 2):
                continue
            if after and not attains and not self._leads(amount, reading):
                continue
            cost = len(between) + (0 if after else 15)
            if best is None or cost < best[0]:
                best = (cost, i)
        return best[1] if best else None

    def _attains(self, owner: Candidate, figure: Candidate, role: str, reading: Reading) -> bool:
        """Tell whether a figure is told beside its change: "fell 3 %, with 13 million sold"."""
        with_it = reading.before(figure.roles[role][0]) in self._cues.attaining
        return with_it and fixed(owner) == fixed(figure)

    def _leads(self, amount: Mention, reading: Reading) -> bool:
        """Tell whether an amount is what a change has led to: "to 21 billion"."""
        span = tokens(amount, reading.doc)
        before = reading.doc[max(0, span.start - 2) : span.start + 1] if span is not None else ()
        cues = self._cues
        return any(token in cues.level and token not in cues.base for token in before)


def _alike(change: Mention, amount: Mention) -> bool:
    """Tell whether a change can be one of an amount: a percentage, or of the same class."""
    sums = fits(amount, ("money",)), fits(change, ("money",))
    return fits(change, ("percent",)) or sums[0] == sums[1]


def _shares(one: Candidate, two: Candidate) -> bool:
    """Tell whether two speak of one thing: a fall in sales is none of the loss told before it."""
    return fixed(one) == fixed(two) or one.anchor.i == two.anchor.i


def _repeated(change: Candidate, figures: Iterable[Candidate], into: str) -> bool:
    """A headline may give a change whose amount the text gives later."""
    mine = change.roles[into][0].value
    return any(
        fixed(figure) == fixed(change)
        and into in figure.roles
        and isinstance(mine, Amount)
        and isinstance(theirs := figure.roles[into][0].value, Amount)
        and theirs.number == mine.number
        for figure in figures
    )


def fixed(candidate: Candidate) -> tuple[object, ...]:
    """Return what the rule of a candidate has set: its measure."""
    return tuple(m.value for name in candidate.rule.set for m in candidate.roles.get(name, ()))


def tokens(mention: Mention, doc: Doc) -> Span | None:
    """Return the tokens of a mention, None where it has no text."""
    if mention.start is None or mention.end is None:
        return None
    return doc.char_span(mention.start, mention.end, alignment_mode="expand")
