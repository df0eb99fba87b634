"""The job's states, whatever is asked in whatever order."""

from typing import Any, get_args

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.jobs import NEXT, Status
from domain.problems import Conflict, Invalid
from tests.conftest import Ask

STATUSES = get_args(Status)
TIMES = st.sampled_from([None, "2026-04-06T08:00:00-06:00", "2026-04-07T13:00:00-06:00"])
STEPS = st.one_of(
    st.tuples(st.just("update_job_status"), st.fixed_dictionaries({"status": st.sampled_from(STATUSES)})),
    st.tuples(st.just("update_job_status"), st.fixed_dictionaries({"status": st.sampled_from(STATUSES)})),
    st.tuples(st.just("assign_job"), st.fixed_dictionaries({"techId": st.sampled_from(["tasha", "luis"])})),
    st.tuples(
        st.just("update_job"),
        st.fixed_dictionaries({}, optional={"status": st.sampled_from(STATUSES), "scheduledStart": TIMES}),
    ),
)


def holds(job: dict[str, Any]) -> bool:
    """What is true of every job at every moment."""
    finished = (job["completedAt"] is not None) == (job["status"] == "completed")
    planned = job["scheduledStart"] is not None or job["status"] != "scheduled"
    return finished and planned and not (job["status"] == "unscheduled" and job["scheduledStart"])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, min_size=3, max_size=12))
async def test_no_sequence_of_calls_reaches_a_forbidden_state(
    ask: Ask, steps: list[tuple[str, dict[str, Any]]]
) -> None:
    job = await ask("create_job", contactId="wei-zhang", title="Furnace", scheduledStart="2026-04-05T08:00:00-06:00")
    for operation, facts in steps:
        try:
            await ask(operation, id=job["id"], **facts)
        except (Conflict, Invalid):
            assert await ask("get_job", id=job["id"]) == job
            continue
        after = await ask("get_job", id=job["id"])
        assert holds(after)
        assert reachable(job["status"], after["status"])
        job = after


def reachable(before: Status, after: Status) -> bool:
    """Whether one call may lead from a state to another; a time given or taken plans or unplans a job on the way."""
    through: set[Status] = {"unscheduled", "scheduled"} if before in ("unscheduled", "scheduled") else {before}
    return after in through or any(after in NEXT[each] for each in through)
