// The bubble over the scrubber: what there is to see at a moment, and when that is, before going there.
import { h } from "../dom.js";
import { on, track } from "../lasting.js";
import type { ClipFacts, StillKind } from "./facts.js";
import type { Clock, Playback } from "./playback.js";

/** Thumbnails in a strip, side by side. */
const THUMBS = 10;
/** Half of the slider's knob in player.css: at either end its middle stands that far inside. */
const INSET = 7;
/** Keys that move a slider. */
const MOVES = /^(Arrow|Page|Home|End|[.,]$)/;

/** The share of the clip, 0 to 1, that a pointer `x` px from the left of a slider means: as the browser counts it. */
export function shareAt(x: number, width: number): number {
  return Math.min(Math.max(0, (x - INSET) / (width - 2 * INSET)), 1);
}

/** Which thumbnail shows a share of the clip. */
export function thumbAt(share: number): number {
  return Math.min(Math.floor(share * THUMBS), THUMBS - 1);
}

/** "0:03.2": minutes, seconds, tenths. */
export function stamp(seconds: number): string {
  const tenths = Math.floor(seconds * 10 + 1e-6);
  return `${Math.floor(tenths / 600)}:${String(Math.floor(tenths / 10) % 60).padStart(2, "0")}.${tenths % 10}`;
}

export interface BubbleOptions {
  clip: ClipFacts;
  clock: Clock;
  playback: Playback;
  still(kind: StillKind): Promise<string>;
  life: AbortSignal;
}

export function bubble(scrub: HTMLInputElement, { clip, clock, playback, still, life }: BubbleOptions): HTMLElement {
  const thumb = h("div", { class: "gw-bubble-thumb", hidden: !clip.strip });
  const time = h("span");
  // The slider says the same in words.
  const box = h("div", { class: "gw-bubble", "aria-hidden": "true", hidden: true }, thumb, time);

  let wanted = clip.strip;
  let keyed = false;
  const fetch = () => {
    if (!wanted) return;
    wanted = false;
    still("strip").then(
      (url) => {
        thumb.hidden = !url;
        thumb.style.backgroundImage = `url("${url}")`;
      },
      () => {
        wanted = true; // asked for again at the next visit
      },
    );
  };
  const show = (share: number) => {
    fetch();
    box.hidden = false;
    box.style.setProperty("--gw-at", String(share));
    thumb.style.backgroundPositionX = `${(thumbAt(share) * 100) / (THUMBS - 1)}%`;
    time.textContent = stamp(share * clock.duration);
  };
  const hide = () => {
    keyed = false;
    box.hidden = true;
  };
  const point = ({ clientX }: PointerEvent) => {
    const { left, width } = scrub.getBoundingClientRect();
    show(shareAt(clientX - left, width));
  };
  const share = (seconds: number) => seconds / clock.duration || 0;
  on(life, scrub, "pointermove", point);
  on(life, scrub, "pointerleave", hide);
  on(life, scrub, "blur", hide);
  on(life, scrub, "focus", fetch);
  on(life, scrub, "input", () => show(share(Number(scrub.value))));
  on(life, scrub, "change", () => {
    if (!keyed) hide(); // let go, maybe outside of the slider
  });
  on(life, scrub, "keydown", ({ key }) => {
    keyed = MOVES.test(key);
    if (key === "Escape") hide();
  });
  track(life, () => {
    const now = share(playback.time.value);
    if (!keyed) return;
    if (playback.playing.value) hide();
    else show(now);
  });
  return box;
}
