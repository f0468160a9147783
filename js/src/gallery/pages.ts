// The list, of which only what is looked at is here: pages are asked for when they come into view, and forgotten when
// many others came after them.
import type { Ask, GalleryItem, Maker, Query } from "./facts.js";

export const PAGE = 60;
/** Two at once keep the kernel busy; more would only make the page that is in view wait for those that were. */
const AT_ONCE = 2;
const KEPT = 40;
/** After so many ms without an answer somebody should be told. */
export const PATIENCE = 2000;

export interface PagesOptions {
  list(ask: Ask): Promise<{ items: GalleryItem[]; total: number; providers: Maker[] }>;
  /** A page came. `fresh`: it is the first of what was asked for, and all that was known before is gone. */
  came(fresh: boolean): void;
  failed(error: unknown): void;
  /** Whether the kernel keeps silent. */
  silent(silent: boolean): void;
  life: AbortSignal;
}

export interface Pages {
  /** How many match; -1 before the first answer. */
  readonly total: number;
  readonly makers: Maker[];
  at(index: number): GalleryItem | undefined;
  /** Asks anew. What is known stays until the first answer, which is that of the page around `index`. */
  ask(query: Query, index: number): void;
  /** Says what is in view. */
  want(first: number, last: number): void;
  /** Goes on after a failure. */
  again(): void;
}

const pageOf = (index: number) => Math.floor(index / PAGE);

export function pages({ list, came, failed, silent, life }: PagesOptions): Pages {
  const kept = new Map<number, GalleryItem[]>();
  let asked = new Set<number>();
  let query: Query = { search: "", provider: "", model: "" };
  let view: [number, number] = [0, 0];
  let [total, fresh, stopped] = [-1, true, false];
  let makers: Maker[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

  const hush = () => {
    clearTimeout(timer);
    timer = undefined;
    silent(false);
  };
  const next = () => {
    const first = pageOf(view[0]);
    for (let page = first; page <= (fresh ? first : pageOf(view[1])); page++) {
      if (!asked.has(page) && (fresh || !kept.has(page))) return page;
    }
    return -1;
  };
  const fetchPage = (page: number) => {
    const mine = asked; // a new query makes a new set: then the answer is nobody's
    mine.add(page);
    timer ??= setTimeout(() => silent(true), PATIENCE);
    list({ ...query, offset: page * PAGE, limit: PAGE }).then(
      (told) => {
        if (life.aborted || mine !== asked) return;
        mine.delete(page);
        hush();
        const first = fresh;
        // Something came in or went away meanwhile: every place after it is another one now.
        if (fresh || told.total !== total) kept.clear();
        fresh = false;
        [total, makers] = [told.total, told.providers];
        kept.delete(page);
        kept.set(page, told.items);
        for (const old of kept.keys()) {
          if (kept.size <= KEPT) break;
          if (old < pageOf(view[0]) || old > pageOf(view[1])) kept.delete(old);
        }
        came(first);
        pump();
      },
      (error) => {
        if (life.aborted || mine !== asked) return;
        mine.delete(page);
        hush();
        stopped = true;
        failed(error);
      },
    );
  };
  const pump = () => {
    while (!stopped && asked.size < AT_ONCE) {
      const page = next();
      if (page < 0) return;
      fetchPage(page);
    }
  };
  life.addEventListener("abort", () => clearTimeout(timer), { once: true });

  return {
    get total() {
      return total;
    },
    get makers() {
      return makers;
    },
    at: (index) => kept.get(pageOf(index))?.[index % PAGE],
    ask(wanted, index) {
      hush();
      asked = new Set();
      [query, view, fresh, stopped] = [{ ...wanted }, [index, index], true, false];
      pump();
    },
    want(first, last) {
      if (fresh) return;
      view = [first, last];
      pump();
    },
    again() {
      stopped = false;
      pump();
    },
  };
}
