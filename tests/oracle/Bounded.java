import java.io.StringWriter;

/** A writer that refuses to hold more than a few million characters. */
final class Bounded extends StringWriter {
    private static final int MOST = 4_000_000;

    static final class Full extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    @Override
    public void write(String text) {
        room();
        super.write(text);
    }

    @Override
    public void write(char[] text, int from, int length) {
        room();
        super.write(text, from, length);
    }

    private void room() {
        if (getBuffer().length() > MOST) throw new Full();
    }
}
