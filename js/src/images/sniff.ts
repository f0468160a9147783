// What a file is by its first bytes, whatever its name says: a wrong one is told of before anything is sent.

/** Why a file can't be a reference image. */
export type Reason = "empty" | "large" | "pdf" | "svg" | "heic" | "video" | "other" | "unreadable";

const PICTURE = /^(\xff\xd8\xff|\x89PNG|GIF8|RIFF.{4}WEBP|BM|II\*|MM.\*|.{4}ftypavi[fs])/s;
// Grokwidget makes a format that the model takes of any of the above; these nobody here can read.
const FOREIGN: [Reason, RegExp][] = [
  ["heic", /^.{4}ftyp(he|mif1|msf1)/s],
  ["video", /^(.{4}ftyp|.E\xdf\xa3|OggS|RIFF.{4}AVI)/s],
  ["pdf", /%PDF-/],
  ["svg", /<svg/i],
];

/** What speaks against a file; "" where nothing does. `most`: bytes. */
export async function reasonAgainst(file: File, most: number): Promise<Reason | ""> {
  if (!file.size) return "empty";
  let head: string;
  try {
    head = String.fromCharCode(...new Uint8Array(await file.slice(0, 512).arrayBuffer()));
  } catch {
    return "unreadable"; // a folder, or gone since it was picked
  }
  if (PICTURE.test(head)) return file.size > most ? "large" : "";
  return FOREIGN.find(([, sign]) => sign.test(head))?.[0] ?? "other";
}
