"""Control events: what was sent is taken back, or corrected."""

import re
from random import Random

TAKEN_BACK = 0.4
_AMOUNT = re.compile(r'("amount":\d+)\d')
_TIME = re.compile(r'"time":"[^"]*"')


def second_thought(draw: Random, identity: str, time: str, event: str, text: str, earlier: str) -> str:
    """The control event with that id and time about the event whose id and JSON text are given.

    A correction takes the last digit off the amount (a mistyped one), or says that it happened `earlier`.

    >>> print(second_thought(Random(1), "c", "T", "e", '{"id":"e","time":"t","amount":120}', "s"))
    {"id":"c","type":"event_retracted","time":"T","event":"e"}
    >>> print(second_thought(Random(2), "c", "T", "e", '{"id":"e","time":"t","amount":120}', "s"))
    {"id":"c","type":"event_corrected","time":"T","event":"e","by":{"id":"e","time":"t","amount":12}}
    """
    if draw.random() < TAKEN_BACK:
        return f'{{"id":"{identity}","type":"event_retracted","time":"{time}","event":"{event}"}}'
    by, changed = _AMOUNT.subn(r"\1", text, count=1)
    if not changed:
        by = _TIME.sub(f'"time":"{earlier}"', text, count=1)
    return f'{{"id":"{identity}","type":"event_corrected","time":"{time}","event":"{event}","by":{by}}}'
