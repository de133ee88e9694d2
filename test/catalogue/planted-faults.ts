/** The faults that are planted in the order service, and what the reports of a run without a model must say of each. */

export interface PlantedFault {
  readonly id: string;
  /** what is wrong, for people */
  readonly what: string;
  /** what shows in the report that it was seen: mostly its place */
  readonly shows: RegExp;
  readonly flows: readonly string[];
}

export const PLANTED_FAULTS: readonly PlantedFault[] = [
  {
    id: 'secret',
    what: 'a token in the source',
    shows: /credential.*src\/mail\/mailer\.ts.*`src\/mail\/mailer\.ts:5`/s,
    flows: ['tech-debt', 'code-review', 'security-review'],
  },
  {
    id: 'import-cycle',
    what: 'five files of src/domain/ import each other in a circle',
    shows: /Circular dependency.*src\/domain/,
    flows: ['tech-debt', 'codebase-tour', 'code-review', 'architecture-map'],
  },
  {
    id: 'clone',
    what: 'tsv.ts is a copy of csv.ts',
    shows: /Duplicated code: \d+ lines shared by tsv\.ts and csv\.ts/,
    flows: ['tech-debt', 'code-review'],
  },
  {
    id: 'swallowed-error',
    what: 'the clean-up drops every error',
    shows: /empty catch blocks in src\/queue\/cleanup\.ts/,
    flows: ['tech-debt', 'codebase-tour', 'code-review'],
  },
  {
    id: 'removed-export',
    what: 'the client no longer exports cancelOrder',
    shows: /Removed from the public API: `cancelOrder\(\)`/,
    flows: ['code-review', 'api-review'],
  },
  {
    id: 'removed-route',
    what: 'orders can no longer be cancelled over HTTP',
    shows: /DELETE \/orders\/:id/,
    flows: ['api-review'],
  },
  {
    id: 'deleted-test',
    what: 'the test of the prices is deleted',
    shows: /Deleted test: test\/pricing\.test\.ts/,
    flows: ['code-review'],
  },
  {
    id: 'untested-hotspot',
    what: 'no test reaches the file that changes most',
    shows: /No test[^.]* reaches[\s\S]*src\/domain\/pricing\.ts|src\/domain\/pricing\.ts[\s\S]*no test/i,
    flows: ['tech-debt', 'codebase-tour', 'test-plan'],
  },
  {
    id: 'hotspot',
    what: 'priceOrder grows branch by branch',
    shows: /`priceOrder\(?\)?`.*complexity 28/i,
    flows: ['tech-debt', 'codebase-tour'],
  },
  {
    id: 'destructive-migration',
    what: 'the migration drops a column with data',
    shows: /`migrations\/0005_loyalty\.up\.sql:2`/,
    flows: ['code-review'],
  },
  {
    id: 'one-way-migration',
    what: 'the migration has no step back',
    shows: /migration without a step back/,
    flows: ['code-review'],
  },
  {
    id: 'sql-injection',
    what: 'a text of the request becomes part of a query',
    shows: /src\/store\/reports\.ts:18/,
    flows: ['security-review'],
  },
  {
    id: 'command-execution',
    what: 'a text of the request becomes part of a command',
    shows: /src\/routes\/reports\.ts:26/,
    flows: ['security-review'],
  },
  {
    id: 'unlicensed-dependency',
    what: 'label-maker names no license',
    shows: /label-maker/,
    flows: ['dependency-health'],
  },
  {
    id: 'copyleft-dependency',
    what: 'pdf-stamp is under the AGPL',
    shows: /AGPL-3\.0/,
    flows: ['dependency-health'],
  },
  {
    id: 'no-integrity',
    what: 'label-maker comes from a branch of a git repository, without a hash',
    shows: /not from a registry: label-maker/,
    flows: ['tech-debt', 'dependency-health'],
  },
  {
    id: 'deprecated-package',
    what: 'left-pad is deprecated',
    shows: /deprecated: left-pad 1\.3\.0/,
    flows: ['tech-debt', 'dependency-health'],
  },
  {
    id: 'undeclared-import',
    what: 'slugify is imported and in no manifest',
    shows: /`slugify` is imported but not declared in package\.json/,
    flows: ['dependency-health'],
  },
  {
    id: 'unused-dependency',
    what: 'left-pad is in the manifest and imported nowhere',
    shows: /declared but not used: left-pad/,
    flows: ['dependency-health'],
  },
  {
    id: 'unpinned-action',
    what: 'an action of a third party is taken from a branch',
    shows: /not pinned to a commit.*\.github\/workflows\/ci\.yml:14/,
    flows: ['tech-debt'],
  },
  {
    id: 'untrusted-checkout',
    what: 'a workflow runs the code of pull requests with secrets',
    shows: /`\.github\/workflows\/preview\.yml:13`/,
    flows: ['tech-debt', 'code-review', 'security-review'],
  },
  {
    id: 'script-injection',
    what: 'the title of a pull request becomes part of a script',
    shows: /`\.github\/workflows\/preview\.yml:14`/,
    flows: ['tech-debt', 'code-review', 'security-review'],
  },
  {
    id: 'ignored-failure',
    what: 'CI is green when the tests fail',
    shows: /`\.github\/workflows\/ci\.yml:17`/,
    flows: ['tech-debt', 'code-review'],
  },
  {
    id: 'disabled-test',
    what: 'a test is skipped',
    shows: /skipped test.*test\/orders\.test\.ts/i,
    flows: ['tech-debt', 'code-review'],
  },
  {
    id: 'end-of-life',
    what: 'the image and the developers use Node.js 16',
    shows: /Node\.js 16 is past its end of life/,
    flows: ['tech-debt', 'code-review', 'dependency-health'],
  },
  {
    id: 'hidden-coupling',
    what: 'the columns of the database and the headers of the export are two lists that change together',
    shows: /src\/export\/headers\.ts.*src\/store\/order-columns\.ts/,
    flows: ['tech-debt', 'architecture-map'],
  },
  {
    id: 'piped-download',
    what: 'the image runs a script from the network',
    shows: /piped into a shell.*Dockerfile:3/,
    flows: ['tech-debt'],
  },
  {
    id: 'todo',
    what: 'two notes for later, one of them old',
    shows: /TODO\/FIXME comments \| 2 \| src\/domain\/pricing\.ts:7 \| 1 older than one year/,
    flows: ['tech-debt'],
  },
];
