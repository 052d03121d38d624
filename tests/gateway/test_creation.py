"""What AWS would refuse when an API is made, as findings; recorded refusals are in test_control_evidence.py."""

from typing import Any

import pytest

from velogate import Api
from velogate.errors import UsageError
from velogate.gateway import control, creation
from velogate.gateway.control import ControlError

SQS = "arn:aws:apigateway:eu-west-1:sqs:path/1/q"
GOOD = {"type": "AWS", "httpMethod": "POST", "uri": SQS, "credentials": "arn:aws:iam::1:role/r"}


def found(integration: dict[str, Any] | None = None, **method: Any) -> list[str]:
    given = {"integration": {**GOOD, **(integration or {})}, **method}
    return [str(each) for each in creation.findings(Api.of({"resources": {"/a": {"methods": {"POST": given}}}}))]


def test_nothing_is_found_in_what_aws_takes() -> None:
    assert found() == []


@pytest.mark.parametrize(
    ("integration", "message"),
    [
        ({"type": "HTTPS"}, "1 validation error detected: Value 'HTTPS' at 'putIntegrationInput.type'"),
        ({"httpMethod": None}, "Enumeration value for HttpMethod must be non-empty"),
        ({"uri": "https://x"}, "Invalid ARN specified in the request"),
        ({"uri": "arn:aws:sqs:eu-west-1:1:q"}, "AWS ARN for integration must contain path or action"),
        ({"type": "HTTP", "uri": "ftp://x"}, "Invalid HTTP endpoint specified for URI"),
        (
            {"type": "AWS_PROXY"},
            "Integrations of type 'AWS_PROXY' currently only supports Lambda function and Firehose",
        ),
        ({"credentials": None}, "Role ARN must be specified for AWS integrations"),
        ({"timeoutInMillis": 30_000}, "Timeout should be between 50 ms and 29000 ms"),
        ({"requestTemplates": {"123": "x"}}, "Invalid content type specified: 123"),
        ({"requestTemplates": {"application/json": "#if"}}, "the request template of POST /a, application/json:1:"),
        ({"requestTemplates": {"application/json": "x" * 310_000}}, "300 KB"),
        (
            {"requestParameters": {"integration.request.cookie.a": "'x'"}},
            "Invalid mapping expression specified: integration.request.cookie.a",
        ),
        ({"requestParameters": {"integration.request.header.a": "x"}}, "Invalid mapping expression specified: x"),
        (
            {"integrationResponses": [{"statusCode": "600"}]},
            r"Member must satisfy regular expression pattern: [1-5]\d\d",
        ),
        (
            {"integrationResponses": [{"statusCode": "200", "selectionPattern": "("}]},
            "Invalid selection pattern specified",
        ),
        (
            {
                "integrationResponses": [
                    {"statusCode": "200", "responseParameters": {"method.response.header.a": "method.request.header.b"}}
                ]
            },
            "Invalid mapping expression specified: method.request.header.b",
        ),
    ],
)
def test_integrations(integration: dict[str, Any], message: str) -> None:
    assert any(message in each for each in found(integration)), found(integration)


@pytest.mark.parametrize(
    ("method", "message"),
    [
        ({"authorizationType": "CUSTOM"}, "Invalid authorizer ID specified."),
        ({"requestValidatorId": "v"}, "Invalid Request Validator identifier specified"),
        ({"requestModels": {"application/json": "M"}}, "Invalid model identifier specified: M"),
        (
            {"requestParameters": {"method.request.header.a": True, "method.request.path.a": True}},
            "must be unique across",
        ),
        ({"requestParameters": {"method.request.cookie.a": True}}, "Invalid mapping expression specified"),
    ],
)
def test_methods(method: dict[str, Any], message: str) -> None:
    assert any(message in each for each in found(**method)), found(**method)


@pytest.mark.parametrize(
    ("expression", "hint"),
    [
        ("method.request.heder.x", "did you mean method.request.header.x?"),
        ("method.request.query.x", "did you mean method.request.querystring.x?"),
        ("text/plain", "write a static value in single quotes, 'text/plain'"),
    ],
)
def test_the_way_out_of_a_mapping_expression_that_is_none(expression: str, hint: str) -> None:
    (finding,) = found({"requestParameters": {"integration.request.header.a": expression}})
    assert hint in finding


def test_a_method_without_an_integration_is_found() -> None:
    api = Api.of({"resources": {"/a": {"methods": {"GET": {}}}}})
    assert [each.message for each in creation.findings(api)] == ["GET /a has no integration"]


def test_keys_of_websocket_templates_are_no_media_types() -> None:
    integration = {**GOOD, "requestTemplates": {"$default": "x", "join": "y"}}
    api = Api.of({"protocolType": "WEBSOCKET", "routes": {"$default": {"integration": integration}}})
    assert creation.findings(api) == ()


def test_an_operation_that_the_control_plane_lacks_is_told_with_the_nearest_one() -> None:
    with pytest.raises(UsageError, match="did you mean 'PutIntegration'"):
        control.call(Api(), "PutIntegratoin", {})


def test_deleting_a_response_of_an_unknown_method_speaks_of_the_integration() -> None:
    api = Api.of({"resources": {"/": {"methods": {}}}})
    with pytest.raises(ControlError, match="Invalid Integration identifier specified"):
        control.call(api, "DeleteIntegrationResponse", {"httpMethod": "GET", "statusCode": "200"})
