import java.io.StringReader;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import org.apache.velocity.runtime.RuntimeInstance;
import org.apache.velocity.runtime.parser.Parser;
import org.apache.velocity.runtime.parser.ParserConstants;
import org.apache.velocity.runtime.parser.Token;
import org.apache.velocity.runtime.parser.VelocityCharStream;
import org.apache.velocity.runtime.parser.node.Node;
import org.apache.velocity.runtime.parser.node.SimpleNode;

/** What the parser of 1.7 sees in a template, also in one that it refuses. */
final class Tokens {
    private final Token head;
    private SimpleNode root;
    private String message = "";

    Tokens(RuntimeInstance runtime, String template) {
        Parser parser = runtime.createNewParser();
        VelocityCharStream stream = new VelocityCharStream(new StringReader(template), 1, 1);
        lend(parser, stream);
        parser.currentTemplateName = "template";
        parser.token_source.clearStateVars();
        parser.ReInit(stream);
        head = parser.token;
        try {
            root = parser.process();
        } catch (Exception | Error error) {
            message = error.toString();
        }
    }

    /** The parser looks ahead in a stream of its own, which has no public way in. */
    private static void lend(Parser parser, VelocityCharStream stream) {
        try {
            Field field = Parser.class.getDeclaredField("velcharstream");
            field.setAccessible(true);
            field.set(parser, stream);
        } catch (ReflectiveOperationException error) {
            throw new IllegalStateException(error);
        }
    }

    List<Object> list() {
        List<Object> tokens = new ArrayList<>();
        for (Token token = head.next; token != null; token = token.next) {
            specials(token.specialToken, tokens);
            tokens.add(List.of(name(token), token.image));
        }
        return tokens;
    }

    private static void specials(Token special, List<Object> tokens) {
        if (special == null) return;
        specials(special.specialToken, tokens);
        tokens.add(List.of("special " + name(special), special.image));
    }

    private static String name(Token token) {
        return ParserConstants.tokenImage[token.kind];
    }

    /** One line a node: its depth as blanks, its class, the tokens it covers. */
    List<Object> tree() {
        List<Object> lines = new ArrayList<>();
        if (root != null) walk(root, "", lines);
        return lines;
    }

    private static void walk(Node node, String indent, List<Object> lines) {
        lines.add(indent + node.getClass().getSimpleName() + " " + covered(node));
        for (int i = 0; i < node.jjtGetNumChildren(); i++) walk(node.jjtGetChild(i), indent + "  ", lines);
    }

    private static List<String> covered(Node node) {
        List<String> images = new ArrayList<>();
        for (Token token = node.getFirstToken(); token != null; token = token.next) {
            images.add(token.image);
            if (token == node.getLastToken()) break;
        }
        return images;
    }

    String message() {
        return message;
    }
}
