// The two tabs whose code is fetched when they are first looked at: the library, and the comparison of clips from it.
import type { Mounting, mount } from "../compare.js";
import { h } from "../dom.js";
import type { GalleryItem, GalleryPage, GalleryView, galleryView } from "../gallery/view.js";
import { part, type Say } from "../host/words.js";
import { fetchStill } from "../media/stills.js";
import type { Link } from "./link.js";
import { fetcher } from "./parts.js";
import type { StudioTraits } from "./state.js";

export interface ShelfOptions {
  say: Say;
  lang: string;
  link: Link<StudioTraits>;
  /** Where the parts' style goes. */
  root: HTMLElement;
  show(item: GalleryItem): void;
  restore(item: GalleryItem): void;
  compare(keys: string[]): void;
  life: AbortSignal;
}

/** The library's tab, filled when it is first opened, and looked through again every other time. */
export function libraryTab(options: ShelfOptions): { element: HTMLElement; open(): void } {
  const { say, lang, link, root, life } = options;
  const element = h("div");
  const fetch = fetcher<{ galleryView: typeof galleryView }>(link.ask, "gallery", root, lang);
  let view: GalleryView | undefined;
  let loading = false;
  const load = async () => {
    if (loading) return;
    loading = true;
    wait(element, say);
    try {
      const { module, say: told } = await fetch();
      if (life.aborted) return;
      view = module.galleryView({
        say: part(told, "gallery"),
        lang,
        list: (ask) => link.ask<GalleryPage>("list", ask),
        // With a life of its own: the gallery gives a poster back long before it ends itself.
        still: (key) => fetchStill(link.channel, new AbortController().signal, key, "poster"),
        open: options.show,
        restore: options.restore,
        compare: (items) => options.compare(items.map(({ key }) => key)),
        life,
      });
      element.replaceChildren(view.element);
    } catch (error) {
      explain(element, error);
    } finally {
      loading = false;
    }
  };
  return { element, open: () => (view ? view.refresh() : void load()) };
}

/** The comparison's tab: `open` with the keys of two clips or more. */
export function compareTab({
  say,
  lang,
  link,
  root,
  life: whole,
}: Omit<ShelfOptions, "show" | "restore" | "compare">): {
  element: HTMLElement;
  open(files: string[]): Promise<void>;
} {
  const element = h("div");
  const fetch = fetcher<{ mount: typeof mount }>(link.ask, "compare", root, lang);
  let last = new AbortController();
  const open = async (files: string[]) => {
    last.abort();
    last = new AbortController();
    const life = AbortSignal.any([whole, last.signal]);
    wait(element, say);
    try {
      const told = await link.ask<Pick<Mounting, "clips" | "differences">>("compare", { files });
      const { module, say: spoken } = await fetch();
      if (life.aborted) return;
      element.replaceChildren(
        module.mount({ ...told, channel: link.channel, say: part(spoken, "compare"), lang, life }),
      );
    } catch (error) {
      if (!life.aborted) explain(element, error);
    }
  };
  return { element, open };
}

const wait = (element: HTMLElement, say: Say) =>
  element.replaceChildren(h("p", { class: "gw-hint", role: "status" }, say("loading")));

const explain = (element: HTMLElement, error: unknown) =>
  element.replaceChildren(h("p", { class: "gw-wrong", role: "alert" }, (error as Error).message));
