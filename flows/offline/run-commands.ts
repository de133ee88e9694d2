/** The first commands of a newcomer, from manifests: each is cited. */
import { type EvidencePack, type FactOf, factsOf } from '../contracts/evidence-pack.ts';
import type { Evidence } from '../contracts/finding.ts';
import type { Tour } from '../contracts/map.ts';
import { citeText } from '../rules/cite.ts';

type Command = Tour['runIt'][number];
type Manifest = FactOf<'manifests'>;

const MOST_COMMANDS = 8;
const MOST_COMMAND = 200;
/** In the order in which a newcomer needs them. */
const WANTED = [
  'install',
  'setup',
  'bootstrap',
  'dev',
  'start',
  'serve',
  'run',
  'build',
  'test',
  'check',
  'lint',
];

export function runCommands(pack: EvidencePack): Command[] {
  const manager = packageManager(pack);
  const depth = (fact: Manifest): number => (fact.path ?? '').split('/').length;
  const manifests = factsOf(pack, 'manifests')
    .filter((fact) => fact.path !== null && fact.data.scripts.length > 0)
    .sort((a, b) => depth(a) - depth(b));
  const top = manifests.filter((fact) => depth(fact) === depth(manifests[0] ?? fact));
  const seen = new Set<string>();
  return top
    .flatMap((fact) => fact.data.scripts.map((script) => ({ fact, script })))
    .filter(({ script }) => WANTED.includes(script.name))
    .sort((a, b) => WANTED.indexOf(a.script.name) - WANTED.indexOf(b.script.name))
    .map(({ fact, script }) => ({
      command: commandOf(fact, script, manager),
      source: sourceOf(fact, script),
    }))
    .filter(
      ({ command }) =>
        command.length <= MOST_COMMAND && !seen.has(command) && seen.add(command) !== undefined,
    )
    .slice(0, MOST_COMMANDS);
}

type Script = Manifest['data']['scripts'][number];

function commandOf({ path, data }: Manifest, { name, command }: Script, manager: string): string {
  if (path?.endsWith('package.json')) {
    const short = name === 'test' || name === 'start';
    return manager === 'npm' && short ? `npm ${name}` : `${manager} run ${name}`;
  }
  if (data.ecosystem === 'make') return `make ${name}`;
  return command;
}

function packageManager(pack: EvidencePack): string {
  const locks = factsOf(pack, 'lockfile').map((fact) => fact.path ?? '');
  const of = (name: RegExp): boolean => locks.some((path) => name.test(path));
  if (of(/^pnpm-lock/)) return 'pnpm';
  if (of(/^yarn\.lock/)) return 'yarn';
  return of(/^bun\.lock/) ? 'bun' : 'npm';
}

/** The script's own line if it can be quoted verbatim; else the manifest as a fact. */
function sourceOf(fact: Manifest, { name, command, line }: Script): Evidence {
  const whole: Evidence = { type: 'fact', id: fact.id, value: fact.value };
  const isPlain = /^[\x20-\x7e]*$/.test(command) && !/["\\]/.test(command);
  if (!fact.path?.endsWith('package.json') || !isPlain) return whole;
  return citeText(fact.path, line, line, `"${name}": "${command}"`) ?? whole;
}
