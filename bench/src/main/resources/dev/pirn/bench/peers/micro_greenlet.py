"""What Python's greenlets and generators cost. usage: micro_greenlet.py COUNT"""
import sys
from time import perf_counter_ns

import greenlet

COUNT = int(sys.argv[1])
ROUNDS = 3
outside = greenlet.getcurrent()


def measure(name, work, operations=COUNT):
    """Times a function; all its runs but the first count."""
    work()
    for _ in range(ROUNDS):
        start = perf_counter_ns()
        work()
        print(f"{name} {(perf_counter_ns() - start) / operations:.1f} ns", flush=True)


def switch_back():
    while True:
        outside.switch()


def greenlets():
    inside = greenlet.greenlet(switch_back)
    for _ in range(COUNT):
        inside.switch()


def numbers():
    for i in range(COUNT):
        yield i


def generators():
    for _ in numbers():
        pass


measure("greenlet_switch", greenlets, 2 * COUNT)  # there and back are two
measure("generator_next", generators)
