import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Channel, KernelError } from "../src/host/channel.js";
import { fetchSource, type Hopes, Torn } from "../src/media/source.js";
import { FakeModel } from "./fake-model.js";
import { CHUNK, filmBytes, jupyter, serve } from "./kernel.js";

const ROUTE = "videos/clip%20%E7%8B%90.mp4"; // "clip 狐.mp4"

let model: FakeModel<object>;
let life: AbortController;
let leave = () => {};
const get = (hopes?: Hopes, file?: string) => fetchSource(new Channel(model, life.signal), life.signal, hopes, file);
const kinds = () => model.sent.map(({ kind }) => kind);

beforeEach(() => {
  model = new FakeModel({});
  life = new AbortController();
});
afterEach(() => {
  life.abort();
  leave();
  leave = () => {};
  vi.restoreAllMocks();
  vi.useRealTimers();
});

describe("the server's URL", () => {
  test("is taken where it gives ranges of this very file, and no chunk is asked for", async () => {
    leave = jupyter();
    await serve(model, { routes: [ROUTE] });
    expect(await get()).toEqual({ url: `/hub/files/${ROUTE}`, via: "files" });
    expect(kinds()).toEqual(["open"]);
  });

  test("is named while it is still being checked, where the server's root leaves only one", async () => {
    leave = jupyter();
    await serve(model, { routes: ["missing.mp4"] });
    const likely = vi.fn();
    expect((await get({ likely })).via).toBe("chunks");
    expect(likely.mock.calls).toEqual([["/hub/files/missing.mp4"]]);
  });

  test("is not named before it is checked where there are several", async () => {
    leave = jupyter();
    await serve(model, { routes: ["missing.mp4", ROUTE] });
    const likely = vi.fn();
    await get({ likely });
    expect(likely).not.toHaveBeenCalled();
  });

  test.each([
    ["file:///srv/my%20notes", "/srv/my notes"],
    ["file:///C:/notes", "C:/notes"],
    ["https://elsewhere.example/notes", null],
    [undefined, null],
  ])("Notebook 7's word for its root is understood: %s", async (rootUri, server_root) => {
    leave = jupyter({ baseUrl: "/", rootUri });
    await serve(model);
    await get();
    expect(model.sent[0]?.body).toEqual({ file: "", server_root });
  });

  test("the kernel is told the server's root", async () => {
    leave = jupyter();
    await serve(model, { routes: [ROUTE] });
    await get(undefined, "clip-7");
    expect(model.sent[0]?.body).toEqual({ file: "clip-7", server_root: "/srv/notebooks" });
  });

  test.each([
    ["another file of the same length", "other.mp4"],
    ["a server without ranges", "norange/clip%20%E7%8B%90.mp4"],
    ["nothing", "missing.mp4"],
  ])("is not taken where it leads to %s: the next route is", async (_, wrong) => {
    leave = jupyter();
    await serve(model, { routes: [wrong, ROUTE] });
    expect(await get()).toEqual({ url: `/hub/files/${ROUTE}`, via: "files" });
  });

  test("is not taken where no route leads there: chunks come", async () => {
    leave = jupyter();
    await serve(model, { routes: ["missing.mp4"] });
    expect((await get()).via).toBe("chunks");
  });

  test.each([
    ["there is no such page", undefined],
    ["the server has another origin", { baseUrl: "https://elsewhere.example/" }],
  ])("is not asked for where %s", async (_, config) => {
    if (config) leave = jupyter(config);
    const asked = vi.spyOn(window, "fetch");
    await serve(model, { routes: [ROUTE] });
    asked.mockClear();
    expect((await get()).via).toBe("chunks");
    expect(asked).not.toHaveBeenCalled();
  });
});

describe("chunks", () => {
  const noise = (length: number) => Uint8Array.from({ length }, (_, index) => (index * 31 + (index >> 12)) & 255);

  test("make the very file, also when they come in another order", async () => {
    const data = noise(6 * CHUNK + 12345);
    const held: (() => void)[] = [];
    await serve(model, { data, hold: (kind, answer) => (kind === "open" ? answer() : held.push(answer)) });
    const whole = get();
    await vi.waitFor(() => expect(held).toHaveLength(4)); // the window: no more than four are under way
    while (held.length) {
      held.pop()?.();
      await Promise.resolve();
      await new Promise((next) => setTimeout(next));
    }
    const { url } = await whole;
    const got = new Uint8Array(await (await fetch(url)).arrayBuffer());
    expect(got.length).toBe(data.length);
    expect(got.every((byte, index) => byte === data[index])).toBe(true);
  });

  test("are as large as the kernel says that the host's line takes", async () => {
    await serve(model, { data: noise(3000), chunk: 1024 });
    await get();
    const asked = model.sent.filter(({ kind }) => kind === "chunk").map(({ body }) => body as { length: number });
    expect(asked.map(({ length }) => length)).toEqual([1024, 1024, 952]);
  });

  test("tell how far they are", async () => {
    await serve(model, { data: noise(2 * CHUNK + 1) });
    const seen: number[][] = [];
    await get({ progress: (bytes, whole) => seen.push([bytes, whole]) });
    expect(seen[0]).toEqual([0, 2 * CHUNK + 1]);
    expect(seen.at(-1)).toEqual([2 * CHUNK + 1, 2 * CHUNK + 1]);
  });

  test("a Blob URL has the file's media type and dies with its view", async () => {
    await serve(model);
    const { url } = await get();
    expect((await (await fetch(url)).blob()).type).toBe("video/mp4");
    life.abort();
    await expect(fetch(url)).rejects.toThrow();
  });

  test("a view that ended while they came makes no Blob URL", async () => {
    const held: (() => void)[] = [];
    await serve(model, { hold: (kind, answer) => (kind === "open" ? answer() : held.push(answer)) });
    const made = vi.spyOn(URL, "createObjectURL");
    void get();
    await vi.waitFor(() => expect(held).toHaveLength(1));
    life.abort();
    held[0]?.();
    await new Promise((next) => setTimeout(next));
    expect(made).not.toHaveBeenCalled();
  });

  test("a short chunk is no file", async () => {
    const data = await filmBytes();
    model.kernel = ({ id, kind }) => {
      const opened = { size: data.length, mime: "video/mp4", head: "", token: "t", routes: [], chunk: CHUNK };
      queueMicrotask(() =>
        model.answer(id, kind === "open" ? opened : {}, kind === "open" ? [] : [new DataView(data.buffer, 0, 9)]),
      );
    };
    await expect(get()).rejects.toBeInstanceOf(Torn);
  });

  test("the kernel's own words come through", async () => {
    model.kernel = ({ id }) => queueMicrotask(() => model.refuse(id, "It was moved.", "MediaError"));
    await expect(get()).rejects.toEqual(expect.objectContaining({ message: "It was moved.", type: "MediaError" }));
    await expect(get()).rejects.toBeInstanceOf(KernelError);
  });

  test("a lost request is asked again, and the silence is told and taken back", async () => {
    await serve(model);
    const answering = model.kernel;
    model.kernel = () => {}; // lost
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const silence: boolean[] = [];
    const source = get({ silent: (silent) => silence.push(silent) });
    await vi.advanceTimersByTimeAsync(4900);
    expect(silence).toEqual([]);
    model.kernel = answering;
    await vi.advanceTimersByTimeAsync(200);
    expect((await source).via).toBe("chunks");
    expect(silence).toEqual([true, false]);
  });
});
