/** What a card says of the schedule that started its run, and of what is new since the runs before. Pure. */
import type { Line, Span } from '../../runner/core/ports/views.ts';
import type { OutcomeHeadline } from '../../runner/core/run-outcome.ts';
import type { RunSnapshot } from '../../runner/core/run-snapshot.ts';
import { isScheduleActor } from '../../runner/core/schedule.ts';
import { clipped } from '../wording.ts';
import { personSpan, timeSpan } from './format.ts';

const MOST_NAME = 100;

type Started = Pick<RunSnapshot['run'], 'schedule' | 'requested_by'>;

/** Who started the run: a person, or a schedule by its name. */
export function starterSpans({ schedule, requested_by }: Started): Line {
  if (schedule === null || !isScheduleActor(requested_by)) return [personSpan(requested_by)];
  return ['schedule ', nameSpan(schedule)];
}

/** The same in words, with the next fire of the schedule: `asked by Ana`, `by schedule nightly · next …`. */
export function askedBy({ schedule, requested_by }: Started): Line {
  const person: Line = ['asked by ', personSpan(requested_by)];
  if (schedule === null) return person;
  const { next_fire } = schedule;
  const next: Line = next_fire === null ? [] : [' · next ', timeSpan(next_fire)];
  // A person may start a schedule's run as well.
  const by = isScheduleActor(requested_by) ? [] : [...person, ' · '];
  return [...by, 'by schedule ', nameSpan(schedule), ...next];
}

const nameSpan = ({ name }: { readonly name: string }): Span => ({
  text: clipped(name, MOST_NAME),
  mark: 'bold',
});

/** `2 new, 5 persisting, 1 fixed since the last run`; empty for a run that no schedule started, and without an earlier one. */
export function sinceLines({ schedule, outcome }: RunSnapshot['run']): Line[] {
  const since = outcome?.since ?? '';
  return schedule === null || since === '' ? [] : [[`${since} since the last run`]];
}

/** For a run that a schedule started, those that rest on what is new come first. */
export function headlinesOf({ schedule, outcome }: RunSnapshot['run']): readonly OutcomeHeadline[] {
  if (outcome === null || schedule === null) return outcome?.headlines ?? [];
  const fresh = new Set(outcome.findings.flatMap(({ id, state }) => (state === 'new' ? [id] : [])));
  const rank = ({ refs }: OutcomeHeadline) => (refs.some((ref) => fresh.has(ref)) ? 0 : 1);
  return outcome.headlines.toSorted((one, other) => rank(one) - rank(other));
}
