// The player, the library and the comparison are bundles of their own, fetched from the kernel when they are needed: the
// panel is there at once, and a saved notebook doesn't hold them twice.
import { h } from "../dom.js";
import { type Say, sayer } from "../host/words.js";

interface Told {
  js: string;
  css: string;
  words: Record<string, Record<string, string>>;
}

export interface Part<Module> {
  module: Module;
  say: Say;
}

/** Fetches one when it is first asked for, its style into `root`; a failure is tried again at the next time. */
export function fetcher<Module>(
  ask: (kind: string, body: object) => Promise<unknown>,
  name: string,
  root: HTMLElement,
  lang: string,
): () => Promise<Part<Module>> {
  let known: Promise<Part<Module>> | undefined;
  const load = async () => {
    const { js, css, words } = (await ask("part", { name })) as Told;
    const url = URL.createObjectURL(new Blob([js], { type: "text/javascript" }));
    try {
      const module = (await import(/* @vite-ignore */ url)) as Module;
      root.prepend(h("style", {}, css));
      return { module, say: sayer(words[lang]) };
    } finally {
      URL.revokeObjectURL(url);
    }
  };
  return () => {
    known ??= load();
    known.catch(() => {
      known = undefined;
    });
    return known;
  };
}
