"""A target is met only by what was measured, and a wrong result fails the bench however fast it came."""

from dataclasses import replace

from bench.latency import Latency
from bench.measure import Cost, Spread
from bench.recovery import Recovery
from bench.targets import of_costs, of_families, of_latency, of_recovery, ratio


def cost(cpu: float, wall: float, wrong: int = 0) -> Cost:
    return Cost(Spread(cpu, cpu), Spread(wall, wall), Spread(1, 1), 1 << 20, wrong)


LATENCY = Latency(asked=100, reached=100, probes=200, unseen=0, p50=0.1, p99=0.9, idle=0.01)
RECOVERY = Recovery(
    1_000_000, 2_400_000, empty=100 << 20, peak=900 << 20, recovered_peak=1_000 << 20, recovery=20, differing=0
)


def test_the_ratio_is_of_cpu_time_and_elapsed_time_is_named_beside_it() -> None:
    ours, theirs = cost(10, 12), cost(300, 300)
    assert ratio(ours, theirs) == 30
    verdicts = {verdict.target: verdict for verdict in of_costs({"Vigie": ours, "plain Faust": theirs})}
    assert verdicts["Vigie ≥ 25 × plain Faust per core"].measured == "30.0 × (25.0 × in elapsed time)"


def test_the_ratio_targets_are_met_exactly_at_the_promise() -> None:
    costs = {"Vigie": cost(10, 10), "plain Faust": cost(250, 250), "Quix Streams": cost(29, 29)}
    met = {verdict.target: verdict.met for verdict in of_costs(costs)}
    assert met["Vigie ≥ 25 × plain Faust per core"]
    assert not met["Vigie ≥ 3 × Quix Streams per core"]


def test_a_wrong_count_is_called_wrong_and_missed() -> None:
    (verdict,) = of_costs({"Quix Streams": cost(1, 1, wrong=3)})
    assert verdict.measured == "WRONG in 3 cells"
    assert not verdict.met


def test_a_slow_value_and_a_restless_worker_miss_their_targets() -> None:
    assert all(verdict.met for verdict in of_latency("Vigie", LATENCY))
    slow = replace(LATENCY, p99=float("inf"), idle=0.06)
    assert not any(verdict.met for verdict in of_latency("Vigie", slow))


def test_the_heavier_of_the_two_workers_must_fit() -> None:
    assert all(verdict.met for verdict in of_recovery(RECOVERY))
    found = [verdict.met for verdict in of_recovery(replace(RECOVERY, recovered_peak=1025 << 20))]
    assert found == [True, False, True]


def test_slopes_that_noise_made_negative_meet_no_target() -> None:
    costs = {"Vigie": cost(-1, -1), "plain Faust": cost(-300, -300)}
    (verdict,) = [each for each in of_costs(costs) if "×" in each.target]
    assert "not measurable" in verdict.measured
    assert not verdict.met


def test_the_slowest_family_is_held_to_half_of_mail_and_named() -> None:
    costs = {"mixed": cost(99, 99), "mail": cost(10, 10), "web": cost(20, 90), "care": cost(12, 12)}
    (verdict,) = of_families(costs)
    assert verdict.target == "slowest family ≥ 0.5 × mail per core"
    assert verdict.measured == "0.50 × (web)"
    assert verdict.met
    (verdict,) = of_families(costs | {"care": cost(20.5, 1)})
    assert verdict.measured == "0.49 × (care)"
    assert not verdict.met


def test_where_one_family_could_not_be_measured_the_target_is_missed() -> None:
    (verdict,) = of_families({"mail": cost(10, 10), "web": cost(-3, 10)})
    assert "not measurable" in verdict.measured
    assert not verdict.met


def test_without_families_there_is_nothing_to_promise() -> None:
    assert list(of_families({})) == []
