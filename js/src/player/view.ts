// The player, whole: picture, bar, keys, caption. It knows no model: who mounts it says where the video comes from, so
// that the panel, the gallery and a test page can mount it too.
import { effect, type Signal, signal } from "@preact/signals-core";
import { h, icon, write } from "../dom.js";
import { hueOf, shape } from "../frame.js";
import { KernelError } from "../host/channel.js";
import type { Say } from "../host/words.js";
import { type Hopes, type Source, Torn } from "../media/source.js";
import { controls } from "./controls.js";
import { icons } from "./icons.js";
import { keys } from "./keys.js";
import { type Playback, playback } from "./playback.js";

export interface ClipFacts {
  name: string;
  shown: string;
  mime: string;
  duration: number;
  fps: number;
  width: number;
  height: number;
  /** Whether it has sound; null where nobody looked. */
  sound: boolean | null;
}

export interface PlayerOptions {
  clip: ClipFacts;
  poster: string;
  prompt: string;
  details: string;
  lang: string;
  say: Say;
  loop: Signal<boolean>;
  speed: Signal<number>;
  autoplay: boolean;
  /** Gets the video; called at once, and again when somebody presses "Try again". */
  load(hopes: Hopes): Promise<Source>;
  life: AbortSignal;
}

export interface PlayerView {
  element: HTMLElement;
  playback: Playback;
}

export function playerView(options: PlayerOptions): PlayerView {
  const { clip, say, life, loop, prompt } = options;
  const clock = { duration: clip.duration, fps: clip.fps > 0 ? clip.fps : 24 };
  const video = h("video", { class: "gw-video", playsinline: true, preload: "auto", tabindex: -1 });
  if (options.poster) video.poster = options.poster;
  const played = playback(video, clock, life);
  const url = signal("");
  const full = signal(false);

  const start = h("div", { class: "gw-start", "aria-hidden": "true" }, icon(icons.play)); // a click goes to the video
  const waiting = h("progress", { class: "gw-loading", max: 1, "aria-label": say("loading") });
  const news = h("p", { class: "gw-news", role: "status" });
  const trouble = h("div", { class: "gw-trouble", role: "alert" });
  const stage = h("div", { class: "gw-stage" }, video, start, waiting);
  const root = h(
    "section",
    {
      class: "gw-root gw-player",
      lang: options.lang,
      tabindex: -1,
      "aria-label": say("label", { prompt: prompt || say("untitled") }),
    },
    stage,
  );
  const toggleFull = () => {
    if (full.value) void document.exitFullscreen();
    else root.requestFullscreen?.().catch(() => {});
  };
  root.append(
    controls({
      say,
      clock,
      name: clip.name,
      silent: clip.sound === false,
      playback: played,
      video,
      loop,
      speed: options.speed,
      url,
      full,
      toggleFull,
      life,
    }),
    trouble,
    news,
    caption(options),
  );
  shape(root, clip.width / clip.height || 16 / 9);
  root.style.setProperty("--gw-hue", String(hueOf(prompt)));

  const toggleLoop = () => {
    loop.value = !loop.value;
  };
  const toggleMute = () => {
    video.muted = !video.muted;
  };
  keys({ root, playback: played, duration: clip.duration, toggleLoop, toggleMute, toggleFull, life });

  const press = () => {
    root.focus({ preventScroll: true });
    played.toggle();
  };
  video.addEventListener("click", press, { signal: life });
  document.addEventListener(
    "fullscreenchange",
    () => {
      full.value = (root.getRootNode() as Document | ShadowRoot).fullscreenElement === root;
    },
    { signal: life },
  );
  life.addEventListener(
    "abort",
    effect(() => {
      start.hidden = played.playing.value;
    }),
    { once: true },
  );

  const fail = (text: string) => {
    waiting.hidden = true;
    write(news, "");
    played.pause();
    const again = h("button", { type: "button", class: "gw-button" }, say("again"));
    again.addEventListener("click", load, { signal: life, once: true });
    trouble.replaceChildren(h("p", {}, text), again);
  };
  const explain = (error: unknown) => {
    if (life.aborted) return;
    if (error instanceof Torn) fail(say("changed"));
    else if (error instanceof KernelError) fail(error.message);
    else fail(String(error));
  };
  const hopes: Hopes = {
    likely(address) {
      video.src = address;
    },
    progress(bytes, whole) {
      waiting.value = whole ? bytes / whole : 0;
    },
    silent: (silent) => write(news, silent ? say("lost", { file: clip.shown }) : ""),
  };
  function load(): void {
    url.value = "";
    trouble.replaceChildren();
    waiting.removeAttribute("value");
    waiting.hidden = false;
    options.load(hopes).then((source) => {
      if (life.aborted) return;
      if (video.getAttribute("src") !== source.url || video.error) video.src = source.url;
      url.value = source.url;
      root.dataset.via = source.via;
    }, explain);
  }
  video.addEventListener(
    "loadeddata",
    () => {
      waiting.hidden = true;
      if (deaf(clip)) write(news, say("silent"));
    },
    { signal: life },
  );
  // Before the URL is settled an error says only that it was not the right one.
  video.addEventListener("error", () => url.value && fail(say("undecodable", { file: clip.shown })), { signal: life });
  load();
  if (options.autoplay && !matchMedia("(prefers-reduced-motion: reduce)").matches) {
    video.muted = true; // or no browser starts it
    video.addEventListener("canplay", () => played.play(), { signal: life, once: true });
  }
  return { element: root, playback: played };
}

/** Whether the clip has sound and this page can't decode it (VS Code has no AAC). */
function deaf({ sound }: ClipFacts): boolean {
  return sound === true && document.createElement("video").canPlayType('audio/mp4; codecs="mp4a.40.2"') === "";
}

function caption({ prompt, details, clip, say }: PlayerOptions): HTMLElement {
  const file = h("p", { class: "gw-details" }, `${say("file")} `, h("code", { class: "gw-path" }, clip.shown));
  return h(
    "div",
    { class: "gw-caption" },
    ...(prompt ? [h("p", { class: "gw-prompt", dir: "auto" }, prompt)] : []),
    ...(details ? [h("p", { class: "gw-details" }, details)] : []),
    file,
  );
}
