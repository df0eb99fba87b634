"""E-mail templates: kept if they can be read, doubted where nothing fills a blank, shown as a customer gets them."""

from typing import Any

import pytest

from domain.problems import Forbidden, Invalid, NotFound
from tests.conftest import Ask, person


async def test_a_template_is_shown_as_a_customer_gets_it(ask: Ask) -> None:
    shown = await ask("preview_email_template", id="tpl-spring", contactId="maria-garcia")
    assert shown == {
        "subject": "Time for your AC tune-up, Maria",
        "body": "Hi Maria, book your spring tune-up before April 15 and save 20 dollars.",
        "contactId": "maria-garcia",
        "invoiceId": None,
        "madeUp": [],
    }
    church = await ask("create_contact", company="First Hall")
    assert "Hi First Hall," in (await ask("preview_email_template", id="tpl-spring", contactId=church["id"]))["body"]


async def test_without_a_customer_one_is_made_up_and_that_is_said(ask: Ask) -> None:
    shown = await ask("preview_email_template", id="tpl-spring")
    assert (shown["subject"], shown["madeUp"]) == ("Time for your AC tune-up, Jordan", ["contact"])


async def test_an_invoice_fills_its_blanks_and_names_its_customer(ask: Ask) -> None:
    shown = await ask("preview_email_template", id="tpl-late", invoiceId="inv-2002")
    assert (shown["subject"], shown["contactId"], shown["madeUp"]) == ("Invoice 2002 is past due", "bob-johnson", [])
    assert shown["body"].startswith("Hi Robert, invoice 2002 for $")
    longest = await ask("preview_email_template", id="tpl-late", contactId="bob-johnson")
    assert longest["invoiceId"] == "inv-2002"
    assert (await ask("preview_email_template", id="tpl-late", contactId="wei-zhang"))["madeUp"] == ["invoice"]


async def test_the_companys_own_name_stands_in_its_blank(ask: Ask) -> None:
    made = await ask("create_email_template", name="Thanks", body="Thank you!\n{{ company.name }}, {{ company.phone }}")
    shown = await ask("preview_email_template", id=made["id"])
    assert shown["body"] == "Thank you!\nRidgeline Home Services, +13035550100"


@pytest.mark.parametrize("operation", ["create_email_template", "update_email_template"])
async def test_what_cannot_be_read_is_refused_with_its_line(ask: Ask, operation: str) -> None:
    given = {"name": "Broken"} if operation == "create_email_template" else {"id": "tpl-spring"}
    with pytest.raises(Invalid) as refused:
        await ask(operation, **given, body="Hi {{ contact.firstName }},\n{% if contact.city %}hello.")
    assert "Line 2 of the body" in refused.value.sentence
    assert [each.field for each in refused.value.errors] == ["body"]
    assert (await ask("get_email_template", id="tpl-spring"))["body"].endswith("20 dollars.")


async def test_a_blank_for_which_there_is_nothing_is_told_when_saved_and_refused_when_filled(ask: Ask) -> None:
    made = await ask("create_email_template", name="Typo", subject="Hi", body="Dear\n{{ contact.frstName }}")
    assert made["problems"][0].startswith(
        "Line 2 of the body: there is no contact.frstName; there is contact.firstName"
    )
    with pytest.raises(Invalid, match=r"Line 2 of the body: there is no contact\.frstName"):
        await ask("preview_email_template", id=made["id"])
    assert (await ask("update_email_template", id=made["id"], body="Dear {{ contact.firstName }}"))["problems"] == []


@pytest.mark.parametrize("wrong", [{"name": " "}, {"subject": "two\nlines"}, {"body": None}, {"body": "x" * 50_001}])
async def test_what_is_no_mail_is_refused_by_field(ask: Ask, wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refused:
        await ask("update_email_template", id="tpl-spring", **wrong)
    assert [each.field for each in refused.value.errors] == list(wrong)


async def test_templates_are_the_offices_alone(ask: Ask) -> None:
    assert (await ask("list_email_templates", search="past due", by=person("owen")))["count"] == 1
    with pytest.raises(Forbidden):
        await ask("list_email_templates", by=person("mike-a"))
    with pytest.raises(NotFound):
        await ask("preview_email_template", id="tpl-spring", by=person("lk-nora", "lakeshore"))
