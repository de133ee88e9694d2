import { describe, expect, it } from 'vitest';
import { BEGINNING, makeRepository } from '../../../setup/repositories.ts';
import { collected, draftsOf, open, openCommits, openFiles } from '../fixture.ts';

const DAY = 86_400;

describe('the notes collector', () => {
  it('dates marks by their line, counted from the pinned commit', async () => {
    const repository = await openCommits(
      { files: { 'src/a.ts': '// TODO: split this\nwork();\n' }, at: BEGINNING },
      {
        files: { 'src/a.ts': '// TODO: split this\nwork();\n// FIXME(ana): leaks\n' },
        at: BEGINNING + 30 * DAY,
      },
      { files: { 'src/b.ts': 'x();\n' }, at: BEGINNING + 100 * DAY },
    );
    const marks = await draftsOf(repository, 'notes', 'todo');
    expect(marks.map(({ subject, line, value, quote, data }) => [subject, line, value, quote, data])).toEqual(
      [
        ['FIXME', 3, 70, '// FIXME(ana): leaks', { text: 'leaks', date: '2024-01-31' }],
        ['TODO', 1, 100, '// TODO: split this', { text: 'split this', date: '2024-01-01' }],
      ],
    );
  });

  it('takes marks in comments only', async () => {
    const repository = await openFiles({
      'src/a.ts': "const TODO = 'TODO';\nshow(TODO);\n/* TODO later */\n",
      'src/b.py': 'x = 1  # TODO: later\n',
      'README.md': 'TODO: write this\n',
    });
    const marks = await draftsOf(repository, 'notes', 'todo');
    expect(marks.map(({ path, line }) => [path, line])).toEqual([
      ['src/a.ts', 3],
      ['src/b.py', 1],
    ]);
  });

  it('counts all marks in one fact, and those older than a year, with the oldest as its example', async () => {
    const repository = await openCommits(
      { files: { 'src/a.ts': '// TODO: first\n', 'src/b.ts': 'x();\n' }, at: BEGINNING },
      { files: { 'src/b.ts': '// FIXME: second\n' }, at: BEGINNING + 400 * DAY },
    );
    const [count, ...others] = await draftsOf(repository, 'notes', 'loose-end');
    expect(count).toMatchObject({
      path: 'src/a.ts',
      line: 1,
      quote: '// TODO: first',
      value: 2,
      data: { what: 'todo', files: 2, old: 1 },
    });
    expect(others).toEqual([]);
  });

  it('dates the marks of 120 files; with more, it does not say how many are old', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 121 }, (_, n) => [`src/${n}.ts`, `// ${n === 120 ? 'FIXME' : 'TODO'} ${n}\n`]),
    );
    const { facts } = await collected(await openFiles(files), 'notes');
    expect(facts[0]).toMatchObject({ subject: 'FIXME', path: 'src/120.ts', value: 0 });
    expect(facts.find(({ kind }) => kind === 'loose-end')).toMatchObject({ value: 121, data: { old: null } });
  });

  it('in a run that compares, has only marks on lines that the change adds', async () => {
    const { path } = makeRepository({
      commits: [
        { files: { 'src/a.ts': '// TODO: old\nwork();\n' }, at: BEGINNING },
        { files: { 'src/a.ts': '// TODO: old\nwork();\n// TODO: new\n' }, at: BEGINNING + DAY },
      ],
    });
    const marks = await draftsOf(await open(path, 'HEAD~1'), 'notes', 'todo');
    expect(marks.map(({ line }) => line)).toEqual([3]);
  });

  it.each([
    ['a.ts', '/** TODO: this */', true],
    ['a.ts', ' * @todo TODO later', false],
    ['a.ts', 'work(); // FIXME(ana): leaks', true],
    ['a.ts', "write('// TODO: fill in');", false],
    ['a.ts', '// see BUG-12 for why', false],
    ['a.ts', '// which marks there are: TODO, FIXME', false],
    ['a.ts', "const url = 'http://x'; // TODO", true],
    ['a.py', '    # XXX: slow', true],
    ['a.py', 'x = a // TODO', false],
    ['a.sql', '-- HACK around it', true],
    ['a.rb', '# TODO- later', true],
    ['a.go', '// TODOs are listed below', false],
  ])('in %s, takes %s for a mark: %s', async (name, line, is) => {
    const marks = await draftsOf(await openFiles({ [`src/${name}`]: `${line}\n` }), 'notes', 'todo');
    expect(marks.length > 0).toBe(is);
  });

  it('lists documents with their headings, the README first', async () => {
    const repository = await openFiles({
      'docs/guide.md': '# Guide\n\n## Install\n\ntext\n',
      'README.md': '# Shop\n',
    });
    const documents = await draftsOf(repository, 'notes', 'docs');
    expect(documents.map(({ path, subject, value, data }) => [path, subject, value, data.headings])).toEqual([
      ['README.md', 'Shop', 1, ['Shop']],
      ['docs/guide.md', 'Guide', 5, ['Guide', 'Install']],
    ]);
  });

  it('lists decision records with their status, the newest first', async () => {
    const repository = await openFiles({
      'docs/adr/0001-use-postgres.md': '# Use PostgreSQL\n\n## Status\n\nAccepted\n',
      'docs/adr/0002-drop-redis.md': '---\nstatus: proposed\n---\n# Drop Redis\n',
      'docs/adr/README.md': '# Decisions\n',
    });
    const decisions = await draftsOf(repository, 'notes', 'adrs');
    expect(decisions.map(({ subject, value, data }) => [subject, value, data.number])).toEqual([
      ['Drop Redis', 'proposed', '0002'],
      ['Use PostgreSQL', 'accepted', '0001'],
    ]);
  });
});
