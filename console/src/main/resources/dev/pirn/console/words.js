// How things are said: durations, numbers, places in code.

export const STATES = ["ready", "running", "waiting", "foreign"];

export const STATE_MEANINGS = {
  ready: "stands in the ready queue",
  running: "the loop runs it",
  waiting: "awaits something of Pirn's",
  foreign: "blocked in code that knows nothing of Pirn",
};

const whole = new Intl.NumberFormat("en");
const compact = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 3 });

export const count = (number) => whole.format(number);

export const rough = (number) => (number < 10 ? Number(number.toFixed(1)).toString() : compact.format(number));

export const percent = (share) => `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;

export function duration(millis) {
  if (millis < 1000) return `${Math.max(0, Math.round(millis))} ms`;
  const seconds = millis / 1000;
  if (seconds < 60) return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
  if (seconds < 86400) return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds / 60) % 60)} min`;
  return `${Math.floor(seconds / 86400)} d ${Math.floor((seconds / 3600) % 24)} h`;
}

export function nanos(value) {
  if (value < 1e3) return `${Math.round(value)} ns`;
  if (value < 1e6) return `${(value / 1e3).toFixed(value < 1e4 ? 1 : 0)} µs`;
  return value < 1e9 ? `${(value / 1e6).toFixed(value < 1e7 ? 1 : 0)} ms` : `${(value / 1e9).toFixed(1)} s`;
}

// Of the JDK's and of Pirn's own classes, but not of programs that happen to be in packages below dev.pirn.
const LIBRARY = /^(java|javax|jdk|sun|com\.sun)\.|^dev\.pirn\.([A-Z]|(file|flow|leak|loop|net|observe|pool|process|spi|sync)\.)/;

// A frame without its class loader and module: "app//my.Main.run(Main.java:5)" is "my.Main.run(Main.java:5)".
export const frameOf = (text) => text.replace(/^[^(]*\//, "");

export const isLibrary = (frame) => LIBRARY.test(frameOf(frame));

// Where in the user's own code a stack is; the innermost frame if there is none.
export function culprit(stack) {
  const frame = stack.find((candidate) => !isLibrary(candidate)) ?? stack[0];
  return frame ? frameOf(frame) : "";
}

// Makes an element. Text is always text: nothing that a program names can become markup.
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "class") made.className = value;
    else if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value !== false && value != null) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children);
  return made;
}
