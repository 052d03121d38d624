"""What `velogate library new` writes, checked by the tools of each form's field."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hcl2
import pytest
import yaml
from click.testing import CliRunner
from openapi_spec_validator import validate

import node
from velogate.gateway.model import Api
from velogate.library import index
from velogate.library.entry import Entry
from velogate.library.forms import cdk, cloudformation, files, openapi, snippet
from velogate.library.forms.openapi import identifier, texts
from velogate.library.forms.snippet import Snippet
from velogate.readers import files as readers
from velogate.runners.cli import main

ENTRIES = list(index.entries())
REST = [entry for entry in ENTRIES if not entry.is_websocket]
POOL = "arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_Ab12"
FUNCTION = "arn:aws:lambda:eu-west-1:123456789012:function:decide"
KEY = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555"


def given(entry: Entry) -> dict[str, str]:
    """What must be said of an entry."""
    return {
        name: str(option.example) for name, option in entry.options.items() if option.default is None and option.example
    }


def plain(entry: Entry) -> Snippet:
    return snippet.of(entry, given(entry))


def adorned() -> Iterator[tuple[str, Snippet]]:
    """Snippets with all that can be asked for."""
    sqs = index.entry("sqs/send-message")
    options = {"queue": "orders"}
    yield "one-origin", snippet.of(sqs, options, cors=("https://example.com",))
    yield "two-origins", snippet.of(sqs, options, cors=("https://a.example", "https://b.example"), kms_key=KEY)
    yield "cognito", snippet.of(sqs, options, authorizer=f"cognito:{POOL}")
    yield "lambda", snippet.of(sqs, options, authorizer=f"lambda:{FUNCTION}", client="PUT /a/{id}/b")
    yield "iam", snippet.of(sqs, {**options, "message": "header:X-Text"}, authorizer="iam", client="ANY /")


EACH = [*((entry.id.replace("/", "-"), plain(entry)) for entry in ENTRIES), *adorned()]
"""Every entry, and one with everything, by a name for its files."""

each = pytest.mark.parametrize("made", [made for _, made in EACH], ids=[name for name, _ in EACH])


@pytest.mark.parametrize("entry", REST, ids=lambda entry: entry.id)
def test_openapi_is_valid_and_is_read_as_the_api_it_was_written_from(entry: Entry, tmp_path: Path) -> None:
    made = plain(entry)
    text = files.written(made, "openapi")["openapi.yaml"]
    validate(yaml.safe_load(text.replace("+}", "}")))  # greedy paths are API Gateway's own
    path = tmp_path / "openapi.yaml"
    path.write_text(text, encoding="utf-8")
    imported = readers.read(path)
    assert not imported.warnings
    assert openapi.of_api(imported.api, made.entry.title) == yaml.safe_load(text)


@pytest.mark.parametrize(("name", "made"), list(adorned()))
def test_openapi_has_what_was_asked_for(name: str, made: Snippet) -> None:
    text = files.written(made, "openapi")["openapi.yaml"]
    document = yaml.safe_load(text)
    validate(document)
    schemes = document.get("components", {}).get("securitySchemes", {})
    kinds = {each["x-amazon-apigateway-authtype"] for each in schemes.values()}
    assert kinds == {"cognito": {"cognito_user_pools"}, "lambda": {"custom"}, "iam": {"awsSigv4"}}.get(name, set())
    assert all(("options" in path) == ("origin" in name) for path in document["paths"].values())
    assert ("Access-Control-Allow-Origin" in text) == ("origin" in name)


@pytest.mark.parametrize("form", ["cloudformation", "sam", "terraform", "cdk"])
def test_only_authorizers_of_the_account_may_call_an_authorizers_function(form: str) -> None:
    made = dict(adorned())["lambda"]
    (text,) = files.written(made, form).values()
    assert text.count("*/authorizers/*") == 1
    assert "lambda:InvokeFunction" in text


@each
def test_terraform_is_read_by_hcl(made: Snippet) -> None:
    (text,) = files.written(made, "terraform").values()
    read = hcl2.loads(text)
    kinds = {kind.strip('"') for block in read["resource"] for kind in block}
    assert kinds >= ({"aws_apigatewayv2_api"} if made.entry.is_websocket else {"aws_api_gateway_rest_api"})
    assert ("aws_iam_role" in kinds) == made.has_role


@pytest.mark.slow
@pytest.mark.parametrize("form", ["cloudformation", "sam"])
def test_cfn_lint_finds_nothing(form: str, tmp_path: Path) -> None:
    for name, made in EACH:
        (text,) = files.written(made, form).values()
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    found = subprocess.run(
        [Path(sys.executable).parent / "cfn-lint", "--regions", "eu-west-1", "--", *sorted(tmp_path.iterdir())],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (found.returncode, found.stdout) == (0, "")


@each
def test_cloudformation_refers_to_nothing_that_is_not_there(made: Snippet) -> None:
    resources = cloudformation.resources(made)
    for name in referred(resources):
        assert name in resources or name.startswith("AWS::")


def referred(value: Any) -> Iterator[str]:
    match value:
        case {"Ref": str(name)}:
            yield name
        case {"Fn::GetAtt": [str(name), _]}:
            yield name
        case dict():
            for inner in value.values():
                yield from referred(inner)
        case list():
            for inner in value:
                yield from referred(inner)


# ---- with Node


@pytest.mark.slow
@pytest.mark.node
@pytest.mark.parametrize("identity", ["sqs/send-message", "dynamodb/get-item", "s3/get-object", "lambda/invoke-form"])
def test_the_serverless_framework_packages_it(identity: str, tmp_path: Path) -> None:
    made = plain(index.entry(identity))
    (text,) = files.written(made, "serverless").values()
    (tmp_path / "serverless.yml").write_text(text, encoding="utf-8")
    quiet = {"SLS_TELEMETRY_DISABLED": "1", "SLS_NOTIFICATIONS_MODE": "off"}
    found = subprocess.run(
        [node.tool("serverless"), "package"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **quiet},
    )
    assert found.returncode == 0, found.stdout + found.stderr
    packaged = json.loads((tmp_path / ".serverless" / "cloudformation-template-update-stack.json").read_text())
    for name, resource in cloudformation.resources(made).items():
        assert packaged["Resources"][name] == resource


@pytest.fixture(scope="module")
def synthesised(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the templates that CDK makes of all stacks, compiled by TypeScript in one go."""
    folder = tmp_path_factory.mktemp("cdk")
    (folder / "node_modules").symlink_to(node.MODULES)
    names = [identifier(name) for name, _ in EACH]
    for name, (_, made) in zip(names, EACH, strict=True):
        (folder / f"{name}.ts").write_text(files.written(made, "cdk")["stack.ts"], encoding="utf-8")
    imports = "".join(f"import * as {name} from './{name}';\n" for name in names)
    stacks = "".join(f"new (Object.values({name})[0])(app, '{name}');\n" for name in names)
    app = f"import * as cdk from 'aws-cdk-lib';\n{imports}const app = new cdk.App();\n{stacks}app.synth();\n"
    (folder / "app.ts").write_text(app, encoding="utf-8")
    options = (
        "--strict --skipLibCheck --target es2022 --module commonjs --moduleResolution node --ignoreDeprecations 5.0"
    )
    compiled = subprocess.run(
        [node.tool("tsc"), *options.split(), "--outDir", "out", "app.ts"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert compiled.returncode == 0, compiled.stdout
    out = folder / "cdk.out"
    run = subprocess.run(
        ["node", "out/app.js"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "CDK_OUTDIR": str(out)},
    )
    assert run.returncode == 0, run.stderr
    return out


@pytest.mark.slow
@pytest.mark.node
def test_cdk_compiles_and_keeps_every_template(synthesised: Path) -> None:
    for name, made in EACH:
        template = json.loads((synthesised / f"{identifier(name)}.template.json").read_text())
        assert sorted(templates_of(template["Resources"]), key=str) == sorted(
            templates_of(cloudformation.resources(made)), key=str
        ), name


def templates_of(resources: dict[str, Any]) -> list[Any]:
    """All mapping templates of CloudFormation's resources, as plain text where no function is in them."""
    found = []
    for resource in resources.values():
        properties = resource["Properties"]
        integration = properties.get("Integration", {})
        for holder in (integration, *integration.get("IntegrationResponses", ()), properties):
            if isinstance(holder, dict):
                found += [*holder.get("RequestTemplates", {}).values(), *holder.get("ResponseTemplates", {}).values()]
    return [each if isinstance(each, str) else joined(each) for each in found]


def joined(value: Any) -> str:
    """A text with functions in it, written one way: CDK joins what others substitute."""
    if "Fn::Join" in value:
        return "".join(part if isinstance(part, str) else f"${{{part['Ref']}}}" for part in value["Fn::Join"][1])
    return str(value["Fn::Sub"]).replace("${!", "${")


# ---- the command


def new(*arguments: str) -> Any:
    return CliRunner().invoke(main, ["library", "new", *arguments])


@pytest.mark.parametrize("form", list(files.FORMS))
def test_what_is_written_has_cases_that_pass(form: str, pytester: pytest.Pytester) -> None:
    found = new("sqs/send-message", "--queue", "payments", "--as", form, "--to", str(pytester.path))
    assert (found.exit_code, found.stderr) == (0, "")
    pytester.runpytest_inprocess("-p", "no:cacheprovider").assert_outcomes(passed=7)


def test_values_from_elsewhere_are_moved_in_the_cases(pytester: pytest.Pytester) -> None:
    options = ["--table", "orders", "--id", "query:order", "--client", "GET /order"]
    found = new("dynamodb/get-item", *options, "--to", str(pytester.path))
    assert (found.exit_code, found.stderr) == (0, "")
    assert "order: o-7" in (pytester.path / "test_dynamodb_get_item.vtl.yaml").read_text()
    assert pytester.runpytest_inprocess("-p", "no:cacheprovider").ret == 0


def test_nothing_is_written_over(tmp_path: Path) -> None:
    new("sqs/send-message", "--queue", "a", "--to", str(tmp_path))
    again = new("sqs/send-message", "--queue", "b", "--to", str(tmp_path))
    assert again.exit_code == 2
    assert "is there already" in again.stderr
    assert "payments" not in (tmp_path / "openapi.yaml").read_text()
    assert new("sqs/send-message", "--queue", "b", "--to", str(tmp_path), "--force").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["sqs/send-mesage"], "the library has no 'sqs/send-mesage'; did you mean 'sqs/send-message'?"),
        (["sqss/send-message"], "did you mean 'sqs/send-message'?"),
        (["sqs/send-message"], "sqs/send-message needs --queue"),
        (["sqs/send-message", "--quue", "x"], "has no option 'quue'; did you mean 'queue'?"),
        (["sqs/send-message", "--queue"], "--queue has no value"),
        (["sqs/send-message", "orders"], "'orders' belongs to no option"),
        (["sqs/send-message", "--queue", "a b"], "--queue: 'a b' cannot be one"),
        (["sqs/send-message", "--queue", "a", "--message", "body:x y"], "'body:x y' names nothing that can be read"),
        (["sqs/send-message", "--queue", "a", "--message", "path:id"], "--message is read of the path"),
        (["sqs/send-message", "--queue", "a", "--client", "/x"], "'/x' is no method and path"),
        (["sqs/send-message", "--queue", "a", "--authorizer", "jwt"], "'jwt' names no authorizer"),
        (["s3/delete-object", "--bucket", "abc", "--kms-key", KEY], "s3/delete-object needs no key"),
    ],
)
def test_wrong_use_is_one_message(arguments: list[str], message: str, tmp_path: Path) -> None:
    found = new(*arguments, "--to", str(tmp_path))
    assert found.exit_code == 2
    assert message in found.stderr
    assert "Traceback" not in found.stderr
    assert not list(tmp_path.iterdir())


def test_the_api_of_an_entry_is_the_one_that_is_written() -> None:
    made = plain(index.entry("dynamodb/query"))
    api: Api = made.api
    (method,) = api.resources["/orders/{id}/items"].methods.values()
    assert method.integration is not None
    assert "begins_with" in texts(method.integration.request_templates)["application/json"]


# ---- hostile values

TEXTS = (
    "it's",
    'a "quoted" one',
    "`ticks` and \\back\\slashes\\",
    "two\nlines",
    "lines\r\nof Windows\rand of old",
    " blanks around ",
    "\n\n  first and last\n\n",
    "\ta tab",
    "${x} $${x} ${AWS::Region} #{y} %{z} %%{z}",
    "$input.body #set($a = 1) ## no comment #* none *#",
    "{{table}} {{> x.vtl}} $(name)",
    "a\nEOT\nb",
    "--- # no: yaml\n- &a *b !c |",
    "null",
    "*/ // </script>",
    "ünï😀cødé",
    "x" * 50_000,
    "",
)

hostile = pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))


def of_text(text: str) -> Snippet:
    return snippet.of(index.entry("dynamodb/get-item"), {"table": "orders", "id": f"static:{text}"})


def template_of(made: Snippet) -> str:
    (text,) = texts(made.integration.request_templates).values()
    return text


@hostile
def test_openapi_has_exactly_the_text(text: str) -> None:
    made = of_text(text)
    found = yaml.safe_load(files.written(made, "openapi")["openapi.yaml"])
    assert template_in(found["paths"]["/items/{id}"]["get"]) == template_of(made)
    assert text.replace("'", "''") in template_of(made)


def template_in(operation: Any) -> Any:
    return operation["x-amazon-apigateway-integration"]["requestTemplates"]["application/json"]


@hostile
@pytest.mark.parametrize("form", ["cloudformation", "serverless"])
def test_resources_have_exactly_the_text(text: str, form: str) -> None:
    made = of_text(text)
    (written,) = files.written(made, form).values()
    found = yaml.safe_load(written)
    resources = found["Resources"] if form == "cloudformation" else found["resources"]["Resources"]
    integration = resources["ItemsIdGet"]["Properties"]["Integration"]
    assert integration["RequestTemplates"] == {"application/json": template_of(made)}


@hostile
def test_sam_has_exactly_the_text(text: str) -> None:
    made = of_text(text)
    found = yaml.safe_load(files.written(made, "sam")["template.yaml"])
    body = found["Resources"]["Api"]["Properties"]["DefinitionBody"]
    assert template_in(body["paths"]["/items/{id}"]["get"]) == template_of(made)


@hostile
def test_terraform_has_exactly_the_text(text: str) -> None:
    made = of_text(text)
    (written,) = files.written(made, "terraform").values()
    hcl2.loads(written)
    _, _, rest = written.partition('"requestTemplates" = {')
    assert hcl_text(rest.partition('"application/json" = ')[2]) == template_of(made)


def hcl_text(code: str) -> str:
    """The text that a quoted one or a heredoc begins with, as HCL reads it."""
    if code.startswith("chomp("):
        _, _, rest = code.partition("\n")
        found = rest[: rest.index("\nEOT\n")]
    else:
        found = json.JSONDecoder().raw_decode(code)[0]
    return found.replace("$${", "${").replace("%%{", "%{")


@pytest.mark.node
def test_cdk_has_exactly_the_text() -> None:
    values = ",\n".join(cdk.value(text) for text in TEXTS)
    code = f"console.log(JSON.stringify([{values}]))"
    found = subprocess.run(["node", "-"], input=code, capture_output=True, text=True, check=True)
    assert json.loads(found.stdout) == list(TEXTS)


@pytest.mark.slow
@pytest.mark.parametrize("text", ["it's {{table}}\n${x} ", "null"], ids=range(2))
def test_cases_of_a_hostile_text_pass(text: str, pytester: pytest.Pytester) -> None:
    found = new("dynamodb/get-item", "--table", "orders", "--id", f"static:{text}", "--to", str(pytester.path))
    assert (found.exit_code, found.stderr) == (0, "")
    assert pytester.runpytest_inprocess("-p", "no:cacheprovider").ret == 0


@pytest.mark.parametrize("form", list(files.FORMS))
@pytest.mark.parametrize("char", ["\0", "\x1b", "\x85", "\u2028", "\ue000", "\ue003", "\ufeff", "\ud800"], ids=ascii)
def test_characters_that_files_cannot_have_are_refused(form: str, char: str, tmp_path: Path) -> None:
    options = ["--table", "orders", "--id", f"static:a{char}b", "--as", form]
    found = new("dynamodb/get-item", *options, "--to", str(tmp_path))
    assert found.exit_code == 2
    assert f"--id has U+{ord(char):04X}, which cannot be written" in found.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--role", 'x: "y"'], "--role: 'x: \"y\"' cannot be one"),
        (["--region", "eu west"], "--region: 'eu west' cannot be one"),
        (["--account", "12"], "--account: '12' cannot be one"),
        (["--partition", "${x}"], "--partition: '${x}' cannot be one"),
        (["--kms-key", "a'b"], '--kms-key: "a\'b" cannot be one'),
        (["--cors", "https://a'b"], '"https://a\'b" is no origin'),
        (["--cors", "*", "--cors", "https://a.example"], "'*' is no origin"),
        (["--client", "GET /a\nb/{id}"], "is no method and path"),
        (["--id", "static:${env:HOME}", "--as", "serverless"], "would take ${env: for a variable of its own"),
        (["--library", "nowhere"], "the library nowhere is no folder"),
    ],
)
def test_what_would_be_read_as_something_else_is_refused(arguments: list[str], message: str, tmp_path: Path) -> None:
    found = new("dynamodb/get-item", "--table", "orders", *arguments, "--to", str(tmp_path))
    assert found.exit_code == 2
    assert message in found.stderr
    assert not list(tmp_path.iterdir())


def test_the_key_of_the_service_is_not_the_key_of_the_table(tmp_path: Path) -> None:
    found = new("dynamodb/get-item", "--table", "orders", "--kms-key", KEY, "--to", str(tmp_path))
    assert (found.exit_code, found.stderr) == (0, "")
    statements = json.loads((tmp_path / "policy.json").read_text())["Statement"]
    assert statements[-1]["Resource"] == [KEY]
    assert '{"TableName": "orders", "Key": {"id": {' in (tmp_path / "openapi.yaml").read_text()


def test_a_route_key_is_one(tmp_path: Path) -> None:
    options = ["--table", "connections", "--as", "cdk", "--client", "a'b"]
    found = new("websocket/connect", *options, "--to", str(tmp_path))
    assert (found.exit_code, '"a\'b" is no route key' in found.stderr) == (2, True)


def test_values_inside_lists_are_moved_in_the_cases(pytester: pytest.Pytester) -> None:
    options = ["--table", "orders", "--id", "body:$.items[1]['the id']", "--client", "POST /order"]
    found = new("dynamodb/get-item", *options, "--to", str(pytester.path))
    assert (found.exit_code, found.stderr) == (0, "")
    assert '{"items": [null, {"the id": "o-7"}]}' in (pytester.path / "test_dynamodb_get_item.vtl.yaml").read_text()
    assert pytester.runpytest_inprocess("-p", "no:cacheprovider").ret == 0
