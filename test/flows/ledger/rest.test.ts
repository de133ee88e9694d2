/** What a run says of known findings that it does not find: fixed only where code can vouch for it. */
import { describe, expect, test } from 'vitest';
import type { RuleRun } from '../../../flows/contracts/ledger.ts';
import { cited, judged } from '../checks/builders.ts';
import { BEFORE, compared, DISMISSAL, ELSEWHERE, found, known, NOW, REQUEST, saidOf } from './known.ts';

const PATH = 'src/export.ts';
const QUOTE = 'const rows = await find(params.id);';
const TITLE = `At ${QUOTE}`;
const claim = found(PATH, QUOTE);
const byRule = found(PATH, QUOTE, 2, { source: 'rule', item: { kind: 'debt', rule: 'hotspot' } });
const there = { [PATH]: `first();\n${QUOTE}\n` };
const changed = { [PATH]: 'first();\nconst rows = await findOwn(params);\n' };
const hotspot: RuleRun = { rule: 'hotspot', per: 'place', vouches: true };

const since = (renames: object) => ({ renames: { [BEFORE]: renames } });
const deleted = since({ deleted: new Set([PATH]) });
const moved = since({ renamed: new Map([[PATH, 'src/orders.ts']]) });
const inRequest = { kind: 'github' as const, url: REQUEST, number: 7 };

type Run = Parameters<typeof saidOf>[0];

describe('a known finding that an agent made and none reports again', () => {
  test.each<[string, Run, 'fixed' | 'not_reviewed' | null]>([
    ['whose line is there, is not reviewed', { texts: there, known: [known(claim)] }, 'not_reviewed'],
    ['whose line is not in the file any more, is fixed', { texts: changed, known: [known(claim)] }, 'fixed'],
    [
      'whose line is elsewhere in the file and broken in two, is not reviewed',
      {
        texts: { [PATH]: 'a();\nb();\n  const rows =\n    await find(params.id);\n' },
        known: [known(claim)],
      },
      'not_reviewed',
    ],
    [
      'whose line is only the beginning of another one, is fixed',
      { texts: { [PATH]: 'return null' }, known: [known(found(PATH, 'return nul'))] },
      'fixed',
    ],
    ['whose file is gone, is fixed', { texts: {}, git: deleted, known: [known(claim)] }, 'fixed'],
    [
      'whose file is gone, and may have another name, is not reviewed',
      {
        texts: {},
        git: since({ deleted: new Set([PATH]), complete: false }),
        known: [known(claim)],
      },
      'not_reviewed',
    ],
    [
      'whose file was never there, since the change removes it, is not reviewed',
      { texts: {}, git: since({ deleted: new Set() }), known: [known(claim)] },
      'not_reviewed',
    ],
    [
      'whose file has another name, is not reviewed',
      { texts: { 'src/orders.ts': QUOTE }, git: moved, known: [known(claim)] },
      'not_reviewed',
    ],
    [
      'whose file has another name and not that line, is fixed',
      { texts: { 'src/orders.ts': 'other();' }, git: moved, known: [known(claim)] },
      'fixed',
    ],
    [
      'whose file cannot be read, is not reviewed',
      { texts: {}, git: { missing: [PATH] }, known: [known(claim)] },
      'not_reviewed',
    ],
    [
      'that is known by a line which its change removed, is not reviewed',
      { texts: changed, known: [known(judged({ evidence: [cited({ side: 'base' })] }))] },
      'not_reviewed',
    ],
    [
      'that is known by a title, is not reviewed',
      { texts: changed, known: [known(judged({ evidence: [] }))] },
      'not_reviewed',
    ],
    [
      'whose line has a masked secret, is not reviewed while the rest of the line is there',
      { texts: { [PATH]: "const token = 'abc123';" }, known: [known(found(PATH, "const token = '***';"))] },
      'not_reviewed',
    ],
    [
      'whose line was cut, is not reviewed while its beginning is there',
      { texts: { [PATH]: 'call(first, second, third);' }, known: [known(found(PATH, 'call(first, sec…'))] },
      'not_reviewed',
    ],
    [
      'of another branch is not mentioned, even if its line is gone',
      { texts: changed, known: [known(claim, { found_at: ELSEWHERE })] },
      null,
    ],
    [
      'of another pull request is not mentioned',
      { texts: changed, known: [known(claim, { found_at: ELSEWHERE, pull_request: `${REQUEST}1` })] },
      null,
    ],
    [
      'of the same pull request before its commits were replaced, is fixed if its line is gone',
      {
        texts: changed,
        pull_request: inRequest,
        known: [known(claim, { found_at: ELSEWHERE, pull_request: REQUEST })],
      },
      'fixed',
    ],
    [
      'that a run at this commit called fixed, is fixed',
      { texts: changed, known: [known(claim, { state: 'fixed', fixed_at: NOW })] },
      'fixed',
    ],
    ['that a person dismissed, is not mentioned', { known: [known(claim, { dismissed: DISMISSAL })] }, null],
  ])('%s', async (_, run, expected) => {
    const titles = run.known.map(({ title }) => title);
    expect(await saidOf(run)).toEqual(expected === null ? {} : { [expected]: titles });
  });
});

describe('a known finding of a rule', () => {
  const before = [known(byRule)];
  test.each<[string, Run, string]>([
    [
      'is fixed if the rule is silent about its file',
      { texts: there, known: before, ran: [hotspot] },
      'fixed',
    ],
    [
      'is not reviewed if the rule has no persona in this size',
      { texts: there, known: before },
      'not_reviewed',
    ],
    [
      'is not reviewed if the file is not in the scope',
      { texts: there, known: before, ran: [hotspot], read: [] },
      'not_reviewed',
    ],
    [
      'is not reviewed if the silence of the rule proves nothing',
      { texts: there, known: before, ran: [{ ...hotspot, vouches: false }] },
      'not_reviewed',
    ],
    [
      'that is about no file, is fixed if the rule is silent in a run of all files',
      { known: [known(byRule, { path: null, line: null, quote: null })], ran: [hotspot] },
      'fixed',
    ],
    [
      'is not reviewed if the rule looks at another change now',
      { texts: there, git: { base: {} }, known: before, ran: [hotspot] },
      'not_reviewed',
    ],
    [
      'is fixed if the rule is silent about the same pull request',
      {
        ...{ texts: there, git: { base: {} }, pull_request: inRequest, ran: [hotspot] },
        known: [known(byRule, { pull_request: REQUEST })],
      },
      'fixed',
    ],
    [
      'persists if the rule found it beyond a limit',
      { texts: there, known: before, ran: [hotspot], seen: before.map(({ fingerprint }) => fingerprint) },
      'beyond',
    ],
    [
      'that was dismissed is counted if the rule found it',
      {
        texts: there,
        known: [known(byRule, { dismissed: DISMISSAL })],
        seen: before.map(({ fingerprint }) => fingerprint),
      },
      'dismissed',
    ],
  ])('%s', async (_, run, as) => {
    expect(await saidOf(run)).toEqual({ [as]: [TITLE] });
  });

  test('is not mentioned if it is of another branch, unless the rule found it again', async () => {
    const beside = known(byRule, { found_at: ELSEWHERE });
    const run: Run = { texts: there, known: [beside], ran: [hotspot] };
    expect(await saidOf(run)).toEqual({});
    expect(await saidOf({ ...run, seen: [beside.fingerprint] })).toEqual({ beyond: [TITLE] });
  });
});

describe('the commit that a run is compared with', () => {
  const sinceOf = async (run: Partial<Run>) => (await compared({ known: [], ...run })).ledger.since;

  test('is the one that was read last, in short', async () => {
    expect(await sinceOf({})).toBe(BEFORE.slice(0, 7));
  });

  test('is none in a first run, and in one on a branch that shares nothing with the earlier ones', async () => {
    expect(await sinceOf({ since: null })).toBeNull();
    const beside = known(claim, { found_at: ELSEWHERE });
    expect(await sinceOf({ since: ELSEWHERE, known: [beside] })).toBeNull();
    expect(await sinceOf({ since: ELSEWHERE, texts: there, known: [beside], claims: [claim] })).toBe(
      ELSEWHERE.slice(0, 7),
    );
  });
});
