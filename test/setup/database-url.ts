/** The name of the template database, and how a database of the test server is addressed. */
export const TEMPLATE = 'baton_template';

export function databaseUrl(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}
