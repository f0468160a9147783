// The page's sentences, as Python sends them (test/fixtures/make.py writes them).
import words from "./fixtures/words.json" with { type: "json" };

export const wordsOf = (widget: keyof typeof words): Record<string, Record<string, string>> => words[widget];
