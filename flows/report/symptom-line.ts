/** What the facts about a symptom say in one line: where the trace ends in this repository, and where the message is written. */
import { type EvidencePack, type FactOf, factsOf } from '../contracts/evidence-pack.ts';
import { capitalized, count, functionName, list, place, shortPath } from '../wording.ts';

export type Frame = FactOf<'frame'>;

/** A frame with a line of this commit. */
export const isPlaced = ({ path, line }: Frame): boolean => path !== null && line !== null;

/** Whether a frame's own line is not the one that ran: the trace is of another version of the code. */
export const isOffVersion = ({ data }: Frame): boolean =>
  ['other-function', 'moved', 'no-such-line'].includes(data.state);

/** The innermost frame with a line of this commit. */
export function innermost(pack: EvidencePack): Frame | undefined {
  return factsOf(pack, 'frame').find(isPlaced);
}

/** Null where nothing was looked up, since the flow has no symptom. */
export function symptomLine(pack: EvidencePack): string | null {
  const frames = factsOf(pack, 'frame');
  const messages = factsOf(pack, 'symptom');
  if (frames.length === 0 && messages.length === 0) return null;
  const where = [traceLine(pack, frames), messageLine(pack)].filter((part) => part !== '').join('; ');
  if (where === '') return 'The message is not written in this repository, and no stack trace was given.';
  return `${capitalized(where)}.`;
}

function traceLine(pack: EvidencePack, frames: readonly Frame[]): string {
  const [first] = frames;
  if (first === undefined) return '';
  const own = innermost(pack);
  if (own === undefined) {
    const others = [...new Set(frames.flatMap(({ data }) => (data.state === 'foreign' ? data.others : [])))];
    const whose = others.length === 0 ? '' : ` (code of ${list(others, 2)})`;
    return `No frame of the trace is at a line of this commit${whose}`;
  }
  const name = own.subject === null ? null : functionName(own.data.within ?? own.subject);
  const at = `${name === null ? '' : `${name} at `}${place({ ...own, path: shortPath(own.path ?? ''), end: null })}`;
  const ends = own === first ? `The trace ends in ${at}` : `The innermost frame of this repository is ${at}`;
  return `${ends}${lastChange(pack, own)}${isOffVersion(own) ? ' (the trace is of another version)' : ''}`;
}

/** By the commit that wrote the line; a line that only stands for another version's says nothing. */
function lastChange(pack: EvidencePack, { path, line, data }: Frame): string {
  const change = factsOf(pack, 'suspect').find(
    (one) => one.path === path && one.line === line && one.data.changed === 'frame line',
  );
  if (change === undefined || data.state !== 'found') return '';
  return `, last changed ${ago(change.data.days)}`;
}

/** How long before the commit that is read, in the unit that people would use. */
export function ago(days: number): string {
  if (days === 0) return 'on the day of this commit';
  if (days <= 60) return `${count(days, 'day')} before`;
  return days <= 730
    ? `${count(Math.round(days / 30.4), 'month')} before`
    : `${count(Math.floor(days / 365.25), 'year')} before`;
}

function messageLine(pack: EvidencePack): string {
  const [best] = factsOf(pack, 'message-source');
  const messages = factsOf(pack, 'symptom');
  if (best !== undefined) {
    const own = innermost(pack);
    const isSame = own?.path === best.path && own?.line === best.line;
    return isSame
      ? 'the message is written there'
      : `the message is written at ${place({ ...best, path: shortPath(best.path ?? ''), end: null })}`;
  }
  return messages.some(({ data }) => data.runtime) ? 'the message is one of the language’s runtime' : '';
}
