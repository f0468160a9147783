// Clips beside each other or under a wipe, in step, and what differs between them. It knows no model and no channel.
import { computed, type Signal, signal } from "@preact/signals-core";
import { h } from "../dom.js";
import type { Say } from "../host/words.js";
import { on, track } from "../lasting.js";
import type { ClipFacts } from "../player/facts.js";
import { keys } from "../player/keys.js";
import { bar, type Layout } from "./bar.js";
import { type SeatOptions, seat } from "./seat.js";
import { type Difference, table } from "./table.js";
import { together } from "./together.js";

export interface CompareOptions extends SeatOptions {
  lang: string;
  /** Two or more. */
  clips: ClipFacts[];
  differences: Difference[];
}

export function compareView(options: CompareOptions): { element: HTMLElement } {
  const { say, clips, life } = options;
  const loop = signal(true);
  const speed = signal(1);
  const full = signal(false);
  const sound = signal(-1);
  const layout = signal<Layout>("side");
  const seats = clips.map((clip, n) => seat(clip, n + 1, options));
  const master = together({ seats, loop, speed, life });
  const two = clips.length === 2;
  /** Nothing can be wiped over a clip that can't be shown. */
  const wiping = computed(() => layout.value === "wipe" && !seats.some(({ broken }) => broken.value));

  const stage = h("div", { class: "gw-seats" }, ...seats.map(({ element }) => element));
  if (two) stage.append(divider(stage, wiping, say, life));
  const root = h("section", {
    class: "gw-root gw-compare",
    lang: options.lang,
    tabindex: -1,
    "aria-label": say("label", { count: clips.length }),
  });
  const shapes = clips.map(({ width, height }) => width / height || 16 / 9);
  // One frame for clips of different shapes: as near to the widest as to the highest.
  root.style.setProperty("--gw-common", String(Math.sqrt(Math.min(...shapes) * Math.max(...shapes))));
  track(life, () => {
    stage.dataset.layout = wiping.value ? "wipe" : two ? "pair" : "many";
  });

  const sounding = clips.flatMap((clip, n) => (clip.sound === false ? [] : [n]));
  track(life, () => {
    master.muted.value = sound.value < 0;
    seats.forEach(({ video }, n) => {
      video.muted = n !== sound.value;
    });
  });
  let heard = sounding[0] ?? -1;
  const toggleMute = () => {
    if (sound.value >= 0) heard = sound.value;
    sound.value = sound.value < 0 ? heard : -1;
  };
  const toggleLoop = () => {
    loop.value = !loop.value;
  };
  const toggleFull = () => {
    if (full.value) void document.exitFullscreen();
    else root.requestFullscreen?.().catch(() => {});
  };
  document.addEventListener(
    "fullscreenchange",
    () => {
      full.value = (root.getRootNode() as Document | ShadowRoot).fullscreenElement === root;
    },
    { signal: life },
  );
  for (const { video } of seats) {
    on(life, video, "click", () => {
      root.focus({ preventScroll: true });
      master.toggle();
    });
  }
  const lengths = clips.map(({ duration }) => duration);
  const clock = { duration: Math.max(...lengths), fps: Math.max(...seats.map((each) => each.clock.fps)) };
  const uneven = clock.duration - Math.min(...lengths) > 1 / clock.fps;
  root.append(
    stage,
    bar({ say, master, loop, speed, full, sound, sounding, layout, two, toggleLoop, toggleFull, life }),
    ...(uneven ? [h("p", { class: "gw-hint" }, say("held"))] : []),
    table(options.differences, clips.length, say),
  );
  keys({ root, playback: master, clock, toggleLoop, toggleMute, toggleFull, life });
  return { element: root };
}

/** The line between two clips, moved by a slider that lies over the whole picture. */
function divider(stage: HTMLElement, wiping: { value: boolean }, say: Say, life: AbortSignal): HTMLElement {
  const slider = h("input", { type: "range", max: 100, value: 50, "aria-label": say("divider") });
  const at: Signal<number> = signal(50);
  const box = h("div", { class: "gw-divider" }, slider, h("div", { class: "gw-line" }));
  on(life, slider, "input", () => {
    at.value = Number(slider.value);
  });
  // The arrows, Home and End move the line here; elsewhere they move the clips.
  on(life, slider, "keydown", (event) => /^(Arrow|Home|End|Page)/.test(event.key) && event.stopPropagation());
  track(life, () => {
    box.hidden = !wiping.value;
  });
  track(life, () => {
    stage.style.setProperty("--gw-wipe", `${at.value}%`);
    slider.ariaValueText = say("divided", { first: at.value, second: 100 - at.value });
  });
  return box;
}
