// The run of the sweep whose sheet it is: how far it is, Stop while it runs, and how to go on after that.
// grokwidget/notebook/sheetrun.py answers.
import { type ReadonlySignal, signal } from "@preact/signals-core";
import { h, write } from "../dom.js";
import { type Asks, toldBy } from "../host/channel.js";
import type { Say } from "../host/words.js";
import { button, track } from "../lasting.js";
import { type SheetCell, statusOf } from "./facts.js";

/** Of a sweep that was stopped; empty of any other. */
export interface Stopped {
  /** How it stands and how to go on, a sentence. */
  words?: string;
  /** Going on costs nothing, so that a button may do it. */
  free?: boolean;
}

export interface RunOptions {
  say: Say;
  channel: Asks;
  cells: ReadonlySignal<SheetCell[]>;
  running: ReadonlySignal<boolean>;
  stopped: ReadonlySignal<Stopped>;
  /** The kernel doesn't answer, or does again. */
  silent(silent: boolean): void;
  life: AbortSignal;
}

export function run({ say, channel, cells, running, stopped, silent, life }: RunOptions): HTMLElement {
  /** What was pressed and hasn't come about yet. */
  const asked = signal<"" | "stop" | "resume">("");
  const refused = signal("");
  const ask = (kind: "stop" | "resume") => {
    if (asked.value) return;
    asked.value = kind;
    refused.value = "";
    channel.insist(kind, {}, [], silent).catch((error) => {
      asked.value = "";
      refused.value = toldBy(error);
    });
  };
  const stop = button(life, () => ask("stop"), say("stop"));
  stop.title = say("stop_means");
  const resume = button(life, () => ask("resume"), say("resume"));
  resume.title = say("resume_means");
  const news = h("p", { class: "gw-sheet-far", role: "status" });
  const bar = h("progress", { "aria-label": say("sweep") });
  const wrong = h("p", { class: "gw-wrong", role: "alert" });
  const root = h("div", { class: "gw-sheet-run", tabindex: -1, role: "group", "aria-label": say("sweep") });
  root.append(news, stop, resume, bar, wrong);

  track(life, () => {
    const [on, all] = [running.value, cells.value];
    const done = all.filter((cell) => !["running", "planned"].includes(statusOf(cell))).length;
    bar.max = all.length;
    bar.value = done;
    write(news, on ? say("under_way", { done, count: all.length }) : (stopped.value.words ?? ""));
  });
  track(life, () => {
    // What was asked for has come about, or the other has: nothing is waited for any more.
    void running.value;
    void stopped.value;
    asked.value = "";
  });
  track(life, () => {
    const [on, words, wish] = [running.value, stopped.value.words, asked.value];
    const focused = (root.getRootNode() as Document).activeElement;
    write(stop, wish === "stop" ? say("stopping") : say("stop"));
    write(resume, wish === "resume" ? say("resuming") : say("resume"));
    for (const each of [stop, resume]) each.setAttribute("aria-disabled", String(Boolean(wish)));
    stop.hidden = bar.hidden = !on;
    resume.hidden = on || !stopped.value.free;
    root.hidden = !on && !words && !refused.value;
    write(wrong, refused.value);
    // Who pressed by keyboard is not left nowhere.
    if ((focused === stop || focused === resume) && (focused as HTMLElement).hidden) {
      const next = [stop, resume].find((each) => !each.hidden);
      (next ?? root).focus();
    }
  });
  return root;
}
