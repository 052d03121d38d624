"""The names by which GitHub's Markdown links to headings."""

import re
from collections import Counter

_HEADING = re.compile(r"^#{1,6} +(.+?) *$", re.M)
_BLOCK = re.compile(r"^( *)```.*?^\1```$", re.M | re.S)
_LOST = re.compile(r"[^\w\- ]")


def headings(markdown: str) -> list[str]:
    """The headings of a document, in order; what stands in code blocks is none."""
    return _HEADING.findall(_BLOCK.sub("", markdown))


def slugs(markdown: str) -> list[str]:
    """The anchor of each heading; the second of two that are the same gets `-1`."""
    seen: Counter[str] = Counter()
    found = []
    for heading in headings(markdown):
        slug = _LOST.sub("", heading.lower()).replace(" ", "-")
        found.append(f"{slug}-{seen[slug]}" if seen[slug] else slug)
        seen[slug] += 1
    return found
