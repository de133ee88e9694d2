/** The commits that every repository of the contract is made of. */
import { BEGINNING, type Change } from '../setup/repositories.ts';

export const WEIRD = 'we\nird "name".txt';
export const QUOTED_WEIRD = '"we\\nird \\"name\\".txt"';
const LONG = Array.from({ length: 30 }, (_, line) => `line ${line + 1}\n`).join('');

/** The last commit's tree holds one of everything. */
export const STORY: readonly Change[] = [
  {
    message: 'Begin',
    files: {
      'README.md': '# Shop\n',
      'src/cart.ts': 'export const total = 1;\nexport const tax = 2;\n',
      'src/old.ts': LONG,
      'src/gone.ts': 'bye\n',
    },
  },
  {
    message: 'Count the tax',
    author: 'Bo',
    at: BEGINNING + 10 * 86_400,
    files: {
      'src/cart.ts': 'export const total = 1;\nexport const tax = 3;\nexport const sum = total + tax;\n',
    },
  },
  {
    message: 'Grow',
    author: 'Cy',
    at: BEGINNING + 20 * 86_400,
    files: {
      'src/old.ts': null,
      'src/new.ts': `${LONG}line 31\n`,
      'src/gone.ts': null,
      'bin/run': { executable: '#!/bin/sh\necho run\n' },
      'data.bin': Buffer.from([1, 2, 0, 3]),
      'big.txt': 'x'.repeat(1_000_001),
      'latin1.txt': Buffer.from('caf\xe9\n', 'latin1'),
      'bom.txt': '\u{feff}{"a": 1}\n',
      'crlf.txt': 'one\r\ntwo\r\n',
      'empty.txt': '',
      link: { link: '../../outside' },
      [WEIRD]: 'weird total\n',
      'latin1:inv\xe9lid.txt': 'invalid total\n',
      ':(glob)magic.txt': 'magic total\n',
      'back\\slash.txt': 'back\n',
      '"\\303\\251"': 'looks quoted\n',
      'ünï.txt': 'unicode\n',
      '@everyone <!channel>.txt': 'mention\n',
    },
  },
];

/** How the last commit's tree is listed. */
export const PATHS = [
  '"\\"\\\\303\\\\251\\""',
  ':(glob)magic.txt',
  '@everyone <!channel>.txt',
  'README.md',
  'back\\slash.txt',
  'big.txt',
  'bin/run',
  'bom.txt',
  'crlf.txt',
  'data.bin',
  'empty.txt',
  '"inv\\351lid.txt"',
  'latin1.txt',
  'link',
  'src/cart.ts',
  'src/new.ts',
  QUOTED_WEIRD,
  'ünï.txt',
];
