/** What Slack's failures mean for what was to be posted, by the real client against the Slack of the tests. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { webApi } from '@slack/bolt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lineView } from '../../../adapters/chat/text.ts';
import { deliveryError } from '../../../adapters/slack/delivery-error.ts';
import { slackFault } from '../../../adapters/slack/faults.ts';
import { singleWorkspace } from '../../../adapters/slack/workspaces.ts';
import type { DeliveryError } from '../../../runner/core/ports/delivery-error.ts';
import type { Place } from '../../../runner/core/ports/platform.ts';
import type { Fault } from '../../setup/chat/fault.ts';
import { deadApiUrl, SlackService, startService } from './slack-service.ts';

const MARK = { run_id: 'r1', key: 'root' };

/** Not among the documents of methods; it has the errors of `usergroups.users.list`. */
const UNDOCUMENTED = new Set(['usergroups.list']);

describe('a post that Slack did not take', () => {
  let service: SlackService;
  let place: Place;

  beforeAll(async () => {
    service = await startService('http');
    const { slack } = service;
    place = { workspace: slack.workspace().id, channel: slack.channelId('shop'), thread: null };
  });

  afterAll(async () => {
    await service[Symbol.asyncDispose]();
    await service.slack.stop();
  });

  const post = () => service.adapter.post(place, lineView('hello'), MARK);

  it.each<[Fault, Partial<DeliveryError>]>([
    [
      { kind: 'rate_limited', retryAfter: 7 },
      { reason: 'rate_limited', retryAfterMs: 7_000 },
    ],
    [{ kind: 'server_error', effect: 'done' }, { reason: 'doubtful' }],
    [{ kind: 'reset', effect: 'done' }, { reason: 'doubtful' }],
    [{ kind: 'refuse', error: 'internal_error' }, { reason: 'doubtful' }],
    [{ kind: 'refuse', error: 'rate_limited' }, { reason: 'rate_limited' }],
    [{ kind: 'refuse', error: 'message_not_found' }, { reason: 'message' }],
    [{ kind: 'refuse', error: 'edit_window_closed' }, { reason: 'too_old' }],
    [{ kind: 'refuse', error: 'msg_too_long' }, { reason: 'form' }],
    [{ kind: 'refuse', error: 'invalid_blocks' }, { reason: 'form' }],
    [{ kind: 'refuse', error: 'token_revoked' }, { reason: 'workspace' }],
    [{ kind: 'refuse', error: 'missing_scope' }, { reason: 'place' }],
    [{ kind: 'refuse', error: 'is_archived' }, { reason: 'place' }],
  ])('because of %j says so', async (fault, expected) => {
    service.slack.inject({ method: 'chat.postMessage', fault });
    await expect(post()).rejects.toMatchObject(expected);
  });

  it('because the bot is not in the channel says what a person can do', async () => {
    const channel = service.slack.channelId('releases');
    const posting = service.adapter.post({ ...place, channel }, lineView('hello'), MARK);
    await expect(posting).rejects.toMatchObject({
      reason: 'place',
      message: expect.stringContaining('/invite'),
    });
  });

  it('because it is not in that workspace says so', async () => {
    const failure = deliveryError(new webApi.WebAPIPlatformError({ ok: false, error: 'team_not_found' }));
    expect(failure.reason).toBe('place');
  });

  it('was tried once, since the caller decides what comes next', async () => {
    const before = service.slack.callsTo('chat.postMessage').length;
    service.slack.inject({ method: 'chat.postMessage', fault: { kind: 'server_error', effect: 'none' } });
    await expect(post()).rejects.toThrow();
    expect(service.slack.callsTo('chat.postMessage').length).toBe(before + 1);
  });

  it('because nobody listens there was certainly not sent', async () => {
    const installed = { id: place.workspace, token: 'xoxb-any', botUser: null, bot: null };
    const elsewhere = new SlackService(service.slack, 'socket', {
      apiUrl: await deadApiUrl(),
      workspaces: { ...singleWorkspace('', null), find: async () => installed },
    });
    const posting = elsewhere.adapter.post(place, lineView('hello'), MARK);
    await expect(posting).rejects.toMatchObject({ reason: 'unsent' });
  });

  it('of a file whose sharing is in doubt is found, and not shared twice', async () => {
    const file = { name: 'report.md', title: 'Report', text: '# Report\n' };
    const thread = await service.adapter.post(place, lineView('root'), MARK);
    const there = { ...place, thread };
    let known: string | null = null;
    const reserved = async (reference: string) => {
      known = reference;
    };
    service.slack.inject({
      method: 'files.completeUploadExternal',
      fault: { kind: 'reset', effect: 'done' },
    });
    const upload = service.adapter.upload(there, file, MARK, null, reserved);
    await expect(upload).rejects.toMatchObject({ reason: 'doubtful' });
    expect(await service.adapter.upload(there, file, MARK, known, reserved)).toBe(known);
    expect((await service.slack.thread('shop', thread)).flatMap(({ files }) => files)).toEqual(['report.md']);
  });

  it('of a file whose bytes never arrived is uploaded again', async () => {
    const file = { name: 'second.md', title: 'Second', text: 'second\n' };
    let known: string | null = null;
    const reserved = async (reference: string) => {
      known = reference;
    };
    service.slack.inject({ method: 'upload', fault: { kind: 'reset', effect: 'none' } });
    const upload = service.adapter.upload(place, file, MARK, null, reserved);
    await expect(upload).rejects.toMatchObject({ reason: 'unsent' });
    await service.adapter.upload(place, file, MARK, known, reserved);
    expect(service.slack.files().filter(({ name }) => name === 'second.md')).toMatchObject([
      { content: 'second\n' },
    ]);
  });
});

const data = process.env.BATON_TEST_DATA;

/** The methods that the adapter names in its source, and what Bolt calls to install the app. */
async function calledMethods(): Promise<readonly string[]> {
  const names = new Set(['oauth.v2.access']);
  for (const file of await readdir('adapters/slack', { recursive: true })) {
    if (!file.endsWith('.ts')) continue;
    const source = await readFile(join('adapters/slack', file), 'utf8');
    const calls = /\b(?:client|slack|WebClient\([^)]*\)\))\.((?:\w+\.)+\w+)\(/g;
    for (const [, name = ''] of source.matchAll(calls)) names.add(name);
  }
  return [...names];
}

describe.skipIf(data === undefined)('Slack’s documented errors (needs BATON_TEST_DATA)', () => {
  it('of every method that is called have a row in the table of faults', async () => {
    const missing: string[] = [];
    let count = 0;
    const methods = (await calledMethods()).filter((method) => !UNDOCUMENTED.has(method));
    for (const method of methods) {
      const text = await readFile(join(data ?? '', 'slack/methods', `${method}.json`), 'utf8');
      const { errors = {} } = JSON.parse(text) as { errors?: object };
      for (const name of Object.keys(errors)) {
        count++;
        if (slackFault(name, null) === null) missing.push(`${method}: ${name}`);
      }
    }
    expect(missing).toEqual([]);
    expect(methods.length).toBeGreaterThan(12);
    expect(count).toBeGreaterThan(150);
  });
});

describe('a code that Slack does not document', () => {
  it('is a fault of the form, so that plainer ones are tried', () => {
    const failure = deliveryError(new webApi.WebAPIPlatformError({ ok: false, error: 'brand_new' }));
    expect(failure).toMatchObject({ reason: 'form', message: expect.stringContaining('brand_new') });
  });
});
