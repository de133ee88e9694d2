import { describe, expect, test } from 'vitest';
import { pngOf } from '../../../bot/timeline/picture.ts';
import type { TimelineRun } from '../../../bot/timeline/timeline.ts';
import { timelineSvg, timelineText } from '../../../bot/timeline/timeline-svg.ts';
import { largeRun, skipped, step, timelineOfSteps } from './runs.ts';

const small = timelineOfSteps([
  step('Scope', [], [0, 1], { kind: 'code' }),
  step('Tests', ['Scope'], [1, 61], { status: 'failed', error: 'no answer', attempt: 3 }),
  step('Maintainability', ['Scope'], [1, 193]),
  skipped('Skeptic', ['Tests', 'Maintainability'], 'no model'),
  step('Report', ['Maintainability'], [3793, 3793], { kind: 'code' }),
]);

/** The texts of a picture. */
const textsOf = (svg: string) => [...svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);

test('the picture of a run has a row for each step, with its sign, needs and duration, and the totals', () => {
  const texts = textsOf(timelineSvg(small));
  expect(texts).toEqual(expect.arrayContaining(['Tech debt · shop', '✓', '✗', '–', '3:12', '0 ms']));
  expect(texts).toContain('1:00 · attempt 3');
  expect(texts).toContain('failed: no answer');
  expect(texts).toContain('skipped: no model');
  expect(texts).toContain('1:00:00 pause');
  expect(texts).toContainEqual(
    expect.stringMatching(/^completed · 1:03:13 · 5 steps, 1 failed, 1 skipped · 2 agents worked 4:12/),
  );
});

test('the same run gives the same bytes', () => {
  expect(timelineSvg(largeRun(38))).toBe(timelineSvg(largeRun(38)));
});

test('the same is there in words', () => {
  expect(timelineText(small)).toMatch(/Tests: failed: no answer, 1:00\. .*Skeptic: skipped: no model\./);
});

test('every text is untrusted', () => {
  const hostile = '</text><script>alert(1)</script>&"\u0000\ud800\u202e';
  const svg = timelineSvg(
    timelineOfSteps([step(hostile, [], [0, 1], { status: 'failed', error: hostile })], hostile),
  );
  expect(svg).not.toContain('<script');
  for (const sign of ['\u0000', '\ud800', '\u202e']) expect(svg).not.toContain(sign);
  expect(svg).toContain('&lt;script&gt;');
});

describe('a PNG', () => {
  const sizeOf = (png: Uint8Array) => {
    const header = Buffer.from(png);
    return { width: header.readUInt32BE(16), height: header.readUInt32BE(20) };
  };

  test.each<[string, TimelineRun]>([
    ['no step', timelineOfSteps([])],
    ['five steps', small],
    ['forty steps', largeRun(38)],
    ['a hundred steps', largeRun(98)],
  ])('shows %s at twice the size', async (_name, timeline) => {
    const svg = timelineSvg(timeline);
    const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(svg) ?? [];
    const png = await pngOf(svg);
    expect(Buffer.from(png.subarray(1, 4)).toString()).toBe('PNG');
    expect(sizeOf(png)).toEqual({ width: 2 * Number(width), height: 2 * Number(height) });
    expect(png.length).toBeLessThan(2_000_000);
  });

  test('has its words in the fonts that come with Baton', async () => {
    const words = '<text x="10" y="40" font-family="DejaVu Sans" font-size="30">✓ ✗ Wg</text>';
    const picture = (inside: string) =>
      pngOf(`<svg xmlns="http://www.w3.org/2000/svg" width="200" height="60">${inside}</svg>`);
    expect((await picture(words)).length).toBeGreaterThan((await picture('')).length + 500);
  });
});
