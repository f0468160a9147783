// The tiles, of which only those near the view are in the page: 10,000 clips are some thirty elements.
import { h } from "../dom.js";
import type { GalleryItem } from "./facts.js";
import { drawn, GAP, type Layout, layoutOf, moved, rowOf, topOf } from "./layout.js";
import type { Tile } from "./tile.js";

export interface GridOptions {
  name: string;
  at(index: number): GalleryItem | undefined;
  tile(): Tile;
  poster(key: string): string | undefined;
  chosen(key: string): boolean;
  open(item: GalleryItem): void;
  /** What is drawn now, and of which clips, the nearest first. */
  near(first: number, last: number, keys: string[]): void;
  life: AbortSignal;
}

export interface Grid {
  element: HTMLElement;
  /** Draws anew: so many there are. `top` goes back to the beginning. */
  draw(total: number, top?: boolean): void;
  /** A poster came. */
  poster(key: string, url: string): void;
  /** Marks the tiles that are chosen. */
  mark(): void;
  /** The index of the first tile in view. */
  readonly first: number;
  /** Puts the focus on the tile that had it last. */
  focus(): void;
}

export function grid(options: GridOptions): Grid {
  const { life } = options;
  const list = h("div", { class: "gw-tiles", role: "list", "aria-label": options.name });
  const element = h("div", { class: "gw-shelf" }, list);
  const tiles = new Map<number, Tile>();
  let layout: Layout = layoutOf(0);
  let [total, current, top, frame, wide] = [0, 0, 0, 0, 0];
  // Whether `top` is where the view should be; else it follows where somebody scrolled to.
  let leads = false;

  const arrange = () => {
    const width = list.clientWidth;
    if (!width) {
      leads = true; // hidden, or not in the page yet: a browser forgets where it was
      return false;
    }
    if (!leads) top = element.scrollTop;
    if (width !== wide) {
      const { first } = self;
      wide = width;
      layout = layoutOf(width);
      top = topOf(layout, rowOf(layout, first));
      leads = true;
      for (const [index, each] of tiles) place(index, each);
    }
    const rows = Math.ceil(total / layout.columns);
    list.style.height = `${Math.max(0, topOf(layout, rows) - GAP)}px`;
    if (leads) element.scrollTop = top;
    top = element.scrollTop; // as far as there is something
    leads = false;
    return true;
  };
  const place = (index: number, { element: box }: Tile) => {
    const left = (index % layout.columns) * (layout.width + GAP);
    box.style.width = `${layout.width}px`;
    box.style.height = `${layout.height}px`;
    box.style.transform = `translate(${left}px, ${topOf(layout, rowOf(layout, index))}px)`;
  };
  const show = (index: number) => {
    let shown = tiles.get(index);
    if (!shown) {
      shown = options.tile();
      tiles.set(index, shown);
      place(index, shown);
      shown.element.setAttribute("aria-posinset", String(index + 1));
      shown.element.dataset.index = String(index);
      // In the order of the list, for whoever reads or tabs through it.
      let after = Infinity;
      for (const other of tiles.keys()) if (other > index && other < after) after = other;
      list.insertBefore(shown.element, tiles.get(after)?.element ?? null);
    }
    shown.element.setAttribute("aria-setsize", String(total));
    const item = options.at(index);
    shown.fill(item);
    shown.reach(index === current);
    if (item) {
      shown.poster(options.poster(item.key), false);
      shown.mark(options.chosen(item.key));
    }
  };
  function paint(): void {
    cancelAnimationFrame(frame);
    frame = 0;
    if (!arrange()) return;
    const height = element.clientHeight;
    const [first, last] = drawn(layout, total, top, height);
    // The tile that has the focus stays, however far it is scrolled away: or the focus would be nowhere.
    const held = list.matches(":focus-within") ? current : -1;
    for (const [index, each] of tiles) {
      if ((index >= first && index <= last) || (index === held && index < total)) continue;
      each.element.remove();
      tiles.delete(index);
    }
    for (let index = last; index >= first; index--) show(index);
    const middle = (top + height / 2) / (layout.height + GAP);
    const away = (index: number) => Math.abs(rowOf(layout, index) + 0.5 - middle);
    const keys = [...tiles]
      .filter(([index, { item }]) => item && index >= first && index <= last)
      .sort(([a], [b]) => away(a) - away(b) || a - b)
      .map(([, { item }]) => (item as GalleryItem).key);
    options.near(first, Math.max(first, last), keys);
  }
  const soon = () => {
    frame ||= requestAnimationFrame(paint);
  };
  const go = (index: number) => {
    const from = topOf(layout, rowOf(layout, index));
    // Into view, if it isn't: by the shorter way.
    top = Math.min(from, Math.max(top, from + layout.height - element.clientHeight));
    current = index;
    leads = true;
    paint();
    self.focus();
  };
  const indexOf = (event: Event) =>
    Number((event.target as Element).closest<HTMLElement>("[data-index]")?.dataset.index ?? -1);

  element.addEventListener("scroll", soon, { signal: life, passive: true });
  list.addEventListener(
    "keydown",
    (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
      const seen = Math.floor(element.clientHeight / (layout.height + GAP));
      const to = moved(event.key, current, total, layout.columns, seen);
      if (to === undefined) return;
      event.preventDefault();
      go(to);
    },
    { signal: life },
  );
  list.addEventListener(
    "focusin",
    (event) => {
      const index = indexOf(event);
      tiles.get(current)?.reach(false);
      current = index;
      tiles.get(index)?.reach(true);
    },
    { signal: life },
  );
  list.addEventListener(
    "click",
    (event) => {
      const item = tiles.get(indexOf(event))?.item;
      if (item && (event.target as Element).closest(".gw-open")) options.open(item);
    },
    { signal: life },
  );
  const sizes = new ResizeObserver(soon); // at the next frame: it must not change sizes while it tells of them
  sizes.observe(element);
  life.addEventListener(
    "abort",
    () => {
      sizes.disconnect();
      cancelAnimationFrame(frame);
    },
    { once: true },
  );

  const self: Grid = {
    element,
    draw(count, fromTop = false) {
      total = count;
      if (fromTop) {
        [top, current] = [0, 0];
        leads = true;
      }
      current = Math.max(0, Math.min(current, total - 1));
      paint();
    },
    poster(key, url) {
      for (const each of tiles.values()) if (each.item?.key === key) each.poster(url, true);
    },
    mark() {
      for (const each of tiles.values()) if (each.item) each.mark(options.chosen(each.item.key));
    },
    get first() {
      return Math.floor(top / (layout.height + GAP)) * layout.columns;
    },
    focus() {
      tiles.get(current)?.opener.focus({ preventScroll: true });
    },
  };
  return self;
}
