"""The exit code says whether the partition was taken over, and the log says what to do."""

import pytest
from aiokafka.errors import ProducerFenced
from structlog.testing import capture_logs

from service.stream import errors
from service.stream.errors import BrokenChain, LostInput, StreamError
from service.stream.failstop import EXIT_FAILED, EXIT_FENCED, fail_stop

KINDS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, StreamError)]


def ended(error: BaseException) -> tuple[list[int], str]:
    codes: list[int] = []
    with capture_logs() as logs:
        fail_stop("lane", error, codes.append)
    return codes, str(logs[-1].get("error", logs[-1]["event"]))


def test_a_fenced_worker_ends_with_the_code_that_says_so() -> None:
    assert ended(ProducerFenced()) == ([EXIT_FENCED], "fenced: another worker owns the partition now, this one ends")


@pytest.mark.parametrize("error", [RuntimeError("x"), LostInput("x"), TimeoutError()])
def test_any_other_end_is_a_failure(error: Exception) -> None:
    codes, said = ended(error)
    assert codes == [EXIT_FAILED] and said.startswith(type(error).__name__)


def test_the_codes_are_those_that_supervisors_are_told() -> None:
    assert (EXIT_FAILED, EXIT_FENCED) == (70, 75)


@pytest.mark.parametrize("kind", KINDS)
def test_every_error_says_what_was_found_and_what_to_do(kind: type[StreamError]) -> None:
    _, said = ended(kind("here is what"))
    assert said == f"{kind.__name__}: here is what. {kind.remedy}."
    assert kind is StreamError or kind.remedy != StreamError.remedy


@pytest.mark.parametrize("kind", [BrokenChain, LostInput])
def test_an_end_that_repeats_itself_says_so_and_how_to_rebuild(kind: type[StreamError]) -> None:
    assert "estarting repeats this" in kind.remedy and "VIGIE_GENERATION" in kind.remedy
