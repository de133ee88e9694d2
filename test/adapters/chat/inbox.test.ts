/** The inbox, on a made-up platform whose responses are lists of lines. */

import { describe, expect, test } from 'vitest';
import { Inbox, type Incoming, type SentResponse } from '../../../adapters/chat/inbox.ts';
import type { Names } from '../../../adapters/chat/names.ts';
import { lineView } from '../../../adapters/chat/text.ts';
import type { Answer, ButtonPress, UserAction } from '../../../runner/core/ports/platform.ts';

const PLACE = { workspace: 'W1', channel: 'C1', thread: null };
const ANA = {
  ...{ id: 'ana', name: 'Ana', isMember: async () => true, isIn: async () => false },
  timeZone: async () => null,
};

function command(id: string, delivery?: string): Incoming {
  const action: UserAction = { id, platform: 'toy', place: PLACE, person: ANA, kind: 'command', text: id };
  return delivery === undefined ? { action } : { action, delivery };
}

const says = (...lines: string[]): Answer => ({ kind: 'message', view: lineView(...lines) });
/** The line of a view that has one, else its text. */
function textOf(answer: Answer): string {
  if (!('view' in answer) || !('blocks' in answer.view)) return answer.kind;
  const [block] = answer.view.blocks;
  return block?.kind === 'quiet' ? block.line.join('') : answer.view.text;
}

const NAMES: Names = {
  person: async (id) => `@name of ${id}`,
  group: async () => 'a group',
  channel: async () => null,
};

/** An open inbox, and everything that went through it. */
function opened(answer: (action: UserAction) => Promise<Answer>, respondWithinMs = 5_000) {
  const seen = {
    handled: [] as string[],
    responses: [] as string[],
    finished: [] as [string, SentResponse<string>][],
    lines: [] as string[],
  };
  const inbox = new Inbox<Incoming, Answer, string>({
    platform: 'toy',
    respondWithinMs,
    directory: { names: () => NAMES },
    mentions: /<@(?<person>\w+)>/g,
    now: () => 7,
    log: (line) => seen.lines.push(line),
    outcomeOf: ({ action }, ask) => ask(action),
    staysOpen: ({ kind }) => kind === 'field_errors',
    first: (_incoming, outcome) =>
      outcome === null
        ? { response: 'later', isAnswer: false }
        : { response: textOf(outcome), isAnswer: true },
    repeated: async (_incoming, first) => `again: ${await first}`,
    finish: async (_incoming, outcome, sent) => {
      if (textOf(outcome) === 'unsayable') throw new Error('nobody is there');
      seen.finished.push([textOf(outcome), sent]);
    },
  });
  inbox.open(async (action) => {
    seen.handled.push(action.id);
    return await answer(action);
  });
  const respond = async (response: string) => void seen.responses.push(response);
  return { inbox, seen, respond };
}

describe('an action', () => {
  test('is responded to with its answer if that is ready in time', async () => {
    const { inbox, seen, respond } = opened(async () => says('done'));
    await inbox.receive(command('1'), respond);
    expect(seen.responses).toEqual(['done']);
    expect(seen.finished).toEqual([['done', { response: 'done', isAnswer: true, since: 7 }]]);
  });

  test('is acknowledged before the platform’s limit, and answered when the answer is ready', async () => {
    const ready = Promise.withResolvers<Answer>();
    const { inbox, seen } = opened(() => ready.promise, 1);
    const acknowledged = Promise.withResolvers<string>();
    const done = inbox.receive(command('1'), async (response) => acknowledged.resolve(response));
    expect(await acknowledged.promise).toBe('later');
    expect(seen.finished).toEqual([]);
    ready.resolve(says('done'));
    await done;
    expect(seen.finished).toEqual([['done', { response: 'later', isAnswer: false, since: 7 }]]);
  });

  test('whose response does not come through is answered separately', async () => {
    const { inbox, seen } = opened(async () => says('done'));
    await inbox.receive(command('1'), async () => {
      throw new Error('the socket closed');
    });
    expect(seen.finished).toEqual([['done', { response: null, isAnswer: false, since: 7 }]]);
    expect(seen.lines).toEqual(['toy: a first response did not come through: the socket closed']);
  });

  test('that is a message has no response, only an answer', async () => {
    const { inbox, seen } = opened(async () => says('done'));
    await inbox.receive(command('1'), null);
    expect(seen.finished).toEqual([['done', { response: null, isAnswer: false, since: 7 }]]);
  });

  test('is answered even if the handler throws', async () => {
    const { inbox, seen, respond } = opened(async () => {
      throw new Error('a bug');
    });
    await inbox.receive(command('1'), respond);
    expect(seen.responses).toEqual(['Something went wrong, and it was written down. Try again.']);
    expect(seen.lines).toEqual(['toy: command 1 went wrong: a bug']);
  });

  test('whose answer can’t be delivered is in the log', async () => {
    const { inbox, seen, respond } = opened(async () => says('unsayable'));
    await inbox.receive(command('1'), respond);
    expect(seen.lines).toEqual(['toy: a command in W1/C1 got no answer: nobody is there']);
  });

  test('is answered with people’s names', async () => {
    const line = ['asked by ', { text: 'bob', person: 'bob' }];
    const view = { text: 'x', blocks: [{ kind: 'quiet' as const, line }] };
    const { inbox, seen, respond } = opened(async () => ({ kind: 'message', view }));
    await inbox.receive(command('1'), respond);
    expect(seen.responses).toEqual(['asked by @name of bob']);
  });
});

describe('a delivery', () => {
  test('of the same action is handled once, and responded to again', async () => {
    const { inbox, seen, respond } = opened(async () => says('done'));
    await Promise.all([inbox.receive(command('1'), respond), inbox.receive(command('1'), respond)]);
    expect(seen.handled).toEqual(['1']);
    expect(seen.responses.sort()).toEqual(['again: done', 'done']);
  });

  test('is known by its own id as well', async () => {
    const { inbox, respond } = opened(async () => says('done'));
    await inbox.receive(command('form 1', 'delivery 1'), respond);
    expect(await inbox.earlier('delivery 1')).toBe('done');
    expect(await inbox.earlier('form 1')).toBe('done');
    expect(inbox.earlier('delivery 2')).toBeNull();
  });

  test('of a form that stayed open is handled again', async () => {
    const { inbox, seen, respond } = opened(async () => ({ kind: 'field_errors', fieldErrors: [] }));
    await inbox.receive(command('form 1'), respond);
    await inbox.receive(command('form 1'), respond);
    expect(seen.handled).toEqual(['form 1', 'form 1']);
  });
});

describe('a double click', () => {
  const press = (id: string, at: number, button = 'b1'): ButtonPress => ({ id, button, at });

  test.each<[string, ButtonPress, boolean]>([
    ['a second press within a second', press('2', 900), true],
    ['a second press later', press('2', 1_000), false],
    ['the same press, delivered again', press('1', 0), false],
    ['a press of another button', press('2', 0, 'b2'), false],
  ])('%s', (_name, second, expected) => {
    const { inbox } = opened(async () => says('done'));
    expect(inbox.isSecondClick(press('1', 0))).toBe(false);
    expect(inbox.isSecondClick(second)).toBe(expected);
  });

  test('is none where nothing was pressed', () => {
    const { inbox } = opened(async () => says('done'));
    expect([inbox.isSecondClick(null), inbox.isSecondClick(null)]).toEqual([false, false]);
  });
});

describe('a closed inbox', () => {
  test('responds to nothing, so that another process gets it', async () => {
    const { inbox, seen, respond } = opened(async () => says('done'));
    await inbox.close();
    await inbox.receive(command('1'), respond);
    expect(inbox.isOpen).toBe(false);
    expect([seen.handled, seen.responses]).toEqual([[], []]);
  });

  test('has finished what was in flight', async () => {
    const ready = Promise.withResolvers<Answer>();
    const { inbox, seen, respond } = opened(() => ready.promise);
    void inbox.receive(command('1'), respond);
    const closing = inbox.close();
    ready.resolve(says('done'));
    await closing;
    expect(seen.finished).toHaveLength(1);
  });
});
