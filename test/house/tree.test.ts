/** What no lint rule sees: how long files are, what they are called, how long functions are with what is nested in them. */
import ts from 'typescript';
import { expect, test } from 'vitest';
import { files, isProduct, textOf } from './house.ts';

const MOST_LINES = 250;
/** A test file is a list of cases, and a long list is still easy to read. */
const MOST_LINES_OF_TESTS = 420;
const MOST_FUNCTION_LINES = 60;
const DRAWERS = /^(utils?|helpers?|commons?|misc|shared|lib|stuff|tools)$/;

const code = files().filter((file) => /\.[cm]?[jt]s$/.test(file));

test('there is code to look at', () => {
  expect(code.filter(isProduct).length).toBeGreaterThan(150);
});

test('no file is too long to be read in one go', () => {
  const long = code.filter((file) => {
    const lines = textOf(file).split('\n').length - 1;
    return lines > (file.startsWith('test/') ? MOST_LINES_OF_TESTS : MOST_LINES);
  });
  expect(long).toEqual([]);
});

test('no function outside the tests is longer than a screen, with what is nested in it', () => {
  const measured = code.filter((file) => !file.startsWith('test/')).flatMap(longFunctions);
  expect(measured).toEqual([]);
});

test('a function of sixty-one lines would be found', () => {
  const nested = `  list.forEach(() => {\n${'    go();\n'.repeat(61)}  });\n`;
  expect(longFunctionsIn('x.ts', `function walk() {\n${nested}}\n`)).toEqual(['x.ts:1', 'x.ts:2']);
});

test('no file and no folder is a drawer for things without a name', () => {
  const drawers = files().filter((file) =>
    file.split('/').some((part) => DRAWERS.test(part.replace(/(\.test)?\.[a-z]+$/, ''))),
  );
  expect(drawers).toEqual([]);
});

test('every file of the product opens with what it is for', () => {
  const silent = code.filter(
    (file) => isProduct(file) && !/^(#!.*\n)?((import|export) .*\n)*(\/\*\*|\/\/)/.test(textOf(file)),
  );
  expect(silent).toEqual([]);
});

test('every dependency is pinned to one version', () => {
  const { dependencies, devDependencies } = JSON.parse(textOf('package.json')) as Record<
    'dependencies' | 'devDependencies',
    Record<string, string>
  >;
  const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
    ([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version),
  );
  expect(loose).toEqual([]);
});

function longFunctions(file: string): string[] {
  return longFunctionsIn(file, textOf(file));
}

/** Where each function begins whose body has too many lines that are not blank. */
function longFunctionsIn(file: string, text: string): string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body !== undefined) {
      const lines = node.body
        .getText()
        .split('\n')
        .filter((line) => line.trim() !== '').length;
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      if (lines > MOST_FUNCTION_LINES) found.push(`${file}:${line + 1}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}
