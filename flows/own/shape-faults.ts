/** Turns what a schema found into faults with places: a message follows the name of its key. */
import type { z } from 'zod';
import type { Fault } from './problem.ts';
import { refusedKey } from './refused-keys.ts';
import type { KeyPath, YamlSource } from './yaml-source.ts';

export interface ShapeOptions {
  readonly kind: 'flow' | 'persona';
  /** the keys that are known at a place, for the nearest one */
  readonly keysAt: (path: KeyPath) => readonly string[];
}

export function shapeFaults(error: z.ZodError, source: YamlSource, options: ShapeOptions): Fault[] {
  return error.issues.flatMap((issue) => faultsOf(issue, [], source, options));
}

function faultsOf(
  issue: z.core.$ZodIssue,
  above: KeyPath,
  source: YamlSource,
  options: ShapeOptions,
): Fault[] {
  const path = [...above, ...issue.path];
  if (issue.code === 'invalid_union') {
    return likeliest(issue.errors).flatMap((inner) => faultsOf(inner, path, source, options));
  }
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      ...source.placeOf([...path, key]),
      message: refusedKey(key, options.keysAt(path), options.kind),
    }));
  }
  return [
    { ...source.placeOf(path), message: path.length === 0 ? issue.message : keyed(path, issue.message) },
  ];
}

/** `lenses.0.persona is missing`. */
export function keyed(path: KeyPath, message: string): string {
  return `${path.map(String).join('.')} ${message}`;
}

/** Of the forms that a value may have, the one whose type it has; else the last. */
function likeliest(branches: readonly (readonly z.core.$ZodIssue[])[]): readonly z.core.$ZodIssue[] {
  const isOtherType = (issue: z.core.$ZodIssue): boolean =>
    issue.code === 'invalid_type' && issue.path.length === 0;
  return branches.find((issues) => !issues.some(isOtherType)) ?? branches.at(-1) ?? [];
}
