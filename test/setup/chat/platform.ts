/** What a test does with a chat platform for tests, whichever it is: waits, looks at calls, makes things go wrong. */
import { awaited, type Until } from './awaiting.ts';
import { CallLog, type LoggedCall } from './call.ts';
import { type FaultRule, Faults } from './fault.ts';
import type { FrontParts, PlatformFront } from './front.ts';

export abstract class TestPlatform<Parts extends FrontParts> {
  readonly log = new CallLog();
  protected readonly faults: Faults;
  protected readonly front: PlatformFront<Parts>;

  /** `seed` is of the chances of faults. */
  constructor(front: PlatformFront<Parts>, seed = 1) {
    this.front = front;
    this.faults = new Faults(seed);
  }

  /** What people see right now, in short; for the messages of tests that failed. */
  abstract describe(): string | Promise<string>;

  /** Gives the function that takes the rule back. */
  inject(rule: FaultRule): () => void {
    return this.faults.inject(rule);
  }

  /** `method` as the platform's log has it: a name, or a route such as `POST /channels/:channel/messages`. */
  callsTo(method: string): readonly LoggedCall[] {
    return this.log.calls.filter((call) => call.method === method);
  }

  /** From now on its answers say that its clock is that much ahead of this machine's. */
  tellTime(aheadMs: number): void {
    this.front.aheadMs = aheadMs;
  }

  /** See `awaited`. */
  readonly until: Until = (what, look, withinMs = 15_000) =>
    awaited(this.log, what, look, () => this.describe(), withinMs);

  /** The platform cannot be reached until `up`. */
  async down(): Promise<void> {
    await this.front.close();
  }

  async up(): Promise<void> {
    await this.front.listen();
  }

  async stop(): Promise<void> {
    await this.front.close();
  }
}
