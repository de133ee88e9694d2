import { describe, expect, test } from 'vitest';
import { SLACK_SYNTAX } from '../../../adapters/slack/syntax.ts';
import { BatonError } from '../../../runner/core/errors.ts';
import type { FormValues } from '../../../runner/core/ports/platform.ts';
import type { FormView } from '../../../runner/core/ports/views.ts';
import { memoryService, runDocument } from '../memory-service.ts';
import { CLOSED, fieldOf, formOf, room, textOf } from './room.ts';

/** What the fields hold, as a platform gives them back. */
function valuesOf(form: FormView, over: FormValues = {}): FormValues {
  const values = form.fields.flatMap((field): [string, string | null][] => {
    if (field.kind === 'select') return [[field.id, field.chosen]];
    if (field.kind === 'text') return [[field.id, field.value === '' ? null : field.value]];
    return field.kind === 'toggle' ? [[field.id, field.on ? 'yes' : 'no']] : [];
  });
  return { ...Object.fromEntries(values), ...over };
}

const { act, say } = room();
const open = async () => formOf(await say(''));
const change = async (form: FormView, field: string, over: FormValues) =>
  formOf(
    await act({ kind: 'change', form: form.form, state: form.state, field, values: valuesOf(form, over) }),
  );

describe('the launcher', () => {
  test("opens on the channel's own flow and project, with the categories that have flows as tabs", async () => {
    const form = await open();
    const tabs = fieldOf(form, 'category', 'tabs');
    expect(tabs.options.map(({ label }) => label)).toEqual(['Analysis', 'Discovery', 'Review']);
    expect(tabs.active).toBe('Review');
    expect(fieldOf(form, 'flow', 'select')).toMatchObject({ chosen: 'code-review', watched: true });
    expect(fieldOf(form, 'project', 'select')).toMatchObject({ chosen: 'shop' });
    expect(form.fields.map(({ id }) => id)).toEqual([
      'category',
      'flow',
      'size',
      'project',
      'focus',
      'pr',
      'base',
      'head',
      'fast',
    ]);
  });

  test('opens without the database and without the network', async () => {
    const never = async () => await Promise.reject(new Error('was asked'));
    const posts = {
      thread: never,
      want: never,
      first: never,
      runAt: never,
      mute: never,
      isMuted: never,
      audit: never,
    };
    const adapter = { platform: 'slack', syntax: SLACK_SYNTAX, enter: never, direct: never };
    const shut = room({ over: { posts, adapter } });
    shut.service.databaseUp = false;
    expect(formOf(await shut.say('')).title).toBe('Run a flow');
  });

  test('offers each flow with its purpose, and each size with its agents and minutes', async () => {
    const form = await open();
    expect(fieldOf(form, 'flow', 'select').options).toEqual([
      { value: 'code-review', label: 'code review', description: 'Is the code review good?' },
    ]);
    expect(
      fieldOf(form, 'size', 'select').options.map(({ label, description: says }) => `${label}: ${says}`),
    ).toEqual([
      'Small: 1 agent, up to 10 minutes',
      'Medium: 2 agents, up to 10 minutes each',
      'Large: 2 agents, up to 10 minutes each',
    ]);
  });

  test('keeps what was typed through changes of tab, also what has no field meanwhile', async () => {
    const typed = { focus: 'the\nAPI', base: 'v1.2', size: 'large', project: 'site', fast: 'yes' };
    const analysis = await change(await open(), 'category', { ...typed, category: 'Analysis' });
    expect(fieldOf(analysis, 'category', 'tabs').active).toBe('Analysis');
    expect(fieldOf(analysis, 'flow', 'select').chosen).toBe('tech-debt');
    expect(analysis.fields.map(({ id }) => id)).not.toContain('base');
    expect(fieldOf(analysis, 'focus', 'text').value).toBe('the\nAPI');
    const review = await change(analysis, 'category', { category: 'Review' });
    expect(valuesOf(review)).toMatchObject({ ...typed, flow: 'code-review' });
  });

  test('leaves the project open where a channel has none of several', async () => {
    const form = formOf(await say('', { channel: 'C0OTHER01' }));
    expect(fieldOf(form, 'project', 'select').chosen).toBeNull();
    const values = valuesOf(form);
    expect(textOf(await act({ kind: 'submit', form: 'launch', state: form.state, values }))).toMatch(
      /^project: Choose/,
    );
  });

  test('is opened anew from a state that it does not know', async () => {
    const changed = await act({
      kind: 'change',
      form: 'launch',
      state: '{"x":1}',
      field: 'flow',
      values: {},
    });
    expect(formOf(changed).form).toBe('launch');
    const submitted = await act({ kind: 'submit', form: 'launch', state: 'nonsense', values: {} });
    expect(textOf(submitted)).toContain('out of date');
  });
});

describe('submitting it', () => {
  const submitted = async (over: FormValues, channel = 'C0SHOP01') => {
    const there = room();
    const form = formOf(await there.say('', { channel }));
    const request = {
      kind: 'submit',
      form: 'launch',
      state: form.state,
      values: valuesOf(form, over),
    } as const;
    return { ...there, answer: await there.act(request, { channel }) };
  };

  test('starts what it holds, in the channel where it was opened', async () => {
    const { answer, service, entered } = await submitted({
      focus: 'the API',
      base: ' v1 ',
      size: 'medium',
      fast: 'yes',
    });
    expect(answer).toEqual({ kind: 'nothing' });
    expect(entered).toEqual(['C0SHOP01']);
    expect(service.requests).toEqual([
      expect.objectContaining({
        flow_name: 'code-review',
        band: 'medium',
        fast: true,
        question: 'the API',
        base: 'v1',
        head: null,
        post_to: { platform: 'slack', workspace: 'T1', channel: 'C0SHOP01', thread: null },
      }),
    ]);
  });

  test.each([
    [{ base: '  ' }, /^base: The base is blank/],
    [{ head: ' ' }, /^head: The head is blank/],
    [{ focus: ' \n ' }, /^focus: The focus is blank/],
    [{ focus: 'x'.repeat(4001) }, /^focus: The focus has 4,001 characters/],
    [{ project: 'shpo' }, /^project: There is no project .*Did you mean shop/],
  ])('shows what is wrong at its field: %j', async (over: FormValues, says) => {
    const { answer, service } = await submitted(over);
    expect(textOf(answer)).toMatch(says);
    expect(service.requests).toEqual([]);
  });

  test('for a channel that the bot is not in says how to let it in', async () => {
    const { answer, service } = await submitted({ project: 'shop' }, CLOSED);
    expect(textOf(answer)).toContain('/invite');
    expect(service.requests).toEqual([]);
  });
});

describe('paths that match nothing', () => {
  const fault = 'No file matches "srcc/**": none of the 5 files at this commit. Nearest: src.';
  const start = async () => {
    throw new BatonError('refused', 'no_files', fault, { path: 'paths' });
  };
  const refusing = () => room({ over: { service: { ...memoryService(), start } } });

  test('are shown at their own field of a launcher that was filled in again', async () => {
    const at = refusing();
    const run = runDocument({ input: { question: 'q', focused: false, paths: ['srcc/**'] } });
    at.service.put({ run, steps: [], report: 'x' });
    const form = formOf(await at.press('again', run.id));
    const values = valuesOf(form);
    const answer = await at.act({ kind: 'submit', form: form.form, state: form.state, values });
    expect(answer).toEqual({ kind: 'field_errors', fieldErrors: [{ field: 'path', message: fault }] });
  });

  test('are shown in private to the person who typed them', async () => {
    expect(textOf(await refusing().say('code-review --path srcc/**'))).toContain(fault);
  });
});
