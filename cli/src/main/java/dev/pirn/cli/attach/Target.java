package dev.pirn.cli.attach;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * The process that is to be looked at, as far as it can be judged without touching it. Linux shows most; elsewhere the
 * attempt has to show.
 *
 * @param pid its number
 */
record Target(long pid) {

    private static final Path PROC = Path.of("/proc");
    private static final Duration ENDING = Duration.ofMillis(500);

    /** Says why it cannot be looked at, if that is known. */
    void check() throws AttachException {
        if (pid == ProcessHandle.current().pid()) throw new AttachException(pid + " is this command itself");
        if (ProcessHandle.of(pid).isEmpty()) throw new AttachException("there is no process " + pid);
        if (isZombie()) throw new AttachException("process " + pid + " has ended, and only its parent has not noticed");
        if (!Files.isDirectory(directory())) return;
        checkUser();
        checkContainer();
        if (!isJvm()) throw new AttachException("process " + pid + " is not a JVM: " + command());
        if (isStopped())
            throw new AttachException(
                    "process " + pid + " is stopped by a signal, and answers when it goes on (kill -CONT " + pid + ")");
    }

    private Path directory() {
        return PROC.resolve(String.valueOf(pid));
    }

    private void checkUser() throws AttachException {
        String mine = System.getProperty("user.name");
        String its = user();
        if (its.isEmpty() || its.equals(mine) || mine.equals("root")) return;
        throw new AttachException(
                "process " + pid + " belongs to the user " + its + ": run this command as that user, or as root");
    }

    private String user() {
        try {
            return Files.getOwner(directory()).getName();
        } catch (IOException e) {
            return ""; // it has just ended
        }
    }

    private void checkContainer() throws AttachException {
        Optional<Path> its = mounts(directory());
        if (its.isEmpty() || its.equals(mounts(PROC.resolve("self")))) return;
        throw new AttachException(
                "process " + pid + " sees other files than this command, so it runs in a container: run pirn"
                        + " inside of that, for example with docker exec");
    }

    private static Optional<Path> mounts(Path process) {
        try {
            return Optional.of(Files.readSymbolicLink(process.resolve("ns/mnt")));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Whether HotSpot's library is mapped. A process that is not a JVM could take the signal amiss that the JDK sends.
     */
    private boolean isJvm() {
        try (Stream<String> maps = Files.lines(directory().resolve("maps"))) {
            return maps.anyMatch(line -> line.endsWith("libjvm.so") || line.endsWith("libjvm.so (deleted)"));
        } catch (IOException e) {
            return true; // not for us to see: let the JDK try
        }
    }

    /** Whether a signal has stopped it, so that it would not answer. */
    private boolean isStopped() {
        return isInState("(stopped)");
    }

    /** Whether it has ended, and its parent does not care yet, or never. */
    private boolean isZombie() {
        return isInState("(zombie)");
    }

    private boolean isInState(String state) {
        try (Stream<String> status = Files.lines(directory().resolve("status"))) {
            return status.anyMatch(line -> line.startsWith("State:") && line.contains(state));
        } catch (IOException e) {
            return false;
        }
    }

    private String command() {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().command())
                .orElse("?");
    }

    boolean isGone() {
        return ProcessHandle.of(pid).isEmpty() || isZombie();
    }

    /** Whether it has ended. One that is ending closes its connections first, so this waits a little for it. */
    boolean hasEnded() {
        Optional<ProcessHandle> process = ProcessHandle.of(pid);
        if (process.isEmpty()) return true;
        try {
            process.get().onExit().get(ENDING.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException | ExecutionException e) {
            return isZombie();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** {@return what it runs: its command line without the JVM and its options} */
    String program() {
        List<String> arguments = arguments();
        for (int i = 1; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.equals("-jar") || argument.equals("-m") || argument.equals("--module")) continue;
            if (takesValue(argument)) i++;
            else if (!argument.startsWith("-") && !argument.startsWith("@")) return argument;
        }
        return command();
    }

    /** The JDK's view of a process lacks the arguments if they are long, as a class path is. */
    private List<String> arguments() {
        try {
            return List.of(Files.readString(directory().resolve("cmdline")).split("\0", -1));
        } catch (IOException e) {
            List<String> all = new ArrayList<>();
            ProcessHandle.of(pid).map(ProcessHandle::info).ifPresent(info -> {
                all.add(info.command().orElse("java"));
                all.addAll(List.of(info.arguments().orElse(new String[0])));
            });
            return all;
        }
    }

    private static boolean takesValue(String option) {
        return switch (option) {
            case "-cp", "-classpath", "--class-path", "-p", "--module-path", "--add-opens", "--add-exports" -> true;
            case "--add-modules", "--add-reads", "--patch-module", "--upgrade-module-path" -> true;
            case "--limit-modules", "--source", "--enable-native-access" -> true;
            default -> false;
        };
    }
}
