// A list of any length, of which only the rows in sight are in the document.

const SPARE = 8;

export class Rows {
  #rows = [];
  #elements = [];
  #selected = -1;

  // fill(element, row, index) draws a row; onPick(row) and onToggle(row, open) tell what the user does.
  constructor(scroller, canvas, { make, fill, onPick, onToggle }) {
    Object.assign(this, { scroller, canvas, make, fill, onPick, onToggle });
    scroller.addEventListener("scroll", () => this.draw(), { passive: true });
    scroller.addEventListener("keydown", (event) => this.#key(event));
    canvas.addEventListener("click", (event) => this.#click(event));
    new ResizeObserver(() => this.draw()).observe(scroller);
  }

  get rowHeight() {
    return parseFloat(getComputedStyle(this.scroller).getPropertyValue("--row"));
  }

  // The row that was selected stays selected, wherever it is now.
  show(rows) {
    const key = this.#rows[this.#selected]?.key;
    this.#rows = rows;
    if (key !== undefined && rows[this.#selected]?.key !== key) this.#selected = rows.findIndex((row) => row.key === key);
    this.canvas.style.height = `${rows.length * this.rowHeight}px`;
    this.scroller.setAttribute("aria-rowcount", rows.length);
    this.draw();
  }

  draw() {
    const height = this.rowHeight;
    const top = Math.min(this.scroller.scrollTop / height, this.#rows.length); // there may be fewer rows than a moment ago
    const first = Math.max(0, Math.floor(top) - SPARE);
    const visible = Math.ceil(this.scroller.clientHeight / height) + 2 * SPARE;
    const last = Math.min(this.#rows.length, first + visible);
    this.#provide(last - first);
    for (let index = first; index < last; index++) this.#place(this.#elements[index - first], index, height);
    this.#pointAt(first, last);
  }

  select(index, scroll = true) {
    this.#selected = Math.max(0, Math.min(this.#rows.length - 1, index));
    if (scroll) this.#scrollTo(this.#selected);
    this.draw();
  }

  selectKey(key) {
    const index = this.#rows.findIndex((row) => row.key === key);
    if (index >= 0) this.select(index);
    return index >= 0;
  }

  #provide(needed) {
    while (this.#elements.length < needed) {
      const made = this.make();
      made.setAttribute("role", "row");
      this.canvas.append(made);
      this.#elements.push(made);
    }
    while (this.#elements.length > needed) this.#elements.pop().remove();
  }

  #place(element, index, height) {
    const row = this.#rows[index];
    element.id = `row-${index}`;
    element.dataset.index = index;
    element.style.transform = `translateY(${index * height}px)`;
    element.classList.toggle("odd", index % 2 === 1);
    element.classList.toggle("selected", index === this.#selected);
    element.setAttribute("aria-selected", index === this.#selected);
    element.setAttribute("aria-level", row.depth + 1);
    element.setAttribute("aria-rowindex", index + 1);
    if (row.folds) element.setAttribute("aria-expanded", row.open);
    else element.removeAttribute("aria-expanded");
    this.fill(element, row);
  }

  #pointAt(first, last) {
    if (this.#selected >= first && this.#selected < last)
      this.scroller.setAttribute("aria-activedescendant", `row-${this.#selected}`);
    else this.scroller.removeAttribute("aria-activedescendant");
  }

  #scrollTo(index) {
    const height = this.rowHeight;
    const top = index * height;
    const { scrollTop, clientHeight } = this.scroller;
    if (top < scrollTop) this.scroller.scrollTop = top;
    else if (top + height > scrollTop + clientHeight) this.scroller.scrollTop = top + height - clientHeight;
  }

  #click(event) {
    const element = event.target.closest("[data-index]");
    if (!element) return;
    const index = Number(element.dataset.index);
    const row = this.#rows[index];
    this.select(index, false);
    if (row.folds && (event.target.closest(".twisty") || !row.task)) this.onToggle(row, !row.open);
    else if (row.task) this.onPick(row);
  }

  #key(event) {
    const page = Math.max(1, Math.floor(this.scroller.clientHeight / this.rowHeight) - 1);
    const moves = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
    const row = this.#rows[this.#selected];
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key in moves) this.select(this.#selected + moves[event.key]);
    else if (!row) return;
    else if (event.key === "ArrowRight") this.#right(row);
    else if (event.key === "ArrowLeft") this.#left(row);
    else if (event.key === "Enter" || event.key === " ") this.#enter(row);
    else return;
    event.preventDefault();
  }

  #enter(row) {
    if (row.task) this.onPick(row);
    else this.onToggle(row, !row.open);
  }

  #right(row) {
    if (row.folds && !row.open) this.onToggle(row, true);
    else if (row.folds) this.select(this.#selected + 1);
  }

  #left(row) {
    if (row.folds && row.open) this.onToggle(row, false);
    else
      for (let index = this.#selected - 1; index >= 0; index--)
        if (this.#rows[index].depth < row.depth) return this.select(index);
  }
}
