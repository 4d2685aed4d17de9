"""Numbers that are names measure nothing."""

from trees import tree

from pipeline.fullnames import Name
from pipeline.labels import without_labels
from pipeline.values import find_values


def left(text, names=()):
    doc = tree("en", text)
    values = find_values(doc.text, lang="en", date=None)
    return [v.text for v in without_labels(values, doc, names)]


def test_a_number_behind_a_maker_is_a_model():
    text = "Boeing/PROPN/compound/3 787/NUM/nummod/3 planes=plane/NOUN/root/0"
    assert left(text, [Name(0, 1, "organization", "Boeing")]) == []
    assert left("about/ADV/advmod/2 787/NUM/root/0") == ["about 787"]


def test_it_is_one_wherever_the_text_repeats_it():
    text = (
        "Boeing/PROPN/compound/3 787/NUM/nummod/3 planes=plane/NOUN/root/0\n"
        "the/DET/det/2 787/NUM/root/0"
    )
    assert left(text, [Name(0, 1, "organization", "Boeing")]) == []
