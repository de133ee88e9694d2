/** Compares the documents with the project: links, commands, settings, names. */
import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';
import { parseSettings } from '../../bot/config/settings-file.ts';
import { FLOWS } from '../../flows/catalogue/catalogue.ts';
import { loadPersonas } from '../../personas/load.ts';
import { reportSchema } from '../../runner/core/report-schema.ts';
import { surroundings } from '../bot/surroundings.ts';
import { keysTable, variablesTable } from './configuration-tables.ts';
import { documents, HOUSE, textOf } from './house.ts';

interface Found {
  readonly document: string;
  readonly text: string;
}

/** The lines of all blocks that are marked as shell. */
function commands(): readonly Found[] {
  return documents().flatMap((document) =>
    [...textOf(document).matchAll(/^```sh\n([\s\S]*?)^```$/gm)].flatMap(([, block = '']) =>
      block
        .split(/\n| && /)
        .filter((line) => line.trim() !== '')
        .map((text) => ({ document, text: text.trim() })),
    ),
  );
}

function links(): readonly Found[] {
  return documents().flatMap((document) =>
    [...textOf(document).matchAll(/\]\(([^)\s]+)\)/g)].map(([, text = '']) => ({ document, text })),
  );
}

/** The anchors of a document, as they are made from its headings. */
function anchorsOf(document: string): readonly string[] {
  return [...textOf(document).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

test('every link leads somewhere', () => {
  const inside = links().filter(({ text }) => !/^https?:/.test(text));
  expect(inside.length).toBeGreaterThan(10);
  const dead = inside.filter(({ document, text }) => {
    const [path = '', anchor] = text.split('#');
    const target = path === '' ? document : normalize(join(dirname(document), path));
    if (!existsSync(join(HOUSE, target))) return true;
    return anchor !== undefined && !anchorsOf(target).includes(anchor);
  });
  expect(dead).toEqual([]);
});

test('every danger in SECURITY.md names a test that shows how it is met', () => {
  const rows = textOf('SECURITY.md')
    .split('\n')
    .filter((line) => /^\| (?!danger|---|who|asset|way)/.test(line) && line.split('|').length === 5);
  expect(rows.length).toBeGreaterThan(25);
  const testsOf = (text: string) => [...text.matchAll(/`(test\/[^`]+)`/g)].map(([, path = '']) => path);
  expect(rows.filter((row) => testsOf(row).length === 0)).toEqual([]);
  expect(testsOf(textOf('SECURITY.md')).filter((path) => !existsSync(join(HOUSE, path)))).toEqual([]);
});

test('every npm script that a document names exists', () => {
  const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };
  const named = commands().flatMap(({ document, text }) => {
    const script = text.match(/^npm (?:run (?:-s )?)?([\w:]+)/)?.[1] ?? '';
    return text.startsWith('npm ') && script !== 'ci' ? [{ document, script }] : [];
  });
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter(({ script }) => scripts[script] === undefined)).toEqual([]);
});

test('every baton command that a document shows is one that Baton understands', async () => {
  const shown = commands().filter(({ text }) => text.startsWith('npm run -s baton -- '));
  expect(shown.length).toBeGreaterThan(5);
  for (const { text } of shown) {
    const argv = wordsOf(text).slice(5);
    const around = surroundings();
    // With --help the options are still checked, and nothing runs.
    const code = await around.run(...argv, '--help');
    expect(code, `${text}: ${around.err()}`).toBe(0);
    if (argv[0] === 'run') expect(FLOWS.map(({ name }) => name)).toContain(argv[1]);
  }
});

function wordsOf(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
}

test('the baton.yaml that is shown can be read', () => {
  const [, yaml = ''] = textOf('docs/configuration.md').match(/^```yaml\n([\s\S]*?)^```$/m) ?? [];
  const { settings } = parseSettings(yaml, 'docs/configuration.md');
  expect(Object.keys(settings.projects)).not.toEqual([]);
});

test('the tables of variables and keys are those of the declarations; vitest -u writes them', async () => {
  const document = textOf('docs/configuration.md')
    .replace(/(?<=^## Environment\n\n)(?:\|.*\n)+/m, variablesTable)
    .replace(/(?<=^### Keys\n\n)(?:\|.*\n)+/m, keysTable);
  expect(document).toContain(variablesTable());
  expect(document).toContain(keysTable());
  await expect(document).toMatchFileSnapshot(join(HOUSE, 'docs/configuration.md'));
});

test('the schema of a report is that of the code; vitest -u writes it', async () => {
  const schema = `${JSON.stringify(reportSchema(), null, 2)}\n`;
  await expect(schema).toMatchFileSnapshot(join(HOUSE, 'docs/report.schema.json'));
});

test('every variable and every key is described', () => {
  const rows = `${variablesTable()}${keysTable()}`.split('\n');
  expect(rows.length).toBeGreaterThan(80);
  expect(rows.filter((row) => /^\| `[^`]+` \|\s*\|/.test(row))).toEqual([]);
});

test('every flow and every persona is described', async () => {
  const { personas } = await loadPersonas(join(HOUSE, 'personas'));
  const text = textOf('docs/flows.md');
  const described = [...text.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, name]) => name);
  for (const { name } of FLOWS) expect(described).toContain(name);
  for (const { id } of personas) expect(described).toContain(id);
});

test('the changelog opens with what is not released yet', () => {
  expect(textOf('CHANGELOG.md')).toMatch(/^# Changelog\n\n## Unreleased\n\n\S/);
});
