/** Facts from the scope itself: folders, languages, generated and vendored files, changes. Reads nothing. */

import type { FactDraft, Note } from '../../contracts/collecting.ts';
import type { Scope, ScopeFile } from '../../contracts/evidence-pack.ts';
import { byWorth } from '../../ordering.ts';
import { count } from '../../wording.ts';
import { areaOf, setAside } from '../classification.ts';
import { type Collector, draft } from '../collector.ts';
import { isCode, languageOf } from '../languages.ts';
import { COLLECTOR_KINDS } from './names.ts';

export const inventory: Collector = {
  name: 'inventory',
  kinds: COLLECTOR_KINDS.inventory,
  collect: async ({ scope }) => ({
    facts: [
      ...treeFacts(scope.files),
      ...languageFacts(scope.files),
      ...asideFacts(scope.files),
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

function treeFacts(files: readonly ScopeFile[]): FactDraft[] {
  const folders = Map.groupBy(files, ({ path }) =>
    path.includes('/') ? path.slice(0, path.indexOf('/')) : null,
  );
  folders.delete(null);
  const whole = { files: files.length, lines: linesOf(files) };
  return [
    draft('tree', {
      subject: null,
      value: whole.files,
      text: `${count(whole.files, 'file')}, ${count(whole.lines, 'line')} in all`,
      data: whole,
    }),
    ...[...folders]
      .map(([folder, within]) => ({ folder: folder ?? '', files: within.length, lines: linesOf(within) }))
      .sort(
        byWorth(
          (one) => one.lines,
          (one) => one.folder,
        ),
      )
      .map(({ folder, ...size }) =>
        draft('tree', {
          subject: folder,
          value: size.files,
          text: `folder ${folder}: ${count(size.files, 'file')}, ${count(size.lines, 'line')}`,
          data: size,
        }),
      ),
  ];
}

function languageFacts(files: readonly ScopeFile[]): FactDraft[] {
  const written = files.filter(
    (file) =>
      isCode(file.language) &&
      file.area !== 'generated' &&
      file.area !== 'vendored' &&
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
        text: `${language}: ${value} % of the code, ${count(size.files, 'file')}, ${count(size.lines, 'line')}`,
        data: size,
      });
    });
}

function asideFacts(files: readonly ScopeFile[]): FactDraft[] {
  return files
    .filter((file) => file.area === 'generated' || file.area === 'vendored')
    .sort(
      byWorth(
        (file) => file.lines,
        (file) => file.path,
      ),
    )
    .map(({ path, area }) => {
      const why = setAside(path)?.why ?? 'it says so itself, or is minified';
      return draft('generated', { path, subject: why, value: area, text: `${area}: ${why}`, data: { why } });
    });
}

/** How risky a change is, is filled in where churn and complexity are known. */
function diffFacts(scope: Scope): FactDraft[] {
  const areas = new Map(scope.files.map((file) => [file.path, file.area]));
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
        data: { added, deleted, area: areas.get(path) ?? areaOf(path, languageOf(path)), risk: 0 },
      }),
    );
}
