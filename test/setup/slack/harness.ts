/** What a person's hands need of the Slack they act in. */
import type { Until } from '../chat/awaiting.ts';
import type { CallLog } from '../chat/call.ts';
import type { Deliveries } from './deliveries.ts';
import type { Modals } from './modals.ts';
import type { Actor } from './payloads.ts';
import type { ResponseUrls } from './response-urls.ts';
import type { Store } from './store.ts';

export interface Harness {
  /** ends with a slash */
  readonly url: string;
  readonly log: CallLog;
  readonly deliveries: Deliveries;
  readonly store: Store;
  readonly modals: Modals;
  readonly responses: ResponseUrls;
  readonly until: Until;
}

/** A person, as what they do with a modal needs to know them. */
export interface Acting {
  readonly harness: Harness;
  readonly actor: Actor;
  /** a trigger id for what was just done; `view`: for a modal on top of that one */
  trigger(view?: string): Promise<string>;
}
