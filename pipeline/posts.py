"""Posts: titles with whose they are: "Ford's chief executive", "sindaco di Torino".

A post takes in what stands around its title: the organisation or place before it ("the Unite
secretary", "American president") or behind it ("portavoce della Commissione", "head of sales at
Ford in Italy"), known or not: what capitals behind "at" name is an organisation, whatever it was
taken for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Span, Token

from .anaphora import NO_COMPANIES, Mentions
from .facts import Mention
from .fullnames import Name
from .post import Post, told
from .words import Title

#: groups of titles that a place can have
PUBLIC = frozenset({"politics", "president", "town", "region", "council"})
#: of these, those that name their department behind them
STATES = PUBLIC - {"president"}
#: groups of titles that only organisations give
EMPLOYED = frozenset({"company", "president", "team", "speaker", "expert"})
#: groups of titles of those who run a place: what is behind "mayor of" is one, known or not
TERRITORIAL = frozenset({"town", "region", "council"})
#: groups of titles that an adjective of origin gives a place
NATIONAL = PUBLIC | {"union", "company"}
#: groups of titles that organisations have too ("the owner of the brand")
SHARED = frozenset({"holder", "occupation"})
#: group of titles that nobody holds: "resident"
CROWD = "crowd"
#: ids of modifiers that are no part of a title: who holds it holds it now
PRESENT = frozenset({"current", "new"})
#: ids of nouns that stay in a title ("head of the division")
PARTS = frozenset({"subsidiary", "team", "state", "startup", "brand", "treasury"})
#: a name has no more words, nor do the nouns before it ("the Spanish dealer group")
LONGEST, NOUNS = 6, 3
#: complements of one title: "of the bank", "in Italy"
COMPLEMENTS = 3
#: words between a person's comma and the title: "Anna Neri, until now the"
LEAD = 4
OPENINGS = frozenset({",", "(", "-", "–", "—"})
FIELDS = frozenset({"NOUN", "PROPN", "ADJ"})
GENITIVE = frozenset({"'s", "’s", "'", "’"})


@dataclass
class PostFinder:
    """Finds the posts of one document from its titles and names."""

    mentions: Mentions
    titles: Sequence[Span]

    def __post_init__(self) -> None:
        self._doc: Doc = self.mentions.doc
        self._lang = str(self._doc.lang_)
        self._catalogue = self.mentions.catalogue
        words = self.mentions.tables.get("names", {})
        self._before = frozenset(words.get("post_prepositions", ()))
        self._firm = frozenset(words.get("post_employers", ()))
        self._owning = frozenset(words.get("post_owners", ()))
        self._bare = bool(words.get("post_bare", False))
        self._articles = frozenset(words.get("articles", ()))
        self._fused: Mapping[str, str] = self.mentions.tables["graph"].get("prepositions", {})
        self._honorifics = self._catalogue.honorifics(self._lang)

    def find(self) -> Iterator[Post]:
        """Yield the posts in text order."""
        for title in self.titles:
            whole = self._left(Post(title.start, title.end, title, self._group(title)))
            post = self._right(self._cut(whole))
            if post.title.end < title.end and post.organization is post.place is None:
                post = self._right(whole)  # "presidente della corte": nobody knows which
            now = self._now(post.title)
            form, holder = self._form(post)
            titles = tuple(self._split(now))
            yield replace(post, title=now, titles=titles, form=form, holder=holder)

    def _split(self, title: Span) -> Iterator[Span]:
        """Two titles in one: "president and chief executive"."""
        for token in title:
            before = self._doc[title.start : token.i]
            after = self._doc[token.i + 1 : title.end]
            parts = token.pos_ == "CCONJ" or token.text in {"&", ","}
            if parts and self._known(before) and self._known(after):
                yield before
                yield from self._split(after)
                return
        yield title

    def _group(self, title: Span) -> str:
        known = self._known(title)
        return known.group if known else ""

    def _known(self, title: Span) -> Title | None:
        """What the catalogue knows of a title: of its longest form, the first such."""
        for size in range(len(title), 0, -1):
            for i in range(title.start, title.end - size + 1):
                known = self._catalogue.title(self._doc[i : i + size].text, self._lang)
                if known is not None:
                    return known
        return None

    def _now(self, title: Span) -> Span:
        """Leave out that somebody is it now: "current chief operating officer"."""
        modifiers = self._catalogue.modifiers(self._lang)
        start = title.start
        while start < title.end - 1:
            if modifiers.get(self._doc[start].lower_, ("", ""))[0] not in PRESENT:
                break
            start += 1
        return self._doc[start : title.end]

    def _left(self, post: Post) -> Post:
        """What stands before a title: "its", "American", "Ford", "Ford's", "the firm's"."""
        floor = self._doc[post.start].sent.start
        i = post.start - 1
        first = self._catalogue.noun(self._doc[post.start].lower_, self._lang)
        if first is not None and first.type == "organization" and post.start + 1 < post.end:
            owner = self._owner(self._doc[post.start])  # "the company president"
            rest = self._doc[post.start + 1 : post.end]
            term = self._is_term(post.title) and post.group != "speaker"
            if owner is not None and self._known(rest) and not term:
                return replace(post, title=rest, organization=owner, whole=True)
            if post.group == "speaker" and self._known(rest):  # "company spokeswoman"
                return replace(post, title=rest, group="company")
        if i < floor:
            return post
        token = self._doc[i]
        origin = self.mentions.origin(token)
        if origin is not None and i not in self.mentions.at:
            place = origin if post.group in NATIONAL else None
            return replace(post, start=i, place=place)
        genitive = token.lower_ in GENITIVE and i > floor
        token = self._doc[i - 1] if genitive else token
        name = self.mentions.at.get(token.i)
        if name is not None:
            return self._with_name(post, name, genitive=genitive)
        if genitive or token.lower_ in self.mentions.possessives:
            owner = self._owner(token)
            return replace(post, start=token.i, organization=owner, whole=owner is not None)
        return post

    def _with_name(self, post: Post, name: Name, *, genitive: bool) -> Post:
        """A name right before a title, as English has it."""
        if self._bare and not genitive:  # Italian puts it behind
            return post
        if name.type == "person" and genitive and (" " in name.value or post.group not in EMPLOYED):
            return replace(post, start=name.start, whole=True)
        if name.type == "person" and not genitive and not self._bears(name, post):
            return post
        if name.type in {"event", "product"} and name.entry is not None:
            return replace(post, start=name.start)
        return self._filled(replace(post, start=name.start), name)

    def _bears(self, name: Name, post: Post) -> bool:
        """Tell whether a "person" before a title is an organisation: a person follows it."""
        given = self._catalogue.is_given(self._doc[name.start].text)
        return not given and self._person(post.end) is not None

    def _person(self, i: int) -> Name | None:
        """The person whose name begins at a token, or behind an honorific there."""
        if i < len(self._doc) and self._doc[i].lower_.rstrip(".") in self._honorifics:
            i += 1
        name = self.mentions.at.get(i)
        return name if name is not None and name.type == "person" else None

    def _owner(self, token: Token) -> Mention | None:
        """The organisation that "its" or a definite noun refers to."""
        noun = self._catalogue.noun(token.lower_, self._lang)
        owner = self.mentions.mention(token, ("organization",))
        strict = noun is not None and noun.group in NO_COMPANIES  # a court is no unknown name
        return None if strict and owner is not None and owner.entity is None else owner

    def _is_term(self, title: Span) -> bool:
        return self._catalogue.title(title.text, self._lang) is not None

    def _cut(self, post: Post) -> Post:
        """End a title before the organisation or place that it was grown over."""
        title = post.title
        if self._is_term(title) and post.group not in TERRITORIAL:
            return post
        for i in range(title.end - 2, title.start, -1):
            if self._plain(self._doc[i]) not in self._before:
                continue
            first = self._past_articles(i + 1)
            if first >= title.end:
                continue
            noun = self._catalogue.noun(self._doc[title.end - 1].lower_, self._lang)
            owner = noun is not None and noun.type in {"organization", "place"} and not noun.plural
            if (owner and noun and noun.id not in PARTS) or self._is_unknown(first, post):
                return replace(post, title=self._doc[title.start : i], end=i)
            break
        return post

    def _is_unknown(self, first: int, post: Post) -> bool:
        """Tell whether capitals behind a title in lower case name what nobody knows."""
        head = self._doc[post.title.start]
        run = self._doc[first : post.title.end]
        odd = any(not t.text.islower() and not t.is_title and not t.is_upper for t in run)
        plain = first == 1 + run[0].nbor(-1).i and self._plain(run[0].nbor(-1)) in self._before
        capital = run[0].text[0].isupper() and head.text.islower() and plain
        land = post.group in {"town", "region"} and run[0].text[0].isupper()
        return land or (post.group not in PUBLIC and (odd or capital))

    def _right(self, post: Post) -> Post:
        """What stands behind a title: "at Ford in Italy", "americano", "della Fiom"."""
        for _ in range(COMPLEMENTS):
            after = self._complement(post)
            if after is None or after.end > post.title.sent.end:
                break
            if after.end == post.end:
                return after
            post = after
        return post

    def _complement(self, post: Post) -> Post | None:
        i = post.end
        if i >= len(self._doc) or self._doc[i].is_sent_start:
            return None
        token = self._doc[i]
        name = self.mentions.at.get(i)
        if name is not None:
            bare = self._bare and name.type == "organization" and post.organization is None
            return self._filled(replace(post, end=name.end), name) if bare else None
        origin = self.mentions.origin(token)
        if origin is not None and token.text.islower():
            place = post.place or (origin if post.group in NATIONAL else None)
            return replace(post, end=i + 1, place=place)
        comma = token.text == "," and post.place is not None and i + 1 in self.mentions.at
        if comma and self.mentions.at[i + 1].type == "place":  # "mayor of Cadillac, Michigan"
            return replace(post, end=self.mentions.at[i + 1].end)
        if self._plain(token) not in self._before:
            return None
        return self._behind(post, i)

    def _behind(self, post: Post, case: int) -> Post | None:
        """The complement that a preposition begins."""
        j = self._past_articles(case + 1)
        origin: Mention | None = None
        if j < len(self._doc) and j not in self.mentions.at:
            origin = self.mentions.origin(self._doc[j])
            j += origin is not None
        start = j
        while j < len(self._doc) and j - start < NOUNS and self._describes(j):
            j += 1
        name = self.mentions.at.get(j) or self._run(j, post, self._plain(self._doc[case]))
        if j > start and (name is None or name.type == "person"):
            return self._described(post, j)
        if name is None and post.group in STATES and self._doc[case - 1].i >= post.title.end:
            return self._field(post, case, j)
        if name is None and self._plain(self._doc[case]) in self._owning and j > case + 1:
            return replace(post, whole=True)  # "for the Indonesian military"
        if name is None or (post.organization and post.place):
            return None
        parted = self._department(post, name) if post.group in STATES else None
        if parted is not None:
            return parted
        filled = self._filled(replace(post, end=name.end), name, self._plain(self._doc[case]))
        return replace(filled, place=filled.place or origin)

    def _field(self, post: Post, case: int, start: int) -> Post | None:
        """The department behind an adjective: "ministro giapponese della politica fiscale"."""
        end = start
        while end < len(self._doc) and end - start < NOUNS and self._doc[end].pos_ in FIELDS:
            if end in self.mentions.at or (end > start and self._doc[end].text[0].isupper()):
                break
            end += 1
        title = self._doc[post.title.start : end]
        return replace(post, title=title, end=end) if end > start else None

    def _department(self, post: Post, name: Name) -> Post | None:
        """A department and its state run into one name: "dell'Industria del Canada"."""
        for i in range(name.start + 1, name.end - 1):
            state = self._catalogue.find(self._doc[i + 1 : name.end].text, type="place")
            if self._plain(self._doc[i]) in self._before and state is not None and not name.entry:
                title = self._doc[post.title.start : i]
                place = replace(
                    told(self._doc[i + 1 : name.end]), value=state.name, entity=state.id
                )
                return replace(post, title=title, end=name.end, place=place, whole=True)
        return None

    def _described(self, post: Post, end: int) -> Post:
        """A common noun for whose a title is: "della società", "of the town"."""
        noun = self._doc[end - 1]
        known = self._catalogue.noun(noun.lower_, self._lang)
        case = self._plain(self._doc[end]) if end < len(self._doc) else ""
        name = self.mentions.at.get(self._past_articles(end + 1)) if case in self._owning else None
        if known is None or (case in self._before and (name is None or name.type != "place")):
            return replace(post, whole=True)
        if name is not None:  # "della Provincia di Roma", "of the chamber of commerce of Turin"
            post = replace(post, end=name.end)
            body = told(self._doc[noun.i : name.end])
            if known.type == "organization":
                return replace(post, organization=post.organization or body, whole=True)
            return self._filled(post, name)
        if known.type == "place":
            place = self.mentions.place_before(noun, known.group)
            return replace(post, end=end, place=post.place or place, whole=True)
        owner = self._owner(noun)
        if owner is None and noun.text[0].isupper():  # "dell'Autorità portuale"
            end = noun.i + 2 if self._doc[end].pos_ == "ADJ" else end
            owner = told(self._doc[noun.i : end])
        return replace(post, end=end, organization=post.organization or owner, whole=True)

    def _filled(self, post: Post, name: Name, case: str = "") -> Post:
        """Give a post the organisation or place that a name says."""
        span = self._doc[name.start : name.end]
        own = Mention(name.value, span.text, span.start_char, span.end_char, name.entity)
        if self._is_place(post, name, case):
            known = self._catalogue.find(span.text, type="place", lang=self._lang)
            if known is not None and name.type != "place":
                own = replace(own, value=known.name, entity=known.id)
            elif name.type != "place":
                own = replace(own, value=span.text, entity=None)
            return replace(post, place=post.place or own, whole=True)
        given = self._catalogue.is_given(self._doc[name.start].text) or " " not in name.value
        person = name.type == "person" and (given or post.group not in EMPLOYED)
        thing = name.type in {"event", "product"} and name.entry is not None
        if (person and case) or thing:
            return replace(post, whole=True)
        return self._employed(post, name, own)

    def _employed(self, post: Post, name: Name, own: Mention) -> Post:
        """Give a post an organisation: "Ford Italia" is one, "Swedish Ministry" a state's."""
        first, post = self._doc[name.start], replace(post, whole=True)
        origin = self.mentions.origin(first)
        second = self._doc[name.start + 1 : name.start + 2].text.lower()
        noun = self._catalogue.noun(second, self._lang)
        if origin and noun and noun.group == "government" and name.entry is None:
            own = told(self._doc[name.start + 1 : name.end])
            return replace(post, organization=post.organization or own, place=post.place or origin)
        after = self.mentions.at.get(name.end)
        if after is not None and after.type == "place" and post.end == name.end:
            own, post = told(self._doc[name.start : after.end]), replace(post, end=after.end)
        return replace(post, organization=post.organization or own)

    def _is_place(self, post: Post, name: Name, case: str) -> bool:
        if post.group in TERRITORIAL:
            return name.type == "place" or name.entry is None or name.entry.group == "brand"
        if name.type != "place":
            return False
        guess = name.entry is None and case and post.group not in STATES
        firm = post.group in EMPLOYED or case in self._firm or name.end - name.start > 1
        return not (guess and firm and case in self._owning)

    def _run(self, i: int, post: Post, case: str) -> Name | None:
        """The capitalised words from a token on: a name that nobody knows."""
        end = i
        while end < len(self._doc) and end - i < LONGEST and self._names(end, i):
            end += 1
        while end > i and not self._is_capital(self._doc[end - 1]):
            end -= 1
        span = self._doc[i:end]
        known = post.group in STATES - {"town", "region"} and case not in self._firm
        if end == i or known or case not in self._owning:
            return None
        return Name(i, end, "organization", span.text)

    def _names(self, i: int, start: int) -> bool:
        token = self._doc[i]
        if i in self.mentions.at or token.is_sent_start:
            return False
        joins = i > start and (token.text == "&" or (token.text == "-" and not token.whitespace_))
        return joins or self._is_capital(token)

    @staticmethod
    def _is_capital(token: Token) -> bool:
        """Tell a word of a name by a capital, at its head or inside: "vFinance"."""
        word = token.text[0].isalpha() and not token.text.islower()
        return word and token.pos_ not in {"PRON", "DET", "VERB", "AUX"}

    def _describes(self, i: int) -> bool:
        token = self._doc[i]
        if i in self.mentions.at:
            return False
        known = self._catalogue.noun(token.lower_, self._lang)
        noun = known is not None and known.type in {"organization", "place"} and not known.plural
        follows = i + 1 < len(self._doc) and token.pos_ == "ADJ" and token.text.islower()
        return noun or (follows and self._describes(i + 1))

    def _past_articles(self, i: int) -> int:
        while i < len(self._doc) and self._doc[i].lower_.replace("’", "'") in self._articles:
            if self._plain(self._doc[i]) in self._before:
                break
            i += 1
        return i

    def _plain(self, token: Token) -> str:
        lower = token.lower_.replace("’", "'")
        return self._fused.get(lower, lower)

    def _form(self, post: Post) -> tuple[str, int]:
        """How a post stands to a person, and where that one's name begins."""
        person = self._person(post.end)
        if post.group == CROWD:
            return CROWD, -1
        if person is not None:
            return "rank", person.start
        i = post.start - 1
        while i > post.title.sent.start and post.start - i <= LEAD and self._leads(i):
            i -= 1
        before = self.mentions.at.get(i - 1) if i > 0 and self._doc[i].text in OPENINGS else None
        if before is None or before.type != "person":
            behind = self._doc[post.end].text == "," if post.end < len(self._doc) else False
            person = self._person(post.end + 1) if behind else None
            return "post", person.start if person is not None else -1
        given = self._catalogue.is_given(self._doc[before.start].text)
        return "shared" if post.group in SHARED and not given else "held", before.start

    def _leads(self, i: int) -> bool:
        token = self._doc[i]
        return i not in self.mentions.at and not token.is_punct and token.pos_ != "VERB"
