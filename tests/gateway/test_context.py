"""`$context`: its defaults, the order of its keys, the times, overrides."""

from typing import Any

import pytest

from velogate.gateway.context import clock_time, context_map, fresh
from velogate.gateway.mapping import render

KEYS = (
    "resourceId resourcePath httpMethod extendedRequestId requestTime path accountId protocol requestOverride stage "
    "domainPrefix requestTimeEpoch requestId identity domainName deploymentId responseOverride apiId"
)
IDENTITY = (
    "cognitoIdentityPoolId cognitoIdentityId accountId caller sourceIp principalOrgId accessKey "
    "cognitoAuthenticationType cognitoAuthenticationProvider userArn userAgent user"
)


def text(template: str, **context: Any) -> str:
    return render(template, {"context": context}).text


def test_keys_in_the_recorded_order() -> None:
    assert text("#foreach($k in $context.keySet())$k #end").split() == KEYS.split()


def test_identity_has_its_recorded_keys() -> None:
    assert sorted(text("#foreach($k in $context.identity.keySet())$k #end").split()) == sorted(IDENTITY.split())


@pytest.mark.parametrize(
    "template",
    [
        "$context",
        "$context.identity",
        "$context.requestOverride.header",
        "$context.get('identity')",
        "$context.authorizer.claims",
    ],
)
def test_maps_print_empty(template: str) -> None:
    assert text(template, authorizer={"claims": {"sub": "1"}}) == ""


def test_authorizer_values_are_text() -> None:
    given = {"n": 1, "b": True, "f": 1.5, "none": None, "claims": {"sub": "x", "exp": 5}}
    template = "$context.authorizer.n.length() $context.authorizer.b $context.authorizer.f <$context.authorizer.none> "
    assert text(f"{template}$context.authorizer.claims.sub", authorizer=given) == "1 true 1.5 <> x"


def test_what_is_given_goes_over_the_defaults() -> None:
    assert text("$context.stage $context.identity.sourceIp", identity={"sourceIp": "203.0.113.7"}) == "prod 203.0.113.7"


def test_times_agree() -> None:
    assert context_map({})["requestTime"] == clock_time(context_map({})["requestTimeEpoch"])
    assert context_map({"requestTimeEpoch": 1709294400999})["requestTime"] == "01/Mar/2024:12:00:00 +0000"
    assert context_map({"requestTime": "01/Mar/2024:13:00:00 +0100"})["requestTimeEpoch"] == 1709294400000


def test_a_web_socket_api_has_its_own_keys() -> None:
    template = "$context.connectionId $context.eventType <$context.httpMethod> $context.identity.sourceIp"
    assert text(template, routeKey="send") == "DFmkbd5FoAMCJ0Q= MESSAGE <> 127.0.0.1"
    assert sorted(text("#foreach($k in $context.identity.keySet())$k #end", connectionId="c").split()) == [
        "sourceIp",
        "userAgent",
    ]


def test_stage_variables_are_text() -> None:
    rendering = render("$stageVariables.n.length() $stageVariables.none", {"stageVariables": {"n": 12, "none": None}})
    assert rendering.text == "2 "


def test_fresh_ids_and_times() -> None:
    first, second = fresh(), fresh()
    assert first["requestId"] != second["requestId"]
    assert first["requestTime"] == clock_time(first["requestTimeEpoch"])
    assert text("$context.requestId $context.stage", **first) == f"{first['requestId']} prod"


def test_epoch_is_a_long() -> None:
    assert text("#set($s = $context.requestTimeEpoch / 1000)$s") == "1428582896"


@pytest.mark.parametrize(
    "template",
    [
        '#set($context.requestOverride.header.X-Amz-Target = "T")',
        "#set($context.requestOverride.header['X-Amz-Target'] = 'T')",
        "#set($context['requestOverride'].header[\"X-Amz-Target\"] = 'T')",
        "$context.requestOverride.header.put('X-Amz-Target', 'T')",
        "#set($h = $context.requestOverride.header)#set($h['X-Amz-Target'] = 'T')",
    ],
)
def test_overrides_by_property_index_and_put(template: str) -> None:
    rendering = render(template)
    assert rendering.text == ""
    assert rendering.request_override == {"header": {"X-Amz-Target": "T"}}
    assert rendering.response_override == {}


def test_overrides_take_lists_and_numbers_and_are_read_back() -> None:
    template = "#set($context.responseOverride.header.m = ['a', 'b'])#set($context.responseOverride.status = 444)"
    rendering = render(f"{template}$context.responseOverride.status $context.responseOverride.header.m")
    assert rendering.text == "444 [a, b]"
    assert rendering.overrides == {"responseOverride": {"header": {"m": ["a", "b"]}, "status": 444}}


def test_a_rendering_leaves_the_event_alone() -> None:
    event = {"context": {"requestOverride": {"header": {}}}}
    render("#set($context.requestOverride.header.a = 'b')#set($context.stage = 'c')", event)
    assert event == {"context": {"requestOverride": {"header": {}}}}
