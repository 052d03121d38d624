"""CDK: a stack in TypeScript; a REST API by its constructs, a WebSocket API by CloudFormation's."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from velogate.gateway.model import Api, Authorizer, Integration, IntegrationResponse, Method
from velogate.library.forms import cloudformation, marks
from velogate.library.forms.literals import Code, Language
from velogate.library.forms.openapi import identifier, texts
from velogate.library.forms.snippet import Snippet

_REFERENCES = {
    "partition": "Aws.PARTITION",
    "region": "Aws.REGION",
    "account": "Aws.ACCOUNT_ID",
    "role": "role.roleArn",
}


def document(snippet: Snippet) -> str:
    """The stack of a snippet, a module that exports it."""
    body = _of_websocket(snippet) if snippet.entry.is_websocket else _of_rest(snippet)
    library = "" if snippet.entry.is_websocket else "import * as apigateway from 'aws-cdk-lib/aws-apigateway';\n"
    name = f"{identifier(snippet.entry.id)}Stack"
    lines = "\n".join(_indented(each) for each in body)
    return (
        f"{library}import * as cdk from 'aws-cdk-lib';\nimport * as iam from 'aws-cdk-lib/aws-iam';\n"
        f"import {{ Aws }} from 'aws-cdk-lib';\nimport {{ Construct }} from 'constructs';\n\n"
        f"/** {snippet.entry.title}. */\n"
        f"export class {name} extends cdk.Stack {{\n"
        "  constructor(scope: Construct, id: string, props?: cdk.StackProps) {\n"
        f"    super(scope, id, props);\n\n{lines}\n  }}\n}}\n"
    )


def _indented(code: str) -> str:
    """A statement inside the constructor; lines inside template literals stay as they are."""
    parts = re.split(r"(`(?:[^`\\]|\\.)*`)", "\n" + code, flags=re.S)
    return "".join(part if index % 2 else part.replace("\n", "\n    ") for index, part in enumerate(parts))[1:]


# ---- REST APIs


def _of_rest(snippet: Snippet) -> Iterator[str]:
    api = snippet.api
    yield f"const api = new apigateway.RestApi(this, 'Api', {value(_api(api))});"
    for kind, response in api.gateway_responses.items():
        shown = {
            "type": Code(f"apigateway.ResponseType.{kind}"),
            "responseHeaders": _headers(response.response_parameters),
        }
        yield f"api.addGatewayResponse('{identifier(kind)}', {value(shown)});"
    if snippet.has_role:
        yield from _role(snippet)
    for name, model in api.models.items():
        shown = {"modelName": name, "contentType": model.content_type, "schema": _schema(model.schema)}
        yield f"const {name[:1].lower()}{name[1:]} = api.addModel('{name}', {value(shown)});"
    for name, each in api.request_validators.items():
        asked = {
            "requestValidatorName": name,
            "validateRequestBody": each.validate_request_body,
            "validateRequestParameters": each.validate_request_parameters,
        }
        yield f"const validator = api.addRequestValidator('Validator', {value(asked)});"
    for authorizer in api.authorizers.values():
        yield from _authorizer(authorizer)
    for path, resource in api.resources.items():
        for verb, method in resource.methods.items():
            options = value(_method(method))
            yield f"api.root.resourceForPath({value(path)}).addMethod('{verb}', {_integration(method)}, {options});"


def _api(api: Api) -> dict[str, Any]:
    media = list(api.binary_media_types)
    return {"restApiName": api.name, **({"binaryMediaTypes": media} if media else {}), "cloudWatchRole": False}


def _headers(parameters: Mapping[str, str]) -> dict[str, str]:
    return {name.removeprefix("gatewayresponse.header."): each for name, each in parameters.items()}


def _role(snippet: Snippet) -> Iterator[str]:
    yield (
        "const role = new iam.Role(this, 'Role', { assumedBy: new iam.ServicePrincipal('apigateway.amazonaws.com') });"
    )
    for each in snippet.policy["Statement"]:
        shown = {"actions": each["Action"], "resources": each["Resource"]}
        if "Condition" in each:
            shown["conditions"] = each["Condition"]
        yield f"role.addToPolicy(new iam.PolicyStatement({value(shown)}));"


def _schema(schema: Any) -> Any:
    """A JSON Schema as CDK has it: words in place of texts for types, no name of the draft."""
    match schema:
        case Mapping():
            return {
                key: _type(each) if key == "type" else _schema(each) for key, each in schema.items() if key != "$schema"
            }
        case list():
            return [_schema(each) for each in schema]
        case _:
            return schema


def _type(given: Any) -> Any:
    if isinstance(given, str):
        return Code(f"apigateway.JsonSchemaType.{given.upper()}")
    return [_type(each) for each in given] if isinstance(given, list) else _schema(given)


def _authorizer(given: Authorizer) -> Iterator[str]:
    found = {
        "restApiId": Code("api.restApiId"),
        "name": given.name,
        "type": given.type,
        "identitySource": given.identity_source,
        "providerArns": list(given.provider_arns),
        "authorizerUri": given.authorizer_uri,
    }
    permission = cloudformation.permission(given)
    if permission:
        resource = {"type": "AWS::Lambda::Permission", "properties": permission}
        yield f"new cdk.CfnResource(this, 'Permission', {value(resource)});"
    kept = {name: each for name, each in found.items() if each not in (None, [])}
    yield f"const authorizer = new apigateway.CfnAuthorizer(this, 'Authorizer', {value(kept)});"


def _method(method: Method) -> dict[str, Any]:
    kind = {"AWS_IAM": "IAM", "COGNITO_USER_POOLS": "COGNITO", "NONE": "NONE"}.get(method.authorization_type, "CUSTOM")
    found = {
        "authorizationType": Code(f"apigateway.AuthorizationType.{kind}"),
        "authorizer": Code("{ authorizerId: authorizer.ref }") if method.authorizer_id else None,
        "requestParameters": dict(method.request_parameters),
        "requestModels": {media: Code(name[:1].lower() + name[1:]) for media, name in method.request_models.items()},
        "requestValidator": Code("validator") if method.request_validator else None,
        "methodResponses": [
            {
                "statusCode": code,
                **({"responseParameters": dict(each.response_parameters)} if each.response_parameters else {}),
            }
            for code, each in method.method_responses.items()
        ],
    }
    return {name: each for name, each in found.items() if each not in (None, {}, [])}


def _integration(method: Method) -> str:
    given = method.integration
    assert given is not None
    mock = given.type == "MOCK"
    found = {
        "type": Code(f"apigateway.IntegrationType.{given.type}"),
        "integrationHttpMethod": None if mock else given.http_method,
        "uri": None if mock else given.uri,
        "options": _options(given),
    }
    kept = {name: each for name, each in found.items() if each not in (None, {}, "")}
    return f"new apigateway.Integration({value(kept)})"


def _options(given: Integration) -> dict[str, Any]:
    found = {
        "credentialsRole": Code("role") if given.credentials else None,
        "passthroughBehavior": Code(f"apigateway.PassthroughBehavior.{given.passthrough_behavior}"),
        "contentHandling": Code(f"apigateway.ContentHandling.{given.content_handling}")
        if given.content_handling
        else None,
        "requestParameters": dict(given.request_parameters),
        "requestTemplates": texts(given.request_templates),
        "integrationResponses": [_response(each) for each in given.integration_responses.values()],
    }
    return {name: each for name, each in found.items() if each not in (None, {}, [])}


def _response(given: IntegrationResponse) -> dict[str, Any]:
    handling = given.content_handling
    found = {
        "statusCode": given.status_code,
        "selectionPattern": given.selection_pattern,
        "contentHandling": Code(f"apigateway.ContentHandling.{handling}") if handling else None,
        "responseParameters": dict(given.response_parameters),
        "responseTemplates": texts(given.response_templates),
    }
    return {name: each for name, each in found.items() if each not in (None, {}, "")}


# ---- WebSocket APIs


def _of_websocket(snippet: Snippet) -> Iterator[str]:
    """CloudFormation's resources; directly in a stack they keep their logical ids."""
    for name, each in cloudformation.resources(snippet).items():
        shown = {"type": each["Type"], "properties": each["Properties"]}
        yield f"const {name[:1].lower()}{name[1:]} = new cdk.CfnResource(this, '{name}', {value(shown)});"
        for other in each.get("DependsOn", ()):
            yield f"{name[:1].lower()}{name[1:]}.addDependency({other[:1].lower()}{other[1:]});"


# ---- TypeScript


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z_]\w*", name) else _text(name)


def _text(given: str) -> str:
    if given in marks.MARKS.values():
        return _REFERENCES[marks.names_in(given)[0]]
    if "\n" in given or "\r" in given or marks.are_in(given):
        return "`" + marks.replaced(given, lambda name: f"${{{_REFERENCES[name]}}}", _literal) + "`"
    return "'" + given.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _literal(text: str) -> str:
    """Text inside a template literal, in which nothing is interpolated."""
    return text.replace("\\", "\\\\").replace("`", "\\`").replace("${", "\\${").replace("\r", "\\r")


_TYPESCRIPT = Language(text=_text, key=_key, pair=": ", after=",")
value = _TYPESCRIPT.written
