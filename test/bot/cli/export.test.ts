import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { reportDocument, reportFinding } from '../../setup/report-document.ts';
import { runDocument } from '../memory-service.ts';
import { surroundings } from '../surroundings.ts';

const ID = '1a2b3c4d-0000-4000-8000-000000000000';
const REPORT = '# Code review\n\n**Verdict:** Fine.\n\u001b raw\n';
const DOCUMENT = reportDocument({ findings: [reportFinding()] });

function ended() {
  const around = surroundings();
  around.service.put(
    { run: runDocument({ id: ID, status: 'completed' }), steps: [], report: REPORT },
    DOCUMENT,
  );
  return { ...around, read: (path: string) => readFileSync(join(around.folder, path), 'utf8') };
}

/** What begins a report in each format. */
const BEGINNINGS = {
  md: /^# Code review\n/,
  html: /^<!doctype html>\n/,
  json: /^\{\n {2}"run": \{\n/,
  sarif: /^\{\n {2}"\$schema": "https:\/\/docs\.oasis-open\.org\/sarif\//,
};

describe('baton export', () => {
  test('gives the Markdown byte for byte, to stdout or to a file', async () => {
    const around = ended();
    expect(await around.run('export', '1a2b')).toBe(0);
    expect(around.out()).toBe(REPORT);
    expect(await around.run('export', ID, '--out', 'a/b')).toBe(0);
    expect(around.read('a/b')).toBe(REPORT);
    expect(around.err()).toBe(`Written to ${around.folder}/a/b\n`);
  });

  test.each(Object.entries(BEGINNINGS))('writes %s when that is asked for', async (format, beginning) => {
    const around = ended();
    expect(await around.run('export', ID, '--format', format)).toBe(0);
    expect(around.out()).toMatch(beginning);
    expect(around.out().endsWith('\n')).toBe(true);
  });

  test.each([
    ['review.html', 'html'],
    ['review.SARIF', 'sarif'],
    ['review.sarif.json', 'sarif'],
    ['review.json', 'json'],
    ['review.md', 'md'],
    ['review.txt', 'md'],
    ['html', 'md'],
  ] as const)('takes the format from a file called %s', async (name, format) => {
    const around = ended();
    expect(await around.run('export', ID, '--out', name)).toBe(0);
    expect(around.read(name)).toMatch(BEGINNINGS[format]);
  });

  test('prefers the format that is named to the name of the file', async () => {
    const around = ended();
    expect(await around.run('export', ID, '--out', 'review.json', '--format', 'sarif')).toBe(0);
    expect(around.read('review.json')).toMatch(BEGINNINGS.sarif);
  });

  test('gives a file in a folder the name of its run', async () => {
    const around = ended();
    mkdirSync(join(around.folder, 'there'));
    expect(await around.run('export', ID, '--out', 'there', '--format', 'html')).toBe(0);
    expect(await around.run('export', ID, '--out', 'new/')).toBe(0);
    expect(readdirSync(join(around.folder, 'there'))).toEqual(['code-review-1a2b3c4d.html']);
    expect(readdirSync(join(around.folder, 'new'))).toEqual(['code-review-1a2b3c4d.md']);
  });

  test('replaces an earlier file', async () => {
    const around = ended();
    writeFileSync(join(around.folder, 'review.md'), 'an earlier one, and longer than what replaces it');
    expect(await around.run('export', ID, '--out', 'review.md')).toBe(0);
    expect(around.read('review.md')).toBe(REPORT);
  });

  test('with --json is the whole run, with its document', async () => {
    const around = ended();
    expect(await around.run('export', ID, '--json')).toBe(0);
    const whole = JSON.parse(around.out());
    expect(Object.keys(whole)).toEqual(['run', 'steps', 'report', 'verdict', 'document']);
    expect(whole.document).toEqual(DOCUMENT);
  });

  test('of a run of an earlier version is refused as SARIF, and leaves no file', async () => {
    const around = ended();
    const old = runDocument({ id: ID.replace('1a', '2b'), status: 'completed' });
    around.service.put({ run: old, steps: [], report: REPORT });
    expect(await around.run('export', old.id, '--out', 'new/review.sarif')).toBe(2);
    expect(around.err()).toMatch(
      /^baton: Run 2b2b3c4d ended under an earlier version of Baton, which kept no /,
    );
    expect(readdirSync(around.folder)).toEqual([]);
    expect(await around.run('export', old.id, '--format', 'html')).toBe(0);
  });

  test('of a run without a report says what the run is', async () => {
    const around = ended();
    around.service.put({ run: runDocument({ id: ID }), steps: [], report: null });
    expect(await around.run('export', ID)).toBe(2);
    expect(around.err()).toBe('baton: This run has no report: it is running.\n');
  });
});
