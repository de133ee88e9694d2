/** Starts the console: finds out what this browser may do, and shows the page of the address. Each page is loaded when it is first shown. */
import { signal } from '@preact/signals';
import { render } from 'preact';
import { ApiError, readSession, session } from './api.ts';
import { html, type View } from './html.ts';
import { watchKeys } from './keyboard.ts';
import { Later } from './later.ts';
import { followLinks, here } from './location.ts';
import { Shell } from './shell.ts';
import { SignIn } from './sign-in.ts';
import { Awaited, Empty } from './states.ts';

type Page = (props: { readonly name: string }) => View;

interface PageEntry {
  /** the address; what its group matched is the page's `name` */
  readonly path: RegExp;
  load(): Promise<Page>;
}

const PAGES: readonly PageEntry[] = [
  { path: /^\/$/, load: async () => (await import('./pages/runs.ts')).RunsPage },
  { path: /^\/new$/, load: async () => (await import('./pages/new.ts')).NewPage },
  { path: /^\/compare$/, load: async () => (await import('./pages/compare.ts')).ComparePage },
  { path: /^\/schedules$/, load: async () => (await import('./pages/schedules.ts')).SchedulesPage },
  { path: /^\/settings$/, load: async () => (await import('./pages/settings.ts')).SettingsPage },
  { path: /^\/runs\/([^/]+)$/, load: async () => (await import('./pages/run.ts')).RunPage },
];

const fault = signal<string | null>(null);

function App(): View {
  if (fault.value !== null)
    return html`<main class="empty"><h1>Baton can’t be reached</h1><p>${fault.value}</p></main>`;
  if (session.value === null) return html`<${Awaited} what="Baton" />`;
  if (session.value.role === null) return html`<${SignIn} />`;
  return html`<${Shell}><${Here} /><//>`;
}

function Here(): View {
  const { pathname } = here.value;
  const at = pathname.replace(/(?<=.)\/$/, '');
  const entry = PAGES.find(({ path }) => path.test(at));
  if (entry === undefined) {
    return html`<${Empty} title="There is no such page"><p><a href="/">All runs</a></p><//>`;
  }
  const name = decodeURIComponent(entry.path.exec(at)?.[1] ?? '');
  return html`<${Later} key=${`${entry.path}${name}`} what="the page" load=${entry.load} name=${name} />`;
}

async function start(): Promise<void> {
  followLinks();
  watchKeys();
  const place = document.createElement('div');
  place.id = 'app';
  document.body.append(place);
  render(html`<${App} />`, place);
  while (session.value === null) {
    try {
      await readSession();
      fault.value = null;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      fault.value = error.message;
      await new Promise((resolve) => setTimeout(resolve, 2_000));
    }
  }
}

void start();
