/**
 * What is undone after each test file. Modules may stay loaded from one test file to the next, so one that more than one
 * test file imports registers here, when it makes something, and not with a hook of its own when it is loaded.
 */
const undoings: (() => unknown)[] = [];

/** Has that called once when the test file has ended; the last to register is called first. */
export function afterFile(undo: () => unknown): void {
  undoings.push(undo);
}

export async function endFile(): Promise<void> {
  for (const undo of undoings.splice(0).reverse()) await undo();
}
