import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.InvalidPathException;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.Option;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.minidev.json.JSONValue;
import net.minidev.json.parser.JSONParser;
import net.minidev.json.parser.ParseException;

/**
 * What json-path finds in documents, with the option that makes what is not found null or an empty array.
 * It can be compiled for another release, whose packages stand under another name: see paths.py.
 */
final class Paths {
    private static final long STACK = 1L << 28;
    static final Configuration QUIET = Configuration.defaultConfiguration().addOptions(Option.SUPPRESS_EXCEPTIONS);

    private Paths() {}

    /** Answers lines of JSON, each a list of pairs. */
    public static void main(String[] arguments) {
        new Thread(null, Paths::serve, "paths", STACK).start();
    }

    private static void serve() {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                out.println(Json.write(answers((Iterable<?>) Json.read(line))));
            }
        } catch (IOException gone) {
            System.exit(1);
        }
    }

    /** The answers to pairs of a path and the text of a document. */
    static List<Object> answers(Iterable<?> questions) {
        List<Object> answers = new ArrayList<>();
        for (Object question : questions) {
            List<?> pair = (List<?>) question;
            answers.add(answer((String) pair.get(0), (String) pair.get(1)));
        }
        return answers;
    }

    /** `found`, or `refused` for a path that cannot be read, `unread` for a document, `failed` for what throws then. */
    private static Map<String, Object> answer(String text, String document) {
        Map<String, Object> answer = new LinkedHashMap<>();
        JsonPath path;
        try {
            path = JsonPath.compile(text);
        } catch (RuntimeException error) {
            String message = String.valueOf(error.getMessage());
            answer.put(error instanceof InvalidPathException ? "refused" : "failed", message);
            return answer;
        }
        Object parsed;
        try {
            parsed = parsed(document);
        } catch (RuntimeException error) {
            answer.put("unread", error.getCause() == null ? error.toString() : error.getCause().toString());
            return answer;
        }
        try {
            answer.put("found", path.read(parsed, QUIET));
        } catch (RuntimeException | StackOverflowError error) {
            answer.put("failed", error.toString());
        }
        return answer;
    }

    /** The text as json-smart reads it, which takes what is no JSON for a string. */
    static Object parsed(String text) {
        try {
            return new JSONParser(JSONParser.MODE_PERMISSIVE).parse(text, JSONValue.defaultReader.DEFAULT_ORDERED);
        } catch (ParseException error) {
            throw new IllegalArgumentException(error);
        }
    }
}
