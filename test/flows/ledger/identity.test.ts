import { describe, expect, test } from 'vitest';
import type { Claim } from '../../../flows/contracts/checked.ts';
import type { Fact } from '../../../flows/contracts/evidence-pack.ts';
import { fingerprintOf, identityOf, knownQuote } from '../../../flows/ledger/identity.ts';
import { cited, claim, fact } from '../checks/builders.ts';

const of = (parts: Partial<Claim> = {}, facts: readonly Fact[] = []): string =>
  fingerprintOf(identityOf(claim(parts), new Map(facts.map((one) => [one.id, one]))));
const item = { kind: 'security' };
const byFact = (ref: string) =>
  cited({ type: 'fact', state: 'fact-ok', start: null, end: null, quote: null, ref, text: 'said' });

describe('the fingerprint of a finding', () => {
  test.each<[string, Partial<Claim>]>([
    ['its lines have moved', { evidence: [cited({ start: 90, end: 93 })] }],
    ['its line is indented anew', { evidence: [cited({ quote: '  const rows=await find( params.id );' })] }],
    ['an agent words it anew', { title: 'Orders leak', claim: 'No tenant.', failure: '' }],
    ['it is graver', { severity: 'P0', confidence: 100 }],
    ['it has another number', { id: 'F9' }],
    [
      'more is cited after it',
      { evidence: [cited(), cited({ path: 'src/router.ts', quote: 'router.get();' })] },
    ],
  ])('stays the same when %s', (_, parts) => {
    expect(of(parts)).toBe(of());
  });

  test.each<[string, Partial<Claim>]>([
    ['file', { evidence: [cited({ path: 'src/import.ts' })] }],
    ['quote', { evidence: [cited({ quote: 'const rows = await findOwn(params);' })] }],
    ['kind', { item: { ...item, kind: 'performance' } }],
  ])('is another with another %s', (_, parts) => {
    expect(of(parts)).not.toBe(of());
  });

  test('depends on the subject of a fact if no line is quoted, not on the id of the fact', () => {
    const one = of({ evidence: [byFact('K1')] }, [fact({ id: 'K1', value: 31 })]);
    const later = of({ evidence: [byFact('K7')] }, [fact({ id: 'K7', value: 40, text: 'changed 40 times' })]);
    const other = of({ evidence: [byFact('K1')] }, [fact({ id: 'K1', subject: 'by its name' })]);
    expect(later).toBe(one);
    expect(other).not.toBe(one);
  });

  test('of a rule that names a subject stays the same with another example, and has no line to look for', () => {
    const copy = (subject: string, quote: string, source: Claim['source'] = 'rule'): Partial<Claim> => ({
      ...{ source, item: { ...item, subject } },
      evidence: [cited({ quote })],
    });
    const one = of(copy('copies from csv.ts', 'const rows = await find(params.id);'));
    expect(of(copy('copies from csv.ts', 'return rows.map(toLine);'))).toBe(one);
    expect(of(copy('copies from tsv.ts', 'const rows = await find(params.id);'))).not.toBe(one);
    expect(knownQuote(claim(copy('copies from csv.ts', 'return rows.map(toLine);')))).toBeNull();
    const claimed = copy('copies from csv.ts', 'return rows.map(toLine);', 'agent');
    expect(of(claimed)).toBe(of({ ...claimed, item }));
  });

  test('is sixteen hexadecimal digits, of a finding without a citation too', () => {
    expect(of()).toMatch(/^[0-9a-f]{16}$/);
    expect(of({ evidence: [] })).toMatch(/^[0-9a-f]{16}$/);
    expect(of({ evidence: [], title: 'Changed 31 times' })).toBe(
      of({ evidence: [], title: 'changed 40 times' }),
    );
  });
});
