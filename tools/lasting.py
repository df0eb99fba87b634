"""The table of contents of lasting work: what rules do in the background, and what passes the door as a call."""

from __future__ import annotations

from collections.abc import Mapping

from domain import lasting
from domain.automation_rules import WORK as CARRY_OUT_RULE
from domain.ports import Work
from domain.workflows import WORK as RUN_WORKFLOW
from tools.automation_running import Running
from tools.perform import Desk
from tools.workflow_running import Running as WorkflowsRunning


def works(desk: Desk) -> Mapping[str, Work]:
    """What can be begun."""
    background = lasting.works(desk.database, desk.companies, desk.ports, desk.clock)
    acting = {CARRY_OUT_RULE: Running(desk).work, RUN_WORKFLOW: WorkflowsRunning(desk).work}
    return {name: lasting.patient(work) for name, work in {**background, **acting}.items()}
