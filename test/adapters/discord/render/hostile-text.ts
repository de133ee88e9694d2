/** Text that attackers would write, made up from fragments by a seed. */
const FRAGMENTS = [
  '<@123456789012345678>',
  '<@&123456789012345678>',
  '<#123456789012345678>',
  '<:x:123456789012345678>',
  '<t:0:R>',
  '</flow run:123456789012345678>',
  '<id:customize>',
  '@everyone',
  '@here',
  '[bank.example](https://evil.example)',
  '[https://good.example](https://evil.example)',
  '[x](<https://evil.example>)',
  '[x]( https://evil.example "t")',
  '<https://evil.example>',
  'https://evil.example',
  'discord.gg/abcdef',
  'https://discord.com/invite/abcdef',
  '](https://evil.example)',
  '\\',
  '`',
  '```\n',
  '# ',
  '> ',
  '-# ',
  '||',
  '**_~~',
  '\u0000\u001b[31m',
  '\u202etxt.exe',
  '\u200b',
  '\ud800',
  '😀',
  '\n',
  '\r\n',
  ' ',
  ':',
  'word',
  'x'.repeat(40),
];

export function* hostileTexts(seed: number, count: number): Generator<string> {
  let state = seed;
  const next = (most: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * most);
  };
  for (let made = 0; made < count; made++) {
    const length = next(12);
    let text = '';
    for (let part = 0; part < length; part++) text += FRAGMENTS[next(FRAGMENTS.length)];
    yield text;
  }
}
