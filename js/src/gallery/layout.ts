// Where tiles lie, in CSS pixels: all of one size, in as many columns as there is room for.
export const GAP = 12;
/** Below the picture: two lines of prompt and one of facts. gallery.css has the same. */
const TEXT = 64;
/** Rows that are drawn above and below what is seen. */
const SPARE = 2;

export interface Layout {
  columns: number;
  /** Of one tile. */
  width: number;
  height: number;
}

/** The wider the place, the wider a tile may be: two columns at 280 px, three at 700, five at 1200. */
export function layoutOf(width: number): Layout {
  const least = Math.min(80 + width * 0.13, 190);
  const columns = Math.max(1, Math.floor((width + GAP) / (least + GAP)));
  const tile = (width - (columns - 1) * GAP) / columns;
  return { columns, width: tile, height: Math.round((tile * 9) / 16) + TEXT };
}

export const rowOf = (layout: Layout, index: number): number => Math.floor(index / layout.columns);
export const topOf = (layout: Layout, row: number): number => row * (layout.height + GAP);

/** The first and the last index that are drawn when so much is seen of so many; last < first where there is nothing. */
export function drawn(layout: Layout, total: number, top: number, height: number): [number, number] {
  const pitch = layout.height + GAP;
  const first = Math.max(0, Math.floor(top / pitch) - SPARE);
  const last = Math.floor((top + height) / pitch) + SPARE;
  return [Math.min(first * layout.columns, total), Math.min((last + 1) * layout.columns, total) - 1];
}

/** Where a key leads from a tile; undefined for any other key. `seen` is how many rows are in view. */
export function moved(key: string, index: number, total: number, columns: number, seen: number): number | undefined {
  const last = total - 1;
  const page = Math.max(1, seen) * columns;
  // Up and down keep to the column; from the row above a last one that is not full, down leads to its last tile.
  const below = Math.floor(index / columns) < Math.floor(last / columns) ? Math.min(index + columns, last) : index;
  const to: Record<string, number> = {
    ArrowLeft: Math.max(index - 1, 0),
    ArrowRight: Math.min(index + 1, last),
    ArrowUp: index < columns ? index : index - columns,
    ArrowDown: below,
    PageUp: index < page ? index % columns : index - page,
    PageDown: Math.min(index + page, last),
    Home: 0,
    End: last,
  };
  return to[key];
}
