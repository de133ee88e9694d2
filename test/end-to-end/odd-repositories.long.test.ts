/** Repositories unlike the usual: each ends in a whole report whose citations hold. */
import { beforeAll, describe, expect, test } from 'vitest';
import { KINDS_OF_REPOSITORY } from '../setup/kinds-of-repository.ts';
import { fingerprint, makeFolder, makeRepository } from '../setup/repositories.ts';
import { cited, lensAnswer, scripted } from './answers.ts';
import { baton, keepServer, ownFolder } from './processes.ts';
import { type Document, documentOf, expectReport } from './reports.ts';

const home = ownFolder();
beforeAll(async () => {
  await keepServer(home);
});

async function run(flow: string, folder: string): Promise<Document> {
  return documentOf(await baton(['run', flow, '--json'], { home, folder }));
}

const TITLES = {
  'tech-debt': 'Tech debt',
  'codebase-tour': 'Codebase tour',
  'code-review': 'Code review',
} as const;
type Flow = keyof typeof TITLES;

describe('a repository of one commit', () => {
  test('is reviewed as a whole, since there is nothing to compare it with', async () => {
    const { path } = makeRepository({
      files: { 'a.ts': 'export function a() {\n  try {\n  } catch {}\n}\n' },
    });
    const document = await run('code-review', path);
    const report = expectReport(document, {
      title: 'Code review',
      heading: /^[0-9a-f]{7} · small · 3 agents · no model configured · /,
      repository: path,
      citations: 0,
    });
    expect(document.run.base_sha).toBeNull();
    expect(report).toMatch(/one commit only.*the whole tree is read/i);
  });
});

describe('a repository in Python', () => {
  const TILL = `import os


class Till:
    def open(self):
        # FIXME ask for the key
        try:
            return os.environ["TILL_KEY"]
        except Exception:
            pass
`;

  test.each(['tech-debt', 'codebase-tour'] satisfies Flow[])('has a %s', async (flow) => {
    const { path } = makeRepository({
      files: {
        'pyproject.toml': '[project]\nname = "till"\ndependencies = ["requests"]\n',
        'till/__init__.py': '',
        'till/till.py': TILL,
        'tests/test_till.py': 'from till.till import Till\n\n\ndef test_opens():\n    assert Till()\n',
        'README.md': '# Till\n',
      },
    });
    const document = await run(flow, path);
    const report = expectReport(document, {
      title: TITLES[flow],
      heading: /^[0-9a-f]{7} · small · 2 agents · no model configured · /,
      repository: path,
      citations: 0,
    });
    expect(report).toContain('till/till.py');
  });
});

/** Everything that a name, a file and a line can be, each with something to find in it. */
function oddTree() {
  const todo = '// TODO mend this\n';
  return {
    'src/größe.ts': `${todo}export const größe = 'ünï';\n`,
    '日本/語.ts': todo,
    'with space and `tick`.ts': todo,
    'new\nline.ts': todo,
    'bell\u0007\u202e.ts': todo,
    'latin1:inv\xe9lid.ts': todo,
    '@everyone <!channel> [x](y).ts': todo,
    '-rf.ts': todo,
    ':(glob)magic.ts': todo,
    'crlf.ts': 'export const a = 1;\r\n// TODO a line ending\r\nexport const b = 2;\r\n',
    'latin1.ts': Buffer.from('// TODO caf\xe9 in latin1\n', 'latin1'),
    'controls.ts': '// TODO \u001b[31mred\u0007 @everyone <!channel>\n',
    'long.ts': `// TODO ${'long '.repeat(2_000)}\n`,
    'data.bin': Buffer.from(Array.from({ length: 4_096 }, (_, at) => at % 256)),
    'big.ts': Buffer.alloc(5_000_000, '// TODO never read\n'),
    'empty.ts': '',
    'link.ts': { link: '../../../../etc/passwd' },
    'loop.ts': { link: 'loop.ts' },
    'run.sh': { executable: '#!/bin/sh\necho run\n' },
  };
}

describe('a repository of odd names and contents', () => {
  test.each(['codebase-tour', 'code-review'] satisfies Flow[])('has a %s', async (flow) => {
    const repository = makeRepository({ commits: [{ files: { 'a.ts': 'a\n' } }, { files: oddTree() }] });
    const before = fingerprint(repository.path);
    const document = await run(flow, repository.path);
    const report = expectReport(document, {
      title: TITLES[flow],
      heading: /^(HEAD~1\.\.main \()?[0-9a-f]{7}\)? · small · \d agents · no model configured · /,
      repository: repository.path,
      citations: 0,
    });
    expect(fingerprint(repository.path)).toBe(before);
    // of a whole tree, nobody misses the text of a binary file
    expect(report.includes('`data.bin` (binary)')).toBe(flow === 'code-review');
    expect(report).toContain('`big.ts` (too-large)');
    expect(report).toContain('`link.ts` (symlink)');
    expect(report).not.toContain('root:');
  });
});

/** How an agent, which reads names as git prints them, cites the files of the odd tree. */
const CITATIONS = [
  cited('src/größe.ts', 2, "export const größe = 'ünï';"),
  cited('日本/語.ts', 1, '// TODO mend this'),
  cited('with space and `tick`.ts', 1, '// TODO mend this'),
  cited('"new\\nline.ts"', 1, '// TODO mend this'),
  cited('"bell\\a\\342\\200\\256.ts"', 1, '// TODO mend this'),
  cited('"inv\\351lid.ts"', 1, '// TODO mend this'),
  cited('@everyone <!channel> [x](y).ts', 1, '// TODO mend this'),
  cited('-rf.ts', 1, '// TODO mend this'),
  cited(':(glob)magic.ts', 1, '// TODO mend this'),
  cited('crlf.ts', 3, 'export const b = 2;'),
  cited('latin1.ts', 1, 'in latin1'),
  cited('controls.ts', 1, '@everyone <!channel>'),
];

test('odd names and contents are read, and cited so that git finds them', async () => {
  const { path } = makeRepository({ files: oddTree() });
  const findings = CITATIONS.map((citation, at) => ({
    title: `Finding ${at} about ${citation.type}`,
    claim: `The thing number ${at} is so.`,
    evidence: [citation],
  }));
  const variables = scripted({
    '*/lens:maintainability': { answer: lensAnswer(...findings.slice(0, 6)) },
    '*/lens:architecture': { answer: lensAnswer(...findings.slice(6)) },
  });
  const argv = ['run', 'tech-debt', '--size', 'medium', '--json'];
  const document = documentOf(await baton(argv, { home, folder: path, variables }));
  const report = expectReport(document, {
    title: 'Tech debt',
    heading: /^[0-9a-f]{7} · medium · 8 agents · model /,
    repository: path,
    citations: 10,
  });
  expect(report).not.toContain('not shown, since no citation holds');
  const evidence = JSON.parse(document.steps.find(({ step_id }) => step_id === 'evidence')?.output ?? '');
  const marked = evidence.facts.filter(({ kind }: { kind: string }) => kind === 'todo');
  expect(marked).toHaveLength(12);
});

describe('a folder that is no repository', () => {
  test.each(['tech-debt', 'code-review'] satisfies Flow[])(
    'is read as one commit without history: %s',
    async (flow) => {
      const files = { 'src/a.ts': '// TODO begin\n', 'notes.txt': 'notes\n', '.gitignore': 'dist\n' };
      const folder = makeFolder({ ...files, 'dist/a.js': '// TODO ignored\n' });
      const before = fingerprint(folder);
      const document = await run(flow, folder);
      expect(fingerprint(folder)).toBe(before);
      const report = document.report ?? '';
      expect(report.split('\n')[0]).toMatch(new RegExp(`^# ${TITLES[flow]} · folder-\\w+ · [0-9a-f]{7}$`));
      expect(report).toMatch(/this folder is not a git repository/i);
      expect(report).not.toContain('TODO ignored');
      if (flow === 'tech-debt') expect(report).toContain('| TODO/FIXME comments | 1 | src/a.ts:1 |');
    },
  );
});

test('a shallow clone is read, and its report says what that costs and how to have the rest', async () => {
  const { path } = KINDS_OF_REPOSITORY['a shallow clone']?.() ?? { path: '' };
  const { report } = await run('tech-debt', path);
  expect(report).toContain(
    'The history is shallow: facts from it count only what is there. Fetch the rest with git fetch --unshallow',
  );
});

/** What is read of each kind is compared in the adapter's own tests; these few go through everything around it as well. */
const KINDS_OF_RUN = ['a bare repository', 'a linked work tree', 'a submodule'];

describe('a whole run leaves byte for byte as it was', () => {
  test.each(KINDS_OF_RUN)('%s', async (kind) => {
    const { path, watched } = KINDS_OF_REPOSITORY[kind]?.() ?? { path: kind, watched: [] };
    const before = watched.map(fingerprint);
    const document = await run('tech-debt', path);
    expect(document.run.status).toBe('completed');
    expect(watched.map(fingerprint)).toEqual(before);
  });
});
