// A library of any size without a kernel: lists, posters, and what was asked of it.

import type { Ask, GalleryItem, GalleryOptions, GalleryPage, GalleryView } from "../src/gallery/view.js";
import { galleryView } from "../src/gallery.js";
import { part } from "../src/host/words.js";
import { wordsOf } from "./words.js";

export function item(index: number, facts: Partial<GalleryItem> = {}): GalleryItem {
  return {
    key: `job${index}:0`,
    name: `clip${index}.mp4`,
    shown: `grokvideos/clip${index}.mp4`,
    mime: "video/mp4",
    duration: 6,
    fps: 24,
    width: 848,
    height: 480,
    sound: null,
    prompt: `fox number ${index}`,
    details: "",
    strip: false,
    provider: "local",
    model: "local-video",
    created: 1_700_000_000 - index,
    cost: "free",
    there: true,
    ...facts,
  };
}

const MAKERS = [
  { name: "local", models: ["local-video"] },
  { name: "xai", models: ["grok-imagine", "grok-video"] },
];
const PIXEL = Uint8Array.from(atob("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"), (letter) =>
  letter.charCodeAt(0),
);

/** Poster URLs that were made and not revoked yet. */
export class Blobs {
  readonly alive = new Set<string>();
  readonly #make = URL.createObjectURL;
  readonly #revoke = URL.revokeObjectURL;

  constructor() {
    URL.createObjectURL = (what) => {
      const url = this.#make.call(URL, what);
      this.alive.add(url);
      return url;
    };
    URL.revokeObjectURL = (url) => {
      this.alive.delete(url);
      this.#revoke.call(URL, url);
    };
  }

  end(): void {
    URL.createObjectURL = this.#make;
    URL.revokeObjectURL = this.#revoke;
  }
}

export class Library {
  readonly asked: Ask[] = [];
  readonly posters: string[] = [];
  /** Which clip a poster's URL belongs to. */
  readonly owners = new Map<string, string>();
  makers = MAKERS;
  /** Lets an answer wait: what is returned is waited for. */
  hold: (ask: Ask) => Promise<unknown> | undefined = () => undefined;
  holdPoster: (key: string) => Promise<unknown> | undefined = () => undefined;
  facts: (index: number) => Partial<GalleryItem> = () => ({});

  constructor(public total = 10_000) {}

  list = async (ask: Ask): Promise<GalleryPage> => {
    this.asked.push(ask);
    await this.hold(ask);
    const count = ask.search === "nothing" ? 0 : ask.search ? 7 : this.total;
    const size = Math.max(0, Math.min(ask.limit, count - ask.offset));
    const items = Array.from({ length: size }, (_, n) => {
      const index = ask.offset + n;
      const prompt = ask.search ? `${ask.search} ${index}` : `fox number ${index}`;
      return item(index, { prompt, ...this.facts(index) });
    });
    return { items, total: count, providers: this.makers };
  };

  still = async (key: string): Promise<string> => {
    this.posters.push(key);
    await this.holdPoster(key);
    const url = URL.createObjectURL(new Blob([PIXEL], { type: "image/gif" }));
    this.owners.set(url, key);
    return url;
  };
}

export interface Shown extends GalleryView {
  el: HTMLElement;
  life: AbortController;
}

/** Puts a gallery of that library into the page, so wide. */
export function gallery(library: Library, options: Partial<GalleryOptions> = {}, width = 700): Shown {
  const lang = options.lang ?? "en";
  const table = wordsOf("gallery")[lang] ?? {};
  const say = part(
    (key, values = {}) => (table[key] ?? key).replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? "")),
    "gallery",
  );
  const life = new AbortController();
  const el = document.body.appendChild(document.createElement("div"));
  el.style.width = `${width}px`;
  const view = galleryView({
    say,
    lang,
    list: library.list,
    still: library.still,
    open() {},
    life: life.signal,
    ...options,
  });
  el.append(view.element);
  return { ...view, el, life };
}

/** Something that is settled from outside. */
export function gate(): { wait: Promise<void>; open(): void; fail(error: Error): void } {
  let [open, fail] = [() => {}, (_: Error) => {}];
  const wait = new Promise<void>((resolve, reject) => {
    [open, fail] = [resolve, reject];
  });
  return { wait, open, fail };
}
