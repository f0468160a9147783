import { afterEach, vi } from "vitest";
import { page } from "vitest/browser";
import type { Difference } from "../src/compare/table.js";
import css from "../src/compare.css?inline";
import widget, { type CompareTraits } from "../src/compare.js";
import type { ClipFacts } from "../src/player/facts.js";
import { FakeModel } from "./fake-model.js";
import { filmBytes } from "./kernel.js";
import { frames, mount, stage, until } from "./page.js";
import { wordsOf } from "./words.js";

export const FPS = 12;
export const GIF = Uint8Array.from(atob("R0lGODlhAQABAAAAACw="), (letter) => letter.charCodeAt(0));
export const DIFFERENCES: Difference[] = [
  {
    name: "prompt",
    field: "prompt",
    values: [
      [
        { text: "a ", changed: false },
        { text: "red", changed: true },
        { text: " fox", changed: false },
      ],
      [
        { text: "a ", changed: false },
        { text: "<b>white</b>", changed: true },
        { text: " fox", changed: false },
      ],
    ],
  },
  { name: "duration", field: "duration", values: [[{ text: "2 s", changed: true }], [{ text: "4 s", changed: true }]] },
];

export const clip = (number: number, more: Partial<ClipFacts> = {}): ClipFacts => ({
  key: `job:${number}`,
  name: `fox-${number}.mp4`,
  shown: `grokvideos/fox-${number}.mp4`,
  mime: "video/mp4",
  duration: 2,
  fps: FPS,
  width: 160,
  height: 90,
  sound: null,
  prompt: `fox ${number}`,
  details: `local · clip ${number}`,
  strip: false,
  ...more,
});

export interface Kernel {
  /** Keys of clips whose file is gone. */
  gone?: Set<string>;
  /** Keys of clips that are no film. */
  junk?: Set<string>;
  /** Keys of clips that are not answered. */
  silent?: Set<string>;
}

export async function fake(
  traits: Partial<CompareTraits> = {},
  kernel: Kernel = {},
): Promise<FakeModel<CompareTraits>> {
  const film = await filmBytes();
  const model = new FakeModel<CompareTraits>({
    clips: [clip(1), clip(2)],
    differences: { en: DIFFERENCES, zh: DIFFERENCES },
    lang: "en",
    _words: wordsOf("compare"),
    ...traits,
  });
  model.kernel = ({ id, kind, body }) => {
    const key = String(body.file);
    if (kernel.silent?.has(key)) return;
    const data = kernel.junk?.has(key) ? new Uint8Array(500).fill(7) : film;
    const head = Array.from(data.slice(0, 64), (byte) => byte.toString(16).padStart(2, "0")).join("");
    queueMicrotask(() => {
      if (kernel.gone?.has(key) && kind === "open") model.refuse(id, "The file is not there any more: fox.mp4.");
      else if (kind === "still") model.answer(id, { mime: "image/gif" }, [new DataView(GIF.buffer)]);
      else if (kind === "open")
        model.answer(id, { size: data.length, mime: "video/mp4", head, token: "t", routes: [], chunk: 1 << 20 });
      else {
        const { offset, length } = body as { offset: number; length: number };
        model.answer(id, { offset }, [new DataView(data.slice(offset, offset + length).buffer)]);
      }
    });
  };
  return model;
}

export const films = () => [...document.querySelectorAll("video")];
export const loaded = (video: HTMLVideoElement) => video.readyState === 4 && !video.seeking;
export async function ready(
  traits: Partial<CompareTraits> = {},
  kernel: Kernel = {},
): Promise<FakeModel<CompareTraits>> {
  const model = await fake(traits, kernel);
  mount(widget, model);
  await until(() => films().every(loaded), "playable films");
  return model;
}
export const button = (name: string) => page.getByRole("button", { name, exact: true });
export const position = () => page.getByRole("slider", { name: "Position" }).element() as HTMLInputElement;
export const divider = () => page.getByRole("slider", { name: "Divider" }).element() as HTMLInputElement;
/** Which of the film's frames a video shows: each has a grey of its own. */
export function frame(video: HTMLVideoElement): number {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  canvas?.drawImage(video, 80, 45, 1, 1, 0, 0, 1, 1);
  const grey = canvas?.getImageData(0, 0, 1, 1).data[1] ?? 0;
  return Math.round(((grey * 219) / 255 + 16 - 40) / 8);
}
export const shown = () => films().map(frame);
/** Waits until all stand still, and gives the frames that they show. */
export async function still(): Promise<number[]> {
  await until(() => films().every((video) => video.paused && loaded(video)), "still pictures");
  await frames(2);
  return shown();
}
export function drag(slider: HTMLInputElement, value: number): void {
  slider.value = String(value);
  slider.dispatchEvent(new Event("input"));
}
export const moving = () => films().every((video) => !video.paused && video.currentTime > 0.15);

/** For a whole test file. */
export function comparing(): void {
  afterEach(() => void vi.restoreAllMocks());
  stage(css);
}
