"""Records of the model: by any of three ways of writing names, and what is said of those that are none."""

import pytest

from velogate import Api, Integration, ProjectError, Source
from velogate.gateway.model import IntegrationResponse, Method, Stage
from velogate.source import Placed


@pytest.mark.parametrize("name", ["requestTemplates", "RequestTemplates", "request_templates"])
def test_names_may_be_written_as_aws_cloudformation_or_python_has_them(name: str) -> None:
    assert Integration.of({"type": "mock", name: {"a/b": "x"}}).request_templates == {"a/b": "x"}


@pytest.mark.parametrize("name", ["integrationHttpMethod", "IntegrationHttpMethod", "httpMethod", "IntegrationMethod"])
def test_the_integrations_method_has_several_names(name: str) -> None:
    assert Integration.of({"type": "HTTP", name: "post"}).http_method == "POST"


def test_enumerations_are_read_in_any_case() -> None:
    found = Integration.of({"type": "aws_proxy", "passthroughBehavior": "when_no_templates"})
    assert (found.type, found.passthrough_behavior) == ("AWS_PROXY", "WHEN_NO_TEMPLATES")


def test_whole_numbers_become_status_codes() -> None:
    assert IntegrationResponse.of({"statusCode": 200}).status_code == "200"


def test_records_come_as_a_list_or_by_their_key() -> None:
    listed = Integration.of({"integrationResponses": [{"statusCode": 200}, {"statusCode": "404"}]})
    keyed = Integration.of({"integrationResponses": {"200": {}, "404": None}})
    assert listed == keyed
    assert list(keyed.integration_responses) == ["200", "404"]


def test_a_record_of_cloudformation_may_name_what_it_belongs_to() -> None:
    found = Method.of({"RestApiId": "a", "ResourceId": "r", "HttpMethod": "GET", "AuthorizationType": "NONE"})
    assert found == Method("GET")


def test_a_template_may_be_a_source() -> None:
    source = Source("x", "a.vtl")
    assert Integration.of({"requestTemplates": {"a/b": source}}).request_templates["a/b"] is source


def test_stage_variables_and_canary_settings() -> None:
    stage = Stage.of({"name": "dev", "Variables": {"a": "1"}, "CanarySetting": {"PercentTraffic": 10.0}})
    assert (stage.stage_name, stage.variables, stage.canary_settings is not None) == ("dev", {"a": "1"}, True)


def test_an_unknown_name_is_told_with_the_nearest_one() -> None:
    with pytest.raises(ProjectError, match=r"Integration has no 'requestTemplate'; did you mean 'requestTemplates'\?"):
        Integration.of({"requestTemplate": {}})


def test_an_unknown_name_is_told_with_its_place() -> None:
    source = Source("a:\n  reources: 1\n", "api.yaml")
    key = Placed("reources", source.span(5, 13))
    with pytest.raises(ProjectError) as told:
        Api.of({key: 1})
    assert str(told.value).startswith(
        "api.yaml:2:3: error: Api has no 'reources'; did you mean 'resources'?\n  |\n2 | "
    )


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (7, "Api must be a mapping, not a int"),
        ({"resources": 7}, "Api.resources must be a list or a mapping, not 7"),
        ({"resources": [7]}, r"Api.resources\[0\] must be a mapping, not a int"),
        ({"binaryMediaTypes": "image/png"}, "Api.binaryMediaTypes must be a list, not 'image/png'"),
        ({"minimumCompressionSize": "big"}, "Api.minimumCompressionSize must be a whole number, not 'big'"),
        ({"disableExecuteApiEndpoint": "perhaps"}, "must be true or false, not 'perhaps'"),
        ({"name": True}, "Api.name: class java.lang.Boolean can not be converted to an String"),
    ],
)
def test_a_value_of_the_wrong_kind_is_told_by_where_it_stands(given: object, message: str) -> None:
    with pytest.raises(ProjectError, match=message):
        Api.of(given)
