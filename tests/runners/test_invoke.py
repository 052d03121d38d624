"""`velogate invoke`: the exchange on standard output, what the author should know on standard error, exit codes."""

import json
from pathlib import Path

import pytest

from runners.test_cli import answer

API = """\
openapi: 3.0.1
info: {title: orders, version: "1"}
paths:
  /orders/{id}:
    post:
      responses: {"200": {description: ok}}
      x-amazon-apigateway-integration:
        type: aws
        httpMethod: POST
        uri: arn:aws:apigateway:eu-west-1:sqs:path/123456789012/orders
        credentials: arn:aws:iam::123456789012:role/r
        requestParameters:
          integration.request.header.Content-Type: "'application/x-www-form-urlencoded'"
        requestTemplates:
          application/json: |
            #set($body = $util.urlEncode($input.body))
            Action=SendMessage&MessageBody=$body&Id=$input.params('id')$stageVariables.suffix
        passthroughBehavior: never
        responses:
          default: {statusCode: 200, responseTemplates: {application/json: "done $input.params('q')"}}
          "4\\\\d{2}": {statusCode: 400, responseTemplates: {application/json: "$input.path('$.Error.Message')"}}
"""


@pytest.fixture
def api(tmp_path: Path) -> str:
    path = tmp_path / "api.yaml"
    path.write_text(API, encoding="utf-8")
    return str(path)


def test_the_exchange_is_told_step_by_step(api: str) -> None:
    code, out, err = answer("invoke", api, "--path", "/orders/7?q=x", "--body", '{"a": 1}', "-s", "suffix=.")
    assert (code, err) == (0, "")
    assert "the template application/json is for Content-Type application/json" in out
    assert "\n  POST https://sqs.eu-west-1.amazonaws.com/123456789012/orders\n" in out
    assert "\n  Action=SendMessage&MessageBody=%7B%22a%22%3A+1%7D&Id=7.\n" in out
    assert out.endswith("\n  done x\n")


def test_as_json(api: str) -> None:
    code, out, _ = answer("invoke", api, "--path", "/orders/7", "--body", "{}", "--json")
    told = json.loads(out)
    assert (code, told["response"]["status"], told["gatewayResponse"]) == (0, 200, None)
    assert told["backendRequest"]["service"] == "sqs"
    assert told["steps"][0] == {
        "name": "route",
        "rule": "POST /orders/7 is for POST /orders/{id}",
        "in": "POST /orders/7",
        "out": "/orders/{id}",
        "templates": [],
    }


def test_as_the_execution_log(api: str) -> None:
    code, out, _ = answer("invoke", api, "--path", "/orders/7", "--body", "{}", "--log")
    lines = [line for line in out.splitlines() if line]
    assert (code, lines[0]) == (0, "Execution log for request c6af9ac6-7b61-11e6-9a41-93e8deadbeef")
    assert [line.partition(" : ")[2].partition(":")[0] for line in lines[1:]] == [
        "Starting execution for request",
        "HTTP Method",
        "Method request path",
        "Method request query string",
        "Method request headers",
        "Method request body before transformations",
        "Endpoint request URI",
        "Endpoint request headers",
        "Endpoint request body after transformations",
        "Sending request to https",
        "Received response. Status",
        "Endpoint response headers",
        "Endpoint response body before transformations",
        "Method response body after transformations",
        "Method response headers",
        "Successfully completed execution",
        "Method completed with status",
    ]


def test_the_back_ends_answer_may_be_given(api: str, tmp_path: Path) -> None:
    (tmp_path / "answer.yaml").write_text("{status: 400, body: {Error: {Message: too bad}}}", encoding="utf-8")
    code, out, _ = answer("invoke", api, "--path", "/orders/7", "--answer", str(tmp_path / "answer.yaml"))
    assert code == 0
    assert out.endswith("\n  too bad\n")


def test_an_unknown_path_is_told_with_those_that_are_known(api: str) -> None:
    code, out, err = answer("invoke", api, "--method", "get", "--path", "/orders/7")
    assert code == 1
    assert "Missing Authentication Token" in out
    assert err == "error: no method is for GET /orders/7\n  known: POST /orders/{id}\n"


def test_what_aws_would_refuse_is_told_with_its_place(api: str) -> None:
    text = (
        Path(api).read_text(encoding="utf-8").replace("'application/x-www-form-urlencoded'", "method.request.heder.x")
    )
    Path(api).write_text(text, encoding="utf-8")
    code, _, err = answer("invoke", api, "--path", "/orders/7", "--body", "{}")
    assert code == 0
    assert f"{api}:13:53: error: POST /orders/{{id}}: Invalid mapping expression specified" in err
    assert err.count("did you mean method.request.header.x?") == 1


def test_an_integration_alone(tmp_path: Path) -> None:
    (tmp_path / "i.json").write_text(
        '{"type": "MOCK", "requestTemplates": {"application/json": "{statusCode: 418}"},\n'
        ' "integrationResponses": [{"statusCode": "418"}]}',
        encoding="utf-8",
    )
    code, out, err = answer("invoke", str(tmp_path / "i.json"), "--path", "/any/where", "--json")
    assert (code, err, json.loads(out)["response"]["status"]) == (0, "", 418)


def test_the_authorizers_decision(api: str) -> None:
    code, out, _ = answer("invoke", api, "--path", "/orders/7", "--authorizer", "deny", "--json")
    assert (code, json.loads(out)["gatewayResponse"]) == (1, "ACCESS_DENIED")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: [1", "is neither YAML nor JSON"),
        ("[]", "holds no API: it is a list"),
        ("{a: 1}", "holds no API that is known"),
        ("{resources: {/: {methods: {GET: {integraton: {}}}}}}", "did you mean 'integration'?"),
        ("", "holds no API: it is a NoneType"),
    ],
)
def test_a_file_that_describes_no_api(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "f.yaml").write_text(text, encoding="utf-8")
    code, out, err = answer("invoke", str(tmp_path / "f.yaml"))
    assert (code, out) == (2, "")
    assert message in err


def test_wrong_use(api: str, tmp_path: Path) -> None:
    (tmp_path / "answer.json").write_text("[]", encoding="utf-8")
    for arguments, message in (
        (("--answer", str(tmp_path / "answer.json")), "is no answer of a back end"),
        (("--answer", str(tmp_path / "absent.json")), "cannot be read: No such file"),
        (("--authorizer", "{"), "--authorizer is no JSON"),
        (("--answer", "x", "--send"), "exclude each other"),
    ):
        code, out, err = answer("invoke", api, *arguments)
        assert (code, out) == (2, "")
        assert message in err
