/** Draws the steps of a run, or those that a flow plans, as a graph: waves from left to right, with status and duration. Pure. */
import { type GraphLayout, type GraphStep, graphLayout, type PlacedStep } from './graph.ts';
import { box, colors, FONT, fitting, px, STATUS_SIGNS, stepGroup, svgDocument, words } from './svg-shapes.ts';
import { timelineDuration } from './timeline.ts';

const MARGIN = 24;
const TOP = 56;
const BOX = { width: 144, height: 42 } as const;
const GAP = { across: 32, down: 12 } as const;
/** room for the sign, or for the mark of an agent, before the words */
const INDENT = 26;
const LEAST_WIDTH = 480;

/** Returns the picture as an SVG document. `heading` is such as `Tech debt · shop @ a1b2c3d`. */
export function graphSvg(heading: string, steps: readonly GraphStep[]): string {
  const layout = graphLayout(steps);
  const width = Math.max(
    LEAST_WIDTH,
    2 * MARGIN + layout.waves * BOX.width + Math.max(0, layout.waves - 1) * GAP.across,
  );
  const height = TOP + layout.highest * (BOX.height + GAP.down) + MARGIN - GAP.down;
  const frame = {
    id: 'graph',
    width,
    height,
    title: `Graph of ${heading}`,
    description: graphText(layout),
    patterns: [],
  };
  return svgDocument(frame, [
    words(fitting(heading, width - 2 * MARGIN, FONT.heading), MARGIN, 36, { size: FONT.heading, bold: true }),
    ...layout.links.map(linkOf),
    ...layout.placed.map(stepOf),
    ...(layout.placed.length === 0 ? [words('There are no steps.', MARGIN, TOP + 20, { ink: 'quiet' })] : []),
  ]);
}

/** The same in words: what each step needs, and how it stands. */
function graphText({ placed }: GraphLayout): string {
  const labels = new Map(placed.map(({ step }) => [step.step_id, step.label]));
  return placed
    .map(({ step: { label, needs, status } }) => {
      const after = needs.flatMap((need) => labels.get(need) ?? []).join(', ');
      return `${label}${after === '' ? '' : `, after ${after}`}${status === null ? '' : `: ${status}`}.`;
    })
    .join(' ');
}

const leftOf = ({ wave }: PlacedStep): number => MARGIN + wave * (BOX.width + GAP.across);
const middleOf = ({ place }: PlacedStep): number => TOP + place * (BOX.height + GAP.down) - GAP.down / 2;

function linkOf({ from, to }: GraphLayout['links'][number]): string {
  const [x1, y1] = [leftOf(from) + BOX.width, middleOf(from)];
  const [x2, y2] = [leftOf(to), middleOf(to)];
  const bend = GAP.across / 2;
  const path = `M${px(x1)} ${px(y1)}C${px(x1 + bend)} ${px(y1)} ${px(x2 - bend)} ${px(y2)} ${px(x2)} ${px(y2)}`;
  return `<path d="${path}" ${colors({ fill: 'none', stroke: 'link' })}/>`;
}

function stepOf(placed: PlacedStep): string {
  const { step } = placed;
  const [x, y] = [leftOf(placed), middleOf(placed)];
  const room = BOX.width - INDENT - 8;
  const below = belowOf(step);
  const isFailed = step.status === 'failed';
  const mark = step.status === null ? (step.kind === 'agent' ? '●' : '◇') : STATUS_SIGNS[step.status];
  const area = `<rect x="${px(x)}" y="${px(y - BOX.height / 2)}" width="${BOX.width}" height="${BOX.height}" rx="6" ${areaOf(step)}/>`;
  return stepGroup(step.step_id, step.status ?? 'planned', area, [
    ...(step.status === 'running'
      ? [box(x, y - BOX.height / 2 + 6, 4, BOX.height - 12, `rx="2" ${colors({ fill: 'agent' })}`)]
      : []),
    words(mark, x + 10, y, { ink: isFailed ? 'failed' : 'quiet', bold: true, centered: true }),
    words(fitting(step.label, room, FONT.text), x + INDENT, y - (below === '' ? 0 : 8), { centered: true }),
    words(fitting(below, room, FONT.small), x + INDENT, y + 10, {
      size: FONT.small,
      ink: isFailed ? 'failed' : 'quiet',
      centered: true,
    }),
  ]);
}

/** Agents have a solid border, code a thin one; what did not run a dashed one. */
function areaOf({ status, kind }: GraphStep): string {
  const stroke = status === 'failed' ? 'failed' : kind === 'agent' ? 'agent' : 'code';
  const dashes = status === 'skipped' || status === 'pending' ? ' stroke-dasharray="4 3"' : '';
  return `${colors({ fill: 'page', stroke }, 'area')}${dashes}`;
}

function belowOf({ status, ms, kind }: GraphStep): string {
  if (status === null) return kind;
  const took = ms === null ? '' : timelineDuration(ms);
  if (status === 'completed') return took;
  return [status === 'pending' ? 'waiting' : status, took].filter((part) => part !== '').join(' · ');
}
