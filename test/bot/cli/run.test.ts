import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import type { Wiring } from '../../../bot/cli/context.ts';
import { BatonError } from '../../../runner/core/errors.ts';
import { runOutcome } from '../../setup/run-outcome.ts';
import { EMPTY_LEDGER, NO_SCHEDULES, runDocument, stepDocument } from '../memory-service.ts';
import { type Surroundings, surroundings, temporaryFolder } from '../surroundings.ts';

const REPORT =
  '# Code review · shop · a1b2c3d\n\n**Verdict:** Do not merge yet: 1 critical.\n\n## Coverage & limits\n';
const completed_at = '2026-03-01T12:00:07.000Z';

/** Lets the run begin, then answers its id. */
async function begun({ service }: Surroundings): Promise<string> {
  await vi.waitFor(() => expect(service.listeners()).toBe(1));
  const { runs } = await service.runs({ limit: 1 });
  return runs[0]?.id ?? '';
}

function complete({ service }: Surroundings, run_id: string): void {
  const step = stepDocument('lens', {
    label: 'Security reviewer',
    status: 'completed',
    started_at: '2026-03-01T12:00:00.000Z',
    completed_at,
    activity: '1 finding',
  });
  const outcome = runOutcome({ verdict: 'Do not merge yet: 1 critical.' });
  service.change(run_id, { status: 'completed', completed_at, outcome }, { steps: [step], report: REPORT });
}

describe('baton run', () => {
  test('prints the verdict and the paths of the report on stdout, progress on stderr', async () => {
    const around = surroundings();
    const code = around.run('run', 'code-review');
    const run_id = await begun(around);
    complete(around, run_id);
    expect(await code).toBe(0);
    const folder = join(around.home, 'runs', run_id);
    const path = join(folder, 'report.md');
    expect(around.out()).toBe(
      `Verdict: Do not merge yet: 1 critical.\nReport: ${path}\nPage:   ${folder}/report.html\n`,
    );
    expect(around.err()).toMatch(
      /^Run [0-9a-f]{8}: code-review on .* at a1b2c3d, small, on offline \(no model configured\)\n/,
    );
    expect(around.err()).toContain('completed  Security reviewer (0:07, 1 finding)\n');
    expect(readFileSync(path, 'utf8')).toBe(REPORT);
    expect(around.closed()).toBe(1);
  });

  test('prints what an earlier version stored no verdict of as a report to be read', async () => {
    const around = surroundings();
    const code = around.run('run', 'code-review');
    const run_id = await begun(around);
    around.service.change(run_id, { status: 'completed', completed_at }, { report: REPORT });
    expect(await code).toBe(0);
    expect(around.out()).toMatch(/^Verdict: see the report\nReport: .*report\.md\nPage: .*report\.html\n$/);
  });

  test('says once that a budget is nearly used up', async () => {
    const around = surroundings();
    const code = around.run('run', 'code-review');
    const run_id = await begun(around);
    const budget_warning = '83 % of the budget of the run used (200 of 240 tokens)';
    around.service.change(run_id, { budget_warning });
    await vi.waitFor(() => expect(around.err()).toContain(`${budget_warning}\n`));
    complete(around, run_id);
    expect(await code).toBe(0);
    expect(around.err().split(budget_warning)).toHaveLength(2);
  });

  test('leaves nothing in the folder that the person is in', async () => {
    const around = surroundings();
    const code = around.run('run', 'code-review');
    complete(around, await begun(around));
    await code;
    expect(readdirSync(around.folder)).toEqual([]);
  });

  test('writes the report, its page and run.json into --out, counted from the person, and no half-written file', async () => {
    const around = surroundings();
    const code = around.run('run', 'code-review', '--out', 'new/place');
    complete(around, await begun(around));
    await code;
    const folder = join(around.folder, 'new/place');
    expect(readdirSync(folder).sort()).toEqual(['report.html', 'report.md', 'run.json']);
    const document = JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8'));
    expect(Object.keys(document)).toEqual(['run', 'steps', 'report']);
    expect(document.report).toBe(REPORT);
  });

  test('still writes the report when its page can no longer be made', async () => {
    const around = surroundings();
    around.service.report = async () => {
      throw new BatonError('environment', 'database_down', 'The database does not answer.');
    };
    const code = around.run('run', 'code-review', '--out', 'place');
    complete(around, await begun(around));
    expect(await code).toBe(0);
    expect(around.err()).toContain('baton: no report.html: The database does not answer.\n');
    expect(readdirSync(join(around.folder, 'place')).sort()).toEqual(['report.md', 'run.json']);
  });

  test('a refused run leaves no --out folder behind', async () => {
    const around = surroundings();
    expect(await around.run('run', 'code-review', '--out', 'new', '--focus', ' ')).toBe(2);
    expect(existsSync(join(around.folder, 'new'))).toBe(false);
  });

  test('--json prints one document, once, and nothing else on stdout', async () => {
    const around = surroundings();
    const code = around.run('run', 'code-review', '--json');
    complete(around, await begun(around));
    expect(await code).toBe(0);
    const document = JSON.parse(around.out());
    expect(Object.keys(document)).toEqual(['run', 'steps', 'report', 'verdict']);
    expect(document.verdict).toBe('Do not merge yet: 1 critical.');
    expect(document.run.outcome.verdict).toBe(document.verdict);
  });

  test('hands every option on', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, '.git'));
    mkdirSync(join(folder, 'packages/api'), { recursive: true });
    const around = surroundings({ folder: join(folder, 'packages/api') });
    const code = around.run(
      ...[
        'run',
        'tech-debt',
        '--size',
        'medium',
        '--fast',
        '--focus',
        'error handling',
        '--base',
        'v1',
        '--head',
        'main',
      ],
      ...[
        '--path',
        'src/**',
        '--path',
        '../web/*.ts',
        '--backend',
        'scripted',
        '--model',
        'm',
        '--post-to',
        'slack:C1',
      ],
    );
    complete(around, await begun(around));
    await code;
    expect(around.service.requests).toEqual([
      {
        id: null,
        project: expect.objectContaining({ id: folder, path: folder }),
        flow_name: 'tech-debt',
        band: 'medium',
        fast: true,
        given: {},
        question: 'error handling',
        pull_request: null,
        base: 'v1',
        head: 'main',
        paths: ['packages/api/src/**', 'packages/web/*.ts'],
        model: 'm',
        backend: 'scripted',
        resolves: 'now',
        post_to: { platform: 'slack', workspace: null, channel: 'C1', thread: null },
        requested_by: 'cli:ana',
      },
    ]);
  });

  test('a run that fails is exit code 1 and says why and how to go on', async () => {
    const around = surroundings();
    const code = around.run('run', 'code-review');
    const run_id = await begun(around);
    around.service.change(run_id, {
      status: 'failed',
      error: 'step scope failed: no such ref',
      completed_at,
    });
    expect(await code).toBe(1);
    const short = run_id.slice(0, 8);
    expect(around.out()).toBe(`Run ${short} failed: step scope failed: no such ref\n`);
    expect(around.err()).toContain(`Retry with: baton retry ${short}\n`);
  });

  test('a run that failed of what a retry cannot change is exit code 1 without advice to retry it', async () => {
    const around = surroundings();
    const code = around.run('run', 'code-review');
    const run_id = await begun(around);
    const error = 'No file matches "srcc". Start a new run with other paths or another commit.';
    const scope = stepDocument('scope', { kind: 'code', status: 'failed', error, fail_code: 'no_files' });
    const run = { status: 'failed', error: `step scope failed: ${error}`, completed_at } as const;
    around.service.change(run_id, run, { steps: [scope] });
    expect(await code).toBe(1);
    expect(around.out()).toContain('Start a new run');
    expect(around.err()).not.toContain('baton retry');
    expect(await around.run('retry', run_id)).toBe(2);
  });

  test('a run that completes without one of its steps is exit code 0, names it and says how to retry', async () => {
    const around = surroundings();
    const code = around.run('run', 'code-review');
    const run_id = await begun(around);
    const failed = stepDocument('security', { label: 'Security', status: 'failed', error: 'hung' });
    around.service.change(run_id, { status: 'completed', completed_at }, { steps: [failed], report: REPORT });
    expect(await code).toBe(0);
    const short = run_id.slice(0, 8);
    expect(around.err()).toContain(
      `1 step of this run did not complete: Security. Retry with: baton retry ${short}\n`,
    );
  });

  test('a database that goes away and comes back does not end it', async () => {
    const around = surroundings();
    const code = around.run('run', 'code-review');
    const run_id = await begun(around);
    const looks = vi.spyOn(around.service, 'run');
    around.service.databaseUp = false;
    around.service.change(run_id, {});
    await vi.waitFor(() => expect(looks.mock.settledResults[0]?.type).toBe('rejected'));
    around.service.databaseUp = true;
    complete(around, run_id);
    expect(await code).toBe(0);
  });
});

describe('Ctrl-C', () => {
  test('cancels the run first and is exit code 130, also when it arrives twice', async () => {
    const around = surroundings();
    const code = around.run('run', 'code-review');
    const run_id = await begun(around);
    around.signals.emit('SIGINT', 'SIGINT');
    around.signals.emit('SIGINT', 'SIGINT');
    expect(await code).toBe(130);
    expect(around.service.cancelled).toEqual([run_id]);
    expect(around.exits).toEqual([]);
    expect(around.err()).toContain('cancelling…');
    expect(around.signals.listenerCount('SIGINT')).toBe(0);
  });

  test('leaves at once when it comes again after a second', async () => {
    const around = surroundings();
    const cancel = vi.spyOn(around.service, 'cancel').mockImplementation(() => new Promise(() => undefined));
    const code = around.run('run', 'code-review');
    const run_id = await begun(around);
    around.signals.emit('SIGINT', 'SIGINT');
    around.clock = new Date(around.clock.getTime() + 1001);
    around.signals.emit('SIGINT', 'SIGINT');
    expect(around.exits).toEqual([130]);
    expect(cancel).toHaveBeenCalledOnce();
    around.service.change(run_id, { status: 'cancelled' });
    expect(await code).toBe(130);
  });

  test('before there is a run starts none', async () => {
    const open = Promise.withResolvers<void>();
    const around: Surroundings = surroundings({
      wiring: {
        openService: async () => {
          await open.promise;
          return {
            service: around.service,
            ledger: EMPTY_LEDGER,
            schedules: NO_SCHEDULES,
            close: async () => undefined,
          };
        },
      },
    });
    const code = around.run('run', 'code-review');
    await vi.waitFor(() => expect(around.signals.listenerCount('SIGINT')).toBe(1));
    around.signals.emit('SIGINT', 'SIGINT');
    open.resolve();
    expect(await code).toBe(130);
    expect(around.service.requests).toEqual([]);
  });

  test('ends the wait for a database that does not take the cancel', async () => {
    const around = surroundings();
    vi.spyOn(around.service, 'cancel').mockRejectedValue(
      new BatonError('environment', 'database_full', 'The database cannot store.', { passing: true }),
    );
    around.service.wait = { type: 'database', outage: { cause: 'full', code: '53100', detail: '' } };
    const code = around.run('run', 'code-review');
    await begun(around);
    around.signals.emit('SIGINT', 'SIGINT');
    expect(await code).toBe(130);
    expect(around.err()).toContain('could not cancel: The database cannot store.');
    expect(around.err()).toContain(
      'has not ended: the database cannot store: no space left on device (53100)',
    );
    expect(around.closed()).toBe(1);
  });

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 1],
  ])('%s ends the wait for the database', async (signal, expected) => {
    const around: Surroundings = surroundings({ wiring: { openService: untilAborted } });
    const code = around.run('run', 'code-review');
    await vi.waitFor(() => expect(around.signals.listenerCount(signal)).toBe(1));
    around.signals.emit(signal, signal);
    expect(await code).toBe(expected);
    expect(around.err()).toBe('baton: waiting\nbaton: Stopped before the database was open.\n');
  });

  test('SIGTERM cancels as well, as a cancelled run', async () => {
    const around = surroundings();
    const code = around.run('run', 'code-review');
    const run_id = await begun(around);
    around.signals.emit('SIGTERM', 'SIGTERM');
    expect(await code).toBe(1);
    expect(around.service.cancelled).toEqual([run_id]);
  });
});

describe('on a terminal', () => {
  test('the roster is redrawn in place and the cursor is given back', async () => {
    const around = surroundings({ tty: true, variables: { TERM: 'xterm', NO_COLOR: '1' } });
    const code = around.run('run', 'code-review');
    const run_id = await begun(around);
    complete(around, run_id);
    await code;
    const drawn = around.err();
    expect(drawn.startsWith('\u001b[?25l')).toBe(true);
    expect(drawn).toContain('\r\u001b[2A\u001b[J');
    expect(drawn).toContain('  ✓ Security reviewer   0:07  1 finding\n');
    expect(drawn.lastIndexOf('\u001b[?25h')).toBeGreaterThan(drawn.lastIndexOf('✓'));
    expect(drawn).not.toContain('\u001b[32m');
  });

  test('one that can not move its cursor gets plain lines', async () => {
    const around = surroundings({ tty: true, variables: { TERM: 'dumb' } });
    const code = around.run('run', 'code-review');
    complete(around, await begun(around));
    await code;
    expect(around.err()).not.toContain('\u001b');
  });
});

describe('baton retry', () => {
  test('takes the run up here and follows it to its end', async () => {
    const around = surroundings();
    const run = runDocument({ status: 'failed' });
    around.service.put({ run, steps: [], report: null });
    const code = around.run('retry', run.id.slice(0, 8));
    await begun(around);
    complete(around, run.id);
    expect(await code).toBe(0);
    expect(around.service.retried).toEqual([run.id]);
    expect(around.out()).toContain('Verdict: Do not merge yet');
  });

  test('a completed run of which a step failed is taken', async () => {
    const around = surroundings();
    const run = runDocument({ status: 'completed' });
    around.service.put({ run, steps: [stepDocument('security', { status: 'failed' })], report: REPORT });
    expect(await around.run('retry', run.id, '--detach')).toBe(0);
    expect(around.service.retried).toEqual([run.id]);
  });

  test('a completed run without a failed step is refused', async () => {
    const around = surroundings();
    const run = runDocument({ status: 'completed' });
    around.service.put({ run, steps: [], report: REPORT });
    expect(await around.run('retry', run.id)).toBe(2);
  });

  test('--detach does not wait', async () => {
    const around = surroundings();
    const run = runDocument({ status: 'cancelled' });
    around.service.put({ run, steps: [], report: null });
    expect(await around.run('retry', run.id, '--detach', '--json')).toBe(0);
    expect(JSON.parse(around.out())).toEqual({ run_id: run.id });
  });
});

/** Opens never, and ends as the database's opening does. */
const untilAborted: Wiring['openService'] = async (_, { signal, notice }) => {
  notice?.('waiting');
  await new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve()));
  throw new BatonError('environment', 'stopped', 'Stopped before the database was open.');
};
