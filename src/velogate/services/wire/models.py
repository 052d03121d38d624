"""botocore's models of the AWS services: which there are, and what people call them and their operations."""

import gzip
import json
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from velogate.errors import UsageError, near
from velogate.services.wire import facts

_HINT = "pip install 'velogate[aws]'"

OTHER_NAMES: Mapping[str, tuple[str, ...]] = {
    "states": ("stepfunctions",),
    "sfn": ("stepfunctions",),
    "ddb": ("dynamodb",),
    "step-functions": ("stepfunctions",),
    "eventbridge": ("events",),
    "email": ("ses", "sesv2", "pinpoint-email"),
    "monitoring": ("cloudwatch",),
    "cloudwatch-logs": ("logs",),
    "iotdata": ("iot-data",),
    "data.iot": ("iot-data",),
    "data-ats.iot": ("iot-data",),
    "iot": ("iot", "iot-data"),
    "s3": ("s3", "s3control"),
    "runtime.sagemaker": ("sagemaker-runtime",),
    "cognito": ("cognito-idp",),
    "execute-api": ("apigatewaymanagementapi",),
    "kinesis-firehose": ("firehose",),
    "streams.dynamodb": ("dynamodbstreams",),
    "appconfig": ("appconfig", "appconfigdata"),
    "elasticloadbalancing": ("elbv2", "elb"),
    "apigateway": ("apigateway", "apigatewayv2"),
    "connect": ("connect", "connectcampaigns", "connectcases"),
    "lambda": ("lambda",),
    "rds": ("rds", "neptune", "docdb"),
}
"""What API Gateway's URIs, hosts and people call services that botocore calls otherwise, the likeliest first."""


# ---- loading


@lru_cache(maxsize=1)
def loader() -> Any:
    """botocore's loader of models; raises UsageError where botocore is missing."""
    try:
        from botocore.loaders import Loader
    except ImportError:
        raise UsageError("the models of the AWS services need botocore", hint=_HINT) from None
    return Loader()


@lru_cache(maxsize=1)
def services() -> tuple[str, ...]:
    """The names of all services, as botocore has them."""
    return tuple(loader().list_available_services("service-2"))


@lru_cache(maxsize=64)
def model(service: str) -> Any:
    """botocore's ServiceModel of a service by botocore's name for it."""
    from botocore.model import ServiceModel

    return ServiceModel(loader().load_service_model(service, "service-2"), service)


@lru_cache(maxsize=8)
def query_model(service: str) -> Any:
    """The model for the Query protocol: with the names that the service has there and its model has lost."""
    if service not in QUERY_TOO:
        return model(service)
    from botocore.model import ServiceModel

    return ServiceModel(facts.with_query_names(service, loader().load_service_model(service, "service-2")), service)


@lru_cache(maxsize=4096)
def operation(service: str, name: str, protocol: str | None = None) -> Any:
    """botocore's OperationModel of an operation, by both exact names."""
    return (query_model(service) if protocol == "query" else model(service)).operation_model(name)


def operations(service: str) -> tuple[str, ...]:
    """The names of a service's operations; raises UsageError for no service."""
    return tuple(model(named(service)).operation_names)


def protocols(service: str) -> tuple[str, ...]:
    """The protocols that a service speaks, its own choice first."""
    known = metadata(service)
    listed = tuple(known.get("protocols") or (known["protocol"],))
    return (*listed, *(("query",) if service in QUERY_TOO and "query" not in listed else ()))


QUERY_TOO = frozenset({"sqs", "ssm"})
"""Services that take the Query protocol although their model no longer says so (RECORDED through API Gateway)."""


# ---- names


def named(service: str) -> str:
    """botocore's name for a service that is named in any usual form; raises UsageError."""
    found = candidates(service)
    if found:
        return found[0]
    known = {*services(), *OTHER_NAMES}
    guess = near(service.lower(), known)
    message = f"there is no service {service!r}" + (f"; did you mean {guess!r}?" if guess else "")
    raise UsageError(message, hint="the names are botocore's, as in sqs, stepfunctions, iot-data")


@lru_cache(maxsize=512)
def candidates(service: str) -> tuple[str, ...]:
    """botocore's names for what a URI, a host or a person calls a service, the likeliest first; none for no service."""
    name = service.strip().lower()
    if name in OTHER_NAMES:
        return OTHER_NAMES[name]
    if name in services():
        return (name,)
    squeezed = _squeezed(name)
    alike = tuple(known for known in services() if _squeezed(known) == squeezed)
    return alike or by_prefix().get(name, ()) or by_prefix().get(f"api.{name}", ())


def _squeezed(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def operation_named(service: str, name: str) -> str:
    """The exact name of an operation that is named in any usual form, as `send-message`; raises UsageError."""
    known = model(service).operation_names
    if name in known:
        return name
    folded = {_squeezed(each): each for each in known}
    if _squeezed(name) in folded:
        return str(folded[_squeezed(name)])
    guess = near(name, known)
    raise UsageError(f"{service} has no operation {name!r}" + (f"; did you mean {guess!r}?" if guess else ""))


def split(name: str) -> tuple[str, str | None]:
    """Service and operation of a name as `sqs.SendMessage`, `sqs/send-message`, `sqs:SendMessage`, or of a service."""
    found = re.fullmatch(r"(?P<service>.+?)[/:#](?P<operation>[^/:#]+)", name) or re.fullmatch(
        r"(?P<service>.+)\.(?P<operation>[A-Za-z][\w-]*)", name
    )
    if found is None or candidates(name):
        return named(name), None
    service = named(found["service"])
    return service, operation_named(service, found["operation"])


# ---- what all services say of themselves


@lru_cache(maxsize=1)
def by_prefix() -> Mapping[str, tuple[str, ...]]:
    """The services by their endpoint's prefix."""
    found: dict[str, tuple[str, ...]] = {}
    for service in services():
        prefix = str(metadata(service).get("endpointPrefix"))
        found[prefix] = (*found.get(prefix, ()), service)
    return found


@lru_cache(maxsize=1)
def by_target() -> Mapping[str, tuple[str, ...]]:
    """The services by what their X-Amz-Target begins with."""
    found: dict[str, tuple[str, ...]] = {}
    for service in services():
        prefix = metadata(service).get("targetPrefix")
        if prefix:
            found[str(prefix)] = (*found.get(str(prefix), ()), service)
    return found


_METADATA = re.compile(r'"metadata"\s*:\s*(\{.*?\})\s*,\s*"(?:operations|shapes|documentation|examples)"', re.S)


@lru_cache(maxsize=1024)
def metadata(service: str) -> Mapping[str, Any]:
    """A model's metadata, read from the head of its file: a whole model takes a hundred times as long."""
    found = _METADATA.search(_head(service))
    if found:
        try:
            read: Mapping[str, Any] = json.loads(found[1])
            return read
        except ValueError:
            pass
    whole: Mapping[str, Any] = model(service).metadata
    return whole


def _head(service: str) -> str:
    """The first characters of a service's model; none where its file is nowhere that we know."""
    known = loader()
    version = known.determine_latest_version(service, "service-2")
    for folder in known.search_paths:
        path = Path(folder, service, version, "service-2.json.gz")
        if path.is_file():
            with gzip.open(path, "rt", encoding="utf-8") as file:
                return str(file.read(6_000))
    return ""
