"""Calls as people write them, `sqs.CreateQueue: {QueueName: orders}`: made before an exchange, and after it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from velogate.errors import UsageError
from velogate.source import Span

_FORM = "write - sqs.CreateQueue: {QueueName: orders}, with the names that boto3 has"
FAILED = "X-Velogate-Moto-Failed"
"""Header of an answer that says why moto gave none."""

Clients = Callable[[str, str], Any]
"""Gives botocore's client of a service in a region."""


@dataclass(frozen=True, slots=True)
class ServiceCall:
    """One call: service, operation, parameters, and where it is written."""

    service: str
    operation: str
    parameters: Mapping[str, Any]
    region: str | None = None
    span: Span | None = None

    def __str__(self) -> str:
        return f"{self.service}.{self.operation}"


def read(given: Any, name: str) -> tuple[ServiceCall, ...]:
    """The calls of a parsed document: one, or a list of them; raises UsageError with the place.

    A call without parameters may be its name alone.
    """
    if isinstance(given, Mapping | str):
        given = [given]
    if not isinstance(given, list):
        raise UsageError(f"{name} holds no list of calls", hint=_FORM)
    return tuple(_call(each, name) for each in given)


def _call(given: Any, name: str) -> ServiceCall:
    if isinstance(given, str):
        given = {given: None}
    if not isinstance(given, Mapping):
        raise UsageError(f"{name}: {str(given)[:80]!r} is no call", getattr(given, "span", None), _FORM)
    rest = {key: value for key, value in given.items() if key != "region"}
    region = given.get("region")
    if len(rest) != 1 or not isinstance(region, str | None):
        place = next((key.span for key in given if hasattr(key, "span")), None)
        raise UsageError(f"{name}: a call has one name, and may have a region", place, _FORM)
    ((called, parameters),) = rest.items()
    span = getattr(called, "span", None)
    service, _, operation = str(called).rpartition(".")
    if not service or not operation:
        raise UsageError(f"{name}: {str(called)!r} names no service and operation", span, _FORM)
    if not isinstance(parameters, Mapping | None):
        raise UsageError(f"{name}: the parameters of {called} must be a mapping", span, _FORM)
    return ServiceCall(service, operation, parameters or {}, region, span)


def made(call: ServiceCall, clients: Clients, region: str) -> dict[str, Any]:
    """What the service answers to a call, in JSON's own types; raises UsageError where it fails or there is none."""
    from botocore import xform_name
    from botocore.exceptions import BotoCoreError, ClientError

    from velogate.services.wire import models, told

    try:
        service = models.named(call.service)
        operation = models.operation_named(service, call.operation)
    except UsageError as error:
        raise UsageError(error.message, call.span, error.hint) from None
    client = clients(service, call.region or region)
    try:
        answer = getattr(client, xform_name(operation))(**call.parameters)
    except ClientError as error:
        raise UsageError(f"{call} failed: {_refusal(error.response)}", call.span) from None
    except (BotoCoreError, TypeError) as error:
        raise UsageError(f"{call} failed: {' '.join(str(error).split())}", call.span) from None
    return {name: told.plain(value) for name, value in answer.items() if name != "ResponseMetadata"}


def _refusal(answer: Mapping[str, Any]) -> str:
    """Why a call was refused, in the service's words, or in moto's where that cannot answer."""
    unanswered = answer.get("ResponseMetadata", {}).get("HTTPHeaders", {}).get(FAILED.lower())
    told = answer.get("Error", {})
    return f"moto cannot answer: {unanswered}" if unanswered else f"{told.get('Code')}: {told.get('Message')}"
