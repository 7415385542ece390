// The page: asks what is new, and has it shown.

import { Alarms } from "./alarms.js";
import { Details } from "./details.js";
import { Lanes } from "./lanes.js";
import { Loops } from "./loops.js";
import { Model } from "./model.js";
import { Outline } from "./outline.js";
import { Rows } from "./rows.js";
import { STATES, STATE_MEANINGS, count, duration, element, percent } from "./words.js";

const RETRY_MILLIS = 2_000;
const HIDDEN_MILLIS = 10_000; // a page that nobody sees asks seldom

const by = (id) => document.getElementById(id);

async function ask(address) {
  const answer = await fetch(address, { cache: "no-store", credentials: "omit" });
  if (answer.status === 404) throw new Error("This task has ended.");
  if (!answer.ok) throw new Error(`the console answered ${answer.status}`);
  return answer.json();
}

const stackOf = (id) => ask(`task?id=${id}`);

const model = new Model();
const outline = new Outline();
const lanes = new Lanes();
const loops = new Loops(by("loops"));
const details = new Details(by("details"), { stackOf, onPick: pick, onClose: () => by("scroller").focus() });
const alarms = new Alarms(by("alarms"), { stackOf, onPick: pick });
const rows = new Rows(by("scroller"), by("canvas"), {
  make: makeRow,
  fill: fillRow,
  onPick: (row) => details.open(row.task.id, model),
  onToggle: (row, open) => (outline.toggle(row, open), showRows()),
});

let view = "tree";
let isPaused = false;
let timer = 0;
let lastHeard = 0;

// asking

async function look() {
  clearTimeout(timer);
  let next = RETRY_MILLIS;
  try {
    const changes = await ask(`state?since=${model.version}`);
    model.apply(changes);
    lastHeard = Date.now();
    show();
    next = document.hidden ? HIDDEN_MILLIS : changes.next;
    say("live", `live · ${count(model.tasks.size)} ${model.tasks.size === 1 ? "task" : "tasks"}`);
  } catch (failure) {
    const heard = lastHeard ? `no answer for ${duration(Date.now() - lastHeard)}; has the program ended?` : String(failure.message);
    say("lost", heard);
  }
  clearTimeout(timer);
  if (!isPaused) timer = setTimeout(look, next);
}

function say(kind, text) {
  if (isPaused) [kind, text] = ["paused", `paused ${new Date(model.taken).toLocaleTimeString()}`];
  by("status").className = kind;
  if (by("status-text").textContent !== text) by("status-text").textContent = text;
}

function pause() {
  isPaused = !isPaused;
  by("pause").setAttribute("aria-pressed", isPaused);
  by("pause").textContent = isPaused ? "Go on" : "Pause";
  if (isPaused) clearTimeout(timer);
  say("live", "live");
  if (!isPaused) look();
}

// showing

function show() {
  by("process").textContent = `process ${model.pid}`;
  alarms.show(model);
  loops.show(model);
  showStates();
  showRows();
  details.show(model);
}

function showRows() {
  const words = by("search").value.toLowerCase().split(/\s+/).filter((word) => word);
  const states = new Set([...by("states").querySelectorAll("[aria-pressed=true]")].map((button) => button.dataset.state));
  const all = outline.rows(model, { words, states, withEnded: view === "timeline" });
  rows.show(all);
  by("empty").hidden = all.length > 0;
  by("empty").textContent = model.tasks.size === 0 ? "No task is alive." : "No task is like that.";
}

function showStates() {
  for (const button of by("states").children) button.lastChild.textContent = ` ${count(model.counts[button.dataset.state])}`;
}

function showHeads() {
  by("tasks").className = view;
  const heads = view === "tree" ? ["task", "state", "for", "waits for", "busy", "age"] : ["task"];
  by("heads").replaceChildren(...heads.map((name) => element("span", { class: `cell-${name.replace(" ", "-")}` }, name)));
  if (view === "timeline") {
    const marks = lanes.marks().map(({ at, millis }) =>
      element("i", { "data-at": at }, millis === 0 ? "now" : `${duration(millis).replace(" 0 s", "")} ago`));
    marks.forEach((mark) => (mark.style.left = `${mark.dataset.at * 100}%`));
    by("heads").append(element("span", { class: "axis" }, ...marks));
  }
}

function makeRow() {
  const cell = (name) => element("span", { class: `cell-${name}`, role: "gridcell" });
  const twisty = element("span", { class: "twisty", "aria-hidden": "true" });
  const task = element("span", { class: "cell-task", role: "gridcell" }, twisty, element("span", { class: "name" }));
  const state = element("span", { class: "cell-state", role: "gridcell" }, element("span", { class: "badge" }));
  const lane = element("span", { class: "cell-lane", role: "gridcell" }, element("canvas"));
  return element("div", { class: "row" }, task, state, cell("for"), cell("waits-for"), cell("busy"), cell("age"), lane);
}

function fillRow(line, row) {
  const [task, state, since, waits, busy, age, lane] = line.children;
  const first = row.task ?? row.bunch?.[0];
  const all = row.bunch ?? (row.task ? [row.task] : []);
  line.classList.toggle("faint", row.faint === true);
  line.classList.toggle("ended", first?.ended != null);
  line.classList.toggle("in-cycle", row.task !== undefined && model.inCycle.has(row.task.id));
  task.style.paddingInlineStart = `${row.depth * 16 + 4}px`;
  task.firstChild.textContent = row.folds ? (row.open ? "▾" : "▸") : "";
  task.lastChild.textContent = row.task?.name ?? row.label ?? `loop ${row.loop.info.name}`;
  task.title = row.task ? `${row.task.name}, number ${row.task.id}` : "";
  const word = first ? (first.ended ? "ended" : first.state) : row.loop.info.state.toLowerCase();
  state.firstChild.textContent = first?.cancelling && !first.ended ? `${word}, cancelling` : word;
  state.firstChild.className = `badge ${word}`;
  since.textContent = first && !first.ended ? duration(model.taken - Math.min(...extremes(all, "since"))) : "";
  waits.textContent = first ? whatOf(all) : `${count(row.size)} ${row.size === 1 ? "task" : "tasks"}`;
  waits.title = first?.what ?? "";
  const share = all.reduce((sum, member) => sum + member.busy, 0);
  busy.textContent = share >= 0.001 ? percent(Math.min(1, share)) : "";
  busy.classList.toggle("much", share > 0.5);
  age.textContent = first ? duration((first.ended ?? model.taken) - Math.min(...extremes(all, "born"))) : "";
  if (view === "timeline") lanes.draw(lane.firstChild, row, model.taken);
}

// What all of them wait for, or what kind of thing if they wait for several.
function whatOf(tasks) {
  const [first, ...others] = tasks.slice(0, 100);
  return others.every((other) => other.what === first.what) ? first.what : first.kind;
}

// The oldest of many is the first or near it; a few are looked at, since this is drawn while the user scrolls.
const extremes = (tasks, moment) => tasks.slice(0, 100).map((task) => task[moment]);

function pick(id) {
  details.open(id, model);
  if (rows.selectKey(`task ${id}`)) return;
  by("search").value = "";
  for (const button of by("states").children) button.setAttribute("aria-pressed", false);
  showRows();
  rows.selectKey(`task ${id}`);
}

function setView(chosen) {
  view = chosen;
  for (const name of ["tree", "timeline"]) by(`view-${name}`).setAttribute("aria-checked", name === view);
  by("span").hidden = view !== "timeline";
  showHeads();
  showRows();
}

// colours: as the system has them, or as the user wants them on this page

const THEMES = { auto: "Theme: auto", light: "Theme: light", dark: "Theme: dark" };

function storedTheme() {
  try {
    return localStorage.getItem("pirn-theme") ?? "auto";
  } catch {
    return "auto"; // a browser may forbid it
  }
}

function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
  by("theme").textContent = THEMES[theme];
  try {
    localStorage.setItem("pirn-theme", theme);
  } catch {
    // then it is not remembered
  }
  repaint();
}

function repaint() {
  lanes.refreshColors();
  loops.redraw();
  rows.draw();
}

// what the user does

for (const state of STATES)
  by("states").append(
    element(
      "button",
      { type: "button", class: `chip ${state}`, "data-state": state, "aria-pressed": false, title: STATE_MEANINGS[state] },
      state,
      element("b", {}, ""),
    ));
by("states").addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  button.setAttribute("aria-pressed", button.getAttribute("aria-pressed") !== "true");
  showRows();
});
let typed = 0;
by("search").addEventListener("input", () => {
  clearTimeout(typed);
  typed = setTimeout(showRows, 100);
});
by("pause").addEventListener("click", pause);
by("theme").addEventListener("click", () => {
  const names = Object.keys(THEMES);
  setTheme(names[(names.indexOf(document.documentElement.dataset.theme) + 1) % names.length]);
});
by("view-tree").addEventListener("click", () => setView("tree"));
by("view-timeline").addEventListener("click", () => setView("timeline"));
by("span").addEventListener("change", () => {
  lanes.span = Number(by("span").value);
  showHeads();
  rows.draw();
});
by("fold").addEventListener("click", () => {
  by("fold").textContent = outline.fold() ? "Unfold" : "Fold";
  showRows();
});
document.addEventListener("visibilitychange", () => document.hidden || isPaused || look());
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, select");
  if (event.key === "Escape") {
    if (details.isOpen) details.close();
    else if (typing) by("scroller").focus();
  }
  if (typing || event.altKey || event.ctrlKey || event.metaKey) return;
  const action = { "/": () => by("search").focus(), p: pause, t: () => by("theme").click(), v: () => setView(view === "tree" ? "timeline" : "tree") }[event.key];
  if (!action) return;
  event.preventDefault();
  action();
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);

showHeads();
setTheme(storedTheme());
look();
