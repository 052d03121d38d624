"""`velogate explain`: what a word of the template language is, with an example that is rendered on the spot."""

import json
import re
import shutil
import sys
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

import click
from click.shell_completion import CompletionItem

from velogate.reference import (
    CONFIDENCES,
    Entry,
    Example,
    Fact,
    Found,
    Signature,
    Topic,
    borrowed,
    complete,
    look_up,
    topics,
)
from velogate.runners.terminal import Errors, colours, write_out

_HELP = """Explain what a template can use: directives, $input, $util, $context, JSONPath, methods …

NAME is taken with or without its signs and in any case; the name of a topic or of a Java class lists what it has, no
NAME lists the topics. The output of an example is what velogate renders at that moment.

\b
Examples:
  velogate explain foreach
  velogate explain '$util.escapeJavaScript'
  velogate explain sourceIp
  velogate explain .replaceAll
  velogate explain jsonpath

Quote what has $ or # in it: a shell has uses of its own for them.

\b
Exit codes:
  0  explained
  2  nothing is called so
"""

_NARROWEST, _WIDEST = 40, 100
_INDENT = "  "
_NOTHING = "(nothing)"
_TONES = {"recorded": "green", "documented": "green", "engine": "blue", "inferred": "yellow", "unknown": "red"}
_CODE = re.compile(r"`([^`]+)`")


def _completions(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    return [CompletionItem(name) for name in complete(incomplete)]


@click.command(help=_HELP)
@click.argument("name", required=False, shell_complete=_completions)
@click.option("--json", "as_json", is_flag=True, help="Print what is found as JSON, for tools.")
def explain(name: str | None, as_json: bool) -> None:
    with Errors():
        found = None if name is None else look_up(name)
        if as_json:
            shown = json.dumps(_data(found), ensure_ascii=False, indent=2)
        else:
            width = min(max(shutil.get_terminal_size().columns, _NARROWEST), _WIDEST)
            shown = "\n".join(_View(width, colours(sys.stdout)).lines(found)).rstrip()
        write_out(shown + "\n", ())


# ---- for tools


def _data(found: Found | None) -> dict[str, Any]:
    if found is None:
        return {"topics": [_topic_data(topic) for topic in topics()], "confidences": dict(CONFIDENCES)}
    if found.topic:
        return {"topic": _topic_data(found.topic)}
    return {
        "entries": [_entry_data(entry) for entry in found.entries],
        "besides": [entry.name for entry in found.besides],
    }


def _topic_data(topic: Topic) -> dict[str, Any]:
    names = [entry.name for entry in topic.entries]
    return {"name": topic.name, "title": topic.title, "says": topic.says, "entries": names}


def _entry_data(entry: Entry) -> dict[str, Any]:
    facts = [{**asdict(fact), "example": _example_data(fact.example)} for fact in entry.facts]
    return {**asdict(entry), "example": _example_data(entry.example), "facts": facts}


def _example_data(example: Example | None) -> dict[str, Any] | None:
    if example is None:
        return None
    outcome = example.run()
    result = {"output": outcome.text, "overrides": outcome.overrides}
    return {**asdict(example), **({"error": str(outcome.error)} if outcome.error else result)}


# ---- for people


@dataclass(frozen=True, slots=True)
class _View:
    """What is found, as lines for a terminal of some width, with colours or without."""

    width: int
    colours: bool

    def lines(self, found: Found | None) -> Iterator[str]:
        """The page of one entry, a list of several, of a topic, or of all topics."""
        if found is None:
            yield from self._topics()
        elif found.topic:
            yield from self._topic(found.topic)
        elif len(found.entries) > 1:
            yield f"{len(found.entries)} things are called so; ask for one by its whole name:"
            yield from ("", *self._list(found.entries))
        else:
            yield from self._entry(found.entries[0])
            if found.besides:
                yield from (self._heading("Called so, too"), *self._list(found.besides))

    # ---- whole pages

    def _topics(self) -> Iterator[str]:
        names = max(len(topic.name) for topic in topics())
        yield from (
            *self._wrapped("What can be explained, by topic; `velogate explain TOPIC` lists what is in it:"),
            "",
        )
        for topic in topics():
            room = self.width - names - 4
            title, some = topic.title, "  ".join(entry.name for entry in topic.entries)
            yield f"{_INDENT}{self._paint(topic.name.ljust(names), bold=True)}  {self._prose(self._cut(title, room))}"
            yield f"{_INDENT}{' ' * names}  {self._paint(self._cut(some, room), dim=True)}"
        yield self._heading("How sure a statement is")
        for word, meaning in CONFIDENCES.items():
            yield from self._hanging(word, meaning, _TONES[word])

    def _topic(self, topic: Topic) -> Iterator[str]:
        yield self._paint(topic.title, bold=True)
        described, names = borrowed(topic)
        yield from ("", *self._wrapped(topic.says), "", *self._list((*topic.entries, *described)))
        if names:
            yield from (self._heading("And with their signatures only"), *self._wrapped(" ".join(names), _INDENT))

    def _entry(self, entry: Entry) -> Iterator[str]:
        place = f"{entry.kind}, in {entry.topic}" if entry.kind != entry.topic else entry.kind
        gap = " " * (self.width - len(entry.name) - len(place))
        yield self._paint(entry.name, bold=True) + (gap if len(gap) > 1 else "\n") + self._paint(place, dim=True)
        yield from self._signatures(entry.signatures)
        yield from ("", *self._wrapped(entry.says))
        yield from (self._paint(line, dim=True) for line in self._wrapped(_sureness(entry.confidence, entry.source)))
        if entry.way_out:
            yield from (self._heading("Instead"), *self._wrapped(entry.way_out, _INDENT))
        if entry.example:
            yield from (self._heading("Example"), *self._example(entry.example, _INDENT))
        if entry.facts:
            yield self._heading("Good to know")
            for fact in entry.facts:
                yield from self._fact(fact)
        if entry.see:
            yield from (self._heading("See also"), *self._wrapped("  ".join(entry.see), _INDENT))

    # ---- parts

    def _heading(self, text: str) -> str:
        return "\n" + self._paint(text, fg="cyan", bold=True)

    def _list(self, entries: Iterable[Entry]) -> Iterator[str]:
        shown = [(entry.name, _first_sentence(entry.says)) for entry in entries]
        names = min(max((len(name) for name, _ in shown), default=0), self.width // 2)
        for name, says in shown:
            room = self.width - max(names, len(name)) - 4
            rest = f"  {self._prose(self._cut(says, room))}" if room > 20 else ""
            yield f"{_INDENT}{self._paint(name.ljust(names), bold=True)}{rest}"

    def _signatures(self, signatures: tuple[Signature, ...]) -> Iterator[str]:
        calls = [_call(signature) for signature in signatures]
        widest = max(map(len, calls), default=0)
        for call, signature in zip(calls, signatures, strict=True):
            owners = ", ".join(signature.owners) + ("" if signature.callable else ", out of a template's reach")
            yield f"{_INDENT}{call.ljust(widest)}  {self._paint(owners, dim=True)}".rstrip()

    def _fact(self, fact: Fact) -> Iterator[str]:
        yield from self._hanging(fact.confidence, fact.says, _TONES[fact.confidence])
        if fact.example:
            yield from self._example(fact.example, " " * 14, brief=True)

    def _hanging(self, word: str, text: str, tone: str) -> Iterator[str]:
        first, *rest = self._wrapped(text, " " * 14)
        yield _INDENT + self._paint(word.ljust(12), fg=tone) + first[14:]
        yield from rest

    def _example(self, example: Example, indent: str, brief: bool = False) -> Iterator[str]:
        outcome = example.run()
        if brief and not (example.event or example.files or outcome.error or outcome.overrides):
            short = f"{indent}{example.template}  →  {outcome.text or _NOTHING}"
            if "\n" not in short and len(short) <= self.width:
                yield f"{indent}{example.template}  →  {self._paint(outcome.text or _NOTHING, fg='green')}"
                return
        if example.dialect != "apigateway":
            yield from self._labelled("dialect", example.dialect, indent)
        for name, given in example.given():
            yield from self._labelled(name, given, indent)
        yield from self._labelled("template", example.template, indent)
        if outcome.error:
            failure = f"error: {outcome.error.message}" if brief else str(outcome.error)
            yield from self._labelled("fails", failure, indent, fg="red")
            return
        if outcome.text or not outcome.overrides:
            yield from self._labelled("output", outcome.text or _NOTHING, indent, fg="green", dim=not outcome.text)
        for name, override in outcome.overrides.items():
            yield from self._labelled(name, json.dumps(override, ensure_ascii=False), indent, fg="green")

    def _labelled(self, label: str, text: str, indent: str, **style: Any) -> Iterator[str]:
        first, *rest = text.rstrip("\n").split("\n")
        yield f"{indent}{self._paint(label.ljust(8), dim=True)}  {self._paint(first, **style)}"
        yield from (f"{indent}{' ' * 10}{self._paint(line, **style)}" for line in rest)

    # ---- words

    def _wrapped(self, text: str, indent: str = "") -> list[str]:
        """The text in lines; what stands in backticks is kept together."""
        whole = _CODE.sub(lambda code: code[0].replace(" ", "\xa0"), text)
        lines = textwrap.wrap(
            whole, self.width, initial_indent=indent, subsequent_indent=indent, break_long_words=False,
            break_on_hyphens=False,
        )  # fmt: skip
        return [self._prose(line.replace("\xa0", " ")) for line in lines]

    def _prose(self, text: str) -> str:
        return _CODE.sub(lambda code: click.style(code[1], fg="cyan"), text) if self.colours else text

    def _paint(self, text: str, **style: Any) -> str:
        wanted = {name: value for name, value in style.items() if value}
        return click.style(text, **wanted) if self.colours and text and wanted else text

    def _cut(self, text: str, room: int) -> str:
        return text if len(text) <= room else text[: max(room - 1, 0)].rstrip() + "…"


def _sureness(confidence: str, source: str) -> str:
    meaning = CONFIDENCES[confidence]
    return f"{meaning[:1].upper()}{meaning[1:]}{f' ({source})' if source else ''}."


def _call(signature: Signature) -> str:
    returns = signature.returns.removeprefix("static ")
    static = "static " if returns != signature.returns else ""
    return f"{static}{signature.call}{f' → {returns}' if returns else ''}"


def _first_sentence(text: str) -> str:
    return re.split(r"(?<=[^.])\. |[:;] ", text, maxsplit=1)[0].rstrip(".")
