// One picture of the tray: what it looks like, its number, how far it has come, and the buttons on it.
import { h, icon } from "../dom.js";
import type { Say } from "../host/words.js";

/** What a tile shows. */
export interface Row {
  id: string;
  name: string;
  /** Below the name in its tooltip: its size, what is wrong with it. */
  more: string;
  wrong: boolean;
  /** 0 to 1 while it is on its way; null once it is there. */
  done: number | null;
  /** Whether it got stuck on its way. */
  stuck: boolean;
}

export interface Tile {
  element: HTMLElement;
  thumb: HTMLElement;
  /** `url`: of a small picture, "" where there is none. */
  draw(row: Row, number: number, url: string): void;
}

export const CROSS = "M6 6l8 8M14 6l-8 8";
const SWAP = "M4 8h11l-3-3M16 12H5l3 3";
const AGAIN = "M15.5 10a5.5 5.5 0 1 1-1.6-3.9L16 8M16 4v4h-4";

/** Clicks on it are the list's business. */
export function tile(say: Say): Tile {
  const picture = h("img", { alt: "", draggable: "false" });
  const title = h("span", { class: "gw-name" });
  const sign = icon(SWAP);
  const thumb = h("button", { type: "button", class: "gw-thumb" }, title, picture, sign);
  const bar = h("progress");
  const cross = h("button", { type: "button", class: "gw-icon gw-remove" }, icon(CROSS));
  const element = h("li", { class: "gw-tile" }, thumb, bar, cross);
  const label = (named: Element, text: string) => named.setAttribute("aria-label", text);
  return {
    element,
    thumb,
    draw({ id, name, more, wrong, done, stuck }, number, url) {
      const told = { name, number };
      const waits = done !== null && !stuck;
      element.dataset.id = id;
      element.classList.toggle("gw-coming", done !== null);
      element.classList.toggle("gw-bad", wrong || stuck);
      label(thumb, waits ? say("sending", told) : say(stuck ? "again" : "replace", told));
      label(bar, say("sending", told));
      label(cross, say("remove", told));
      thumb.ariaDisabled = String(waits);
      thumb.title = name + more;
      sign.firstElementChild?.setAttribute("d", stuck ? AGAIN : SWAP);
      bar.hidden = !waits;
      bar.value = done ?? 1;
      thumb.dataset.number = String(number);
      title.textContent = url ? "" : name;
      picture.hidden = !url;
      if (url && picture.src !== url) picture.src = url;
    },
  };
}
