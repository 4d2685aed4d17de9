"""Train what ours are measured against: the stock architecture in its default settings.

spaCy's small packages have one tok2vec for tags and trees and one for the names, and plain gold
data. This trains the same on the data of ours, for as many steps, without what we add to it (text
parsed by a teacher, names in disguise, quotes made of treebank sentences, our own schedule):

    python models/train.py read it        # once
    python models/yardstick.py it         # → build/train/it/yardstick
"""

from __future__ import annotations

import random
from pathlib import Path

import spacy
import typer
from spacy.cli.init_config import init_config
from thinc.api import Config
from train import (
    TREES,
    WORK,
    Lang,
    Steps,
    Work,
    fit,
    grouped,
    load,
    names_dev,
    save,
    to_words,
    trees_dev,
    tuned,
)


def default_shape(lang: str, pipes: list[str]) -> Config:
    """The settings that `spacy init config --optimize efficiency` gives for these components."""
    shape = init_config(lang=lang, pipeline=pipes, optimize="efficiency", gpu=False)
    shape["training"]["patience"] = 0  # as many steps as ours
    return Config({part: shape[part] for part in ("nlp", "components", "corpora", "training")})


def train_yardstick(lang: Lang, work: Work = WORK, steps: Steps = 9000) -> None:
    """Train both networks on gold data alone and join them."""
    out, rng, nlp = work / lang, random.Random(11), tuned(spacy.blank(lang))
    parts = {"trees": TREES, "entities": ["tok2vec", "ner"]}
    for part, pipes in parts.items():
        gold = [to_words(doc) for doc in load(out / f"{part}.spacy", nlp.vocab)]
        corpus = out / f"yardstick_{part}.spacy"
        save(grouped(nlp.vocab, gold, rng, 4), corpus)
        dev = (names_dev if part == "entities" else trees_dev)(nlp.vocab, out)
        fit(
            lang, pipes, (corpus, dev), out / f"yardstick_{part}", steps, default_shape(lang, pipes)
        )
    trees = spacy.load(out / "yardstick_trees" / "model-best")
    names = spacy.load(out / "yardstick_entities" / "model-best")
    names.replace_listeners("tok2vec", "ner", ["model.tok2vec"])
    trees.add_pipe("ner", source=names)
    trees.to_disk(out / "yardstick")
    print(f"{Path(out / 'yardstick')}: trained for {steps} steps each")


if __name__ == "__main__":
    typer.run(train_yardstick)
