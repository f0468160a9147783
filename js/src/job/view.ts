// A job in the frame of the clip to come: phase, progress, times, Stop. It knows no model: who mounts it says what the
// job's state is, how old that is, and what Stop does; `paint` when the state has changed.
import { h, write } from "../dom.js";
import { hueOf, shape, shapeOf } from "../frame.js";
import { toldBy } from "../host/channel.js";
import type { Say } from "../host/words.js";
import { type Asked, isBad, isLive, type JobState } from "./state.js";
import { times } from "./times.js";

export interface JobOptions {
  asked: Asked;
  lang: string;
  say: Say;
  state(): JobState;
  /** Seconds since the state was told. */
  since(): number;
  stop(): Promise<unknown>;
  life: AbortSignal;
}

export interface JobElement {
  element: HTMLElement;
  /** The state has changed. */
  paint(): void;
  /** The aspect ratio of the clip to come, as "16:9". */
  shape(ratio: string): void;
}

/** How long a Stop may go unanswered before we say what else there is, in ms. */
const PATIENCE = 2000;

export function jobView({ asked, lang, say, state: told, since, stop: ask, life }: JobOptions): JobElement {
  const phase = h("span", { class: "gw-phase" });
  const note = h("span", { class: "gw-job-note" });
  const percent = h("span", { class: "gw-percent" });
  const bar = h("progress", { max: 100, "aria-label": say("progress") });
  const elapsed = h("span", { class: "gw-elapsed" });
  const left = h("span", { class: "gw-left" });
  const stop = h("button", { type: "button", class: "gw-button" });
  const message = h("p", { class: "gw-message" });
  const news = h("div", { class: "gw-job-news", role: "status" }, phase, note);
  const row = h("div", { class: "gw-row" }, h("span", { class: "gw-times" }, elapsed, left), stop);
  const stage = h(
    "div",
    { class: "gw-stage" },
    h("div", { class: "gw-veil", "aria-hidden": "true" }),
    h("div", { class: "gw-panel" }, h("div", { class: "gw-row" }, news, percent), bar, message, row),
  );
  const root = h(
    "section",
    { class: "gw-root gw-job", lang, "aria-label": say("label", { prompt: asked.prompt ?? "" }) },
    stage,
    caption(asked),
  );
  root.style.setProperty("--gw-hue", String(hueOf(asked.prompt ?? "")));

  let stopping = false;
  let busy = false;
  let refused = "";

  const paintClocks = () => {
    const now = times(told(), since(), say);
    write(elapsed, now.elapsed);
    write(left, now.left);
    write(note, busy ? say("busy") : now.note);
    root.classList.toggle("gw-urgent", busy);
  };

  const paint = () => {
    const state = told();
    const live = isLive(state);
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
    if (isBad(state) || refused) message.setAttribute("role", "alert");
    else message.removeAttribute("role");
    message.hidden = text === "";
    write(message, text);
    write(stop, stopping ? say("stopping") : say("stop"));
    stop.setAttribute("aria-disabled", String(stopping));
    stop.hidden = !(live && state.can_stop);
    row.hidden = !live && state.elapsed_s < 1;
    paintClocks();
  };

  const press = () => {
    if (stopping) return;
    stopping = true;
    refused = "";
    const late = setTimeout(() => {
      busy = stopping;
      paintClocks();
    }, PATIENCE);
    const forget = () => clearTimeout(late);
    life.addEventListener("abort", forget, { once: true });
    ask()
      .catch((error) => {
        stopping = false;
        refused = toldBy(error);
      })
      .finally(() => {
        forget();
        life.removeEventListener("abort", forget);
        busy = false;
        paint();
      });
    paint();
  };
  stop.addEventListener("click", press, { signal: life });
  const ticking = setInterval(paintClocks, 250);
  life.addEventListener("abort", () => clearInterval(ticking), { once: true });
  return { element: root, paint, shape: (ratio) => shape(root, shapeOf(ratio)) };
}

function caption({ prompt, provider, model, details }: Asked): HTMLElement {
  const line = [provider, model, details].filter(Boolean).join(" · ");
  return h(
    "div",
    { class: "gw-caption" },
    ...(prompt ? [h("p", { class: "gw-prompt", dir: "auto" }, prompt)] : []),
    ...(line ? [h("p", { class: "gw-details" }, line)] : []),
  );
}
