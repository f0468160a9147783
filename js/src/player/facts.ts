// What a page knows of a clip. Its other half is grokwidget/notebook/facts.py: keep the two in step.

export interface ClipFacts {
  /** What the page calls it when it asks the kernel: "" in a widget with one clip, else "<job id>:<n>". */
  key: string;
  name: string;
  /** The path as people read it. */
  shown: string;
  mime: string;
  /** Seconds. */
  duration: number;
  fps: number;
  width: number;
  height: number;
  /** Whether it has sound; null where nobody looked. */
  sound: boolean | null;
  prompt: string;
  /** One line: provider, model, length, size, cost. */
  details: string;
  /** Whether there is a strip of thumbnails. */
  strip: boolean;
}

export type StillKind = "poster" | "strip";

/** Where a clip came from, and how to ask for it again. */
export interface About {
  rows: [label: string, value: string][];
  /** The whole path of the file. */
  path: string;
  /** Calls that would make it again; "" or null where there is none. */
  recipes: { python: string; magic: string; curl: string | null };
}
