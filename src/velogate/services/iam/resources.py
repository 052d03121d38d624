"""Facts: the resources of operations, as patterns that parameters fill."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from velogate.services.iam import actions
from velogate.services.iam.statement import ANY
from velogate.services.wire import models


@dataclass(frozen=True, slots=True)
class Place:
    """Where resources are: partition, region, account; `*` for what is not known."""

    region: str = ANY
    account: str = ANY
    partition: str = "aws"


RESOURCES: Mapping[str, tuple[str, ...]] = {
    "apigatewaymanagementapi": ("*/*/@connections/*",),
    "appconfig": (
        "application/{Application}/environment/{Environment}/configuration/{Configuration}",
        "application/{ApplicationId}",
    ),
    "appconfigdata": (
        "application/{ApplicationIdentifier}/environment/{EnvironmentIdentifier}"
        "/configuration/{ConfigurationProfileIdentifier}",
    ),
    "athena": ("workgroup/{WorkGroup}",),
    "codebuild": ("project/{projectName}",),
    "cognito-idp": ("userpool/{UserPoolId}",),
    "connect": ("instance/{InstanceId}/contact/*",),
    "dynamodb": ("table/{TableName}",),
    "firehose": ("deliverystream/{DeliveryStreamName}",),
    "glue": ("job/{JobName}",),
    "iot-data": ("topic/{topic}", "thing/{thingName}"),
    "kinesis": ("{StreamARN}", "stream/{StreamName}"),
    "kms": ("key/{KeyId}",),
    "lambda": ("function:{FunctionName}",),
    "logs": ("log-group:{logGroupName}:log-stream:{logStreamName}", "log-group:{logGroupName}"),
    "polly": ("lexicon/{LexiconNames}",),
    "rekognition": ("collection/{CollectionId}",),
    "s3": ("arn:{partition}:s3:::{Bucket}/{Key}", "arn:{partition}:s3:::{Bucket}"),
    "sagemaker-runtime": ("endpoint/{EndpointName}",),
    "scheduler": ("schedule/{GroupName}/{Name}",),
    "secretsmanager": ("secret:{SecretId}", "secret:{Name}"),
    "sns": ("{TopicArn}", "{TargetArn}", "{Name}"),
    "sqs": ("{QueueUrl}", "{QueueName}"),
    "ssm": ("parameter/{Name}", "parameter/{Path}", "parameter/{Names}"),
    "stepfunctions": (
        "{stateMachineArn}",
        "{executionArn}",
        "{activityArn}",
    ),
    "sts": ("{RoleArn}",),
}
"""Patterns of a service's resources behind `arn:partition:prefix:region:account:`, by botocore's names; the first whose
parameters are given is meant. Of an operation that has none of the parameters the resource is `*`."""

UNKNOWN: Mapping[str, str] = {
    "kinesis": "stream/*",
    "sns": "*",
    "sqs": "*",
    "stepfunctions": "*",
}
"""The pattern where none of the parameters is known and the last one would not be good."""

ANYWHERE: Mapping[str, frozenset[str]] = {
    "kinesis": frozenset({"ListStreams", "DescribeLimits"}),
    "sqs": frozenset({"ListQueues"}),
    "stepfunctions": frozenset({"SendTaskFailure", "SendTaskHeartbeat", "SendTaskSuccess", "ListStateMachines"}),
    "logs": frozenset({"DescribeLogGroups"}),
    "dynamodb": frozenset({"ListTables", "DescribeLimits", "DescribeEndpoints"}),
    "athena": frozenset({"ListWorkGroups"}),
    "kms": frozenset({"CreateKey", "ListKeys", "ListAliases", "GenerateRandom"}),
    "sns": frozenset({"ListTopics"}),
}
"""Operations whose action has no resource."""

DEFAULTS: Mapping[str, Mapping[str, str]] = {
    "athena": {"WorkGroup": "primary"},
    "scheduler": {"GroupName": "default"},
}
"""Values of parameters that are left out."""

_HOLE = re.compile(r"\{(\w+)\}")


def of(service: str, operation: str, parameters: Mapping[str, Any], place: Place) -> tuple[str, ...]:
    """The resources of a call, one for each value of a parameter that is a list."""
    if operation in ANYWHERE.get(service, ()):
        return (ANY,)
    able = _able(service, operation)
    if not able:
        return (ANY,)
    told = {name: value for name, value in parameters.items() if value not in (None, "", [], {})}
    given = {**DEFAULTS.get(service, {}), **told}
    known = next((each for each in able if _holes(each) <= {*given}), None)
    if known is None and service in UNKNOWN:
        return (arn(service, UNKNOWN[service], place),)
    return tuple(dict.fromkeys(arn(service, each, place) for each in _filled(service, known or able[-1], given)))


def _able(service: str, operation: str) -> list[str]:
    """The patterns whose parameters an operation has; where one says more than the others, only that."""
    shape = models.operation(service, operation).input_shape
    members = {*(shape.members if shape else ())}
    found = [each for each in RESOURCES.get(service, ()) if _holes(each) <= members]
    return found[:1] if service in _WHOLE else found


_WHOLE = frozenset({"s3"})
"""Services whose operations are of an object if they have a key, though it is not known."""


def _holes(pattern: str) -> set[str]:
    return {*_HOLE.findall(pattern)} - {"partition"}


def _filled(service: str, pattern: str, given: Mapping[str, Any]) -> Iterable[str]:
    """The pattern with its parameters, `*` for those that are not known; of a list once for each value."""
    many = [name for name in _holes(pattern) if isinstance(given.get(name), list)]
    if many:
        for value in given[many[0]]:
            yield from _filled(service, pattern, {**given, many[0]: value})
        return
    spell = _SPELLED.get(service, literal)
    values = {name: spell(given[name]) if name in given else ANY for name in _holes(pattern)}
    yield _HOLE.sub(lambda hole: str(values.get(hole[1], hole[0])), pattern)


def arn(service: str, rest: str, place: Place) -> str:
    """The whole ARN of a resource; one that is an ARN already, or `*`, as it is."""
    if rest.startswith("arn:"):
        inner = rest.removeprefix("arn:{partition}:s3:::")
        return inner if inner.startswith("arn:") else rest.replace("{partition}", place.partition, 1)
    whole = re.fullmatch(r"[\w-]+[/:](arn:.+)", rest, re.S)
    if whole:
        return whole[1]
    if service in UNKNOWN and rest == ANY:
        return f"arn:{place.partition}:{actions.prefix(service)}:{place.region}:{place.account}:*"
    return f"arn:{place.partition}:{actions.prefix(service)}:{place.region}:{place.account}:{rest}"


def literal(value: Any) -> str:
    """A value inside a pattern: what IAM would take for a wildcard or a variable is written so that it is none."""
    return re.sub(r"[*?$]", lambda found: f"${{{found[0]}}}", str(value))


def _queue(value: Any) -> str:
    """The queue that a URL or a name means, with the account and region that the URL tells."""
    text = str(value)
    found = re.search(r"//(?:sqs\.)?(?P<region>[a-z0-9-]+)\.[^/]*/(?P<account>[^/]+)/(?P<name>[^/?]+)$", text)
    if found and re.match(r"https?://sqs\.", text):
        partition = "aws-cn" if "amazonaws.com.cn" in text else "aws"
        return f"arn:{partition}:sqs:{found['region']}:{literal(found['account'])}:{literal(found['name'])}"
    return literal(text.rstrip("/").rpartition("/")[2])


def _parameter(value: Any) -> str:
    return literal(value).lstrip("/")


def _secret(value: Any) -> str:
    """Secrets Manager adds six characters to the name of a secret."""
    text = str(value)
    return text if text.startswith("arn:") else f"{literal(text)}-??????"


def _function(value: Any) -> str:
    """Lambda takes a name, a part of an ARN, or a whole one."""
    text = str(value)
    found = re.fullmatch(r"(?:\d{12}:function:|function:)(.+)", text)
    return literal(found[1]) if found else text if text.startswith("arn:") else literal(text)


_SPELLED: Mapping[str, Any] = {"lambda": _function, "secretsmanager": _secret, "sqs": _queue, "ssm": _parameter}
"""How services write a parameter's value in an ARN, where that is not the value itself."""
