/**
 * In which order vitest takes the test files: those of the folders whose files take longest first, so that no worker is
 * left with one of them when the others have ended. By itself vitest goes by what a file took the last time, which is
 * not known in a fresh checkout, and then by its size, which says nothing of a story that is told by another file.
 */
import { BaseSequencer, type TestSpecification } from 'vitest/node';

export const LONGEST_FOLDERS: readonly string[] = [
  'test/end-to-end/chat/',
  'test/end-to-end/',
  'test/crash/',
  'test/catalogue/',
];

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((one, other) => rankOf(one.moduleId) - rankOf(other.moduleId));
  }
}

/** Lower ones are taken first. */
export function rankOf(path: string): number {
  const found = LONGEST_FOLDERS.findIndex((folder) => path.includes(`/${folder}`));
  return found < 0 ? LONGEST_FOLDERS.length : found;
}
