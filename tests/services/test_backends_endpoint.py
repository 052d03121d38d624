"""Any endpoint as the back end: where requests go, how they are signed, and what is told where that cannot be."""

import ssl
import sys
import threading
from collections.abc import Iterator
from http.server import HTTPServer
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

from services.loopback import Server, serving
from services.sigv4 import SECRET, Received, verifying
from velogate import Exchange, UsageError, invoke
from velogate.gateway.exchange import BackendRequest, Headers
from velogate.services import backends
from velogate.services.backends import signing
from velogate.services.backends.endpoint import _moved

KEYS = ("AKIDEXAMPLE", SECRET)
HEADER, QUERY = "integration.request.header", "integration.request.querystring"


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[str, Received]]:
    with verifying() as found:
        yield found


def called(backend: Any, uri: str, verb: str = "POST", body: str = "", **integration: Any) -> Exchange:
    """The exchange with a service in eu-west-1."""
    known = {"type": "AWS", "httpMethod": verb, "uri": f"arn:aws:apigateway:eu-west-1:{uri}", **integration}
    known.setdefault("integrationResponses", [{"statusCode": "200"}])
    return invoke(known, {"body": body}, backend)


@pytest.mark.parametrize(
    ("uri", "verb", "scope"),
    [
        ("sqs:path/123456789012/orders", "POST", "eu-west-1/sqs"),
        ("dynamodb:action/PutItem", "POST", "eu-west-1/dynamodb"),
        ("states:action/StartSyncExecution", "POST", "eu-west-1/states"),
        ("email:action/SendEmail", "POST", "eu-west-1/ses"),
        ("monitoring:action/PutMetricData", "POST", "eu-west-1/monitoring"),
        ("runtime.sagemaker:path/endpoints/e/invocations", "POST", "eu-west-1/sagemaker"),
        ("bedrock-runtime:path/model/a.b-v1:0/invoke", "POST", "eu-west-1/bedrock"),
        ("abc.iotdata:path/topics/a/b%2Fc", "POST", "eu-west-1/iotdata"),
        ("data-ats.iot:path/topics/a", "POST", "eu-west-1/iotdata"),
        ("appconfigdata:path/configurationsessions", "POST", "eu-west-1/appconfig"),
        ("iam:action/ListUsers", "POST", "us-east-1/iam"),
        ("lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:123456789012:function:f/invocations", "POST",
         "eu-west-1/lambda"),
        ("s3:path/bucket/dir/a%20b+c/é.txt", "PUT", "eu-west-1/s3"),
        ("s3:path/bucket/a%2Fb", "GET", "eu-west-1/s3"),
        ("bucket.s3:path/key", "HEAD", "eu-west-1/s3"),
        ("s3:path/bucket?list-type=2&prefix=a/b c", "GET", "eu-west-1/s3"),
    ],
)  # fmt: skip
def test_what_reaches_the_endpoint_is_signed_for_its_service(
    server: tuple[str, Received], uri: str, verb: str, scope: str
) -> None:
    url, received = server
    exchange = called(backends.endpoint(url, credentials=KEYS), uri, verb, '{"é": "a&b=c"}')
    assert exchange.gateway_response is None
    assert (received.verified[-1], received.scopes[-1]) == (True, scope)


def test_a_wrong_secret_is_seen(server: tuple[str, Received]) -> None:
    url, received = server
    called(backends.endpoint(url, credentials=("AKIDEXAMPLE", "other")), "sqs:path/1/q")
    assert received.verified[-1] is False


def test_a_session_token_is_sent_and_signed(server: tuple[str, Received]) -> None:
    url, received = server
    called(backends.endpoint(url, credentials=(*KEYS, "TOKEN")), "sqs:path/1/q")
    assert (received.headers[-1]["x-amz-security-token"], received.verified[-1]) == ("TOKEN", True)
    assert "x-amz-security-token" in received.headers[-1]["authorization"]


def test_parameters_of_the_query_string_are_signed_whatever_is_in_them(server: tuple[str, Received]) -> None:
    url, received = server
    mapped = {f"{QUERY}.prefix": "'a+b/ü c'", f"{QUERY}.list-type": "'2'", f"{QUERY}.empty": "''"}
    called(backends.endpoint(url, credentials=KEYS), "s3:path/bucket", "GET", requestParameters=mapped)
    assert received.verified[-1] is True
    assert "prefix=a%2Bb%2F%C3%BC%20c" in received.targets[-1]


def test_an_emulator_is_asked_for_the_services_own_host(server: tuple[str, Received]) -> None:
    url, received = server
    called(backends.endpoint(url, credentials=KEYS), "bucket.s3:path/key", "GET")
    assert (received.headers[-1]["host"], received.targets[-1]) == ("bucket.s3.eu-west-1.amazonaws.com", "/key")


def test_a_server_with_a_name_of_its_own_is_asked_for_that() -> None:
    host = "bucket.s3.eu-west-1.amazonaws.com"
    asked = BackendRequest("GET", f"https://{host}/key?a=1", Headers({"Host": host}), service="s3")
    moved = _moved(asked, "https://emulator.example.org:8443")
    assert moved.url == "https://emulator.example.org:8443/bucket/key?a=1"
    assert moved.headers["Host"] == "emulator.example.org:8443"


@pytest.mark.parametrize(
    ("host", "region"),
    [
        ("sqs.eu-west-1.amazonaws.com", "eu-west-1"),
        ("dynamodb.us-gov-west-1.amazonaws.com", "us-gov-west-1"),
        ("sqs.cn-north-1.amazonaws.com.cn", "cn-north-1"),
        ("sync-states.ap-southeast-2.amazonaws.com", "ap-southeast-2"),
        ("iam.amazonaws.com", "us-east-1"),
    ],
)
def test_the_region_is_that_of_the_host(host: str, region: str) -> None:
    assert signing.scope(BackendRequest("POST", f"https://{host}/", service="x")).region == region


def test_region_and_service_may_be_given(server: tuple[str, Received]) -> None:
    url, received = server
    backend = backends.endpoint(url, credentials=KEYS, region="xx-test-1", service="execute-api")
    called(backend, "sqs:path/1/q")
    assert (received.scopes[-1], received.verified[-1]) == ("xx-test-1/execute-api", True)


def test_credentials_are_those_of_the_environment(
    server: tuple[str, Received], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, received = server
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEYS[0])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    called(backends.endpoint(url), "sqs:path/1/q")
    assert received.verified[-1] is True


@pytest.fixture
def no_credentials(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@pytest.mark.usefixtures("no_credentials")
def test_no_credentials_are_told_before_anything_is_sent() -> None:
    with pytest.raises(UsageError, match="no credentials to sign with") as told:
        backends.endpoint("http://127.0.0.1:9")
    assert "AWS_ACCESS_KEY_ID" in str(told.value)


@pytest.mark.usefixtures("no_credentials")
def test_a_profile_that_there_is_not() -> None:
    with pytest.raises(UsageError, match="no credentials to sign with: The config profile"):
        backends.endpoint("http://127.0.0.1:9", profile="nobody")


def test_without_botocore_its_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "botocore.session", None)
    with pytest.raises(UsageError, match="signing needs botocore") as told:
        backends.endpoint("http://127.0.0.1:9")
    assert "velogate[aws]" in str(told.value)


@pytest.mark.parametrize(
    "url", ["", "localhost:4566", "ftp://x", "http://", "http://x:99999", "http://x:y", "http://[", "file:///etc"]
)
def test_what_is_no_url(url: str) -> None:
    with pytest.raises(UsageError, match="is no URL of an endpoint"):
        backends.endpoint(url, credentials=KEYS)


@pytest.mark.parametrize("url", ["http://a:b@x", "http://x/path", "http://x?q=1"])
def test_a_url_with_more_than_an_origin(url: str) -> None:
    with pytest.raises(UsageError, match="more than scheme, host and port"):
        backends.endpoint(url, credentials=KEYS)


def test_an_endpoint_that_is_down() -> None:
    exchange = called(backends.endpoint("http://127.0.0.1:9", credentials=KEYS), "sqs:path/1/q")
    assert (exchange.status, exchange.gateway_response) == (504, "INTEGRATION_FAILURE")
    assert "ConnectionError: 127.0.0.1:9 cannot be reached: " in str(exchange.findings[-1])


def test_an_endpoint_that_is_too_slow() -> None:
    with serving() as url:
        exchange = called(backends.endpoint(url, credentials=KEYS), "s3:path/delay/3", "GET", timeoutInMillis=100)
    assert exchange.gateway_response == "INTEGRATION_TIMEOUT"


def test_a_certificate_that_nobody_knows(tmp_path: Path) -> None:
    cert = _certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert)
    tls = HTTPServer(("127.0.0.1", 0), Server)
    tls.socket = context.wrap_socket(tls.socket, server_side=True)
    tls.handle_error = lambda *args: None  # type: ignore[method-assign]
    thread = threading.Thread(target=tls.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    backend = backends.endpoint(f"https://127.0.0.1:{tls.server_port}", credentials=KEYS)
    exchange = called(backend, "s3:path/echo", "GET")
    tls.shutdown()
    tls.server_close()
    thread.join()
    assert exchange.gateway_response == "INTEGRATION_FAILURE"
    assert "certificate verify failed" in str(exchange.findings[-1]).lower()


def _certificate(folder: Path) -> Path:
    """A file with a key and a certificate that it signed itself."""
    import datetime

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(now).not_valid_after(now + datetime.timedelta(days=1))
    written = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    path = folder / "cert.pem"
    path.write_bytes(written + made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    return path


def test_an_integration_of_type_http_is_not_signed(server: tuple[str, Received]) -> None:
    url, _ = server
    known = {"type": "HTTP", "httpMethod": "GET", "uri": url, "integrationResponses": [{"statusCode": "200"}]}
    exchange = invoke(known, {}, backends.endpoint(url, credentials=KEYS))
    assert "is no AWS service" in str(exchange.findings[-1])


def test_moto_takes_the_signature_for_good_and_a_wrong_one_for_bad() -> None:
    with backends.moto() as moto:
        iam = moto.client("iam")
        iam.create_user(UserName="u")
        key = iam.create_access_key(UserName="u")["AccessKey"]
        document = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}]}'
        iam.put_user_policy(UserName="u", PolicyName="p", PolicyDocument=document)
        _authorise(moto, 0)
        try:
            good, bad = (
                called(
                    backends.endpoint(moto.url, credentials=(key["AccessKeyId"], secret)),
                    "sqs:path//",
                    requestTemplates={"application/json": "Action=ListQueues"},
                    requestParameters={f"{HEADER}.Content-Type": "'application/x-www-form-urlencoded'"},
                    integrationResponses=[{"statusCode": "200"}, {"statusCode": "403", "selectionPattern": "4.."}],
                )
                for secret in (key["SecretAccessKey"], "wrong")
            )
        finally:
            _authorise(moto, float("inf"))
    assert (good.status, bad.status) == (200, 403)
    assert "SignatureDoesNotMatch" in bad.response.text


def _authorise(moto: backends.Moto, after: float) -> None:
    """Has moto check signatures and permissions after so many requests."""
    request = Request(
        f"{moto.url}/moto-api/reset-auth", data=str(after).encode(), headers={"Content-Type": "text/plain"}
    )
    with urlopen(request) as answer:
        assert answer.status == 200
