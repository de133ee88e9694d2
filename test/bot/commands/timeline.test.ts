import { expect, test } from 'vitest';
import type { RunDocument, StepDocument } from '../../../runner/core/documents.ts';
import { runDocument } from '../memory-service.ts';
import { step } from '../timeline/runs.ts';
import { BOB, type Room, room, textOf } from './room.ts';

function runIn(there: Room, status: RunDocument['status'] = 'completed'): string {
  const run = runDocument({ status });
  there.service.put({ run, steps: [step('lens', [], [0, 12]) as StepDocument], report: null });
  there.threads.set(run.id, { channel: 'C0SHOP01', requested_by: 'slack:T1:U0ANA' });
  return run.id;
}

test('the timeline is a picture for the person who pressed', async () => {
  const there = room();
  const id = runIn(there);
  const answer = await there.press('timeline', id, { person: BOB });
  expect(answer).toMatchObject({
    kind: 'message',
    file: {
      name: `timeline-code-review-${id.slice(0, 8)}.png`,
      title: 'Timeline of code review · shop @ a1b2c3d',
      png: expect.any(Uint8Array),
      alt: expect.stringContaining('lens: completed, 12.0 s.'),
    },
  });
  expect(there.wanted).toEqual([]);
});

test('a press that is delivered twice sends one picture', async () => {
  const there = room();
  const id = runIn(there);
  await there.press('timeline', id, { id: 'P1' });
  const again = await there.press('timeline', id, { id: 'P1' });
  expect(again).not.toHaveProperty('file');
  expect(textOf(again)).toMatch(/sent to you already/);
});

test('a run that is still running has no timeline yet', async () => {
  const there = room();
  expect(textOf(await there.press('timeline', runIn(there, 'running')))).toMatch(/once it has ended/);
});

test('a run that can’t be seen from here shows nothing', async () => {
  const there = room();
  const run = runDocument({ status: 'completed', project_id: 'site' });
  there.service.put({ run, steps: [], report: null });
  expect(textOf(await there.press('timeline', run.id))).toMatch(/There is no run/);
});
