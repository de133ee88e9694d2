/** What the messages of a thread show of steps, people and findings: signs, one-line states, names, places, lengths. */
import type { Line, Span } from '../../runner/core/ports/views.ts';
import type { StepStatus } from '../../runner/core/run.ts';
import type { SnapshotStep } from '../../runner/core/run-snapshot.ts';
import type { TopFinding } from '../../runner/core/step-findings.ts';
import type { KnownUsage } from '../../runner/core/usage.ts';
import { withoutIds } from '../../runner/core/wording.ts';
import { clipped, plural, utcTime } from '../wording.ts';

/** The sign in front of a step or a run. */
export const MARKS: Readonly<Record<StepStatus, string>> = {
  pending: '○',
  running: '◐',
  completed: '✓',
  failed: '✗',
  skipped: '–',
};

/** Returns what a step is doing, or its outcome; empty while it waits. */
export function progressLine({ status, activity, error }: SnapshotStep): string {
  if (status === 'pending') return activity ?? '';
  if (status === 'failed') return error ?? 'failed';
  if (status === 'skipped') return error ?? 'skipped';
  if (status === 'running') return activity ?? 'at work';
  return activity === null ? 'done' : withoutIds(activity);
}

/** The parts of an actor of a chat platform (`slack:T1:U1`); null for others (`cli:ana`, `api`). */
export function personOf(
  actor: string,
): { readonly platform: string; readonly workspace: string; readonly id: string } | null {
  const [platform = '', workspace = '', id] = actor.split(':', 3);
  return id === undefined || id === '' ? null : { platform, workspace, id };
}

/** Returns the platform's id of an actor of that workspace; null for any other one. */
export function personIn(
  place: { readonly platform: string; readonly workspace: string },
  actor: string,
): string | null {
  const person = personOf(actor);
  const isThere = person?.platform === place.platform && person.workspace === place.workspace;
  return person !== null && isThere ? person.id : null;
}

/** Names a person of a chat platform; other actors are plain text. */
export function personSpan(actor: string): Span {
  const person = personOf(actor);
  return person === null ? { text: actor } : { text: person.id, person: person.id };
}

/** Shows a time where the reader is, if the platform can. */
export function timeSpan(iso: string): Span {
  return { text: utcTime(iso), time: iso };
}

export const bold = (text: string): Span => ({ text, mark: 'bold' });

/** `P1 Title · path:line`, the place linked where the code host is known. */
export function findingLine({ severity, title, path, line, url }: TopFinding, room: number): Line {
  const shown: Line = [bold(severity), ` ${fitted(title, room)}`];
  if (path === null) return shown;
  const at = `${shortPath(path)}${line === null ? '' : `:${line}`}`;
  return [...shown, ' · ', url === null || addressWeight(url) > MOST_ADDRESS ? at : { text: at, link: url }];
}

/** Addresses count among the characters of a message on some platforms. */
const MOST_ADDRESS = 280;

/** How long an address may become once the signs that are special in Markdown are written as `%28`. */
function addressWeight(url: string): number {
  return url.length + 2 * (url.match(/[()<>*_~|`\\]/g)?.length ?? 0);
}

const LONGEST_PATH = 80;

/** The end of a path that is too long, whole folders if possible. */
function shortPath(path: string): string {
  if (path.length <= LONGEST_PATH) return path;
  const end = path.slice(1 - LONGEST_PATH);
  const folder = end.indexOf('/');
  return `…${folder === -1 ? end.toWellFormed() : end.slice(folder)}`;
}

/** `48k tokens`, `950 tokens`. */
export function tokensText(tokens: number): string {
  if (tokens < 1000) return plural(tokens, 'token');
  if (tokens < 999_500) return `${Math.round(tokens / 1000)}k tokens`;
  return `${(tokens / 1_000_000).toFixed(1)}M tokens`;
}

/** `$0.42`, tokens where the cost is unknown, or nothing where no model was used. */
export function costParts(usage: KnownUsage, costText: (usage: KnownUsage) => string): string[] {
  const { input_tokens, output_tokens, cost, unknown_tokens } = usage;
  if (cost !== null) return [costText(usage)];
  const isKnown = input_tokens !== null || output_tokens !== null;
  if (isKnown) {
    const tokens = tokensText((input_tokens ?? 0) + (output_tokens ?? 0));
    return [`${unknown_tokens > 0 ? 'at least ' : ''}${tokens}`];
  }
  return unknown_tokens > 0 ? ['cost unknown'] : [];
}

/** Characters that a platform may write as two, such as `\*`. */
const ESCAPED = /[\\*_~`|[\]#+\-.():@/<>]/g;

/** How long a text may become once any platform has escaped it: `&amp;` takes five characters, `&lt;` four. */
export function weightOf(text: string): number {
  const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0;
  return text.length + count(ESCAPED) + 2 * count(/[<>]/g) + 4 * count(/&/g);
}

/** The text in one line, cut so that it takes no more than `room` once it is escaped. */
export function fitted(text: string, room: number): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  let most = Math.max(1, room);
  let shown = clipped(line, most);
  while (weightOf(shown) > room && most > 1) {
    most = Math.max(1, Math.min(most - 1, Math.floor((most * room) / weightOf(shown))));
    shown = clipped(line, most);
  }
  return shown;
}
