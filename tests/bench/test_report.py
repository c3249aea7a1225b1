"""The report can be read by a person and by a program."""

import json
from io import StringIO
from pathlib import Path

from rich.console import Console

from bench.latency import Latency, Timing
from bench.measure import Cost, Spread
from bench.report import Report, save, show
from bench.targets import Verdict

REPORT = Report(
    machine={"processor": "two cores"},
    quick=True,
    costs={"Quix Streams": Cost(Spread(20, 21.5), Spread(25, 25), Spread(5, 6), 100 << 20, wrong=7)},
    families={"care": Cost(Spread(11, 12.5), Spread(20, 20), Spread(1, 1), 300 << 20, wrong=0)},
    latencies={"Vigie": Latency(1000, 990, 200, 1, 0.08, float("inf"), 0.02)},
    breaches=Timing(1000, 990, 200, 0, 0.07, 0.5),
    recovery=None,
    verdicts=[Verdict("Quix Streams: exact", "WRONG in 7 cells", met=False)],
)


def test_a_person_sees_what_was_wrong_and_what_was_missed() -> None:
    out = StringIO()
    show(REPORT, Console(width=100, file=out))
    text = out.getvalue()
    for part in (
        "two cores",
        "20.0 / 21.5",
        "40,000",
        "WRONG (7)",
        "WRONG in 7 cells",
        "missed",
        "80 ms",
        "500 ms",
        "11.0 / 12.5",
        "50,000",
    ):
        assert part in text


def test_a_program_reads_the_same_and_a_lost_probe_as_null(tmp_path: Path) -> None:
    save(REPORT, path := tmp_path / "var" / "bench.json")
    saved = json.loads(path.read_text())
    assert saved["costs"]["Quix Streams"]["cpu_us"] == {"least": 20, "median": 21.5}
    assert saved["latencies"]["Vigie"]["p99"] is None
    assert saved["verdicts"][0]["met"] is False


def test_one_missed_target_fails_the_whole_run() -> None:
    assert not REPORT.passed
