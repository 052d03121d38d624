"""A name is found by what people type of it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from velogate import UsageError
from velogate.reference import complete, entries, look_up


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("$util.escapeJavaScript", "$util.escapeJavaScript"),
        ("$util.escapeJavaScript()", "$util.escapeJavaScript"),
        ("$util.escapeJavaScript($input.json('$'))", "$util.escapeJavaScript"),
        ("${util.escapeJavaScript('a')}", "$util.escapeJavaScript"),
        ("$!util.urlEncode", "$util.urlEncode"),
        ("util.urlencode", "$util.urlEncode"),
        ("URLENCODE", "$util.urlEncode"),
        (".escapeJavaScript", "$util.escapeJavaScript"),
        ("sourceIp", "$context.identity.sourceIp"),
        ("identity.sourceip", "$context.identity.sourceIp"),
        ("$context.identity.sourceIp", "$context.identity.sourceIp"),
        ("$context['identity'][\"sourceIp\"]", "$context.identity.sourceIp"),
        ("$context.authorizer.claims.email", "$context.authorizer.claims.*"),
        ("$context.authorizer.level", "$context.authorizer.*"),
        ("$context.requestOverride.header.X-Amz-Target", "$context.requestOverride.header.*"),
        ("$stageVariables.table", "$stageVariables.*"),
        ("#foreach", "#foreach"),
        ("#{else}", "#else"),
        ("ELSEIF", "#elseif"),
        ("$foreach.hasNext()", "$foreach.hasNext"),
        ("hasNext", "$foreach.hasNext"),
        (".replaceAll", ".replaceAll"),
        ("replaceall('a', 'b')", ".replaceAll"),
        (".simpleName", ".getSimpleName"),
        (".bytes", ".getBytes"),
        ("eq", "=="),
        ("==", "=="),
        ("&&", "&&"),
        ("not", "!"),
        ("..", ".."),
        ("$.name", "$.name"),
        ("[?(@.a == 1)]", "[?(@.a == 1)]"),
        ("=~", "[?(@.a =~ /x/)]"),
        ("stddev()", ".sum()"),
        ("##", "##"),
        ("\\", "\\"),
        ("#[[", "#[[ ]]#"),
        ('"', '"text"'),
        ("$util.time.nowISO8601()", "$util.time"),
        ("$util.dynamodb.toDynamoDBJson($x)", "$util.dynamodb"),
        ("$method.request.header.X", "$method"),
        ("nextProbablePrime", ".nextProbablePrime"),
    ],
)
def test_found_with_and_without_signs_in_any_case(typed: str, name: str) -> None:
    assert [entry.name for entry in look_up(typed).entries] == [name]


def test_several_are_all_found() -> None:
    assert [entry.name for entry in look_up("set").entries] == ["#set", ".set"]
    assert [entry.name for entry in look_up("length").entries] == [".length()", ".length"]


def test_a_sign_chooses_and_the_others_are_found_besides() -> None:
    found = look_up(".set")
    assert [entry.name for entry in found.entries] == [".set"]
    assert [entry.name for entry in found.besides] == ["#set"]


def test_of_an_expression_the_function_and_the_last_method_are_found() -> None:
    found = look_up("$input.path('$.a').b.replaceAll('x', 'y')")
    assert [entry.name for entry in found.entries] == ["$input.path", ".replaceAll"]


@pytest.mark.parametrize(
    ("typed", "topic"),
    [
        ("jsonpath", "jsonpath"),
        ("Context", "context"),
        ("String", "strings"),
        ("java.util.LinkedHashMap", "maps"),
        ("JSONArray", "lists"),
        ("bigdecimal", "numbers"),
        ("Map$Entry", "maps"),
        ("lacking", "lacking"),
        ("methods", "methods"),
    ],
)
def test_a_topic_is_found_by_its_name_and_by_its_classes(typed: str, topic: str) -> None:
    found = look_up(typed).topic
    assert found is not None
    assert found.name == topic


@pytest.mark.parametrize(
    ("typed", "guess"),
    [
        ("escapeJavascrip", "$util.escapeJavaScript"),
        ("$context.identity.sourcIp", "$context.identity.sourceIp"),
        ("#forech", "#foreach"),
        ("replacAll", ".replaceAll"),
        ("json-path", "jsonpath"),
    ],
)
def test_an_unknown_name_gets_the_nearest(typed: str, guess: str) -> None:
    with pytest.raises(UsageError) as caught:
        look_up(typed)
    assert caught.value.message == f"there is nothing called {typed!r}; did you mean {guess}?"


@pytest.mark.parametrize("typed", ["", " ", "zzzzqqqq", "()", "\x00", "$" * 50, "(" * 5_000, "a." * 5_000])
def test_nothing_like_a_name_is_refused(typed: str) -> None:
    with pytest.raises(UsageError, match="there is nothing called"):
        look_up(typed)


@pytest.mark.parametrize("entry", [e for e in entries() if e.topic != "methods"], ids=lambda e: f"{e.topic}-{e.name}")
def test_every_entry_is_found_by_its_own_name(entry: object) -> None:
    assert look_up(entry.name).entries[0] == entry  # type: ignore[attr-defined]


def test_names_are_completed() -> None:
    assert complete("$foreach.ha") == ["$foreach.hasNext"]
    assert "#foreach" in complete("fore")


@given(st.one_of(st.text(), st.text("$#.!{}()[]'\"*@?\\ abefinput", max_size=40)))
@settings(deadline=None, max_examples=200)
def test_whatever_is_typed_is_found_or_refused(typed: str) -> None:
    try:
        found = look_up(typed)
    except UsageError:
        return
    assert found.topic or found.entries
