"""The plugin of coverage.py: lines and branches of templates, in files of their own and inside YAML and JSON.

`plugins = ["velogate.runners.coverage_plugin"]` under `[tool.coverage.run]` switches it on.
"""

import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from functools import cached_property
from pathlib import Path
from types import FrameType
from typing import Any

import coverage
from coverage import CoveragePlugin, FileReporter, FileTracer, html

from velogate.vtl import watching
from velogate.vtl.watching import NOWHERE, WAYS

TEMPLATES = (".vtl", ".vm")
DOCUMENTS = (".yaml", ".yml", ".json")
_HOLDS_TEMPLATES = (b"requesttemplates", b"responsetemplates")
_COVERAGE = os.path.dirname(coverage.__file__)
_NO_LINES = (-1, -1)
_LARGEST = 64 * 1024 * 1024
_NOT_ENTERED = frozenset({"node_modules", "__pycache__"})


def coverage_init(registry: Any, options: dict[str, Any]) -> None:
    """Makes the plugin known to coverage."""
    plugin = Plugin()
    registry.add_file_tracer(plugin)
    registry.add_configurer(plugin)
    html.LineData = Line  # type: ignore[misc]


@dataclass
class Line(html.LineData):
    """A line of the HTML report, which takes for granted that at most one of its ways is told of; here several are."""

    def __post_init__(self) -> None:
        """Makes one remark of all."""
        self.long_annotations = ["; ".join(self.long_annotations)] if self.long_annotations else []


class Plugin(CoveragePlugin):
    """Which files hold templates, while they render and when it is reported."""

    def __init__(self) -> None:
        self._branch = False

    def configure(self, config: Any) -> None:
        """Chooses the core that takes plugins where none is named; keeps in mind whether branches are measured."""
        if config.get_option("run:core") is None:
            config.set_option("run:core", "ctrace")
        self._branch = bool(config.get_option("run:branch"))

    def file_tracer(self, filename: str) -> FileTracer | None:
        """The tracer of a file whose template renders now; coverage asks for each file that runs."""
        watching.MEASURED = True
        return Tracer(filename, self._branch) if _renders() and os.path.isfile(filename) else None

    def file_reporter(self, filename: str) -> "Reporter":
        """What a report says of a file."""
        return Reporter(filename)

    def find_executable_files(self, src_dir: str) -> Iterator[str]:
        """Every file with templates below a folder, but not in hidden folders and those of installed packages."""
        for folder, inner, names in os.walk(src_dir):
            inner[:] = [each for each in inner if _is_entered(Path(folder, each))]
            yield from (path for name in names if _holds_templates(path := os.path.join(folder, name)))


def _renders() -> bool:
    """Whether the code that is entered is a template's: that knows its source."""
    frame: FrameType | None = sys._getframe(2)
    while frame is not None and frame.f_code.co_filename.startswith(_COVERAGE):
        frame = frame.f_back
    return frame is not None and "__source__" in frame.f_globals


def _is_entered(folder: Path) -> bool:
    return not (folder.name.startswith(".") or folder.name in _NOT_ENTERED or (folder / "pyvenv.cfg").exists())


def _holds_templates(path: str) -> bool:
    if path.endswith(TEMPLATES):
        return True
    if not path.endswith(DOCUMENTS):
        return False
    try:
        if os.path.getsize(path) > _LARGEST:
            return False
        data = Path(path).read_bytes().replace(b"_", b"").lower()
    except OSError:
        return False
    return any(word in data for word in _HOLDS_TEMPLATES) and bool(sources(path))


class Tracer(FileTracer):
    """Tells coverage the lines of one file's templates as they run."""

    def __init__(self, filename: str, branch: bool) -> None:
        self._filename = filename
        self._end = NOWHERE if branch else WAYS

    def source_filename(self) -> str:
        """The file itself."""
        return self._filename

    def line_number_range(self, frame: FrameType) -> tuple[int, int]:
        """The line that runs, or a way; none of what only defines the template, and of what is compiled otherwise."""
        measured = frame.f_globals.get("__way__") == "measured" and frame.f_code.co_name != "<module>"
        return (frame.f_lineno, frame.f_lineno) if measured and frame.f_lineno < self._end else _NO_LINES


class Reporter(FileReporter):
    """What can run in a file's templates, and what coverage recorded, in the lines of the file."""

    @cached_property
    def _measures(self) -> Any:
        """The lines and ways of all templates of the file."""
        from velogate.vtl.measured import Measures

        found = list(measures(self.filename))
        return Measures(frozenset().union(*(m.lines for m in found)), tuple(way for m in found for way in m.ways))

    @cached_property
    def _arcs(self) -> dict[int, tuple[int, int]]:
        """The arc for each way, by the line in the code that tells it; to an exit where no line is left for it."""
        found: dict[tuple[int, int], int] = {}
        for way in self._measures.ways:
            leads_away = way.to is not None and way.to != way.line and (way.line, way.to) not in found
            found[way.line, way.to if leads_away and way.to else -way.told_by] = way.told_by
        return {told_by: arc for arc, told_by in found.items()}

    def lines(self) -> set[int]:
        """The lines on which something runs: text, references, directives."""
        return set(self._measures.lines)

    def translate_lines(self, lines: Iterable[int]) -> set[int]:
        """The lines of the file among those that ran."""
        return self.lines() & set(lines)

    def arcs(self) -> set[tuple[int, int]]:
        """Every way from a condition or a loop."""
        return set(self._arcs.values())

    def translate_arcs(self, arcs: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
        """The ways among the arcs that ran; coverage translates once more what was translated."""
        arcs = set(arcs)
        if arcs <= self.arcs():  # what ran has the way into the code, which is none of these
            return arcs
        return {self._arcs[line] for arc in arcs for line in arc if line in self._arcs}

    def exit_counts(self) -> dict[int, int]:
        """How many ways go from each line."""
        return dict(Counter(line for line, _ in self._arcs.values()))

    def missing_arc_description(
        self, start: int, end: int, executed_arcs: Iterable[tuple[int, int]] | None = None
    ) -> str:
        """In words what was never so."""
        return f"line {start}: {self._what(start, end)}"

    def arc_description(self, start: int, end: int) -> str:
        """In words where a way leads."""
        return f"jump to line {end}" if end > 0 else f"go on in line {start}"

    def _what(self, start: int, end: int) -> str:
        told = {arc: line for line, arc in self._arcs.items()}.get((start, end))
        return next((way.what for way in self._measures.ways if way.told_by == told), "this way was never taken")


def sources(path: str) -> list[Any]:
    """The templates of a file, each as a Source; none of a file that cannot be read."""
    from velogate import scalars
    from velogate.errors import VelogateError
    from velogate.readers import files
    from velogate.source import Source

    try:
        if not path.endswith(DOCUMENTS):
            return [Source(Path(path).read_bytes().decode("utf-8-sig"), path)]
        found = _templates(files.read(path).api)
    except (VelogateError, OSError, UnicodeDecodeError, ValueError, TypeError, AttributeError):
        return []
    return list({each.span: scalars.source_of(each) for each in found if getattr(each, "span", None)}.values())


def _templates(record: Any) -> Iterator[Any]:
    """Every mapping template of an API; those of gateway responses are none."""
    from velogate.gateway.model import GatewayResponse

    if isinstance(record, GatewayResponse):
        return
    if is_dataclass(record):
        for each in fields(record):
            value = getattr(record, each.name)
            if each.name in ("request_templates", "response_templates"):
                yield from value.values()
            else:
                yield from _templates(value)
    elif isinstance(record, dict):
        for value in record.values():
            yield from _templates(value)


def measures(path: str) -> Iterator[Any]:
    """What can be measured of each template of a file; of one that cannot be parsed its lines, none of which runs."""
    from velogate.errors import TemplateSyntaxError
    from velogate.vtl import measured, parser
    from velogate.vtl.dialect import dialect

    for source in sources(path):
        known = dialect("velocity" if path.endswith(".vm") else "apigateway")
        try:
            yield measured.measures(parser.parse(source, known), known)
        except TemplateSyntaxError:
            lines = {source.position(start)[0] for start in source.line_starts}
            yield measured.Measures(frozenset(lines), ())
