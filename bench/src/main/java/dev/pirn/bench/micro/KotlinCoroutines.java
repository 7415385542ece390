package dev.pirn.bench.micro;

import java.util.ArrayDeque;
import java.util.Deque;
import kotlin.ResultKt;
import kotlin.Unit;
import kotlin.coroutines.Continuation;
import kotlin.coroutines.EmptyCoroutineContext;
import kotlin.coroutines.intrinsics.IntrinsicsKt;
import kotlin.coroutines.jvm.internal.SuspendLambda;
import kotlin.jvm.functions.Function2;
import kotlinx.coroutines.BuildersKt;
import kotlinx.coroutines.CoroutineScope;
import kotlinx.coroutines.CoroutineStart;
import kotlinx.coroutines.Job;
import kotlinx.coroutines.YieldKt;
import kotlinx.coroutines.channels.BufferOverflow;
import kotlinx.coroutines.channels.Channel;
import kotlinx.coroutines.channels.ChannelKt;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * Kotlin's coroutines on the event loop of {@code runBlocking}. The bodies are written as Kotlin's compiler translates
 * suspending functions: state machines that are called again when what they wait for is there.
 */
@SuppressWarnings("serial") // bodies are serializable by Kotlin's base class; nobody writes them
public class KotlinCoroutines {

    /** Created by JMH. */
    public KotlinCoroutines() {}

    /** A suspending function; {@link #proceed} goes on from where it was. */
    private abstract static class Body extends SuspendLambda
            implements Function2<CoroutineScope, Continuation<? super Unit>, Object> {

        @Nullable
        CoroutineScope scope;

        Body(@Nullable Continuation<?> completion) {
            super(2, cast(completion));
        }

        @SuppressWarnings({"unchecked", "NullAway"}) // Kotlin's own bodies are created with none, too
        private static Continuation<Object> cast(@Nullable Continuation<?> completion) {
            return (Continuation<Object>) completion;
        }

        /** {@return the body of one coroutine} */
        abstract Body start(Continuation<?> completion);

        /** {@return {@link #SUSPENDED}, or anything else at the end} */
        abstract Object proceed(Object result);

        @Override
        public final Object invoke(CoroutineScope in, Continuation<? super Unit> completion) {
            Body body = start(completion);
            body.scope = in;
            return body.invokeSuspend(Unit.INSTANCE);
        }

        @Override
        public final Continuation<Unit> create(@Nullable Object value, Continuation<?> completion) {
            Body body = start(completion);
            body.scope = (CoroutineScope) value;
            return asUnit(body);
        }

        @SuppressWarnings("unchecked")
        private static Continuation<Unit> asUnit(Continuation<?> body) {
            return (Continuation<Unit>) body;
        }

        @Override
        protected final Object invokeSuspend(Object result) {
            ResultKt.throwOnFailure(result);
            return proceed(result);
        }

        /** {@return this, as what a suspending function calls when it goes on} */
        @SuppressWarnings("unchecked")
        final <T> Continuation<T> me() {
            return (Continuation<T>) (Continuation<?>) this;
        }

        final Job launch(Body body) {
            if (scope == null) throw new IllegalStateException("not started");
            return BuildersKt.launch(scope, EmptyCoroutineContext.INSTANCE, CoroutineStart.DEFAULT, body);
        }
    }

    private static final Object SUSPENDED = IntrinsicsKt.getCOROUTINE_SUSPENDED();

    private static void runBlocking(Body body) throws InterruptedException {
        BuildersKt.runBlocking(EmptyCoroutineContext.INSTANCE, body);
    }

    /**
     * Two coroutines let each other run.
     *
     * @throws InterruptedException if interrupted meanwhile
     */
    @Benchmark
    @OperationsPerInvocation(2 * Batch.SIZE)
    public void switches() throws InterruptedException {
        runBlocking(new Pairing(null, new Yielding(null), new Yielding(null)));
    }

    /** Launches two others, which its scope waits for. */
    private static final class Pairing extends Body {

        private final Body first;
        private final Body second;

        Pairing(@Nullable Continuation<?> completion, Body first, Body second) {
            super(completion);
            this.first = first;
            this.second = second;
        }

        @Override
        Body start(Continuation<?> completion) {
            return new Pairing(completion, first, second);
        }

        @Override
        Object proceed(Object result) {
            launch(first);
            launch(second);
            return Unit.INSTANCE;
        }
    }

    private static final class Yielding extends Body {

        private int left = Batch.SIZE;

        Yielding(@Nullable Continuation<?> completion) {
            super(completion);
        }

        @Override
        Body start(Continuation<?> completion) {
            return new Yielding(completion);
        }

        @Override
        Object proceed(Object result) {
            while (left-- > 0) if (YieldKt.yield(me()) == SUSPENDED) return SUSPENDED;
            return Unit.INSTANCE;
        }
    }

    private static final class Nothing extends Body {

        Nothing(@Nullable Continuation<?> completion) {
            super(completion);
        }

        @Override
        Body start(Continuation<?> completion) {
            return new Nothing(completion);
        }

        @Override
        Object proceed(Object result) {
            return Unit.INSTANCE;
        }
    }

    /**
     * A coroutine that does nothing is started and joined.
     *
     * @throws InterruptedException if interrupted meanwhile
     */
    @Benchmark
    @OperationsPerInvocation(Batch.SIZE)
    public void spawnAndAwait() throws InterruptedException {
        runBlocking(new Joining(null, 1));
    }

    /**
     * A thousand of them are started, then joined.
     *
     * @throws InterruptedException if interrupted meanwhile
     */
    @Benchmark
    @OperationsPerInvocation(Batch.SIZE)
    public void gatherThousands() throws InterruptedException {
        runBlocking(new Joining(null, Batch.GATHERED));
    }

    /** Starts some coroutines, joins them, and does so again, until a batch is through. */
    private static final class Joining extends Body {

        private final int together;
        private final Deque<Job> jobs = new ArrayDeque<>();
        private int left = Batch.SIZE;

        Joining(@Nullable Continuation<?> completion, int together) {
            super(completion);
            this.together = together;
        }

        @Override
        Body start(Continuation<?> completion) {
            return new Joining(completion, together);
        }

        @Override
        Object proceed(Object result) {
            while (true) {
                for (Job job = jobs.poll(); job != null; job = jobs.poll())
                    if (job.join(me()) == SUSPENDED) return SUSPENDED;
                if (left == 0) return Unit.INSTANCE;
                left -= together;
                for (int i = 0; i < together; i++) jobs.add(launch(new Nothing(null)));
            }
        }
    }

    /**
     * One coroutine hands over to another through a channel for one item.
     *
     * @throws InterruptedException if interrupted meanwhile
     */
    @Benchmark
    @OperationsPerInvocation(Batch.SIZE)
    public void handOff() throws InterruptedException {
        Channel<Integer> channel = ChannelKt.Channel(1, BufferOverflow.SUSPEND, null);
        runBlocking(new Pairing(null, new Sending(null, channel), new Receiving(null, channel)));
    }

    private static final class Sending extends Body {

        private final Channel<Integer> channel;
        private int sent;

        Sending(@Nullable Continuation<?> completion, Channel<Integer> channel) {
            super(completion);
            this.channel = channel;
        }

        @Override
        Body start(Continuation<?> completion) {
            return new Sending(completion, channel);
        }

        @Override
        Object proceed(Object result) {
            while (sent < Batch.SIZE) if (channel.send(sent++, me()) == SUSPENDED) return SUSPENDED;
            return Unit.INSTANCE;
        }
    }

    private static final class Receiving extends Body {

        private final Channel<Integer> channel;
        private int left = Batch.SIZE;

        Receiving(@Nullable Continuation<?> completion, Channel<Integer> channel) {
            super(completion);
            this.channel = channel;
        }

        @Override
        Body start(Continuation<?> completion) {
            return new Receiving(completion, channel);
        }

        @Override
        Object proceed(Object result) {
            while (left-- > 0) if (channel.receive(me()) == SUSPENDED) return SUSPENDED;
            return Unit.INSTANCE;
        }
    }
}
