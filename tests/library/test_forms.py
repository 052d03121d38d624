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
from velogate.library.forms import cloudformation, files, openapi, snippet
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
    validate(yaml.safe_load(files.written(made, "openapi")["openapi.yaml"]))


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
