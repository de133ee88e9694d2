import { describe, expect, it } from 'vitest';
import type { EvidencePack, Fact } from '../../../flows/contracts/evidence-pack.ts';
import { draft } from '../../../flows/evidence/collector.ts';
import { digest } from '../../../flows/evidence/digest.ts';
import { measure } from '../rules/source-facts.ts';

function churn(n: number): Fact {
  const data = { added: n, deleted: 0, authors: 1, last: '2024-01-01' };
  return {
    id: `K${n}`,
    ...draft('churn', { path: `src/f${n}.ts`, value: n, text: `changed ${n} times`, data }),
  };
}

function hotspot(n: number): Fact {
  const at = { path: `src/h${n}.ts`, line: 36, quote: 'work()' };
  const data = { ...measure('work', n), changes: 1, recent: 1, fan_in: 0 };
  return { id: `K${n}`, ...draft('hotspot', { ...at, value: n, text: `1 change × complexity ${n}`, data }) };
}

function pack(facts: readonly Fact[], unavailable: EvidencePack['unavailable'] = []): EvidencePack {
  return { facts, unavailable, tools: [] };
}

describe('the digest of a pack', () => {
  it('gives one line a fact, with its id, kind, place and text', () => {
    expect(digest(pack([hotspot(12), churn(13)]), ['hotspot', 'churn'])).toBe(
      'K12 hotspot src/h12.ts:36 = 12 — 1 change × complexity 12\nK13 churn src/f13.ts = 13 — changed 13 times',
    );
  });

  it('holds only the kinds that are asked for', () => {
    expect(digest(pack([hotspot(12), churn(13)]), ['churn'])).not.toContain('hotspot');
  });

  it('stays within its tokens and says what it left out', () => {
    const facts = Array.from({ length: 400 }, (_, n) => churn(n + 1));
    const text = digest(pack(facts), ['churn'], { tokens: 500 });
    expect(text.length).toBeLessThanOrEqual(2_000);
    const shown = text.split('\n').filter((line) => line.startsWith('K')).length;
    expect(text).toContain(`Not shown here: ${400 - shown} of churn.`);
  });

  it('is fair: a kind with many facts does not push out one with few', () => {
    const facts = [...Array.from({ length: 400 }, (_, n) => churn(n + 1)), hotspot(500), hotspot(501)];
    const text = digest(pack(facts), ['churn', 'hotspot'], { tokens: 300 });
    expect(text).toContain('K500 hotspot');
    expect(text).toContain('K501 hotspot');
    expect(text).toContain('K1 churn');
  });

  it('says what is unavailable, of the kinds that are asked for', () => {
    const unavailable = [
      { kind: 'dup', reason: 'dup took longer than 20 s' },
      { kind: 'secrets', reason: 'crashed' },
    ];
    expect(digest(pack([churn(1)], unavailable), ['churn', 'dup'])).toBe(
      'K1 churn src/f1.ts = 1 — changed 1 times\nUnavailable: dup (dup took longer than 20 s).',
    );
  });

  it('always holds the facts that claims rest on', () => {
    const facts = [...Array.from({ length: 400 }, (_, n) => churn(n + 1)), hotspot(500)];
    const text = digest(pack(facts), ['churn'], { tokens: 300, cited: new Set(['K399', 'K500']) });
    expect(text.split('\n').slice(0, 2)).toEqual([
      'K399 churn src/f399.ts = 399 — changed 399 times',
      'K500 hotspot src/h500.ts:36 = 500 — 1 change × complexity 500',
    ]);
    expect(text.match(/^K399 /gm)).toHaveLength(1);
  });

  it('holds only the facts that concern its reader, and does not count the others', () => {
    const unavailable = [
      { kind: 'churn', reason: 'only the first 40 of 900 facts are kept', cut: true as const },
    ];
    const concerns = ({ id }: Fact) => id === 'K2';
    expect(digest(pack([churn(1), churn(2)], unavailable), ['churn'], { concerns })).toBe(
      'K2 churn src/f2.ts = 2 — changed 2 times',
    );
  });

  it('says that there is nothing', () => {
    expect(digest(pack([]), ['churn'])).toBe('There are no facts of these kinds.');
  });
});
