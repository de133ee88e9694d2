import { describe, expect, it } from 'vitest';
import { makeRepository } from '../../../setup/repositories.ts';
import { collected, open, openFiles } from '../fixture.ts';

const SHOP = {
  'package.json': '{"name":"shop","version":"1.0.0","main":"src/index.ts"}',
  'src/index.ts': "export { openShop } from './shop.ts';\nexport { closeShop } from './shop.ts';\n",
  'src/shop.ts': 'export function openShop() {}\n/** Closes it. */\nexport function closeShop() {}\n',
  'src/app.ts': "app.get('/orders/list', list);\napp.get('/orders/all', all);\n",
  'examples/use.ts': "import { openShop } from '../src/shop.ts';\nopenShop();\n",
  'web/page.ts': "fetch('/orders/list');\n",
  'README.md': 'Call `openShop()` first, then `closeShop()`.\n',
  'CHANGELOG.md': 'Removed `openShop()`.\n',
};

async function factsOf(files: Readonly<Record<string, string | null>>) {
  const made = makeRepository({ files: SHOP });
  const base = made.git('rev-parse', 'HEAD');
  made.commit({ files });
  const { facts } = await collected(await open(made.path, base), 'surface');
  return facts.map(({ kind, path, line, subject, value }) => [kind, path, line, subject, value].join(' '));
}

describe('the surface collector', () => {
  it('tells what a change removes, who names it, and which version it has', async () => {
    const found = await factsOf({
      'package.json': '{"name":"shop","version":"2.0.0","main":"src/index.ts"}',
      'src/index.ts': "export { closeShop } from './shop.ts';\n",
      'src/shop.ts': '/** Closes it. */\nexport function closeShop() {}\n',
      'src/app.ts': "app.get('/orders/all', all);\n",
    });
    expect(found).toEqual([
      'routes-diff src/app.ts  GET /orders/list removed',
      'version-diff package.json 1 shop 1.0.0 → 2.0.0',
      'docs-drift README.md 1 openShop openShop',
      'consumer examples/use.ts 2 openShop openShop',
      'consumer web/page.ts 1 GET /orders/list GET /orders/list',
    ]);
  });

  it('tells of no drift and no consumer when nothing goes', async () => {
    const found = await factsOf({
      'src/shop.ts': 'export function openShop() { return 1; }\nexport function closeShop() {}\n',
    });
    expect(found).toEqual(['version-diff package.json 1 shop 1.0.0']);
  });

  it('names what a change adds without a comment or a document', async () => {
    const found = await factsOf({
      'src/index.ts': `${SHOP['src/index.ts']}export * from './more.ts';\n`,
      'src/more.ts': 'export function bare() {}\n/** Told. */\nexport function told() {}\n',
    });
    expect(found.filter((one) => one.startsWith('undocumented'))).toEqual([
      'undocumented-export src/more.ts 1 bare 0',
    ]);
  });

  it('reads the whole surface where nothing is compared, the most used first', async () => {
    const repository = await openFiles({
      ...SHOP,
      'README.md': 'A shop.\n',
      'CHANGELOG.md': '',
      'src/shop.ts':
        'export function openShop() {}\nexport function closeShop() {}\n/** Told. */\nexport const told = 1;\n',
      'src/index.ts': "export * from './shop.ts';\n",
      'src/user.ts': "import { closeShop } from './shop.ts';\ncloseShop();\n",
      'test/user.test.ts': 'closeShop();\n',
    });
    const { facts } = await collected(repository, 'surface');
    expect(
      facts
        .filter(({ kind }) => kind !== 'version-diff')
        .map(({ kind, subject, value }) => `${kind} ${subject} ${value}`),
    ).toEqual(['public-api null 3', 'undocumented-export closeShop 2', 'undocumented-export openShop 1']);
  });
});
