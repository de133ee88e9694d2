/** What the facts about a symptom show: its frames at this commit, where its message is written, what changed, what is near. */
import type { ReportSection } from '../../runner/core/report-document.ts';
import { type EvidencePack, type FactOf, factsOf } from '../contracts/evidence-pack.ts';
import type { FrameState } from '../contracts/symptom-facts.ts';
import { codeSpan, prose } from '../report/markdown.ts';
import type { Page } from '../report/page.ts';
import type { ReportModel } from '../report/report-model.ts';
import { list, section, table, text } from '../report/sections.ts';
import { ago, type Frame, isOffVersion } from '../report/symptom-line.ts';
import { count, cutLine, list as joined, shortPath } from '../wording.ts';

const MOST_FRAMES = 12;
const MOST_CHANGES = 6;
const MOST_SOURCES = 4;
const LONGEST_CODE = 80;

export function traceSections({ pack, failure }: ReportModel, page: Page): ReportSection[] {
  if (pack === null || failure !== null) return [];
  return [
    ...section('Error', list(errors(pack))),
    ...frames(pack, page),
    ...sources(pack, page),
    ...changes(pack, page),
    ...section('Near the innermost frame', list(near(pack, page))),
  ];
}

function errors(pack: EvidencePack): string[] {
  return factsOf(pack, 'symptom')
    .slice(0, 3)
    .map(({ subject, value, data }) => {
      const type = subject === null ? '' : `${codeSpan(subject)}: `;
      return `${type}${prose(String(value))}${data.runtime ? ' (a message of the language’s runtime)' : ''}`;
    });
}

/** Frames of this repository, the innermost first; those of others are counted. */
function frames(pack: EvidencePack, page: Page): ReportSection[] {
  const all = factsOf(pack, 'frame');
  const own = all.filter(({ data }) => data.state !== 'foreign' && data.state !== 'missing');
  const shown = own.slice(0, MOST_FRAMES);
  const rows = shown.map((frame) => [
    String(all.indexOf(frame) + 1),
    codeSpan(frame.data.within ?? frame.subject ?? '(anonymous)'),
    frame.path === null
      ? prose(shortPath(`${frame.data.printed.file}:${frame.data.printed.line}`))
      : page.at(frame),
    frame.line === null ? '' : codeSpan(cutLine(frame.quote ?? '', LONGEST_CODE)),
    prose(noteOf(frame)),
  ]);
  const off = own.filter(isOffVersion).length;
  const warning =
    off === 0
      ? ''
      : `${count(off, 'frame does', 'frames do')} not fit this commit: the trace is of another version of the code.`;
  return section(
    'Stack trace at this commit',
    text(warning),
    table(['#', 'Function', 'Place', 'Line', 'Note'], rows),
    text(rest(all, own.length - shown.length)),
  );
}

const NOTES: Readonly<Record<FrameState, (frame: Frame) => string>> = {
  found: ({ data }) => (data.version === null ? '' : `installed version ${data.version}`),
  moved: ({ data }) => `line ${data.printed.line} in the trace`,
  'other-function': ({ data, line }) =>
    line === data.printed.line
      ? 'another function than in the trace'
      : `line ${data.printed.line} in the trace`,
  'no-such-line': ({ data }) => `line ${data.printed.line} in the trace`,
  compiled: ({ data }) =>
    `compiled: ${data.printed.file.split('/').slice(-2).join('/')}:${data.printed.line}`,
  ambiguous: ({ data }) => `may be ${joined(data.others, 2)}`,
  foreign: () => '',
  missing: () => '',
};

const noteOf = (frame: Frame): string => NOTES[frame.data.state](frame);

/** What is not in the table, by whose code it is. */
function rest(all: readonly Frame[], cut: number): string {
  const foreign = all.filter(({ data }) => data.state === 'foreign');
  const missing = all.filter(({ data }) => data.state === 'missing');
  const owners = [...new Set(foreign.flatMap(({ data }) => data.others))];
  const named = missing.slice(0, 3).map(({ value }) => codeSpan(shortPath(String(value))));
  return [
    cut > 0 ? `And ${count(cut, 'outer frame')}.` : '',
    foreign.length === 0
      ? ''
      : `${count(foreign.length, 'frame')} in code of others: ${prose(joined(owners, 4))}.`,
    missing.length === 0
      ? ''
      : `${count(missing.length, 'frame')} in no file of this commit: ${named.join(', ')}${missing.length > named.length ? '…' : '.'}`,
  ]
    .filter((part) => part !== '')
    .join(' ');
}

const USES = { throws: 'raised', logs: 'logged', text: 'written' } as const;

function sources(pack: EvidencePack, page: Page): ReportSection[] {
  const found = factsOf(pack, 'message-source').slice(0, MOST_SOURCES);
  const rows = found.map(({ path, line, quote, subject, value, data }) => [
    page.at({ path, line }),
    codeSpan(cutLine(quote ?? '', LONGEST_CODE)),
    `${USES[data.use]}${value === 100 ? '' : ` with ${codeSpan(cutLine(subject ?? '', 60))}`}`,
  ]);
  if (rows.length > 0) return section('Where the message is written', table(['Place', 'Line', 'How'], rows));
  const searched = factsOf(pack, 'symptom').filter(({ value, data }) => value !== '' && !data.runtime);
  return section(
    'Where the message is written',
    text(searched.length === 0 ? '' : 'Not in this repository, as far as its words tell.'),
  );
}

function changes(pack: EvidencePack, page: Page): ReportSection[] {
  const suspects = factsOf(pack, 'suspect').slice(0, MOST_CHANGES);
  const rows = suspects.map(({ value, subject, path, line, data }) => [
    codeSpan(String(value)),
    `${data.date.slice(0, 10)}, ${ago(data.days)}`,
    prose(cutLine(subject ?? '', LONGEST_CODE)),
    `the ${data.changed} ${page.at({ path, line: data.changed === 'file' ? null : line })}`,
  ]);
  return section(
    'Changes to that code, nearest and newest first',
    table(['Commit', 'Date', 'Subject', 'Changed'], rows),
  );
}

function near(pack: EvidencePack, page: Page): string[] {
  return factsOf(pack, 'related').map((fact) => {
    const words = wordsOf(fact);
    if (fact.path === null || fact.line === null) return `${codeSpan(fact.path ?? '')}: ${prose(words)}`;
    const at = page.place({ path: fact.path, start: fact.line, end: null, side: 'head' });
    return `${at} — ${codeSpan(cutLine(fact.quote ?? '', LONGEST_CODE))} (${prose(words)})`;
  });
}

function wordsOf({ data, text: words }: FactOf<'related'>): string {
  return data.what === 'test' || data.what === 'caller' ? `${data.what} of \`${data.of}\`` : words;
}
