// One cell of the sheet: a clip that plays with the others, or what is said where there is none.
import { type Signal, signal } from "@preact/signals-core";
import type { Member } from "../compare/together.js";
import { h, icon, write } from "../dom.js";
import { hueOf } from "../frame.js";
import type { Say } from "../host/words.js";
import { name as label, on } from "../lasting.js";
import { hasClip, type SheetCell, statusOf } from "./facts.js";
import type { Film } from "./films.js";

/** As the kernel makes the small videos: grokwidget/media/preview.py. */
const FPS = 12;
export const STAR = "M10 2.8l2.2 4.6 5 .7-3.6 3.5.9 5-4.5-2.4-4.5 2.4.9-5L2.8 8.1l5-.7z";
const MOST_STARS = 5;
/** In ms: a video that nobody has seen for so long is let go; its bytes stay. */
const LONG = 10_000;

export interface TileOptions {
  say: Say;
  open(cell: SheetCell): void;
  win(cell: SheetCell): void;
  rate(cell: SheetCell, stars: number): void;
  join(member: Member, life: AbortSignal): void;
  life: AbortSignal;
}

export interface Tile {
  element: HTMLElement;
  /** What has the focus of a tile; null where there is no clip. */
  opener: HTMLButtonElement | null;
  readonly cell: SheetCell;
  /** `label` is what no axis beside it shows. */
  fill(cell: SheetCell, label: string, prompt: string): void;
  film(film: Film): void;
  mark(winner: boolean): void;
  /** Whether it can be seen: then it plays with the others. */
  seen(seen: boolean): void;
  /** Whether Tab leads here: to one tile of all. */
  reach(here: boolean): void;
  close(): void;
}

export function tile(options: TileOptions, first: SheetCell): Tile {
  return hasClip(first) ? playing(options, first) : blank(options, first);
}

/** Where there is no clip, yet or at all. */
function blank({ say }: TileOptions, first: SheetCell): Tile {
  const words = h("p", { class: "gw-sheet-words" });
  const run = h("progress", { "aria-hidden": "true" });
  const said = h("p", { class: "gw-sheet-said", dir: "auto" });
  const element = h("div", { class: "gw-sheet-tile" }, h("div", { class: "gw-sheet-blank" }, words, run), said);
  let cell = first;
  return {
    element,
    opener: null,
    get cell() {
      return cell;
    },
    fill(next, text) {
      cell = next;
      const status = statusOf(cell);
      element.dataset.status = status;
      write(words, cell.words || say(status));
      words.title = cell.words ?? "";
      run.hidden = status !== "running";
      write(said, text);
    },
    film() {},
    mark() {},
    seen() {},
    reach() {},
    close: () => element.remove(),
  };
}

function playing(options: TileOptions, first: SheetCell): Tile {
  const { say } = options;
  const own = new AbortController();
  const life = AbortSignal.any([options.life, own.signal]);
  let cell = first;
  let film: Film | undefined;
  let visible = false;
  const clock = { duration: 0, fps: FPS };
  const broken: Signal<boolean> = signal(true);

  const video = h("video", { class: "gw-sheet-video", playsinline: true, preload: "auto", tabindex: -1 });
  video.muted = true;
  video.disablePictureInPicture = true;
  const poster = h("img", { class: "gw-sheet-poster", alt: "", decoding: "async", draggable: "false" });
  poster.hidden = true;
  const trouble = h("span", { class: "gw-sheet-trouble" });
  const opener = h("button", { type: "button", class: "gw-sheet-open" }, poster, video, trouble);
  const win = h("button", { type: "button", class: "gw-icon gw-sheet-win", "aria-pressed": "false" }, icon(STAR));
  const said = h("span", { class: "gw-sheet-said", dir: "auto" });
  const cost = h("span", { class: "gw-sheet-cost" });
  const stars = h("input", { type: "range", class: "gw-sheet-stars", min: 0, max: MOST_STARS, step: 1 });
  const element = h(
    "div",
    { class: "gw-sheet-tile", "data-status": "done" },
    h("div", { class: "gw-sheet-frame" }, opener, win),
    said,
    h("div", { class: "gw-sheet-note" }, cost, stars),
  );

  // Only the newest wish is kept while the video is on its way to an older one.
  let wanted: number | undefined;
  const go = () => {
    if (wanted === undefined || video.readyState < HTMLMediaElement.HAVE_METADATA || video.seeking) return;
    if (Math.abs(video.currentTime - wanted) > 0.001) video.currentTime = wanted;
    wanted = undefined;
  };
  const seek = (seconds: number) => {
    wanted = seconds;
    go();
  };
  on(life, video, "loadedmetadata", go);
  on(life, video, "seeked", go);
  options.join({ video, clock, broken, played: { seek } }, life);

  let idle: ReturnType<typeof setTimeout> | undefined;
  const load = () => {
    if (film?.video && visible && !video.hasAttribute("src")) video.src = film.video;
  };
  const unload = () => {
    video.removeAttribute("src");
    video.load();
  };
  on(life, video, "loadeddata", () => {
    broken.value = !visible;
    element.classList.add("gw-sheet-live");
  });
  on(life, video, "error", () => {
    if (!video.getAttribute("src")) return;
    broken.value = true;
    write(trouble, say("undecodable"));
  });
  on(life, opener, "click", () => options.open(cell));
  on(life, win, "click", () => options.win(cell));
  const show = () => {
    const given = Number(stars.value);
    stars.style.setProperty("--gw-given", String(given));
    stars.ariaValueText = given ? say("rated", { stars: given }) : say("unrated");
    element.classList.toggle("gw-sheet-rated", given > 0);
  };
  on(life, stars, "input", show);
  on(life, stars, "change", () => options.rate(cell, Number(stars.value)));

  return {
    element,
    opener,
    get cell() {
      return cell;
    },
    fill(next, text, prompt) {
      cell = next;
      clock.duration = cell.seconds ?? 0;
      const shape = cell.shape ?? 16 / 9;
      element.style.setProperty("--gw-wide", Math.sqrt(shape).toFixed(4));
      element.style.setProperty("--gw-shape", String(shape));
      element.style.setProperty("--gw-hue", String(hueOf(prompt || cell.name)));
      opener.setAttribute("aria-label", say("open", { name: cell.name }));
      opener.title = prompt && prompt !== cell.name ? `${cell.name}\n${prompt}` : cell.name;
      label(win, say("win", { name: cell.name }));
      label(stars, say("rate", { name: cell.name }));
      write(said, text);
      write(cost, cell.cost ?? "");
      stars.value = String(cell.rating ?? 0);
      show();
    },
    film(next) {
      film = next;
      write(trouble, next.wrong);
      if (next.poster && !poster.getAttribute("src")) {
        poster.src = next.poster;
        poster.hidden = false;
      }
      load();
    },
    mark(winner) {
      win.setAttribute("aria-pressed", String(winner));
      element.classList.toggle("gw-sheet-won", winner);
    },
    seen(now) {
      visible = now;
      clearTimeout(idle);
      if (now) {
        load();
        broken.value = video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA;
      } else {
        broken.value = true;
        video.pause();
        idle = setTimeout(unload, LONG);
      }
    },
    reach(here) {
      for (const each of [opener, win, stars]) each.tabIndex = here ? 0 : -1;
    },
    close() {
      own.abort();
      clearTimeout(idle);
      video.pause();
      unload();
      element.remove();
    },
  };
}
