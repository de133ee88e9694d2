/** Facts from the scope itself: folders, languages, generated and third-party files, large binary files, changes. Reads nothing. */

import type { FactDraft, Note } from '../../contracts/collecting.ts';
import type { Scope, ScopeFile } from '../../contracts/evidence-pack.ts';
import { moduleNames } from '../../folders.ts';
import { byWorth } from '../../ordering.ts';
import { count } from '../../wording.ts';
import { type Collector, draft } from '../collector.ts';
import { roleOf } from '../roles/classification.ts';
import { isCode, languageOf } from '../roles/languages.ts';
import { BINARY_NAME } from '../roles/name-roles.ts';
import { COLLECTOR_KINDS } from './names.ts';

export const inventory: Collector = {
  name: 'inventory',
  kinds: COLLECTOR_KINDS.inventory,
  collect: async ({ scope }) => ({
    facts: [
      ...treeFacts(scope.files),
      ...languageFacts(scope.files),
      ...asideFacts(scope.files),
      ...binaryFacts(scope.files),
      ...diffFacts(scope),
    ],
    unavailable: unreadNotes(scope),
  }),
};

function unreadNotes({ truncated, files }: Scope): Note[] {
  const missing = files.filter(({ omitted }) => omitted === 'not-in-clone').length;
  const pointers = files.filter(({ omitted }) => omitted === 'lfs-pointer').length;
  const own = (reason: string): Note => ({ kind: 'tree', reason });
  return [
    ...(truncated === false
      ? []
      : [own(`${count(truncated, 'file')} over the limit of files were not read`)]),
    ...(missing === 0
      ? []
      : [{ ...own(`${count(missing, 'file is', 'files are')} not in the clone`), clone: true as const }]),
    ...(pointers === 0
      ? []
      : [
          own(
            pointers === 1
              ? '1 file is a Git LFS pointer; its content is not read'
              : `${count(pointers, 'file')} are Git LFS pointers; their content is not read`,
          ),
        ]),
  ];
}

function linesOf(files: readonly ScopeFile[]): number {
  return files.reduce((sum, file) => sum + file.lines, 0);
}

interface Size {
  readonly files: number;
  readonly lines: number;
  readonly source: number;
  readonly source_lines: number;
}

function sizeOf(files: readonly ScopeFile[]): Size {
  const source = files.filter((file) => file.role === 'src');
  return {
    files: files.length,
    lines: linesOf(files),
    source: source.length,
    source_lines: linesOf(source),
  };
}

/** Counted over every file, so that what a folder holds never has to be added up from other facts. */
function treeFacts(files: readonly ScopeFile[]): FactDraft[] {
  const moduleOf = moduleNames(files.filter(({ role }) => role === 'src').map(({ path }) => path));
  const folders = new Map<string, ScopeFile[]>();
  for (const file of files) {
    if (!file.path.includes('/')) continue;
    const top = file.path.slice(0, file.path.indexOf('/'));
    for (const folder of new Set([top, moduleOf(file.path)])) {
      const within = folders.get(folder);
      if (within === undefined) folders.set(folder, [file]);
      else within.push(file);
    }
  }
  const whole = sizeOf(files);
  return [
    draft('tree', {
      subject: null,
      value: whole.files,
      text: `${count(whole.files, 'file')}, ${count(whole.lines, 'line')} in all, ${ofSource(whole)}`,
      data: { ...whole },
    }),
    ...[...folders]
      .map(([folder, within]) => ({ folder, size: sizeOf(within) }))
      .sort(
        byWorth(
          ({ size }) => size.source_lines * 1e9 + size.lines,
          ({ folder }) => folder,
        ),
      )
      .map(({ folder, size }) =>
        draft('tree', {
          subject: folder,
          value: size.files,
          text: `folder ${folder}: ${count(size.files, 'file')}, ${count(size.lines, 'line')}, ${ofSource(size)}`,
          data: { ...size },
        }),
      ),
  ];
}

function ofSource({ source, source_lines }: Size): string {
  return `${count(source, 'source file')} with ${count(source_lines, 'line')}`;
}

/** Of source that people write: no tests, examples, generated or third-party files, as their roles say. */
function languageFacts(files: readonly ScopeFile[]): FactDraft[] {
  const written = files.filter(
    (file) =>
      file.role === 'src' &&
      isCode(file.language) &&
      !file.uncounted &&
      file.omitted !== 'lfs-pointer' &&
      file.omitted !== 'not-in-clone',
  );
  const all = Math.max(linesOf(written), 1);
  return [...Map.groupBy(written, (file) => file.language ?? '')]
    .map(([language, within]) => ({ language, files: within.length, lines: linesOf(within) }))
    .sort(
      byWorth(
        (one) => one.lines,
        (one) => one.language,
      ),
    )
    .map(({ language, ...size }) => {
      const value = Math.round((100 * size.lines) / all);
      return draft('langs', {
        subject: language,
        value,
        text: `${language}: ${value} % of the source, ${count(size.files, 'file')}, ${count(size.lines, 'line')}`,
        data: size,
      });
    });
}

function asideFacts(files: readonly ScopeFile[]): FactDraft[] {
  return files
    .filter((file) => file.role === 'generated' || file.role === 'vendored')
    .sort(
      byWorth(
        (file) => file.lines,
        (file) => file.path,
      ),
    )
    .map(({ path, role, because }) => {
      const why = because ?? 'it says so itself';
      return draft('generated', { path, subject: why, value: role, text: `${role}: ${why}`, data: { why } });
    });
}

const MEGABYTE = 1_000_000;
const MOST_LARGEST = 5;

/** Binary files of a megabyte or more, in one fact: every clone and every build downloads them. */
function binaryFacts(files: readonly ScopeFile[]): FactDraft[] {
  const large = files
    .filter(
      ({ path, bytes, omitted }) => bytes >= MEGABYTE && (omitted === 'binary' || BINARY_NAME.test(path)),
    )
    .sort(
      byWorth(
        ({ bytes }) => bytes,
        ({ path }) => path,
      ),
    );
  const [first] = large;
  if (first === undefined) return [];
  const total = megabytes(large.reduce((sum, { bytes }) => sum + bytes, 0));
  return [
    draft('binaries', {
      path: first.path,
      value: total,
      text: `${count(large.length, 'binary file')} of 1 MB or more, ${total} MB in all; the largest has ${megabytes(first.bytes)} MB`,
      data: {
        files: large.length,
        largest: large
          .slice(0, MOST_LARGEST)
          .map(({ path, bytes }) => ({ path, megabytes: megabytes(bytes) })),
      },
    }),
  ];
}

/** With one decimal. */
function megabytes(bytes: number): number {
  return Math.round(bytes / (MEGABYTE / 10)) / 10;
}

/** How risky a change is, is filled in where churn and complexity are known. */
function diffFacts(scope: Scope): FactDraft[] {
  const roles = new Map(scope.files.map((file) => [file.path, file.role]));
  return [...scope.changed]
    .sort(
      byWorth(
        ({ added, deleted }) => added + deleted,
        ({ path }) => path,
      ),
    )
    .map(({ path, status, added, deleted, missing }) =>
      draft('diff', {
        path,
        subject: status,
        value: added + deleted,
        text: missing
          ? `${status}, not compared: a side of it is not in the clone`
          : `${status}, +${added} −${deleted}`,
        data: { added, deleted, role: roles.get(path) ?? roleOf(path, languageOf(path)), risk: 0 },
      }),
    );
}
