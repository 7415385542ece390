// What nobody must overlook: tasks that wait for each other, and steps that hold a loop, each with the line that is to blame.

import { count, culprit, duration, element } from "./words.js";

const STALL_NANOS = 1e8;

export class Alarms {
  #lines = new Map(); // where tasks of cycles stand, by number and moment
  #shown = "";

  // stackOf(id) asks for a stack; onPick(id) is told which task the user wants to see.
  constructor(section, { stackOf, onPick }) {
    Object.assign(this, { section, stackOf, onPick });
  }

  show(model) {
    const alarms = [...this.#stalls(model), ...this.#deadlocks(model)];
    const key = JSON.stringify(alarms.map(({ key }) => key));
    if (key === this.#shown) return this.#update(alarms);
    this.#shown = key;
    this.section.replaceChildren(...alarms.map(({ draw }) => draw()));
    document.title = alarms.length > 0 ? `(${alarms.length}!) Pirn console` : "Pirn console";
  }

  // A stall that goes on is only told how long, so that a screen reader need not say all of it again.
  #update(alarms) {
    alarms.forEach(({ title }, index) => {
      const heading = this.section.children[index].querySelector("h2");
      if (title && heading.textContent !== title) heading.textContent = title;
    });
  }

  *#stalls(model) {
    for (const loop of model.loops.values()) {
      const { info } = loop;
      const step = info.measured?.step ?? 0;
      if (info.state !== "STALLED" && step < STALL_NANOS) continue;
      const line = culprit(info.stack);
      const title = `Loop ${info.name} is stalled${step > 0 ? `: one step has held it for ${duration(step / 1e6)}` : ""}`;
      yield { key: ["stall", info.id, line], title, draw: () => this.#stall(model, info, title, line) };
    }
  }

  #stall(model, info, title, line) {
    const running = [...model.tasks.values()].find((task) => task.loop === info.id && task.state === "running");
    const at = element("p", {}, ...(running ? [this.#link(running), " is "] : []), line ? "at " : "where nobody has looked yet");
    if (line) at.append(element("code", { class: "culprit" }, line));
    const stack = element("details", {}, element("summary", {}, "Stack"), element("pre", {}, info.stack.join("\n")));
    return element("article", { class: "alarm" }, element("h2", {}, title), at, ...(info.stack.length > 0 ? [stack] : []));
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
