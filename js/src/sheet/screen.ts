// One clip of the sheet in the player, over the grid: the player's bundle is fetched when the first one is opened.
import { effect, type ReadonlySignal, type Signal } from "@preact/signals-core";
import { h, icon } from "../dom.js";
import { type Asks, toldBy } from "../host/channel.js";
import type { Say } from "../host/words.js";
import { button } from "../lasting.js";
import type { ClipFacts } from "../player/facts.js";
import type * as Stage from "../stage.js";
import { fetcher } from "../studio/parts.js";
import { STAR } from "./tile.js";

const BACK = "M11.5 4.5 6 10l5.5 5.5";
const NEXT = "M8.5 4.5 14 10l-5.5 5.5";

export interface ScreenOptions {
  say: Say;
  lang: string;
  channel: Asks;
  /** Where the player's style goes. */
  root: HTMLElement;
  opened: Signal<string>;
  winners: ReadonlySignal<Set<string>>;
  win(key: string): void;
  /** All clips that are shown, in their order. */
  keys(): string[];
  life: AbortSignal;
}

export interface Screen {
  element: HTMLElement;
  /** Puts the focus on the way back. */
  focus(): void;
}

export function screen(options: ScreenOptions): Screen {
  const { say, lang, channel, root, opened, winners, life } = options;
  const ask = async <Result>(kind: string, body: object) => (await channel.request<Result>(kind, body)).result;
  const fetch = fetcher<typeof Stage>(ask, "stage", root, lang);
  const kept = { loop: true, speed: 1 };
  const place = h("div", { class: "gw-sheet-player" });
  const back = button(
    life,
    () => {
      opened.value = "";
    },
    icon(BACK),
  );
  back.append(say("back"));
  back.classList.add("gw-sheet-back");
  const step = (by: number) => () => {
    const keys = options.keys();
    const next = keys[(keys.indexOf(opened.value) + by + keys.length) % keys.length];
    if (next) opened.value = next;
  };
  const win = button(life, () => options.win(opened.value), icon(STAR), say("win", { name: "" }).trim());
  win.classList.add("gw-sheet-win");
  const element = h(
    "div",
    { class: "gw-sheet-screen" },
    h(
      "div",
      { class: "gw-sheet-way" },
      back,
      button(life, step(-1), icon(BACK), say("previous")),
      button(life, step(1), icon(NEXT), say("next")),
      win,
    ),
    place,
  );
  // Before the player hears it, which keeps all keys to itself.
  element.addEventListener(
    "keydown",
    (event) => {
      if (event.key === "Escape" && !event.defaultPrevented && !document.fullscreenElement) opened.value = "";
    },
    { signal: life, capture: true },
  );
  const mark = effect(() => {
    win.setAttribute("aria-pressed", String(winners.value.has(opened.value)));
  });
  const stop = effect(() => {
    const key = opened.value;
    if (!key) return;
    const own = new AbortController();
    const both = AbortSignal.any([life, own.signal]);
    place.replaceChildren(h("p", { class: "gw-hint", role: "status" }, say("loading")));
    Promise.all([fetch(), ask<ClipFacts>("item", { file: key })]).then(
      ([{ module, say: words }, clip]) => {
        if (both.aborted) return;
        const given = { channel, clip, lang, say: words, autoplay: true, poster: "", life: both };
        place.replaceChildren(module.mount(given, kept));
      },
      (error) => {
        if (!both.aborted) place.replaceChildren(h("p", { class: "gw-wrong", role: "alert" }, toldBy(error)));
      },
    );
    return () => {
      own.abort();
      place.replaceChildren();
    };
  });
  life.addEventListener(
    "abort",
    () => {
      stop();
      mark();
    },
    { once: true },
  );
  return { element, focus: () => back.focus({ preventScroll: true }) };
}
