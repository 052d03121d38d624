"""What a call needs to be allowed."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from velogate.services.iam import actions, resources
from velogate.services.iam.resources import Place, arn, literal
from velogate.services.iam.statement import ANY, Statement
from velogate.services.wire import Call, models

Parameters = Mapping[str, Any]
Special = Callable[[Call, Place], Iterator[Statement]]


def needs(
    call: Call | tuple[str, str, Parameters],
    region: str = ANY,
    account: str = ANY,
    *,
    partition: str = "aws",
    kms: Sequence[str] = (),
) -> tuple[Statement, ...]:
    """The statements that must be allowed for a call of wire, or for service, operation and parameters.

    `kms` are ARNs of customers' keys by which what is called is encrypted. Raises UsageError for no service or no
    operation, which the call of a request may name.
    """
    given = (call.service, call.operation, call.parameters) if isinstance(call, Call) else call
    known = _named(*given)
    place = Place(region, account, partition)
    special = _SPECIAL.get((known.service, known.operation)) or _SPECIAL.get((known.service, ANY))
    found = list(special(known, place) if special else _plain(known, place))
    keys = _keys(known, kms) if found else ()
    return tuple(each.because(f"{known.service}.{known.operation}") for each in (*found, *keys))


def _named(service: str, operation: str, parameters: Parameters) -> Call:
    known = models.named(service)
    return Call(known, models.operation_named(known, operation), parameters, "")


def _plain(call: Call, place: Place) -> Iterator[Statement]:
    """The actions of the tables on the resources of the tables."""
    also = actions.ALSO.get(call.service, {}).get(call.operation, {})
    extra = [action for name, more in also.items() if call.parameters.get(name) for action in more]
    named = (*actions.of(call.service, call.operation), *extra)
    if named:
        yield Statement(named, resources.of(call.service, call.operation, call.parameters, place))


def _keys(call: Call, kms: Sequence[str]) -> Iterator[Statement]:
    table = actions.KMS.get(call.service, {})
    needed = table.get(call.operation) or table.get(ANY)
    if kms and needed:
        yield Statement(needed, tuple(kms))


# ---- services that are not like others


def _put_metrics(call: Call, place: Place) -> Iterator[Statement]:
    namespace = call.parameters.get("Namespace")
    condition = {"StringEquals": {"cloudwatch:namespace": namespace}} if namespace else {}
    yield Statement(("cloudwatch:PutMetricData",), (ANY,), condition)


def _publish(call: Call, place: Place) -> Iterator[Statement]:
    """A message to a telephone is for no topic."""
    if call.parameters.get("PhoneNumber"):
        yield Statement(("sns:Publish",), (ANY,))
    else:
        yield from _plain(call, place)


def _events(call: Call, place: Place) -> Iterator[Statement]:
    entries = [each for each in _list(call.parameters.get("Entries")) if isinstance(each, Mapping)]
    buses = [str(each.get("EventBusName") or "default") for each in entries] or [ANY]
    named = [bus if bus == ANY or bus.startswith("arn:") else literal(bus) for bus in buses]
    yield Statement(("events:PutEvents",), _arns("events", "event-bus/", named, place))


def _arns(service: str, before: str, names: Sequence[str], place: Place) -> tuple[str, ...]:
    return tuple(dict.fromkeys(arn(service, f"{before}{name}", place) for name in names))


def _list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else []


def _query(call: Call, place: Place) -> Iterator[Statement]:
    """A query or a scan of an index is allowed on the index."""
    table = resources.of(call.service, call.operation, call.parameters, place)
    index = call.parameters.get("IndexName")
    named = tuple(f"{each}/index/{literal(index)}" for each in table) if index else table
    yield Statement(actions.of(call.service, call.operation), named)


def _batch(call: Call, place: Place) -> Iterator[Statement]:
    """BatchGetItem and BatchWriteItem: one action, on each table."""
    items = call.parameters.get("RequestItems")
    names = [literal(name) for name in items] if isinstance(items, Mapping) and items else [ANY]
    yield Statement(actions.of(call.service, call.operation), _arns("dynamodb", "table/", names, place))


_ENTRIES = {
    "ConditionCheck": "dynamodb:ConditionCheckItem",
    "Delete": "dynamodb:DeleteItem",
    "Get": "dynamodb:GetItem",
    "Put": "dynamodb:PutItem",
    "Update": "dynamodb:UpdateItem",
}


def _transaction(call: Call, place: Place) -> Iterator[Statement]:
    """TransactGetItems and TransactWriteItems: the actions of their entries."""
    entries = [each for each in _list(call.parameters.get("TransactItems")) if isinstance(each, Mapping)]
    for entry in entries:
        for kind, inner in entry.items():
            if kind in _ENTRIES and isinstance(inner, Mapping):
                name = literal(inner.get("TableName")) if inner.get("TableName") else ANY
                yield Statement((_ENTRIES[kind],), _arns("dynamodb", "table/", [name], place))
    if not entries:
        able = ["Get"] if call.operation == "TransactGetItems" else ["ConditionCheck", "Delete", "Put", "Update"]
        yield Statement(tuple(_ENTRIES[kind] for kind in able), _arns("dynamodb", "table/", [ANY], place))


_PARTIQL = {
    "DELETE": "dynamodb:PartiQLDelete",
    "EXISTS": "dynamodb:PartiQLSelect",
    "INSERT": "dynamodb:PartiQLInsert",
    "SELECT": "dynamodb:PartiQLSelect",
    "UPDATE": "dynamodb:PartiQLUpdate",
}
_TABLE = re.compile(
    r"""\b(?:from|into|update)\s+(?:"(?P<quoted>[^"]+)"|(?P<plain>[\w.-]+))(?:\s*\.\s*"(?P<index>[^"]+)")?""", re.I
)


def _statements(call: Call, place: Place) -> Iterator[Statement]:
    """ExecuteStatement, BatchExecuteStatement, ExecuteTransaction: the actions of their PartiQL."""
    many = _list(call.parameters.get("Statements")) + _list(call.parameters.get("TransactStatements"))
    written = [call.parameters.get("Statement"), *(each.get("Statement") for each in many if isinstance(each, Mapping))]
    for text in (str(each) for each in written if each):
        yield _partiql(text, place)
    if not any(written):
        yield Statement(tuple(sorted({*_PARTIQL.values()})), _arns("dynamodb", "table/", [ANY], place))


def _partiql(text: str, place: Place) -> Statement:
    verb = next(iter(re.findall(r"[A-Za-z]+", text)), "").upper()
    named = (_PARTIQL[verb],) if verb in _PARTIQL else tuple(sorted({*_PARTIQL.values()}))
    found = _TABLE.search(text)
    name = literal(found["quoted"] or found["plain"]) if found else ANY
    index = f"/index/{literal(found['index'])}" if found and found["index"] else ""
    return Statement(named, _arns("dynamodb", "table/", [f"{name}{index}"], place))


def _model(call: Call, place: Place) -> Iterator[Statement]:
    """Bedrock's models belong to no account; a profile for several regions needs its models in all of them."""
    named = actions.of(call.service, call.operation)
    model = str(call.parameters.get("modelId") or ANY)
    foundation = f"arn:{place.partition}:bedrock:{{}}::foundation-model/{{}}"
    if model.startswith("arn:"):
        yield Statement(named, (model,))
    elif profile := re.fullmatch(r"(?:us|us-gov|eu|apac|global|jp|au|ca)\.(.+)", model):
        own = f"arn:{place.partition}:bedrock:{place.region}:{place.account}:inference-profile/{literal(model)}"
        yield Statement(named, (own, foundation.format(ANY, literal(profile[1]))))
    else:
        yield Statement(named, (foundation.format(place.region, model if model == ANY else literal(model)),))
    guard = call.parameters.get("guardrailIdentifier")
    if guard:
        yield Statement(("bedrock:ApplyGuardrail",), (arn("bedrock", f"guardrail/{literal(guard)}", place),))


def _topic(call: Call, place: Place) -> Iterator[Statement]:
    """Shadows with a name are resources below their thing."""
    shadow = call.parameters.get("shadowName")
    below = f"/{literal(shadow)}" if shadow else ""
    for each in _plain(call, place):
        yield Statement(each.actions, tuple(f"{one}{below}" for one in each.resources))


def _object(call: Call, place: Place) -> Iterator[Statement]:
    """S3's objects; of a copy the source must be readable."""
    yield from _plain(call, place)
    source = call.parameters.get("CopySource")
    if isinstance(source, str):
        path = source.removeprefix("/").partition("?")[0]
        named = path if path.startswith("arn:") else f"arn:{place.partition}:s3:::{literal(path)}"
        yield Statement(("s3:GetObject",), (named,))


def _copy(call: Call, place: Place) -> Iterator[Statement]:
    put = Call(call.service, "PutObject", call.parameters, call.protocol)
    yield from _object(put, place)


def _delete_objects(call: Call, place: Place) -> Iterator[Statement]:
    """DeleteObjects names its keys in the body."""
    given = call.parameters.get("Delete")
    inner = _list(given.get("Objects")) if isinstance(given, Mapping) else []
    keys = [literal(each["Key"]) for each in inner if isinstance(each, Mapping) and each.get("Key")] or [ANY]
    bucket = literal(call.parameters.get("Bucket")) if call.parameters.get("Bucket") else ANY
    yield Statement(("s3:DeleteObject",), tuple(f"arn:{place.partition}:s3:::{bucket}/{key}" for key in keys))


def _email(call: Call, place: Place) -> Iterator[Statement]:
    """A sender may be verified as an address or by its domain."""
    sender = call.parameters.get("Source") or call.parameters.get("FromEmailAddress")
    content = call.parameters.get("Content")
    raw = isinstance(content, Mapping) and "Raw" in content
    named = ("ses:SendRawEmail",) if raw else actions.of(call.service, call.operation)
    yield Statement(named, _arns("ses", "identity/", _identities(sender), place))


def _identities(sender: Any) -> list[str]:
    if not sender:
        return [ANY]
    found = re.search(r"<([^<>]+)>\s*$", str(sender))
    address = (found[1] if found else str(sender)).strip()
    domain = address.rpartition("@")[2]
    return [literal(each) for each in dict.fromkeys([address, domain])]


_LOGS_OF_STREAM = frozenset({"CreateLogStream", "DeleteLogStream", "GetLogEvents", "PutLogEvents"})


def _logs(call: Call, place: Place) -> Iterator[Statement]:
    """Some actions of a log group are of its streams."""
    group = call.parameters.get("logGroupName")
    stream = call.parameters.get("logStreamName")
    if call.operation not in _LOGS_OF_STREAM:
        yield from _plain(call, place)
        return
    name = f"log-group:{literal(group) if group else ANY}:log-stream:{literal(stream) if stream else ANY}"
    yield Statement(actions.of(call.service, call.operation), (arn("logs", name, place),))


def _run_task(call: Call, place: Place) -> Iterator[Statement]:
    """RunTask: the task definition, in its cluster; and the task's roles must be passed on."""
    parameters = call.parameters
    definition = str(parameters.get("taskDefinition") or ANY)
    revision = definition if definition == ANY or ":" in definition else f"{definition}:*"
    named = revision if revision.startswith(("arn:", ANY)) else literal(revision.removesuffix("*")) + (
        ANY if revision.endswith("*") else ""
    )  # fmt: skip
    cluster = str(parameters.get("cluster") or "default")
    where = cluster if cluster.startswith("arn:") else arn("ecs", f"cluster/{literal(cluster)}", place)
    yield Statement(
        actions.of("ecs", call.operation),
        (arn("ecs", f"task-definition/{named}", place),),
        {"ArnEquals": {"ecs:cluster": where}},
    )
    overrides = parameters.get("overrides")
    given = overrides if isinstance(overrides, Mapping) else {}
    roles = tuple(str(given[name]) for name in ("executionRoleArn", "taskRoleArn") if given.get(name))
    yield _pass_role(roles or (f"arn:{place.partition}:iam::{place.account}:role/*",), "ecs-tasks.amazonaws.com")


def _pass_role(roles: tuple[str, ...], service: str) -> Statement:
    return Statement(("iam:PassRole",), roles, {"StringEquals": {"iam:PassedToService": service}})


def _schedule(call: Call, place: Place) -> Iterator[Statement]:
    yield from _plain(call, place)
    target = call.parameters.get("Target")
    role = target.get("RoleArn") if isinstance(target, Mapping) else None
    if call.operation in ("CreateSchedule", "UpdateSchedule"):
        known = str(role) if role else f"arn:{place.partition}:iam::{place.account}:role/*"
        yield _pass_role((known,), "scheduler.amazonaws.com")


def _submit_job(call: Call, place: Place) -> Iterator[Statement]:
    """SubmitJob: the queue and the definition, of which a name without a revision is any."""
    queue, definition = (str(call.parameters.get(name) or ANY) for name in ("jobQueue", "jobDefinition"))
    wide = definition == ANY or ":" in definition.removeprefix("arn:")
    named = definition if definition == ANY or definition.startswith("arn:") else literal(definition)
    queues = queue if queue == ANY or queue.startswith("arn:") else literal(queue)
    yield Statement(
        ("batch:SubmitJob",),
        (
            arn("batch", f"job-definition/{named}", place) + ("" if wide else ":*"),
            arn("batch", f"job-queue/{queues}", place),
        ),
    )


_CATALOG = ("catalog", "database/*", "table/*")


def _athena(call: Call, place: Place) -> Iterator[Statement]:
    """A query reads the catalog and the data, and writes its result."""
    yield from _plain(call, place)
    yield Statement(("glue:GetDatabase", "glue:GetPartitions", "glue:GetTable"), _arns("glue", "", _CATALOG, place))
    yield Statement(("s3:GetBucketLocation", "s3:GetObject", "s3:ListBucket"), (f"arn:{place.partition}:s3:::*",))
    given = call.parameters.get("ResultConfiguration")
    output = str(given.get("OutputLocation") or "") if isinstance(given, Mapping) else ""
    path = literal(output.removeprefix("s3://").rstrip("/")) if output.startswith("s3://") else ANY
    yield Statement(("s3:PutObject",), (f"arn:{place.partition}:s3:::{path}" + ("" if path == ANY else "/*"),))


def _results(call: Call, place: Place) -> Iterator[Statement]:
    """The workgroup of a query's id is not known."""
    yield Statement(actions.of(call.service, call.operation), (arn("athena", "workgroup/*", place),))
    if call.operation == "GetQueryResults":
        yield Statement(("s3:GetObject",), (f"arn:{place.partition}:s3:::*",))


def _executions(call: Call, place: Place) -> Iterator[Statement]:
    """Executions that are not known are those of any machine."""
    found = resources.of(call.service, call.operation, call.parameters, place)
    unknown = arn("stepfunctions", ANY, place)
    named = tuple(arn("stepfunctions", "execution:*", place) if each == unknown else each for each in found)
    yield Statement(actions.of(call.service, call.operation), named)


def _latest(call: Call, place: Place) -> Iterator[Statement]:
    """The configuration of a token is not known."""
    name = "application/*/environment/*/configuration/*"
    yield Statement(actions.of(call.service, call.operation), (arn("appconfig", name, place),))


def _by_path(call: Call, place: Place) -> Iterator[Statement]:
    """A path of parameters, and all that is below."""
    found = resources.of(call.service, call.operation, call.parameters, place)
    below = [each if each.endswith(ANY) else f"{each.rstrip('/')}/*" for each in found]
    yield Statement(actions.of(call.service, call.operation), tuple(dict.fromkeys([*found, *below])))


_SPECIAL: Mapping[tuple[str, str], Special] = {
    ("appconfigdata", "GetLatestConfiguration"): _latest,
    ("athena", "GetQueryExecution"): _results,
    ("athena", "GetQueryResults"): _results,
    ("athena", "StartQueryExecution"): _athena,
    ("athena", "StopQueryExecution"): _results,
    ("batch", "SubmitJob"): _submit_job,
    ("bedrock-runtime", "*"): _model,
    ("cloudwatch", "PutMetricData"): _put_metrics,
    ("dynamodb", "BatchExecuteStatement"): _statements,
    ("dynamodb", "BatchGetItem"): _batch,
    ("dynamodb", "BatchWriteItem"): _batch,
    ("dynamodb", "ExecuteStatement"): _statements,
    ("dynamodb", "ExecuteTransaction"): _statements,
    ("dynamodb", "Query"): _query,
    ("dynamodb", "Scan"): _query,
    ("dynamodb", "TransactGetItems"): _transaction,
    ("dynamodb", "TransactWriteItems"): _transaction,
    ("ecs", "RunTask"): _run_task,
    ("events", "PutEvents"): _events,
    ("iot-data", "*"): _topic,
    ("logs", "*"): _logs,
    ("s3", "CopyObject"): _copy,
    ("s3", "DeleteObjects"): _delete_objects,
    ("scheduler", "*"): _schedule,
    ("ses", "SendBulkTemplatedEmail"): _email,
    ("ses", "SendEmail"): _email,
    ("ses", "SendRawEmail"): _email,
    ("ses", "SendTemplatedEmail"): _email,
    ("sesv2", "SendEmail"): _email,
    ("sns", "Publish"): _publish,
    ("ssm", "GetParametersByPath"): _by_path,
    ("stepfunctions", "DescribeExecution"): _executions,
    ("stepfunctions", "GetExecutionHistory"): _executions,
    ("stepfunctions", "StopExecution"): _executions,
}
