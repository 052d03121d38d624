"""Everything that can stand in a template, as a grammar for writing and not for reading.

`<rule>` in an alternative is replaced by one of that rule's. The first alternative of a rule is its simplest: it is
taken when the choices have run out or the nesting is deep, so it leads to an end. What stands twice is likelier.
"""

# fmt: off
TEMPLATE = {
    "template": [
        "<piece>", "<piece><piece><piece>", "<line><line><line>", "<line><template>", "<piece><template>",
        "<line><line>", "<piece><piece><template>", "<line><template>", "<piece><template>", "<line><line>",
        "<piece><line>", "<piece><broken><piece>",
    ],
    "line": [
        "<text><nl>", "<blank><directive><blank><nl>", "<directive><nl>", "<piece><piece><nl>", "<piece><blank>",
    ],
    "piece": [
        "<text>", "<reference>", "<reference>", "<directive>", "<directive>", "<text><reference><text>", "<escape>",
        "<comment>", "<odd>", "<odd>", "<text>", "<reference>",
    ],
    "block": [
        "<text>", "<nl><piece><nl>", "<piece>", "<piece><piece>", "<line><line>", "<blank><nl>", "",
    ],
    "nl": [
        "\n", "\n", "\r\n", "\r", "\n\n", "",
    ],
    "blank": [
        "", " ", "  ", "\t", " \t ",
    ],
    "ws": [
        "", "", " ", " ", "  ", "\t", "\n", "\r\n", " \n ",
    ],
    "text": [
        "x", " ", "a b", "- ", ", ", '{"k": ', "}", '"', "'", ".", "(", ")", "[", "]", "é", "😀", "\t", "=1", "x y\n",
        "100%", "&amp;", ":", "?", "!", "/", "\\", "|", ";", "<b>", "0", "-1", "_", "-", "\x00", "\u2028",
    ],
    "odd": [
        "$", "#", "$!", "${", "$!{", "$.", "$[", "#set", "$5.00", "#hashtag", "\\\\", "}", "{", "((", "))", "$$",
        "##", "#m = :m", "# set($a = 1)", "#1", "#{", "#{}", "#{x", "$-", "$_", "$a.", "$a..b", "$a.5", "$a.b.",
        "$a. b", "#(", "#)", "#[", "]]#", "#]", "#@", "#@a", "*#", "#*", "#**", "#*#", "#**#", "#***#", "##$a",
        "!$a", "$!!a", "$a!", "$(a)", "${ a}", "$a(", "${}", "$!{}", "$a[-1]", "#foreach($i of $l)x#end",
        "#foreach($i $l)x#end", "#set $a = 1", "#set($a = $a-1)", "#set($a.b() = 1)", "#set(${a} = 1)",
        "#set($!a = 1)", "#set($!{a.b} = 1)", "#break", "#stop", "#stop()", "#break()", "#macro(if)x#end", "#parse",
        "#include", "#return", "#return()", "#bodyContent", "#elsex", "#ending", "#iff(true)", "#foreachx",
        "#stopped", "#breakfast", "#{if}(true)y#{end}", "#{set}($a = 1)", "#{foreach}($i in $l)y#{end}", "#{stop}",
        "#{break}", "#if (true)y#end", "#if\n(true)y#end", "#foreach ($i in $l)y#end", "#set ($a = 1)", "\\",
        "\\\\\\", "\\ ", "\\a", "\\!", "\\$", "\\#", "\\\n", "$\\!a", "$\\\\!a", "$velocityCount", "$foreach.index",
        "$foreach", "$velocityHasNext", "$a-", "$a-b", "$a--", "$1", "$é", "#é", "$aé", "\ufeff",
    ],
    "escape": [
        "\\<reference>", "\\\\<reference>", "\\\\\\<reference>", "\\\\\\\\<reference>", "\\<directive>",
        "\\\\<directive>", "\\\\\\<directive>", "\\#<word>", "\\\\#<word>", "\\#{<word>}", "\\##<text>",
        "\\#*<text>*#", "\\#[[<text>]]#", "\\$u", "\\${u}", "\\$!u", "\\\\$!{u}", "\\\\\\$!u.b", "\\$", "\\\\$",
        "\\#", "\\\\#", "\\<text>", "\\\\<text>", "\\#end", "\\#else", "\\#@w()x#end",
    ],
    "word": [
        "if", "end", "else", "elseif", "set", "foreach", "macro", "stop", "break", "define", "evaluate", "parse",
        "literal", "foo", "w",
    ],
    "comment": [
        "## <text><nl>", "##<nl>", "#*<text>*#", "#**<text>*#", "#* <piece> *#", "## <piece><nl>", "#*<nl>*#",
        "#* ## *#", "##*x*#<nl>", "#* #* x *#", "#[[<text>]]#", "#[[<piece>]]#", "#[[<nl>]]#", "#[[ $a #if ]]#",
        "#[[]]#", "#[[a]b]]#", "#[[a]]]#", "#*x",
    ],
    "name": [
        "a", "b", "s", "n", "l", "m", "u", "z", "t", "f", "d", "i", "x-y", "a_1", "foreach", "lo", "Ab",
        "velocityCount", "r",
    ],
    "reference": [
        "$<name>", "$!<name>", "${<name>}", "$!{<name>}", "$<name><path>", "$<name><path>", "$!<name><path>",
        "${<name><path>}", "$!{<name><path>}", "$<name><path><path>", "${<name><path><path>}", "$foreach.<loop>",
        "$<name><ws><path>",
        "<value>", "<value>", "<value><value>", "<value>",
    ],
    "path": [
        ".<property>", ".<property>", ".<method>", ".<method>", "[<ws><index><ws>]", ".<property>.<property>",
        ".<property>.<method>", ".<method>.<property>", ".<property>[<index>]", "[<index>].<property>",
        "[<index>][<index>]",
    ],
    "property": [
        "k", "a", "b", "k-y", "size", "length", "empty", "class", "class.name", "key", "value", "K", "null", "bytes",
        "x",
    ],
    "index": [
        "0", "1", "-1", "2", "5", "'k'", '"k"', '"$s"', "$n", "$i", "$lo", "$u", "true", "$l[0]", "$l.size()", "0",
        "1", "-1", "2", "5", "'k'", '"k"', '"$s"', "$n", "$i", "$lo", "$u", "true", "$l[0]", "$l.size()",
        "<noindex>",
    ],
    "method": [
        "size()", "length()", "isEmpty()", "toString()", "get(<arg>)", "get(<arg>)", "add(<arg>)",
        "put(<arg><comma><arg>)", "contains(<arg>)", "containsKey(<arg>)", "equals(<arg>)", "keySet()", "values()",
        "entrySet()", "iterator()", "remove(<arg>)", "substring(<index>)", "substring(0<comma>1)", "substring(5)",
        "toUpperCase()", "indexOf(<arg>)", "replace('a'<comma>'b')", "replaceAll('[a-c]'<comma>'<$0>')",
        "split(',')", "split('')", "trim()", "charAt(0)", "matches('[a-z]+')", "startsWith('a')", "concat(<arg>)",
        "intValue()", "doubleValue()", "compareTo(<arg>)", "getClass().getName()", "concat('').hashCode()",
        "addAll(<arg>)", "next()", "hasNext()", "getKey()", "getValue()", "foo()", "foo(<arg>)", "k()",
        "set(0<comma><arg>)", "clear()", "booleanValue()", "index()", "getIndex()", "size(<arg>)", "get(<ws><arg><ws>)",
        "putAll($m)", "containsValue(<arg>)", "parseInt('12')",
    ],
    "value": [
        "$s.<ofstring>", "$s.<ofstring>", "$s.<ofstring>", "$l.<oflist>", "$l.<oflist>", "$m.<ofmap>", "$m.<ofmap>",
        "$n.<ofnumber>", "$a.<method>", "$t.<ofboolean>", "$s.<ofstring>.<ofstring>",
        "$l.subList(0<comma>1).<oflist>", "$m.keySet().<oflist>", "$m.values().<oflist>",
        "$m.entrySet().iterator().next().<ofentry>", "$l.iterator().<ofiterator>", "$l.get(0).<method>",
        "$s.toCharArray()[0]", "$s.split(<sq>).<ofarray>", "$m.entrySet().<oflist>", "$n.<ofnumber>.<ofnumber>",
        "$s.class.<ofclass>", "$n.class.<ofclass>", "$m.<ofmap>.<method>",
    ],
    "ofstring": [
        "length()", "isEmpty()", "charAt(<int>)", "codePointAt(<int>)", "compareTo(<str>)",
        "compareToIgnoreCase(<str>)", "concat(<str>)", "contains(<str>)", "contentEquals(<str>)", "endsWith(<str>)",
        "equals(<arg>)", "equalsIgnoreCase(<str>)", "hashCode()", "indexOf(<str>)", "indexOf(<str><comma><int>)",
        "indexOf(<int>)", "intern()", "lastIndexOf(<str>)", "lastIndexOf(<str><comma><int>)", "matches(<regex>)",
        "regionMatches(<int>, <str>, <int>, <int>)", "replace(<str><comma><str>)",
        "replaceAll(<regex><comma><replacement>)", "replaceFirst(<regex><comma><replacement>)",
        "split(<regex>).size()", "split(<regex><comma><int>).size()", "startsWith(<str>)",
        "startsWith(<str><comma><int>)", "subSequence(<int><comma><int>)", "substring(<int>)",
        "substring(<int><comma><int>)", "toLowerCase()", "toUpperCase()", "trim()", "toString()", "valueOf(<arg>)",
        "format(<format><comma><arg>)", "join(<str><comma><list>)", "bytes.size()", "empty", "toCharArray().size()",
        "codePointCount(0<comma><int>)", "getClass().getSimpleName()", "replace(<arg><comma><arg>)",
        "substring(<arg>)", "indexOf(<arg>)", "copyValueOf(<arg>)",
    ],
    "oflist": [
        "size()", "isEmpty()", "get(<int>)", "contains(<arg>)", "indexOf(<arg>)", "lastIndexOf(<arg>)", "add(<arg>)",
        "add(<int><comma><arg>)", "addAll(<list>)", "addAll(<int><comma><list>)", "remove(<int>)", "remove(<arg>)",
        "removeAll(<list>)", "retainAll(<list>)", "containsAll(<list>)", "set(<int><comma><arg>)",
        "subList(<int><comma><int>)", "toArray().size()", "iterator().next()", "listIterator().hasPrevious()",
        "clear()", "equals(<list>)", "toString()", "toJSONString()", "iterator().hasNext()", "empty",
        "[<int>]", "toArray()[<int>]", "class.name", "removeAll([<arg>])",
    ],
    "ofmap": [
        "size()", "isEmpty()", "get(<arg>)", "get(<str>)", "containsKey(<str>)", "containsValue(<arg>)",
        "put(<str><comma><arg>)", "put(<arg><comma><arg>)", "putAll(<map>)", "putIfAbsent(<str><comma><arg>)",
        "getOrDefault(<str><comma><arg>)", "remove(<str>)", "remove(<str><comma><arg>)",
        "replace(<str><comma><arg>)", "keySet()", "values()", "entrySet()", "clear()", "equals(<map>)", "hashCode()",
        "toString()", "keySet().contains(<str>)", "values().contains(<arg>)", "keySet().remove(<str>)",
        "values().remove(<arg>)", "keySet().toArray()[0]", "k", "[<str>]", "class.simpleName",
        "entrySet().iterator().next().setValue(<arg>)",
    ],
    "ofnumber": [
        "intValue()", "longValue()", "doubleValue()", "floatValue()", "shortValue()", "byteValue()", "toString()",
        "hashCode()", "compareTo(<number>)", "equals(<number>)", "parseInt(<str>)", "valueOf(<str>)",
        "toHexString(<int>)", "toBinaryString(<int>)", "parseDouble(<str>)", "parseLong(<str>)", "isNaN()",
        "isInfinite()", "bitCount(<int>)", "signum(<int>)", "MAX_VALUE", "max(<int><comma><int>)", "abs()",
        "pow(<int>)", "add($n)", "negate()", "class.name", "toString(<int><comma><int>)", "signum()", "bitLength()",
    ],
    "ofboolean": [
        "booleanValue()", "toString()", "equals(<arg>)", "parseBoolean(<str>)", "valueOf(<str>)", "compareTo($f)",
        "hashCode()", "class.name",
    ],
    "ofentry": [
        "key", "value", "getKey()", "getValue()", "setValue(<arg>)", "toString()", "hashCode()", "class.simpleName",
        "equals(<arg>)",
    ],
    "ofiterator": [
        "next()", "hasNext()", "remove()", "next().<method>",
    ],
    "ofarray": [
        "size()", "[<int>]", "get(<int>)", "isEmpty()", "length", "contains(<str>)", "class.simpleName",
    ],
    "ofclass": [
        "name", "simpleName", "getName()", "isArray()", "interface", "superclass.name", "isInstance(<arg>)",
        "toString()", "hashCode",
    ],
    "int": [
        "0", "1", "2", "-1", "5", "$lo", "$n", "3",
    ],
    "str": [
        "'a'", "''", "'b'", "$s", "'k'", "'x'", '"$a"', "'12'", "','", "'A'", "'1.5'", "'true'",
    ],
    "list": [
        "$l", "['p', 'a']", "[]", "[1, 2]", "$m.values()", "[$a]",
    ],
    "map": [
        "$m", "{'k': 'v'}", "{}", "{'x': [1]}",
    ],
    "regex": [
        "'[a-c]'", "','", "''", "'.'", "'a+'", "'(a)(b)?'", "'\\\\s*'", "'^'", "'\\\\d+'", "'[^a]'", "'x|y'",
        "'(?i)A'", "'$'", "'\\\\\\\\'", "'('", "'['", "'a{2}'", "'\\\\bk\\\\b'", "'(?<n>a)'", "'\\\\p{L}'", "'a*?'",
        "'[a-z&&[^b]]'", "'\\\\Qa.b\\\\E'",
    ],
    "replacement": [
        "'x'", "''", "'$0'", "'<$1>'", "'\\\\$'", "'$'", "'$9'", "'\\\\'", "'$1$1'", "'${n}'", '"$a"', "'\\\\\\\\'",
    ],
    "format": [
        "'%s'", "'%5s|'", "'%d'", "'%05d'", "'%.2f'", "'%x'", "'%%'", "'%-4s|'", "'%b'", "'%,d'", "'%e'", "'a'",
        "'%c'", "'%S'", "'%2$s'", "'%s %s'", "'%q'", "'%+d'", "'%o'", "'%h'", "'%10.3f'",
    ],
    "loop": [
        "index", "count", "hasNext", "first", "last", "parent", "parent.index", "topmost.count", "index()", "stop",
        "getCount()", "x",
    ],
    "comma": [
        ",", ", ", "<ws>,<ws>", ",", ", ", "<ws>,<ws>", ",", ", ", "<ws>,<ws>", ",", ", ", "<ws>,<ws>", ",", ", ",
        "<ws>,<ws>", " ",
    ],
    "arg": [
        "<literal>", "<reference>", "<literal>", "<reference>", "<dq>", "$s", "$l", "$m", "0", "'k'", "<literal>",
        "<reference>", "<literal>", "<reference>", "<dq>", "$s", "$l", "$m", "0", "'k'", "<noarg>",
    ],
    "number": [
        "1", "0", "2", "7", "-3", "10", "100", "1.5", "-0.5", "1.0", "0.1", "1e3", "1.0e10", "1.5E-3", "5.", ".5",
        "007", "-0", "3.0E+2", "2147483647", "2147483648", "-2147483648", "9223372036854775807",
        "9223372036854775808", "99999999999999999999", "4611686018427387904", "-9223372036854775808", "1e400",
        "1e-400",
    ],
    "sq": [
        "'x'", "''", "'a,b'", "'$a'", "'it''s'", "'\\'", "'\\n'", "'#if(true)y#end'", '\'"\'', "'<text>'", "'a\nb'",
        "'k'", "''''", "'1'",
    ],
    "dq": [
        '"x"', '""', '"$a"', '"<reference>"', '"<inner><inner>"', '"say ""<inner>"""', '"<text>"', '"\\"', '"\\n"',
        '"a\nb"', '"$"', '"#"', '"#if(true)y#end"', '"#if($t)y#{else}n#end"', '"#set($z = \'w\')$z"',
        '"#foreach($j in $l)$j,#end"', '"## c"', '"#*c*#"', '"1"', '"\\$a"', '"\\\\$a"', '"\\#if"', '"$a-"',
        '"$a.k $b"', '"#hashtag"', '"$!u$!{u}"', '"""$a"""', '"#[[ $a ]]#"', '"<directive>"', '"<odd>"',
        '"<escape>"', '"#w($a)"', '"$u"', '"$l.size()"', '"${s}$s[0]"', '"#$s"', '"$s.length()$"',
        '"#define($d)q#end$d"',
    ],
    "inner": [
        "x", "$a", "<reference>", "<text>", " ", "#if(<expr>)y#end", "#set($z = <number>)", "<odd>", "'<reference>'",
        "\n", "<escape>",
    ],
    "literal": [
        "<number>", "<number>", "<sq>", "<sq>", "<dq>", "<dq>", "true", "false", "[]", "{}", "[<ws><arg><ws>]",
        "[<arg><comma><arg>]", "[<arg><comma><arg><comma><arg>]", "{<ws><key><ws>:<ws><arg><ws>}",
        "{<key>:<arg><comma><key> : <arg>}", "<range>", "[<literal>]", "[ <literal> ]", "{<literal>:<literal>}",
        "{'k':<literal>,'b':[<arg>]}", "{ }", "<number>", "<number>", "<sq>", "<sq>", "<dq>", "<dq>", "true",
        "false", "[]", "{}", "[<ws><arg><ws>]", "[<arg><comma><arg>]", "[<arg><comma><arg><comma><arg>]",
        "{<ws><key><ws>:<ws><arg><ws>}", "{<key>:<arg><comma><key> : <arg>}", "<range>", "[<literal>]",
        "[ <literal> ]", "{<literal>:<literal>}", "{'k':<literal>,'b':[<arg>]}", "{ }", "<noliteral>",
    ],
    "key": [
        "'k'", '"a"', "$s", "1", "'b'", '"$n"', "true", "a", "$u", "[1]", "1.5",
    ],
    "range": [
        "[<ws><bound><ws>..<ws><bound><ws>]", "[1..3]", "[3..1]", "[<bound>..<bound>]", "[0..0]", "[2..$hi]",
        "[$lo..$hi]",
    ],
    "bound": [
        "1", "3", "0", "-2", "$lo", "$hi", "$lo.intValue()", "${hi}", "$l.size()", "$u", "$s", "'1'", "1.5", "$n.k",
        "$!lo",
    ],
    "operator": [
        "+", "-", "*", "/", "%", "==", "!=", "<", ">", "<=", ">=", "&&", "||", "and", "or", "eq", "ne", "lt", "gt",
        "le", "ge", "+", "==", "&&", "||", "+", "*",
    ],
    "sp": [
        " ", " ", " ", "", "  ", "\t", "\n", "\r\n",
    ],
    "expr": [
        "<literal>", "<reference>", "<reference>", "<arg>", "<expr><sp><operator><sp><expr>",
        "<arg><sp><operator><sp><arg>", "<arg> <operator> <arg>", "(<ws><expr><ws>)", "!<expr>", "not <expr>",
        "! <expr>", "(<expr>) <operator> (<expr>)", "<dq>", "<number> <operator> <number>",
        "<number> <operator> <number>", "$n <operator> <number>", "<sq> <operator> <sq>",
        "<expr> <operator> <expr> <operator> <expr>", "$n + $n * $lo", "$a + $s", "$a == $b", "$a < $b", "$u == ''",
        "<literal>", "<reference>", "<reference>", "<arg>", "<expr><sp><operator><sp><expr>",
        "<arg><sp><operator><sp><arg>", "<arg> <operator> <arg>", "(<ws><expr><ws>)", "!<expr>", "not <expr>",
        "! <expr>", "(<expr>) <operator> (<expr>)", "<dq>", "<number> <operator> <number>",
        "<number> <operator> <number>", "$n <operator> <number>", "<sq> <operator> <sq>",
        "<expr> <operator> <expr> <operator> <expr>", "$n + $n * $lo", "$a + $s", "$a == $b", "$a < $b", "$u == ''",
        "<noexpr>",
    ],
    "target": [
        "$a", "$b", "$<name>", "$z", "${a}", "$a.k", "$m.k", "$m.b.c", "$m['k']", "$m[$s]", "$l[0]", "$l[<index>]",
        "$a.<property>", "$!a", "$m.get('k').k", "$u.k", "$x-y", "$a.k.k", "$l[0].k", "$m.k()",
    ],
    "directive": [
        "<set>", "<set>", "<if>", "<if>", "<foreach>", "<foreach>", "<set>", "<if>", "<foreach>", "<define>",
        "<macro>", "<call>", "<call>", "<evaluate>", "<other>",
    ],
    "set": [
        "#set($a = <expr>)", "#set(<ws><target><ws>=<ws><expr><ws>)", "#set(<target> = <expr>)",
        "#set(<target>=<literal>)", "#set($<name> = <expr>)", "#set(<target> = <reference>)", "#{set}($a = <arg>)",
    ],
    "if": [
        "#if(<expr>)<block>#end", "#if(<ws><expr><ws>)<block>#end", "#if(<expr>)<block>#else<block>#end",
        "#if(<expr>)<block>#{else}<block>#end",
        "#if(<expr>)<block>#elseif(<expr>)<block>#else<blank><nl><block>#end",
        "#if (<expr>)<nl><block>#elseif<ws>(<ws><expr><ws>)<nl><block>#end",
        "<blank>#if(<expr>)<blank><nl><block><blank>#else<blank><nl><block><blank>#end<blank>",
        "#if<ws>(<expr>)<block>#{end}", "#{if}(<expr>)<block>#{end}",
        "#if($<name>)<block>#{elseif}(<expr>)<block>#end", "#if(!$<name>)<block>#else<block>#end",
        "#if(<expr>)<block>#elseif(<expr>)<block>#elseif(<expr>)<block>#end",
        "#if(<expr>)<block>#else<block>#else<block>#end", "#if(<expr>)#end", "#if(<expr>)<block>#else#end",
    ],
    "foreach": [
        "#foreach($i in <over>)<body>#end", "#foreach(<ws>$i<sp>in<sp><over><ws>)<body>#end",
        "#foreach($i in <over>)<body>#end", "#foreach( $i in <over> )<nl><body><nl>#end",
        "<blank>#foreach($i in <over>)<blank><nl><body><blank>#end<blank><nl>",
        "#foreach($<name> in <over>)<body>#end", "#foreach (${i} in <over>)<body>#{end}",
        "#foreach($i in <over>)$i$foreach.<loop>#end",
        "#foreach($i in <over>)#foreach($j in <over>)$i$j$foreach.parent.<loop>#end#end",
        "#foreach($i.k in <over>)<body>#end", "#foreach($i in <over>)<body>#end",
        "#foreach(<ws>$i<sp>in<sp><over><ws>)<body>#end", "#foreach($i in <over>)<body>#end",
        "#foreach( $i in <over> )<nl><body><nl>#end",
        "<blank>#foreach($i in <over>)<blank><nl><body><blank>#end<blank><nl>",
        "#foreach($<name> in <over>)<body>#end", "#foreach (${i} in <over>)<body>#{end}",
        "#foreach($i in <over>)$i$foreach.<loop>#end",
        "#foreach($i in <over>)#foreach($j in <over>)$i$j$foreach.parent.<loop>#end#end",
        "#foreach($i.k in <over>)<body>#end",
    ],
    "over": [
        "$l", "$m", "[1..3]", "<range>", "$l.iterator()", "$m.entrySet()", "$m.keySet()", "$s", "$u", "$a",
        "<reference>", "[<arg><comma><arg>]", "[]", "{'k':1}", "<literal>", "'abc'", "$m.k", "$s.split(',')",
        "[[1, 2], [3]]", "$l", "$m", "[1..3]", "<range>", "$l.iterator()", "$m.entrySet()", "$m.keySet()", "$s",
        "$u", "$a", "<reference>", "[<arg><comma><arg>]", "[]", "{'k':1}", "<literal>", "'abc'", "$m.k",
        "$s.split(',')", "[[1, 2], [3]]", "<noover>",
    ],
    "body": [
        "$i", "$i,", "<block>", "$foreach.<loop>", "$velocityCount:$i", "$i#if($foreach.hasNext),#end", "<block>$i",
        "#if(<expr>)#break#end$i", "$foreach.index $velocityHasNext", "#set($n = $n + 1)$n", "$i.key=$i.value ",
        "#set($i = 1)$i", "#break", "$foreach.count<block>", "#if($velocityCount > 1)#stop#end$i",
        "#set($foreach.x = 1)$foreach", "#if($foreach.first)<$i>#end",
    ],
    "define": [
        "#define($d)<block>#end$d", "#define($d)<block>#end<text>$d<text>$!d",
        "#define(<ws>$d<ws>)<block>#end${d}$d()", "#define($d)$a#end#set($a = <arg>)$d", "#define($d)$d#end$d",
        "<blank>#define($<name>)<nl><block><nl>#end<nl>", "#define($d)<block>#end#if($d == <arg>)y#end$d.length()",
        "#define($d)#stop#end a$d b", '#define($d)x#end#set($a = $d)$a"$d"',
    ],
    "macro": [
        "#macro(w)<block>#end#w()", "#macro(w $p)[$p]#end#w(<arg>)",
        "#macro(w $p $q)[$p|$q]<block>#end#w(<arg> <arg>)", "#macro(w $p)$p$!p${p}#end#w(<arg>)#w()",
        "#macro(w, $p, $q)$p#set($p = 1)$p$q#end#w(<arg>, <arg>)$a",
        "<blank>#macro(w $p)<blank><nl><block>$p<nl>#end<blank><nl>",
        "#macro(w $p)#if($p > 0)$p#set($q = $p - 1)#w($q)#end#end#w($lo)", "#macro(w)#w()#end#w()",
        "#macro(w $p)<$p$bodyContent>#end#@w(<arg>)<block>#end", "#macro(w)#macro(v)in#end#v()#end#w()#v()",
        "#macro(w)1#end#macro(w)2#end#w()", "#w()#macro(w)late#end", "#macro(foreach)x#end",
        "#macro(w $p $p)$p#end#w(1 2)", "#macro(w p)$p#end#w('x')",
        "#macro(w $p)$p#set($a = 'new')$p#end#set($a = 'old')#w($a)",
        "#macro(w)$bodyContent$!bodyContent#end#w()#@w()<block>#end",
        "#macro(w $p)#foreach($i in $p)$i#end#end#w(<over>)", "#macro(w)#break x#end#foreach($i in [1..2])#w()y#end",
        "#macro(w)#stop x#end#w()y", "#macro(w $a)$a#end#w($a)", "#macro(w $a)$a.k#end#w($m)",
        "#macro(w $a)$a.k#set($a.k = 9)#end#w($m)$m",
    ],
    "call": [
        "#w()", "#w(<arg>)", "#w(<arg> <arg>)", "#w(<arg><comma><arg>)", "#w", "#{w}()", "#w (<arg>)",
        "#@w()<block>#end", "#@w(<arg>)<block>#end", "#{w}x", "#v(<ws><arg><ws>)", "#foo(<arg>)",
        "#w(<literal> <reference>)", "#w($u)", "#w\n(1)", "#w(x)", "#foo-bar(1)", "#w(<arg>)<blank><nl>x",
        "<nocall>",
    ],
    "evaluate": [
        "#evaluate('x')", "#evaluate(<dq>)", "#evaluate('$a#if(true)y#end')", "#evaluate($s)",
        "#set($e = '#set($a = 5)$a')#evaluate($e)$a", "#evaluate('#if(')", "#evaluate(<reference>)",
        "#evaluate( <sq> )", "#evaluate('#macro(w)ev#end')#w()", "#evaluate('#stop')x",
        "#foreach($i in [1..3])#evaluate('$i#break')#end",
    ],
    "other": [
        "#stop", "#break", "#literal()<block>#end", "#parse('a.vm')", "#include('a.vm')", "#include('a.vm' 'b.vm')",
        "#parse('none')", "#parse(<arg>)", "#include(<arg>)", "#stop<blank><nl>x", "#literal()$a#if(true)#end#end",
        "#include()", "#parse()", "#break<blank><nl>y", "#foreach($i in $l)$i<block>#break<blank><nl>#end",
    ],
    "broken": [
        "#[[", "#@a()", "${a", "${a.b", "${a.b(", "${a }", "$a.b(", "$a[", "$a[0", "$a[]", "$a[a]", "$a['k", '$a["k',
        "#if", "#if(", "#if()", "#if $a", "#if($a", "#if(true)", "#else", "#elseif", "#end", "#{end}", "#elseif($a)",
        "#{else}", "#foreach", "#foreach(", "#foreach()", "#foreach($i)", "#foreach($i in)",
        "#foreach(i in $l)x#end", "#set(", "#set()", "#set($a)", "#set($a=)", "#set($a == 1)", "#set(a = 1)",
        "#set($a = 1", "#set(1 = 1)", "#set($a = )", "#set($a = 'x)", '#set($a = "x)', "#set($a = [1,)",
        "#set($a = {1:)", "#set($a = 3-1)", "#set($a = +1)", "#set($a = - 1)", "#set($a = -$n)", "#set($a = 1 = 2)",
        "#define", "#define()", "#define(x)y#end", "#macro", "#macro()#end", "#macro($a)#end", "#literal",
        "#literal()", "#evaluate", "#evaluate()", "#evaluate(1)", "#evaluate('a' 'b')", "#setting($a = 1)", "#else{",
        "#end{", "#set\n($a = 1)", "#if(true) #end#end", "${aé}", "#foreach($i in <over>)<body>#else<body>#end",
        "$a.toString(<ws>)",
    ],
    "nonumber": [
        "1L", "1e", "0x10", "1.2.3", "1..2",
    ],
    "nooperator": [
        "<>", "===", "&", "|", "^", "!", "and not", "&& !", "=", "==",
    ],
    "nodq": [
        '"#end"', '"#if(true)"',
    ],
    "norange": [
        "[1..]", "[..1]", "[1..2..3]", "['a'..'c']",
    ],
    "noarg": [
        "1 + 1", "$a == 1", "null",
    ],
    "noindex": [
        "1.5", "[0..1]", "null",
    ],
    "noexpr": [
        "-<reference>", "<arg> <nooperator> <arg>",
    ],
    "nocall": [
        "#@w <arg> #end", "#{@w}()x#end", "#@{w}()x#end", "#w(<expr>)",
    ],
    "noover": [
        "(1)", "1 + 1",
    ],
    "noliteral": [
        "[<arg><comma>]", "[ ]", "<nonumber>", "<nodq>", "<norange>",
    ],
}

CRUMBS = [
    "$", "#", "{", "}", "(", ")", "[", "]", "!", ".", "..", "\\", "@", "*", "-", " ", "\n", "\r\n", "\t", '"', "'",
    ",", ":", "a", "m", "l", "u", "b", "k", "in", "if", "end", "else", "elseif", "set", "foreach", "define", "macro",
    "stop", "literal", "1", "0", "1.5", "=", "==", "+", "&&", "not", "true", "##", "#*", "*#", "#[[", "]]#", "${",
    "$!", "$!{", "#if(", "#end", "#set(", "$a", "$m.k", "$l[0]", "$u", "${a}", "#{", "#@", "a()", "$a.b(",
    "#if(true)", "#foreach($i in $l)", "é", "_",
]
"""What a soup of a template is made of."""

VARIABLES = {
    "variables": [
        '{"a": <value>, "b": <value>, "s": <string>, "n": <number>, "l": <list>, "m": <map>, "t": true, "f": false, '
        '"z": null, "x-y": <value>, "i": <value>, "lo": <small>, "hi": <small>, "a_1": <value>, "Ab": "c"}',
    ],
    "value": [
        '"x"', "1", "null", "<number>", "<string>", "<map>", "<list>", "true", "false", "<string>", "<number>",
    ],
    "string": [
        '"x"', '""', '"abc"', '"a,b"', '"k"', '"1"', '"$a"', '"#if(true)y#end"', '"\\u00e9\\ud83d\\ude00"',
        '"a\\nb"', '"\\"q\\""', '"a/b"', '"true"', '" "', '"\\\\"', '"#w()"', '"\\u2028<"', '"0"',
    ],
    "number": [
        "1", "0", "-1", "3", "42", "2147483647", "2147483648", "-2147483648", "9223372036854775807", "1e20",
        "12345678901234567890123", "1.5", "-0.0", "1e10", "0.001", "100.0", "1e-5", "123456789.125", "3.0",
    ],
    "small": [
        "1", "2", "0", "3", "-1", "4",
    ],
    "list": [
        '["p", "q"]', "[]", "[1, 2, 3]", "[<value>]", "[<value>, <value>, <value>]", '[{"k": <value>}, {"k": 2}]',
        "[null, 1]", "[[1, 2], [<value>]]", '["a", null, "b"]', "[<number>, <number>]",
    ],
    "map": [
        '{"k": "v"}', "{}", '{"k": <value>, "b": {"c": <value>}}', '{"a": <value>, "k": <value>, "k-y": 1}',
        '{"k": null}', '{"size": 5, "class": "c", "empty": <value>}', '{"k": [<value>, 2], "": 1}',
        '{"K": 1, "k": {"k": <value>}}', '{"0": "zero", "1": 1, "key": "x", "value": "y"}',
    ],
}
