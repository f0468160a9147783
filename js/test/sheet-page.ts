// What a reader sees and touches in a contact sheet, for its tests.
import { page } from "vitest/browser";

export const films = () => [...document.querySelectorAll("video")];
export const moving = () => films().every((video) => !video.paused && video.currentTime > 0.15);
export const button = (name: string | RegExp) => page.getByRole("button", { name, exact: true });
export const openers = () =>
  [...document.querySelectorAll<HTMLElement>("button")].filter((each) => each.ariaLabel?.startsWith("Open "));
export const names = () => openers().map((each) => (each.ariaLabel as string).slice(5));
export const picker = (name: string) => page.getByRole("combobox", { name });
export const position = () => page.getByRole("slider", { name: "Position" }).element() as HTMLInputElement;
