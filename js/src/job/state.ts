// What a job says of itself: grokwidget/notebook/jobview.py documents every field.
export type Status =
  | "planned"
  | "submitting"
  | "queued"
  | "running"
  | "downloading"
  | "done"
  | "failed"
  | "cancelled"
  | "expired"
  | "unknown"
  | "stopped";

export interface JobState {
  status: Status;
  phase: string;
  progress: number | null;
  elapsed_s: number;
  expected_s: number | null;
  expected_high_s: number | null;
  queue_place: number | null;
  message: string;
  can_stop: boolean;
  slow: boolean;
}

/** What was asked, for the caption. */
export interface Asked {
  prompt?: string;
  provider?: string;
  model?: string;
  details?: string;
}

const LIVE: Status[] = ["planned", "submitting", "queued", "running", "downloading"];
const BAD: Status[] = ["failed", "expired", "unknown"];

/** Whether the clock runs. */
export const isLive = ({ status }: JobState): boolean => LIVE.includes(status);
/** Whether somebody has to read what happened. */
export const isBad = ({ status }: JobState): boolean => BAD.includes(status);
