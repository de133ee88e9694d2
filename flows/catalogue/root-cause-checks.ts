/** What to look at next, each step because a fact says so. Nothing here explains the symptom. */
import { type EvidencePack, factsOf } from '../contracts/evidence-pack.ts';
import { codeSpan } from '../report/markdown.ts';
import type { Page } from '../report/page.ts';
import { ago, type Frame, innermost, isOffVersion } from '../report/symptom-line.ts';
import { cutLine } from '../wording.ts';

const MOST_CHECKS = 6;
/** A change is recent within so many days before the commit. */
const RECENT_DAYS = 90;

export function nextChecks(pack: EvidencePack, page: Page): string[] {
  const frames = factsOf(pack, 'frame');
  const own = innermost(pack);
  return [
    ...version(frames),
    ...ofLine(own, pack, page),
    ...(frames.some(isOffVersion) ? [] : recentChange(pack, page)),
    ...compiled(frames),
    ...handlers(pack, page),
    ...message(pack, page),
    ...tests(pack, page),
    ...together(pack),
    ...unplaced(frames),
  ].slice(0, MOST_CHECKS);
}

function version(frames: readonly Frame[]): string[] {
  const own = frames.filter(({ path }) => path !== null);
  if (!own.some(isOffVersion)) return [];
  const [known] = own.flatMap(({ data }) => (data.version === null ? [] : [data.version]));
  const which =
    known === undefined ? 'the commit that was deployed' : `the tag of version ${codeSpan(known)}`;
  return [`Find ${which} and run again with \`--head\`: the lines of this trace are of another version.`];
}

function ofLine(own: Frame | undefined, pack: EvidencePack, page: Page): string[] {
  if (own === undefined || own.line === null || own.data.state !== 'found') return [];
  const at = page.place({ path: own.path, start: own.line, end: null, side: 'head' });
  const isRuntime = factsOf(pack, 'symptom').some(({ data }) => data.runtime);
  return isRuntime
    ? [`Read ${at} with the message of the runtime in mind: which value of that line can be what it says?`]
    : [`Read ${at} and the conditions before it: which input leads there?`];
}

function recentChange(pack: EvidencePack, page: Page): string[] {
  const [change] = factsOf(pack, 'suspect').filter(
    ({ data }) => data.days <= RECENT_DAYS && data.changed !== 'file',
  );
  if (change === undefined) {
    const known = factsOf(pack, 'suspect');
    // A recent change elsewhere in the file is in the table, and may be the cause.
    return known.length > 0 && known.every(({ data }) => data.days > RECENT_DAYS)
      ? [
          `No traced line or function changed in the ${RECENT_DAYS} days before this commit: look at inputs, configuration and dependencies first.`,
        ]
      : [];
  }
  const { data, value, path, line } = change;
  const at = page.at({ path, line });
  return [
    `Read ${codeSpan(`git show ${String(value)}`)}: it changed the ${data.changed} at ${at} ${ago(data.days)}.`,
  ];
}

function compiled(frames: readonly Frame[]): string[] {
  const some = frames.some(({ data }) => data.state === 'compiled');
  return some ? ['Run with source maps (`node --enable-source-maps`): the trace names compiled files.'] : [];
}

function handlers(pack: EvidencePack, page: Page): string[] {
  const [handler] = factsOf(pack, 'related').filter(({ data }) => data.what === 'handler');
  if (handler === undefined) return [];
  const at = page.place({ path: handler.path, start: handler.line, end: null, side: 'head' });
  return [`See what the handler at ${at} does with the error: it ${handler.text}.`];
}

function message(pack: EvidencePack, page: Page): string[] {
  const sources = factsOf(pack, 'message-source');
  const own = innermost(pack);
  const [source] = sources.filter(({ path, line }) => path !== own?.path || line !== own?.line);
  if (source === undefined) return [];
  const at = page.place({ path: source.path, start: source.line, end: null, side: 'head' });
  return [`Check which condition leads to ${at}, where the message is written.`];
}

function tests(pack: EvidencePack, page: Page): string[] {
  const [test] = factsOf(pack, 'related').filter(({ data }) => data.what === 'test');
  if (test === undefined) return [];
  const at = page.place({ path: test.path, start: test.line, end: null, side: 'head' });
  return [`Reproduce it from the test at ${at}: ${codeSpan(cutLine(test.quote ?? '', 80))}`];
}

function together(pack: EvidencePack): string[] {
  const [pair] = factsOf(pack, 'related').filter(({ data }) => data.what === 'together');
  return pair === undefined
    ? []
    : [
        `Look whether ${codeSpan(pair.path ?? '')} was left behind: it ${pair.text.replace(/ (\S+)$/, ' `$1`')}.`,
      ];
}

function unplaced(frames: readonly Frame[]): string[] {
  const ambiguous = frames.filter(({ data }) => data.state === 'ambiguous');
  return ambiguous.length === 0
    ? []
    : ['Give the frames with their folders: several files of this commit have the same name.'];
}
