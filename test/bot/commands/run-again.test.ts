/** "Run again…": the launcher with everything as it was. */
import { describe, expect, test } from 'vitest';
import type { RunDocument } from '../../../runner/core/documents.ts';
import { BatonError } from '../../../runner/core/errors.ts';
import type { FormValues } from '../../../runner/core/ports/platform.ts';
import type { FormView } from '../../../runner/core/ports/views.ts';
import type { RunSnapshot } from '../../../runner/core/run-snapshot.ts';
import { memoryService, runDocument } from '../memory-service.ts';
import { fieldOf, formOf, projectsAt, type Room, room, textOf } from './room.ts';

/** What the fields hold, as a platform gives them back. */
function valuesOf(form: FormView, over: FormValues = {}): FormValues {
  const values = form.fields.flatMap((field): [string, string | null][] => {
    if (field.kind === 'select') return [[field.id, field.chosen]];
    if (field.kind === 'text') return [[field.id, field.value === '' ? null : field.value]];
    return field.kind === 'toggle' ? [[field.id, field.on ? 'yes' : 'no']] : [];
  });
  return { ...Object.fromEntries(values), ...over };
}

const HEAD = 'a1b2c3d4e5f60718293a4b5c6d7e8f9012345678';
const BASE = 'b'.repeat(40);

interface Before {
  readonly refs?: RunSnapshot['run']['refs'];
  readonly history?: RunSnapshot['run']['history'];
  /** of the project; without one it is a folder */
  readonly remote?: string;
}

/** A room in which a run ended that was given everything. */
function stage(
  over: Partial<RunDocument> = {},
  { refs = { base: 'main', head: 'feature/retry' }, history = 'full', remote }: Before = {},
) {
  const there = room(remote === undefined ? {} : { settings: { projects: projectsAt({ shop: remote }) } });
  const run = runDocument({
    flow_name: 'code-review',
    status: 'completed',
    band: 'large',
    fast: true,
    project_id: 'shop',
    backend: 'direct',
    model: 'gpt-9',
    base_sha: BASE,
    input: { question: 'Why?', focused: true, paths: ['src/**', 'lib/**'] },
    ...over,
  });
  there.service.put({ run, steps: [], report: null });
  there.threads.set(run.id, { channel: 'C0SHOP01', requested_by: 'slack:T1:U0ANA', refs, history });
  return { there, id: run.id };
}

const submit = (there: Room, form: FormView, over: FormValues = {}) =>
  there.act({ kind: 'submit', form: form.form, state: form.state, values: valuesOf(form, over) });
const change = async (there: Room, form: FormView, field: string, over: FormValues) =>
  formOf(
    await there.act({
      kind: 'change',
      form: form.form,
      state: form.state,
      field,
      values: valuesOf(form, over),
    }),
  );

test('opens the launcher with everything as it was', async () => {
  const { there, id } = stage();
  const form = formOf(await there.press('again', id));
  expect(form.title).toBe('Run again');
  expect(valuesOf(form)).toEqual({
    flow: 'code-review',
    size: 'large',
    project: 'shop',
    commits: 'newest',
    backend: 'direct',
    focus: 'Why?',
    base: 'main',
    head: 'feature/retry',
    path: 'src/**\nlib/**',
    pr: null,
    fast: 'yes',
  });
  expect(fieldOf(form, 'backend', 'select').options.map(({ label }) => label)).toEqual([
    'As it was: direct, gpt-9',
    'The first that is ready',
  ]);
});

test('starts the same at the newest commits of the refs that were typed', async () => {
  const { there, id } = stage();
  await submit(there, formOf(await there.press('again', id)));
  expect(there.service.requests).toMatchObject([
    {
      flow_name: 'code-review',
      question: 'Why?',
      band: 'large',
      fast: true,
      base: 'main',
      head: 'feature/retry',
      paths: ['src/**', 'lib/**'],
      backend: 'direct',
      model: 'gpt-9',
      pull_request: null,
    },
  ]);
});

describe('the same commits', () => {
  test('are those that the run read', async () => {
    const { there, id } = stage();
    const form = formOf(await there.press('again', id));
    expect(fieldOf(form, 'commits', 'select').options[1]?.label).toBe('Same commits: bbbbbbb..a1b2c3d');
    await submit(there, form, { commits: 'same' });
    expect(there.service.requests).toMatchObject([
      {
        base: 'main',
        head: 'feature/retry',
        pull_request: null,
        commits: { head: HEAD, base: BASE },
      },
    ]);
  });

  test('of a flow that compares nothing are one', async () => {
    const { there, id } = stage(
      { flow_name: 'tech-debt', base_sha: null },
      { refs: { base: null, head: 'v2' } },
    );
    const form = formOf(await there.press('again', id));
    expect(fieldOf(form, 'head', 'text').value).toBe('v2');
    await submit(there, form, { commits: 'same' });
    expect(there.service.requests).toMatchObject([
      { flow_name: 'tech-debt', base: null, head: 'v2', commits: { head: HEAD, base: null } },
    ]);
  });

  test('and another ref contradict each other, which starts nothing', async () => {
    const { there, id } = stage();
    const form = formOf(await there.press('again', id));
    const answer = await submit(there, form, { commits: 'same', base: 'develop' });
    expect(textOf(answer)).toBe(
      'commits: You changed the base. Choose Newest commits for that, or put it back.',
    );
    expect(there.service.requests).toEqual([]);
  });

  test('and another project contradict each other as well', async () => {
    const { there, id } = stage();
    const form = formOf(await there.press('again', id));
    expect(textOf(await submit(there, form, { commits: 'same', project: 'site' }))).toBe(
      'commits: You changed the project. Choose Newest commits for that, or put it back.',
    );
    expect(there.service.requests).toEqual([]);
  });

  test('of a pull request stay those of the pull request', async () => {
    const url = 'https://github.com/acme/shop/pull/7';
    const request = { kind: 'github' as const, url, number: 7 };
    const { there, id } = stage(
      { input: { question: 'q', focused: false, pull_request: request } },
      { refs: { base: 'release', head: null }, remote: 'git@github.com:acme/shop.git' },
    );
    await submit(there, formOf(await there.press('again', id)), { commits: 'same' });
    expect(there.service.requests).toMatchObject([
      { pull_request: request, base: 'release', head: null, commits: { head: HEAD, base: BASE } },
    ]);
  });

  test('are said at their field when they are gone', async () => {
    const { there, id } = stage();
    const form = formOf(await there.press('again', id));
    there.service.start = async () => {
      throw new BatonError('refused', 'unknown_ref', 'That commit is gone.', { path: 'commits' });
    };
    expect(textOf(await submit(there, form, { commits: 'same' }))).toBe('commits: That commit is gone.');
  });

  test.each<[string, Partial<RunDocument>, 'none' | 'full']>([
    ['a folder without git, which keeps none', { base_sha: null }, 'none'],
    ['a run that ended before it read any', { commit_sha: null, base_sha: null }, 'full'],
  ])('are no choice for %s', async (_name, over, history) => {
    const { there, id } = stage(over, { history });
    const { fields } = formOf(await there.press('again', id));
    expect(fields.map(({ id: field }) => field)).not.toContain('commits');
  });
});

test('leaves the back end to Baton when that is chosen', async () => {
  const { there, id } = stage();
  await submit(there, formOf(await there.press('again', id)), { backend: 'auto' });
  expect(there.service.requests).toMatchObject([{ backend: null, model: null }]);
});

describe('a text that is too long for a form', () => {
  const long = `Is the retry logic safe? ${'It was slow. '.repeat(250)}`.trim();
  const input = { question: long, focused: true, paths: [] };

  test('is taken from the run where it is left as it is', async () => {
    const { there, id } = stage({ input });
    const form = formOf(await there.press('again', id));
    const { value } = fieldOf(form, 'focus', 'text');
    expect(value.length).toBeLessThan(600);
    expect(value).toMatch(/…\n\(unchanged: all 3,274 characters of run [\da-f]{8}\)$/);
    // Platforms return other line ends.
    await submit(there, form, { focus: `${value.replace('\n', '\r\n')} ` });
    expect(there.service.requests).toMatchObject([{ question: long }]);
  });

  test('is what was typed where it is changed', async () => {
    const { there, id } = stage({ input });
    await submit(there, formOf(await there.press('again', id)), { focus: 'Only the tests' });
    expect(there.service.requests).toMatchObject([{ question: 'Only the tests' }]);
  });

  test('is not guessed where it is changed in part', async () => {
    const { there, id } = stage({ input });
    const form = formOf(await there.press('again', id));
    const focus = fieldOf(form, 'focus', 'text').value.replace('retry', 'export');
    expect(textOf(await submit(there, form, { focus }))).toMatch(/^focus: This text is shown shortened/);
    expect(there.service.requests).toEqual([]);
  });

  test('is left out where it is emptied', async () => {
    const { there, id } = stage({ input });
    await submit(there, formOf(await there.press('again', id)), { focus: null });
    expect(there.service.requests).toMatchObject([{ question: null }]);
  });
});

test('keeps everything through another tab and back', async () => {
  const { there, id } = stage({ input: { question: 'x'.repeat(900), focused: true, paths: ['src/**'] } });
  const form = formOf(await there.press('again', id));
  const away = await change(there, form, 'category', { category: 'Analysis' });
  expect(away.title).toBe('Run again');
  const back = await change(there, away, 'category', { category: 'Review' });
  await submit(there, back, { commits: 'same' });
  expect(there.service.requests).toMatchObject([
    {
      question: 'x'.repeat(900),
      paths: ['src/**'],
      base: 'main',
      head: 'feature/retry',
      commits: { base: BASE, head: HEAD },
      backend: 'direct',
      model: 'gpt-9',
    },
  ]);
});

test('keeps the pull request', async () => {
  const url = 'https://github.com/acme/shop/pull/7';
  const pull_request = { kind: 'github' as const, url, number: 7 };
  const { there, id } = stage(
    { input: { question: 'q', focused: false, pull_request } },
    { refs: { base: null, head: null } },
  );
  const form = formOf(await there.press('again', id));
  expect(fieldOf(form, 'pr', 'text').value).toBe(url);
});

test('says so when the database takes too long for a form', async () => {
  const never = () => new Promise<never>(() => undefined);
  const over = { posts: { ...SILENT_POSTS, thread: never }, service: memoryService() };
  const there = room({ over });
  expect(textOf(await there.press('again', runDocument().id))).toContain('slow to answer');
});

const SILENT_POSTS = {
  want: async () => undefined,
  first: async () => true,
  runAt: async () => null,
  mute: async () => undefined,
  isMuted: async () => false,
  audit: async () => undefined,
};
