// The panel, with a kernel behind it that answers as notebook/studio/desk.py does.
import { afterEach, beforeEach, vi } from "vitest";
import { page } from "vitest/browser";
import comparing from "../src/compare/compare.css?inline";
import shelving from "../src/gallery/gallery.css?inline";
import { KernelError } from "../src/host/channel.js";
import type { JobState } from "../src/job/state.js";
import type { ClipFacts } from "../src/player/facts.js";
import staging from "../src/stage.css?inline";
import type { Row, StudioTraits } from "../src/studio/state.js";
import css from "../src/studio.css?inline";
import widget from "../src/studio.js";
import { of, type State } from "./choices.js";
import { FakeModel } from "./fake-model.js";
import { item } from "./gallery-list.js";
import { serve } from "./kernel.js";
import { type Mounted, mount, stage } from "./page.js";
import { wordsOf } from "./words.js";

export type Body = Record<string, unknown>;
/** What a request is answered with: JSON, a promise of it, `SILENT` for none; what is thrown refuses. */
export type Does = (body: Body) => unknown;
export const SILENT: Does = () => new Promise(() => {});

const STYLES: Record<string, string> = { stage: staging, gallery: shelving, compare: comparing };

/** The parts as the kernel sends them, only that their code is the sources'. */
const partOf = (name: string) => ({
  js: `export * from "${new URL(`../src/${name}.ts`, import.meta.url)}";`,
  css: `/* of ${name} */ ${STYLES[name]}`,
  words: wordsOf(name === "stage" ? "player" : (name as "gallery")),
});

export const clip = (key = "job-1:0", more: Partial<ClipFacts> = {}): ClipFacts => ({
  key,
  name: "fox.mp4",
  shown: "grokvideos/fox.mp4",
  mime: "video/mp4",
  duration: 2,
  fps: 12,
  width: 160,
  height: 90,
  sound: null,
  prompt: "a red fox",
  details: "local · free",
  strip: false,
  ...more,
});

const RUNNING: JobState = {
  status: "running",
  phase: "",
  progress: null,
  elapsed_s: 0,
  expected_s: null,
  expected_high_s: null,
  queue_place: null,
  message: "",
  can_stop: true,
  slow: false,
};

/** A job's row; told just now. */
export const row = (id: string, state: Partial<JobState> = {}, more: Partial<Row> = {}): Row => ({
  id,
  prompt: `prompt of ${id}`,
  provider: "local",
  model: "local-video",
  details: "free",
  ratio: "16:9",
  state: { ...RUNNING, ...state },
  at: Date.now() / 1000,
  clips: [],
  ...more,
});

export class Panel extends FakeModel<StudioTraits> {
  /** What each kind of request is answered with. */
  does: Record<string, Does> = {
    hello: () => ({ now: Date.now() / 1000 }),
    part: ({ name }) => partOf(String(name)),
    list: () => ({ items: [item(0), item(1)], total: 2, providers: [{ name: "local", models: ["local-video"] }] }),
    compare: ({ files }) => ({ clips: (files as string[]).map((key) => clip(key)), differences: [] }),
  };
  /** Nothing is answered while this is so. */
  silent = false;
  /** Answers for clips: those of kernel.ts once `film` was called. */
  #clips: FakeModel<StudioTraits>["kernel"] | undefined;

  constructor(traits: Partial<StudioTraits> = {}, state: State = "local") {
    super({
      provider: of(state).provider,
      model: null,
      prompt: "a red fox",
      aspect_ratio: null,
      resolution: null,
      duration: null,
      mode: null,
      nsfw_checker: null,
      take: 1,
      rehearse: false,
      lang: "en",
      _words: wordsOf("studio"),
      _host: { message: 1 << 20, pull: 0 },
      _options: of(state, traits.lang === "zh" ? "zh" : "en"),
      _notes: {},
      _problems: {},
      _images: [],
      _price: {},
      _jobs: [],
      _clip: null,
      _shown: "",
      ...traits,
    });
    this.kernel = (request) => {
      if (this.silent) return;
      const { id, kind, body } = request;
      const own = this.does[kind];
      if (!own && this.#clips && ["open", "chunk", "still", "about"].includes(kind)) return this.#clips(request);
      Promise.resolve(body)
        .then(own ?? (() => (kind === "still" ? { mime: "" } : {})))
        .then(
          (result) => this.answer(id, result),
          ({ message, type, field }) => this.refuse(id, message, type, field),
        );
    };
  }

  /** Has clips to play. */
  async film(options: Parameters<typeof serve>[1] = {}): Promise<this> {
    const own = this.kernel;
    await serve(this, options);
    this.#clips = this.kernel;
    this.kernel = own;
    return this;
  }

  /** What the page asked of a kind. */
  asked(kind: string): Body[] {
    return this.sent.filter((request) => request.kind === kind).map(({ body }) => body);
  }
}

export const refusing =
  (message: string, type = "Error", field = ""): Does =>
  () => {
    throw new KernelError(type, message, field);
  };

/** For a whole test file: the style sheet, and the clock that a test may have stopped. */
export function stagePanel(): void {
  stage(css);
  beforeEach(() => page.viewport(900, 800));
  afterEach(() => {
    vi.restoreAllMocks();
    vi.useRealTimers();
  });
}

/** Stops the clock and all timers, but not the frames of the page. */
export const stopClock = () =>
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date"] });

export const show = (panel: Panel, options = {}): Mounted => mount(widget, panel, options);

/** Lets the answers that are due come in. */
export async function settled(): Promise<void> {
  for (let n = 0; n < 20; n++) await Promise.resolve();
}

export const button = (name: string) => page.getByRole("button", { name, exact: true });
/** The button, whether it can be seen or not; null where it can't. */
export const there = (name: string) => button(name).query() as HTMLButtonElement | null;
export const press = (name: string) => (button(name).element() as HTMLElement).click();
export const field = () => page.getByRole("textbox", { name: /^(Prompt|提示词)$/ }).element() as HTMLTextAreaElement;
/** Types as a hand does: the whole text so far, at once. */
export function type(text: string): void {
  field().value = text;
  field().dispatchEvent(new InputEvent("input", { bubbles: true }));
}
export const text = () => (document.body as HTMLElement).innerText;
export const tab = (name: string) => page.getByRole("tab", { name, exact: true, includeHidden: true });
export const alerts = () =>
  page
    .getByRole("alert")
    .elements()
    .map((one) => one.textContent)
    .filter(Boolean);
export const radio = (name: string) => page.getByRole("radio", { name, exact: true }).element() as HTMLInputElement;
