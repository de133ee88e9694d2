/** The commands of a channel whose default flow is `tech-debt`, as they are parsed from what is typed. */
import { SLACK_SYNTAX } from '../../../adapters/slack/syntax.ts';
import type { Command, Grammar } from '../../../bot/commands/command.ts';
import type { FlowForm } from '../../../bot/commands/flow-names.ts';
import { parseCommand } from '../../../bot/commands/parse.ts';
import { VERBS } from '../../../bot/commands/verbs.ts';
import type { FlowInput } from '../../../runner/core/flow-input.ts';
import type { VerbForm } from '../../../runner/core/ports/command-syntax.ts';

const input = (name: FlowInput['name']): FlowInput => ({ name, needed: true });
const form = (name: string, title: string, ...inputs: FlowInput['name'][]): FlowForm => ({
  name,
  title,
  ...(inputs.length === 0 ? {} : { inputs: inputs.map(input) }),
});

export const FLOWS: readonly FlowForm[] = [
  form('code-review', 'Code review'),
  form('tech-debt', 'Tech debt'),
  form('codebase-tour', 'Codebase tour'),
  form('root-cause', 'Root cause', 'symptom', 'log', 'since'),
  form('migration-plan', 'Migration plan', 'from', 'to'),
  form('implementation-plan', 'Implementation plan', 'ticket'),
  form('adr', 'Decision record'),
  form('api-review', 'API review'),
  form('runbook', 'Runbook'),
  // an own one
  form('pay-check', 'Payment safety check'),
];

export function parse(
  text: string,
  verbs: readonly VerbForm[] = VERBS,
  over: Partial<Grammar> = {},
): Command {
  return parseCommand(text, { flows: FLOWS, verbs, syntax: SLACK_SYNTAX, usual: () => 'tech-debt', ...over });
}
