import { kindOf, type Permission } from '#kernel';
import { isName } from '../names.js';
import type { Rule } from '../patterns/pattern-index.js';
import type { RequestFacts } from '../request-facts.js';
import { allow, type Decision, deny } from './decision.js';
import { EMPTY_SCOPE, type NameScope } from './name-scope.js';
import { DECISION_STEPS, type PermissionRules } from './permission-rules.js';
import type { RoleSet } from './role-set.js';

/** The most statements whose conditions are told as the reason of a refusal. */
const UNMET_TOLD = 3;

/** What the rules of `set` say about one name. */
export function decideBy(set: RoleSet, facts: RequestFacts, permission: Permission, name: string): Decision {
  if (set.broken !== null) return deny(() => `${set.broken}: everything is denied`);
  if (!isName(name, kindOf(permission))) return deny(() => 'the name is not canonical');
  const rules = set.rules(permission);
  const { allowed, rule, steps } = rules.rule(name, (condition) => condition.test(facts));
  if (steps.areSpent) return deny(() => `the roles have patterns that take more than ${DECISION_STEPS} steps`);
  if (!rule) return deny(() => whyNone(rules, name, facts));
  return allowed ? allow(() => `allowed by ${place(rule)}`) : deny(() => `denied by ${place(rule)}`);
}

/** As {@link decideBy}, for the scope of a credential: the reason says that the roles are not what refused. */
export function decideByScope(set: RoleSet, facts: RequestFacts, permission: Permission, name: string): Decision {
  const decision = decideBy(set, facts, permission, name);
  return decision.allowed ? decision : deny(() => `outside the scope of the credential: ${decision.reason}`);
}

export function holdsAnyBy(set: RoleSet, permission: Permission): boolean {
  return set.broken === null && set.rules(permission).holdsAny();
}

export function namesBy(set: RoleSet, facts: RequestFacts, permission: Permission): NameScope {
  return set.broken === null ? set.scopeCompiler(permission).scope(facts) : EMPTY_SCOPE;
}

function whyNone(rules: PermissionRules, name: string, facts: RequestFacts): string {
  const unmet = rules
    .unmet(name, (condition) => condition.test(facts), UNMET_TOLD)
    .map((rule) => `in ${place(rule)}, ${rule.condition?.unmet(facts).join(' and ')}`);
  return ['no statement allows it', ...unmet].join('; ');
}

function place(rule: Rule): string {
  return `the policy ${JSON.stringify(rule.policy)}, statements[${rule.statement}]`;
}
