/** What an operator needs and the repository does not have, as far as its files tell. Pure. */
import { type EvidencePack, factsOf } from '../contracts/evidence-pack.ts';
import { healthRoutes } from './runbook-facts.ts';

interface Need {
  readonly isThere: (pack: EvidencePack) => boolean;
  readonly missing: string;
}

const hasInstruction =
  (...names: readonly string[]) =>
  (pack: EvidencePack): boolean =>
    factsOf(pack, 'docker').some(({ data }) => names.includes(data.instruction));
const hasScript =
  (name: RegExp) =>
  (pack: EvidencePack): boolean =>
    factsOf(pack, 'manifests').some(({ data }) => data.scripts.some((script) => name.test(script.name)));

const NEEDS: readonly Need[] = [
  {
    isThere: (pack) =>
      factsOf(pack, 'command').some(({ subject }) => subject === 'run') ||
      hasInstruction('CMD', 'ENTRYPOINT', 'process', 'ExecStart', 'image')(pack),
    missing: 'How it is started: no start command, container or unit file was found.',
  },
  {
    isThere: (pack) => hasScript(/^(?:stop|down|shutdown)/i)(pack) || hasInstruction('ExecStop')(pack),
    missing: 'How it is stopped: no stop script was found.',
  },
  {
    isThere: (pack) =>
      healthRoutes(pack).length > 0 ||
      hasInstruction('HEALTHCHECK', 'health check', 'livenessProbe', 'readinessProbe')(pack),
    missing: 'Whether it is healthy: no health route, container health check or probe was found.',
  },
  {
    isThere: hasInstruction('EXPOSE', 'port', 'containerPort'),
    missing: 'Which ports it listens on: no container file names one.',
  },
  {
    isThere: hasScript(/rollback|migrate:(?:down|undo)|db:rollback/i),
    missing: 'How a release is rolled back: no such script was found.',
  },
  {
    isThere: () => false,
    missing: 'Who is called, dashboards and alerts: not looked for, since a repository seldom has them.',
  },
];

export function unknownsOf(pack: EvidencePack): string[] {
  return NEEDS.filter(({ isThere }) => !isThere(pack)).map(({ missing }) => missing);
}
