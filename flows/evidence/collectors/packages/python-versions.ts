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
/** The beginning of a table. */
const TABLE = /^\s*\[+[\w.-]+\]+/;
/** The beginning of a table, a list or a block: what the lines below it are. */
const HEADING = /^\s*(?:\[+[\w.-]+\]+|["']?[\w-]+["']?\s*[=:]\s*(?:[[(]\s*)?$)/;

/** Whether the headings above a line say that it is for development. */
function isBelowDevelopment(text: string): (line: string, index: number) => boolean {
  let [heading, table] = [false, false];
  const below = text.split('\n').map((line) => {
    const isBelow = heading || table;
    const isDevelopment = DEVELOPMENT.test(line) || /dependency-groups/.test(line);
    if (HEADING.test(line)) heading = isDevelopment;
    if (TABLE.test(line)) table = isDevelopment;
    return isBelow;
  });
  return (_, index) => below[index] ?? false;
}

const QUOTED_NAME = /^\s*["']([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?\s*((?:[=<>!~]=?=?)\s*\d[^;"']*)["';]/;

export function pyproject(text: string): AskedVersion[] {
  const listed = byLine(text, QUOTED_NAME, isBelowDevelopment(text));
  return [...listed, ...pythonIn(text, /^(requires-python|python)\s*=\s*["']([^"']+)["']/)];
}

export function setup(text: string): AskedVersion[] {
  const isConfig = /^\[metadata\]|^\[options\]/m.test(text);
  const listed = byLine(text, isConfig ? PYTHON_NAME : QUOTED_NAME, isBelowDevelopment(text));
  return [...listed, ...pythonIn(text, /^\s*(python_requires)\s*=\s*["']?([^"'\n]+?)["']?,?\s*$/)];
}

/** The first version of the language that it asks for. */
function pythonIn(text: string, pattern: RegExp): AskedVersion[] {
  const asked = byLine(text, pattern, () => false).slice(0, 1);
  return asked.map((one) => ({ ...one, name: 'Python', runtime: true }));
}
