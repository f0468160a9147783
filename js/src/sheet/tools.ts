// What is shown, and in what order: words to filter by, axes, sorting, stars, winners.
import { computed, type ReadonlySignal, type Signal } from "@preact/signals-core";
import { h, icon, write } from "../dom.js";
import type { Say } from "../host/words.js";
import { button, on, track } from "../lasting.js";
import { type Named, type Sheet, type SheetCell, statusOf } from "./facts.js";
import { STAR } from "./tile.js";

export interface ToolOptions {
  say: Say;
  sheet: ReadonlySignal<Sheet>;
  cells: ReadonlySignal<SheetCell[]>;
  shown: ReadonlySignal<SheetCell[]>;
  winners: ReadonlySignal<Set<string>>;
  rows: Signal<string>;
  columns: Signal<string>;
  sort: Signal<string>;
  filter: Signal<string>;
  status: Signal<string>;
  rating: Signal<number>;
  onlyWinners: Signal<boolean>;
  life: AbortSignal;
}

/** In ms: so long after the last key the filter holds. */
const PAUSE = 120;

export function tools(options: ToolOptions): HTMLElement {
  const { say, sheet, cells, life } = options;
  const gridded = computed(() => Boolean(sheet.value.row_title || sheet.value.column_title));
  const unsorted = () => ({ name: "", title: gridded.value ? say("unsorted") : say("in_order") });
  const axes = () => [{ name: "", title: say("no_axis") }, ...sheet.value.axes];
  const sort = pick(say("sort"), options.sort, () => [unsorted(), ...sheet.value.sorts], life);
  const rows = pick(say("rows"), options.rows, axes, life);
  const columns = pick(say("columns"), options.columns, axes, life);
  track(life, () => {
    const few = sheet.value.axes.length < 2 || Boolean(options.sort.value);
    rows.hidden = columns.hidden = few;
  });

  const kinds = computed(() => [...new Set(cells.value.map(statusOf))]);
  const told: Record<string, string> = {
    done: say("done"),
    running: say("running"),
    planned: say("planned"),
    failed: say("failed"),
    held: say("held"),
    stopped: say("stopped"),
    left_out: say("left_out"),
    same: say("same"),
  };
  const states = () => [
    { name: "", title: say("all") },
    ...kinds.value.map((name) => ({ name, title: told[name] ?? name })),
  ];
  const status = pick(say("status"), options.status, states, life);
  track(life, () => {
    status.hidden = kinds.value.length < 2 && !options.status.value;
  });

  const most = computed(() => Math.max(options.rating.value, ...cells.value.map(({ rating }) => rating ?? 0)));
  const ratings = () => [
    { name: "0", title: say("any_stars") },
    ...[1, 2, 3, 4, 5]
      .filter((stars) => stars <= most.value)
      .map((stars) => ({ name: String(stars), title: say("at_least", { stars: "★".repeat(stars) }) })),
  ];
  const stars = pick(say("stars"), numeric(options.rating), ratings, life);
  track(life, () => {
    stars.hidden = most.value === 0;
  });

  const only = button(
    life,
    () => {
      options.onlyWinners.value = !options.onlyWinners.value;
    },
    "",
  );
  only.classList.add("gw-sheet-only");
  const number = h("span", { class: "gw-sheet-number", "aria-hidden": "true" });
  only.append(icon(STAR), say("only_winners"), number);
  track(life, () => {
    only.ariaPressed = String(options.onlyWinners.value);
    write(number, options.winners.value.size ? String(options.winners.value.size) : "");
  });

  const count = h("p", { class: "gw-hint gw-sheet-count", role: "status" });
  track(life, () => {
    const [all, shown] = [cells.value, options.shown.value];
    const parts = [say("count", { shown: shown.length, count: all.length })];
    if (options.winners.value.size) parts.push(say("picked", { count: options.winners.value.size }));
    write(count, parts.join(" · "));
  });
  return h(
    "div",
    { class: "gw-sheet-tools" },
    h("div", { class: "gw-sheet-picks" }, field(options), sort, rows, columns, status, stars, only),
    count,
  );
}

function field({ say, filter, life }: ToolOptions): HTMLInputElement {
  const name = say("filter");
  const search = h("input", {
    type: "search",
    class: "gw-field gw-sheet-filter",
    placeholder: name,
    "aria-label": name,
    maxlength: 200,
    spellcheck: "false",
    dir: "auto",
  });
  let timer: ReturnType<typeof setTimeout> | undefined;
  on(life, search, "input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      filter.value = search.value;
    }, PAUSE);
  });
  track(life, () => {
    if (filter.value !== search.value) search.value = filter.value;
  });
  life.addEventListener("abort", () => clearTimeout(timer), { once: true });
  return search;
}

/** A labelled picker whose choices may change. */
function pick(label: string, state: Signal<string>, choices: () => Named[], life: AbortSignal): HTMLElement {
  const select = h("select", { class: "gw-field" });
  on(life, select, "change", () => {
    state.value = select.value;
  });
  let drawn = "";
  track(life, () => {
    const now = choices();
    const key = JSON.stringify(now);
    if (key !== drawn) {
      drawn = key;
      select.replaceChildren(...now.map(({ name, title }) => h("option", { value: name }, title)));
    }
    select.value = state.value;
  });
  return h("label", { class: "gw-sheet-pick" }, h("span", {}, label), select);
}

/** A number as the text of a picker. */
function numeric(state: Signal<number>): Signal<string> {
  return {
    get value() {
      return String(state.value);
    },
    set value(text: string) {
      state.value = Number(text);
    },
  } as Signal<string>;
}
