// The kernel's half of a delivery, over the test film: what grokwidget/notebook/delivery.py does.

import type { FakeModel } from "./fake-model.js";
import film from "./fixtures/frames.mp4?url";

/** Bytes of a chunk, unless told. */
export const CHUNK = 1 << 20;

let bytes: Promise<Uint8Array> | undefined;

export function filmBytes(): Promise<Uint8Array> {
  bytes ??= fetch(film).then(async (reply) => new Uint8Array(await reply.arrayBuffer()));
  return bytes;
}

export interface KernelOptions {
  routes?: string[];
  /** Bytes of a chunk. */
  chunk?: number;
  /** What is sent instead of the film. */
  data?: Uint8Array;
  /** Holds answers back: called with the kind of a request and a function that answers it. */
  hold?(kind: string, answer: () => void): void;
  /** Stills by kind, as image/gif; none where there is none. */
  stills?: Record<string, Uint8Array>;
  /** What is said of the clip. */
  about?: object;
}

/** Lets the model's kernel serve the film. */
export async function serve<Traits extends object>(
  model: FakeModel<Traits>,
  options: KernelOptions = {},
): Promise<void> {
  const data = options.data ?? (await filmBytes());
  const hold = options.hold ?? ((_, answer) => queueMicrotask(answer));
  const head = Array.from(data.slice(0, 64), (byte) => byte.toString(16).padStart(2, "0")).join("");
  model.kernel = ({ id, kind, body }) => {
    if (kind === "open") {
      const opened = {
        size: data.length,
        mime: "video/mp4",
        head,
        token: "t1",
        routes: options.routes ?? [],
        chunk: options.chunk ?? CHUNK,
      };
      hold(kind, () => model.answer(id, opened));
    } else if (kind === "still") {
      const still = options.stills?.[(body as { kind: string }).kind];
      hold(kind, () => model.answer(id, { mime: "image/gif" }, still ? [new DataView(still.buffer)] : []));
    } else if (kind === "about") {
      hold(kind, () => model.answer(id, options.about));
    } else {
      const { offset, length } = body as { offset: number; length: number };
      // As hosts do: a view into a larger message.
      const message = new Uint8Array(length + 8);
      message.set(data.subarray(offset, offset + length), 8);
      hold(kind, () => model.answer(id, { offset }, [new DataView(message.buffer, 8)]));
    }
  };
}

/** Puts what a page of JupyterLab says of its server into the document; gives a function that takes it out. */
export function jupyter(config: object = { baseUrl: "/hub/", serverRoot: "/srv/notebooks" }): () => void {
  const script = document.createElement("script");
  script.type = "application/json";
  script.id = "jupyter-config-data";
  script.textContent = JSON.stringify(config);
  document.body.append(script);
  return () => script.remove();
}
