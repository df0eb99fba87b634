"""The staff: one address a person, roles that only an admin gives, and always an admin left."""

from dataclasses import replace

import pytest

from domain.problems import Conflict, Forbidden, Invalid, Unauthenticated
from domain.roles import Role
from domain.signin import SignIn
from tests.conftest import PASSWORD, Ask, person


async def test_somebody_hired_with_a_password_can_sign_in(ask: Ask, signin: SignIn) -> None:
    hired = await ask("create_user", name="Ramon Vega", email="Ramon@Ridgeline.example", password="long enough")
    signed_in = await signin.sign_in("ramon@ridgeline.example", "long enough")
    assert (signed_in.actor.user_id, signed_in.actor.role) == (hired["id"], Role.TECH)


async def test_a_password_is_nowhere_in_the_audit(ask: Ask) -> None:
    await ask("create_user", name="Ramon Vega", email="ramon@ridgeline.example", password="long enough")
    assert "long enough" not in str(await ask("list_audit"))


@pytest.mark.parametrize("email", ["owen@ridgeline.example", "OWEN@ridgeline.example", "nora@lakeshore.example"])
async def test_an_address_belongs_to_one_person_of_the_installation(ask: Ask, email: str) -> None:
    with pytest.raises((Invalid, Conflict), match="another"):
        await ask("create_user", name="Somebody Else", email=email, password="long enough")


async def test_a_new_address_moves_the_sign_in_along(ask: Ask, signin: SignIn) -> None:
    await ask("update_user", id="owen", email="owen.c@ridgeline.example")
    assert (await signin.sign_in("owen.c@ridgeline.example", PASSWORD)).actor.user_id == "owen"
    with pytest.raises(Unauthenticated):
        await signin.sign_in("owen@ridgeline.example", PASSWORD)


async def test_a_new_password_ends_the_old_sign_ins(ask: Ask, signin: SignIn) -> None:
    token = (await signin.sign_in("owen@ridgeline.example", PASSWORD)).token
    await ask("update_user", id="owen", password="another one")
    with pytest.raises(Unauthenticated):
        await signin.actor_of(token)


async def test_who_is_deactivated_is_out_at_once(ask: Ask, signin: SignIn) -> None:
    token = (await signin.sign_in("owen@ridgeline.example", PASSWORD)).token
    await ask("update_user", id="owen", active=False)
    with pytest.raises(Unauthenticated):
        await signin.actor_of(token)


@pytest.mark.parametrize("change", [{"role": "office"}, {"active": False}])
async def test_the_last_admin_stays_one(ask: Ask, change: dict[str, object]) -> None:
    with pytest.raises(Conflict, match="last admin"):
        await ask("update_user", id="dana", **change)
    await ask("update_user", id="priya", role="admin")
    await ask("update_user", id="dana", **change)


@pytest.mark.parametrize("who", ["priya", "owen", "mike-a"])
async def test_nobody_below_admin_gives_roles(ask: Ask, who: str) -> None:
    with pytest.raises(Forbidden):
        await ask("update_user", id=who, role="admin", by=person(who))


@pytest.mark.parametrize("role", ["operator", "customer", "owner"])
async def test_no_role_beyond_the_staff_is_given(ask: Ask, role: str) -> None:
    with pytest.raises(Invalid):
        await ask("update_user", id="owen", role=role)


async def test_phones_are_kept_as_e164(ask: Ask) -> None:
    assert (await ask("update_user", id="luis", phone="(303) 555-0199"))["phone"] == "+13035550199"
    with pytest.raises(Invalid, match="area code"):
        await ask("update_user", id="luis", phone="call me maybe")


async def test_skills_are_found_by_their_words(ask: Ask) -> None:
    found = await ask("list_users", skills=["water heater"], role="tech")
    assert [each["id"] for each in found["items"]] == ["mike-o"]


@pytest.mark.parametrize("who", ["dana", "priya", "owen", "mike-a"])
async def test_everybody_on_the_staff_may_ask_who_they_are(ask: Ask, who: str) -> None:
    me = await ask("get_me", by=person(who))
    assert (me["id"], me["company"]) == (who, "Ridgeline Home Services")


async def test_a_customer_has_no_profile(ask: Ask) -> None:
    customer = replace(person("dana"), role=Role.CUSTOMER, user_id=None, contact_id="maria-garcia")
    with pytest.raises(Forbidden):
        await ask("get_me", by=customer)
