// What the page knows: the loops, the tasks and what they did of late, kept up to date by what the program says is new.

import { STATES } from "./words.js";

export const LONGEST_SPAN = 300_000; // milliseconds that the timeline goes back at most
const REMEMBERED_ENDED = 2_000;
const SAMPLES = 120;
const SAME_MILLIS = 500; // moments are only known to about that

export class Task {
  constructor(id) {
    this.id = id;
    this.spans = []; // [since, state], oldest first
    this.ended = null;
    this.busy = 0;
  }

  // The order is that of StateWriter.
  update([, loop, name, state, cancelling, born, since, group, parent, kind, what, needsAll, awaited], mostSpans) {
    this.loop = loop;
    this.born = born;
    this.since = since;
    this.cancelling = cancelling === 1;
    this.group = group;
    this.parent = parent;
    this.state = state.toLowerCase();
    this.kind = kind ?? "";
    this.what = what ?? "";
    this.needsAll = needsAll === 1;
    this.awaited = awaited ?? [];
    if (name !== this.name) {
      this.name = name;
      this.stem = name.replace(/\d+/g, "#"); // what is left of numbered names that are alike
    }
    this.haystack = `${name} ${this.state} ${this.kind} ${this.what}`.toLowerCase();
    const last = this.spans.at(-1);
    if (!last || last[1] !== this.state || Math.abs(since - last[0]) >= SAME_MILLIS) this.spans.push([since, this.state]);
    if (this.spans.length > mostSpans) this.spans.splice(0, this.spans.length - mostSpans);
  }
}

// One loop, with its rates over the last minutes.
export class Loop {
  constructor(id) {
    this.id = id;
    this.times = [];
    this.series = { turns: [], p99: [], busy: [], ready: [], timers: [], sockets: [] };
    this.before = null;
    this.busyBefore = new Map();
  }

  // A meter that began anew, because nobody looked for a while, has no rates yet.
  update(info, taken) {
    this.info = info;
    const now = info.measured;
    const elapsed = now && this.before ? now.nanos - this.before.nanos : 0;
    if (elapsed > 0) this.#sample(now, elapsed, taken);
    if (elapsed !== 0 || !this.before) this.before = now ?? null;
  }

  #sample(now, elapsed, taken) {
    const seconds = elapsed / 1e9;
    const busy = Math.min(1, Math.max(0, 1 - (now.pollNanos - this.before.pollNanos) / elapsed));
    this.rates = {
      turns: (now.turns - this.before.turns) / seconds,
      p50: now.stepP50,
      p99: now.stepP99,
      busy,
      poll: 1 - busy,
      ready: now.ready,
      timers: now.timers,
      sockets: now.sockets,
    };
    this.times.push(taken);
    for (const name of Object.keys(this.series)) this.series[name].push(this.rates[name]);
    if (this.times.length > SAMPLES) for (const list of [this.times, ...Object.values(this.series)]) list.shift();
  }

  // The share of the time since the last look that each of the busiest tasks had: a map by number.
  shares() {
    const shares = new Map();
    const busiest = this.info.measured?.busiest ?? [];
    const elapsed = this.measuredAt ? this.info.measured?.nanos - this.measuredAt : 0;
    for (const [id, busy] of busiest) {
      const before = this.busyBefore.get(id);
      if (elapsed > 0 && before !== undefined) shares.set(id, Math.max(0, busy - before) / elapsed);
    }
    this.busyBefore = new Map(busiest.map(([id, busy]) => [id, busy]));
    this.measuredAt = this.info.measured?.nanos;
    return shares;
  }
}

export class Model {
  tasks = new Map();
  ended = []; // those that ended of late, for the timeline, oldest first
  loops = new Map();
  cycles = [];
  stalls = [];
  version = 0;
  taken = 0;

  apply(changes) {
    this.version = changes.version;
    this.taken = changes.taken;
    this.pid = changes.pid;
    this.cycles = changes.cycles;
    this.stalls = changes.stalls;
    this.inCycle = new Set(changes.cycles.flat());
    this.#applyTasks(changes);
    this.#applyLoops(changes);
    this.#forget();
    this.counts = this.#countStates();
  }

  task(id) {
    return this.tasks.get(id);
  }

  // Those that wait for a task, by what they say.
  waitersOf(id) {
    return [...this.tasks.values()].filter((task) => task.awaited.includes(id));
  }

  #applyTasks(changes) {
    const mostSpans = this.tasks.size > 20_000 ? 12 : 300;
    if (changes.whole) {
      const alive = new Set(changes.tasks.map(([id]) => id));
      for (const id of [...this.tasks.keys()]) if (!alive.has(id)) this.#end(id);
    }
    for (const values of changes.tasks) {
      let task = this.tasks.get(values[0]);
      if (!task) this.tasks.set(values[0], (task = new Task(values[0])));
      task.update(values, mostSpans);
    }
    for (const id of changes.ended) this.#end(id);
  }

  #end(id) {
    const task = this.tasks.get(id);
    if (!task) return;
    this.tasks.delete(id);
    task.ended = this.taken;
    if (id > 0) this.ended.push(task);
  }

  #applyLoops(changes) {
    const before = this.loops;
    this.loops = new Map();
    for (const task of this.tasks.values()) task.busy = 0;
    for (const info of changes.loops) {
      const loop = before.get(info.id) ?? new Loop(info.id);
      loop.update(info, changes.taken);
      for (const [id, share] of loop.shares()) if (this.tasks.has(id)) this.tasks.get(id).busy = share;
      this.loops.set(info.id, loop);
    }
  }

  #forget() {
    const horizon = this.taken - LONGEST_SPAN;
    let first = Math.max(0, this.ended.length - REMEMBERED_ENDED);
    while (first < this.ended.length && this.ended[first].ended < horizon) first++;
    if (first > 0) this.ended.splice(0, first);
  }

  #countStates() {
    const counts = Object.fromEntries(STATES.map((state) => [state, 0]));
    for (const task of this.tasks.values()) counts[task.state]++;
    return counts;
  }
}
