import { KINDS, type Kind, PERMISSIONS } from '#kernel';
import { CONDITION_NAMES } from '#policies';

/** What names the objects of each kind in a policy. */
const NAMES: Readonly<Record<Kind, string>> = {
  secret: 'the path',
  service_account: 'its name',
  identity_provider: 'its name',
  user: 'the username',
  role: "the role's name",
  policy: "the policy's name",
  key: '`master`, `secrets`, `users/<id>`',
  audit: '`log`',
};

const HOLDS_WHEN: Readonly<Record<(typeof CONDITION_NAMES)[number], string>> = {
  ip: "the client's address is in one of the blocks",
  mfa: 'the session has shown a second factor that counts',
  mfa_max_age: 'it has shown one within so many seconds',
  time: 'the local time is in the window',
};

/** The actions and the conditions of policies as tables, for the reader of the API's pages. */
export function policyLanguage(): string {
  const rows = KINDS.map((kind) => `| \`${kind}\` | ${actionsOf(kind)} | ${NAMES[kind]} |`);
  const conditions = CONDITION_NAMES.map((name) => `| \`${name}\` | ${HOLDS_WHEN[name]} |`);
  return `Rules that allow or deny actions on resources. Nothing is allowed that no statement allows, and a matching deny wins.

| Kind | Actions | Resources: \`<kind>:\` and a pattern of |
| --- | --- | --- |
${rows.join('\n')}

\`<kind>:*\` is every action of a kind, \`*\` every action, \`**\` everything. In a pattern, \`*\` stands for characters of one
level, and \`**\` for whole levels.

| Condition | Holds when |
| --- | --- |
${conditions.join('\n')}`;
}

function actionsOf(kind: Kind): string {
  return PERMISSIONS[kind].map((verb) => `\`${kind}:${verb}\``).join(', ');
}
