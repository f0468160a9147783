// One clip among those that are compared: its picture, what is loading, what went wrong, and which clip it is.
import { type Signal, signal } from "@preact/signals-core";
import { h, write } from "../dom.js";
import type { Say } from "../host/words.js";
import { on } from "../lasting.js";
import type { Hopes, Source } from "../media/source.js";
import type { ClipFacts, StillKind } from "../player/facts.js";
import { type Clock, type Playback, playback } from "../player/playback.js";
import { trouble } from "../player/trouble.js";

export interface SeatOptions {
  say: Say;
  load(key: string, hopes: Hopes): Promise<Source>;
  still(key: string, kind: StillKind): Promise<string>;
  life: AbortSignal;
}

export interface Seat {
  element: HTMLElement;
  video: HTMLVideoElement;
  played: Playback;
  clock: Clock;
  /** Whether it can't be shown: the others play on without it. */
  broken: Signal<boolean>;
}

export function seat(clip: ClipFacts, number: number, { say, load, still, life }: SeatOptions): Seat {
  const clock = { duration: clip.duration, fps: clip.fps > 0 ? clip.fps : 24 };
  const video = h("video", { class: "gw-video", playsinline: true, preload: "auto", tabindex: -1 });
  video.muted = true;
  const played = playback(video, clock, life);
  const broken = signal(false);
  const waiting = h("progress", { class: "gw-loading", max: 1, "aria-label": say("loading", { number }) });
  const news = h("p", { class: "gw-hint", role: "status" });
  const told: Record<string, string> = {
    again: say("again"),
    changed: say("changed"),
    unanswered: say("lost", { number, file: clip.shown }),
  };
  const problem = trouble((key) => told[key] ?? key, life);
  const badge = h("span", { class: "gw-badge", "aria-hidden": "true" }, String(number));
  const element = h(
    "div",
    {
      class: "gw-seat",
      role: "group",
      "aria-label": clip.prompt ? say("clip_of", { number, prompt: clip.prompt }) : say("clip", { number }),
    },
    h("div", { class: "gw-frame" }, video, waiting, problem.element, badge),
    h("div", { class: "gw-of" }, h("p", { class: "gw-details" }, clip.details || clip.name), news),
  );
  element.style.setProperty("--gw-shape", String(clip.width / clip.height || 16 / 9));

  let url = "";
  const fail = (error: unknown) => {
    waiting.hidden = true;
    broken.value = true;
    write(news, "");
    problem.show(error, start);
  };
  const hopes: Hopes = {
    likely(address) {
      video.src = address;
    },
    progress(bytes, whole) {
      waiting.value = whole ? bytes / whole : 0;
    },
    silent: (silent) => write(news, silent ? say("lost", { number, file: clip.shown }) : ""),
  };
  function start(): void {
    url = "";
    problem.clear();
    waiting.removeAttribute("value");
    waiting.hidden = false;
    load(clip.key, hopes).then((source) => {
      if (life.aborted) return;
      url = source.url;
      if (video.getAttribute("src") !== url || video.error) video.src = url;
    }, fail);
  }
  on(life, video, "loadeddata", () => {
    waiting.hidden = true;
    broken.value = false;
  });
  // Before the URL is settled an error says only that it was not the right one.
  on(life, video, "error", () => url && fail(say("undecodable", { file: clip.shown })));
  still(clip.key, "poster").then(
    (poster) => {
      if (poster && !life.aborted) video.poster = poster;
    },
    () => {}, // the video says what is wrong
  );
  start();
  return { element, video, played, clock, broken };
}
