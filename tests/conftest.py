"""Tools that tests need beyond Python: without them a test is left out and counted, or fails where all are required."""

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import node
import oracle as velocity
from oracle.paths import JsonPath

REQUIRE_ALL = os.environ.get("VELOGATE_REQUIRE_ALL") == "1"

TOOLS: dict[str, Callable[[], str | None]] = {"java": velocity.missing, "node": node.missing}
"""What a marker asks for: a function that says why it is missing, or None."""


def pytest_runtest_setup(item: pytest.Item) -> None:
    for tool, missing in TOOLS.items():
        if item.get_closest_marker(tool) and (reason := missing()):
            refuse = pytest.fail if REQUIRE_ALL else pytest.skip
            refuse(f"needs {tool}: {reason}")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = Counter(str(report.longrepr[2]).removeprefix("Skipped: ") for report in skipped)
    for reason, count in sorted(reasons.items()):
        terminalreporter.write_line(f"left out: {count} test{'s' if count > 1 else ''}, {reason}", yellow=True)


@pytest.fixture(scope="session")
def oracle() -> Iterator[velocity.Oracle]:
    """The real Velocity 1.7; mark the tests that use it `java`."""
    asked = velocity.Oracle()
    yield asked
    asked.close()


@pytest.fixture(scope="session")
def json_path() -> Iterator[JsonPath]:
    """Debian's json-path and json-smart; mark the tests that use it `java`."""
    asked = JsonPath.debian()
    yield asked
    asked.close()
