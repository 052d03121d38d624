import com.jayway.jsonpath.JsonPath;
import java.io.UnsupportedEncodingException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.minidev.json.JSONStyle;
import net.minidev.json.JSONValue;
import org.apache.commons.lang.StringEscapeUtils;

/** $input, $util, $context and $stageVariables of an event, on the libraries that API Gateway is known to use. */
final class Gateway {
    private Gateway() {}

    static Map<String, Object> variables(Map<String, Object> event) {
        Map<String, Object> variables = new HashMap<>();
        variables.put("input", new Input(event));
        variables.put("util", new Util());
        variables.put("context", context(event));
        variables.put("stageVariables", new LinkedHashMap<>(Oracle.map(event.get("stageVariables"))));
        return variables;
    }

    private static Silent context(Map<String, Object> event) {
        Silent context = new Silent(Oracle.map(event.get("context")));
        context.putIfAbsent("requestOverride", overrides("header", "path", "querystring"));
        context.putIfAbsent("responseOverride", overrides("header"));
        return context;
    }

    private static Silent overrides(String... places) {
        Silent overrides = new Silent(Map.of());
        for (String place : places) overrides.put(place, new Silent(Map.of()));
        return overrides;
    }

    /** $context and the maps in it: they print as nothing, and their keys come in HashMap's order. */
    public static final class Silent extends HashMap<String, Object> {
        private static final long serialVersionUID = 1;

        Silent(Map<String, Object> map) {
            map.forEach((key, value) -> put(key, value instanceof Map ? new Silent(Oracle.map(value)) : value));
        }

        @Override
        public String toString() {
            return "";
        }
    }

    /** What a function of $util makes of each text: `result`, or the class of its `error`. */
    static List<Object> util(String function, Iterable<?> texts) {
        List<Object> answers = new ArrayList<>();
        for (Object text : texts) {
            try {
                answers.add(Collections.singletonMap("result", util(function, (String) text)));
            } catch (Exception error) {
                answers.add(Map.of("error", error.getClass().getName()));
            }
        }
        return answers;
    }

    private static Object util(String function, String text) throws UnsupportedEncodingException {
        Util util = new Util();
        switch (function) {
            case "escapeJavaScript": return util.escapeJavaScript(text);
            case "urlEncode": return util.urlEncode(text);
            case "urlDecode": return util.urlDecode(text);
            case "base64Encode": return util.base64Encode(text);
            case "base64Decode": return util.base64Decode(text);
            case "parseJson": return util.parseJson(text);
            case "json": return json(text);
            default: throw new IllegalArgumentException(function);
        }
    }

    static String json(Object value) {
        return value == null ? "\"\"" : JSONValue.toJSONString(value, JSONStyle.LT_COMPRESS);
    }

    /** $input */
    public static final class Input {
        private final String body;
        private final Map<String, Object> params;
        private Object document;

        Input(Map<String, Object> event) {
            Object given = event.get("body");
            String text = given == null ? "" : given.toString();
            body = text.isEmpty() ? "{}" : text;
            params = Oracle.map(event.get("params"));
        }

        public String getBody() {
            return body;
        }

        public Object path(String path) {
            if (document == null) document = Paths.parsed(body);
            if (path.equals("$")) return document;
            return JsonPath.compile(path).read(document, Paths.QUIET);
        }

        public String json(String path) {
            return Gateway.json(path(path));
        }

        public Map<String, Object> params() {
            return params;
        }

        public Object params(String name) {
            for (String place : List.of("path", "querystring", "header")) {
                Object value = Oracle.map(params.get(place)).get(name);
                if (value != null) return value;
            }
            return "";
        }

        @Override
        public String toString() {
            return "";
        }
    }

    /** $util */
    public static final class Util {
        public String escapeJavaScript(String text) {
            return StringEscapeUtils.escapeJavaScript(text);
        }

        public String urlEncode(String text) throws UnsupportedEncodingException {
            return URLEncoder.encode(text, "UTF-8");
        }

        public String urlDecode(String text) throws UnsupportedEncodingException {
            return URLDecoder.decode(text, "UTF-8");
        }

        public String base64Encode(String text) {
            return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        }

        public String base64Decode(String text) {
            return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
        }

        public Object parseJson(String text) {
            return Paths.parsed(text);
        }

        @Override
        public String toString() {
            return "";
        }
    }
}
