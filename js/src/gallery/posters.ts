// The posters of what is near the view: a few are asked for at once, the nearest first, and the oldest are given back.
const AT_ONCE = 4;
export const KEPT = 150;

export interface Posters {
  /** The poster's URL; "" where there is none; undefined while nobody knows. */
  url(key: string): string | undefined;
  /** Says which clips are near, the nearest first. What is not there comes with `came`. */
  want(keys: string[]): void;
  /** Forgets which clips had none: they are asked for again. */
  retry(): void;
}

export function posters(
  still: (key: string) => Promise<string>,
  came: (key: string, url: string) => void,
  life: AbortSignal,
): Posters {
  const known = new Map<string, string>(); // the one that was wanted last comes last
  const asked = new Set<string>();
  let wanted: string[] = [];

  const give = (key: string, url: string) => {
    asked.delete(key);
    if (life.aborted) return URL.revokeObjectURL(url);
    known.set(key, url);
    came(key, url);
    trim();
    pump();
  };
  const pump = () => {
    for (const key of wanted) {
      if (asked.size >= AT_ONCE) return;
      if (known.has(key) || asked.has(key)) continue;
      asked.add(key);
      still(key).then(
        (url) => give(key, url),
        () => give(key, ""),
      );
    }
  };
  const trim = () => {
    const near = new Set(wanted);
    for (const [key, url] of known) {
      if (known.size <= KEPT) return;
      if (near.has(key)) continue;
      known.delete(key);
      URL.revokeObjectURL(url);
    }
  };
  life.addEventListener("abort", () => known.forEach((url) => void URL.revokeObjectURL(url)), { once: true });

  return {
    url: (key) => known.get(key),
    want(keys) {
      wanted = keys;
      for (const key of keys) {
        const url = known.get(key);
        if (url === undefined) continue;
        known.delete(key);
        known.set(key, url);
      }
      trim();
      pump();
    },
    retry() {
      for (const [key, url] of known) if (!url) known.delete(key);
    },
  };
}
