/** Reads what is typed after `/flow schedule`: a flow, a project, options, and the rest as the time. Pure. */
import type { FormValues } from '../../runner/core/ports/platform.ts';
import { beginsWithTime, readWhen } from '../../runner/core/schedule-words.ts';
import { type FlowForm, flowAtStart, flowCalled } from './flow-names.ts';
import { parseOptionWord, removeSpans, unquoted, wordsOf } from './typed-text.ts';

/** The most words before a time: a flow's title, or a flow and a project. */
const MOST_BEFORE = 3;

/** Asks to see what there is. */
const LISTING = /^(?:list|show|help)(?: all)?$/i;
/** Asks for what a button of the list does; more words are a sentence. */
const CHANGING =
  /^(?:pause|resume|run|edit|change|delete|remove|stop|cancel|enable|disable)(?:\s+[^\s?]+){0,2}$/i;

/** Returns what a text asks of the list of schedules; null if it asks for a new one. */
export function asksForList(text: string): 'shown' | 'changed' | null {
  const typed = text.trim();
  if (typed === '' || LISTING.test(typed)) return 'shown';
  return CHANGING.test(typed) ? 'changed' : null;
}

/** Whether a text is meant for `/flow schedule`; otherwise it is a sentence that begins with that word. */
export function mayBeSchedule(text: string, names: readonly string[]): boolean {
  if (asksForList(text) !== null || /^--/.test(text.trim())) return true;
  const flows = names.map((name) => ({ name, title: name, inputs: [] }));
  const { flow, when } = typedSchedule(text, flows, []);
  if (when == null || beginsWithTime(when)) return true;
  const words = when.split(' ');
  // A flow and a project.
  if (flow != null && words.length === 1) return true;
  const isTime = (from: number) => 'cron' in readWhen(words.slice(from).join(' '));
  return Array.from({ length: MOST_BEFORE }, (_, at) => at + 1).some(isTime);
}

export function typedSchedule(
  text: string,
  flows: readonly FlowForm[],
  projects: readonly string[],
): FormValues {
  const { values, rest } = optionsOf(text.replace(/^\s*add\b\s*/i, ''));
  const { flow, left } = flowIn(rest, flows);
  const words = left.split(/\s+/);
  const at = words.findIndex((word) => projects.includes(word));
  const project = words[at];
  const isOf = /^(?:on|for|of|in)$/i.test(words[at - 1] ?? '');
  if (project !== undefined) words.splice(isOf ? at - 1 : at, isOf ? 2 : 1);
  const when = unquoted(words.join(' '));
  return {
    ...(flow === null ? {} : { flow }),
    ...(project === undefined ? {} : { project }),
    ...(when === '' ? {} : { when }),
    ...values,
  };
}

const VALUED: ReadonlySet<string> = new Set(['project', 'size', 'flow', 'tz', 'focus']);

/** Takes the options out. A focus is the rest of the text, unless it is quoted. */
function optionsOf(text: string): { readonly values: FormValues; readonly rest: string } {
  const words = wordsOf(text);
  const values: Record<string, string> = {};
  const cuts: { readonly start: number; readonly end: number }[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    const option = word === undefined ? null : parseOptionWord(word);
    if (word === undefined || option === null || !(VALUED.has(option.name) || option.name === 'fast'))
      continue;
    cuts.push(word);
    const next = words[at + 1];
    if (option.name === 'fast') values.fast = 'yes';
    else if (option.value !== null) values[option.name] = option.value;
    else if (next !== undefined) {
      const isRest = option.name === 'focus' && !next.quoted;
      const end = isRest ? text.length : next.end;
      values[option.name] = isRest ? text.slice(next.start) : next.text;
      cuts.push({ start: next.start, end });
      at = isRest ? words.length : at + 1;
    }
  }
  return { values, rest: removeSpans(text, cuts) };
}

/** Finds a flow by its name anywhere, and by its title at the beginning and at the end. */
function flowIn(
  text: string,
  flows: readonly FlowForm[],
): { readonly flow: string | null; readonly left: string } {
  const first = flowAtStart(text, flows);
  if (first !== null) return { flow: first.flow, left: first.rest };
  const words = text.split(/\s+/);
  for (let at = 1; at < words.length; at++) {
    const whole = flowCalled(words.slice(at).join(' '), flows);
    if (whole !== null) return { flow: whole, left: words.slice(0, at).join(' ') };
    const name = flowCalled(words[at] ?? '', flows);
    if (name !== null) return { flow: name, left: words.toSpliced(at, 1).join(' ') };
  }
  return { flow: null, left: text };
}
