/** What the offline tour and map say of a small repository. */
import { describe, expect, it } from 'vitest';
import type { StepBrief } from '../../../flows/contracts/brief.ts';
import type { EvidencePack } from '../../../flows/contracts/evidence-pack.ts';
import { FACT_KINDS } from '../../../flows/contracts/evidence-pack.ts';
import type { SystemMap, Tour } from '../../../flows/contracts/map.ts';
import { createOffline, kindsOfOffline } from '../../../flows/offline/offline.ts';
import { fact, file, packOf } from '../rules/fact-builder.ts';
import { hot } from '../rules/source-facts.ts';

const scripts = [
  { name: 'lint', command: 'biome check .', line: 5 },
  { name: 'test', command: 'vitest run', line: 6 },
  { name: 'start', command: 'node "main.ts"', line: 7 },
  { name: 'secret-thing', command: 'true', line: 8 },
];
const manifest = (dependencies: string[] = []) =>
  fact('manifests', {
    path: 'package.json',
    value: dependencies.length,
    data: { ecosystem: 'npm', dependencies, devDependencies: [], scripts },
  });
const imports = (path: string, value: number, ...importers: string[]) =>
  fact('imports', { path, value, data: { fan_in: value, fan_out: 0, importers } });
const docs = (path: string, subject: string) =>
  fact('docs', { path, subject, value: 80, data: { headings: [subject, 'Install', 'Use'] } });
const entry = (path: string, value: string, line: number) =>
  fact('entry', {
    path,
    line,
    end: line,
    value,
    subject: 'bin',
    quote: `"shop": "${value}"`,
    data: { how: 'command', target: value.replace(/^\.\//, '') },
  });

const SMALL = packOf(
  fact('tree', { subject: null, value: 9, data: { files: 9, lines: 900, source: 6, source_lines: 600 } }),
  fact('tree', { subject: 'src', value: 7, data: { files: 7, lines: 700, source: 6, source_lines: 600 } }),
  docs('docs/deep/notes.md', 'Notes'),
  docs('README.md', 'Shop'),
  manifest(['pg', 'left-pad']),
  imports('src/core/order.ts', 6, 'src/web/page.ts', 'test/order.test.ts'),
  imports('src/core/price.ts', 3, 'src/core/order.ts'),
  entry('package.json', './src/cli/main.ts', 4),
  fact('tests', { value: 1, data: { files: ['test/order.test.ts'] } }),
  hot('src/web/page.ts', 6, 10),
  fact('env', {
    path: 'src/cli/main.ts',
    line: 3,
    end: 3,
    subject: 'SHOP_URL',
    value: 'none',
    quote: 'const url = env.SHOP_URL;',
    data: { required: true, uses: 1 },
  }),
);

const PATHS = ['src/core/order.ts', 'src/core/price.ts', 'src/web/page.ts', 'src/cli/main.ts'];

function answerOf<T>(contract: string, persona: string, pack: EvidencePack, params = {}): T {
  const files = [...PATHS.map((path) => file(path, 'src', 50)), file('test/order.test.ts', 'test', 30)];
  const brief = { contract, persona, pack, scope: { files, file_count: files.length }, params };
  return JSON.parse(createOffline()(brief as unknown as StepBrief));
}
const tour = (pack = SMALL): Tour => answerOf('Tour', 'tour-guide', pack);
const map = (pack = SMALL): SystemMap => answerOf('SystemMap', 'cartographer', pack);

describe('the offline tour', () => {
  it('goes from the README by the entry to what most files lean on, then to the work and a test', () => {
    expect(tour().stops.map((stop) => [stop.order, stop.path])).toEqual([
      [1, 'README.md'],
      [2, 'src/cli/main.ts'],
      [3, 'src/core/order.ts'],
      [4, 'src/core/price.ts'],
      [5, 'src/web/page.ts'],
      [6, 'test/order.test.ts'],
    ]);
  });

  it('stops at each file once, and at no more than ten', () => {
    const many = packOf(
      ...Array.from({ length: 30 }, (_, index) => docs(`guide-${index}.md`, 'Guide')),
      ...Array.from({ length: 30 }, (_, index) => entry(`bin/tool-${index}.ts`, `tool-${index}`, 1)),
      ...Array.from({ length: 30 }, (_, index) => imports(`src/core/m${index % 3}.ts`, 40 - index)),
    );
    const paths = tour(many).stops.map((stop) => stop.path);
    expect(new Set(paths).size).toBe(paths.length);
    expect(paths.length).toBeLessThanOrEqual(10);
  });

  it('lists the commands in the order in which they are needed, each by its fact', () => {
    const command = (subject: string, value: string) =>
      fact('command', { path: 'package.json', subject, value, data: {} });
    const pack = packOf(command('test', 'pnpm test'), command('install', 'pnpm install'));
    expect(tour(pack).runIt).toEqual([
      { command: 'pnpm install', source: { type: 'fact', id: 'K2', value: 'pnpm install' } },
      { command: 'pnpm test', source: { type: 'fact', id: 'K1', value: 'pnpm test' } },
    ]);
  });

  it('warns of settings that it needs and of the hottest files', () => {
    const texts = tour().pitfalls.map((pitfall) => pitfall.text);
    expect(texts[0]).toContain('It stops without 1 environment variable: SHOP_URL.');
    expect(texts[1]).toContain('Hotspot: `load()` in src/web/page.ts');
  });

  it('leaves the glossary empty', () => {
    expect(tour().glossary).toEqual([]);
  });

  it('is empty where there is nothing to go by', () => {
    expect(tour(packOf())).toEqual({ stops: [], glossary: [], runIt: [], pitfalls: [] });
  });
});

describe('the offline map', () => {
  it('has the folders below a container as modules, with what says their purpose or with their files', () => {
    const { modules } = map();
    expect(modules.map((module) => module.id)).toEqual(['src/core', 'src/cli', 'src/web']);
    expect(modules[0]?.responsibility).toBe(
      'Largest files: order.ts and price.ts (2 source files, 100 lines)',
    );
    const purpose = fact('purpose', {
      path: 'src/core/README.md',
      line: 3,
      end: 3,
      subject: 'src/core',
      value: 'Orders and their prices.',
      quote: 'Orders and their prices.',
      data: { from: 'README' },
    });
    expect(map(packOf(purpose)).modules[0]?.responsibility).toBe(
      'Orders and their prices. (2 source files, 100 lines)',
    );
  });

  it('counts the imports between two modules', () => {
    expect(map().relations).toMatchObject([{ from: 'src/web', to: 'src/core', kind: 'imports (1 time)' }]);
  });

  it('counts every import where the measures hold them', () => {
    const measure = (path: string, ...targets: string[]) => ({
      path,
      changes: 1,
      complexity: 1,
      fan_in: 0,
      imports: targets,
      tested: null,
    });
    const measures = [measure('src/web/page.ts', 'src/core/order.ts', 'src/core/price.ts')];
    expect(map({ ...SMALL, measures }).relations).toMatchObject([{ kind: 'imports (2 times)' }]);
  });

  it('proves every module and relation by a fact', () => {
    const { modules, relations, entryPoints, externalSystems } = map();
    for (const part of [...modules, ...relations, ...entryPoints, ...externalSystems]) {
      expect(part.evidence.some((item) => item.type === 'fact')).toBe(true);
      expect(part.assumption).toBe(false);
    }
  });

  it('knows systems by their client packages and by settings that name an address', () => {
    expect(map().externalSystems.map((system) => [system.name, system.why])).toEqual([
      ['PostgreSQL', 'package.json depends on pg.'],
      ['address in SHOP_URL', 'The address is read from the environment.'],
    ]);
  });

  it('says nothing of the domain, which needs a reader', () => {
    const model = fact('exports', { path: 'src/core/model.ts', value: 1, data: { symbols: ['Order'] } });
    expect(answerOf<SystemMap>('SystemMap', 'domain-modeller', packOf(model)).modules).toEqual([]);
  });
});

describe('what the offline answers need', () => {
  it('is named for the personas of maps and tours, kinds that there are', () => {
    const kinds = kindsOfOffline(['tour-guide', 'cartographer', 'domain-modeller', 'skeptic']);
    expect(kinds).toContain('imports');
    expect(kinds.filter((kind) => !FACT_KINDS.includes(kind))).toEqual([]);
    expect(kindsOfOffline(['skeptic'])).toEqual([]);
  });
});

describe('the offline answer of an explorer that is not the cartographer', () => {
  const modules = (persona: string, params = {}) =>
    answerOf<SystemMap>('SystemMap', persona, SMALL, params).modules.length;

  it('is empty, since what it looks for needs a reader', () => {
    expect(modules('domain-modeller')).toBe(0);
    expect(modules('mine')).toBe(0);
  });

  it('is the cartographer’s if it speaks for that persona', () => {
    expect(modules('mine', { rules: 'historian cartographer' })).toBe(modules('cartographer'));
    expect(modules('cartographer')).toBeGreaterThan(0);
  });
});
