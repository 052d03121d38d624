"""What is known of API Gateway's rendering, a rule a case: recorded, documented, or seen in its libraries."""

from typing import Any

import pytest

from velogate.gateway.mapping import render

PARAMS = {
    "path": {"a": "p", "arg": "value"},
    "querystring": {"a": "q", "b": "q", "m": ["1", "2"]},
    "header": {"a": "h", "b": "h", "c": "h", "Content-Length": "1"},
}
CONTEXT = {"authorizer": {"claims": {"sub": "s"}, "principalId": 7, "isAdmin": True}, "isCanaryRequest": False}

# fmt: off
RULES: dict[str, tuple[str, str, str]] = {
    # ---- what is null or undefined is the empty string
    "an undefined reference prints nothing, in every form": ("[$foo|$foo.bar|$foo.bar()|${foo}|$!foo]", "", "[||||]"),
    "a JSON null is as if it were missing": ("[$input.path('$.n')|$input.path('$.n.x')]", '{"n": null}', "[|]"),
    "it equals the empty string and null": (
        '#set($r = $input.path("$.x"))#if($r == "")1#end#if($r == $null)2#end#if($r != "")3#end', "", "12"),
    "an empty array is neither": (
        '#set($r = $input.path("$.l"))#if($r == "")1#end#if($r == $null)2#end$r.nope$r', '{"l": []}', "[]"),
    "an undefined chain is compared as empty": ('#if($foo.bar.stuff != "")A#{else}B#end', "", "B"),
    "it is true as a condition": ("#if($undef)T#end#if(!$undef)F#end", "", "T"),
    "it replaces what a variable held": ('#set($x = "a")#set($x = $undef)[$x]', "", "[]"),
    "in a string it is nothing": ('#set($x = "a${foo}b$!bar.c")$x', "", "ab"),
    "as an argument it is the empty string": (
        "[$util.urlEncode($u)|$util.escapeJavaScript($u)|$util.base64Encode($input.body.nope)]", "", "[||]"),
    "a loop over it does nothing": (
        "[#foreach($k in $context.nope.keySet())x#end#foreach($k in $input.path('$.x'))x#end]", "", "[]"),
    "a method that is not there is nothing": (
        "[$input.path('$.l').count()|$util.foo()|$input.foo]", '{"l": [1]}', "[||]"),
    # ---- the language
    "macros vanish and their calls stay": ("#macro(name)x#end[#name()]", "", "[#name()]"),
    "evaluate and return stay": ("#evaluate('x')#return('y')#return", "", "#evaluate('x')#return('y')#return"),
    "a block is evaluated at each use": (
        "#define($x)<$y>#end#set($y = 1)$x#set($y = 2)$x$x()", "", "<1><2><2>()"),
    "stop ends the text": ("a#stop b", "", "a"),
    "velocityCount counts from one": (
        "#foreach($i in ['a','b'])$velocityCount$velocityHasNext,#end", "", "1true,2false,"),
    "a hyphen belongs to a name": ("#set($i = 1)[$i-]", "", "[]"),
    "an outer loop is seen": ("#foreach($i in [1,2])#foreach($j in [1])$foreach.parent.count#end#end", "", "12"),
    # ---- $input
    "an empty body is an empty object": ("$input.body$input.path('$')$input.json('$')", "", "{}{}{}"),
    "a body is kept as it came": ("$input.body", " not {json ", " not {json "),
    "a body that begins no JSON is text": ("$input.path('$')|$input.json('$')", "a{b", 'a{b|"a{b"'),
    "a text of JSON has no quotes": ("$input.path('$')", '"s"', "s"),
    "a missing path is two quotes as JSON": (
        "$input.json('$.x')|$util.escapeJavaScript($input.json('$.x'))|$input.json('$.x').y", "", '""|\\"\\"|'),
    "paths that can find several find an array": ("$input.path('$..x')|$input.json('$.l[*]')", "", "[]|[]"),
    "a position out of range is not found": ("[$input.path('$.l[9]')]", '{"l": [1]}', "[]"),
    "the root may be left out": ("$input.json('str')$input.path('k-y')", '{"str": "s", "k-y": 1}', '"s"1'),
    "a dot in a name needs brackets": ("$input.path(\"$['k.y']\")|$input.path('$.k.y')", '{"k.y": 1}', "1|"),
    "numbers are Java's": (
        "$input.json('$')|$input.path('$')", "[1.50, 1e3, 1e10, 12345678901234567890]",
        "[1.5,1000.0,1.0E10,12345678901234567890]|[1.5,1000.0,1.0E10,12345678901234567890]"),
    "JSON escapes what json-smart escapes": (
        "$input.json('$')", '["\u20ac\u2019\u007f\u00e9/"]', '["\\u20AC\\u2019\\u007F\u00e9/"]'),
    "duplicate keys: the last one wins": ("$input.json('$')", '{"a": 1, "b": 2, "a": 3}', '{"a":3,"b":2}'),
    "lenient JSON is JSON": ("$input.json('$')", "{a: 'x', b: [1,,y,], c: 007,} rest", '{"a":"x","b":[1,"y"],"c":7}'),
    # ---- how values print
    "an object prints as a map in the order of the document": ("$input.path('$')", '{"b": 1, "a": "x"}', "{b=1, a=x}"),
    "an array prints as JSON, also in a map": (
        "$input.path('$')|$input.path('$.l')", '{"l": [{"n": "a/b"}]}', '{l=[{"n":"a\\/b"}]}|[{"n":"a\\/b"}]'),
    "an object out of an array is a map again": (
        "$input.path('$')[0]|$input.path('$[0]')", '[{"a": 1}]', "{a=1}|{a=1}"),
    "toString is what prints": ("$input.path('$').toString()", '{"l": [1]}', "{l=[1]}"),
    "null in a map prints": ("$input.path('$')", '{"a": null, "b": true}', "{a=null, b=true}"),
    "lists of the template print as Java's": ("#set($l = [1, 'b', [2]])$l", "", "[1, b, [2]]"),
    "put prints what was there": ("#set($m = {})[$m.put('a', 1)$m.put('a', 2)]", "", "[1]"),
    "classes are Java's": (
        "$input.path('$').class.name $input.path('$.l').class.name $input.path('$.n').class.name",
        '{"l": [], "n": 1.5}',
        "java.util.LinkedHashMap net.minidev.json.JSONArray java.lang.Double"),
    # ---- parameters
    "path, then query string, then headers": (
        "$input.params('a')$input.params('b')$input.params('c')", "", "pqh"),
    "a parameter that is not there is nothing": ("[$input.params('nope')|$input.params('C')]", "", "[|]"),
    "of several values the last one": ("$input.params('m')", "", "2"),
    "some headers are not seen": ("[$input.params('Content-Length')]", "", "[]"),
    "all parameters": (
        "$input.params().path|#foreach($k in $input.params().keySet())$k #end", "",
        "{a=p, arg=value}|path querystring header "),
    "parameters by key": (
        "$input.params().get('header').get('c') $input.params().querystring.entrySet()", "", "h [a=q, b=q, m=2]"),
    # ---- $util
    "escapeJavaScript is commons-lang's": (
        "$util.escapeJavaScript($input.body)", "'\"\\/\n\u0001\u007f\u00e9\U0001f600",
        "\\'\\\"\\\\\\/\\n\\u0001\u007f\\u00E9\\uD83D\\uDE00"),
    "the apostrophe is taken back with two backslashes": (
        '$util.escapeJavaScript("a\'b").replaceAll("\\\\\'", "\'")', "", "a'b"),
    "urlEncode is of forms": ("$util.urlEncode('a b{}*~\u20ac')", "", "a+b%7B%7D*%7E%E2%82%AC"),
    "urlDecode turns it back": ("$util.urlDecode('a+b%7B%E2%82%AC')", "", "a b{\u20ac"),
    "base64 is of UTF-8": ("$util.base64Encode('\u20ac')$util.base64Decode('4oKs')", "", "4oKs\u20ac"),
    "parseJson is as lenient as a body": ("$util.parseJson(\"{a:[1,x],}\").a[1]", "", "x"),
    "what AppSync has is nothing": (
        "[$util.toJson($input)|$util.qr('a')|$util.error('x')|$util.time.nowISO8601()|$util.autoId()]", "", "[||||]"),
    # ---- $context
    "maps of the context print empty": (
        "[$context|$context.identity|$context.requestOverride.get('path')|$context.authorizer.claims]", "", "[|||]"),
    "claims of Cognito": ("$context.authorizer.claims.sub", "", "s"),
    "values of an authorizer are text": (
        "$context.authorizer.principalId.length() $context.authorizer.isAdmin.equals('true')", "", "1 true"),
    "a canary": ("$context.isCanaryRequest", "", "false"),
    "the path has the stage, the resource has it not": (
        "$context.path $context.resourcePath", "", "/prod/path/to/resource /{proxy+}"),
    "the epoch is a Long": (
        "#set($s = $context.requestTimeEpoch / 1000)$s $context.requestTimeEpoch.class.name",
        "", "1428582896 java.lang.Long"),
    "a null identity prints nothing": ("[$context.identity.caller]#if($context.identity.caller == '')E#end", "", "[]E"),
    "a status is there when it is set": (
        "[$context.responseOverride.keySet()]#set($context.responseOverride.status = 444)$context.responseOverride.status",
        "", "[[header]]444"),
    "an override is a stash": (
        "#set($context.requestOverride.path.body = $input.body)$context.requestOverride.path.body", "x", "x"),
    # ---- $stageVariables, and what is no variable
    "stage variables in every form": (
        "$stageVariables.x ${stageVariables.x} $stageVariables['x'] ${stageVariables['x']} [$stageVariables.nope]",
        "", "v v v v []"),
    "words of parameter mappings are no variables": (
        "[$method.request.header.X|$integration.response.body]", "", "[|]"),
}
# fmt: on


@pytest.mark.parametrize(("template", "body", "expected"), RULES.values(), ids=RULES)
def test_rule(template: str, body: str, expected: str) -> None:
    event: dict[str, Any] = {"body": body, "params": PARAMS, "context": CONTEXT, "stageVariables": {"x": "v"}}
    rendering = render(template, event)
    assert rendering.client_error is None
    assert rendering.text == expected
