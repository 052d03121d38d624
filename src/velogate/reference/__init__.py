"""What everything is that a template can use: the one source of `velogate explain`, of hovers and of docs/language.md.

from velogate.reference import look_up

assert look_up("urlencode").entries[0].name == "$util.urlEncode"
"""

from velogate.reference.entry import CONFIDENCES, Entry, Example, Fact, Outcome, Signature, Topic
from velogate.reference.lookup import Found, borrowed, complete, entries, look_up, topics

__all__ = [
    "CONFIDENCES",
    "Entry",
    "Example",
    "Fact",
    "Found",
    "Outcome",
    "Signature",
    "Topic",
    "borrowed",
    "complete",
    "entries",
    "look_up",
    "topics",
]
