// What a gallery shows, as grokwidget/notebook/browsing.py tells it.
import type { ClipFacts } from "../player/facts.js";

export interface GalleryItem extends ClipFacts {
  provider: string;
  model: string;
  /** Unix seconds. */
  created: number;
  /** In words. */
  cost: string;
  /** Whether its file is on the disk. */
  there: boolean;
}

/** What is looked for; "" is all. */
export interface Query {
  search: string;
  provider: string;
  model: string;
}

export interface Ask extends Query {
  offset: number;
  limit: number;
}

export interface Maker {
  name: string;
  models: string[];
}

export interface GalleryPage {
  items: GalleryItem[];
  /** How many match in all. */
  total: number;
  /** What the whole library can be filtered by; empty where nothing was ever made. */
  providers: Maker[];
}
