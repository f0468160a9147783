// What a waiting cell shows. Its state comes from grokwidget/notebook/jobview.py, which documents every field; here it
// is painted, the clocks go on between updates, and Stop is asked for.
import { h, write } from "./dom.js";
import { hueOf, shape, shapeOf } from "./frame.js";
import { Channel, KernelError } from "./host/channel.js";
import { follow, lifeOf, listen, type Model, type View } from "./host/model.js";
import { languageOf, type Say, speaker, type WordTraits } from "./host/words.js";

export type Status =
  | "planned"
  | "submitting"
  | "queued"
  | "running"
  | "downloading"
  | "done"
  | "failed"
  | "cancelled"
  | "expired"
  | "unknown"
  | "stopped";

export interface JobState {
  status: Status;
  phase: string;
  progress: number | null;
  elapsed_s: number;
  expected_s: number | null;
  expected_high_s: number | null;
  queue_place: number | null;
  message: string;
  can_stop: boolean;
  slow: boolean;
}

export interface JobTraits extends WordTraits {
  state: JobState;
  request: { prompt?: string; provider?: string; model?: string; details?: string };
  ratio: string;
}

/** How long a Stop may go unanswered before we say what else there is, in ms. */
const PATIENCE = 2000;
const LIVE: Status[] = ["planned", "submitting", "queued", "running", "downloading"];
const BAD: Status[] = ["failed", "expired", "unknown"];

// When each state reached this page: a second view of the same job counts from there, not from its own birth.
const arrived = new WeakMap<object, number>();

function initialize({ model, signal }: { model: Model<JobTraits>; signal?: AbortSignal }): () => void {
  const life = lifeOf(signal);
  follow(model, ["state"], life.signal, () => arrived.set(model.get("state"), performance.now()));
  return () => life.abort();
}

function render({ model, el, signal }: View<JobTraits>): () => void {
  const life = lifeOf(signal);
  const channel = new Channel(model, life.signal);
  const say = speaker(model);
  const request = model.get("request");

  const phase = h("span", { class: "gw-phase" });
  const note = h("span", { class: "gw-note" });
  const percent = h("span", { class: "gw-percent" });
  const bar = h("progress", { max: 100, "aria-label": say("progress") });
  const elapsed = h("span", { class: "gw-elapsed" });
  const left = h("span", { class: "gw-left" });
  const stop = h("button", { type: "button", class: "gw-button" });
  const message = h("p", { class: "gw-message" });
  const news = h("div", { class: "gw-news", role: "status" }, phase, note);
  const times = h("div", { class: "gw-row" }, h("span", { class: "gw-times" }, elapsed, left), stop);
  const stage = h(
    "div",
    { class: "gw-stage" },
    h("div", { class: "gw-veil", "aria-hidden": "true" }),
    h("div", { class: "gw-panel" }, h("div", { class: "gw-row" }, news, percent), bar, message, times),
  );
  const root = h(
    "section",
    { class: "gw-root gw-job", lang: languageOf(model), "aria-label": say("label", { prompt: request.prompt ?? "" }) },
    stage,
    caption(request),
  );
  root.style.setProperty("--gw-hue", String(hueOf(request.prompt ?? "")));

  let stopping = false;
  let busy = false;
  let refused = "";

  const paintClocks = () => {
    const state = model.get("state");
    const live = LIVE.includes(state.status);
    const since = live ? (performance.now() - (arrived.get(state) ?? 0)) / 1000 : 0;
    write(elapsed, state.elapsed_s + since >= 1 ? say("elapsed", { time: clock(state.elapsed_s + since, say) }) : "");
    const remains = state.expected_s === null ? null : state.expected_s - since;
    const overdue = state.expected_high_s !== null && state.expected_high_s < since;
    const slow = live && (state.slow || overdue);
    const place = state.queue_place === null ? "" : say("place", { place: state.queue_place });
    write(left, !live || slow || remains === null ? "" : remains < 1 ? say("soon") : timeLeft(remains, say));
    write(note, busy ? say("busy") : state.status === "queued" && place ? place : slow ? say("slow") : "");
    root.classList.toggle("gw-urgent", busy);
  };

  const paint = () => {
    const state = model.get("state");
    if (!arrived.has(state)) arrived.set(state, performance.now());
    const live = LIVE.includes(state.status);
    if (!live) {
      stopping = busy = false;
      refused = "";
    }
    root.dataset.status = state.status;
    root.classList.toggle("gw-live", live);
    write(phase, state.phase || say(state.status));
    const known = live && state.progress !== null;
    write(percent, known ? `${Math.floor(state.progress ?? 0)} %` : "");
    bar.hidden = !live;
    if (known) bar.value = state.progress ?? 0;
    else bar.removeAttribute("value");
    // An alert is announced when text enters an element that has the role already.
    const text = state.message || refused;
    if (BAD.includes(state.status) || refused) message.setAttribute("role", "alert");
    else message.removeAttribute("role");
    message.hidden = text === "";
    write(message, text);
    write(stop, stopping ? say("stopping") : say("stop"));
    stop.setAttribute("aria-disabled", String(stopping));
    stop.hidden = !(live && state.can_stop);
    times.hidden = !live && state.elapsed_s < 1;
    paintClocks();
  };

  stop.addEventListener(
    "click",
    () => {
      if (stopping) return;
      stopping = true;
      refused = "";
      const late = setTimeout(() => {
        busy = stopping;
        paintClocks();
      }, PATIENCE);
      life.signal.addEventListener("abort", () => clearTimeout(late), { once: true });
      channel
        .request("stop")
        .catch((error) => {
          stopping = false;
          refused = error instanceof KernelError ? error.message : String(error);
        })
        .finally(() => {
          clearTimeout(late);
          busy = false;
          paint();
        });
      paint();
    },
    { signal: life.signal },
  );

  const shapeIt = () => shape(root, shapeOf(model.get("ratio")));
  listen(model, "change:ratio", life.signal, shapeIt);
  shapeIt();
  follow(model, ["state"], life.signal, paint);
  const ticking = setInterval(paintClocks, 250);
  life.signal.addEventListener("abort", () => clearInterval(ticking), { once: true });

  el.append(root);
  life.signal.addEventListener("abort", () => root.remove(), { once: true });
  return () => life.abort();
}

function caption({ prompt, provider, model, details }: JobTraits["request"]): HTMLElement {
  const line = [provider, model, details].filter(Boolean).join(" · ");
  return h(
    "div",
    { class: "gw-caption" },
    ...(prompt ? [h("p", { class: "gw-prompt", dir: "auto" }, prompt)] : []),
    ...(line ? [h("p", { class: "gw-details" }, line)] : []),
  );
}

/** "8 s", "2 min 5 s". */
function clock(seconds: number, say: Say): string {
  const whole = Math.max(0, Math.floor(seconds));
  return whole < 60 ? say("seconds", { s: whole }) : say("minutes", { m: Math.floor(whole / 60), s: whole % 60 });
}

/** An estimate, no finer than it can be known: seconds below 20, then fives, then minutes. */
function timeLeft(seconds: number, say: Say): string {
  const rounded = seconds < 20 ? Math.round(seconds) : Math.round(seconds / 5) * 5;
  const time = rounded < 90 ? say("seconds", { s: rounded }) : say("about_minutes", { m: Math.round(seconds / 60) });
  return say("left", { time });
}

export default { initialize, render };
