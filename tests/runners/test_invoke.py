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
        ("", "holds no API: it is empty"),
    ],
)
def test_a_file_that_describes_no_api(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "f.yaml").write_text(text, encoding="utf-8")
    code, out, err = answer("invoke", str(tmp_path / "f.yaml"))
    assert (code, out) == (2, "")
    assert message in err


def test_wrong_use(api: str, tmp_path: Path) -> None:
    (tmp_path / "answer.json").write_text("[]", encoding="utf-8")
    (tmp_path / "status.json").write_text('{"status": "fine"}', encoding="utf-8")
    for arguments, message in (
        (("--answer", str(tmp_path / "answer.json")), "is no answer of a back end: it is no mapping"),
        (("--answer", str(tmp_path / "status.json")), "its status or its headers are none"),
        (("--answer", str(tmp_path / "absent.json")), "cannot be read: No such file"),
        (("--authorizer", "{"), "--authorizer is no JSON"),
        (("--answer", "x", "--send"), "exclude each other"),
    ):
        code, out, err = answer("invoke", api, *arguments)
        assert (code, out) == (2, "")
        assert message in err


# ---- --backend


SETUP = "- sqs.CreateQueue: {QueueName: orders}\n"
RECEIVE = "sqs.ReceiveMessage: {QueueUrl: orders}"


@pytest.fixture
def setup(tmp_path: Path) -> str:
    path = tmp_path / "setup.yaml"
    path.write_text(SETUP, encoding="utf-8")
    return str(path)


def in_moto(api: str, setup: str, *options: str) -> tuple[int, str, str]:
    return answer(
        *("invoke", api, "--path", "/orders/7", "--body", '{"a": 1}', "--backend", "moto", "--setup", setup, *options)
    )


def test_moto_answers_and_tells_what_it_holds(api: str, setup: str) -> None:
    code, out, err = in_moto(api, setup, "--after", RECEIVE)
    assert (code, err) == (0, "")
    _, _, held = out.partition("What the service holds\n")
    assert held.startswith("\n  sqs.ReceiveMessage\n\n  {\n")
    (message,) = json.loads(held.partition("sqs.ReceiveMessage")[2])["Messages"]
    assert message["Body"] == '{"a": 1}'


def test_what_moto_holds_as_json(api: str, setup: str) -> None:
    code, out, _ = in_moto(api, setup, "--after", RECEIVE, "--after", "sqs.list-queues: {}", "--json")
    received, queues = json.loads(out)["after"]
    assert (code, received["call"], queues["call"]) == (0, "sqs.ReceiveMessage", "sqs.list-queues")
    assert queues["answer"]["QueueUrls"][0].endswith("/123456789012/orders")


def test_moto_begins_empty_each_time(api: str, setup: str) -> None:
    Path(setup).write_text("- sns.CreateTopic: {Name: t}\n", encoding="utf-8")
    code, out, _ = in_moto(api, setup)
    assert code == 0
    assert "\n  400\n" in out
    assert out.endswith("The specified queue does not exist for this wsdl version.\n")


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("- sqs.CreatQueue: {}", ":1:3: error: sqs has no operation 'CreatQueue'"),
        ("[", "is neither YAML nor JSON"),
    ],
)
def test_a_setup_that_cannot_be_made(api: str, setup: str, written: str, message: str) -> None:
    Path(setup).write_text(written, encoding="utf-8")
    code, out, err = in_moto(api, setup)
    assert (code, out) == (2, "")
    assert message in err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--backend", "moto", "--answer", "x"), "--answer and --backend exclude each other"),
        (("--backend", "mottto"), "--backend mottto is no back end; did you mean moto?"),
        (("--setup", "x"), "--setup needs --backend moto"),
        (("--after", "x", "--backend", "http://localhost:1"), "--after needs --backend moto"),
        (("--after", "a: [", "--backend", "moto"), "neither YAML nor JSON"),
    ],
)
def test_options_of_the_back_end_that_do_not_go_together(api: str, options: tuple[str, ...], message: str) -> None:
    code, out, err = answer("invoke", api, *options)
    assert (code, out) == (2, "")
    assert message in err


def test_an_endpoint_that_is_down_is_told(api: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "a")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "b")
    code, out, err = answer("invoke", api, "--path", "/orders/7", "--backend", "http://127.0.0.1:9")
    assert code == 1
    assert "gateway response INTEGRATION_FAILURE" in out
    assert "error: the back end: ConnectionError: 127.0.0.1:9 cannot be reached: " in err


@pytest.mark.parametrize(("send", "status"), [((), 0), (("--send",), 1)])
def test_an_http_integration_is_sent_only_if_that_is_said(tmp_path: Path, send: tuple[str, ...], status: int) -> None:
    path = tmp_path / "i.json"
    path.write_text('{"type": "HTTP_PROXY", "httpMethod": "GET", "uri": "http://127.0.0.1:9/"}', encoding="utf-8")
    code, _, _ = answer("invoke", str(path), "--backend", "moto", *send)
    assert code == status


def test_an_aws_integration_is_not_sent_by_send(api: str) -> None:
    code, out, _ = answer("invoke", api, "--path", "/orders/7", "--send")
    assert (code, "The back end answers\n  200" in out) == (0, True)
