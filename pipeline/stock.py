"""Stock spaCy pipelines as drop-ins: their ClearNLP trees and entity labels become ours on loading.

The stock English packages mark relations by the guidelines of ClearNLP (Choi and Palmer 2012):
prepositions head their objects, copulas their predicates, each conjunct the next. The steps below
turn such a tree into Universal Dependencies as our own pipelines have them (models/README.md). The
stock Italian packages are UD already and keep subtypes that ours cut.
"""

# no lazy annotations here: spaCy reads those of the factory

from collections.abc import Callable, Collection, Iterator
from functools import partial
from typing import cast

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc, MorphAnalysis, Span, Token
from thinc.types import Ints2d

NAME = "cronista_stock"
#: labels that only a ClearNLP parser has
CLEAR = frozenset({"dobj", "pobj"})
#: the subtypes of UD relations that our pipelines keep
SUBTYPES = frozenset(
    {
        *("nsubj:pass", "csubj:pass", "aux:pass", "obl:agent", "acl:relcl", "nmod:poss"),
        *("compound:prt", "expl:pass", "expl:impers"),
    }
)
#: entity labels of OntoNotes and WikiNER → ours; what is not listed (numbers, peoples) is no name
ENTITIES = {
    **{"PER": "PER", "PERSON": "PER", "ORG": "ORG", "LOC": "LOC", "GPE": "LOC", "FAC": "LOC"},
    **{"MISC": "MISC", "PRODUCT": "MISC", "EVENT": "MISC", "WORK_OF_ART": "MISC", "LAW": "MISC"},
}
#: ClearNLP relation → UD relation, where no step rewrites the tree (the last ones: older releases)
LABELS = {
    **{"dobj": "obj", "dative": "iobj", "relcl": "acl:relcl", "poss": "nmod:poss"},
    **{"nsubjpass": "nsubj:pass", "csubjpass": "csubj:pass", "auxpass": "aux:pass"},
    **{"attr": "xcomp", "acomp": "xcomp", "oprd": "xcomp", "prt": "compound:prt"},
    **{"agent": "advmod", "prep": "advmod", "neg": "advmod", "quantmod": "advmod"},
    **{"predet": "det", "preconj": "cc", "intj": "discourse", "meta": "parataxis"},
    **{"complm": "mark", "hmod": "compound", "number": "compound", "num": "nummod"},
    **{"infmod": "acl", "partmod": "acl", "possessive": "case", "hyph": "punct"},
}
TAGGED = {("aux", "TO"): "mark", ("neg", "DT"): "det"}
#: features that the pipeline reads, for tags whose morphology a package does not give
FEATURES = {
    "VB": {"VerbForm": "Inf"},
    "VBD": {"Tense": "Past", "VerbForm": "Fin"},
    "VBG": {"Tense": "Pres", "VerbForm": "Part"},
    "VBN": {"Tense": "Past", "VerbForm": "Part"},
    "VBP": {"Tense": "Pres", "VerbForm": "Fin"},
    "VBZ": {"Tense": "Pres", "VerbForm": "Fin"},
    "MD": {"VerbForm": "Fin"},
}
FINITE = frozenset({"VBD", "VBP", "VBZ", "MD"})
NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "SYM", "DET"})
CLAUSE = frozenset({"VERB", "AUX"})
AUXILIARY = frozenset({"aux", "auxpass", "cop"})
PREPOSITION = frozenset({"prep", "agent", "dative", "pcomp"})
OBJECT = ("pobj", "pcomp")
SUBJECT = ("nsubj", "nsubjpass")
#: "attr" and "acomp" hang on "become" too; only this verb is a copula in English UD
COPULA = "be"
#: tags of punctuation, which ClearNLP corpora sometimes hang by other relations
PUNCTUATION = frozenset({".", ",", ":", "``", "''", "-LRB-", "-RRB-", "HYPH", "NFP"})
WH = frozenset({"WDT", "WP", "WP$", "WRB"})
CLAUSAL = frozenset({"ROOT", "ccomp", "advcl", "acl", "parataxis", "csubj", "csubj:pass", "xcomp"})
#: what stays with a preposition when its object takes its place
OWN = frozenset({"fixed", "conj:case"})


class Tree:
    """The heads and labels of a document; no rewriting can make anything but trees of them."""

    def __init__(self, doc: Doc) -> None:
        self.words: list[Token] = list(doc)
        self.heads = [token.head.i for token in doc]
        self.deps = [token.dep_ for token in doc]
        people = [ent for ent in doc.ents if ENTITIES.get(ent.label_) == "PER"]
        self.persons = [(ent.start, min(ent.end, ent[0].sent.end)) for ent in people]
        self._children: list[set[int]] = [set() for _ in self.heads]
        for i, head in enumerate(self.heads):
            if i != head:
                self._children[head].add(i)

    def children(self, i: int, *deps: str) -> list[int]:
        """Return the children of a word in their order: all, or those in one of some relations."""
        return sorted(c for c in self._children[i] if not deps or self.deps[c] in deps)

    def downward(self) -> list[int]:
        """Return all words, each after its head."""
        order = [i for i, head in enumerate(self.heads) if i == head]
        for i in order:  # grows while it is read
            order.extend(self.children(i))
        return order

    def above(self, i: int) -> Iterator[int]:
        """Yield the words that a word hangs on, up to the root."""
        while self.heads[i] != i:
            i = self.heads[i]
            yield i

    def hang(self, i: int, head: int, dep: str) -> None:
        """Hang a word on another; one that is the root or stands above the other stays."""
        if self.heads[i] != i and i != head and i not in self.above(head):
            self._place(i, head)
            self.deps[i] = dep

    def swap(self, i: int, dep: str, below: str, keep: Collection[str] = ()) -> None:
        """Let a word take its head's place, which hangs on it; all but `keep` comes along."""
        old = self.heads[i]
        top = i if self.heads[old] == old else self.heads[old]
        self._place(i, top)
        self._place(old, i)
        self.deps[i], self.deps[old] = dep, below
        for child in self.children(old):
            if self.deps[child] not in keep:
                self._place(child, i)

    def _place(self, i: int, head: int) -> None:
        self._children[self.heads[i]].discard(i)
        self.heads[i] = head
        if i != head:
            self._children[head].add(i)

    def nominal(self, i: int) -> bool:
        """Tell whether a word is a noun or stands for one."""
        return self.words[i].pos_ in NOMINAL


def join_prepositions(tree: Tree) -> None:
    """Give the first of several prepositions the object of all: "because of", "in and around"."""
    for i in reversed(tree.downward()):
        if not _is_preposition(tree, i) or _object(tree, i) is not None:
            continue
        for other in tree.children(i, *PREPOSITION, "conj"):
            thing = _object(tree, other)
            if thing is None:
                continue
            tree.hang(thing, i, tree.deps[thing])
            joined = tree.deps[other] == "conj"
            tree.deps[other] = "conj:case" if joined else "fixed"
            for word in tree.children(i, "cc") if joined else ():
                tree.hang(word, other, "cc")
            break


def _is_preposition(tree: Tree, i: int) -> bool:
    """Tell whether a word stands before what it governs, by its relation or its part of speech."""
    if tree.deps[i] in {"pcomp", "conj"}:
        return tree.words[i].pos_ in {"ADP", "SCONJ"}
    return tree.deps[i] in PREPOSITION


def _object(tree: Tree, i: int) -> int | None:
    """Return what a preposition governs; a second preposition is not that, but its object is."""
    for child in tree.children(i, *OBJECT):
        if tree.deps[child] == "pobj" or not tree.children(child, *OBJECT):
            return child
    return None


def demote_prepositions(tree: Tree) -> None:
    """Make prepositions children of their objects, and those before a clause its marks."""
    for i in tree.downward():
        thing = _object(tree, i)
        if thing is None:
            continue
        clause = tree.deps[thing] == "pcomp" and _is_clause(tree, thing)
        for other in tree.children(i, *OBJECT):  # a parser may give it two
            tree.deps[other] = "npadvmod"
        tree.swap(thing, _role(tree, i, clause), "mark" if clause else "case", OWN)
        before = i - 1
        if before in tree.children(thing, "amod") and tree.words[i].pos_ == "ADP":  # "such as"
            tree.hang(before, thing, "case")
            tree.hang(i, before, "fixed")


def _is_clause(tree: Tree, i: int) -> bool:
    return tree.words[i].pos_ in CLAUSE or bool(tree.children(i, *SUBJECT, *AUXILIARY))


def _role(tree: Tree, i: int, clause: bool) -> str:
    """Return the relation of a prepositional phrase, whose preposition still heads it."""
    if tree.deps[i] not in PREPOSITION:
        return tree.deps[i]
    if clause:
        return "acl" if tree.nominal(tree.heads[i]) else "advcl"
    if tree.deps[i] == "agent":
        return "obl:agent"
    return "nmod" if tree.nominal(tree.heads[i]) else "obl"


def demote_copulas(tree: Tree) -> None:
    """Let predicates head their clauses; what "there is" introduces is the subject."""
    for i in tree.downward():
        if tree.words[i].lemma_ != COPULA or tree.deps[i] in AUXILIARY:
            continue
        if any(tree.words[c].tag_ == "EX" for c in tree.children(i)):
            for thing in tree.children(i, "attr"):
                tree.deps[thing] = "nsubj"
            continue
        predicates = tree.children(i, "attr", "acomp") or _places(tree, i)
        if predicates:
            tree.swap(predicates[0], tree.deps[i], "cop")


def _places(tree: Tree, i: int) -> list[int]:
    """Return what says where something is, if a copula has no other complement."""
    others = tree.children(i, "xcomp", "ccomp", "oprd", "dobj", "prt")
    if others or not tree.children(i, *SUBJECT):
        return []
    return [c for c in tree.children(i, "obl") if c > i]


def raise_subjects(tree: Tree) -> None:
    """Make the subject of an infinitive its verb's object: "want him to go", "made him chief"."""
    for i in tree.downward():
        verb = tree.heads[i]
        if tree.deps[i] != "ccomp" or tree.children(verb, "dobj") or not _is_open(tree, i):
            continue
        for subject in tree.children(i, *SUBJECT)[:1]:
            if verb < subject < i:
                tree.deps[i] = "xcomp"
                tree.hang(subject, verb, "dobj")


def _is_open(tree: Tree, i: int) -> bool:
    """Tell whether a clause has neither a finite verb nor a mark."""
    words = [i, *tree.children(i, *AUXILIARY)]
    finite = any(tree.words[word].tag_ in FINITE for word in words)
    return not finite and not tree.children(i, "mark")


def flatten_names(tree: Tree) -> None:
    """Let the first word of a person's name head it, and a title before it be its `nmod`."""
    for start, end in tree.persons:
        span = range(start, end)
        last = next((i for i in span if tree.heads[i] == i or tree.heads[i] not in span), start)
        if tree.heads[start] == last and tree.deps[start] in {"compound", "nmod"}:
            tree.swap(start, tree.deps[last], "flat")
        for i in span[1:]:
            if tree.deps[i] in {"compound", "nmod"} or i == last:
                tree.hang(i, start, "flat")
        _hang_title(tree, start)


def _hang_title(tree: Tree, name: int) -> None:
    """Hang "former", "Ford" and "chief" of "former Ford chief Jim Farley" on the title."""
    title = name - 1
    if title not in tree.children(name, "compound", "nmod"):
        return
    tree.deps[title] = "nmod"
    for i in tree.children(name, "compound", "amod", "poss", "nmod"):
        if i < title:
            tree.hang(i, title, tree.deps[i])


def lift_currencies(tree: Tree) -> None:
    """Let the sign of a currency head its number: "$ 2 million"."""
    for i in tree.downward():
        number = tree.heads[i]
        if tree.words[i].tag_ != "$" or tree.words[number].tag_ != "CD" or i >= number:
            continue
        dep = "compound" if tree.deps[number] == "nummod" else tree.deps[number]
        tree.swap(i, dep, "nummod", ("compound", "quantmod", "nummod"))


def fix_bounds(tree: Tree) -> None:
    """Join the words of a bound before a number: "more than 500"."""
    for i, dep in enumerate(tree.deps):
        bound = dep == "quantmod" and tree.words[i].tag_ in {"IN", "TO"}
        if bound and i and tree.heads[i - 1] == tree.heads[i] and _bounds(tree, i - 1):
            tree.hang(i, i - 1, "fixed")


def _bounds(tree: Tree, i: int) -> bool:
    return tree.deps[i] in {"quantmod", "advmod", "amod"}


def flatten_coordination(tree: Tree) -> None:
    """Hang all conjuncts on the first, and a conjunction on the conjunct that follows it."""
    for i in tree.downward():
        if tree.deps[i] == "cc":
            after = [c for c in tree.children(tree.heads[i], "conj") if c > i]
            if after:
                tree.hang(i, after[0], "cc")
    for i in tree.downward():  # heads before their conjuncts: each is moved once
        head = tree.heads[i]
        if tree.deps[i] == "conj" and tree.deps[head] == "conj" and tree.heads[head] != head:
            tree.hang(i, tree.heads[head], "conj")


def rename(tree: Tree) -> None:
    """Give every word its UD relation; spaces hang on the word before."""
    for i, dep in enumerate(tree.deps):
        if tree.heads[i] == i:
            tree.deps[i] = "ROOT"
        elif tree.words[i].is_space:
            tree.deps[i] = "dep"
            if not tree.children(i):
                tree.hang(i, i - 1 if i - 1 in _sentence(tree, i) else tree.heads[i], "dep")
        elif tree.words[i].tag_ in PUNCTUATION:
            tree.deps[i] = "punct"
        else:
            tree.deps[i] = ours(_renamed(tree, i, dep))


def _sentence(tree: Tree, i: int) -> range:
    sent = tree.words[i].sent
    return range(sent.start, sent.end)


def _renamed(tree: Tree, i: int, dep: str) -> str:
    head = tree.heads[i]
    noun = tree.nominal(head) and not tree.children(head, "cop")
    if dep in {"npadvmod", "pobj"}:
        return "nmod" if noun else "obl"
    if dep == "pcomp":
        return "acl" if noun else "advcl"
    if dep == "nmod" and i < head and not tree.children(i, "case") and not _is_title(tree, i):
        return "amod" if tree.words[i].pos_ == "ADJ" else "compound"
    if dep == "dobj" and any(c > i for c in tree.children(head, "ccomp")):
        return "iobj"  # "told him that"
    if dep == "relcl" and tree.words[head].pos_ in CLAUSE:
        return "advcl"  # "..., which is bad"
    if dep == "relcl" and any(tree.words[c].tag_ == "TO" for c in tree.children(i)):
        return "acl"  # "time to go"
    return TAGGED.get((dep, tree.words[i].tag_)) or LABELS.get(dep, dep)


def _is_title(tree: Tree, i: int) -> bool:
    return tree.heads[i] == i + 1 and any(start == i + 1 for start, _ in tree.persons)


#: the order counts: a preposition's object must be in its place before it can be a predicate, …
STEPS: tuple[Callable[[Tree], None], ...] = (
    *(lift_currencies, fix_bounds, flatten_names, join_prepositions, demote_prepositions),
    *(demote_copulas, raise_subjects, flatten_coordination, rename),
)


def to_ud(doc: Doc) -> Doc:
    """Turn the ClearNLP tree of every sentence of a document into UD, in place."""
    if not doc.has_annotation("DEP"):
        return doc
    tree = Tree(doc)
    for step in STEPS:
        step(tree)
    ways = np.array([head - i for i, head in enumerate(tree.heads)], dtype=np.int64)
    deps = np.array([doc.vocab.strings.add(dep) for dep in tree.deps], dtype=np.uint64)
    table = np.column_stack([ways.astype(np.uint64), deps])
    doc.from_array(["HEAD", "DEP"], cast(Ints2d, table))
    for token in doc:
        _set_features(token)
    return doc


def _set_features(token: Token) -> None:
    """Set what the tree knows of a word, and what its tag does where the package is silent."""
    if token.dep_ in {"aux", "aux:pass", "cop"}:
        token.pos_ = "AUX"
    features = FEATURES.get(token.tag_, {}) | token.morph.to_dict()
    if token.tag_ in WH:
        features["PronType"] = "Rel" if _is_relative(token) else "Int"
    if features:
        token.morph = MorphAnalysis(token.vocab, features)


def _is_relative(token: Token) -> bool:
    for above in token.ancestors:
        if above.dep_ == "acl:relcl":
            return True
        if above.dep_ in CLAUSAL:
            return False
    return False


def ours(dep: str) -> str:
    """Return a relation of UD without the subtypes that our pipelines cut."""
    return dep if dep in SUBTYPES else dep.partition(":")[0]


def rename_entities(doc: Doc) -> Doc:
    """Give the names of a document our labels, and take those away that are no names here."""
    doc.set_ents(
        [
            Span(doc, ent.start, ent.end, label=ENTITIES[ent.label_])
            for ent in doc.ents
            if ent.label_ in ENTITIES
        ]
    )
    return doc


def as_ours(doc: Doc, *, clear: bool) -> Doc:
    """Make a document of a stock pipeline look like one of ours."""
    if clear:
        to_ud(doc)
    else:
        for token in doc:
            token.dep_ = ours(token.dep_)
    return rename_entities(doc)


@Language.factory(NAME, default_config={"clear": False})
def make_stock(nlp: Language, name: str, clear: bool) -> Callable[[Doc], Doc]:
    """Return the component that converts; `clear`: the parser's labels are those of ClearNLP."""
    return partial(as_ours, clear=clear)


def adapt(nlp: Language) -> Language:
    """Add the conversion to a pipeline whose labels are not ours; its name does not matter."""
    relations = set(nlp.pipe_labels.get("parser", ()))
    entities = set(nlp.pipe_labels.get("ner", ()))
    clear = relations >= CLEAR
    if clear or not entities <= set(ENTITIES.values()) or any(ours(d) != d for d in relations):
        nlp.add_pipe(NAME, config={"clear": clear})
    return nlp
