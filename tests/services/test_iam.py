"""What calls need, the least policy, and whether a role has it: actions and resources as IAM names them."""

import json
from typing import Any
from urllib.parse import quote

import pytest

from velogate import ProjectError, UsageError, invoke
from velogate.errors import Finding
from velogate.fuzz import filled
from velogate.gateway.model import Api, Integration, Stage
from velogate.readers import document
from velogate.services import iam, wire
from velogate.services.iam import Statement
from velogate.services.iam.matching import covers, meets

R, A = "eu-west-1", "123456789012"
QUEUE = f"arn:aws:sqs:{R}:{A}:orders"
TABLE = f"arn:aws:dynamodb:{R}:{A}:table"


def needed(service: str, operation: str, parameters: dict[str, Any]) -> list[tuple[str, str]]:
    """Each action on each resource that a call needs."""
    found = iam.needs((service, operation, parameters), R, A)
    return [(action, resource) for each in found for action in each.actions for resource in each.resources]


URL = f"https://sqs.{R}.amazonaws.com/{A}/orders"
MACHINE = f"arn:aws:states:{R}:{A}:stateMachine:m"
EXECUTION = f"arn:aws:states:{R}:{A}:execution:m:1"
TOPIC = f"arn:aws:sns:{R}:{A}:t"


@pytest.mark.parametrize(
    ("service", "operation", "parameters", "action", "resource"),
    [
        ("sqs", "SendMessage", {"QueueUrl": URL}, "sqs:SendMessage", QUEUE),
        ("sqs", "SendMessageBatch", {"QueueUrl": URL}, "sqs:SendMessage", QUEUE),
        ("sqs", "DeleteMessageBatch", {"QueueUrl": URL}, "sqs:DeleteMessage", QUEUE),
        ("sqs", "ChangeMessageVisibilityBatch", {"QueueUrl": URL}, "sqs:ChangeMessageVisibility", QUEUE),
        ("sqs", "GetQueueUrl", {"QueueName": "orders"}, "sqs:GetQueueUrl", QUEUE),
        ("sqs", "ListQueues", {}, "sqs:ListQueues", "*"),
        ("sqs", "SendMessage", {"QueueUrl": "http://localhost:4566/000000000000/orders"}, "sqs:SendMessage", QUEUE),
        ("sqs", "SendMessage", {"QueueUrl": "https://sqs.us-east-1.amazonaws.com/9/q"}, "sqs:SendMessage",
         "arn:aws:sqs:us-east-1:9:q"),
        ("sns", "Publish", {"TopicArn": TOPIC}, "sns:Publish", TOPIC),
        ("sns", "Publish", {"TargetArn": TOPIC}, "sns:Publish", TOPIC),
        ("sns", "Publish", {"PhoneNumber": "+15550100"}, "sns:Publish", "*"),
        ("sns", "Publish", {}, "sns:Publish", f"arn:aws:sns:{R}:{A}:*"),
        ("sns", "PublishBatch", {"TopicArn": TOPIC}, "sns:Publish", TOPIC),
        ("kinesis", "PutRecord", {"StreamName": "s"}, "kinesis:PutRecord", f"arn:aws:kinesis:{R}:{A}:stream/s"),
        ("kinesis", "PutRecords", {"StreamARN": "arn:aws:kinesis:x:9:stream/t"}, "kinesis:PutRecords",
         "arn:aws:kinesis:x:9:stream/t"),
        ("kinesis", "GetRecords", {"ShardIterator": "i"}, "kinesis:GetRecords", f"arn:aws:kinesis:{R}:{A}:stream/*"),
        ("kinesis", "ListStreams", {}, "kinesis:ListStreams", "*"),
        ("firehose", "PutRecordBatch", {"DeliveryStreamName": "d"}, "firehose:PutRecordBatch",
         f"arn:aws:firehose:{R}:{A}:deliverystream/d"),
        ("dynamodb", "PutItem", {"TableName": "T"}, "dynamodb:PutItem", f"{TABLE}/T"),
        ("dynamodb", "PutItem", {"TableName": "arn:aws:dynamodb:x:9:table/T"}, "dynamodb:PutItem",
         "arn:aws:dynamodb:x:9:table/T"),
        ("dynamodb", "PutItem", {}, "dynamodb:PutItem", f"{TABLE}/*"),
        ("dynamodb", "Query", {"TableName": "T"}, "dynamodb:Query", f"{TABLE}/T"),
        ("dynamodb", "Query", {"TableName": "T", "IndexName": "I"}, "dynamodb:Query", f"{TABLE}/T/index/I"),
        ("dynamodb", "Scan", {"TableName": "T", "IndexName": "I"}, "dynamodb:Scan", f"{TABLE}/T/index/I"),
        ("dynamodb", "ListTables", {}, "dynamodb:ListTables", "*"),
        ("dynamodb", "BatchGetItem", {"RequestItems": {"T": {}}}, "dynamodb:BatchGetItem", f"{TABLE}/T"),
        ("dynamodb", "ExecuteStatement", {"Statement": "SELECT * FROM T"}, "dynamodb:PartiQLSelect", f"{TABLE}/T"),
        ("dynamodb", "ExecuteStatement", {"Statement": 'select a from "T-1"."I"'}, "dynamodb:PartiQLSelect",
         f"{TABLE}/T-1/index/I"),
        ("dynamodb", "ExecuteStatement", {"Statement": "INSERT INTO T VALUE {'a': 1}"}, "dynamodb:PartiQLInsert",
         f"{TABLE}/T"),
        ("dynamodb", "ExecuteStatement", {"Statement": "UPDATE T SET a=1"}, "dynamodb:PartiQLUpdate", f"{TABLE}/T"),
        ("dynamodb", "ExecuteStatement", {"Statement": 'DELETE FROM "T"'}, "dynamodb:PartiQLDelete", f"{TABLE}/T"),
        ("states", "StartExecution", {"stateMachineArn": MACHINE}, "states:StartExecution", MACHINE),
        ("states", "StartSyncExecution", {"stateMachineArn": MACHINE}, "states:StartSyncExecution", MACHINE),
        ("states", "DescribeExecution", {"executionArn": EXECUTION}, "states:DescribeExecution", EXECUTION),
        ("states", "StopExecution", {}, "states:StopExecution", f"arn:aws:states:{R}:{A}:execution:*"),
        ("states", "SendTaskSuccess", {"taskToken": "t"}, "states:SendTaskSuccess", "*"),
        ("events", "PutEvents", {"Entries": [{}]}, "events:PutEvents", f"arn:aws:events:{R}:{A}:event-bus/default"),
        ("events", "PutEvents", {"Entries": [{"EventBusName": "b"}]}, "events:PutEvents",
         f"arn:aws:events:{R}:{A}:event-bus/b"),
        ("s3", "GetObject", {"Bucket": "b", "Key": "a/k"}, "s3:GetObject", "arn:aws:s3:::b/a/k"),
        ("s3", "HeadObject", {"Bucket": "b", "Key": "k"}, "s3:GetObject", "arn:aws:s3:::b/k"),
        ("s3", "PutObject", {"Bucket": "b", "Key": "what?*$"}, "s3:PutObject", "arn:aws:s3:::b/what${?}${*}${$}"),
        ("s3", "ListObjectsV2", {"Bucket": "b", "Prefix": "p"}, "s3:ListBucket", "arn:aws:s3:::b"),
        ("s3", "GetObject", {"Bucket": "b"}, "s3:GetObject", "arn:aws:s3:::b/*"),
        ("s3", "PutObject", {}, "s3:PutObject", "arn:aws:s3:::*/*"),
        ("s3", "ListBuckets", {}, "s3:ListAllMyBuckets", "*"),
        ("s3", "DeleteObjects", {"Bucket": "b", "Delete": {"Objects": [{"Key": "k"}]}}, "s3:DeleteObject",
         "arn:aws:s3:::b/k"),
        ("lambda", "Invoke", {"FunctionName": "f"}, "lambda:InvokeFunction", f"arn:aws:lambda:{R}:{A}:function:f"),
        ("lambda", "Invoke", {"FunctionName": "arn:aws:lambda:x:9:function:f:live"}, "lambda:InvokeFunction",
         "arn:aws:lambda:x:9:function:f:live"),
        ("lambda", "Invoke", {"FunctionName": f"{A}:function:f"}, "lambda:InvokeFunction",
         f"arn:aws:lambda:{R}:{A}:function:f"),
        ("ssm", "GetParameter", {"Name": "/a/b"}, "ssm:GetParameter", f"arn:aws:ssm:{R}:{A}:parameter/a/b"),
        ("ssm", "GetParameters", {"Names": ["a"]}, "ssm:GetParameters", f"arn:aws:ssm:{R}:{A}:parameter/a"),
        ("secretsmanager", "GetSecretValue", {"SecretId": "s"}, "secretsmanager:GetSecretValue",
         f"arn:aws:secretsmanager:{R}:{A}:secret:s-??????"),
        ("logs", "PutLogEvents", {"logGroupName": "g", "logStreamName": "s"}, "logs:PutLogEvents",
         f"arn:aws:logs:{R}:{A}:log-group:g:log-stream:s"),
        ("iotdata", "Publish", {"topic": "a/b"}, "iot:Publish", f"arn:aws:iot:{R}:{A}:topic/a/b"),
        ("iotdata", "UpdateThingShadow", {"thingName": "t"}, "iot:UpdateThingShadow", f"arn:aws:iot:{R}:{A}:thing/t"),
        ("iotdata", "GetThingShadow", {"thingName": "t", "shadowName": "s"}, "iot:GetThingShadow",
         f"arn:aws:iot:{R}:{A}:thing/t/s"),
        ("bedrock-runtime", "InvokeModel", {"modelId": "a.b-v1:0"}, "bedrock:InvokeModel",
         f"arn:aws:bedrock:{R}::foundation-model/a.b-v1:0"),
        ("bedrock-runtime", "Converse", {"modelId": "a.b-v1:0"}, "bedrock:InvokeModel",
         f"arn:aws:bedrock:{R}::foundation-model/a.b-v1:0"),
        ("runtime.sagemaker", "InvokeEndpoint", {"EndpointName": "e"}, "sagemaker:InvokeEndpoint",
         f"arn:aws:sagemaker:{R}:{A}:endpoint/e"),
        ("translate", "TranslateText", {}, "translate:TranslateText", "*"),
        ("comprehend", "DetectSentiment", {}, "comprehend:DetectSentiment", "*"),
        ("rekognition", "DetectLabels", {}, "rekognition:DetectLabels", "*"),
        ("appconfigdata", "StartConfigurationSession",
         {"ApplicationIdentifier": "a", "EnvironmentIdentifier": "e", "ConfigurationProfileIdentifier": "p"},
         "appconfig:StartConfigurationSession",
         f"arn:aws:appconfig:{R}:{A}:application/a/environment/e/configuration/p"),
        ("appconfigdata", "GetLatestConfiguration", {"ConfigurationToken": "t"}, "appconfig:GetLatestConfiguration",
         f"arn:aws:appconfig:{R}:{A}:application/*/environment/*/configuration/*"),
        ("execute-api", "PostToConnection", {"ConnectionId": "c"}, "execute-api:ManageConnections",
         f"arn:aws:execute-api:{R}:{A}:*/*/@connections/*"),
        ("sts", "AssumeRole", {"RoleArn": "arn:aws:iam::9:role/r"}, "sts:AssumeRole", "arn:aws:iam::9:role/r"),
        ("codebuild", "StartBuild", {"projectName": "p"}, "codebuild:StartBuild",
         f"arn:aws:codebuild:{R}:{A}:project/p"),
        ("cognito-idp", "AdminCreateUser", {"UserPoolId": "x_1"}, "cognito-idp:AdminCreateUser",
         f"arn:aws:cognito-idp:{R}:{A}:userpool/x_1"),
    ],
)  # fmt: skip
def test_a_call_needs_one_action_on_one_resource(
    service: str, operation: str, parameters: dict[str, Any], action: str, resource: str
) -> None:
    assert needed(service, operation, parameters) == [(action, resource)]


@pytest.mark.parametrize(
    ("service", "operation", "parameters", "all_needed"),
    [
        ("cognito-idp", "InitiateAuth", {"ClientId": "c"}, []),
        ("sts", "GetCallerIdentity", {}, []),
        ("dynamodb", "TransactWriteItems",
         {"TransactItems": [{"Put": {"TableName": "A"}}, {"Update": {"TableName": "B"}}, {"Delete": {"TableName": "A"}},
                            {"ConditionCheck": {"TableName": "C"}}]},
         [("dynamodb:PutItem", f"{TABLE}/A"), ("dynamodb:UpdateItem", f"{TABLE}/B"),
          ("dynamodb:DeleteItem", f"{TABLE}/A"), ("dynamodb:ConditionCheckItem", f"{TABLE}/C")]),
        ("dynamodb", "TransactGetItems", {"TransactItems": [{"Get": {"TableName": "A"}}]},
         [("dynamodb:GetItem", f"{TABLE}/A")]),
        ("dynamodb", "BatchWriteItem", {"RequestItems": {"A": [], "B": []}},
         [("dynamodb:BatchWriteItem", f"{TABLE}/A"), ("dynamodb:BatchWriteItem", f"{TABLE}/B")]),
        ("dynamodb", "BatchExecuteStatement",
         {"Statements": [{"Statement": "SELECT * FROM A"}, {"Statement": "UPDATE B SET x=1"}]},
         [("dynamodb:PartiQLSelect", f"{TABLE}/A"), ("dynamodb:PartiQLUpdate", f"{TABLE}/B")]),
        ("s3", "PutObject", {"Bucket": "b", "Key": "k", "ACL": "private"},
         [("s3:PutObject", "arn:aws:s3:::b/k"), ("s3:PutObjectAcl", "arn:aws:s3:::b/k")]),
        ("s3", "CopyObject", {"Bucket": "b", "Key": "k", "CopySource": "/c/d"},
         [("s3:PutObject", "arn:aws:s3:::b/k"), ("s3:GetObject", "arn:aws:s3:::c/d")]),
        ("batch", "SubmitJob", {"jobName": "j", "jobQueue": "q", "jobDefinition": "d"},
         [("batch:SubmitJob", f"arn:aws:batch:{R}:{A}:job-definition/d:*"),
          ("batch:SubmitJob", f"arn:aws:batch:{R}:{A}:job-queue/q")]),
        ("email", "SendEmail", {"Source": "Shop <shop@example.org>"},
         [("ses:SendEmail", f"arn:aws:ses:{R}:{A}:identity/shop@example.org"),
          ("ses:SendEmail", f"arn:aws:ses:{R}:{A}:identity/example.org")]),
        ("ssm", "GetParametersByPath", {"Path": "/a"},
         [("ssm:GetParametersByPath", f"arn:aws:ssm:{R}:{A}:parameter/a"),
          ("ssm:GetParametersByPath", f"arn:aws:ssm:{R}:{A}:parameter/a/*")]),
        ("bedrock-runtime", "InvokeModel", {"modelId": "eu.a.b"},
         [("bedrock:InvokeModel", f"arn:aws:bedrock:{R}:{A}:inference-profile/eu.a.b"),
          ("bedrock:InvokeModel", "arn:aws:bedrock:*::foundation-model/a.b")]),
    ],
)  # fmt: skip
def test_some_calls_need_nothing_or_several_things(
    service: str, operation: str, parameters: dict[str, Any], all_needed: list[tuple[str, str]]
) -> None:
    assert needed(service, operation, parameters) == all_needed


def test_a_task_is_run_in_its_cluster_and_its_roles_are_passed_on() -> None:
    parameters = {"cluster": "c", "taskDefinition": "t", "overrides": {"taskRoleArn": "arn:aws:iam::1:role/x"}}
    run, passed = iam.needs(("ecs", "RunTask", parameters), R, A)
    assert run.resources == (f"arn:aws:ecs:{R}:{A}:task-definition/t:*",)
    assert run.condition == {"ArnEquals": {"ecs:cluster": f"arn:aws:ecs:{R}:{A}:cluster/c"}}
    assert (passed.actions, passed.resources) == (("iam:PassRole",), ("arn:aws:iam::1:role/x",))
    assert passed.condition == {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}}


def test_metrics_are_put_on_anything_under_a_condition() -> None:
    (found,) = iam.needs(("monitoring", "PutMetricData", {"Namespace": "shop"}), R, A)
    assert (found.resources, found.condition) == (("*",), {"StringEquals": {"cloudwatch:namespace": "shop"}})


def test_a_query_of_athena_reads_the_catalog_and_writes_its_result() -> None:
    found = needed("athena", "StartQueryExecution", {"ResultConfiguration": {"OutputLocation": "s3://b/p/"}})
    assert ("athena:StartQueryExecution", f"arn:aws:athena:{R}:{A}:workgroup/primary") in found
    assert ("glue:GetTable", f"arn:aws:glue:{R}:{A}:table/*") in found
    assert ("s3:PutObject", "arn:aws:s3:::b/p/*") in found


def test_a_key_must_allow_what_is_encrypted_by_it() -> None:
    key = f"arn:aws:kms:{R}:{A}:key/k"
    _, found = iam.needs(("sqs", "SendMessage", {"QueueUrl": URL}), R, A, kms=[key])
    assert (found.actions, found.resources) == (("kms:Decrypt", "kms:GenerateDataKey"), (key,))


SERVICES = (
    *("appconfig", "appconfigdata", "athena", "batch", "bedrock-runtime", "cloudwatch", "cognito-idp", "comprehend"),
    *("dynamodb", "ecs", "events", "firehose", "iot-data", "kinesis", "kms", "lambda", "logs", "rekognition", "s3"),
    *("sagemaker-runtime", "scheduler", "secretsmanager", "ses", "sesv2", "sns", "sqs", "ssm", "stepfunctions", "sts"),
    *("translate", "connect", "codebuild", "apigatewaymanagementapi", "textract", "polly", "glue", "dynamodbstreams"),
)


@pytest.mark.parametrize("service", SERVICES)
def test_the_least_policy_is_enough_for_every_operation_and_no_more(service: str) -> None:
    for operation in wire.operations(service):
        wanted = iam.needs((service, operation, {}), R, A)
        assert all(each.actions and each.resources for each in wanted), operation
        assert all(on == "*" or on.startswith("arn:aws:") for each in wanted for on in each.resources), operation
        assert wanted == () or iam.check(iam.policy(wanted), wanted) == (), operation


@pytest.mark.parametrize("value", ["", "*", "a" * 3_000, "x\n\0", "arn:", "${x}", 7, True, [], {}, ["a"], {"a": 1}])
def test_parameters_of_any_kind_are_taken(value: Any) -> None:
    names = ("QueueUrl", "TopicArn", "TableName", "RequestItems", "TransactItems", "Statement", "Entries", "Source")
    more = ("FunctionName", "SecretId", "Name", "modelId", "Bucket", "Key", "CopySource", "cluster", "taskDefinition")
    parameters = dict.fromkeys((*names, *more, "overrides", "Target", "jobDefinition", "ResultConfiguration"), value)
    for service, operation in (
        *(("sqs", "SendMessage"), ("sns", "Publish"), ("dynamodb", "PutItem"), ("dynamodb", "BatchGetItem")),
        *(("dynamodb", "TransactWriteItems"), ("dynamodb", "ExecuteStatement"), ("events", "PutEvents")),
        *(("ses", "SendEmail"), ("lambda", "Invoke"), ("secretsmanager", "GetSecretValue"), ("s3", "CopyObject")),
        *(("bedrock-runtime", "Converse"), ("ecs", "RunTask"), ("scheduler", "CreateSchedule"), ("batch", "SubmitJob")),
        *(("ssm", "GetParameter"), ("athena", "StartQueryExecution"), ("stepfunctions", "StartExecution")),
    ):
        wanted = iam.needs((service, operation, parameters), R, A)
        assert json.loads(json.dumps(iam.policy(wanted)))["Statement"]


def test_a_key_that_looks_like_an_arn_is_a_key() -> None:
    parameters = {"Bucket": "b", "Key": "x/arn:aws:y"}
    assert needed("s3", "GetObject", parameters) == [("s3:GetObject", "arn:aws:s3:::b/x/arn:aws:y")]


def test_of_unknown_services_and_operations_is_told() -> None:
    with pytest.raises(UsageError, match="did you mean 'sqs'"):
        iam.needs(("sq", "SendMessage", {}))
    for call in (("sqs", "SendMesage", {}), wire.Call("sqs", "SendMesage", {}, "query")):
        with pytest.raises(UsageError, match="did you mean 'SendMessage'"):
            iam.needs(call)


def test_the_call_of_an_exchange_is_taken() -> None:
    known = {"type": "AWS", "httpMethod": "POST", "uri": f"arn:aws:apigateway:{R}:dynamodb:action/GetItem"}
    exchange = invoke({**known, "requestTemplates": {"application/json": '{"TableName": "T", "Key": {}}'}}, {})
    assert exchange.call is not None
    (found,) = iam.needs(exchange.call, R, A)
    assert found == Statement(("dynamodb:GetItem",), (f"{TABLE}/T",), {}, "dynamodb.GetItem")


# ---- the policy


def test_a_policy_is_merged_and_always_the_same() -> None:
    statements = [
        Statement(("a:B",), ("arn:2",)),
        Statement(("a:A",), ("arn:1", "arn:2")),
        Statement(("a:B",), ("arn:1",)),
        Statement(("a:C",), ("arn:1",), {"StringEquals": {"x": "y"}}),
    ]
    expected = [
        {"Effect": "Allow", "Action": ["a:A", "a:B"], "Resource": ["arn:1", "arn:2"]},
        {"Effect": "Allow", "Action": "a:C", "Resource": "arn:1", "Condition": {"StringEquals": {"x": "y"}}},
    ]
    assert iam.policy(statements) == iam.policy(reversed(statements))
    assert iam.policy(statements) == {"Version": "2012-10-17", "Statement": expected}


def test_a_policy_allows_no_pair_that_nothing_needs() -> None:
    found = iam.policy([Statement(("a:A",), ("arn:1",)), Statement(("a:B",), ("arn:1", "arn:2"))])
    pairs = {
        (action, resource)
        for each in found["Statement"]
        for action in _list(each["Action"])
        for resource in _list(each["Resource"])
    }
    assert pairs == {("a:A", "arn:1"), ("a:B", "arn:1"), ("a:B", "arn:2")}


def _list(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]


def test_a_resource_that_another_covers_is_left_out() -> None:
    (found,) = iam.policy([Statement(("a:A",), ("arn:x", "arn:*", "arn:y*"))])["Statement"]
    assert found["Resource"] == "arn:*"


# ---- integrations


FORM = {"integration.request.header.Content-Type": "'application/x-www-form-urlencoded'"}
ROLE = f"arn:aws:iam::{A}:role/api"


def of_integration(uri: str, template: str | None = None, **given: Any) -> iam.Needs:
    known = {"type": "AWS", "httpMethod": "POST", "uri": f"arn:aws:apigateway:{R}:{uri}", "credentials": ROLE, **given}
    if template is not None:
        known["requestTemplates"] = {"application/json": template}
    stage = Stage("prod", {"table": "known"})
    return iam.policy_of(Integration.of(known), filled.event, stage=stage)


def pairs(needs: iam.Needs) -> list[tuple[str, str]]:
    assert needs.findings == ()
    return [(action, on) for each in needs.statements for action in each.actions for on in each.resources]


def test_an_integration_needs_the_call_it_makes() -> None:
    found = of_integration(f"sqs:path/{A}/orders", "Action=SendMessage&MessageBody=$input.body", requestParameters=FORM)
    assert pairs(found) == [("sqs:SendMessage", QUEUE)]
    assert found.statements[0].why == "the integration (sqs.SendMessage)"


@pytest.mark.parametrize(
    ("table", "resource"),
    [
        ("T", "T"),
        ("$input.path('$.table')", "*"),
        ("t-$input.params('kind')-v2", "t-*-v2"),
        ("$util.base64Encode($input.path('$.table'))", "*"),
        ("$context.requestId", "*"),
        ("x-$context.authorizer.claims.tenant-id", "x-*"),
        ("$stageVariables.table", "known"),
        ("$stageVariables.other", "*"),
        ("$context.stage", "prod"),
    ],
)
def test_what_the_client_or_the_moment_decides_is_any(table: str, resource: str) -> None:
    template = f'{{"TableName": "{table}", "Key": {{"id": {{"S": "$input.path(\'$.id\')"}}}}}}'
    assert pairs(of_integration("dynamodb:action/GetItem", template)) == [("dynamodb:GetItem", f"{TABLE}/{resource}")]


def test_numbers_of_the_client_leave_the_body_json() -> None:
    template = '{"TableName": "T", "Limit": $input.path("$.limit"), "KeyConditionExpression": "a = b"}'
    assert pairs(of_integration("dynamodb:action/Query", template)) == [("dynamodb:Query", f"{TABLE}/T")]


def test_parameters_of_the_path_are_any() -> None:
    mapped = {
        "integration.request.path.key": "method.request.path.proxy",
        "integration.request.path.bucket": "method.request.querystring.bucket",
    }
    integration = {"type": "AWS", "httpMethod": "GET", "uri": f"arn:aws:apigateway:{R}:s3:path/{{bucket}}/a/{{key}}"}
    method = {"integration": {**integration, "requestParameters": mapped, "credentials": ROLE}}
    api = Api.of({"resources": {"/{proxy+}": {"methods": {"GET": method}}}}, "the API")
    (found,) = iam.policy_of(api, filled.event).statements
    assert (found.actions, found.resources) == (("s3:GetObject",), ("arn:aws:s3:::*/a/*",))
    assert found.why == "GET /{proxy+} (s3.GetObject)"


def test_a_namespace_of_the_client_is_no_condition() -> None:
    template = "Action=PutMetricData&Namespace=$input.path('$.n')&MetricData.member.1.MetricName=m"
    found = of_integration("monitoring:action/PutMetricData", template, requestParameters=FORM)
    assert [(each.resources, each.condition) for each in found.statements] == [(("*",), {})]


def test_a_body_that_passes_makes_the_resource_any() -> None:
    assert pairs(of_integration("dynamodb:action/PutItem")) == [("dynamodb:PutItem", f"{TABLE}/*")]


def test_every_template_counts() -> None:
    templates = {"application/json": '{"TableName": "A"}', "text/x": '{"TableName": "B"}'}
    found = of_integration("dynamodb:action/Scan", requestTemplates=templates)
    assert pairs(found) == [("dynamodb:Scan", f"{TABLE}/A"), ("dynamodb:Scan", f"{TABLE}/B")]


def test_a_template_with_an_error_is_told_and_the_action_of_the_uri_kept() -> None:
    found = of_integration("dynamodb:action/GetItem", "#foreach($x in $y)")
    assert [each.actions for each in found.statements] == [("dynamodb:GetItem",)]
    (finding,) = found.findings
    assert "`#foreach` opened on line 1 is not closed" in str(finding)


def test_an_action_that_there_is_not_is_told_with_the_near_one() -> None:
    (finding,) = of_integration("dynamodb:action/PutItm").findings
    assert "dynamodb has no operation 'PutItm'; did you mean 'PutItem'?" in finding.message


def test_an_action_that_the_client_names_is_told() -> None:
    found = of_integration(f"sqs:path/{A}/orders")
    assert found.statements == ()
    assert "what it calls is not known" in str(found.findings[0])


@pytest.mark.parametrize(("credentials", "count"), [(ROLE, 1), (None, 0)])
def test_a_function_without_credentials_has_a_policy_of_its_own(credentials: str | None, count: int) -> None:
    uri = f"lambda:path/2015-03-31/functions/arn:aws:lambda:{R}:{A}:function:f/invocations"
    found = of_integration(uri, type="AWS_PROXY", credentials=credentials)
    assert len(found.statements) == count


def test_integrations_of_no_service_need_nothing() -> None:
    for kind in ("MOCK", "HTTP", "HTTP_PROXY"):
        assert of_integration("x:path/", type=kind) == iam.Needs()


def test_a_uri_that_is_none_is_told() -> None:
    integration = Integration.of({"type": "AWS", "uri": "https://example.org"})
    assert "its URI is none of an AWS service" in str(iam.policy_of(integration, filled.event).findings[0])


def test_routes_of_a_websocket_api_count() -> None:
    integration = {
        "integrationType": "AWS",
        "integrationMethod": "POST",
        "integrationUri": f"arn:aws:apigateway:{R}:dynamodb:action/DeleteItem",
        "credentialsArn": ROLE,
        "requestTemplates": {"$default": '{"TableName": "C", "Key": {"id": {"S": "$context.connectionId"}}}'},
    }
    routes = {"$disconnect": {"target": integration}}
    api = Api.of({"protocolType": "WEBSOCKET", "routes": routes}, "the API")
    (found,) = iam.policy_of(api, filled.event).statements
    assert (found.why, found.resources) == ("route $disconnect (dynamodb.DeleteItem)", (f"{TABLE}/C",))


# ---- a role


SEND = (Statement(("sqs:SendMessage",), (QUEUE,), why="POST /orders"),)


def allow(action: Any = "sqs:SendMessage", resource: Any = QUEUE, **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def told(*statements: Any, needed: tuple[Statement, ...] = SEND) -> list[Finding]:
    """The findings of a role with these statements."""
    return list(iam.check({"Version": "2012-10-17", "Statement": list(statements)}, needed))


def test_a_role_with_the_least_policy_is_good() -> None:
    assert list(iam.check(iam.policy(SEND), SEND)) == []


@pytest.mark.parametrize("action", ["SQS:sendmessage", ["sqs:SendMessage"]])
@pytest.mark.parametrize("resource", [QUEUE, [QUEUE]])
def test_actions_are_compared_in_any_case_and_lists_may_be_words(action: Any, resource: Any) -> None:
    assert told(allow(action, resource)) == []


@pytest.mark.parametrize(
    "statement",
    [
        allow("sqs:ReceiveMessage"),
        allow(resource=f"{QUEUE}.fifo"),
        allow(resource=QUEUE.replace("orders", "Orders")),
        {"Effect": "Allow", "NotAction": "sqs:*", "Resource": "*"},
        {"Effect": "Allow", "Action": "sqs:*", "NotResource": "arn:aws:sqs:*"},
    ],
)
def test_what_is_missing_is_told(statement: dict[str, Any]) -> None:
    errors = [each for each in told(statement) if each.severity == "error"]
    assert [each.message for each in errors] == [f"the role lacks sqs:SendMessage on {QUEUE}, which POST /orders needs"]


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        (allow("sqs:*"), "the role may do sqs:*; needed is only sqs:SendMessage"),
        (allow("*"), "the role may do *; needed is only sqs:SendMessage"),
        (allow(resource="*"), f"the role may do sqs:SendMessage on *; needed is only {QUEUE}"),
        (allow(["sqs:SendMessage", "sqs:DeleteQueue"]), "the role may do sqs:DeleteQueue, which nothing here needs"),
        (
            allow(resource=[QUEUE, f"{QUEUE}2"]),
            f"the role may do sqs:SendMessage on {QUEUE}2, which nothing here needs",
        ),
        ({"Effect": "Allow", "NotAction": "iam:*", "Resource": QUEUE}, "the role allows all but what NotAction names"),
    ],
)
def test_what_is_too_wide_is_told(statement: dict[str, Any], message: str) -> None:
    assert [(each.message, each.severity) for each in told(statement)] == [(message, "warning")]


def test_what_must_be_wide_is_not_told() -> None:
    wide = (Statement(("s3:GetObject",), ("arn:aws:s3:::b/*",)),)
    assert told(allow("s3:GetObject", "arn:aws:s3:::b/*"), needed=wide) == []
    assert "the role lacks s3:GetObject on arn:aws:s3:::b/*" in str(
        told(allow("s3:GetObject", "arn:aws:s3:::b/a"), needed=wide)[0]
    )


@pytest.mark.parametrize(
    ("deny", "message"),
    [
        ({"Action": "sqs:*", "Resource": "*"},
         f"the role is denied sqs:SendMessage on {QUEUE}, which POST /orders needs"),
        ({"Action": "sqs:*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}},
         f"the role may be denied sqs:SendMessage on {QUEUE}, which POST /orders needs: a Deny cannot be decided here"),
        ({"NotAction": "s3:*", "Resource": "*"},
         f"the role is denied sqs:SendMessage on {QUEUE}, which POST /orders needs"),
    ],
)  # fmt: skip
def test_a_deny_counts_more_than_any_allow(deny: dict[str, Any], message: str) -> None:
    assert [each.message for each in told(allow(), {"Effect": "Deny", **deny})] == [message]


def test_a_deny_of_something_else_is_none() -> None:
    assert told(allow(), {"Effect": "Deny", "Action": "sqs:DeleteQueue", "Resource": "*"}) == []


def test_a_deny_of_a_part_may_hit() -> None:
    wide = (Statement(("s3:GetObject",), ("arn:aws:s3:::b/*",)),)
    deny = {"Effect": "Deny", "Action": "s3:*", "Resource": "arn:aws:s3:::b/secret/*"}
    (found,) = told(allow("s3:GetObject", "arn:aws:s3:::b/*"), deny, needed=wide)
    assert "may be denied" in found.message


def test_a_condition_is_not_decided() -> None:
    (found,) = told(allow(Condition={"StringEquals": {"aws:SourceVpc": "v"}}))
    assert found.severity == "warning"
    assert "cannot be decided here" in found.message


def test_a_condition_that_the_call_meets_is_none() -> None:
    condition = {"StringEquals": {"cloudwatch:namespace": "shop"}}
    wanted = (Statement(("cloudwatch:PutMetricData",), ("*",), condition),)
    assert told(allow("cloudwatch:PutMetricData", "*", Condition=condition), needed=wanted) == []


def test_a_value_that_only_a_deployment_knows_is_not_decided() -> None:
    (found,) = told(allow(resource={"Fn::GetAtt": ["Queue", "Arn"]}))
    assert "cannot be decided here" in found.message


def test_what_is_too_wide_has_its_place() -> None:
    text = '{"Statement": {"Effect": "Allow",\n "Action": "sqs:*", "Resource": "*"}}'
    found = iam.check(document.parse(text, "role.json"), SEND, "role.json")
    assert [str(each.span) for each in found] == ["role.json:2:13", "role.json:2:34"]


@pytest.mark.parametrize(
    "role",
    [
        iam.policy(SEND),
        [iam.policy(SEND)],
        {"PolicyName": "p", "RoleName": "r", "PolicyDocument": iam.policy(SEND)},
        {"PolicyVersion": {"Document": json.dumps(iam.policy(SEND)), "VersionId": "v1"}},
        {"Type": "AWS::IAM::Role", "Properties": {"Policies": [{"PolicyDocument": iam.policy(SEND)}]}},
        {"Resources": {"R": {"Type": "AWS::IAM::Policy", "Properties": {"PolicyDocument": iam.policy(SEND)}}}},
        {"RoleDetailList": [{"RolePolicyList": [{"PolicyDocument": quote(json.dumps(iam.policy(SEND)))}]}]},
    ],
)  # fmt: skip
def test_a_role_may_be_written_in_several_forms(role: Any) -> None:
    assert list(iam.check(role, SEND)) == []


@pytest.mark.parametrize(
    ("role", "message"),
    [
        (None, "holds no policy"),
        (7, "holds no policy"),
        ("text", "holds no policy"),
        ([], "holds no policy"),
        ({}, "holds no policy"),
        ({"Version": "2012-10-17"}, "holds no policy"),
        ({"Statement": "x"}, "a statement is an object, not 'x'"),
        ({"Statement": [7]}, "a statement is an object, not 7"),
        ({"Statement": [{}]}, "Effect is Allow or Deny, not None"),
        ({"Statement": {"Effect": "allow"}}, "Effect is Allow or Deny, not 'allow'"),
        ({"Statement": {"Effect": "Allow", "Action": "a:B"}}, "either Resource or NotResource"),
        ({"Statement": {"Effect": "Allow", "Resource": "*"}}, "either Action or NotAction"),
        ({"Statement": {"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}}, "no permission of a role"),
    ],
)
def test_what_is_no_policy_is_told(role: Any, message: str) -> None:
    with pytest.raises(ProjectError, match=message):
        iam.check(role, SEND)


@pytest.mark.parametrize("statement", [allow(7, None), allow([[]], {}), allow([], []), allow("", "")])
def test_a_statement_of_nonsense_allows_nothing_for_sure(statement: Any) -> None:
    found = told(statement)
    assert any("lacks" in each.message or "cannot be decided" in each.message for each in found)


# ---- patterns


@pytest.mark.parametrize(
    ("pattern", "text", "covered", "met"),
    [
        ("*", "anything", True, True),
        ("a*c", "abbbc", True, True),
        ("a?c", "abc", True, True),
        ("a?c", "ac", False, False),
        ("a?c", "a*c", False, True),
        ("a*", "*", False, True),
        ("a*", "b*", False, False),
        ("*b", "a*", False, True),
        ("a.c", "abc", False, False),
        ("${*}", "*", False, True),
        ("${*}", "${*}", True, True),
        ("", "", True, True),
        ("", "*", False, True),
    ],
)
def test_patterns_cover_and_meet(pattern: str, text: str, covered: bool, met: bool) -> None:
    assert (covers(pattern, text), meets(pattern, text)) == (covered, met)


def test_patterns_of_stars_are_compared_quickly() -> None:
    hostile = "a*" * 200 + "c"
    assert not covers(hostile, "a" * 300 + "b")
    assert meets(hostile, "*" * 200)
