/** Commands that are offered as buttons instead of a guess: what a press does, once, and where. */
import { describe, expect, test } from 'vitest';
import { discordSyntax } from '../../../adapters/discord/syntax.ts';
import type { Button } from '../../../runner/core/ports/views.ts';
import { BOB, type Room, room, textOf } from './room.ts';

const NOWHERE = { platform: 'discord', enter: async () => undefined, direct: async () => 'D1' };

function buttonsOf(answer: Awaited<ReturnType<Room['say']>>): readonly Button[] {
  if (answer.kind !== 'message') throw new Error(`no message but ${textOf(answer)}`);
  return answer.view.blocks.flatMap((block) => (block.kind === 'buttons' ? block.buttons : []));
}

async function offered(there: Room, text: string, label: string, where = {}): Promise<Button> {
  const found = buttonsOf(await there.say(text, where)).find((button) => button.label === label);
  if (found === undefined) throw new Error(`no button ${label}`);
  expect(found.action.length + found.value.length).toBeLessThanOrEqual(100);
  return found;
}

const LONG = 'retry logic is not safe? '.repeat(100).trim();

describe('a press', () => {
  test('starts what was meant with the whole text, however long, once', async () => {
    const there = room();
    const { action, value } = await offered(there, LONG, 'Start code review');
    expect(there.service.requests).toEqual([]);
    expect(textOf(await there.press(action, value))).toBe('Started.');
    await there.press(action, value);
    const ids = there.service.requests.map(({ id }) => id);
    expect(new Set(ids).size).toBe(1);
    expect(there.service.requests[0]).toMatchObject({ flow_name: 'code-review', question: LONG });
  });

  test('starts it where it was typed, not where the button stands', async () => {
    const there = room();
    const where = { channel: 'C0SHOP01', thread: '17.1' };
    const { action, value } = await offered(there, 'tech-dept --project site', 'Start tech debt', where);
    await there.press(action, value, { channel: 'D0DIRECT' });
    expect(there.service.requests).toMatchObject([
      { flow_name: 'tech-debt', post_to: { channel: 'C0SHOP01', thread: '17.1' } },
    ]);
  });

  test('of another person starts nothing', async () => {
    const there = room();
    const { action, value } = await offered(there, 'thanks!', 'Start code review');
    expect(textOf(await there.press(action, value, { person: BOB }))).toContain('Type it again');
    expect(there.service.requests).toEqual([]);
  });

  test('gives a command that was meant', async () => {
    const there = room();
    const { action, value } = await offered(there, 'hlep', 'help');
    expect(textOf(await there.press(action, value))).toContain('Agents that read your code');
  });

  test('of a button that holds nonsense says what to do', async () => {
    for (const value of ['', 'x 0', '00000000-0000-8000-8000-000000000000 7']) {
      expect(textOf(await room().press('offer', value))).toContain('Type it again');
    }
  });
});

test('what could not be started is refused at once', async () => {
  const there = room();
  expect(textOf(await there.say(`retry ${'logic '.repeat(900)}`))).toMatch(/The focus has 5,\d+ characters/);
});

describe('a flow of a slash command', () => {
  test('may be called by its title', async () => {
    const there = room();
    await there.act({ kind: 'start', given: { flow: 'Code Review', focus: 'a' } });
    expect(there.service.requests).toMatchObject([{ flow_name: 'code-review', question: 'a' }]);
  });

  test('that is nearly one is a suggestion with what else was given', async () => {
    const there = room();
    const answer = await there.act({ kind: 'start', given: { flow: 'code-reveiw', focus: 'a', fast: true } });
    const [{ action, value } = { action: '', value: '' }] = buttonsOf(answer);
    expect(there.service.requests).toEqual([]);
    await there.press(action, value);
    expect(there.service.requests).toMatchObject([{ flow_name: 'code-review', question: 'a', fast: true }]);
  });
});

describe('a mention', () => {
  test('acts once for its message, in another process too', async () => {
    const there = room();
    const mention = (text: string) => there.act({ kind: 'mention', text }, { id: 'message:C1:17.1' });
    expect(textOf(await mention('thanks!'))).toContain('Start code review on this?');
    expect(await mention('code-review is it safe?')).toEqual({ kind: 'nothing' });
    expect(there.service.requests).toEqual([]);
  });

  test('of nothing that can be seen is answered with the help', async () => {
    expect(textOf(await room().act({ kind: 'mention', text: '\u200b\ufeff' }))).toContain(
      'Agents that read your code',
    );
  });
});

describe('on Discord', () => {
  const there = () => room({ over: { adapter: { ...NOWHERE, syntax: discordSyntax(false) } } });

  test('the help speaks of its commands and options, and of no mentions where none are heard', async () => {
    const help = textOf(
      await there().act({ kind: 'verb', verb: 'help', given: { run: '', channel: null, text: '' } }),
    );
    expect(help).toContain('/flow launch opens a form');
    expect(help).toContain('/flow run flow:code-review focus:is the retry logic safe?');
    expect(help).toContain('/flow show run:1a2b3c4d');
    expect(help).toContain('/flow export run:1a2b3c4d channel:#channel');
    expect(help).toContain('size:small|medium|large');
    expect(help).not.toContain('--');
    expect(help).not.toContain('mention me');
  });

  test('hints do as well', async () => {
    expect(textOf(await there().say('show'))).toContain('`/flow show run:1a2b3c4d`');
    expect(textOf(await there().say('hlep'))).toContain('`/flow help`');
    expect(textOf(await there().say('code-reveiw'))).toContain('`/flow run flow:code-review`');
    expect(textOf(await there().say('what is slow?', { channel: 'C0OTHER' }))).toContain(
      'project:shop or project:site',
    );
  });
});
