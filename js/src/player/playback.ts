// One <video> as signals: what it does, and what can be done with it. No buttons here, no model.
import { type Signal, signal } from "@preact/signals-core";
import { on } from "../lasting.js";

export interface Playback {
  readonly playing: Signal<boolean>;
  /** Seconds; moves smoothly while it plays. */
  readonly time: Signal<number>;
  readonly muted: Signal<boolean>;
  toggle(): void;
  /** `refused` hears that the browser lets nothing play that nobody has pressed. */
  play(refused?: () => void): void;
  pause(): void;
  /** Goes to a second, clipped to the clip; before the video is here it is remembered. */
  seek(seconds: number): void;
  /** Goes some whole frames on or back, and stops there. */
  step(frames: number): void;
}

export interface Clock {
  /** Seconds, as Python knows them; the video's own count once it is here. */
  duration: number;
  fps: number;
}

export function playback(video: HTMLVideoElement, clock: Clock, life: AbortSignal): Playback {
  const playing = signal(false);
  const time = signal(0);
  const muted = signal(false);
  let wanted: number | null = null;
  let drawing = 0;

  const whole = () => (Number.isFinite(video.duration) && video.duration > 0 ? video.duration : clock.duration);
  const hears = (event: keyof HTMLElementEventMap, heard: () => void) => on(life, video, event, heard);
  const read = () => {
    if (wanted === null) time.value = video.currentTime;
  };
  const draw = () => {
    read();
    drawing = playing.value ? requestAnimationFrame(draw) : 0;
  };
  // Seeks are slower than a dragged pointer: only the newest wish is kept while one is under way.
  const go = () => {
    if (wanted === null || video.readyState < HTMLMediaElement.HAVE_METADATA || video.seeking) return;
    video.currentTime = wanted;
    wanted = null;
  };

  hears("play", () => {
    playing.value = true;
    if (!drawing) draw();
  });
  hears("pause", () => {
    playing.value = false;
    read();
  });
  const hear = () => {
    muted.value = video.muted;
  };
  hears("volumechange", hear);
  hears("loadedmetadata", hear); // a new source swallows a volumechange that is under way
  hears("loadedmetadata", go);
  hears("seeked", () => {
    go();
    read();
  });
  hears("timeupdate", read);
  life.addEventListener(
    "abort",
    () => {
      cancelAnimationFrame(drawing);
      video.pause();
      video.removeAttribute("src");
      video.load();
    },
    { once: true },
  );

  const seek = (seconds: number) => {
    wanted = Math.min(Math.max(0, seconds), whole());
    time.value = wanted;
    go();
  };
  const play = (refused?: () => void) => {
    video.play().catch((error: DOMException) => {
      playing.value = !video.paused; // refused by the browser or cut off by a new source: still paused
      if (error.name === "NotAllowedError") refused?.();
    });
  };
  return {
    playing,
    time,
    muted,
    seek,
    play,
    pause: () => video.pause(),
    toggle: () => (video.paused ? play() : video.pause()),
    step(frames) {
      video.pause();
      const frame = Math.floor(time.value * clock.fps + 0.01);
      const last = Math.max(0, Math.round(whole() * clock.fps) - 1);
      // To the middle of a frame: at its very edge a decoder may show its neighbour.
      seek((Math.min(Math.max(0, frame + frames), last) + 0.5) / clock.fps);
    },
  };
}
