// One task: what is known of it, whom it waits for, who waits for it, and where it is.

import { STATE_MEANINGS, count, duration, element, frameOf, isLibrary, percent } from "./words.js";

const MOST_LINKS = 20;

export class Details {
  #id = null;
  #answer = null;

  constructor(aside, { stackOf, onPick, onClose }) {
    Object.assign(this, { aside, stackOf, onPick, onClose });
  }

  get isOpen() {
    return this.#id !== null;
  }

  open(id, model) {
    if (this.#id !== id) this.#answer = null;
    this.#id = id;
    this.aside.hidden = false;
    this.show(model);
    this.refresh(model);
  }

  close() {
    this.#id = null;
    this.aside.hidden = true;
    this.onClose();
  }

  async refresh(model) {
    const id = this.#id;
    try {
      this.#answer = await this.stackOf(id);
    } catch (failure) {
      this.#answer = { failure: String(failure.message) };
    }
    if (id === this.#id) this.show(model);
  }

  show(model) {
    if (this.#id === null) return;
    const task = model.task(this.#id) ?? model.ended.find((ended) => ended.id === this.#id);
    const focused = this.aside.contains(document.activeElement) ? document.activeElement.id : "";
    this.aside.replaceChildren(...(task ? this.#parts(task, model) : [this.#head(`Task ${this.#id}`, model), "This task has ended."]));
    if (focused) document.getElementById(focused)?.focus();
  }

  #parts(task, model) {
    return [this.#head(task.name, model), this.#facts(task, model), this.#stack(task), this.#locals()].filter((part) => part);
  }

  #head(title, model) {
    return element(
      "div",
      { class: "details-head" },
      element("h2", {}, title),
      element("button", { id: "details-refresh", type: "button", title: "Ask for its stack again", onclick: () => this.refresh(model) }, "Refresh"),
      element("button", { id: "details-close", type: "button", title: "Close (Esc)", "aria-label": "Close", onclick: () => this.close() }, "✕"),
    );
  }

  #facts(task, model) {
    const list = element("dl", { class: "facts" });
    const fact = (name, ...values) => list.append(element("dt", {}, name), element("dd", {}, ...values));
    if (task.ended) fact("State", `ended ${duration(model.taken - task.ended)} ago`);
    else fact("State", element("span", { class: `badge ${task.state}`, title: STATE_MEANINGS[task.state] }, task.state), ` for ${duration(model.taken - task.since)}`);
    if (task.cancelling) fact("Cancelling", "its cancellation was requested");
    if (task.what) fact("Waits for", task.what, ...this.#links(task.awaited.map((id) => model.task(id))));
    const waiters = task.ended ? [] : model.waitersOf(task.id);
    if (waiters.length > 0) fact("Awaited by", ...this.#links(waiters));
    if (task.group !== null) fact("Group of", ...this.#links([model.task(task.group)], `task ${task.group}, which has ended`));
    if (task.busy > 0) fact("Busy", `${percent(task.busy)} of its loop's time`);
    fact("Age", duration((task.ended ?? model.taken) - task.born));
    fact("Number", String(task.id));
    fact("Loop", model.loops.get(task.loop)?.info.name ?? String(task.loop));
    return list;
  }

  #links(tasks, otherwise = "") {
    const known = tasks.filter((task) => task);
    if (known.length === 0) return otherwise ? [otherwise] : [];
    const links = known.slice(0, MOST_LINKS).map((task) =>
      element("button", { class: "link", type: "button", onclick: () => this.onPick(task.id) }, task.name));
    if (known.length > MOST_LINKS) links.push(`and ${count(known.length - MOST_LINKS)} more`);
    return [element("span", { class: "links" }, ...links)];
  }

  #stack(task) {
    if (task.ended) return null;
    if (!this.#answer) return element("p", { class: "soft" }, "Asking for its stack…");
    if (this.#answer.failure) return element("p", { class: "soft" }, this.#answer.failure);
    if (this.#answer.stack.length === 0) return element("p", { class: "soft" }, "It has no stack: it has not begun, or it runs just now.");
    const frames = this.#answer.stack.map((frame) => element("li", { class: isLibrary(frame) ? "library" : "own" }, frameOf(frame)));
    return element("ol", { class: "stack", "aria-label": "Stack, innermost call first" }, ...frames);
  }

  #locals() {
    const locals = Object.entries(this.#answer?.locals ?? {});
    if (locals.length === 0) return null;
    const list = element("dl", { class: "facts" });
    for (const [name, value] of locals) list.append(element("dt", {}, name), element("dd", {}, value));
    return element("section", {}, element("h3", {}, "Task-local values"), list);
  }
}
