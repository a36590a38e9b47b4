import { ALL_PERMISSIONS, closeName, KINDS, type Kind } from '#kernel';
import { isInCaseOf } from '../names.js';
import { patternFault } from '../patterns/pattern-fault.js';

/** A verb that is no more than a word. No error shows any other part of an action that is not known. */
const WORD = /^[a-z-]{1,32}$/;

/** Why `action` is not an action, to follow its name in an error. */
export function actionFault(action: string): string {
  const [kind, verb] = parted(action);
  const known = KINDS.find((one) => one === kind);
  if (!known || verb === null) return `must be \`*\`, \`<kind>:*\` or \`<kind>:<verb>\`. ${theKinds(kind)}`;
  const what = WORD.test(verb) ? `must be an action, and ${kind}:${verb} is none` : 'must be an action';
  const all = actionsOf(known);
  return `${what}.${meaning(closeName(action, all))} Of ${known} there are: ${all.join(', ')}`;
}

/** Why `resource` is not a resource, to follow its name in an error. */
export function resourceFault(resource: string): string {
  const [kind, pattern] = parted(resource);
  if (pattern === null) return 'must be `**` or `<kind>:<pattern>`, such as `secret:prod/**`';
  const known = KINDS.find((one) => one === kind);
  if (!known) return `must begin with its kind. ${theKinds(kind)}`;
  const isInCase = isInCaseOf(known, pattern);
  return (
    patternFault(pattern) ?? (isInCase ? 'must be a pattern' : 'must be in lower case: only paths of secrets have A-Z')
  );
}

function parted(text: string): [string, string | null] {
  const colon = text.indexOf(':');
  return colon < 0 ? [text, null] : [text.slice(0, colon), text.slice(colon + 1)];
}

function actionsOf(kind: Kind): string[] {
  return [`${kind}:*`, ...ALL_PERMISSIONS.filter((one) => one.startsWith(`${kind}:`))];
}

function theKinds(kind: string): string {
  return `The kinds are ${KINDS.join(', ')}.${meaning(closeName(kind, KINDS))}`.replace(/[.]$/, '');
}

function meaning(meant: string | undefined): string {
  return meant === undefined ? '' : ` Did you mean ${meant}?`;
}
