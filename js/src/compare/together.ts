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

export interface Together extends Playback {
  /** Seconds of the longest that can be shown. */
  readonly whole: ReadonlySignal<number>;
}

export interface TogetherOptions {
  seats: Seat[];
  loop: Signal<boolean>;
  speed: Signal<number>;
  life: AbortSignal;
}

/** A video, the last frame that it showed, and how much faster than the others it runs for now. */
interface Runner extends Seat {
  seen: VideoFrameCallbackMetadata | undefined;
  pace: number;
}

export function together({ seats, loop, speed, life }: TogetherOptions): Together {
  const runners: Runner[] = seats.map((seat) => ({ ...seat, seen: undefined, pace: 1 }));
  const playing = signal(false);
  const time = signal(0);
  const muted = signal(true);
  let running = false; // wanted, and nobody is waited for
  let drawing = 0;
  let joined = 0;

  const live = () => runners.filter(({ broken }) => !broken.value);
  const length = ({ video, clock }: Runner) => video.duration || clock.duration;
  const last = (runner: Runner) => length(runner) - 0.5 / runner.clock.fps; // the middle of its last frame
  const finished = (runner: Runner) => runner.video.ended || runner.video.currentTime >= last(runner) - 0.01;
  const there = (runner: Runner) =>
    finished(runner) || (runner.video.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA && !runner.video.seeking);
  const leader = () => live().reduce((best, each) => (each.clock.duration > best.clock.duration ? each : best));
  const fps = () => Math.max(...runners.map(({ clock }) => clock.fps));
  const whole = computed(() => {
    const some = live();
    return Math.max(...(some.length ? some : runners).map(({ clock }) => clock.duration));
  });

  /** Lets them run when all are there, and holds all when one isn't. */
  const go = () => {
    if (life.aborted) return;
    const all = live();
    const was = running;
    running = playing.value && all.length > 0 && all.every(there);
    for (const runner of all) {
      const { video } = runner;
      if (!running || finished(runner)) video.pause();
      else if (video.paused) {
        runner.seen = undefined;
        video.play().catch((error: DOMException) => error.name === "NotAllowedError" && pause());
      }
    }
    if (running && !was && !drawing) drawing = requestAnimationFrame(draw);
  };
  const put = (runner: Runner) => runner.played.seek(Math.min(time.value, Math.max(0, last(runner))));
  const seek = (seconds: number) => {
    time.value = Math.min(Math.max(0, seconds), whole.value);
    for (const runner of runners) put(runner);
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
    if (Math.abs(apart) > FAR && at - joined > RARELY) {
      joined = at;
      return seek(lead.video.currentTime);
    }
    if (frames > APART) runner.pace = apart > 0 ? SLOWER : FASTER;
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

  for (const runner of runners) {
    const { video } = runner;
    for (const event of ["canplay", "waiting", "seeking", "seeked", "emptied"] as const) on(life, video, event, go);
    on(life, video, "loadedmetadata", () => time.value && put(runner));
    on(life, video, "ended", () => running && live().every(finished) && end()); // a hidden page draws nothing
    // Somebody else paused it (a host that takes the page apart): then all pause.
    on(life, video, "pause", () => running && video.paused && !finished(runner) && pause());
    const see = (_: number, shown: VideoFrameCallbackMetadata) => {
      runner.seen = shown;
      if (!life.aborted) video.requestVideoFrameCallback(see);
    };
    video.requestVideoFrameCallback?.(see);
  }
  track(life, go); // a clip that breaks is not waited for
  track(life, () => {
    for (const runner of runners) {
      runner.pace = 1;
      runner.video.defaultPlaybackRate = speed.value;
      runner.video.playbackRate = speed.value;
    }
  });
  life.addEventListener("abort", () => cancelAnimationFrame(drawing), { once: true });

  return {
    playing,
    time,
    muted,
    whole,
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
