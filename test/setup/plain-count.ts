/** A vitest reporter that ends with one line for machines: `12 passed, 0 failed`. */
import type { Reporter, TestModule } from 'vitest/node';

// biome-ignore lint/style/noDefaultExport: vitest loads a reporter by its default export
export default class PlainCount implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const states = modules.flatMap((module) =>
      [...module.children.allTests()].map((test) => test.result().state),
    );
    const count = (state: string) => states.filter((each) => each === state).length;
    // A file that could not be loaded and an error outside any test are no test's failure, but failures.
    const outside = modules.reduce((sum, module) => sum + module.errors().length, errors.length);
    const skipped = count('skipped');
    const tail = skipped > 0 ? `, ${skipped} skipped` : '';
    process.stdout.write(`${count('passed')} passed, ${count('failed') + outside} failed${tail}\n`);
  }
}
