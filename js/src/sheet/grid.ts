// The cells in their places: a table with labelled axes, or one after the other. Tiles stay what they are when their
// places change, so that a video goes on.
import { h } from "../dom.js";
import { on } from "../lasting.js";
import { type Arranged, hasClip, type Sheet, type SheetCell } from "./facts.js";
import { type Tile, type TileOptions, tile } from "./tile.js";

export interface GridOptions extends TileOptions {
  /** The clips that are near the view, the nearest first. */
  near(keys: string[]): void;
}

export interface Grid {
  element: HTMLElement;
  draw(sheet: Sheet, arranged: Arranged, winners: Set<string>): void;
  tileOf(key: string): Tile | undefined;
  /** The cell with a clip in which an element is. */
  cellAt(target: Element): SheetCell | undefined;
  mark(winners: Set<string>): void;
  /** Puts the focus on a clip; left out, on that which had it last. */
  focus(key?: string): void;
  /** The keys of the clips that are shown, in their order. */
  readonly keys: string[];
}

/** So many beside those that are seen are fetched, too. */
const SPARE = 8;

export function grid(options: GridOptions): Grid {
  const { life } = options;
  const element = h("div", { class: "gw-sheet-place" });
  const tiles = new Map<number, Tile>();
  const byElement = new WeakMap<Element, Tile>();
  let order: Tile[] = [];
  let current: Tile | undefined;
  const inView = new Set<Tile>();
  let due = 0;

  const tell = () => {
    due = 0;
    const withClips = order.filter(({ cell }) => hasClip(cell));
    const seen = withClips.map((each, index) => ({ each, index })).filter(({ each }) => inView.has(each));
    if (!seen.length) return;
    const middle = seen[seen.length >> 1]?.index ?? 0;
    const [first, last] = [seen[0]?.index ?? 0, seen.at(-1)?.index ?? 0];
    const near = withClips
      .map((each, index) => ({ each, index }))
      .filter(({ index }) => index >= first - SPARE && index <= last + SPARE)
      .sort((a, b) => Number(inView.has(b.each)) - Number(inView.has(a.each)) || far(a.index) - far(b.index));
    function far(index: number): number {
      return Math.abs(index - middle);
    }
    options.near(near.map(({ each }) => each.cell.key));
  };
  const soon = () => {
    due ||= requestAnimationFrame(tell);
  };
  const watch = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const each = byElement.get(target);
      if (!each) continue;
      if (isIntersecting) inView.add(each);
      else inView.delete(each);
      each.seen(isIntersecting);
    }
    soon();
  });
  life.addEventListener(
    "abort",
    () => {
      watch.disconnect();
      cancelAnimationFrame(due);
      for (const each of tiles.values()) each.close(); // what is out of the page still has its timers and decoders
    },
    { once: true },
  );

  const drop = (each: Tile) => {
    watch.unobserve(each.element);
    inView.delete(each);
    each.close();
  };
  const take = (sheet: Sheet, cell: SheetCell, label: string): Tile => {
    let made = tiles.get(cell.n);
    if (made && hasClip(made.cell) !== hasClip(cell)) {
      drop(made);
      made = undefined;
    }
    if (!made) {
      made = tile(options, cell);
      tiles.set(cell.n, made);
      byElement.set(made.element, made);
      watch.observe(made.element);
    }
    made.fill(cell, label, sheet.prompts[cell.prompt ?? -1] ?? "");
    return made;
  };
  const reach = () => {
    if (!current || !order.includes(current)) current = order.find(({ opener }) => opener);
    for (const each of order) each.reach(each === current);
  };

  function table(sheet: Sheet, { columns, rows }: Extract<Arranged, { kind: "grid" }>, put: (c: SheetCell) => Node) {
    const titles = [sheet.row_title && `${sheet.row_title} ↓`, sheet.column_title && `${sheet.column_title} →`];
    const corner = h("td", { class: "gw-sheet-corner" }, ...titles.filter(Boolean).map((text) => h("span", {}, text)));
    const heads = columns.map(({ label }) => h("th", { scope: "col", dir: "auto" }, label));
    const body = rows.map(({ label, places }) => {
      const cells = places.map((place) => h("td", {}, h("div", { class: "gw-sheet-cells" }, ...place.map(put))));
      const head = h("th", { scope: "row" }, h("span", { class: "gw-sheet-row", dir: "auto", title: label }, label));
      return h("tr", {}, head, ...cells);
    });
    const whole = h("table", { "aria-label": sheet.title }, h("thead", {}, h("tr", {}, corner, ...heads)));
    whole.append(h("tbody", {}, ...body));
    return whole;
  }

  on(life, element, "focusin", (event) => {
    const at = (event.target as Element).closest(".gw-sheet-tile");
    const found = at && byElement.get(at);
    if (!found?.opener || found === current) return;
    current = found;
    reach();
  });
  on(life, element, "keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || !current) return;
    if ((event.target as Element).matches("input") && event.key !== "Escape") return; // it has arrows of its own
    const next = moved(event.key, current, order);
    if (!next) return;
    event.preventDefault();
    current = next;
    reach();
    current.opener?.focus();
    current.element.scrollIntoView({ block: "nearest", inline: "nearest" });
  });

  return {
    element,
    draw(sheet, to, winners) {
      const kept = element.contains(document.activeElement) ? current : undefined;
      const cells = to.kind === "flow" ? to.cells : to.rows.flatMap(({ places }) => places.flat());
      const there = new Set(cells.map(({ n }) => n));
      for (const [n, each] of tiles) {
        if (there.has(n)) continue;
        drop(each);
        tiles.delete(n);
      }
      const label = (cell: SheetCell) => (to.kind === "flow" ? cell.name : (cell.label ?? ""));
      const made = new Map(cells.map((cell) => [cell.n, take(sheet, cell, label(cell))]));
      const node = (cell: SheetCell) => (made.get(cell.n) as Tile).element;
      order = cells.map((cell) => made.get(cell.n) as Tile);
      if (to.kind === "grid") element.replaceChildren(table(sheet, to, node));
      else {
        const list = h("div", { class: "gw-sheet-flow", role: "list", "aria-label": sheet.title });
        for (const cell of cells) {
          const item = h("div", { role: "listitem" });
          item.append(node(cell));
          list.append(item);
        }
        element.replaceChildren(list);
      }
      reach();
      if (kept && order.includes(kept)) kept.opener?.focus({ preventScroll: true });
      this.mark(winners);
      soon();
    },
    cellAt(target) {
      const found = target.closest(".gw-sheet-tile");
      const cell = found ? byElement.get(found)?.cell : undefined;
      return cell && hasClip(cell) ? cell : undefined;
    },
    tileOf: (key) => order.find(({ cell }) => cell.key === key),
    mark(winners) {
      for (const each of order) each.mark(winners.has(each.cell.key));
    },
    focus(key) {
      const found = order.find(({ cell, opener }) => opener && cell.key === key) ?? current;
      found?.opener?.focus({ preventScroll: true });
      found?.element.scrollIntoView({ block: "nearest" });
    },
    get keys() {
      return order.filter(({ cell }) => hasClip(cell)).map(({ cell }) => cell.key);
    },
  };
}

/** Where a key leads: along the row, or to the nearest in the next one, wherever a tile lies. */
function moved(key: string, from: Tile, order: Tile[]): Tile | undefined {
  const open = order.filter(({ opener }) => opener);
  const index = open.indexOf(from);
  if (key === "ArrowLeft") return open[index - 1];
  if (key === "ArrowRight") return open[index + 1];
  if (key === "Home") return open[0];
  if (key === "End") return open.at(-1);
  if (key !== "ArrowUp" && key !== "ArrowDown") return undefined;
  const down = key === "ArrowDown";
  const here = from.element.getBoundingClientRect();
  const x = here.left + here.width / 2;
  let best: { tile: Tile; top: number; side: number } | undefined;
  for (const each of open) {
    const box = each.element.getBoundingClientRect();
    const away = down ? box.top - here.top : here.top - box.top;
    if (away < here.height / 2) continue; // in the same row
    const side = Math.abs(box.left + box.width / 2 - x);
    // The nearest row first; within it, the nearest to the side.
    if (!best || away < best.top - here.height / 2 || (away < best.top + here.height / 2 && side < best.side))
      best = { tile: each, top: away, side };
  }
  return best?.tile;
}
