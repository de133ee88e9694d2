/** How this repository keeps its decision records: where, with what numbers and names, by which template. Pure. */
import { posix } from 'node:path';
import { type EvidencePack, type FactOf, factsOf } from '../contracts/evidence-pack.ts';
import { compare } from '../ordering.ts';

export interface DecisionConvention {
  /** the file of the next record for a title */
  fileFor(title: string): string;
  readonly number: string;
  readonly template: 'MADR' | 'Nygard';
  /** how many records it follows; none: it is MADR's own */
  readonly records: number;
}

/** MADR's own folder, for a repository without records. */
const DEFAULT_FOLDER = 'docs/decisions';
const NAME = /^(.*?)(\d{2,5})([-_. ]+)(.*?)(\.\w+)$/;

export function decisionConvention(pack: EvidencePack): DecisionConvention {
  const records = numbered(pack);
  const last = records.at(-1);
  const parts = NAME.exec(posix.basename(last?.path ?? ''));
  const [, prefix = '', digits = '0000', separator = '-', , extension = '.md'] = parts ?? [];
  const highest = Math.max(0, ...records.map(({ data }) => Number(data.number ?? 0)));
  const number = String(highest + 1).padStart(digits.length, '0');
  const folder = last?.path == null ? DEFAULT_FOLDER : posix.dirname(last.path);
  const joint = separator.includes('_') ? '_' : '-';
  return {
    number,
    template: templateOf(records),
    records: records.length,
    fileFor: (title) => posix.join(folder, `${prefix}${number}${separator}${slug(title, joint)}${extension}`),
  };
}

/** Records with a number, in its order: those of the folder that has the most of them. */
function numbered(pack: EvidencePack): FactOf<'adrs'>[] {
  const all = factsOf(pack, 'adrs').filter(({ path, data }) => path !== null && data.number !== null);
  const folders = Map.groupBy(all, ({ path }) => posix.dirname(path ?? ''));
  const [most = []] = [...folders]
    .sort(([a, x], [b, y]) => y.length - x.length || compare(a, b))
    .map(([, records]) => records);
  return most.toSorted(
    (a, b) => Number(a.data.number) - Number(b.data.number) || compare(a.path ?? '', b.path ?? ''),
  );
}

/** By the headings of the newest records. */
function templateOf(records: readonly FactOf<'adrs'>[]): DecisionConvention['template'] {
  const headings = records
    .slice(-3)
    .flatMap(({ data }) => (data.headings ?? []).map((one) => one.toLowerCase()));
  const isMadr = headings.some((one) => /considered options|decision outcome|problem statement/.test(one));
  const isNygard = ['context', 'decision', 'consequences'].every((one) => headings.includes(one));
  return isNygard && !isMadr ? 'Nygard' : 'MADR';
}

const MOST_WORDS = 8;

function slug(title: string, joint: string): string {
  const words = title.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? ['decision'];
  return words.slice(0, MOST_WORDS).join(joint);
}
