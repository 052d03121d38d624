import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import net.minidev.json.JSONArray;

/** JSON text to the Java values of API Gateway, and answers to ASCII-only JSON text. */
final class Json {
    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    static Object read(String text) {
        return new Json(text).value();
    }

    private Object value() {
        char c = peek();
        switch (c) {
            case '{': return object();
            case '[': return array();
            case '"': return string();
            case 't': return word("true", Boolean.TRUE);
            case 'f': return word("false", Boolean.FALSE);
            case 'n': return word("null", null);
            default: return number();
        }
    }

    private Map<String, Object> object() {
        Map<String, Object> map = new LinkedHashMap<>();
        at++;
        while (peek() != '}') {
            String key = string();
            expect(':');
            map.put(key, value());
            if (peek() == ',') at++;
        }
        at++;
        return map;
    }

    private JSONArray array() {
        JSONArray list = new JSONArray();
        at++;
        while (peek() != ']') {
            list.add(value());
            if (peek() == ',') at++;
        }
        at++;
        return list;
    }

    private String string() {
        expect('"');
        int start = at;
        for (char c = text.charAt(at); c != '\\'; c = text.charAt(++at)) {
            if (c == '"') return text.substring(start, at++);
        }
        at = start;
        return escaped();
    }

    private String escaped() {
        StringBuilder out = new StringBuilder();
        for (char c = text.charAt(at++); c != '"'; c = text.charAt(at++)) {
            out.append(c == '\\' ? escape() : c);
        }
        return out.toString();
    }

    private char escape() {
        char c = text.charAt(at++);
        switch (c) {
            case 'n': return '\n';
            case 't': return '\t';
            case 'r': return '\r';
            case 'b': return '\b';
            case 'f': return '\f';
            case 'u':
                at += 4;
                return (char) Integer.parseInt(text.substring(at - 4, at), 16);
            default: return c;
        }
    }

    private Object word(String word, Object meaning) {
        if (!text.startsWith(word, at)) throw new IllegalArgumentException("JSON at " + at);
        at += word.length();
        return meaning;
    }

    private Number number() {
        int start = at;
        boolean whole = true;
        for (; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '.' || c == 'e' || c == 'E') whole = false;
            else if (c != '-' && c != '+' && (c < '0' || c > '9')) break;
        }
        String digits = text.substring(start, at);
        if (!whole) return Double.valueOf(digits);
        return digits.length() < 10 ? (Number) Integer.valueOf(digits) : whole(new BigInteger(digits));
    }

    private static Number whole(BigInteger number) {
        if (number.bitLength() < 32) return number.intValue();
        return number.bitLength() < 64 ? (Number) number.longValue() : number;
    }

    private char peek() {
        while (text.charAt(at) <= ' ') at++;
        return text.charAt(at);
    }

    private void expect(char c) {
        if (peek() != c) throw new IllegalArgumentException("JSON at " + at + ": " + c + " expected");
        at++;
    }

    static String write(Object value) {
        StringBuilder out = new StringBuilder();
        write(value, out);
        return out.toString();
    }

    private static void write(Object value, StringBuilder out) {
        if (value instanceof Map) writeMap((Map<?, ?>) value, out);
        else if (value instanceof Iterable) writeList((Iterable<?>) value, out);
        else if (value instanceof Number && !isPlain((Number) value)) writeMap(named((Number) value), out);
        else if (value instanceof Number || value instanceof Boolean || value == null) out.append(value);
        else quote(value.toString(), out);
    }

    /** Whether JSON's text of the number tells its class: not of a BigDecimal, and NaN and infinity have none. */
    private static boolean isPlain(Number number) {
        boolean isReal = number instanceof Double || number instanceof Float;
        return !(number instanceof BigDecimal) && (!isReal || Double.isFinite(number.doubleValue()));
    }

    private static Map<String, String> named(Number number) {
        Map<String, String> named = new LinkedHashMap<>();
        named.put("java", number.getClass().getSimpleName());
        named.put("text", number.toString());
        return named;
    }

    private static void writeMap(Map<?, ?> map, StringBuilder out) {
        String comma = "{";
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            out.append(comma);
            quote(String.valueOf(entry.getKey()), out);
            out.append(':');
            write(entry.getValue(), out);
            comma = ",";
        }
        out.append(map.isEmpty() ? "{}" : "}");
    }

    private static void writeList(Iterable<?> list, StringBuilder out) {
        String comma = "";
        out.append('[');
        for (Object item : list) {
            out.append(comma);
            write(item, out);
            comma = ",";
        }
        out.append(']');
    }

    private static void quote(String text, StringBuilder out) {
        out.append('"');
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') out.append('\\').append(c);
            else if (c < 32 || c > 126) out.append(String.format("\\u%04x", (int) c));
            else out.append(c);
        }
        out.append('"');
    }
}
