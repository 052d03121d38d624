"""Which options curl has (up to 8.17), which of them take a value, and how to find them in a command line."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from velogate.errors import EventError

_OF_VALUES = """
abstract-unix-socket alt-svc aws-sigv4 cacert capath cert cert-type ciphers config connect-timeout connect-to
continue-at cookie cookie-jar create-file-mode crlfile curves data data-ascii data-binary data-raw data-urlencode
delegation dns-interface dns-ipv4-addr dns-ipv6-addr dns-servers doh-url dump-header ech egd-file engine etag-compare
etag-save expect100-timeout form form-string ftp-account ftp-alternative-to-user ftp-method ftp-port ftp-ssl-ccc-mode
happy-eyeballs-timeout-ms haproxy-clientip header help hostpubmd5 hostpubsha256 hsts interface ip-tos ipfs-gateway
json keepalive-cnt keepalive-time key key-type knownhosts krb libcurl limit-rate local-port login-options mail-auth
mail-from mail-rcpt max-filesize max-redirs max-time netrc-file noproxy oauth2-bearer output output-dir parallel-max
parallel-max-host pass pinnedpubkey preproxy proto proto-default proto-redir proxy proxy-cacert proxy-capath
proxy-cert proxy-cert-type proxy-ciphers proxy-crlfile proxy-header proxy-key proxy-key-type proxy-pass
proxy-pinnedpubkey proxy-service-name proxy-tls13-ciphers proxy-tlsauthtype proxy-tlspassword proxy-tlsuser proxy-user
proxy1.0 pubkey quote random-file range rate referer request request-target resolve retry retry-delay retry-max-time
sasl-authzid service-name sigalgs socks4 socks4a socks5 socks5-gssapi-service socks5-hostname speed-limit speed-time
ssl-sessions stderr telnet-option tftp-blksize time-cond tls-max tls13-ciphers tlsauthtype tlspassword tlsuser trace
trace-ascii trace-config unix-socket upload-file upload-flags url url-query user user-agent variable vlan-priority
write-out
"""

_OF_FLAGS = """
alpn anyauth append basic buffer ca-native cert-status clobber compressed compressed-ssh create-dirs crlf digest
disable disable-eprt disable-epsv disallow-username-in-url doh-cert-status doh-insecure dump-ca-embed fail fail-early
fail-with-body false-start follow form-escape ftp-create-dirs ftp-pasv ftp-pret ftp-skip-pasv-ip ftp-ssl-ccc
ftp-ssl-control get globoff haproxy-protocol head http0.9 http1.0 http1.1 http2 http2-prior-knowledge http3 http3-only
ignore-content-length include insecure ipv4 ipv6 junk-session-cookies keepalive list-only location location-trusted
mail-rcpt-allowfails manual metalink mptcp negotiate netrc netrc-optional next npn ntlm ntlm-wb out-null parallel
parallel-immediate path-as-is post301 post302 post303 progress-bar progress-meter proxy-anyauth proxy-basic
proxy-ca-native proxy-digest proxy-http2 proxy-insecure proxy-negotiate proxy-ntlm proxy-ssl-allow-beast
proxy-ssl-auto-client-cert proxy-tlsv1 proxytunnel raw remote-header-name remote-name remote-name-all remote-time
remove-on-error retry-all-errors retry-connrefused sasl-ir sessionid show-error silent skip-existing socks5-basic
socks5-gssapi socks5-gssapi-nec ssl ssl-allow-beast ssl-auto-client-cert ssl-no-revoke ssl-reqd ssl-revoke-best-effort
sslv2 sslv3 styled-output suppress-connect-headers tcp-fastopen tcp-nodelay tftp-no-options tls-earlydata tlsv1
tlsv1.0 tlsv1.1 tlsv1.2 tlsv1.3 tr-encoding trace-ids trace-time use-ascii verbose version xattr
"""

_OF_LETTERS = """
progress-bar http1.0 tlsv1 sslv2 sslv3 ipv4 ipv6 next user-agent use-ascii continue-at dump-header cert form get
header head remote-header-name config location manual buffer remote-name ftp-port quote remote-time show-error
upload-file proxy-user version request speed-limit parallel append cookie cookie-jar data referer fail globoff help
include junk-session-cookies insecure list-only max-time netrc output proxytunnel disable range silent telnet-option
user verbose write-out proxy speed-time time-cond
"""

_WITH_VALUE = frozenset(_OF_VALUES.split())
_LETTERS = dict(zip("#012346:ABCDEFGHIJKLMNOPQRSTUVXYZabcdefghijklmnopqrstuvwxyz", _OF_LETTERS.split(), strict=True))
_ALL = _WITH_VALUE.union(_OF_FLAGS.split())


@dataclass(frozen=True, slots=True)
class Option:
    """An option by its long name, and its value; a word that is none has no name, an option nobody knows no `known`."""

    image: str
    name: str = ""
    value: str = ""
    known: bool = True


def options(words: Iterable[str]) -> Iterator[Option]:
    """The options and other words of a command line in their order; EventError for a value that is missing."""
    rest = iter(words)
    for word in rest:
        if word == "--":
            yield from map(Option, rest)
        elif word.startswith("--"):
            name = _full_name(word[2:])
            yield Option(word, name, _value(word, rest) if name in _WITH_VALUE else "", bool(name))
        elif word.startswith("-") and word != "-":
            yield from _short(word, rest)
        else:
            yield Option(word)


def _short(word: str, rest: Iterator[str]) -> Iterator[Option]:
    """The options of a word such as -sXPUT: letters up to one that takes a value, which is the rest or follows."""
    for at, letter in enumerate(word[1:], 1):
        name = _LETTERS.get(letter, "")
        if name in _WITH_VALUE:
            yield Option(f"-{letter}", name, word[at + 1 :] or _value(f"-{letter}", rest))
            return
        yield Option(f"-{letter}", name, known=bool(name))


def _full_name(name: str) -> str:
    """The name of a long option, which may be cut or begin with no-; empty if there is none or more than one."""
    name = name if name in _ALL else name.removeprefix("no-")
    begun = [each for each in _ALL if each.startswith(name)]
    return name if name in _ALL else begun[0] if len(begun) == 1 else ""


def _value(image: str, rest: Iterator[str]) -> str:
    value = next(rest, None)
    if value is None:
        raise EventError(f"the curl command cannot be read: {image} has no value")
    return value
