/** From the readings of all source files to facts, the weightiest first. Pure. */

import type { FactDraft } from '../../contracts/collecting.ts';
import { byWorth, placeOf } from '../../ordering.ts';
import { count, UNNAMED } from '../../wording.ts';
import { draft } from '../collector.ts';
import type { EnvironmentRead } from './line-patterns.ts';
import type { SourceReading } from './source-reading.ts';

/** Files below this are not reported. */
const LEAST_COMPLEXITY = 5;

export function syntaxFacts(readings: readonly SourceReading[]): FactDraft[] {
  const source = readings.filter((reading) => reading.area === 'src');
  return [
    ...complexityFacts(source),
    ...longFunctionFacts(source),
    ...environmentFacts(source),
    ...routeFacts(source),
    ...exportFacts(source),
  ];
}

function complexityFacts(source: readonly SourceReading[]): FactDraft[] {
  return source
    .filter(({ complexity }) => complexity >= LEAST_COMPLEXITY)
    .sort(
      byWorth(
        ({ complexity }) => complexity,
        ({ path }) => path,
      ),
    )
    .map(({ path, complexity, functions, peak }) => {
      const most = peak === null ? '' : `; ${peak.name ?? UNNAMED} has ${peak.complexity} of it`;
      return draft('complexity', {
        path,
        ...(peak === null ? {} : { line: peak.line, end: peak.end, quote: peak.quote }),
        value: complexity,
        text: `cyclomatic complexity ${complexity} in ${count(functions, 'function')}${most}`,
        data: {
          functions,
          most:
            peak === null
              ? null
              : { name: peak.name, line: peak.line, end: peak.end, value: peak.complexity },
        },
      });
    });
}

function longFunctionFacts(source: readonly SourceReading[]): FactDraft[] {
  return source
    .flatMap(({ path, long }) => long.map((one) => ({ path, ...one, lines: one.end - one.line + 1 })))
    .sort(byWorth(({ lines }) => lines, placeOf))
    .map(({ path, name, line, end, quote, lines, complexity }) =>
      draft('longfn', {
        path,
        line,
        end,
        quote,
        value: lines,
        text: `${name ?? UNNAMED} is ${lines} lines long, complexity ${complexity}`,
        data: { name, complexity },
      }),
    );
}

/** One fact a variable, at the place where it is read first. */
function environmentFacts(source: readonly SourceReading[]): FactDraft[] {
  const reads = source.flatMap(({ path, environment }) => environment.map((one) => ({ path, ...one })));
  return [...Map.groupBy(reads, ({ name }) => name)]
    .sort(
      byWorth(
        ([, uses]) => uses.length,
        ([name]) => name,
      ),
    )
    .flatMap(([name, uses]) => {
      const [first] = uses;
      return first === undefined ? [] : [environmentFact(name, first, uses)];
    });
}

type PlacedRead = EnvironmentRead & { readonly path: string };

function environmentFact(name: string, first: PlacedRead, uses: readonly PlacedRead[]): FactDraft {
  const fallback = uses.find((use) => use.fallback !== null)?.fallback ?? null;
  const where = uses.length === 1 ? '' : ` at ${uses.length} places`;
  return draft('env', {
    path: first.path,
    line: first.line,
    quote: first.source,
    subject: name,
    value: fallback ?? 'none',
    text: `reads ${name}${where}, ${fallback === null ? 'no default' : `default ${fallback}`}`,
    data: { required: fallback === null, uses: uses.length },
  });
}

function routeFacts(source: readonly SourceReading[]): FactDraft[] {
  return source.flatMap(({ path, routes }) =>
    routes.map(({ method, route, line, source: quote }) =>
      draft('routes', {
        path,
        line,
        quote,
        subject: `${method} ${route}`,
        value: `${method} ${route}`,
        text: `serves ${method} ${route}`,
        data: { method, route },
      }),
    ),
  );
}

const MOST_SYMBOLS = 60;

function exportFacts(source: readonly SourceReading[]): FactDraft[] {
  return source
    .map(({ path, exports }) => ({ path, symbols: [...new Set(exports.map(({ name }) => name))] }))
    .filter(({ symbols }) => symbols.length > 0)
    .sort(
      byWorth(
        ({ symbols }) => symbols.length,
        ({ path }) => path,
      ),
    )
    .map(({ path, symbols }) =>
      draft('exports', {
        path,
        value: symbols.length,
        text: `exports ${symbols.slice(0, 6).join(', ')}${symbols.length > 6 ? ` and ${symbols.length - 6} more` : ''}`,
        data: { symbols: symbols.slice(0, MOST_SYMBOLS) },
      }),
    );
}
