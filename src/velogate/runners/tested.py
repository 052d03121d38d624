"""What the pytest fixture `velogate` is: templates and APIs by their files, events, and comparisons explained."""

import json as json_module
from collections import deque
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from velogate.cases import draw, run
from velogate.cases.outcome import Outcome
from velogate.cases.values import differences
from velogate.errors import ProjectError, VelogateError
from velogate.gateway import places
from velogate.gateway.event import Event
from velogate.gateway.exchange import Exchange
from velogate.gateway.mapping import Template
from velogate.gateway.model import Api
from velogate.gateway.rendering import Rendering
from velogate.services.invoke import invoke

_LAST: deque[Rendering | Exchange] = deque(maxlen=32)
"""What tests were given last, for comparisons of parts of it."""


class Tested:
    """The fixture: each call finds files from the test's folder, then from the project's root."""

    def __init__(self, folders: tuple[Path, ...]) -> None:
        self._folders = folders
        self.event = Events()

    def template(self, name: str | Path, dialect: str = "apigateway") -> Template:
        """The template in a file, compiled; raises ProjectError and TemplateSyntaxError."""
        return run.template_at(self._file(name), dialect)

    def render(self, template: str | Path | Template, event: Any = None, **options: Any) -> Rendering:
        """The rendering of a template, by its file or compiled, for an event; see Template.render."""
        known = template if isinstance(template, Template) else self.template(template)
        return _kept(known.render(self._event(event), **options))

    def api(self, name: str | Path) -> Api:
        """The API in a project's file; raises ProjectError."""
        return run.api_at(self._file(name))

    def invoke(self, api: Any, event: Any = None, backend: Any = None, **options: Any) -> Exchange:
        """The exchange with an API, by its file or loaded, for an event; see velogate.invoke."""
        known = self.api(api) if isinstance(api, str | Path) else api
        return _kept(invoke(known, self._event(event), backend, **options))

    def _event(self, given: Any) -> Any:
        if isinstance(given, Path) or (
            isinstance(given, str) and "\n" not in given and not given.lstrip().startswith("{")
        ):
            return Event.load(self._file(given))
        return Event.load(given) if isinstance(given, str) else given

    def _file(self, name: str | Path) -> Path:
        for folder in self._folders:
            if (folder / name).exists():
                return folder / name
        where = " or ".join(str(folder) for folder in self._folders)
        raise ProjectError(f"there is no file {name} in {where}")


Found = TypeVar("Found", Rendering, Exchange)


def _kept(found: Found) -> Found:
    """What a test is given, remembered for comparisons of its parts."""
    _LAST.append(found)
    return found


class Events:
    """Builds events: `event.post("/orders", json={...}, headers={...})`."""

    def __call__(self, body: Any = "", **more: Any) -> Event:
        """An event with a body, by default of POST /."""
        return self.request("POST", "/", body=body, **more)

    def request(
        self,
        method: str,
        path: str = "/",
        *,
        json: Any = None,
        body: Any = "",
        form: Mapping[str, Any] | None = None,
        headers: Mapping[str, Any] | None = None,
        query: Mapping[str, Any] | None = None,
        path_parameters: Mapping[str, Any] | None = None,
        context: Mapping[str, Any] | None = None,
        stage_variables: Mapping[str, Any] | None = None,
    ) -> Event:
        """An event of a method and a path, which may have a query string; `json` and `form` say their Content-Type."""
        from velogate.gateway.forms.request import request

        content, kind = _body(json, body, form)
        given = request(method, path, [])
        return Event.of(
            {
                "body": content,
                "params": {
                    "path": dict(path_parameters or {}),
                    "querystring": {**given.querystring, **(query or {})},
                    "header": {**({"Content-Type": kind} if kind else {}), **(headers or {})},
                },
                "context": {**given.context, **(context or {})},
                "stageVariables": dict(stage_variables or {}),
            }
        )

    def get(self, path: str = "/", **more: Any) -> Event:
        """An event of GET."""
        return self.request("GET", path, **more)

    def post(self, path: str = "/", **more: Any) -> Event:
        """An event of POST."""
        return self.request("POST", path, **more)

    def put(self, path: str = "/", **more: Any) -> Event:
        """An event of PUT."""
        return self.request("PUT", path, **more)

    def patch(self, path: str = "/", **more: Any) -> Event:
        """An event of PATCH."""
        return self.request("PATCH", path, **more)

    def delete(self, path: str = "/", **more: Any) -> Event:
        """An event of DELETE."""
        return self.request("DELETE", path, **more)


def _body(json: Any, body: Any, form: Mapping[str, Any] | None) -> tuple[Any, str | None]:
    """The body and its Content-Type, from the one of three that was given."""
    from urllib.parse import urlencode

    if json is not None:
        return json_module.dumps(json), "application/json"
    if form is not None:
        return urlencode(form, doseq=True), "application/x-www-form-urlencoded"
    return body, None


# ---- comparisons explained


def explain(op: str, left: object, right: object, root: str) -> list[str] | None:
    """The lines that say how a value of a rendering or an exchange differs from what a test expects of it."""
    if op != "==":
        return None
    if isinstance(left, Rendering) and isinstance(right, str):
        left = left.text
    found = next((outcome for each in reversed(_LAST) if (outcome := _holder(each, left))), None)
    if found is None:
        return None
    lines = list(_explained(left, right, found))
    return [line.replace(f"{root}/", "") for line in lines] or None


def _holder(given: Rendering | Exchange, value: object) -> Outcome | None:
    """The outcome that a value was read from, None if it is not of this one."""
    outcomes = [Outcome.of(given)]
    if isinstance(given, Exchange) and given.backend_request:
        outcomes.append(outcomes[0].of_backend(given.backend_request))
    return next((outcome for outcome in outcomes if _is_of(outcome, value)), None)


def _is_of(outcome: Outcome, value: object) -> bool:
    if isinstance(value, str):
        return value == outcome.text
    if not isinstance(value, dict | list):
        return False
    return _reads(outcome, "json", value) or _reads(outcome, "form", value)


def _reads(outcome: Outcome, how: str, value: object) -> bool:
    try:
        return bool(getattr(outcome, how)() == value)
    except VelogateError:
        return False


def _explained(left: object, right: object, outcome: Outcome) -> Any:
    if isinstance(left, str) and isinstance(right, str):
        yield "the rendering is not as expected"
        at = draw.parting(right, left)
        origin = outcome.origin(min(at, len(left) - 1))
        yield from draw.texts(right, left, {at: origin} if origin else {})
        return
    where = places.in_json(outcome.text) if _reads(outcome, "json", left) else places.in_form(outcome.text)
    yield "the rendering is not as expected"
    for difference in differences(right, left):
        offset = draw.of_paths(where, difference.path)
        yield from draw.drawn(difference, None if offset is None else outcome.origin(offset))
