"""Entries of the reference as Markdown, for hovers and for the documents; examples are rendered as it is written."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from velogate.reference.entry import Entry, Example, Fact, Outcome, Signature

Link = Callable[[str], str]
"""Makes Markdown of a source: `velocity/NAME` and `render/ID` are fixtures, all else is words."""

_PIPE = "\\|"
_LONGEST = 90
"""Characters of an example that stands in a line of text."""


def plain(source: str) -> str:
    """The source as it is written."""
    return source


def entry(entry: Entry, link: Link = plain) -> str:
    """All that is said of an entry, without a heading."""
    return "\n\n".join(_parts(entry, link))


def _parts(entry: Entry, link: Link) -> Iterator[str]:
    calls = [signature for signature in entry.signatures if signature.returns or str(signature) != entry.name]
    if calls:
        yield "\n".join(_signature(signature) for signature in calls)
    yield f"{entry.says} *({sureness(entry.confidence, entry.source, link)})*"
    if entry.way_out:
        yield f"Instead: {words(entry.way_out)}."
    if entry.example:
        yield "\n\n".join(_example(entry.example))
    if entry.facts:
        yield "\n".join(_fact(fact, link) for fact in entry.facts)
    if entry.see:
        yield "See also " + ", ".join(map(code, entry.see)) + "."


def sureness(confidence: str, source: str, link: Link = plain) -> str:
    """How sure something is, and who said so."""
    return f"{confidence}: {link(source)}" if source else confidence


def table(head: Sequence[str], rows: Iterable[Iterable[str]], numbers: int = 0) -> str:
    """A table; so many of its last columns are numbers. What cells hold of bars is no end of theirs."""
    rules = ["---"] * (len(head) - numbers) + ["--:"] * numbers
    return "\n".join([_row(head), f"|{'|'.join(rules)}|", *map(_row, rows)])


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell.replace('|', _PIPE) for cell in cells)} |"


def short_entries(entries: Iterable[Entry]) -> str:
    """A table of entries that need no more than a line each."""
    return table(("", "returns", "", "as in"), map(_cells, entries))


def is_short(entry: Entry) -> bool:
    """Whether a line of a table is enough for the entry."""
    return not entry.facts and (entry.example is None or _cell(entry, entry.example) is not None)


def _cells(entry: Entry) -> Iterator[str]:
    yield code(entry.name)
    yield ", ".join(dict.fromkeys(each.returns for each in entry.signatures if each.callable))
    if entry.way_out:
        yield f"instead: {words(entry.way_out)}"
        yield ""
    else:
        yield f"{entry.says} *({entry.confidence})*"
        yield (_cell(entry, entry.example) or "") if entry.example else ""


def _cell(entry: Entry, example: Example) -> str | None:
    """What an example prints, in a cell: with its template unless that is just the entry, with its event if short."""
    if example.event and example.template == entry.name:
        return inline(replace(example, event={})) and _text(example.run())
    given = "".join(f"{code(value)}: " for _, value in example.given())
    printed = inline(example, len(given))
    if printed is None or example.template == entry.name:
        return printed
    return f"{given}{code(example.template)} → {printed}"


def words(text: str) -> str:
    """Plain words in which nothing is read as Markdown."""
    return re.sub(r"([\\`*_$<>\[\]#])", r"\\\1", text)


def code(text: str) -> str:
    """The text as a code span on one line: what cannot be seen has a sign, as have blanks at the ends."""
    shown = re.sub(r"^ +| +$", lambda blanks: "␣" * len(blanks[0]), "".join(map(_visible, text)))
    fence = "`" * (max(map(len, re.findall("`+", shown)), default=0) + 1)
    space = " " if shown.startswith("`") or shown.endswith("`") else ""
    return f"{fence}{space}{shown}{space}{fence}"


def _visible(char: str) -> str:
    if char == "\n":
        return "⏎"
    if ord(char) < 0x20:
        return chr(0x2400 + ord(char))
    return char if char.isprintable() else f"\\u{ord(char):04x}"


def _signature(signature: Signature) -> str:
    call = f"{code(signature.call)}{f' → {signature.returns}' if signature.returns else ''}"
    owners = f" of {', '.join(signature.owners)}" if signature.owners else ""
    return f"- {call}{owners}{'' if signature.callable else ' (out of the reach of templates)'}"


def _fact(fact: Fact, link: Link) -> str:
    says = f"- **{fact.confidence}** {fact.says}" + (f" *({link(fact.source)})*" if fact.source else "")
    if fact.example is None:
        return says
    short = None if fact.example.event else inline(fact.example)
    if short:
        return f"{says}<br>{code(fact.example.template)} → {short}"
    return says + "\n\n" + "\n".join(f"  {line}".rstrip() for line in "\n\n".join(_example(fact.example)).split("\n"))


def inline(example: Example, taken: int = 0) -> str | None:
    """What the example prints, if it and its template fit into a line of which so much is taken; None if not."""
    if example.files or "\n" in example.template or len(example.template) + taken > _LONGEST:
        return None
    outcome = example.run()
    if outcome.error:
        return f"error: {words(outcome.error.message)}"
    return None if outcome.overrides or "\n" in outcome.text else _text(outcome)


def _text(outcome: Outcome) -> str:
    return code(outcome.text) if outcome.text else "nothing"


def _example(example: Example) -> Iterator[str]:
    given = [f"{name} {code(value)}" for name, value in example.given()]
    dialect = f" in the `{example.dialect}` dialect" if example.dialect != "apigateway" else ""
    if given or dialect:
        yield f"With {', '.join(given) or 'nothing'}{dialect}:"
    yield _block("vtl", example.template)
    outcome = example.run()
    if outcome.error:
        yield "fails:"
        yield _block("text", str(outcome.error))
        return
    if outcome.text:
        yield "prints"
        yield _block("text", outcome.text)
    elif not outcome.overrides:
        yield "prints nothing."
    for name, override in outcome.overrides.items():
        yield f"and leaves `$context.{name}` as {code(json.dumps(override, ensure_ascii=False))}"


def _block(kind: str, text: str) -> str:
    return f"```{kind}\n{text.rstrip(chr(10))}\n```"
