"""Near-duplicates: what a signature sees, and the same links whatever the order of arrival."""

import random
import time
from itertools import pairwise

import numpy as np
import pytest

from pipeline.facts import Article
from pipeline.raw import Outcome, Raw
from pipeline.similar import ALIKE, BANDS, SIZE, Signed, bands, link_copies, signature
from pipeline.store import Store

WORDS = [f"word{i}" for i in range(3000)]


def text(seed, length=300):
    return " ".join(random.Random(seed).choices(WORDS, k=length))


def agreement(one, other):
    return float(np.mean(np.frombuffer(one, "<u4") == np.frombuffer(other, "<u4")))


class Shelf:
    """A store in memory: articles as (id, date, text)."""

    def __init__(self, articles):
        self.signed = {id: Signed(date, signature(text)) for id, date, text in articles}
        self.links = None

    def alike(self):
        shared = {}
        for id, signed in self.signed.items():
            for place, band in enumerate(bands(signed.signature)):
                shared.setdefault((place, band), []).append(id)
        return (ids for ids in shared.values() if len(ids) > 1)

    def signatures(self, ids):
        return {id: self.signed[id] for id in ids}

    def link(self, copies):
        self.links = dict(copies)


def links(articles):
    shelf = Shelf(articles)
    assert link_copies(shelf) == len(shelf.links)
    return shelf.links


def test_a_signature_is_the_same_in_all_processes_and_releases():
    assert signature("La Fiat ha venduto cinquecento automobili in Italia.").hex()[:32] == (
        "bdee9b8177bb0621539f4b27cdd94720"
    )
    assert len(signature(text(1))) == 4 * SIZE


def test_a_text_without_words_has_no_signature_and_no_bands():
    assert signature(" … – ") == b""
    assert bands(b"") == []


@pytest.mark.parametrize("words", [1, 4, 5, 6])
def test_short_texts_have_signatures_of_their_own(words):
    assert signature(text(1, words)) == signature(text(1, words).upper() + "!")
    assert signature(text(1, words)) != signature(text(2, words))


def test_a_signature_tells_the_share_of_common_runs():
    """Cutting the last tenth leaves 0.9 of the runs, replacing half of the text 1 in 3."""
    whole = text(1, 1000)
    cut = " ".join(whole.split()[:900])
    half = " ".join([*whole.split()[:500], *text(2, 500).split()])
    assert agreement(signature(whole), signature(cut)) == pytest.approx(0.9, abs=0.12)
    assert agreement(signature(whole), signature(half)) == pytest.approx(0.33, abs=0.18)
    assert agreement(signature(whole), signature(text(3))) < 0.1


def test_bands_miss_no_pair_that_is_alike():
    chance = random.Random(1)
    row = np.frombuffer(signature(text(1)), "<u4")
    for _ in range(200):
        other = row.copy()
        other[chance.sample(range(SIZE), SIZE - ALIKE)] += 1
        pairs = zip(bands(row.tobytes()), bands(other.tobytes()), strict=True)
        assert any(one == same for one, same in pairs)


def test_bands_fit_a_signed_integer_of_64_bits():
    assert len(bands(signature(text(1)))) == BANDS
    assert all(0 <= band < 2**63 for band in bands(signature(text(1))))


def test_a_copy_is_linked_to_the_oldest_article_with_its_text():
    story = text(1)
    agency = f"ROMA (ANSA) – {story}"
    cut = " ".join(story.split()[:290])
    assert links(
        [
            ("b", "2024-05-02", story),
            ("a", None, cut),
            ("c", "2024-05-01", agency),
            ("d", "2024-04-01", text(2)),
        ]
    ) == {"a": "c", "b": "c"}


def test_of_one_day_the_first_id_is_the_original():
    assert links([("z", "2024-01-01", text(1)), ("y", "2024-01-01", text(1))]) == {"z": "y"}


def test_an_update_links_to_the_first_version_through_those_between():
    """Each version adds a tenth: neighbours are alike, the first and the last are not."""
    words = text(1, 1000).split()
    versions = [" ".join(words[start : start + 700]) for start in range(0, 300, 30)]
    assert all(agreement(signature(a), signature(b)) > 0.8 for a, b in pairwise(versions))
    assert agreement(signature(versions[0]), signature(versions[-1])) < 0.6
    found = links((str(i), f"2024-01-{i + 1:02}", version) for i, version in enumerate(versions))
    assert found == {str(i): "0" for i in range(1, 10)}


def news():
    """Two hundred articles, a third of them copies with a change."""
    chance = random.Random(5)
    for i in range(200):
        words = text(i % 140).split()
        words[chance.randrange(300)] = "changed"
        yield f"n{i}", chance.choice([None, f"2024-01-{i % 28 + 1:02}"]), " ".join(words)


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "facts.db") as store:
        yield store


def save(store, articles):
    pairs = []
    for id, date, text in articles:
        raw = Raw("here", f"{id}.txt", id, ".txt", text.encode(), date=date)
        article = Article(id, text, "en", date=date)
        pairs.append((raw, Outcome(raw.name, article, signature=signature(text))))
    store.save(1, "v", pairs)


def linked(store):
    link_copies(store)
    return {entry.article.id: entry.copy_of for entry in store.articles() if entry.copy_of}


def test_a_store_gives_the_same_links_whatever_the_order(store, tmp_path):
    articles = list(news())
    save(store, articles)
    expected = linked(store)
    assert len(expected) >= 50 and expected == links(articles)
    random.Random(1).shuffle(articles)
    with Store.open(tmp_path / "other.db") as other:
        for some in (articles[:50], articles[50:120], articles[120:]):
            save(other, some)
            linked(other)
        assert linked(other) == expected


def test_copies_of_what_is_gone_are_linked_anew(store):
    articles = [(id, f"2024-01-0{day}", text(1)) for day, id in enumerate("abc", start=1)]
    save(store, articles)
    assert linked(store) == {"b": "a", "c": "a"}
    store.remove(["a.txt"])
    assert linked(store) == {"c": "b"}
    save(store, [("b", "2024-01-02", text(2))])
    assert linked(store) == {}


def test_a_crowd_of_like_texts_is_linked_in_time():
    """Market reports share most of their words: a thousand in one band."""
    words = text(1, 300).split()
    articles = [(f"{i:04}", "2024-01-01", " ".join([*words, f"number{i}"])) for i in range(1000)]
    shelf = Shelf(articles)
    start = time.process_time()
    assert link_copies(shelf) == 999
    assert set(shelf.links.values()) == {"0000"}
    assert time.process_time() - start < 5
