// What the tests of the contact sheet share: a sheet of two prompts in two ratios, and a kernel that has their films.
import { afterEach, vi } from "vitest";
import type { Sheet, SheetCell } from "../src/sheet/facts.js";
import css from "../src/sheet.css?inline";
import widget, { type SheetTraits } from "../src/sheet.js";
import { FakeModel } from "./fake-model.js";
import { filmBytes } from "./kernel.js";
import { type Mounted, mount, stage, until } from "./page.js";
import { films } from "./sheet-page.js";
import { wordsOf } from "./words.js";

export const GIF = Uint8Array.from(atob("R0lGODlhAQABAAAAACw="), (letter) => letter.charCodeAt(0));

export const SHEET: Sheet = {
  title: "Sweep of 4 clips",
  rows: ["a fox", "an owl"],
  columns: ["16:9", "9:16"],
  row_title: "prompt",
  column_title: "aspect ratio",
  axes: [
    { name: "prompt", title: "prompt" },
    { name: "aspect_ratio", title: "aspect ratio" },
  ],
  sorts: [
    { name: "rating", title: "rating" },
    { name: "cost", title: "cost" },
  ],
  orders: { rating: [2, 0, 1, 3], cost: [3, 2, 1, 0] },
  prompts: ["a fox in deep snow", "an owl at night"],
  unshown: "",
};

export const cell = (n: number, more: Partial<SheetCell> = {}): SheetCell => {
  const [row, column] = [n >> 1, n % 2];
  return {
    n,
    key: `job${n}:0`,
    row,
    column,
    name: `${["a fox", "an owl"][row]} · ${["16:9", "9:16"][column]}`,
    cost: `${n} credits`,
    seconds: 2,
    shape: column ? 0.563 : 1.778,
    prompt: row,
    ...more,
  };
};

/** A cell without a clip. */
export const blank = (n: number, status: string, words = ""): SheetCell => {
  const { seconds: _, shape: __, prompt: ___, ...rest } = cell(n);
  return { ...rest, key: `cell:${n}`, status, words };
};

export const CELLS = [0, 1, 2, 3].map((n) => cell(n));

/** As grokwidget/notebook/parts.py tells of a bundle: one that shows the prompt. */
const PART = `export function mount({ clip }) {
  const section = document.createElement("section");
  section.setAttribute("aria-label", "Video: " + clip.prompt);
  const button = section.appendChild(document.createElement("button"));
  button.textContent = "in the player";
  button.addEventListener("keydown", (event) => event.stopPropagation());
  return section;
}`;

export interface Kernel {
  /** Keys whose small videos aren't made. */
  lacking?: Set<string>;
  /** Key -> why there is none. */
  wrong?: Record<string, string>;
  /** Keys of what is no film. */
  junk?: Set<string>;
  /** No answer to these kinds. */
  silent?: Set<string>;
  /** A sentence in place of a rating. */
  refuses?: string;
  /** A sentence in place of going on with the sweep. */
  dear?: string;
}

export async function fake(traits: Partial<SheetTraits> = {}, kernel: Kernel = {}): Promise<FakeModel<SheetTraits>> {
  const film = await filmBytes();
  const model = new FakeModel<SheetTraits>({
    rows: "prompt",
    columns: "aspect_ratio",
    sort: "",
    filter: "",
    status: "",
    rating: 0,
    only_winners: false,
    winners: [],
    opened: "",
    time: 0,
    playing: true,
    lang: "en",
    _sheet: SHEET,
    _cells: CELLS,
    _news: [],
    _made: 0,
    _running: false,
    _stopped: {},
    _wrong: "",
    _mark: "abc",
    _host: { message: 1 << 20, pull: 0 },
    _words: wordsOf("sheet"),
    ...traits,
  });
  model.kernel = ({ id, kind, body }) => {
    if (kernel.silent?.has(kind)) return;
    queueMicrotask(() => {
      if (kind === "tiles") {
        const { files, posters } = body as { files: string[]; posters: string[] };
        const tiles: object[] = [];
        const buffers: DataView[] = [];
        const give = (file: string, as: string, data: Uint8Array) => {
          tiles.push({ file, kind: as });
          buffers.push(new DataView(data.slice().buffer));
        };
        for (const file of files) {
          if (kernel.wrong?.[file]) tiles.push({ file, wrong: kernel.wrong[file] });
          else if (!kernel.lacking?.has(file)) {
            give(file, "video", kernel.junk?.has(file) ? new Uint8Array(500).fill(7) : film);
          } else if (posters.includes(file)) give(file, "poster", GIF);
        }
        model.answer(id, { tiles }, buffers);
      } else if (kind === "part") model.answer(id, { js: PART, css: "", words: { en: {}, zh: {} } });
      else if (kind === "item") model.answer(id, { key: body.file, prompt: `prompt of ${body.file}` });
      else if (kind === "rate" && kernel.refuses) model.refuse(id, kernel.refuses);
      else if (kind === "resume" && kernel.dear) model.refuse(id, kernel.dear);
      else model.answer(id, {});
    });
  };
  return model;
}

/** Mounts it, and waits until all its films are there. */
export async function ready(
  traits: Partial<SheetTraits> = {},
  kernel: Kernel = {},
): Promise<{ model: FakeModel<SheetTraits>; view: Mounted }> {
  const model = await fake(traits, kernel);
  const view = mount(widget, model);
  await until(() => films().length && films().every((video) => video.readyState >= 2), "playable films");
  return { model, view };
}

/** For a whole test file. */
export function sheeting(): void {
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });
  stage(css);
}
