package dev.pirn.cli.live;

import dev.pirn.cli.attach.Link;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.LocalFlag;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The live screen: shows pictures as they come, and obeys the keys. The terminal is as it was before, however this
 * ends.
 */
public final class Top implements AutoCloseable {

    private static final String ENTER = "\u001b[?1049h\u001b[?25l";
    private static final String LEAVE = "\u001b[?25h\u001b[?1049l";
    private static final long KEY_MILLIS = 100;

    private final String title;
    private final boolean inColour;
    private final Terminal terminal;
    private final Attributes before;
    private final Thread hook = new Thread(this::restore, "pirn-top-restore");
    private final AtomicBoolean isRestored = new AtomicBoolean();
    private final Asker asker;
    private final Thread asking;
    private View view;
    private Size size;
    private volatile boolean isResized;

    /** Closes the terminal at its end. */
    Top(Terminal terminal, Link jvm, String title, Duration interval, View view, boolean inColour) {
        this.terminal = terminal;
        this.title = title;
        this.inColour = inColour;
        this.view = view;
        this.asker = new Asker(jvm, interval, view);
        this.asking = Thread.ofPlatform().daemon().name("pirn-top-asker").unstarted(asker);
        this.before = terminal.enterRawMode();
        this.size = terminal.getSize();
        terminal.handle(Terminal.Signal.WINCH, signal -> isResized = true); // asking for it each time starts a process
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /**
     * Shows the screen until the user quits.
     *
     * @param jvm what to show
     * @param title the process and what it runs
     * @param interval between two pictures
     * @param order how tasks are ranked at first
     * @param filter which tasks are shown at first; empty for all
     * @param inColour whether colours may be used
     * @throws IOException if the JVM is gone
     */
    public static void show(Link jvm, String title, Duration interval, Order order, String filter, boolean inColour)
            throws IOException {
        Terminal terminal = TerminalBuilder.builder().system(true).dumb(false).build();
        try (Top top = new Top(terminal, jvm, title, interval, View.first(order, filter), inColour)) {
            top.run();
        }
    }

    void run() throws IOException {
        interruptIsAKey();
        terminal.writer().print(ENTER);
        asking.start();
        Keys keys = new Keys(terminal.reader());
        draw();
        for (int key = Keys.NONE; !isOver(key); key = keys.read(KEY_MILLIS)) {
            if (key != Keys.NONE) obey(key);
            if (key != Keys.NONE || asker.takeNews() || isResized) draw();
        }
    }

    private void interruptIsAKey() {
        Attributes raw = terminal.getAttributes();
        raw.setLocalFlag(LocalFlag.ISIG, false);
        terminal.setAttributes(raw);
    }

    private boolean isOver(int key) {
        return key == Keys.END || key == Keys.INTERRUPT || (key == 'q' && !view.typing());
    }

    // keys

    private void obey(int key) throws IOException {
        if (view.typing()) view = type(key);
        else if (view.isHelp()) view = view.helping(false);
        else if (view.opened() != null) view = key == 'p' ? view.paused(!view.isPaused()) : view.opening(null);
        else view = command(key);
        asker.want(view);
    }

    private View type(int key) {
        String filter = view.filter();
        return switch (key) {
            case Keys.ENTER -> view.filtered(filter, false);
            case Keys.ESCAPE -> view.filtered("", false);
            case Keys.BACKSPACE -> view.filtered(filter.substring(0, Math.max(0, filter.length() - 1)), true);
            default -> key < ' ' || key > Character.MAX_VALUE ? view : view.filtered(filter + (char) key, true);
        };
    }

    private View command(int key) throws IOException {
        Order order = Order.of(key);
        if (order != null) return view.ordered(order);
        return switch (key) {
            case '/' -> view.filtered(view.filter(), true);
            case Keys.ESCAPE -> view.filtered("", false);
            case 'p', ' ' -> view.paused(!view.isPaused());
            case '?', 'h' -> view.helping(true);
            case Keys.UP, 'k' -> move(-1);
            case Keys.DOWN, 'j' -> move(1);
            case Keys.PAGE_UP -> move(-10);
            case Keys.PAGE_DOWN -> move(10);
            case Keys.ENTER -> open();
            default -> view;
        };
    }

    private View move(int by) throws IOException {
        List<Long> ids = ids();
        if (ids.isEmpty()) return view;
        int at = ids.indexOf(view.selected());
        int to = at < 0 ? 0 : Math.clamp(at + by, 0, ids.size() - 1);
        return view.selecting(ids.get(to));
    }

    private View open() throws IOException {
        List<Long> ids = ids();
        if (ids.isEmpty()) return view;
        return view.opening(ids.contains(view.selected()) ? view.selected() : ids.getFirst());
    }

    /** The tasks that are shown, from the top. */
    private List<Long> ids() throws IOException {
        Picture picture = asker.picture();
        if (picture == null) return List.of();
        return picture.rows(view.order(), false).stream().map(TaskRow::id).toList();
    }

    // the screen

    private void draw() throws IOException {
        if (isResized) {
            isResized = false;
            size = terminal.getSize();
        }
        int width = size.getColumns();
        int height = size.getRows();
        Screen screen = new Screen(title, width, height);
        List<Line> lines = lines(screen, asker.picture());
        StringBuilder text = new StringBuilder("\u001b[H");
        for (int row = 0; row < height - 1; row++) {
            if (row < lines.size()) text.append(lines.get(row).render(width, inColour));
            text.append("\u001b[K\r\n");
        }
        text.append(screen.footer(view).render(width, inColour)).append("\u001b[K");
        terminal.writer().print(text);
        terminal.flush();
    }

    private List<Line> lines(Screen screen, @Nullable Picture picture) {
        Long opened = view.opened();
        if (view.isHelp()) return screen.help();
        if (opened != null) return screen.task(asker.task(), opened);
        if (picture == null) return List.of(new Line("pirn top " + title + "  measuring…", Line.Style.HEAD));
        return screen.tables(picture, view);
    }

    private void restore() {
        if (isRestored.getAndSet(true)) return;
        terminal.writer().print(LEAVE);
        terminal.flush();
        terminal.setAttributes(before);
    }

    @Override
    public void close() throws IOException {
        asking.interrupt();
        restore();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // it runs just now
        }
        terminal.close();
    }
}
