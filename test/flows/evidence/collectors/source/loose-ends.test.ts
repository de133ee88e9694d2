import { describe, expect, it } from 'vitest';
import { BEGINNING, makeRepository } from '../../../../setup/repositories.ts';
import { draftsOf, open, openFiles } from '../../fixture.ts';

/** The lines of one kind of loose end in one file. */
async function looseIn(path: string, text: string, what: string): Promise<number> {
  const facts = await draftsOf(await openFiles({ [path]: text }), 'syntax', 'loose');
  return facts.filter(({ data }) => data.what === what).reduce((sum, { value }) => sum + Number(value), 0);
}

const PY = 'tests/test_a.py';
const JAVA = 'src/test/java/ATest.java';
/** What is skipped for everybody, and what is not. */
const SKIPS: readonly (readonly [skipped: number, path: string, text: string])[] = [
  [1, 'test/a.test.ts', "it.skip('works', () => {});\n"],
  [1, 'test/a.test.ts', "describe('all', () => {\n  test.skip(`works`, async () => {});\n});\n"],
  [1, 'test/a.test.ts', "describe.skip('all', () => {});\n"],
  [1, 'test/a.test.ts', "xit('works', () => {});\n"],
  [1, 'test/a.test.ts', "it.skip.each([1, 2])('adds %i', (n) => {});\n"],
  [1, 'test/a.test.ts', "test.describe.skip('page', () => {});\n"],
  [0, 'test/a.test.ts', "(onWindows ? describe.skip : describe)('links', () => {});\n"],
  [0, 'test/a.test.ts', "const d = process.env.OFFLINE ? describe.skip : describe;\nd('net', () => {});\n"],
  [0, 'test/a.test.ts', "if (!hasDocker) {\n  it.skip('runs', () => {});\n}\n"],
  [0, 'test/a.test.ts', "it.skipIf(onWindows)('links', () => {});\n"],
  [0, 'test/a.test.ts', "test.skip(isMobile, 'not on phones');\n"],
  [
    0,
    'test/a.test.ts',
    [
      'export const both = (name, fn) => it(name, fn);',
      'both.skip = (name, fn) => {',
      '  it.skip(`$',
      '{name}, twice`, fn);',
      '};',
    ]
      .join('\n')
      .replace('$\n', '$'),
  ],
  [
    0,
    'test/a.test.ts',
    'function table(rows) {\n  for (const row of rows) (row.off ? it.skip : it)(row.name, row.fn);\n}\n',
  ],
  [
    0,
    'test/a.test.ts',
    "it('skips', () => {\n  list.skip('one', two);\n  exit('now', 1);\n  xit(model);\n});\n",
  ],
  [0, 'test/a.test.ts', "it.todo('works');\n"],
  [0, 'src/a.ts', "it.skip('works', () => {});\n"],
  [1, PY, "@pytest.mark.skip(reason='TODO: fix')\ndef test_a():\n    pass\n"],
  [1, PY, "class T(TestCase):\n    @unittest.skip('later')\n    def test_a(self):\n        pass\n"],
  [1, PY, "def test_a():\n    pytest.skip('broken')\n"],
  [0, PY, "@pytest.mark.skipif(sys.platform == 'win32', reason='posix')\ndef test_a():\n    pass\n"],
  [0, PY, "@unittest.skipUnless(HAS, 'x')\ndef test_a():\n    pass\n"],
  [0, PY, "def test_a():\n    if not HAS:\n        pytest.skip('no greenlet')\n"],
  [0, PY, "@pytest.mark.xfail(reason='a known bug')\ndef test_a():\n    pass\n"],
  [0, PY, "@pytest.fixture\ndef db():\n    pytest.skip('no db')\n"],
  [1, 'a_test.go', 'package a\n\nfunc TestA(t *testing.T) {\n\tt.Skip("flaky")\n}\n'],
  [
    1,
    'a_test.go',
    'package a\n\nfunc TestA(t *testing.T) {\n\tt.Run("b", func(t *testing.T) {\n\t\tt.SkipNow()\n\t})\n}\n',
  ],
  [
    0,
    'a_test.go',
    'package a\n\nfunc TestA(t *testing.T) {\n\tif testing.Short() {\n\t\tt.Skip("short")\n\t}\n}\n',
  ],
  [0, 'a_test.go', 'package a\n\nfunc needDocker(t *testing.T) {\n\tt.Helper()\n\tt.Skip("no docker")\n}\n'],
  [1, 'src/a.rs', '#[cfg(test)]\nmod tests {\n    #[test]\n    #[ignore = "slow"]\n    fn a() {}\n}\n'],
  [
    0,
    'src/a.rs',
    '#[cfg(test)]\nmod tests {\n    #[test]\n    #[cfg_attr(miri, ignore)]\n    fn a() {}\n}\n',
  ],
  [1, JAVA, 'class ATest {\n  @Disabled("later")\n  @Test\n  void a() {}\n}\n'],
  [1, JAVA, '@Ignore\npublic class ATest {}\n'],
  [0, JAVA, 'class ATest {\n  @DisabledOnOs(WINDOWS)\n  @Test\n  void a() {}\n}\n'],
  [0, JAVA, 'class ATest {\n  static class Row {\n    @Ignore String name;\n  }\n}\n'],
  [1, 'test/a_test.rb', "class A < Minitest::Test\n  def test_a\n    skip 'later'\n  end\nend\n"],
  [1, 'spec/a_spec.rb', "describe A do\n  xit 'works' do\n  end\nend\n"],
  [0, 'test/a_test.rb', "class A < Minitest::Test\n  def test_a\n    skip 'no' if jruby?\n  end\nend\n"],
  [0, 'test/a_test.rb', 'class A < Minitest::Test\n  def only_on(name)\n    skip name\n  end\nend\n'],
  [
    1,
    'tests/ATest.php',
    '<?php\nclass ATest {\n  public function testA() { $this->markTestSkipped("x"); }\n}\n',
  ],
  [
    0,
    'tests/ATest.php',
    '<?php\nclass ATest {\n  public function testA() {\n    if (!$x) { $this->markTestSkipped("x"); }\n  }\n}\n',
  ],
];

const JS = (body: string) => `try {\n  a();\n} catch (error) ${body}\n`;
/** What hides any error without a word, and what is intended. */
const HANDLERS: readonly (readonly [empty: number, path: string, text: string])[] = [
  [1, 'src/a.ts', JS('{}')],
  [1, 'src/a.ts', JS('{\n}')],
  [0, 'src/a.ts', JS('{\n  // it may be gone already\n}')],
  [0, 'src/a.ts', JS('{} // eslint-disable-line no-empty')],
  [0, 'src/a.ts', JS('{ log(error); }')],
  [0, 'src/a.ts', 'try {\n  a();\n} catch (ignored) {}\n'],
  [1, 'src/a.py', 'try:\n    a()\nexcept Exception:\n    pass\n'],
  [1, 'src/a.py', 'try:\n    a()\nexcept:\n    pass\n'],
  [1, 'src/a.py', 'try:\n    a()\nexcept (ValueError, Exception):\n    ...\n'],
  [0, 'src/a.py', 'try:\n    import uvloop\nexcept ImportError:\n    pass\n'],
  [0, 'src/a.py', 'try:\n    del d[k]\nexcept KeyError:\n    pass\n'],
  [0, 'src/a.py', 'try:\n    a()\nexcept Exception:\n    pass  # the report is best effort\n'],
  [0, 'src/a.py', 'try:\n    a()\n# best effort\nexcept Exception:\n    pass\n'],
  [0, 'src/a.py', 'try:\n    a()\nexcept Exception:  # noqa: S110\n    pass\n'],
  [0, 'src/a.ts', 'try {\n  socket.close();\n} catch {}\n'],
  [1, 'src/a.ts', 'try {\n  work();\n  socket.close();\n} catch {}\n'],
  [0, 'src/a.py', 'try:\n    await self.client.stop()\nexcept Exception:\n    pass\n'],
  [0, 'src/A.java', 'class A { void a() {\n  try { in.close(); } catch (Exception e) { }\n} }\n'],
  [1, 'src/A.java', 'class A { void a() {\n  try { b(); } catch (Exception e) { }\n} }\n'],
  [0, 'src/A.java', 'class A { void a() {\n  try { b(); } catch (NumberFormatException e) { }\n} }\n'],
  [0, 'src/A.java', 'class A { void a() {\n  try { b(); } catch (Exception expected) { }\n} }\n'],
  [1, 'src/a.php', '<?php\ntry { b(); } catch (\\Throwable $e) { }\n'],
  [0, 'src/a.php', '<?php\ntry { b(); } catch (NotFound $e) { }\n'],
  [1, 'lib/a.rb', 'begin\n  a\nrescue => e\nend\n'],
  [0, 'lib/a.rb', 'begin\n  a\nrescue Errno::ENOENT\nend\n'],
  [0, 'lib/a.rb', 'begin\n  a\nrescue => e\n  warn e\nend\n'],
  [0, 'a.go', 'package a\n\nfunc A() {\n\t_ = b()\n}\n'],
  [1, 'src/A.kt', 'fun a() {\n  try { b() }\n  catch (e: Exception) { }\n}\n'],
];

describe('a skipped test', () => {
  it.each(SKIPS)('is counted %i time(s) in %s: %s', async (skipped, path, text) => {
    expect(await looseIn(path, text, 'disabled-test')).toBe(skipped);
  });
});

describe('an empty catch block', () => {
  it.each(HANDLERS)('is counted %i time(s) in %s: %s', async (empty, path, text) => {
    expect(await looseIn(path, text, 'empty-catch')).toBe(empty);
  });
});

describe('loose ends', () => {
  it.each([
    [1, 'src/a.ts', '// eslint-disable-next-line no-eval'],
    [1, 'src/a.ts', '/* biome-ignore lint/x: odd */'],
    [0, 'src/a.ts', ' * Tests reach in by `@ts-expect-error` and casts.'],
    [1, 'src/a.py', 'x = f(y)  # type: ignore[arg-type]'],
    [1, 'a.go', 'x := y //nolint:gosec // small'],
    [1, 'src/A.java', '  @SuppressWarnings("unchecked")'],
    [1, 'src/a.rs', '#![allow(dead_code)]'],
    [0, 'src/a.rs', 'fn allow() {}'],
    [1, 'lib/a.rb', 'eval(x) # rubocop:disable Security/Eval'],
  ])('count %i suppression(s) in %s: %s', async (many, path, line) => {
    expect(await looseIn(path, `${line}\n`, 'suppression')).toBe(many);
  });

  it('count `any` in source, but not in declarations of types', async () => {
    const text = 'export declare const f: (x: any) => void;\n';
    expect(await looseIn('src/a.ts', text, 'any')).toBe(1);
    expect(await looseIn('src/a.d.ts', text, 'any')).toBe(0);
  });

  it('leave out an `any` that a linter is told to accept', async () => {
    const exempt = '// biome-ignore lint/suspicious/noExplicitAny: userland\nexport let a: any;\n';
    const inLine = 'export let b: any; // eslint-disable-line @typescript-eslint/no-explicit-any\n';
    expect(await looseIn('src/a.ts', `${exempt}${inLine}export let c: any;\n`, 'any')).toBe(1);
  });

  it('show an action on a branch before one with a tag', async () => {
    const text =
      'permissions: {}\njobs:\n  a:\n    steps:\n      - uses: acme/a@v1\n      - uses: acme/b@main\n';
    const repository = await openFiles({ '.github/workflows/ci.yml': text });
    const [row] = await draftsOf(repository, 'operations', 'loose-end');
    expect(row).toMatchObject({ value: 2, quote: '- uses: acme/b@main' });
  });

  it('are one fact of a kind, with all of them and the file that has most', async () => {
    const repository = await openFiles({ 'src/a.ts': JS('{}'), 'src/b.ts': `${JS('{}')}${JS('{}')}` });
    const [row, ...others] = await draftsOf(repository, 'syntax', 'loose-end');
    expect(row).toMatchObject({
      path: 'src/b.ts',
      line: 3,
      quote: '} catch (error) {}',
      value: 3,
      data: { what: 'empty-catch', files: 2 },
    });
    expect(others).toEqual([]);
  });

  it('in a run that compares, are those on lines that the change adds', async () => {
    const { path } = makeRepository({
      commits: [
        { files: { 'src/a.ts': JS('{}') }, at: BEGINNING },
        { files: { 'src/a.ts': `${JS('{}')}${JS('{}')}` }, at: BEGINNING + 60 },
      ],
    });
    const facts = await draftsOf(await open(path, 'HEAD~1'), 'syntax', 'loose');
    expect(facts.map(({ line, value }) => [line, value])).toEqual([[6, 1]]);
  });

  it('in a run that compares, are none where the line of an old one changed', async () => {
    const skipped = (why: string): string => `class ATest {\n  @Test\n  @Ignore${why}\n  void a() {}\n}\n`;
    const { path } = makeRepository({
      commits: [
        { files: { 'src/test/java/ATest.java': skipped('') }, at: BEGINNING },
        { files: { 'src/test/java/ATest.java': skipped('("slow")') }, at: BEGINNING + 60 },
      ],
    });
    const facts = await draftsOf(await open(path, 'HEAD~1'), 'syntax', 'loose');
    expect(facts.filter(({ data }) => data.what === 'disabled-test')).toEqual([]);
  });

  it('count third-party actions that are not pinned to a commit', async () => {
    const uses = [
      'actions/checkout@v4',
      'acme/deploy@v2',
      `acme/lint@${'a'.repeat(40)}`,
      './local',
      'docker://x:1',
    ];
    const text = `permissions: {}\njobs:\n  a:\n    steps:\n${uses.map((name) => `      - uses: ${name}\n`).join('')}`;
    const rows = await draftsOf(
      await openFiles({ '.github/workflows/ci.yml': text }),
      'operations',
      'loose-end',
    );
    expect(rows).toMatchObject([
      { value: 1, quote: '- uses: acme/deploy@v2', data: { what: 'unpinned-action' } },
    ]);
  });
});
