// The rows of the jobs: what each does, and what can be done about it. A row keeps its elements as long as its job is
// there, so that a focus is not lost five times a second.
import { h, write } from "../dom.js";
import { hueOf } from "../frame.js";
import type { Say } from "../host/words.js";
import { isBad, isLive } from "../job/state.js";
import { times } from "../job/times.js";
import { button, on, track } from "../lasting.js";
import type { Row, State } from "./state.js";

export interface JobsOptions {
  say: Say;
  sayJob: Say;
  state: State;
  /** Seconds since a row's state was told. */
  age(row: Row): number;
  ask(kind: string, body: object): Promise<unknown>;
  still(key: string): Promise<string>;
  life: AbortSignal;
}

interface Line {
  element: HTMLElement;
  /** The button that is there as long as the row. */
  show: HTMLElement;
  paint(row: Row, shown: boolean): void;
  end(): void;
}

export function jobsView(options: JobsOptions): { element: HTMLElement } {
  const { say, state, life } = options;
  const list = h("ul", { class: "gw-jobs", "aria-label": say("jobs") });
  const lines = new Map<string, Line>();
  const paint = () => {
    const rows = state.jobs.value;
    const clip = state.clip.value?.key ?? "";
    const focused = focusIn(list);
    const lost = [...list.children].findIndex((element) => element.contains(focused));
    for (const [id, line] of lines) {
      if (rows.some((row) => row.id === id)) continue;
      line.end();
      lines.delete(id);
    }
    rows.forEach((row, place) => {
      const line = lines.get(row.id) ?? lineOf(row, options);
      lines.set(row.id, line);
      const shown = state.shown.value;
      line.paint(row, shown === row.id || (shown === "clip" && row.clips.includes(clip)));
      if (list.children[place] !== line.element) list.insertBefore(line.element, list.children[place] ?? null);
    });
    list.hidden = rows.length === 0;
    // Where what had the focus has gone, or was put elsewhere, the focus stays as near as it can.
    const near = rows[Math.min(lost, rows.length - 1)];
    if (!near || focusIn(list)?.checkVisibility()) return;
    const own = [...lines.values()].find(({ element }) => element.contains(focused));
    (own ?? lines.get(near.id))?.show.focus();
  };
  track(life, paint);
  const ticking = setInterval(() => state.jobs.value.some((row) => isLive(row.state)) && paint(), 1000);
  life.addEventListener(
    "abort",
    () => {
      clearInterval(ticking);
      for (const line of lines.values()) line.end();
    },
    { once: true },
  );
  return { element: list };
}

/** What has the focus, if it is in there. */
function focusIn(list: HTMLElement): HTMLElement | null {
  const { activeElement } = list.getRootNode() as Document;
  return list.contains(activeElement) ? (activeElement as HTMLElement) : null;
}

function lineOf(first: Row, { say, sayJob, age, ask, still, life: whole }: JobsOptions): Line {
  const life = new AbortController();
  whole.addEventListener("abort", () => life.abort(), { once: true, signal: life.signal });
  let row = first;
  const wrong = h("p", { class: "gw-wrong", role: "alert", hidden: true });
  const name = h("span", { class: "gw-what", dir: "auto" }, row.prompt || say("untitled"));
  const news = h("span", { class: "gw-hint" });
  const thumb = h("span", { class: "gw-job-thumb", "aria-hidden": "true" });
  thumb.style.setProperty("--gw-hue", String(hueOf(row.prompt)));
  const bar = h("progress", { max: 100, "aria-label": sayJob("progress") });
  const show = h("button", { type: "button", class: "gw-job-open" }, thumb, h("span", {}, name, news));
  const tell = (kind: string, body: object) => {
    wrong.hidden = true;
    return ask(kind, body).catch((error) => {
      write(wrong, error.message);
      wrong.hidden = false;
    });
  };
  const press = (kind: string, text: string) => {
    const made = button(
      life.signal,
      () => {
        made.setAttribute("aria-disabled", "true");
        void tell(kind, { id: row.id }).finally(() => made.removeAttribute("aria-disabled"));
      },
      text,
    );
    return made;
  };
  const stop = press("job.stop", sayJob("stop"));
  const resume = press("job.resume", say("resume"));
  const close = press("job.close", say("not_charged"));
  const drop = press("job.drop", say("dismiss"));
  on(life.signal, show, "click", () => void tell("show", row.clips[0] ? { file: row.clips[0] } : { id: row.id }));
  const element = h("li", { class: "gw-job-row" }, show, stop, resume, close, drop, bar, wrong);
  let poster = "";
  const dress = (key: string) => {
    if (!key || poster === key) return;
    poster = key;
    still(key).then(
      (url) => {
        if (url) thumb.style.backgroundImage = `url("${url}")`;
        const forget = () => URL.revokeObjectURL(url);
        if (life.signal.aborted) forget();
        else life.signal.addEventListener("abort", forget, { once: true });
      },
      () => {}, // the player will say what is wrong with it
    );
  };
  return {
    element,
    show,
    paint(now, shown) {
      row = now;
      const live = isLive(row.state);
      const { status, progress, message } = row.state;
      const { elapsed, left, note } = times(row.state, age(row), sayJob);
      const percent = live && progress !== null ? `${Math.floor(progress)} %` : "";
      const told = live ? [percent, note || left || elapsed] : isBad(row.state) ? [message] : [row.details];
      write(news, [status === "done" ? "" : row.state.phase || sayJob(status), ...told].filter(Boolean).join(" · "));
      news.classList.toggle("gw-wrong", isBad(row.state));
      bar.hidden = !live;
      if (live && progress !== null) bar.value = progress;
      else bar.removeAttribute("value");
      stop.hidden = !live;
      resume.hidden = status !== "stopped";
      close.hidden = status !== "unknown";
      drop.hidden = live;
      if (shown) show.setAttribute("aria-current", "true");
      else show.removeAttribute("aria-current");
      dress(row.clips[0] ?? "");
    },
    end() {
      element.remove();
      life.abort();
    },
  };
}
