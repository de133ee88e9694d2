/**
 * The axis of a timeline: turns moments into places between 0 and 1. A long pause in which no step ran, such as the hours
 * before a retry, is drawn short. Pure.
 */

export interface Span {
  /** milliseconds since 1970 */
  readonly start: number;
  readonly end: number;
}

/** A pause that is drawn shorter than it was, by the places at which it is drawn. */
export interface Pause {
  readonly from: number;
  readonly to: number;
  readonly ms: number;
}

export interface Tick {
  readonly at: number;
  /** since the start */
  readonly ms: number;
}

export interface TimeAxis {
  /** Returns the place of a moment; moments outside are placed at the nearer end. */
  place(moment: number): number;
  readonly pauses: readonly Pause[];
  readonly ticks: readonly Tick[];
  /** from the first start to the last end, pauses included */
  readonly ms: number;
}

/** A pause is drawn short if it is longer than this share of the time in which steps ran. */
const LONG_PAUSE = 0.25;
/** How wide a short pause is, as a share of the time in which steps ran. */
const PAUSE_SHARE = 0.06;
const MOST_TICKS = 8;

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** The distances between two ticks that read well. */
const TICK_MS: readonly number[] = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12, 24, 48, 168].map((n) => n * HOUR),
];

/** A stretch of the axis. `from` and `width` are in drawn milliseconds. */
interface Stretch extends Span {
  readonly from: number;
  readonly width: number;
  readonly isPause: boolean;
}

/** Without spans, or with spans of no length, everything is at the left. */
export function timeAxis(spans: readonly Span[]): TimeAxis {
  const stretches = stretchesOf(spans);
  const last = stretches.at(-1);
  const start = stretches[0]?.start ?? 0;
  const end = last?.end ?? 0;
  const width = last === undefined ? 0 : last.from + last.width;
  const place = (moment: number): number => {
    if (width === 0) return 0;
    const inside = Math.min(Math.max(moment, start), end);
    const stretch = stretches.find((each) => inside <= each.end) ?? last;
    if (stretch === undefined) return 0;
    const length = stretch.end - stretch.start;
    const share = length === 0 ? 0 : (inside - stretch.start) / length;
    return (stretch.from + Math.max(0, share) * stretch.width) / width;
  };
  const pauses = stretches
    .filter(({ isPause }) => isPause)
    .map(({ start: from, end: to }) => ({ from: place(from), to: place(to), ms: to - from }));
  return { place, pauses, ticks: ticksOf(stretches, width, place), ms: end - start };
}

/** Joins spans that touch, and puts a stretch for each pause between those that don't. */
function stretchesOf(spans: readonly Span[]): readonly Stretch[] {
  const busy: { start: number; end: number }[] = [];
  for (const { start, end } of [...spans].sort((one, other) => one.start - other.start)) {
    const open = busy.at(-1);
    if (open !== undefined && start <= open.end) open.end = Math.max(open.end, end);
    else busy.push({ start, end: Math.max(start, end) });
  }
  const worked = busy.reduce((sum, { start, end }) => sum + end - start, 0);
  const found: Stretch[] = [];
  let from = 0;
  const add = (span: Span, width: number, isPause: boolean) => {
    found.push({ ...span, from, width, isPause });
    from += width;
  };
  for (const [index, span] of busy.entries()) {
    const before = busy[index - 1];
    if (before !== undefined) {
      const pause = { start: before.end, end: span.start };
      const length = pause.end - pause.start;
      const isLong = worked > 0 && length > worked * LONG_PAUSE;
      add(pause, isLong ? worked * PAUSE_SHARE : length, isLong);
    }
    add(span, span.end - span.start, false);
  }
  return found;
}

/** Ticks count from the start and stand only where time is drawn at its full length. */
function ticksOf(
  stretches: readonly Stretch[],
  width: number,
  place: (moment: number) => number,
): readonly Tick[] {
  const start = stretches[0]?.start ?? 0;
  const step = TICK_MS.find((ms) => width / ms <= MOST_TICKS) ?? width;
  if (step === 0) return [];
  return stretches
    .filter(({ isPause }) => !isPause)
    .flatMap((stretch) => {
      const found: Tick[] = [];
      for (let ms = Math.ceil((stretch.start - start) / step) * step; start + ms <= stretch.end; ms += step)
        found.push({ at: place(start + ms), ms });
      return found;
    });
}
