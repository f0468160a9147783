// The slider by which the reader moves all clips at once, and the times beside it.
import type { ReadonlySignal } from "@preact/signals-core";
import { h } from "../dom.js";
import { on, track } from "../lasting.js";
import { stamp } from "../player/bubble.js";
import type { Together } from "./together.js";

export interface ScrubberOptions {
  master: Together;
  label: string;
  /** Where they stand, in words, from seconds as text. */
  position(at: { now: string; whole: string }): string;
  /** Where the times go. */
  times: HTMLElement;
  /** Seconds, as they are to be shown. */
  shown: ReadonlySignal<number>;
  life: AbortSignal;
}

export function scrubber({ master, label, position, times, shown, life }: ScrubberOptions): HTMLInputElement {
  const scrub = h("input", { type: "range", class: "gw-scrub", step: "any", value: 0, "aria-label": label });
  const now = h("span", { class: "gw-now" });
  const all = h("span");
  times.append(now, " / ", all);
  let resume = false;
  on(life, scrub, "input", () => {
    const seconds = Number(scrub.value);
    if (master.playing.value) {
      resume = true;
      master.pause();
    }
    master.seek(seconds);
  });
  on(life, scrub, "change", () => {
    if (resume) master.play();
    resume = false;
  });
  track(life, () => {
    const [seconds, whole] = [shown.value, master.whole.value];
    scrub.max = String(whole || 1);
    scrub.value = String(seconds);
    scrub.style.setProperty("--gw-at", String(Math.min(1, seconds / whole || 0)));
    now.textContent = stamp(seconds);
    all.textContent = stamp(whole);
    scrub.ariaValueText = position({ now: seconds.toFixed(1), whole: whole.toFixed(1) });
  });
  return scrub;
}
