"""A file of cases: what is tested, what its cases share, and the cases. Data, and how a mapping becomes them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from os.path import normpath
from pathlib import Path
from typing import Any

from velogate.cases.checks import CHECKS, check_expectation
from velogate.errors import ProjectError, near
from velogate.gateway.shape import Shape, anything, field, flag, listed, mapped, text
from velogate.readers import document
from velogate.source import Placed, Span

PATTERNS = ("test_*.vtl.yaml", "*_test.vtl.yaml", "test_*.vtl.yml", "*_test.vtl.yml")
"""How files of cases are called."""

LARGEST = 4 * 1024 * 1024
"""Bytes of a file of cases."""


@dataclass(frozen=True, slots=True)
class Shared(Shape):
    """What every case of a file has unless it says otherwise."""

    event: Any = field(anything)
    variables: Mapping[str, Any] | None = field(anything)
    answer: Any = field(anything)
    """What the back end answers: status, headers and body."""
    stage: Any = field(anything)
    authorizer: Any = field(anything)
    quotas: bool = field(flag, True)
    tags: tuple[str, ...] = field(listed, ())
    skip: Any = field(anything)
    xfail: Any = field(anything)


@dataclass(frozen=True, slots=True)
class Case(Shared):
    """One case: a request, and what is expected to come of it."""

    name: str = field(text, "")
    description: str | None = field(text)
    expect: Mapping[str, Any] = field(anything, dict)
    """What is expected, by the names of velogate.cases.checks."""
    parametrize: Any = field(anything)


@dataclass(frozen=True, slots=True)
class Subject(Shape):
    """What is tested: a template, or a method of an API."""

    template: str | None = field(text)
    api: str | None = field(text)
    method: str | None = field(text)
    """As in `POST /orders/{id}`."""
    library: str | None = field(text)
    """An entry of the reference library, as `sqs/send-message`."""
    options: Mapping[str, Any] = field(mapped(text), dict)
    """What is chosen for the entry."""
    dialect: str = field(text, "apigateway")


@dataclass(frozen=True, slots=True)
class Suite:
    """A file's cases, those with parameters once for each set of them."""

    path: Path
    subject: Subject
    cases: tuple[Case, ...]

    def file(self, name: str) -> Path:
        """A file that the suite names: from its own folder."""
        return Path(normpath(self.path.parent / name))


_OF_SUBJECT = frozenset({"template", "api", "method", "library", "options", "dialect"})
_SUBJECTS = ("template", "api", "library")


def load(path: Path) -> Suite:
    """The suite in a file; raises ProjectError with the place of what is wrong."""
    if path.stat().st_size > LARGEST:
        raise ProjectError(f"{path.name} has {path.stat().st_size:,} bytes; files of cases have up to {LARGEST:,}")
    return parse(document.load(path), path)


def parse(given: Any, path: Path) -> Suite:
    """The suite that a parsed file describes; raises ProjectError."""
    if not isinstance(given, Mapping):
        raise ProjectError(f"{path.name} holds no cases: it is a {type(given).__name__}", hint=_FORM)
    _known(given, {*_OF_SUBJECT, "defaults", "cases"}, path.name)
    subject = Subject.of({key: value for key, value in given.items() if key in _OF_SUBJECT}, path.name)
    if sum(getattr(subject, name) is not None for name in _SUBJECTS) != 1:
        hint = "template: FILE, or api: FILE, or library: ENTRY"
        raise ProjectError(f"{path.name} must name what it tests", _first(given), hint)
    shared = Shared.of(given.get("defaults") or {}, "defaults")
    cases = given.get("cases")
    if not isinstance(cases, list) or not cases:
        raise ProjectError(f"{path.name} has no cases", _first(given), _FORM)
    read = [case for each in cases for case in _cases(each, shared)]
    _distinct(read)
    return Suite(path, subject, tuple(read))


_FORM = "write template: FILE, and cases: a list of name, event, expect"


def _known(given: Mapping[Any, Any], known: set[str], what: str) -> None:
    for key in given:
        if key not in known:
            guess = near(str(key), known)
            message = f"{what} has no {str(key)!r}" + (f"; did you mean {guess!r}?" if guess else "")
            raise ProjectError(message, getattr(key, "span", None), f"known: {', '.join(sorted(known))}")


def _first(given: Mapping[Any, Any]) -> Span | None:
    return next((span for key in given if (span := getattr(key, "span", None))), None)


def _cases(given: Any, shared: Shared) -> Iterator[Case]:
    """The case, or one for each set of its parameters; raises ProjectError."""
    if isinstance(given, Mapping) and not given.get("name"):
        raise ProjectError("a case must have a name", _first(given))
    what = f"the case {given['name']!r}" if isinstance(given, Mapping) else "a case"
    case = Case.of(given, what)
    if not case.expect:
        raise ProjectError(f"{what} expects nothing: it would assert nothing", _first(given), f"known: {_NAMES}")
    check_expectation(case.expect, what)
    for values in _parameters(case, what):
        yield _with(case, shared, values)


_NAMES = ", ".join(sorted(CHECKS))


def _parameters(case: Case, what: str) -> list[Mapping[str, Any]]:
    """The sets of parameters: of lists by name every combination, of a list of sets each one."""
    given = case.parametrize
    if given is None:
        return [{}]
    if isinstance(given, Mapping) and all(isinstance(each, list) for each in given.values()):
        return [dict(zip(given, values, strict=True)) for values in product(*given.values())]
    if isinstance(given, list) and all(isinstance(each, Mapping) for each in given):
        return list(given)
    raise ProjectError(
        f"parametrize of {what} is neither a mapping of lists nor a list of mappings",
        _span_of(case.name),
        "parametrize: {id: [1, 2]}, and $(id) where the value goes",
    )


def _span_of(value: Any) -> Span | None:
    return getattr(value, "span", None)


def _with(case: Case, shared: Shared, values: Mapping[str, Any]) -> Case:
    """The case with what all share, and with the values of its parameters in place."""
    filled = replace(
        case,
        event=substituted(merged(shared.event, case.event), values),
        variables=substituted(merged(shared.variables, case.variables), values),
        answer=substituted(case.answer if case.answer is not None else shared.answer, values),
        stage=case.stage if case.stage is not None else shared.stage,
        authorizer=case.authorizer if case.authorizer is not None else shared.authorizer,
        tags=(*shared.tags, *case.tags),
        skip=case.skip if case.skip is not None else shared.skip,
        xfail=case.xfail if case.xfail is not None else shared.xfail,
        expect=substituted(case.expect, values),
        quotas=case.quotas and shared.quotas,
    )
    if not values:
        return filled
    shown = "-".join(str(value) for value in values.values())
    return replace(filled, name=Placed.like(case.name, f"{case.name}[{shown}]"))


def merged(shared: Any, own: Any) -> Any:
    """What is shared with what is a case's own over it, mapping by mapping; a body is one value."""
    if not isinstance(shared, Mapping) or not isinstance(own, Mapping):
        return shared if own is None else own
    return {**shared, **{key: value if key == "body" else merged(shared.get(key), value) for key, value in own.items()}}


def substituted(value: Any, values: Mapping[str, Any]) -> Any:
    """The value with `$(name)` replaced: alone by the parameter itself, inside a text by its text."""
    if not values:
        return value
    if isinstance(value, Mapping):
        return {substituted(key, values): substituted(each, values) for key, each in value.items()}
    if isinstance(value, list):
        return [substituted(each, values) for each in value]
    if not isinstance(value, str):
        return value
    for name, parameter in values.items():
        mark = f"$({name})"
        if value == mark:
            return parameter
        if mark in value:
            value = value.replace(mark, str(parameter))
    return value


def _distinct(cases: list[Case]) -> None:
    """Raises ProjectError for two cases of one name: a report could not tell them apart."""
    seen: dict[str, Case] = {}
    for case in cases:
        if case.name in seen:
            raise ProjectError(f"two cases are called {str(case.name)!r}", _span_of(case.name))
        seen[case.name] = case
