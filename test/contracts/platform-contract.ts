/** What every chat platform's adapter promises, as tests. An adapter's own test file calls it with a platform to test on. */
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DeliveryError } from '../../runner/core/ports/delivery-error.ts';
import type {
  Answer,
  DoubtfulPost,
  Place,
  PlatformAdapter,
  UserAction,
} from '../../runner/core/ports/platform.ts';
import type { MessageView } from '../../runner/core/ports/views.ts';

export interface SeenPost {
  readonly reference: string;
  readonly says: string;
  readonly buttons: readonly string[];
  /** names */
  readonly files: readonly string[];
  /** the ids of the people whom it notifies */
  readonly notifies: readonly string[];
}

/** A platform with an adapter that is not started yet, and one person who acts and reads there. */
export interface PlatformStage {
  readonly adapter: PlatformAdapter;
  readonly workspace: string;
  /** channels: one that the bot is in, one that it may join, one that it can't get into */
  readonly channels: { readonly mine: string; readonly open: string; readonly closed: string };
  readonly person: string;
  /** returns the messages of a thread, with its first message, or of the channel, oldest first */
  read(place: Place): Promise<readonly SeenPost[]>;
  /** returns a function that delivers the same command again */
  command(text: string): Promise<() => Promise<unknown>>;
  press(place: Place, reference: string, label: string): Promise<unknown>;
  /** returns this person's private messages, oldest first */
  told(): readonly string[];
  until<T>(what: string, look: () => Promise<T> | T): Promise<unknown>;
  end(): Promise<void>;
}

export function platformContract(name: string, open: () => Promise<PlatformStage>): void {
  describe(`the platform contract, kept by ${name}`, () => {
    let harness: PlatformStage;
    const actions: UserAction[] = [];
    const workspaces: (readonly string[])[] = [];
    let answer: Answer = { kind: 'nothing' };

    beforeAll(async () => {
      const stage = await open();
      harness = { ...stage, adapter: waitingOutLimits(stage.adapter) };
      harness.adapter.onWorkspaces((known) => workspaces.push(known));
      await harness.adapter.start(async (action) => {
        actions.push(action);
        return answer;
      });
      await harness.until('a connection', () => harness.adapter.connected());
    });

    afterAll(() => harness.end());

    const channel = (): Place => ({
      workspace: harness.workspace,
      channel: harness.channels.mine,
      thread: null,
    });
    const mark = (key: string) => ({ run_id: 'b7e1a8f0-0000-8000-8000-000000000001', key });
    const since = new Date().toISOString();
    const thread = async (key: string): Promise<Place> => {
      const root = await harness.adapter.post(channel(), view(`thread of ${key}`), mark(key));
      return { ...channel(), thread: root };
    };
    const doubt = (key: string, kind: DoubtfulPost['kind'], reference: string | null): DoubtfulPost => ({
      ...mark(key),
      kind,
      reference,
      since,
    });

    it('tells which workspaces it can post to', () => {
      expect(workspaces.at(-1)).toEqual([harness.workspace]);
    });

    it('has a pace for every call', () => {
      const paced = new Set(harness.adapter.pace.flatMap(({ calls }) => calls));
      expect([...paced].sort()).toEqual(['edit', 'find', 'post', 'upload']);
    });

    it('hands on a command once, however often it is delivered, and tells the answer to one person', async () => {
      answer = { kind: 'message', view: view('told to one') };
      const again = await harness.command('list everything');
      await again();
      const commands = actions.filter(({ kind }) => kind === 'command' || kind === 'verb');
      expect(commands).toHaveLength(1);
      expect(commands[0]).toMatchObject({
        platform: harness.adapter.platform,
        place: channel(),
        person: { id: harness.person },
      });
      await harness.until('the answer', () => harness.told().includes('told to one'));
      expect((await harness.read(channel())).map(({ says }) => says)).not.toContain('told to one');
    });

    it('knows whether a person is a member', async () => {
      const [action] = actions;
      expect(await action?.person.isMember()).toBe(true);
      expect(await action?.person.isIn('group:0')).toBe(false);
      expect(await action?.person.isIn('role:0')).toBe(false);
    });

    it('posts into a channel and into a thread, and edits what it posted', async () => {
      const place = await thread('edited');
      const reference = await harness.adapter.post(place, view('working'), mark('step:a'));
      await harness.adapter.edit(place, reference, view('done'), mark('step:a'));
      expect(await harness.read(place)).toMatchObject([
        { reference: place.thread, says: 'thread of edited' },
        { reference, says: 'done' },
      ]);
    });

    it('hands on a pressed button with its action and value', async () => {
      const reference = await harness.adapter.post(channel(), withButton('Cancel'), mark('pressed'));
      answer = { kind: 'message', view: view('not yours to cancel') };
      await harness.press(channel(), reference, 'Cancel');
      await harness.until('the user action', () => actions.some(({ kind }) => kind === 'button'));
      expect(actions.at(-1)).toMatchObject({ kind: 'button', button: 'cancel', value: 'run-1' });
      await harness.until('the answer', () => harness.told().includes('not yours to cancel'));
    });

    it('finds what was posted by its key, and nothing else', async () => {
      const place = await thread('found');
      const reference = await harness.adapter.post(place, view('here'), mark('step:here'));
      const found = await harness.adapter.find(place, [
        doubt('step:here', 'message', null),
        doubt('step:never', 'message', null),
      ]);
      expect([...found]).toEqual([['step:here', reference]]);
      const root = await harness.adapter.find(channel(), [doubt('found', 'message', null)]);
      expect([...root]).toEqual([['found', place.thread]]);
    });

    it('does not take the message that a post replaces for that post, wherever it looks', async () => {
      const { adapter } = harness;
      const place = await thread('replaced');
      const old = await adapter.post(place, view('old'), mark('step:replaced'));
      const [root, reply] = ['replaced', 'step:replaced'].map((key, index) => ({
        ...doubt(key, 'message', null),
        replaces: index === 0 ? place.thread : old,
      })) as [DoubtfulPost, DoubtfulPost];
      for (const where of [channel(), place])
        expect([...(await adapter.find(where, [root, reply]))]).toEqual([]);
      const reference = await adapter.post(place, view('new'), { ...mark('step:replaced'), replaces: old });
      expect([...(await adapter.find(place, [root, reply]))]).toEqual([['step:replaced', reference]]);
    });

    it('uploads a file whose reference is known before it can be seen, and not again when it is there', async () => {
      const place = await thread('files');
      const file = { name: 'report.md', title: 'Report', text: '# Rëport\n' };
      let reserved = '';
      let seenThen = -1;
      const first = await harness.adapter.upload(place, file, mark('report'), null, async (reference) => {
        reserved = reference;
        seenThen = (await harness.read(place)).flatMap(({ files }) => files).length;
      });
      expect(seenThen).toBe(0);
      expect([...(await harness.adapter.find(place, [doubt('report', 'file', reserved)])).keys()]).toEqual([
        'report',
      ]);
      const again = await harness.adapter.upload(
        place,
        file,
        mark('report'),
        reserved,
        async () => undefined,
      );
      expect(again).toBe(first);
      expect((await harness.read(place)).flatMap(({ files }) => files)).toEqual(['report.md']);
    });

    it('notifies with a message and with a file exactly those whom their text names for it', async () => {
      const place = await thread('notified');
      const named = { text: harness.person, person: harness.person };
      const markup = `<@${harness.person}> <!here> @everyone`;
      const quiet: MessageView = {
        text: 'quiet',
        blocks: [{ kind: 'lines', lines: [[named, ` ${markup}`]] }],
      };
      const loud: MessageView = { ...quiet, notify: [harness.person] };
      const file = { name: 'report.md', title: 'Report', text: '# Report\n' };
      const { adapter } = harness;
      await adapter.post(place, quiet, mark('quiet'));
      await adapter.post(place, loud, mark('loud'));
      const later = async () => undefined;
      await adapter.upload(place, { ...file, message: quiet }, mark('quiet:file'), null, later);
      await adapter.upload(place, { ...file, message: loud }, mark('loud:file'), null, later);
      const posts = (await harness.read(place)).slice(1);
      expect(posts.map(({ notifies }) => notifies)).toEqual([[], [harness.person], [], [harness.person]]);
      for (const { says } of posts) expect(says).not.toContain('@everyone');
    });

    it('shows buttons with a file, beside the text that notifies, and hands on their presses', async () => {
      const place = await thread('with-buttons');
      const named = { text: harness.person, person: harness.person };
      const message: MessageView = {
        text: 'done',
        blocks: [
          { kind: 'lines', lines: [[named, ' Done.']] },
          { kind: 'buttons', buttons: [{ action: 'findings', value: 'run-1', label: 'Findings…' }] },
        ],
        notify: [harness.person],
      };
      const file = { name: 'report.md', title: 'Report', text: '# Report\n', message };
      const { adapter } = harness;
      let reserved = '';
      const first = await adapter.upload(place, file, mark('buttons'), null, async (reference) => {
        reserved = reference;
      });
      const again = await adapter.upload(place, file, mark('buttons'), reserved, async () => undefined);
      expect(again).toBe(first);
      const [, post, ...more] = await harness.read(place);
      expect(more).toEqual([]);
      expect(post).toMatchObject({
        files: ['report.md'],
        buttons: ['Findings…'],
        notifies: [harness.person],
        says: expect.stringContaining('Done.'),
      });
      await harness.press(place, post?.reference ?? '', 'Findings…');
      const isPressed = (action: UserAction) => action.kind === 'button' && action.button === 'findings';
      await harness.until('the user action', () => actions.some(isPressed));
      expect(actions.find(isPressed)).toMatchObject({ value: 'run-1', place: { thread: place.thread } });
    });

    it('gets into a channel that is open to it', async () => {
      await harness.adapter.enter(harness.workspace, harness.channels.open);
      const place = { ...channel(), channel: harness.channels.open };
      await harness.adapter.post(place, view('here too'), mark('entered'));
      expect((await harness.read(place)).map(({ says }) => says)).toContain('here too');
    });

    it('says what a person can do about a channel that is closed to it', async () => {
      const entering = harness.adapter.enter(harness.workspace, harness.channels.closed);
      await expect(entering).rejects.toSatisfy(isUndelivered('place'));
    });

    it('talks to one person alone', async () => {
      const direct = await harness.adapter.direct(harness.workspace, harness.person);
      await harness.adapter.post({ ...channel(), channel: direct }, view('to you'), mark('direct'));
      expect(direct).not.toBe(harness.channels.mine);
    });

    it('says that a message which is not there can’t be edited', async () => {
      const place = await thread('missing');
      const reference = `${(place.thread ?? '').slice(0, -1)}9`;
      const editing = harness.adapter.edit(
        place,
        reference === place.thread ? '1.1' : reference,
        view('x'),
        mark('x'),
      );
      await expect(editing).rejects.toSatisfy(isUndelivered('message', 'thread'));
    });

    it('takes no more actions after it was stopped', async () => {
      await harness.adapter.stop();
      expect(harness.adapter.connected()).toBe(false);
    });
  });
}

/** Calls that the platform's rate limit refused are made again after the wait that it asks for, as whoever posts does. */
function waitingOutLimits(adapter: PlatformAdapter): PlatformAdapter {
  const patient = async <T>(call: () => Promise<T>): Promise<T> => {
    for (;;) {
      try {
        return await call();
      } catch (error) {
        if (!(error instanceof DeliveryError) || error.reason !== 'rate_limited') throw error;
        await pause(error.retryAfterMs);
      }
    }
  };
  return {
    ...adapter,
    post: (...call) => patient(() => adapter.post(...call)),
    edit: (...call) => patient(() => adapter.edit(...call)),
    upload: (...call) => patient(() => adapter.upload(...call)),
    find: (...call) => patient(() => adapter.find(...call)),
  };
}

function isUndelivered(...reasons: readonly DeliveryError['reason'][]) {
  return (error: unknown) =>
    error instanceof DeliveryError && reasons.includes(error.reason) && error.message.length > 10;
}

function view(text: string): MessageView {
  return { text, blocks: [{ kind: 'lines', lines: [[text]] }] };
}

function withButton(label: string): MessageView {
  const buttons = [{ action: 'cancel', value: 'run-1', label }];
  return {
    text: 'a run',
    blocks: [
      { kind: 'lines', lines: [['a run']] },
      { kind: 'buttons', buttons },
    ],
  };
}
