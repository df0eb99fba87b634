"""Sums that must hold whatever the lines are: rounding, tax and totals."""

from collections import namedtuple
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.money import line_amount, rounded, summed, written

Line = namedtuple("Line", "amount taxable")
COIN = {"USD": Decimal("0.01"), "JPY": Decimal(1), "KWD": Decimal("0.01")}
amounts = st.decimals(-1_000_000, 1_000_000, places=2)
prices = st.decimals(0, 1_000_000, places=2)
quantities = st.decimals(0, 100_000, places=3)
rates = st.decimals(0, 1, places=6)
currencies = st.sampled_from(sorted(COIN))


def lines_of(currency: str) -> st.SearchStrategy[list[Line]]:
    cut = amounts.map(lambda amount: rounded(amount, currency))
    return st.lists(st.builds(Line, cut, st.booleans()), max_size=30)


@pytest.mark.parametrize(
    ("amount", "currency", "nearest"),
    [("0.005", "USD", "0.01"), ("-0.005", "USD", "-0.01"), ("2.5", "JPY", "3"), ("1.0049", "EUR", "1.00")],
)
def test_halves_go_away_from_zero(amount: str, currency: str, nearest: str) -> None:
    assert str(rounded(Decimal(amount), currency)) == nearest


@given(quantities, prices, currencies)
def test_a_line_is_within_half_a_coin_of_the_exact_product(quantity: Decimal, price: Decimal, currency: str) -> None:
    amount = line_amount(quantity, price, currency)
    assert abs(amount - quantity * price) <= COIN[currency] / 2
    assert amount % COIN[currency] == 0
    assert line_amount(quantity, -price, currency) == -amount


@given(st.data(), rates, currencies)
def test_totals_add_up_and_no_order_changes_them(data: st.DataObject, rate: Decimal, currency: str) -> None:
    lines = data.draw(lines_of(currency))
    sums = summed(lines, rate, currency)
    assert sums.total == sums.subtotal + sums.tax
    assert sums.subtotal == sum(line.amount for line in lines)
    exact = rate * sum(line.amount for line in lines if line.taxable)
    assert abs(sums.tax - exact) <= COIN[currency] / 2
    assert summed(data.draw(st.permutations(lines)), rate, currency) == sums


@given(st.data(), currencies)
def test_what_is_not_taxable_bears_no_tax(data: st.DataObject, currency: str) -> None:
    exempt = [Line(line.amount, False) for line in data.draw(lines_of(currency))]
    assert summed(exempt, Decimal("0.25"), currency).tax == 0


def test_an_amount_is_written_as_on_a_page() -> None:
    assert [written(Decimal(amount), "USD") for amount in ("1240.5", "-20", "0")] == ["$1,240.50", "-$20.00", "$0.00"]
    assert written(Decimal(1200), "JPY") == "¥1,200"
