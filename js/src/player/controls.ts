// The bar below the picture: buttons, position, speed, links.
import { effect, type Signal } from "@preact/signals-core";
import { h, icon } from "../dom.js";
import type { Say } from "../host/words.js";
import { icons } from "./icons.js";
import type { Clock, Playback } from "./playback.js";

const SPEEDS = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 2];

export interface ControlOptions {
  say: Say;
  clock: Clock;
  name: string;
  /** Whether the clip has no sound: then there is nothing to mute. */
  silent: boolean;
  playback: Playback;
  video: HTMLVideoElement;
  loop: Signal<boolean>;
  speed: Signal<number>;
  /** The video's URL, once it is known. */
  url: Signal<string>;
  full: Signal<boolean>;
  toggleFull(): void;
  life: AbortSignal;
}

export function controls(options: ControlOptions): HTMLElement {
  const { say, clock, playback, video, loop, speed, url, full, life } = options;
  const track = (run: () => void) => life.addEventListener("abort", effect(run), { once: true });

  const button = (name: string, shape: string, press: () => void) => {
    const made = h(
      "button",
      { type: "button", class: "gw-icon", "aria-label": say(name), title: say(name) },
      icon(shape),
    );
    made.addEventListener("click", press, { signal: life });
    return made;
  };
  const redraw = (made: HTMLElement, shape: string, name?: string) => {
    made.querySelector("path")?.setAttribute("d", shape);
    if (!name) return;
    made.setAttribute("aria-label", name);
    made.title = name;
  };
  const link = (name: string, shape: string, attributes: Record<string, string>) => {
    const made = h("a", { class: "gw-icon", "aria-label": say(name), title: say(name), ...attributes }, icon(shape));
    track(() => {
      made.toggleAttribute("aria-disabled", false);
      if (url.value) made.href = url.value;
      else made.setAttribute("aria-disabled", "true");
    });
    return made;
  };

  const play = button("play", icons.play, playback.toggle);
  track(() =>
    redraw(play, playback.playing.value ? icons.pause : icons.play, say(playback.playing.value ? "pause" : "play")),
  );

  const looping = button("loop", icons.loop, () => {
    loop.value = !loop.value;
  });
  track(() => {
    video.loop = loop.value;
    looping.setAttribute("aria-pressed", String(loop.value));
  });

  const mute = button("mute", icons.sound, () => {
    video.muted = !video.muted;
  });
  track(() => {
    redraw(mute, playback.muted.value ? icons.silent : icons.sound);
    mute.setAttribute("aria-pressed", String(playback.muted.value));
  });

  const choices = [...new Set([...SPEEDS, speed.value])].sort((a, b) => a - b);
  const pace = h(
    "select",
    { class: "gw-speed", "aria-label": say("speed"), title: say("speed") },
    ...choices.map((value) => h("option", { value }, `${value}×`)),
  );
  pace.addEventListener(
    "change",
    () => {
      speed.value = Number(pace.value);
    },
    { signal: life },
  );
  track(() => {
    pace.value = String(speed.value);
    video.defaultPlaybackRate = speed.value;
    video.playbackRate = speed.value;
  });

  const filling = button("full", icons.full, options.toggleFull);
  track(() => {
    redraw(filling, full.value ? icons.small : icons.full);
    filling.setAttribute("aria-pressed", String(full.value));
  });

  const now = h("span", { class: "gw-now" });
  return h(
    "div",
    { class: "gw-bar", role: "group", "aria-label": say("controls") },
    scrubber(options, now),
    h(
      "div",
      { class: "gw-tools" },
      play,
      button("back", icons.back, () => playback.step(-1)),
      button("forward", icons.forward, () => playback.step(1)),
      h("span", { class: "gw-time" }, now, ` / ${stamp(clock.duration)}`),
      h(
        "div",
        { class: "gw-more" },
        looping,
        pace,
        ...(options.silent ? [] : [mute]),
        link("open", icons.open, { target: "_blank", rel: "noopener" }),
        link("download", icons.download, { download: options.name }),
        filling,
      ),
    ),
  );
}

function scrubber({ say, clock, playback, life }: ControlOptions, now: HTMLElement): HTMLInputElement {
  const scrub = h("input", {
    type: "range",
    class: "gw-scrub",
    min: 0,
    max: clock.duration,
    step: "any",
    value: 0,
    "aria-label": say("scrub"),
    title: say("scrub"),
  });
  let resume = false;
  const on = (event: string, heard: () => void) => scrub.addEventListener(event, heard, { signal: life });
  on("input", () => {
    if (playback.playing.value) {
      resume = true;
      playback.pause();
    }
    playback.seek(Number(scrub.value));
  });
  on("change", () => {
    if (resume) playback.play();
    resume = false;
  });
  const stop = effect(() => {
    const seconds = playback.time.value;
    scrub.value = String(seconds);
    scrub.style.setProperty("--gw-at", `${clock.duration ? (100 * seconds) / clock.duration : 0}%`);
    now.textContent = stamp(seconds);
    const words = { now: seconds.toFixed(1), whole: clock.duration.toFixed(1) };
    scrub.setAttribute("aria-valuetext", say("position", words));
  });
  life.addEventListener("abort", stop, { once: true });
  return scrub;
}

/** "0:03.2": minutes, seconds, tenths. */
export function stamp(seconds: number): string {
  const tenths = Math.floor(seconds * 10 + 1e-6);
  return `${Math.floor(tenths / 600)}:${String(Math.floor(tenths / 10) % 60).padStart(2, "0")}.${tenths % 10}`;
}
