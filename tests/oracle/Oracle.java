import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.velocity.Template;
import org.apache.velocity.VelocityContext;
import org.apache.velocity.app.event.EventCartridge;
import org.apache.velocity.exception.TemplateInitException;
import org.apache.velocity.exception.VelocityException;
import org.apache.velocity.runtime.RuntimeInstance;
import org.apache.velocity.runtime.parser.ParseException;

/** Answers lines of JSON with what Apache Velocity 1.7 makes of a template. `java Oracle SECONDS CHARACTERS` */
public final class Oracle {
    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
    private static final long STACK = 1L << 29;
    private static int most;
    private static volatile Object busy;
    private static volatile long deadline = Long.MAX_VALUE;

    public static void main(String[] arguments) throws Exception {
        long patience = Long.parseLong(arguments[0]) * 1000;
        most = Integer.parseInt(arguments[1]);
        Thread worker = new Thread(null, () -> serve(patience), "templates", STACK);
        worker.start();
        while (worker.isAlive()) {
            worker.join(100);
            if (System.currentTimeMillis() > deadline) giveUp();
        }
    }

    /** A template that does not come to an end cannot be stopped from outside: this process is given up. */
    private static void giveUp() {
        OUT.println(Json.write(failure(busy, "limit", "timeout", "")));
        Runtime.getRuntime().halt(3);
    }

    private static void serve(long patience) {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                Map<String, Object> request = map(Json.read(line));
                busy = request.get("id");
                deadline = System.currentTimeMillis() + patience;
                Map<String, Object> answer = answer(request);
                deadline = Long.MAX_VALUE;
                OUT.println(Json.write(answer));
            }
        } catch (IOException gone) {
            System.exit(1);
        }
    }

    private static Map<String, Object> answer(Map<String, Object> request) {
        Object id = request.get("id");
        try {
            if (request.containsKey("util")) return util(id, request);
            return request.containsKey("tokens") ? tokens(id, request) : text(id, request);
        } catch (StackOverflowError | OutOfMemoryError | Bounded.Full error) {
            return failure(id, "limit", error.getClass().getName(), "");
        }
    }

    private static Map<String, Object> util(Object id, Map<String, Object> request) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("id", id);
        answer.put("answers", Gateway.util((String) request.get("util"), (Iterable<?>) request.get("texts")));
        return answer;
    }

    private static Map<String, Object> text(Object id, Map<String, Object> request) {
        Template template;
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("id", id);
        try {
            template = parse(request);
        } catch (ParseException | RuntimeException error) {
            return failure(id, "parse", error);
        }
        try {
            StringWriter out = new Bounded(most);
            VelocityContext context = context(request);
            template.merge(context, out);
            answer.put("text", out.toString());
            if (request.containsKey("event")) answer.put("context", context.get("context"));
            return answer;
        } catch (RuntimeException error) {
            return failure(id, "render", error);
        }
    }

    private static Template parse(Map<String, Object> request) throws ParseException {
        RuntimeInstance runtime = Dialect.runtime(request);
        Template template = new Template();
        template.setRuntimeServices(runtime);
        template.setName("template");
        template.setEncoding("UTF-8");
        template.setData(runtime.parse(new StringReader((String) request.get("template")), "template"));
        try {
            template.initDocument();
        } catch (TemplateInitException error) {
            throw new VelocityException(error.getMessage(), error);
        }
        return template;
    }

    private static VelocityContext context(Map<String, Object> request) {
        VelocityContext context = new VelocityContext();
        if (request.containsKey("event")) Gateway.variables(map(request.get("event"))).forEach(context::put);
        map(request.get("variables")).forEach(context::put);
        if (Dialect.isGateway(request)) {
            EventCartridge cartridge = new EventCartridge();
            cartridge.addEventHandler(new Dialect.NothingIsEmpty());
            cartridge.attachToContext(context);
        }
        return context;
    }

    /** The tokens as far as the parser came, each as [kind, image], special ones in their place. */
    private static Map<String, Object> tokens(Object id, Map<String, Object> request) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("id", id);
        Tokens run = new Tokens(Dialect.runtime(request), (String) request.get("template"));
        answer.put("tokens", run.list());
        answer.put("tree", run.tree());
        answer.put("message", run.message());
        return answer;
    }

    private static Map<String, Object> failure(Object id, String kind, Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof Bounded.Full) return failure(id, "limit", "output", "");
        }
        return failure(id, kind, error.getClass().getName(), String.valueOf(error.getMessage()));
    }

    private static Map<String, Object> failure(Object id, String kind, String name, String message) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("id", id);
        answer.put("error", kind);
        answer.put("class", name);
        answer.put("message", message);
        return answer;
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(Object value) {
        return value == null ? Map.of() : (Map<String, Object>) value;
    }
}
