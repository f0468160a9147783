// What the tests of a gallery see of it, by role and name.
import { afterEach, beforeEach, vi } from "vitest";
import { page } from "vitest/browser";
import css from "../src/gallery.css?inline";
import { Blobs, gallery, type Shown } from "./gallery-list.js";
import { frames, stage, until } from "./page.js";

let counted: Blobs;
let shown: Shown[] = [];

/** The poster URLs of this test. */
export const blobs = () => counted.alive;

/** For a whole test file: its style sheet is in the page, and a test's galleries, timers and blobs end with it. */
export function stageGallery(): void {
  beforeEach(() => {
    counted = new Blobs();
  });
  afterEach(() => {
    for (const each of shown) each.life.abort();
    shown = [];
    counted.end();
    vi.useRealTimers();
  });
  stage(css);
}

export function show(...given: Parameters<typeof gallery>): Shown {
  const made = gallery(...given);
  shown.push(made);
  return made;
}
/** Shows a gallery whose first page is there. */
export async function ready(...given: Parameters<typeof gallery>): Promise<Shown> {
  const made = show(...given);
  await until(() => tiles().length > 0 && clip("fox number 0"), "the first page");
  return made;
}
export const tiles = () => page.getByRole("listitem").elements() as HTMLElement[];
export const shelf = () => page.getByRole("list").element().parentElement as HTMLElement;
export const clip = (prompt: string) =>
  page
    .getByRole("listitem")
    .getByRole("button", { name: new RegExp(`^${prompt}\\b`) })
    .query() as HTMLElement | null;
export const status = () => page.getByRole("status").first();
/** A tile's place in the list, from 1. */
export const place = (tile: Element | null | undefined) =>
  Number(tile?.closest("[aria-posinset]")?.getAttribute("aria-posinset"));
export const focused = () => place(document.activeElement);
export const tabbable = () => tiles().filter((tile) => (tile.querySelector("button") as HTMLElement).tabIndex === 0);
export const box = (index: number) =>
  page.getByRole("listitem").nth(index).getByRole("checkbox", { name: "Select to compare" });
export async function scrollTo(top: number): Promise<void> {
  shelf().scrollTop = top;
  await frames(2);
}
/** The tiles that can be seen. */
export function visible(): HTMLElement[] {
  const frame = shelf().getBoundingClientRect();
  return tiles().filter((tile) => {
    const { top, bottom } = tile.getBoundingClientRect();
    return bottom > frame.top && top < frame.bottom;
  });
}
