"""Train a pipeline: the whole recipe, one function a step, one command a stage.

Trees and names come from different corpora and want different words told apart, so they are two
networks. The trees (tags, lemmas, heads, sentences) are learnt twice: a teacher learns the
treebanks, parses the texts that have no trees, and the student learns both. The names are learnt
from the name corpora, once as they are and once with other names in the same places:

    python models/train.py all it     # or by stage: read, teach, label, student, names, ship
"""

from __future__ import annotations

import gzip
import json
import lzma
import random
import re
import shutil
import time
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any

import spacy
import srsly
import typer
from spacy.language import DEFAULT_CONFIG_PATH, Language
from spacy.scorer import Scorer
from spacy.strings import StringStore
from spacy.tokens import Doc, DocBin
from spacy.training import Example
from spacy.training.initialize import init_nlp
from spacy.training.loop import train as train_loop
from spacy.util import (
    compile_infix_regex,
    filter_spans,
    load_config,
)
from spacy.vocab import Vocab
from thinc.api import Config, NumpyOps, set_current_ops

HERE = Path(__file__).parent
TREES = ["tok2vec", "morphologizer", "trainable_lemmatizer", "parser"]
LABELS = ("PER", "ORG", "LOC", "MISC")
FEATURES = frozenset(
    "Number Gender Person Tense Mood VerbForm Definite PronType Voice Polarity Degree".split()
)
SUBTYPES = frozenset(
    "nsubj:pass csubj:pass aux:pass obl:agent acl:relcl nmod:poss compound:prt "
    "expl:pass expl:impers".split()
)
HEADLIKE = ("VERB", "AUX", "NOUN", "PROPN", "ADJ", "ADP", "ADV", "PRON")
SPLITTABLE = frozenset({"PROPN", "NUM", "X", "SYM", "NOUN", "ADJ"})
COPIES = 3  # of every hand-made sentence, with other names
DISGUISED = 0.6  # share of the names that the second pass over a name corpus changes
REPORTED = 5  # one in so many fitting treebank sentences is also shown as a quote
AGREES = re.compile(r"(['’]|\b(il|al|del|dal|nel|sul) )$", re.I)  # what fits one name only

app = typer.Typer(add_completion=False, help=__doc__)


@dataclass(slots=True)
class Word:
    """One runtime token with what is known of it; `head` is an index in the sentence."""

    text: str
    space: bool
    pos: str = ""
    morph: str = ""
    lemma: str = ""
    head: int = -1
    dep: str = ""
    ent: str = ""  # "O", "B-PER", "I-PER" ...; "" is unknown


@dataclass(slots=True)
class Row:
    """One syntactic word of a treebank, with its place in the sentence's text."""

    form: str
    lemma: str
    pos: str
    feats: str
    head: int
    dep: str
    span: tuple[int, int] = (0, 0)


Sentence = list[Word]
Span = tuple[int, int]


# --- languages -----------------------------------------------------------------------------------


def recipe(lang: str) -> Config:
    """The language's own file: its sources and the tokeniser's exceptions."""
    return Config().from_disk(HERE / "configs" / f"{lang}.cfg", interpolate=False)


def tuned(nlp: Language) -> Language:
    """Give the stock tokeniser the abbreviations and elisions it misses; saved with the model."""
    tokens = recipe(nlp.meta["lang"])["sources"]["tokens"]
    tokenizer: Any = nlp.tokenizer
    for pieces in (entry.split() for entry in tokens["exceptions"]):
        for form in {"".join(pieces), "".join(pieces).capitalize()}:
            ends = [len(piece) for piece in pieces]
            cuts = [sum(ends[:i]) for i in range(len(ends) + 1)]
            parts = [form[a:b] for a, b in pairwise(cuts)]
            tokenizer.add_special_case(form, [{"ORTH": part} for part in parts])
    infixes = [*(nlp.Defaults.infixes or ()), *tokens["infixes"]]
    tokenizer.infix_finditer = compile_infix_regex(infixes).finditer
    return nlp


# --- reading -------------------------------------------------------------------------------------


def lines(data: Path, name: str) -> Iterator[str]:
    """The lines of one source, with a plain word on what to do when it is not there."""
    path = data / f"{name}.xz"
    if not path.exists():
        raise typer.BadParameter(f"no {path}: --data must name the folder that holds {name}.xz")
    with lzma.open(path, "rt", encoding="utf-8") as file:
        yield from (line.rstrip("\n") for line in file)


def blocks(data: Path, name: str) -> Iterator[list[str]]:
    """The blank-line separated blocks of a source."""
    block: list[str] = []
    for line in lines(data, name):
        if line.strip():
            block.append(line)
        elif block:
            yield block
            block = []
    if block:
        yield block


def sampled(
    sources: dict[str, float], read: Callable[[str], Iterable[Any]], rng: random.Random
) -> list[Any]:
    """What `read` gives for every source, each as often as its share says."""
    found: list[Any] = []
    for name, share in sources.items():
        items = list(read(name))
        if share < 1:  # runs of 20 sentences, so that neighbours stay neighbours
            runs = [items[i : i + 20] for i in range(0, len(items), 20)]
            items = [item for run in runs if rng.random() < share for item in run]
        found += items * max(1, round(share))
    return found


def tidy(text: str) -> str:
    """Single plain spaces: a treebank's spacing inside a sentence teaches nothing."""
    return " ".join(text.replace("\u00a0", " ").split())


def locate(text: str, forms: Sequence[str]) -> list[Span] | None:
    """Where each form stands in the text, or None where they do not match."""
    spans, at = [], 0
    for form in forms:
        while text[at : at + 1] == " ":
            at += 1
        if not text.startswith(form, at):
            return None
        spans.append((at, at + len(form)))
        at += len(form)
    return spans


def read_trees(nlp: Language, data: Path, name: str) -> Iterator[Sentence]:
    """Treebank sentences on the tokens that the pipeline will see; the few misfits stay out."""
    if name.endswith(".txt"):
        for line in lines(data, name):
            yield [Word(t.text, bool(t.whitespace_)) for t in nlp.make_doc(tidy(line))]
        return
    total = kept = 0
    for block in blocks(data, name):
        text, rows = parsed(block)
        sentence = aligned(nlp, text, rows) if rows else None
        total += 1
        if sentence:
            kept += 1
            yield sentence
    print(f"{name}: {kept} of {total} sentences fit the tokeniser")


def parsed(block: list[str]) -> tuple[str, list[Row]]:
    """A CoNLL-U block as its text and its syntactic words; no words where text and forms differ."""
    text = next((tidy(x.partition("=")[2]) for x in block if x.startswith("# text =")), "")
    cells = [x.split("\t") for x in block if not x.startswith("#")]
    cells = [c for c in cells if "." not in c[0]]
    forms: list[str] = []
    groups: list[list[Row]] = []
    until = 0
    for c in cells:
        if "-" in c[0]:
            until = int(c[0].split("-")[1])
            forms.append(tidy(c[1]))
            groups.append([])
            continue
        if int(c[0]) > until:
            forms.append(tidy(c[1]))
            groups.append([])
        head = int(c[6]) - 1 if c[6].isdigit() else -2
        groups[-1].append(Row(c[1], c[2], c[3], kept_features(c[5]), head, kept_relation(c[7])))
    if text == " ".join(forms):  # some treebanks write every token apart
        text = detokenised(forms)
    spans = locate(text, forms)
    if spans is None:
        return text, []
    for span, group in zip(spans, groups, strict=True):
        place(text, span, group)
    return text, [row for group in groups for row in group]


def place(text: str, span: Span, group: list[Row]) -> None:
    """Give the words of a surface token their spans: own ("do|n't") or all the same ("del")."""
    own = locate(text[span[0] : span[1]], [row.form for row in group])
    for i, row in enumerate(group):
        row.span = (span[0] + own[i][0], span[0] + own[i][1]) if own and len(group) > 1 else span


def kept_features(feats: str) -> str:
    """Only the features that a rule may ask for: the label set stays small."""
    return "|".join(f for f in feats.split("|") if f.split("=")[0] in FEATURES)


def kept_relation(dep: str) -> str:
    """UD v2 relations, with the subtypes that both languages share."""
    if dep == "root":
        return "ROOT"
    return dep if dep in SUBTYPES else dep.partition(":")[0]


def aligned(nlp: Language, text: str, rows: list[Row]) -> Sentence | None:
    """The rows on the pipeline's own tokens: fused words merge, split ones hang together."""
    doc = nlp.make_doc(text)
    inside = [
        [i for i, r in enumerate(rows) if r.span[0] < t.idx + len(t) and r.span[1] > t.idx]
        for t in doc
    ]
    home: dict[int, int] = {}
    for at, members in enumerate(inside):
        for i in members:
            home.setdefault(i, at)
    words: Sentence = []
    for at, (token, members) in enumerate(zip(doc, inside, strict=True)):
        if not members or (len(members) > 1 and any(home[i] != at for i in members)):
            return None
        word = Word(token.text, bool(token.whitespace_))
        if home[members[0]] != at:
            hang(word, rows[members[0]], home[members[0]])
        elif not settle(word, rows, members, home, at):
            return None
        words.append(word)
    return words if grounded(words) else None


def settle(word: Word, rows: list[Row], members: list[int], home: dict[int, int], at: int) -> bool:
    """Fill in a token of these rows: the verb of verb and clitic, the preposition of "della"."""
    outer = [i for i in members if rows[i].head < 0 or home[rows[i].head] != at]
    if not outer:
        return False
    chief = min(outer, key=lambda i: HEADLIKE.index(rows[i].pos) if rows[i].pos in HEADLIKE else 9)
    row = rows[chief]
    feats = row.feats
    if row.pos == "ADP" and len(members) > 1:
        feats = "|".join(sorted(filter(None, (rows[i].feats for i in members))))
    word.pos, word.morph, word.lemma, word.dep = row.pos, feats, row.lemma, row.dep
    word.head = at if row.head == -1 else home[row.head] if row.head >= 0 else -1
    alone = [other for i, other in enumerate(rows) if home[i] == at and i != chief]
    return not (any(other.dep == "ROOT" for other in alone))


def hang(word: Word, row: Row, head: int) -> None:
    """A further token of a word that the tokeniser splits."""
    solid = any(ch.isalnum() for ch in word.text)
    word.pos, word.dep = (row.pos, "flat") if solid else ("PUNCT", "punct")
    word.lemma, word.head = word.text, head if row.head != -2 else -1


def grounded(words: Sentence) -> bool:
    """One root, and every word reaches it (or no tree at all)."""
    if all(w.head < 0 for w in words):
        return True
    for i in range(len(words)):
        seen: set[int] = set()
        while words[i].head != i:
            if i in seen or words[i].head < 0:
                return False
            seen.add(i)
            i = words[i].head
    return sum(w.head == i for i, w in enumerate(words)) == 1


# --- names ---------------------------------------------------------------------------------------


@cache
def labels() -> dict[str, Any]:
    """What the corpora call things, in our four labels."""
    return tomllib.loads((HERE / "labels.toml").read_text(encoding="utf-8"))


def read_entities(
    nlp: Language, data: Path, name: str, known: dict[str, str]
) -> Iterator[Sentence]:
    """Sentences of a BIO file as running text, with the file's labels in our words."""
    stem = Path(name).stem
    for block in blocks(data, name):
        pairs = [line.rsplit("\t", 1) for line in block]
        forms = [form for form, _ in pairs]
        spans = [ours(forms, span, stem) for span in bio_spans([tag for _, tag in pairs])]
        text = known.get("".join(forms)) or detokenised(forms)
        places = locate(text, forms)
        if places is None:
            continue
        chars = [(places[a][0], places[b - 1][1], label) for a, b, label in spans if label != "O"]
        sentence = marked(nlp, text, chars)
        yield veiled(sentence) if stem in labels()["partial"]["files"] else sentence


def bio_spans(tags: Sequence[str]) -> list[tuple[int, int, str]]:
    """Spans of a BIO sequence."""
    spans: list[tuple[int, int, str]] = []
    for i, tag in enumerate(tags):
        if tag.startswith("I-") and spans and spans[-1][1] == i and spans[-1][2] == tag[2:]:
            spans[-1] = (spans[-1][0], i + 1, tag[2:])
        elif tag[:2] in ("B-", "I-"):
            spans.append((i, i + 1, tag[2:]))
    return spans


def ours(forms: list[str], span: tuple[int, int, str], stem: str) -> tuple[int, int, str]:
    """One span in our labels; common nouns (re3d) become unknown, nationalities no names."""
    start, end, label = span
    label = labels()["entities"].get(label if label in LABELS else label.lower(), "O")
    if stem == "re3d":
        while start < end - 1 and forms[start].lower() in ("the", "a", "an", "former", "of"):
            start += 1
        if not (forms[start][:1].isupper() and forms[end - 1][:1].isupper()):
            label = "-"
    if label == "MISC" and all(demonym(form) for form in forms[start:end]):
        label = "O"
    return start, end, label


def demonym(form: str) -> bool:
    """Whether this is a nationality, a people or a creed: some English corpora call those names."""
    table = labels()["demonyms"]
    return form in table["words"] or (len(form) > 5 and form.endswith(tuple(table["endings"])))


def detokenised(forms: list[str]) -> str:
    """Running text from tokens, as a newspaper would set it."""
    text, opened = "", False
    for i, form in enumerate(forms):
        glued = form in tuple(",.;:!?)]}%»”…") or form in (
            "...",
            "n't",
            "'s",
            "’s",
            "'re",
            "'ve",
            "'ll",
            "'d",
            "'m",
        )
        before = forms[i - 1] if i else ""
        glued = (
            glued
            or before in tuple("([{«“€$£")
            or (len(before) > 1 and before[-1] in "'’" and before[-2].isalpha())
        )
        if form == '"':
            glued, opened = glued or opened, not opened
        elif before == '"' and opened:
            glued = True
        text += form if glued or not text else f" {form}"
    return text


def marked(nlp: Language, text: str, spans: list[tuple[int, int, str]]) -> Sentence:
    """The pipeline's tokens of a text, with these spans as its names ("-": unknown)."""
    doc = nlp.make_doc(text)
    found = [doc.char_span(a, b, label=label, alignment_mode="expand") for a, b, label in spans]
    words = [Word(t.text, bool(t.whitespace_), ent="O") for t in doc]
    for span in filter_spans([span for span in found if span is not None]):
        for i in range(span.start, span.end):
            begin = "B" if i == span.start else "I"
            words[i].ent = "" if span.label_ == "-" else f"{begin}-{span.label_}"
    return words


def veiled(words: Sentence) -> Sentence:
    """Capitalised words that the corpus leaves unmarked become unknown: they may be MISC."""
    upper = [w.text[:1].isupper() for w in words] + [False]
    for i, word in enumerate(words):
        if word.ent == "O" and upper[i] and (i > 0 or upper[1]):
            word.ent = ""
    return words


@cache
def name_lists() -> dict[str, tuple[str, list[str]]]:
    """Lists of names that may stand for one another, each with its label."""
    table = tomllib.loads((HERE / "data" / "names.toml").read_text(encoding="utf-8"))
    return {key: (label, names) for label, group in table.items() for key, names in group.items()}


def own_sentences(nlp: Language, rng: random.Random) -> list[Sentence]:
    """The hand-made sentences, each some times over with other names of the same list."""
    path = HERE / "data" / f"{nlp.lang}.txt"
    if not path.exists():
        return []
    kin = {(name, label): names for label, names in name_lists().values() for name in names}
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            found += [marked(nlp, *renamed(line, kin if i else {}, rng)) for i in range(COPIES)]
    return found


def renamed(
    line: str, kin: dict[tuple[str, str], list[str]], rng: random.Random
) -> tuple[str, list[tuple[int, int, str]]]:
    """A marked line as text and spans, with names swapped for others of their list."""
    text, spans = "", []
    for i, part in enumerate(re.split(r"(\[[^]]+\]\([A-Z]+\))", line)):
        if i % 2:
            name, label = part[1:-1].split("](")
            if (name, label) in kin and not AGREES.search(text) and rng.random() < 0.7:
                name = rng.choice(kin[name, label])
            spans.append((len(text), len(text) + len(name), label))
            part = name
        text += part
    return text, spans


# --- other names ---------------------------------------------------------------------------------

ORIGINS = (
    "it_IT it_IT it_IT en_US en_US en_GB de_DE de_DE fr_FR fr_FR es_ES es_MX pt_PT pt_BR nl_NL "
    "sv_SE no_NO da_DK fi_FI pl_PL cs_CZ sk_SK hu_HU ro_RO hr_HR sl_SI tr_TR en_IN id_ID vi_VN"
).split()


@cache
def strangers(lang: str) -> dict[tuple[str, bool], list[str]]:
    """Names by label, of one word (True) and of several: no name is to be learnt by heart."""
    from faker import Faker  # training only

    found: dict[tuple[str, bool], set[str]] = {}
    for locale in dict.fromkeys(ORIGINS):
        fake = Faker(locale)
        fake.seed_instance(7)
        weight = ORIGINS.count(locale)
        for _ in range(300 * weight):
            first, last = fake.first_name(), fake.last_name()
            found.setdefault(("PER", False), set()).add(f"{first} {last}")
            found.setdefault(("PER", True), set()).add(last)
            if locale in ("it_IT", "en_US", "en_GB", "de_DE", "fr_FR", "es_ES"):
                found.setdefault(("ORG", False), set()).add(fake.company())
    names = HERE.parent / "pipeline" / "names"
    for label, stem in (("ORG", "organizations"), ("LOC", "places")):
        table = tomllib.loads((names / f"{stem}.toml").read_text(encoding="utf-8"))
        for entry in (entry for group in table.values() for entry in group.values()):
            spelt = [entry.get("name", ""), *entry.get("aliases", []), *entry.get(lang, [])]
            for name in filter(None, spelt):
                found.setdefault((label, " " not in name), set()).add(name)
    for label, names_ in name_lists().values():
        for name in names_:
            found.setdefault((label, " " not in name), set()).add(name)
    return {
        key: sorted(n for n in names if n[0].isupper() and n.isprintable() and n[-1].isalpha())
        for key, names in found.items()
    }


def disguised(nlp: Language, words: Sentence, rng: random.Random) -> Sentence:
    """The sentence with other names in the places of its names, as one label and length allow."""
    lists, renamed, found, at = strangers(nlp.lang), dict[str, str](), Sentence(), 0
    while at < len(words):
        end = at + 1
        while words[at].ent[:1] == "B" and end < len(words) and words[end].ent[:1] == "I":
            end += 1
        old, label = words[at:end], words[at].ent[2:]
        text = "".join(w.text + " " * w.space for w in old).strip()
        before = found[-1].text if found else ""
        kin = lists.get((label, " " not in text), [])
        free = words[at].ent[:1] == "B" and text[:1].isupper() and not AGREES.search(f" {before}")
        if kin and free and (text in renamed or rng.random() < DISGUISED):
            name = renamed.setdefault(text, rng.choice(kin))
            old = [Word(t.text, bool(t.whitespace_), ent=f"I-{label}") for t in nlp.make_doc(name)]
            old[0].ent, old[-1].space = f"B-{label}", words[end - 1].space
        found += old
        at = end
    return found


# --- reported speech -----------------------------------------------------------------------------


def reported(nlp: Language, gold: list[Sentence], rng: random.Random) -> list[Sentence]:
    """Treebank sentences as quotes with a hand-parsed "said the minister": news is full of it.

    The treebanks are not; the teacher supplies only lemmas and features of the added words.
    """
    path = HERE / "data" / f"{nlp.meta['lang']}.tails.txt"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    tails = [[t.split("|") for t in line.split()] for line in lines if not line.startswith("#")]
    fit = [words for words in gold if quotable(words)] if tails else []
    made = [quoted(nlp, words, rng.choice(tails), rng) for words in fit[::REPORTED]]
    docs = nlp.pipe(Doc(nlp.vocab, [w.text for w in m], [w.space for w in m]) for m in made)
    for words, doc in zip(made, docs, strict=True):
        for word, token in zip(words, doc, strict=True):
            if not word.lemma:
                word.lemma = token.text if word.pos == "PROPN" else token.lemma_
                word.morph = str(token.morph) if token.pos_ == word.pos else ""
    return made


def quotable(words: Sentence) -> bool:
    """Whether this is a plain, finished sentence about an action."""
    root = next(w for i, w in enumerate(words) if w.head == i)
    plain = not any(w.text in tuple("\"'«»“”:;()") for w in words)
    leaf = words[-1].text == "." and all(w.head != len(words) - 1 for w in words)
    return plain and leaf and root.pos == "VERB" and 5 < len(words) < 30


def quoted(nlp: Language, words: Sentence, tail: list[list[str]], rng: random.Random) -> Sentence:
    """One sentence in quotes, and its tail."""
    inside = [replace(w, head=w.head + 1) for w in words[:-1]]
    inside[-1].space = False
    core = next(i for i, w in enumerate(inside, 1) if w.head == i)
    outside = ["»", ","] if nlp.meta["lang"] == "it" else [",", '"']
    start = "«" if outside[0] == "»" else '"'
    marks = [Word(m, False, "PUNCT", "", m, core, "punct", "O") for m in [start, *outside]]
    marks[-1].space = True
    made = [marks[0], *inside, *marks[1:]]
    at, places = len(made), []
    for form, pos, head, dep in tail:
        places.append(len(made))
        made += tail_words(nlp, form, pos, int(head) - 1, dep, rng)
    for word in made[at:]:
        if word.dep == "flat":
            continue
        word.head = places[word.head] if word.head >= 0 else core
    for i, word in enumerate(made[at:], at):
        if word.dep == "flat":
            word.head = max(place for place in places if place <= i)
        elif word.dep == "ROOT":
            word.head, made[core].head, made[core].dep = i, i, "ccomp"
    for word, after in zip(made[at:], [*made[at + 1 :], None], strict=True):
        word.space = word.space and after is not None and after.text != ","
    top = next(i for i, w in enumerate(made) if w.head == i)
    return [*made, Word(".", True, "PUNCT", "", ".", top, "punct", "O")]


def tail_words(
    nlp: Language, form: str, pos: str, head: int, dep: str, rng: random.Random
) -> Sentence:
    """One word of a tail, or the words of a name out of the list that stands there."""
    if not form.startswith("{"):
        return [Word(form, form[-1] not in "'’", pos, "", "", head, dep, "O")]
    label, names = name_lists()[form.strip("{}")]
    doc = nlp.make_doc(rng.choice(names))
    inner = f"I-{label}"
    words = [Word(t.text, bool(t.whitespace_), pos, "", t.text, -1, "flat", inner) for t in doc]
    words[0].head, words[0].dep, words[0].ent = head, dep, f"B-{label}"
    words[-1].space = True
    return words


# --- documents -----------------------------------------------------------------------------------


def to_doc(vocab: Vocab, words: Sentence) -> Doc:
    """A spaCy document of these words, with the layers that they have."""
    layers: dict[str, Any] = {}
    if all(w.head >= 0 for w in words):
        layers = {"heads": [w.head for w in words], "deps": [w.dep for w in words]}
        layers |= {"morphs": [w.morph for w in words], "lemmas": [w.lemma for w in words]}
    if any(w.pos for w in words):
        layers["pos"] = [w.pos for w in words]
    if any(w.ent for w in words):
        layers["ents"] = [w.ent for w in words]
    return Doc(vocab, words=[w.text for w in words], spaces=[w.space for w in words], **layers)


def to_words(doc: Doc, *, heads: bool = True) -> Sentence:
    """The words of a document again."""
    heads = heads and doc.has_annotation("DEP")
    return [
        Word(
            t.text, bool(t.whitespace_), t.pos_, str(t.morph), t.lemma_,
            t.head.i if heads else -1, t.dep_,
            f"{t.ent_iob_}-{t.ent_type_}" if t.ent_type_ else t.ent_iob_,
        )
        for t in doc
    ]  # fmt: skip


def joined(sentences: Sequence[Sentence], rng: random.Random | None) -> Sentence:
    """Sentences as one text; with `rng`, as uneven as the web writes them."""
    words: Sentence = []
    curly = rng is not None and rng.random() < 0.5
    for sentence in sentences:
        base = len(words)
        copy = [replace(w, head=w.head + base if w.head >= 0 else -1) for w in sentence]
        copy[-1].space, gap = True, 0.0
        if rng is not None:
            gap = 0.25 if roughened(copy, rng, base) else 0.9
            typeset(copy, rng) if curly else None
        words += copy
        if rng is not None and rng.random() < (0.25 if gap == 0.25 else gap):
            words[-1].space = False
            lines = rng.choice(["\n", "\n\n", "\n\n"])
            parsed = words[-1].head >= 0
            words.append(
                Word(lines, False, "SPACE", "", lines, len(words) - 1, "dep", words[-1].ent and "O")
                if parsed
                else Word(lines, False, ent=words[-1].ent and "O")
            )
    return words


def roughened(words: Sentence, rng: random.Random, base: int) -> bool:
    """Now and then a headline in capitals, all lower case or without its full stop (then False)."""
    dice = rng.random()
    if dice < 0.03 and len(words) < 20:
        for w in words:
            w.text = w.text.upper() if len(w.text.upper()) == len(w.text) else w.text
    elif dice < 0.05:
        for w in words:
            w.text = w.text.lower()
    final = words[-1]
    leaf = all(w.head != base + len(words) - 1 for w in words)
    if rng.random() < 0.08 and final.text == "." and leaf and len(words) > 2:
        words.pop()
        words[-1].space = True
    return words[-1].text in tuple('.!?:;…»”"’')


def typeset(words: Sentence, rng: random.Random) -> None:
    """Curly apostrophes and quotes, or guillemets, as printed articles have them."""
    pair = rng.choice(["“”", "“”", "«»"])
    opened = False
    for w in words:
        w.text = w.text.replace("'", "’")
        if w.text == '"':
            w.text, opened = pair[opened], not opened


def grouped(
    vocab: Vocab, sentences: Sequence[Sentence], rng: random.Random | None, most: int = 10
) -> Iterator[Doc]:
    """Documents of some neighbouring sentences each, so that finding their ends is learnt."""
    at = 0
    while at < len(sentences):
        size = rng.randint(1, most) if rng else most
        yield to_doc(vocab, joined(sentences[at : at + size], rng))
        at += size


def save(docs: Iterable[Doc], path: Path) -> None:
    """Documents to disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    DocBin(docs=docs).to_disk(path)


def load(path: Path, vocab: Vocab) -> list[Doc]:
    """Documents from disk."""
    return list(DocBin().from_disk(path).get_docs(vocab))


# --- stages --------------------------------------------------------------------------------------

Lang = Annotated[str, typer.Argument(help="a language with a file in models/configs")]
Data = Annotated[Path, typer.Option(help="the folder of the corpora")]
Work = Annotated[Path, typer.Option(help="where teachers and their corpora go")]
Steps = Annotated[int, typer.Option(help="training steps (student; teachers take half)")]
Tables = Annotated[Path, typer.Option(help="where spacy-lookups-data is unpacked")]
DATA, WORK, TABLES = Path("../shared/data"), Path("build/train"), Path("build/tables")


@app.command()
def read(lang: Lang, data: Data = DATA, work: Work = WORK) -> None:
    """Corpora to sentences on the pipeline's own tokens."""
    nlp, rng, out = tuned(spacy.blank(lang)), random.Random(7), work / lang
    sources = recipe(lang)["sources"]
    known: dict[str, str] = {}
    for part in ("trees", "trees_dev", "raw"):
        found = sampled(sources[part], lambda name: read_trees(nlp, data, name), rng)
        save((to_doc(nlp.vocab, words) for words in found), out / f"{part}.spacy")
        texts = ["".join(w.text + " " * w.space for w in words).strip() for words in found]
        known |= {text.replace(" ", ""): text for text in texts}
    for part in ("entities", "entities_dev"):
        found = sampled(sources[part], lambda name: read_entities(nlp, data, name, known), rng)
        if part == "entities":
            found += own_sentences(nlp, rng)
        save((to_doc(nlp.vocab, words) for words in found), out / f"{part}.spacy")
    for part in ("trees", "trees_dev", "raw", "entities", "entities_dev"):
        docs = load(out / f"{part}.spacy", nlp.vocab)
        print(f"{part}: {len(docs)} sentences, {sum(map(len, docs))} tokens")


@app.command()
def teach(lang: Lang, work: Work = WORK, steps: Steps = 6000) -> None:
    """The teacher of trees, on the treebanks alone."""
    out, rng, vocab = work / lang, random.Random(11), spacy.blank(lang).vocab
    gold = [to_words(doc) for doc in load(out / "trees.spacy", vocab)]
    save((doc for _ in range(2) for doc in grouped(vocab, gold, rng)), out / "teach.spacy")
    fit(lang, TREES, (out / "teach.spacy", trees_dev(vocab, out)), out / "teacher", steps)


def trees_dev(vocab: Vocab, out: Path) -> Path:
    """The documents that a checkpoint of trees is chosen on."""
    dev = [to_words(doc) for doc in load(out / "trees_dev.spacy", vocab)]
    save(grouped(vocab, dev, None), out / "teach_dev.spacy")
    return out / "teach_dev.spacy"


@app.command()
def names(lang: Lang, work: Work = WORK, steps: Steps = 10000) -> None:
    """The names: each corpus as it is, and again with other names in the same places."""
    nlp, out, rng = tuned(spacy.blank(lang)), work / lang, random.Random(11)
    gold = [to_words(doc) for doc in load(out / "entities.spacy", nlp.vocab)]
    docs = list(grouped(nlp.vocab, gold, rng, 4))
    docs += grouped(nlp.vocab, [disguised(nlp, words, rng) for words in gold], rng, 4)
    save(docs, out / "names.spacy")
    fit(lang, ["ner"], (out / "names.spacy", names_dev(nlp.vocab, out)), out / "names", steps)


def names_dev(vocab: Vocab, out: Path) -> Path:
    """The documents that a checkpoint of names is chosen on."""
    dev = [to_words(doc) for doc in load(out / "entities_dev.spacy", vocab)]
    save(grouped(vocab, dev, None, 4), out / "names_dev.spacy")
    return out / "names_dev.spacy"


def fit(
    lang: str,
    pipes: list[str],
    corpora: tuple[Path, Path],
    out: Path,
    steps: int,
    shape: Config | None = None,
) -> None:
    """Train these components on these two corpora; the best checkpoint is `out`/model-best.

    The `shape` is that of base.cfg where none is given.
    """
    set_current_ops(NumpyOps(use_blis=False))  # numpy's OpenBLAS: three times as fast as BLIS here
    shape = shape or Config().from_disk(HERE / "configs" / "base.cfg", interpolate=False)
    config = load_config(DEFAULT_CONFIG_PATH).merge(shape)
    config["nlp"] |= {"lang": lang, "pipeline": pipes}
    config["components"] = {name: config["components"][name] for name in pipes}
    config["paths"] |= {"train": str(corpora[0]), "dev": str(corpora[1])}
    config["training"]["max_steps"] = steps
    began = time.time()
    out.mkdir(parents=True, exist_ok=True)
    train_loop(tuned(init_nlp(config)), out)
    print(f"{steps} steps in {(time.time() - began) / 60:.0f} minutes")


def needed_strings(nlp: Language) -> set[str]:
    """The strings that the weights refer to, by label or hash: not every word of the corpora."""
    pipes: list[Any] = [nlp.get_pipe(name) for name in nlp.pipe_names]
    labels = {str(label) for pipe in pipes for label in getattr(pipe, "labels", ())}
    kept = labels | {part for label in labels for part in label.split("|")}
    lemmatizer: Any = nlp.get_pipe("trainable_lemmatizer")
    trees = srsly.msgpack_loads(lemmatizer.trees.to_bytes())["trees"]
    hashes = {value for tree in trees for key, value in tree.items() if key in ("orig", "subst")}
    return kept | {word for word in nlp.vocab.strings if nlp.vocab.strings[word] in hashes}


def place_model(nlp: Language, path: Path, meta: dict[str, Any]) -> None:
    """Put a pipeline in its place at one stroke, without the paths of its making."""
    nlp.config["paths"] |= {"train": None, "dev": None}
    nlp.meta.update(meta)
    fresh = path.with_name(f".{path.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    nlp.to_disk(fresh)
    StringStore(sorted(needed_strings(nlp))).to_disk(fresh / "vocab" / "strings.json")
    spacy.load(fresh)  # before it takes the old one's place
    if path.exists():
        old = path.rename(path.with_name(f".{path.name}.old"))
        fresh.rename(path)
        shutil.rmtree(old)
    else:
        fresh.rename(path)


@app.command()
def label(
    lang: Lang, work: Work = WORK, tables: Tables = TABLES, teacher: Path | None = None
) -> None:
    """The teacher parses the texts that have no trees: the student's corpus."""
    set_current_ops(NumpyOps(use_blis=False))
    out = work / lang
    nlp = spacy.load(teacher or out / "teacher" / "model-best", exclude=["ner"])
    lemmas, rng, vocab = lemma_tables(lang, tables), random.Random(13), nlp.vocab
    gold = [to_words(doc) for doc in load(out / "trees.spacy", vocab)]
    seen = {tuple(w.text for w in words) for words in gold}
    bare = [to_words(doc, heads=False) for doc in load(out / "raw.spacy", vocab)]
    named = [to_words(doc, heads=False) for doc in load(out / "entities.spacy", vocab)]
    fresh = {tuple(w.text for w in words): words for words in named}
    named = [[replace(w, ent="") for w in fresh[key]] for key in fresh if key not in seen]
    parsed = [with_trees(nlp, part, lemmas) for part in (bare, named)]
    parts = [gold] * recipe(lang)["sources"]["repeat"] + [*parsed, reported(nlp, gold, rng)]
    docs = [doc for part in parts for doc in grouped(vocab, part, rng)]
    save(docs, out / "student.spacy")
    print(f"student: {len(docs)} documents, {sum(map(len, docs))} tokens")


def lemma_tables(lang: str, folder: Path) -> dict[str, dict[str, str]]:
    """Lemmas of a lexicon by part of speech, to mend what the teacher guesses for rare verbs."""
    tables: dict[str, dict[str, str]] = {}
    for pos, name in recipe(lang)["sources"].get("lemmas", {}).items():
        path = folder / "spacy_lookups_data" / "data" / name
        if not path.exists():
            raise typer.BadParameter(f"no {path}: see models/README.md on how to fetch the lexicon")
        table = json.loads(gzip.decompress(path.read_bytes()))
        tables[pos] = {unscrambled(form): lemma for form, lemma in table.items()}
    return tables


def unscrambled(form: str) -> str:
    """A word whose UTF-8 was once read as Latin-1 ("costruirÃ²"), as it should be."""
    try:
        return form.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return form


def with_trees(
    nlp: Language, sentences: list[Sentence], lemmas: dict[str, dict[str, str]]
) -> list[Sentence]:
    """Parse by the teacher, each as the one sentence it is; drop what gold tags contradict."""
    blank = (
        Doc(
            nlp.vocab,
            [w.text for w in s],
            [w.space for w in s],
            sent_starts=[i == 0 for i in range(len(s))],
        )
        for s in sentences
        if s
    )
    found = []
    for old, doc in zip(filter(None, sentences), nlp.pipe(blank), strict=True):
        new = to_words(doc)
        wrong = [i for i, w in enumerate(old) if w.pos and w.pos != new[i].pos]
        if len(wrong) > 0.12 * len(old) or sum(w.head == i for i, w in enumerate(new)) != 1:
            continue
        for i in wrong:
            new[i].pos, new[i].morph = old[i].pos, ""
        for word in new:
            word.lemma = lemmas.get(word.pos, {}).get(word.text.lower(), word.lemma)
            if word.pos == "PROPN":  # no plural to undo
                word.lemma = word.text
        found.append([replace(w, ent=o.ent) for w, o in zip(new, old, strict=True)])
    return found


@app.command()
def student(lang: Lang, work: Work = WORK, steps: Steps = 10000) -> None:
    """The trees that ship, on gold and parsed text."""
    out = work / lang
    dev = trees_dev(spacy.blank(lang).vocab, out)
    fit(lang, TREES, (out / "student.spacy", dev), out / "student", steps)


# --- scores --------------------------------------------------------------------------------------


def tree_scores(nlp: Language, data: Path, name: str) -> dict[str, float]:
    """Attachment, tags, lemmas and sentence ends on raw text, five sentences a document."""
    docs = list(grouped(nlp.vocab, list(read_trees(nlp, data, name)), None, 5))
    examples = [Example(nlp(doc.text), doc) for doc in docs]
    scores = {
        **Scorer.score_deps(examples, "dep", ignore_labels=("punct", "dep")),
        **Scorer.score_token_attr(examples, "pos"),
        **Scorer.score_token_attr(examples, "lemma"),
        **Scorer.score_spans(examples, "sents", has_annotation=lambda d: True),
    }
    keys = {"dep_uas": "uas", "dep_las": "las", "pos_acc": "upos", "lemma_acc": "lemma"}
    return {new: round(scores[old], 4) for old, new in (keys | {"sents_f": "sentences"}).items()}


def name_scores(nlp: Language, data: Path, name: str) -> dict[str, float]:
    """Exact-span F by label and over the labels that the corpus has."""
    docs = grouped(nlp.vocab, list(read_entities(nlp, data, name, {})), None, 5)
    right, said, true = Counter[str](), Counter[str](), Counter[str]()
    for doc in docs:
        gold = {(e.start_char, e.end_char, e.label_) for e in doc.ents}
        seen = {(e.start_char, e.end_char, e.label_) for e in nlp(doc.text).ents}
        for counter, spans in ((true, gold), (said, seen), (right, gold & seen)):
            counter.update(label for *_, label in spans)
    kinds = [kind for kind in LABELS if true[kind]]
    scores = {kind: round(2 * right[kind] / (said[kind] + true[kind]), 4) for kind in kinds}
    sums = [sum(counter[kind] for kind in kinds) for counter in (right, said, true)]
    return {"F": round(2 * sums[0] / (sums[1] + sums[2]), 4), **scores}


def token_score(nlp: Language, data: Path, name: str) -> float:
    """Micro F over the tokens of names (PER, ORG, LOC, no B and I), as NERMuD counts them."""
    right = said = true = 0
    for doc in grouped(nlp.vocab, list(read_entities(nlp, data, name, {})), None, 5):
        for gold, seen in zip(doc, nlp(doc.text), strict=True):
            named = "" if seen.ent_type_ == "MISC" else seen.ent_type_
            true, said = true + bool(gold.ent_type_), said + bool(named)
            right += bool(named) and gold.ent_type_ == named
    return round(2 * right / (said + true), 4)


def words_per_second(nlp: Language, data: Path, name: str) -> int:
    """Speed of the whole pipeline on this process, in tokens a second."""
    docs = list(grouped(nlp.vocab, list(read_trees(nlp, data, name)), None, 20))
    began = time.perf_counter()
    count = sum(map(len, nlp.pipe(doc.text for doc in docs)))
    return round(count / (time.perf_counter() - began))


def scores(nlp: Language, data: Path) -> dict[str, Any]:
    """Every score of the model card, on files that no stage trains on."""
    sources = recipe(nlp.meta["lang"])["sources"]
    return {
        "trees": {key: tree_scores(nlp, data, name) for key, name in sources["trees_test"].items()},
        "entities": {
            key: name_scores(nlp, data, name) for key, name in sources["entities_test"].items()
        },
        "words_per_second": words_per_second(nlp, data, next(iter(sources["trees_test"].values()))),
    }


@app.command()
def score(model: Path, data: Data = DATA) -> None:
    """Print a pipeline's scores on the test files."""
    set_current_ops(NumpyOps(use_blis=False))
    print(json.dumps(scores(spacy.load(model), data), indent=1))


@app.command()
def ship(lang: Lang, data: Data = DATA, work: Work = WORK) -> None:
    """Put student and names in their place as one pipeline, with scores, licence and sources."""
    set_current_ops(NumpyOps(use_blis=False))
    nlp = spacy.load(work / lang / "student" / "model-best")
    nlp.add_pipe("ner", source=spacy.load(work / lang / "names" / "model-best"))
    sources = recipe(lang)["sources"]
    about = {"name": "cronista", "version": "0.1.0", "description": sources["about"]}
    meta = {**about, "license": sources["licence"], "performance": scores(nlp, data)}
    place_model(nlp, HERE / lang, meta)


@app.command(name="all")
def everything(
    lang: Lang,
    data: Data = DATA,
    work: Work = WORK,
    tables: Tables = TABLES,
    steps: Steps = 9000,
) -> None:
    """All stages in order (some hours on one core)."""
    read(lang, data, work)
    teach(lang, work, steps // 2)
    label(lang, work, tables)
    student(lang, work, steps)
    names(lang, work, steps)
    ship(lang, data, work)


if __name__ == "__main__":
    app()
