/** CI configuration, by its lines: the commands that run, the actions and images that they use, who may trigger them. Pure. */

import type { FactDraft } from '../../../contracts/collecting.ts';
import { draft, quoteOf } from '../../collector.ts';

type Reader = (path: string, text: string) => FactDraft[];

const TOOLS: readonly (readonly [pattern: RegExp, tool: string])[] = [
  [/(^|\/)\.github\/(workflows|actions)\/.+\.ya?ml$/, 'GitHub Actions'],
  [/(^|\/)\.gitlab-ci\.ya?ml$/, 'GitLab CI'],
  [/(^|\/)\.circleci\/config\.ya?ml$/, 'CircleCI'],
  [/(^|\/)azure-pipelines[^/]*\.ya?ml$/, 'Azure Pipelines'],
  [/(^|\/)bitbucket-pipelines\.ya?ml$/, 'Bitbucket Pipelines'],
  [/(^|\/)\.travis\.ya?ml$/, 'Travis CI'],
  [/(^|\/)\.drone\.ya?ml$/, 'Drone'],
];

/** Null for a path that is no CI configuration. */
export function pipelineReaderFor(path: string): Reader | null {
  const tool = TOOLS.find(([pattern]) => pattern.test(path))?.[1];
  if (tool !== undefined) return (at, text) => keyedLines(at, text, tool);
  if (/(^|\/)\.ci\/[^/]+$|(^|\/)ci\.sh$/.test(path)) return (at, text) => shellLines(at, text, 'a script');
  if (/(^|\/)Jenkinsfile$/.test(path)) return jenkinsLines;
  return null;
}

const COMMANDS = /^(?:run|script|before_script|after_script|install|command|commands|bash|pwsh)$/;
const TOLD = /^(?:run|script|command|bash|uses|image|permissions|pull_request_target|runs-on|environment)$/;

/** `run: npm test`, `- npm test` below `script:`, and each line of a block below `run: |`. */
function keyedLines(path: string, text: string, tool: string): FactDraft[] {
  const facts: FactDraft[] = [];
  let open: { readonly indent: number; readonly key: string } | null = null;
  for (const [index, source] of text.split('\n').entries()) {
    const trimmed = source.trim();
    if (trimmed === '' || trimmed.startsWith('#')) continue;
    const indent = source.length - source.trimStart().length;
    const line = index + 1;
    if (open !== null && (indent > open.indent || (indent === open.indent && trimmed.startsWith('- ')))) {
      facts.push(
        pipelineFact({
          path,
          line,
          quote: source,
          tool,
          key: open.key,
          value: unquoted(trimmed.replace(/^- /, '')),
        }),
      );
      continue;
    }
    open = null;
    const [, dash = '', key = '', value = ''] = /^(-\s+)?([\w-]+)\s*:\s*(.*)$/.exec(trimmed) ?? [];
    if (COMMANDS.test(key) && /^([|>][-+\d]*)?$/.test(value)) open = { indent: indent + dash.length, key };
    else if (TOLD.test(key))
      facts.push(pipelineFact({ path, line, quote: source, tool, key, value: unquoted(value) }));
  }
  return facts;
}

function unquoted(value: string): string {
  return /^(['"])(.*)\1$/.exec(value)?.[2] ?? value;
}

const NO_COMMAND = /^(?:#|set\b|fi\b|done\b|else\b|then\b|esac\b|;;|\}|\{|$)/;

function shellLines(path: string, text: string, tool: string): FactDraft[] {
  return text.split('\n').flatMap((source, index) => {
    const value = source.trim();
    return NO_COMMAND.test(value)
      ? []
      : [pipelineFact({ path, line: index + 1, quote: source, tool, key: 'run', value })];
  });
}

function jenkinsLines(path: string, text: string): FactDraft[] {
  return text.split('\n').flatMap((source, index) => {
    const value = /^\s*(?:sh|bat)\s*\(?\s*(?:script\s*:\s*)?['"]{1,3}(.+?)['"]{1,3}/.exec(source)?.[1];
    return value === undefined
      ? []
      : [pipelineFact({ path, line: index + 1, quote: source, tool: 'Jenkins', key: 'run', value })];
  });
}

interface PipelineLine {
  readonly path: string;
  readonly line: number;
  readonly quote: string;
  readonly tool: string;
  readonly key: string;
  readonly value: string;
}

function pipelineFact({ path, line, quote, tool, key, value }: PipelineLine): FactDraft {
  const shown = quoteOf(value);
  return draft('ci', {
    path,
    line,
    quote,
    subject: key,
    value: shown,
    text: `${tool} ${key}: ${shown}`,
    data: { tool },
  });
}
