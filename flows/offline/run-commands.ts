/** The first commands of a newcomer, in the order in which they are needed. Each cites what shows that it exists. */
import { type EvidencePack, factsOf } from '../contracts/evidence-pack.ts';
import type { Tour } from '../contracts/map.ts';
import { COMMAND_KINDS } from '../contracts/project-facts.ts';

type Command = Tour['runIt'][number];

const MOST_COMMANDS = 12;
const MOST_COMMAND = 200;

export function runCommands(pack: EvidencePack): Command[] {
  const order: readonly (string | null)[] = COMMAND_KINDS;
  const rank = (subject: string | null): number => order.indexOf(subject);
  return factsOf(pack, 'command')
    .toSorted((a, b) => rank(a.subject) - rank(b.subject))
    .filter(({ value }) => String(value).length <= MOST_COMMAND)
    .slice(0, MOST_COMMANDS)
    .map(({ id, value }) => ({ command: String(value), source: { type: 'fact', id, value } }));
}
