"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const sections = document.getElementById("sections");
  const drawers = []; // each draws one chart again, in the colours and the width of now

  // what the figures are called, and what they mean
  const LABELS = {
    switch: ["Switch", "Two coroutines let each other run; the cost of one switch."],
    spawn_await: ["Spawn and await", "A task that does nothing is started and awaited."],
    gather_1000_per_task: ["Gather a thousand", "A thousand tasks are started, then awaited together; the cost of one."],
    call_soon: ["Callback", "A callback on the loop registers itself again."],
    call_soon_threadsafe: ["Submit from a thread", "Another thread submits callbacks while the loop runs them."],
    call_soon_threadsafe_producer: ["Submit, the thread's side", "What submitting takes of the thread, while the loop runs what it gets."],
    call_soon_2_threads: ["Submit from two threads", "Two threads submit callbacks while the loop runs them."],
    call_soon_4_threads: ["Submit from four threads", "Four threads submit callbacks while the loop runs them."],
    complete_across_loops: ["Across loops", "A coroutine awaits a promise that another loop completes: there and back."],
    queue_1_handoff: ["Hand-off", "One coroutine gives, another takes, through a queue for one item."],
    rendezvous: ["Rendezvous", "One coroutine gives, another takes, through a channel that holds nothing."],
    queue_put_get: ["Queue", "An item goes into a queue that has room and out again; nobody waits."],
    lock: ["Lock", "A lock is taken and given back."],
    semaphore: ["Semaphore", "A permit is taken and given back."],
    generator_next: ["Generator", "The next value of a generator."],
    greenlet_switch: ["Greenlet", "One switch from greenlet to greenlet."],
    scope_enter_exit: ["Cancel scope", "A scope is entered and left."],
    timeout_not_reached: ["Timeout", "A body runs within a time limit that it does not reach."],
    timer_schedule_cancel: ["Timer", "Many timers are scheduled, then cancelled; the cost of one."],
    timer_among_100: ["Timer among 100", "A timer is scheduled and cancelled among 100 others."],
    timer_among_1000000: ["Timer among 1,000,000", "A timer is scheduled and cancelled among a million others."],
    timer_fire: ["Timer fires", "A timer is scheduled, is due and runs its callback."],
    sleeper_memory: ["Sleeping task", "Memory of one of 100,000 tasks that sleep: heap in a JVM, resident memory elsewhere."],
    left_after_burst: ["Left after a burst", "Heap that 100,000 tasks leave behind when they have ended."],
    switch_among_parked: ["Switch, by parked tasks", "A switch while so many other tasks wait."],
    timer_among_live: ["Timer, by live timers", "A timer is scheduled and cancelled while so many are pending."],
    idle_connection: ["Idle connection, resident", "Resident memory of the server for one connection, by their number."],
    idle_connection_heap: ["Idle connection, heap", "Live heap of the server for one connection, by their number."],
    heap_left_after: ["Heap left by connections", "Live heap that is left when so many connections have gone."],
    rate_by_connections: ["Echoes, by connections", "Echoes of 1 KiB a second, over so many connections."],
    rate_by_size: ["Echoes, by size", "Echoes a second over 64 connections, of messages of so many bytes."],
    cost_by_connections: ["Time for an echo, by connections", ""],
    cost_by_size: ["Time for an echo, by size", ""],
  };
  const GROWTH = {
    sleeper_memory: ["Sleeping task", "Heap of one sleeping task, by their number."],
    left_after_burst: ["Left after a burst", "Heap that so many tasks leave behind when they have ended."],
  };
  const PALETTE = ["#b45309", "#4338ca", "#be185d", "#4d7c0f", "#0369a1", "#7e22ce", "#a16207", "#0e7490", "#9f1239", "#3f6212"];
  const DARK_PALETTE = ["#fbbf24", "#a5b4fc", "#f9a8d4", "#bef264", "#7dd3fc", "#d8b4fe", "#fde047", "#67e8f9", "#fda4af", "#d9f99d"];
  const OURS = ["#0f766e", "#059669", "#0d9488", "#15803d", "#10b981", "#115e59"];
  const OURS_DARK = ["#2dd4bf", "#34d399", "#5eead4", "#4ade80", "#6ee7b7", "#99f6e4"];

  const isOurs = (subject) => subject.startsWith("pirn-");
  const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const unique = (list) => [...new Set(list)];
  const known = Object.keys(LABELS);
  const inOrder = (names) => [...names].sort((a, b) => (known.indexOf(a) + 1 || 99) - (known.indexOf(b) + 1 || 99));
  const figures = (suite, name) => data.figures.filter((f) => f.suite === suite && (!name || f.name === name));

  function colors(subjects) {
    const map = {};
    let ours = 0, theirs = 0;
    for (const subject of [...subjects].sort()) {
      map[subject] = isOurs(subject)
        ? (dark.matches ? OURS_DARK : OURS)[ours++ % OURS.length]
        : (dark.matches ? DARK_PALETTE : PALETTE)[theirs++ % PALETTE.length];
    }
    return map;
  }

  function number(value) {
    const size = Math.abs(value);
    if (size >= 1e6) return (value / 1e6).toFixed(size >= 1e7 ? 0 : 1) + "M";
    if (size >= 1e4) return (value / 1e3).toFixed(size >= 1e5 ? 0 : 1) + "k";
    if (size >= 100) return value.toFixed(0);
    return size >= 10 ? value.toFixed(1) : value === 0 ? "0" : value.toFixed(2);
  }
  const unitOf = (unit) => ({ us: "µs", "/s": "/s", x: "×" })[unit] || unit;
  const withUnit = (value, unit) => unit === "/s" ? number(value) + "/s" : number(value) + " " + unitOf(unit);
  const percent = (share) => (share >= 1 ? "?" : Math.round(share * 100) + " %");

  // building the page

  function element(tag, attributes = {}, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  }

  function section(id, title, text) {
    const made = element("section", {}, element("h2", { id }, title));
    if (text) made.append(element("p", { class: "soft" }, text));
    sections.append(made);
    document.getElementById("nav").append(element("a", { href: "#" + id }, title));
    return made;
  }

  function table(head, rows, classes = () => "") {
    const line = (cells, tag) => {
      const row = element("tr");
      cells.forEach((cell, i) => {
        const numeric = head[i].endsWith("#");
        const made = element(tag, numeric ? { class: "n" } : head[i].endsWith("~") ? { class: "raw" } : {});
        made.append(tag === "th" ? cell.replace(/[#~]$/, "") : cell);
        row.append(made);
      });
      return row;
    };
    const body = element("tbody");
    for (const cells of rows) {
      const row = line(cells, "td");
      row.className = classes(cells);
      body.append(row);
    }
    return element("div", { class: "scroll" }, element("table", {}, element("thead", {}, line(head, "th")), body));
  }

  const rawTable = (list) => table(
    ["", "median#", "±#", "rounds~"],
    list.map((f) => [f.at && list.some((g) => g.at !== f.at) ? f.subject + " at " + f.at : f.subject, withUnit(f.median, f.unit),
      percent(f.noise), f.rounds.map(number).join(", ")]),
    (cells) => (isOurs(cells[0]) ? "pirn" : ""));

  function card(grid, title, text, height, draw, raw) {
    const chart = element("div", { class: "chart", style: `height:${height}px` });
    const made = element("article", { class: "card" }, element("h3", {}, title));
    if (text) made.append(element("p", {}, text));
    made.append(chart);
    if (raw.length) made.append(element("details", {}, element("summary", {}, "raw rounds"), rawTable(raw)));
    grid.append(made);
    let shown;
    drawers.push(() => {
      if (shown) shown.dispose();
      shown = echarts.init(chart, null, { renderer: "svg" });
      shown.setOption({ animation: false, textStyle: { fontFamily: "inherit", color: css("--ink") }, ...draw(chart.clientWidth) });
    });
  }

  function tooltip(extra = {}) {
    return {
      confine: true, backgroundColor: css("--card"), borderColor: css("--line"),
      textStyle: { color: css("--ink"), fontSize: 12 }, ...extra,
    };
  }

  // bars by subject, the best on top, each round a dot

  function bars(grid, title, text, list, order = 1) {
    if (!list.length) return;
    const sorted = [...list].sort((a, b) => order * (b.median - a.median)); // ECharts draws from below
    const unit = sorted[0].unit;
    const most = Math.max(...sorted.map((f) => f.median));
    const ours = sorted.filter((f) => isOurs(f.subject) && !f.subject.endsWith("-baton")).map((f) => f.median);
    // one very slow peer must not make all others invisible: its bar is cut, its number is not
    const cut = order > 0 && ours.length ? Math.min(most, Math.max(...ours) * 4) : most;
    card(grid, title, text + (most > cut * 1.01 ? " Longer bars are cut." : ""), 34 + sorted.length * 23, (width) => ({
      grid: { left: 4, right: width < 420 ? 66 : 86, top: 4, bottom: 22, containLabel: true },
      tooltip: tooltip({
        formatter: (p) => {
          const f = sorted[p.dataIndex] || sorted.find((g) => g.subject === p.value[1]);
          return `<b>${f.subject}</b><br>${withUnit(f.median, f.unit)} ± ${percent(f.noise)}<br>rounds: ${f.rounds.map(number).join(", ")}`;
        },
      }),
      xAxis: {
        type: "value", max: cut || 1, splitNumber: 3,
        axisLabel: { color: css("--soft"), fontSize: 11, formatter: (v) => number(v), hideOverlap: true, showMaxLabel: false },
        splitLine: { lineStyle: { color: css("--line") } },
      },
      yAxis: {
        type: "category", data: sorted.map((f) => f.subject), axisTick: { show: false },
        axisLine: { lineStyle: { color: css("--line") } },
        axisLabel: { color: (v) => (isOurs(v) ? css("--pirn") : css("--ink")), fontSize: width < 420 ? 11 : 12 },
      },
      series: [
        {
          type: "bar", barWidth: 13,
          data: sorted.map((f) => ({
            value: Math.min(f.median, cut),
            itemStyle: { color: isOurs(f.subject) ? css("--pirn") : css("--peer"), borderRadius: [0, 3, 3, 0],
              opacity: f.subject.endsWith("-baton") ? 0.55 : 1 },
          })),
          label: { show: true, position: "right", color: css("--ink"), fontSize: 11.5,
            formatter: (p) => withUnit(sorted[p.dataIndex].median, unit) + (sorted[p.dataIndex].median > cut * 1.01 ? " …" : "") },
        },
        {
          type: "scatter", symbolSize: 3.5, silent: true, itemStyle: { color: css("--ink"), opacity: 0.45 }, clip: true,
          data: sorted.flatMap((f) => f.rounds.filter((v) => v <= cut).map((v) => [v, f.subject])),
        },
      ],
    }), [...sorted].reverse());
  }

  // curves over a size, both scales logarithmic

  function curves(grid, title, text, list, options) {
    const subjects = unique(list.map((f) => f.subject)).sort();
    if (!subjects.length) return;
    const unit = list[0].unit;
    const positive = list.filter((f) => f.median > 0);
    if (!positive.length) return;
    const low = 10 ** Math.floor(Math.log10(Math.min(...positive.map((f) => f.median))));
    card(grid, title, text, options.height || 300, (width) => {
      const color = colors(subjects);
      return {
        color: subjects.map((s) => color[s]),
        legend: { type: "scroll", bottom: 0, textStyle: { color: css("--ink"), fontSize: 11 }, itemWidth: 14, itemHeight: 8,
          pageTextStyle: { color: css("--soft") }, pageIconColor: css("--ink"), pageIconInactiveColor: css("--line") },
        grid: { left: 4, right: 16, top: 24, bottom: 34, containLabel: true },
        tooltip: tooltip({ trigger: "axis", order: "valueDesc", valueFormatter: (v) => (v == null ? "" : withUnit(v, unit)),
          axisPointer: { lineStyle: { color: css("--soft") } } }),
        xAxis: options.xAxis || {
          type: "log", min: "dataMin", max: "dataMax",
          axisLabel: { color: css("--soft"), fontSize: 11, formatter: (v) => number(v), hideOverlap: true },
          axisLine: { lineStyle: { color: css("--line") } }, splitLine: { show: false },
        },
        yAxis: {
          type: "log", min: low, name: unitOf(unit), nameTextStyle: { color: css("--soft"), align: "left" }, nameGap: 10,
          axisLabel: { color: css("--soft"), fontSize: 11, formatter: (v) => number(v) },
          splitLine: { lineStyle: { color: css("--line") } },
        },
        series: subjects.map((subject) => ({
          name: subject, type: "line", symbolSize: 5, lineStyle: { width: isOurs(subject) ? 2.6 : 1.5 }, z: isOurs(subject) ? 3 : 2,
          data: positive.filter((f) => f.subject === subject).sort((a, b) => a.at - b.at)
            .map((f) => [options.x ? options.x(f.at) : f.at, f.median]),
        })),
      };
    }, list);
  }

  // the sections

  function facts() {
    const holder = document.getElementById("facts");
    for (const [name, value] of Object.entries(data.about))
      if (name !== "command") holder.append(element("div", {}, element("b", {}, name), value));
  }

  function budgets() {
    if (!data.budgets.length) return;
    section("budgets", "Asked and measured", "The budgets that Pirn is built to, what this run measured, and the best peer in the same run.")
      .append(element("div", { class: "budgets" }, table(["", "", "asked#", "measured#", "best peer#"],
        data.budgets.map((b) => {
          const verdict = element("span", { class: b.isMet ? "better" : "worse" }, b.isMet ? "met" : "missed");
          const work = element("span", {}, b.work);
          if (b.peer) work.append(element("span", { class: "narrow soft" }, b.peer)); // a phone has no room for its column
          return [work, verdict, b.asked, b.measured, b.peer];
        }))));
  }

  function comparison() {
    if (!data.comparison) return;
    const made = section("changes", "Since the other run", data.comparison.summary);
    if (data.comparison.changes.length)
      made.append(table(["", "figure", "before#", "now#", "cost#", "noise#"], data.comparison.changes.map((c) => [
        element("span", { class: c.isWorse ? "worse" : "better" }, c.isWorse ? "worse" : "better"),
        c.figure, withUnit(c.before, c.unit), withUnit(c.now, c.unit), c.cost, "± " + percent(c.noise)])));
  }

  function micro() {
    const names = inOrder(unique(figures("micro").map((f) => f.name)).filter((name) => !name.endsWith("_alloc")));
    if (!names.length) return;
    const made = section("scheduler", "The scheduler",
      "One operation each, in JVMs of their own. Bars are medians, dots the rounds. Shorter is better.");
    const grid = element("div", { class: "grid" });
    made.append(grid);
    for (const name of names) {
      const [title, text] = LABELS[name] || [name, ""];
      bars(grid, title, text, figures("micro", name));
    }
    const allocated = figures("micro").filter((f) => f.name.endsWith("_alloc") && !f.subject.endsWith("-baton"));
    if (!allocated.length) return;
    const subjects = unique(allocated.map((f) => f.subject));
    const rows = unique(allocated.map((f) => f.name)).map((name) => [
      (LABELS[name.replace(/_alloc$/, "")] || [name])[0],
      ...subjects.map((s) => {
        const found = allocated.find((f) => f.name === name && f.subject === s);
        return found ? number(found.median) : "";
      })]);
    made.append(element("h3", { style: "margin-top:1.6rem" }, "Heap allocated by one operation, in bytes"),
      table(["", ...subjects.map((s) => s + "#")], rows));
  }

  function echo() {
    const rate = figures("echo", "rate");
    const started = figures("echo", "start");
    if (!rate.length && !started.length) return;
    const made = section("echo", "Echo servers", (data.about["echo load"] || "") + ". Server and load have a core each: "
      + (data.about["pinning"] || "") + ".");
    const grid = element("div", { class: "grid" });
    made.append(grid);
    bars(grid, "Echoes a second", "As fast as they come back. Longer is better.", rate, -1);
    bars(grid, "Beside " + (data.about["ratios to"] || "the reference"), "The rate as a ratio, taken within each round. Longer is better.",
      figures("echo", "ratio"), -1);
    bars(grid, "Processor time in the server", "User mode, for one echo: what its own code costs.", figures("echo", "user"));
    bars(grid, "Processor time in the kernel", "System mode, for one echo.", figures("echo", "system"));
    const wide = element("div", { class: "grid wide" });
    made.append(wide);
    const latency = figures("echo", "latency");
    const tail = (p) => -Math.log10(1 - Math.min(p, 99.995) / 100);
    const ticks = [0, 90, 99, 99.9, 99.99].map((p) => ({ p, x: tail(p) }));
    curves(wide, "Latency at a fixed rate", "By percentile, counted from when a message was due, so that a stall is not left out. "
      + "Lower is better.", latency, {
      height: 400, x: tail,
      xAxis: {
        type: "value", min: 0, max: tail(99.99), interval: 1,
        axisLabel: { color: css("--soft"), fontSize: 11, formatter: (v) => (ticks[Math.round(v)] || { p: "" }).p + " %" },
        axisLine: { lineStyle: { color: css("--line") } }, splitLine: { lineStyle: { color: css("--line") } },
        axisPointer: { label: { formatter: (p) => (100 * (1 - 10 ** -p.value)).toFixed(2) + " %" } },
      },
    });
    const more = element("div", { class: "grid" });
    made.append(more);
    bars(more, "Start-up", "From the start of the process to the first message echoed.", started);
    bars(more, "Start-up with an AOT cache", "The same with the JVM's cache of loaded and linked classes.", figures("echo", "start_aot"));
    bars(more, "Resident memory", "After the load, JVMs with -Xmx1g.", figures("echo", "resident"));
  }

  function growth() {
    const names = inOrder(unique(figures("growth").map((f) => f.name))
      .filter((name) => !name.startsWith("cost_by") && !name.endsWith("_alloc")));
    if (!names.length) return;
    const made = section("growth", "How costs grow", "Both axes are logarithmic: a flat line is a cost that does not grow.");
    const grid = element("div", { class: "grid" });
    made.append(grid);
    for (const name of names) {
      const [title, text] = GROWTH[name] || LABELS[name] || [name, ""];
      curves(grid, title, text, figures("growth", name), {});
    }
    if (data.laws.length)
      made.append(element("h3", { style: "margin-top:1.6rem" }, "By which power of the size"),
        element("p", { class: "soft" }, "0: does not grow; 1: in proportion. The fit says how much of the change the power explains."),
        table(["", "of", "from#", "to#", "exponent#", "fit#"], data.laws.map((l) => [
          l.subject, (LABELS[l.name] || [l.name])[0], number(l.from), number(l.to), l.exponent.toFixed(3), l.fit.toFixed(2)]),
        (cells) => (isOurs(cells[0]) ? "pirn" : "")));
  }

  function repeat() {
    const made = section("repeat", "Repeat it", "From a clone of the repository, on Linux with a JDK 25 and Maven:");
    made.append(element("pre", {}, "./" + (data.about.command || "pirn bench all --html report.html")));
    made.append(element("p", {}, "Noise (±) is two standard deviations of a round, as a share of the median: one round in twenty "
      + "is further away. With --compare OLD.json a figure counts as changed when it differs by more than the noise of both runs, "
      + "after what the peers' own figures say of the machine."));
    if (data.missing.length)
      made.append(element("h3", {}, "Not measured here"),
        table(["peer", "why", "how to get it"], data.missing.map((m) => [m.peer, m.why, element("code", {}, m.install)])));
    const all = element("details", {}, element("summary", {}, `all ${data.figures.length} figures with their rounds`));
    all.addEventListener("toggle", () => {
      if (all.open && all.children.length === 1)
        all.append(table(["subject", "suite", "figure", "at#", "median#", "±#", "rounds~"], data.figures.map((f) => [
          f.subject, f.suite, f.name, f.at || "", withUnit(f.median, f.unit), percent(f.noise), f.rounds.map(number).join(", ")]),
        (cells) => (isOurs(cells[0]) ? "pirn" : "")));
    });
    made.append(all);
  }

  facts();
  budgets();
  comparison();
  micro();
  echo();
  growth();
  repeat();
  const drawAll = () => drawers.forEach((draw) => draw());
  drawAll();
  dark.addEventListener("change", drawAll);
  let width = innerWidth, timer;
  addEventListener("resize", () => {
    if (innerWidth === width) return; // phones resize their height while one scrolls
    width = innerWidth;
    clearTimeout(timer);
    timer = setTimeout(drawAll, 150);
  });
})();
