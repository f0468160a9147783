// Asking again and again where a page hears no thread of the kernel.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Channel } from "../src/host/channel.js";
import { pull } from "../src/host/pull.js";
import { FakeModel } from "./fake-model.js";

let life: AbortController;
let model: FakeModel<object>;
const heard = vi.fn();

beforeEach(() => {
  vi.useFakeTimers();
  heard.mockReset();
  life = new AbortController();
  model = new FakeModel({});
  pull(1000, life.signal, new Channel(model, life.signal), "state", heard);
});
afterEach(() => {
  life.abort();
  vi.useRealTimers();
});

test("the next question comes a while after each answer, and what is answered is heard", async () => {
  await vi.advanceTimersByTimeAsync(1000);
  expect(model.sent.map(({ kind }) => kind)).toEqual(["state"]);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(model.sent).toHaveLength(1);
  model.answer(model.sent[0]?.id ?? "", { progress: 30 });
  await vi.advanceTimersByTimeAsync(1000);
  expect(heard.mock.calls).toEqual([[{ progress: 30 }]]);
  expect(model.sent).toHaveLength(2);
});

test("a question that was lost doesn't end the asking", async () => {
  await vi.advanceTimersByTimeAsync(1000 + 30_000);
  expect(model.sent).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1000);
  expect(model.sent).toHaveLength(2);
  model.refuse(model.sent[1]?.id ?? "", "no");
  await vi.advanceTimersByTimeAsync(1000);
  expect(model.sent).toHaveLength(3);
  expect(heard).not.toHaveBeenCalled();
});

test("with the view it ends, whether a question is open or due", async () => {
  await vi.advanceTimersByTimeAsync(1000);
  life.abort();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(model.sent).toHaveLength(1);
  expect(vi.getTimerCount()).toBe(0);
});
