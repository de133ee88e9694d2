// biome-ignore-all lint/suspicious/noTemplateCurlyInString: source that is read, not run
import { beforeAll, describe, expect, it } from 'vitest';
import type { Fact, FactOf, Scope } from '../../../../../flows/contracts/evidence-pack.ts';
import { viewOf } from '../../../../../flows/rules/rule.ts';
import { RULES } from '../../../../../flows/rules/rulebook.ts';
import type { Repository } from '../../../../../runner/core/ports/repository.ts';
import { collected, openCommits, openFiles, scopeOf } from '../../fixture.ts';
import { SCRIPTS } from './snippets.ts';
import { OTHERS } from './snippets-compiled.ts';

type Sink = FactOf<'sink'>;

const SNIPPETS = [...SCRIPTS, ...OTHERS];
const found: Sink[] = [];
const told: { readonly rule: string; readonly path: string }[] = [];

async function sinksOf(repository: Repository): Promise<{ sinks: Sink[]; scope: Scope }> {
  const { facts } = await collected(repository, 'sinks');
  const sinks = facts.map((draft, at) => ({ ...draft, id: `K${at + 1}` }) as Sink);
  return { sinks, scope: await scopeOf(repository) };
}

function findingsOf(sinks: readonly Sink[], scope: Scope) {
  const view = viewOf({ facts: sinks as readonly Fact[], unavailable: [], tools: [] }, scope);
  return RULES.filter(({ kinds }) => kinds.includes('sink')).flatMap((rule) =>
    rule.apply(view).map((draft) => ({ ...draft, rule: rule.id })),
  );
}

const pathOf = (evidence: readonly { readonly type: string }[]): string => {
  const [first] = evidence;
  return first !== undefined && 'path' in first ? String(first.path) : '';
};

beforeAll(async () => {
  const files = Object.fromEntries(SNIPPETS.map(({ path, text }) => [path, text]));
  const { sinks, scope } = await sinksOf(await openFiles(files));
  found.push(...sinks);
  told.push(...findingsOf(sinks, scope).map(({ rule, evidence }) => ({ rule, path: pathOf(evidence) })));
});

describe.each(SNIPPETS)('$name', ({ path, text, sinks, rules }) => {
  const own = (): Sink[] =>
    found.filter((one) => one.path === path).sort((a, b) => Number(a.line) - Number(b.line));

  it('has the sinks that it has', () => {
    const said = own().map(
      ({ data }) => `${data.what} ${data.argument} ${data.origin}${data.guarded ? ' checked' : ''}`,
    );
    expect(said).toEqual(sinks);
  });

  it('is told of by the rules that concern it', () => {
    const own = told.filter((one) => one.path === path).map(({ rule }) => rule);
    expect(own.sort()).toEqual([...rules].sort());
  });

  it('quotes its lines verbatim', () => {
    const lines = text.split('\n').map((line) => line.trim());
    expect(own().filter(({ line, quote }) => lines[Number(line) - 1] !== quote)).toEqual([]);
  });
});

const UNSAFE = "app.get('/a', (req) => db.query(`SELECT * FROM a WHERE id = ${req.query.id}`));\n";

describe('the sinks collector', () => {
  it('leaves out tests and examples', async () => {
    const { sinks } = await sinksOf(
      await openFiles({ 'test/a.test.ts': UNSAFE, 'examples/a.ts': UNSAFE, 'README.md': UNSAFE }),
    );
    expect(sinks).toEqual([]);
  });

  it('puts what a request reaches first', async () => {
    const { sinks } = await sinksOf(
      await openFiles({ 'src/a.ts': 'export const a = (x: string) => eval(x);\n', 'src/b.ts': UNSAFE }),
    );
    expect(sinks.map(({ path }) => path)).toEqual(['src/b.ts', 'src/a.ts']);
  });

  it('names the line on which the input is read', async () => {
    const text =
      'app.get("/a", (req) => {\n  const { id } = req.query;\n  db.query(`SELECT * FROM a WHERE id = ${id}`);\n});\n';
    const { sinks } = await sinksOf(await openFiles({ 'src/a.ts': text }));
    expect(sinks[0]).toMatchObject({
      line: 3,
      subject: 'db.query',
      value: 'sql',
      data: { input: 'req.query', from: { line: 2, quote: 'const { id } = req.query;' } },
    });
  });
});

describe('the rules on sinks', () => {
  it('give a P1 only where text of a request visibly reaches the sink', async () => {
    const { sinks, scope } = await sinksOf(
      await openFiles(Object.fromEntries(SNIPPETS.map(({ path, text }) => [path, text]))),
    );
    const grave = findingsOf(sinks, scope).filter(({ impact }) => impact >= 80);
    const origins = new Map(sinks.map(({ path, line, data }) => [`${path}:${line}`, data.origin]));
    const cited = grave
      .map(({ evidence }) => evidence[0])
      .map((one) => (one?.type === 'code' ? origins.get(`${one.path}:${one.start}`) : null));
    expect(new Set(cited)).toEqual(new Set(['request']));
  });

  it('call themselves a pattern match in every finding', async () => {
    const { sinks, scope } = await sinksOf(
      await openFiles(Object.fromEntries(SNIPPETS.map(({ path, text }) => [path, text]))),
    );
    const silent = findingsOf(sinks, scope).filter(
      ({ assumptions }) => !(assumptions ?? []).some((one) => one.includes('pattern match, not proof')),
    );
    expect(silent).toEqual([]);
  });

  it('tell of one file once, however many sinks it has', async () => {
    const { sinks, scope } = await sinksOf(await openFiles({ 'src/a.ts': UNSAFE.repeat(3) }));
    expect(findingsOf(sinks, scope)).toMatchObject([{ rule: 'sql-injection', per: 'file', figures: [2] }]);
  });

  it('say nothing of a command that is built in a script of the project itself', async () => {
    const text =
      "import { execSync } from 'node:child_process';\nexport const a = (x: string) => execSync(`git show ${x}`);\n";
    const { sinks, scope } = await sinksOf(
      await openFiles({ 'scripts/a.ts': text, 'src/b.ts': 'export const b = 1;\n' }),
    );
    expect(sinks).toHaveLength(1);
    expect(findingsOf(sinks, scope)).toEqual([]);
  });

  it('speak only of changed lines in a run that compares', async () => {
    const repository = await openCommits(
      { files: { 'src/a.ts': UNSAFE } },
      { files: { 'src/b.ts': UNSAFE } },
    );
    const { sinks, scope } = await sinksOf(repository);
    const hunks = [{ path: 'src/b.ts', start: 1, end: 1 }];
    const changed = [{ path: 'src/b.ts', status: 'added', added: 1, deleted: 0 }];
    const findings = findingsOf(sinks, { ...scope, base: 'b'.repeat(40), hunks, changed });
    expect(findings.map(({ evidence }) => pathOf(evidence))).toEqual(['src/b.ts']);
  });
});
