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
  if (/^\.?env\.(?:example|sample|template|dist)$|^\.env\.[\w-]+\.(?:example|sample)$/.test(name))
    return sampleLines;
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
  const lines = text.split('\n');
  let indent: number | null = null;
  let service: string | null = null;
  let isWithin = false;
  let block = '';
  return eachLine(text, (source, line) => {
    const depth = source.length - source.trimStart().length;
    const key = /^\s*([\w.-]+)\s*:/.exec(source)?.[1];
    if (depth === 0 && key !== undefined) {
      isWithin = key === 'services';
      [indent, service] = [null, null];
    } else if (isWithin && key !== undefined && depth <= (indent ?? depth)) {
      [indent, service, block] = [depth, key, ''];
    }
    if (key !== undefined) block = /^(volumes|ports|environment)$/.test(key) ? key : block;
    else if (source.trim() === '') return null;
    const at = { path, line, source, service };
    const [, name, rest = ''] = SETTING.exec(source) ?? [];
    if (name === 'test')
      return containerFact(at, 'health check', rest.trim() === '' ? listBelow(lines, line) : rest);
    if (name !== undefined) return name === 'healthcheck' ? null : containerFact(at, name, rest);
    return itemOf(at, block);
  });
};

/** A port, a volume or a variable of a service's lists. */
function itemOf(at: At, block: string): FactDraft | null {
  const port = PORT.exec(at.source)?.[1];
  if (port !== undefined && block !== 'volumes') return containerFact(at, 'port', port);
  const item = /^\s*-\s*["']?([^"'#]+)/.exec(at.source)?.[1]?.trim();
  if (block === 'volumes' && item !== undefined && at.service != null)
    return containerFact(at, 'volume', item);
  const [, name, value = ''] =
    /^\s*(?:-\s*["']?)?([A-Z][A-Z0-9_]+)\s*[:=]\s*["']?([^"'#]*)/.exec(at.source) ?? [];
  if (block !== 'environment' || name === undefined || at.service == null) return null;
  return containerFact(at, 'environment', `${name}=${value.trim()}`);
}

/** The items of a list that begins below a line, as one. */
function listBelow(lines: readonly string[], line: number): string {
  const next = lines.slice(line, line + 8).map((source) => source.trim());
  const end = next.findIndex((source) => /^[\w-]+\s*:/.test(source) || source === '');
  return (end === -1 ? next : next.slice(0, end)).map((source) => source.replace(/^-\s*/, '')).join(' ');
}

/** Samples of the file that a person fills in. */
const sampleLines: Reader = (path, text) =>
  eachLine(text, (source, line) => {
    const [, name, value = ''] = /^\s*(?:export\s+)?([A-Z][A-Z0-9_]*)\s*=\s*([^#]*)/.exec(source) ?? [];
    return name === undefined
      ? null
      : containerFact({ path, line, source }, 'environment', `${name}=${value.trim()}`);
  });

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
  const value = quoteOf(rest.replace(/\s+#\s.*$/, ''));
  return draft('docker', {
    ...{ path, line, quote: source, subject: instruction, value },
    text: `${service === null ? '' : `${service}: `}${instruction} ${value}`,
    data: service === null ? { instruction } : { instruction, service },
  });
}
