/** How it runs, line by line: Dockerfiles, Compose, Kubernetes manifests, Procfiles and systemd units. Pure. */
import type { FactDraft } from '../../../contracts/collecting.ts';
import { draft, quoteOf } from '../../collector.ts';

type Reader = (path: string, text: string) => FactDraft[];

const INSTRUCTION = /^\s*(FROM|EXPOSE|ENTRYPOINT|CMD|USER|HEALTHCHECK|ENV|ARG|VOLUME|WORKDIR|RUN)\s+(.+)$/i;
const SETTING = /^\s*(?:-\s+)?(image|command|entrypoint|healthcheck|restart|test)\s*:\s*(.*)$/;
const PORT = /^\s*-\s*["']?((?:[\d.]+:)?(?:\d+|\$\{[^}]+\}):\d+(?:\/\w+)?)/;
const MANIFESTS = /(^|\/)(k8s|kubernetes|kube|manifests|helm|charts?|deploy(?:ment)?s?)\/.*\.ya?ml$/i;
const UNIT =
  /^(ExecStart|ExecStop|ExecReload|Restart|EnvironmentFile|Environment|User|WorkingDirectory)=(.+)$/;

/** Null for a path that is none of them. */
export function containerReaderFor(path: string): Reader | null {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (/^(Dockerfile|Containerfile)(\..+)?$|\.dockerfile$/i.test(name)) return dockerLines;
  if (/^(docker-)?compose[^/]*\.ya?ml$/.test(name)) return composeLines;
  if (/^Procfile(\..+)?$/.test(name)) return procLines;
  if (/\.service$/.test(name)) return unitLines;
  return MANIFESTS.test(path) ? manifestLines : null;
}

function eachLine(text: string, read: (source: string, line: number) => FactDraft | null): FactDraft[] {
  return text.split('\n').flatMap((source, index) => read(source, index + 1) ?? []);
}

const dockerLines: Reader = (path, text) =>
  eachLine(text, (source, line) => {
    const [, name, rest = ''] = INSTRUCTION.exec(source) ?? [];
    return name === undefined ? null : containerFact({ path, line, source }, name.toUpperCase(), rest);
  });

const composeLines: Reader = (path, text) => {
  let service: string | null = null;
  let isWithin = false;
  let block = '';
  return eachLine(text, (source, line) => {
    const top = /^([\w-]+)\s*:/.exec(source)?.[1];
    if (top !== undefined) isWithin = top === 'services';
    service = top !== undefined ? null : (/^ {2,4}([\w.-]+)\s*:\s*$/.exec(source)?.[1] ?? service);
    block = /^\s+(volumes|ports|healthcheck)\s*:/.exec(source)?.[1] ?? (/^\s*-/.test(source) ? block : '');
    const at = { path, line, source, service: isWithin ? service : null };
    const [, name, rest = ''] = SETTING.exec(source) ?? [];
    if (name !== undefined && name !== 'test') return containerFact(at, name, rest);
    if (name === 'test') return containerFact(at, 'health check', rest);
    const port = PORT.exec(source)?.[1];
    if (port !== undefined && block !== 'volumes') return containerFact(at, 'port', port);
    const volume = block === 'volumes' ? /^\s*-\s*["']?([^"'#]+)/.exec(source)?.[1] : undefined;
    return volume === undefined ? null : containerFact(at, 'volume', volume.trim());
  });
};

const manifestLines: Reader = (path, text) => {
  if (!/^\s*apiVersion\s*:/m.test(text)) return [];
  let probe: string | null = null;
  return eachLine(text, (source, line) => {
    const at = { path, line, source };
    probe = /^\s*(livenessProbe|readinessProbe|startupProbe)\s*:/.exec(source)?.[1] ?? probe;
    const [, name, rest = ''] =
      /^\s*(?:-\s+)?(image|containerPort|replicas|path)\s*:\s*(.+)$/.exec(source) ?? [];
    if (name === undefined) return null;
    if (name !== 'path') return containerFact(at, name, rest);
    const found = probe === null ? null : containerFact(at, probe, rest);
    probe = null;
    return found;
  });
};

const procLines: Reader = (path, text) =>
  eachLine(text, (source, line) => {
    const [, name, command = ''] = /^([\w-]+):\s*(.+)$/.exec(source) ?? [];
    return name === undefined
      ? null
      : containerFact({ path, line, source, service: name }, 'process', command);
  });

const unitLines: Reader = (path, text) =>
  /^\[(Unit|Service)\]/m.test(text)
    ? eachLine(text, (source, line) => {
        const [, name, rest = ''] = UNIT.exec(source) ?? [];
        return name === undefined ? null : containerFact({ path, line, source }, name, rest);
      })
    : [];

interface At {
  readonly path: string;
  readonly line: number;
  readonly source: string;
  readonly service?: string | null;
}

function containerFact(
  { path, line, source, service = null }: At,
  instruction: string,
  rest: string,
): FactDraft {
  const value = quoteOf(rest);
  return draft('docker', {
    ...{ path, line, quote: source, subject: instruction, value },
    text: `${service === null ? '' : `${service}: `}${instruction} ${value}`,
    data: service === null ? { instruction } : { instruction, service },
  });
}
