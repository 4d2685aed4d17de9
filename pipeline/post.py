"""A post, a title with whose it is, and what posts say in the roles of a match."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from spacy.tokens import Span

from .facts import Mention
from .patterns import Unit

Roles = Mapping[str, tuple[Mention, ...]]


@dataclass(frozen=True, slots=True)
class Post:
    """A title with its surroundings, as token indices (end exclusive).

    `form` is "rank" right before a person, "held" behind a person and a comma, else "post";
    `whole`: it says itself whose it is, whether that was understood or not.
    """

    start: int
    end: int
    title: Span
    group: str
    titles: tuple[Span, ...] = ()
    organization: Mention | None = None
    place: Mention | None = None
    whole: bool = False
    form: str = "post"
    holder: int = -1  # where the name of the person begins who has it, by the words around

    def unit(self, stop: int) -> Unit:
        """Return what flat patterns read of it, no further than a token."""
        return Unit(self.form, self.start, min(self.end, stop), self.title.text)


def held(posts: Sequence[Post], roles: Roles, wanted: Collection[str]) -> Iterator[Roles]:
    """Yield the roles of a match with what its posts say, apart for each organisation.

    A post without an organisation has that of the others; what the match itself found stays.
    """
    apart = {m.value for post in posts if (m := post.organization)}
    groups = [[post] for post in posts] if len(apart) > 1 else [list(posts)]
    for group in groups:
        found: dict[str, tuple[Mention, ...]] = {
            "title": tuple(told(span) for post in group for span in post.titles),
            "organization": tuple(m for post in group if (m := post.organization))[:1],
            "place": tuple(m for post in group if (m := post.place))[:1],
        }
        own = {role: mentions for role, mentions in found.items() if mentions and role in wanted}
        yield {**roles, **own} if posts else roles


def single(title: Span | None, post: Post | None) -> Sequence[Span]:
    """The titles that one span holds: "president and chief executive" are two."""
    if post is not None:
        return post.titles or (post.title,)
    return (title,) if title is not None else ()


def told(span: Span) -> Mention:
    """A title as it stands in the text."""
    return Mention(span.text, span.text, span.start_char, span.end_char)
