// The player, whole: picture, bar, keys, caption, details. It knows no model: who mounts it says where the video comes
// from, so that the panel, the gallery and a test page can mount it too.
import { type Signal, signal } from "@preact/signals-core";
import { h, icon, write } from "../dom.js";
import { hueOf, shape } from "../frame.js";
import type { Say } from "../host/words.js";
import { on, track } from "../lasting.js";
import type { Hopes, Source } from "../media/source.js";
import { type Action, controls } from "./controls.js";
import { details } from "./details.js";
import type { About, ClipFacts, StillKind } from "./facts.js";
import { icons } from "./icons.js";
import { keys } from "./keys.js";
import { type Playback, playback } from "./playback.js";
import { trouble } from "./trouble.js";

export interface PlayerOptions {
  clip: ClipFacts;
  lang: string;
  say: Say;
  loop: Signal<boolean>;
  speed: Signal<number>;
  autoplay: boolean;
  /** Gets the video; called at once, and again when somebody presses "Try again". */
  load(hopes: Hopes): Promise<Source>;
  /** Gets a still picture's URL, "" where there is none. The strip is asked for when the scrubber is first touched. */
  still(kind: StillKind): Promise<string>;
  /** The poster's URL where it is here already; "" has it asked for. */
  poster: string;
  /** Gets what the details show; asked when they are first opened. */
  about(): Promise<About>;
  /** Buttons of whoever mounts it, e.g. "use the last frame". */
  actions?: Action[] | undefined;
  life: AbortSignal;
}

export interface PlayerView {
  element: HTMLElement;
  playback: Playback;
}

export function playerView(options: PlayerOptions): PlayerView {
  const { clip, say, life, loop } = options;
  const clock = { duration: clip.duration, fps: clip.fps > 0 ? clip.fps : 24 };
  const video = h("video", { class: "gw-video", playsinline: true, preload: "auto", tabindex: -1 });
  const hang = (poster: string) => {
    if (poster) video.poster = poster; // an empty one would be the page's own address
  };
  hang(options.poster);
  if (!options.poster) options.still("poster").then(hang, () => {}); // the video itself will tell what is wrong
  const played = playback(video, clock, life);
  const url = signal("");
  const full = signal(false);

  const start = h("div", { class: "gw-start", "aria-hidden": "true" }, icon(icons.play)); // a click goes to the video
  const waiting = h("progress", { class: "gw-loading", max: 1, "aria-label": say("loading") });
  const news = h("p", { class: "gw-news", role: "status" });
  const wrong = trouble(say, life);
  const root = h(
    "section",
    {
      class: "gw-root gw-player",
      lang: options.lang,
      tabindex: -1,
      "aria-label": say("label", { prompt: clip.prompt || say("untitled") }),
    },
    h("div", { class: "gw-stage" }, video, start, waiting),
  );
  const whole = {
    ...options,
    root,
    clock,
    playback: played,
    video,
    url,
    full,
    toggleLoop() {
      loop.value = !loop.value;
    },
    toggleMute() {
      video.muted = !video.muted;
    },
    toggleFull() {
      if (full.value) void document.exitFullscreen();
      else root.requestFullscreen?.().catch(() => {});
    },
  };
  root.append(controls(whole), wrong.element, news, caption(options));
  shape(root, clip.width / clip.height || 16 / 9);
  root.style.setProperty("--gw-hue", String(hueOf(clip.prompt)));
  keys(whole);

  on(life, video, "click", () => {
    root.focus({ preventScroll: true });
    played.toggle();
  });
  on(life, document, "fullscreenchange", () => {
    full.value = (root.getRootNode() as Document | ShadowRoot).fullscreenElement === root;
  });
  track(life, () => {
    start.hidden = played.playing.value;
  });

  const fail = (error: unknown) => {
    if (life.aborted) return;
    waiting.hidden = true;
    write(news, "");
    played.pause();
    wrong.show(error, () => {
      root.focus({ preventScroll: true }); // the button that had it goes
      load();
    });
  };
  const hopes: Hopes = {
    likely(address) {
      video.src = address;
    },
    progress(bytes, all) {
      waiting.value = bytes / all || 0;
    },
    silent: (silent) => write(news, silent ? say("lost", { file: clip.shown }) : ""),
  };
  function load(): void {
    url.value = "";
    wrong.clear();
    waiting.removeAttribute("value");
    waiting.hidden = false;
    options.load(hopes).then((source) => {
      if (life.aborted) return;
      if (video.getAttribute("src") !== source.url || video.error) video.src = source.url;
      url.value = source.url;
      root.dataset.via = source.via;
    }, fail);
  }
  on(life, video, "loadeddata", () => {
    waiting.hidden = true;
    if (deaf(clip)) write(news, say("silent"));
  });
  // Before the URL is settled an error says only that it was not the right one.
  on(life, video, "error", () => url.value && fail(say("undecodable", { file: clip.shown })));
  load();
  if (options.autoplay && !matchMedia("(prefers-reduced-motion: reduce)").matches) {
    video.muted = true; // or no browser starts it
    const refused = () => {
      write(news, say("blocked"));
      video.addEventListener("play", () => write(news, ""), { signal: life, once: true });
    };
    video.addEventListener("canplay", () => played.play(refused), { signal: life, once: true });
  }
  return { element: root, playback: played };
}

/** Whether the clip has sound and this page can't decode it (VS Code has no AAC). */
function deaf({ sound }: ClipFacts): boolean {
  return sound === true && document.createElement("video").canPlayType('audio/mp4; codecs="mp4a.40.2"') === "";
}

function caption(options: PlayerOptions): HTMLElement {
  const { prompt, details: line } = options.clip;
  const { opener, panel } = details(options);
  return h(
    "div",
    { class: "gw-caption" },
    ...(prompt ? [h("p", { class: "gw-prompt", dir: "auto" }, prompt)] : []),
    h("div", { class: "gw-facts" }, h("p", { class: "gw-details" }, line), opener),
    panel,
  );
}
