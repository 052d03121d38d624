"""Times velogate against its peers in one interleaved run and prints one Markdown table. `run.py -h` says more."""

import argparse
import base64
import json
import statistics
import sys
from collections import defaultdict
from typing import Any
from urllib.parse import parse_qs

from events import BODIES, event
from peers import HERE, Peer, peers

Times = dict[tuple[str, str, str], list[float]]
"""Seconds of processor time, by workload, what was done, and peer; one for each round."""

TASKS = ("render", "parse")


def main() -> None:
    options = _options()
    workloads = [name for name in BODIES if not options.only or name.split("_")[0] in options.only.split(",")]
    everyone = [peer for peer in peers() if not options.peers or peer.name in ("velogate", *options.peers.split(","))]
    absent = {peer.name: reason for peer in everyone if (reason := peer.missing())}
    present = [peer for peer in everyone if peer.name not in absent]
    faults = load(present, workloads)
    for peer in present:
        if peer.is_jvm:
            warm(peer, [name for name in workloads if can(faults, name, peer)], options.warm)
    times = measure(present, workloads, faults, options)
    for peer in present:
        peer.stop()
    print(table(workloads, [peer.name for peer in everyone], times, faults, absent))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Time velogate against its peers.")
    parser.add_argument("--only", help="only these workloads, as W1,W3")
    parser.add_argument("--peers", help="only these besides velogate, as 'Velocity 1.7,velocityjs'")
    parser.add_argument("--rounds", type=int, default=5, help="how often each is measured in turn (default 5)")
    parser.add_argument("--seconds", type=float, default=0.3, help="how long each measurement takes (default 0.3)")
    parser.add_argument("--warm", type=float, default=16, help="seconds of work for the JVM beforehand (default 16)")
    return parser.parse_args()


def load(present: list[Peer], workloads: list[str]) -> dict[tuple[str, str], str]:
    """Gives everyone the templates and events; says whose output is wrong or missing, by workload and peer."""
    faults = {}
    for name in workloads:
        template = (HERE / "templates" / f"{name}.vtl").read_text("utf-8")
        question = {"load": name, "template": template, "event": event(name)}
        answers = {peer.name: peer.ask(question) for peer in present}
        wanted = meaning(name, (answers.get("Velocity 1.7") or answers["velogate"]).get("text", ""))
        for who, answer in answers.items():
            if "error" in answer:
                faults[name, who] = f"fails: {answer['error']}"
            elif meaning(name, answer["text"]) != wanted:
                faults[name, who] = "≠: the output is not Velocity's"
    return faults


def meaning(workload: str, text: str) -> Any:
    """What the service would understand; None where it would not."""
    try:
        if workload.startswith("W1"):
            form = parse_qs(text.strip(), strict_parsing=True)
            return {"Action": form["Action"], "MessageBody": json.loads(form["MessageBody"][0])}
        document = json.loads(text)
        if workload.startswith("W2"):
            for record in document["Records"]:
                record["Data"] = json.loads(base64.b64decode(record["Data"]))
    except (ValueError, KeyError):
        return None
    return document


def can(faults: dict[tuple[str, str], str], workload: str, peer: Peer) -> bool:
    """A wrong output is timed too, as it takes near the same work; a failure is not."""
    return not faults.get((workload, peer.name), "").startswith("fails")


def warm(peer: Peer, workloads: list[str], seconds: float) -> None:
    for _ in range(4):
        for name in workloads:
            for what, share in (("render", 0.9), ("parse", 0.1)):
                peer.ask({"time": name, "what": what, "seconds": seconds * share / 4 / len(workloads)})


def measure(
    present: list[Peer], workloads: list[str], faults: dict[tuple[str, str], str], options: argparse.Namespace
) -> Times:
    """Round by round and workload by workload, every peer in turn, so that a busy machine hurts all alike."""
    times: Times = defaultdict(list)
    for turn in range(options.rounds):
        print(f"round {turn + 1} of {options.rounds}", file=sys.stderr)
        order = present[turn % len(present) :] + present[: turn % len(present)]
        for name in workloads:
            for what in TASKS:
                for peer in (peer for peer in order if can(faults, name, peer)):
                    answer = peer.ask({"time": name, "what": what, "seconds": options.seconds})
                    if "error" in answer:
                        faults[name, peer.name] = f"fails: {answer['error']}"
                    else:
                        times[name, what, peer.name].append(answer["cpu"] / answer["count"])
    return times


def table(
    workloads: list[str],
    names: list[str],
    times: Times,
    faults: dict[tuple[str, str], str],
    absent: dict[str, str],
) -> str:
    """Processor time of one render or parse, and how many times velogate's that is."""
    rows = [["", *names], ["---", *["--:"] * len(names)]]
    for what in TASKS:
        for name in workloads:
            cells = [_cell(times, (name, what), who, absent, faults.get((name, who), "")) for who in names]
            rows.append([f"{what} {name.replace('_', ' ')}", *cells])
        rows.append([f"**{what}, geometric mean**", *[_mean(times, workloads, what, who) for who in names]])
    notes = [f"- {who} is missing: {reason}" for who, reason in absent.items()]
    notes += [f"- {who}, {name}: {fault}" for (name, who), fault in faults.items()]
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([*lines, "", "x is relative to velogate: above 1, velogate is faster.", "", *notes])


def _cell(times: Times, task: tuple[str, str], who: str, absent: dict[str, str], fault: str) -> str:
    if who in absent:
        return "missing"
    spent = times.get((*task, who))
    if not spent or fault.startswith("fails"):
        return "fails"
    ours = times.get((*task, "velogate"))
    ratio = f" ({statistics.median(spent) / statistics.median(ours):.2g}x)" if ours and who != "velogate" else ""
    return f"{'≠ ' if fault else ''}{_duration(statistics.median(spent))}{ratio}"


def _duration(seconds: float) -> str:
    for unit, size in (("s", 1), ("ms", 1e-3)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds * 1e6:.3g} µs"


def _mean(times: Times, workloads: list[str], what: str, who: str) -> str:
    if who == "velogate":
        return ""
    ratios = [
        statistics.median(times[name, what, who]) / statistics.median(times[name, what, "velogate"])
        for name in workloads
        if times.get((name, what, who)) and times.get((name, what, "velogate"))
    ]
    return f"**{statistics.geometric_mean(ratios):.2g}x**" if ratios else ""


if __name__ == "__main__":
    main()
