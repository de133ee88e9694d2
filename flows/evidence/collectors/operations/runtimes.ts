/** The versions of runtimes that container files, version files and CI choose, judged at the pinned commit's date. Pure. */
import type { FactDraft } from '../../../contracts/collecting.ts';
import type { ProjectFactData } from '../../../contracts/project-facts.ts';
import { byWorth, placeOf } from '../../../ordering.ts';
import { draft } from '../../collector.ts';
import { versionsIn } from '../packages/dependency-versions.ts';
import { endedBefore, type Runtime } from '../packages/runtime-support.ts';
import { isWorkflow } from './workflow-file.ts';

export interface ChosenRuntime {
  readonly runtime: Runtime;
  readonly version: string;
  readonly path: string;
  readonly line: number;
  readonly quote: string;
  readonly where: ProjectFactData['runtime']['where'];
}

const RUNTIMES: readonly Runtime[] = ['Node.js', 'Python', 'Go', 'PHP', 'Ruby', 'Java'];
const isRuntime = (name: string): name is Runtime => RUNTIMES.some((runtime) => runtime === name);

const SETUPS: Readonly<Record<string, Runtime>> = {
  'node-version': 'Node.js',
  'python-version': 'Python',
  'go-version': 'Go',
  'php-version': 'PHP',
  'ruby-version': 'Ruby',
  'java-version': 'Java',
};

const VERSION_FILE = /(^|\/)\.(nvmrc|(node|python|ruby|php|java|go)-version)$/;

export function isVersionFile(path: string): boolean {
  return VERSION_FILE.test(path);
}

function isForDevelopment(path: string): boolean {
  return /(^|\/)\.devcontainer\/|(^|[/._-])(dev|development|devel|local|tests?|ci)([/._-]|$)/i.test(path);
}

/** The runtimes that a file chooses; a minimum that a library supports is no choice, and is not read. */
export function runtimesIn(path: string, text: string): ChosenRuntime[] {
  const lines = text.split('\n');
  const at = (line: number): string => lines[line - 1] ?? '';
  if (isWorkflow(path)) return setupsIn(path, lines);
  const found = versionsIn(path, text);
  if (found === null || (found.ecosystem !== 'docker' && found.ecosystem !== 'runtime')) return [];
  const where =
    found.ecosystem !== 'docker' ? 'version file' : isForDevelopment(path) ? 'dev image' : 'image';
  return found.asked.flatMap(({ name, version, line, runtime }) =>
    runtime && isRuntime(name) ? [{ runtime: name, version, path, line, quote: at(line), where }] : [],
  );
}

/** `node-version: 16`, `python: ['3.8', '3.9']`, and the lines of a list below it. */
function setupsIn(path: string, lines: readonly string[]): ChosenRuntime[] {
  const names = new RegExp(
    `^\\s*(?:-\\s+)?(${Object.keys(SETUPS).join('|')}|node|python|go|php|ruby|java)s?\\s*:\\s*(.*)$`,
  );
  return lines.flatMap((source, index) => {
    const [, key, rest = ''] = names.exec(source) ?? [];
    if (key === undefined || rest.includes('${{')) return [];
    const runtime = SETUPS[key.endsWith('-version') ? key : `${key}-version`];
    const below = rest.replace(/#.*/, '').trim() === '' ? listBelow(lines, index) : [];
    return [{ text: rest.replace(/#.*/, ''), line: index + 1 }, ...below].flatMap(({ text, line }) =>
      [...text.matchAll(/(?<![\w.-])v?(\d+(?:\.\d+)*)(?:\.x)?(?![\w-])/g)].flatMap((match) =>
        runtime === undefined
          ? []
          : [
              {
                runtime,
                version: match[1] ?? '',
                path,
                line,
                quote: lines[line - 1] ?? '',
                where: 'ci' as const,
              },
            ],
      ),
    );
  });
}

function listBelow(lines: readonly string[], index: number): { text: string; line: number }[] {
  const after = lines.slice(index + 1);
  const end = after.findIndex((line) => line.trim() !== '' && !/^\s*(-\s|#)/.test(line));
  return after
    .slice(0, end === -1 ? undefined : end)
    .map((text, offset) => ({ text: text.replace(/#.*/, ''), line: index + 2 + offset }));
}

/**
 * A fact for each choice whose maintenance ended before `date`. A CI that also runs a maintained release supports an old
 * one on purpose, so its versions count only if all of a runtime have ended.
 */
export function runtimeFacts(chosen: readonly ChosenRuntime[], date: string): FactDraft[] {
  const ended = (one: ChosenRuntime): string | null => endedBefore(one.runtime, one.version, date);
  const kept = chosen.filter(
    ({ runtime, where }) =>
      where !== 'ci' ||
      chosen.every((one) => one.where !== 'ci' || one.runtime !== runtime || ended(one) !== null),
  );
  return kept
    .flatMap(({ runtime, version, path, line, quote, where }) => {
      const ends = endedBefore(runtime, version, date);
      if (ends === null) return [];
      return [
        draft('runtime', {
          path,
          line,
          quote,
          subject: runtime,
          value: version,
          text: `${runtime} ${version}, whose maintenance ended on ${ends}`,
          data: { where, ended: ends },
        }),
      ];
    })
    .sort(
      byWorth<FactDraft>((fact) => (fact.kind === 'runtime' && fact.data.where === 'image' ? 1 : 0), placeOf),
    );
}
