// The gallery, whole: what is looked for, how many there are, and the grid. It knows no model: who mounts it gives
// plain callbacks and plain values, also across the border of two bundles.
import { h, write } from "../dom.js";
import type { Say } from "../host/words.js";
import type { Ask, GalleryItem, GalleryPage, Query } from "./facts.js";
import { grid } from "./grid.js";
import { pages } from "./pages.js";
import { posters } from "./posters.js";
import { searchbar } from "./searchbar.js";
import { tile } from "./tile.js";

export type { Ask, GalleryItem, GalleryPage, Query } from "./facts.js";

export interface GalleryOptions {
  say: Say;
  lang: string;
  list(ask: Ask): Promise<GalleryPage>;
  /** The URL of a clip's poster, "" for none. A Blob URL is the gallery's from then on: it revokes it. */
  still(key: string): Promise<string>;
  open(item: GalleryItem): void;
  /** Puts a clip's request into the panel. */
  restore?: ((item: GalleryItem) => void) | undefined;
  compare?: ((items: GalleryItem[]) => void) | undefined;
  /** What is looked for at first. */
  query?: Query | undefined;
  /** Somebody looks for something else. */
  asked?: ((query: Query) => void) | undefined;
  life: AbortSignal;
}

export interface GalleryView {
  element: HTMLElement;
  /** Looks again, and stays where it is. */
  refresh(): void;
  /** Looks for something else. */
  show(query: Query): void;
  /** Puts the focus on the clip that had it last. */
  focus(): void;
}

export function galleryView(options: GalleryOptions): GalleryView {
  const { say, lang, life, compare } = options;
  const everything: Query = { search: "", provider: "", model: "" };
  let query = options.query ?? everything;
  const chosen = new Map<string, GalleryItem>();

  const count = h("p", { class: "gw-hint gw-count", role: "status" }, say("loading"));
  const trouble = h("div", { class: "gw-wrong gw-trouble", role: "alert" });
  const nothing = h("div", { class: "gw-nothing" });
  const few = h("div", { class: "gw-few" });

  const tell = (silent: boolean) => {
    const { total } = known;
    const words = new Intl.NumberFormat(lang).format(total);
    const told = total < 0 ? say("loading") : total === 1 ? say("one") : say("many", { count: words });
    write(count, silent ? say("busy") : told);
  };
  const known = pages({
    list: options.list,
    came(fresh) {
      trouble.replaceChildren();
      tell(false);
      bar.offer(known.makers);
      shelf.draw(known.total, fresh && !staying);
      shelf.element.hidden = !known.total;
      nothing.hidden = known.total > 0;
      if (!known.total) nothing.replaceChildren(...sentence());
    },
    failed(error) {
      tell(false);
      if (known.total < 0) write(count, "");
      trouble.replaceChildren(
        h("p", {}, error instanceof Error ? error.message : String(error)),
        button("again", retry),
      );
    },
    silent: tell,
    life,
  });
  const stills = posters(options.still, (key, url) => shelf.poster(key, url), life);
  const shelf = grid({
    name: say("clips"),
    at: known.at,
    tile: () => tile({ say, restore: options.restore, choose: compare && choose }),
    poster: stills.url,
    chosen: (key) => chosen.has(key),
    open: options.open,
    near(first, last, keys) {
      known.want(first, last);
      stills.want(keys);
    },
    life,
  });
  let staying = false;

  function button(key: string, press: () => void): HTMLButtonElement {
    const made = h("button", { type: "button", class: "gw-button" }, say(key));
    made.addEventListener("click", press, { signal: life });
    return made;
  }
  function retry(): void {
    trouble.replaceChildren();
    known.again();
  }
  function look(next: Query, stay: boolean): void {
    query = next;
    staying = stay;
    trouble.replaceChildren();
    known.ask(query, stay ? shelf.first : 0);
  }
  function sentence(): Node[] {
    if (!known.makers.length) return [h("p", {}, say("empty"))];
    const all = button("everything", () => {
      bar.show(everything);
      options.asked?.(everything);
      look(everything, false);
    });
    return [h("p", {}, say("none")), all];
  }
  function choose(item: GalleryItem, on: boolean): void {
    if (on) chosen.set(item.key, item);
    else chosen.delete(item.key);
    drawChosen();
  }
  function drawChosen(): void {
    shelf.mark();
    const size = chosen.size;
    few.hidden = !size;
    const go = h("button", { type: "button", class: "gw-main" }, say("compare", { count: size }));
    go.addEventListener("click", () => compare?.([...chosen.values()]), { signal: life });
    const clear = button("clear_chosen", () => {
      chosen.clear();
      drawChosen();
      shelf.focus();
    });
    few.replaceChildren(
      h("span", { role: "status" }, say("chosen", { count: size })),
      clear,
      ...(size > 1 ? [go] : []),
    );
  }
  const bar = searchbar(
    say,
    (next) => {
      options.asked?.(next);
      look(next, false);
    },
    life,
  );

  nothing.hidden = few.hidden = shelf.element.hidden = true;
  bar.show(query);
  look(query, false);
  return {
    element: h(
      "section",
      { class: "gw-root gw-gallery", lang, "aria-label": say("label") },
      bar.element,
      count,
      trouble,
      nothing,
      h("div", { class: "gw-place" }, shelf.element, few),
    ),
    refresh() {
      stills.retry();
      look(query, true);
    },
    show(next) {
      bar.show(next);
      look(next, false);
    },
    focus: shelf.focus,
  };
}
