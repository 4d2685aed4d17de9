"""Near-duplicates: syndicated copies of an article are linked to it, and not counted twice.

A text's signature is its MinHash over runs of five words: of two texts, as many numbers agree as
they share of these runs. Who may be a copy of whom is found in the store by bands of the signature
and verified on all of it, which misses none: where `ALIKE` numbers of 64 agree, the 12 that do not
leave one band of 13 whole.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from itertools import pairwise
from math import ceil
from typing import NamedTuple, Protocol

import numpy as np

#: numbers of a signature, each of 32 bits
SIZE = 64
#: numbers that agree between a text and its copy: four in five
ALIKE = ceil(0.8 * SIZE)
#: one more than the numbers that may differ, so that one band at least agrees as a whole
BANDS = SIZE - ALIKE + 1
#: words of a run
RUN = 5
#: articles whose signatures are held at once, beyond those of one band
HELD = 10_000
_WORD = re.compile(r"\w+")


class Signed(NamedTuple):
    """What is known of an article to find its copies."""

    date: str | None
    signature: bytes


class Signatures(Protocol):
    """What a store offers to link copies; articles without a signature take no part."""

    def alike(self) -> Iterator[Sequence[str]]:
        """Yield the ids of all articles that have a band and its hash in common, if two or more."""

    def signatures(self, ids: Collection[str]) -> Mapping[str, Signed]:
        """Return what is known of articles, by id."""

    def link(self, copies: Mapping[str, str]) -> None:
        """Set `copy_of` of these articles to their originals, and that of all others to nothing."""


def signature(text: str) -> bytes:
    """Return the signature of a text; a text without a word has none (no bytes)."""
    from datasketch import MinHash

    words = _WORD.findall(text.casefold())
    if not words:
        return b""
    runs = {" ".join(words[i : i + RUN]) for i in range(max(len(words) - RUN, 0) + 1)}
    made = MinHash(SIZE, seed=1, scheme="affine32")
    made.update_batch([run.encode("utf-8", "surrogatepass") for run in runs])
    return bytes(made.hashvalues.astype("<u4"))


def bands(signature: bytes) -> list[int]:
    """Return the hash of each band of a signature, in 63 bits; none where there is none."""
    if not signature:
        return []
    cuts = [4 * (SIZE * band // BANDS) for band in range(BANDS + 1)]
    parts = (signature[start:end] for start, end in pairwise(cuts))
    return [int.from_bytes(blake2b(part, digest_size=8).digest(), "big") >> 1 for part in parts]


def link_copies(store: Signatures) -> int:
    """Link every copy in a store to the oldest article of its cluster; return their number.

    The same articles give the same links, whatever the order in which they came.
    """
    clusters = _Clusters()
    open_ = (group for group in store.alike() if not clusters.holds(group))
    for groups in _held(open_):
        signed = store.signatures({id for group in groups for id in group})
        for group in groups:
            clusters.join({id: signed[id] for id in group if id in signed})
    copies = clusters.copies()
    store.link(copies)
    return len(copies)


def _held(groups: Iterable[Sequence[str]]) -> Iterator[list[Sequence[str]]]:
    """Yield groups in batches of a bounded number of articles."""
    batch: list[Sequence[str]] = []
    size = 0
    for group in groups:
        batch.append(group)
        size += len(group)
        if size >= HELD:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


class _Clusters:
    """Articles that are joined by chains of copies (union-find); the root is the original."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}
        self._date: dict[str, str] = {}

    def holds(self, group: Iterable[str]) -> bool:
        """Tell whether articles are joined already, as by another band."""
        return len({self._root(id) for id in group}) == 1

    def join(self, group: Mapping[str, Signed]) -> None:
        """Join those of a group whose signatures are alike."""
        firsts: dict[bytes, str] = {}
        for id, signed in group.items():
            first = firsts.setdefault(signed.signature, id)
            if first != id:
                self._union(first, id, group)
        ids = list(firsts.values())
        if self.holds(ids):
            return
        rows = np.frombuffer(b"".join(firsts), "<u4").reshape(-1, SIZE)
        for i, id in enumerate(ids[:-1]):
            agreeing = (rows[i + 1 :] == rows[i]).sum(axis=1)
            for other in np.flatnonzero(agreeing >= ALIKE):
                self._union(id, ids[i + 1 + int(other)], group)

    def copies(self) -> dict[str, str]:
        """Return the original of each copy."""
        return {id: self._root(id) for id, parent in self._parent.items() if id != parent}

    def _root(self, id: str) -> str:
        while (parent := self._parent.get(id, id)) != id:
            self._parent[id] = id = self._parent[parent]
        return id

    def _union(self, one: str, other: str, group: Mapping[str, Signed]) -> None:
        for id in (one, other):
            self._parent.setdefault(id, id)
            self._date[id] = group[id].date or "9999"
        first, second = sorted((self._root(one), self._root(other)), key=self._age)
        self._parent[second] = first

    def _age(self, id: str) -> tuple[str, str]:
        return self._date[id], id
