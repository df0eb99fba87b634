"""An installation with photos, recordings, documents and lasting work about somebody: erased, and no byte is left."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pydantic import SecretStr

from domain.context import Ports
from domain.links import Links
from domain.outbox import Carrier
from domain.passwords import Passwords
from domain.ports import DeliveryFailed, Run
from domain.webhooks import WORK as WEBHOOK
from integrations.durable import DbosWork
from integrations.elevenlabs_webhooks import POST_CALL, ElevenLabsWebhooks
from integrations.files import LocalFiles
from integrations.typst import TypstPrinter
from storage import webhook_events
from storage.journal import Journal
from storage.outbox import Parcel
from tests.conftest import QUICK_HASH, Ask, person
from tests.domain.test_campaign_sending import Postbox
from tests.lasting import Hands
from tests.pdf import read
from tests.tools.test_erasure import ADDRESS, EMAIL, NAME, PHONE, TRACES, lived
from tests.tools.test_job_photos import picture, upload
from tools.call import Call
from tools.lasting import works
from tools.perform import Desk, perform

pytestmark = pytest.mark.xdist_group("dbos")
HERE, MAILING = "https://callout.example", f"Spring tune-up for {NAME}"
STEPS = [
    {"operation": "create_contact_note", "arguments": {"id": "{job.contactId}", "body": "Ask {contact.name}."}},
    {"waitSeconds": 3 * 86_400},
    {"approval": "A free check for {contact.name}"},
]


@dataclass
class Installation:
    """A folder with all that an installation keeps, and who does its work."""

    folder: Path
    desk: Desk
    hands: Hands
    post: Postbox
    durable: DbosWork
    journal: Journal
    done: dict[str, asyncio.Event] = field(default_factory=dict)

    async def passes(self) -> None:
        """The undo window passes, and what is due leaves, until nothing more does."""
        ports = replace(self.desk.ports, durable=self.durable)
        carrier = Carrier(self.desk.database, self.desk.companies, ports, self.hands, self.journal)
        self.hands.on(timedelta(seconds=11))
        while await carrier.deliver_due():
            self.hands.on(timedelta(seconds=11))

    async def comes_to(self, step: str) -> None:
        await asyncio.wait_for(self.done.setdefault(step, asyncio.Event()).wait(), 30)


@dataclass
class Watched:
    """A run that tells when it has gone through a step of a kind of work, or sleeps."""

    run: Run
    work: str
    told: dict[str, asyncio.Event]

    async def step(self, name: str, work: Any) -> Any:
        came = await self.run.step(name, work)
        self.told.setdefault(self.work, asyncio.Event()).set()
        return came

    async def sleep(self, seconds: float) -> None:
        self.told.setdefault(f"{self.work} sleeps", asyncio.Event()).set()
        await self.run.sleep(seconds)


@pytest.fixture
async def here(desk: Desk, tmp_path: Path) -> AsyncIterator[Installation]:
    hands, post, done = Hands(), Postbox(), dict[str, asyncio.Event]()
    ports = Ports(
        mailer=post,
        files=LocalFiles(tmp_path / "files"),
        printer=TypstPrinter(),
        links=Links(HERE, b"a secret of this test"),
        webhooks={"elevenlabs": ElevenLabsWebhooks(SecretStr("of this test"))},
        passwords=Passwords(QUICK_HASH),
    )
    made = replace(desk, clock=hands, ports=ports)

    def watched(name: str) -> Any:
        async def work(run: Run, told: Mapping[str, str]) -> None:
            await works(made)[name](Watched(run, name, done), told)

        return work

    durable = DbosWork(f"sqlite:///{tmp_path / 'work.db'}", {name: watched(name) for name in works(made)})
    journal = Journal.open(tmp_path / "outbox")
    yield Installation(tmp_path, made, hands, post, durable, journal, done)
    await durable.close()
    journal.close()


@pytest.fixture
def ask_here(here: Installation) -> Ask:
    async def performed(operation: str, /, **given: Any) -> Any:
        key = given.pop("key", None)
        return (await perform(here.desk, Call(operation, given, person("dana"), key=key))).plain()

    return performed


async def dealt_with(here: Installation, ask: Ask) -> dict[str, str]:
    """Somebody of whom there is a picture, a recording, a document, a mailing, a transcript and work that waits."""
    made = await lived(ask)
    files, name = here.desk.ports.need_files(), NAME.encode()
    about = Image.Exif()
    about[0x010E] = f"{NAME}, {ADDRESS}"
    await ask("upload_job_photo", id=made["job"], file=upload(picture(exif=about)), caption=f"{NAME}'s furnace")
    voice = await files.keep("ridgeline", "call.wav", b"RIFF of " + name + PHONE.encode(), "audio/wav")
    said = f"Caller: this is Zebulon, of {ADDRESS}"
    call = {"phone": PHONE, "transcript": said, "recordingUrl": HERE + voice, "durationSeconds": 61}
    await ask("create_call_log", contactId=made["contact"], **call)
    unknown = await files.keep("ridgeline", "unknown.wav", b"RIFF of another call of " + name, "audio/wav")
    await ask("create_call_log", **{**call, "recordingUrl": HERE + unknown})
    await told_by_webhook(here)
    await ask("send_invoice", id=made["invoice"])
    here.post.refuses[EMAIL] = DeliveryFailed("The mail server is busy.")
    await here.passes()
    await ask("create_payment", invoiceId=made["invoice"], amount="9.00", method="cash")
    here.post.refuses.clear()  # so another PDF is printed for it
    template = await ask("create_email_template", name="Tune-up", subject="For {{ contact.name }}", body="Hello.")
    campaign = (await ask("create_campaign", name=MAILING, templateId=template["id"]))["id"]
    await ask("add_campaign_recipients", id=campaign, contactId=made["contact"])
    await ask("send_campaign", id=campaign)
    workflow = (await ask("create_workflow", name="After a tune-up", steps=STEPS))["id"]
    await ask("trigger_workflow", id=workflow, jobId=made["job"])
    await here.passes()
    for each in (WEBHOOK, "send_campaign", "run_workflow sleeps"):
        await here.comes_to(each)
    await here.passes()
    return {**made, "workflow": workflow}


async def told_by_webhook(here: Installation) -> None:
    """A call that ElevenLabs tells of."""
    phone = {"external_number": PHONE, "agent_number": "+13035550100", "direction": "inbound"}
    about = {
        "conversation_id": "conv-1",
        "metadata": {"phone_call": phone, "start_time_unix_secs": 1, "call_duration_secs": 5},
        "transcript": [{"role": "user", "message": f"It is Zebulon, my gate code is 99, and I live at {ADDRESS}"}],
        "analysis": {"transcript_summary": "Zebulon wants a tune-up"},
    }
    async with here.desk.database.transaction("ridgeline", now=here.hands) as session:
        told = {"event_id": "e-1", "kind": POST_CALL, "payload": {"type": POST_CALL, "data": about}}
        now = here.hands()
        event = await webhook_events.keep(session, provider="elevenlabs", happened_at=now, **told)
        arguments = {"account": "ridgeline", "event": event}
        payload = {"work": WEBHOOK, "arguments": arguments}
        session.add(Parcel(kind="work", payload=payload, record_id=event, due_at=now))


def kept(folder: Path) -> dict[Path, bytes]:
    """Every file of the installation; a PDF with its words beside its bytes, which are packed."""
    files = {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    return {file: data + (read(data).encode() if file.suffix == ".pdf" else b"") for file, data in files.items()}


def left(folder: Path) -> list[tuple[str, str]]:
    """Which files have which traces of the person."""
    forms = (*TRACES, PHONE, EMAIL.upper(), base64.b64encode(NAME.encode()).decode())
    return [
        (file.name, trace)
        for file, data in kept(folder).items()
        for trace in forms
        if trace.encode() in data or trace.encode("utf-16-le") in data
    ]


async def test_no_file_of_the_installation_has_a_byte_of_them(here: Installation, ask_here: Ask) -> None:
    made = await dealt_with(here, ask_here)
    names = {file.name for file in kept(here.folder)}
    assert {"callout.db", "work.db"} <= names
    assert {".jpg", ".wav", ".pdf", ".journal"} <= {file.suffix for file in kept(here.folder)}
    told_in = {name.rpartition(".")[2] for name, _ in left(here.folder)}
    assert {"jpg", "wav", "pdf"} <= told_in
    assert EMAIL in [each.to for each in here.post.sent]
    work = here.folder / "work.db"
    assert any(made["workflow"].encode() in data or b"run_workflow" in data for data in kept(work.parent).values())
    await ask_here("erase_contact", id=made["contact"])
    assert left(here.folder) == []
    await here.durable.close()
    await here.desk.database.close()
    assert left(here.folder) == []
