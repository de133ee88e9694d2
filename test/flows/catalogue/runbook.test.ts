/** What a runbook has: what its author wrote, and what the repository says where nobody did. */
import { describe, expect, it } from 'vitest';
import { runbookSections } from '../../../flows/catalogue/runbook-sections.ts';
import { runbookProblems } from '../../../flows/checks/drafts/documents.ts';
import type { Runbook } from '../../../flows/contracts/documents.ts';
import type { Fact } from '../../../flows/contracts/evidence-pack.ts';
import type { VerdictView } from '../../../flows/report/document.ts';
import { Page } from '../../../flows/report/page.ts';
import type { ReportModel } from '../../../flows/report/report-model.ts';
import { judged } from '../checks/builders.ts';
import { fact, packOf } from '../rules/fact-builder.ts';

const at = (path: string, line: number) => ({ path, line, end: line, quote: 'x' });
const docker = (instruction: string, value: string, service?: string): Fact =>
  fact('docker', {
    ...at('compose.yaml', 4),
    ...{
      subject: instruction,
      value,
      data: service === undefined ? { instruction } : { instruction, service },
    },
  });
const start = fact('command', { ...at('package.json', 3), subject: 'run', value: 'npm start', data: {} });
const env = (name: string, value: string, required: boolean): Fact =>
  fact('env', { ...at('src/config.ts', 7), subject: name, value, data: { required, uses: 1 } });
const logged = fact('log-message', {
  ...at('src/queue.ts', 9),
  ...{ subject: 'error', value: 'cannot reach the queue', data: { level: 'error', times: 3 } },
});
const migration = (path: string, reversible: boolean | null): Fact =>
  fact('migrations', { path, data: { reversible } });

const page = new Page({
  ...{ places: { cited: [], paths: [] }, facts: [], codeHost: null, shas: { head: 'a', base: null } },
});
function sectionsOf(facts: readonly Fact[], draft: unknown = null): Map<string, string> {
  const model = { pack: packOf(...facts), failure: null, draft } as unknown as ReportModel;
  return new Map(
    runbookSections.after(model, page).map(({ title, blocks }) => [title, JSON.stringify(blocks)]),
  );
}

describe('a runbook without a model', () => {
  it('lists settings, the required ones first, with default and place', () => {
    const shown =
      sectionsOf([env('PORT', '"80"', false), env('SECRET', 'none', true)]).get('Configuration') ?? '';
    expect(shown).toContain(
      '["`SECRET`","–","yes","src/config.ts:7"],["`PORT`","`\\"80\\"`","no","src/config.ts:7"]',
    );
  });

  it('adds settings that only a container file names', () => {
    expect(sectionsOf([docker('environment', 'REGION=eu', 'api')]).get('Configuration')).toContain(
      '["`REGION`","`eu`"',
    );
  });

  it('names services, ports and health checks where files have them', () => {
    const sections = sectionsOf([
      docker('image', 'shop:1', 'api'),
      docker('port', '80:80', 'api'),
      docker('health check', 'true', 'api'),
    ]);
    expect(sections.get('Services')).toContain('**api** — image `shop:1` (compose.yaml:4)');
    expect(sections.get('Ports and health')).toContain('api: port `80:80`');
    expect(sections.get('Ports and health')).toContain('api: health check `true`');
  });

  it('has the texts of the log with their places', () => {
    expect(sectionsOf([logged]).get('Messages in the log')).toContain(
      '"error","`cannot reach the queue` (3 places)","src/queue.ts:9"',
    );
  });

  it('says which migrations have no way back', () => {
    const shown =
      sectionsOf([migration('db/1.sql', true), migration('db/2.sql', false)]).get('Rollback') ?? '';
    expect(shown).toContain('2 migrations in `db`');
    expect(shown).toContain('1 migration has a way back');
    expect(shown).toContain('No way back: db/2.sql');
  });

  it('tells what it does not know, and only that', () => {
    expect(sectionsOf([]).get('Unknown')).toContain('no start command');
    const known =
      sectionsOf([start, docker('port', '80:80'), docker('HEALTHCHECK', 'true')]).get('Unknown') ?? '';
    expect(known).not.toContain('no start command');
    expect(known).not.toContain('ports');
    expect(known).not.toContain('healthy');
  });

  it('leaves out sections for which there is nothing', () => {
    expect([...sectionsOf([]).keys()]).toEqual(['Unknown']);
  });

  it.each([
    [[start], 'Start: npm start; 0 settings'],
    [[docker('CMD', '["node", "a.js"]')], 'Start: ["node", "a.js"] (compose.yaml); 0 settings'],
    [[env('PORT', '80', false)], 'No start command was found; 1 setting'],
  ])('begins its verdict with the start: %j', (facts, expected) => {
    const view = { pack: packOf(...facts), draft: null } as unknown as VerdictView;
    expect(runbookSections.verdict?.(view)?.startsWith(expected)).toBe(true);
  });
});

describe('a written runbook', () => {
  const alert = judged({
    ...{ kind: 'alert', title: 'cannot reach the queue', claim: '', ruling: 'upheld' },
    item: {
      symptom: 'cannot reach the queue',
      causes: ['Redis is down'],
      checks: ['redis-cli ping'],
      actions: ['restart Redis'],
    },
  });
  const draft = {
    ...{ contract: 'Runbook', written: true, revised: false, unverified: 0, problems: [] },
    claims: [alert, { ...alert, title: 'refuted one', ruling: 'refuted' }],
    document: { rollback: 'Deploy the tag before.', unknowns: ['Who is called'] },
  };

  it('has symptoms with checks and actions, without what was refuted', () => {
    const shown = sectionsOf([logged], draft).get('Symptoms, checks, actions') ?? '';
    expect(shown).toContain('Check: redis-cli ping');
    expect(shown).toContain('Do: restart Redis');
    expect(shown).not.toContain('refuted one');
  });

  it('keeps what code found beside it', () => {
    const sections = sectionsOf([start, logged], draft);
    expect(sections.get('Messages in the log')).toContain('cannot reach the queue');
    expect(sections.get('Start, stop, build')).toContain('npm start');
    expect(sections.get('Rollback')).toContain('Deploy the tag before.');
  });
});

describe('the check of a runbook', () => {
  const setting = (name: string): Runbook['settings'][number] =>
    ({ name, required: false, default: null, meaning: 'x' }) as unknown as Runbook['settings'][number];
  const runbook = (settings: Runbook['settings']): Runbook => ({
    ...{ services: [], settings, commands: [], health: [], alerts: [], rollback: '', unknowns: [] },
  });
  const texts = (settings: Runbook['settings'], facts: readonly Fact[]): string =>
    runbookProblems(runbook(settings), { pack: packOf(...facts) })
      .map(({ text }) => text)
      .join(' ');

  it('finds a setting that nothing reads', () => {
    const facts = [env('PORT', '80', false), docker('environment', 'REGION=eu')];
    expect(texts([setting('PORT'), setting('REGION'), setting('GHOST')], facts)).toContain(
      '`GHOST` is read nowhere',
    );
    expect(texts([setting('PORT'), setting('REGION')], facts)).not.toContain('read nowhere');
  });
});
