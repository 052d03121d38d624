"""What people write that API Gateway does not have, and the way out.

Most of it comes from AppSync, whose templates look alike; some from Velocity's tools and from parameter mappings; some
are names of `$context` that no document lists.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from velogate import jsonpath
from velogate.errors import Finding, near
from velogate.gateway.context import NAMES
from velogate.java.throwable import JavaError
from velogate.source import Span
from velogate.vtl import tree
from velogate.vtl.tree import Reference, Tree

_APPSYNC = "is a function of AppSync that API Gateway lacks; it prints nothing"

UTIL: Mapping[str, str] = {
    "toJson": "use $input.json('$.path') for parts of the body; write any other JSON out",
    "qr": "write #set($ignored = $map.put('key', 'value'))",
    "quiet": "write #set($ignored = $map.put('key', 'value'))",
    "error": "write the error into the output and #set($context.responseOverride.status = 400)",
    "appendError": "write the error into the output",
    "unauthorized": "write the error into the output and #set($context.responseOverride.status = 401)",
    "validate": "use a model and a request validator",
    "autoId": "use $context.requestId",
    "autoUlid": "use $context.requestId",
    "autoKsuid": "use $context.requestId",
    "time": "use $context.requestTimeEpoch (milliseconds) or $context.requestTime",
    "defaultIfNull": "write #if($x == '')default#else$x#end",
    "defaultIfNullOrEmpty": "write #if($x == '')default#else$x#end",
    "defaultIfNullOrBlank": "write #if($x.trim() == '')default#else$x#end",
    "isNull": "compare with the empty string, #if($x == '')",
    "isNullOrEmpty": "compare with the empty string, #if($x == '')",
    "isNullOrBlank": "compare with the empty string, #if($x.trim() == '')",
    "isString": "ask for the class, #if($x.class.name == 'java.lang.String')",
    "isNumber": "ask for the class, #if($x.class.name == 'java.lang.Integer')",
    "isBoolean": "ask for the class, #if($x.class.name == 'java.lang.Boolean')",
    "isList": "ask for the class, #if($x.class.name == 'net.minidev.json.JSONArray')",
    "isMap": "ask for the class, #if($x.class.name == 'java.util.LinkedHashMap')",
    "typeOf": "ask for the class, $x.class.name",
    "matches": "write $text.matches('pattern')",
    "dynamodb": 'write DynamoDB\'s JSON out, {"S": "$x"}',
    "map": "loop over the map with #foreach($key in $map.keySet())",
    "list": "loop over the list with #foreach",
    "str": "use the methods of java.lang.String, $text.toUpperCase()",
    "math": "use #set with + - * / %",
    "log": "look into the execution log of the stage",
    "xml": "write the XML out",
    "rds": "write the statement out",
    "http": "use responseParameters or $context.responseOverride.header",
    "transform": "write the filter out",
    "authType": "use $context.authorizer",
}
"""Functions of AppSync's `$util`, and what to write instead."""

ROOTS: Mapping[str, tuple[str, str]] = {
    "esc": ("a tool of Velocity", "use $util.escapeJavaScript or $util.urlEncode; a line break is a line break"),
    "math": ("a tool of Velocity", "use #set with + - * / %"),
    "date": ("a tool of Velocity", "use $context.requestTime or $context.requestTimeEpoch"),
    "number": ("a tool of Velocity", "format numbers with the methods of java.lang.String"),
    "method": ("a word of parameter mappings", "write $input.params('name') or $input.body"),
    "integration": ("a word of parameter mappings", "write $input.path('$.name') or $input.body"),
    "request": ("a word of parameter mappings", "write $input.params('name') or $input.body"),
    "ctx": ("AppSync's short name of its context", "write $context, $input.path('$.name'), $input.params('name')"),
    "utils": ("a misspelling of $util", "write $util"),
    "inputs": ("a misspelling of $input", "write $input"),
    "stageVariable": ("a misspelling of $stageVariables", "write $stageVariables"),
}
"""Variables that API Gateway does not set: what they are, and the way out."""

LOGGED = frozenset(
    (
        *("authenticate", "authorize", "customDomain", "endpointType", "integration", "integrationErrorMessage"),
        *(
            "integrationLatency",
            "integrationStatus",
            "responseLatency",
            "responseLength",
            "status",
            "waf",
            "xrayTraceId",
        ),
    )
)
"""Names of `$context` that only formats of access logs have (DOCUMENTED); `status` is also one of WebSocket APIs."""


def findings(template: Tree, context: Collection[str] = ()) -> tuple[Finding, ...]:
    """One finding for each place that asks for what API Gateway lacks, and for each JSONPath that it would refuse.

    `context` has further names that the caller gives to `$context`.
    """
    nodes = [node for _, node in tree.walk(template.block)]
    own = {node.name for node in nodes if isinstance(node, tree.Set) and not node.target.members}
    own |= {head[1:] for node in nodes if isinstance(node, tree.Directive) for head in node.heads}
    references = [node for node in nodes if isinstance(node, Reference) and node.name not in own]
    found = [finding for reference in references for finding in _of(reference, template, context)]
    return (*found, *_bad_paths(nodes, template))


def _bad_paths(nodes: Collection[tree.Node], template: Tree) -> Iterator[Finding]:
    """The JSONPaths written out in the template that json-path would refuse."""
    for node in nodes:
        if not isinstance(node, Reference) or node.name != "input":
            continue
        match node.members[:1]:
            case (tree.Method(name="path" | "json", arguments=(tree.String(template=None) as path,)),):
                yield from _bad_path(path, template)


def _bad_path(path: tree.String, template: Tree) -> Iterator[Finding]:
    try:
        jsonpath.compile(path.value)
    except (jsonpath.PathError, JavaError) as error:
        inside = getattr(error, "span", None)
        start = path.start + 1 + (inside.start if inside else 0)
        span = template.source.span(start, max(start, path.end - 1)) if inside else None
        yield Finding(str(error.message), span or template.source.span(path.start, path.end), severity="error")


def _of(reference: Reference, template: Tree, context: Collection[str]) -> Iterator[Finding]:
    span = template.source.span(reference.start, reference.end)
    path = list(_names(reference))
    if reference.name in ROOTS:
        what, hint = ROOTS[reference.name]
        yield Finding(f"${reference.name} is {what} and not set by API Gateway; it prints nothing", span, hint)
    elif reference.name == "util" and path and path[0] in UTIL:
        yield Finding(f"$util.{path[0]} {_APPSYNC}", span, UTIL[path[0]])
    elif reference.name == "context" and path and path[0] not in context:
        yield from _of_context(path, span)


def _of_context(path: list[str], span: Span) -> Iterator[Finding]:
    known: Any = NAMES
    for depth, name in enumerate(path):
        if not isinstance(known, Mapping):
            return
        if name not in known and "*" not in known:
            place = ".".join(["$context", *path[:depth]])
            hint = _way_out(name, known, place)
            yield Finding(f"no document lists {place}.{name}; it prints nothing", span, hint)
            return
        known = known.get(name, known.get("*"))


def _way_out(name: str, known: Mapping[str, Any], place: str) -> str:
    if place == "$context" and name in LOGGED:
        return "it is there in the formats of access logs only"
    guess = near(name, known)
    return f"did you mean {place}.{guess}?" if guess else f"documented: {', '.join(sorted(known))}"


def _names(reference: Reference) -> Iterator[str]:
    """The names that follow a variable: properties, keys in brackets or in get(), and the first method."""
    for member in reference.members:
        match member:
            case tree.Property(name=name):
                yield name
            case tree.Index(key=tree.String(value=name, template=None)):
                yield name
            case tree.Method(name="get", arguments=(tree.String(value=name, template=None),)):
                yield name
            case tree.Method(name=name) if reference.name == "util":
                yield name
            case _:
                return
