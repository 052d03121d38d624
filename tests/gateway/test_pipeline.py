"""The rules of the pipeline, one a test; those that were recorded have their cases in test_pipeline_evidence.py."""

import json
from typing import Any

import pytest

from velogate import BackendRequest, Event, Exchange, Response, invoke
from velogate.gateway.model import Api
from velogate.gateway.pipeline import STEPS, start
from velogate.readers import document

SQS = "arn:aws:apigateway:eu-west-1:sqs:path/123456789012/orders"
LAMBDA = (
    "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:1:function:f/invocations"
)
OK = [{"statusCode": "200"}]


def api(method: dict[str, Any] | None = None, path: str = "/", **more: Any) -> Api:
    """An API of one method at a path; keys of the integration stand under `integration`."""
    given = {"integration": {"integrationResponses": OK}, **(method or {})}
    return Api.of({"id": "a1b2c3d4e5", "resources": {path: {"methods": {"ANY": given}}}, **more})


def through(event: Any = None, answer: Any = None, **integration: Any) -> Exchange:
    """The exchange with an integration, by default of SQS, whose back end gives an answer."""
    known = {"type": "AWS", "httpMethod": "POST", "uri": SQS, "integrationResponses": OK, **integration}
    return invoke(api({"integration": known}), event or {}, (lambda request: answer) if answer else None)


def asked(exchange: Exchange) -> BackendRequest:
    assert exchange.backend_request is not None
    return exchange.backend_request


# ---- templates


@pytest.mark.parametrize(
    ("content_type", "chosen"),
    [
        (None, "json"),
        ("application/json", "json"),
        ("application/json; charset=utf-8", "json"),
        ("APPLICATION/JSON", "json"),
        ("application/xml", "xml"),
        ("text/plain", "the body"),
    ],
)
def test_the_request_template_is_the_one_for_the_content_type(content_type: str | None, chosen: str) -> None:
    header = {"Content-Type": content_type} if content_type else {}
    event = {"body": "the body", "params": {"header": header}}
    exchange = through(event, requestTemplates={"application/json": "json", "application/xml": "xml"})
    assert asked(exchange).body == chosen


@pytest.mark.parametrize(
    ("behavior", "templates", "status"),
    [
        ("WHEN_NO_MATCH", {"application/xml": "x"}, 200),
        ("WHEN_NO_TEMPLATES", {"application/xml": "x"}, 415),
        ("WHEN_NO_TEMPLATES", {}, 200),
        ("NEVER", {"application/xml": "x"}, 415),
        ("NEVER", {}, 415),
    ],
)
def test_passthrough_behavior(behavior: str, templates: dict[str, str], status: int) -> None:
    exchange = through({"body": "x"}, requestTemplates=templates, passthroughBehavior=behavior)
    assert exchange.status == status
    if status == 415:
        assert exchange.response.json() == {"message": "Unsupported Media Type"}
        assert exchange.response.headers["x-amzn-ErrorType"] == "UnsupportedMediaTypeException"


@pytest.mark.parametrize(
    ("accept", "body"), [("text/html", "html"), ("text/html;q=1, */*", "html"), ("image/png", "json"), (None, "json")]
)
def test_the_response_template_is_the_one_for_the_first_media_type_of_accept(accept: str | None, body: str) -> None:
    responses = [{"statusCode": "200", "responseTemplates": {"text/html": "html", "application/json": "json"}}]
    header = {"Accept": accept} if accept else {}
    assert through({"params": {"header": header}}, integrationResponses=responses).response.text == body


def test_a_template_that_fails_is_a_500_whose_author_is_told_the_place() -> None:
    exchange = through(requestTemplates={"application/json": "a\n#foreach($x in $y)"})
    assert (exchange.status, exchange.response.json()) == (500, {"message": "Internal server error"})
    assert "Execution failed due to configuration error: Unable to transform request" in exchange.log[-2]
    assert str(exchange.findings[-1]).startswith("request template application/json:2:1: error: `#foreach`")
    assert exchange.backend_response is None


def test_a_body_that_is_no_json_is_the_clients_fault_in_a_request() -> None:
    exchange = through({"body": "{a"}, requestTemplates={"application/json": "$input.json('$')"})
    assert exchange.status == 400
    assert "net.minidev.json.parser.ParseException" in exchange.response.json()["message"]


def test_a_body_that_is_no_json_is_a_500_in_a_response() -> None:
    responses = [{"statusCode": "200", "responseTemplates": {"application/json": "$input.json('$')"}}]
    exchange = through(answer={"body": "{a"}, integrationResponses=responses)
    assert exchange.status == 500
    assert "Unable to transform response" in exchange.log[-2]


def test_a_binary_body_that_reaches_a_template_is_a_500() -> None:
    known = {
        "type": "AWS",
        "httpMethod": "POST",
        "uri": SQS,
        "requestTemplates": {"image/png": "x"},
        "integrationResponses": OK,
    }
    event = {"body": b"\x89PNG\xff", "params": {"header": {"Content-Type": "image/png"}}}
    exchange = invoke(api({"integration": known}, binaryMediaTypes=["image/png"]), event)
    assert exchange.status == 500
    assert "CONVERT_TO_TEXT" in str(exchange.findings[-1])


@pytest.mark.parametrize(
    ("types", "handling", "sent"),
    [
        ([], None, "\ufffdPNG\ufffd"),
        ([], "CONVERT_TO_TEXT", "\ufffdPNG\ufffd"),
        (["image/png"], None, b"\x89PNG\xff"),
        (["image/png"], "CONVERT_TO_TEXT", "iVBOR/8="),
        (["image/png"], "CONVERT_TO_BINARY", b"\x89PNG\xff"),
    ],
)
def test_the_bytes_of_a_body_that_is_no_text_go_through(types: list[str], handling: str | None, sent: Any) -> None:
    known = {"type": "AWS", "httpMethod": "POST", "uri": SQS, "integrationResponses": OK}
    event = {"body": b"\x89PNG\xff", "params": {"header": {"Content-Type": "image/png"}}}
    given = api({"integration": {**known, "contentHandling": handling}}, binaryMediaTypes=types)
    assert asked(invoke(given, event, lambda request: {"statusCode": 200})).body == sent


# ---- mappings and overrides


def test_an_override_beats_a_mapping_whatever_the_case_of_its_name() -> None:
    exchange = through(
        requestParameters={"integration.request.header.content-type": "'text/plain'"},
        requestTemplates={"application/json": "#set($context.requestOverride.header.Content-Type = 'text/x')x"},
    )
    assert asked(exchange).headers.all("Content-Type") == ["text/x"]


def test_an_override_that_is_a_list_gives_several_headers() -> None:
    template = "#set($context.requestOverride.header.X = ['1', '2'])x"
    assert asked(through(requestTemplates={"application/json": template})).headers.all("X") == ["1", "2"]


def test_overrides_of_path_and_query_string() -> None:
    template = "#set($context.requestOverride.path.id = 'a b')#set($context.requestOverride.querystring.q = '&=')x"
    exchange = through(type="HTTP", uri="https://example.com/{id}", requestTemplates={"application/json": template})
    assert asked(exchange).url == "https://example.com/a%20b?q=%26%3D"


def test_what_the_request_template_overrides_is_seen_in_the_response() -> None:
    responses = [{"statusCode": "200", "responseTemplates": {"application/json": "$context.requestOverride.path.note"}}]
    exchange = through(
        requestTemplates={"application/json": "#set($context.requestOverride.path.note = 'seen')x"},
        integrationResponses=responses,
    )
    assert exchange.response.text == "seen"


@pytest.mark.parametrize(("status", "got"), [("404", 404), ("'418'", 418), ("99", 200), ("600", 200), ("'x'", 200)])
def test_a_status_override_counts_from_100_to_599(status: str, got: int) -> None:
    template = f"#set($context.responseOverride.status = {status})x"
    exchange = through(
        integrationResponses=[{"statusCode": "200", "responseTemplates": {"application/json": template}}]
    )
    assert exchange.status == got
    assert (got == 200) == any("responseOverride.status" in each.message for each in exchange.findings)


def test_a_mapping_from_what_is_absent_gives_nothing() -> None:
    exchange = through(requestParameters={"integration.request.querystring.q": "method.request.querystring.q"})
    assert asked(exchange).url == "https://sqs.eu-west-1.amazonaws.com/123456789012/orders"


def test_a_mapping_of_the_body_that_is_no_json_is_a_400() -> None:
    exchange = through({"body": "{a"}, requestParameters={"integration.request.header.x": "method.request.body.a"})
    assert (exchange.status, exchange.response.json()) == (400, {"message": "Invalid JSON in request body"})


# ---- the address


@pytest.mark.parametrize(
    ("uri", "url"),
    [
        ("sqs:path/1/q", "https://sqs.eu-west-1.amazonaws.com/1/q"),
        ("sqs:path//1/q", "https://sqs.eu-west-1.amazonaws.com/1/q"),
        ("sns:path//", "https://sns.eu-west-1.amazonaws.com/"),
        ("sns:action/Publish", "https://sns.eu-west-1.amazonaws.com/?Action=Publish"),
        ("dynamodb:action/GetItem", "https://dynamodb.eu-west-1.amazonaws.com/"),
        ("bucket.s3:path/a/b", "https://bucket.s3.eu-west-1.amazonaws.com/a/b"),
        (
            "runtime.sagemaker:path/endpoints/e/invocations",
            "https://runtime.sagemaker.eu-west-1.amazonaws.com/endpoints/e/invocations",
        ),
        ("abc.iotdata:path/topics/t", "https://abc.iot.eu-west-1.amazonaws.com/topics/t"),
        ("states:action/StartSyncExecution", "https://sync-states.eu-west-1.amazonaws.com/"),
        ("iam:action/ListUsers", "https://iam.amazonaws.com/?Action=ListUsers"),
    ],
)
def test_the_services_url(uri: str, url: str) -> None:
    assert asked(through(uri=f"arn:aws:apigateway:eu-west-1:{uri}")).url == url


def test_an_action_of_a_json_service_implies_target_and_content_type() -> None:
    headers = asked(through({"body": "{}"}, uri="arn:aws:apigateway:eu-west-1:states:action/StopExecution")).headers
    assert headers["X-Amz-Target"] == "AWSStepFunctions.StopExecution"
    assert headers["Content-Type"] == "application/x-amz-json-1.0"


@pytest.mark.parametrize("uri", ["nonsense", "", "http://", "https:///path", "https://a b/"])
def test_an_address_that_is_none_is_a_500(uri: str) -> None:
    exchange = through(type="HTTP", uri=uri)
    assert exchange.status == 500
    assert "Execution failed due to configuration error: Invalid endpoint address" in exchange.log[-2]


# ---- the answer


def test_a_selection_pattern_must_match_all_of_the_status() -> None:
    responses = [{"statusCode": "500", "selectionPattern": "4"}, {"statusCode": "200"}]
    assert through(answer={"status": 400}, integrationResponses=responses).status == 200


def test_no_integration_response_for_the_status_is_a_500() -> None:
    exchange = through(answer={"status": 403}, integrationResponses=[{"statusCode": "200", "selectionPattern": "2.."}])
    assert exchange.status == 500
    assert exchange.log[-2].endswith(
        "No match for output mapping and no default output mapping configured. Endpoint Response Status Code: 403"
    )


def test_a_functions_error_message_selects() -> None:
    responses = [{"statusCode": "404", "selectionPattern": ".*not found.*"}, {"statusCode": "200"}]
    answer = {"body": {"errorMessage": "it was not found\n", "errorType": "Error"}}
    assert through(answer=answer, uri=LAMBDA, integrationResponses=responses).status == 200  # . stops at a line end
    answer = {"body": {"errorMessage": "it was not found", "errorType": "Error"}}
    assert through(answer=answer, uri=LAMBDA, integrationResponses=responses).status == 404


def test_a_body_mapped_into_a_header_comes_without_its_quotes() -> None:
    responses = [
        {"statusCode": "200", "responseParameters": {"method.response.header.id": "integration.response.body.a.b"}}
    ]
    assert through(answer={"body": {"a": {"b": "x"}}}, integrationResponses=responses).response.headers["id"] == "x"


# ---- who may come


def test_api_keys() -> None:
    known = api(
        {"apiKeyRequired": True},
        apiKeys=[{"name": "k", "value": "good"}, {"name": "o", "value": "old", "enabled": False}],
    )
    statuses = {
        key: invoke(known, {"params": {"header": {"x-api-key": key}}}).status for key in ("good", "old", "bad", "")
    }
    assert statuses == {"good": 200, "old": 403, "bad": 403, "": 403}


def test_any_api_key_is_good_where_none_is_known() -> None:
    exchange = invoke(api({"apiKeyRequired": True}), {"params": {"header": {"X-API-Key": "any"}}})
    assert exchange.status == 200
    assert exchange.context["identity"]["apiKey"] == "any"


@pytest.mark.parametrize(
    ("decision", "status", "kind"),
    [("deny", 403, "ACCESS_DENIED"), ("unauthorized", 401, "UNAUTHORIZED"), ("failure", 500, "AUTHORIZER_FAILURE")],
)
def test_what_the_authorizer_decides(decision: str, status: int, kind: str) -> None:
    exchange = invoke(api({"authorizationType": "CUSTOM"}), {}, authorizer=decision)
    assert (exchange.status, exchange.gateway_response) == (status, kind)


def test_what_the_authorizer_gives_is_text_in_the_template() -> None:
    known = api(
        {
            "authorizationType": "CUSTOM",
            "integration": {
                "integrationResponses": [
                    {"statusCode": "200", "responseTemplates": {"application/json": "$context.authorizer.n"}}
                ]
            },
        }
    )
    assert invoke(known, {}, authorizer={"n": 1, "principalId": "p"}).response.text == "1"


# ---- requests that are too large, models


def test_a_body_of_more_than_ten_megabytes_is_a_413() -> None:
    body = "x" * (10 * 1024 * 1024 + 1)
    assert invoke(api(), Event(body)).response.json() == {"message": "Request Too Long"}
    assert invoke(api(), Event(body), quotas=False).status == 200


def test_headers_of_twenty_kilobytes_are_a_431() -> None:
    exchange = invoke(api(), {"params": {"header": {"x": "y" * 20_000}}})
    assert exchange.status == 431
    assert "20,001 bytes" in str(exchange.findings[-1])


def model(schema: Any, body: str = "{}") -> Exchange:
    known = api(
        {"requestValidator": "v", "requestModels": {"application/json": "M"}},
        models=[{"name": "M", "schema": schema}],
        requestValidators=[{"name": "v", "validateRequestBody": True}],
    )
    return invoke(known, Event(body))


def test_the_log_says_why_a_body_is_refused() -> None:
    exchange = model({"required": ["b", "a"], "properties": {}})
    assert exchange.response.json() == {"message": "Invalid request body"}
    assert exchange.log[-2].endswith(
        "Request body does not match model schema for content type application/json: "
        '[object has missing required properties (["a","b"])]'
    )


@pytest.mark.parametrize(
    ("schema", "body", "told"),
    [
        ({"$ref": "nowhere"}, "{}", "refers to nowhere, which is none of: M"),
        ({"$ref": "M"}, "{}", "nested too deeply"),
        ({"properties": {"a": {"pattern": "("}}}, '{"a": "x"}', "pattern '('"),
        ({"properties": {"a": {"pattern": "(a+)+$"}}}, json.dumps({"a": "a" * 50 + "b"}), "(a+)+$"),
        ("{", "{}", "is no JSON"),
    ],
)
def test_a_model_that_cannot_be_used_refuses_every_body_and_its_author_is_told(
    schema: Any, body: str, told: str
) -> None:
    exchange = model(schema, body)
    assert exchange.status == 400
    assert told in str(exchange.findings[-1])


def test_no_model_for_the_content_type_lets_any_body_pass() -> None:
    known = api(
        {"requestValidator": "v", "requestModels": {"application/xml": "M"}},
        models=[{"name": "M", "schema": {"required": ["a"]}}],
        requestValidators=[{"name": "v", "validateRequestBody": True}],
    )
    assert invoke(known, {"body": "{}"}).status == 200


# ---- MOCK


@pytest.mark.parametrize(
    ("printed", "status"),
    [
        ('{"statusCode": 200}', 200),
        ("{statusCode: 201}", 201),
        ('{"statusCode": "200"}', 500),
        ("nonsense", 500),
        ("{}", 500),
    ],
)
def test_a_mock_answers_with_its_integer_status_code(printed: str, status: int) -> None:
    responses = [{"statusCode": "201", "selectionPattern": "201"}, {"statusCode": "200"}]
    exchange = invoke(
        {"type": "MOCK", "requestTemplates": {"application/json": printed}, "integrationResponses": responses}
    )
    assert exchange.status == status
    if status == 500:
        assert "Unable to parse statusCode" in exchange.log[-2]


def test_a_mock_without_a_template_gives_the_default_response() -> None:
    assert invoke({"type": "MOCK", "integrationResponses": [{"statusCode": "204"}]}).status == 204


# ---- gateway responses


def test_a_customised_gateway_response_substitutes_variables_and_runs_no_velocity() -> None:
    template = (
        "#set($x = 1)$context.error.message|$context.error.responseType|$stageVariables.a|$nothing|${context.stage}"
    )
    custom = {"statusCode": "429", "responseTemplates": {"application/json": template}}
    custom["responseParameters"] = {"gatewayresponse.header.Who": "method.request.header.who"}  # type: ignore[assignment]
    known = api(path="/a", gatewayResponses={"MISSING_AUTHENTICATION_TOKEN": custom})
    event = {"context": {"path": "/b"}, "params": {"header": {"who": "me"}}, "stageVariables": {"a": "1"}}
    exchange = invoke(known, event, stage="test")
    assert (exchange.status, exchange.response.headers["Who"]) == (429, "me")
    wanted = "#set($x = 1)Missing Authentication Token|MISSING_AUTHENTICATION_TOKEN|1|$nothing|test"
    assert exchange.response.text == wanted


# ---- what is told


def test_every_step_can_be_called_alone() -> None:
    transit = start(api(), Event())
    for step in STEPS:
        transit = step(transit)
    assert transit.response is not None
    assert transit.response.status == 200


def test_each_step_says_its_rule_and_the_template_it_used() -> None:
    exchange = through(requestTemplates={"application/json": "x"})
    template = next(step for step in exchange.steps if step.name == "integration request: template")
    assert template.rule == "the template application/json is for Content-Type application/json"
    assert [span.text for span in template.spans] == ["x"]


def test_a_back_end_may_answer_with_a_mapping_of_values() -> None:
    exchange = through(answer={"status": 200, "body": {"a": [1]}})
    assert exchange.response.json() == {"a": [1]}
    assert exchange.backend_response == Response(200, {}, '{"a": [1]}')  # type: ignore[arg-type]


# ---- the resource that a test names


def pets() -> Api:
    template = {"application/json": "id=$input.params('petId')"}
    responses = [{"statusCode": "200", "responseTemplates": template}]
    return api({"integration": {"integrationResponses": responses}}, "/pets/{petId}")


@pytest.mark.parametrize(
    ("context", "printed"),
    [
        ({"path": "/pets/7"}, "id=7"),
        ({"path": "/pets/7", "resourcePath": "/pets/{petId}"}, "id=7"),
        ({"path": "/elsewhere", "resourcePath": "/pets/{petId}"}, "id="),
        ({"resourcePath": "/pets/{petId}"}, "id={petId}"),
    ],
)
def test_a_resource_may_be_named_as_testinvokemethod_names_it(context: dict[str, str], printed: str) -> None:
    exchange = invoke(pets(), {"context": {"httpMethod": "GET", **context}})
    assert exchange.response.text == printed
    assert exchange.log[2].endswith(f"Resource Path: {context.get('path', '/pets/{petId}')}")


def test_texts_of_a_file_are_texts_like_any_other_to_a_template() -> None:
    """A text that knows where in a file it stands is found by its name, and finds."""
    template = (
        "#foreach($name in $stageVariables.keySet())$name=$stageVariables.get($name) #end"
        "#set($known = {})$!known.put($context.stage, 's')$!known.put($context.resourcePath, 'r')"
        "$!known.put($context.authorizer.user, 'u')$known.get('prod')$known.get('/x')$known.get('ada')"
    )
    given = document.parse(
        f"""
api:
  stages: {{prod: {{variables: {{table: orders}}}}}}
  resources:
    /x: {{methods: {{GET: {{integration: {{type: HTTP, httpMethod: POST, uri: "http://x.example/",
      requestTemplates: {{application/json: "{template}"}}}}}}}}}}
authorizer: {{user: ada}}
"""
    )
    exchange = invoke(given["api"], {"method": "GET", "path": "/x"}, authorizer=given["authorizer"])
    assert exchange.backend_request is not None
    assert exchange.backend_request.body == "table=orders sru"
