// Requests to the kernel: answered, refused, silent, sent again.
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Channel, KernelError, NoAnswer, toldBy } from "../src/host/channel.js";
import { FakeModel } from "./fake-model.js";

let life: AbortController;
let model: FakeModel<object>;
let channel: Channel<object>;

beforeEach(() => {
  vi.useFakeTimers();
  life = new AbortController();
  model = new FakeModel({});
  channel = new Channel(model, life.signal);
});
afterEach(() => {
  life.abort();
  vi.useRealTimers();
});

const id = (place = 0) => model.sent[place]?.id ?? "";
/** What became of a promise so far: "open", or what it has. */
async function now(promise: Promise<unknown>): Promise<unknown> {
  let has: unknown = "open";
  promise.then(
    (answer) => {
      has = answer;
    },
    (error) => {
      has = error;
    },
  );
  await vi.advanceTimersByTimeAsync(0);
  return has;
}

describe("a request", () => {
  test("has a name of its own, a kind and a body, and gets what is answered to that name", async () => {
    const first = channel.request("open", { file: "a" });
    const second = channel.request("close");
    expect(model.sent).toEqual([
      { id: id(0), kind: "open", body: { file: "a" } },
      { id: id(1), kind: "close", body: {} },
    ]);
    expect(id(0)).not.toBe(id(1));
    const bytes = [new DataView(new ArrayBuffer(2))];
    model.answer(id(1), { ok: 2 }, bytes);
    model.answer(id(0), { ok: 1 });
    expect(await now(second)).toEqual({ result: { ok: 2 }, buffers: bytes });
    expect(await now(first)).toEqual({ result: { ok: 1 }, buffers: [] });
  });

  test("of another view of the same model has another name", () => {
    const other = new Channel(model, life.signal);
    void channel.request("open");
    void other.request("open");
    expect(id(0)).not.toBe(id(1));
  });

  test("that is refused fails with the kernel's words, their kind and their field", async () => {
    const asked = [channel.request("set"), channel.request("set")];
    model.refuse(id(0), "Too long.", "InvalidRequest", "prompt");
    model.refuse(id(1), "");
    const [error, other] = (await Promise.all(asked.map(now))) as KernelError[];
    expect(error).toBeInstanceOf(KernelError);
    expect(error).toMatchObject({ name: "KernelError", type: "InvalidRequest", message: "Too long.", field: "prompt" });
    expect(other).toMatchObject({ type: "Error", message: "", field: "" });
  });

  test("waits for ever where no patience is given", async () => {
    const asked = channel.request("open");
    expect(vi.getTimerCount()).toBe(0);
    await vi.advanceTimersByTimeAsync(10 ** 7);
    expect(await now(asked)).toBe("open");
    expect(model.sent).toHaveLength(1);
  });

  test("fails when its patience is at an end, is not sent again, and a late answer changes nothing", async () => {
    const asked = channel.request("ping", {}, 2500);
    asked.catch(() => {});
    await vi.advanceTimersByTimeAsync(2499);
    expect(await now(asked)).toBe("open");
    await vi.advanceTimersByTimeAsync(1);
    const error = await now(asked);
    expect(error).toBeInstanceOf(NoAnswer);
    expect(error).toMatchObject({ name: "NoAnswer", message: "ping" });
    model.answer(id(), {});
    await vi.advanceTimersByTimeAsync(10_000);
    expect(model.sent).toHaveLength(1);
  });

  test("that is answered in time leaves no timer", async () => {
    const asked = channel.request("ping", {}, 2500);
    model.answer(id(), 7);
    expect(await now(asked)).toMatchObject({ result: 7 });
    expect(vi.getTimerCount()).toBe(0);
  });

  test.each([
    ["nothing", undefined],
    ["null", null],
    ["no name", { result: 1 }],
    ["another's name", { id: "other-1", result: 1 }],
  ])("is not answered by a message with %s", async (_, content) => {
    const asked = channel.request("open");
    model.hears(content);
    expect(await now(asked)).toBe("open");
  });

  test("an error that says nothing of itself is an error all the same", async () => {
    const asked = channel.request("open");
    model.hears({ id: id(), error: {} });
    expect(await now(asked)).toMatchObject({ name: "KernelError", type: "", message: "", field: "" });
  });

  describe("of a host that throws, for it has no kernel", () => {
    beforeEach(() => {
      model.send = () => {
        throw new Error("the comm is closed");
      };
    });

    test("fails at once where it would wait for ever", async () => {
      expect(await now(channel.request("open"))).toMatchObject({ message: "the comm is closed" });
    });

    test("fails after its patience, as without an answer", async () => {
      const asked = channel.request("ping", {}, 1000);
      asked.catch(() => {});
      expect(await now(asked)).toBe("open");
      await vi.advanceTimersByTimeAsync(1000);
      expect(await now(asked)).toBeInstanceOf(NoAnswer);
    });

    test("is sent again when it insists, and done when there is a kernel", async () => {
      const asked = channel.insist("set", {}, [], () => {}, 1000);
      expect(await now(asked)).toBe("open");
      model.send = FakeModel.prototype.send;
      await vi.advanceTimersByTimeAsync(1000);
      model.answer(id(), "done");
      expect(await now(asked)).toMatchObject({ result: "done" });
    });
  });

  test("ends with the life: nothing settles, no timer is left, and nothing more is sent", async () => {
    const asked = channel.request("open", {}, 1000);
    life.abort();
    expect(vi.getTimerCount()).toBe(0);
    expect(model.listeners).toBe(0);
    model.answer(id(), {});
    await vi.advanceTimersByTimeAsync(5000);
    expect(await now(asked)).toBe("open");
    expect(await now(channel.request("open", {}, 1000))).toBe("open");
    expect(model.sent).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("a request that insists", () => {
  const heard = vi.fn();
  beforeEach(() => heard.mockReset());

  test("is sent again with everything, under the same name, ever more rarely", async () => {
    const bytes = [new ArrayBuffer(3)];
    const buffers: unknown[] = [];
    model.send = (content: unknown, _?: unknown, given?: unknown) => {
      model.sent.push(content as never);
      buffers.push(given);
    };
    void channel.insist("chunk", { offset: 1 }, bytes, heard, 10_000);
    const times = [0];
    for (let second = 1; second <= 300; second++) {
      await vi.advanceTimersByTimeAsync(1000);
      if (model.sent.length > times.length) times.push(second);
    }
    // After 10, 20 and 40 seconds, then every 60.
    expect(times).toEqual([0, 10, 30, 70, 130, 190, 250]);
    expect(new Set(model.sent.map((each) => JSON.stringify(each))).size).toBe(1);
    expect(model.sent[6]).toEqual({ id: id(), kind: "chunk", body: { offset: 1 } });
    expect(buffers.every((each) => each === bytes)).toBe(true);
  });

  test("is sent again after four seconds where nothing else is said", async () => {
    void channel.insist("set", {}, [], heard);
    await vi.advanceTimersByTimeAsync(3999);
    expect(model.sent).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(model.sent).toHaveLength(2);
  });

  test("tells of the silence each time, and once of its end", async () => {
    const asked = channel.insist("set", {}, [], heard, 1000);
    await vi.advanceTimersByTimeAsync(3000);
    expect(heard.mock.calls).toEqual([[true], [true]]);
    model.answer(id(), "done");
    expect(await now(asked)).toMatchObject({ result: "done" });
    expect(heard.mock.calls).toEqual([[true], [true], [false]]);
    await vi.advanceTimersByTimeAsync(100_000);
    expect(model.sent).toHaveLength(3);
  });

  test("tells of the end of the silence also when it is refused", async () => {
    const asked = channel.insist("set", {}, [], heard, 1000);
    await vi.advanceTimersByTimeAsync(1000);
    model.refuse(id(), "No.");
    expect(await now(asked)).toMatchObject({ message: "No." });
    expect(heard.mock.calls).toEqual([[true], [false]]);
  });

  test.each(["answered", "refused"])("that is %s in time tells of nothing", async (how) => {
    const asked = channel.insist("set", {}, [], heard, 1000);
    if (how === "answered") model.answer(id(), {});
    else model.refuse(id(), "No.");
    await now(asked);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(heard).not.toHaveBeenCalled();
    expect(model.sent).toHaveLength(1);
  });

  test("ends with the life", async () => {
    void channel.insist("set", {}, [], heard, 1000);
    await vi.advanceTimersByTimeAsync(1000);
    life.abort();
    await vi.advanceTimersByTimeAsync(100_000);
    expect(model.sent).toHaveLength(2);
    expect(heard).toHaveBeenCalledTimes(1);
  });
});

describe("what went wrong, in words", () => {
  test("is the kernel's sentence, or whatever else there is", () => {
    expect(toldBy(new KernelError("X", "The file is gone."))).toBe("The file is gone.");
    // From another bundle: another class of the same name.
    expect(toldBy(Object.assign(new Error("The file is gone."), { name: "KernelError" }))).toBe("The file is gone.");
    expect(toldBy(new TypeError("x is not a function"))).toBe("TypeError: x is not a function");
    expect(toldBy("a word")).toBe("a word");
  });
});
