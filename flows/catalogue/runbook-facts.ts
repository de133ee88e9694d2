/** What the repository says of its operation, as rows and items of a runbook. Only what is there. */
import { type EvidencePack, type FactOf, factsOf } from '../contracts/evidence-pack.ts';
import { codeSpan, prose } from '../report/markdown.ts';
import type { Page } from '../report/page.ts';
import { capitalized, count, cutLine } from '../wording.ts';

type Container = FactOf<'docker'>;

const LONGEST = 100;

const at = (page: Page, { path, line }: { path: string | null; line: number | null }): string =>
  page.location({ path, start: line, side: 'head' });

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
  return `${whose}${prose(instruction)} ${codeSpan(cutLine(String(fact.value), LONGEST))} (${at(page, fact)})`;
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
      return [`**${prose(first.data.service ?? '')}**${what} (${at(page, first)})`];
    });
  }
  return factsOf(pack, 'entry')
    .filter(({ data }) => data.how === 'bin' || data.how === 'main' || data.how === 'start')
    .slice(0, 5)
    .map((entry) => `${prose(entry.data.how)} ${codeSpan(String(entry.value))} (${at(page, entry)})`);
}

const COMMANDS: Readonly<Record<string, string>> = {
  install: 'Install',
  build: 'Build',
  run: 'Start',
  test: 'Test',
};

export function commandRows(pack: EvidencePack, page: Page): string[][] {
  const commands = factsOf(pack, 'command').map((fact) => [
    COMMANDS[fact.subject ?? ''] ?? capitalized(fact.subject ?? ''),
    codeSpan(String(fact.value)),
    at(page, fact),
  ]);
  const stops = factsOf(pack, 'manifests').flatMap(({ path, data }) =>
    data.scripts
      .filter(({ name }) =>
        /^(?:stop|down|shutdown|restart|rollback|migrate|db:|deploy|seed|health)/i.test(name),
      )
      .slice(0, 6)
      .map(({ name, command, line }) => [
        capitalized(name),
        codeSpan(cutLine(command, LONGEST)),
        at(page, { path, line }),
      ]),
  );
  const processes = containers(pack, 'CMD', 'ENTRYPOINT', 'process', 'ExecStart', 'ExecStop').map((fact) => [
    `${capitalized(fact.data.service ?? fact.data.instruction)} in its container or unit`,
    codeSpan(cutLine(String(fact.value), LONGEST)),
    at(page, fact),
  ]);
  return [...commands, ...stops, ...processes.slice(0, 8)];
}

/** The required ones first, then by name. */
export function settingRows(
  pack: EvidencePack,
  page: Page,
  meanings: ReadonlyMap<string, string>,
): string[][] {
  return factsOf(pack, 'env')
    .toSorted(
      (a, b) =>
        Number(b.data.required) - Number(a.data.required) || ((a.subject ?? '') < (b.subject ?? '') ? -1 : 1),
    )
    .map((fact) => [
      codeSpan(fact.subject ?? ''),
      fact.value === 'none' ? '–' : codeSpan(cutLine(String(fact.value), 40)),
      fact.data.required ? 'yes' : fact.value === 'none' ? 'not known' : 'no',
      at(page, fact),
      ...(meanings.size > 0 ? [page.said(meanings.get(fact.subject ?? '') ?? '')] : []),
    ]);
}

const HEALTH =
  /(?:^|\/)[\w.-]*(?:health|healthz|ready|readyz|readiness|liveness|livez|alive|heartbeat|ping)[\w.-]*\/?$/i;

export function healthRoutes(pack: EvidencePack): FactOf<'routes'>[] {
  return factsOf(pack, 'routes').filter(({ data }) => HEALTH.test(data.route));
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
    ...routes.map((fact) => `route ${codeSpan(String(fact.value))} (${at(page, fact)})`),
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
  return facts.slice(0, 14).map((fact) => containerItem(page, fact));
}

const DEPLOYS =
  /\b(?:deploy|release|publish|rollout|helm|kubectl|terraform|docker (?:push|buildx)|npm publish|fly|heroku|vercel|netlify|cdk|serverless|ansible)\b/i;

export function deployItems(pack: EvidencePack, page: Page): string[] {
  const jobs = factsOf(pack, 'ci').filter(
    ({ path, subject, value }) => DEPLOYS.test(`${subject ?? ''} ${value}`) || DEPLOYS.test(path ?? ''),
  );
  return jobs
    .slice(0, 8)
    .map(
      (job) =>
        `${prose(job.subject ?? 'step')}: ${codeSpan(cutLine(String(job.value), LONGEST))} (${at(page, job)})`,
    );
}

export function messageRows(pack: EvidencePack, page: Page): string[][] {
  return factsOf(pack, 'log-message').map((fact) => [
    fact.data.level,
    `${codeSpan(cutLine(String(fact.value), LONGEST))}${fact.data.times > 1 ? ` (${fact.data.times} places)` : ''}`,
    at(page, fact),
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
  const latest = migrations.at(-1);
  const whole = all === migrations.length;
  return [
    ...(latest === undefined ? [] : [`${count(all, 'migration')}, e.g. ${at(page, latest)}`]),
    ...(whole && back !== undefined && back.length > 0
      ? [`${count(back.length, 'migration has', 'migrations have')} a way back`]
      : []),
    ...(oneWay ?? []).slice(0, 5).map((one) => `No way back: ${at(page, one)}`),
    ...(whole && open > 0 ? [`Not known whether ${count(open, 'migration')} can be taken back`] : []),
  ];
}
