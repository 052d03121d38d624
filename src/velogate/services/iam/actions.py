"""Facts: what IAM calls the actions of operations, where that is not the operation's own name."""

from collections.abc import Mapping

PREFIXES: Mapping[str, str] = {
    "apigatewaymanagementapi": "execute-api",
    "appconfigdata": "appconfig",
    "bedrock-agent": "bedrock",
    "bedrock-agent-runtime": "bedrock",
    "bedrock-runtime": "bedrock",
    "connectcampaigns": "connect-campaigns",
    "dynamodbstreams": "dynamodb",
    "iot-data": "iot",
    "lexv2-runtime": "lex",
    "personalize-events": "personalize",
    "personalize-runtime": "personalize",
    "pinpoint": "mobiletargeting",
    "s3control": "s3",
    "sagemaker-runtime": "sagemaker",
    "sesv2": "ses",
    "stepfunctions": "states",
    "timestream-query": "timestream",
    "timestream-write": "timestream",
}
"""What actions of a service begin with, by botocore's name; of all others that is the name."""

NAMES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "apigatewaymanagementapi": dict.fromkeys(
        ("DeleteConnection", "GetConnection", "PostToConnection"), ("execute-api:ManageConnections",)
    ),
    "athena": {
        "StartQueryExecution": (
            "athena:StartQueryExecution",
            "athena:GetQueryExecution",
        ),
    },
    "bedrock-runtime": {
        "Converse": ("bedrock:InvokeModel",),
        "ConverseStream": ("bedrock:InvokeModelWithResponseStream",),
    },
    "iot-data": {"ListNamedShadowsForThing": ("iot:ListNamedShadowsForThing",)},
    "lambda": dict.fromkeys(("Invoke", "InvokeAsync", "InvokeWithResponseStream"), ("lambda:InvokeFunction",)),
    "s3": {
        "CompleteMultipartUpload": ("s3:PutObject",),
        "CreateMultipartUpload": ("s3:PutObject",),
        "DeleteBucketCors": ("s3:PutBucketCORS",),
        "DeleteBucketLifecycle": ("s3:PutLifecycleConfiguration",),
        "DeleteBucketTagging": ("s3:PutBucketTagging",),
        "DeleteObjects": ("s3:DeleteObject",),
        "GetBucketCors": ("s3:GetBucketCORS",),
        "GetBucketEncryption": ("s3:GetEncryptionConfiguration",),
        "GetBucketLifecycleConfiguration": ("s3:GetLifecycleConfiguration",),
        "GetObjectAttributes": ("s3:GetObject", "s3:GetObjectAttributes"),
        "HeadBucket": ("s3:ListBucket",),
        "HeadObject": ("s3:GetObject",),
        "ListBuckets": ("s3:ListAllMyBuckets",),
        "ListMultipartUploads": ("s3:ListBucketMultipartUploads",),
        "ListObjectVersions": ("s3:ListBucketVersions",),
        "ListObjects": ("s3:ListBucket",),
        "ListObjectsV2": ("s3:ListBucket",),
        "ListParts": ("s3:ListMultipartUploadParts",),
        "PutBucketCors": ("s3:PutBucketCORS",),
        "PutBucketEncryption": ("s3:PutEncryptionConfiguration",),
        "PutBucketLifecycleConfiguration": ("s3:PutLifecycleConfiguration",),
        "SelectObjectContent": ("s3:GetObject",),
        "UploadPart": ("s3:PutObject",),
    },
    "sagemaker-runtime": {"InvokeEndpointWithResponseStream": ("sagemaker:InvokeEndpoint",)},
    "sns": {"PublishBatch": ("sns:Publish",)},
    "sqs": {
        "ChangeMessageVisibilityBatch": ("sqs:ChangeMessageVisibility",),
        "DeleteMessageBatch": ("sqs:DeleteMessage",),
        "SendMessageBatch": ("sqs:SendMessage",),
    },
}
"""Actions that have other names than the operation, by botocore's names."""

NONE: Mapping[str, frozenset[str]] = {
    "cognito-idp": frozenset(
        {
            *("AssociateSoftwareToken", "ChangePassword", "ConfirmDevice", "ConfirmForgotPassword", "ConfirmSignUp"),
            *("DeleteUser", "DeleteUserAttributes", "ForgetDevice", "ForgotPassword", "GetDevice", "GetUser"),
            *("GetUserAttributeVerificationCode", "GlobalSignOut", "InitiateAuth", "ListDevices"),
            *("ResendConfirmationCode", "RespondToAuthChallenge", "RevokeToken", "SetUserMFAPreference"),
            *("SetUserSettings", "SignUp", "UpdateDeviceStatus", "UpdateUserAttributes", "VerifySoftwareToken"),
            *("VerifyUserAttribute",),
        }
    ),
    "sts": frozenset({"GetCallerIdentity", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity"}),
}
"""Operations that need no permission."""

ALSO: Mapping[str, Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "iot-data": {"Publish": {"retain": ("iot:RetainPublish",)}},
    "s3": {
        "GetObject": {"VersionId": ("s3:GetObjectVersion",)},
        "PutObject": {
            "ACL": ("s3:PutObjectAcl",),
            "ObjectLockMode": ("s3:PutObjectRetention",),
            "Tagging": ("s3:PutObjectTagging",),
        },
    },
}
"""Actions that are needed, too, where a parameter is given."""

KMS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "dynamodb": {"*": ("kms:Decrypt",)},
    "firehose": {"PutRecord": ("kms:GenerateDataKey",), "PutRecordBatch": ("kms:GenerateDataKey",)},
    "kinesis": {
        "GetRecords": ("kms:Decrypt",),
        "PutRecord": ("kms:GenerateDataKey",),
        "PutRecords": ("kms:GenerateDataKey",),
    },
    "s3": {
        "GetObject": ("kms:Decrypt",),
        "PutObject": ("kms:GenerateDataKey",),
        "UploadPart": ("kms:Decrypt", "kms:GenerateDataKey"),
    },
    "secretsmanager": {"GetSecretValue": ("kms:Decrypt",), "PutSecretValue": ("kms:GenerateDataKey", "kms:Decrypt")},
    "sns": {"Publish": ("kms:Decrypt", "kms:GenerateDataKey"), "PublishBatch": ("kms:Decrypt", "kms:GenerateDataKey")},
    "sqs": {
        "ReceiveMessage": ("kms:Decrypt",),
        "SendMessage": ("kms:Decrypt", "kms:GenerateDataKey"),
        "SendMessageBatch": ("kms:Decrypt", "kms:GenerateDataKey"),
    },
    "ssm": {
        "GetParameter": ("kms:Decrypt",),
        "GetParameters": ("kms:Decrypt",),
        "GetParametersByPath": ("kms:Decrypt",),
    },
    "stepfunctions": {"*": ("kms:Decrypt", "kms:GenerateDataKey")},
}
"""What a customer's key must allow where the resource is encrypted by it; `*` for every operation."""


def of(service: str, operation: str) -> tuple[str, ...]:
    """The actions of an operation, by botocore's names; none for one that is public."""
    if operation in NONE.get(service, ()):
        return ()
    return NAMES.get(service, {}).get(operation) or (f"{prefix(service)}:{operation}",)


def prefix(service: str) -> str:
    """What a service's actions begin with."""
    return PREFIXES.get(service, service)
