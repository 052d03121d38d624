"""Entries as Markdown, as hovers and documents show them."""

import pytest

from velogate.reference import Entry, Example, Fact, look_up
from velogate.reference.markdown import code, entry, is_short, short_entries, table, words


def test_an_entry_has_signature_sentence_example_output_and_facts() -> None:
    lines = entry(look_up("$foreach.hasNext").entries[0]).splitlines()
    assert lines[0] == "- `$foreach.hasNext` → boolean"
    assert lines[2].startswith("Whether another iteration follows")
    assert lines[2].endswith("*(recorded: airspeed's recordings, 2023; LocalStack's recordings)*")
    assert lines[lines.index("prints") + 3] == "a, b, c"
    assert "- **engine** As a method, `$foreach.hasNext()`, it is the same." in "\n".join(lines)


def test_sources_may_become_links() -> None:
    shown = entry(look_up("#break").entries[0], lambda source: f"[{source}](x)")
    assert "*(recorded: [a user's trials; velocity/break_ends_the_innermost_loop](x))*" in shown


def test_an_example_tells_its_event_its_dialect_and_its_files() -> None:
    example = Example("#parse('a')", {"body": {"n": 1}}, "velocity", {"a": "x"})
    shown = entry(Entry("#p", "directive", "t", "Says.", "engine", example=example))
    assert 'With body `{"n": 1}`, a `x` in the `velocity` dialect:' in shown


def test_a_failure_is_shown_with_its_place() -> None:
    shown = entry(look_up("#include").entries[0])
    assert "fails:\n\n```text\ntemplate:1:1: error: API Gateway has no #include" in shown


def test_overrides_are_told() -> None:
    shown = entry(look_up("$context.responseOverride.status").entries[0])
    assert 'and leaves `$context.responseOverride` as `{"status": 404}`' in shown


def test_a_long_example_of_a_fact_stands_in_blocks_of_its_item() -> None:
    fact = Fact("So.", "engine", "", Example("a\nb"))
    shown = entry(Entry("n", "k", "t", "Says.", "engine", facts=(fact,)))
    assert shown.endswith("- **engine** So.\n\n  ```vtl\n  a\n  b\n  ```\n\n  prints\n\n  ```text\n  a\n  b\n  ```")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a b", "`a b`"),
        (" a\n\tb  ", "`␣a⏎␉b␣␣`"),
        ("`", "`` ` ``"),
        ("a``b", "```a``b```"),
        ("\0\r\u2028", "`␀␍\\u2028`"),
        ("a|b", "`a|b`"),
    ],
)
def test_a_code_span_shows_what_cannot_be_seen(text: str, shown: str) -> None:
    assert code(text) == shown


def test_words_are_no_markdown() -> None:
    assert words("use $a_b*c* [x] <y> #z `q`") == r"use \$a\_b\*c\* \[x\] \<y\> \#z \`q\`"


def test_bars_do_not_end_a_cell() -> None:
    assert table(("a", "b"), [("`x|y`", "1")], numbers=1) == "| a | b |\n|---|--:|\n| `x\\|y` | 1 |"


def test_what_needs_a_line_stands_in_a_table() -> None:
    stage = look_up("$context.stage").entries[0]
    assert is_short(stage)
    assert not is_short(look_up("#if").entries[0])
    assert short_entries([stage]).splitlines()[2:] == [
        "| `$context.stage` | String | The name of the stage. *(documented)* | `prod` |"
    ]


def test_what_api_gateway_lacks_stands_with_its_way_out() -> None:
    lacking = look_up("$util.autoId").entries[0]
    assert short_entries([lacking]).splitlines()[2] == r"| `$util.autoId` |  | instead: use \$context.requestId |  |"
    assert r"Instead: use \$context.requestId." in entry(lacking)
