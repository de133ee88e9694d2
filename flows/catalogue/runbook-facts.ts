/** What the repository says of its operation, as rows and items of a runbook. Only what is there. */
import { posix } from 'node:path';
import { type EvidencePack, type FactOf, factsOf } from '../contracts/evidence-pack.ts';
import { compare } from '../ordering.ts';
import { codeSpan, prose } from '../report/markdown.ts';
import type { Page } from '../report/page.ts';
import { capitalized, count, cutLine, list as joined } from '../wording.ts';

type Container = FactOf<'docker'>;

const LONGEST = 100;

function containers(pack: EvidencePack, ...instructions: readonly string[]): Container[] {
  return factsOf(pack, 'docker').filter(
    ({ path, data }) => instructions.includes(data.instruction) && !isSample(path ?? ''),
  );
}

const isSample = (path: string): boolean => /(^|\/)(examples?|samples?|tests?|fixtures?)\//i.test(path);

/** `api: image node:22 (compose.yaml:4)` */
function containerItem(page: Page, fact: Container): string {
  const { service, instruction } = fact.data;
  const whose = service === undefined ? '' : `${prose(service)}: `;
  return `${whose}${prose(instruction)} ${codeSpan(cutLine(String(fact.value), LONGEST))} (${page.at(fact)})`;
}

/** Services of Compose files and Procfiles, else what is entered by hand. */
export function serviceItems(pack: EvidencePack, page: Page): string[] {
  const named = factsOf(pack, 'docker').filter(
    ({ path, data }) => data.service !== undefined && !isSample(path ?? ''),
  );
  const groups = [...Map.groupBy(named, ({ path, data }) => `${path}\0${data.service}`).values()];
  if (groups.length > 0) {
    return groups.slice(0, 12).flatMap(([first, ...rest]) => {
      if (first === undefined) return [];
      const run = [first, ...rest].find(({ data }) =>
        ['image', 'process', 'command'].includes(data.instruction),
      );
      const what =
        run === undefined
          ? ''
          : ` — ${run.data.instruction} ${codeSpan(cutLine(String(run.value), LONGEST))}`;
      return [`**${prose(first.data.service ?? '')}**${what} (${page.at(first)})`];
    });
  }
  return factsOf(pack, 'entry')
    .filter(({ data }) => data.how === 'bin' || data.how === 'main' || data.how === 'start')
    .slice(0, 5)
    .map((entry) => `${prose(entry.data.how)} ${codeSpan(String(entry.value))} (${page.at(entry)})`);
}

const COMMANDS: Readonly<Record<string, string>> = {
  install: 'Install',
  build: 'Build',
  run: 'Start',
  test: 'Test',
};

const MOST_SCRIPTS = 10;
/** Scripts that an operator may need. */
const OPERATES =
  /^(?:start|serve|worker|stop|down|shutdown|restart|rollback|migrate|deploy|health)(?::(?!dev)\w+)*$|^db:\w+/i;

export function commandRows(pack: EvidencePack, page: Page): string[][] {
  const commands = factsOf(pack, 'command').map((fact) => [
    COMMANDS[fact.subject ?? ''] ?? capitalized(fact.subject ?? ''),
    codeSpan(String(fact.value)),
    page.at(fact),
  ]);
  const named = new Set(factsOf(pack, 'command').map(({ path, line }) => `${path}:${line}`));
  const scripts = factsOf(pack, 'manifests').flatMap(({ path, data }) =>
    data.scripts
      .filter(
        ({ name, line }) => OPERATES.test(name) && !isSample(path ?? '') && !named.has(`${path}:${line}`),
      )
      .map(({ name, command, line }) => [
        `Script ${codeSpan(name)}`,
        codeSpan(cutLine(command, LONGEST)),
        page.at({ path, line }),
      ]),
  );
  const processes = containers(pack, 'CMD', 'ENTRYPOINT', 'process', 'ExecStart', 'ExecStop').map((fact) => [
    `${capitalized(fact.data.service ?? fact.data.instruction)} of its container or unit`,
    codeSpan(cutLine(String(fact.value), LONGEST)),
    page.at(fact),
  ]);
  return [...commands, ...scripts.slice(0, MOST_SCRIPTS), ...processes.slice(0, 8)];
}

export interface Setting {
  readonly name: string;
  /** null without one */
  readonly fallback: string | null;
  readonly required: boolean;
  readonly path: string | null;
  readonly line: number | null;
}

/** Variables that the source reads, then those that only container files and samples name; required ones first. */
export function settingsOf(pack: EvidencePack): Setting[] {
  const read = factsOf(pack, 'env').map((fact) => ({
    ...{ name: fact.subject ?? '', required: fact.data.required, path: fact.path, line: fact.line },
    fallback: fact.value === 'none' ? null : String(fact.value),
  }));
  const known = new Set(read.map(({ name }) => name));
  const named = containers(pack, 'environment').flatMap(({ value, path, line }) => {
    const [, name = '', sample = ''] = /^(\w+)=(.*)$/.exec(String(value)) ?? [];
    if (name === '' || known.has(name)) return [];
    known.add(name);
    return [{ name, fallback: sample === '' ? null : sample, required: false, path, line }];
  });
  return [...read, ...named].sort(
    (a, b) =>
      Number(b.required) - Number(a.required) ||
      Number(isApart(a.path ?? '')) - Number(isApart(b.path ?? '')) ||
      compare(a.name, b.name),
  );
}

/** Helpers of developers come after the service itself. */
const isApart = (path: string): boolean => /(^|\/)(scripts?|tools?|bench\w*|perf\w*)\//i.test(path);

export function settingRows(
  pack: EvidencePack,
  page: Page,
  meanings: ReadonlyMap<string, string>,
): string[][] {
  return settingsOf(pack).map(({ name, fallback, required, path, line }) => [
    codeSpan(name),
    fallback === null ? '–' : codeSpan(cutLine(fallback, 40)),
    required ? 'yes' : fallback === null ? 'not known' : 'no',
    page.at({ path, line }),
    ...(meanings.size > 0 ? [page.said(meanings.get(name) ?? '')] : []),
  ]);
}

export function healthRoutes(pack: EvidencePack): FactOf<'routes'>[] {
  return factsOf(pack, 'routes').filter(({ data }) => data.health);
}

export function healthItems(pack: EvidencePack, page: Page): string[] {
  const routes = healthRoutes(pack).slice(0, 5);
  const checks = containers(
    pack,
    'HEALTHCHECK',
    'health check',
    'livenessProbe',
    'readinessProbe',
    'startupProbe',
  );
  const ports = containers(pack, 'EXPOSE', 'port', 'containerPort');
  return [
    ...ports.slice(0, 10).map((fact) => containerItem(page, fact)),
    ...checks.slice(0, 8).map((fact) => containerItem(page, fact)),
    ...routes.map((fact) => `route ${codeSpan(String(fact.value))} (${page.at(fact)})`),
  ];
}

export function containerItems(pack: EvidencePack, page: Page): string[] {
  const facts = containers(
    pack,
    'FROM',
    'image',
    'volume',
    'VOLUME',
    'restart',
    'Restart',
    'replicas',
    'USER',
  );
  return facts
    .filter(({ value }) => !String(value).includes('{{'))
    .slice(0, 14)
    .map((fact) => containerItem(page, fact));
}

const DEPLOYS =
  /\b(?:deploy|release|publish|rollout|helm|kubectl|terraform|docker (?:push|buildx)|npm publish|fly|heroku|vercel|netlify|cdk|serverless|ansible)\b/i;

/** What a pipeline does; permissions and runners only say how. */
const ACTS = /^(?:step|run|script|before_script|after_script|commands?|bash|pwsh|uses|environment)$/;

export function deployItems(pack: EvidencePack, page: Page): string[] {
  const jobs = factsOf(pack, 'ci').filter(
    ({ path, subject, value }) =>
      ACTS.test(subject ?? '') &&
      String(value).trim() !== '' &&
      (DEPLOYS.test(`${subject ?? ''} ${value}`) || DEPLOYS.test(path ?? '')),
  );
  return jobs
    .slice(0, 8)
    .map(
      (job) =>
        `${prose(job.subject ?? 'step')}: ${codeSpan(cutLine(String(job.value), LONGEST))} (${page.at(job)})`,
    );
}

export function messageRows(pack: EvidencePack, page: Page): string[][] {
  return factsOf(pack, 'log-message').map((fact) => [
    fact.data.level,
    `${codeSpan(cutLine(String(fact.value), LONGEST))}${fact.data.times > 1 ? ` (${fact.data.times} places)` : ''}`,
    page.at(fact),
  ]);
}

/** Whether migrations can be taken back; what else a rollback needs is unknown. */
export function rollbackItems(pack: EvidencePack, page: Page): string[] {
  const migrations = factsOf(pack, 'migrations');
  if (migrations.length === 0) return [];
  const [back, oneWay] = [true, false].map((wanted) =>
    migrations.filter(({ data }) => data.reversible === wanted),
  );
  const open = migrations.length - (back?.length ?? 0) - (oneWay?.length ?? 0);
  const all = pack.totals?.migrations ?? migrations.length;
  const folders = [...new Set(migrations.map(({ path }) => posix.dirname(path ?? '')))];
  const whole = all === migrations.length;
  return [
    `${count(all, 'migration')} in ${joined(
      folders.map((folder) => codeSpan(folder)),
      2,
    )}`,
    ...(whole && back !== undefined && back.length > 0
      ? [`${count(back.length, 'migration has', 'migrations have')} a way back`]
      : []),
    ...(oneWay ?? []).slice(0, 5).map((one) => `No way back: ${page.at(one)}`),
    ...(whole && open > 0 ? [`Not known whether ${count(open, 'migration')} can be taken back`] : []),
  ];
}

/** How it is started: a command, else what its container or unit runs; null where no file tells. */
export function startOf(pack: EvidencePack): string | null {
  const command = factsOf(pack, 'command').find(({ subject }) => subject === 'run');
  if (command !== undefined) return String(command.value);
  const run = containers(pack, 'ENTRYPOINT', 'CMD', 'process', 'ExecStart').filter(
    ({ path }) => !/\bdev\b/i.test(path ?? ''),
  );
  const last = run.at(-1);
  return last === undefined ? null : `${String(last.value)} (${last.path})`;
}
