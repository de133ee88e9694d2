/** Keys that people may expect in a flow or a persona and that neither can have, each with the reason. */
import { nearest } from '../../runner/core/errors.ts';

const NO_CODE = "a flow can't run code: it fills a template, whose steps are Baton's own";
const NO_GATE = "a flow can't skip or change a check: every run has the same ones";
const NO_WRITE = "a flow can't change what agents may do: they only read";
const NO_MODEL =
  'a flow names no model and no secret: choose models in baton.yaml (backends.personas), keys belong in .env';
const NO_FILES = "a flow can't reach other files: write it out here";

const REASONS: Readonly<Record<string, string>> = {
  ...reason(
    NO_CODE,
    'steps step needs handler handlers code command commands cmd run script scripts exec shell',
  ),
  ...reason(NO_CODE, 'hook hooks plugin plugins function js python eval on before after'),
  ...reason(
    NO_GATE,
    'verify verification check checks gate gates verdict citations citation skip skips disable',
  ),
  ...reason(NO_GATE, 'scope evidence triage merge synth synthesis render report threshold onfail'),
  ...reason(
    NO_WRITE,
    'mode modeid tools tool permissions permission write writes readonly sandbox allow allowed',
  ),
  ...reason(NO_WRITE, 'approve approval network mcp mcpservers edit'),
  ...reason(
    NO_MODEL,
    'model models backend backends provider apikey key keys token tokens secret secrets password',
  ),
  ...reason(NO_MODEL, 'env environment credentials temperature'),
  ...reason(NO_FILES, 'include includes import imports extends file files path paths url from'),
};

function reason(why: string, keys: string): Record<string, string> {
  return Object.fromEntries(keys.split(' ').map((key) => [key, why]));
}

/** The message for a key that the file can't have. `kind` is what the file describes. */
export function refusedKey(key: string, known: readonly string[], kind: 'flow' | 'persona'): string {
  const near = nearest(key, known, 1)[0];
  const plain = key.toLowerCase().replace(/[^a-z]/g, '');
  const why = Object.hasOwn(REASONS, plain) ? REASONS[plain] : undefined;
  if (why !== undefined && !known.includes(key)) {
    return `"${key}" is not allowed: ${why.replace(/^a flow\b/, `a ${kind}`)}. Remove the key`;
  }
  const hint = near === undefined ? `known here: ${known.join(', ')}` : `did you mean "${near}"?`;
  return `"${key}" is not a key of a ${kind}; ${hint}`;
}
