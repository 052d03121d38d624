"""`velogate policy`: the least policy on standard output, what a role lacks on standard error, exit codes."""

import json
from pathlib import Path

import pytest

from runners.test_cli import answer

QUEUE = "arn:aws:sqs:eu-west-1:123456789012:orders"
API = """\
openapi: 3.0.1
info: {title: orders, version: "1"}
paths:
  /orders:
    post:
      responses: {"200": {description: ok}}
      x-amazon-apigateway-integration:
        type: aws
        httpMethod: POST
        uri: arn:aws:apigateway:eu-west-1:sqs:path/123456789012/orders
        credentials: arn:aws:iam::123456789012:role/send
        requestParameters:
          integration.request.header.Content-Type: "'application/x-www-form-urlencoded'"
        requestTemplates:
          application/json: Action=SendMessage&MessageBody=$util.urlEncode($input.body)
        responses: {default: {statusCode: 200}}
    get:
      responses: {"200": {description: ok}}
      x-amazon-apigateway-integration:
        type: aws
        httpMethod: POST
        uri: arn:aws:apigateway:eu-west-1:dynamodb:action/Scan
        credentials: arn:aws:iam::123456789012:role/read
        requestTemplates:
          application/json: '{"TableName": "$stageVariables.table"}'
        responses: {default: {statusCode: 200}}
"""


@pytest.fixture
def api(tmp_path: Path) -> str:
    path = tmp_path / "api.yaml"
    path.write_text(API, encoding="utf-8")
    return str(path)


@pytest.fixture
def integration(tmp_path: Path) -> str:
    path = tmp_path / "integration.json"
    uri = "arn:aws:apigateway:eu-west-1:states:action/StartExecution"
    template = {"application/json": '{"stateMachineArn": "arn:aws:states:eu-west-1:1:stateMachine:m"}'}
    path.write_text(json.dumps({"type": "AWS", "uri": uri, "requestTemplates": template}), encoding="utf-8")
    return str(path)


def test_an_integration_has_one_policy(integration: str) -> None:
    code, out, err = answer("policy", integration)
    assert (code, err) == (0, "")
    (statement,) = json.loads(out)["Statement"]
    assert statement["Action"] == "states:StartExecution"


def test_roles_have_a_policy_each(api: str) -> None:
    code, out, _ = answer("policy", api)
    found = json.loads(out)
    assert code == 0
    assert {role.rpartition("/")[2]: each["Statement"][0]["Resource"] for role, each in found.items()} == {
        "send": QUEUE,
        "read": "arn:aws:dynamodb:eu-west-1:123456789012:table/*",
    }


def test_one_role_may_be_chosen(api: str) -> None:
    code, out, _ = answer("policy", api, "--credentials", "arn:aws:iam::123456789012:role/send")
    assert (code, json.loads(out)["Statement"][0]["Resource"]) == (0, QUEUE)
    code, _, err = answer("policy", api, "--credentials", "x")
    assert code == 2
    assert "no integration has the credentials x\n  known: arn:aws:iam::123456789012:role/send" in err


@pytest.mark.parametrize(
    ("action", "code", "out", "err"),
    [
        ("states:StartExecution", 0, "the role allows what is needed, and no more\n", ""),
        ("states:*", 0, "", "the role may do states:*; needed is only states:StartExecution"),
        ("states:StopExecution", 1, "", "error: the role lacks states:StartExecution on arn:aws:states:eu-west-1:1:"),
    ],
)
def test_a_role_is_checked(integration: str, tmp_path: Path, action: str, code: int, out: str, err: str) -> None:
    role = tmp_path / "role.json"
    allow = {"Effect": "Allow", "Action": action, "Resource": "arn:aws:states:eu-west-1:1:stateMachine:m"}
    role.write_text(json.dumps({"Version": "2012-10-17", "Statement": [allow]}), encoding="utf-8")
    got = answer("policy", integration, "--role", str(role))
    assert got[:2] == (code, out)
    assert err in got[2]


def test_as_json(api: str, tmp_path: Path) -> None:
    role = tmp_path / "role.yaml"
    role.write_text(f"Statement: {{Effect: Allow, Action: sqs:SendMessage, Resource: '{QUEUE}'}}", encoding="utf-8")
    code, out, err = answer("policy", api, "--role", str(role), "--json")
    found = json.loads(out)
    assert (code, err) == (1, "")
    assert [each["why"] for each in found["needs"]] == ["POST /orders (sqs.SendMessage)", "GET /orders (dynamodb.Scan)"]
    assert [each["severity"] for each in found["findings"]] == ["error"]


@pytest.mark.parametrize("text", ["", "[", "7", "{}", "Statement: 7"])
def test_a_file_that_holds_no_policy(integration: str, tmp_path: Path, text: str) -> None:
    role = tmp_path / "role.json"
    role.write_text(text, encoding="utf-8")
    code, out, err = answer("policy", integration, "--role", str(role))
    assert (code, out) == (2, "")
    assert "role.json" in err


def test_a_template_that_fails_is_told(integration: str) -> None:
    given = json.loads(Path(integration).read_text("utf-8"))
    given["requestTemplates"] = {"application/json": "#foreach($x in $y)"}
    Path(integration).write_text(json.dumps(given), encoding="utf-8")
    code, out, err = answer("policy", integration)
    assert (code, json.loads(out)["Statement"][0]["Action"]) == (1, "states:StartExecution")
    assert "is not closed" in err
