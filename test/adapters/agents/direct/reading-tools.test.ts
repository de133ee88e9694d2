/** The tools over a real repository, as a model calls them: through the toolbox, with what it would be given. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createToolbox, toolAllowance } from '../../../../adapters/agents/direct/reading-tools/toolbox.ts';
import { maskSecrets } from '../../../../flows/secrets/mask.ts';
import type { Repository } from '../../../../runner/core/ports/repository.ts';
import { QUOTED_WEIRD, STORY } from '../../../contracts/repository-story.ts';
import { cloneOf } from '../../../setup/clones.ts';
import { type MadeRepository, makeFolder, makeRepository } from '../../../setup/repositories.ts';
import { atPath, refs, setting } from '../../git/projects.ts';

const { repositories } = setting();

async function open(path: string, base: string | null = null): Promise<Repository> {
  const project = atPath(path);
  return repositories.open(project, await repositories.pin(project, refs({ base, compares: base !== null })));
}

function user(repository: Repository): (name: string, input?: object) => Promise<string> {
  const tools = createToolbox(repository, maskSecrets, toolAllowance(1_000));
  return async (name, input = {}) => {
    const execute = tools[name]?.execute;
    if (execute === undefined) throw new Error(`there is no tool ${name}`);
    const answer = (await execute(input, { toolCallId: 'call', messages: [], context: {} })) as string;
    return answer.replace(/\n\n\[\d+ tool calls left\]$/, '');
  };
}

let made: MadeRepository;
let repository: Repository;
let use: ReturnType<typeof user>;
beforeAll(async () => {
  made = makeRepository({ commits: STORY });
  repository = await open(made.path, 'HEAD~1');
  use = user(repository);
});
afterAll(() => repository.close());

describe('a file without its content', () => {
  it('is said by every tool when it is not in the clone', async () => {
    const { path } = makeRepository({
      commits: [{ files: { 'src/a.js': 'one\n' } }, { files: { 'src/a.js': 'two\n' } }],
    });
    const lacking = await open(cloneOf(path, '--filter=blob:none', '--no-checkout'), 'HEAD~1');
    const ask = user(lacking);
    await expect(ask('read', { path: 'src/a.js' })).rejects.toThrow('its content is not in the clone');
    expect(await ask('list', { path: 'src' })).toContain('src/a.js (not in the clone)');
    expect(await ask('git_diff')).toContain(
      'src/a.js (modified) not compared: a side of it is not in the clone',
    );
    expect(await ask('git_log', { files: true })).toContain('No counts of lines and no renames');
    await lacking.close();
  });

  it('is said by read when it is a Git LFS pointer', async () => {
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'a1'.repeat(32)}\nsize 9\n`;
    const own = await open(makeRepository({ files: { 'big.js': pointer } }).path);
    await expect(user(own)('read', { path: 'big.js' })).rejects.toThrow('big.js is a Git LFS pointer');
    await own.close();
  });
});

describe('a path that is not in the repository', () => {
  for (const path of [
    '../../etc/passwd',
    '/etc/passwd',
    'src/../../outside',
    'src/cart.ts\0.png',
    '~/.ssh/id_rsa',
    'C:\\Windows\\win.ini',
    'file:///etc/passwd',
    '..',
  ]) {
    for (const tool of ['read', 'list', 'git_log', 'git_diff']) {
      it(`is refused by ${tool}: ${JSON.stringify(path)}`, async () => {
        await expect(use(tool, { path })).rejects.toThrow('outside the repository');
      });
    }
  }

  it('is refused by git_blame', async () => {
    await expect(use('git_blame', { path: '../x', start: 1, end: 1 })).rejects.toThrow('outside');
  });

  for (const glob of ['../**', '/etc/*', 'src/../../x', '~/*']) {
    it(`is refused as a glob of grep: ${glob}`, async () => {
      await expect(use('grep', { pattern: 'root', glob })).rejects.toThrow('outside the repository');
    });
  }

  it('may go up and down again inside', async () => {
    expect(await use('read', { path: './src/../README.md' })).toContain('# Shop');
  });
});

describe('list', () => {
  it('shows a folder: folders with their counts, then files with their sizes', async () => {
    const lines = (await use('list')).split('\n');
    expect(lines[0]).toBe('The root: 18 files');
    expect(lines).toContain('src/ (2 files)');
    expect(lines).toContain('README.md 7');
    expect(lines).toContain('link (symlink)');
  });

  it('shows only what is below a folder', async () => {
    expect(await use('list', { path: 'src/' })).toBe('src: 2 files\nsrc/cart.ts 78\nsrc/new.ts 239');
  });

  it('finds files by a part of their path, in any case', async () => {
    expect(await use('list', { match: 'CART' })).toBe('The root: 1 file matching CART\nsrc/cart.ts 78');
  });

  it('shows the base commit when asked to', async () => {
    expect(await use('list', { path: 'src', side: 'base' })).toContain('src/gone.ts');
  });

  it('refuses a folder that is not there', async () => {
    await expect(use('list', { path: 'lib' })).rejects.toThrow('There is no folder lib');
  });
});

describe('read', () => {
  it('numbers the lines', async () => {
    expect(await use('read', { path: 'src/cart.ts' })).toBe(
      'src/cart.ts, lines 1-3 of 3\n1\texport const total = 1;\n2\texport const tax = 3;\n3\texport const sum = total + tax;',
    );
  });

  it('reads a stretch', async () => {
    expect(await use('read', { path: 'src/new.ts', start: 30, end: 99 })).toBe(
      'src/new.ts, lines 30-31 of 31\n30\tline 30\n31\tline 31',
    );
  });

  it('reads the base commit when asked to', async () => {
    const text = await use('read', { path: 'src/gone.ts', side: 'base' });
    expect(text).toBe('src/gone.ts at the base commit, lines 1-1 of 1\n1\tbye');
  });

  it('reads several ranges at once', async () => {
    const ranges = [
      { start: 1, end: 1 },
      { start: 30, end: 40 },
    ];
    expect(await use('read', { path: 'src/new.ts', ranges })).toBe(
      'src/new.ts, lines 1-1, 30-31 of 31\n1\tline 1\n…\n30\tline 30\n31\tline 31',
    );
  });

  it('leaves out carriage returns', async () => {
    expect(await use('read', { path: 'crlf.txt' })).toBe('crlf.txt, lines 1-2 of 2\n1\tone\n2\ttwo');
  });

  it('reads a file by its quoted name', async () => {
    expect(await use('read', { path: QUOTED_WEIRD })).toContain('1\tweird total');
  });

  it('says that a file is empty', async () => {
    expect(await use('read', { path: 'empty.txt' })).toBe('empty.txt: empty');
  });

  for (const [input, words] of [
    [{ path: 'src/cart.js' }, /no file src\/cart\.js at the head commit\. Did you mean src\/cart\.ts\?/],
    [{ path: 'lib/cart.ts' }, /Did you mean src\/cart\.ts\?/],
    [{ path: 'nowhere/near/anything.rb' }, /Use list or grep/],
    [{ path: 'src' }, /src is a folder/],
    [{ path: '' }, /The root is a folder/],
    [{ path: 'data.bin' }, /data\.bin is binary \(4 bytes\)/],
    [{ path: 'big.txt' }, /big\.txt is too large to read \(1000001 bytes\)/],
    [{ path: 'link' }, /symbolic link/],
    [{ path: 'src/cart.ts', start: 4 }, /has 3 lines: there are no lines 4/],
    [{ path: 'src/cart.ts', start: 3, end: 2 }, /no lines 3 to 2/],
  ] as const) {
    it(`says what is wrong with ${JSON.stringify(input)}`, async () => {
      await expect(use('read', input)).rejects.toThrow(words);
    });
  }
});

describe('grep', () => {
  it('shows where a pattern occurs', async () => {
    expect(await use('grep', { pattern: 'tot[a]l', glob: 'src/**' })).toBe(
      'tot[a]l: 2 hits\nsrc/cart.ts:1: export const total = 1;\nsrc/cart.ts:3: export const sum = total + tax;',
    );
  });

  it('takes a pattern as plain text when asked to', async () => {
    expect(await use('grep', { pattern: 'total + tax', fixed: true })).toContain('src/cart.ts:3:');
  });

  it('says that there are no hits', async () => {
    expect(await use('grep', { pattern: 'zebra' })).toBe('No hits for zebra.');
  });

  it('takes the alternatives of a glob, and a bare name in every folder', async () => {
    expect(await use('grep', { pattern: 'total', fixed: true, glob: '*.{js,ts}' })).toContain(
      'src/cart.ts:1:',
    );
    expect(await use('grep', { pattern: 'total', fixed: true, glob: 'cart.ts' })).toContain('2 hits');
  });

  it('tells a glob that matches nothing from a pattern that does not occur', async () => {
    expect(await use('grep', { pattern: 'total', glob: 'lib/**' })).toContain('matched 0 text files');
    expect(await use('grep', { pattern: 'zebra', glob: 'src/**' })).toBe('No hits for zebra in src/**.');
  });

  it('leaves out what programs write, says so, and searches it when asked to', async () => {
    const files = {
      'dist/app.js': 'cart();\n',
      'yarn.lock': 'cart@1\n',
      'src/wide.js': `cart();${'x'.repeat(1_000)}\n`,
      'src/a.js': 'cart();\n',
    };
    const own = await open(makeRepository({ files }).path);
    const ask = user(own);
    expect(await ask('grep', { pattern: 'cart' })).toBe(
      'cart: 1 hit\n3 hits in generated, vendored or minified files left out; ask with all: true\nsrc/a.js:1: cart();',
    );
    expect(await ask('grep', { pattern: 'cart', all: true })).toContain('cart: 4 hits');
    expect(await ask('grep', { pattern: 'cart', glob: 'dist/**' })).toContain('dist/app.js:1: cart();');
    await own.close();
  });

  it('says what is wrong with a pattern', async () => {
    await expect(use('grep', { pattern: 'a(' })).rejects.toThrow('The pattern cannot be searched for');
  });
});

describe('references', () => {
  it('are the declarations of a symbol, then its uses, then those in tests', async () => {
    const files = {
      'a.test.ts': 'parseCart(1);\n',
      'src/b.ts': 'const x = parseCart(2);\nconst parseCarts = 1;\n',
      'src/c.ts': 'export function parseCart(n: number) {}\n',
      'dist/c.js': 'function parseCart(n) {}\n',
    };
    const own = await open(makeRepository({ files }).path);
    expect(await user(own)('references', { symbol: 'parseCart' })).toBe(
      [
        'parseCart: 3 places in 3 files, 1 declaration first',
        'src/c.ts:1: export function parseCart(n: number) {}',
        'src/b.ts:1: const x = parseCart(2);',
        'a.test.ts:1: parseCart(1);',
      ].join('\n'),
    );
    expect(await user(own)('references', { symbol: 'nowhere' })).toBe('nowhere stands nowhere.');
    await own.close();
  });
});

describe('the number of calls', () => {
  it('is counted down with every answer', async () => {
    const tools = createToolbox(repository, maskSecrets, toolAllowance(2));
    const call = (toolCallId: string) =>
      tools.list?.execute?.({ path: 'src' }, { toolCallId, messages: [], context: {} });
    expect(await call('a')).toMatch(/\n\n\[1 tool call left\]$/);
    expect(await call('b')).toMatch(/\[no tool calls left: answer now\]$/);
    await expect(call('c')).rejects.toThrow('No more tools may be used');
  });
});

describe('the history', () => {
  it('is told newest first', async () => {
    const [count, newest, ...rest] = (await use('git_log')).split('\n');
    expect(count).toBe('3 commits');
    expect(newest).toMatch(/^[0-9a-f]{10} 2024-01-21 Cy: Grow \(\d+ files\)$/);
    expect(rest.at(-1)).toMatch(/Ana: Begin/);
  });

  it('is told of one file, with the files of each commit', async () => {
    const text = await use('git_log', { path: 'src/cart.ts', files: true });
    expect(text).toMatch(
      /^2 commits\nRenames are followed; there is none among these\.\n.*Bo: Count the tax \(1 file\)\n {2}src\/cart\.ts \+2 -1\n.*Ana: Begin/,
    );
  });

  it('follows a file to its former names, and says so', async () => {
    const text = await use('git_log', { path: 'src/new.ts' });
    expect(text).toMatch(
      /^2 commits\nRenames are followed: src\/old\.ts until [0-9a-f]{10}, then src\/new\.ts\.\n/,
    );
    expect(await use('git_log', { path: 'src' })).not.toContain('Renames');
  });

  it('is told line by line, neighbours of one commit together', async () => {
    expect(await use('git_blame', { path: 'src/cart.ts', start: 1, end: 9 })).toMatch(
      /^src\/cart\.ts, lines 1-3 of 3\n1\t[0-9a-f]{10} 2024-01-01 Ana\n2-3\t[0-9a-f]{10} 2024-01-11 Bo$/,
    );
  });

  it('is said to be missing where there is none', async () => {
    const folder = await open(makeFolder({ 'a.txt': 'one\n' }));
    expect(await user(folder)('git_log')).toBe('No commits. (History: none.)');
    expect(await user(folder)('git_blame', { path: 'a.txt', start: 1, end: 1 })).toContain('History: none');
    await folder.close();
  });
});

describe('git_diff', () => {
  it('lists what changed', async () => {
    const text = await use('git_diff');
    expect(text).toContain('src/gone.ts (deleted) +0 -1');
    expect(text).toContain('src/new.ts (renamed, was src/old.ts) +1 -0');
    expect(text).toContain('data.bin (added) binary');
  });

  it('shows the changed lines of a file with their numbers and what stands around them', async () => {
    const other = makeRepository({
      commits: [
        { files: { 'a.txt': 'one\ntwo\nthree\nfour\nfive\nsix\nseven\n' } },
        { files: { 'a.txt': 'one\ntwo\nthree\nFOUR\nsix\nseven\n' } },
      ],
    });
    const changed = await open(other.path, 'HEAD~1');
    expect(await user(changed)('git_diff', { path: 'a.txt' })).toBe(
      [
        'a.txt (modified) +1 -2',
        '@@ line 4',
        ' 1\tone',
        ' 2\ttwo',
        ' 3\tthree',
        '-4\tfour',
        '-5\tfive',
        '+4\tFOUR',
        ' 5\tsix',
        ' 6\tseven',
      ].join('\n'),
    );
    await changed.close();
  });

  it('shows what was only taken away', async () => {
    expect(await use('git_diff', { path: 'src/gone.ts' })).toBe(
      'src/gone.ts (deleted) +0 -1\n@@ line 1\n-1\tbye',
    );
  });

  it('says that a path did not change, and what did', async () => {
    await expect(use('git_diff', { path: 'README.md' })).rejects.toThrow(
      /Nothing changed at README\.md\. \d+ files/,
    );
  });

  it('says that a run compares nothing', async () => {
    const alone = await open(made.path);
    expect(await user(alone)('git_diff')).toBe('This run compares nothing: there is no base commit.');
    await alone.close();
  });
});

describe('the caps of the tools', () => {
  let large: Repository;
  beforeAll(async () => {
    const numbered = Array.from({ length: 5_000 }, (_, line) => `needle ${line + 1}`).join('\n');
    const files = Object.fromEntries(Array.from({ length: 900 }, (_, at) => [`many/${at}.txt`, 'x\n']));
    large = await open(
      makeRepository({ files: { ...files, 'long.txt': numbered, 'wide.js': 'y'.repeat(90_000) } }).path,
    );
  });
  afterAll(() => large.close());

  it('reads so many lines at once and says where to go on', async () => {
    const lines = (await user(large)('read', { path: 'long.txt' })).split('\n');
    expect(lines[0]).toBe('long.txt, lines 1-600 of 5000');
    expect(lines.at(-1)).toBe('… ask again with start 601');
  });

  it('clips a line that is too long, and says how much is missing', async () => {
    const text = await user(large)('read', { path: 'wide.js' });
    expect(text.length).toBeLessThan(1_000);
    expect(text).toContain('(89500 more characters)');
  });

  it('shows so many hits and says that there are more', async () => {
    const lines = (await user(large)('grep', { pattern: 'needle' })).split('\n');
    expect(lines).toHaveLength(151);
    expect(lines[0]).toContain('the first 150 hits; there are more');
  });

  it('lists so many files and says how many more there are', async () => {
    const lines = (await user(large)('list', { path: 'many' })).split('\n');
    expect(lines[0]).toBe('many: 900 files');
    expect(lines.at(-1)).toBe('… 500 more; ask for less');
  });
});

describe('secrets in what is read', () => {
  const token = ['ghp', 'abcdefghijABCDEFGHIJ0123456789abcdef'].join('_');
  const body = 'MIIEowIBAAKCAQEAexampleexampleexample';
  const pem = ['-----BEGIN RSA PRIVATE', 'KEY-----'].join(' ');
  let secret: Repository;
  beforeAll(async () => {
    const files = {
      'settings.json': `{\n  "token": "${token}",\n  "port": 80\n}\n`,
      'key.pem': `${pem}\n${body}\n${pem.replace('BEGIN', 'END')}\n`,
    };
    secret = await open(
      makeRepository({
        commits: [{ files: { 'README.md': 'x\n' } }, { files, message: `Add ${token}` }],
      }).path,
      'HEAD~1',
    );
  });
  afterAll(() => secret.close());

  it('are masked in place, so that every line keeps its number', async () => {
    expect(await user(secret)('read', { path: 'settings.json' })).toBe(
      'settings.json, lines 1-4 of 4\n1\t{\n2\t  "token": "***",\n3\t  "port": 80\n4\t}',
    );
  });

  it('are masked when only a line of them is asked for', async () => {
    expect(await user(secret)('read', { path: 'key.pem', start: 2, end: 2 })).not.toContain(body);
    expect(await user(secret)('grep', { pattern: 'MII' })).not.toContain(body);
  });

  it('are masked in a change and in a message', async () => {
    expect(await user(secret)('git_diff', { path: 'settings.json' })).toContain('+2\t  "token": "***"');
    expect(await user(secret)('git_log')).not.toContain(token);
  });
});
