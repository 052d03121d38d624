import java.io.StringWriter;

/** A writer that refuses to hold much more than it was told to. */
final class Bounded extends StringWriter {
    private final int most;

    static final class Full extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    Bounded(int most) {
        this.most = most;
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
        if (getBuffer().length() > most) throw new Full();
    }
}
