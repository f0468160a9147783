// Files on their way into the tray: what is wrong with them, how far they have come. The next one's chunks set out when
// the last one's have, so that the line is never empty; they end in order, so that they come to lie as they were given.
import { KernelError } from "../host/channel.js";
import type { Say } from "../host/words.js";
import { reasonAgainst } from "./sniff.js";
import { type Send, sendFile } from "./upload.js";

export interface Coming {
  id: string;
  file: File;
  /** The picture whose place it takes, "" for none. */
  replace: string;
  /** 0 to 1. */
  done: number;
  stuck: boolean;
  end: AbortController;
}

export interface IncomingOptions {
  say: Say;
  chunk: number;
  send: Send;
  life: AbortSignal;
  /** How many more fit, how many fit at all, and how many bytes each may have. */
  room(): { left: number; maximum: number; most: number };
  /** Says what went wrong. */
  tell(text: string): void;
  changed(): void;
}

const NAMED = 3;

export function incoming({ say, chunk, send, life, room, tell, changed }: IncomingOptions) {
  const files = new Map<string, Coming>();
  let line: Promise<void> = Promise.resolve();
  let ends = Promise.resolve();

  const named = (given: File[]) => {
    const count = given.length - NAMED;
    const names = given.slice(0, NAMED).map(({ name }) => name);
    return names.join(say("comma")) + (count > 0 ? say("more", { count }) : "");
  };

  const go = (one: Coming) => {
    const { id, file, replace, end } = one;
    const leave = () => {
      files.delete(id);
      changed();
    };
    const failed = (error: unknown) => {
      if (end.signal.aborted) return;
      one.stuck = !(error instanceof KernelError);
      if (!one.stuck) files.delete(id);
      tell(explained(error, say("lost", { name: file.name })));
    };
    const progress = (done: number) => {
      one.done = done;
      changed();
    };
    const before = line;
    let free = () => {};
    line = new Promise((done) => {
      free = done;
    });
    const options = { id, replace, chunk, send, life: end.signal, progress, free };
    const sent = before.then(() => sendFile(file, options));
    sent.catch(failed).finally(free);
    ends = ends
      .then(() => sent)
      .then(
        (finish) => finish().then(leave, failed),
        () => {},
      );
  };

  return {
    files,
    /** Takes what fits and can be read, and says why the rest isn't; gives what was taken. */
    async accept(given: File[], replace: string): Promise<Coming[]> {
      const found = await Promise.all(given.map((file) => reasonAgainst(file, room().most)));
      if (life.aborted) return [];
      for (const reason of new Set(found)) {
        const names = named(given.filter((_, n) => found[n] === reason));
        const size = megabytes(room().most);
        if (reason === "empty") tell(say("empty", { names }));
        if (reason === "large") tell(say("large", { names, size }));
        if (reason === "pdf") tell(say("pdf", { names }));
        if (reason === "svg") tell(say("svg", { names }));
        if (reason === "heic") tell(say("heic", { names }));
        if (reason === "video") tell(say("video", { names }));
        if (reason === "other") tell(say("other", { names }));
        if (reason === "unreadable") tell(say("unreadable", { names }));
      }
      const good = given.filter((_, n) => !found[n]);
      const { left, maximum } = room();
      const fit = replace ? 1 : Math.max(0, left);
      if (good.length > fit) tell(say("full", { maximum, names: named(good.slice(fit)) }));
      const taken = good.slice(0, fit).map((file): Coming => {
        const id = crypto.getRandomValues(new Uint32Array(2)).join("-");
        return { id, file, replace, done: 0, stuck: false, end: new AbortController() };
      });
      for (const one of taken) {
        life.addEventListener("abort", () => one.end.abort(), { once: true, signal: one.end.signal });
        files.set(one.id, one);
        go(one);
      }
      return taken;
    },
    again(one: Coming): void {
      one.stuck = false;
      go(one);
    },
    drop(one: Coming): void {
      one.end.abort();
      files.delete(one.id);
      send("image.drop", { id: one.id }).catch(() => {}); // the kernel gives up what is stale by itself
    },
  };
}

/** The kernel's own words, or others where it didn't answer. */
export function explained(error: unknown, otherwise: string): string {
  return error instanceof KernelError ? error.message : otherwise;
}

export function megabytes(bytes: number): string {
  return String(Number((bytes / 2 ** 20).toFixed(1)));
}
