/** The versions that Python's own manifests ask for. Pure. */
import { type AskedVersion, byLine } from './asked-version.ts';

const PYTHON_NAME = /^\s*["']?([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?\s*((?:[=<>!~]=?=?|===)\s*[\d][^;"'#]*)/;

export function requirements(text: string): AskedVersion[] {
  return byLine(text, PYTHON_NAME, () => false);
}

export function forDevelopment(text: string): AskedVersion[] {
  return requirements(text).map((one) => ({ ...one, dev: true }));
}

const DEVELOPMENT =
  /\b(?:dev|develop|development|tests?|testing|docs?|lint|typing|ci|build|build-system)\b|tests?_require/;
/** The beginning of a table, a list or a block: what the lines below it are. */
const HEADING = /^\s*(?:\[+[\w.-]+\]+|["']?[\w-]+["']?\s*[=:]\s*(?:[[(]\s*)?$)/;

/** Whether the headings above a line say that it is for development. */
function isBelowDevelopment(text: string): (line: string, index: number) => boolean {
  const lines = text.split('\n');
  const tables = /^\s*\[+[\w.-]+\]+/;
  return (_, index) => {
    const above = lines.slice(0, index);
    const headings = [
      above.findLast((line) => HEADING.test(line)),
      above.findLast((line) => tables.test(line)),
    ];
    return headings.some(
      (line) => line !== undefined && (DEVELOPMENT.test(line) || /dependency-groups/.test(line)),
    );
  };
}

const QUOTED_NAME = /^\s*["']([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?\s*((?:[=<>!~]=?=?)\s*\d[^;"']*)["';]/;

export function pyproject(text: string): AskedVersion[] {
  const listed = byLine(text, QUOTED_NAME, isBelowDevelopment(text));
  const [python] = byLine(text, /^(requires-python|python)\s*=\s*["']([^"']+)["']/, () => false);
  return python === undefined ? listed : [...listed, { ...python, name: 'Python', runtime: true }];
}

export function setup(text: string): AskedVersion[] {
  const isConfig = /^\[metadata\]|^\[options\]/m.test(text);
  const listed = byLine(text, isConfig ? PYTHON_NAME : QUOTED_NAME, isBelowDevelopment(text));
  const [python] = byLine(text, /^\s*(python_requires)\s*=\s*["']?([^"'\n]+?)["']?,?\s*$/, () => false);
  return python === undefined ? listed : [...listed, { ...python, name: 'Python', runtime: true }];
}
