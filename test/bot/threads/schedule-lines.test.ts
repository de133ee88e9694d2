/** What the card of a scheduled run says of its schedule, and of what is new. */
import { describe, expect, it } from 'vitest';
import { cardOf } from '../../../bot/threads/card.ts';
import type { MessageView } from '../../../runner/core/ports/views.ts';
import type { RunSnapshot } from '../../../runner/core/run-snapshot.ts';
import { viewText } from '../commands/room.ts';
import { ended, OUTCOME, running, snapshot } from './stories.ts';

const settings = { title: () => 'Code review', publicUrl: null };
const NEXT = '2026-03-03T06:00:00.000Z';
const nightly = { id: 's1', name: 'nightly', next_fire: NEXT };
const over = (schedule: RunSnapshot['run']['schedule'], requested_by = 'schedule:s1') => ({
  schedule,
  requested_by,
});

const finding = (id: string, state: 'new' | 'persisting') => ({
  ...{ id, severity: 'P2' as const, impact: null, confidence: 80, kind: 'bug', title: `Title of ${id}` },
  ...{ path: 'a.ts', line: 1, url: null, effort: 'S' as const, state, fingerprint: id },
});

const outcome = {
  ...OUTCOME,
  since: '1 new, 1 persisting, 2 fixed',
  findings: [finding('F1', 'persisting'), finding('F2', 'new')],
  headlines: [
    { text: 'The old one is still there', refs: ['F1'] },
    { text: 'The new one is worse', refs: ['F2'] },
  ],
};

function endedCard(run: Partial<RunSnapshot['run']>): MessageView {
  const done = ended([]);
  return cardOf({ ...done, run: { ...done.run, ...run } }, settings);
}

describe('the card of a run that a schedule started', () => {
  it('says which one, and when it fires next, where the reader is', () => {
    const card = cardOf(snapshot([running('lens:security', 'reading')], over(nightly)), settings);
    expect(viewText(card)).toContain('small · by schedule nightly · next 2026-03-03 06:00 UTC · started');
    expect(viewText(card)).not.toContain('schedule:s1');
    expect(JSON.stringify(card)).toContain(`"time":"${NEXT}"`);
  });

  it('names the person who started it beside the fire times', () => {
    const card = cardOf(snapshot([], over(nightly, 'slack:T1:U1')), settings);
    expect(viewText(card)).toContain('small · asked by U1 · by schedule nightly · next');
  });

  it('leaves the next time out where there is none', () => {
    const card = cardOf(snapshot([], over({ ...nightly, next_fire: null })), settings);
    expect(viewText(card)).toContain('small · by schedule nightly · started');
  });

  it('says what is new since the last run, and that comes first', () => {
    const text = viewText(endedCard({ ...over(nightly), outcome }));
    expect(text).toContain('1 new, 1 persisting, 2 fixed since the last run');
    expect(text.indexOf('The new one is worse')).toBeLessThan(text.indexOf('The old one'));
  });
});

describe('the card of a run that a person started', () => {
  it('keeps the order of its headlines', () => {
    const text = viewText(endedCard({ schedule: null, outcome }));
    expect(text).not.toContain('since the last run');
    expect(text.indexOf('The old one')).toBeLessThan(text.indexOf('The new one is worse'));
  });
});
