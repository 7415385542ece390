package dev.pirn.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pirn.spi.IoSocket;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.SocketOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Options are set in the order in which they were named, which decides the one that fails first. */
class SocketOptionsTest {

    @Test
    void optionsAreSetInTheOrderInWhichTheyWereNamed() throws IOException {
        List<SocketOption<?>> named = new ArrayList<>();
        SocketOptions options = SocketOptions.of(option(named), 0);
        for (int i = 1; i < 50; i++) options = options.with(option(named), i);
        List<Object> set = new ArrayList<>();
        IoSocket socket = (IoSocket) Proxy.newProxyInstance(
                IoSocket.class.getClassLoader(), new Class<?>[] {IoSocket.class}, (proxy, method, arguments) -> {
                    set.add(arguments[0]);
                    return null;
                });
        options.applyTo(socket);
        assertEquals(named, set);
    }

    private static SocketOption<Integer> option(List<SocketOption<?>> named) {
        SocketOption<Integer> option = new SocketOption<>() {
            @Override
            public String name() {
                return "OPTION_" + named.size();
            }

            @Override
            public Class<Integer> type() {
                return Integer.class;
            }
        };
        named.add(option);
        return option;
    }
}
