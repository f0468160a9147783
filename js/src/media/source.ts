// Where a video's bytes come from: the Jupyter server's /files/ URL where that leads to this very file (seekable, nothing
// passes the kernel), else chunks by custom messages into a Blob. Its other half is grokwidget/notebook/delivery.py.
import type { Asks } from "../host/channel.js";
import { jupyterSite } from "../host/site.js";

/** Something a <video> can play, and how it was got. */
export interface Source {
  url: string;
  via: "files" | "chunks";
}

/** What is heard while a source is on its way. */
export interface Hopes {
  /** A URL that is as good as certain: worth loading while it is still being checked. */
  likely?(url: string): void;
  /** Bytes that have come, of all. */
  progress?(bytes: number, whole: number): void;
  /** The kernel doesn't answer for now (true), or does again (false): it may be busy with a cell. */
  silent?(silent: boolean): void;
}

interface Opened {
  size: number;
  mime: string;
  head: string;
  token: string;
  routes: string[];
  /** Bytes to ask for at once: what the host's line takes. */
  chunk: number;
}

const WINDOW = 4;
const HEAD = 64;
/** After so many ms we say that the kernel is silent, and ask again, ever more rarely: asking twice does no harm. */
const PATIENCE = 5000;

/** The file changed between two chunks, or a chunk came short. */
export class Torn extends Error {
  override name = "Torn";
}

/** Gets one file. A Blob URL lives as long as `life`. `file` names it where the kernel has several. */
export async function fetchSource(channel: Asks, life: AbortSignal, hopes: Hopes = {}, file = ""): Promise<Source> {
  const site = jupyterSite();
  const { result: opened } = await ask<Opened>(channel, "open", { file, server_root: site?.root ?? null }, hopes);
  for (const route of site ? opened.routes : []) {
    const url = `${site?.base}files/${route}`;
    if (site?.root && opened.routes.length === 1) hopes.likely?.(url);
    if (await leadsTo(url, opened, life)) return { url, via: "files" };
  }
  const blob = await gather(channel, opened, file, hopes);
  life.throwIfAborted();
  const url = URL.createObjectURL(blob);
  life.addEventListener("abort", () => URL.revokeObjectURL(url), { once: true });
  return { url, via: "chunks" };
}

/** Whether a URL gives ranges, and of this very file: same length, same first bytes. */
async function leadsTo(url: string, { size, head }: Opened, life: AbortSignal): Promise<boolean> {
  try {
    const reply = await fetch(url, { headers: { Range: `bytes=0-${HEAD - 1}` }, signal: life });
    const whole = Number(reply.headers.get("Content-Range")?.split("/")[1]);
    if (reply.status !== 206 || whole !== size) {
      await reply.body?.cancel();
      return false;
    }
    const bytes = new Uint8Array(await reply.arrayBuffer());
    return hex(bytes) === head;
  } catch {
    life.throwIfAborted();
    return false;
  }
}

async function gather(channel: Asks, opened: Opened, file: string, hopes: Hopes): Promise<Blob> {
  const { size, token, mime, chunk } = opened;
  const parts: BlobPart[] = new Array(Math.ceil(size / chunk));
  let next = 0;
  let come = 0;
  hopes.progress?.(0, size);
  const lane = async () => {
    while (next < parts.length) {
      const index = next++;
      const offset = index * chunk;
      const length = Math.min(chunk, size - offset);
      const { buffers } = await ask(channel, "chunk", { file, token, offset, length }, hopes);
      const part = buffers[0];
      if (part?.byteLength !== length) {
        next = parts.length;
        throw new Torn();
      }
      parts[index] = part as BlobPart;
      come += length;
      hopes.progress?.(come, size);
    }
  };
  await Promise.all(Array.from({ length: Math.min(WINDOW, parts.length) }, lane));
  return new Blob(parts, { type: mime });
}

/** Asks until there is an answer: messages get lost when a connection breaks, and a busy kernel answers late. */
const ask = <Result>(channel: Asks, kind: string, body: object, { silent }: Hopes) =>
  channel.insist<Result>(kind, body, [], (quiet) => silent?.(quiet), PATIENCE);

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
