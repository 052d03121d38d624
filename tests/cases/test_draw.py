"""Differences as they are shown."""

from velogate import Source
from velogate.cases import draw
from velogate.cases.values import ABSENT, Difference


def test_a_difference_of_values() -> None:
    origin = Source("a\nb", "t.vtl").span(2, 3)
    assert draw.drawn(Difference(("a", 0), 1, "x"), origin) == ['$.a[0]: found "x"   <- t.vtl:2', "  expected 1"]
    assert draw.drawn(Difference(("a",), ABSENT, 1)) == ["$.a: found 1", "  expected nothing there"]
    assert draw.drawn(Difference((), "x", ABSENT, "contains")) == ["$: found nothing", '  expected to contain "x"']


def test_texts_are_compared_to_the_character() -> None:
    assert list(draw.texts("a\nbc\n", "a\nbd\n", {})) == [
        'line 2, column 2: found "d\\n", expected "c\\n"',
        "@@ -1,2 +1,2 @@",
        " a⏎",
        "-bc⏎",
        "+bd⏎",
    ]


def test_characters_nobody_sees_are_made_visible() -> None:
    assert draw.visible("a\tb \r\n\u200bc\x01  ") == ["a⇥b ␍⏎", "␣c\\u0001··"]


def test_a_long_value_is_cut() -> None:
    (first, _) = draw.drawn(Difference((), "x", "y" * 1000))
    assert first.endswith("… (1,002 characters)")
