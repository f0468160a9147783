// The page's sentences, as Python sends them (test/fixtures/make.py writes them).
import words from "./fixtures/words.json" with { type: "json" };

export const wordsOf = (widget: "job" | "player"): Record<string, Record<string, string>> => words[widget];
