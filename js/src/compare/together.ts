// Several videos as one: one clock, one position, one play and pause. The longest leads, the others follow it.
import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import { on, track } from "../lasting.js";
import type { Playback } from "../player/playback.js";
import type { Seat } from "./seat.js";

/** In seconds: so far apart they are put together by a seek; less is caught up by a slightly other speed. */
const FAR = 0.4;
/** In ms: seeks for that are never nearer to each other. */
const RARELY = 1000;
/** In frames: from here on a follower catches up, and below that it is in step again. */
const [APART, CLOSE] = [0.7, 0.2];
const [SLOWER, FASTER] = [0.85, 1.18];
/** The same for many small ones, which come at any time: nobody sees that one runs a little faster. */
const [SLACK, HASTE] = [0.7, 1.4];
/** In ms: of many, those that are late are waited for so long, and no longer. */
const GRACE = 250;
/** In seconds: one that comes later jumps so far ahead of the others, as they go on while it jumps. */
const AHEAD = 0.12;

/** Who plays with the others: `broken` where there is nothing to play for now. */
export type Member = Pick<Seat, "video" | "clock" | "broken"> & { played: Pick<Playback, "seek"> };

export interface Together extends Playback {
  /** Seconds of the longest that can be shown. */
  readonly whole: ReadonlySignal<number>;
  /** Takes another one in, for as long as its own life lasts. */
  join(member: Member, life: AbortSignal): void;
}

export interface TogetherOptions {
  seats: Member[];
  loop: Signal<boolean>;
  speed: Signal<number>;
  /** Nobody is waited for long: who is late, or comes later, catches up. For many, of which one may always be late. */
  loose?: boolean;
  life: AbortSignal;
}

/** A video, the last frame that it showed, how much faster than the others it runs for now, and when it last jumped. */
interface Runner extends Member {
  seen: VideoFrameCallbackMetadata | undefined;
  pace: number;
  joined: number;
}

export function together({ seats, loop, speed, loose = false, life }: TogetherOptions): Together {
  const runners = signal<Runner[]>([]);
  const [slower, faster] = loose ? [SLACK, HASTE] : [SLOWER, FASTER];
  const playing = signal(false);
  const time = signal(0);
  const muted = signal(true);
  let running = false; // wanted, and nobody is waited for
  let drawing = 0;

  const live = () => runners.value.filter(({ broken }) => !broken.value);
  const length = ({ video, clock }: Runner) => video.duration || clock.duration;
  const last = (runner: Runner) => length(runner) - 0.5 / runner.clock.fps; // the middle of its last frame
  const finished = (runner: Runner) => runner.video.ended || runner.video.currentTime >= last(runner) - 0.01;
  const there = (runner: Runner) =>
    finished(runner) || (runner.video.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA && !runner.video.seeking);
  /** Since when it is waited for those that are late, 0 for not. */
  let waiting = 0;
  let patience: ReturnType<typeof setTimeout> | undefined;
  const ready = (all: Runner[]) => {
    if (!loose || !playing.value || (all.length > 0 && all.every(there))) {
      waiting = 0;
      return all.length > 0 && all.every(there);
    }
    if (!all.some(there)) return false;
    if (running) return true;
    waiting ||= performance.now();
    const left = waiting + GRACE - performance.now();
    clearTimeout(patience);
    if (left > 0) patience = setTimeout(go, left);
    return left <= 0;
  };
  const longest = (all: Runner[]) =>
    all.reduce((best, each) => (each.clock.duration > best.clock.duration ? each : best));
  const leader = () => {
    const all = live();
    const some = loose ? all.filter(there) : all;
    return longest(some.length ? some : all);
  };
  const fps = () => Math.max(1, ...runners.value.map(({ clock }) => clock.fps));
  const whole = computed(() => {
    const some = live();
    return Math.max(0, ...(some.length ? some : runners.value).map(({ clock }) => clock.duration));
  });

  /** Lets them run when all are there, and holds all when one isn't. */
  const go = () => {
    if (life.aborted) return;
    const all = live();
    const was = running;
    running = playing.value && ready(all);
    for (const runner of all) {
      const { video } = runner;
      if (!running || finished(runner)) video.pause();
      else if (video.paused && (!loose || there(runner))) {
        runner.seen = undefined;
        video.play().catch((error: DOMException) => error.name === "NotAllowedError" && pause());
      }
    }
    if (running && !was && !drawing) drawing = requestAnimationFrame(draw);
  };
  const put = (runner: Runner, ahead = 0) =>
    runner.played.seek(Math.min(time.value + ahead, Math.max(0, last(runner))));
  const seek = (seconds: number) => {
    time.value = Math.min(Math.max(0, seconds), whole.value);
    for (const runner of runners.value) put(runner);
    go();
  };
  const frame = (seconds: number) => Math.floor(seconds * fps() + 0.01);
  /** To the middle of a frame: at its very edge a decoder may show its neighbour. */
  const show = (index: number) => {
    const most = Math.max(0, Math.round(whole.value * fps()) - 1);
    seek((Math.min(Math.max(0, index), most) + 0.5) / fps());
  };
  const pause = () => {
    const was = running;
    playing.value = false;
    go();
    if (was) show(frame(time.value)); // all of them
  };
  const play = () => {
    if (frame(time.value + 0.6 / fps()) >= Math.round(whole.value * fps())) seek(0);
    playing.value = true;
    go();
  };
  const end = () => {
    if (loop.value) seek(0);
    else {
      playing.value = false;
      go();
      time.value = whole.value;
    }
  };

  const now = ({ video, seen }: Runner, at: number) =>
    seen ? seen.mediaTime + ((at - seen.expectedDisplayTime) / 1000) * video.playbackRate : video.currentTime;
  const follow = (runner: Runner, lead: Runner, at: number) => {
    const apart = now(runner, at) - now(lead, at);
    const frames = Math.abs(apart) * Math.min(runner.clock.fps, lead.clock.fps);
    if (Math.abs(apart) > FAR && at - runner.joined > RARELY) {
      if (loose) {
        runner.joined = at;
        return put(runner, AHEAD * speed.value);
      }
      for (const each of runners.value) each.joined = at;
      return seek(lead.video.currentTime);
    }
    if (frames > APART) runner.pace = apart > 0 ? slower : faster;
    else if (frames < CLOSE) runner.pace = 1;
    const rate = speed.value * runner.pace;
    if (runner.video.playbackRate !== rate) runner.video.playbackRate = rate;
  };
  const draw = (at: number) => {
    drawing = 0;
    if (!running) return;
    const all = live();
    if (all.every(finished)) return end();
    const lead = leader();
    time.value = lead.video.currentTime;
    for (const runner of all) if (runner !== lead && !finished(runner)) follow(runner, lead, at);
    drawing = requestAnimationFrame(draw);
  };

  const join = (member: Member, own: AbortSignal) => {
    const runner: Runner = { ...member, seen: undefined, pace: 1, joined: 0 };
    const { video } = runner;
    for (const event of ["canplay", "waiting", "seeking", "seeked", "emptied"] as const) on(own, video, event, go);
    on(own, video, "loadedmetadata", () => time.value && put(runner, loose && running ? AHEAD * speed.value : 0));
    on(own, video, "ended", () => running && live().every(finished) && end()); // a hidden page draws nothing
    // Somebody else paused it (a host that takes the page apart): then all pause.
    on(own, video, "pause", () => {
      if (running && video.paused && !runner.broken.value && !finished(runner)) (loose ? go : pause)();
    });
    const see = (_: number, shown: VideoFrameCallbackMetadata) => {
      runner.seen = shown;
      if (!own.aborted) video.requestVideoFrameCallback(see);
    };
    video.requestVideoFrameCallback?.(see);
    track(own, () => {
      runner.pace = 1;
      video.defaultPlaybackRate = speed.value;
      video.playbackRate = speed.value;
    });
    runners.value = [...runners.peek(), runner];
    const leave = () => {
      runners.value = runners.peek().filter((each) => each !== runner);
    };
    if (own !== life) own.addEventListener("abort", leave, { once: true, signal: life });
  };
  for (const seat of seats) join(seat, life);
  track(life, go); // a clip that breaks is not waited for
  life.addEventListener(
    "abort",
    () => {
      cancelAnimationFrame(drawing);
      clearTimeout(patience);
    },
    { once: true },
  );

  return {
    playing,
    time,
    muted,
    whole,
    join,
    seek,
    play,
    pause,
    toggle: () => (playing.value ? pause() : play()),
    step(frames) {
      pause();
      show(frame(time.value) + frames);
    },
  };
}
