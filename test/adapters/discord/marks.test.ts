import { describe, expect, it } from 'vitest';
import { commandsOf } from '../../../adapters/discord/commands.ts';
import { fileParts } from '../../../adapters/discord/files.ts';
import { IdentifyBudget } from '../../../adapters/discord/identify-budget.ts';
import { nonceOf, numberOf } from '../../../adapters/discord/marks.ts';
import { missingIn } from '../../../adapters/discord/permissions.ts';
import { areRegistered } from '../../../adapters/discord/registration.ts';
import { VERBS } from '../../../bot/commands/verbs.ts';
import { DeliveryError } from '../../../runner/core/ports/delivery-error.ts';

describe('a mark', () => {
  const mark = { run_id: 'b7e1a8f0-0000-8000-8000-000000000001', key: 'step:lens:security' };

  it('makes a nonce and a number that Discord takes, of the run and the key alone', () => {
    expect(nonceOf(mark)).toMatch(/^[\w-]{25}$/);
    expect(nonceOf({ ...mark })).toBe(nonceOf(mark));
    expect(nonceOf({ ...mark, key: 'root' })).not.toBe(nonceOf(mark));
    expect(numberOf(mark)).toBeGreaterThan(999_999);
    expect(numberOf(mark)).toBeLessThan(2 ** 31);
  });
});

describe('registered commands', () => {
  /** as Discord gives them back */
  const registered = () =>
    structuredClone(commandsOf(VERBS)).map((command, index) => ({
      ...command,
      id: String(index),
      nsfw: false,
    }));

  it('are known again, with what Discord adds to them', () => {
    expect(areRegistered(registered().reverse(), VERBS)).toBe(true);
  });

  it('differ when one is missing, is too many, or has other options', () => {
    const [first, ...others] = registered();
    expect(areRegistered(others, VERBS)).toBe(false);
    expect(areRegistered([...registered(), { name: 'other', type: 1 }], VERBS)).toBe(false);
    expect(areRegistered([{ ...first, options: [] }, ...others], VERBS)).toBe(false);
    expect(areRegistered([{ ...first, description: 'old' }, ...others], VERBS)).toBe(false);
  });
});

describe('the bot’s permissions', () => {
  const all = String((1n << 10n) | (1n << 11n) | (1n << 15n) | (1n << 16n) | (1n << 35n) | (1n << 38n));
  const standing = {
    guild: '1',
    user: '9',
    member: { roles: ['2'] },
    roles: [
      { id: '1', permissions: '0' },
      { id: '2', permissions: all },
    ],
    overwrites: [],
  };

  it('come from its roles, and from what the channel says of them and of it', () => {
    expect(missingIn(standing, 'channel')).toEqual([]);
    const denied = { id: '1', type: 0, allow: '0', deny: String(1n << 15n) };
    expect(missingIn({ ...standing, overwrites: [denied] }, 'channel')).toEqual(['Attach Files']);
    const allowed = { id: '9', type: 1, allow: String(1n << 15n), deny: '0' };
    expect(missingIn({ ...standing, overwrites: [allowed, denied] }, 'channel')).toEqual([]);
  });

  it('are all there for an administrator', () => {
    const roles = [{ id: '2', permissions: '8' }];
    const denied = { id: '1', type: 0, allow: '0', deny: all };
    expect(missingIn({ ...standing, roles, overwrites: [denied] }, 'channel')).toEqual([]);
  });
});

describe('a file', () => {
  const MIB = 1024 * 1024;

  it('of more than ten MiB goes in parts that end with a line', () => {
    const text = 'line é\n'.repeat(2 * MIB);
    const parts = fileParts({ name: 'report.md', text });
    expect(parts.map(({ name }) => name)).toEqual(['report-1.md', 'report-2.md']);
    expect(Buffer.concat(parts.map(({ data }) => data as Buffer)).toString()).toBe(text);
    for (const { data } of parts) expect((data as Buffer).at(-1)).toBe(10);
  });

  it('of more than a message holds is refused', () => {
    expect(() => fileParts({ name: 'report.md', text: 'x'.repeat(25 * MIB) })).toThrow(DeliveryError);
  });
});

describe('the budget of sessions', () => {
  it('gives the first at once, and one in ninety seconds after', () => {
    let now = 0;
    const budget = new IdentifyBudget(() => now);
    for (let n = 0; n < 20; n++) expect(budget.take()).toBe(0);
    expect(budget.take()).toBe(90_000);
    now += 180_000;
    expect(budget.take()).toBe(0);
  });
});
