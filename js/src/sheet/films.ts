// The small videos of the clips near the view, a few in each answer of the kernel, the nearest first.
import type { Asks } from "../host/channel.js";

export interface Film {
  /** A Blob URL; "" while there is none. */
  video: string;
  poster: string;
  /** Why there will be none. */
  wrong: string;
}

export interface Films {
  film(key: string): Film | undefined;
  /** Says which clips are near, the nearest first. */
  want(keys: string[]): void;
  /** Asks again for what is still lacking: the kernel has made more. */
  again(): void;
}

interface Told {
  file: string;
  kind?: "video" | "poster";
  wrong?: string;
}

/** In ms: how soon what lacks is asked for again, unless the kernel says that it is there. Ever more rarely. */
const [SOON, RARELY] = [1500, 12_000];
/** So many in one question. */
const MOST = 24;

export function films(
  channel: Asks,
  came: (key: string, film: Film) => void,
  silent: (silent: boolean) => void,
  life: AbortSignal,
): Films {
  const known = new Map<string, Film>();
  let wanted: string[] = [];
  let asking = false;
  let more = false;
  let pause = SOON;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const of = (key: string) => {
    let film = known.get(key);
    if (!film) {
      film = { video: "", poster: "", wrong: "" };
      known.set(key, film);
    }
    return film;
  };
  const lacking = () => wanted.filter((key) => !known.get(key)?.video && !known.get(key)?.wrong).slice(0, MOST);
  const ask = async () => {
    if (asking) {
      more = true;
      return;
    }
    clearTimeout(timer);
    asking = true;
    try {
      for (;;) {
        const files = lacking();
        if (!files.length || life.aborted) break;
        more = false;
        const posters = files.filter((key) => !known.get(key)?.poster);
        const body = { files, posters };
        const { result, buffers } = await channel.insist<{ tiles: Told[] }>("tiles", body, [], silent);
        if (life.aborted) return;
        let at = 0;
        for (const { file, kind, wrong = "" } of result.tiles) {
          const film = of(file);
          if (kind) {
            const type = kind === "video" ? "video/mp4" : "image/webp";
            film[kind] = URL.createObjectURL(new Blob([buffers[at++] as BlobPart], { type }));
          }
          film.wrong = wrong;
          came(file, film);
        }
        // What came was all that is there for now: the kernel is making the rest.
        const got = result.tiles.some(({ kind, wrong }) => kind === "video" || wrong);
        if (!got && !more) break;
      }
    } catch {
      pause = RARELY; // the kernel's sentence about one clip: the others may still come
    } finally {
      asking = false;
    }
    if (lacking().length && !life.aborted) {
      timer = setTimeout(ask, pause);
      pause = Math.min(RARELY, pause * 1.5);
    }
  };

  life.addEventListener(
    "abort",
    () => {
      clearTimeout(timer);
      for (const { video, poster } of known.values())
        for (const url of [video, poster]) if (url) URL.revokeObjectURL(url);
      known.clear();
    },
    { once: true },
  );
  return {
    film: (key) => known.get(key),
    want(keys) {
      wanted = keys;
      pause = SOON;
      if (lacking().length) void ask();
    },
    again() {
      pause = SOON;
      if (lacking().length) void ask();
    },
  };
}
