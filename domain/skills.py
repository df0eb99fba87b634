"""What technicians can do, and what visits need."""

from __future__ import annotations

import re
from collections.abc import Iterable

from storage.jobs import Job
from storage.users import User


def known(skills: Iterable[str] | None) -> frozenset[str]:
    """Skills written one way: "Water-Heater" and "water heater" are one."""
    return frozenset(re.sub(r"[\s_-]+", " ", each).strip().casefold() for each in skills or ())


def can(tech: User, job: Job) -> bool:
    """Whether a technician can do a job.

    A job that does not say what it needs can be done by whoever has it, and by anybody who can do all that they can:
    the dispatcher chose them, and what for is not known.
    """
    needed = known(job.skills)
    if not needed and job.tech is not None:
        return tech.id == job.tech_id or known(job.tech.skills) <= known(tech.skills)
    return needed <= known(tech.skills)
