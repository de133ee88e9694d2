/** Builds private answers, and the messages for errors. */
import { BatonError } from '../../runner/core/errors.ts';
import type { CommandSyntax } from '../../runner/core/ports/command-syntax.ts';
import { DeliveryError } from '../../runner/core/ports/delivery-error.ts';
import type { Answer } from '../../runner/core/ports/platform.ts';
import type { Block, Line, MessageView } from '../../runner/core/ports/views.ts';
import { RUN_OPTIONS } from '../../runner/core/run-request.ts';
import { sentence, textOfLine } from '../wording.ts';

export const NO_ANSWER: Answer = { kind: 'nothing' };

/** A message that only the acting user sees. */
export function privateLines(lines: readonly Line[], more: readonly Block[] = []): Answer {
  return { kind: 'message', view: linesView(lines, more) };
}

export function privateText(text: string, more: readonly Block[] = []): Answer {
  return privateLines([[text]], more);
}

export function linesView(lines: readonly Line[], more: readonly Block[] = []): MessageView {
  return { text: lines.map(textOfLine).join(' '), blocks: [{ kind: 'lines', lines }, ...more] };
}

/** Thrown when the policy does not allow an action; the message says whom to ask. */
export class NotAllowed extends Error {
  readonly lines: readonly Line[];

  constructor(lines: readonly Line[]) {
    super(lines.map(textOfLine).join(' '));
    this.name = 'NotAllowed';
    this.lines = lines;
  }
}

/** Whether the action itself was wrong, so that doing the same again changes nothing. */
export function isRefusal(error: unknown): boolean {
  return error instanceof NotAllowed || (error instanceof BatonError && error.kind !== 'environment');
}

/** Returns the message for an expected error; null for an unexpected one. */
export function errorLines(error: unknown, syntax: CommandSyntax): readonly Line[] | null {
  if (error instanceof NotAllowed) return error.lines;
  if (error instanceof BatonError) return [[inSyntax(error.message, syntax)]];
  if (!(error instanceof DeliveryError)) return null;
  if (!error.isPassing) return [[sentence(error.message)]];
  return [['The chat platform does not answer just now, so nothing was done. Try again in a moment.']];
}

/** Errors name options as the command line does: `--base`. */
const OPTION = new RegExp(`--(${RUN_OPTIONS.map(({ name }) => name).join('|')})(?![\\w-])`, 'g');

/** Names the options in an error's message as they are typed on the platform. */
function inSyntax(message: string, { option }: CommandSyntax): string {
  return message.replace(OPTION, (_whole, name: string) => option(name, '').trim());
}
