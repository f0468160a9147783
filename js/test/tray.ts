import { afterEach, beforeEach, vi } from "vitest";
import { page } from "vitest/browser";
import css from "../src/images/images.css?inline";
import theme from "../src/theme.css?inline";
import ui from "../src/ui.css?inline";
import { type Asked, endAll, type Kernel } from "./images.js";
import { stage, until } from "./page.js";

export const button = (name: string | RegExp) => page.getByRole("button", { name, exact: true });
export const names = () =>
  page
    .getByRole("listitem")
    .elements()
    .map((item) => item.querySelector("button")?.getAttribute("aria-label") ?? item.textContent?.slice(0, 10));
export const tiles = (...given: string[]) => given.map((name, n) => `Replace image ${n + 1}, ${name}.png`);
export const alerts = () =>
  page
    .getByRole("alert")
    .elements()
    .map((note) => note.textContent);
export const status = () => page.getByRole("status").element().textContent;
export const focused = () => document.activeElement?.getAttribute("aria-label");
export const input = () => document.querySelector("input") as HTMLInputElement;
export const carrying = (...files: File[]) => {
  const data = new DataTransfer();
  for (const file of files) data.items.add(file);
  return data;
};
export const drag = (name: string, data: DataTransfer, more: DragEventInit = {}) =>
  new DragEvent(name, { dataTransfer: data, bubbles: true, cancelable: true, ...more });
export const waiting = (kernel: Kernel, kind: string): Promise<Asked> =>
  until(() => kernel.open.find((one) => one.kind === `image.${kind}`), `a request to ${kind}`);
/** Answers everything but what ends an upload until nothing else is asked. */
export async function allButEnds(kernel: Kernel): Promise<void> {
  await until(() => {
    const next = kernel.open.find(({ kind }) => kind !== "image.end");
    next?.answer();
    return !next && kernel.open.length > 0;
  });
}

/** For a whole test file. */
export function tray(): void {
  beforeEach(() => {
    document.documentElement.style.colorScheme = "light";
  });
  afterEach(() => {
    endAll();
    vi.restoreAllMocks();
    document.documentElement.style.colorScheme = "";
  });
  stage(theme + ui + css);
}
