// The stage: nothing yet, a job on its way in the frame of its clip, or the clip in the player.
import { computed, effect } from "@preact/signals-core";
import { h } from "../dom.js";
import { shape, shapeOf } from "../frame.js";
import { toldBy } from "../host/channel.js";
import { part, type Say } from "../host/words.js";
import { track } from "../lasting.js";
import type * as Stage from "../stage.js";
import type { Link } from "./link.js";
import type { Part } from "./parts.js";
import type { Row, State, StudioTraits } from "./state.js";

export interface StageOptions {
  /** The panel's own words, and those of all its parts. */
  say: Say;
  words: Say;
  lang: string;
  state: State;
  link: Link<StudioTraits>;
  age(row: Row): number;
  /** The player and the view of a job, fetched from the kernel like the other parts that are big. */
  fetch(): Promise<Part<typeof Stage>>;
  /** What the reader chose of the player's, from one clip to the next. */
  kept: { loop: boolean; speed: number };
  /** Says something to who can't see it; what went `wrong` to everybody. "" takes it back. */
  announce(text: string, wrong?: boolean): void;
  life: AbortSignal;
}

const LAST_FRAME = "M3 5h10v10H3zM16 4v12M6 12l2.5-3 2 2.5L12 10";
const PIN = "M7 3h6l-1 6 3 3H5l3-3zM10 12v5";

export function stageView(options: StageOptions): { element: HTMLElement } {
  const { say, state, life } = options;
  const element = h("div", { class: "gw-theatre" });
  const what = computed(() => {
    const shown = state.shown.value;
    if (shown === "clip") return state.clip.value ? `clip ${state.clip.value.key}` : "";
    return state.jobs.value.some((row) => row.id === shown) ? `job ${shown}` : "";
  });
  const stop = effect(() => {
    const now = what.value;
    const own = new AbortController();
    life.addEventListener("abort", () => own.abort(), { once: true, signal: own.signal });
    const made = now.startsWith("clip ")
      ? clipOn({ ...options, life: own.signal })
      : now
        ? jobOn({ ...options, life: own.signal }, now.slice(4))
        : nothingOn(say("empty"), state, own.signal);
    element.replaceChildren(made);
    return () => own.abort();
  });
  life.addEventListener("abort", stop, { once: true });
  return { element };
}

/** The place that the player's bar will take. */
const room = () => h("div", { class: "gw-room" }, h("div", {}));

function nothingOn(text: string, state: State, life: AbortSignal): HTMLElement {
  const root = h("div", { class: "gw-root gw-empty" }, h("div", { class: "gw-stage" }, h("p", {}, text)), room());
  track(life, () => {
    const own = state.options.value.fields?.aspect_ratio?.default;
    shape(root, shapeOf(String(state.values.value.aspect_ratio ?? own ?? "16:9")));
  });
  return root;
}

/** A place of that shape, which takes what the fetched part makes. */
function later(
  { fetch, life }: StageOptions,
  ratio: number,
  make: (part: Part<typeof Stage>) => HTMLElement,
): HTMLElement {
  const root = h("div", { class: "gw-root" }, h("div", { class: "gw-stage" }), room());
  shape(root, ratio);
  fetch().then(
    (part) => life.aborted || root.replaceWith(make(part)),
    (error) => root.replaceChildren(h("p", { class: "gw-wrong", role: "alert" }, toldBy(error))),
  );
  return root;
}

function jobOn(options: StageOptions, id: string): HTMLElement {
  const { words, lang, state, link, age, life } = options;
  const find = () => state.jobs.peek().find((row) => row.id === id) as Row;
  let row = find();
  return later(options, shapeOf(row.ratio), ({ module }) => {
    const job = module.jobView({
      asked: row,
      lang,
      say: part(words, "job"),
      state: () => row.state,
      since: () => age(row),
      stop: () => link.ask("job.stop", { id }),
      life,
    });
    job.shape(row.ratio);
    job.element.append(room());
    track(life, () => {
      row = state.jobs.value.find((each) => each.id === id) ?? row;
      job.paint();
    });
    return job.element;
  });
}

function clipOn(options: StageOptions): HTMLElement {
  const { say, lang, state, link, kept, announce, life } = options;
  const clip = state.clip.peek();
  if (!clip) return h("div");
  const { key: file } = clip;
  const act = (kind: string, done: string) => () => {
    announce("");
    link.ask(kind, { file }).then(
      () => announce(done),
      (error) => announce(toldBy(error), true),
    );
  };
  const actions = [
    { label: say("frame"), icon: LAST_FRAME, press: act("frame", say("framed")) },
    { label: say("pin"), icon: PIN, press: act("pin", say("pinned")) },
  ];
  return later(options, clip.width / clip.height || 16 / 9, ({ module, say: words }) => {
    const given = { channel: link.channel, clip, lang, say: words, autoplay: true, poster: "", actions, life };
    return module.mount(given, kept);
  });
}
