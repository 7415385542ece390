package dev.pirn.cli.download;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Says in one line why something failed, and whether trying again may help. */
public final class Reasons {

    private Reasons() {}

    /**
     * {@return why a file operation failed, without repeating the file's name}
     *
     * @param failure what was thrown
     */
    public static String ofFile(IOException failure) {
        return switch (failure) {
            case AccessDeniedException e -> "permission denied";
            case NoSuchFileException e -> "no such file or directory";
            case FileAlreadyExistsException e -> "a file of that name is in the way";
            case NotDirectoryException e -> "not a directory";
            case FileSystemException e when e.getReason() != null -> e.getReason();
            default -> text(failure);
        };
    }

    /**
     * {@return what an attempt's failure means}
     *
     * @param transfer the attempt
     * @param failure what was thrown
     * @param timeout how long the attempt waited without progress
     */
    static FetchException ofAttempt(Transfer transfer, Throwable failure, Duration timeout) {
        FetchException own = find(failure, FetchException.class);
        if (own != null) return own;
        if (find(failure, SocketTimeoutException.class) != null || find(failure, HttpTimeoutException.class) != null)
            return stalled(transfer, timeout);
        if (transfer.isShort()) return transfer.cutShort(failure);
        return ofNetwork(transfer.uri(), failure);
    }

    /** {@return the failure of an attempt without progress} */
    static FetchException stalled(Transfer transfer, Duration timeout) {
        String seconds = timeout.toMillis() / 1000.0 + " s";
        return transfer.received() == 0
                ? FetchException.passing("no answer within " + seconds, null)
                : FetchException.passing("no data for " + seconds + " after " + transfer.received() + " bytes", null);
    }

    private static FetchException ofNetwork(URI uri, Throwable failure) {
        String host = uri.getHost();
        boolean isUnknown = find(failure, UnknownHostException.class) != null
                || find(failure, UnresolvedAddressException.class) != null;
        if (isUnknown) return FetchException.lasting("unknown host " + host, failure);
        if (find(failure, NoRouteToHostException.class) != null)
            return FetchException.lasting("no route to host " + host, failure);
        if (find(failure, ConnectException.class) != null)
            return FetchException.lasting("connection refused by " + authority(uri), failure);
        SSLException tls = find(failure, SSLException.class);
        if (tls != null) return FetchException.lasting("TLS: " + text(tls), failure);
        if (find(failure, EOFException.class) != null)
            return FetchException.passing("connection closed without a whole answer", failure);
        IOException broken = find(failure, IOException.class);
        if (broken != null) return FetchException.passing(text(broken), failure);
        return FetchException.lasting(text(failure), failure);
    }

    private static String authority(URI uri) {
        return uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
    }

    private static String text(Throwable failure) {
        String message = failure.getMessage();
        return message == null
                ? failure.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
    }

    /** Libraries wrap the cause that matters, some twice. */
    private static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> type) {
        Throwable at = failure;
        for (int depth = 0; at != null && depth < 10; depth++, at = at.getCause())
            if (type.isInstance(at)) return type.cast(at);
        return null;
    }
}
