"""Which articles of a run are to be done, and under which id: those that are new or changed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, count
from pathlib import PurePosixPath

from .given import tidy_id
from .raw import Raw, Refused
from .store import Known, Store


@dataclass
class Admission:
    """What a run has seen so far, beside what the store has."""

    store: Store | None  # None: nothing is known
    version: str
    retry: bool = False  # do again what failed before …
    only_failed: bool = False  # … and nothing that did not
    seen: dict[str, str] = field(default_factory=dict)  # name → source
    cut: set[str] = field(default_factory=set)  # sources that were not seen as a whole
    ids: dict[str, str] = field(default_factory=dict)  # id → name, of articles not saved yet

    def refuse(self, refused: Refused) -> None:
        """Take note of an input that could not be had."""
        self.seen[refused.name] = refused.source
        if refused.cut or refused.name == refused.source:
            self.cut.add(refused.source)

    def admit(self, raws: Sequence[Raw]) -> Iterator[tuple[Raw, Known | None, bool]]:
        """Yield each article, under its id, with what is known of it and whether it is to be done.

        One that another source gave before is passed over.
        """
        fresh = [raw for raw in raws if self._note(raw)]
        known = self.store.known([raw.name for raw in fresh]) if self.store else {}
        ids = [raw.id for raw in fresh]
        taken = self.store.taken(ids) if self.store and ids else {}
        for raw in fresh:
            before = known.get(raw.name)
            if before is not None and _is_own(before.id, raw.id):
                named = raw if raw.id == before.id else replace(raw, id=before.id)
            else:
                named = self._name(raw, taken)
            yield named, before, self._is_due(named, before)

    def _note(self, raw: Raw) -> bool:
        if raw.name in self.seen:
            return False
        self.seen[raw.name] = raw.source
        return True

    def _is_due(self, raw: Raw, before: Known | None) -> bool:
        if before is None or (before.rejected and self.retry):
            return True
        changed = (before.key, before.version) != (raw.key, self.version)
        return changed and (before.rejected or not self.only_failed)

    def _name(self, raw: Raw, taken: dict[str, str]) -> Raw:
        """Give an article an id that no other one has: after its folder's name, or numbered."""
        folder = PurePosixPath(raw.name.replace("\\", "/")).parent.name
        longer = tidy_id(f"{folder}/{raw.id}" if folder else raw.id)
        for id in chain((raw.id, longer), (f"{longer}~{n}" for n in count(2))):
            owner = self.ids.get(id) or taken.get(id)
            if owner is None and id != raw.id and self.store:
                owner = self.store.taken([id]).get(id)
            if owner in (None, raw.name):
                break
        self.ids[id] = raw.name
        return raw if id == raw.id else replace(raw, id=id)


def _is_own(id: str, given: str) -> bool:
    """Tell whether an id was made from the one that the source gives."""
    plain = re.sub(r"~\d+$", "", id)
    return given in (id, plain) or plain.endswith(f"/{given}")
