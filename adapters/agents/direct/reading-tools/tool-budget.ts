/** Limits the tool calls of a task. Each call is counted once, on its first check. */
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
