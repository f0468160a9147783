// The page's sentences come from Python (grokwidget/messages/page/): this picks the language and fills them in.
import type { Model } from "./model.js";

export interface WordTraits {
  lang: string;
  _words: Record<string, Record<string, string>>;
}

/** A sentence by its key, with its placeholders filled in as text. */
export type Say = (key: string, values?: Record<string, string | number>) => string;

/** The language of a view: its `lang`, or the browser's where that is "auto". */
export function languageOf(model: Model<WordTraits>): "en" | "zh" {
  const told = model.get("lang");
  return (told === "auto" ? navigator.language : told).toLowerCase().startsWith("zh") ? "zh" : "en";
}

export const speaker = (model: Model<WordTraits>): Say => sayer(model.get("_words")[languageOf(model)]);

/** Speaks from a table of sentences. */
export function sayer(table: Record<string, string> = {}): Say {
  return (key, values = {}) =>
    (table[key] ?? key).replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
}

/** The sentences of one part of a widget that has several: `say("play")` of the part "player" is its "player.play". */
export const part =
  (say: Say, name: string): Say =>
  (key, values) =>
    say(`${name}.${key}`, values);
