import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RunDocument, StepDocument } from '../../../runner/core/documents.ts';
import { runDocument } from '../memory-service.ts';
import { surroundings } from '../surroundings.ts';
import { step } from '../timeline/runs.ts';

const ID = '1a2b3c4d-0000-4000-8000-000000000000';

function ended(status: RunDocument['status'] = 'completed') {
  const around = surroundings();
  const steps = [step('lens', [], [0, 12]) as StepDocument];
  around.service.put({ run: runDocument({ id: ID, status }), steps, report: null });
  return { ...around, read: (path: string) => readFileSync(join(around.folder, path)) };
}

describe('baton show --timeline', () => {
  test.each([
    ['run.svg', '<svg'],
    ['run.PNG', '\u0089PNG'],
  ])('draws the picture into %s, and shows the run', async (name, beginning) => {
    const around = ended();
    expect(await around.run('show', '1a2b', '--timeline', name)).toBe(0);
    expect(around.read(name).toString('latin1').startsWith(beginning)).toBe(true);
    expect(around.err()).toBe(`Written to ${around.folder}/${name}\n`);
    expect(around.out()).toContain(ID);
  });

  test('refuses a file of another kind before it reads anything', async () => {
    const around = ended();
    expect(await around.run('show', ID, '--timeline', 'run.gif')).toBe(2);
    expect(around.err()).toMatch(/neither \.svg nor \.png/);
  });

  test('has nothing to draw of a run that is still running', async () => {
    const around = ended('running');
    expect(await around.run('show', ID, '--timeline', 'run.svg')).toBe(2);
    expect(around.err()).toMatch(/still running/);
  });
});
