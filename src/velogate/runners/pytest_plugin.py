"""The pytest plugin: files of cases are collected, the fixture `velogate` renders and invokes in Python tests.

What it needs of velogate is imported when a project has such files or uses the fixture: others pay nothing.
"""

import fnmatch
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

PATTERNS = ("test_*.vtl.yaml", "*_test.vtl.yaml", "test_*.vtl.yml", "*_test.vtl.yml")
"""How files of cases are called."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds `--vtl-trace`."""
    group = parser.getgroup("velogate", "API Gateway mapping templates")
    group.addoption(
        "--vtl-trace",
        action="store_true",
        help="show every reference that a failing case's template evaluated, and every branch it took",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Makes the plugin's marker known."""
    config.addinivalue_line(
        "markers", "vtl(template): the template that a test is about; the fixture `vtl_template` gives it compiled"
    )


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collects files of cases."""
    if not file_path.name.endswith((".vtl.yaml", ".vtl.yml")):
        return None
    if any(fnmatch.fnmatch(file_path.name, pattern) for pattern in PATTERNS):
        return SuiteFile.from_parent(parent, path=file_path)
    return None


_CODES = pytest.StashKey[Any]()


def codes(config: pytest.Config) -> Any:
    """Where compiled templates are kept from run to run: in pytest's cache, None without one."""
    if _CODES not in config.stash:
        from velogate.vtl.codes import Codes

        cache = getattr(config, "cache", None)
        try:
            config.stash[_CODES] = Codes(cache.mkdir("velogate")) if cache else None
        except OSError:  # the folder cannot be written to
            config.stash[_CODES] = None
    return config.stash[_CODES]


class SuiteFile(pytest.File):
    """A file of cases."""

    def collect(self) -> Iterator[pytest.Item]:
        """Its cases; a file that cannot be read fails alone, with the place of what is wrong."""
        from velogate.cases import suite
        from velogate.errors import VelogateError

        try:
            found = suite.load(self.path)
        except VelogateError as error:
            raise self.CollectError(str(error)) from None
        for case in found.cases:
            yield CaseItem.from_parent(self, name=str(case.name), suite=found, case=case)


class CaseItem(pytest.Item):
    """A case as pytest runs it."""

    def __init__(self, *, suite: Any, case: Any, **rest: Any) -> None:
        super().__init__(**rest)
        self.suite, self.case = suite, case
        self.outcome: Any = None
        for tag in case.tags:
            self._mark(tag)
        if case.skip not in (None, False):
            self.add_marker(pytest.mark.skip(reason="" if case.skip is True else str(case.skip)))
        if case.xfail not in (None, False):
            reason = "" if case.xfail is True else str(case.xfail)
            self.add_marker(pytest.mark.xfail(reason=reason, strict=True))
        self.user_properties += [("vtl_case", f"{self._shown_path}:{self._line}"), ("vtl_subject", self._subject)]

    def _mark(self, tag: str) -> None:
        """Tags are marks; they need not be registered."""
        known = any(line.split("(")[0].split(":")[0].strip() == tag for line in self.config.getini("markers"))
        if not known:
            self.config.addinivalue_line("markers", f"{tag}: a tag of velogate's cases")
        self.add_marker(tag)

    @property
    def _line(self) -> int:
        span = getattr(self.case.name, "span", None)
        return span.line if span else 1

    @property
    def _shown_path(self) -> str:
        return os.path.relpath(self.path, self.config.rootpath)

    @property
    def _subject(self) -> str:
        subject = self.suite.subject
        return f"{subject.api} {subject.method or ''}".strip() if subject.api else str(subject.template)

    def runtest(self) -> None:
        """Runs the case; raises CaseFailed."""
        from velogate.cases import checks, run

        self.outcome = run.run(self.suite, self.case, codes(self.config))
        expect = {name: wanted for name, wanted in self.case.expect.items() if name != "snapshot"}
        failures = checks.run(expect, self.outcome)
        if self.case.expect.get("snapshot") not in (None, False):
            failures += self._snapshot_failures()
        if failures:
            raise CaseFailed(failures)

    def _snapshot_failures(self) -> list[Any]:
        """What differs from the case's snapshot, which syrupy keeps and updates."""
        from velogate.cases.checks import Failure, text

        kept = _snapshots().assertion(self)
        found = self.outcome.exchange or self.outcome.rendering
        if found == kept:
            return []
        last = list(kept.executions.values())[-1]
        if last.recalled_data is None:
            return [Failure("snapshot", ("there is none yet; write it with --snapshot-update",))]
        return [*text("snapshot", last.recalled_data, self.outcome.as_written(last.asserted_data))]

    @property
    def obj(self) -> Any:
        """What syrupy names snapshots by."""
        return type(self)

    def repr_failure(self, excinfo: Any, style: Any = None) -> Any:
        """The failures as a person wants to read them; what velogate itself says of a template, event or file."""
        from velogate.errors import VelogateError

        if isinstance(excinfo.value, CaseFailed):
            return self._report(excinfo.value.failures)
        if isinstance(excinfo.value, VelogateError):
            lines = [f"{self._shown_path}:{self._line}: {self.name}", str(excinfo.value)]
            return "\n".join(lines + self._trace_of_failure())
        return super().repr_failure(excinfo, style)

    def _report(self, failures: list[Any]) -> str:
        from velogate.cases import draw

        names = ", ".join(dict.fromkeys(failure.name for failure in failures))
        lines = [f"{self._shown_path}:{self._line}: not as expected: {names}", f"  tested: {self._subject}"]
        lines += self._refusal()
        for failure in failures:
            where = f"{self._shown_path}:{failure.expected_at.line}: " if failure.expected_at else ""
            lines += ["", f"{where}{failure.name}", *draw.indented(self._relative(line) for line in failure.lines)]
        if self.config.get_verbosity() >= 2:
            lines += ["", "rendered:", *draw.indented(self.outcome.text.splitlines())]
        if self.config.getoption("vtl_trace"):
            lines += self._traced(self._trace())
        return "\n".join(lines)

    def _trace_of_failure(self) -> list[str]:
        """The steps of a template that failed, where they are asked for and it could be begun."""
        from velogate.cases import run
        from velogate.errors import VelogateError

        if not self.config.getoption("vtl_trace"):
            return []
        try:
            steps = run.trace(self.suite, self.case, codes(self.config))
            return self._traced([self._relative(str(step)) for step in steps])
        except VelogateError:
            return []

    def _traced(self, steps: list[str]) -> list[str]:
        from velogate.cases import draw

        return ["", "trace:", *draw.indented(steps or ["no step was taken"])]

    def _refusal(self) -> list[str]:
        """What API Gateway answers where it gives the request up before the template has rendered."""
        refused = self.outcome.rendering and self.outcome.rendering.client_error
        return [f"  refused with status {refused.status}: {refused.body}"] if refused else []

    def _relative(self, line: str) -> str:
        """A line whose places are relative to the project, as terminals make them clickable."""
        return line.replace(f"{self.config.rootpath}{os.sep}", "")

    def _trace(self) -> list[str]:
        """What the templates did, step by step: of a method the request's first."""
        if self.outcome.exchange is None:
            return [self._relative(str(step)) for step in self.outcome.rendering.trace()]
        return [
            line
            for phase, steps in self.outcome.exchange.trace().items()
            for line in (f"{phase}:", *(f"  {self._relative(str(step))}" for step in steps))
        ]

    def reportinfo(self) -> tuple[Path, int, str]:
        """The file, the 0-based line and the name of the case."""
        return self.path, self._line - 1, self.name


class CaseFailed(Exception):  # noqa: N818
    """Expectations of a case that are not met."""

    def __init__(self, failures: list[Any]) -> None:
        super().__init__("; ".join(f"{each.name}: {each.lines[0]}" for each in failures))
        self.failures = failures


# ---- tests in Python


@pytest.fixture
def velogate(request: pytest.FixtureRequest) -> Any:
    """Renders templates, invokes APIs and builds events: paths are from the test's folder or the project's root."""
    from velogate.runners.tested import Tested

    return Tested((request.path.parent, request.config.rootpath))


@pytest.fixture
def vtl_template(request: pytest.FixtureRequest, velogate: Any) -> Any:
    """The template that the test's marker `vtl` names, compiled."""
    marker = request.node.get_closest_marker("vtl")
    if marker is None or not marker.args:
        raise pytest.UsageError("the fixture vtl_template needs a marker: @pytest.mark.vtl('templates/send.vtl')")
    return velogate.template(marker.args[0])


def _snapshots() -> Any:
    """The room of snapshots; raises UsageError where syrupy is missing."""
    try:
        from velogate.runners import snapshots
    except ImportError:
        raise pytest.UsageError("snapshots need syrupy: pip install 'velogate[snapshot]'") from None
    return snapshots


@pytest.fixture
def vtl_snapshot(request: pytest.FixtureRequest) -> Any:
    """Syrupy's snapshot of a rendering, a request, a response or an exchange, kept as a file that people can read."""
    return _snapshots().assertion(request.node)


def pytest_assertrepr_compare(config: pytest.Config, op: str, left: object, right: object) -> list[str] | None:
    """Explains comparisons of what the fixture gave: by structure, with the line of the template that wrote it."""
    import sys

    tested = sys.modules.get("velogate.runners.tested")
    return tested.explain(op, left, right, str(config.rootpath)) if tested else None


# ---- continuous integration


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Annotates failing cases where GitHub Actions shows them."""
    if not report.failed or os.environ.get("GITHUB_ACTIONS") != "true":
        return
    properties = dict(report.user_properties)
    place = properties.get("vtl_case")
    if place:
        path, _, line = str(place).rpartition(":")
        message = str(report.longrepr).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
        print(f"\n::error file={path},line={line},title={_title(report.nodeid)}::{message}")


def _title(name: str) -> str:
    return name.rpartition("::")[2].replace("%", "%25").replace(",", "%2C").replace(":", "%3A")
