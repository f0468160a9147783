// One clip of the grid: a button that opens it, and beside it what else can be done with it.
import { h, icon, write } from "../dom.js";
import { hueOf } from "../frame.js";
import type { Say } from "../host/words.js";
import type { GalleryItem } from "./facts.js";

const RESTORE = "M8 5 4 9l4 4M4.5 9H12a4 4 0 0 1 0 8h-2";

export interface TileOptions {
  say: Say;
  /** What can be done besides opening; each only where it is given. */
  restore?: ((item: GalleryItem) => void) | undefined;
  choose?: ((item: GalleryItem, chosen: boolean) => void) | undefined;
}

export interface Tile {
  element: HTMLElement;
  opener: HTMLButtonElement;
  item: GalleryItem | undefined;
  /** Shows a clip; without one, that it is still to come. */
  fill(item: GalleryItem | undefined): void;
  /** Shows the poster: `late` where it came after the tile. "" is none. */
  poster(url: string | undefined, late: boolean): void;
  mark(chosen: boolean): void;
  /** Whether Tab leads here: to one tile of all. */
  reach(reachable: boolean): void;
}

export function tile({ say, restore, choose }: TileOptions): Tile {
  const picture = h("span", { class: "gw-shelf-thumb" });
  const prompt = h("span", { class: "gw-tile-prompt", dir: "auto" });
  const gone = h("span", { class: "gw-gone" }, say("gone"));
  const facts = h("span");
  const opener = h(
    "button",
    { type: "button", class: "gw-open" },
    picture,
    prompt,
    h("span", { class: "gw-tile-facts" }, gone, facts),
  );
  const deeds = h("span", { class: "gw-deeds" });
  const element = h("div", { class: "gw-shelf-tile", role: "listitem" }, opener, deeds);
  const reachable: HTMLElement[] = [opener];

  const box = h("input", { type: "checkbox", class: "gw-box", "aria-label": say("choose"), title: say("choose") });
  if (choose) {
    box.addEventListener("change", () => self.item && choose(self.item, box.checked));
    deeds.append(box);
    reachable.push(box);
  }
  if (restore) {
    const name = say("restore");
    const button = h(
      "button",
      { type: "button", class: "gw-icon gw-deed", "aria-label": name, title: name },
      icon(RESTORE),
    );
    button.addEventListener("click", () => self.item && restore(self.item));
    deeds.append(button);
    reachable.push(button);
  }

  const self: Tile = {
    element,
    opener,
    item: undefined,
    fill(item) {
      if (item === self.item && prompt.textContent) return;
      if (item?.key !== self.item?.key) picture.replaceChildren();
      self.item = item;
      element.classList.toggle("gw-shelf-coming", !item);
      deeds.hidden = !item;
      gone.hidden = !item || item.there;
      opener.setAttribute("aria-disabled", String(!item));
      write(prompt, item ? item.prompt || say("untitled") : say("loading"));
      opener.title = item?.prompt ?? "";
      write(
        facts,
        item ? [say("seconds", { seconds: +item.duration.toFixed(1) }), item.cost, item.model].join(" · ") : "",
      );
      if (!item) return;
      picture.style.setProperty("--gw-hue", String(hueOf(item.prompt)));
      picture.classList.toggle("gw-upright", item.height > item.width);
    },
    poster(url, late) {
      if (!url || picture.firstChild) return;
      const img = h("img", { alt: "", decoding: "async", draggable: "false", class: late ? "gw-late" : undefined });
      img.addEventListener("error", () => img.remove());
      img.src = url;
      picture.append(img);
    },
    mark(chosen) {
      box.checked = chosen;
      element.classList.toggle("gw-chosen", chosen);
    },
    reach(here) {
      for (const each of reachable) each.tabIndex = here ? 0 : -1;
    },
  };
  return self;
}
