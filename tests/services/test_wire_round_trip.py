"""What botocore itself sends is a valid call with the parameters that it was given; what we answer botocore reads."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from services.modelled import Unmakeable, given, parameters, request, without_empty
from services.modelled_names import CALLED, operations, others, protocols
from velogate.services import wire
from velogate.services.wire import models

OTHERS = others()
GROUPS = [OTHERS[start : start + 20] for start in range(0, len(OTHERS), 20)]


def test_enough_is_tried_in_every_protocol() -> None:
    tried = [(protocol, name) for each in CALLED for protocol in protocols(each) for name in operations(each)]
    assert len(tried) > 500
    assert {protocol for protocol, _ in tried} == {"query", "json", "rest-json", "rest-xml"}
    assert "ec2" in OTHERS
    assert len(OTHERS) > 100


def calls(services: list[str]) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Service, operation, protocol and parameters: the required ones alone, and with many others."""
    for service in services:
        for operation in operations(service):
            for protocol in protocols(service):
                for levels in (0, 3):
                    try:
                        yield service, operation, protocol, given(service, operation, protocol, levels)
                    except Unmakeable:
                        continue


def refused(services: list[str], named: bool) -> tuple[int, list[Any]]:
    """How many calls were tried, and those that were not taken apart into what they were made of."""
    wrong: list[Any] = []
    tried = 0
    for service, operation, protocol, wanted in calls(services):
        tried += 1
        asked = request(service, operation, wanted, protocol)
        found = wire.call(asked, *((service, operation) if named else ()))
        if found.problems or (found.service, found.operation, found.protocol) != (service, operation, protocol):
            wrong.append((service, operation, protocol, found))
        elif differs(found.parameters, wanted):
            wrong.append((service, operation, protocol, found.parameters, wanted))
    return tried, wrong


def differs(found: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    """Whether parameters are others; a Content-Type that botocore adds is one that a service may have for a member."""
    added = {} if "contentType" in wanted else {"contentType": None}
    return bool(without_empty({**found, **added}) != without_empty(wanted))


@pytest.mark.slow
@pytest.mark.parametrize("service", CALLED)
def test_what_botocore_sends_is_a_valid_call(service: str) -> None:
    tried, wrong = refused([service], named=service in ("s3", "lambda"))
    assert tried
    assert wrong == []


@pytest.mark.slow
@pytest.mark.parametrize("services", GROUPS, ids=lambda group: group[0])
def test_so_it_is_of_all_other_services(services: list[str]) -> None:
    tried, wrong = refused(services, named=True)
    assert tried > len(services)
    assert wrong == []


def test_a_request_says_itself_what_it_calls() -> None:
    tried, wrong = refused(["sqs", "sns", "dynamodb", "stepfunctions", "events", "kinesis", "batch"], named=False)
    assert tried > 200
    assert wrong == []


def unread(services: list[str]) -> tuple[int, list[Any]]:
    """How many answers were written, and those that botocore's parser does not read as what they were made of."""
    wrong: list[Any] = []
    tried = 0
    for service in services:
        for operation in operations(service):
            for protocol in protocols(service):
                wanted = parameters(models.operation(service, operation, protocol).output_shape, 3, answer=True)
                for accept in ("application/json", "application/xml") if protocol == "query" else ("application/json",):
                    tried += 1
                    answer = wire.answer(service, operation, wanted, accept=accept, protocol=protocol)
                    found = wire.parameters_of(service, operation, answer)
                    if without_empty(found) != without_empty(wanted):
                        wrong.append((service, operation, protocol, accept, found, wanted))
    return tried, wrong


@pytest.mark.slow
@pytest.mark.parametrize("service", CALLED)
def test_botocore_reads_what_is_answered(service: str) -> None:
    tried, wrong = unread([service])
    assert tried
    assert wrong == []


@pytest.mark.slow
@pytest.mark.parametrize("services", GROUPS, ids=lambda group: group[0])
def test_so_it_does_of_all_other_services(services: list[str]) -> None:
    tried, wrong = unread(services)
    assert tried > len(services)
    assert wrong == []


@pytest.mark.slow
@pytest.mark.parametrize("service", CALLED)
def test_a_success_that_is_made_up_can_be_read_and_is_always_the_same(service: str) -> None:
    for name, operation, protocol, wanted in calls([service]):
        call = wire.call(request(name, operation, wanted, protocol), name, operation)
        answer = wire.made_up(call)
        assert answer == wire.made_up(call)
        assert 200 <= answer.status < 300
        assert isinstance(wire.parameters_of(name, operation, answer), dict)
