// The frame of a clip: its shape, and a calm colour of its own while there is no picture.

/** The largest width and height of a clip in a cell, in CSS pixels: the static card has the same. */
export const LARGEST = { width: 640, height: 480 };

/** Reads "16:9"; a shape that makes no sense is 16:9. */
export function shapeOf(ratio: string): number {
  const [width, height] = ratio.split(":").map(Number);
  const shape = (width ?? 0) / (height ?? 0);
  return Number.isFinite(shape) && shape > 0 ? Math.min(Math.max(shape, 0.25), 4) : 16 / 9;
}

/** Gives an element the shape: full width up to the largest, no higher than the largest. */
export function shape(element: HTMLElement, ratio: number): void {
  element.style.setProperty("--gw-ratio", ratio.toFixed(4));
  element.style.setProperty("--gw-width", `${Math.round(Math.min(LARGEST.width, LARGEST.height * ratio))}px`);
}

/** A hue, 0 to 359, that belongs to a text: the same prompt waits in the same colours. */
export function hueOf(text: string): number {
  let hash = 2166136261;
  for (const letter of text) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 16777619);
  return (hash >>> 0) % 360;
}
