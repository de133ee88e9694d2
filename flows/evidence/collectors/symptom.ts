/**
 * What a person reports as a symptom, looked up in the commit: the frames of its stack traces, where its message is written,
 * which commits changed those lines, and what is near. It reads text that was pasted, and explains nothing.
 */
import type { Repository } from '../../../runner/core/ports/repository.ts';
import type { CollectorSource, FactDraft, Note } from '../../contracts/collecting.ts';
import type { ScopeFile } from '../../contracts/evidence-pack.ts';
import { type Collector, draft, quoteOf, readable, texts } from '../collector.ts';
import { isCode } from '../roles/languages.ts';
import { WINDOW_DAYS } from './history/reading.ts';
import { COLLECTOR_KINDS } from './names.ts';
import { quotedTexts } from './symptom/error-messages.ts';
import { fileIndex } from './symptom/frame-places.ts';
import { frameFact, type LocatedFrame, locate } from './symptom/located-frames.ts';
import { isRuntimeMessage, type MessageSource, messageSearch } from './symptom/message-sources.ts';
import { ownPackages } from './symptom/own-packages.ts';
import { callerFacts, handlerFacts } from './symptom/related.ts';
import { placesIn, type StackTrace, tracesIn } from './symptom/stack-trace.ts';
import { type Suspicious, suspectFacts, togetherFacts } from './symptom/suspects.ts';

export const symptom: Collector = {
  name: 'symptom',
  kinds: COLLECTOR_KINDS.symptom,
  async collect(source, signal) {
    const { repository, scope, given = {} } = source;
    const told = toldIn(source);
    const traces = tracesOf(told);
    if (traces.length === 0) return { facts: [] };
    const files = new Map(scope.files.map((file) => [file.path, file]));
    const finder = {
      files: fileIndex(files.keys()),
      own: await ownPackages(repository, [...files.keys()]),
      ...{ scope: files, repository },
    };
    const frames = await locate(traces, finder);
    const messages = messagesOf(traces);
    const sources = await searchMessages(source, messages, signal);
    const since = await sinceDate(repository, given.since ?? null);
    const places = suspicious(frames, sources);
    const recent =
      places.length === 0 ? [] : (await repository.log({ days: WINDOW_DAYS, most: MOST_COMMITS })).commits;
    const [first] = frames.filter(isAt);
    const seen = new Set(frames.map(({ path, line }) => `${path}:${line}`));
    return {
      facts: [
        ...messages.map(messageFact),
        ...frames.map(frameFact),
        ...sources.map(sourceFact),
        ...(await suspectFacts(repository, places, recent, since.date)),
        ...handlerFacts(frames),
        ...(first === undefined ? [] : await callerFacts(repository, first, files, seen)),
        ...(first === undefined || first.path === null
          ? []
          : togetherFacts(recent, first.path, (path) => isWritten(files.get(path)))),
      ],
      unavailable: since.notes,
    };
  },
};

/** Commits of the last two years that are read. */
const MOST_COMMITS = 5_000;

/** Documents and manifests change with everything, and say nothing. */
const isWritten = (file: ScopeFile | undefined): boolean =>
  file !== undefined && ['src', 'test', 'migration'].includes(file.role) && isCode(file.language);

/** All that was said of the symptom; a trace may be in any of the fields. */
function toldIn({ focus, given = {} }: CollectorSource): string {
  const apart = [given.symptom, given.log].filter((text) => !(focus ?? '').includes(text ?? ''));
  return [...apart, focus].filter((text) => text !== undefined && text !== '').join('\n\n');
}

function tracesOf(told: string): StackTrace[] {
  const traces = tracesIn(told);
  const loose = traces.some(({ frames }) => frames.length > 0) ? [] : placesIn(told);
  const quoted = traces.length > 0 ? [] : quotedTexts(told);
  return [
    ...traces,
    ...(loose.length === 0 ? [] : [{ error: null, frames: loose }]),
    ...quoted.map((message): StackTrace => ({ error: { type: null, message }, frames: [] })),
  ];
}

interface Message {
  readonly trace: number;
  readonly type: string | null;
  readonly message: string;
}

const MOST_MESSAGES = 6;

/** Each message once; of a log with many errors the first ones. */
function messagesOf(traces: readonly StackTrace[]): Message[] {
  const all = traces.flatMap(({ error }, at) => (error === null ? [] : [{ trace: at + 1, ...error }]));
  const once = new Map(all.toReversed().map((one) => [`${one.type} ${one.message}`, one]));
  const each = all.filter((one) => once.get(`${one.type} ${one.message}`) === one);
  // An error that wraps another one often repeats its message.
  const wraps = ({ message }: Message): boolean =>
    each.some((one) => one.message !== message && one.message !== '' && message.endsWith(one.message));
  return each.filter((one) => !wraps(one)).slice(0, MOST_MESSAGES);
}

function messageFact({ trace, type, message }: Message): FactDraft {
  const said = quoteOf(message);
  const runtime = isRuntimeMessage(message);
  return draft('symptom', {
    subject: type,
    value: said,
    text: [type, said].filter((part) => part !== null && part !== '').join(': '),
    data: { trace, runtime },
  });
}

type Sourced = MessageSource & { readonly trace: number };

/** One reading of the source for all messages. */
async function searchMessages(
  { repository, scope }: CollectorSource,
  messages: readonly Message[],
  signal: AbortSignal,
): Promise<Sourced[]> {
  const searches = messages.flatMap(({ trace, message }) => {
    const search = isRuntimeMessage(message) ? null : messageSearch(message);
    return search === null ? [] : [{ trace, search }];
  });
  if (searches.length === 0) return [];
  const files = readable(scope, 'src', 'test', 'config').filter(
    ({ role, language }) => role === 'config' || isCode(language),
  );
  for await (const { file, text } of texts(repository, files, signal)) {
    for (const { search } of searches) search.look(file.path, text, file.role !== 'src');
  }
  return searches.flatMap(({ trace, search }) => search.best().map((one) => ({ ...one, trace })));
}

const USES = { throws: 'raises an error with', logs: 'logs', text: 'contains' } as const;

function sourceFact({ path, line, source, matched, share, use, trace }: Sourced): FactDraft {
  return draft('message-source', {
    ...{ path, line, quote: source },
    subject: quoteOf(matched),
    value: Math.round(share * 100),
    text: `${USES[use]} “${quoteOf(matched)}”`,
    data: { use, trace },
  });
}

const isAt = ({ path, line }: LocatedFrame): boolean => path !== null && line !== null;

/** Frames first, the innermost leading, then the best place of each message. */
function suspicious(frames: readonly LocatedFrame[], sources: readonly Sourced[]): Suspicious[] {
  const lines = frames.filter(isAt).flatMap(({ path, line, within, outline }): Suspicious[] => {
    if (path === null || line === null) return [];
    return [{ path, line, within, source: outline?.lines[line - 1] ?? '', what: 'frame line' }];
  });
  const written = [...Map.groupBy(sources, ({ trace }) => trace).values()].flatMap(([best]): Suspicious[] => {
    if (best === undefined || best.isTest) return [];
    return [{ path: best.path, line: best.line, source: best.source, what: 'message line', within: null }];
  });
  return [...lines.slice(0, 4), ...written.slice(0, 2), ...lines.slice(4)];
}

/** The date after which changes count: given as a date, or by a commit. */
async function sinceDate(
  repository: Repository,
  since: string | null,
): Promise<{ date: string | null; notes: Note[] }> {
  if (since === null) return { date: null, notes: [] };
  if (/^\d{4}-\d{2}-\d{2}/.test(since) && !Number.isNaN(Date.parse(since)))
    return { date: new Date(Date.parse(since)).toISOString(), notes: [] };
  const [commit] = (await repository.log({ only: since })).commits;
  if (commit !== undefined) return { date: commit.date, notes: [] };
  const reason = `“${quoteOf(since)}” is no date (2026-01-31) and no commit of this history, so changes of any age are listed`;
  return { date: null, notes: [{ kind: 'suspect', reason }] };
}
