/** The keys of `baton.yaml`, all of them optional. A key that is not known is an error that names the nearest one. */
import { z } from 'zod';
import { nearest } from '../../runner/core/errors.ts';
import { isRepositoryUrl, shownUrl, URL_FORMS } from './repository-url.ts';

/** An object with exactly these keys; `later` are keys that a later version brings. Its message has a line per unknown key. */
function keys<Shape extends z.ZodRawShape>(shape: Shape, later: readonly string[] = []) {
  return z.strictObject(shape, {
    error: (issue) => {
      if (issue.code !== 'unrecognized_keys') return 'is a map of keys and values';
      return issue.keys.map((key) => unknownKey(key, Object.keys(shape), later)).join('\n');
    },
  });
}

function unknownKey(key: string, known: readonly string[], later: readonly string[]): string {
  if (later.includes(key)) return `"${key}" is not available in this version`;
  const near = nearest(key, known)[0];
  const hint = near === undefined ? `known here: ${known.join(', ')}` : `did you mean "${near}"?`;
  return `"${key}" is not a key that Baton knows; ${hint}`;
}

const name = z.string('is a text').trim().min(1, 'is blank');
const count = (least: number, most: number, unit: string) => {
  const rule = `is a whole number of ${unit} from ${least} to ${most}`;
  return z.int(rule).min(least, rule).max(most, rule);
};

const ProjectSettings = keys(
  {
    path: name.optional(),
    url: name
      .refine(isRepositoryUrl, `is the URL of a git repository: ${URL_FORMS}`)
      .refine(
        (url) => !isRepositoryUrl(url) || shownUrl(url) === url,
        'holds no user name or password; git takes them from a credential helper or an SSH key',
      )
      .optional(),
    ref: name.optional(),
  },
  ['policy', 'start', 'cancel', 'export'],
)
  .refine(({ path, url }) => (path === undefined) !== (url === undefined), 'needs either path or url')
  .refine(({ path, ref }) => path === undefined || ref === undefined, {
    error: 'goes with url; a path is read at its HEAD',
    path: ['ref'],
  });

const PROJECT_ID = /^[A-Za-z0-9_][A-Za-z0-9._-]*$/;
const ID_RULE = 'is not a project id: letters, digits, ".", "_" and "-", not beginning with "." or "-"';

/** Keys of later versions are told apart from misspelt ones. */
const LATER = ['slack', 'discord', 'policy', 'schedules', 'budgets', 'sandbox', 'flows', 'personas'];

export const Settings = keys(
  {
    projects: z
      .record(z.string().regex(PROJECT_ID, ID_RULE), ProjectSettings, 'is a map from project ids to projects')
      .optional(),
    roots: z.array(name, 'is a list of folders').optional(),
    backends: keys({ order: z.array(name, 'is a list of back ends').min(1, 'is empty').optional() }, [
      'personas',
    ]).optional(),
    limits: keys({
      agents_per_worker: count(1, 1000, 'agents').optional(),
      agents_per_run: count(1, 1000, 'agents').optional(),
      agents_per_project: count(1, 1000, 'agents').optional(),
      idle_seconds: count(1, 86_400, 'seconds').optional(),
      deadline_seconds: count(1, 86_400, 'seconds').optional(),
    }).optional(),
    keep_days: count(1, 36_500, 'days').optional(),
  },
  LATER,
);
export type Settings = z.output<typeof Settings>;
