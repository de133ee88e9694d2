/** What is a sink in each language: the calls that matter, and which of their arguments. */
import type { SinkRow } from './sink-row.ts';
import { C, GO, JAVA, RUST } from './sink-rows-compiled.ts';
import { ECMASCRIPT, PYTHON } from './sink-rows-scripts.ts';
import { PHP, RUBY } from './sink-rows-web.ts';

const ROWS: Readonly<Record<string, readonly SinkRow[]>> = {
  JavaScript: ECMASCRIPT,
  TypeScript: ECMASCRIPT,
  Python: PYTHON,
  Go: GO,
  Java: JAVA,
  Ruby: RUBY,
  PHP,
  Rust: RUST,
  C,
};

export function sinkRows(language: string): readonly SinkRow[] {
  return ROWS[language] ?? [];
}
