/** What holds for an agent that is a program, in a sandbox and without one. */
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Sandbox } from '../../../../adapters/agents/cli/sandbox.ts';
import type { AgentEvent } from '../../../../runner/core/ports/agent.ts';
import { agentContract, BUSY_MS, eventsOf } from '../../../contracts/agent-contract.ts';
import type { UserAction } from '../../../setup/stand-in-agent.ts';
import { lastOf, makeCheckout, makeHomes, makeMarker, processesWith, taskFor } from './setting.ts';
import { makeToyAgent, print } from './toy-agent.ts';

const ANSWER = print({ say: 'It is ' }, { say: 'fine.' }, { done: 'It is fine.' });

/** In that sandbox. */
export function spawnedAgent(sandbox: Sandbox): void {
  const cwd = makeCheckout();
  describe(`an agent that is a program, sandbox: ${sandbox.kind}`, () => {
    const run = (acts: readonly UserAction[], limits = {}, options = {}) =>
      eventsOf(makeToyAgent({ sandbox, ...options }), taskFor(acts, cwd, limits));
    const runToEnd = async (acts: readonly UserAction[], limits = {}) => lastOf(await run(acts, limits));

    agentContract(`a program (${sandbox.kind})`, {
      make: () => makeToyAgent({ sandbox }),
      task: taskFor(ANSWER, cwd),
      silent: taskFor([...print({ say: 'a' }), { hang: true }], cwd),
      busy: taskFor([{ tick: BUSY_MS }, ...ANSWER], cwd),
      tools: taskFor(
        [...Array.from({ length: 4 }, () => print({ use: 'read' })).flat(), { hang: true }],
        cwd,
      ),
      deterministic: true,
    });

    it('is done when it said so, exited with 0 and answered something', async () => {
      expect(await run(ANSWER)).toEqual([
        { type: 'started', agentVersion: '9.8.7' },
        { type: 'text', delta: 'It is ' },
        { type: 'text', delta: 'fine.' },
        { type: 'done', stop: 'end_turn', output: 'It is fine.' },
      ]);
    });

    it('is not done when it says so and exits with a failure', async () => {
      const last = await runToEnd([...ANSWER, { complain: 'segfault of sorts' }, { exit: 3 }]);
      expect(last).toMatchObject({ type: 'error', code: 'model', retryable: false });
      expect(last).toHaveProperty('message', expect.stringContaining('exit code 3: segfault of sorts'));
    });

    it('is not done when it exits with 0 and does not say so', async () => {
      expect(await runToEnd(print({ say: 'It is fine.' }))).toMatchObject({
        type: 'error',
        code: 'malformed',
      });
    });

    it('is not done when what it answers is blank', async () => {
      expect(await runToEnd(print({ done: ' \n' }))).toMatchObject({ type: 'error', code: 'malformed' });
    });

    it('is not done when it says that it failed and exits with 0', async () => {
      const last = await runToEnd(print({ fail: 'status 429' }));
      expect(last).toMatchObject({ type: 'error', code: 'rate_limit', retryable: true });
    });

    it('goes on over lines that nobody knows, and over output that is no line at all', async () => {
      const noise: UserAction[] = [
        ...print({ type: 'news' }, 7, null, ['list']),
        { print: 'Certainly! {"say":' },
        { print: '\u0000\ufffd' },
      ];
      expect(await runToEnd([...noise, ...ANSWER, { mutter: 'unfinished' }])).toMatchObject({ type: 'done' });
    });

    it('reads a character that arrives in two pieces, and a last line without an end', async () => {
      const line = JSON.stringify({ done: 'naïve ✓' });
      const acts = [...line].map((mutter) => ({ mutter }));
      expect(await runToEnd(acts)).toMatchObject({ type: 'done', output: 'naïve ✓' });
    });

    it.each([
      ['one line', 'line', { maxLineBytes: 100_000 }],
      ['lines', 'lines', { maxStreamBytes: 1_000_000 }],
    ] as const)(
      'is ended when it prints %s without end, which is no matter of time',
      async (_, kind, limits) => {
        expect(await runToEnd([{ flood: kind }], limits)).toMatchObject({
          type: 'error',
          code: 'too_much_output',
          retryable: false,
          message: `Toy printed ${kind === 'line' ? 'a line of more than 100000' : 'more than 1000000'} bytes.`,
        });
      },
    );

    it('may print errors without end, of which only the last are kept', async () => {
      const end = new AbortController();
      const acts: UserAction[] = [...print({ say: 'loud' }), { flood: 'errors' }];
      const events: AgentEvent[] = [];
      for await (const event of makeToyAgent({ sandbox }).run(taskFor(acts, cwd), end.signal)) {
        events.push(event);
        if (event.type === 'text') setTimeout(() => end.abort(), 300);
      }
      expect(lastOf(events)).toMatchObject({ type: 'error', code: 'cancelled' });
    });

    it('shows that it is alive at most once a second, by heartbeats', async () => {
      let heartbeats = 0;
      const startedAt = performance.now();
      const task = taskFor([{ tick: 1_500 }, ...ANSWER], cwd);
      for await (const event of makeToyAgent({ sandbox }).run(task, new AbortController().signal)) {
        if (event.type === 'heartbeat') heartbeats += 1;
      }
      expect(heartbeats).toBeGreaterThanOrEqual(1);
      expect(heartbeats).toBeLessThanOrEqual((performance.now() - startedAt) / 1_000);
    });

    it('is ended though it does not listen to SIGINT and SIGTERM', async () => {
      const abort = new AbortController();
      const acts: UserAction[] = [
        { ignore: ['SIGINT', 'SIGTERM'] },
        ...print({ say: 'deaf' }),
        { hang: true },
      ];
      const events: AgentEvent[] = [];
      for await (const event of makeToyAgent({ sandbox }).run(taskFor(acts, cwd), abort.signal)) {
        events.push(event);
        if (event.type === 'text') abort.abort();
      }
      expect(lastOf(events)).toMatchObject({ type: 'error', code: 'cancelled' });
    });

    it('leaves no process behind when it ends by itself', async () => {
      const marker = makeMarker();
      expect(await runToEnd([{ leave: marker }, ...ANSWER])).toMatchObject({ type: 'done' });
      await expect.poll(() => processesWith(marker)).toEqual([]);
    });

    it('leaves no process behind when it is cancelled', async () => {
      const marker = makeMarker();
      const abort = new AbortController();
      const task = taskFor([{ leave: marker }, ...print({ say: 'left' }), { hang: true }], cwd);
      for await (const event of makeToyAgent({ sandbox }).run(task, abort.signal)) {
        if (event.type !== 'text') continue;
        expect(processesWith(marker)).toHaveLength(1);
        abort.abort();
      }
      await expect.poll(() => processesWith(marker)).toEqual([]);
    });

    it('leaves nothing behind when nobody listens to its end', async () => {
      const marker = makeMarker();
      const home = makeHomes();
      const task = taskFor([{ leave: marker }, ...print({ say: 'left' }), { hang: true }], cwd);
      for await (const event of makeToyAgent({ sandbox, home }).run(task, new AbortController().signal)) {
        if (event.type === 'text') break;
      }
      await expect.poll(() => processesWith(marker)).toEqual([]);
      expect(readdirSync(home)).toEqual([]);
    });

    it('has a home of its own that is gone afterwards', async () => {
      const home = makeHomes();
      const events = await run(
        [{ run: ['sh', '-c', 'cat $HOME/.toy/config; pwd'] }, ...ANSWER],
        {},
        { home },
      );
      expect(JSON.stringify(events)).toContain(`plain = true\\\\n${cwd}`);
      expect(readdirSync(home)).toEqual([]);
    });

    it('sees the variables that it is allowed to and no others', async () => {
      const environment = {
        TOY_KEY: 'k',
        TOY_URL: 'u',
        PATH: '/usr/bin:/bin',
        SLACK_BOT_TOKEN: 'x',
        no_proxy: '*',
      };
      const events = await run([{ show: 'environment' }, ...ANSWER], {}, { environment });
      const shown = JSON.parse(events.find((event) => event.type === 'text')?.delta ?? '') as object;
      expect(Object.keys(shown).sort()).toEqual(
        [
          ...[
            'GIT_CONFIG_NOSYSTEM',
            'GIT_OPTIONAL_LOCKS',
            'GIT_TERMINAL_PROMPT',
            'HOME',
            'LANG',
            'NO_COLOR',
            'PATH',
          ],
          ...['TERM', 'TMPDIR', 'TOY_KEY', 'TOY_PLAN', 'TOY_URL', 'no_proxy', 'type'],
          ...(sandbox.kind === 'bwrap' ? ['PWD'] : []),
          ...(sandbox.network === 'own'
            ? ['HTTPS_PROXY', 'HTTP_PROXY', 'NODE_USE_ENV_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy']
            : []),
        ].sort(),
      );
    });

    it('does not say its key aloud: not in text, not in an answer, not in a complaint', async () => {
      const key = 'toy-key-1234';
      const events = [
        ...(await run(print({ say: `it is ${key}` }, { done: `the key is ${key}` }))),
        ...(await run([{ complain: `bad key ${key} for https://me:hidden@host/` }, { exit: 1 }])),
      ];
      expect(JSON.stringify(events)).not.toMatch(/toy-key-1234|hidden/);
      expect(lastOf(events)).toHaveProperty('message', expect.stringContaining('bad key •••'));
    });

    it('can be given a prompt that is longer than an argument may be', async () => {
      const long = 'x'.repeat(300_000);
      expect(await runToEnd([...print({ unknown: long }), ...ANSWER])).toMatchObject({ type: 'done' });
    });

    it('says where it was looked for when it is not there', async () => {
      const backend = makeToyAgent({ sandbox, executable: null });
      expect(await backend.probe()).toMatchObject({
        ok: false,
        reason: expect.stringContaining('"toy-agent"'),
      });
      const events = await eventsOf(backend, taskFor(ANSWER, cwd));
      expect(events).toEqual([expect.objectContaining({ type: 'error', code: 'spawn', retryable: false })]);
    });

    it('says that it does not start when its file is no program', async () => {
      const backend = makeToyAgent({ sandbox, executable: '/bin/false' });
      expect(await backend.probe()).toMatchObject({
        ok: false,
        reason: expect.stringContaining('does not start'),
      });
    });

    it('is not ready without a key, and says which one it wants', async () => {
      const probe = await makeToyAgent({ sandbox, environment: {} }).probe();
      expect(probe).toMatchObject({
        ok: false,
        version: '9.8.7',
        reason: 'not signed in',
        remedy: expect.stringContaining('TOY_KEY'),
      });
    });
  });
}
