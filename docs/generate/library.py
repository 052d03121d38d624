"""The pages of the reference library: one for each service, all of its entries with a sample that is run."""

import json
from collections.abc import Iterator, Mapping

import yaml

from velogate.cases import entries
from velogate.cases.run import run
from velogate.gateway.exchange import BackendRequest, Response
from velogate.gateway.model import Integration
from velogate.library import index, making
from velogate.library.entry import Entry
from velogate.library.forms.openapi import texts
from velogate.runners.library import answers, integration, once

_TOLD = ("Content-Type", "X-Amz-Target", "X-Amz-Invocation-Type")


def services() -> list[str]:
    """The folders of the library that have entries."""
    return sorted({each.service for each in index.entries()})


def page(service: str) -> str:
    """The page of a service."""
    found = [each for each in index.entries() if each.service == service]
    told = f"`velogate library show {found[0].id}` tells the same"
    head = f"# {service} in the library\n\n[The library](library.md) · {told}."
    return "\n\n".join([head, *(_entry(each) for each in found)]) + "\n"


def table() -> str:
    """All entries, by service, each with a link to its part of a page."""
    rows = [
        f"| [{each.id}](library-{each.service}.md#{_slug(each)}) | {each.title} | {_called(each)} |"
        for each in index.entries()
    ]
    return "\n".join(["| | | |", "|---|---|---|", *rows])


def _slug(entry: Entry) -> str:
    return entry.action


def _called(entry: Entry) -> str:
    return f"`{entry.operation}`, {entry.protocol}" if entry.operation else entry.protocol


def _entry(entry: Entry) -> str:
    values = entry.values(samples=True)
    made = integration(making.api(entry, values))
    parts = [f"## {entry.action}", f"**{entry.title}.** `{entry.client}` → {_called(entry)}", entry.page.strip()]
    if entry.options:
        parts.append(_options(entry))
    parts += [
        _fenced("vtl", f"Request template ({kinds})", text) for kinds, text in once(texts(made.request_templates))
    ]
    parts += [_fenced("vtl", f"Response template ({when})", text) for when, text in answers(made)]
    parts.append(_fenced("yaml", "Integration", _yaml(_bare(made))))
    statements = making.policy(entry, values)["Statement"]
    if statements:
        parts.append(_fenced("json", "Least policy", json.dumps(statements, indent=2)))
    return "\n\n".join([*parts, *_sample(entry), _tried(entry)])


def _options(entry: Entry) -> str:
    rows = [
        f"| `--{name}` | {_cell(each.about)} | {_cell(_default(entry, name))} |" for name, each in entry.options.items()
    ]
    return "\n".join(["| option | | default |", "|---|---|---|", *rows])


def _default(entry: Entry, name: str) -> str:
    option = entry.options[name]
    if option.default is None:
        return f"needed, such as `{option.example}`"
    return f"`{option.default}`" if option.default else "none"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _bare(made: Integration) -> Mapping[str, object]:
    """The integration but for its templates, which stand above."""
    found: dict[str, object] = {
        "type": made.type,
        "httpMethod": None if made.type == "MOCK" else made.http_method,
        "uri": None if made.type == "MOCK" else made.uri,
        "passthroughBehavior": made.passthrough_behavior,
        "contentHandling": made.content_handling,
        "requestParameters": {str(key): str(each) for key, each in made.request_parameters.items()},
    }
    return {name: str(each) if isinstance(each, str) else each for name, each in found.items() if each}


def _yaml(value: object) -> str:
    return yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=110).rstrip()


def _fenced(language: str, title: str, text: str) -> str:
    fence = "````" if "```" in text else "```"
    return f"{title}:\n\n{fence}{language}\n{text}\n{fence}"


def _sample(entry: Entry) -> Iterator[str]:
    suite = entries.samples(entry)
    case = suite.cases[0]
    exchange = run(suite, case).exchange
    assert exchange is not None
    event = json.dumps(case.event, ensure_ascii=False)
    yield _fenced("json", f"A sample, *{case.name}*: the request", event)
    if exchange.backend_request:
        yield _fenced("http", "becomes the call", _request(exchange.backend_request))
    yield _fenced("http", "and the client gets", _response(exchange.response))


def _request(asked: BackendRequest) -> str:
    head = [
        f"{asked.method} {asked.url}",
        *(f"{name}: {asked.headers[name]}" for name in _TOLD if name in asked.headers),
    ]
    return "\n".join([*head, *(["", asked.text] if asked.text else [])])


def _response(answer: Response) -> str:
    return "\n".join([str(answer.status), *(["", answer.text] if answer.text else [])])


def _tried(entry: Entry) -> str:
    return (
        "Tried on moto: it takes the call, and the effect is there."
        if entry.moto
        else f"Not tried on moto: {entry.without}."
    )
