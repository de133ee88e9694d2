/** Text that attackers would write, made up from fragments by a seed. */
const FRAGMENTS = [
  '<!channel>',
  '<!here|x>',
  '<!subteam^S0123|@all>',
  '<@U0123>',
  '<#C0123|general>',
  '<https://evil.example|bank.example>',
  '[bank.example](https://evil.example)',
  '[x][1]\n[1]: https://evil.example\n',
  '&lt;!channel&gt;',
  '@everyone',
  '@here',
  '&<>"\'',
  '*_~`',
  '```\n',
  '|',
  '\u0000\u0007\u001b[31m',
  '\u202etxt.exe',
  '\ud800',
  '😀',
  '\n',
  '\r\n',
  ' ',
  'https://evil.example/?a=b|c>d',
  'word',
  '{date}',
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
