// The tray of reference images: thumbnails in order, and every way to put one in. It knows no model: who mounts it says
// what is in the tray and sends for it.
import { effect, type ReadonlySignal, signal } from "@preact/signals-core";
import { h, icon, write } from "../dom.js";
import type { Say } from "../host/words.js";
import { drag } from "./drag.js";
import { explained, incoming, megabytes } from "./incoming.js";
import { CROSS, type Row, type Tile, tile } from "./tile.js";
import type { Send } from "./upload.js";

export interface ImageFacts {
  id: string;
  name: string;
  kind: string;
  /** Pixels, where they are known. */
  width: number | null;
  height: number | null;
  /** Of a file. */
  bytes: number | null;
  /** Why the model can't take it, a sentence; "" where it can. */
  problem: string;
}

export interface ImageRule {
  minimum: number;
  maximum: number;
  formats: string[];
  max_bytes: number;
  /** Why none can be added; "" where some can. */
  reason: string;
}

export interface ImagesOptions {
  say: Say;
  images: ReadonlySignal<ImageFacts[]>;
  rule: ReadonlySignal<ImageRule>;
  /** Bytes that are sent at once. */
  chunk: number;
  send: Send;
  /** A Blob URL of a small picture of it, which is revoked here; "" where there is none. */
  thumb(id: string): Promise<string>;
  /** What is wrong with the images as a whole; "" for nothing. */
  problem: ReadonlySignal<string>;
  life: AbortSignal;
}

export interface ImagesView {
  element: HTMLElement;
  /** Takes files that were dropped or pasted elsewhere. */
  accept(files: File[]): void;
  /** What each picture looks like, by its id. */
  thumbs: ReadonlySignal<Record<string, string>>;
}

/** A bigger file is not drawn while it is sent: decoding it would slow down all that are on their way. */
const MOST_DRAWN = 2 ** 22;
const PLUS = "M10 5v10M5 10h10";

export function imagesView({ say, images, rule, chunk, send, thumb, problem, life }: ImagesOptions): ImagesView {
  const thumbs = signal<Record<string, string>>({});
  const tiles = new Map<string, Tile>();
  const asked = new Set<string>();
  let notes: string[] = [];
  let wish: ImageFacts[] | undefined; // the order as it will be once the kernel has answered
  let rows: Row[] = [];
  let replacing = "";

  const heard = h("p", { class: "gw-hidden", role: "status" });
  const hint = h("p", { class: "gw-hint" });
  const alerts = h("div");
  const picker = h("input", { type: "file", accept: "image/*", multiple: true, hidden: true });
  const ways = h("span", { class: "gw-hint" }, say("ways"));
  const plus = h("button", { type: "button", class: "gw-add" }, icon(PLUS), h("span", {}, say("add")), ways);
  const last = h("li", {}, plus);
  const list = h("ol", { class: "gw-tray", "aria-label": say("label") }, last);
  const element = h("div", { class: "gw-images" }, list, picker, hint, alerts, heard);

  const on = <Name extends keyof HTMLElementEventMap>(
    part: HTMLElement,
    name: Name,
    hear: (event: HTMLElementEventMap[Name]) => void,
  ) => part.addEventListener(name, hear, { signal: life });
  /** Why none can be added; a picture can be put in another's place also where no more fit. */
  const closed = (replace = "") => {
    const { maximum, reason } = rule.peek();
    return maximum > 0 ? (replace ? "" : reason) : reason || say("none");
  };
  const shown = () => wish ?? images.peek();
  const tell = (text: string) => {
    notes = [...notes, text];
    draw();
  };

  const coming = incoming({
    say,
    chunk,
    send,
    life,
    room() {
      const { maximum, max_bytes } = rule.peek();
      return { left: maximum - rows.length, maximum, most: max_bytes };
    },
    tell,
    changed: () => draw(),
  });

  async function accept(files: File[], replace = ""): Promise<void> {
    if (!files.length) return;
    notes = [];
    if (closed(replace)) return tell(closed(replace));
    const taken = await coming.accept(files, replace);
    for (const { id, file } of taken) if (file.size <= MOST_DRAWN) put(id, URL.createObjectURL(file));
    draw();
    if (taken.length) write(heard, say("coming", { count: taken.length }));
  }

  function press(id: string): void {
    const one = coming.files.get(id);
    notes = [];
    if (one?.stuck) coming.again(one);
    else if (!one && closed(id)) tell(closed(id));
    else if (!one) {
      replacing = id;
      picker.multiple = !id;
      picker.click();
    }
    draw();
  }

  /** Asks for a change that is shown at once, and taken back where it doesn't come to be. */
  function ask(kind: string, body: object, order: ImageFacts[], said: string): void {
    wish = order;
    notes = [];
    send(kind, body)
      .then(
        () => write(heard, said),
        (error) => tell(explained(error, say("silent"))),
      )
      .finally(() => {
        if (wish === order) wish = undefined;
        draw();
      });
    draw();
  }

  function move(from: number, to: number): void {
    const order = [...shown()];
    const [moved] = order.splice(from, 1);
    if (!moved || to < 0 || to > order.length) return;
    order.splice(to, 0, moved);
    const told = { name: moved.name, number: to + 1, count: order.length };
    ask("image.move", { id: moved.id, to }, order, say("moved", told));
  }

  function remove(id: string): void {
    const at = rows.findIndex((row) => row.id === id);
    const said = say("removed", { name: rows[at]?.name ?? "" });
    const one = coming.files.get(id);
    if (one) {
      coming.drop(one);
      write(heard, said);
      draw();
    } else {
      const order = shown().filter((facts) => facts.id !== id);
      ask("image.remove", { id }, order, said);
    }
    const next = rows[Math.min(at, rows.length - 1)];
    (next ? tiles.get(next.id)?.thumb : plus)?.focus();
  }

  const idOf = (event: Event) => (event.target as Element).closest("li")?.dataset.id ?? "";
  on(list, "click", (event) => {
    if ((event.target as Element).closest(".gw-remove")) remove(idOf(event));
    else if ((event.target as Element).closest("button")) press(idOf(event));
  });
  on(list, "keydown", (event) => {
    const id = idOf(event);
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const at = shown().findIndex((facts) => facts.id === id);
    if (id && /^(Delete|Backspace)$/.test(event.key)) remove(id);
    else if (id && step && event.altKey) move(at, at + step);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  drag({ list, count: () => shown().length, move, life });
  on(picker, "change", () => {
    void accept([...(picker.files ?? [])], replacing);
    picker.value = ""; // so that the same file can be picked again
  });
  on(alerts, "click", (event) => {
    const note = (event.target as Element).closest("button")?.parentElement;
    if (!note) return;
    notes = notes.filter((text) => text !== note.textContent);
    plus.focus();
    draw();
  });

  // How it is drawn

  function rowsNow(): Row[] {
    const left = [...coming.files.values()].filter(({ id }) => !images.peek().some((facts) => facts.id === id));
    const come = ({ id, file, done, stuck }: (typeof left)[0]): Row => {
      return { id, name: file.name, more: "", wrong: false, done, stuck };
    };
    const placed = shown().map((facts) => {
      const at = left.findIndex(({ replace }) => replace === facts.id);
      const instead = at < 0 ? undefined : left.splice(at, 1)[0];
      if (instead) return come(instead);
      const { id, name, width, height, problem } = facts;
      const more = (width ? `\n${width} × ${height}` : "") + (problem && `\n${problem}`);
      return { id, name, more, wrong: !!problem, done: null, stuck: false };
    });
    return [...placed, ...left.map(come)];
  }

  function draw(): void {
    if (life.aborted) return;
    rows = rowsNow();
    const focused = (element.getRootNode() as Document).activeElement;
    for (const [n, row] of rows.entries()) {
      const made = tiles.get(row.id) ?? tile(say);
      tiles.set(row.id, made);
      made.draw(row, n + 1, thumbs.peek()[row.id] ?? "");
      if (list.children[n] !== made.element) list.insertBefore(made.element, list.children[n] ?? null);
    }
    if (list.contains(focused)) (focused as HTMLElement).focus(); // a tile that was put elsewhere has lost it
    for (const [id, { element: gone }] of tiles) {
      if (rows.some((row) => row.id === id)) continue;
      gone.remove();
      tiles.delete(id);
      asked.delete(id);
      if (!images.peek().some((facts) => facts.id === id)) put(id, "");
    }

    const { minimum, maximum, formats, max_bytes } = rule.peek();
    const why = closed();
    const many = maximum === 1 ? say("one") : say(minimum ? "from" : "most", { minimum, maximum });
    last.hidden = !why && rows.length >= maximum;
    plus.ariaDisabled = String(!!why);
    ways.hidden = !!why || rows.length > 0;
    write(hint, why || say("limit", { many, formats: formats.join(say("comma")), size: megabytes(max_bytes) }));

    const lines = new Set([...notes, ...shown().map((facts) => facts.problem), problem.peek()]);
    lines.delete("");
    for (const note of [...alerts.children]) if (!lines.delete(note.textContent ?? "")) note.remove();
    for (const text of lines) {
      const note = h("p", { class: "gw-wrong gw-note", role: "alert" }, h("span", {}, text));
      const name = { class: "gw-icon", "aria-label": say("dismiss") };
      if (notes.includes(text)) note.append(h("button", { type: "button", ...name }, icon(CROSS)));
      alerts.append(note);
    }
    if (!coming.files.size) look();
  }

  // Small pictures: the page's own file until the kernel's is here, for which nothing else has to wait.

  function put(id: string, url: string): void {
    const { [id]: old, ...rest } = thumbs.peek();
    if (old) URL.revokeObjectURL(old);
    if (old || url) thumbs.value = url ? { ...rest, [id]: url } : rest;
  }
  function look(): void {
    for (const { id } of images.peek()) {
      if (asked.has(id)) continue;
      asked.add(id);
      thumb(id).then(
        (url) => {
          if (!url) return;
          if (!asked.has(id) || life.aborted) return URL.revokeObjectURL(url);
          put(id, url);
          draw();
        },
        () => {},
      );
    }
  }
  const stop = effect(() => {
    images.value;
    rule.value;
    problem.value;
    draw();
  });
  const end = () => {
    stop();
    for (const id of Object.keys(thumbs.peek())) put(id, "");
  };
  life.addEventListener("abort", end, { once: true });

  // Dropped and pasted files. The host must not hear of them: JupyterLab would upload or open them.

  const take = (event: Event, data: DataTransfer | null) => {
    if (!data?.types.includes("Files")) return;
    event.preventDefault();
    event.stopPropagation();
    element.classList.toggle("gw-over", event.type === "dragover" && !closed());
    if (/drop|paste/.test(event.type)) void accept([...data.files]);
  };
  on(element, "dragover", (event) => take(event, event.dataTransfer));
  on(element, "drop", (event) => take(event, event.dataTransfer));
  on(element, "paste", (event) => take(event, event.clipboardData));
  on(element, "dragleave", (event) => {
    if (!element.contains(event.relatedTarget as Node | null)) element.classList.remove("gw-over");
  });

  return { element, accept: (files) => void accept(files), thumbs };
}
