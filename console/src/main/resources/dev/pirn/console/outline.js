// The rows of the list: tasks in a tree, of which those that are alike stand in one row until they are unfolded.

import { count } from "./words.js";

const ALIKE = 5; // so many siblings that are alike are put into one row

export class Outline {
  #toggled = new Map(); // what the user folded or unfolded, by the row's key
  #foldAll = false;

  isOpen(key, usually) {
    return this.#toggled.get(key) ?? usually;
  }

  toggle(row, open = !row.open) {
    this.#toggled.set(row.key, open);
  }

  // Everything under tasks that stand at the top is hidden, or shown again.
  fold() {
    this.#toggled.clear();
    this.#foldAll = !this.#foldAll;
    return this.#foldAll;
  }

  // What is to be shown: words that all have to occur, states of which one has to be, and whether those that ended are of interest.
  rows(model, { words, states, withEnded }) {
    const tasks = [...model.tasks.values()];
    if (withEnded) tasks.push(...model.ended);
    tasks.sort((a, b) => Math.abs(a.id) - Math.abs(b.id));
    const parents = parentsOf(tasks, model);
    const shown = matching(tasks, parents, words, states);
    const children = new Map();
    for (const task of tasks) {
      if (shown && !shown.has(task)) continue;
      const parent = parents.get(task) ?? task.loop;
      if (!children.has(parent)) children.set(parent, []);
      children.get(parent).push(task);
    }
    return new Walk(this, model, children, shown, this.#foldAll).walk();
  }
}

// The program says which task each stands under, as in the text of a dump.
function parentsOf(tasks, model) {
  const parents = new Map();
  for (const task of tasks) {
    const parent = model.tasks.get(task.parent);
    if (parent && parent !== task && parent.loop === task.loop) parents.set(task, parent);
  }
  return withoutRings(tasks, parents);
}

function withoutRings(tasks, parents) {
  const clear = new Set();
  for (const task of tasks) {
    const path = new Set();
    let at = task;
    while (at && !clear.has(at) && !path.has(at)) {
      path.add(at);
      at = parents.get(at);
    }
    if (at && path.has(at)) parents.delete(at);
    for (const passed of path) clear.add(passed);
  }
  return parents;
}

// Those that match, and whatever they stand under: a map to whether it matches itself. Null where everything does.
function matching(tasks, parents, words, states) {
  if (words.length === 0 && states.size === 0) return null;
  const shown = new Map();
  for (const task of tasks) {
    if (states.size > 0 && (task.ended || !states.has(task.state))) continue;
    if (!words.every((word) => task.haystack.includes(word) || word === String(task.id))) continue;
    shown.set(task, true);
    for (let at = parents.get(task); at && !shown.has(at); at = parents.get(at)) shown.set(at, false);
  }
  return shown;
}

class Walk {
  constructor(outline, model, children, shown, foldAll) {
    Object.assign(this, { outline, model, children, shown, foldAll, rows: [] });
  }

  walk() {
    const loops = [...this.model.loops.values()];
    for (const loop of loops) {
      if (loops.length === 1) this.siblings(loop.id, 0);
      else this.loop(loop);
    }
    return this.rows;
  }

  loop(loop) {
    const children = this.children.get(loop.id) ?? [];
    if (children.length === 0 && this.shown) return;
    const open = this.outline.isOpen(`loop ${loop.id}`, true);
    this.rows.push({ key: `loop ${loop.id}`, depth: 0, loop, size: loop.info.tasks, open, folds: children.length > 0 });
    if (open) this.siblings(loop.id, 1);
  }

  siblings(parent, depth) {
    const siblings = this.children.get(parent) ?? [];
    const bunches = siblings.length >= ALIKE ? this.bunches(siblings) : null;
    for (const task of siblings) {
      const bunch = bunches?.get(this.likeness(task));
      if (!bunch || bunch.length < ALIKE) this.task(task, depth);
      else if (bunch[0] === task) this.bunch(bunch, depth, parent);
    }
  }

  // Siblings without children that are called alike and wait alike. One of a deadlock is never lost among others.
  bunches(siblings) {
    const bunches = new Map();
    for (const task of siblings) {
      const likeness = this.likeness(task);
      if (likeness === null) continue;
      if (!bunches.has(likeness)) bunches.set(likeness, []);
      bunches.get(likeness).push(task);
    }
    return bunches;
  }

  likeness(task) {
    if (this.children.has(task) || this.model.inCycle.has(task.id)) return null;
    return `${task.stem} ${task.ended ? "ended" : task.state} ${task.kind}`;
  }

  bunch(tasks, depth, parent) {
    const key = `bunch ${parent.id ?? `loop ${parent}`} ${this.likeness(tasks[0])}`;
    const open = this.outline.isOpen(key, false);
    this.rows.push({ key, depth, bunch: tasks, open, folds: true, label: `${tasks[0].stem} × ${count(tasks.length)}` });
    if (open) for (const task of tasks) this.task(task, depth + 1);
  }

  task(task, depth) {
    const folds = this.children.has(task);
    const key = `task ${task.id}`;
    const open = folds && this.outline.isOpen(key, !this.foldAll || this.shown !== null);
    this.rows.push({ key, depth, task, open, folds, faint: this.shown !== null && !this.shown.get(task) });
    if (open) this.siblings(task, depth + 1);
  }
}
