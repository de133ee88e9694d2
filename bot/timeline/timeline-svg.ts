/**
 * Draws the timeline of a run: bars for each step, hatched while it waited and solid while it worked, and a line from the
 * step that it waited for. Pure; the same run gives the same picture. Status shows by sign and pattern as well as by color.
 */
import type { Bar } from './bars.ts';
import {
  box,
  colors,
  FONT,
  fitting,
  hatching,
  line,
  px,
  STATUS_SIGNS,
  stepGroup,
  svgDocument,
  words,
} from './svg-shapes.ts';
import { type TimeAxis, timeAxis } from './time-axis.ts';
import {
  spansOf,
  type TimelineRow,
  type TimelineRun,
  timelineDuration,
  timelineRows,
  totalsLine,
} from './timeline.ts';

const WIDTH = 1120;
const MARGIN = 24;
const ROW = 26;
/** agents' bars, and the thinner ones of code */
const BAR = { agent: 14, code: 8 } as const;
const PATTERN = { failed: 'timeline-failed', waiting: 'timeline-waiting' } as const;
/** a step that took no time */
const LEAST_BAR = 3;
const TOP = 112;
const BOTTOM = 56;
/** columns: the right edge of numbers, signs, labels, needs, the chart from and to, the right edge of durations */
const COLUMN = { n: 46, sign: 56, label: 76, after: 346, from: 440, to: 972, took: WIDTH - MARGIN };

/** Returns the picture as an SVG document. */
export function timelineSvg(timeline: TimelineRun): string {
  const rows = timelineRows(timeline);
  const axis = timeAxis(spansOf(rows));
  const height = TOP + Math.max(1, rows.length) * ROW + BOTTOM;
  const parts = [
    ...headingParts(timeline, totalsLine(timeline, rows, axis.ms)),
    ...stripes(rows),
    ...axisParts(axis, TOP + rows.length * ROW),
    ...rows.flatMap((row) => linkParts(row, rows, axis)),
    ...rows.map((row) => rowGroup(row, axis)),
    ...(rows.length === 0
      ? [words('This run has no steps.', COLUMN.label, middleOf(1), { ink: 'quiet' })]
      : []),
    ...legendParts(height - 24),
  ];
  const frame = {
    id: 'timeline',
    width: WIDTH,
    height,
    title: `Timeline of ${timeline.heading}`,
    description: timelineText(timeline),
    patterns: [hatching(PATTERN.failed, 'failed', 'page'), hatching(PATTERN.waiting, 'page', 'link')],
  };
  return svgDocument(frame, parts);
}

/** The same in words, for people who can't see the picture. */
export function timelineText(timeline: TimelineRun): string {
  const rows = timelineRows(timeline);
  const { ms } = timeAxis(spansOf(rows));
  const lines = rows.map(({ label, span, why, status }) => {
    const took = span === null ? '' : `, ${timelineDuration(span.end - span.start)}`;
    return `${label}: ${why === '' ? status : why}${took}.`;
  });
  return [`${totalsLine(timeline, rows, ms)}.`, ...lines].join(' ');
}

function headingParts({ heading }: TimelineRun, totals: string): string[] {
  const room = WIDTH - 2 * MARGIN;
  return [
    words(fitting(heading, room, FONT.heading), MARGIN, 38, { size: FONT.heading, bold: true }),
    words(fitting(totals, room, FONT.text), MARGIN, 62, { ink: 'quiet' }),
    words('Step', COLUMN.label, TOP - 10, { size: FONT.small, ink: 'quiet' }),
    words('After', COLUMN.after, TOP - 10, { size: FONT.small, ink: 'quiet' }),
    words('Took', COLUMN.took, TOP - 10, { size: FONT.small, ink: 'quiet', anchor: 'end' }),
  ];
}

function stripes(rows: readonly TimelineRow[]): string[] {
  return rows
    .filter(({ n }) => n % 2 === 0)
    .map(({ n }) => box(MARGIN, TOP + (n - 1) * ROW, WIDTH - 2 * MARGIN, ROW, colors({ fill: 'stripe' })));
}

function axisParts(axis: TimeAxis, bottom: number): string[] {
  const marks = axis.ticks.flatMap(({ at, ms }) => {
    const x = across(at);
    return [
      line(x, TOP, x, bottom, 'grid'),
      words(ms === 0 ? '0' : timelineDuration(ms), x, TOP - 10, {
        size: FONT.small,
        ink: 'quiet',
        anchor: 'middle',
      }),
    ];
  });
  const pauses = axis.pauses.flatMap(({ from, to, ms }) => {
    const x = across(from);
    return [
      box(x, TOP, across(to) - x, bottom - TOP, colors({ fill: 'pause' })),
      words(`${timelineDuration(ms)} pause`, (x + across(to)) / 2, TOP - 28, {
        size: FONT.small,
        ink: 'quiet',
        anchor: 'middle',
      }),
    ];
  });
  return [...pauses, ...marks];
}

/** From the end of the step that it waited for, down to its row, and on to where it began. */
function linkParts(row: TimelineRow, rows: readonly TimelineRow[], axis: TimeAxis): string[] {
  const before = row.waitedFor === null ? undefined : rows[row.waitedFor];
  if (before === undefined || before.span === null || row.span === null) return [];
  const from = across(axis.place(before.span.end));
  // The time that it waited for a worker is a bar of its own.
  const queued = row.bars.findLast(({ kind, end }) => kind === 'waiting' && end === row.span?.start);
  const to = across(axis.place(queued?.start ?? row.span.start));
  const path = `M${px(from)} ${px(middleOf(before.n))}V${px(middleOf(row.n))}H${px(Math.max(from, to))}`;
  return [`<path d="${path}" ${colors({ fill: 'none', stroke: 'link' })}/>`];
}

function rowGroup(row: TimelineRow, axis: TimeAxis): string {
  const area = box(
    MARGIN,
    TOP + (row.n - 1) * ROW,
    WIDTH - 2 * MARGIN,
    ROW,
    'class="area" fill="none" rx="3"',
  );
  return stepGroup(row.step_id, row.status, area, rowParts(row, axis));
}

function rowParts(row: TimelineRow, axis: TimeAxis): string[] {
  const y = middleOf(row.n);
  const ran = row.span !== null;
  const ink = row.status === 'failed' ? 'failed' : ran ? 'text' : 'quiet';
  const tries = row.attempt > 1 ? ` · attempt ${row.attempt}` : '';
  const took = row.span === null ? '' : `${timelineDuration(row.span.end - row.span.start)}${tries}`;
  return [
    words(`${row.n}`, COLUMN.n, y, { size: FONT.small, ink: 'quiet', anchor: 'end', centered: true }),
    words(STATUS_SIGNS[row.status], COLUMN.sign, y, { ink, bold: true, centered: true }),
    words(fitting(row.label, COLUMN.after - COLUMN.label - 8, FONT.text), COLUMN.label, y, {
      ink,
      centered: true,
    }),
    words(fitting(row.after, COLUMN.from - COLUMN.after - 12, FONT.small), COLUMN.after, y, {
      size: FONT.small,
      ink: 'quiet',
      centered: true,
    }),
    ...barParts(row, axis),
    words(took, COLUMN.took, y, { ink, anchor: 'end', centered: true }),
  ];
}

function barParts(row: TimelineRow, axis: TimeAxis): string[] {
  const y = middleOf(row.n);
  const drawn = row.bars.map((bar) => barOf(bar, row, axis));
  const last = drawn.at(-1);
  if (last === undefined) {
    const why = fitting(row.why, COLUMN.to - COLUMN.from, FONT.small);
    return [words(why, COLUMN.from, y, { size: FONT.small, ink: 'quiet', centered: true })];
  }
  const first = drawn[0] ?? last;
  return [...drawn.map(({ shape }) => shape), ...whyParts(row, first.x, last.x + last.width)];
}

function barOf(bar: Bar, { n, kind }: TimelineRow, axis: TimeAxis) {
  const start = across(axis.place(bar.start));
  const end = across(axis.place(bar.end));
  // A bar at the right end that is too short to see grows to the left.
  const width = Math.max(bar.kind === 'waiting' ? 0 : LEAST_BAR, end - start);
  const x = Math.min(start, COLUMN.to - width);
  const thick = BAR[kind];
  return { x, width, shape: box(x, middleOf(n) - thick / 2, width, thick, lookOf(bar.kind, kind)) };
}

function lookOf(look: Bar['kind'], kind: TimelineRow['kind']): string {
  if (look === 'failed') return `rx="2" fill="url(#${PATTERN.failed})" ${colors({ stroke: 'failed' })}`;
  if (look === 'waiting') return `rx="2" fill="url(#${PATTERN.waiting})" ${colors({ stroke: 'link' })}`;
  if (look === 'stopped') return `rx="2" ${colors({ fill: 'page', stroke: 'quiet' })} stroke-dasharray="3 2"`;
  return `rx="2" ${colors({ fill: kind })}`;
}

/** Why a step that ran did not complete: on the side of its bar that has more room. */
function whyParts({ n, why, status }: TimelineRow, left: number, right: number): string[] {
  const isAfter = COLUMN.to - right >= left - COLUMN.from;
  const room = isAfter ? COLUMN.to - right : left - COLUMN.from;
  if (why === '' || room < 60) return [];
  return [
    words(fitting(why, room - 8, FONT.small), isAfter ? right + 6 : left - 6, middleOf(n), {
      size: FONT.small,
      ink: status === 'failed' ? 'failed' : 'quiet',
      anchor: isAfter ? 'start' : 'end',
      centered: true,
      backed: true,
    }),
  ];
}

/** What bars and lines mean. */
function legendParts(y: number): string[] {
  const entries = [
    { look: lookOf('completed', 'agent'), text: 'agent', thick: BAR.agent },
    { look: lookOf('completed', 'code'), text: 'code', thick: BAR.code },
    { look: lookOf('waiting', 'agent'), text: 'waiting', thick: BAR.agent },
    { look: lookOf('failed', 'agent'), text: 'failed', thick: BAR.agent },
  ];
  const step = 96;
  const last = MARGIN + entries.length * step;
  return [
    ...entries.flatMap(({ look, text, thick }, index) => {
      const x = MARGIN + index * step;
      return [
        box(x, y - thick / 2, 22, thick, look),
        words(text, x + 29, y, { size: FONT.small, ink: 'quiet', centered: true }),
      ];
    }),
    line(last, y, last + 22, y, 'link'),
    words('waited for the step where the line begins; After: all steps that it needs', last + 29, y, {
      size: FONT.small,
      ink: 'quiet',
      centered: true,
    }),
  ];
}

const middleOf = (row: number): number => TOP + (row - 0.5) * ROW;
const across = (place: number): number => COLUMN.from + place * (COLUMN.to - COLUMN.from);
