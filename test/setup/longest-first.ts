/**
 * In which order vitest takes the test files: those of the folders whose files take longest first, so that no worker is
 * left with one of them when the others have ended. By itself vitest goes by what a file took the last time, which is
 * not known in a fresh checkout, and then by its size, which says nothing of a story of three lines.
 */
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const LONGEST = ['/test/end-to-end/chat/', '/test/end-to-end/', '/test/crash/', '/test/catalogue/'];

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((one, other) => rank(one) - rank(other));
  }
}

function rank({ moduleId }: TestSpecification): number {
  const found = LONGEST.findIndex((folder) => moduleId.includes(folder));
  return found < 0 ? LONGEST.length : found;
}
