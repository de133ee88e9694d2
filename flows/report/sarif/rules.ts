/**
 * What SARIF's readers are told of a rule, or of a kind of finding by agents: a title, and one sentence on what is wrong.
 * A test holds the table to the rulebook.
 */
import type { ReportingDescriptor } from 'sarif';
import { capitalized } from '../../wording.ts';

type Described = readonly [title: string, sentence: string];

const BY_RULE = {
  'any-types': [
    'Type checks switched off by `any`',
    'Mistakes in what these types would check are found at run time.',
  ],
  'changed-default': [
    'Changed default of a parameter',
    'Callers that leave the argument out get the new value without a change of their own.',
  ],
  'changed-export': [
    'Changed public declaration',
    'Code outside the repository that relies on the former declaration must be adapted.',
  ],
  'changed-permission': ['Changed permissions', 'The change sets what a workflow or a file may do.'],
  'changed-route': [
    'Changed route',
    'Clients that request the former route get "not found", or a check of who asks is gone.',
  ],
  'code-injection': ['Code injection', 'Text from outside is run as code.'],
  'command-injection': ['Command injection', 'Text from outside becomes part of a shell command.'],
  'cross-site-scripting': ['Cross-site scripting', 'Text from outside is put into a page without escaping.'],
  clone: ['Duplicated code', 'A fix in one of the copies is easily forgotten in the others.'],
  'deleted-test': ['Deleted tests', 'What they tested is no longer tested under their name.'],
  'deprecated-packages': [
    'Deprecated dependency',
    'The author of the package no longer maintains it, so it gets no security fixes.',
  ],
  'destructive-sql': [
    'Data loss in a migration',
    'What the statement removes can be brought back from a backup only.',
  ],
  'disabled-test': ['Skipped tests', 'Nothing notices when what they test breaks.'],
  'docs-drift': [
    'Documented but removed',
    'A document describes what the change removes, so those who follow it fail.',
  ],
  'end-of-life': [
    'Runtime past its end of life',
    'The runtime gets no security fixes from its project any more.',
  ],
  'hidden-coupling': [
    'Change coupling without an import',
    'The files change together, and nothing in the code tells that they do.',
  ],
  hotspot: ['Hotspot', 'A complex function in a file that changes often.'],
  'ignored-failure': ['CI step ignores failures', 'The build is green while the check fails.'],
  'import-cycle': ['Circular dependency', 'The files can only be understood, tested and loaded together.'],
  'large-binaries': ['Large binary files in git', 'Each clone downloads every version of them.'],
  'long-function': ['Long function', 'The function is far longer than one can keep in mind.'],
  'major-bumps': ['Major version of a dependency or runtime', 'A new major version may break its callers.'],
  'missing-lock': [
    'Lock file missing',
    'Two builds of the same commit may use different versions of their dependencies.',
  ],
  'new-clone': [
    'Duplicated code brought by the change',
    'A fix in one of the copies is easily forgotten in the other.',
  ],
  'new-cycle': [
    'Circular dependency brought by the change',
    'The files can only be understood, tested and loaded together.',
  ],
  'old-todo': ['Old TODO and FIXME comments', 'Nobody has taken them up for more than a year.'],
  'one-way-migration': [
    'Migration without a step back',
    'When the release is rolled back, the schema stays as it is.',
  ],
  'open-redirect': ['Open redirect', 'A request chooses the site that the browser is sent to.'],
  'path-traversal': ['Path traversal', 'A request chooses a file outside of the folder that is meant.'],
  'outside-packages': [
    'Dependency not from a registry',
    'The owner of the address can delete or move the package, and then the project no longer installs.',
  ],
  'removed-export': [
    'Removed from the public API',
    'Code outside the repository that uses it stops working.',
  ],
  'policy-breach': [
    'License outside the policy',
    'The license of the package is not among those that the policy of the run allows.',
  ],
  'removed-route': ['Removed route', 'Clients that request the route get "not found".'],
  'risky-change': [
    'Large change to a hotspot',
    'The change is large, in a function that is complex and changes often.',
  ],
  'script-injection': [
    'Script injection in a workflow',
    'Text that outsiders write is inserted into a script before the shell reads it.',
  ],
  'server-side-request': [
    'Server-side request forgery',
    'A request chooses the address that the server fetches.',
  ],
  'sql-injection': ['SQL injection', 'Text from outside becomes part of a statement.'],
  'unchecked-certificates': [
    'TLS certificates not checked',
    'Whoever is between the two ends can read and change what they send.',
  ],
  'unsafe-deserialization': ['Unsafe deserialization', 'A crafted object runs code while it is read.'],
  'weak-password-hash': ['Fast hash for a password', 'The passwords behind stored hashes are quickly found.'],
  secret: ['Secret in the repository', 'Whoever can read the repository can use it.'],
  'several-versions': [
    'Several versions of a package',
    "Objects of one version don't work with the other one in the same program.",
  ],
  'swallowed-error': ['Empty catch block', 'An error is dropped, and nobody learns of it.'],
  unreached: ['Source that no test reaches', 'Nothing notices when it breaks.'],
  'untested-change': ['Changed source that no test reaches', 'Nothing notices when the change breaks it.'],
  'untrusted-checkout': [
    'Workflow runs pull request code',
    "The workflow runs code of a pull request with the repository's rights.",
  ],
  'undeclared-import': [
    'Import of an undeclared package',
    'The package is there only because another one brings it along, and goes with it.',
  ],
  'unlicensed-dependency': [
    'Dependency without a license',
    'Without a license nobody is given the right to use the package.',
  ],
  'unused-dependency': [
    'Unused dependency',
    'The package is installed and kept up, and nothing in the repository uses it.',
  ],
  'unused-exports': ['Unused exports', 'Nothing in the repository uses them.'],
  'unused-files': ['Unused files', 'No other file of the repository imports or names them.'],
} as const satisfies Record<string, Described>;

const BY_KIND = {
  bug: ['Bug', 'The code does something else than it is meant to do.'],
  security: ['Security', 'Somebody can do or see what they must not.'],
  performance: ['Performance', 'The code takes more time or memory than it has to.'],
  reliability: ['Reliability', 'The code fails, hangs or loses data where it could go on.'],
  'test-gap': ['Test gap', 'Nothing notices when the code breaks.'],
  design: ['Design', 'The structure of the code makes changes harder than they have to be.'],
  debt: ['Technical debt', 'The code costs more with each change until it is repaired.'],
  dependency: ['Dependency', 'Something that the project depends on is a risk.'],
  api: ['API', 'Those who use the interface are misled, or must adapt.'],
  data: ['Data', 'Stored data may be lost, wrong or unreadable.'],
  ops: ['Operations', 'Building, releasing or running the project is at risk.'],
  docs: ['Documentation', 'The documentation is missing, wrong or misleading.'],
  risk: ['Risk', 'Something may go wrong, and nothing is prepared for it.'],
} as const satisfies Record<string, Described>;

const DESCRIBED: ReadonlyMap<string, Described> = new Map(Object.entries({ ...BY_RULE, ...BY_KIND }));

/** The ids of rules and of kinds that are described. */
export const DESCRIBED_IDS = { rules: Object.keys(BY_RULE), kinds: Object.keys(BY_KIND) };

const SECURITY: ReadonlySet<string> = new Set([
  ...['security', 'secret', 'script-injection', 'untrusted-checkout', 'command-injection', 'code-injection'],
  ...['sql-injection', 'unsafe-deserialization', 'cross-site-scripting', 'path-traversal'],
  ...['server-side-request', 'open-redirect', 'unchecked-certificates', 'weak-password-hash'],
]);

/** `tags` say where it comes from and, for what GitHub lists under *Security*, that it is about security. */
export function descriptorOf(id: string, source: 'agent' | 'rule'): ReportingDescriptor {
  const [title, sentence] = DESCRIBED.get(id) ?? unknown(id);
  const isSecurity = SECURITY.has(id);
  return {
    id,
    shortDescription: { text: title },
    fullDescription: { text: sentence },
    help: { text: `${sentence} ${BY_SOURCE[source]}` },
    properties: { tags: [source, ...(isSecurity ? ['security'] : [])] },
  };
}

const BY_SOURCE = {
  agent:
    'Found by an agent that read the code; code checked that the cited lines exist, not that the conclusion is right.',
  rule: 'Measured by a rule, which cannot know what the code is for.',
} as const;

/** Of a run by another version of Baton, which had other rules. */
function unknown(id: string): Described {
  const title = capitalized(id.replaceAll(/[-_]+/g, ' ').trim()) || 'Finding';
  return [title, `${title}.`];
}
