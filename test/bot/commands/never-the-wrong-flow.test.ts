/** Whatever is typed, no run of a flow starts that was not named. */
import { expect, test } from 'vitest';
import { holdsForAll } from '../../runner/core/seeded.ts';
import { FLOWS, parse } from './grammar.ts';

test('no text starts a flow that it does not name, and no near miss starts anything', () => {
  const known = FLOWS.flatMap(({ name, title }) => [name, title]);
  const words = [
    'is',
    'the',
    'cache',
    'safe',
    'list',
    'show',
    '1a2b',
    'run',
    'start',
    'please',
    'hi',
    'on',
    '*',
    '"',
  ];
  const squeezed = (text: string) =>
    text
      .normalize('NFKC')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, '');
  holdsForAll(1500, (random) => {
    const name = random.pick(known);
    const at = random.below(name.length + 1);
    const letter = random.pick(['x', 'q', '', ' ', '-', 'e']);
    const misspelt = name.slice(0, at) + letter + name.slice(at + random.below(2));
    const pieces = Array.from({ length: random.below(6) }, () => random.pick([...words, name]));
    const text = [...pieces.slice(0, random.below(2)), misspelt, ...pieces].join(' ');
    const command = parse(text);
    if (command.kind !== 'start' || command.options.flow_name === null) return;
    const flow = FLOWS.find((each) => each.name === command.options.flow_name);
    const aliases = [flow?.name ?? '', flow?.title ?? ''].map(squeezed);
    expect(
      aliases.some((alias) => squeezed(text).includes(alias)),
      text,
    ).toBe(true);
  });
  holdsForAll(500, (random) => {
    const name = random.pick(known);
    const at = 1 + random.below(name.length - 1);
    const misspelt = `${name.slice(0, at)}${random.pick(['x', 'q', 'z'])}${name.slice(at)}`;
    expect(parse(`${misspelt} ${random.pick(['', 'is it safe?', 'of the API'])}`).kind, misspelt).toBe(
      'offer',
    );
  });
});
