"""The child that solves rotas with VROOM: requests come in on stdin, answers go out on stdout, a line of JSON each.

A process of its own: VROOM holds Python's lock while it searches, so that nobody could be answered meanwhile, and it
takes a second to load. It imports nothing of ours.
"""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from datetime import timedelta
from typing import Any, BinaryIO

# How thoroughly it searches, by how many visits there are; and when it stops in any case.
THOROUGH = ((100, 5), (250, 3), (10_000, 1))
WITHIN = timedelta(seconds=3)
# VROOM shares its time among its searches: a small board, searched through long before, is never cut short by a busy
# machine, so that the same board gives the same proposal.
SMALL, AMPLY = 20, timedelta(seconds=15)
TO_THE_FIRST = 36  # steps that the way from the base may take before the first visit can begin: three hours
MOST_IMPORTANT = 100


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer requests until there are no more."""
    import vroom

    while line := requests.readline():
        answers.write(json.dumps(solved(vroom, json.loads(line))).encode() + b"\n")
        answers.flush()


def solved(vroom: Any, asked: dict[str, Any]) -> dict[str, Any]:
    """Each shift's tasks in their order; from nothing, and where `start` is given, from that order too."""
    orders = [_order(vroom, asked, None)]
    if asked.get("start"):
        # an order that cannot be driven is nothing to start from
        with suppress(vroom._vroom.VroomInputException):
            orders.append(_order(vroom, asked, asked["start"]))
    return {"orders": orders}


def _order(vroom: Any, asked: dict[str, Any], start: list[list[int]] | None) -> list[list[int]]:
    problem = _problem(vroom, asked, start)
    level = next(level for most, level in THOROUGH if len(asked["tasks"]) <= most)
    within = AMPLY if len(asked["tasks"]) <= SMALL else WITHIN
    solution = problem.solve(exploration_level=level, nb_threads=1, timeout=within)
    orders: list[list[int]] = [[] for _ in asked["shifts"]]
    for route in solution.to_dict()["routes"]:
        orders[route["vehicle"]] = [step["id"] for step in route["steps"] if step["type"] == "job"]
    return orders


def _problem(vroom: Any, asked: dict[str, Any], start: list[list[int]] | None) -> Any:
    problem = vroom.Input()
    anywhere = len(asked["steps"])
    problem.set_durations_matrix("car", _with_anywhere(asked["steps"]))
    problem.set_costs_matrix("car", _with_anywhere(asked["seconds"]))
    groups = {tuple(task["shifts"]): place for place, task in enumerate(asked["tasks"])}
    for number, shift in enumerate(asked["shifts"]):
        opens, closes = shift["span"]
        problem.add_vehicle(
            vroom.Vehicle(
                number,
                start=anywhere if shift["begins"] is None else shift["begins"],
                skills={group for shifts, group in groups.items() if number in shifts},
                time_window=vroom.TimeWindow(max(0, opens - TO_THE_FIRST), closes),
                breaks=[
                    vroom.Break(place, time_windows=[vroom.TimeWindow(begin, begin)], service=end - begin)
                    for place, (begin, end) in enumerate(shift["breaks"])
                ],
                steps=[vroom.VehicleStepSingle(task) for task in start[number]] if start else [],
            )
        )
    for number, task in enumerate(asked["tasks"]):
        problem.add_job(
            vroom.Job(
                number,
                location=task["place"],
                default_service=task["length"],
                skills={groups[tuple(task["shifts"])]},
                time_windows=[vroom.TimeWindow(*window) for window in task["windows"]],
                priority=min(task["weight"], MOST_IMPORTANT),
            )
        )
    return problem


def _with_anywhere(matrix: list[list[int]]) -> list[list[int]]:
    """The matrix with one place more, no way from any other: where a day begins that begins with its first visit."""
    return [*([*row, 0] for row in matrix), [0] * (len(matrix) + 1)]


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
