"""language.md: the whole reference, with the output of its examples as it is rendered now."""

import re
from collections.abc import Iterator
from itertools import groupby

from generate.slugs import slugs
from velogate.reference import CONFIDENCES, Entry, Topic, borrowed, topics
from velogate.reference.markdown import code, entry, is_short, short_entries, table
from velogate.reference.methods import TOPIC as OTHER_METHODS

_FIXTURE = re.compile(r"\b(velocity|render)/([\w-]+)")

_HEAD = """\
# The language of mapping templates

Everything that a template of API Gateway can use, as `velogate explain` tells it. The outputs below are what velogate
rendered when this page was made (`make docs`). A word says how sure a statement is:

"""


def text() -> str:
    """The document."""
    pages = [topic for topic in topics() if topic.name != OTHER_METHODS]
    body = "\n\n".join(_topic(topic) for topic in pages)
    return f"{_HEAD}{_confidences()}\n\n{_contents(pages, body)}\n\n{body}\n"


def fixture_link(source: str) -> str:
    """A source with links to the fixtures that it names."""
    return _FIXTURE.sub(_linked, source)


def _linked(name: re.Match[str]) -> str:
    kind, case = name.groups()
    place = f"velocity/{case}.json" if kind == "velocity" else "gateway/render.jsonl"
    return f"[{case}](../fixtures/{place})"


def _confidences() -> str:
    return table(("", ""), ((f"**{word}**", meaning) for word, meaning in CONFIDENCES.items()))


def _contents(pages: list[Topic], body: str) -> str:
    """The topics, each with links to what has a heading of its own."""
    anchors = iter(slugs(body))
    lines = []
    for topic in pages:
        lines.append(f"- [{topic.title}](#{next(anchors)})")
        links = [f"[{code(each.name)}](#{next(anchors)})" for each in topic.entries if not is_short(each)]
        lines += [f"  {' '.join(links)}"] if links else []
    return "\n".join(lines)


def _topic(topic: Topic) -> str:
    return "\n\n".join([f"## {topic.title}", topic.says, *_entries(topic.entries), *_others(topic)])


def _entries(entries: tuple[Entry, ...]) -> Iterator[str]:
    """Each entry under its heading; those that need a line each in a table."""
    for short, run in groupby(entries, is_short):
        if short:
            yield short_entries(run)
        else:
            for each in run:
                yield f"### {_heading(each)}\n\n{entry(each, fixture_link)}"


def _heading(entry: Entry) -> str:
    """The name; where it has no letter, and no anchor could be made of it, what is written instead."""
    if re.search(r"\w", entry.name):
        return code(entry.name)
    calls = (code(each.call) for each in entry.signatures if re.search(r"\w", each.call))
    return next(calls, f"{code(entry.name)} {entry.kind}")


def _others(topic: Topic) -> Iterator[str]:
    described, names = borrowed(topic)
    if described:
        yield "Described elsewhere: " + ", ".join(code(each.name) for each in described) + "."
    if names:
        yield "Also there, as Java has them: " + ", ".join(map(code, names)) + "."
