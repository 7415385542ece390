package dev.pirn.cli;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.pirn.cli.live.Jvms;
import dev.pirn.text.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** {@code ps}, {@code pstree} and {@code top} on JVMs that know nothing of them. */
@Timeout(120)
class LookingTest {

    private static final long NOBODY = Integer.MAX_VALUE;

    @Test
    void aDeadlockIsNamedByAllThree() throws Exception {
        try (LookedAtProcess program = LookedAtProcess.start("deadlock")) {
            Cli tree = Cli.run("pstree", program.pid());
            assertEquals(0, tree.exitCode(), tree.err());
            assertTrue(tree.out().indexOf("DEADLOCK") < tree.out().indexOf("loop 1"), tree.out());
            assertTrue(tree.out().contains("ann") && tree.out().contains("lock held by bob"), tree.out());

            String ps = Cli.run("ps", program.pid()).out();
            assertTrue(line(ps, "DEADLOCK").matches(".* ann #\\d+, bob #\\d+ .*"), ps);
            assertTrue(line(ps, "bob   ").endsWith("lock held by ann"), ps);

            String top = Cli.run("top", program.pid(), "--once", "-i", "100ms").out();
            assertTrue(top.contains("DEADLOCK 2 tasks"), top);
            assertTrue(line(top, "ann waits for").contains("LookedAt.java:"), top);
        }
    }

    @Test
    void jsonSaysTheSame() throws Exception {
        try (LookedAtProcess program = LookedAtProcess.start("deadlock")) {
            Map<String, Object> tree = json(Cli.run("pstree", program.pid(), "--json", "--stacks"));
            assertEquals(1, list(tree, "cycles").size());
            assertTrue(list(task(tree, "ann"), "stack").toString().contains("takeBoth"), tree.toString());

            Map<String, Object> ps = json(Cli.run("ps", program.pid(), "--json", "--name", "BOB"));
            assertEquals(List.of("bob"), names(ps));

            Map<String, Object> top = json(Cli.run("top", program.pid(), "--once", "--json", "-i", "100ms"));
            assertEquals(2, ((List<?>) list(top, "cycles").getFirst()).size());
        }
    }

    @Test
    void topShowsWhatRuns() throws Exception {
        try (LookedAtProcess program = LookedAtProcess.start("busy")) {
            Map<String, Object> top = json(Cli.run("top", program.pid(), "--once", "--json", "--sort", "steps"));
            Map<?, ?> loop = (Map<?, ?>) list(top, "loops").getFirst();
            Map<?, ?> worker = (Map<?, ?>) list(top, "tasks").getFirst();
            assertEquals("worker", worker.get("name"));
            assertTrue(number(worker, "busyNanos") > 0);
            assertTrue(number(worker, "busyNanos") <= number(loop, "busyNanos"));
            assertTrue(number(loop, "turns") > 0);
            assertTrue(number(loop, "stepP99Nanos") >= 1_000_000, top.toString());
            assertEquals(3, number(loop, "tasks"));

            String all = Cli.run("top", program.pid(), "--once", "-n", "0", "-i", "0.2")
                    .out();
            assertTrue(all.contains("worker"), all);
            String table = Cli.run("top", program.pid(), "--once", "--name", "work", "-i", "0.2")
                    .out();
            assertTrue(table.contains("worker") && !table.contains("sleeper"), table);
        }
    }

    @Test
    void tasksAreChosenAndOrdered() throws Exception {
        try (LookedAtProcess program = LookedAtProcess.start("busy")) {
            Cli ordered = Cli.run("ps", program.pid(), "--json", "--sort", "name", "--limit", "2");
            assertEquals(List.of("main", "sleeper"), names(json(ordered)));
            Cli foreign = Cli.run("ps", program.pid(), "--json", "--state", "foreign");
            assertEquals(List.of(), names(json(foreign)));
            String none = Cli.run("ps", program.pid(), "--state", "foreign").out();
            assertTrue(none.contains("3 tasks") && none.contains("no task is as asked for"), none);
            String more = Cli.run("ps", program.pid(), "-n", 1).out();
            assertTrue(more.contains("and 2 more: -n 0 shows all"), more);
            String oldest =
                    Cli.run("ps", program.pid(), "--sort", "age", "-n", 1).out();
            assertTrue(line(oldest, "waiting").contains(" main "), oldest);
            Cli odd = Cli.run("ps", program.pid(), "--name", "work\ndump");
            assertTrue(odd.out().contains("no task is as asked for"), odd.err());
            fails(2, "Invalid value for option '--state'", "ps", program.pid(), "--state", "asleep");
        }
    }

    @Test
    void aLoopThatIsStuckIsShownWithTheLineThatHoldsIt() throws Exception {
        try (LookedAtProcess program = LookedAtProcess.start("stalled")) {
            String ps = Cli.run("ps", program.pid()).out();
            assertTrue(ps.contains("stalled") && ps.contains("held at") && ps.contains("holdTheLoop"), ps);

            String top = Cli.run("top", program.pid(), "--once").out();
            assertTrue(line(top, "STALLED").contains("culprit"), top);
            assertTrue(top.contains("LookedAt.holdTheLoop"), top);
        }
    }

    @Test
    void topShowsALoopThatWasStuckBeforeItLooked() throws Exception {
        for (String option : new String[] {"-Dusual=true", "-Dpirn.stall=0"}) {
            try (LookedAtProcess program = LookedAtProcess.startWith(option, "stalled")) {
                String top =
                        Cli.run("top", program.pid(), "--once", "-i", "100ms").out();
                assertTrue(line(top, "STALLED").contains("task culprit"), top);
                assertTrue(line(top, "STALLED").matches(".* \\d.* m?s\\b.*"), top);
                assertTrue(line(top, " at ").contains("LookedAt.holdTheLoop"), top);
                assertTrue(line(top, "lambda$stalled").startsWith("           "), top); // further down its stack
                assertTrue(line(top, "2 tasks").contains("pirn top"), top);
                assertTrue(line(top, "running").matches(" +\\d+ +running +100\\.0 .* culprit"), top);
                assertFalse(top.contains("no task has run"), top);
                String other = Cli.run("top", program.pid(), "--once", "-i", "100ms", "--name", "x")
                        .out();
                assertFalse(other.contains(" running "), other);

                Map<String, Object> json = json(Cli.run("top", program.pid(), "--once", "--json", "-i", "100ms"));
                Map<?, ?> loop = (Map<?, ?>) list(json, "loops").getFirst();
                assertEquals("STALLED", loop.get("state"));
                assertTrue(list(loop, "stack").toString().contains("holdTheLoop"), json.toString());
                assertEquals(2, number(loop, "tasks"));
            }
        }
    }

    @Test
    void namesCannotCommandATerminal() throws Exception {
        try (LookedAtProcess program = LookedAtProcess.start("evil")) {
            isPrintable(Cli.run("ps", program.pid()), "\\u001b[31m");
            isPrintable(Cli.run("pstree", program.pid(), "--stacks"), "nl\\nline");
            isPrintable(Cli.run("top", program.pid(), "--once", "-i", "100ms"), "cr\\rX");
            isPrintable(Cli.run("ps", program.pid(), "--name", LookedAt.EVIL), "none");
            for (Object[] command : new Object[][] {
                {"ps", program.pid(), "--json"},
                {"pstree", program.pid(), "--json"},
                {"top", program.pid(), "--once", "--json", "-i", "100ms"}
            }) {
                Cli pirn = Cli.run(command);
                isPrintable(pirn, "\\u202eabc");
                assertTrue(json(pirn).toString().contains(LookedAt.EVIL), pirn.out());
            }
        }
    }

    private static void isPrintable(Cli pirn, String part) {
        assertEquals(0, pirn.exitCode(), pirn.err());
        assertEquals(Printable.lines(pirn.out()), pirn.out());
        assertTrue(part.equals("none") || pirn.out().contains(part), pirn.out());
    }

    @Test
    void manyTasksAreCounted() throws Exception {
        try (LookedAtProcess program = LookedAtProcess.start("many", "100000")) {
            String ps = Cli.run("ps", program.pid(), "--name", "handler-99999").out();
            assertTrue(ps.contains("100001 tasks"), ps);
            assertTrue(ps.contains("handler-99999"), ps);
            assertFalse(ps.contains("handler-99998"), ps);
            String some = Cli.run("ps", program.pid(), "--name", "HANDLER-").out();
            assertTrue(some.contains("and 99950 more"), some);
            assertEquals(53, some.lines().count(), some);
            assertEquals(
                    100_001, names(json(Cli.run("ps", program.pid(), "--json"))).size());
            String tree = Cli.run("pstree", program.pid()).out();
            assertTrue(tree.lines().count() < 100, tree);
        }
    }

    @Test
    void nothingIsLeftBehind() throws Exception {
        List<Path> before = directories();
        try (LookedAtProcess program = LookedAtProcess.start("busy")) {
            for (int i = 0; i < 3; i++)
                assertEquals(0, Cli.run("ps", program.pid()).exitCode());
            while (program.serving() > 0) Thread.onSpinWait(); // they end as they notice that we have gone
        }
        assertEquals(before, directories());
    }

    private static List<Path> directories() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> Files.exists(file.resolve("s"))).toList();
        }
    }

    /** Java says the path of the agent's jar on stderr, so that another user may get to know it. */
    @Test
    void nothingOfTheAgentStaysOnTheClassPath() throws Exception {
        nothingStaysOnTheClassPathOf("-Dusual=true");
    }

    @Test
    void nothingOfTheAgentStaysOnTheClassPathOfAnotherLoader() throws Exception {
        nothingStaysOnTheClassPathOf("-Xshare:off -Djava.system.class.loader=" + OwnLoader.class.getName());
    }

    private static void nothingStaysOnTheClassPathOf(String option) throws Exception {
        try (LookedAtProcess program = LookedAtProcess.startWith(option, "busy")) {
            for (int i = 0; i < 4; i++)
                assertEquals(0, Cli.run("ps", program.pid()).exitCode());
            List<Path> jars = Pattern.compile("loaded dynamically \\(([^)]+)\\)")
                    .matcher(program.warnings())
                    .results()
                    .map(found -> Path.of(found.group(1)))
                    .toList();
            assertFalse(jars.isEmpty(), program.warnings());
            for (Path jar : jars) assertFalse(Files.exists(directoryOf(jar)), jar::toString);
            for (Path jar : jars) plant(jar);
            assertEquals("null", program.planted(), () -> "of " + jars);
            for (Path jar : jars) {
                Files.delete(jar);
                Files.delete(directoryOf(jar));
            }
        }
    }

    private static Path directoryOf(Path jar) {
        return requireNonNull(jar.getParent());
    }

    private static void plant(Path jar) throws IOException {
        Files.createDirectories(directoryOf(jar));
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new JarEntry("planted"));
            out.closeEntry();
        }
    }

    @Test
    void theEndOfTheProgramIsSaid() throws Exception {
        try (LookedAtProcess program = LookedAtProcess.start("busy")) {
            CompletableFuture<Cli> watching = new CompletableFuture<>();
            Thread.ofPlatform().start(() -> watching.complete(Cli.run("top", program.pid(), "--json", "-i", "20ms")));
            while (program.serving() == 0) Thread.onSpinWait();
            program.kill();
            Cli top = watching.get(60, TimeUnit.SECONDS);
            assertEquals(1, top.exitCode());
            assertEquals(
                    "pirn top: process " + program.pid() + " has ended",
                    top.err().strip());
        }
    }

    @Test
    void jvmsAreListed() throws Exception {
        try (LookedAtProcess program = LookedAtProcess.start("busy");
                LookedAtProcess other = LookedAtProcess.start("plain")) {
            List<Jvms.Jvm> jvms = Jvms.ask(Map.of(program.pid(), "busy", other.pid(), "plain"));
            String table = String.join("\n", Jvms.loopLines(jvms));
            assertTrue(line(table, "busy").matches(" *\\d+ +\\d+.* m?s +1 +3 +\\w+ +busy"), table);
            assertTrue(line(table, "plain").contains("does not run Pirn"), table);
        }
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "elsewhere the system does not tell the names of threads")
    void jvmsAreFoundWithoutTouchingThem() throws Exception {
        try (LookedAtProcess program = LookedAtProcess.start("busy");
                LookedAtProcess other = LookedAtProcess.start("plain")) {
            String all = Cli.run("ps").out();
            assertTrue(line(all, program.pid() + " ").contains(LookedAt.class.getName()), all);
            assertTrue(line(all, program.pid() + " ").matches(" *\\d+ +\\d+.* m?s +.*"), all);
            assertFalse(all.contains(other.pid() + " "), all);
            assertFalse(program.warnings().contains("agent"), program.warnings());
        }
    }

    @Test
    void whatCannotBeLookedAtIsSaid() throws Exception {
        fails(1, "there is no process " + NOBODY, "ps", NOBODY);
        fails(2, "'x' is not the number of a process", "pstree", "x");
        fails(2, "Missing required parameter: 'PID'", "top");
        fails(1, "is this command itself", "ps", ProcessHandle.current().pid());
        fails(1, "not a terminal", "top", NOBODY);
        fails(2, "Unknown option", "ps", "--quick");
        fails(2, "'-1' is not a number from 0 up", "ps", NOBODY, "-n", "-1");
        fails(2, "'few' is not a number from 0 up", "top", NOBODY, "--once", "--limit", "few");
        try (LookedAtProcess plain = LookedAtProcess.start("plain")) {
            fails(1, "does not run Pirn", "ps", plain.pid());
        }
        try (LookedAtProcess past = LookedAtProcess.start("past")) {
            assertEquals("no loops are open", Cli.run("ps", past.pid()).out().strip());
            assertEquals(0, Cli.run("pstree", past.pid()).exitCode());
            assertEquals(0, Cli.run("top", past.pid(), "--once", "-i", "10ms").exitCode());
        }
    }

    @Test
    void aJvmThatRefusesIsSaid() throws Exception {
        try (LookedAtProcess program = LookedAtProcess.startWith("-XX:+DisableAttachMechanism", "busy")) {
            fails(1, "-XX:+DisableAttachMechanism", "ps", program.pid());
        }
        try (LookedAtProcess program = LookedAtProcess.startWith("-XX:-EnableDynamicAgentLoading", "busy")) {
            fails(1, "EnableDynamicAgentLoading", "ps", program.pid());
        }
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "elsewhere the system does not tell")
    void aJvmThatIsStoppedIsSaid() throws Exception {
        try (LookedAtProcess program = LookedAtProcess.start("busy")) {
            program.signal("STOP");
            while (!program.isStopped()) Thread.onSpinWait();
            fails(1, "is stopped by a signal", "ps", program.pid());
            program.signal("CONT");
            assertEquals(0, Cli.run("ps", program.pid()).exitCode());
        }
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "elsewhere only the attempt can tell")
    void anotherProgramIsLeftAlone() throws Exception {
        Process sleep = new ProcessBuilder("sleep", "100").start();
        try {
            fails(1, "is not a JVM", "ps", sleep.pid());
            assertTrue(sleep.isAlive());
        } finally {
            sleep.destroy();
        }
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "elsewhere the system does not tell")
    void whatHasEndedAndWhoseParentDoesNotCareIsSaid() throws Exception {
        Process parent = new ProcessBuilder("sh", "-c", "cat <&0 & echo $!; exec sleep 100").start();
        try {
            long child = Long.parseLong(parent.inputReader().readLine());
            awaitText(Path.of("/proc/" + parent.pid() + "/comm"), "sleep"); // which waits for no child
            parent.getOutputStream().close();
            awaitText(Path.of("/proc/" + child + "/status"), "(zombie)");
            fails(1, "process " + child + " has ended", "ps", child);
        } finally {
            parent.destroy();
        }
    }

    private static void awaitText(Path file, String text) throws IOException {
        while (!Files.readString(file).contains(text)) Thread.onSpinWait();
    }

    private static void fails(int exitCode, String why, Object... command) {
        Cli pirn = Cli.run(command);
        assertEquals(exitCode, pirn.exitCode(), pirn.err());
        assertTrue(pirn.err().contains(why), pirn.err());
        assertFalse(pirn.err().contains("\tat "), pirn.err());
    }

    private static Map<String, Object> json(Cli pirn) throws IOException {
        assertEquals(0, pirn.exitCode(), pirn.err());
        return JSON.std.mapFrom(pirn.out());
    }

    private static List<String> names(Map<String, Object> dump) {
        return tasks(dump).map(task -> String.valueOf(task.get("name"))).toList();
    }

    private static Map<?, ?> task(Map<String, Object> dump, String name) {
        return tasks(dump)
                .filter(task -> name.equals(task.get("name")))
                .findFirst()
                .orElseThrow();
    }

    private static Stream<Map<?, ?>> tasks(Map<String, Object> dump) {
        return list(dump, "loops").stream()
                .flatMap(loop -> list((Map<?, ?>) loop, "tasks").stream())
                .map(Map.class::cast);
    }

    private static List<?> list(Map<?, ?> object, String field) {
        return (List<?>) requireNonNull(object.get(field), field);
    }

    private static long number(Map<?, ?> object, String field) {
        return ((Number) requireNonNull(object.get(field), field)).longValue();
    }

    private static String line(String text, String part) {
        return text.lines().filter(line -> line.contains(part)).findFirst().orElse("nothing of " + part);
    }
}
