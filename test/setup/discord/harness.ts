/** What a person's hands need of the Discord they act in. */

import type { Until } from '../chat/awaiting.ts';
import type { Json } from '../chat/json.ts';
import type { Commands } from './commands.ts';
import type { Deliveries, Delivery } from './deliveries.ts';
import type { Interactions } from './interactions.ts';
import type { Message } from './message.ts';
import type { Actor } from './payloads.ts';
import type { World } from './world.ts';

export interface Harness {
  readonly world: World;
  readonly commands: Commands;
  readonly interactions: Interactions;
  readonly deliveries: Deliveries;
  readonly until: Until;
}

/** A person in a place, as what is done there needs to know them. */
export interface Acting {
  readonly harness: Harness;
  readonly actor: Actor;
  /** Hands an interaction to the app; `source` is the message that it came from. */
  send(type: number, more: Json, source: Message | null): Promise<Delivery>;
}
