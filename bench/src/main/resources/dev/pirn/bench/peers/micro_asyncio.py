"""What asyncio's operations cost. usage: micro_asyncio.py asyncio|uvloop COUNT"""
import asyncio
import os
import sys
import threading
from time import perf_counter_ns

LOOP, COUNT = sys.argv[1], int(sys.argv[2])
SLEEPERS = 100_000
ROUNDS = 3


async def measure(name, work, operations=COUNT):
    """Times a coroutine function; all its runs but the first count."""
    await work()
    for _ in range(ROUNDS):
        start = perf_counter_ns()
        await work()
        print(f"{name} {(perf_counter_ns() - start) / operations:.1f} ns", flush=True)


async def answer():
    return 1


async def yield_often():
    for _ in range(COUNT):
        await asyncio.sleep(0)


async def switches():
    await asyncio.gather(yield_often(), yield_often())


async def spawn_and_await():
    for _ in range(COUNT):
        await asyncio.create_task(answer())


async def gather_thousands():
    for _ in range(COUNT // 1000):
        await asyncio.gather(*[answer() for _ in range(1000)])


class Countdown:
    """Completes a future when it has been called COUNT times."""

    def __init__(self, loop):
        self.left = COUNT
        self.done = loop.create_future()

    def __call__(self):
        self.left -= 1
        if not self.left:
            self.done.set_result(None)


async def call_soon():
    loop = asyncio.get_running_loop()
    countdown = Countdown(loop)

    def again():
        countdown()
        if countdown.left:
            loop.call_soon(again)

    loop.call_soon(again)
    await countdown.done


def submissions(threads):
    async def submit():
        loop = asyncio.get_running_loop()
        countdown = Countdown(loop)

        def produce():
            for _ in range(COUNT // threads):
                loop.call_soon_threadsafe(countdown)

        for _ in range(threads):
            threading.Thread(target=produce, daemon=True).start()
        await countdown.done

    return submit


async def timers():
    loop = asyncio.get_running_loop()
    for handle in [loop.call_later(3600 + i * 1e-6, answer) for i in range(COUNT)]:
        handle.cancel()


async def timeouts():
    for _ in range(COUNT):
        async with asyncio.timeout(3600):
            pass


async def hand_off():
    queue = asyncio.Queue(1)

    async def give():
        for i in range(COUNT):
            await queue.put(i)

    async def take():
        for _ in range(COUNT):
            await queue.get()

    await asyncio.gather(give(), take())


async def put_and_get():
    queue = asyncio.Queue(16)
    for i in range(COUNT):
        await queue.put(i)
        await queue.get()


async def locks():
    lock = asyncio.Lock()
    for _ in range(COUNT):
        async with lock:
            pass


async def permits():
    semaphore = asyncio.Semaphore(1)
    for _ in range(COUNT):
        async with semaphore:
            pass


def resident():
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


async def sleepers():
    if not os.path.exists("/proc/self/statm"):
        return
    before = resident()
    tasks = [asyncio.create_task(asyncio.sleep(3600)) for _ in range(SLEEPERS)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    print(f"sleeper_memory {(resident() - before) // SLEEPERS} bytes", flush=True)
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)


async def main():
    await sleepers()  # first, while no freed memory can be used again
    await measure("switch", switches, 2 * COUNT)
    await measure("spawn_await", spawn_and_await)
    await measure("gather_1000_per_task", gather_thousands)
    await measure("queue_1_handoff", hand_off)
    await measure("queue_put_get", put_and_get)
    await measure("lock", locks)
    await measure("semaphore", permits)
    await measure("call_soon", call_soon)
    await measure("call_soon_threadsafe", submissions(1))
    await measure("call_soon_2_threads", submissions(2))
    await measure("call_soon_4_threads", submissions(4))
    await measure("timer_schedule_cancel", timers)
    if hasattr(asyncio, "timeout"):
        await measure("timeout_not_reached", timeouts)


if LOOP == "uvloop":
    import uvloop

    uvloop.install()
asyncio.run(main())
