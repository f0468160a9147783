// Requests to the kernel: {id, kind, body} -> the same id with result or error, and binary buffers.
// Its other half is grokwidget/notebook/channel.py: keep the two in step.
import { listen, type Model } from "./model.js";

/** An answer: JSON, and the buffers that came with it. */
export interface Answer<Result = unknown> {
  result: Result;
  buffers: DataView[];
}

/** The kernel's own words for what went wrong with a request. */
export class KernelError extends Error {
  constructor(
    readonly type: string,
    message: string,
  ) {
    super(message);
  }
}

/** No answer within the time given: the kernel is busy, gone, or the connection is lost. */
export class NoAnswer extends Error {}

interface Waiting {
  resolve(answer: Answer): void;
  reject(error: Error): void;
}

/** Asks the kernel as long as the life lasts; what is still open then never settles, for nobody is left to hear it. */
export class Channel<Traits> {
  readonly #waiting = new Map<string, Waiting>();
  // Several views share one model, and each hears all answers: the ids of another view are not ours.
  readonly #mark = Math.random().toString(36).slice(2, 10);
  #count = 0;

  constructor(
    readonly model: Model<Traits>,
    readonly life: AbortSignal,
  ) {
    listen(model, "msg:custom", life, (content: unknown, buffers?: DataView[]) => this.#hear(content, buffers ?? []));
    life.addEventListener("abort", () => this.#waiting.clear(), { once: true });
  }

  /** Sends one request. `patience` in ms: without an answer by then it fails with `NoAnswer`; 0 waits for ever. */
  request<Result>(kind: string, body: object = {}, patience = 0, buffers: ArrayBuffer[] = []): Promise<Answer<Result>> {
    return new Promise((resolve, reject) => {
      if (this.life.aborted) return;
      this.#count += 1;
      const id = `${this.#mark}-${this.#count}`;
      const timer = patience > 0 ? setTimeout(() => settle(new NoAnswer(kind)), patience) : undefined;
      const stop = () => clearTimeout(timer);
      const settle = (given: Answer | Error) => {
        stop();
        this.life.removeEventListener("abort", stop);
        this.#waiting.delete(id);
        if (given instanceof Error) reject(given);
        else resolve(given as Answer<Result>);
      };
      this.life.addEventListener("abort", stop, { once: true });
      this.#waiting.set(id, { resolve: settle, reject: settle });
      this.model.send({ id, kind, body }, undefined, buffers);
    });
  }

  #hear(content: unknown, buffers: DataView[]): void {
    const { id, result, error } = (content ?? {}) as { id?: string; result?: unknown; error?: Record<string, string> };
    const waiting = this.#waiting.get(id ?? "");
    if (!waiting) return;
    if (error) waiting.reject(new KernelError(error.type ?? "", error.message ?? ""));
    else waiting.resolve({ result, buffers });
  }
}
