// The one bar below all of them.
import type { Signal } from "@preact/signals-core";
import { h, icon } from "../dom.js";
import type { Say } from "../host/words.js";
import { button as made, name, on, track } from "../lasting.js";
import { icons } from "../player/icons.js";
import { scrubber } from "./scrubber.js";
import type { Together } from "./together.js";

const SPEEDS = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 2];
const LAYOUTS = {
  side: "M3 5h6v10H3zM11 5h6v10h-6z",
  wipe: "M3 5h14v10H3zM10 3v14M12.5 8l2 2-2 2M7.5 8l-2 2 2 2",
};
export type Layout = keyof typeof LAYOUTS;

export interface BarOptions {
  say: Say;
  master: Together;
  loop: Signal<boolean>;
  speed: Signal<number>;
  full: Signal<boolean>;
  /** Which clip sounds, counted from 0; -1 for none. */
  sound: Signal<number>;
  /** Those that may have sound, counted from 0. */
  sounding: number[];
  layout: Signal<Layout>;
  /** Whether there is a choice of layouts: a wipe takes two. */
  two: boolean;
  toggleLoop(): void;
  toggleFull(): void;
  life: AbortSignal;
}

export function bar(options: BarOptions): HTMLElement {
  const { say, master, loop, speed, full, sound, sounding, life } = options;
  const button = (label: string, shape: string, press: () => void) => made(life, press, icon(shape), label);
  const draw = (element: HTMLElement, shape: string) => element.querySelector("path")?.setAttribute("d", shape);
  const select = (label: string, choices: [value: number, text: string][], state: Signal<number>) => {
    const element = h("select", { class: "gw-speed" }, ...choices.map(([value, text]) => h("option", { value }, text)));
    name(element, label);
    on(life, element, "change", () => {
      state.value = Number(element.value);
    });
    track(life, () => {
      element.value = String(state.value);
    });
    return element;
  };

  const play = button(say("play"), icons.play, master.toggle);
  track(life, () => {
    const playing = master.playing.value;
    draw(play, playing ? icons.pause : icons.play);
    name(play, say(playing ? "pause" : "play"));
  });
  const looping = button(say("loop"), icons.loop, options.toggleLoop);
  const filling = button(say("full"), icons.full, options.toggleFull);
  track(life, () => {
    looping.ariaPressed = String(loop.value);
    filling.ariaPressed = String(full.value);
    draw(filling, full.value ? icons.small : icons.full);
  });
  const times = h("span", { class: "gw-time" });
  const position = (at: { now: string; whole: string }) => say("position", at);
  const voices: [number, string][] = sounding.map((n) => [n, say("sound_of", { number: n + 1 })]);
  return h(
    "div",
    { class: "gw-bar", role: "group", "aria-label": say("controls") },
    h(
      "div",
      { class: "gw-rail" },
      scrubber({ master, label: say("scrub"), position, times, shown: master.time, life }),
    ),
    h(
      "div",
      { class: "gw-tools" },
      play,
      button(say("back"), icons.back, () => master.step(-1)),
      button(say("forward"), icons.forward, () => master.step(1)),
      times,
      h(
        "div",
        { class: "gw-more" },
        ...(options.two ? [layouts(options)] : []),
        looping,
        select(
          say("speed"),
          SPEEDS.map((value) => [value, `${value}×`]),
          speed,
        ),
        ...(voices.length ? [select(say("sound"), [[-1, say("muted")], ...voices], sound)] : []),
        filling,
      ),
    ),
  );
}

function layouts({ say, layout, life }: BarOptions): HTMLElement {
  const labels: Record<Layout, string> = { side: say("side"), wipe: say("wipe") };
  const group = h("div", { class: "gw-group", role: "radiogroup", "aria-label": say("layout") });
  const mark = `gw-${Math.random().toString(36).slice(2)}`;
  for (const key of Object.keys(LAYOUTS) as Layout[]) {
    const input = h("input", { type: "radio", name: mark, "aria-label": labels[key] });
    on(life, input, "change", () => {
      layout.value = key;
    });
    track(life, () => {
      input.checked = layout.value === key;
    });
    group.append(h("label", { class: "gw-choice", title: labels[key] }, input, icon(LAYOUTS[key])));
  }
  // The arrows choose here; elsewhere they move the clips.
  on(life, group, "keydown", (event) => /^Arrow/.test(event.key) && event.stopPropagation());
  return group;
}
