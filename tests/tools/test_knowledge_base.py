"""The knowledge base through the one door: asked, quoted, written, and what is for the staff alone."""

import pytest

from domain.context import Actor
from domain.problems import Forbidden, NeedsConfirmation, NotFound
from domain.roles import Role
from tests.conftest import Ask, person

CALLER = Actor("ridgeline", Role.CALLER)
MARIA = Actor("ridgeline", Role.CUSTOMER, "Maria Garcia", contact_id="maria-garcia")


@pytest.mark.parametrize("by", [CALLER, MARIA, person("luis"), person("owen")])
async def test_anybody_is_told_what_an_article_says(ask: Ask, by: Actor) -> None:
    looked = await ask("list_articles", search="how late can i cancel without a fee", by=by)
    assert looked["answers"] == [
        {
            "articleId": "kb-3",
            "title": "Cancellation policy",
            "quote": "A visit can be cancelled free of charge up to four hours before it starts. "
            "After that a 49 dollar trip fee applies.",
        }
    ]
    assert (looked["items"][0]["id"], looked["items"][0]["quote"]) == ("kb-3", looked["answers"][0]["quote"])


async def test_what_nobody_wrote_down_is_not_answered(ask: Ask) -> None:
    assert (await ask("list_articles", search="do you sell solar panels", by=CALLER))["answers"] == []
    assert (await ask("list_articles", search="asdf qwerty"))["count"] == 0


async def test_what_is_for_the_staff_is_kept_from_others(ask: Ask) -> None:
    made = await ask("create_article", title="Refusing service", body="Hang up on rude people.", internal=True)
    assert (await ask("list_articles", search="refusing service", by=person("luis")))["answers"]
    assert (await ask("list_articles", search="refusing service", by=CALLER))["count"] == 0
    with pytest.raises(NotFound):
        await ask("get_article", id=made["id"], by=MARIA)
    await ask("update_article", id=made["id"], internal=False)
    assert (await ask("list_articles", search="refusing service", by=CALLER))["count"] == 1


async def test_only_the_office_writes(ask: Ask) -> None:
    for by in (CALLER, MARIA, person("luis")):
        with pytest.raises(Forbidden):
            await ask("create_article", title="Free for all", body="Everything is free.", by=by)


async def test_a_search_is_a_page_best_first_and_sorts_if_asked(ask: Ask) -> None:
    for number in range(4):
        await ask("create_article", title=f"Filters {number}", body="About filters.", tags=["HVAC"])
    looked = await ask("list_articles", search="filters", limit=2, offset=1, tags=["hvac"])
    assert (len(looked["items"]), looked["count"]) == (2, 4)
    backwards = await ask("list_articles", search="filters", sort="-title", tags=["hvac"])
    assert [each["title"] for each in backwards["items"]] == [f"Filters {number}" for number in (3, 2, 1, 0)]
    assert (await ask("list_articles", tags=["hvac"], internal=False))["count"] == 4
    assert (await ask("list_articles", tags=["hva"]))["count"] == 0


async def test_by_voice_nothing_that_is_written_is_lost_unasked(ask: Ask) -> None:
    with pytest.raises(NeedsConfirmation, match="in place of all that the article Cancellation policy says"):
        await ask("update_article", id="kb-3", body="six hours now not four", channel="voice")
    more = await ask("update_article", id="kb-3", addition="Storms are excused.", channel="voice")
    assert more["body"].endswith("trip fee applies.\n\nStorms are excused.")
