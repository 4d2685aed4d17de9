"""What posts say in the roles of a match."""

from trees import tree

from pipeline.facts import Mention
from pipeline.post import Post, held, single, told

DOC = tree("en", "chairman/NOUN/root/0 and/CCONJ/cc/3 mayor/NOUN/conj/1 left=leave/VERB/dep/1")
ANNA = {"person": (Mention("Anna Rossi"),)}
ROLES = ("person", "title", "organization", "place")


def post(i, **more):
    span = DOC[i : i + 1]
    return Post(i, i + 1, span, "company", titles=(span,), **more)


def values(roles):
    return {role: [m.value for m in mentions] for role, mentions in roles.items()}


def test_a_title_is_told_as_it_stands():
    assert told(DOC[2:3]) == Mention("mayor", "mayor", 13, 18)


def test_a_unit_ends_where_it_must():
    unit = post(2).unit(stop=3)
    assert (unit.type, unit.start, unit.end, unit.text) == ("post", 2, 3, "mayor")


def test_titles_at_one_organization_are_one():
    (roles,) = held([post(0, organization=Mention("Ford")), post(2)], ANNA, ROLES)
    assert values(roles) == {
        "person": ["Anna Rossi"],
        "title": ["chairman", "mayor"],
        "organization": ["Ford"],
    }


def test_titles_at_two_organizations_are_two():
    found = list(
        held(
            [post(0, organization=Mention("Ford")), post(2, organization=Mention("Fiat"))],
            ANNA,
            ROLES,
        )
    )
    assert [values(roles)["title"] for roles in found] == [["chairman"], ["mayor"]]


def test_without_posts_roles_stay_and_others_are_left_out():
    assert list(held([], ANNA, ROLES)) == [ANNA]
    (roles,) = held([post(0, organization=Mention("Ford"))], ANNA, ("person", "title"))
    assert "organization" not in roles


def test_the_titles_of_one_span():
    both = Post(0, 3, DOC[0:3], "company", titles=(DOC[0:1], DOC[2:3]))
    assert list(single(DOC[0:3], both)) == [DOC[0:1], DOC[2:3]]
    assert list(single(DOC[0:1], None)) == [DOC[0:1]]
    assert list(single(None, None)) == []
