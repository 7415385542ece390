package dev.pirn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a lambda becomes where a method takes a body or a block. */
final class BodyOrBlockTest {

    private static final List<String> STARTS = List.of("run", "spawn", "startGuest");

    private static final List<Class<?>> STARTERS =
            List.of(Async.class, Loop.class, Pirn.class, Runner.class, TaskGroup.class);

    @Test
    void aLambdaThatIsBothIsABody() throws Exception {
        List<String> list = new ArrayList<>();
        Body<Boolean, RuntimeException> body = () -> list.add("x");
        assertEquals("body", taken(() -> list.add("x")));
        assertEquals("body", taken(() -> {
            throw new IllegalStateException();
        }));
        assertEquals("body", taken(body));
    }

    @Test
    void aLambdaWithoutAResultIsABlock() throws Exception {
        List<String> list = new ArrayList<>();
        assertEquals("block", taken(list::clear));
        assertEquals("block", taken(() -> {
            list.add("x");
        }));
    }

    @Test
    void aBodyRunAsABlockIsCalled() {
        List<String> calls = new ArrayList<>();
        Body<Boolean, RuntimeException> body = () -> calls.add("called");
        Block<RuntimeException> block = body;
        block.run();
        assertEquals(List.of("called"), calls);
    }

    /**
     * Kotlin's lambdas are both, and of two methods it prefers the one without type parameters. It makes no interface
     * of a lambda for a parameter whose type is a type variable: so only the body is left, and the result is kept.
     */
    @Test
    void whatTakesABlockBesideABodyTakesItsTypeAsAVariable() {
        int pairs = 0;
        for (Class<?> starter : STARTERS) {
            for (Method method : starter.getMethods()) {
                if (!STARTS.contains(method.getName()) || !takes(method, Block.class)) continue;
                assertTrue(hasTwinWithBody(starter, method), method.toGenericString());
                pairs++;
                Type last = method.getGenericParameterTypes()[method.getParameterCount() - 1];
                assertInstanceOf(TypeVariable.class, last, method.toGenericString());
            }
        }
        assertTrue(pairs >= 10, "found only " + pairs);
    }

    private static boolean takes(Method method, Class<?> last) {
        Class<?>[] types = method.getParameterTypes();
        return types.length > 0 && types[types.length - 1] == last;
    }

    private static boolean hasTwinWithBody(Class<?> type, Method method) {
        Class<?>[] twin = method.getParameterTypes().clone();
        twin[twin.length - 1] = Body.class;
        return Arrays.stream(type.getMethods())
                .anyMatch(m -> m.getName().equals(method.getName()) && Arrays.equals(m.getParameterTypes(), twin));
    }

    private static String taken(Body<?, ?> body) {
        assertNotNull(body);
        return "body";
    }

    private static <B extends Block<?>> String taken(B block) {
        assertTrue(!(block instanceof Body<?, ?>));
        return "block";
    }
}
