import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { type Caller, Clock, type Plaintext, requireField } from '#kernel';
import { Authorizer } from '#policies';
import { ENVIRONMENT_PREFIX_RULE, Environment } from '../../domain/environment.js';
import { environmentRefused, variableRefused } from '../../domain/environment-refusals.js';
import type { Secret, SecretFacts } from '../../domain/secret.js';
import { SECRET } from '../queries/secret-lookup.js';
import { BatchValues } from './batch-values.js';
import { Children } from './children.js';
import { type Judged, type Verdict, Verdicts, withheld } from './verdicts.js';

/** The secrets of an environment that cost one token. */
const SECRETS_A_TOKEN = 5;
const NOTHING =
  'There is no secret below this prefix, or you may not list it. Without deep=true only the level right below it counts.';
const LISTED = { action: 'secret:list', resourceType: SECRET, resourceId: null } as const;
/** Part of each tag. Raise it when the same values give other variables than before. */
const RULES = 1;

export interface EnvironmentQuery {
  /** Whole levels, with `/` behind each. */
  readonly prefix: string;
  /** Also secrets below deeper levels. */
  readonly deep: boolean;
  /** Leaves out what may not be revealed and what has expired, instead of refusing. */
  readonly partial: boolean;
}

export interface RevealedEnvironment {
  /** Names the versions that the variables were made of. */
  readonly tag: string;
  /** Null: the client has these versions already. Nothing was opened. */
  readonly variables: Readonly<Record<string, string>> | null;
}

/**
 * Opens the secrets below a prefix as variables of an environment. It is complete or it is refused: no secret and no
 * variable is left out or replaced, unless the caller asks for a part.
 */
@Injectable()
export class RevealEnvironment {
  constructor(
    private readonly children: Children,
    private readonly values: BatchValues,
    private readonly verdicts: Verdicts,
    private readonly authorizer: Authorizer,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /**
   * `seen`: the tags that the client has. Errors: `validation_failed`; `not_found` if there is nothing below the prefix;
   * `forbidden`, `second_factor_required` and `secret_expired` with the paths; `variable_collision`, `variable_invalid`;
   * those of {@link Children} and {@link BatchValues}.
   */
  async reveal(caller: Caller, query: EnvironmentQuery, seen: readonly string[]): Promise<RevealedEnvironment> {
    const { prefix, deep } = query;
    requireField(ENVIRONMENT_PREFIX_RULE, prefix);
    await this.authorizer.requireRoute(caller, 'secret:list');
    const listed = await this.children.below(caller, prefix, deep);
    const wanted = await this.revealable(caller, await this.verdicts.on(caller, listed), query);
    const tag = tagOf(wanted);
    if (seen.includes(tag)) return this.withoutValues(caller, prefix, { tag, variables: null });
    if (wanted.length === 0) return this.withoutValues(caller, prefix, { tag, variables: {} });
    const found = await this.revealable(caller, await this.readAgain(caller, wanted), query);
    if (found.length === 0) return this.withoutValues(caller, prefix, { tag: tagOf(found), variables: {} });
    const variables = await this.variables(caller, prefix, found);
    const records = found.map(({ record }) => record);
    await this.audit.together(caller.request, caller.principal, records);
    return { tag: tagOf(found), variables };
  }

  /** By now it may be another version, expired or deleted, and the policies may have changed: all is decided again. */
  private async readAgain(caller: Caller, wanted: readonly Judged<SecretFacts>[]): Promise<Judged<Secret>[]> {
    const judged: Judged<Secret>[] = [];
    const paths = wanted.map(({ secret }) => secret.path);
    await this.values.heads(caller, paths, async (some, heads) => {
      const decided = await this.verdicts.on(
        caller,
        some.flatMap((path) => heads.get(path) ?? []),
      );
      judged.push(...decided);
      return decided.flatMap(({ fault, secret }) => (fault ? [] : secret));
    });
    return judged;
  }

  /**
   * Those that may be revealed. Refuses, with a record for each, if that are not all and the query asks for all. What
   * was hidden since it was listed is left out, as if it had been hidden before.
   */
  private async revealable<S>(
    caller: Caller,
    judged: readonly Judged<S>[],
    { prefix, partial }: EnvironmentQuery,
  ): Promise<readonly Judged<S>[]> {
    const visible = judged.filter(({ fault }) => fault?.code !== 'not_found');
    if (visible.length === 0) return this.nothing(caller, prefix);
    const faults = visible.flatMap(({ fault }) => fault ?? []);
    if (faults.length > 0 && !partial) {
      await this.withhold(caller, visible);
      throw environmentRefused(faults);
    }
    return visible.filter(({ fault }) => fault === null);
  }

  private async variables(caller: Caller, prefix: string, found: readonly Judged<Secret>[]) {
    const { request } = caller;
    request.cost = (request.cost ?? 0) + Math.ceil(found.length / SECRETS_A_TOKEN);
    const values = await this.values.open(found.map(({ secret }) => secret));
    const environment = new Environment(prefix);
    for (const [index, { secret }] of found.entries()) {
      await this.clock.giveWay();
      const fault = environment.add(secret.path, values[index] as Plaintext);
      if (!fault) continue;
      await this.withhold(caller, found);
      throw variableRefused(fault);
    }
    return environment.toObject();
  }

  private withhold({ request, principal }: Caller, found: readonly Verdict[]): Promise<void> {
    return this.audit.together(request, principal, withheld(found));
  }

  /** Records what a list would record: the caller learns no more than from a list. */
  private async withoutValues(
    { request, principal }: Caller,
    prefix: string,
    answer: RevealedEnvironment,
  ): Promise<RevealedEnvironment> {
    await this.audit.succeeded(request, principal, { ...LISTED, resourceName: prefix });
    return answer;
  }

  private nothing(caller: Caller, prefix: string): Promise<never> {
    const target = {
      permission: 'secret:reveal',
      resourceType: SECRET,
      resourceId: null,
      resourceName: prefix,
    } as const;
    return this.authorizer.absentPart(caller, target, NOTHING);
  }
}

/** Equal for equal versions of equal secrets, on every node. It says nothing that a list does not say. */
function tagOf(found: readonly Judged<SecretFacts>[]): string {
  const versions = found.map(({ secret: { id, version } }) => `${id}:${version}`);
  return createHash('sha256')
    .update([RULES, ...versions].join())
    .digest('base64url');
}
