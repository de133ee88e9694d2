import { describe, expect, it } from 'vitest';
import type { EvidencePack, Scope } from '../../../flows/contracts/evidence-pack.ts';
import { reachOf } from '../../../flows/prompt/reach.ts';
import type { FileDiff } from '../../../runner/core/ports/repository.ts';
import { pack, scope } from '../checks/builders.ts';
import { memoryRepository } from '../memory-repository.ts';

const HEAD: Readonly<Record<string, string>> = {
  'src/markers.ts': 'export const BLOCK_OPEN = "[";\n',
  'src/write.ts':
    'import { BLOCK_OPEN } from "./markers";\nexport function writeBlock(out: string[]) {\n  out.push(BLOCK_OPEN + "1");\n}\n',
  'src/read.ts':
    'import { BLOCK_OPEN } from "./markers";\nexport const isOpen = (data: string) => data === BLOCK_OPEN;\n',
  'src/page.ts': 'import { writeBlock } from "./write";\nwriteBlock([]);\n',
  'test/page.test.ts': 'import "../src/page";\n',
  'docs/guide.md': 'writeBlock writes BLOCK_OPEN.\n',
};
const BASE = { ...HEAD, 'src/write.ts': HEAD['src/write.ts']?.replace(' + "1"', '') ?? '' };
const DIFF: FileDiff[] = [
  {
    path: 'src/write.ts',
    from: null,
    status: 'modified',
    binary: false,
    added: 1,
    deleted: 1,
    hunks: [{ base_start: 3, base_lines: 1, head_start: 3, head_lines: 1 }],
  },
];
const measure = (path: string, imports: string[]) => ({
  path,
  changes: 1,
  complexity: 1,
  fan_in: 0,
  imports,
  tested: null,
});
const PACK: EvidencePack = {
  ...pack(),
  measures: [
    measure('src/write.ts', ['src/markers.ts']),
    measure('src/read.ts', ['src/markers.ts']),
    measure('src/page.ts', ['src/write.ts']),
    measure('test/page.test.ts', ['src/page.ts']),
  ],
};
const changes = (parts: Partial<Scope> = {}): Scope =>
  scope(Object.keys(HEAD), {
    base: 'b'.repeat(40),
    changed: [{ path: 'src/write.ts', status: 'modified', added: 1, deleted: 1 }],
    hunks: [{ path: 'src/write.ts', start: 3, end: 3 }],
    ...parts,
  });

const reach = (of = changes(), head = HEAD) =>
  reachOf(memoryRepository(head, { base: BASE, diff: DIFF }), of, PACK);

describe('what a change reaches', () => {
  it('is who imports it, which tests reach it, and where its functions and constants are used elsewhere', async () => {
    expect((await reach()).split('\n')).toEqual([
      'src/write.ts',
      '  imported by src/page.ts',
      '  reached by 1 test file: test/page.test.ts',
      '  `writeBlock` (its body changes) is used outside the change at',
      '    src/page.ts:2: writeBlock([]);',
      '    src/page.ts:1: import { writeBlock } from "./write";',
      '  `BLOCK_OPEN` (on a changed line) is used outside the change at',
      '    src/read.ts:2: export const isOpen = (data: string) => data === BLOCK_OPEN;',
      '    src/markers.ts:1: export const BLOCK_OPEN = "[";',
      '    src/read.ts:1: import { BLOCK_OPEN } from "./markers";',
    ]);
  });

  it('is nothing where a name is a common word', async () => {
    const common = { ...HEAD, 'src/many.ts': 'writeBlock();\n'.repeat(60) };
    expect(await reach(changes(), common)).not.toContain('`writeBlock`');
  });

  it('is a package that stays when its manifest goes', async () => {
    const gone = { path: 'src/package.json', status: 'deleted', added: 0, deleted: 9 };
    expect(await reach(changes({ changed: [gone], hunks: [] }))).toBe(
      'src/package.json is deleted, and 4 files of src/ stay',
    );
  });

  it('is nothing for a change of documents alone', async () => {
    const docs = { path: 'docs/guide.md', status: 'modified', added: 1, deleted: 0 };
    expect(await reach(changes({ changed: [docs], hunks: [] }))).toBe('');
  });
});
