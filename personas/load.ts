/**
 * Loads the personas: Markdown files whose front matter says what a persona may see and return, and whose body says
 * who it is. Files that begin with `_` hold instructions that all agents share.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, YAMLParseError } from 'yaml';
import { z } from 'zod';
import { BatonError, messageOf } from '../runner/core/errors.ts';
import type { Persona } from '../runner/core/ports/catalogue.ts';
import { CATEGORIES } from '../runner/core/step-spec.ts';

const FrontMatter = z.strictObject({
  id: z.string().regex(/^[a-z]+(-[a-z]+)*$/, 'must be lower-case words joined by hyphens'),
  name: z.string().min(1),
  category: z.enum(CATEGORIES),
  contract: z.string().min(1),
  factKinds: z.array(z.string()),
  maxFindings: z.int().min(0).max(10),
});

export interface PersonaFiles {
  /** in the order of their ids */
  readonly personas: readonly Persona[];
  /** the bodies of the `_…` files by name, without underscore and extension: `evidence`, `untrusted`… */
  readonly shared: Readonly<Record<string, string>>;
}

/** Throws `bad_persona` (kind `environment`), which names file and key, for an invalid file. */
export async function loadPersonas(folder: string): Promise<PersonaFiles> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.md')).sort();
  const texts = await Promise.all(
    files.map(async (file) => ({ file, text: await readFile(join(folder, file), 'utf8') })),
  );
  const isShared = ({ file }: { file: string }): boolean => file.startsWith('_');
  const shared = texts.filter(isShared).map(({ file, text }) => [file.slice(1, -'.md'.length), text.trim()]);
  return {
    personas: texts.filter((entry) => !isShared(entry)).map(({ file, text }) => readPersona(file, text)),
    shared: Object.fromEntries(shared),
  };
}

/** One persona from the text of its file. Throws like `loadPersonas`. */
export function readPersona(file: string, text: string): Persona {
  const [, front, body] = /^---\r?\n(.*?)\r?\n---\r?\n(.*)$/s.exec(text) ?? [];
  if (front === undefined || body === undefined)
    throw badPersona(file, 'it does not begin with front matter between --- lines');
  const parsed = FrontMatter.safeParse(readYaml(file, front));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const key = issue?.path.join('.') || 'front matter';
    throw badPersona(file, `${key}: ${issue?.message ?? 'is not valid'}`);
  }
  const persona = parsed.data;
  if (file !== `${persona.id}.md`)
    throw badPersona(file, `id: is ${persona.id}, so the file must be called ${persona.id}.md`);
  if (body.trim() === '') throw badPersona(file, 'it has no text below the front matter');
  return { ...persona, body: body.trim() };
}

function readYaml(file: string, front: string): unknown {
  try {
    return parse(front);
  } catch (error) {
    if (error instanceof YAMLParseError) throw badPersona(file, messageOf(error), error);
    throw error;
  }
}

function badPersona(file: string, why: string, cause?: unknown): BatonError {
  return new BatonError('environment', 'bad_persona', `The persona file ${file} can't be used: ${why}.`, {
    path: file,
    cause,
  });
}
