// The contact sheet, whole. It knows no model: who mounts it gives signals for what the reader chooses.
import { computed, type ReadonlySignal, type Signal, signal, untracked } from "@preact/signals-core";
import { type Together, together } from "../compare/together.js";
import { h, write } from "../dom.js";
import type { Asks } from "../host/channel.js";
import type { Say } from "../host/words.js";
import { button, on, track } from "../lasting.js";
import { bar, SIZES } from "./bar.js";
import { type Arranged, arranged, chosen, type Sheet, type SheetCell } from "./facts.js";
import { films } from "./films.js";
import { grid } from "./grid.js";
import { run, type Stopped } from "./run.js";
import { screen } from "./screen.js";
import { tools } from "./tools.js";

/** In ms: when nothing has moved for so long, Python hears where all stand. */
const SETTLED = 250;

export interface SheetOptions {
  say: Say;
  lang: string;
  channel: Asks;
  sheet: ReadonlySignal<Sheet>;
  cells: ReadonlySignal<SheetCell[]>;
  running: ReadonlySignal<boolean>;
  stopped: ReadonlySignal<Stopped>;
  /** Counts the small videos that the kernel has made. */
  made: ReadonlySignal<number>;
  /** What went wrong in the kernel, a sentence. */
  wrong: ReadonlySignal<string>;
  winners: Signal<string[]>;
  rows: Signal<string>;
  columns: Signal<string>;
  sort: Signal<string>;
  filter: Signal<string>;
  status: Signal<string>;
  rating: Signal<number>;
  onlyWinners: Signal<boolean>;
  opened: Signal<string>;
  time: Signal<number>;
  playing: Signal<boolean>;
  /** The kernel doesn't answer, or does again. */
  silent(silent: boolean): void;
  life: AbortSignal;
}

export function sheetView(options: SheetOptions): HTMLElement {
  const { say, lang, channel, sheet, cells, opened, life } = options;
  const [loop, speed] = [signal(true), signal(1)];
  /** 0: as the width of the place has it, until the reader moves the slider. */
  const [chosenSize, width] = [signal(0), signal(0)];
  const fitting = computed(() => fitted(width.value, layout.value));
  const size: Signal<number> = alias(
    () => chosenSize.value || fitting.value,
    (value) => {
      chosenSize.value = value;
    },
  );
  const master = together({ seats: [], loop, speed, loose: true, life });
  const winners = computed(() => new Set(options.winners.value));
  const wish = computed(() => ({
    sort: options.sort.value,
    filter: options.filter.value,
    status: options.status.value,
    rating: options.rating.value,
    onlyWinners: options.onlyWinners.value,
  }));
  const shown = computed(() => chosen(sheet.value, cells.value, wish.value, winners.value));
  const layout = computed(() =>
    arranged(sheet.value, shown.value, wish.value.sort, shown.value.length === cells.value.length),
  );
  const toggle = (key: string) => {
    const now = options.winners.value;
    options.winners.value = now.includes(key) ? now.filter((each) => each !== key) : [...now, key];
  };

  const news = h("p", { class: "gw-hint", role: "status" });
  const wrong = h("p", { class: "gw-wrong", role: "alert" });
  const own = signal("");
  track(life, () => write(wrong, options.wrong.value || own.value));
  const hush = (silent: boolean) => write(news, silent ? say("silent") : "");
  const supply = films(
    channel,
    (key, film) => board.tileOf(key)?.film(film),
    (silent) => {
      hush(silent);
      options.silent(silent);
    },
    life,
  );
  track(life, () => {
    if (options.made.value) supply.again();
  });

  const rate = (cell: SheetCell, stars: number) => {
    channel.request("rate", { file: cell.key, rating: stars }).then(
      () => {
        own.value = "";
      },
      (error) => {
        own.value = (error as Error).message;
      },
    );
  };
  const board = grid({
    say,
    join: master.join,
    open: ({ key }) => {
      opened.value = key;
    },
    win: ({ key }) => toggle(key),
    rate,
    near(keys) {
      supply.want(keys);
      for (const key of keys) {
        const film = supply.film(key);
        if (film) board.tileOf(key)?.film(film);
      }
    },
    life,
  });

  const nothing = h("div", { class: "gw-sheet-nothing" }, h("p", {}, say("none")));
  const everything = () => {
    options.filter.value = "";
    options.status.value = "";
    options.rating.value = 0;
    options.onlyWinners.value = false;
  };
  nothing.append(button(life, everything, say("everything")));
  const more = h("p", { class: "gw-hint" });
  const root = h("section", { class: "gw-root gw-sheet", lang, tabindex: -1, "aria-label": say("label") });
  const keys = h("p", { class: "gw-hidden", id: `gw-${Math.random().toString(36).slice(2)}` }, say("keys"));
  board.element.setAttribute("role", "group");
  board.element.setAttribute("aria-label", say("clips"));
  board.element.setAttribute("aria-describedby", keys.id);
  const sheetBox = h(
    "div",
    { class: "gw-sheet-board" },
    run({ ...options, silent: hush }),
    bar({ say, master, loop, speed, size, life }),
    tools({ ...options, shown, winners }),
    news,
    wrong,
    nothing,
    board.element,
    more,
    keys,
  );
  const player = screen({
    say,
    lang,
    channel,
    root,
    opened,
    winners,
    win: toggle,
    keys: () => board.keys,
    life,
  } as never);
  root.append(h("p", { class: "gw-sheet-title" }), sheetBox, player.element);

  track(life, () => {
    write(root.firstElementChild as HTMLElement, sheet.value.title);
    write(more, sheet.value.unshown);
    root.style.setProperty("--gw-size", `${size.value}px`);
  });
  track(life, () => {
    const to = layout.value;
    nothing.hidden = shown.value.length > 0;
    board.element.hidden = !shown.value.length;
    board.draw(sheet.value, to, winners.peek());
  });
  let due = 0;
  const sizes = new ResizeObserver(() => {
    // At the next frame: it must not change sizes while it tells of them. A sheet that is not seen has no width.
    cancelAnimationFrame(due);
    due = requestAnimationFrame(() => {
      if (root.clientWidth) width.value = root.clientWidth;
    });
  });
  sizes.observe(root);
  life.addEventListener(
    "abort",
    () => {
      sizes.disconnect();
      cancelAnimationFrame(due);
    },
    { once: true },
  );
  track(life, () => board.mark(winners.value));
  let last = "";
  track(life, () => {
    const key = opened.value;
    sheetBox.hidden = Boolean(key);
    player.element.hidden = !key;
    if (key && !last) player.focus();
    else if (!key && last) board.focus(last);
    last = key;
  });

  clocked(options, master);
  shortcuts({ root, play: master.toggle, at: board.cellAt, win: toggle, rate, life });
  return root;
}

/** How large tiles are that fill the width, within what is pleasant to look at. */
function fitted(width: number, to: Arranged): number {
  if (!width || to.kind === "flow") return SIZES.usual;
  const wide = ({ shape = 16 / 9 }: SheetCell) => Math.sqrt(shape);
  const most = to.columns.map((_, column) =>
    Math.max(1, ...to.rows.map(({ places }) => (places[column] ?? []).reduce((sum, cell) => sum + wide(cell), 0))),
  );
  const across = most.reduce((sum, each) => sum + each, 0);
  // Beside the tiles there are the rows' labels, and the spaces between.
  const room = width - Math.min(168, width * 0.25) - 22 * most.length;
  return Math.round(Math.min(Math.max(room / across, SIZES.fitting[0]), SIZES.fitting[1]));
}

/** A signal that is read and set elsewhere. */
function alias(get: () => number, set: (value: number) => void): Signal<number> {
  return {
    get value() {
      return get();
    },
    set value(value) {
      set(value);
    },
  } as Signal<number>;
}

/** The traits of time follow the bar, and lead it where Python sets them. */
function clocked({ playing, time, life }: SheetOptions, master: Together): void {
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) playing.value = false;
  let told = 0;
  track(life, () => {
    if (time.value !== told) master.seek(time.value);
    told = time.value;
  });
  track(life, () => {
    const wanted = playing.value;
    if (wanted !== untracked(() => master.playing.value)) untracked(wanted ? master.play : master.pause);
  });
  let timer: ReturnType<typeof setTimeout> | undefined;
  track(life, () => {
    const on = master.playing.value;
    playing.value = on;
    clearTimeout(timer);
    if (on) return;
    const seconds = Math.round(master.time.value * 1000) / 1000;
    timer = setTimeout(() => {
      told = seconds;
      time.value = seconds;
    }, SETTLED);
  });
  life.addEventListener("abort", () => clearTimeout(timer), { once: true });
}

interface Shortcuts {
  root: HTMLElement;
  play(): void;
  at(target: Element): SheetCell | undefined;
  win(key: string): void;
  rate(cell: SheetCell, stars: number): void;
  life: AbortSignal;
}

/** Keys while the focus is inside; the host's shortcuts never hear of them. */
function shortcuts({ root, play, at, win, rate, life }: Shortcuts): void {
  // Lumino (JupyterLab) listens on the document, before we could stop anything: this attribute keeps it away.
  root.setAttribute("data-lm-suppress-shortcuts", "true");
  /** Whether the key is ours; a space on a tile plays, and doesn't press it. */
  const ours = (event: KeyboardEvent): boolean => {
    const from = event.composedPath()[0] as Element;
    if (event.ctrlKey || event.metaKey || event.altKey || from.matches("select, textarea, input:not([type=range])"))
      return false;
    return event.key !== " " || !from.matches("button:not(.gw-sheet-open), a");
  };
  on(life, root, "keydown", (event) => {
    event.stopPropagation();
    if (!ours(event)) return;
    const cell = at(event.composedPath()[0] as Element);
    const key = event.key.toLowerCase();
    if (key === " " || key === "k") play();
    else if (key === "w" && cell) win(cell.key);
    else if (/^[0-5]$/.test(key) && cell) rate(cell, Number(key));
    else return;
    event.preventDefault();
  });
  on(life, root, "keyup", (event) => {
    event.stopPropagation();
    if (event.key === " " && ours(event)) event.preventDefault(); // or Firefox presses the button now
  });
  on(life, root, "keypress", (event) => event.stopPropagation());
}
