import { describe, expect, it } from 'vitest';
import {
  floatingAction,
  pipedToShell,
  toothlessCheck,
  unpinnedImage,
} from '../../../flows/rules/operations.ts';
import { fact, treeView } from './fact-builder.ts';

const ci = (value: string) =>
  fact('ci', {
    path: '.github/workflows/ci.yml',
    line: 9,
    end: 9,
    value,
    quote: `- run: ${value}`,
    data: { tool: 'github' },
  });
const from = (value: string) =>
  fact('docker', {
    path: 'Dockerfile',
    line: 1,
    end: 1,
    value,
    quote: `FROM ${value}`,
    data: { instruction: 'FROM' },
  });

describe('operations', () => {
  it('finds a CI check that can not fail', () => {
    const [draft] = toothlessCheck.apply(treeView(ci('npm run lint || true')));
    expect(draft?.title).toBe("A CI step in .github/workflows/ci.yml can't fail");
  });

  it('lets a clean-up step ignore its failure', () => {
    expect(toothlessCheck.apply(treeView(ci('rm -rf cache || true'), ci('npm run lint')))).toEqual([]);
  });

  it('finds a download that is piped into a shell', () => {
    expect(
      pipedToShell.apply(treeView(ci('curl -fsSL https://example.com/install.sh | sudo bash'))),
    ).toHaveLength(1);
    expect(pipedToShell.apply(treeView(ci('curl -fsSL https://example.com/a.tgz | tar xz')))).toEqual([]);
  });

  it('finds an image without a version, and no other', () => {
    const tagged = [
      'node:24',
      'node@sha256:abc',
      'scratch',
      '$BASE',
      'reg.example:5000/node:24',
      '--platform=linux/amd64 node:24-slim AS base',
    ];
    expect(unpinnedImage.apply(treeView(...tagged.map(from)))).toEqual([]);
    expect(
      unpinnedImage.apply(treeView(from('node'), from('node:latest'), from('reg.example:5000/node'))),
    ).toHaveLength(3);
  });

  it('finds an action that is taken from a branch', () => {
    const uses = (value: string) => ({ ...ci(value), subject: 'uses' });
    expect(floatingAction.apply(treeView(uses('acme/deploy@master')))).toHaveLength(1);
    expect(
      floatingAction.apply(treeView(uses('acme/deploy@v3'), uses('./.github/actions/own@main'))),
    ).toEqual([]);
  });

  it('takes a stage of the same file for what it is', () => {
    expect(unpinnedImage.apply(treeView(from('node:24 AS base'), from('base')))).toEqual([]);
  });
});
