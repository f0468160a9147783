// The bar below the picture: buttons, position, speed, links.
import type { Signal } from "@preact/signals-core";
import { h, icon } from "../dom.js";
import type { Say } from "../host/words.js";
import { button as made, name, on, track } from "../lasting.js";
import { type BubbleOptions, bubble, stamp } from "./bubble.js";
import { icons } from "./icons.js";

const SPEEDS = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 2];

/** One more button in the bar. */
export interface Action {
  label: string;
  /** Lines on a grid of 20 by 20, as in icons.ts. */
  icon: string;
  press(): void;
}

export interface ControlOptions extends BubbleOptions {
  say: Say;
  video: HTMLVideoElement;
  loop: Signal<boolean>;
  speed: Signal<number>;
  /** The video's URL, once it is known. */
  url: Signal<string>;
  full: Signal<boolean>;
  actions?: Action[] | undefined;
  toggleLoop(): void;
  toggleMute(): void;
  toggleFull(): void;
}

export function controls(options: ControlOptions): HTMLElement {
  const { say, clip, clock, playback, video, loop, speed, url, full, life } = options;

  const button = (key: string, shape: string, press: () => void) => made(life, press, icon(shape), say(key));
  /** Keeps a button's picture, and whether it is pressed, in step with a state. */
  const toggle = (element: HTMLElement, state: Signal<boolean>, on: string, off = on) => {
    track(life, () => {
      element.ariaPressed = String(state.value);
      draw(element, state.value ? on : off);
    });
    return element;
  };
  const draw = (element: HTMLElement, shape: string) => element.querySelector("path")?.setAttribute("d", shape);
  const link = (key: string, shape: string, attributes: Record<string, string>) => {
    const element = h("a", { class: "gw-icon", ...attributes }, icon(shape));
    name(element, say(key));
    track(life, () => {
      element.ariaDisabled = String(!url.value);
      if (url.value) element.href = url.value;
    });
    return element;
  };

  const play = button("play", icons.play, playback.toggle);
  track(life, () => {
    const playing = playback.playing.value;
    draw(play, playing ? icons.pause : icons.play);
    name(play, say(playing ? "pause" : "play"));
  });

  const choices = [...new Set([...SPEEDS, speed.value])].sort((a, b) => a - b);
  const pace = h("select", { class: "gw-speed" }, ...choices.map((value) => h("option", { value }, `${value}×`)));
  name(pace, say("speed"));
  on(life, pace, "change", () => {
    speed.value = Number(pace.value);
  });
  track(life, () => {
    video.loop = loop.value;
    pace.value = String(speed.value);
    video.defaultPlaybackRate = speed.value;
    video.playbackRate = speed.value;
  });

  const now = h("span", { class: "gw-now" });
  const mute = toggle(button("mute", icons.sound, options.toggleMute), playback.muted, icons.silent, icons.sound);
  mute.hidden = clip.sound === false; // nothing to mute
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
        toggle(button("loop", icons.loop, options.toggleLoop), loop, icons.loop),
        pace,
        mute,
        ...(options.actions ?? []).map((action) => made(life, action.press, icon(action.icon), action.label)),
        link("open", icons.open, { target: "_blank", rel: "noopener" }),
        link("download", icons.download, { download: clip.name }),
        toggle(button("full", icons.full, options.toggleFull), full, icons.small, icons.full),
      ),
    ),
  );
}

function scrubber(options: ControlOptions, now: HTMLElement): HTMLElement {
  const { say, clock, playback, life } = options;
  const scrub = h("input", {
    type: "range",
    class: "gw-scrub",
    max: clock.duration,
    step: "any",
    value: 0,
    "aria-label": say("scrub"),
  });
  let resume = false;
  on(life, scrub, "input", () => {
    if (playback.playing.value) {
      resume = true;
      playback.pause();
    }
    playback.seek(Number(scrub.value));
  });
  on(life, scrub, "change", () => {
    if (resume) playback.play();
    resume = false;
  });
  track(life, () => {
    const seconds = playback.time.value;
    scrub.value = String(seconds);
    scrub.style.setProperty("--gw-at", String(seconds / clock.duration || 0));
    now.textContent = stamp(seconds);
    scrub.ariaValueText = say("position", { now: seconds.toFixed(1), whole: clock.duration.toFixed(1) });
  });
  return h("div", { class: "gw-rail" }, scrub, bubble(scrub, options));
}
