// A contact sheet as grokwidget/notebook/sheettold.py tells it.

export interface SheetCell {
  /** Its place in the sweep: the same in every order. */
  n: number;
  /** The clip's key; "cell:<n>" where there is none. */
  key: string;
  row: number;
  column: number;
  /** All its choices in words. */
  name: string;
  /** Those that no axis shows. */
  label?: string;
  /** Left out of a cell with a clip. */
  status?: string;
  /** What is said in place of a clip. */
  words?: string;
  cost?: string;
  /** The clip's length and shape (width / height): only where there is a clip. */
  seconds?: number;
  shape?: number;
  rating?: number;
  /** Which of the sheet's prompts. */
  prompt?: number;
}

export interface Named {
  name: string;
  title: string;
}

export interface Sheet {
  title: string;
  rows: string[];
  columns: string[];
  row_title: string;
  column_title: string;
  axes: Named[];
  sorts: Named[];
  /** Order -> the numbers of all cells. */
  orders: Record<string, number[]>;
  prompts: string[];
  /** How many more there are, in words. */
  unshown: string;
}

export interface Wish {
  sort: string;
  filter: string;
  status: string;
  rating: number;
  onlyWinners: boolean;
}

/** Where the cells stand: beside each other in rows and columns, or one after the other. */
export type Arranged =
  | { kind: "flow"; cells: SheetCell[] }
  | { kind: "grid"; columns: Line[]; rows: (Line & { places: SheetCell[][] })[] };

export interface Line {
  index: number;
  label: string;
}

export const hasClip = (cell: SheetCell): boolean => cell.seconds !== undefined;
export const statusOf = (cell: SheetCell): string => cell.status ?? "done";

/** Everything that stands anywhere in it, as it is searched. */
function text(sheet: Sheet, cell: SheetCell): string {
  const parts = [cell.name, sheet.prompts[cell.prompt ?? -1], sheet.rows[cell.row], sheet.columns[cell.column]];
  return plain(parts.filter(Boolean).join(" "));
}

const plain = (words: string) => words.normalize("NFKC").toLowerCase();

/** The cells that are wished for, in the order of the sheet. */
export function chosen(sheet: Sheet, cells: SheetCell[], wish: Wish, winners: Set<string>): SheetCell[] {
  const words = plain(wish.filter).split(/\s+/).filter(Boolean);
  return cells.filter((cell) => {
    if (wish.status && statusOf(cell) !== wish.status) return false;
    if (wish.rating && (cell.rating ?? 0) < wish.rating) return false;
    if (wish.onlyWinners && !winners.has(cell.key)) return false;
    if (!words.length) return true;
    const whole = text(sheet, cell);
    return words.every((word) => whole.includes(word));
  });
}

/** Puts them in their places: sorted they flow, and rows and columns in which nothing is left are left out. */
export function arranged(sheet: Sheet, cells: SheetCell[], sort: string, whole: boolean): Arranged {
  const order = sheet.orders[sort];
  if (order) {
    const rank = new Map(order.map((n, place) => [n, place]));
    const last = order.length;
    return { kind: "flow", cells: [...cells].sort((a, b) => (rank.get(a.n) ?? last) - (rank.get(b.n) ?? last)) };
  }
  if (!sheet.row_title && !sheet.column_title) return { kind: "flow", cells };
  const lines = (labels: string[], at: (cell: SheetCell) => number): Line[] => {
    const there = new Set(cells.map(at));
    return labels.map((label, index) => ({ label, index })).filter(({ index }) => whole || there.has(index));
  };
  const columns = lines(sheet.columns, (cell) => cell.column);
  const rows = lines(sheet.rows, (cell) => cell.row).map((line) => ({
    ...line,
    places: columns.map(({ index }) => cells.filter((cell) => cell.row === line.index && cell.column === index)),
  }));
  return { kind: "grid", columns, rows };
}
