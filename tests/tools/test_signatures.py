"""Signatures through the one door."""

import pytest

from domain.problems import Missing
from tests.conftest import Ask, person


async def test_a_signature_is_found_by_job_and_part_of_the_name(ask: Ask) -> None:
    await ask("create_signature", jobId="job-1044", signerName="Catherine Lee", by=person("tasha"))
    await ask("create_signature", jobId="job-1042", signerName="Maria Garcia")
    found = await ask("list_signatures", signerName="catherine")
    assert [(each["jobNumber"], each["signerName"], each["url"]) for each in found["items"]] == [
        (1044, "Catherine Lee", None)
    ]
    assert (await ask("list_signatures", jobId="job-1042"))["count"] == 1
    assert (await ask("list_signatures", by=person("luis")))["count"] == 0


async def test_somebody_must_have_signed(ask: Ask) -> None:
    with pytest.raises(Missing, match="signerName"):
        await ask("create_signature", jobId="job-1044")
