import { describe, expect, it } from 'vitest';
import { draftsOf, openFiles } from './fixture.ts';

function block(name: string): string {
  const body = Array.from({ length: 12 }, (_, n) => `  total += price(items[${n}], ${n}) * rates.tax${n};`);
  return `export function ${name}(items, rates) {\n  let total = 0;\n${body.join('\n')}\n  return total;\n}\n`;
}

describe('the duplication collector', () => {
  it('finds duplicated lines with any layout and comments', async () => {
    const copy = block('second').replaceAll(' * ', '  *\t').replace('let total', '// a word\n  let total');
    const repository = await openFiles({ 'src/a.ts': `first();\n${block('first')}`, 'src/b.ts': copy });
    const [clone, ...others] = await draftsOf(repository, 'duplication', 'dup');
    expect(clone).toMatchObject({
      path: 'src/b.ts',
      line: 1,
      end: 17,
      value: 17,
      data: { other: { path: 'src/a.ts', line: 2, end: 17 } },
    });
    expect(others).toEqual([]);
  });

  it('finds a copy within one file once', async () => {
    const repository = await openFiles({ 'src/a.ts': `${block('first')}\n${block('second')}` });
    const clones = await draftsOf(repository, 'duplication', 'dup');
    expect(clones.map(({ path, data }) => [path, data.other.path])).toEqual([['src/a.ts', 'src/a.ts']]);
  });

  it('leaves tests, generated files and imports alone', async () => {
    const imports = Array.from({ length: 40 }, (_, n) => `import { a${n} } from './a${n}.ts';\n`).join('');
    const repository = await openFiles({
      'src/a.ts': `${imports}${block('first')}`,
      'src/b.ts': imports,
      'test/a.test.ts': block('first'),
      'src/gen.ts': `// @generated\n${block('first')}`,
    });
    expect(await draftsOf(repository, 'duplication', 'dup')).toEqual([]);
  });

  it('does not take different code of the same shape for a copy', async () => {
    const other = block('other').replaceAll('price', 'weight').replaceAll('tax', 'mass');
    const repository = await openFiles({ 'src/a.ts': block('first'), 'src/b.ts': other });
    expect(await draftsOf(repository, 'duplication', 'dup')).toEqual([]);
  });
});
