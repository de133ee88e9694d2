/** `users.*`, `usergroups.*`, `auth.*`, `oauth.*`: who people are, and whose token it is. */

import { list, record, text } from '../../chat/json.ts';
import { ok, refused } from '../answers.ts';
import type { Method } from './method.ts';

const userInfo: Method = async ({ workspace, token }, args) => {
  const answer = await workspace.emulated.call('users.info', { user: args.user }, token);
  if (answer.ok !== true) return { status: 200, body: answer };
  const person = workspace.memberById(text(args.user));
  const user = {
    ...record(answer.user),
    is_restricted: person?.guest ?? false,
    is_ultra_restricted: false,
    is_stranger: person?.stranger ?? false,
    ...(person?.stranger === true ? { team_id: 'T0ELSEWHERE' } : {}),
  };
  return ok({ user });
};

const groupMembers: Method = async ({ workspace }, args) => {
  const names = workspace.groups[text(args.usergroup)];
  return names === undefined
    ? refused('no_such_subteam')
    : ok({ users: names.map((name) => workspace.member(name).id) });
};

/** `S0TEAM` has the handle `team`. */
const groups: Method = async ({ workspace }) =>
  ok({
    usergroups: Object.keys(workspace.groups).map((id) => {
      const handle = id.toLowerCase().replace(/^s0*/, '');
      return { id, team_id: workspace.id, name: handle, handle };
    }),
  });

const authTest: Method = async ({ workspace, token }) => {
  const answer = await workspace.emulated.call('auth.test', {}, token);
  return { status: 200, body: { ...answer, is_enterprise_install: false } };
};

/** Ends the token, and with it what the app may do in the workspace. */
const revoke: Method = async ({ workspace, token }) => {
  workspace.tokens.delete(token);
  workspace.revoked.add(token);
  return ok({ revoked: true });
};

export const PEOPLE_METHODS: Readonly<Record<string, Method>> = {
  'users.info': userInfo,
  'usergroups.list': groups,
  'usergroups.users.list': groupMembers,
  'auth.test': authTest,
  'auth.revoke': revoke,
};

/** Of what `oauth.v2.access` answered. */
export function grantedScopes(body: Readonly<Record<string, unknown>>): readonly string[] {
  return list(text(body.scope).split(',')).map(text);
}
