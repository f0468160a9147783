// What a widget needs of its host: traits as signals, lives, words.
import { effect } from "@preact/signals-core";
import { afterEach, describe, expect, test, vi } from "vitest";
import { follow, lifeOf, listen } from "../src/host/model.js";
import { traitOf, traitSignal } from "../src/host/traits.js";
import { languageOf, part, sayer, speaker, type WordTraits } from "../src/host/words.js";
import { FakeModel } from "./fake-model.js";

let life = new AbortController();
afterEach(() => {
  life.abort();
  life = new AbortController();
  vi.restoreAllMocks();
});

interface Traits {
  speed: number;
  loop: boolean;
}
const fake = () => new FakeModel<Traits>({ speed: 1, loop: false });

describe("a life", () => {
  test("ends with the host's signal, or by itself, or is over when the signal is", () => {
    const host = new AbortController();
    const [first, second] = [lifeOf(host.signal), lifeOf(host.signal)];
    second.abort();
    expect(first.signal.aborted).toBe(false);
    expect(host.signal.aborted).toBe(false);
    host.abort();
    expect(first.signal.aborted).toBe(true);
    expect(lifeOf(host.signal).signal.aborted).toBe(true);
    expect(lifeOf(undefined).signal.aborted).toBe(false);
  });

  test("ends what listens, and nothing listens after it", () => {
    const model = fake();
    const heard = vi.fn();
    listen(model, "change:speed", life.signal, heard);
    model.fromPython("speed", 2);
    life.abort();
    model.fromPython("speed", 3);
    listen(model, "change:speed", life.signal, heard);
    expect(model.listeners).toBe(0);
    expect(heard).toHaveBeenCalledTimes(1);
  });

  test("what follows traits is called at once, and with each of them", () => {
    const model = fake();
    const heard = vi.fn();
    follow(model, ["speed", "loop"], life.signal, heard);
    expect(heard).toHaveBeenCalledTimes(1);
    model.fromPython("speed", 2);
    model.fromPython("loop", true);
    expect(heard).toHaveBeenCalledTimes(3);
  });
});

describe("a trait that is followed", () => {
  test("is a signal, and goes on to the end of the life", () => {
    const model = fake();
    const speed = traitOf<Traits, "speed">(model, "speed", life.signal);
    const seen: number[] = [];
    const stop = effect(() => void seen.push(speed.value));
    model.fromPython("speed", 2);
    model.fromPython("loop", true);
    model.set("speed", 3);
    life.abort();
    model.fromPython("speed", 4);
    stop();
    expect(seen).toEqual([1, 2, 3]);
    expect(model.saved).toEqual([]);
    expect(model.listeners).toBe(0);
  });
});

describe("a trait that is written", () => {
  test("tells Python what the page sets, and nothing that Python said", () => {
    const model = fake();
    const speed = traitSignal<Traits, "speed">(model, "speed", life.signal);
    expect(model.saved).toEqual([]);
    model.fromPython("speed", 2);
    expect(speed.value).toBe(2);
    expect(model.saved).toEqual([]);
    speed.value = 3;
    expect(model.get("speed")).toBe(3);
    expect(model.saved).toEqual([{ speed: 3 }]);
    life.abort();
    speed.value = 4;
    expect(model.get("speed")).toBe(3);
    expect(model.listeners).toBe(0);
  });
});

describe("words", () => {
  const words: WordTraits = {
    lang: "en",
    _words: { en: { "job.left": "about {time} left, {time}" }, zh: { "job.left": "约剩 {time}" } },
  };

  test("are those of the language, filled in as text; an unknown one is its own key", () => {
    const say = speaker(new FakeModel(words));
    expect(say("job.left", { time: 0 })).toBe("about 0 left, 0");
    expect(say("job.left", { other: 1 })).toBe("about  left, ");
    expect(say("job.left")).toBe("about  left, ");
    expect(say("none")).toBe("none");
    expect(sayer()("none")).toBe("none");
    expect(sayer({ a: "{x}" })("a", { x: "{y} $& <b>" })).toBe("{y} $& <b>");
    expect(speaker(new FakeModel({ ...words, lang: "zh" }))("job.left", { time: "1" })).toBe("约剩 1");
  });

  test("of a part have its name before them", () => {
    const say = part(sayer(words._words.en), "job");
    expect(say("left", { time: 2 })).toBe("about 2 left, 2");
    expect(say("none")).toBe("job.none");
  });

  test.each([
    ["en", "zh-CN", "en"],
    ["zh", "en-GB", "zh"],
    ["ZH-tw", "en-GB", "zh"],
    ["fr", "zh-CN", "en"],
    ["auto", "zh-CN", "zh"],
    ["auto", "ZH", "zh"],
    ["auto", "de-DE", "en"],
    ["auto", "en-zh", "en"],
  ])("lang %j in a browser that reads %j is %j", (lang, browser, told) => {
    vi.spyOn(navigator, "language", "get").mockReturnValue(browser);
    expect(languageOf(new FakeModel({ ...words, lang }))).toBe(told);
  });
});
