/** From the readings of all source files to facts, the weightiest first. Pure. */

import type { FactDraft, MeasuredFunction } from '../../../contracts/collecting.ts';
import type { FunctionMeasure } from '../../../contracts/measures.ts';
import { byWorth, placeOf } from '../../../ordering.ts';
import { count } from '../../../wording.ts';
import { draft } from '../../collector.ts';
import { routeFact } from '../routes/route-facts.ts';
import type { EnvironmentRead } from './environment-schemas.ts';
import type { SourceReading } from './source-reading.ts';

/** Functions below this are not reported. */
const LEAST_COMPLEXITY = 5;

export function syntaxFacts(readings: readonly SourceReading[]): FactDraft[] {
  const source = readings.filter((reading) => reading.role === 'src');
  return [
    ...complexityFacts(source),
    ...longFunctionFacts(source),
    ...environmentFacts(source),
    ...routeFacts(source),
    ...exportFacts(source),
  ];
}

/** One fact a file: its function that is the hardest to follow. */
function complexityFacts(source: readonly SourceReading[]): FactDraft[] {
  return source
    .flatMap(({ path, functions, hardest }) => (hardest === null ? [] : [{ path, functions, hardest }]))
    .filter(({ hardest }) => hardest.complexity >= LEAST_COMPLEXITY)
    .sort(
      byWorth(
        ({ hardest }) => hardest.cognitive * 1e6 + hardest.complexity,
        ({ path }) => path,
      ),
    )
    .map(({ path, functions, hardest }) => {
      const { line, end, quote, ...measure } = hardest;
      return draft('complexity', {
        path,
        line,
        end,
        quote,
        value: measure.complexity,
        text: `highest complexity of ${count(functions, 'function')}: ${described(measure)}`,
        data: { ...measure, functions },
      });
    });
}

/** `App.open (complexity 51, nested 6 deep, 248 lines of code)` */
export function described({ name, complexity, nesting, lines }: FunctionMeasure): string {
  const nested = nesting > 1 ? `, nested ${nesting} deep` : '';
  return `${name} (complexity ${complexity}${nested}, ${count(lines, 'line')} of code)`;
}

/** The long functions; the largest of all where none is long, so that the first fact is always about the largest. */
function longFunctionFacts(source: readonly SourceReading[]): FactDraft[] {
  const placed = (path: string, one: MeasuredFunction): MeasuredFunction & { readonly path: string } => ({
    path,
    ...one,
  });
  const long = source.flatMap(({ path, long }) => long.map((one) => placed(path, one)));
  const [largest] = source
    .flatMap(({ path, largest }) => (largest === null ? [] : [placed(path, largest)]))
    .sort(byWorth(({ lines }) => lines, placeOf));
  return (long.length === 0 && largest !== undefined ? [largest] : long)
    .sort(byWorth(({ lines }) => lines, placeOf))
    .map(({ path, line, end, quote, ...measure }) =>
      draft('longfn', {
        path,
        line,
        end,
        quote,
        value: measure.lines,
        text: `${measure.name} has ${count(measure.lines, 'line')} of code, complexity ${measure.complexity}`,
        data: measure,
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
    data: { required: fallback === null && uses.some(({ demanded }) => demanded), uses: uses.length },
  });
}

function routeFacts(source: readonly SourceReading[]): FactDraft[] {
  return source.flatMap(({ path, routes }) =>
    routes.map(({ source: quote, ...route }) => routeFact(path, route, quote)),
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
