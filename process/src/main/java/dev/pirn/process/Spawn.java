package dev.pirn.process;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One call of {@code posix_spawn}: glibc makes it by a child that shares this JVM's memory and suspends the calling
 * thread until the program runs, so it costs the same however large the heap is, and says why a program does not run.
 *
 * <p>The child gets no descriptor but its input, output and error, no blocked signal (the JVM blocks some in each
 * thread), and the default for those that the JVM ignores.
 */
final class Spawn implements AutoCloseable {

    private static final MethodHandle POSIX_SPAWNP =
            Libc.plain("posix_spawnp", JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
    private static final MethodHandle ACTIONS_INIT = onOne("posix_spawn_file_actions_init");
    private static final MethodHandle ACTIONS_DESTROY = onOne("posix_spawn_file_actions_destroy");
    private static final MethodHandle ADD_DUP2 =
            Libc.plain("posix_spawn_file_actions_adddup2", JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
    private static final MethodHandle ADD_CHDIR =
            Libc.plain("posix_spawn_file_actions_addchdir_np", JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle ADD_CLOSEFROM =
            Libc.plain("posix_spawn_file_actions_addclosefrom_np", JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle ATTRIBUTES_INIT = onOne("posix_spawnattr_init");
    private static final MethodHandle ATTRIBUTES_DESTROY = onOne("posix_spawnattr_destroy");
    private static final MethodHandle SET_FLAGS = Libc.plain("posix_spawnattr_setflags", JAVA_INT, ADDRESS, JAVA_SHORT);
    private static final MethodHandle SET_MASK = Libc.plain("posix_spawnattr_setsigmask", JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle SET_DEFAULT =
            Libc.plain("posix_spawnattr_setsigdefault", JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle NO_SIGNALS = onOne("sigemptyset");
    private static final MethodHandle ADD_SIGNAL = Libc.plain("sigaddset", JAVA_INT, ADDRESS, JAVA_INT);

    /** More than any C library's struct takes: glibc's largest has 336 bytes. */
    private static final int STRUCT_SIZE = 1024;

    private static final short SETSIGDEF_SETSIGMASK = 0x04 | 0x08;
    private static final int SIGPIPE = 13;
    private static final int SIGXFSZ = 25;
    private static final int ENOENT = 2;

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment actions = arena.allocate(STRUCT_SIZE, 8);
    private final MemorySegment attributes = arena.allocate(STRUCT_SIZE, 8);

    Spawn() throws IOException {
        try {
            check(call(ACTIONS_INIT, actions));
            check(call(ATTRIBUTES_INIT, attributes));
        } catch (IOException e) {
            arena.close();
            throw e;
        }
    }

    private static MethodHandle onOne(String name) {
        return Libc.plain(name, JAVA_INT, ADDRESS);
    }

    /** Has the child use a descriptor of ours as its own of a number. */
    void use(int ours, int childs) throws IOException {
        int failed;
        try {
            failed = (int) ADD_DUP2.invokeExact(actions, ours, childs);
        } catch (Throwable e) {
            throw Libc.impossible(e);
        }
        check(failed);
    }

    /** {@return a path for a call that opens it; lives as long as this} */
    MemorySegment path(Path path) {
        return string(path.toString());
    }

    /**
     * Starts the program.
     *
     * @return its number
     */
    int start(Command command) throws IOException {
        prepare(command);
        MemorySegment pid = arena.allocate(JAVA_INT);
        int failed;
        try {
            failed = (int) POSIX_SPAWNP.invokeExact(
                    pid, string(command.program()), actions, attributes, words(command.words), variables(command));
        } catch (Throwable e) {
            throw Libc.impossible(e);
        }
        if (failed != 0) throw failure(command, failed);
        return pid.get(JAVA_INT, 0);
    }

    private void prepare(Command command) throws IOException {
        if (command.directory != null) check(call(ADD_CHDIR, actions, path(command.directory)));
        check(call(ADD_CLOSEFROM, actions, 3));
        MemorySegment signals = arena.allocate(STRUCT_SIZE, 8);
        check(call(NO_SIGNALS, signals));
        check(call(SET_MASK, attributes, signals));
        check(call(ADD_SIGNAL, signals, SIGPIPE));
        check(call(ADD_SIGNAL, signals, SIGXFSZ));
        check(call(SET_DEFAULT, attributes, signals));
        setFlags();
    }

    private void setFlags() throws IOException {
        int failed;
        try {
            failed = (int) SET_FLAGS.invokeExact(attributes, SETSIGDEF_SETSIGMASK);
        } catch (Throwable e) {
            throw Libc.impossible(e);
        }
        check(failed);
    }

    private static IOException failure(Command command, int errno) {
        Path directory = command.directory;
        boolean nowhere = errno == ENOENT && directory != null && !Files.isDirectory(directory);
        String where = directory == null ? "" : " in " + directory;
        String why = nowhere ? "there is no such directory" : Libc.describe(errno);
        return new IOException("cannot start \"" + command.program() + "\"" + where + ": " + why);
    }

    // strings

    private MemorySegment words(List<String> words) {
        MemorySegment array = arena.allocate(ADDRESS, words.size() + 1L); // the last one stays null
        for (int i = 0; i < words.size(); i++) array.setAtIndex(ADDRESS, i, string(words.get(i)));
        return array;
    }

    private MemorySegment variables(Command command) {
        List<String> assignments = new ArrayList<>();
        for (Map.Entry<String, String> variable : command.environment().entrySet())
            assignments.add(variable.getKey() + "=" + variable.getValue());
        return words(assignments);
    }

    private MemorySegment string(String text) {
        byte[] bytes = text.getBytes(Names.CHARSET);
        MemorySegment memory = arena.allocate(bytes.length + 1L);
        MemorySegment.copy(bytes, 0, memory, JAVA_BYTE, 0, bytes.length);
        return memory;
    }

    /** How the JVM itself encodes names for the system; UTF-8 where that is ASCII, which can name little. */
    private static final class Names {

        static final Charset CHARSET = charset();

        private static Charset charset() {
            Charset jvms = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"), StandardCharsets.UTF_8);
            return jvms.equals(StandardCharsets.US_ASCII) ? StandardCharsets.UTF_8 : jvms;
        }
    }

    // Each answers the number of the error, which is checked outside: a call itself never throws.

    private static int call(MethodHandle function, MemorySegment argument) {
        try {
            return (int) function.invokeExact(argument);
        } catch (Throwable e) {
            throw Libc.impossible(e);
        }
    }

    private static int call(MethodHandle function, MemorySegment first, MemorySegment second) {
        try {
            return (int) function.invokeExact(first, second);
        } catch (Throwable e) {
            throw Libc.impossible(e);
        }
    }

    private static int call(MethodHandle function, MemorySegment first, int second) {
        try {
            return (int) function.invokeExact(first, second);
        } catch (Throwable e) {
            throw Libc.impossible(e);
        }
    }

    private static void check(int errno) throws IOException {
        if (errno != 0) throw new IOException("posix_spawn cannot be prepared: " + Libc.describe(errno));
    }

    @Override
    public void close() {
        int _ = call(ACTIONS_DESTROY, actions);
        int _ = call(ATTRIBUTES_DESTROY, attributes);
        arena.close();
    }
}
