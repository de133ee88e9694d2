/**
 * What single lines of source show in any language: environment variables that are read, and suppressed checks. Lines that are comments count only where the comment is the point.
 */

import { languageOf } from '../../roles/languages.ts';
import { type EnvironmentRead, schemaReads } from './environment-schemas.ts';

export interface LineHit {
  readonly line: number;
  /** the whole source line */
  readonly source: string;
}

export interface LineFindings {
  readonly environment: readonly EnvironmentRead[];
  readonly suppressions: readonly LineHit[];
}

const ENVIRONMENT =
  /\b(?:process\.env|import\.meta\.env|Deno\.env|Bun\.env|ENV|\$_ENV|\$_SERVER|os\.environ)(?:\.(?:get|fetch)\(\s*['"]|\??\.|\[\s*['"])([A-Z][A-Z0-9_]{2,})\b|\b(?:os\.getenv|os\.Getenv|os\.LookupEnv|System\.getenv|(?:std::)?env::var(?:_os)?|getenv|env!|Environment\.GetEnvironmentVariable|ENV\.fetch)\(\s*['"]([A-Z][A-Z0-9_]{2,})['"]/g;
const FALLBACK = /^['"]?[\])]*\s*(?:\?\?|\|\||or\b|,|\?:)\s*('[^']*'|"[^"]*"|[\w.]+)/;

/** Directives to a linter or a compiler; where a comment only speaks of one, it does not begin with it. */
const SUPPRESSION =
  /(?:\/\/|\/\*+|^\s*\*|#|<!--|--)\s*(?:eslint-disable|tslint:disable|@ts-(?:ignore|nocheck|expect-error)|biome-ignore|oxlint-disable|noqa\b|type:\s*ignore|pyright:\s*ignore|pylint:\s*disable|mypy:\s*ignore|nolint\b|NOLINT|NOSONAR|rubocop:disable|standard:disable|phpcs:(?:ignore|disable)|@phpstan-ignore|@psalm-suppress|noinspection\b|checkstyle:off|CHECKSTYLE:OFF)|^\s*@(?:file:)?Suppress(?:Warnings)?\b|^\s*#!?\[allow\(|^\s*#pragma\s+(?:warning\s+disable|GCC\s+diagnostic\s+ignored)/;
const ANY_OF_THEM =
  /env|getenv|ENV|['"`]|@ts-|type:|disable|ignore|noqa|nolint|NOLINT|NOSONAR|[Ss]uppress|allow|ignored|noinspection|OFF/;

export function lineFindings(path: string, text: string, isTest: boolean): LineFindings {
  const comment = languageOf(path)?.comment ?? '//';
  const found = {
    environment: [] as EnvironmentRead[],
    suppressions: [] as LineHit[],
  };
  let line = 0;
  const lines = text.split('\n');
  const code = withoutDocstrings(path, text).split('\n');
  for (const source of lines) {
    line += 1;
    if ((code[line - 1] ?? '').trim() === '' && source.trim() !== '') continue;
    if (!ANY_OF_THEM.test(source)) continue;
    const hit = { line, source };
    if (SUPPRESSION.test(source)) found.suppressions.push(hit);
    const trimmed = source.trimStart();
    if (trimmed.startsWith(comment) || trimmed.startsWith('*')) continue;
    if (!isTest) found.environment.push(...environmentIn(hit, lines.slice(line, line + 2).join('\n')));
  }
  if (!isTest) found.environment.push(...schemaReads(text));
  return found;
}

/** What a docstring shows is not run. */
function withoutDocstrings(path: string, text: string): string {
  if (!/\.pyi?$/.test(path)) return text;
  return text.replace(/("""|''')[\s\S]*?\1/g, (found) => found.replace(/[^\n]/g, ' '));
}

/** What a bundler sets by itself. */
const BUILT_IN = /^import\.meta\.env\.(?:BASE_URL|DEV|MODE|PROD|SSR)$/;
/** How reading a variable fails where it is not set. */
const FAILING = /^(?:os\.environ\[|ENV\.fetch\(|env!\()/;
const UNWRAPPED = /^['"]?[\])]*(?:!(?!=)|\s*\.(?:unwrap|expect)\()/;
const STOPS = /\b(?:throw|raise|panic!?|exit|abort|die|fatal\w*|bail!?)\b|\blog\.Fatal/i;

/** `next`: the lines after it, where a guard may end the program. */
function environmentIn(hit: LineHit, next: string): EnvironmentRead[] {
  return [...hit.source.matchAll(ENVIRONMENT)].flatMap((match) => {
    const rest = hit.source.slice(match.index + match[0].length);
    const name = match[1] ?? match[2] ?? '';
    if (ASSIGNED.test(rest) || BUILT_IN.test(match[0])) return [];
    const isGuard = /\b(?:if|unless|guard)\b.*(?:!|not |== *(?:""|null|undefined|nil)|unless)/.test(
      hit.source,
    );
    const demanded =
      (FAILING.test(match[0]) && !/^['"]\s*,/.test(rest)) ||
      UNWRAPPED.test(rest) ||
      (isGuard && STOPS.test(`${rest}\n${next}`));
    return [{ ...hit, name, fallback: FALLBACK.exec(rest)?.[1] ?? null, demanded }];
  });
}

/** What follows a variable that is written rather than read. */
const ASSIGNED = /^['"]?\]?\s*=(?![=>~])/;
