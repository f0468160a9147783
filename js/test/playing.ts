// A player with a fake kernel behind it, for the tests of all its parts.
import type { PlayerTraits } from "../src/player.js";
import widget from "../src/player.js";
import { FakeModel } from "./fake-model.js";
import { type KernelOptions, serve } from "./kernel.js";
import { type Mounted, mount, until } from "./page.js";
import { wordsOf } from "./words.js";

/** A picture of one pixel. */
export const PIXEL = "R0lGODlhAQABAAAAACw=";
export const POSTER = `data:image/gif;base64,${PIXEL}`;
export const FPS = 12;

export function fake(traits: Partial<PlayerTraits> = {}, clip: Partial<PlayerTraits["clip"]> = {}) {
  return new FakeModel<PlayerTraits>({
    clip: {
      key: "",
      name: "fox.mp4",
      shown: "grokvideos/fox.mp4",
      mime: "video/mp4",
      duration: 2,
      fps: FPS,
      width: 160,
      height: 90,
      sound: null,
      strip: false,
      ...clip,
    },
    poster: POSTER,
    prompt: "a red fox",
    details: "local · free",
    loop: false,
    speed: 1,
    autoplay: false,
    lang: "en",
    _words: wordsOf("player"),
    ...traits,
  });
}

export const show = (model: FakeModel<PlayerTraits>, options = {}): Mounted => mount(widget, model, options);
export const film = () => document.querySelector("video") as HTMLVideoElement;

/** Shows a player with its film at the first frame. */
export async function ready(model = fake(), kernel: KernelOptions = {}): Promise<FakeModel<PlayerTraits>> {
  await serve(model, kernel);
  show(model);
  await until(() => film().readyState === 4 && !film().seeking, "a playable film");
  return model;
}

/** What the page asked of a kind. */
export const asked = (model: FakeModel<PlayerTraits>, kind: string) =>
  model.sent.filter((request) => request.kind === kind).map(({ body }) => body);
