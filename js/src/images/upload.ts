// One file to the kernel in chunks, four on their way at a time. Its other half is grokwidget/notebook/receiving.py, which
// has the protocol: keep the two in step.

/** Asks the kernel. Rejects with `KernelError` where the kernel says no, with something else where it doesn't answer. */
export type Send = <Result>(kind: string, body: object, buffers?: ArrayBuffer[]) => Promise<Result>;

export interface UploadOptions {
  /** The picture's id to be, and that of the picture whose place it takes ("" for none). */
  id: string;
  replace: string;
  /** Bytes that are sent at once. */
  chunk: number;
  send: Send;
  /** Ends it early: what is on its way then never settles. */
  life: AbortSignal;
  /** 0 to 1. */
  progress(done: number): void;
  /** Hears when the last chunk has set out: there is room for the next file. */
  free(): void;
}

const WINDOW = 4;

/** Sends all chunks; gives what ends it: a request whose answer says that the file is there, whole and right. */
export async function sendFile(file: File, options: UploadOptions): Promise<() => Promise<unknown>> {
  const { id, replace, chunk, send, life, progress, free } = options;
  const whole = await file.arrayBuffer();
  const size = whole.byteLength;
  // Only https and localhost may hash; elsewhere the kernel counts the bytes.
  const hash = crypto.subtle?.digest("SHA-256", whole);
  life.throwIfAborted();
  const { have } = await send<{ have: [number, number][] }>("image.begin", { id, replace, name: file.name, size });
  let next = 0;
  let done = 0;
  const lane = async () => {
    while (next < size) {
      life.throwIfAborted();
      const offset = next;
      next = Math.min(offset + chunk, size);
      const end = next;
      if (end === size) free();
      if (!have.some(([from, to]) => from <= offset && end <= to)) {
        await send("image.chunk", { id, offset }, [whole.slice(offset, end)]);
      }
      done += end - offset;
      progress(done / size);
    }
  };
  await Promise.all(Array.from({ length: WINDOW }, lane));
  return async () => {
    life.throwIfAborted();
    const sha256 = hash
      ? Array.from(new Uint8Array(await hash), (byte) => byte.toString(16).padStart(2, "0")).join("")
      : "";
    return send("image.end", { id, sha256 });
  };
}
