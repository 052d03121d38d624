"""The pages of the reference library: one for each service, all of its entries with a sample that is run."""

import json
import re
from collections.abc import Iterator, Mapping

from velogate.gateway.exchange import BackendRequest, Response
from velogate.library import index, making, reading
from velogate.library.entry import Entry
from velogate.library.forms import yaml_text
from velogate.library.forms.openapi import texts
from velogate.runners.library import answers, bare, once, sampled

_LONG = 10
"""Lines from which a file that several templates take in stands once in a page."""

_USUAL = {reading.ERROR: "the usual ones", reading.XML_ERROR: "the usual ones of S3"}
"""The templates for a service that failed, which the page of the library has."""

_TOLD = ("Content-Type", "X-Amz-Target", "X-Amz-Invocation-Type")


def services() -> list[str]:
    """The folders of the library that have entries."""
    return sorted({each.service for each in index.entries()})


def page(service: str) -> str:
    """The page of a service."""
    found = [each for each in index.entries() if each.service == service]
    told = f"`velogate library show {found[0].id}` tells the same; options that must be given have their examples."
    head = f"# {service} in the library\n\n[The library](library.md) · {told}"
    contents = "\n".join(f"- [{each.action}](#{each.action}): {each.title}" for each in found)
    shared = _shared(service)
    parts = [_entry(each, shared) for each in found]
    for name in shared:
        if any(f"({_anchor(name)})" in part for part in parts):
            parts.append(_taken_in(name, shared))
    return "\n\n".join([head, contents, *parts]) + "\n"


def _shared(service: str) -> dict[str, str]:
    """Long files that templates of a service take in, by their names; the longest first, as one may be in another."""
    folders = (index.HOME / service, reading.RESPONSES)
    paths = [path for folder in folders for path in folder.glob("*.vtl") if path not in _USUAL]
    found = {path.name: reading.whole(path) for path in sorted(paths)}
    longest = sorted(found.items(), key=lambda pair: -len(pair[1]))
    return {name: text for name, text in longest if text.count("\n") >= _LONG}


def _taken_in(name: str, shared: Mapping[str, str]) -> str:
    others = {other: text for other, text in shared.items() if other != name}
    return f"## {name}\n\n" + _template("Taken in by templates above", shared[name].rstrip(), others)


def _anchor(name: str) -> str:
    return f"#{name.replace('.', '')}"


def failed() -> str:
    """The templates for the answers of a service that failed."""
    status = reading.whole(reading.RESPONSES / "status.vtl")
    xml = reading.whole(reading.XML_ERROR).replace(status, "## … the status, as above …\n")
    usual = _fenced("vtl", "The usual one", reading.whole(reading.ERROR).rstrip())
    return "\n\n".join([usual, _fenced("vtl", "That of S3, which answers in XML", xml.rstrip())])


def table() -> str:
    """All entries, by service, each with a link to its part of a page."""
    rows = [f"| [{service}](library-{service}.md) | {_links(service)} |" for service in services()]
    return "\n".join(["| service | entries |", "|---|---|", *rows])


def _links(service: str) -> str:
    found = [each for each in index.entries() if each.service == service]
    return ", ".join(f"[{each.action}](library-{service}.md#{each.action})" for each in found)


def _called(entry: Entry) -> str:
    return f"`{entry.operation}`, {entry.protocol}" if entry.operation else entry.protocol


def _entry(entry: Entry, shared: Mapping[str, str]) -> str:
    values = entry.values(samples=True)
    made = making.integration(making.api(entry, values))
    parts = [f"## {entry.action}", f"**{entry.title}.** `{entry.client}` → {_called(entry)}", _linked(entry.page)]
    if entry.options:
        parts.append(_options(entry))
    for kinds, text in once(texts(made.request_templates)):
        parts.append(_template(f"Request template ({kinds})", text, shared))
    for when, text in answers(made):
        parts.append(_usual(when, text) or _template(f"Response template ({when})", text, shared))
    parts.append(_fenced("yaml", "Integration", yaml_text.written(bare(made)).rstrip()))
    shape = making.schema(entry, values)
    if shape is not None:
        parts.append(_fenced("json", "Model of the body", json.dumps(shape, indent=2, ensure_ascii=False)))
    statements = making.policy(entry, values)["Statement"]
    if statements:
        parts.append(_fenced("json", "Least policy", json.dumps(statements, indent=2)))
    return "\n\n".join([*parts, *_sample(entry), _tried(entry)])


def _linked(page: str) -> str:
    """The text of an entry's page, its links to other entries' pages as links to their parts of these documents."""
    within = re.sub(r"\]\(\.\./([\w-]+)/page\.md\)", r"](#\1)", page.strip())
    return re.sub(r"\]\(\.\./\.\./([\w-]+)/([\w-]+)/page\.md\)", r"](library-\1.md#\2)", within)


def _usual(when: str, text: str) -> str | None:
    """That the answers for some statuses are the usual ones; None where they are not."""
    for path, name in _USUAL.items():
        if text == reading.whole(path).rstrip("\n"):
            return f"Answers of a service that failed ({when}) are [{name}]({_FAILED})."
    return None


_FAILED = "library.md#the-answers-of-a-service-that-failed"


def _template(title: str, text: str, shared: Mapping[str, str]) -> str:
    """A template; what it takes in of long files is only named, and linked."""
    links = []
    for name, inner in shared.items():
        if inner in f"{text}\n":
            text = f"{text}\n".replace(inner, f"## … all of {name} …\n").rstrip("\n")
            links.append(f"[{name}]({_anchor(name)})")
    taken = f", with {' and '.join(links)}" if links else ""
    return _fenced("vtl", title + taken, text)


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


def _fenced(language: str, title: str, text: str) -> str:
    fence = "````" if "```" in text else "```"
    return f"{title}:\n\n{fence}{language}\n{text}\n{fence}"


def _sample(entry: Entry) -> Iterator[str]:
    case, exchange = sampled(entry)
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
