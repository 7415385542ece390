// What nobody must overlook: tasks that wait for each other, and steps that hold a loop, each with the line that is to blame.

import { count, culprit, duration, element, frameOf } from "./words.js";

const STALL_NANOS = 1e8;
const REMEMBERED_MILLIS = 300_000;
const MOST_FORMER = 10;

export class Alarms {
  #lines = new Map(); // where tasks of cycles stand, by number and moment
  #shown = "";

  // stackOf(id) asks for a stack; onPick(id) is told which task the user wants to see.
  constructor(section, { stackOf, onPick }) {
    Object.assign(this, { section, stackOf, onPick });
  }

  show(model) {
    const alarms = [...this.#stalls(model), ...this.#deadlocks(model), ...this.#formerStalls(model)];
    const key = JSON.stringify(alarms.map(({ key }) => key));
    if (key === this.#shown) return this.#update(alarms);
    this.#shown = key;
    this.section.replaceChildren(...alarms.map(({ draw }) => draw()));
    const loud = this.section.querySelectorAll(".alarm:not(.past)").length;
    document.title = loud > 0 ? `(${loud}!) Pirn console` : "Pirn console";
  }

  // A stall that goes on is only told how long, so that a screen reader need not say all of it again.
  #update(alarms) {
    alarms.forEach(({ title }, index) => {
      const heading = this.section.children[index].querySelector("h2");
      if (title && heading.textContent !== title) heading.textContent = title;
    });
  }

  // What the watchdog says of a stall is better than what was seen from here, which is sooner.
  *#stalls(model) {
    for (const loop of model.loops.values()) {
      const { info } = loop;
      const step = info.measured?.step ?? 0;
      const report = model.stalls.findLast((stall) => !stall.over && stall.loopId === info.id);
      if (!report && info.state !== "STALLED" && step < STALL_NANOS) continue;
      const millis = Math.max(report?.millis ?? 0, step / 1e6);
      const title = `Loop ${info.name} is stalled${millis > 0 ? ` for ${duration(millis)}` : ""}`;
      const stack = report?.stack ?? info.stack;
      const line = report?.culprit ? frameOf(report.culprit) : culprit(stack);
      yield { key: ["stall", info.id, line, report?.why], title, draw: () => this.#stall(model, info, { title, stack, line, report }) };
    }
  }

  #stall(model, info, { title, stack, line, report }) {
    const running = [...model.tasks.values()].find((task) => task.loop === info.id && task.state === "running");
    const what = element("p", {}, ...(running ? [this.#link(running), " "] : [`${report?.holder ?? "a step"} `]), report?.why ?? "holds it");
    const alarm = element("article", { class: "alarm" }, element("h2", {}, title), what);
    if (line) alarm.append(element("p", {}, "at ", element("code", { class: "culprit" }, line)));
    if (stack.length > 0) alarm.append(folded(stack));
    return alarm;
  }

  // Those that are over are told in one line for a while, since nobody may have looked when they were.
  *#formerStalls(model) {
    const former = model.stalls.filter((stall) => stall.over && model.taken - stall.when < REMEMBERED_MILLIS);
    if (former.length === 0) return;
    const last = former.at(-1);
    const title = `${former.length === 1 ? "A stall" : `${count(former.length)} stalls`} in the last minutes`;
    yield { key: ["former", last.when, former.length], draw: () => this.#former(model, title, former) };
  }

  #former(model, title, former) {
    const lines = former.slice(-MOST_FORMER).reverse().map((stall) =>
      element(
        "li",
        {},
        `${new Date(stall.when).toLocaleTimeString()} loop ${stall.loop}, ${duration(stall.millis)}: ${stall.holder} ${stall.why} `,
        element("code", {}, stall.culprit ? frameOf(stall.culprit) : ""),
      ));
    return element("details", { class: "alarm past" }, element("summary", {}, title), element("ol", {}, ...lines));
  }

  *#deadlocks(model) {
    for (const cycle of model.cycles) {
      const tasks = cycle.map((id) => model.task(id)).filter((task) => task);
      if (tasks.length < cycle.length) continue; // seen between two looks
      const lines = tasks.map((task) => this.#lineOf(task));
      yield { key: ["deadlock", cycle, lines], draw: () => this.#deadlock(tasks, lines) };
    }
  }

  #deadlock(tasks, lines) {
    const title = `Deadlock: ${count(tasks.length)} ${tasks.length === 1 ? "task waits for itself" : "tasks wait for each other"}`;
    const steps = tasks.map((task, index) => {
      const next = tasks[(index + 1) % tasks.length];
      const step = element("li", {}, this.#link(task), ` waits for ${task.what} → `, this.#link(next));
      if (lines[index]) step.append(element("br"), "at ", element("code", { class: "culprit" }, lines[index]));
      return step;
    });
    return element("article", { class: "alarm" }, element("h2", {}, title), element("ol", {}, ...steps));
  }

  #link(task) {
    return element("button", { class: "link", type: "button", onclick: () => this.onPick(task.id) }, task.name);
  }

  // Asked for once for as long as the task waits; what comes is shown at the next look.
  #lineOf(task) {
    const key = `${task.id} ${task.since}`;
    if (!this.#lines.has(key)) {
      this.#lines.set(key, "");
      this.stackOf(task.id).then(
        ({ stack }) => this.#lines.set(key, culprit(stack)),
        () => this.#lines.delete(key),
      );
    }
    return this.#lines.get(key);
  }
}

const folded = (stack) =>
  element("details", {}, element("summary", {}, "Stack"), element("pre", {}, stack.map(frameOf).join("\n")));
