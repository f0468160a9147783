// A tray of images on the page, with a kernel behind it that puts together what comes, as notebook/tray.py does.
import { type Signal, signal } from "@preact/signals-core";
import { KernelError } from "../src/host/channel.js";
import { part, type Say } from "../src/host/words.js";
import { type ImageFacts, type ImageRule, type ImagesView, imagesView } from "../src/images/view.js";
import { wordsOf } from "./words.js";

export interface Asked {
  kind: string;
  body: Record<string, unknown>;
  bytes: Uint8Array<ArrayBuffer>;
  answer(result?: unknown): void;
  refuse(error: Error): void;
}

export const RULE: ImageRule = {
  minimum: 0,
  maximum: 7,
  formats: ["JPEG", "PNG", "WEBP"],
  max_bytes: 10 * 2 ** 20,
  reason: "",
};

export const sayIn = (lang: "en" | "zh"): Say => {
  const table = wordsOf("studio")[lang] ?? {};
  return part(
    (key, values = {}) =>
      (table[key] ?? `missing: ${key}`).replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? "??")),
    "images",
  );
};

export const facts = (id: string, more: Partial<ImageFacts> = {}): ImageFacts => {
  return { id, name: `${id}.png`, kind: "path", width: 64, height: 48, bytes: 100, problem: "", ...more };
};

export class Kernel {
  readonly images: Signal<ImageFacts[]>;
  readonly rule: Signal<ImageRule>;
  readonly problem = signal("");
  /** Everything that was asked, in order. */
  readonly asked: Asked[] = [];
  /** What is not answered yet. */
  readonly open: Asked[] = [];
  /** Whether to answer by itself; else the test does. */
  auto = true;
  /** The ids of which a small picture was asked, and what it is. */
  readonly looked: string[] = [];
  thumb: (id: string) => Promise<string> = async () => "";
  readonly #files = new Map<string, { name: string; replace: string; bytes: Uint8Array }>();

  constructor(images: ImageFacts[] = [], rule: Partial<ImageRule> = {}) {
    this.images = signal(images);
    this.rule = signal({ ...RULE, ...rule });
  }

  readonly send = <Result>(kind: string, body: object, buffers: ArrayBuffer[] = []): Promise<Result> =>
    new Promise((answer, refuse) => {
      const asked: Asked = {
        kind,
        body: body as Record<string, unknown>,
        bytes: new Uint8Array(buffers[0] ?? new ArrayBuffer()),
        answer: (result = this.does(asked)) => {
          this.open.splice(this.open.indexOf(asked), 1);
          answer(result as Result);
        },
        refuse: (error) => {
          this.open.splice(this.open.indexOf(asked), 1);
          refuse(error);
        },
      };
      this.asked.push(asked);
      this.open.push(asked);
      if (this.auto) queueMicrotask(() => this.open.includes(asked) && asked.answer());
    });

  kinds(): string[] {
    return this.asked.map(({ kind }) => kind.replace("image.", ""));
  }

  /** What the kernel makes of a request. */
  does({ kind, body, bytes }: Asked): unknown {
    const id = String(body.id);
    const now = this.images.value;
    if (kind === "image.begin") {
      const made = { name: String(body.name), replace: String(body.replace), bytes: new Uint8Array(Number(body.size)) };
      this.#files.set(id, made);
      return { have: [] };
    }
    if (kind === "image.chunk") this.#files.get(id)?.bytes.set(bytes, Number(body.offset));
    if (kind === "image.end") {
      const file = this.#files.get(id);
      if (!file) throw new Error("no such upload");
      const made = facts(id, { name: file.name, bytes: file.bytes.length });
      const at = now.findIndex((one) => one.id === file.replace);
      this.images.value = at < 0 ? [...now, made] : now.map((one, n) => (n === at ? made : one));
    }
    if (kind === "image.remove") this.images.value = now.filter((one) => one.id !== id);
    if (kind === "image.move") {
      const rest = now.filter((one) => one.id !== id);
      rest.splice(Number(body.to), 0, ...now.filter((one) => one.id === id));
      this.images.value = rest;
    }
    return {};
  }

  bytesOf(id: string): Uint8Array | undefined {
    return this.#files.get(id)?.bytes;
  }
}

export interface Shown extends ImagesView {
  end(): void;
}

let lives: AbortController[] = [];

/** Mounts a tray. `chunk` is small, so that small files have many. */
export function show(kernel: Kernel, { lang = "en", chunk = 4 }: { lang?: "en" | "zh"; chunk?: number } = {}): Shown {
  const life = new AbortController();
  lives.push(life);
  const { images, rule, problem, send } = kernel;
  const thumb = (id: string) => {
    kernel.looked.push(id);
    return kernel.thumb(id);
  };
  const view = imagesView({ say: sayIn(lang), images, rule, chunk, send, thumb, problem, life: life.signal });
  const root = document.body.appendChild(document.createElement("main"));
  root.className = "gw-root";
  root.append(view.element);
  return { ...view, end: () => life.abort() };
}

export function endAll(): void {
  for (const life of lives) life.abort();
  lives = [];
}

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** A file that begins like a PNG and has so many bytes, each another. */
export function png(name: string, size = 10): File {
  const bytes = Uint8Array.from({ length: size }, (_, n) => PNG[n] ?? n % 251);
  return new File([bytes], name, { type: "image/png" });
}

export const refusal = (text: string) => new KernelError("InvalidImage", text);
