/**
 * Host ids. A host is a machine with its BATON_HOME; its id is a readable name and a suffix that distinguishes hosts of the
 * same name, as in `laptop~3f9a2c1d`. Runs stored by earlier versions have the name only.
 */

const SEPARATOR = '~';
const LONGEST_NAME = 60;

/** @param name the machine's name @param suffix hexadecimal digits */
export function hostId(name: string, suffix: string): string {
  const plain = name.replace(/[^A-Za-z0-9._-]+/g, '-').slice(0, LONGEST_NAME);
  return `${plain === '' ? 'host' : plain}${SEPARATOR}${suffix}`;
}

export function isHostId(text: string): boolean {
  return /^[A-Za-z0-9._-]+~[0-9a-f]+$/.test(text);
}

/** The name to show to people, e.g. `laptop`. */
export function hostName(host: string): string {
  return host.split(SEPARATOR, 1).join();
}
