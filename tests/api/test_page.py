"""The page in a real browser, against the real server: sign in, type, see what was done, answer a question."""

from __future__ import annotations

import base64
import re

from playwright.async_api import Page, expect

from tests.api.conftest import IN_THE_BROWSER, PATIENT

pytestmark = IN_THE_BROWSER


async def sign_in(page: Page, name: str) -> None:
    """Sign in with the demo's button."""
    await page.get_by_role("button", name=re.compile(f"Sign in as {name}")).click()
    await expect(page.locator("#composer[data-state=ready]")).to_be_visible(timeout=PATIENT)


async def say(page: Page, text: str) -> None:
    """Type something and send it."""
    await page.locator("#text").fill(text)
    await page.keyboard.press("Enter")


async def test_a_typed_command_is_done_and_shown(page: Page) -> None:
    await sign_in(page, "Priya")
    await say(page, "give the sewer camera job to luis")
    await expect(page.locator("article.call[data-operation=assign_job]")).to_be_visible(timeout=PATIENT)
    await expect(page.locator(".turn.callout .words").last).to_contain_text("Luis Ortega has job 1051", timeout=PATIENT)


async def test_deleting_waits_for_the_button_and_no_leaves_it(page: Page) -> None:
    await sign_in(page, "Dana")
    await say(page, "delete job ten forty")
    await expect(page.locator("#asks")).to_contain_text("Delete job 1040", timeout=PATIENT)
    await page.locator("#asks").get_by_role("button", name=re.compile("^No")).click()
    await expect(page.locator(".turn.callout .words").last).to_contain_text("left it", timeout=PATIENT)
    await say(page, "what's job ten forty")
    await expect(page.locator(".turn.callout .words").last).to_contain_text("1040", timeout=PATIENT)


async def test_an_export_is_fetched_with_a_click(page: Page) -> None:
    await sign_in(page, "Owen")
    await say(page, "export the contacts")
    async with page.expect_download() as fetching:
        await page.get_by_role("link", name=re.compile(r"Download contacts-2026-03-10\.csv")).click()
    fetched = await (await fetching.value).path()
    assert "Maria Garcia" in fetched.read_text(encoding="utf-8-sig")


async def test_yes_deletes(page: Page) -> None:
    await sign_in(page, "Dana")
    await say(page, "delete job ten forty one")
    await page.locator("#asks").get_by_role("button", name=re.compile("^Yes")).click()
    await expect(page.locator("article.call[data-operation=delete_job]")).to_be_visible(timeout=PATIENT)


async def test_a_wrong_password_is_said_and_nothing_is_shown(page: Page) -> None:
    await page.get_by_label(re.compile("e-?mail", re.IGNORECASE)).fill("dana@ridgeline.example")
    await page.get_by_label(re.compile("password", re.IGNORECASE)).fill("not it")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("do not match")).to_be_visible(timeout=PATIENT)


async def test_a_section_shows_what_one_looks_at_and_names_it_for_the_agent(page: Page, address: str) -> None:
    await sign_in(page, "Dana")
    await page.get_by_role("tab", name="Money").click()
    overdue = page.locator("#section").get_by_role("button", name=re.compile("#2002"))
    await expect(overdue).to_contain_text("Overdue", timeout=PATIENT)
    await overdue.click()
    await expect(page.locator("#text")).to_have_value("invoice 2002 ")
    await page.get_by_role("tab", name="Tickets").click()
    told = page.locator("#section .lane", has=page.get_by_text("What callers are told"))
    await expect(told.get_by_role("button", name=re.compile("Cancellation policy"))).to_contain_text(
        "four hours", timeout=PATIENT
    )
    await page.request.post(f"{address}/api/review-requests", data={"jobId": "job-1041"})
    await page.get_by_role("tab", name="Campaigns").click()
    asked = page.locator("#section .lane", has=page.get_by_text("Reviews"))
    await expect(asked.get_by_role("button", name=re.compile("Robert Johnson"))).to_be_visible(timeout=PATIENT)


async def test_a_technician_is_offered_no_section_that_is_not_theirs(page: Page) -> None:
    await sign_in(page, "Luis")
    await expect(page.get_by_role("tab", name="Stock")).to_be_visible(timeout=PATIENT)
    await expect(page.get_by_role("tab", name="Money")).to_have_count(0)


async def test_what_somebody_else_books_shows_up_by_itself(page: Page, address: str) -> None:
    await sign_in(page, "Priya")
    await expect(page.locator("#lanes .job").first).to_be_visible(timeout=PATIENT)
    booked = {"contactId": "maria-garcia", "title": "Leak under the sink"}
    answer = await page.request.post(f"{address}/api/jobs", data=booked)
    assert answer.status == 201, await answer.text()
    await expect(page.locator("#lanes .job", has_text="Leak under the sink")).to_be_visible(timeout=PATIENT)


async def test_a_rule_is_turned_off_and_on_with_a_click(page: Page) -> None:
    await sign_in(page, "Dana")
    await page.get_by_role("tab", name="Rules").click()
    await expect(page.locator("#section h3", has_text="By itself")).to_be_visible(timeout=PATIENT)
    await page.get_by_role("button", name="Review after completed job: turn off").click()
    await expect(page.locator("#section h3", has_text="Turned off")).to_be_visible(timeout=PATIENT)
    await page.get_by_role("button", name="Review after completed job: turn on").click()
    await expect(page.locator("#section h3", has_text="By itself")).to_be_visible(timeout=PATIENT)


async def test_connections_say_what_is_to_be_set(page: Page) -> None:
    await sign_in(page, "Dana")
    await page.get_by_role("tab", name="Connections").click()
    shown = page.locator("#section")
    await expect(shown).to_contain_text("No mailbox is connected yet", timeout=PATIENT)
    await expect(shown).to_contain_text("CALLOUT_GMAIL_CLIENT_SECRET")
    await expect(shown).to_contain_text("/api/integrations/microsoft/callback")
    assert await shown.get_by_role("button").count() == 0, "there is nothing to press before it is set up"


async def test_the_voice_that_callers_hear_is_chosen_by_keys(page: Page) -> None:
    await sign_in(page, "Dana")
    await page.get_by_role("tab", name="Settings").click()
    voice = page.get_by_label("Voice that callers hear")
    await expect(voice.locator("option")).to_have_text(["The usual voice", "Ada", "Bea"], timeout=PATIENT)
    await voice.focus()
    async with page.expect_response(re.compile("/api/account/settings$")) as saving:
        await page.keyboard.type("B")
    assert (await saving.value).ok
    await page.reload()
    await page.get_by_role("tab", name="Settings").click()
    await expect(voice).to_have_value("v2", timeout=PATIENT)


async def test_what_waits_is_approved_with_a_key(page: Page) -> None:
    await sign_in(page, "Dana")
    await page.get_by_role("tab", name="Approvals").click()
    await page.get_by_role("button", name="Approve: Discount of 15 percent on quote 302").press("Enter")
    await expect(page.locator("#section h3", has_text="Decided")).to_be_visible(timeout=PATIENT)
    await expect(page.locator("#section h3", has_text="Waiting")).to_have_count(0)


async def test_an_admin_sees_what_is_used_and_an_operator_which_companies_are_hosted(page: Page) -> None:
    await sign_in(page, "Dana")
    await page.get_by_role("tab", name="Billing").click()
    await expect(page.locator("#section figcaption", has_text="Used this month")).to_be_visible(timeout=PATIENT)
    await page.get_by_role("button", name="Sign out").click()
    await sign_in(page, "Olive")
    await expect(page.locator("#section .job", has_text="Lakeshore Plumbing")).to_be_visible(timeout=PATIENT)


FAKED_PUSH = """() => {
  const said = { endpoint: "https://push.example.com/of-this-test", keys: { p256dh: KEY, auth: AUTH } };
  let kept = null;
  Notification.requestPermission = async () => window.answers ?? "granted";
  PushManager.prototype.getSubscription = async () => kept;
  PushManager.prototype.subscribe = async ({ userVisibleOnly, applicationServerKey }) => {
    if (!userVisibleOnly || applicationServerKey.length !== 87) throw new DOMException("", "InvalidAccessError");
    kept = { toJSON: () => said, unsubscribe: async () => { kept = null; return true; } };
    return kept;
  };
}"""


async def test_pushes_are_turned_on_and_off_by_keys_and_a_refusal_says_why(page: Page) -> None:
    text = [base64.urlsafe_b64encode(each).decode() for each in (b"\x04" + bytes(64), bytes(16))]
    await page.evaluate(FAKED_PUSH.replace("KEY", repr(text[0])).replace("AUTH", repr(text[1])))
    await sign_in(page, "Luis")
    switch = page.locator("#push")
    await expect(switch).to_have_text("Notifications off", timeout=PATIENT)
    await page.evaluate("window.answers = 'denied'")
    await switch.press("Enter")
    await expect(page.locator(".turn.notice")).to_contain_text("This browser blocks notifications", timeout=PATIENT)
    await page.evaluate("window.answers = 'granted'")
    async with page.expect_response(re.compile("/api/push/register$")) as signing_up:
        await switch.press("Enter")
    assert (await signing_up.value).ok, await (await signing_up.value).text()
    await expect(switch).to_have_text("Notifications on", timeout=PATIENT)
    await expect(switch).to_have_attribute("aria-pressed", "true")
    async with page.expect_response(lambda answer: answer.request.method == "DELETE") as signing_off:
        await switch.press("Enter")
    assert (await signing_off.value).status == 204
    await expect(switch).to_have_text("Notifications off", timeout=PATIENT)
    await expect(switch).to_be_focused()


async def test_an_operators_page_asks_for_nothing_that_is_refused(page: Page) -> None:
    refused: list[str] = []
    page.on("response", lambda answer: refused.append(answer.url) if answer.status == 403 else None)
    await sign_in(page, "Olive")
    await expect(page.locator("#section .job", has_text="Lakeshore Plumbing")).to_be_visible(timeout=PATIENT)
    await page.reload()
    await expect(page.locator("#section .job", has_text="Lakeshore Plumbing")).to_be_visible(timeout=PATIENT)
    assert refused == []
