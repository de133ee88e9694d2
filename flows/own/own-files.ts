/** All flows and personas of the operator's own, from the texts of their files. A file with an error leaves out itself only. Pure. */
import { posix } from 'node:path';
import type { Persona } from '../../runner/core/ports/catalogue.ts';
import type { Flow } from '../../runner/core/step-spec.ts';
import { readFlow } from './flow-file.ts';
import type { KnownNames, KnownPersona } from './known-names.ts';
import { readPersonaFile } from './persona-file.ts';
import { type Fault, inOrder, type Position, type Problem } from './problem.ts';

export interface OwnFile {
  /** as messages name it */
  readonly file: string;
  readonly text: string;
}

export interface OwnFiles {
  readonly flows: readonly OwnFile[];
  readonly personas: readonly OwnFile[];
}

export interface OwnContent {
  readonly flows: readonly Flow[];
  readonly personas: readonly Persona[];
  readonly problems: readonly Problem[];
}

export interface BuiltIn extends Pick<KnownNames, 'builtInFlows' | 'commands'> {
  readonly personas: readonly Persona[];
  /** own personas of other files, which these files may name or replace */
  readonly elsewhere?: readonly Persona[];
}

export function readOwn(files: OwnFiles, builtIn: BuiltIn): OwnContent {
  const personas = readPersonas(files.personas, builtIn.personas);
  const flows = readFlows(files.flows, {
    ...builtIn,
    personas: [...builtIn.personas, ...personas.good, ...(builtIn.elsewhere ?? [])],
    broken: personas.broken,
  });
  return {
    flows: flows.good,
    personas: personas.good.map(({ rules: _, ...persona }) => persona),
    problems: inOrder([...personas.problems, ...flows.problems]),
  };
}

function readPersonas(files: readonly OwnFile[], builtIn: readonly Persona[]) {
  const read = files.map(({ file, text }) => {
    const name = posix.basename(file.replaceAll('\\', '/'), '.md');
    return { file, name, at: START, ...readPersonaFile(name, text, builtIn) };
  });
  const { first, doubled } = byName(read, 'persona');
  const good = first.flatMap(({ persona }): KnownPersona[] => (persona === null ? [] : [persona]));
  const ids = [...builtIn, ...good].map(({ id }) => id);
  return {
    good,
    broken: read.map(({ name }) => name).filter((name) => !ids.includes(name)),
    problems: [...read.flatMap(({ file, faults }) => placed(file, faults)), ...doubled],
  };
}

function readFlows(files: readonly OwnFile[], known: KnownNames) {
  const read = files.map(({ file, text }) => ({ file, ...readFlow(text, known) }));
  const { first, doubled } = byName(read, 'flow');
  return {
    good: first.flatMap(({ flow }) => flow ?? []),
    problems: [...read.flatMap(({ file, faults }) => placed(file, faults)), ...doubled],
  };
}

const START: Position = { line: 1, column: 1 };

interface Named {
  readonly file: string;
  readonly name: string | null;
  readonly at: Position;
}

/** Of those with one name the first counts; the others are errors. */
function byName<T extends Named>(read: readonly T[], kind: string): { first: T[]; doubled: Problem[] } {
  const earlier = ({ name }: T, at: number): T | undefined =>
    name === null ? undefined : read.slice(0, at).find((other) => other.name === name);
  return {
    first: read.filter((each, index) => earlier(each, index) === undefined),
    doubled: read.flatMap((each, index) => {
      const other = earlier(each, index);
      if (other === undefined) return [];
      const message = `the ${kind} ${each.name} is in ${other.file} already; rename one of them`;
      return [{ file: each.file, ...each.at, message }];
    }),
  };
}

function placed(file: string, faults: readonly Fault[]): Problem[] {
  return faults.map((fault) => ({ file, ...fault }));
}
