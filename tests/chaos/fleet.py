"""The workers of a run, under a supervisor that starts again what ends by itself."""

import asyncio
import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

from service.broker import EmbeddedBroker
from service.broker.policy import LOOPBACK
from service.broker.ports import free_ports, is_free
from service.demo.programs import Program
from service.demo.scrape import answers

_ZOMBIE_SECONDS = 30.0
"""A woken zombie that has not ended by then is killed, and the run has failed: it should have ended itself. That
takes one or two; the rest is for a machine that is slow."""
_TERM_SECONDS = 30.0

Say = Callable[[str], None]


class Fleet:
    """Workers by name. The name is the instance id, so a worker started under it again takes over."""

    def __init__(
        self, broker: EmbeddedBroker, settings: Mapping[str, object], data: Path, module: str, say: Say
    ) -> None:
        self._broker, self._settings, self._data, self._module = broker, settings, data, module
        self.say = say
        self.exits = Counter[str]()
        """How often workers ended by themselves, by exit code."""
        self.faults = Counter[str]()
        """What workers did not do as they should, and the fleet had to do for them."""
        self._running: dict[str, Program] = {}
        self._ports: dict[str, int] = {}
        self._zombies: list[Program] = []
        self._started = 0

    @property
    def metrics(self) -> list[str]:
        """The addresses of the running workers' metrics."""
        return [self._address(name, "metrics") for name in self._running]

    async def ready(self) -> None:
        """Return when every worker is ready."""
        for name, program in list(self._running.items()):
            await program.ready(self._address(name, "health/ready"))

    def _address(self, name: str, path: str) -> str:
        return f"http://{LOOPBACK}:{self._ports[name]}/{path}"

    async def settle(self, seconds: float) -> None:
        """Wait until every worker answers as ready, but no longer than that: a broken build may never."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            ready = [
                await answers(f"http://{LOOPBACK}:{self._ports[name]}/health/ready") for name in list(self._running)
            ]
            if all(ready):
                return
            await asyncio.sleep(0.3)

    def start(self, name: str) -> None:
        """Start a worker under a name."""
        self._started += 1
        # A zombie still holds the port of the name; whoever comes after a dead worker takes its port again.
        port = self._ports.get(name)
        self._ports[name] = port if port and is_free(LOOPBACK, port) else next(free_ports(LOOPBACK))
        settings = {**self._settings, "instance": name, "web_port": self._ports[name]}
        output = self._data / f"worker-{self._started:02d}-{name}.log"
        self._running[name] = Program("worker", settings, output, self._module)
        self.say(f"start {name} (process {self._running[name].pid})")

    def kill(self, name: str) -> None:
        """kill -9."""
        self.say(f"kill -9 {name}")
        self._running.pop(name).kill()

    def freeze(self, name: str) -> Program:
        """SIGSTOP; the name is free for a replacement."""
        self.say(f"SIGSTOP {name}")
        program = self._running.pop(name)
        os.kill(program.pid, signal.SIGSTOP)
        self._zombies.append(program)
        return program

    async def wake(self, zombie: Program) -> None:
        """SIGCONT, and see whether it ends by itself."""
        self.say(f"SIGCONT process {zombie.pid}")
        os.kill(zombie.pid, signal.SIGCONT)
        began = time.monotonic()
        while zombie.exit_code is None and time.monotonic() < began + _ZOMBIE_SECONDS:
            await asyncio.sleep(0.1)
        after = time.monotonic() - began
        if zombie.exit_code is None:
            self.faults["zombie killed"] += 1
            self.say(f"the zombie {zombie.pid} lives on; kill -9")
            zombie.kill()
        else:
            self.exits[f"zombie {zombie.exit_code}"] += 1
            self.say(f"the zombie {zombie.pid} ended after {after:.1f} s with exit code {zombie.exit_code}")
        self._zombies.remove(zombie)

    async def terminate(self, name: str) -> None:
        """SIGTERM; kill -9 only after half a minute, which fails the run."""
        self.say(f"SIGTERM {name}")
        program, began = self._running.pop(name), time.monotonic()
        os.kill(program.pid, signal.SIGTERM)
        while program.exit_code is None and time.monotonic() < began + _TERM_SECONDS:
            await asyncio.sleep(0.1)
        if program.exit_code is None:
            self.faults["term too slow"] += 1
        self.say(f"{name} ended {time.monotonic() - began:.1f} s after SIGTERM, exit code {program.exit_code}")
        program.kill()

    async def restart_broker(self) -> None:
        """kill -9 the broker and start it again."""
        self.say("kill -9 the broker")
        await asyncio.to_thread(self._broker.restart)
        self.say("the broker is back")

    async def supervise(self) -> None:
        """Start again whatever ended by itself, until cancelled."""
        while True:
            for name, program in list(self._running.items()):
                if (code := program.exit_code) is not None:
                    self.exits[str(code)] += 1
                    self.say(f"{name} ended by itself, exit code {code}: {last_words(program)}")
                    self.start(name)
            await asyncio.sleep(0.3)

    def end(self) -> None:
        """Kill whatever still runs, zombies first."""
        for program in (*self._zombies, *self._running.values()):
            program.kill()
        self._zombies.clear()
        self._running.clear()


def last_words(program: Program) -> str:
    """The last line that a worker wrote."""
    lines = program.output.read_text(errors="replace").splitlines()
    return lines[-1][:200] if lines else "(it said nothing)"
