// The one bar for all clips: play, where they stand, speed, loop, and how large the tiles are.
import { computed, type Signal } from "@preact/signals-core";
import { scrubber } from "../compare/scrubber.js";
import type { Together } from "../compare/together.js";
import { h, icon } from "../dom.js";
import type { Say } from "../host/words.js";
import { button as made, name, on, track } from "../lasting.js";
import { icons } from "../player/icons.js";

const SPEEDS = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 2];
/** Of a tile: the side of a square one, in px. */
export const SIZES = { least: 60, most: 300, usual: 140, fitting: [104, 190] as const };

export interface BarOptions {
  say: Say;
  master: Together;
  loop: Signal<boolean>;
  speed: Signal<number>;
  size: Signal<number>;
  life: AbortSignal;
}

export function bar({ say, master, loop, speed, size, life }: BarOptions): HTMLElement {
  const play = made(life, master.toggle, icon(icons.play), say("play"));
  track(life, () => {
    const playing = master.playing.value;
    play.querySelector("path")?.setAttribute("d", playing ? icons.pause : icons.play);
    name(play, playing ? say("pause") : say("play"));
  });
  const looping = made(
    life,
    () => {
      loop.value = !loop.value;
    },
    icon(icons.loop),
    say("loop"),
  );
  track(life, () => {
    looping.ariaPressed = String(loop.value);
  });
  const rate = h("select", { class: "gw-speed" }, ...SPEEDS.map((value) => h("option", { value }, `${value}×`)));
  name(rate, say("speed"));
  on(life, rate, "change", () => {
    speed.value = Number(rate.value);
  });
  track(life, () => {
    rate.value = String(speed.value);
  });
  const zoom = h("input", { type: "range", class: "gw-sheet-size", min: SIZES.least, max: SIZES.most, step: 2 });
  name(zoom, say("size"));
  on(life, zoom, "input", () => {
    size.value = Number(zoom.value);
  });
  track(life, () => {
    zoom.value = String(size.value);
  });
  const times = h("span", { class: "gw-time" });
  // While they play ten times a second: what the reader looks at is the clips, and each change is one more to draw.
  const shown = computed(() => {
    const seconds = master.time.value;
    return master.playing.value ? Math.floor(seconds * 10) / 10 : seconds;
  });
  const position = (at: { now: string; whole: string }) => say("position", at);
  return h(
    "div",
    { class: "gw-sheet-bar", role: "group", "aria-label": say("controls") },
    play,
    h("div", { class: "gw-sheet-rail" }, scrubber({ master, label: say("scrub"), position, times, shown, life })),
    times,
    rate,
    looping,
    h("span", { class: "gw-sheet-zoom" }, icon("M3 6h9v8H3zM12 9h5v5h-5"), zoom),
  );
}
