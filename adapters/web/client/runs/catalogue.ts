/** The flows and projects that there are: read once, since they change only when Baton starts anew. */
import { useEffect, useState } from 'preact/hooks';
import { get } from '../api.ts';

/** Titles by the flow's name. */
export type FlowTitles = ReadonlyMap<string, string>;

export interface Catalogue {
  readonly titles: FlowTitles;
  readonly projects: readonly string[];
}

let asked: Promise<Catalogue> | null = null;

/** Asks again after a failure. Throws `ApiError`. */
export function catalogue(): Promise<Catalogue> {
  asked ??= read().catch((error: unknown) => {
    asked = null;
    throw error;
  });
  return asked;
}

/** The title of a flow; its name until the catalogue is read, and for a flow that is there no more. */
export function useFlowTitle(name: string): string {
  const [title, setTitle] = useState(name);
  useEffect(
    () =>
      void catalogue().then(
        ({ titles }) => setTitle(titles.get(name) ?? name),
        () => undefined,
      ),
    [name],
  );
  return title;
}

async function read(): Promise<Catalogue> {
  const [{ flows }, { projects }] = await Promise.all([
    get<{ flows: { name: string; title: string }[] }>('/api/flows'),
    get<{ projects: { id: string }[] }>('/api/projects'),
  ]);
  return {
    titles: new Map(flows.map(({ name, title }) => [name, title])),
    projects: projects.map(({ id }) => id),
  };
}
