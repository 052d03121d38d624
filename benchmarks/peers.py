"""The engines that are compared, each as a process that answers lines of JSON."""

import json
import os
import select
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
BENCH = HERE.parent / ".bench"
NODE = "node"


@dataclass(slots=True)
class Peer:
    """An engine by its name: how to start it, and what must be there for that."""

    name: str
    command: list[str]
    needs: Path
    environment: dict[str, str] = field(default_factory=dict)
    is_jvm: bool = False
    process: subprocess.Popen[bytes] | None = None

    def missing(self) -> str | None:
        """Why it cannot be started, or None."""
        if not shutil.which(self.command[0]):
            return f"there is no {self.command[0]}"
        if not self.needs.exists():
            return f"there is no {self.needs.relative_to(HERE.parent)}; benchmarks/setup.sh puts it there"
        return None

    def ask(self, question: dict[str, Any], patience: float = 60) -> dict[str, Any]:
        """The answer; one with `error` where there is none in time."""
        process = self._running()
        assert process.stdin is not None
        process.stdin.write(json.dumps(question).encode() + b"\n")
        process.stdin.flush()
        line = self._line(process, patience)
        answer: dict[str, Any] = json.loads(line) if line else {"error": f"no answer in {patience:.0f} s"}
        if not line:
            self.stop()
        return answer

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.communicate()
            self.process = None

    def _line(self, process: subprocess.Popen[bytes], patience: float) -> bytes:
        assert process.stdout is not None
        ready, _, _ = select.select([process.stdout], [], [], patience)
        return process.stdout.readline() if ready else b""

    def _running(self) -> subprocess.Popen[bytes]:
        if self.process is None:
            pipe, environment = subprocess.PIPE, os.environ | self.environment
            self.process = subprocess.Popen(
                self.command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, env=environment
            )
        return self.process


def peers() -> list[Peer]:
    """velogate first, then the others."""
    serve = str(HERE / "peers" / "serve.py")
    return [
        Peer("velogate", [sys.executable, serve, "velogate"], HERE.parent / "src"),
        _velocity(),
        velocityjs(),
        _airspeed("airspeed-ext", serve),
        _airspeed("airspeed", serve),
    ]


def velocityjs(*arguments: str) -> Peer:
    modules = BENCH / "node" / "node_modules"
    command = [NODE, str(HERE / "peers" / "velocityjs.js"), *arguments]
    return Peer("velocityjs", command, modules / "velocityjs", {"NODE_PATH": str(modules)})


def _airspeed(name: str, serve: str) -> Peer:
    python = BENCH / name / "bin" / "python"
    return Peer(name, [str(python), serve, "airspeed"], python)


def _velocity() -> Peer:
    listed = BENCH / "classes" / "class-path"
    path = f"{BENCH / 'classes'}{listed.read_text('utf-8').strip()}" if listed.exists() else ""
    command = ["java", "-Xmx2g", "-XX:-UsePerfData", "-cp", path, "VelocityPeer"]
    return Peer("Velocity 1.7", command, listed, is_jvm=True)
