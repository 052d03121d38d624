"""`$context`: its documented names, made-up values for those the caller leaves out, and the maps that templates see."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Any

from velogate.errors import EventError
from velogate.java.containers import HashMap
from velogate.java.methods import describe
from velogate.java.text import to_string

_IDENTITY = {
    "cognitoIdentityPoolId": None,
    "accountId": None,
    "cognitoIdentityId": None,
    "caller": None,
    "sourceIp": "127.0.0.1",
    "principalOrgId": None,
    "accessKey": None,
    "cognitoAuthenticationType": None,
    "cognitoAuthenticationProvider": None,
    "userArn": None,
    "userAgent": "Custom User Agent String",
    "user": None,
}

DEFAULTS: Mapping[str, Any] = {
    "resourceId": "123456",
    "resourcePath": "/{proxy+}",
    "httpMethod": "POST",
    "extendedRequestId": "JKJaXmPLvHcESHA=",
    "requestTime": "09/Apr/2015:12:34:56 +0000",
    "path": "/prod/path/to/resource",
    "accountId": "123456789012",
    "protocol": "HTTP/1.1",
    "requestOverride": {"path": {}, "header": {}, "querystring": {}},
    "stage": "prod",
    "domainPrefix": "1234567890",
    "requestTimeEpoch": 1428582896000,
    "requestId": "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
    "identity": _IDENTITY,
    "domainName": "1234567890.execute-api.us-east-1.amazonaws.com",
    "deploymentId": "d1e2f3",
    "responseOverride": {"header": {}},
    "apiId": "1234567890",
}
"""The keys that an open method of a REST API has, in the order in which AWS puts them (RECORDED), with values of AWS's
own sample event."""

WEB_SOCKET_DEFAULTS: Mapping[str, Any] = {
    "routeKey": "$default",
    "messageId": "DFmkbfJhoAMCJVA=",
    "eventType": "MESSAGE",
    "extendedRequestId": "DFmkbF5DIAMFzUg=",
    "messageDirection": "IN",
    "connectedAt": 1428582890000,
    "connectionId": "DFmkbd5FoAMCJ0Q=",
    **{name: DEFAULTS[name] for name in ("requestTime", "requestOverride", "stage", "requestTimeEpoch", "requestId")},
    "identity": {"sourceIp": "127.0.0.1", "userAgent": "Custom User Agent String"},
    **{name: DEFAULTS[name] for name in ("domainName", "responseOverride", "apiId")},
}
"""The keys of a WebSocket API (DOCUMENTED); which of them a template sees in which order nobody has recorded."""

_MARKS_OF_WEB_SOCKET = frozenset({"routeKey", "connectionId", "eventType", "messageId"})
_HOLDERS = (dict, list)
_MAPS = ("identity", "requestOverride", "responseOverride")

_ANY: Mapping[str, Any] = {"*": None}
_CERTIFICATE = {
    "clientCertPem": None,
    "issuerDN": None,
    "serialNumber": None,
    "subjectDN": None,
    "validity": {"notBefore": None, "notAfter": None},
}
_REST_ONLY = "accountId awsEndpointRequestId httpMethod isCanaryRequest path protocol resourceId resourcePath"
_SHARED = "apiId domainName domainPrefix extendedRequestId requestId requestTime requestTimeEpoch stage"
_WEB_SOCKET_ONLY = "connectedAt connectionId eventType messageId routeKey status messageDirection"

NAMES: Mapping[str, Any] = {
    **dict.fromkeys(f"{_REST_ONLY} {_SHARED} {_WEB_SOCKET_ONLY} deploymentId wafResponseCode webaclArn".split()),
    "authorizer": {"*": None, "claims": _ANY, "principalId": None},
    "error": dict.fromkeys(("message", "messageString", "responseType", "validationErrorString")),
    "identity": {**dict.fromkeys((*_IDENTITY, "apiKey", "apiKeyId", "vpcId", "vpceId")), "clientCert": _CERTIFICATE},
    "requestOverride": {"header": _ANY, "path": _ANY, "querystring": _ANY},
    "responseOverride": {"header": _ANY, "status": None},
}
"""Every documented name of REST and WebSocket APIs; None for a value, a map for a map, `*` for a key of one's own."""

_CLOCK = "%d/%b/%Y:%H:%M:%S %z"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class ContextMap(HashMap):
    """A map of `$context`: its keys iterate in the order of java.util.HashMap, printed whole it is empty (RECORDED)."""

    __slots__ = ()


describe(ContextMap, "$context", {}, supers="HashMap", text=lambda value: "")


def context_map(given: Mapping[str, Any]) -> ContextMap:
    """The object behind `$context`: what is given over the defaults, the times agreeing, authorizer values as text.

    A route key, connection, message or kind of event that is given makes it that of a WebSocket API. A `$context` that
    another template left is copied as it is.
    """
    if isinstance(given, ContextMap):
        return copied(given)
    defaults = DEFAULTS if _MARKS_OF_WEB_SOCKET.isdisjoint(given) else WEB_SOCKET_DEFAULTS
    values = {**defaults, **given}
    for name in _MAPS:
        found = values[name]
        if isinstance(found, dict):
            values[name] = {**defaults[name], **found}
    if ("requestTime" in given) != ("requestTimeEpoch" in given):
        values.update(_times(given))
    if isinstance(given.get("authorizer"), dict):
        values["authorizer"] = _texts(given["authorizer"])
    return _shy(values)


def copied(context: Mapping[str, Any], **changes: Any) -> ContextMap:
    """A `$context` of its own, with these changes: what is written to it, the other does not see."""
    made = ContextMap({**context, **changes})
    for key, value in context.items():
        if key not in changes and isinstance(value, dict | list):
            dict.__setitem__(made, key, copied(value) if isinstance(value, ContextMap) else deepcopy(value))
    return made


def _shy(values: dict[str, Any]) -> ContextMap:
    """A map, and the maps in it, made such as print empty."""
    made = ContextMap(values)
    for key in [key for key, value in values.items() if isinstance(value, _HOLDERS)]:
        value = values[key]  # a list is copied: what a template does to it is not done to the caller's
        own = _shy(value) if isinstance(value, dict) else deepcopy(value)
        dict.__setitem__(made, key, own)  # the key is there: the order of the keys stays
    return made


def fresh() -> dict[str, Any]:
    """Ids and times of this moment, for callers that do not want the fixed ones of DEFAULTS."""
    import time
    import uuid

    epoch = int(time.time() * 1000)
    extended = f"{uuid.uuid4().hex[:15]}="
    return {
        "requestId": str(uuid.uuid4()),
        "extendedRequestId": extended,
        "requestTimeEpoch": epoch,
        "requestTime": clock_time(epoch),
    }


def _texts(values: Mapping[str, Any]) -> dict[str, Any]:
    """An authorizer's values, each as text (DOCUMENTED)."""
    return {
        key: _texts(value) if isinstance(value, dict) else value if value is None else to_string(value)
        for key, value in values.items()
    }


def _times(given: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """requestTime and requestTimeEpoch (milliseconds), the one the caller left out made from the other."""
    epoch, clock = given.get("requestTimeEpoch"), given.get("requestTime")
    if type(epoch) is int and "requestTime" not in given:
        yield "requestTime", clock_time(epoch)
    if isinstance(clock, str) and "requestTimeEpoch" not in given:
        moment = _moment(clock)
        if moment is not None:
            yield "requestTimeEpoch", moment


def clock_time(epoch: int) -> str:
    """Milliseconds since 1970 in the Common Log Format, UTC: `09/Apr/2015:12:34:56 +0000`; raises EventError."""
    try:
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=epoch)
    except OverflowError:
        raise EventError(f"context.requestTimeEpoch {epoch} is no time: it is in milliseconds since 1970") from None
    return f"{moment:%d}/{_MONTHS[moment.month - 1]}/{moment:%Y:%H:%M:%S} +0000"


def _moment(clock: str) -> int | None:
    try:
        return int(datetime.strptime(clock, _CLOCK).timestamp()) * 1000
    except ValueError:
        return None
