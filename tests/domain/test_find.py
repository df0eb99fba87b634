"""Words to a record, over the demo world and over an account too large to look at whole."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from domain import demo
from domain.companies import Companies
from domain.context import Actor, Context
from domain.find import FEW, find, ranked
from domain.problems import Ambiguous, NotFound
from domain.roles import Role
from storage.base import Record
from storage.contacts import Contact, ContactTag
from storage.database import Database
from storage.inventory import InventoryItem
from storage.jobs import Job
from storage.users import User
from tests.conftest import person

Find = Callable[..., Awaitable[str]]


@pytest.fixture
def found(database: Database) -> Find:
    """`await found(Contact, "john smith", by=person("luis"))`: the id of the one that is meant."""

    async def looked_up(kind: type[Record], words: str, by: Actor | None = None, **options: object) -> str:
        actor = by or person("dana")
        company = await Companies(database).of(actor.account_id)
        async with database.transaction(actor.account_id, eye=actor.eye, write=False) as session:
            ctx = Context(session, actor, company, demo.demo_now, "voice")
            return (await find(ctx, kind, words, field="id", **options)).id  # type: ignore[arg-type]

    return looked_up


@pytest.mark.parametrize(
    ("kind", "words", "meant"),
    [
        (Contact, "maria garcia", "maria-garcia"),
        (Contact, "john smith on oak", "john-smith-oak"),
        (Contact, "lin win", "linh-nguyen"),
        (Contact, "the dentist", "patel-dental"),
        (Contact, "bobby johnson", "bob-johnson"),
        (User, "wit field", "dana"),
        (User, "mike a", "mike-a"),
        (Job, "the garcia job", "job-1042"),
        (Job, "linh's sink", "job-1045"),
        (Job, "the sewer camera one", "job-1051"),
        (Job, "john smith's job", "job-1043"),
        (Job, "the cancelled toilet job", "job-1055"),
        (Job, "ten forty two", "job-1042"),
        (Job, "job 1050", "job-1050"),
        (ContactTag, "the slow payer tag", "tag-late"),
        (InventoryItem, "the igniter", "item-ignitor"),
    ],
)
async def test_one_is_meant(found: Find, kind: type[Record], words: str, meant: str) -> None:
    assert await found(kind, words) == meant


@pytest.mark.parametrize(
    ("kind", "words", "question"),
    [
        (Contact, "john smith", "Which contact: John Smith, 77 Pine Court or John Smith, 418 Oak Street?"),
        (User, "mike", "Which user: Mike Alvarez or Mike O'Brien?"),
        (Job, "the furnace job", "Which job: Furnace not heating, Maria Garcia or Furnace replacement, Wei Zhang?"),
    ],
)
async def test_several_are_told_apart_by_what_differs(
    found: Find, kind: type[Record], words: str, question: str
) -> None:
    with pytest.raises(Ambiguous) as asked:
        await found(kind, words)
    assert asked.value.sentence == question


async def test_nothing_by_that_name_offers_the_near_misses(found: Find) -> None:
    with pytest.raises(NotFound) as missed:
        await found(Contact, "maria gonzales")
    assert {each.id for each in missed.value.near} >= {"maria-garcia", "maria-garza"}
    with pytest.raises(NotFound, match="There is no job 1099") as missed:
        await found(Job, "ten ninety nine")
    assert missed.value.near == ()


async def test_what_the_speaker_does_not_see_is_not_found(found: Find) -> None:
    assert await found(Contact, "john smith", by=person("mike-a")) == "john-smith-oak"
    with pytest.raises(NotFound) as missed:
        await found(Job, "linh's sink", by=person("mike-a"))
    assert "job-1045" not in {each.id for each in missed.value.near}
    assert await found(Contact, "john smith", by=person("lk-nora", "lakeshore")) == "lk-john-smith"
    assert await found(Job, "ten forty two", by=person("lk-nora", "lakeshore")) == "lk-job-1042"


async def test_what_was_just_spoken_of_is_meant_among_equals(found: Find) -> None:
    assert await found(Contact, "john smith", near={"john-smith-oak": 1.0}) == "john-smith-oak"


@pytest.fixture
async def crowd(database: Database) -> Database:
    """The demo world among enough others that only the index leads to anybody."""
    async with database.transaction("ridgeline") as session:
        for place in range(FEW + 1):
            one, other = divmod(place, 26)
            name = f"{'BDFGKLMNPR'[one]}olver {chr(97 + other)}antropp"
            session.add(Contact(id=f"c{place}", name=name.title()))
            session.add(Job(id=f"j{place}", number=5000 + place, title="Yearly service", contact_id="walter-krause"))
    return database


@pytest.mark.usefixtures("crowd")
@pytest.mark.parametrize(
    ("kind", "words", "meant"),
    [
        (Contact, "maria garsia", "maria-garcia"),
        (Contact, "see oban murphy", "siobhan-murphy"),
        (Contact, "bob johnston", "bob-johnson"),
        (Contact, "john smith over on oak", "john-smith-oak"),
        (Contact, "the patel dentist", "patel-dental"),
        (Contact, "krause", "walter-krause"),
        (Contact, "deshawncarter", "deshawn-carter"),
        (Job, "linh's sink", "job-1045"),
        (Job, "the sewer camera one", "job-1051"),
        (Job, "the garcia furnace", "job-1042"),
        (Job, "ten forty two", "job-1042"),
    ],
)
async def test_one_is_meant_among_many(found: Find, kind: type[Record], words: str, meant: str) -> None:
    assert await found(kind, words) == meant


@pytest.mark.usefixtures("crowd")
async def test_namesakes_among_many_are_still_asked_about(found: Find) -> None:
    with pytest.raises(Ambiguous) as asked:
        await found(Contact, "john smith")
    assert {each.id for each in asked.value.candidates} >= {"john-smith-oak", "john-smith-pine"}


async def test_everything_that_fits_is_ranked_best_first(database: Database) -> None:
    company = await Companies(database).of("ridgeline")
    async with database.transaction("ridgeline", write=False) as session:
        ctx = Context(session, Actor("ridgeline", Role.ADMIN), company, demo.demo_now, "system")
        matches = await ranked(ctx, Contact, "maria garsia")
    assert [match.candidate.id for match in matches][:2] == ["maria-garcia", "maria-garza"]
    assert 1 >= matches[0].score > matches[1].score > 0
