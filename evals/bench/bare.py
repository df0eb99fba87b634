"""The barest thing that could answer: starlette over sqlite3, with the same rows and the same fields as our cards.

No sign-in, no permission, no isolation, no model of anything: `python -m evals.bench.bare FILE PORT`.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

ROWS = """
select jobs.id, jobs.created_at as createdAt, jobs.updated_at as updatedAt, jobs.number, jobs.title, jobs.description,
  jobs.contact_id as contactId, contacts.name as contactName, jobs.tech_id as techId, users.name as techName,
  jobs.status, jobs.priority, jobs.scheduled_start as scheduledStart, jobs.scheduled_end as scheduledEnd,
  jobs.window_start as windowStart, jobs.window_end as windowEnd, jobs.skills, jobs.completed_at as completedAt,
  jobs.address, contacts.city, jobs.lat, jobs.lng, jobs.notes, jobs.lead_id as leadId, jobs.quote_id as quoteId
from jobs left join contacts on contacts.account_id = jobs.account_id and contacts.id = jobs.contact_id
  left join users on users.account_id = jobs.account_id and users.id = jobs.tech_id
where jobs.account_id = 'ridgeline' and jobs.deleted_at is null
"""
ONE = ROWS + "and jobs.id = ?"
MANY = ROWS + "order by jobs.created_at desc, jobs.id limit ? offset ?"
COUNT = "select count(*) from jobs where account_id = 'ridgeline' and deleted_at is null"


def application(file: str) -> Starlette:
    """One job and a page of jobs, straight from the file."""
    connection = sqlite3.connect(file, check_same_thread=False)
    connection.row_factory = sqlite3.Row

    async def one(request: Request) -> Response:
        row = connection.execute(ONE, [request.path_params["id"]]).fetchone()
        return _answer(_shown(row)) if row else Response(status_code=404)

    async def many(request: Request) -> Response:
        asked = request.query_params
        limit, offset = int(asked.get("limit", 50)), int(asked.get("offset", 0))
        items = [_shown(row) for row in connection.execute(MANY, [limit, offset])]
        count = connection.execute(COUNT).fetchone()[0]
        return _answer({"items": items, "count": count, "limit": limit, "offset": offset})

    return Starlette(routes=[Route("/api/jobs", many), Route("/api/jobs/{id}", one)])


def _shown(row: sqlite3.Row) -> dict[str, Any]:
    shown = dict(row)
    start, end = shown.pop("windowStart"), shown.pop("windowEnd")
    return {**shown, "skills": json.loads(shown["skills"]), "promisedWindow": start and {"start": start, "end": end}}


def _answer(body: Any) -> Response:
    return Response(json.dumps(body), media_type="application/json")


if __name__ == "__main__":
    uvicorn.run(application(sys.argv[1]), port=int(sys.argv[2]), log_level="warning")
