/** How many tools a task may still use. A call is counted once, whoever asks about it first. */
export class ToolBudget {
  private readonly allowed = new Set<string>();
  private readonly most: number;

  constructor(most: number) {
    this.most = most;
  }

  allows(callId: string): boolean {
    if (this.allowed.has(callId)) return true;
    if (this.isSpent()) return false;
    this.allowed.add(callId);
    return true;
  }

  isSpent(): boolean {
    return this.allowed.size >= this.most;
  }
}
