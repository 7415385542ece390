package dev.pirn.bench.micro;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import kotlin.ResultKt;
import kotlin.Unit;
import kotlin.coroutines.Continuation;
import kotlin.coroutines.EmptyCoroutineContext;
import kotlin.coroutines.intrinsics.IntrinsicsKt;
import kotlin.coroutines.jvm.internal.RestrictedSuspendLambda;
import kotlin.coroutines.jvm.internal.SuspendLambda;
import kotlin.jvm.functions.Function2;
import kotlin.sequences.SequenceScope;
import kotlin.sequences.SequencesKt;
import kotlinx.coroutines.BuildersKt;
import kotlinx.coroutines.CoroutineScope;
import kotlinx.coroutines.CoroutineStart;
import kotlinx.coroutines.Job;
import kotlinx.coroutines.YieldKt;
import kotlinx.coroutines.channels.BufferOverflow;
import kotlinx.coroutines.channels.Channel;
import kotlinx.coroutines.channels.ChannelKt;
import kotlinx.coroutines.sync.Mutex;
import kotlinx.coroutines.sync.MutexKt;
import kotlinx.coroutines.sync.Semaphore;
import kotlinx.coroutines.sync.SemaphoreKt;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * Kotlin's coroutines on the event loop of {@code runBlocking}. The bodies are written as Kotlin's compiler translates
 * suspending functions: state machines that are called again when what they wait for is there.
 */
@SuppressWarnings("serial") // bodies are serializable by Kotlin's base class; they are never written
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

    /**
     * One coroutine hands over to another through a channel that holds nothing.
     *
     * @throws InterruptedException if interrupted meanwhile
     */
    @Benchmark
    @OperationsPerInvocation(Batch.SIZE)
    public void rendezvous() throws InterruptedException {
        Channel<Integer> channel = ChannelKt.Channel(0, BufferOverflow.SUSPEND, null);
        runBlocking(new Pairing(null, new Sending(null, channel), new Receiving(null, channel)));
    }

    /**
     * A coroutine sends an item into a channel that has room and receives it again.
     *
     * @throws InterruptedException if interrupted meanwhile
     */
    @Benchmark
    @OperationsPerInvocation(Batch.SIZE)
    public void putAndGet() throws InterruptedException {
        runBlocking(new Roomy(null, ChannelKt.Channel(Batch.ROOM, BufferOverflow.SUSPEND, null)));
    }

    /** Nothing suspends in it, so it has one state. */
    private static final class Roomy extends Body {

        private final Channel<Integer> channel;

        Roomy(@Nullable Continuation<?> completion, Channel<Integer> channel) {
            super(completion);
            this.channel = channel;
        }

        @Override
        Body start(Continuation<?> completion) {
            return new Roomy(completion, channel);
        }

        @Override
        Object proceed(Object result) {
            for (int i = 0; i < Batch.SIZE; i++) {
                neverSuspended(channel.send(i, me()));
                neverSuspended(channel.receive(me()));
            }
            return Unit.INSTANCE;
        }
    }

    private static void neverSuspended(@Nullable Object returned) {
        if (returned == SUSPENDED) throw new IllegalStateException("it was to go on at once");
    }

    /**
     * An uncontended lock is taken and given back.
     *
     * @throws InterruptedException if interrupted meanwhile
     */
    @Benchmark
    @OperationsPerInvocation(Batch.SIZE)
    public void lock() throws InterruptedException {
        runBlocking(new Locking(null, MutexKt.Mutex(false)));
    }

    private static final class Locking extends Body {

        private final Mutex mutex;

        Locking(@Nullable Continuation<?> completion, Mutex mutex) {
            super(completion);
            this.mutex = mutex;
        }

        @Override
        Body start(Continuation<?> completion) {
            return new Locking(completion, mutex);
        }

        @Override
        Object proceed(Object result) {
            for (int i = 0; i < Batch.SIZE; i++) {
                neverSuspended(mutex.lock(null, me()));
                mutex.unlock(null);
            }
            return Unit.INSTANCE;
        }
    }

    /**
     * A permit that is free is taken and given back.
     *
     * @throws InterruptedException if interrupted meanwhile
     */
    @Benchmark
    @OperationsPerInvocation(Batch.SIZE)
    public void semaphore() throws InterruptedException {
        runBlocking(new Permitted(null, SemaphoreKt.Semaphore(1, 0)));
    }

    private static final class Permitted extends Body {

        private final Semaphore semaphore;

        Permitted(@Nullable Continuation<?> completion, Semaphore semaphore) {
            super(completion);
            this.semaphore = semaphore;
        }

        @Override
        Body start(Continuation<?> completion) {
            return new Permitted(completion, semaphore);
        }

        @Override
        Object proceed(Object result) {
            for (int i = 0; i < Batch.SIZE; i++) {
                neverSuspended(semaphore.acquire(me()));
                semaphore.release();
            }
            return Unit.INSTANCE;
        }
    }

    /**
     * Values are pulled from a sequence whose body yields them.
     *
     * @return what keeps the work alive
     */
    @Benchmark
    @OperationsPerInvocation(Batch.SIZE)
    public int pulls() {
        int sum = 0;
        Iterator<Integer> values = SequencesKt.iterator(new SeqLock(null));
        while (values.hasNext()) sum += values.next();
        return sum;
    }

    private static final class SeqLock extends RestrictedSuspendLambda
            implements Function2<SequenceScope<? super Integer>, Continuation<? super Unit>, Object> {

        private @Nullable SequenceScope<? super Integer> scope;
        private int next;

        SeqLock(@Nullable Continuation<?> completion) {
            super(2, Body.cast(completion));
        }

        @Override
        public Object invoke(SequenceScope<? super Integer> in, Continuation<? super Unit> completion) {
            return started(in, completion).invokeSuspend(Unit.INSTANCE);
        }

        @Override
        @SuppressWarnings("unchecked")
        public Continuation<Unit> create(@Nullable Object value, Continuation<?> completion) {
            return (Continuation<Unit>) (Continuation<?>) started((SequenceScope<Integer>) value, completion);
        }

        private static SeqLock started(@Nullable SequenceScope<? super Integer> in, Continuation<?> completion) {
            SeqLock numbers = new SeqLock(completion);
            numbers.scope = in;
            return numbers;
        }

        @Override
        @SuppressWarnings("unchecked")
        protected Object invokeSuspend(Object result) {
            if (scope == null) throw new IllegalStateException("not started");
            Continuation<Unit> me = (Continuation<Unit>) (Continuation<?>) this;
            while (next < Batch.SIZE) if (scope.yield(next++, me) == SUSPENDED) return SUSPENDED;
            return Unit.INSTANCE;
        }
    }
}
