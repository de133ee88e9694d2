import { describe, expect, it } from 'vitest';
import { createActivity } from '../../../runner/core/agent-activity.ts';
import type { AgentEvent } from '../../../runner/core/ports/agent.ts';

const reads = (path: string, title = `read ${path}`): AgentEvent => ({
  type: 'tool',
  id: path,
  name: 'read',
  kind: 'read',
  status: 'started',
  title,
  input: { path },
});

/** The lines that change. */
function linesOf(events: readonly AgentEvent[], expected = 0): string[] {
  const activity = createActivity();
  activity.expect(expected);
  return events.flatMap((event) => activity.follow(event) ?? []);
}

describe('what an agent is doing', () => {
  it('tells which file it reads and how far it is, each file once', () => {
    expect(linesOf([reads('a.ts'), reads('b.ts'), reads('a.ts', 'read a.ts:80-120')], 12)).toEqual([
      'reading a.ts (1 of 12 files)',
      'reading b.ts (2 of 12 files)',
      'reading a.ts:80-120 (2 of 12 files)',
    ]);
  });

  it.each([
    [0, 'reading c.ts (3 files)'],
    [1, 'reading c.ts (3 files)'],
    [2, 'reading c.ts (3 files)'],
    [3, 'reading c.ts (3 of 3 files)'],
  ])('says no total that is none, with %s files to read', (expected, last) => {
    expect(linesOf([reads('a.ts'), reads('b.ts'), reads('c.ts')], expected).at(-1)).toBe(last);
  });

  it('counts no file of a tool that does not say which', () => {
    const tool = { type: 'tool', id: '1', name: 'grep', status: 'started' } as const;
    expect(
      linesOf([
        { ...tool, kind: 'search', input: { path: 'src' } },
        { ...tool, kind: 'read' },
      ]),
    ).toEqual(['grep', 'grep']);
  });

  it('keeps the count where the title is long', () => {
    const line = linesOf([reads('src/'.repeat(100))])[0] ?? '';
    expect(line).toMatch(/… \(1 file\)$/);
    expect(line.length).toBeLessThanOrEqual(200);
  });
});
