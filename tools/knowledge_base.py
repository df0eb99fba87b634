"""The knowledge base: what people are told, word for word."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field, StringConstraints
from sqlalchemy import ColumnElement

from domain import knowledge_base as rules
from domain.context import Context
from storage.knowledge_base import Article
from tools.card import Card, Page, Wire
from tools.listing import Listing
from tools.operation import Fields
from tools.resource import Resource

Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Body = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=50_000)]
Tag = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=50)]
Tags = Annotated[list[Tag], Field(max_length=50, description="What it is about: plumbing, policy.")]
Internal = Annotated[bool, Field(description="Whether it is for the staff alone.")]


class ArticleCard(Card):
    """An article as it is shown; found by a search, with the sentences of it that answer."""

    title: str
    body: str
    tags: list[str]
    internal: bool
    quote: str | None = None

    def spoken(self, now: datetime) -> str:
        return self.title


class Answer(Wire):
    """What may be said in answer: sentences of an article, as they stand in it."""

    article_id: str
    title: str
    quote: str


class Articles(Page[ArticleCard]):
    """A part of the articles; after a search the best first, with the answers that can be vouched for, if any can."""

    search: str | None = None
    answers: list[Answer] = Field([], description="Empty where no article answers with enough certainty.")


class ArticleFields(Fields):
    """What an article says."""

    title: Annotated[Title, Field(description="What it is about, as people would ask for it.")]
    body: Annotated[Body, Field(description="What is so, in whole sentences: they are quoted as they stand.")]
    tags: Tags = Field([])
    internal: Internal = False


class ArticleChanges(Fields):
    """What of an article can be changed."""

    title: Title = ""
    addition: Annotated[Body | None, Field(description="Something to add below what it says.")] = None
    body: Annotated[Body, Field(description="All that it says, in place of what is there.")] = ""
    tags: Tags = Field([])
    internal: Internal = False


articles = Resource(
    Article,
    ArticleCard,
    "/knowledge-base",
    "article",
    search=("title", "body"),
    sort="title",
    permits="knowledge-base",
)


class ArticleListing(articles.listing()):  # type: ignore[misc]
    """Which articles."""

    search: Annotated[str | None, Field(max_length=500, description="A question, or words to look for.")] = None
    tags: list[str] = Field([], max_length=20, description="Tags that they all carry.")
    internal: Annotated[bool | None, Field(description="Only what is for the staff alone, or only what is not.")] = None


@articles.read(
    "GET ",
    "how often should I change my filter",
    "do you guys take credit cards",
    "what articles do we have on furnaces",
    "show me the knowledge base",
    card=ArticleCard,
)
async def list_articles(ctx: Context, listing: ArticleListing) -> Articles:
    """Look up in the knowledge base what answers a question, or list its articles."""
    within = rules.carrying(listing.tags)
    words = (listing.search or "").strip()
    if not words:
        page = await articles.page(ctx, listing, *within)
        return Articles(items=page.items, count=page.count, limit=page.limit, offset=page.offset)
    if listing.internal is not None:
        within.append(Article.internal.is_(listing.internal))
    return await _looked_up(ctx, listing, words, within)


async def _looked_up(ctx: Context, listing: Listing, words: str, within: list[ColumnElement[bool]]) -> Articles:
    """The page of what a search found: best first, or as it is to be sorted."""
    looked = await rules.look_up(ctx, words, within)
    found = await articles.page(ctx, Listing(sort=listing.sort, limit=200), Article.id.in_(looked.ids))
    cards = found.items if listing.sort else sorted(found.items, key=lambda card: looked.ids.index(card.id))
    for card in cards:
        card.quote = looked.quotes[card.id]
    titles = {card.id: card.title for card in cards}
    return Articles(
        items=cards[listing.offset : listing.offset + listing.limit],
        count=len(cards),
        limit=listing.limit,
        offset=listing.offset,
        search=words,
        answers=[Answer(article_id=each, title=titles[each], quote=looked.quotes[each]) for each in looked.answers],
    )


get_article = articles.get("read me the water heater warranty article", "open the limit switch how to")


@articles.write(
    "POST ",
    "write up an article called how to bleed a radiator",
    "put down in the knowledge base that we don't service propane",
    done="Wrote the article {it.title}.",
)
async def create_article(ctx: Context, fields: ArticleFields) -> Article:
    """Write an article of the knowledge base."""
    article = Article(**fields.given())
    ctx.session.add(article)
    return article


def _replacing(values: dict[str, Any]) -> str | None:
    return "Put that in place of all that the article {article.title} says?" if values["body"] else None


@articles.write(
    "PATCH /{article}",
    "change the cancellation policy, it's six hours now, not four",
    "rename the limit switch article",
    "tag the radiator guide with boiler",
    asks_when=_replacing,
    done="Changed the article {it.title}.",
)
async def update_article(ctx: Context, article: Article, changes: ArticleChanges) -> Article:
    """Change what an article says, its title or its tags."""
    return rules.change_article(article, changes.given())


delete_article = articles.delete(
    "get rid of the water heater warranty article",
    ask="Delete the article {article.title} for good?",
    done="Deleted the article {article.title}.",
)
