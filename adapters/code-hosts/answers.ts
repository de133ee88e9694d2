/** What the APIs of GitHub and GitLab answer about a request: where it is asked for, and how it is read. Pure. */
import { z } from 'zod';
import type { RequestBase } from '../../runner/core/commits.ts';
import type { ChangeDescription } from '../../runner/core/ports/repository.ts';

export interface RequestAnswer {
  readonly base: RequestBase;
  readonly description: ChangeDescription;
  readonly state: 'open' | 'closed' | 'merged';
}

export interface Api {
  /** the variable that holds its token */
  readonly variable: 'GITHUB_TOKEN' | 'GITLAB_TOKEN';
  /** the host of everyone's */
  readonly public: { readonly host: string; readonly url: string };
  /** of an installation of one's own: what follows its host */
  readonly below: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly path: (repository: string, number: number) => string;
  /** Throws a `ZodError` for anything else than a request. */
  readonly read: (body: unknown) => RequestAnswer;
}

const GitHubRequest = z.object({
  title: z.string(),
  body: z.string().nullish(),
  state: z.enum(['open', 'closed']),
  merged: z.boolean().optional(),
  base: z.object({ ref: z.string(), sha: z.string() }),
});

const GitLabRequest = z.object({
  title: z.string(),
  description: z.string().nullish(),
  state: z.string(),
  target_branch: z.string(),
  diff_refs: z.object({ start_sha: z.string().nullish(), base_sha: z.string().nullish() }).nullish(),
});

const GITLAB_STATES: Readonly<Record<string, RequestAnswer['state']>> = {
  merged: 'merged',
  closed: 'closed',
};

export const APIS: Readonly<Record<'github' | 'gitlab', Api>> = {
  github: {
    variable: 'GITHUB_TOKEN',
    public: { host: 'github.com', url: 'https://api.github.com' },
    below: '/api/v3',
    headers: { accept: 'application/vnd.github+json', 'x-github-api-version': '2022-11-28' },
    path: (repository, number) => `/repos/${repository}/pulls/${number}`,
    read(body) {
      const { title, body: text, state, merged, base } = GitHubRequest.parse(body);
      return {
        base: { branch: base.ref, sha: base.sha },
        description: { title, text: text ?? '' },
        state: merged === true ? 'merged' : state,
      };
    },
  },
  gitlab: {
    variable: 'GITLAB_TOKEN',
    public: { host: 'gitlab.com', url: 'https://gitlab.com/api/v4' },
    below: '/api/v4',
    headers: { accept: 'application/json' },
    path: (repository, number) => `/projects/${encodeURIComponent(repository)}/merge_requests/${number}`,
    read(body) {
      const { title, description, state, target_branch, diff_refs } = GitLabRequest.parse(body);
      return {
        base: { branch: target_branch, sha: diff_refs?.start_sha ?? diff_refs?.base_sha ?? '' },
        description: { title, text: description ?? '' },
        state: GITLAB_STATES[state] ?? 'open',
      };
    },
  },
};
