import { describe, expect, it } from 'vitest';
import { notes } from '../../../flows/evidence/collectors/notes.ts';
import { BEGINNING } from '../../setup/repositories.ts';
import { draftsOf, openCommits, openFiles, scopeOf } from './fixture.ts';

const DAY = 86_400;

describe('the notes collector', () => {
  it('dates marks by the line they stand on, counted from the pinned commit', async () => {
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

  it('dates the sixty heaviest marks, and says of the rest that their age is unknown', async () => {
    const many = Array.from({ length: 70 }, (_, n) => `// ${n === 69 ? 'FIXME' : 'TODO'} ${n}\n`).join('');
    const repository = await openFiles({ 'src/a.ts': many });
    const { facts } = await notes.collect(
      { repository, scope: await scopeOf(repository) },
      new AbortController().signal,
    );
    expect(facts[0]).toMatchObject({ subject: 'FIXME', line: 70, value: 0 });
    expect(facts.map(({ value }) => value).filter((value) => value === 'unknown')).toHaveLength(10);
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
