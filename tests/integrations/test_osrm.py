"""Roads by OSRM, against a stand-in that speaks its wire format."""

import pytest

from domain.ports import Drive, Leg, Place, RoutingFailed
from integrations.osrm import Osrm
from tests.loopback_osrm import osrm

DENVER, ARVADA, AURORA = Place(39.74, -104.99), Place(39.80, -105.09), Place(39.74, -104.86)


async def test_a_table_has_each_way_in_seconds_and_meters() -> None:
    async with osrm() as server:
        travel = await Osrm(server.url).table([DENVER, ARVADA, AURORA])
    assert travel.seconds == [[0, 160, 130], [160, 0, 290], [130, 290, 0]]
    assert travel.meters[0] == [0, 1600, 1300]
    assert server.asked[0].startswith("/table/v1/driving/-104.990000,39.740000;-105.090000,39.800000;")


async def test_a_large_table_is_put_together_from_blocks_that_a_server_answers() -> None:
    places = [Place(39.0 + place / 100, -105.0) for place in range(120)]
    async with osrm() as server:
        travel = await Osrm(server.url).table(places)
    assert len(server.asked) == 9
    assert [row[0] for row in travel.seconds] == [10 * place for place in range(120)]
    assert travel.seconds[3][119] == travel.seconds[119][3] == 1160


async def test_a_drive_has_its_legs_and_its_shape() -> None:
    async with osrm() as server:
        drive = await Osrm(f"{server.url}/").drive([DENVER, ARVADA, AURORA])
    assert drive == Drive([Leg(160, 1600), Leg(290, 2900)], "_p~iF~ps|U")


async def test_where_no_road_leads_is_told() -> None:
    async with osrm() as server:
        server.nowhere = {(-105.09, 39.80)}
        travel = await Osrm(server.url).table([DENVER, ARVADA])
        assert travel.seconds == [[0, None], [None, 0]]
        with pytest.raises(RoutingFailed, match="Impossible route"):
            await Osrm(server.url).drive([DENVER, ARVADA])


@pytest.mark.parametrize("broken", [(502, "<html>Bad gateway</html>"), (200, "[]"), (200, '{"code": "Ok"}')])
async def test_something_else_in_its_place_is_no_answer(broken: tuple[int, str]) -> None:
    async with osrm() as server:
        server.broken = broken
        for asked in (Osrm(server.url).table, Osrm(server.url).drive):
            with pytest.raises(RoutingFailed, match="routing server"):
                await asked([DENVER, ARVADA])


async def test_a_server_that_is_away_is_told() -> None:
    async with osrm() as server:
        away = Osrm(server.url)
    with pytest.raises(RoutingFailed, match="does not answer"):
        await away.table([DENVER])
