/** What a feature is, as a story, and what the stories of several files have in common. */
import type { Harness } from './harness.ts';
import type { ChatPlace, Mode, Shown } from './place.ts';

export interface Feature {
  /** what a person sees Baton do, as a sentence without its subject */
  readonly title: string;
  /** played by `npm test` too, in one mode of each platform; `npm run test:long` plays all of them in all modes */
  readonly main?: true;
  /** why it is not there, by the mode in which it is not */
  readonly missing?: Partial<Readonly<Record<Mode, string>>>;
  play(harness: FeatureStage): Promise<void>;
}

export interface FeatureStage extends Harness {
  /** the card of one run that has ended, the same for all who ask */
  finished(): Promise<Shown>;
}

export const onDiscordOnly = (why: string) => ({ 'slack-socket': why, 'slack-http': why });
export const onSlackOnly = (why: string) => ({ 'discord-gateway': why, 'discord-http': why });
/** Reads messages: on Discord through the gateway alone. */
export const NO_MESSAGES = {
  'discord-http': 'Discord tells of messages through the gateway alone; the button is there',
};

export const hasReport = ({ files }: Shown): boolean => files.some((name) => name.endsWith('.md'));

/** The first reply of an agent that is done. */
export function agentReply(place: Harness['place'], card: Shown): Promise<Shown> {
  return place.until('an agent’s reply', async () =>
    (await place.replies(card)).find(
      ({ says, buttons }) => /^✓/.test(says) && buttons.includes('Full output'),
    ),
  );
}

/** The newest of what that person was told since then. */
export function toldSince(place: ChatPlace, name: string, before: number): Promise<Shown> {
  return place.until(`an answer to ${name} alone`, () => place.person(name).told().slice(before).at(-1));
}

/** The ids of the runs that ask this, newest first. */
export async function runsAsking(
  { service }: Pick<Harness, 'service'>,
  question: string,
): Promise<readonly string[]> {
  const { runs } = (await service.get('/api/runs?limit=100')).body;
  const asking = runs.filter(({ input }: { input: { question: string } }) => input.question === question);
  return asking.map(({ id }: { id: string }) => id);
}
