"""Page furniture off a plain text: what a line looks like first, the words of `[reading]` second.

The prose of the page is found first: the core, from its first to its last real paragraph. Before
it only headline and standfirst stay, inside it all but boxes and links, behind it what still reads
like the article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .lines import TOKEN, Line, are_alike, is_cut, is_heading_of_links, is_path, make_line
from .page import BOX_INSIDE, BOX_OUTSIDE, STRANGE, Page

#: a headline's score (`_headline_score`); sections, site names and bylines stay below
_HEADLINE = 0.9
#: so many lines above the first paragraph are looked at for the headline
_HEAD = 60


@dataclass(frozen=True, slots=True)
class Body:
    """An article without its furniture."""

    paragraphs: tuple[str, ...]
    headline: str | None
    date: str | None


def strip_furniture(text: str, *, lang: str, title: str | None = None) -> Body:
    """Return the paragraphs, the headline and the dateline's day of a page's plain text.

    `text` has one paragraph a line; blank lines do not matter. `title` is the headline where
    metadata has one; where no line says it, it becomes the first paragraph.
    """
    page = Page([line for line in text.split("\n") if line.strip()], lang=lang)
    given = make_line(title, page.words) if title else None
    if page.prose:
        headline, head = _read_head(page, given)
        kept = [*head, *_read_core(page), *_read_tail(page)]
    else:
        kept = [i for i in range(len(page.lines)) if not page.is_furniture(i, BOX_OUTSIDE)]
        headline = _find_title(page, kept, given)
    lines = [page.lines[i] for i in kept]
    headline = headline or given or (lines[0] if lines else None)
    if given and lines and headline is given:
        lines.insert(0, given)
    paragraphs = tuple(line.text for line in _without_repeats(lines, headline))
    return Body(paragraphs, headline.text if headline else None, page.date)


# --- the head --------------------------------------------------------------------------------


def _read_head(page: Page, title: Line | None) -> tuple[Line | None, list[int]]:
    """Return the headline and the lines before the body that stay: it and the standfirst."""
    first = page.prose[0]
    lines = [i for i in range(first) if not page.is_furniture(i, BOX_OUTSIDE)][-_HEAD:]
    if title:
        headline = _find_title(page, [*lines, first], title)
        start = next((i for i in lines if page.lines[i] is headline), lines[0] if lines else None)
    else:
        start = _find_headline(page, lines)
        headline = None if start is None else page.lines[start]
    if start is None:
        return headline, []
    return headline, [i for i in lines if i == start or (i > start and _is_standfirst(page, i))]


def _is_standfirst(page: Page, i: int) -> bool:
    line = page.lines[i]
    bound = len(line.tokens) >= 5 and (line.function > 0 or line.has_digits)
    return line.is_sentence or (bound and not page.is_button(line))


def _find_title(page: Page, indices: Sequence[int], title: Line | None) -> Line | None:
    """Return the line that says the title of the metadata, None where none does."""
    if title is None:
        return None
    candidates = (page.lines[i] for i in indices)
    return next(
        (c for c in candidates if c.tokens == title.tokens or are_alike(c.tokens, title.tokens)),
        None,
    )


def _find_headline(page: Page, lines: Sequence[int]) -> int | None:
    """Return the index of the headline among the lines before the body, None if it is not there."""
    scores = {i: _headline_score(page, i, first=i == lines[0]) for i in lines}
    candidates = [i for i in lines if len(page.lines[i].tokens) > 1]
    if not candidates:
        return lines[0] if len(lines) == 1 else None
    likely = [i for i in candidates if scores[i] >= _HEADLINE]
    repeated = [i for i in likely if _comes_again(page, i)]
    start = next(iter(repeated or likely), max(candidates, key=lambda i: scores[i]))
    if not scores[start] and page.lines[start].text.isupper():
        return None  # a label; the headline is the first paragraph
    fuller = (i for i in candidates if i > start and is_cut(page.lines[start], page.lines[i]))
    return next(fuller, start)


def _headline_score(page: Page, i: int, *, first: bool) -> float:
    """Weigh a line's length, how much of it the body says, and whether it reads like a phrase."""
    line = page.lines[i]
    if i == 0 and len(page.lines) > 1 and is_path(page.lines[1]):
        return 0.0  # the name of the site, above its menu
    length = min(max(len(line.tokens) - 2, 0), 8) / 8
    inner = line.has_digits or line.is_quoted or bool(re.search(r"[,:?!;]", line.text))
    plain = any(word.islower() and len(word) > 2 for word in TOKEN.findall(line.text))
    opens = first and line.function > 0 and plain
    return length + min(page.heard(line), 3) / 3 + 0.3 * inner + 0.3 * opens


def _comes_again(page: Page, i: int) -> bool:
    """Tell whether a line of some length stands on the page again."""
    tokens = page.lines[i].tokens
    return len(tokens) > 4 and any(are_alike(tokens, line.tokens) for line in page.lines[i + 1 :])


# --- core and tail ---------------------------------------------------------------------------


def _read_core(page: Page) -> Iterator[int]:
    """Yield the lines from the first to the last real paragraph but for boxes and links."""
    linked = False  # under a heading of links
    prose = set(page.prose)
    for i in range(page.prose[0], page.prose[-1] + 1):
        line = page.lines[i]
        if i in prose:
            linked = False
            yield i
        elif page.is_furniture(i, BOX_INSIDE):
            linked = linked or is_heading_of_links(line, page.words)
        elif line.is_sentence or not (
            linked or i in page.menus or page.is_author(i) or page.is_button(line)
        ):
            yield i


def _read_tail(page: Page) -> Iterator[int]:
    """Yield the lines behind the last long paragraph that still read like the article."""
    torn = linked = False  # furniture has begun; it was but a heading of links
    heading: int | None = None  # a short line that the next one must justify
    for i in range(page.prose[-1] + 1, page.end):
        line = page.lines[i]
        if page.is_furniture(i, BOX_OUTSIDE):
            linked = is_heading_of_links(line, page.words) and (linked or not torn)
            torn = True
        elif _is_sentence_of(page, line, torn=torn, linked=linked):
            about = page.share_heard(line) >= STRANGE
            if heading is not None and about:
                yield heading
            torn, linked, heading = heading is not None and not about, False, None
            yield i
        elif not torn and _is_item(page, i):
            if heading == i - 1:
                yield heading
            heading = None
            yield i
        elif not torn and heading is None and _is_unstopped(page, i):
            yield i
        else:
            torn, heading = torn or heading is not None, i


def _is_sentence_of(page: Page, line: Line, *, torn: bool, linked: bool) -> bool:
    """Tell whether a line is a sentence of the article; below furniture it must speak of it."""
    if not line.is_sentence or line.text.endswith(":"):
        return False
    share = page.share_heard(line)
    return not torn or share >= STRANGE or (linked and (share > 0 or line.has_digits))


def _is_item(page: Page, i: int) -> bool:
    """Tell whether a line behind the body is an item of its last list."""
    line, previous = page.lines[i], page.lines[i - 1]
    listed = previous.text.endswith(":") or previous.is_bullet
    return line.is_bullet and (listed or line.has_digits or len(line.tokens) > 3)


def _is_unstopped(page: Page, i: int) -> bool:
    """Tell whether a line right behind the body is a paragraph that lost its full stop."""
    line = page.lines[i]
    following = page.lines[i + 1] if i + 1 < page.end else None
    alone = following is None or following.is_sentence or len(following.tokens) < 5
    return len(line.tokens) >= 8 and line.function >= 0.25 and alone


def _without_repeats(lines: Sequence[Line], headline: Line | None) -> Iterator[Line]:
    """Drop what was there before, and the headline's shortened or reworded repeats."""
    seen: set[tuple[str, ...]] = set()
    for line in lines:
        again = line.tokens in seen and (not line.is_sentence or len(line.tokens) > 5)
        stopped = line.is_sentence and not line.is_cut_off
        if headline and headline.tokens in seen and not stopped:
            again = again or are_alike(line.tokens, headline.tokens) or is_cut(line, headline)
        seen.add(line.tokens)
        if not again:
            yield line
