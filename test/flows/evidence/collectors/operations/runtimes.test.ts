import { describe, expect, it } from 'vitest';
import { runtimeFacts, runtimesIn } from '../../../../../flows/evidence/collectors/operations/runtimes.ts';
import { endedBefore } from '../../../../../flows/evidence/collectors/packages/runtime-support.ts';

const WORKFLOW = '.github/workflows/ci.yml';
const chosen = (path: string, text: string) =>
  runtimesIn(path, text).map(({ runtime, version, line }) => [runtime, version, line]);

describe('the end of maintenance', () => {
  it.each([
    ['Node.js', '16.20.2', '2024-01-01', '2023-09-11'],
    ['Node.js', 'v18', '2025-06-01', '2025-04-30'],
    ['Python', '3.8', '2025-01-01', '2024-10-07'],
    ['PHP', '7.4', '2023-01-01', '2022-11-28'],
  ] as const)('of %s %s is known on %s', (runtime, version, date, ended) => {
    expect(endedBefore(runtime, version, date)).toBe(ended);
  });

  it.each([
    ['is not told in the month after it', 'Node.js', '18', '2025-05-29'],
    ['had not come at that commit', 'Node.js', '16', '2023-01-01'],
    ['is not known of a new release', 'Node.js', '99', '2026-01-01'],
    ['is not known of a major alone', 'Python', '3', '2026-01-01'],
  ] as const)('%s', (_, runtime, version, date) => {
    expect(endedBefore(runtime, version, date)).toBeNull();
  });
});

describe('the runtimes that a file chooses', () => {
  it.each([
    ['Dockerfile', 'FROM node:16-alpine AS build\nFROM build\n', [['Node.js', '16', 1]]],
    ['Dockerfile', 'ARG V=3.8\nFROM --platform=linux/amd64 python:$V-slim\n', [['Python', '3.8', 2]]],
    ['.nvmrc', 'v18.2.0\n', [['Node.js', 'v18.2.0', 1]]],
    ['.nvmrc', 'lts/*\n', []],
    [
      WORKFLOW,
      "        node-version: ['16', 18.x]\n",
      [
        ['Node.js', '16', 1],
        ['Node.js', '18', 1],
      ],
    ],
    [
      WORKFLOW,
      '  node:\n    - 14\n    - 12\n',
      [
        ['Node.js', '14', 2],
        ['Node.js', '12', 3],
      ],
    ],
    [WORKFLOW, '  node-version: $' + '{{ matrix.node }}\n', []],
    ['package.json', '{ "engines": { "node": ">=12" } }', []],
  ])('of %s', (path, text, expected) => {
    expect(chosen(path, text)).toEqual(expected);
  });

  const facts = (...files: [string, string][]) =>
    runtimeFacts(
      files.flatMap(([path, text]) => runtimesIn(path, text)),
      '2026-06-01T00:00:00Z',
    ).map(({ path, value }) => [path, value]);

  it('count in CI only if none of them is maintained', () => {
    expect(facts([WORKFLOW, 'node-version: [16, 18]\n'])).toHaveLength(2);
    expect(facts([WORKFLOW, 'node-version: [16, 24]\n'])).toEqual([]);
  });

  it('count in an image whatever CI runs, images first', () => {
    expect(facts([WORKFLOW, 'node-version: 16\n'], ['docker/Dockerfile', 'FROM node:16\n'])).toEqual([
      ['docker/Dockerfile', '16'],
      [WORKFLOW, '16'],
    ]);
  });
});
