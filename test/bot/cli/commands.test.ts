import { once } from 'node:events';
import { describe, expect, test, vi } from 'vitest';
import { loadConfig } from '../../../bot/config/config.ts';
import { BatonError } from '../../../runner/core/errors.ts';
import { runDocument, stepDocument } from '../memory-service.ts';
import { surroundings, temporaryFolder } from '../surroundings.ts';

const REPORT = '# Code review\n\n**Verdict:** Fine.\n';
const ID = '1a2b3c4d-0000-4000-8000-000000000000';
const ended = runDocument({
  id: ID,
  status: 'completed',
  completed_at: '2026-03-01T12:00:42.000Z',
  usage: { input_tokens: 12_345, output_tokens: 678, cost: 0.1234, unknown_tokens: 0, unknown_cost: 0 },
});

describe('lists', () => {
  test('baton flows names each flow with its purpose', async () => {
    const around = surroundings();
    expect(await around.run('flows')).toBe(0);
    expect(around.out()).toBe(
      [
        'FLOW         CATEGORY  PURPOSE',
        'code-review  Review    Is the code review good?',
        'tech-debt    Review    Is the tech debt good?',
        '',
        '2 flows',
        '',
      ].join('\n'),
    );
  });

  test('baton flows --json has the bands that a flow has steps in', async () => {
    const around = surroundings();
    await around.run('flows', '--json');
    expect(JSON.parse(around.out()).flows[0]).toMatchObject({
      name: 'code-review',
      category: 'Review',
      title: 'code review',
      purpose: 'Is the code review good?',
      inputs: [],
      bands: ['small', 'medium'],
      question: 'Is it?',
      compares: 'always',
      sizes: [{ band: 'small' }, { band: 'medium' }],
    });
  });

  test('baton personas counts in the singular', async () => {
    const around = surroundings();
    expect(await around.run('personas')).toBe(0);
    expect(around.out()).toMatch(/skeptic +Review +verdicts\n\n1 persona\n$/);
  });

  test('baton runs says what to do when there are none', async () => {
    const around = surroundings();
    expect(await around.run('runs')).toBe(0);
    expect(around.out()).toBe('No runs yet. Start one: baton run code-review\n');
  });

  test('baton runs shows the newest first, and the way to older ones', async () => {
    const around = surroundings();
    around.service.put({ run: ended, steps: [], report: REPORT });
    around.service.put({
      run: runDocument({ created_at: '2026-03-02T08:00:00.000Z' }),
      steps: [],
      report: null,
    });
    expect(await around.run('runs', '--limit', '1')).toBe(0);
    const [head, first, , older] = around.out().split('\n');
    expect(head).toMatch(/^RUN +STATUS +FLOW +SIZE +STARTED +TOOK +PROJECT$/);
    expect(first).toMatch(/^[0-9a-f]{8} {2}running {2}code-review {2}small {2}2026-03-02 /);
    expect(older).toBe('Older ones: baton runs --cursor 1');
  });

  test('baton runs --project finds runs of a project that is gone by its id', async () => {
    const around = surroundings();
    around.service.put({ run: { ...ended, project_id: '/gone' }, steps: [], report: null });
    expect(await around.run('runs', '--project', '/gone', '--json')).toBe(0);
    expect(JSON.parse(around.out()).runs).toHaveLength(1);
    expect(await around.run('runs', '--project', '/neither')).toBe(2);
  });
});

describe('one run', () => {
  const step = stepDocument('lens', {
    label: 'Security reviewer',
    status: 'completed',
    activity: '1 finding',
  });

  test('baton show tells its facts, its steps and its report', async () => {
    const around = surroundings();
    around.service.put({ run: ended, steps: [step], report: `${REPORT}\u001b[2J` });
    expect(await around.run('show', '1a2b')).toBe(0);
    const shown = around.out();
    expect(shown).toMatch(/^code-review, completed\n {2}run {7}1a2b3c4d-/);
    expect(shown).toContain('  project   shop at a1b2c3d4e5f6\n');
    expect(shown).toMatch(/started {3}2026-03-01 .*, took 0:42\n/);
    expect(shown).toContain('  tokens    12,345 in, 678 out, $0.12\n');
    expect(shown).toContain('1 step\n  ✓ Security reviewer         1 finding\n');
    expect(shown.endsWith(`\n\n${REPORT}`)).toBe(true);
  });

  test('baton show --json is what the API answers', async () => {
    const around = surroundings();
    around.service.put({ run: ended, steps: [step], report: REPORT });
    await around.run('show', ID, '--json');
    expect(JSON.parse(around.out())).toEqual({ run: ended, steps: [step], report: REPORT });
  });

  test('baton cancel ends a run under way, and refuses one that has ended', async () => {
    const around = surroundings();
    around.service.put({ run: { ...ended, status: 'running' }, steps: [], report: null });
    expect(await around.run('cancel', '1a2b3c4d')).toBe(0);
    expect(around.out()).toBe('Run 1a2b3c4d is cancelled. Retry with: baton retry 1a2b3c4d\n');
    expect(await around.run('cancel', '1a2b3c4d')).toBe(2);
  });
});

describe('baton doctor', () => {
  const check = (name: string, required: boolean, ok: boolean) => ({
    name,
    required,
    check: async () => ({ ok, detail: ok ? 'there' : 'not there', remedy: ok ? null : `install ${name}` }),
  });

  test('is content when all that is required is there', async () => {
    const around = surroundings({
      wiring: { doctorChecks: async () => [check('git', true, true), check('bwrap', false, false)] },
    });
    expect(await around.run('doctor')).toBe(0);
    expect(around.out()).toBe(
      '  ✓ git    there\n  – bwrap  not there (not required)\n           → install bwrap\n\nBaton can run.\n',
    );
  });

  test('is exit code 1 when something required is missing, and a check that throws has failed', async () => {
    const broken = {
      name: 'database',
      required: true,
      check: () => Promise.reject(new Error('connection refused')),
    };
    const around = surroundings({ wiring: { doctorChecks: async () => [broken] } });
    expect(await around.run('doctor', '--json')).toBe(1);
    expect(JSON.parse(around.out())).toEqual({
      ok: false,
      checks: [{ name: 'database', required: true, ok: false, detail: 'connection refused', remedy: null }],
    });
  });

  test('sees a configuration that nothing else can start with', async () => {
    const home = temporaryFolder();
    const config = () =>
      loadConfig({ variables: { BATON_HOME: home, PORT: 'x' }, currentDirectory: home, batonFolder: home });
    const around = surroundings({ config });
    expect(await around.run('doctor')).toBe(1);
    expect(around.out()).toContain('✗ configuration  PORT is a number from 0 to 65535');
  });
});

describe('baton start', () => {
  test('says where it listens and stops cleanly on a signal, also when it arrives twice', async () => {
    const around = surroundings();
    const code = around.run('start');
    await vi.waitFor(() => expect(around.out()).toContain('Baton listens on http://127.0.0.1:3000\n'));
    around.signals.emit('SIGTERM', 'SIGTERM');
    around.signals.emit('SIGTERM', 'SIGTERM');
    expect(await code).toBe(0);
    expect(around.out()).toMatch(/Stopping…\nStopped\.\n$/);
    expect(around.closed()).toBe(1);
    expect(around.exits).toEqual([]);
  });

  test('a signal ends the wait for the database', async () => {
    const around = surroundings({
      wiring: {
        startService: async (_, __, signal) => {
          await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
          throw new BatonError('environment', 'stopped', 'Stopped before the database was open.');
        },
      },
    });
    const code = around.run('start');
    await vi.waitFor(() => expect(around.signals.listenerCount('SIGTERM')).toBe(1));
    around.signals.emit('SIGTERM', 'SIGTERM');
    expect(await code).toBe(0);
    expect(around.err()).toBe('baton: Stopped before the database was open.\n');
  });

  test.each([
    ['opens the console in a browser', async () => undefined, ''],
    [
      'says where the console is if no browser can be opened',
      async () => Promise.reject(new Error('spawn xdg-open ENOENT')),
      'No browser could be opened here. The console is at http://127.0.0.1:3000\n',
    ],
  ])('`start --open` %s', async (_what, browse, said) => {
    const asked: string[] = [];
    const openInBrowser = async (address: string) => {
      asked.push(address);
      await browse();
    };
    const around = surroundings({ wiring: { openInBrowser } });
    const code = around.run('start', '--open');
    await vi.waitFor(() => expect(asked).toEqual(['http://127.0.0.1:3000']));
    around.signals.emit('SIGTERM', 'SIGTERM');
    expect(await code).toBe(0);
    expect(around.out()).toContain(`Baton listens on http://127.0.0.1:3000\n${said}`);
  });

  test.each([
    [true, 'The tables were brought up to date: schema version 8.\n'],
    [false, 'The tables are up to date: schema version 8.\n'],
  ])('`migrate` says whether the tables changed: %s', async (changed, said) => {
    const around = surroundings({ wiring: { migrate: async () => ({ version: 8, changed }) } });
    expect(await around.run('migrate')).toBe(0);
    expect(around.out()).toBe(said);
  });

  test('`migrate` that a signal stops has not migrated', async () => {
    const around = surroundings({
      wiring: {
        migrate: async (_config, { signal }) => {
          await once(signal ?? new EventTarget(), 'abort');
          throw new BatonError('environment', 'stopped', 'Stopped before the database was open.');
        },
      },
    });
    const code = around.run('migrate');
    around.signals.emit('SIGTERM', 'SIGTERM');
    expect(await code).toBe(1);
    expect(around.err()).toBe('baton: Stopped before the database was open.\n');
  });

  test('a worker says that it runs, then the notes', async () => {
    const around = surroundings({
      wiring: {
        startService: async () => ({ address: null, notes: ['one line'], stop: async () => undefined }),
      },
    });
    const code = around.run('start', '--role', 'worker');
    await vi.waitFor(() => expect(around.out()).toBe('Baton works.\none line\n'));
    around.signals.emit('SIGTERM', 'SIGTERM');
    expect(await code).toBe(0);
  });
});
