/** Dockerfiles and compose files, by their lines: base images, ports, users, what is started. Pure. */
import { draft, type FactDraft, quoteOf } from '../collector.ts';

type Reader = (path: string, text: string) => FactDraft[];

const INSTRUCTION = /^\s*(FROM|EXPOSE|ENTRYPOINT|CMD|USER|HEALTHCHECK|ENV|ARG|VOLUME|WORKDIR|RUN)\s+(.+)$/i;
const SETTING = /^\s*(?:-\s+)?(image|command|entrypoint|healthcheck|restart)\s*:\s*(.*)$/;
const PORT = /^\s*-\s*["']?((?:[\d.]+:)?\d+:\d+(?:\/\w+)?)/;

/** Null for a path that is neither. */
export function containerReaderFor(path: string): Reader | null {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (/^(Dockerfile|Containerfile)(\..+)?$|\.dockerfile$/i.test(name)) return dockerLines;
  return /^(docker-)?compose[^/]*\.ya?ml$/.test(name) ? composeLines : null;
}

function dockerLines(path: string, text: string): FactDraft[] {
  return text.split('\n').flatMap((source, index) => {
    const [, name, rest = ''] = INSTRUCTION.exec(source) ?? [];
    return name === undefined ? [] : [containerFact(path, index + 1, source, name.toUpperCase(), rest)];
  });
}

function composeLines(path: string, text: string): FactDraft[] {
  return text.split('\n').flatMap((source, index) => {
    const [, name, rest = ''] = SETTING.exec(source) ?? [];
    if (name !== undefined) return [containerFact(path, index + 1, source, name, rest)];
    const port = PORT.exec(source)?.[1];
    return port === undefined ? [] : [containerFact(path, index + 1, source, 'port', port)];
  });
}

function containerFact(
  path: string,
  line: number,
  quote: string,
  instruction: string,
  rest: string,
): FactDraft {
  const value = quoteOf(rest);
  return draft('docker', {
    path,
    line,
    quote,
    subject: instruction,
    value,
    say: `${instruction} ${value}`,
    data: { instruction },
  });
}
