"""The knowledge base: which articles answer a question, and the very sentences that do."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, func, select

from domain import passages
from domain.context import Context
from domain.passages import Found, Question
from storage.knowledge_base import Article

WORTH_SHOWING, AS_GOOD = 0.25, 0.85
MOST_ANSWERS, MOST_SHOWN = 2, 200


@dataclass(frozen=True, slots=True)
class Looked:
    """What a search found: the articles, best first, what of each answers, and those that may be given as answers."""

    ids: list[str] = field(default_factory=list)
    quotes: dict[str, str] = field(default_factory=dict)
    answers: list[str] = field(default_factory=list)


async def look_up(ctx: Context, words: str, within: Sequence[ColumnElement[bool]] = ()) -> Looked:
    """Search the articles that this person may see for what answers a question."""
    rows = await ctx.session.execute(select(Article.id, Article.title, Article.body, Article.tags).where(*within))
    texts = [passages.Text(article_id, title, body, tuple(tags)) for article_id, title, body, tags in rows]
    if not texts:
        return Looked()
    question = Question(words, texts)
    found = question.ranked()
    shown = [each for each in found[:MOST_SHOWN] if each.score >= WORTH_SHOWING * found[0].score]
    return Looked(
        [each.text.id for each in shown],
        {each.text.id: question.quote(each.text) for each in shown},
        [each.text.id for each in answering(found)],
    )


def answering(found: Sequence[Found]) -> list[Found]:
    """Those that may be given as the answer: the best if it is sure, and another that is as good."""
    return [each for each in found[:MOST_ANSWERS] if each.sure and each.score >= AS_GOOD * found[0].score]


def carrying(tags: Sequence[str]) -> list[ColumnElement[bool]]:
    """The criteria for articles that carry every one of these tags, however they are written."""
    written = func.lower(cast(Article.tags, Text))
    return [written.contains(json.dumps(tag.strip().lower()), autoescape=True) for tag in tags if tag.strip()]


def change_article(article: Article, facts: dict[str, Any]) -> Article:
    """Change just the facts that are given; what is added goes below what is there."""
    addition = facts.pop("addition", None)
    for name, value in facts.items():
        setattr(article, name, value)
    if addition:
        article.body = f"{article.body}\n\n{addition}"
    return article
