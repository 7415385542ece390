// The timeline: when each task was in which state, as far as it was seen. One lane a row.

import { STATES } from "./words.js";

const MOST_MEMBERS = 48; // a lane of very many tasks is drawn from so many of them

export class Lanes {
  span = 120_000;

  // Colours come from the style sheet, and change with the theme.
  refreshColors() {
    const style = getComputedStyle(document.documentElement);
    this.colors = Object.fromEntries(STATES.map((state) => [state, style.getPropertyValue(`--${state}`)]));
    const probe = document.createElement("i");
    document.body.append(probe);
    for (const state of STATES) {
      probe.style.color = `var(--${state})`; // light-dark() has to be resolved, which a canvas does not do
      this.colors[state] = getComputedStyle(probe).color;
    }
    probe.remove();
  }

  draw(canvas, row, now) {
    const tasks = row.bunch ?? (row.task ? [row.task] : []);
    const width = canvas.clientWidth;
    const height = canvas.clientHeight;
    const scale = devicePixelRatio || 1;
    if (canvas.width !== Math.round(width * scale)) canvas.width = Math.round(width * scale);
    if (canvas.height !== Math.round(height * scale)) canvas.height = Math.round(height * scale);
    const pen = canvas.getContext("2d");
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    pen.clearRect(0, 0, width, height);
    const members = some(tasks);
    const band = members.length > 0 ? (height - 8) / members.length : 0;
    members.forEach((task, index) => this.#lane(pen, task, now, width, 4 + index * band, band));
  }

  // Waiting is thin, so that what happens stands out. A gap in a state is a short run that was too short to be seen.
  #lane(pen, task, now, width, top, height) {
    const start = now - this.span;
    const x = (time) => ((time - start) / this.span) * width;
    const end = task.ended ?? now;
    task.spans.forEach(([since, state], index) => {
      const until = task.spans[index + 1]?.[0] ?? end;
      if (until <= start || since >= end) return;
      const thin = state === "waiting" && height > 6;
      pen.fillStyle = this.colors[state];
      const from = Math.max(0, x(since));
      const gap = index > 0 && height > 6 ? 1 : 0;
      pen.fillRect(from + gap, thin ? top + height / 2 - 2 : top, Math.max(1, x(until) - from - gap), thin ? 4 : Math.max(0.5, height));
    });
  }

  // Marks of the axis: how long ago, and where, as a share of the width.
  marks() {
    const step = this.span / 4;
    return [4, 3, 2, 1, 0].map((steps) => ({ at: 1 - steps / 4, millis: steps * step }));
  }
}

function some(tasks) {
  if (tasks.length <= MOST_MEMBERS) return tasks;
  return Array.from({ length: MOST_MEMBERS }, (_, index) => tasks[Math.floor((index * tasks.length) / MOST_MEMBERS)]);
}
