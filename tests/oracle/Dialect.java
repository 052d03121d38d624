import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.commons.collections.ExtendedProperties;
import org.apache.velocity.app.event.InvalidReferenceEventHandler;
import org.apache.velocity.context.Context;
import org.apache.velocity.exception.ResourceNotFoundException;
import org.apache.velocity.runtime.RuntimeInstance;
import org.apache.velocity.runtime.resource.Resource;
import org.apache.velocity.runtime.resource.loader.ResourceLoader;
import org.apache.velocity.util.introspection.Info;

/** Velocity 1.7 set up as it comes, or as API Gateway is known to have it. */
final class Dialect {
    private Dialect() {}

    static boolean isGateway(Map<String, Object> request) {
        return "apigateway".equals(request.get("dialect"));
    }

    /** A new runtime for each template: macros are global to a runtime, and a parser remembers their names. */
    static RuntimeInstance runtime(Map<String, Object> request) {
        RuntimeInstance runtime = new RuntimeInstance();
        runtime.setProperty("runtime.log.logsystem.class", "org.apache.velocity.runtime.log.NullLogChute");
        runtime.setProperty("resource.loader", "given");
        runtime.setProperty("given.resource.loader.instance", new Given(templates(request)));
        runtime.setProperty("input.encoding", "UTF-8");
        runtime.setProperty("parser.pool.size", "1");
        if (isGateway(request)) runtime.setProperty("velocimacro.permissions.allow.inline", "false");
        runtime.init();
        if (isGateway(request)) runtime.removeDirective("evaluate");
        return runtime;
    }

    private static Map<String, Object> templates(Map<String, Object> request) {
        return isGateway(request) ? Map.of() : Oracle.map(request.get("templates"));
    }

    /** Every reference that is null or undefined has the value "". */
    public static final class NothingIsEmpty implements InvalidReferenceEventHandler {
        @Override
        public Object invalidGetMethod(Context context, String reference, Object object, String property, Info info) {
            return "";
        }

        @Override
        public boolean invalidSetMethod(Context context, String left, String right, Info info) {
            return false;
        }

        @Override
        public Object invalidMethod(Context context, String reference, Object object, String method, Info info) {
            return "";
        }
    }

    /** The templates that came with the request, for #parse and #include. */
    public static final class Given extends ResourceLoader {
        private final Map<String, Object> templates;

        Given(Map<String, Object> templates) {
            this.templates = templates;
        }

        @Override
        public void init(ExtendedProperties configuration) {}

        @Override
        public InputStream getResourceStream(String name) {
            if (!templates.containsKey(name)) throw new ResourceNotFoundException("no template " + name);
            return new ByteArrayInputStream(templates.get(name).toString().getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public boolean isSourceModified(Resource resource) {
            return false;
        }

        @Override
        public long getLastModified(Resource resource) {
            return 0;
        }
    }
}
