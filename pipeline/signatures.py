"""Whose a quotation is by words without a verb: "…", così Rossi; "…" – Rossi, a judge."""

from __future__ import annotations

from spacy.tokens import Token

from .facts import Mention
from .speakers import Speakers
from .speech import DASHES, Speech, finite
from .voices import AGENTS

#: a signature stands no further behind its quotation
REACH = 14
#: parts of speech that may stand before the name, once a word tells that it is one
LIGHT = frozenset({"DET", "ADP", "AUX", "ADJ", "ADV", "PRON", "PART"})


class Signatures:
    """Finds who signs a quotation, behind it or before a dash."""

    def __init__(self, speech: Speech, speakers: Speakers) -> None:
        self.speech, self.speakers = speech, speakers
        self.doc = speech.doc

    def behind(self, k: int) -> tuple[Mention, ...]:
        """Return who signs a quotation behind it: by name alone, or with a word like "verdict"."""
        led = dashed = False
        words = 0
        first = self.speech.bounds[k][1]
        for token in self.doc[first : min(first + REACH, len(self.doc))]:
            if self.speech.inside(token.i) or ("\n" in token.text and words + dashed == 0):
                return ()
            dashed = dashed or (words == 0 and token.text in {*DASHES, "("})
            led = led or self._leads(token)
            if (name := self.speakers.name_at(token.i)) and name.type in AGENTS:
                return self._signs(token, led=led, alone=dashed and words == 0)
            noun = token.pos_ == "NOUN" and not self._leads(token)
            if led and noun and self.speakers.is_agent(token):
                return self.speakers.with_joined(token)
            if not (token.is_punct or token.is_space):
                words += 1
                if not (led or self._may_stand(token)):
                    return ()
            if led and token.pos_ not in LIGHT and not self._leads(token) and not token.is_punct:
                return ()
        return ()

    def _leads(self, token: Token) -> bool:
        """A word that tells whose words were quoted: "così", "verdict"."""
        words = self.speech.words
        return token.lower_ in words.thus or words.listed(token, "verdict")

    def _may_stand(self, token: Token) -> bool:
        """A light word or "came" before the word that leads, which must come soon."""
        if token.pos_ not in LIGHT and token.lemma_ not in self.speech.words.arrive:
            return False
        return any(self._leads(t) for t in self.doc[token.i + 1 : token.i + 5])

    def _signs(self, token: Token, *, led: bool, alone: bool) -> tuple[Mention, ...]:
        """A name that a word leads to, or that stands alone with no verb in its line."""
        if led:
            return self.speakers.with_joined(token)
        line = self.doc[token.i : self.speech.stretch_at[token.i].end]
        person = (name := self.speakers.name_at(token.i)) and name.type == "person"
        if not alone or not person or any(finite(t) or self.speech.inside(t.i) for t in line):
            return ()
        return self.speakers.with_joined(token)

    def before(self, k: int) -> tuple[Mention, ...]:
        """Return the person whose name begins the line that a dash before the quotation ends."""
        i = self.speech.bounds[k][0] - 1
        if i < 1 or self.doc[i].text not in DASHES:
            return ()
        start = self.speech.stretch_at[i].start
        while start < i and (self.doc[start].is_space or self.doc[start].is_punct):
            start += 1
        name = self.speakers.name_at(start)
        clear = not any(finite(t) or self.speech.inside(t.i) for t in self.doc[start:i])
        if name is None or name.type != "person" or not clear:
            return ()
        return self.speakers.named_before(name.end)
