import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.Option;
import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.StringReader;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.minidev.json.JSONValue;
import org.apache.commons.lang.StringEscapeUtils;
import org.apache.velocity.Template;
import org.apache.velocity.VelocityContext;
import org.apache.velocity.runtime.RuntimeInstance;

/** Velocity 1.7 as a process, with Jayway's JSONPath for $input. Asked as serve.py is. */
public final class VelocityPeer {
    private static final Configuration QUIET =
        Configuration.defaultConfiguration().addOptions(Option.SUPPRESS_EXCEPTIONS);
    private static final Map<String, JsonPath> PATHS = new HashMap<>();
    private static final OperatingSystemMXBean SYSTEM =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final Map<String, Work> LOADED = new HashMap<>();
    private static int sink;

    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            Map<String, Object> answer = new LinkedHashMap<>();
            try {
                answer(object(Json.read(line)), answer);
            } catch (Exception error) {
                answer.put("error", error.toString());
            }
            out.println(Json.write(answer));
        }
    }

    private static void answer(Map<String, Object> request, Map<String, Object> answer) throws Exception {
        if (request.containsKey("load")) {
            Work work = new Work((String) request.get("template"), object(request.get("event")));
            LOADED.put((String) request.get("load"), work);
            answer.put("text", work.render());
        } else {
            time(LOADED.get(request.get("time")), request, answer);
        }
    }

    private static void time(Work work, Map<String, Object> request, Map<String, Object> answer) throws Exception {
        boolean parse = request.get("what").equals("parse");
        long end = System.nanoTime() + (long) (((Number) request.get("seconds")).doubleValue() * 1e9);
        long start = SYSTEM.getProcessCpuTime();
        int count = 0;
        do {
            sink += parse ? work.parse().hashCode() : work.render().length();
            count++;
        } while (System.nanoTime() < end);
        answer.put("count", count);
        answer.put("cpu", (SYSTEM.getProcessCpuTime() - start) / 1e9);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(Object value) {
        return (Map<String, Object>) value;
    }

    /** A template with its event. Macros are local to it, as the runtime is asked to keep them apart. */
    private static final class Work {
        private final RuntimeInstance runtime = new RuntimeInstance();
        private final String source;
        private final Map<String, Object> event;
        private final Template template;

        Work(String source, Map<String, Object> event) throws Exception {
            runtime.setProperty("runtime.log.logsystem.class", "org.apache.velocity.runtime.log.NullLogChute");
            runtime.setProperty("velocimacro.permissions.allow.inline.local.scope", "true");
            runtime.init();
            this.source = source;
            this.event = event;
            template = parse();
        }

        Template parse() throws Exception {
            Template parsed = new Template();
            parsed.setRuntimeServices(runtime);
            parsed.setName("work");
            parsed.setData(runtime.parse(new StringReader(source), "work"));
            parsed.initDocument();
            return parsed;
        }

        String render() {
            VelocityContext context = new VelocityContext();
            context.put("input", new Input(event));
            context.put("util", new Util());
            context.put("context", event.get("context"));
            context.put("stageVariables", event.get("stageVariables"));
            StringWriter out = new StringWriter(1024);
            template.merge(context, out);
            return out.toString();
        }
    }

    /** $input; the body is parsed once a render, when it is first asked for. */
    public static final class Input {
        private final String body;
        private final Map<String, Object> places;
        private Object document;

        Input(Map<String, Object> event) {
            body = (String) event.get("body");
            places = object(event.get("params"));
        }

        public String getBody() {
            return body;
        }

        public Object path(String path) {
            if (document == null) document = Json.read(body);
            if (path.equals("$")) return document;
            if (PATHS.size() > 20_000) PATHS.clear();
            return PATHS.computeIfAbsent(path, JsonPath::compile).read(document, QUIET);
        }

        public String json(String path) {
            Object found = path(path);
            boolean many = found instanceof Map || found instanceof List;
            return many ? QUIET.jsonProvider().toJson(found) : JSONValue.toJSONString(found);
        }

        public Object params() {
            return places;
        }

        public Object params(String name) {
            for (String place : List.of("path", "querystring", "header")) {
                Object value = object(places.get(place)).get(name);
                if (value != null) return value;
            }
            return "";
        }
    }

    /** $util, as far as the workloads go. */
    public static final class Util {
        public String escapeJavaScript(String text) {
            return StringEscapeUtils.escapeJavaScript(text);
        }

        public String urlEncode(String text) {
            return URLEncoder.encode(text, StandardCharsets.UTF_8);
        }

        public String base64Encode(String text) {
            return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        }
    }
}
