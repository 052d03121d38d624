"""Times whole processes: `velogate render` of a 1 KB template against the same with velocityjs in Node."""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from os import environ
from pathlib import Path
from time import perf_counter

from events import event
from peers import HERE, Peer, velocityjs

WORKLOAD = "W3_ddb_put_item"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=21, help="how often each is started, in turn (default 21)")
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as folder:
        request = Path(folder) / "event.json"
        request.write_text(json.dumps(event(WORKLOAD)), "utf-8")
        template = HERE / "templates" / f"{WORKLOAD}.vtl"
        print(compared(template, request, runs))


def compared(template: Path, request: Path, runs: int) -> str:
    """A Markdown table of the medians; each is started once more beforehand, for the file caches."""
    ours = [str(Path(sys.executable).with_name("velogate")), "render", str(template), "--event", str(request)]
    contest = [Peer("velogate render", ours, HERE), velocityjs(str(template), str(request))]
    absent = [f"- {peer.name} is missing: {reason}" for peer in contest if (reason := peer.missing())]
    present = [peer for peer in contest if not peer.missing()]
    times: dict[str, list[float]] = {peer.name: [] for peer in present}
    for turn in range(runs + 1):
        for peer in present if turn % 2 else present[::-1]:
            times[peer.name].append(started(peer))
    rows = [f"| {name} | {_cells(spent[1:])} |" for name, spent in times.items()]
    head = ["| whole process | median | fastest | slowest |", "| --- | --: | --: | --: |"]
    return "\n".join([*head, *rows, *absent])


def started(peer: Peer) -> float:
    """Seconds from start to exit."""
    start = perf_counter()
    subprocess.run(peer.command, check=True, stdout=subprocess.DEVNULL, env=environ | peer.environment)
    return perf_counter() - start


def _cells(spent: list[float]) -> str:
    picked = (statistics.median(spent), min(spent), max(spent))
    return " | ".join(f"{seconds * 1000:.0f} ms" for seconds in picked)


if __name__ == "__main__":
    main()
