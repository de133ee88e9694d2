/** Names that steps of earlier versions wrote, read under today's. For runs that an upgrade finds under way or that are asked later. Pure. */
import { isObject } from '../loose-json.ts';

/** A scope or a pack of facts, in which the role of a file was its `area`; any other document as it is. */
export function inTodaysNames(document: unknown): unknown {
  if (!isObject(document)) return document;
  const { files, facts } = document;
  if (Array.isArray(files)) return { ...document, files: files.map(withRole) };
  if (!Array.isArray(facts)) return document;
  return {
    ...document,
    facts: facts.map((fact: unknown) =>
      isObject(fact) && isFormer(fact.data) ? { ...fact, data: withRole(fact.data) } : fact,
    ),
  };
}

function withRole(value: unknown): unknown {
  if (!isFormer(value)) return value;
  const { area, ...rest } = value;
  return { ...rest, role: area };
}

function isFormer(value: unknown): value is Record<string, unknown> {
  return isObject(value) && 'area' in value && !('role' in value);
}
