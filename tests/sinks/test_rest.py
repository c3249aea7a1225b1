"""Where a KPI has more scopes than there is room for: what is shown, and the rest, are everything, exactly."""

from collections import Counter, defaultdict
from fractions import Fraction
from functools import cache
from random import Random

import pytest

from service import names
from service.kpi.compose.machine import Compose
from tests.sinks.crowded import (
    TICK,
    Added,
    Series,
    Shown,
    apply,
    catalog,
    crowd,
    dimensions,
    label,
    machines,
    shown,
)

CATALOG = catalog()
SUMS = (names.KPI_NUMERATOR, names.KPI_DENOMINATOR, names.INDICATOR_VALUE)
PEOPLE = {("kpi", "persons"), ("indicator", "people")}

Group = tuple[str, str | None, str | None, tuple[str, ...], str | None]


def group_of(series: Series) -> Group:
    """Metric, what it is of, window, dimensions, and the currency: what may be added up."""
    of = label(series, names.KPI) or label(series, names.INDICATOR)
    return series[0], of, label(series, names.WINDOW), tuple(dimensions(series)), label(series, names.CURRENCY)


def totals(found: Shown) -> dict[Group, Fraction]:
    """Counts and money, in thousandths."""
    sums: dict[Group, Fraction] = defaultdict(Fraction)
    for series, value in found.items():
        if series[0] in SUMS or label(series, names.KPI) == "level":
            sums[group_of(series)] += round(Fraction(value) * 1000)
    return sums


def rests(found: Shown) -> Shown:
    return {series: value for series, value in found.items() if label(series, names.REST)}


@pytest.fixture(scope="module", params=[1, 2, 3])
def seed(request: pytest.FixtureRequest) -> int:
    print("seed", request.param)
    return int(request.param)


@cache
def crowded(seed: int) -> tuple[Compose, ...]:
    composes = machines(CATALOG, 4)
    apply(composes, *crowd(Random(seed), 150))
    return tuple(composes)


@cache
def both(seed: int, series: int) -> tuple[Shown, Shown]:
    """What is shown where there is room for everything, and where there is not."""
    return shown(CATALOG, crowded(seed), 100_000), shown(CATALOG, crowded(seed), series)


@pytest.mark.parametrize("series", [1, 2, 7, 40, 149])
def test_what_is_shown_and_the_rest_are_everything(seed: int, series: int) -> None:
    everything, some = both(seed, series)
    wanted = totals(everything)
    people = {group for group in wanted if group[1] in ("people", "share") and group[0] != names.KPI_NUMERATOR}
    found = totals(some)
    assert not rests(everything) and rests(some)
    assert {group: found[group] for group in wanted.keys() - people} == {
        group: total for group, total in wanted.items() if group not in people
    }


def test_what_is_shown_beside_a_rest_is_what_is_shown_without(seed: int) -> None:
    everything, some = both(seed, 40)
    kept = some.keys() - rests(some).keys()
    assert 100 < len(kept) < len(everything)
    assert {series: some[series] for series in kept} == {series: everything[series] for series in kept}


@pytest.mark.parametrize("series", [3, 7, 40])
def test_no_kpi_has_more_series_over_a_window_than_there_is_room_for(seed: int, series: int) -> None:
    _, some = both(seed, series)
    many = Counter((group_of(each)[:4]) for each in some if each[0].startswith("vigie_kpi"))
    assert max(many.values()) <= series


def test_a_value_of_the_rest_is_the_formula_over_its_sums(seed: int) -> None:
    _, some = both(seed, 20)
    values = {each: value for each, value in rests(some).items() if each[0] == names.KPI_VALUE}
    checked = 0
    for (_, labels), value in values.items():
        parts = [some.get((metric, labels)) for metric in (names.KPI_NUMERATOR, names.KPI_DENOMINATOR)]
        if parts[0] is not None and parts[1] is not None:
            assert value == pytest.approx(parts[0] / parts[1], rel=1e-15)
            checked += 1
    assert checked >= 10


def test_different_people_of_several_scopes_are_no_sum_and_so_undefined_in_the_rest(seed: int) -> None:
    _, some = both(seed, 20)
    of = {(each[0], label(each, names.KPI) or label(each, names.INDICATOR)) for each in rests(some)}
    assert (names.INDICATOR_VALUE, "came") in of and (names.KPI_NUMERATOR, "share") in of
    undefined = {(names.INDICATOR_VALUE, "people"), (names.KPI_VALUE, "persons"), (names.KPI_VALUE, "share")}
    assert not of & (undefined | {(names.KPI_DENOMINATOR, "share")})


def test_a_scope_that_is_called_other_is_not_the_rest(seed: int) -> None:
    everything, some = both(seed, 149)
    called = {each for each in everything if label(each, "shop") == "other"}
    assert called and all(some[each] == everything[each] for each in called if each in some)
    assert all(label(each, "shop") == "other" for each in rests(some))


def test_amounts_of_different_currencies_are_not_added_up(seed: int) -> None:
    _, some = both(seed, 20)
    of = {label(each, names.CURRENCY) for each in rests(some) if "currency" in dimensions(each)}
    assert of == {"EUR", "JPY", "USD"}


def test_the_rest_says_of_how_many_scopes_it_is(seed: int) -> None:
    everything, some = both(seed, 20)
    of = {"window": "all", "shop": "other", "rest": "true"}
    series = sum(label(each, names.KPI) == "going" and label(each, "window") == "all" for each in values(everything))
    assert some[names.REST_SCOPES, frozenset(of.items())] == series // 2 - 19


def values(found: Shown) -> list[Series]:
    return [each for each in found if each[0] == names.KPI_VALUE]


def test_workers_share_the_room_and_their_rests_add_up(seed: int) -> None:
    everything, _ = both(seed, 40)
    workers = [shown(CATALOG, crowded(seed)[mine], 40, of=4) for mine in (slice(1), slice(1, 4))]
    found: Counter[Group] = Counter()
    for worker in workers:
        found.update(totals(worker))
    wanted = totals(everything)
    counts = [group for group in wanted if group[1] in ("going", "spent", "came", "went", "paid")]
    assert counts and all(found[group] == wanted[group] for group in counts)
    many = Counter(group_of(each)[:4] for worker in workers for each in worker if each[0] == names.KPI_VALUE)
    assert max(many.values()) <= 40


def shops(found: Shown) -> set[str]:
    """Those that are shown by themselves over the day."""
    named = ("kpi", "going"), ("window", "day")
    own = [dimensions(each) for each in found if set(named) <= each[1] and not label(each, names.REST)]
    return {each["shop"] for each in own if tuple(each) == ("shop",)}


def sized(**sizes: int) -> list[Added]:
    return [((("shop", shop),), "came", TICK, size) for shop, size in sizes.items()]


def test_the_largest_are_shown_and_one_of_the_same_size_does_not_displace_who_was_there_first() -> None:
    composes = machines(CATALOG, 1)
    apply(composes, sized(a=1000, b=10, c=900, d=20))
    assert shops(shown(CATALOG, composes, 3)) == {"a", "c"}
    apply(composes, sized(e=1010))
    assert shops(shown(CATALOG, composes, 3)) == {"a", "c"}
    apply(composes, sized(e=1100))
    assert shops(shown(CATALOG, composes, 3)) == {"a", "e"}


def test_a_scope_that_misses_its_objective_is_shown_however_small() -> None:
    missing = catalog({"at_most": 0.5, "over": ("day",), "minimum_sample": 3, "severity": "info"})
    composes = machines(missing, 1)
    apply(composes, [*sized(a=1000, b=10, c=900, d=20), ((("shop", "b"),), "went", TICK, 9)])
    found = shown(missing, composes, 3)
    assert shops(found) == {"a", "b"}
    of = {"kpi": "going", "window": "day", "shop": "b", "status": "breached"}
    assert found[names.OBJECTIVE_STATUS, frozenset(of.items())] == 1


def test_breaches_beyond_the_room_are_counted_and_none_where_all_are_shown() -> None:
    missing = catalog({"at_most": 0.5, "over": ("day",), "severity": "info"})
    composes, bad = machines(missing, 1), "abcdef"
    apply(composes, [*sized(**dict.fromkeys(bad, 10), good=1000), *(((("shop", s),), "went", TICK, 9) for s in bad)])
    of = frozenset({"kpi": "going", "window": "day", "shop": "other", "rest": "true"}.items())
    for room, hidden in ((2, 5), (4, 3), (6, 1)):
        found = shown(missing, composes, room)
        assert found[names.REST_BREACHED, of] == hidden
        assert sum(n for each, n in found.items() if each[0] == names.OBJECTIVE_BREACHED) == len(bad) - hidden
    assert not any(each[0] == names.REST_BREACHED for each in shown(missing, composes, 7))


def test_of_workers_with_a_part_each_the_breaches_beyond_the_room_add_up() -> None:
    missing = catalog({"at_most": 0.5, "over": ("day",), "severity": "info"})
    composes, bad = machines(missing, 4), [f"s{number}" for number in range(40)]
    apply(composes, [*sized(**dict.fromkeys(bad, 10)), *(((("shop", s),), "went", TICK, 9) for s in bad)])
    workers = [shown(missing, composes[mine], 8, of=4) for mine in (slice(1), slice(1, 4))]
    each = [(series[0], value) for worker in workers for series, value in worker.items()]
    hidden, told = (sum(v for m, v in each if m == name) for name in (names.REST_BREACHED, names.OBJECTIVE_BREACHED))
    assert hidden + told == len(bad) and 0 < told <= 8


def test_what_is_called_strangely_is_escaped() -> None:
    composes = machines(CATALOG, 1)
    name = 'a "b"\\\nc{}%b'
    apply(composes, sized(**{name: 5}))
    assert shops(shown(CATALOG, composes, 3)) == {name}
