// The vital signs of each loop, as numbers and as sparklines over the last minutes.

import { count, duration, element, nanos, percent, rough } from "./words.js";

const BUSY = 0.9; // a loop that spends more than this outside its driver has little left to give

const VITALS = [
  { name: "turns", label: "turns/s", text: (r) => rough(r.turns), floor: 1 },
  { name: "p99", label: "step p50 / p99", text: (r) => `${nanos(r.p50)} / ${nanos(r.p99)}`, floor: 1e5, alarm: (r) => r.p99 > 5e7 },
  { name: "busy", label: "busy / in poll", text: (r) => `${percent(r.busy)} / ${percent(r.poll)}`, floor: 1, alarm: (r) => r.busy > BUSY },
  { name: "ready", label: "ready", text: (r) => count(r.ready), floor: 4 },
  { name: "timers", label: "timers", text: (r) => count(r.timers), floor: 4 },
  { name: "sockets", label: "sockets", text: (r) => count(r.sockets), floor: 4 },
];

export class Loops {
  #cards = new Map();

  constructor(section) {
    this.section = section;
  }

  show(model) {
    for (const [id, card] of this.#cards) {
      if (model.loops.has(id)) continue;
      card.root.remove();
      this.#cards.delete(id);
    }
    for (const loop of model.loops.values()) {
      if (!this.#cards.has(loop.id)) this.#cards.set(loop.id, this.#add(new Card()));
      this.#cards.get(loop.id).show(loop);
    }
  }

  redraw() {
    for (const card of this.#cards.values()) card.redraw();
  }

  #add(card) {
    this.section.append(card.root);
    return card;
  }
}

class Card {
  constructor() {
    this.title = element("h2");
    this.state = element("span", { class: "badge" });
    this.facts = element("p", { class: "soft" });
    this.vitals = VITALS.map((vital) => new Vital(vital));
    this.root = element(
      "article",
      { class: "loop" },
      element("div", { class: "loop-head" }, element("div", {}, this.title, this.state), this.facts),
      ...this.vitals.map((vital) => vital.root),
    );
  }

  show(loop) {
    const { info } = loop;
    const step = info.measured?.step ?? 0;
    this.title.textContent = info.name;
    this.state.textContent = info.state.toLowerCase();
    this.state.className = `badge loop-${info.state.toLowerCase()}`;
    this.root.classList.toggle("stalled", info.state === "STALLED");
    const stuck = step > 1e8 ? ` · in one step for ${duration(step / 1e6)}` : "";
    this.facts.textContent = `${info.backend}, ${info.coroutines} · ${count(info.tasks)} ${info.tasks === 1 ? "task" : "tasks"}${stuck}`;
    for (const vital of this.vitals) vital.show(loop);
  }

  redraw() {
    for (const vital of this.vitals) vital.redraw();
  }
}

class Vital {
  constructor(vital) {
    this.vital = vital;
    this.value = element("dd", {}, "–");
    this.chart = element("div", { class: "spark", "aria-hidden": "true" });
    this.root = element("dl", { class: `vital vital-${vital.name}` }, element("dt", {}, vital.label), this.value, this.chart);
  }

  show(loop) {
    if (!loop.rates) return;
    this.value.textContent = this.vital.text(loop.rates);
    this.root.classList.toggle("hot", this.vital.alarm?.(loop.rates) ?? false);
    const data = [loop.times, loop.series[this.vital.name]];
    this.plot ??= this.#plot(data);
    this.plot.setData(data);
  }

  redraw() {
    this.plot?.redraw(false);
  }

  #plot(data) {
    const color = (alpha) => () => `color-mix(in srgb, ${getComputedStyle(this.chart).color} ${alpha}%, transparent)`;
    const size = () => ({ width: Math.max(40, this.chart.clientWidth), height: this.chart.clientHeight });
    const plot = new uPlot(
      {
        ...size(),
        padding: [2, 0, 0, 0],
        cursor: { show: false },
        select: { show: false },
        legend: { show: false },
        axes: [{ show: false }, { show: false }],
        scales: { x: { time: false }, y: { range: (_, low, high) => [0, Math.max(this.vital.floor, high)] } },
        series: [{}, { stroke: color(100), fill: color(18), width: 1.5, points: { show: false } }],
      },
      data,
      this.chart,
    );
    new ResizeObserver(() => plot.setSize(size())).observe(this.chart);
    return plot;
  }
}
