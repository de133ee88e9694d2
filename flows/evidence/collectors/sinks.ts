/**
 * Sinks: where data becomes code, a command, SQL, HTML, a path or an address, and where a protection is switched off.
 * A pattern match, not proof: what a value can be is only known as far as the function around it shows.
 */
import type { FactDraft } from '../../contracts/collecting.ts';
import type { ScopeFile } from '../../contracts/evidence-pack.ts';
import { SINK_KINDS, type SINK_ORIGINS } from '../../contracts/sinks.ts';
import { byWorth, placeOf } from '../../ordering.ts';
import { clip } from '../../wording.ts';
import { linesInQuestion } from '../changed-lines.ts';
import { type Collector, draft, readable, texts } from '../collector.ts';
import { COLLECTOR_KINDS } from './names.ts';
import { sinkLines } from './sinks/sink-patterns.ts';
import { type FoundSink, sinksIn } from './sinks/sink-search.ts';
import { isWorthParsing } from './sinks/worth-parsing.ts';

type SinkFact = Extract<FactDraft, { kind: 'sink' }>;

const TEMPLATES = /^(?:HTML|HTML\+ERB|Jinja|Twig|Razor)$/;

export const sinks: Collector = {
  name: 'sinks',
  kinds: COLLECTOR_KINDS.sinks,
  async collect({ repository, scope }, signal) {
    const files = readable(scope).filter(isSearched);
    const inQuestion = linesInQuestion(scope);
    const facts: SinkFact[] = [];
    for await (const { file, text } of texts(repository, files, signal)) {
      const language = file.language ?? '';
      const lines = text.split('\n');
      facts.push(
        ...[
          ...(isWorthParsing(language, text) ? sinksIn(language, file.path, text) : []),
          ...sinkLines(language, text),
        ].map((one) => sinkFact(file.path, one, lines)),
      );
    }
    // In a run that compares, what the change brings comes first, so that no limit cuts it.
    const worth = (fact: SinkFact): number =>
      worthOf(fact) + (inQuestion(fact.path ?? '', fact.line ?? 0) ? 1_000 : 0);
    return { facts: facts.sort(byWorth(worth, placeOf)) };
  },
};

/** Source that people write, and templates; tests and examples show what must not be done, or can't be reached. */
function isSearched({ path, role, language }: ScopeFile): boolean {
  if (role === 'src') return true;
  return (
    TEMPLATES.test(language ?? '') &&
    (role === 'data' || role === 'config') &&
    /(?:^|\/)(?:templates?|views?|layouts?|partials)\//.test(path)
  );
}

const ORIGIN_WORTH: Readonly<Record<(typeof SINK_ORIGINS)[number], number>> = {
  request: 100,
  parameter: 40,
  unknown: 20,
  arguments: 10,
};

/** What an outsider visibly reaches first, then built texts, then by the kind of sink. */
function worthOf({ data }: SinkFact): number {
  const open = data.guarded ? 0.5 : 1;
  return (
    open * ORIGIN_WORTH[data.origin] +
    (data.argument === 'built' ? 15 : 0) +
    (SINK_KINDS.length - SINK_KINDS.indexOf(data.what))
  );
}

function sinkFact(path: string, found: FoundSink, lines: readonly string[]): SinkFact {
  const { what, callee, line, end, argument, origin, guarded } = found;
  const input = found.input === null ? null : clip(found.input, 120);
  const from =
    found.from === null
      ? null
      : { line: found.from, quote: (lines[found.from - 1] ?? '').trim().slice(0, 300) };
  return draft('sink', {
    path,
    line,
    end,
    quote: lines[line - 1] ?? '',
    subject: callee,
    value: what,
    text: textOf(callee, argument, origin, input),
    data: { what, argument, origin, input, from, guarded },
  });
}

const FROM: Readonly<Record<(typeof SINK_ORIGINS)[number], string>> = {
  request: 'text of a request',
  arguments: 'an argument of the program',
  parameter: 'a parameter of its function',
  unknown: 'not known from its function',
};

function textOf(
  callee: string,
  argument: FoundSink['argument'],
  origin: FoundSink['origin'],
  input: string | null,
): string {
  if (argument === 'setting') return `${callee}: a protection is switched off`;
  return `${callee} with ${argument === 'built' ? 'a text built from ' : ''}${input ?? 'a variable'} (${FROM[origin]})`;
}
