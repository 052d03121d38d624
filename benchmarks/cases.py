"""Times pytest on many cases of one template against as many trivial tests in Python: processor time of whole runs."""

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

FIELDS = 38
"""Of the template, which makes it 2 KB."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000, help="how many of each (default 10000)")
    parser.add_argument("--runs", type=int, default=3, help="how often each is run, in turn (default 3)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        contest = {
            "velogate's cases": cases(Path(folder), options.cases),
            "trivial tests": trivial(Path(folder), options.cases),
        }
        times: dict[str, list[float]] = {name: [] for name in contest}
        for turn in range(options.runs):
            for name in list(contest)[:: 1 if turn % 2 else -1]:
                times[name].append(spent(contest[name]))
    medians = {name: statistics.median(each) for name, each in times.items()}
    print(f"| {options.cases:,} of each | processor time |\n|---|--:|")
    for name, median in medians.items():
        print(f"| {name} | {median:.2f} s |")
    ours, theirs = medians.values()
    print(f"\nratio {ours / theirs:.2f}")


def cases(folder: Path, count: int) -> Path:
    """A folder with a template of 2 KB and a file of cases for it."""
    made = folder / "cases"
    made.mkdir()
    lines = [f'"field{n}": "$util.escapeJavaScript($input.path(\'$.f{n}\'))",\n' for n in range(FIELDS)]
    (made / "t.vtl").write_text("{" + "".join(lines) + "\"end\": $input.json('$')}", "utf-8")
    rows = [
        f"  - name: case {n}\n    event: {{body: {{id: {n}, f1: x}}}}\n    expect: {{jsonpath: {{$.end.id: {n}}}}}\n"
        for n in range(count)
    ]
    (made / "test_many.vtl.yaml").write_text("template: t.vtl\ncases:\n" + "".join(rows), "utf-8")
    return made


def trivial(folder: Path, count: int) -> Path:
    """A folder with as many tests that do nothing."""
    made = folder / "trivial"
    made.mkdir()
    tests = [f"def test_{n}():\n    assert {n} == {n}\n" for n in range(count)]
    (made / "test_many.py").write_text("".join(tests), "utf-8")
    return made


def spent(folder: Path) -> float:
    """Seconds of processor time that a run of pytest in the folder takes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-m", "pytest", "-q", str(folder)], cwd=folder, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main()
