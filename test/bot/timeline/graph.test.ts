import { expect, test } from 'vitest';
import { type GraphStep, graphLayout } from '../../../bot/timeline/graph.ts';
import { graphSvg } from '../../../bot/timeline/graph-svg.ts';
import { pngOf } from '../../../bot/timeline/picture.ts';

const step = (step_id: string, needs: readonly string[] = [], over: Partial<GraphStep> = {}): GraphStep => ({
  step_id,
  label: step_id,
  kind: 'agent',
  needs,
  status: 'completed',
  ms: 4200,
  ...over,
});

const LENSES = ['a', 'b', 'c'].map((name) => step(name, ['scope']));
const STEPS = [step('scope', [], { kind: 'code' }), ...LENSES, step('end', ['a', 'b', 'c'])];

test('a step stands in the wave after the last one that it needs', () => {
  const late = step('late', ['scope', 'end']);
  const { placed, waves } = graphLayout([...STEPS, late]);
  expect(placed.map(({ step: { step_id }, wave }) => `${step_id} ${wave}`)).toEqual([
    'scope 0',
    'a 1',
    'b 1',
    'c 1',
    'end 2',
    'late 3',
  ]);
  expect(waves).toBe(4);
});

test('a wave with few steps stands in the middle', () => {
  const { placed, highest } = graphLayout(STEPS);
  expect(highest).toBe(3);
  expect(placed.map(({ place }) => place)).toEqual([1.5, 0.5, 1.5, 2.5, 1.5]);
});

test('steps of a wave stand beside what they need', () => {
  const { placed } = graphLayout([step('a'), step('b'), step('after b', ['b']), step('after a', ['a'])]);
  expect(placed.slice(2).map(({ step: { step_id } }) => step_id)).toEqual(['after a', 'after b']);
});

test('a need that is not there has no line', () => {
  expect(graphLayout([step('a', ['gone'])]).links).toEqual([]);
});

test('the picture has each step with its status and duration, and the same in words', () => {
  const svg = graphSvg('Tech debt · shop', [
    ...STEPS,
    step('broken', ['end'], { status: 'failed' }),
    step('never', ['end'], { status: 'pending', ms: null }),
  ]);
  for (const text of ['4.2 s', 'failed · 4.2 s', 'waiting', '✗']) expect(svg).toContain(`>${text}<`);
  expect(svg).toContain('end, after a, b, c: completed. broken, after end: failed.');
});

test('a planned step says who does it', () => {
  const svg = graphSvg('Plan', [step('scope', [], { kind: 'code', status: null, ms: null })]);
  expect(svg).toContain('>code<');
  expect(svg).toContain('class="step planned"');
});

test('every text is untrusted', () => {
  const hostile = '"><script>alert(1)</script>';
  const svg = graphSvg(hostile, [step(hostile, [], { label: hostile })]);
  expect(svg).not.toContain('<script');
  expect(svg).toContain('data-step="&quot;&gt;&lt;script&gt;');
});

test('a graph of a hundred steps is drawn as PNG, one of none too', async () => {
  const many = Array.from({ length: 98 }, (_, index) => step(`lens ${index}`, ['scope']));
  for (const steps of [[], [step('scope'), ...many]]) {
    const png = await pngOf(graphSvg('Large', steps));
    expect(Buffer.from(png.subarray(1, 4)).toString()).toBe('PNG');
  }
});
