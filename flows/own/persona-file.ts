/**
 * One persona from the text of its file: front matter between `---` lines, then Markdown that stands in a prompt where a
 * built-in persona's text does. Pure.
 */
import { z } from 'zod';
import type { Persona } from '../../runner/core/ports/catalogue.ts';
import { CATEGORIES } from '../../runner/core/step-spec.ts';
import { FACT_KINDS } from '../contracts/evidence-pack.ts';
import { MOST_FINDINGS } from '../contracts/finding.ts';
import { capitalized } from '../wording.ts';
import { hint, type KnownPersona } from './known-names.ts';
import type { Fault } from './problem.ts';
import { keyed, shapeFaults } from './shape-faults.ts';
import { choice, name, title } from './words.ts';
import { type KeyPath, readYaml, type YamlSource } from './yaml-source.ts';

/** What an own persona may return: findings, or a map. */
const CONTRACTS = ['LensOutput', 'SystemMap'] as const;
const FINDINGS_RULE = `is a whole number from 1 to ${MOST_FINDINGS}`;

const FrontMatter = z.strictObject(
  {
    id: name,
    name: title(40).optional(),
    category: choice(CATEGORIES),
    contract: choice(CONTRACTS).default('LensOutput'),
    factKinds: z.array(z.string('is the name of a kind of facts'), 'is a list of kinds of facts').default([]),
    maxFindings: z
      .int(FINDINGS_RULE)
      .min(1, FINDINGS_RULE)
      .max(MOST_FINDINGS, FINDINGS_RULE)
      .default(MOST_FINDINGS),
    rules: z.array(z.string('is the id of a persona'), 'is a list of ids of personas').default([]),
    tools: z.literal('read-only', 'is not read-only: agents only read; remove the key').optional(),
  },
  'the front matter is a map of keys and values; begin with id and category',
);
type FrontMatter = z.output<typeof FrontMatter>;

export type PersonaFile =
  | { readonly persona: KnownPersona; readonly faults: readonly [] }
  | { readonly persona: null; readonly faults: readonly Fault[] };

/** `stem`: the file's name without `.md`. */
export function readPersonaFile(stem: string, text: string, builtIn: readonly Persona[]): PersonaFile {
  const [whole = '', front, rest] = /^---\r?\n(?:(.*?)\r?\n)?---(?:\r?\n|$)(.*)$/s.exec(text) ?? [];
  if (whole === '' || rest === undefined) {
    return failed([{ line: 1, column: 1, message: 'does not begin with front matter between --- lines' }]);
  }
  const read = readYaml(front ?? '', 1);
  if ('faults' in read) return failed(read.faults);
  const { source } = read;
  const parsed = FrontMatter.safeParse(source.value);
  if (!parsed.success) {
    const keys = Object.keys(FrontMatter.shape);
    return failed(shapeFaults(parsed.error, source, { kind: 'persona', keysAt: () => keys }));
  }
  const bodyLine = text.slice(0, text.length - rest.length).split('\n').length;
  const faults = [...nameFaults(parsed.data, stem, builtIn, source), ...bodyFaults(rest, bodyLine)];
  if (faults.length > 0) return failed(faults);
  const { id, name: shown, category, contract, factKinds, maxFindings, rules } = parsed.data;
  const persona: KnownPersona = {
    ...{ id, category, contract, factKinds, maxFindings, rules },
    name: shown ?? capitalized(id.replaceAll('-', ' ')),
    body: rest.trim(),
    own: true,
  };
  return { persona, faults: [] };
}

const failed = (faults: readonly Fault[]): PersonaFile => ({ persona: null, faults });

function nameFaults(
  { id, factKinds, rules }: FrontMatter,
  stem: string,
  builtIn: readonly Persona[],
  source: YamlSource,
): Fault[] {
  const fault = (path: KeyPath, message: string): Fault => ({
    ...source.placeOf(path),
    message: keyed(path, message),
  });
  const ids = builtIn.map((persona) => persona.id);
  const isBuiltIn = ids.includes(id);
  return [
    ...(isBuiltIn
      ? [fault(['id'], `is ${id}, which is a persona of Baton's and can't be replaced; choose another id`)]
      : []),
    ...(!isBuiltIn && id !== stem ? [fault(['id'], `is ${id}, so the file must be called ${id}.md`)] : []),
    ...listFaults('factKinds', factKinds, FACT_KINDS, 'kind of facts', fault),
    ...listFaults('rules', rules, ids, "persona of Baton's", fault),
  ];
}

function listFaults(
  key: string,
  items: readonly string[],
  known: readonly string[],
  kind: string,
  fault: (path: KeyPath, message: string) => Fault,
): Fault[] {
  return items.flatMap((item, at) => {
    if (!known.includes(item))
      return [fault([key, at], `is "${item}", which is no ${kind}; ${hint(item, known)}`)];
    return items.indexOf(item) === at ? [] : [fault([key, at], `is ${item} again; remove it`)];
  });
}

const MOST_WORDS = 900;

/** What would break the prompt around it: marks of Baton's own, or a code block that swallows what follows. */
function bodyFaults(body: string, firstLine: number): Fault[] {
  const words = body.split(/\s+/).filter((word) => word !== '').length;
  const at = (line: number, message: string): Fault => ({ line: firstLine + line, column: 1, message });
  if (words === 0) return [at(0, 'has no text below the front matter; say what the persona looks for')];
  const lines = body.split(/\r?\n/);
  const marks = lines.flatMap((line, number) =>
    /<\/?data\b/i.test(line)
      ? [at(number, 'holds <data or </data, which marks repository text in prompts; write it in other words')]
      : [],
  );
  const open = openFence(lines);
  return [
    ...(words > MOST_WORDS ? [at(0, `has ${words} words; the most is ${MOST_WORDS}`)] : []),
    ...marks,
    ...(open === null ? [] : [at(open, 'begins a code block that does not end; close it')]),
  ];
}

/** The line of the code fence that nothing closes. */
function openFence(lines: readonly string[]): number | null {
  let open: { readonly line: number; readonly mark: string } | null = null;
  for (const [line, text] of lines.entries()) {
    const [, mark = '', info = ''] = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(text) ?? [];
    if (mark === '') continue;
    if (open === null) {
      if (!(mark.startsWith('`') && info.includes('`'))) open = { line, mark };
    } else if (mark[0] === open.mark[0] && mark.length >= open.mark.length && info.trim() === '') open = null;
  }
  return open?.line ?? null;
}
