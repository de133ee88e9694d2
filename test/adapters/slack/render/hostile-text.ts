/** Text that attackers would write, made up from fragments by a seed. */
import { madeUpTexts } from '../../chat/made-up-texts.ts';

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

export const hostileTexts = (seed: number, count: number) => madeUpTexts(FRAGMENTS, seed, count);
