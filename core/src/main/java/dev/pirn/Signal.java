package dev.pirn;

/** Signal: the signals of Unix. Their numbers are those of Linux; handlers go by the name. */
public enum Signal {
    /** The terminal was closed. */
    HUP(1),
    /** Ctrl-C. */
    INT(2),
    /** Ctrl-\; the JVM prints its threads. */
    QUIT(3),
    /** A wrong instruction; the JVM's own. */
    ILL(4),
    /** A breakpoint. */
    TRAP(5),
    /** The process gave up. */
    ABRT(6),
    /** Memory that is not there; the JVM's own. */
    BUS(7),
    /** A division by zero; the JVM's own. */
    FPE(8),
    /** Ends a process at once; it cannot be handled. */
    KILL(9),
    /** For the program's own use. */
    USR1(10),
    /** Memory that is not there; the JVM's own. */
    SEGV(11),
    /** For the program's own use; HotSpot takes it for itself. */
    USR2(12),
    /** A pipe without a reader was written to; writing fails instead. */
    PIPE(13),
    /** A timer. */
    ALRM(14),
    /** Asks a process to end. */
    TERM(15),
    /** A child has ended. */
    CHLD(17),
    /** Lets a stopped process go on. */
    CONT(18),
    /** Stops a process; it cannot be handled. */
    STOP(19),
    /** Ctrl-Z. */
    TSTP(20),
    /** Reading the terminal in the background. */
    TTIN(21),
    /** Writing to the terminal in the background. */
    TTOU(22),
    /** Urgent data on a socket. */
    URG(23),
    /** Too much processor time. */
    XCPU(24),
    /** Too large a file. */
    XFSZ(25),
    /** The terminal has another size. */
    WINCH(28),
    /** I/O is possible. */
    IO(29),
    /** The power fails. */
    PWR(30),
    /** A wrong system call. */
    SYS(31);

    private final int number;

    Signal(int number) {
        this.number = number;
    }

    /** {@return its number on Linux} */
    public int number() {
        return number;
    }

    /** {@return its usual name, for example {@code SIGTERM}} */
    public String longName() {
        return "SIG" + name();
    }

    /**
     * {@return a signal in words: its usual name, or its number if it has none here}
     *
     * @param number the number
     */
    public static String describe(int number) {
        for (Signal signal : values()) {
            if (signal.number == number) return signal.longName();
        }
        return "signal " + number;
    }
}
