"""A template: parsed and compiled once, rendered many times, from many threads."""

import ast
import builtins
import gc
import linecache
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import CodeType
from typing import Any

from velogate.errors import Finding, TemplateRenderError, TemplateSyntaxError, UsageError, VelogateError
from velogate.java.classes import class_of
from velogate.java.regex import SPENT, Spent
from velogate.java.throwable import JavaError
from velogate.source import Source, Span
from velogate.vtl import parser, tree, watching
from velogate.vtl.codes import Codes
from velogate.vtl.compiler import to_python
from velogate.vtl.dialect import Dialect
from velogate.vtl.dialect import dialect as dialect_named
from velogate.vtl.lexer import Token
from velogate.vtl.origins import Origins, Trace
from velogate.vtl.python import Spans
from velogate.vtl.run import RUN, Break, Context, Leave, Macro, Refusal, Run, Stop, Write
from velogate.vtl.runtime import EXPORTS
from velogate.vtl.steps import Step, Steps
from velogate.vtl.survey import changes_values

MAX_ITERATIONS = 10_000_000
"""Iterations that all loops of one rendering may make together, unless the caller sets another number."""

GATEWAY_LOOPS = 1_000
"""Iterations of one #foreach after which API Gateway ends it (documented quota)."""


LARGE = 50_000
"""Characters of a template whose nodes are so many that Python would spend most time looking for garbage among them."""


@contextmanager
def _collector_paused(large: bool) -> Iterator[None]:
    paused = large and gc.isenabled()
    if paused:
        gc.disable()
    try:
        yield
    finally:
        if paused:
            gc.enable()


@dataclass(frozen=True, slots=True)
class Result:
    """What a rendering gave: the text, and what its author should know."""

    text: str
    warnings: tuple[Finding, ...]


class Template:
    """A template in one of the dialects, "apigateway" or "velocity".

    `folder` is where #parse and #include of the velocity dialect find files: a directory, nothing outside it is read,
    or a mapping of names to texts. `max_iterations` is how many iterations all loops of one rendering may make. `codes`
    keeps compiled templates on disk.

    Raises TemplateSyntaxError where Velocity refuses the template, UsageError for an unknown dialect.
    """

    def __init__(
        self,
        source: str | Source,
        name: str = "<template>",
        dialect: str = "apigateway",
        *,
        folder: str | Path | Mapping[str, str] | None = None,
        max_iterations: int = MAX_ITERATIONS,
        codes: Codes | None = None,
    ) -> None:
        self.source = source if isinstance(source, Source) else Source(source, name)
        self.dialect = dialect_named(dialect)
        self._folder = folder
        self._max_iterations = max_iterations
        self._parsed: tree.Tree | None = None
        with _collector_paused(len(self.source.text) > LARGE):
            self._unit = _Unit(self._code(codes), self.source)
        self._watched: dict[str, _Unit] = {}  # units that tell more of a rendering, compiled when first asked for
        self._changes_values: bool | None = None

    @property
    def name(self) -> str:
        """The name that messages call the template by."""
        return self.source.name

    @property
    def tree(self) -> tree.Tree:
        """The syntax tree; of a template whose code was kept it is made when it is first asked for."""
        if self._parsed is None:
            self._parsed = parser.parse(self.source, self.dialect)
        return self._parsed

    def _code(self, codes: Codes | None) -> CodeType:
        """The code of the template: kept, or compiled and, where there is nothing to say of it, kept from now on."""
        found = codes.find(self.source, self.dialect.name) if codes else None
        if found is not None:
            self._notes: tuple[Finding, ...] = ()
            return found
        self._notes = self.tree.notes
        code = _code_of(to_python(self.tree, self.dialect), self.source)
        if codes and not self._notes:
            codes.keep(self.source, self.dialect.name, code)
        return code

    def merge(self, variables: Mapping[str, Any]) -> str:
        """The text of the template with these variables; the language alone, without what API Gateway adds.

        Raises TemplateRenderError where Velocity would throw, UsageError for a variable no template can use.
        """
        return self.run(variables).text

    def run(self, variables: Mapping[str, Any]) -> Result:
        """As merge, with the warnings."""
        way = watching.way()
        unit = self._unit if way == "plain" else self._unit_of(way)
        run = self._run(way)
        self._write(unit, run, variables, run.written.append)
        return Result("".join(run.written), self._notes + (_findings(run) if run.notes else ()))

    def origins(self, variables: Mapping[str, Any]) -> Origins:
        """Which part of the template writes which part of its text with these variables; raises as merge does.

        Renders anew, by code that writes each text by itself; that is compiled when this is first asked.
        """
        run = self._run()
        trace = Trace(run.written)
        self._write(self._unit_of("apart"), run, variables, trace.write)
        return trace.origins()

    def trace(
        self, variables: Mapping[str, Any], failures: tuple[type[Exception], ...] = (VelogateError,)
    ) -> tuple[Step, ...]:
        """What the template does with these variables, step by step; where one of the failures happens, up to there.

        Renders anew, by code that tells what it does; that is compiled when this is first asked.
        """
        run = self._run("traced")
        run.steps = steps = Steps()
        with suppress(*failures):
            self._write(self._unit_of("traced"), run, variables, run.written.append)
        return steps.end()

    def _unit_of(self, way: str) -> "_Unit":
        if way not in self._watched:
            self._watched[way] = _unit(self.tree, self.dialect, way)
        return self._watched[way]

    @property
    def changes_values(self) -> bool:
        """Whether a rendering may change a list or map that the caller gave; looked for when first asked for."""
        if self._changes_values is None:
            self._changes_values = changes_values(self.tree.block)
        return self._changes_values

    def _run(self, way: str = "plain") -> Run:
        return Run(
            dialect=self.dialect,
            compile=lambda text, name: self._compile(text, name, way),
            load=self._load,
            loops=GATEWAY_LOOPS if self.dialect.null_is_empty else None,
            budget=self._max_iterations,
        )

    def _write(self, unit: "_Unit", run: Run, variables: Mapping[str, Any], write: Write) -> None:
        _check(variables)
        token, spent = RUN.set(run), SPENT.set(Spent())
        try:
            unit.define_macros(run)
            unit.body(Context(variables), write)
        except (Stop, Break, Leave):
            return
        except _FAILURES as error:
            raise self._failure(error) from None
        finally:
            RUN.reset(token)
            SPENT.reset(spent)

    # ---- what #evaluate, #parse and #include need

    def _compile(self, text: str, name: str, way: str) -> "_Unit":
        return _unit(parser.parse(Source(text, name), self.dialect), self.dialect, way, dynamic=True)

    def _load(self, name: str) -> str:
        if isinstance(self._folder, Mapping):
            if name in self._folder:
                return self._folder[name]
        elif self._folder is not None:
            found = _inside(Path(self._folder), name)
            if found:
                return found.read_text(encoding="utf-8")
        raise Refusal(f"there is no template {name!r}" + ("" if self._folder else ": no folder was named"))

    # ---- places

    def _failure(self, error: Exception) -> TemplateRenderError:
        """The error with the place in the template where it happened."""
        span, spans = None, Spans()
        traceback = error.__traceback__
        while traceback:
            source = traceback.tb_frame.f_globals.get("__source__")
            if isinstance(source, Source):
                span = spans.of(source, traceback.tb_frame.f_code, traceback.tb_lasti) or span
            traceback = traceback.tb_next
        if span:
            _show_lines(span.source)
        return TemplateRenderError(*_explained(error, span)).with_traceback(error.__traceback__)

    def stages(self) -> dict[str, Callable[[], str]]:
        """What each stage of the way made of the template, as text: tokens, tree, python."""
        return {
            "tokens": lambda: "\n".join(_token_line(token) for token in parser.tokens(self.source, self.dialect)),
            "tree": lambda: tree.pretty(self.tree),
            "python": lambda: ast.unparse(to_python(self.tree, self.dialect)),
        }


class _Unit:
    """The compiled code of one template: its body and its macros."""

    def __init__(
        self, code: CodeType, source: Source, way: str = "plain", known: Mapping[str, Any] | None = None
    ) -> None:
        self.way = way
        names: dict[str, Any] = {**EXPORTS, "__builtins__": {}, "__source__": source, "__way__": way, **(known or {})}
        exec(code, names)
        self.body: Callable[[Context, Write], object] = names["render"]
        self._macros: tuple[Macro, ...] = names["macros"]

    def define_macros(self, run: Run) -> None:
        """Makes the macros known to the run; as in Velocity the first definition of a name stays."""
        for macro in self._macros:
            run.macros.setdefault(macro.name, macro)


Written = tuple[ast.Module, Mapping[str, Any]]
"""A module, and the names that it knows besides those of runtime.py."""


def _measured(parsed: tree.Tree, dialect: Dialect, dynamic: bool) -> Written:
    from velogate.vtl.measured import Measured  # for coverage alone

    return Measured(parsed, dialect, dynamic).module(), {}


def _lined(parsed: tree.Tree, dialect: Dialect, dynamic: bool) -> Written:
    from velogate.vtl.measured import Lined  # for debuggers alone

    return Lined(parsed, dialect, dynamic).module(), {"__builtins__": builtins}  # for what people type in a debugger


def _traced(parsed: tree.Tree, dialect: Dialect, dynamic: bool) -> Written:
    from velogate.vtl.trace import Traced  # when one is asked for

    traced = Traced(parsed, dialect, dynamic)
    return traced.module(), {"saw": traced.saw(parsed.source)}


_WAYS: Mapping[str, Callable[[tree.Tree, Dialect, bool], Written]] = {
    "plain": lambda parsed, dialect, dynamic: (to_python(parsed, dialect, dynamic), {}),
    "apart": lambda parsed, dialect, dynamic: (to_python(parsed, dialect, dynamic, apart=True), {}),
    "lined": _lined,
    "measured": _measured,
    "traced": _traced,
}
"""How a tree becomes Python: as fast as can be; each text by itself; for debuggers; for coverage; telling each step."""


def _unit(parsed: tree.Tree, dialect: Dialect, way: str, dynamic: bool = False) -> _Unit:
    module, known = _WAYS[way](parsed, dialect, dynamic)
    return _Unit(_code_of(module, parsed.source), parsed.source, way, known)


def _code_of(module: ast.Module, source: Source) -> CodeType:
    return compile(module, _file_of(source), "exec", dont_inherit=True)


def _file_of(source: Source) -> str:
    """What Python calls the file of the code: debuggers and coverage need its whole path; in `<>` what is no file."""
    if os.path.isfile(source.name):
        return os.path.abspath(source.name)
    return source.name if source.name.startswith("<") else f"<{source.name}>"


def _check(variables: Mapping[str, Any]) -> None:
    """Refuses a variable of a Python type that stands for nothing in Java."""
    for name, value in variables.items():
        if value is not None and class_of(value).name == "java.lang.Object":
            raise UsageError(
                f"the variable {name} is a {type(value).__name__}, which no template can use",
                hint="give text, numbers, booleans, None, lists and dictionaries of these",
            )


_MOST_SHOWN = 120
"""Characters of an expression that a message repeats."""

_FAILURES = (JavaError, Refusal, TemplateSyntaxError, RecursionError)


def _explained(error: Exception, span: Span | None) -> tuple[str, Span | None, str | None]:
    if isinstance(error, TemplateSyntaxError):
        return f"the text cannot be parsed: {error.message}", span, error.hint
    if isinstance(error, JavaError):
        return f"{_shortened(span.text) if span else 'the template'} throws {error}", span, None
    if isinstance(error, RecursionError):
        return "the template calls itself too deep", span, None
    return str(error), span, None


def _shortened(text: str) -> str:
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"


def _findings(run: Run) -> tuple[Finding, ...]:
    spans = Spans()
    return tuple(Finding(message, spans.of(source, code, at)) for (code, at), (message, source) in run.notes.items())


def _show_lines(source: Source) -> None:
    """Lets tracebacks show the lines of a template that is not a file of its own."""
    name = _file_of(source)
    if source.first_line == 1 and name.startswith("<"):
        lines = source.text.splitlines(keepends=True)
        linecache.cache[name] = (len(source.text), None, lines, name)


def _inside(folder: Path, name: str) -> Path | None:
    """The file of that name, if it is in the folder."""
    root = folder.resolve()
    found = (root / name.lstrip("/")).resolve()
    return found if found.is_relative_to(root) and found.is_file() else None


def _token_line(token: Token) -> str:
    span = token.lexer.span(token.at, token.end)
    return f"{span.line}:{span.column} {token.type} {token.image!r}" + (f" after {token.lead!r}" if token.lead else "")
