import { describe, expect, it } from 'vitest';
import { BEGINNING, makeRepository } from '../../../setup/repositories.ts';
import { collected, draftsOf, open, openFiles } from '../fixture.ts';

const statements = (n: number) => `  total += price(items[${n}], ${n}) * rates.tax${n};`;

function block(name: string): string {
  const body = Array.from({ length: 12 }, (_, n) => statements(n));
  return `export function ${name}(items, rates) {\n  let total = 0;\n${body.join('\n')}\n  return total;\n}\n`;
}

const clonesOf = async (files: Record<string, string>) =>
  (await draftsOf(await openFiles(files), 'duplication', 'dup')).map(({ path, value, data }) => [
    path,
    data.other.path,
    value,
  ]);

describe('the duplication collector', () => {
  it('finds functions with the same body, whatever their layout, comments and names', async () => {
    const copy = block('second').replaceAll(' * ', '  *\t').replace('let total', '// a word\n  let total');
    const repository = await openFiles({ 'src/a.ts': `first();\n${block('first')}`, 'src/b.ts': copy });
    const [clone, ...others] = await draftsOf(repository, 'duplication', 'dup');
    expect(clone).toMatchObject({
      path: 'src/b.ts',
      line: 3,
      end: 17,
      value: 15,
      quote: 'let total = 0;',
      data: { other: { path: 'src/a.ts', line: 3, end: 17, quote: 'let total = 0;' } },
    });
    expect(others).toEqual([]);
  });

  it('finds a copy within one file once', async () => {
    expect(await clonesOf({ 'src/a.ts': `${block('first')}\n${block('second')}` })).toEqual([
      ['src/a.ts', 'src/a.ts', 15],
    ]);
  });

  it('takes no notice of the kind of quotes, trailing commas and semicolons', async () => {
    const calls = (quote: string, end: string) =>
      `function work(x) {\n${Array.from({ length: 14 }, (_, n) => `  x.set(${quote}name${n}${quote}, x.get(n + m * ${n})${end === '' ? '' : ','})${end}`).join('\n')}\n}\n`;
    const clones = await clonesOf({ 'src/a.js': calls("'", ';'), 'src/b.js': calls('"', '') });
    expect(clones).toHaveLength(1);
  });

  it('leaves tests, generated files, migrations and imports alone', async () => {
    const imports = Array.from({ length: 40 }, (_, n) => `import { a${n} } from './a${n}.ts';\n`).join('');
    const clones = await clonesOf({
      'src/a.ts': `${imports}${block('first')}`,
      'src/b.ts': imports,
      'test/a.test.ts': block('first'),
      'src/gen.ts': `// @generated\n${block('first')}`,
      'src/migrations/001_first.ts': block('first'),
    });
    expect(clones).toEqual([]);
  });

  it('does not take different code of the same shape for a copy', async () => {
    const other = block('other').replaceAll('price', 'weight').replaceAll('tax', 'mass');
    expect(await clonesOf({ 'src/a.ts': block('first'), 'src/b.ts': other })).toEqual([]);
  });

  it('says which share of the source lines is repeated, once for the repository', async () => {
    const repository = await openFiles({
      'src/a.ts': block('first'),
      'src/b.ts': block('second'),
      'src/c.ts': 'work();\n'.repeat(28),
    });
    const [share] = await draftsOf(repository, 'duplication', 'dup-share');
    expect(share).toMatchObject({ path: null, value: 50, data: { lines: 30, of: 60 } });
  });

  it('has a share of 0 where nothing is repeated, and none without source', async () => {
    const share = async (files: Record<string, string>) =>
      (await draftsOf(await openFiles(files), 'duplication', 'dup-share')).map(({ value }) => value);
    expect(await share({ 'src/a.ts': block('first') })).toEqual([0]);
    expect(await share({ 'README.md': '# Shop\n' })).toEqual([]);
  });

  it('in a run that compares, has only copies of which the change adds one side', async () => {
    const old = { 'src/a.ts': block('first'), 'src/b.ts': block('second') };
    const { path } = makeRepository({
      commits: [
        { files: old, at: BEGINNING },
        {
          files: {
            'src/b.ts': `import { log } from './log.ts';\n${old['src/b.ts']}`,
            'src/c.ts': block('third'),
          },
          at: BEGINNING + 60,
        },
      ],
    });
    const repository = await open(path, 'HEAD~1');
    const { facts } = await collected(repository, 'duplication');
    expect(facts.filter(({ kind }) => kind === 'dup').map(({ path: at }) => at)).toEqual(['src/c.ts']);
  });
});

const lines = (n: number, line: (n: number) => string) =>
  Array.from({ length: n }, (_, at) => line(at)).join('\n');
/** What looks the same in two files and is no copy of code, by language. */
const NO_COPIES: readonly (readonly [what: string, path: string, text: string])[] = [
  [
    'a docstring',
    'pkg/a.py',
    `def work(x):\n    """\n${lines(30, (n) => `    Line ${n} of (what) it does, with :param x${n}: a word.`)}\n    """\n    return x\n`,
  ],
  [
    'the docstring of a class',
    'pkg/a.py',
    `class Work:\n    r'''\n${lines(30, (n) => `    ${n}. It works (well) on x${n}, y and z.`)}\n    '''\n    name = 1\n`,
  ],
  [
    'a license head',
    'lib/a.rb',
    `${lines(30, (n) => `# Line ${n}: this software is provided (as is), without warranty.`)}\ndef work\n  1\nend\n`,
  ],
  [
    'a Javadoc comment',
    'src/A.java',
    `class A {\n  /**\n${lines(30, (n) => `   * Returns x${n}, or y if (z) is null.`)}\n   */\n  int work() { return 1; }\n}\n`,
  ],
  [
    'declared types',
    'src/a.ts',
    lines(
      20,
      (n) => `export interface Row${n} { readonly id: number; name: string; parent: Row${n} | null }`,
    ),
  ],
  [
    'an interface',
    'a.go',
    `package a\n\ntype Store interface {\n${lines(20, (n) => `\tGet${n}(ctx context.Context, key string) (string, error)`)}\n}\n`,
  ],
  [
    'a struct',
    'src/a.h',
    `struct work {\n${lines(30, (n) => `  int field${n}; char *name${n}; long size${n};`)}\n};\n`,
  ],
  [
    'a table of constants',
    'src/a.rs',
    `pub const TABLE: &[(&str, u32)] = &[\n${lines(30, (n) => `    ("name${n}", ${n}),`)}\n];\n`,
  ],
  [
    'a table in a function',
    'src/a.php',
    `<?php\nfunction table() {\n  return [\n${lines(40, (n) => `    'name${n}' => '${n}', ${n},`)}\n  ];\n}\n`,
  ],
  [
    'a parameter list',
    'pkg/a.py',
    `class Work:\n    def __init__(\n        self,\n${lines(30, (n) => `        option${n}: str | None = None,`)}\n    ):\n        super().__init__()\n`,
  ],
  ['uses of modules', 'src/a.rs', lines(40, (n) => `use crate::part${n}::{Alpha, Beta, Gamma};`)],
  [
    'tests in a source file',
    'src/a.rs',
    `pub fn add(a: u32) -> u32 { a }\n\n#[cfg(test)]\nmod tests {\n    #[test]\n    fn works() {\n${lines(20, (n) => `        assert_eq!(add(${n} + b), c.d(e, f));`)}\n    }\n}\n`,
  ],
  [
    'ambient types',
    'types/a.d.ts',
    `declare module 'x' {\n${lines(20, (n) => `  export function f${n}(a: string, b: number): Promise<void>;`)}\n}\n`,
  ],
];

/** A function body in several languages, which is a copy where it is in two files. */
const COPIES: readonly (readonly [path: string, text: string])[] = [
  [
    'pkg/a.py',
    `def work(x):\n${lines(14, (n) => `    x.total = x.total + price(x.items[n], m.k * rate${n})`)}\n`,
  ],
  [
    'src/A.java',
    `class A {\n  int work(int x) {\n${lines(14, (n) => `    total = total + price(items.get(n), m.k * rate${n});`)}\n    return total;\n  }\n}\n`,
  ],
  [
    'a.go',
    `package a\n\nfunc work(x int) int {\n${lines(14, (n) => `\ttotal += price(items[n], m.k*rate${n})`)}\n\treturn total\n}\n`,
  ],
  [
    'lib/a.rb',
    `class A\n  def work(x)\n${lines(14, (n) => `    total = total + price(items[n], m.k * rate${n})`)}\n  end\nend\n`,
  ],
  [
    'src/a.php',
    `<?php\nfunction work($x) {\n${lines(14, (n) => `  $total = $total + price($items[$n], $m->k * $rate${n});`)}\n}\n`,
  ],
  [
    'src/a.rs',
    `fn work(x: &'static str) -> u32 {\n${lines(14, (n) => `    total += price(items[n], m.k * rate${n});`)}\n    total\n}\n`,
  ],
  [
    'src/a.c',
    `static int work(int x) {\n${lines(14, (n) => `  total += price(items[n], m->k * rate${n});`)}\n  return total;\n}\n`,
  ],
  [
    'src/a.tsx',
    `export const Work = ({ x }) => {\n${lines(14, (n) => `  const a${n} = useThing(x, items[n], m.k * rate);`)}\n  return <b>{x}</b>;\n};\n`,
  ],
];

describe('a copy', () => {
  const twice = (path: string, text: string) => ({ [`one/${path}`]: text, [`two/${path}`]: text });

  it.each(NO_COPIES)('is not %s (%s)', async (_, path, text) => {
    expect(await clonesOf(twice(path, text))).toEqual([]);
  });

  it.each(COPIES)('is a function body (%s)', async (path, text) => {
    expect(await clonesOf(twice(path, text))).toHaveLength(1);
  });
});
