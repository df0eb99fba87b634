"""Routes: stops in driving order, when somebody is at each, and the way between."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from domain.context import Ports
from domain.problems import Forbidden
from integrations.osrm import Osrm
from storage.accounts import Account
from tests.conftest import Ask, person
from tests.loopback_osrm import OsrmServer, osrm
from tools.call import Call
from tools.perform import Desk, perform

MIKE = {"techId": "mike-a", "date": "2026-03-10"}


async def test_a_route_has_its_stops_in_driving_order_and_the_way_between(ask: Ask) -> None:
    (route,) = (await ask("list_routes", **MIKE))["items"]
    first, second = route["stops"]
    assert [(each["number"], each["position"]) for each in route["stops"]] == [(1042, 1), (1047, 2)]
    assert (first["arrival"], first["travelSeconds"]) == ("2026-03-10T14:00:00Z", None)
    assert (second["arrival"], second["lateSeconds"]) == ("2026-03-10T19:00:00Z", 0)
    assert second["spareSeconds"] == 3 * 3600 - second["travelSeconds"]
    assert (route["travelSeconds"], route["distanceMeters"]) == (second["travelSeconds"], second["distanceMeters"])
    assert (route["by"], route["shape"], route["unlocated"]) == ("estimate", None, 0)


async def test_who_cannot_be_there_in_time_is_late_by_what_is_missing(ask: Ask) -> None:
    await ask("update_job", id="job-1047", scheduledStart="2026-03-10T10:00:00-06:00")
    (route,) = (await ask("list_routes", **MIKE))["items"]
    last = route["stops"][1]
    assert last["lateSeconds"] == last["travelSeconds"] > 0
    await ask("update_job_status", id="job-1042", status="completed")
    assert (await ask("list_routes", **MIKE))["items"][0]["stops"][1]["lateSeconds"] == 0


async def test_a_visit_at_another_address_has_no_place_until_it_is_pinned(ask: Ask) -> None:
    await ask("update_job", id="job-1047", address="1 Elsewhere Road")
    (route,) = (await ask("list_routes", **MIKE))["items"]
    assert (route["stops"][1]["lat"], route["stops"][1]["travelSeconds"], route["unlocated"]) == (None, None, 1)
    await ask("capture_job_location", id="job-1047", lat=39.76, lng=-105.0)
    (route,) = (await ask("list_routes", **MIKE))["items"]
    assert (route["stops"][1]["lat"], route["unlocated"]) == (39.76, 0)


async def test_everybodys_day_leaves_out_who_has_none_and_a_technician_sees_the_own(ask: Ask) -> None:
    tomorrow = await ask("list_routes", date="2026-03-11")
    assert [(each["techName"], len(each["stops"])) for each in tomorrow["items"]] == [
        ("Mike O'Brien", 1),
        ("Tasha Green", 1),
    ]
    own = await ask("list_routes", by=person("luis"))
    assert [each["techId"] for each in own["items"]] == ["luis"]
    with pytest.raises(Forbidden):
        await ask("list_routes", techId="sam", by=person("luis"))


@pytest.fixture
async def roads() -> AsyncIterator[OsrmServer]:
    """A server that knows the roads."""
    async with osrm() as server:
        yield server


async def told(desk: Desk, roads: OsrmServer) -> Any:
    """Mike's route, by road."""
    by_road = replace(desk, ports=replace(desk.ports, routing=Osrm(roads.url)))
    outcome = await perform(by_road, Call("list_routes", MIKE, person("dana")))
    return outcome.plain()["items"][0]


async def test_where_roads_are_known_the_way_is_by_road_and_has_a_shape(desk: Desk, roads: OsrmServer) -> None:
    route = await told(desk, roads)
    assert (route["by"], route["shape"], route["travelSeconds"]) == ("roads", "_p~iF~ps|U", 24)
    roads.broken = (503, "busy")
    route = await told(desk, roads)
    assert (route["by"], route["shape"]) == ("estimate", None)
    assert route["travelSeconds"] > 24


async def test_the_day_begins_at_the_base_where_the_account_names_one(desk: Desk) -> None:
    async with desk.database.platform() as session:
        account = await session.get_one(Account, "ridgeline")
        account.settings = {**account.settings, "base": {"lat": 39.70, "lng": -105.0}}
    desk.companies.forget("ridgeline")
    (route,) = (await perform(desk, Call("list_routes", MIKE, person("dana")))).plain()["items"]
    assert route["start"] == {"lat": 39.70, "lng": -105.0}
    assert route["stops"][0]["travelSeconds"] > 0
    assert Ports().routing is not desk.ports.routing
