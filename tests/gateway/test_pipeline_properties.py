"""For any API, request and back end: the way ends in a response, and what a template prints reaches the back end."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from velogate import Event, invoke
from velogate.gateway.exchange import BackendRequest, Response, as_bytes
from velogate.gateway.model import Api

SETTINGS = settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])

NAMES = st.sampled_from(["id", "x-a", "Content-Type", "Accept", "Host", "Content-Length", "é", "a.b"])
TEXTS = st.one_of(
    st.sampled_from(
        ["", "{}", '{"a": 1}', "[", "{a", "null", "application/json", "image/png", "*/*", "'", "%zz", "\ud800"]
    ),
    st.text(max_size=20),
)
TEMPLATES = st.sampled_from(
    [
        *("", "$input.body", "$input.json('$')", "$input.path('$.a')", '{"statusCode": 200}', "{statusCode: 418}"),
        *(
            "#if",
            "$util.base64Decode('!')",
            "#set($context.responseOverride.status = 204)",
            "#foreach($i in [1..3])$i#end",
        ),
        *('#set($context.responseOverride.status = "x")x', "#set($context.requestOverride.header.A = ['1', '2'])x"),
        *("#set($context.requestOverride.path.id = $input.body)", "#set($context.requestOverride.querystring.q = 1)"),
        *("#set($context.requestOverride = 1)", "#set($context.responseOverride.header = 'x')", "$input.path('$[')"),
    ]
)
SOURCES = st.sampled_from(
    [
        *("'static'", "''", "method.request.header.id", "method.request.querystring.id", "method.request.path.id"),
        *("method.request.body", "method.request.body.a", "method.request.multivalueheader.id", "context.identity"),
        *(
            "method.request.multivaluequerystring.id",
            "context.requestId",
            "stageVariables.id",
            "nonsense",
            "method.request",
        ),
        *("integration.response.header.id", "integration.response.body.a", "integration.response.body", "'"),
    ]
)
TARGETS = st.builds(
    "integration.request.{}.{}".format, st.sampled_from(["header", "path", "querystring", "cookie"]), NAMES
)
ANSWER_TARGETS = st.builds("method.response.header.{}".format, NAMES)
URIS = st.sampled_from(
    [
        *("https://example.com/{id}", "http://x/?a={id}", "https://${stageVariables.id}/", "nonsense", "", "http://"),
        "arn:aws:apigateway:eu-west-1:sqs:path/1/q",
        "arn:aws:apigateway:eu-west-1:dynamodb:action/GetItem",
        "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:1:function:f/invocations",
        "arn:aws:apigateway:eu-west-1:x.s3:path/{id}",
        "arn:aws:iam::1:role/r",
    ]
)
MEDIA = st.sampled_from(["application/json", "text/plain", "image/png", "$default", "nonsense", "image/*", "*/*"])
PATTERNS = st.one_of(st.none(), st.sampled_from(["", "2\\d{2}", "4\\d\\d", ".*", "(", "(a+)+$", "[", ".*boom.*"]))
HANDLINGS = st.sampled_from([None, "CONVERT_TO_TEXT", "CONVERT_TO_BINARY"])

RESPONSES = st.fixed_dictionaries(
    {"statusCode": st.sampled_from(["200", "404", "999", "x"])},
    optional={
        "selectionPattern": PATTERNS,
        "responseTemplates": st.dictionaries(MEDIA, TEMPLATES, max_size=2),
        "responseParameters": st.dictionaries(ANSWER_TARGETS, SOURCES, max_size=3),
        "contentHandling": HANDLINGS,
    },
)
INTEGRATIONS = st.fixed_dictionaries(
    {
        "type": st.sampled_from(["AWS", "HTTP", "MOCK", "AWS_PROXY", "HTTP_PROXY", "NONSENSE"]),
        "uri": URIS,
        "httpMethod": st.sampled_from([None, "GET", "POST", "ANY", "PUT"]),
    },
    optional={
        "requestTemplates": st.dictionaries(MEDIA, TEMPLATES, max_size=2),
        "requestParameters": st.dictionaries(TARGETS, SOURCES, max_size=3),
        "passthroughBehavior": st.sampled_from(["NEVER", "WHEN_NO_MATCH", "WHEN_NO_TEMPLATES"]),
        "contentHandling": HANDLINGS,
        "integrationResponses": st.lists(RESPONSES, max_size=3),
    },
)
SCHEMAS = st.sampled_from(
    [{}, {"type": "object", "required": ["a"]}, {"$ref": "M"}, {"$ref": "nowhere"}, {"pattern": "("}, "{", [], 7]
)
APIS = st.fixed_dictionaries(
    {
        "resources": st.dictionaries(
            st.sampled_from(["/", "/a", "/{id}", "/a/{id}", "/{id+}"]),
            st.fixed_dictionaries(
                {
                    "methods": st.dictionaries(
                        st.sampled_from(["GET", "POST", "ANY"]),
                        st.fixed_dictionaries(
                            {"integration": INTEGRATIONS},
                            optional={
                                "apiKeyRequired": st.booleans(),
                                "authorizationType": st.sampled_from(["NONE", "CUSTOM"]),
                                "requestValidator": st.sampled_from(["v", "nowhere"]),
                                "requestModels": st.dictionaries(MEDIA, st.sampled_from(["M", "nowhere"]), max_size=1),
                                "requestParameters": st.dictionaries(
                                    st.builds("method.request.header.{}".format, NAMES), st.booleans(), max_size=2
                                ),
                            },
                        ),
                        max_size=2,
                    )
                }
            ),
            max_size=3,
        )
    },
    optional={
        "binaryMediaTypes": st.lists(MEDIA, max_size=2),
        "models": SCHEMAS.map(lambda schema: [{"name": "M", "schema": schema}]),
        "requestValidators": st.just([{"name": "v", "validateRequestBody": True, "validateRequestParameters": True}]),
        "gatewayResponses": st.dictionaries(
            st.sampled_from(["DEFAULT_4XX", "DEFAULT_5XX", "BAD_REQUEST_BODY"]),
            st.fixed_dictionaries(
                {},
                optional={
                    "statusCode": st.sampled_from(["200", "429"]),
                    "responseTemplates": st.dictionaries(MEDIA, st.sampled_from(["$context.error.message", "$x"])),
                    "responseParameters": st.dictionaries(
                        st.builds("gatewayresponse.header.{}".format, NAMES), SOURCES, max_size=2
                    ),
                },
            ),
            max_size=2,
        ),
    },
)
PARAMETERS = st.dictionaries(NAMES, st.one_of(TEXTS, st.lists(TEXTS, max_size=2), st.integers(), st.none()), max_size=3)
EVENTS = st.builds(
    Event,
    TEXTS,
    st.just({}),
    PARAMETERS,
    PARAMETERS,
    st.fixed_dictionaries(
        {
            "httpMethod": st.sampled_from(["GET", "POST"]),
            "path": st.sampled_from(["/", "/a", "/a/b", "//a/", "/prod/a"]),
        },
        optional={"authorizer": st.dictionaries(NAMES, TEXTS, max_size=1), "stage": TEXTS},
    ),
)
ANSWERS = st.one_of(
    st.builds(Response, st.integers(100, 599), st.just({}), st.one_of(TEXTS, st.binary(max_size=8))),
    st.sampled_from(
        [
            *(TimeoutError(), ConnectionResetError("reset"), ValueError("boom"), KeyError(), None, 7, {"status": "x"}),
            *({"body": {"errorMessage": "boom"}}, {"status": 403, "body": "denied"}, {"statusCode": 200, "headers": 7}),
        ]
    ),
)


@SETTINGS
@given(APIS, EVENTS, ANSWERS, st.sampled_from([None, "deny", "unauthorized", "nonsense", {"principalId": "p"}]))
def test_any_request_ends_in_a_response(api: dict[str, Any], event: Event, answer: Any, authorizer: Any) -> None:
    def backend(request: BackendRequest) -> Any:
        if isinstance(answer, Exception):
            raise answer
        return answer

    exchange = invoke(Api.of(api), event, backend, authorizer=authorizer)
    assert 100 <= exchange.status <= 999
    assert exchange.log[-1].endswith(f"status: {exchange.status}")
    assert isinstance(exchange.response.body, str | bytes)
    assert all(isinstance(name, str) and isinstance(value, str) for name, value in exchange.response.headers.pairs)
    assert exchange.gateway_response is None or exchange.findings


@SETTINGS
@given(st.text(), st.sampled_from(["AWS", "HTTP"]))
def test_what_a_template_prints_reaches_the_back_end_unchanged(body: str, kind: str) -> None:
    integration = {
        "type": kind,
        "httpMethod": "POST",
        "uri": "https://example.com" if kind == "HTTP" else "arn:aws:apigateway:eu-west-1:sqs:path/1/q",
        "requestTemplates": {"application/json": "<$input.body>"},
        "integrationResponses": [{"statusCode": "200"}],
    }
    asked: list[BackendRequest] = []

    def backend(request: BackendRequest) -> Response:
        asked.append(request)
        return Response()

    exchange = invoke(integration, Event(body), backend)
    assert [request.bytes for request in asked] == [as_bytes(f"<{body or '{}'}>")]
    assert exchange.renderings["request"].text == asked[0].body
