"""Filling templates: what is wrong is told with its line, and nothing a template does reaches beyond its child."""

import asyncio
import json
import sys
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain import rendering
from domain.problems import Invalid
from domain.rendering import Fault, filled, must_read, unknown

MARIA = {"contact": {"firstName": "Maria", "company": None}}


async def body(source: str, data: Any = MARIA) -> str | Fault:
    [told] = await filled({"body": source}, [data])
    return told if isinstance(told, Fault) else told["body"]


async def test_blanks_are_filled_for_each_reader() -> None:
    told = await filled(
        {"subject": "For {{ contact.firstName }}", "body": "{% if contact.vip %}Thank you!{% endif %}\n"},
        [{"contact": {"firstName": name, "vip": name == "Bob"}} for name in ("Maria", "Bob")],
    )
    assert told == [{"subject": "For Maria", "body": ""}, {"subject": "For Bob", "body": "Thank you!"}]


async def test_what_is_not_known_of_somebody_is_left_empty() -> None:
    assert await body("Hi {{ contact.company }}!") == "Hi !"


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("Hi\n\n{{ contact.frstName }}", "Line 3 of the body: there is no frstName here"),
        ("Hi\n{{ customer }}", "Line 2 of the body: there is no customer here"),
        ("\n{{ 1 / 0 }}", "Line 2 of the body: divides by zero"),
        (
            "\n{{ ''.__class__.__mro__[1].__subclasses__() }}",
            "Line 2 of the body: uses something that templates may not",
        ),
        ("{{ contact.update({'firstName': 1}) }}", "Line 1 of the body: uses something that templates may not"),
        ("{% include '/etc/passwd' %}", "Line 1 of the body: cannot be filled in"),
        ("{% macro f() %}{{ f() }}{% endmacro %}\n{{ f() }}", "Line 1 of the body: is nested too deeply"),
        ("{{ 'a' * 10**9 }}", "Line 1 of the body: takes too much memory"),
        ("{% for a in [1] * 999 %}{% for b in [1] * 999 %}ab{% endfor %}{% endfor %}", "The body becomes too long"),
    ],
)
async def test_what_is_wrong_is_told_with_its_line(source: str, sentence: str) -> None:
    assert str(await body(source)).startswith(sentence)


async def test_a_loop_without_end_ends_with_its_child(monkeypatch: pytest.MonkeyPatch) -> None:
    nested = "{% for a in [1] * 9999 %}" * 3 + "{% endfor %}" * 3
    with pytest.raises(Invalid, match="takes too long"):
        await body(nested)
    monkeypatch.setattr(rendering, "WITHIN", 0.01)
    with pytest.raises(Invalid, match="takes too long"):
        await body("Hi")


async def test_one_readers_trouble_is_not_anothers() -> None:
    told = await filled({"body": "{{ 1 / contact.debts }}"}, [{"contact": {"debts": debts}} for debts in (0, 2)])
    assert isinstance(told[0], Fault)
    assert told[1] == {"body": "0.5"}


async def test_the_child_has_an_empty_environment_and_is_kept_small() -> None:
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-I", "-S", "-c"),
        "import sys, os, json, resource; sys.argv = ['', sys.argv[2]]\n"
        f"sys.path.insert(0, {str(rendering.CHILD.parent)!r})\n"
        "import rendering_child; rendering_child.limit()\n"
        "kinds = (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_FSIZE)\n"
        "print(json.dumps([resource.getrlimit(kind)[1] for kind in kinds]))",
        rendering.WHERE_JINJA_IS,
        "",
        stdout=asyncio.subprocess.PIPE,
        env={},
    )
    answer, _ = await child.communicate()
    assert json.loads(answer) == [256 * 1024 * 1024, 2, 0]


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("Hi\n{% for x in %}", "Line 2 of the body: Expected an expression"),
        ("Hi {{ contact.firstName }\n", "Line 1 of the body: unexpected '}'"),
        ("{{ " + "(" * 3000 + ")" * 3000 + " }}", "The body is nested too deeply"),
    ],
)
def test_what_cannot_be_read_is_refused_by_field(source: str, sentence: str) -> None:
    with pytest.raises(Invalid) as refused:
        must_read({"subject": "fine", "body": source})
    assert refused.value.sentence.startswith(sentence)
    assert [each.field for each in refused.value.errors] == ["body"]


@settings(deadline=None)
@given(st.text(alphabet="{}%# abc\n.|'\"()[]-*", max_size=40))
def test_any_text_is_read_or_refused(source: str) -> None:
    with suppress(Invalid):
        must_read({"body": source})


def test_blanks_that_nothing_is_put_in_are_found_without_filling() -> None:
    known = {"contact": ["name", "firstName"], "invoice": ["lines"]}
    source = "{% for line in invoice.lines %}{{ loop.index }} {{ line.what }}{% endfor %}\n{{ contact.age }} {{ who }}"
    assert sorted(str(fault) for fault in unknown({"body": source}, known)) == [
        "Line 2 of the body: there is no contact.age; there is contact.name or contact.firstName",
        "Line 2 of the body: there is no who here; there is contact or invoice",
    ]
