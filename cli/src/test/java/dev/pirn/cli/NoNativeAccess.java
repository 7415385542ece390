package dev.pirn.cli;

import dev.pirn.Pirn;
import dev.pirn.Signal;
import dev.pirn.process.Subprocess;

/** A program that uses a child process, wherever it comes from. */
final class NoNativeAccess {

    private NoNativeAccess() {}

    public static void main(String... args) {
        Pirn.run(() -> {
            System.out.println(Subprocess.exec("cat").run("to and fro").text());
            try (Subprocess cat = Subprocess.exec("cat").start()) {
                System.out.println(cat.signal(Signal.USR1));
            } catch (UnsupportedOperationException e) {
                System.out.println(e.getMessage());
            }
        });
    }
}
