"""Which service, operation and protocol a request is for, as its URI, host, headers, form and path say."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from velogate.errors import UsageError, near
from velogate.gateway.exchange import BackendRequest
from velogate.services.wire import models, query_form, rest_paths
from velogate.services.wire.query_form import Pair
from velogate.services.wire.reading import Problem, clipped

FORM = "application/x-www-form-urlencoded"
_OPERATION_HINT = "Action=... in the form names it, or the header X-Amz-Target"
_TARGET_HINT = "map the header integration.request.header.X-Amz-Target"
_ORDER = ("query", "ec2", "json", "rest-json", "rest-xml")


@dataclass(frozen=True, slots=True)
class Identity:
    """What a request is for; of an operation that is not known the name is as the request has it."""

    service: str
    operation: str
    protocol: str
    pairs: tuple[Pair, ...] = ()
    """Of the URL's query and, where its Content-Type says that it is a form, of the body."""
    problems: tuple[Problem, ...] = field(default=())

    @property
    def known(self) -> bool:
        """Whether the service has the operation."""
        return self.operation in models.model(self.service).operation_names


def of(request: BackendRequest, service: str | None, operation: str | None) -> Identity:
    """What a request is for, or what of the given it is; raises UsageError where nobody says which service."""
    names = (models.named(service),) if service else _candidates(request)
    if operation is not None:
        operation = models.operation_named(names[0], operation)
        names = names[:1]
    pairs = _pairs(request)
    target = request.headers.last("X-Amz-Target")
    action = next((pair for pair in pairs if pair.name.strip() == "Action"), None)
    found = _found(names, request, target, action)
    if service is None and not _is_exact(found, target):
        found = _found(_of_same_prefix(names, request), request, target, action) or found
    service, called = found or (names[0], request.action)
    return _checked(request, service, called, operation, pairs, target, action)


# ---- the service


def _candidates(request: BackendRequest) -> tuple[str, ...]:
    target = request.headers.last("X-Amz-Target") or ""
    found = _of_subdomain(request)
    found += of_service(request.service) if request.service and not found else ()
    found = found or of_host(request.host) or models.by_target().get(target.rpartition(".")[0], ())
    if found:
        return found
    if request.service:
        models.named(request.service)
    raise UsageError(
        f"the request to {request.host or 'no host'} does not say which AWS service it is for",
        hint="wire.call(request, service='sqs')",
    )


def _of_subdomain(request: BackendRequest) -> tuple[str, ...]:
    """The services whose host is a subdomain of another's: of `runtime.lex` the URI names only `lex`."""
    found = _HOST.fullmatch(request.host.lower())
    names = found["names"] if found else ""
    return models.by_prefix().get(names, ()) if request.service and names.endswith(f".{request.service}") else ()


def of_service(name: str) -> tuple[str, ...]:
    """botocore's names for the service of an integration's URI, which may have a subdomain before it."""
    found = models.candidates(name)
    while not found and "." in name:
        name = name.partition(".")[2]
        found = models.candidates(name)
    return found


_HOST = re.compile(r"(?P<names>[a-z0-9.-]+?)(\.(?P<region>[a-z]{2,}(-[a-z]+)+-\d))?\.amazonaws\.com(\.cn)?(:\d+)?")


def of_host(host: str) -> tuple[str, ...]:
    """botocore's names for the service that an AWS host is of; none for any other host."""
    found = _HOST.fullmatch(host.lower())
    if not found:
        return ()
    names = found["names"].removesuffix("-fips")
    return of_service(names.removeprefix("sync-")) or of_service(names.rpartition(".")[2])


# ---- the operation


_Found = tuple[str, str | None] | None


def _found(names: tuple[str, ...], request: BackendRequest, target: str | None, action: Pair | None) -> _Found:
    """The service of some and the operation that a request names; an operation that exists before one that does not."""
    ways = (wanted(names, request, target, action) for wanted in (_by_target, _by_action, _by_path))
    return next(filter(None, ways), None)


def _is_exact(found: _Found, target: str | None) -> bool:
    """Whether a service has the operation, and by the target that the request names."""
    if found is None or found[1] not in models.model(found[0]).operation_names:
        return False
    return target is None or models.metadata(found[0]).get("targetPrefix") in (None, target.rpartition(".")[0])


def _of_same_prefix(names: tuple[str, ...], request: BackendRequest) -> tuple[str, ...]:
    """Some services, and behind them all others that have the host of the first, or the name of the URI."""
    prefixes = (str(models.metadata(names[0]).get("endpointPrefix")), request.service or "")
    others = [other for prefix in prefixes for other in models.by_prefix().get(prefix, ())]
    return tuple(dict.fromkeys((*names, *others)))


def _by_target(names: tuple[str, ...], request: BackendRequest, target: str | None, action: Pair | None) -> _Found:
    if not target:
        return None
    prefix, _, operation = target.rpartition(".")
    able = [name for name in names if "json" in models.protocols(name)]
    exact = next((name for name in able if models.metadata(name).get("targetPrefix") == prefix), None)
    service = exact or next(iter(able), None)
    return (service, operation) if service else None


def _by_action(names: tuple[str, ...], request: BackendRequest, target: str | None, action: Pair | None) -> _Found:
    if action is None:
        return None
    name, version = action.value.strip(), _version(request)
    able = [each for each in names if {"query", "ec2"} & {*models.protocols(each)}]
    able.sort(key=lambda each: version is not None and models.metadata(each).get("apiVersion") != version)
    exact = (each for each in able if name in models.model(each).operation_names)
    service = next(exact, None) or next(iter(able), None)
    return (service, action.value) if service else None


def _version(request: BackendRequest) -> str | None:
    """The version of the API that a form names: services that share a host differ in it."""
    found = re.search(r"(?:^|[?&])Version=(\d{4}-\d{2}-\d{2})", f"{request.url}&{request.text[:10_000]}")
    return found[1] if found else None


def _by_path(names: tuple[str, ...], request: BackendRequest, target: str | None, action: Pair | None) -> _Found:
    for service in names:
        if {"rest-json", "rest-xml"} & {*models.protocols(service)}:
            found = rest_paths.operation_of(service, request)
            if found:
                return service, found
    return None


def _pairs(request: BackendRequest) -> tuple[Pair, ...]:
    given = request.url.partition("?")[2]
    in_url = query_form.pairs(given, in_body=False) if given else []
    text = request.text
    is_form = media_type(request) == FORM or looks_like_form(text)
    return (*in_url, *(query_form.pairs(text) if is_form else ()))


def looks_like_form(text: str) -> bool:
    """Whether a text is a form of the Query protocol, whatever its Content-Type says."""
    head = text[:10_000].lstrip()
    return not head.startswith(("{", "[", "<")) and re.search(r"(?:^|&)\s*Action=", head) is not None


def media_type(request: BackendRequest) -> str | None:
    """The Content-Type without parameters, in small letters; None for none."""
    given = request.headers.last("Content-Type")
    return given.partition(";")[0].strip().lower() if given else None


def wrong_type(kind: str | None, wanted: str) -> Problem:
    """That the Content-Type is another one than the service wants, or missing."""
    state = f"is {clipped(kind)}" if kind else "is missing"
    hint = f"map the header: integration.request.header.Content-Type: \"'{wanted}'\""
    return Problem(f"the header Content-Type {state}; it must be {wanted}", "Content-Type", "header", hint=hint)


def wrong_method(method: str, wanted: str) -> Problem:
    """That the HTTP method is another one than the service wants."""
    said = f"the method is {clipped(method)}; it must be {wanted}"
    return Problem(said, part="method", hint=f"set integrationHttpMethod to {wanted}")


# ---- what is agreed on


def _checked(
    request: BackendRequest,
    service: str,
    found: str | None,
    wanted: str | None,
    pairs: tuple[Pair, ...],
    target: str | None,
    action: Pair | None,
) -> Identity:
    protocol = _protocol(service, request, target, action)
    name = wanted or clipped((found or "").strip())
    known = models.model(service).operation_names
    problems = _of_name(service, name, known, protocol, request, target, action)
    return Identity(service, name, protocol, pairs, tuple(problems))


def _protocol(service: str, request: BackendRequest, target: str | None, action: Pair | None) -> str:
    able = models.protocols(service)
    form = next((each for each in ("query", "ec2") if each in able), None)
    kind = media_type(request) or ""
    if "json" in able and (target or "x-amz-json" in kind):
        return "json"
    if form and (action or kind == FORM):
        return form
    if "json" in able and request.text.lstrip()[:1] in ("{", "["):
        return "json"
    if form and request.action:
        return form
    return next((each for each in able if each in _ORDER), able[0])


def _of_name(
    service: str,
    name: str,
    known: Any,
    protocol: str,
    request: BackendRequest,
    target: str | None,
    action: Pair | None,
) -> Iterator[Problem]:
    """What is wrong with the operation's name."""
    if not name:
        yield _nameless(service, protocol, request)
    elif name not in known:
        guess = near(name, known)
        message = f'{service} has no operation "{clipped(name)}"' + (f'; did you mean "{guess}"?' if guess else "")
        if target or action is None:
            yield Problem(message, "X-Amz-Target" if target else "", "header" if target else "path")
        else:
            yield at(action, message)
    elif action and protocol in ("query", "ec2") and action.value.strip() != name:
        yield at(action, f'Action is "{clipped(action.value.strip())}", and the call should be "{name}"')


def _nameless(service: str, protocol: str, request: BackendRequest) -> Problem:
    """What is wrong with a request that names no operation."""
    if protocol.startswith("rest"):
        where = clipped(f"{request.method} {request.path}", 200)
        return Problem(f"{where} is no call of an operation of {service}", part="path")
    text = request.text
    if not text.strip():
        return Problem(
            f"the body is no call of {service}: it is empty, and nothing names an operation", hint=_OPERATION_HINT
        )
    if protocol == "json":
        said = f"the header X-Amz-Target is missing: nothing names an operation of {service}"
        return Problem(said, "X-Amz-Target", "header", hint=_TARGET_HINT)
    said = f"the body is no call of {service}: it has no Action"
    return Problem(said, "Action", start=0, end=len(text), hint=_OPERATION_HINT)


def at(pair: Pair, message: str, hint: str | None = None) -> Problem:
    """A problem at the value of a pair."""
    if pair.value_at is None:
        return Problem(message, pair.name, "query", hint=hint)
    length = max(1, len(pair.raw.partition("=")[2].rstrip()))
    return Problem(message, pair.name, "body", pair.value_at, pair.value_at + length, hint)
