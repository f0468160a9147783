// What a prompt says of its images: `@image1` and its like, whole ones and the one that is being typed.
const WHOLE = /(@image\s?\d{1,3})/i;
/** Not behind a letter: `me@image.com` is an address. Chinese needs no space before it. */
const BEGUN = /(?<![\w.])@([^\s@]{0,24})$/;

/** The text in pieces; every second one is a reference, as grokwidget/request.py reads them. */
export const pieces = (text: string): string[] => text.split(WHOLE);

export const numberIn = (reference: string): number => Number(/\d+$/.exec(reference));

/** The reference that is being typed before the caret: where its `@` is, and what stands behind it. */
export function begun(before: string): { start: number; typed: string } | undefined {
  const found = BEGUN.exec(before);
  return found ? { start: found.index, typed: (found[1] as string).toLowerCase() } : undefined;
}

/** How many characters Python counts: code points, without the space around the text. */
export const lengthOf = (text: string): number => [...text.trim()].length;

/** Where a caret goes when another text takes the place of the one it stands in. */
export function moved(at: number, from: string, to: string): number {
  let same = 0;
  while (same < from.length && from[same] === to[same]) same++;
  return at <= same ? at : Math.max(same, at + to.length - from.length);
}
